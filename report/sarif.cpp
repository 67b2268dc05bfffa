// SARIF 2.1.0, as GitHub's code scanning reads it: one location a result (the line to look at), the
// hops of the traffic as a code flow, fingerprints of our own that do not move with lines.
//
// Columns of SARIF count characters and ours count bytes, so a column is given only where all bytes
// before it are ASCII.
#include <algorithm>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>

#include "base/algorithm.h"
#include "report/report_item.h"

namespace canreach {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostResults = 25'000;  // what GitHub takes of a run

std::string uri_of(const std::string& path) {
  constexpr std::string_view kUnescaped = "-._~/";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri;
  for (const char byte : path) {
    const auto value = static_cast<unsigned char>(byte);
    const bool is_letter = (value | 0x20) >= 'a' && (value | 0x20) <= 'z' && value < 0x80;
    if (is_letter || (value >= '0' && value <= '9') || kUnescaped.find(byte) != kUnescaped.npos) {
      uri += byte;
    } else {
      uri += '%';
      uri += kDigits[value >> 4];
      uri += kDigits[value & 15U];
    }
  }
  return uri;
}

bool is_ascii_before(const SourceFiles& files, const SourceLoc& at) {
  const std::string_view line = files.line(at.file, at.line).substr(0, at.column);
  return all_of(line, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

Json physical_location(const SourceLoc& at, const SourceFiles& files) {
  Json location = {{"artifactLocation", {{"uri", uri_of(files.name(at.file))}}}};
  if (at.line == 0) return location;
  location["region"]["startLine"] = at.line;
  if (at.column > 0 && is_ascii_before(files, at)) location["region"]["startColumn"] = at.column;
  return location;
}

std::string text_of(const Hop& hop) {
  std::string text = hop.name;
  if (hop.direction != Direction::none) text += " " + std::string(name_of(hop.direction));
  return text + (hop.why.empty() ? "" : ": " + hop.why);
}

Json code_flow(const std::vector<Hop>& hops, const SourceFiles& files) {
  Json locations = Json::array();
  for (const Hop& hop : hops) {
    Json location = {{"message", {{"text", text_of(hop)}}}};
    if (hop.at.is_somewhere()) location["physicalLocation"] = physical_location(hop.at, files);
    locations.push_back({{"location", location}});
  }
  return {{"threadFlows", Json::array({{{"locations", locations}}})}};
}

// SARIF's levels have our names.
Json rule_of(const ReportRule& rule) {
  Json json = {{"id", rule.code},
               {"name", rule.slug},
               {"shortDescription", {{"text", rule.title}}},
               {"defaultConfiguration", {{"level", name_of(rule.severity)}}}};
  if (!rule.tags.empty()) json["properties"]["tags"] = rule.tags;
  return json;
}

Json result_of(const ReportItem& item, const SourceFiles& files,
               const std::map<std::string, std::size_t>& index_of_rule) {
  Json json = {{"ruleId", item.code}};
  const auto rule = index_of_rule.find(item.code);
  if (rule != index_of_rule.end()) json["ruleIndex"] = rule->second;
  const bool is_undecided = item.outcome == ReportItem::Outcome::undecided;
  if (is_undecided) json["kind"] = "open";
  json["level"] = is_undecided ? "none" : std::string(name_of(item.severity));
  json["message"]["text"] = item.message;
  Json location = Json::object();
  if (item.at.is_somewhere()) location["physicalLocation"] = physical_location(item.at, files);
  location["logicalLocations"] = Json::array(
      {{{"fullyQualifiedName", item.component + "/" + item.name}, {"kind", "resource"}}});
  json["locations"] = Json::array({location});
  json["partialFingerprints"]["canreach/v1"] = fingerprint(item.identity);
  if (!item.hops.empty()) json["codeFlows"] = Json::array({code_flow(item.hops, files)});
  if (item.outcome == ReportItem::Outcome::suppressed) {
    Json suppression = {{"kind", item.is_suppressed_in_source ? "inSource" : "external"},
                        {"status", "accepted"}};
    if (!item.reason.empty()) suppression["justification"] = item.reason;
    json["suppressions"] = Json::array({suppression});
  }
  return json;
}

}  // namespace

std::string sarif_of(const Report& report, const SourceFiles& files) {
  Json rules = Json::array();
  std::map<std::string, std::size_t> index_of_rule;
  for (const ReportRule& rule : report.rules) {
    index_of_rule.emplace(rule.code, rules.size());
    rules.push_back(rule_of(rule));
  }
  Json results = Json::array();
  for (const ReportItem& item : report.items) {
    if (results.size() == kMostResults) break;
    results.push_back(result_of(item, files, index_of_rule));
  }
  Json driver = {{"name", "canreach"}, {"rules", rules}};
  Json run = {{"tool", {{"driver", driver}}},
              {"automationDetails", {{"id", report.title + "/"}}},
              {"results", results}};
  const Json sarif = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"version", "2.1.0"},
                      {"runs", Json::array({run})}};
  return sarif.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace canreach
