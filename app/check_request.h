#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/intents/check.h"
#include "analyzer/network/network.h"
#include "app/api_request.h"

namespace canreach {

/// The op `check`.
std::string answer_check(ApiRequest& request, const Network& network);

/// The day of a date or a time.
std::optional<Date> day_of(std::string_view text);

/// What a baseline knows; what is wrong with it is reported.
Baseline read_baseline(InputFile file, SourceFiles& files, Diagnostics& diagnostics);

/// Adds the spec to the design and to its other worlds.
void add_spec(const InputFile& spec, Design& design, Diagnostics& diagnostics);

/// Looks for fixes of what `allow` and `can_call` want and the design does not give: those of the
/// failures' traces and calls.  `network` is that of the design without the file of intents.
void add_fixes(const Network& network, const LoadOptions& load, CheckAnswer& answer);

}  // namespace canreach
