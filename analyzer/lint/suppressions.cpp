#include "analyzer/lint/suppressions.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"

// Comments are looked for in the text of the input, whatever its format: the readers drop them.
// JSON has none, so nothing is found there.  Each file is read once, and a finding looks only at
// the comments about its own two lines, and at what a list says of its rule.

namespace canreach {
namespace {

constexpr std::string_view kMark = "canreach:ignore";
constexpr std::string_view kUntil = "until=";

struct Suppression {
  SourceLoc at;            // the comment
  std::uint32_t line = 0;  // what it is about
  std::vector<LintRule> rules;
  std::string codes;    // as they were written
  std::string until;    // "2026-12-31"; empty: for ever
  std::string reason;   // empty: none was given
  std::string mistake;  // empty: it can be read
  bool is_used = false;
  std::optional<ListedSuppression> listed;  // none: a comment
};

// "2026-12-31"?
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto month = parse_number(text.substr(5, 2));
  const auto day = parse_number(text.substr(8, 2));
  return parse_number(text.substr(0, 4)) && month && day && *month >= 1 && *month <= 12 &&
         *day >= 1 && *day <= 31;
}

/// The rules that users of other tools know by the id.
std::vector<LintRule> rules_known_as(std::string_view id) {
  std::vector<LintRule> rules;
  for (const LintRow& row : lint_rows()) {
    if (contains(split(row.known_as, ','), id)) rules.push_back(row.rule);
  }
  return rules;
}

/// What a list says, as a comment would.  None when it is about another tool's rules alone.
std::optional<Suppression> suppression_of(const ListedSuppression& listed) {
  Suppression suppression;
  suppression.at = listed.at;
  suppression.codes = join(listed.codes, ",");
  suppression.until = listed.until;
  suppression.reason = listed.reason;
  suppression.listed = listed;
  const bool is_ours = listed.words == ListedSuppression::Words::ours;
  for (const std::string& code : listed.codes) {
    std::vector<LintRule> rules = rules_known_as(code);
    if (const std::optional<LintRule> rule = lint_rule_named(code)) rules.push_back(*rule);
    if (is_ours && rules.empty() && suppression.mistake.empty()) {
      suppression.mistake = fmt::format("there is no rule {}", quoted(code));
    }
    for (const LintRule rule : rules) suppression.rules.push_back(rule);
  }
  if (!is_ours && suppression.rules.empty()) return std::nullopt;
  if (suppression.rules.empty() && suppression.mistake.empty()) {
    suppression.mistake = "it names no rule, such as CR5001";
  }
  if (!listed.until.empty() && !is_date(listed.until) && suppression.mistake.empty()) {
    suppression.mistake = fmt::format("{} is no date such as 2026-12-31", quoted(listed.until));
  }
  return suppression;
}

bool is_within(const ListedSuppression& listed, const SourceLoc& at) {
  const bool is_behind = listed.end.is_somewhere() && !(at < listed.end);
  return at.file == listed.declared.file && !(at < listed.declared) && !is_behind;
}

/// Is the finding of what the list's entry is about?
bool is_about(const ListedSuppression& listed, const Finding& finding) {
  if (listed.declared.is_somewhere()) {
    return is_within(listed, finding.declared) || is_within(listed, finding.at);
  }
  if (listed.resource.empty()) return true;
  const std::string last = finding.name.substr(finding.name.rfind('/') + 1);
  return listed.resource == finding.name || listed.resource == last ||
         listed.resource == finding.component + "/" + finding.name ||
         listed.resource == finding.component + "/" + last;
}

void read_codes(std::string_view text, Suppression& suppression) {
  suppression.codes = std::string(text);
  for (const std::string_view code : split(text, ',')) {
    if (code.empty()) continue;
    if (const std::optional<LintRule> rule = lint_rule_named(code)) {
      suppression.rules.push_back(*rule);
    } else if (suppression.mistake.empty()) {
      suppression.mistake = fmt::format("there is no rule {}", quoted(code));
    }
  }
  if (suppression.rules.empty() && suppression.mistake.empty()) {
    suppression.mistake = "it names no rule, such as CR5001";
  }
}

// What follows the mark: codes, perhaps an end date, and the reason.
void read_words(std::string_view text, Suppression& suppression) {
  text = trim(text);
  const std::size_t blank = text.find(' ');
  read_codes(text.substr(0, blank), suppression);
  text = blank == std::string_view::npos ? std::string_view() : trim(text.substr(blank));
  if (text.substr(0, kUntil.size()) == kUntil) {
    const std::size_t end = text.find(' ');
    const std::string_view date = text.substr(0, end).substr(kUntil.size());
    suppression.until = std::string(date);
    if (!is_date(date) && suppression.mistake.empty()) {
      suppression.mistake = fmt::format("{} is no date such as 2026-12-31", quoted(date));
    }
    text = end == std::string_view::npos ? std::string_view() : trim(text.substr(end));
  }
  suppression.reason = std::string(text);
}

bool is_comment(std::string_view line) { return !trim(line).empty() && trim(line)[0] == '#'; }

// The comment of a line; none: it has none that is ours.
std::optional<Suppression> suppression_of(std::string_view line, SourceLoc at) {
  const std::size_t mark = line.find(kMark);
  if (mark == std::string_view::npos) return std::nullopt;
  const std::size_t hash = line.substr(0, mark).rfind('#');
  if (hash == std::string_view::npos) return std::nullopt;
  if (!trim(line.substr(hash + 1, mark - hash - 1)).empty()) return std::nullopt;
  Suppression suppression;
  suppression.line = at.line;
  suppression.at = {at.file, at.line, static_cast<std::uint32_t>(hash + 1)};
  read_words(line.substr(mark + kMark.size()), suppression);
  return suppression;
}

std::vector<Suppression> suppressions_of(const SourceFiles& files, std::uint32_t file) {
  std::vector<Suppression> result;
  if (files.text(file).find(kMark) == std::string::npos) return result;
  std::size_t waiting = 0;  // from here on they stand on lines of their own and wait for the next
  std::uint32_t number = 0;
  for (const std::string_view line : split(files.text(file), '\n')) {
    ++number;
    const bool is_waited_for = !trim(line).empty() && !is_comment(line);
    for (; is_waited_for && waiting < result.size(); ++waiting) result[waiting].line = number;
    if (std::optional<Suppression> one = suppression_of(line, {file, number, 1})) {
      result.push_back(std::move(*one));
      if (is_waited_for) waiting = result.size();
    }
  }
  return result;
}

class Suppressor {
 public:
  Suppressor(const SourceFiles& files, const LintOptions& options, LintResult& result)
      : options_(options), result_(result) {
    for (std::uint32_t file = 0; file < files.size(); ++file) {
      for (Suppression& one : suppressions_of(files, file)) all_.push_back(std::move(one));
    }
    for (std::size_t i = 0; i < all_.size(); ++i) {
      by_line_[{all_[i].at.file, all_[i].line}].push_back(i);
    }
    for (const ListedSuppression& listed : options.listed) {
      std::optional<Suppression> one = suppression_of(listed);
      if (!one) continue;
      for (const LintRule rule : one->rules) by_rule_[rule].push_back(all_.size());
      all_.push_back(std::move(*one));
    }
  }

