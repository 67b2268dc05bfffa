#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/query/query.h"
#include "base/diagnostics.h"

namespace canreach {

/// An error with the code and slug of its row in base/diagnostics.def.
QueryError query_error(DiagnosticKind kind, std::string message,
                       std::vector<std::string> suggestions = {});

/// A text such as s3://bucket/key where an end of traffic is expected.
QueryError data_target(std::string_view text);

/// Does someone who wrote this mean an address or a CIDR block, be it a wrong one?
bool looks_like_address(std::string_view text);

/// Why a text that looks like an address or a CIDR block is none.
QueryError malformed_address(std::string_view text);

}  // namespace canreach
