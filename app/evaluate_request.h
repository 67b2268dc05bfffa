#pragma once

#include <string>

#include "app/api_request.h"

namespace canreach {

/// Answers the op `evaluate`: the policy engine alone, on the documents of the request.  A context
/// key that the request does not give is absent, or unknown with `"missing": "undecided"`.  Keys
/// that follow from the principal and the resource are added; a role whose session's ARN is given
/// is taken to have no path, unless aws:PrincipalArn says otherwise.
std::string answer_evaluate(ApiRequest& request);

}  // namespace canreach
