#include "base/diagnostics.h"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace canreach {
namespace {

std::string filled(std::string_view words, const std::vector<std::string>& arguments) {
  fmt::dynamic_format_arg_store<fmt::format_context> store;
  for (const std::string& argument : arguments) store.push_back(std::cref(argument));
  return fmt::vformat(fmt::string_view(words.data(), words.size()), store);
}

}  // namespace

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "";
}

const std::vector<DiagnosticRow>& diagnostic_rows() {
  static const std::vector<DiagnosticRow> kRows = {
#define DIAGNOSTIC(kind, code, slug, severity, words) \
  {DiagnosticKind::kind, code, slug, Severity::severity, words},
#include "base/diagnostics.def"
#undef DIAGNOSTIC
  };
  return kRows;
}

const DiagnosticRow& row_of(DiagnosticKind kind) {
  const DiagnosticRow& row = diagnostic_rows()[static_cast<std::size_t>(kind)];
  assert(row.kind == kind);
  return row;
}

void Diagnostics::report(DiagnosticKind kind, SourceLoc at, std::vector<std::string> arguments,
                         std::string suggestion) {
  add({kind, at, filled(row_of(kind).words, arguments), std::move(suggestion)});
}

void Diagnostics::merge(Diagnostics other) {
  for (Diagnostic& diagnostic : other.all_) add(std::move(diagnostic));
  errors_ += other.dropped_errors();
  dropped_ += other.dropped_;
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> result = all_;
  std::stable_sort(result.begin(), result.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.at < b.at; });
  return result;
}

// Errors and the rest have a share of the room each: a flood of warnings must not hide an error.
void Diagnostics::add(Diagnostic diagnostic) {
  const bool is_error = row_of(diagnostic.kind).severity == Severity::error;
  const std::size_t kept_errors = errors_ - dropped_errors();
  const std::size_t kept = is_error ? kept_errors : all_.size() - kept_errors;
  if (is_error) ++errors_;
  if (kept < kKept) {
    all_.push_back(std::move(diagnostic));
  } else {
    ++dropped_;
  }
}

// Errors are dropped only after kKept of them were kept.
std::size_t Diagnostics::dropped_errors() const { return errors_ > kKept ? errors_ - kKept : 0; }

}  // namespace canreach