  void run() {
    if (all_.empty()) return;
    for (Finding& finding : result_.findings) {
      suppress(finding, finding.at);
      suppress(finding, finding.declared);
      suppress_by_list(finding);
    }
    for (const Suppression& suppression : all_) judge(suppression);
  }

 private:
  bool is_over(const Suppression& suppression) const {
    return !suppression.until.empty() && suppression.until < options_.today;
  }

  void suppress(Finding& finding, const SourceLoc& at) {
    const auto there = by_line_.find({at.file, at.line});
    if (there == by_line_.end()) return;
    for (const std::size_t i : there->second) {
      if (contains(all_[i].rules, finding.rule)) use(all_[i], finding);
    }
  }

  void suppress_by_list(Finding& finding) {
    const auto of_rule = by_rule_.find(finding.rule);
    if (of_rule == by_rule_.end()) return;
    for (const std::size_t i : of_rule->second) {
      if (is_about(*all_[i].listed, finding)) use(all_[i], finding);
    }
  }

  void use(Suppression& suppression, Finding& finding) const {
    if (!suppression.mistake.empty()) return;
    suppression.is_used = true;
    if (is_over(suppression)) return;
    finding.is_suppressed = true;
    finding.reason = suppression.reason;
  }

  // Were all the rules asked that it names?  Else nothing is known of its use.
  bool was_asked(const Suppression& suppression) const {
    return options_.only.empty() ||
           all_of(suppression.rules, [&](LintRule rule) { return contains(options_.only, rule); });
  }

  // Whether it is of use there is not for us to say.
  static bool is_of_other_tool(const Suppression& suppression) {
    return suppression.listed && suppression.listed->words == ListedSuppression::Words::other_tool;
  }

  void judge(const Suppression& suppression) {
    if (!suppression.mistake.empty()) {
      return report(LintRule::suppression_unreadable, suppression, suppression.mistake);
    }
    if (!suppression.is_used) {
      if (!was_asked(suppression) || is_of_other_tool(suppression)) return;
      return report(
          LintRule::suppression_unused, suppression,
          fmt::format("nothing is found here that {} could suppress", quoted(suppression.codes)));
    }
    if (is_over(suppression)) {
      return report(
          LintRule::suppression_expired, suppression,
          fmt::format("this ended on {}: what it suppressed counts again", suppression.until));
    }
    if (suppression.reason.empty() && !is_of_other_tool(suppression)) {
      report(LintRule::suppression_without_reason, suppression,
             fmt::format("no reason is given why {} is suppressed", quoted(suppression.codes)));
    }
  }

  void report(LintRule rule, const Suppression& suppression, std::string message) {
    if (!options_.only.empty() && !contains(options_.only, rule)) return;
    Finding finding;
    finding.rule = rule;
    finding.component = "suppression";
    finding.name = suppression.codes;
    finding.message = std::move(message);
    finding.at = finding.declared = suppression.at;
    result_.findings.push_back(std::move(finding));
  }

  const LintOptions& options_;
  LintResult& result_;
  std::vector<Suppression> all_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::size_t>> by_line_;
  std::map<LintRule, std::vector<std::size_t>> by_rule_;  // of lists
};

}  // namespace

void apply_suppressions(const Network& network, const LintOptions& options, LintResult& result) {
  Suppressor(network.design->files, options, result).run();
}

}  // namespace canreach
