#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace canreach {

enum class Severity { error, warning, note };
/// "error", "warning", "note".
std::string_view name_of(Severity severity);

/// One enumerator a row of base/diagnostics.def.
enum class DiagnosticKind {
#define DIAGNOSTIC(kind, code, slug, severity, words) kind,
#include "base/diagnostics.def"
#undef DIAGNOSTIC
};

/// A row of base/diagnostics.def.
struct DiagnosticRow {
  DiagnosticKind kind;
  std::string_view code;  // "CR1004": never changes meaning
  std::string_view slug;  // "invalid-value"
  Severity severity;
  std::string_view words;  // {0}, {1} ... are replaced by the arguments
};

const DiagnosticRow& row_of(DiagnosticKind kind);
const std::vector<DiagnosticRow>& diagnostic_rows();

struct Diagnostic {
  DiagnosticKind kind;
  SourceLoc at;
  std::string message;     // the words with the arguments filled in
  std::string suggestion;  // a name that is near, or empty
};

/// Collects what is wrong with an input.  Reading goes on after a mistake, so that one run reports
/// all of them; `sorted()` puts them in the order of the files, lines and columns.
class Diagnostics {
 public:
  /// `arguments` fill the words of the kind's row; the caller quotes the user's text with quoted().
  void report(DiagnosticKind kind, SourceLoc at, std::vector<std::string> arguments,
              std::string suggestion = {});

  /// Adds one that was reported elsewhere.
  void add(Diagnostic diagnostic);
  /// Adds what another reading of the input reported.
  void merge(Diagnostics other);

  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  std::vector<Diagnostic> sorted() const;
  const std::vector<Diagnostic>& all() const { return all_; }

  /// More errors than this are counted, not kept (a hostile file cannot fill the memory).
  static constexpr std::size_t kKept = 1000;
  std::size_t dropped() const { return dropped_; }

 private:
  std::size_t dropped_errors() const;

  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
  std::size_t dropped_ = 0;
};

}  // namespace canreach
