#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace canreach {

/// What the client sees; one word of product.md's symptom.class.
enum class Symptom : std::uint8_t {
  none,
  timeout,
  refused,
  hang,  // the connection opens, and nothing comes after that
  unreachable,
  dns,
  http,  // an answer that says so: Answer::http_status
  auth,
  access_denied,
  expired_token,
  intermittent,
};
std::string_view name_of(Symptom symptom);

/// Why a hop refuses, why an answer is undecided, or what it takes for granted: a row of
/// analyzer/reasons.def.
enum class Reason : std::uint8_t {
#define REASON(name, code, slug, aws_code, rules, symptom, words) name,
#include "analyzer/reasons.def"
#undef REASON
};

struct ReasonRow {
  Reason reason;
  std::string_view code;
  std::string_view slug;
  std::string_view aws_code;  // empty: none
  std::string_view rules;     // joined by commas
  Symptom symptom;
  std::string_view words;
};

const ReasonRow& row_of(Reason reason);
const std::vector<ReasonRow>& reason_rows();

}  // namespace canreach
