#include "report/report_item.h"

#include <nlohmann/json.hpp>
#include <string>

#include "tests/catch.h"
#include "tests/unit/holds.h"

namespace canreach {
namespace {

using Json = nlohmann::json;

// A name as an enemy would choose it.
constexpr char kHostile[] = "a]]>\"<b>|@all:%,\n::error::x\x1b[31m";

struct Example {
  SourceFiles files;
  Report report;
};

ReportItem item_at(SourceLoc at) {
  ReportItem item;
  item.code = "CR5001";
  item.slug = "exposed-admin-port";
  item.severity = Severity::error;
  item.message = kHostile;
  item.component = "instance";
  item.name = kHostile;
  item.at = at;
  item.identity = "CR5001\ninstance\nweb\n";
  return item;
}

Example example() {
  Example made;
  const std::uint32_t file = made.files.add("net work/a%b.yaml", "one\n  two\nth\xc3\xa9 three\n");
  made.report.title = "canreach lint";
  made.report.rules = {
      {"CR5001", "exposed-admin-port", "a port is open", Severity::error, {"EC2.13"}},
      {"CR5018", "unused-group", "nothing has it", Severity::note, {}}};
  made.report.items.push_back(item_at({file, 2, 3}));
  Hop hop;
  hop.name = "igw";
  hop.why = "in";
  hop.at = {file, 3, 6};
  made.report.items.back().hops.push_back(hop);
  ReportItem suppressed = item_at({file, 3, 6});
  suppressed.outcome = ReportItem::Outcome::suppressed;
  suppressed.reason = "known";
  made.report.items.push_back(suppressed);
  ReportItem nowhere = item_at({});
  nowhere.severity = Severity::note;
  made.report.items.push_back(nowhere);
  ReportItem undecided = item_at({});
  undecided.outcome = ReportItem::Outcome::undecided;
  made.report.items.push_back(undecided);
  return made;
}

}  // namespace

TEST_CASE("a fingerprint is the same for ever, and another one for another text") {
  CHECK(fingerprint("") == "cbf29ce4842223259e3779b97f4a7c15");
  CHECK(fingerprint("a").substr(0, 16) == "af63dc4c8601ec8c");  // FNV-1a's own test vector
  CHECK(fingerprint("a") != fingerprint("b"));
}

TEST_CASE("SARIF has rule, place, path, fingerprint and suppression of each result") {
  const Example made = example();
  const Json sarif = Json::parse(sarif_of(made.report, made.files));
  CHECK(sarif["version"] == "2.1.0");
  const Json& run = sarif["runs"][0];
  CHECK(run["tool"]["driver"]["rules"][0]["id"] == "CR5001");
  CHECK(run["tool"]["driver"]["rules"][0]["properties"]["tags"][0] == "EC2.13");
  CHECK(run["results"].size() == 4);
  const Json& first = run["results"][0];
  CHECK(first["ruleIndex"] == 0);
  CHECK(first["level"] == "error");
  const Json& place = first["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "net%20work/a%25b.yaml");
  CHECK(place["region"]["startLine"] == 2);
  CHECK(place["region"]["startColumn"] == 3);
  CHECK(first["partialFingerprints"]["canreach/v1"] == fingerprint("CR5001\ninstance\nweb\n"));
  const Json& flow = first["codeFlows"][0]["threadFlows"][0]["locations"];
  CHECK(flow.size() == 1);
  CHECK(flow[0]["location"]["message"]["text"] == "igw: in");
  // A column behind what is not ASCII is left out.
  CHECK_FALSE(flow[0]["location"]["physicalLocation"]["region"].contains("startColumn"));
  CHECK(run["results"][1]["suppressions"][0]["justification"] == "known");
  CHECK_FALSE(run["results"][2]["locations"][0].contains("physicalLocation"));
  CHECK(run["results"][3]["kind"] == "open");
  CHECK(run["results"][3]["level"] == "none");
}

TEST_CASE("JUnit counts failures, leaves notes alone and skips what is suppressed or undecided") {
  const Example made = example();
  const std::string xml = junit_of(made.report, made.files);
  CHECK(holds(xml, "<testsuites tests=\"5\" failures=\"1\" errors=\"0\">"));
  CHECK(holds(xml, "skipped=\"2\""));
  CHECK(holds(xml, "<testcase classname=\"CR5018 unused-group\" name=\"nothing has it\"/>"));
  CHECK(holds(xml, "<system-out>"));
  CHECK(holds(xml, "a]]&gt;&quot;&lt;b&gt;|"));
  CHECK_FALSE(holds(xml, "\x1b"));
  CHECK_FALSE(holds(xml, "<b>"));
}

TEST_CASE("no text begins a workflow command of its own") {
  const Example made = example();
  const std::string text = github_of(made.report, made.files);
  CHECK(text.substr(0, 86) ==
        "::error file=net work/a%25b.yaml,line=2,col=3,title=CR5001 exposed-admin-port::a]]>\"<b");
  CHECK_FALSE(holds(text, "\n::error::"));
  std::size_t lines = 0;
  for (const char letter : text) lines += letter == '\n' ? 1 : 0;
  CHECK(lines == 3);  // what is suppressed is left out
  CHECK(holds(text, "\n::notice title="));
  CHECK(holds(text, "\n::warning title="));
}

TEST_CASE("GitLab's report gives every finding a path and a line") {
  const Example made = example();
  const Json list = Json::parse(gitlab_of(made.report, made.files));
  CHECK(list.size() == 3);
  for (const Json& one : list) {
    CHECK(one["location"]["path"] == "net work/a%b.yaml");
    CHECK(one["location"]["lines"]["begin"] >= 1);
    CHECK(one["fingerprint"].get<std::string>().size() == 32);
  }
  CHECK(list[0]["severity"] == "critical");
  CHECK(list[1]["severity"] == "info");
}

TEST_CASE("Markdown is cut below what a comment may hold, and says how much is left out") {
  Example made = example();
  const std::string small = markdown_of(made.report, made.files);
  CHECK(small.rfind("<!-- canreach lint -->\n### canreach lint: 1 error, 1 note, ", 0) == 0);
  CHECK(holds(small, "\\|"));
  CHECK(holds(small, "&lt;b>"));
  CHECK_FALSE(holds(small, "@all"));
  for (int i = 0; i < 5000; ++i) made.report.items.push_back(made.report.items.front());
  const std::string large = markdown_of(made.report, made.files);
  CHECK(large.size() < 65536);
  CHECK(holds(large, " more\n"));
}

}  // namespace canreach
