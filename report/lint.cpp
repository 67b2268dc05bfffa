#include "report/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "report/diagnostics_text.h"
#include "report/excerpt.h"
#include "report/hops_text.h"
#include "report/json_parts.h"

namespace canreach {
namespace {

// More than this are counted, not printed.
constexpr std::size_t kPrinted = 100;

Severity severity_of(const Finding& finding) { return row_of(finding.rule).severity; }

std::string text_of(const Finding& finding, const SourceFiles& files, const Style& style) {
  const LintRow& row = row_of(finding.rule);
  const std::string place = files.describe(finding.at);
  std::string text = fmt::format("{}: {}: {} [{} {}]\n",
                                 painted(place.empty() ? "canreach" : place, Ink::strong, style),
                                 painted(name_of(row.severity), ink_of(row.severity), style),
                                 escaped(finding.message), row.code, row.slug);
  text += excerpt(files, finding.at, {}, {}, style);
  if (finding.shown_by) text += legs_of(*finding.shown_by, files, style) + "\n";
  return text;
}

// Those that count, the gravest first.
std::vector<const Finding*> by_severity(const LintResult& result) {
  std::vector<const Finding*> findings;
  for (const Finding& finding : result.findings) {
    if (!finding.is_suppressed) findings.push_back(&finding);
  }
  std::stable_sort(findings.begin(), findings.end(), [](const Finding* a, const Finding* b) {
    return severity_of(*a) < severity_of(*b);
  });
  return findings;
}

std::string count_line(const LintResult& result, const std::vector<const Finding*>& findings) {
  std::vector<std::string> parts;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
    const auto count = std::count_if(findings.begin(), findings.end(), [&](const Finding* finding) {
      return severity_of(*finding) == severity;
    });
    if (count > 0) {
      parts.push_back(counted(static_cast<std::size_t>(count), name_of(severity)));
    }
  }
  if (parts.empty()) parts.push_back("nothing found");
  const std::size_t suppressed = result.findings.size() - findings.size();
  if (suppressed > 0) parts.push_back(fmt::format("{} suppressed", suppressed));
  if (!result.undecided.empty()) parts.push_back("undecided whether there is more");
  return join(parts, ", ") + "\n";
}

std::vector<std::string> ids_of(std::string_view joined) {
  std::vector<std::string> ids;
  for (const std::string_view id : split(joined, ',')) {
    if (!id.empty()) ids.emplace_back(id);
  }
  return ids;
}

void write_finding(JsonWriter& out, const Finding& finding, const SourceFiles& files) {
  const LintRow& row = row_of(finding.rule);
  out.begin_object().member("code", row.code).member("slug", row.slug);
  out.member("severity", name_of(row.severity)).member("message", finding.message);
  out.member("component", finding.component).member("name", finding.name);
  out.member_if_any("part", finding.subject);
  add_place(out, finding.at, files);
  add_list(out, "known_as", ids_of(row.known_as), [&](const std::string& id) { out.value(id); });
  out.member("fingerprint", fingerprint(identity_of(finding)));
  if (finding.shown_by) add_hops(out, finding.shown_by->hops, files);
  out.member_if_any("reason", finding.reason);
  out.end_object();
}

enum class Which : std::uint8_t { counting, suppressed };

void write_findings(JsonWriter& out, std::string_view key, const LintResult& result,
                    const SourceFiles& files, Which which) {
  out.key(key).begin_array();
  for (const Finding& finding : result.findings) {
    if (finding.is_suppressed == (which == Which::suppressed)) write_finding(out, finding, files);
  }
  out.end_array();
}

ReportRule rule_of(const LintRow& row) {
  return {std::string(row.code), std::string(row.slug), std::string(row.title), row.severity,
          ids_of(row.known_as)};
}

ReportItem item_of(const Finding& finding) {
  const LintRow& row = row_of(finding.rule);
  ReportItem item;
  if (finding.is_suppressed) item.outcome = ReportItem::Outcome::suppressed;
  item.code = std::string(row.code);
  item.slug = std::string(row.slug);
  item.severity = row.severity;
  item.message = finding.message;
  item.component = finding.component;
  item.name = finding.name;
  item.at = finding.at;
  if (finding.shown_by) item.hops = finding.shown_by->hops;
  item.reason = finding.reason;
  item.identity = identity_of(finding);
  return item;
}

ReportItem item_of(const Remark& remark) {
  ReportItem item;
  item.outcome = ReportItem::Outcome::undecided;
  item.code = std::string(row_of(remark.reason).code);
  item.slug = std::string(row_of(remark.reason).slug);
  item.message = fmt::format("{}; supply {}", remark.message, remark.supply);
  item.component = remark.component;
  item.name = remark.name;
  item.at = remark.at;
  item.identity = item.code + "\n" + remark.message;
  return item;
}

}  // namespace

std::string text_of(const LintResult& result, const SourceFiles& files, const Style& style) {
  const std::vector<const Finding*> findings = by_severity(result);
  std::string text;
  if (!style.quiet) {
    for (std::size_t i = 0; i < std::min(findings.size(), kPrinted); ++i) {
      text += text_of(*findings[i], files, style);
    }
    if (findings.size() > kPrinted) {
      text += fmt::format("and {} more (--format json has all)\n", findings.size() - kPrinted);
    }
    for (const Remark& remark : result.undecided) {
      text += fmt::format("undecided: {}; supply {} [{} {}]\n", escaped(remark.message),
                          escaped(remark.supply), row_of(remark.reason).code,
                          row_of(remark.reason).slug);
    }
  }
  return text + count_line(result, findings);
}

std::string json_of(const LintResult& result, const SourceFiles& files) {
  JsonWriter out = json_header("lint");
  write_findings(out, "findings", result, files, Which::counting);
  write_findings(out, "suppressed", result, files, Which::suppressed);
  add_list(out, "undecided", result.undecided, [&](const Remark& remark) {
    const ReasonRow& row = row_of(remark.reason);
    out.begin_object().member("code", row.code).member("slug", row.slug);
    out.member("message", remark.message).member("supply", remark.supply);
    out.end_object();
  });
  return out.end_object().take();
}

Report report_of(const LintResult& result) {
  Report report;
  report.title = "canreach lint";
  for (const LintRule rule : result.asked) report.rules.push_back(rule_of(row_of(rule)));
  std::map<std::string, std::size_t> seen;
  for (const Finding& finding : result.findings) {
    report.items.push_back(item_of(finding));
    // What cannot be told apart otherwise is counted.
    const std::size_t count = ++seen[report.items.back().identity];
    if (count > 1) report.items.back().identity += fmt::format("\n{}", count);
  }
  for (const Remark& remark : result.undecided) report.items.push_back(item_of(remark));
  return report;
}

std::string written(const LintResult& result, const SourceFiles& files, Format format,
                    const Style& style) {
  switch (format) {
    case Format::text:
      return text_of(result, files, style);
    case Format::json:
      return json_of(result, files) + "\n";
    case Format::markdown:
      return markdown_of(report_of(result), files);
    case Format::sarif:
      return sarif_of(report_of(result), files);
    case Format::junit:
      return junit_of(report_of(result), files);
    case Format::github:
      return github_of(report_of(result), files);
    case Format::gitlab:
      return gitlab_of(report_of(result), files);
    case Format::csv:
      break;
  }
  return {};
}

}  // namespace canreach
