#pragma once

#include <string>

#include "base/diagnostics.h"
#include "parsers/cloudformation/template.h"

namespace canreach {

/// Reports why a template would refuse the value that was given for one of its parameters: its
/// type, AllowedValues, AllowedPattern, lengths and bounds.  A pattern that could take long to
/// match is not asked.
void check_parameter(const TemplateParameter& parameter, const std::string& given,
                     Diagnostics& diagnostics);

}  // namespace canreach
