#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/query.h"

namespace canreach {

/// All traffic that passes after a change and did not before, whatever the query asked for:
/// "web -> db tcp/5432", one row for each two ends, those with the internet at one end first.
/// Traffic that is not decided before or after is a row of its own, "(perhaps)"; what has the
/// internet at one end and is beyond the query ends in "(not asked for)".
std::vector<std::string> opened_between(const Network& before, const Network& after,
                                        const TraceQuery& query);

/// How many ends of a design would be asked about.
std::size_t count_of_ends(const Network& network);

/// Has this row of opened_between() the internet at one end?
bool is_of_internet(std::string_view row);
/// Is it one of those that the query did not ask for?
bool is_not_asked_for(std::string_view row);

}  // namespace canreach
