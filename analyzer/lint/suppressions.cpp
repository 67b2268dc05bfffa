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
// the comments about its own two lines.

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
};

// "2026-12-31"?
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto month = parse_number(text.substr(5, 2));
  const auto day = parse_number(text.substr(8, 2));
  return parse_number(text.substr(0, 4)) && month && day && *month >= 1 && *month <= 12 &&
         *day >= 1 && *day <= 31;
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
  }

  void run() {
    if (all_.empty()) return;
    for (Finding& finding : result_.findings) {
      suppress(finding, finding.at);
      suppress(finding, finding.declared);
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
      Suppression& suppression = all_[i];
      if (!suppression.mistake.empty() || !contains(suppression.rules, finding.rule)) continue;
      suppression.is_used = true;
      if (is_over(suppression)) continue;
      finding.is_suppressed = true;
      finding.reason = suppression.reason;
    }
  }

  // Were all the rules asked that it names?  Else nothing is known of its use.
  bool was_asked(const Suppression& suppression) const {
    return options_.only.empty() ||
           all_of(suppression.rules, [&](LintRule rule) { return contains(options_.only, rule); });
  }

  void judge(const Suppression& suppression) {
    if (!suppression.mistake.empty()) {
      return report(LintRule::suppression_unreadable, suppression, suppression.mistake);
    }
    if (!suppression.is_used) {
      if (!was_asked(suppression)) return;
      return report(
          LintRule::suppression_unused, suppression,
          fmt::format("nothing is found here that {} could suppress", quoted(suppression.codes)));
    }
    if (is_over(suppression)) {
      return report(
          LintRule::suppression_expired, suppression,
          fmt::format("this ended on {}: what it suppressed counts again", suppression.until));
    }
    if (suppression.reason.empty()) {
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
};

}  // namespace

void apply_suppressions(const Network& network, const LintOptions& options, LintResult& result) {
  Suppressor(network.design->files, options, result).run();
}

}  // namespace canreach
