#pragma once

// What several answers of canreach/result/v1 have in common, written into an open object.

#include <string_view>
#include <vector>

#include "analyzer/query/answer.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "report/json_writer.h"

namespace canreach {

/// An open object with `schema` and, unless empty, `op`.
JsonWriter json_header(std::string_view op);
/// `at`; no key when the thing is nowhere.
void add_place(JsonWriter& out, const SourceLoc& at, const SourceFiles& files);
void add_end(JsonWriter& out, std::string_view name, const AnswerEnd& end);
void add_hops(JsonWriter& out, const std::vector<Hop>& hops, const SourceFiles& files);
void add_blockers(JsonWriter& out, const std::vector<Blocker>& blockers, const SourceFiles& files);
void add_symptom(JsonWriter& out, Symptom symptom, const std::vector<ClientText>& clients,
                 std::uint16_t http_status = 0);
/// `assumptions` and `undecided`.
void add_remarks(JsonWriter& out, const std::vector<Remark>& assumptions,
                 const std::vector<Remark>& undecided, const SourceFiles& files);
/// A list of what was found in an input.
void add_diagnostics(JsonWriter& out, std::string_view name,
                     const std::vector<Diagnostic>& diagnostics, const SourceFiles& files);
/// `fixes`: only what was asked again and passed is one.
void add_fixes(JsonWriter& out, const std::vector<Fix>& fixes, const SourceFiles& files);
/// Everything of an answer of `trace` but its header.
void add_answer(JsonWriter& out, const Answer& answer, const SourceFiles& files);

template <class List, class Write>
void add_list(JsonWriter& out, std::string_view name, const List& list, Write write) {
  out.key(name).begin_array();
  for (const auto& element : list) write(element);
  out.end_array();
}

}  // namespace canreach
