#pragma once

#include "model/design.h"

namespace canreach {

/// Endpoints get the endpoint service of the design that has the name which they ask for; one that
/// asks for a service that the design does not hold gets an unknown one.  Rule: PLS-1.
void link_endpoint_services(Design& design);

}  // namespace canreach
