#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/query/answer.h"
#include "analyzer/query/query.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "report/json_writer.h"
#include "report/show.h"

namespace canreach {

/// The objects of canreach/result/v1 (docs/result.schema.json), each on one line without its end.
/// Keys have a fixed order, bytes that are not UTF-8 become U+FFFD, control characters are escaped.
std::string json_of(const Answer& answer, const SourceFiles& files);
std::string json_of(const View& view);
/// Why a request has no answer; `op` may be empty: not known.
std::string json_of(const QueryError& error, std::string_view op);
/// The design could not be loaded: the first error, and all that was reported.
std::string json_of(const Diagnostics& diagnostics, const SourceFiles& files, std::string_view op);

/// A design as native YAML, and what that could not say.
std::string json_of_import(std::string_view text, const Diagnostics& unsaid,
                           const SourceFiles& files);

/// The object with `"id":` and this JSON text in front; as it is when the text is empty.
std::string with_id(std::string object, std::string_view id);

/// A JSON object with a list of texts as its first member.
std::string with_texts(std::string object, std::string_view key,
                       const std::vector<std::string>& texts);

/// The part of docs/result.schema.json that one op's answers follow; empty when it has none.
std::string schema_of(std::string_view op, std::string_view result_schema);

}  // namespace canreach
