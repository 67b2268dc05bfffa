#pragma once

#include <string>

#include "analyzer/network/network.h"
#include "app/api_request.h"

namespace canreach {

/// The answer of the op `lint` of a design.  `only`: codes or slugs of rules; left out: all.
/// `at`: a time, for what expires; suppressions fall back on today.
std::string answer_lint(ApiRequest& request, const Network& network);

/// The day of a time, and today where it is empty: "2026-12-31".
std::string day_or_today(const std::string& at);

}  // namespace canreach
