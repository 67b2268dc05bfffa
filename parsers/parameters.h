#pragma once

#include <map>
#include <string>

#include "base/diagnostics.h"
#include "parsers/load.h"

namespace canreach {

/// Reads a file of parameters: the AWS CLI's list of ParameterKey and ParameterValue,
/// CodePipeline's
/// {"Parameters": {...}}, or names and values.  Values that `parameters` has already stay.
/// Mistakes are reported without a place; what cannot be read is left out.
void read_parameters(InputFile file, std::map<std::string, std::string>& parameters,
                     Diagnostics& diagnostics);

}  // namespace canreach
