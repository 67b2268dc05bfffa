#pragma once

// What commands that judge a whole design hand to formats of other tools: a list of things that
// were found, and the rules they are of.  Nothing here knows which command found them.

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/query/answer.h"
#include "base/diagnostics.h"
#include "base/source.h"

namespace canreach {

/// A rule or kind of check that items refer to by its code.
struct ReportRule {
  std::string code;  // "CR5001"
  std::string slug;
  std::string title;  // a sentence without its full stop
  Severity severity = Severity::warning;
  std::vector<std::string> tags;  // ids of other tools
};

struct ReportItem {
  enum class Outcome { fails, undecided, suppressed, holds };  // holds: of JUnit's cases alone
  Outcome outcome = Outcome::fails;
  std::string code;  // of a ReportRule
  std::string slug;
  Severity severity = Severity::warning;
  std::string grade;  // "critical", "high", "medium", "low", "info"; empty: by the severity
  std::string message;
  std::string component;  // a kind's label
  std::string name;
  SourceLoc at;
  std::vector<Hop> hops;                // the way of the traffic that it is about
  std::string reason;                   // of what is suppressed: why
  bool is_suppressed_in_source = true;  // by a comment beside it; false: by a list elsewhere
  /// Tells the item from others, and stays when lines move: texts that fingerprint() is made of.
  std::string identity;
};

struct Report {
  std::string title;  // "canreach lint"
  std::vector<ReportRule> rules;
  std::vector<ReportItem> items;
};

/// 32 hexadecimal digits of the identity: the same on every machine and for ever.
std::string fingerprint(std::string_view identity);

/// SARIF 2.1.0: a result an item, with the hops as code flow and partialFingerprints.
std::string sarif_of(const Report& report, const SourceFiles& files);
/// JUnit XML: a test case a rule without items, and one an item.
std::string junit_of(const Report& report, const SourceFiles& files);
/// Workflow commands of GitHub Actions: "::error file=...::message" lines.
std::string github_of(const Report& report, const SourceFiles& files);
/// A code quality report of GitLab.
std::string gitlab_of(const Report& report, const SourceFiles& files);
/// For a pull request: a table of what fails, cut well below what a comment may hold.
std::string markdown_of(const Report& report, const SourceFiles& files);

}  // namespace canreach
