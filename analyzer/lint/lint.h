#pragma once

// What is odd in a whole design: rules of analyzer/lint/rules.def, each a function in this folder.
// A finding is a fact: where an unknown value could make it wrong there is none.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/answer.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "model/suppression.h"

namespace canreach {

/// One enumerator a row of analyzer/lint/rules.def.
enum class LintRule : std::uint8_t {
#define LINT_RULE(name, code, slug, severity, known_as, rules, title) name,
#include "analyzer/lint/rules.def"
#undef LINT_RULE
};

struct LintRow {
  LintRule rule;
  std::string_view code;  // "CR5001": never changes meaning
  std::string_view slug;
  Severity severity;
  std::string_view known_as;  // ids of other tools, joined by commas
  std::string_view rules;     // of docs/semantics.md, joined by commas
  std::string_view title;
};
const std::vector<LintRow>& lint_rows();
const LintRow& row_of(LintRule rule);
/// By code or slug, case ignored.
std::optional<LintRule> lint_rule_named(std::string_view text);

struct Finding {
  LintRule rule{};
  std::string component;           // a kind's label
  std::string name;                // with its VPC where it has one: "main/data"
  std::string subject;             // which part of the resource; the same when lines move
  std::string message;             // a sentence without its full stop
  SourceLoc at;                    // the line to look at, else the resource's
  SourceLoc declared;              // the resource
  std::optional<Answer> shown_by;  // the traffic that proves it, with its hops
  bool is_suppressed = false;      // somebody knows, and says why in `reason`
  std::string reason;
};

/// What tells findings of one rule apart and stays when lines move: for baselines and fingerprints.
std::string identity_of(const Finding& finding);

struct LintOptions {
  std::vector<LintRule> only;             // empty: all
  std::string at;                         // for what expires; empty: nothing is known to have
  std::string today;                      // "2026-12-31", for suppressions; empty: none has ended
  std::vector<ListedSuppression> listed;  // beside those of comments
};

struct LintResult {
  std::vector<LintRule> asked;    // in the order of the table
  std::vector<Finding> findings;  // by place, code, name
  std::vector<Remark> undecided;  // what leaves open whether there are more
};

LintResult lint(const Network& network, const LintOptions& options);

}  // namespace canreach
