// What build servers read: JUnit XML, workflow commands of GitHub, GitLab's code quality report,
// and Markdown for pull requests.  Names come from files of others, so each format escapes what it
// would take for its own.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "report/report_item.h"

namespace canreach {
namespace {

using Json = nlohmann::ordered_json;
using ItemOutcome = ReportItem::Outcome;

constexpr std::size_t kMarkdownBytes = 60'000;  // a comment may have 65,536 characters

// The gravest first: GitHub shows ten annotations of a kind, and readers the first ones.
std::vector<const ReportItem*> by_severity(const Report& report) {
  std::vector<const ReportItem*> items;
  for (const ReportItem& item : report.items) items.push_back(&item);
  std::stable_sort(items.begin(), items.end(), [](const ReportItem* a, const ReportItem* b) {
    return a->severity < b->severity;
  });
  return items;
}

std::string in_xml(std::string_view text) {
  std::string result;
  for (const char letter : escaped(text)) {
    switch (letter) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

std::string junit_body(const ReportItem& item, const SourceFiles& files) {
  const std::string place = files.describe(item.at);
  const std::string text =
      in_xml(fmt::format("{}{}{}", place, place.empty() ? "" : ": ", item.message));
  switch (item.outcome) {
    case ItemOutcome::suppressed:
      return fmt::format("<skipped message=\"{}\"/>",
                         in_xml(item.reason.empty() ? "suppressed" : item.reason));
    case ItemOutcome::undecided:
      return fmt::format("<skipped message=\"undecided: {}\"/>", text);
    case ItemOutcome::holds:
      return {};
    case ItemOutcome::fails:
      break;
  }
  if (item.severity == Severity::note) return fmt::format("<system-out>{}</system-out>", text);
  return fmt::format("<failure type=\"{}\" message=\"{}\">{}</failure>", name_of(item.severity),
                     in_xml(item.message), text);
}

// In values of a workflow command's properties.
std::string in_property(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '%') {
      result += "%25";
    } else if (letter == ':') {
      result += "%3A";
    } else if (letter == ',') {
      result += "%2C";
    } else if (letter == '\n') {
      result += "%0A";
    } else if (letter == '\r') {
      result += "%0D";
    } else {
      result += letter;
    }
  }
  return result;
}

// In the message of a workflow command; escaped() leaves no line ends.
std::string in_message(std::string_view text) {
  std::string result;
  for (const char letter : escaped(text)) result += letter == '%' ? "%25" : std::string(1, letter);
  return result;
}

std::string_view github_command(const ReportItem& item) {
  if (item.outcome == ItemOutcome::undecided) return "warning";
  switch (item.severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "notice";
  }
  return "notice";
}

// GitLab has five words; findings that are graded have as many.
std::string_view gitlab_severity(const ReportItem& item) {
  if (item.grade == "critical") return "blocker";
  if (item.grade == "high") return "critical";
  if (item.grade == "medium") return "major";
  if (item.grade == "low") return "minor";
  if (item.grade == "info") return "info";
  switch (item.severity) {
    case Severity::error:
      return "critical";
    case Severity::warning:
      return "minor";
    case Severity::note:
      return "info";
  }
  return "info";
}

// In a cell of a Markdown table, where HTML counts too.
std::string in_markdown(std::string_view text) {
  std::string result;
  for (const char letter : escaped(text)) {
    switch (letter) {
      case '|':
        result += "\\|";
        break;
      case '<':
        result += "&lt;";
        break;
      case '&':
        result += "&amp;";
        break;
      case '@':
        result += "&#64;";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

std::string markdown_counts(const std::vector<const ReportItem*>& items) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view noun, auto is_it) {
    const auto count = std::count_if(items.begin(), items.end(), is_it);
    if (count > 0) parts.push_back(counted(static_cast<std::size_t>(count), noun));
  };
  for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
    add(name_of(severity), [&](const ReportItem* item) {
      return item->outcome == ItemOutcome::fails && item->severity == severity;
    });
  }
  add("undecided question",
      [](const ReportItem* item) { return item->outcome == ItemOutcome::undecided; });
  add("suppressed finding",
      [](const ReportItem* item) { return item->outcome == ItemOutcome::suppressed; });
  return parts.empty() ? "nothing found" : join(parts, ", ");
}

}  // namespace

std::string junit_of(const Report& report, const SourceFiles& files) {
  std::set<std::string> found;
  std::string cases;
  std::size_t failures = 0;
  std::size_t skipped = 0;
  for (const ReportItem& item : report.items) {
    found.insert(item.code);
    const bool fails = item.outcome == ItemOutcome::fails;
    failures += fails && item.severity != Severity::note ? 1 : 0;
    skipped += fails || item.outcome == ItemOutcome::holds ? 0 : 1;
    const std::string body = junit_body(item, files);
    cases += fmt::format("    <testcase classname=\"{} {}\" name=\"{} {}\"{}\n", in_xml(item.code),
                         in_xml(item.slug), in_xml(item.component), in_xml(item.name),
                         body.empty() ? "/>" : ">" + body + "</testcase>");
  }
  std::size_t tests = report.items.size();
  for (const ReportRule& rule : report.rules) {
    if (found.count(rule.code) > 0) continue;
    ++tests;
    cases += fmt::format("    <testcase classname=\"{} {}\" name=\"{}\"/>\n", rule.code, rule.slug,
                         in_xml(rule.title));
  }
  const std::string counts =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\"", tests, failures);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n  <testsuite name=\"{}\" {} "
      "skipped=\"{}\">\n{}  </testsuite>\n</testsuites>\n",
      counts, in_xml(report.title), counts, skipped, cases);
}

