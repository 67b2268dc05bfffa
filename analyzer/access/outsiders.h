#pragma once

#include <string_view>
#include <vector>

#include "analyzer/access/call.h"
#include "analyzer/access/caller.h"
#include "analyzer/network/network.h"

namespace canreach {

inline constexpr std::string_view kAnonymous = "anonymous";
inline constexpr std::string_view kAnyService = "any service of AWS";

/// Everybody on the internet, and whom the target's own policy admits that is not the design's:
/// principals of other accounts, services, identity providers; by their names, or by conditions of
/// a statement for everyone.
std::vector<Caller> outsiders_of(const Network& network, const Call& call);

}  // namespace canreach
