#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/access/target.h"

namespace canreach {

/// The resource that the action is asked of: the target, a part of it, or "*".
std::string resource_of_action(std::string_view action, const AccessTarget& target);

/// "log-group:G" of "log-group:G:log-stream:", which an action on a group is asked of; empty: it is
/// no such ARN.
std::string bare_log_group(std::string_view resource);

/// "s3:Get*": an action with wildcards in its name.
bool is_action_pattern(std::string_view text);

/// The known actions that the pattern covers and that may be asked of the target, in order: of an
/// object only what takes objects, of `*` only what takes no resource.  Rules: ACT-2, ACT-7.
std::vector<std::string> actions_asked(std::string_view pattern, const AccessTarget& target);

}  // namespace canreach