std::string github_of(const Report& report, const SourceFiles& files) {
  std::string text;
  for (const ReportItem* item : by_severity(report)) {
    if (item->outcome == ItemOutcome::suppressed) continue;
    std::string place;
    if (item->at.is_somewhere()) {
      place = fmt::format("file={},line={},col={},", in_property(files.name(item->at.file)),
                          item->at.line, std::max<std::uint32_t>(item->at.column, 1));
    }
    text += fmt::format("::{} {}title={} {}::{}\n", github_command(*item), place, item->code,
                        item->slug, in_message(item->message));
  }
  return text;
}

std::string gitlab_of(const Report& report, const SourceFiles& files) {
  Json list = Json::array();
  for (const ReportItem& item : report.items) {
    if (item.outcome == ItemOutcome::suppressed) continue;
    const bool is_somewhere = item.at.is_somewhere();
    const std::string path = is_somewhere        ? files.name(item.at.file)
                             : files.size() == 0 ? std::string("canreach")
                                                 : files.name(0);
    const std::uint32_t line = is_somewhere ? std::max<std::uint32_t>(item.at.line, 1) : 1;
    list.push_back({{"description", item.message},
                    {"check_name", item.code + " " + item.slug},
                    {"fingerprint", fingerprint(item.identity)},
                    {"severity", gitlab_severity(item)},
                    {"location", {{"path", path}, {"lines", {{"begin", line}}}}}});
  }
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string markdown_of(const Report& report, const SourceFiles& files) {
  const std::vector<const ReportItem*> items = by_severity(report);
  std::string text =
      fmt::format("<!-- {0} -->\n### {0}: {1}\n", report.title, markdown_counts(items));
  std::size_t left_out = 0;
  bool has_table = false;
  for (const ReportItem* item : items) {
    if (item->outcome == ItemOutcome::suppressed) continue;
    if (!has_table) text += "\n| | rule | where | what |\n|---|---|---|---|\n";
    has_table = true;
    const std::string row = fmt::format(
        "| {} | {} {} | {} | {} |\n",
        item->outcome == ItemOutcome::undecided ? "undecided" : name_of(item->severity), item->code,
        item->slug, in_markdown(files.describe({item->at.file, item->at.line, 0})),
        in_markdown(item->message));
    if (left_out > 0 || text.size() + row.size() > kMarkdownBytes) {
      ++left_out;
    } else {
      text += row;
    }
  }
  if (left_out > 0) text += fmt::format("\nand {} more\n", left_out);
  return text;
}

}  // namespace canreach
