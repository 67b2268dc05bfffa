#pragma once

#include "analyzer/network/network.h"
#include "analyzer/query/endpoint.h"

namespace canreach {

/// What is not modelled and may lead from the internet to a member that has no public address of
/// its own: an accelerator, a content delivery network.  nullptr: nothing.
const NotModelled* front_of(const Network& network, const EndMember& member);

}  // namespace canreach
