#include "analyzer/lint/lint.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "analyzer/lint/facts.h"
#include "analyzer/lint/suppressions.h"
#include "analyzer/query/worlds.h"
#include "base/algorithm.h"
#include "base/text.h"

// Every rule is asked of the whole design, and what they find is sorted by place.
//
// A template whose conditions are open stands for several designs.  A finding counts when all of
// them have it; where they cannot all be looked at, nothing is certain and the result says so.

namespace canreach {
namespace {

bool is_asked(const LintOptions& options, LintRule rule) {
  return options.only.empty() || contains(options.only, rule);
}

std::vector<Finding> findings_of(const Network& network, const LintOptions& options) {
  std::vector<Finding> found;
  const LintFacts facts(network, options.at);
  Findings findings(*network.design, found);
#define SUPPRESSION_RULE(name, code, slug, severity, known_as, rules, title)
#define LINT_RULE(name, code, slug, severity, known_as, rules, title) \
  if (is_asked(options, LintRule::name)) {                            \
    findings.begin(LintRule::name);                                   \
    lint_##name(facts, findings);                                     \
  }
#include "analyzer/lint/rules.def"
#undef LINT_RULE
  return found;
}

bool comes_first(const Finding& a, const Finding& b) {
  return std::tie(a.at, a.rule, a.name, a.subject) < std::tie(b.at, b.rule, b.name, b.subject);
}

// Keeps what both lists have; were they alike?
bool keep_common(std::vector<Finding>& findings, const std::vector<Finding>& others) {
  std::set<std::string> there;
  for (const Finding& other : others) there.insert(identity_of(other));
  std::set<std::string> here;
  for (const Finding& finding : findings) here.insert(identity_of(finding));
  findings.erase(std::remove_if(findings.begin(), findings.end(),
                                [&](const Finding& finding) {
                                  return there.count(identity_of(finding)) == 0;
                                }),
                 findings.end());
  return here == there;
}

// Are the worlds that were read all that there may be?
bool knows_all_worlds(const Network& network) {
  return !network.other_worlds.empty() &&
         all_of(network.design->open_conditions,
                [](const OpenCondition& condition) { return !condition.is_unbounded; });
}

// One world by itself: where rules ask what can be reached, the others must not join in.
std::vector<Finding> findings_of_world(const Design& design, const LintOptions& options) {
  Design alone = design;
  alone.open_conditions.clear();
  alone.other_worlds.clear();
  return findings_of(compile(alone), options);
}

void decide_worlds(const Network& network, const LintOptions& options, LintResult& result) {
  bool agree = knows_all_worlds(network);
  if (agree) result.findings = findings_of_world(*network.design, options);
  for (const auto& world : network.design->other_worlds) {
    agree = keep_common(result.findings, findings_of_world(*world, options)) && agree;
  }
  if (!agree) result.undecided = remarks_of_conditions(network);
}

}  // namespace

const std::vector<LintRow>& lint_rows() {
  static const std::vector<LintRow> kRows = {
#define LINT_RULE(name, code, slug, severity, known_as, rules, title) \
  {LintRule::name, code, slug, Severity::severity, known_as, rules, title},
#include "analyzer/lint/rules.def"
#undef LINT_RULE
  };
  return kRows;
}

const LintRow& row_of(LintRule rule) { return lint_rows()[static_cast<std::size_t>(rule)]; }

std::optional<LintRule> lint_rule_named(std::string_view text) {
  const std::string wanted = to_lower(text);
  for (const LintRow& row : lint_rows()) {
    if (to_lower(row.code) == wanted || row.slug == wanted) return row.rule;
  }
  return std::nullopt;
}

std::string identity_of(const Finding& finding) {
  return join(
      {std::string(row_of(finding.rule).code), finding.component, finding.name, finding.subject},
      "\n");
}

LintResult lint(const Network& network, const LintOptions& options) {
  LintResult result;
  for (const LintRow& row : lint_rows()) {
    if (is_asked(options, row.rule)) result.asked.push_back(row.rule);
  }
  if (network.design->open_conditions.empty()) {
    result.findings = findings_of(network, options);
  } else {
    decide_worlds(network, options, result);
  }
  apply_suppressions(network, options, result);
  std::stable_sort(result.findings.begin(), result.findings.end(), comes_first);
  return result;
}

}  // namespace canreach
