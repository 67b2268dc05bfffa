#pragma once

#include <string_view>

#include "base/diagnostics.h"
#include "model/resources/policy_document.h"

namespace canreach {

/// Reports what AWS refuses in the values of a document (error), and what it takes although it
/// hardly can be meant (warning): operators and their values, actions, ARNs, principals, variables,
/// Sids.  Where elements may stand is the reader's business.  Rules: GRM-6, GRM-14, ACT-1 to ACT-4,
/// ARN-5, ARN-6, PRI-1 to PRI-14, VAR-1 to VAR-5, CND-7, OPR-1 to OPR-18, RCP-4.
void check_document(const PolicyDocument& document, PolicyUse use, Diagnostics& diagnostics);

/// Warns about actions without wildcards that no service is known to have, with what was probably
/// meant.  AWS adds actions all the time, so it is no mistake by itself.  Rule: ACT-9.
void warn_of_unknown_actions(const PolicyDocument& document, Diagnostics& diagnostics);

/// "an identity policy", "a role's trust policy": for messages.
std::string_view described(PolicyUse use);

}  // namespace canreach
