// A fix is proved by doing it: the texts are edited, read and asked again; of a plan or a snapshot
// the design itself is changed and asked again.  What else it opens is asked, too: every pair of
// workloads, before and after.
#include "app/fixes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/query/endpoint.h"
#include "app/changed_design.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "report/unified_diff.h"

namespace canreach {
namespace {

constexpr int kMostRounds = 4;  // a change may uncover a refusal behind it

bool passes(Verdict verdict) { return verdict == Verdict::reachable; }

struct End {
  std::string text;  // as a query names it
  std::string name;
};

std::vector<End> ends_of(const Design& design) {
  std::vector<End> ends = {{"internet", "internet"}};
  for (const ResourceKindRow& row : resource_kind_rows()) {
    for (std::uint32_t i = 0; i < count_of(design, row.kind); ++i) {
      if (workload_of(design, row.kind, i) == nullptr) continue;
      const std::string& name = resource_of(design, row.kind, i).name;
      ends.push_back({fmt::format("{}/{}", row.label, name), name});
    }
  }
  return ends;
}

class Opened {
 public:
  Opened(const Network& before, const Network& after, const TraceQuery& query)
      : before_(before), after_(after), query_(query) {
    if (const auto target = split_target(before, query.to)) {
      if (target->port) query_.port = target->port;
      if (target->protocol) query_.protocol = target->protocol;
    }
  }

  void ask(const std::string& asked, std::size_t most, Fix& fix) {
    const std::vector<End> ends = ends_of(*before_.design);
    if (ends.size() > most) {
      fix.opens_known = false;
      return;
    }
    for (const End& from : ends) {
      for (const End& to : ends) {
        if (from.text == to.text || !is_opened(from, to)) continue;
        fix.opens.push_back(fmt::format("{} -> {} {}", from.name, to.name, asked));
      }
    }
  }

 private:
  bool is_opened(const End& from, const End& to) {
    query_.from = from.text;
    query_.to = to.text;
    const auto after = trace(after_, query_);
    if (!after || after->verdict == Verdict::blocked) return false;
    const auto before = trace(before_, query_);
    return before && before->verdict == Verdict::blocked;
  }

  const Network& before_;
  const Network& after_;
  TraceQuery query_;
};

/// As `git apply` takes it: without "./" before it.
std::string_view patch_name(std::string_view file) {
  while (file.starts_with("./")) file.remove_prefix(2);
  return file;
}

}  // namespace

void add_fixes(const Network& network, const TraceQuery& query, const LoadOptions& load,
               const FixLimits& limits, Answer& answer) {
  const bool refused = answer.verdict == Verdict::blocked || answer.verdict == Verdict::partial;
  if (!refused || !network.other_worlds.empty()) return;
  if (!is_within(limits, *network.design)) return;
  TraceQuery asking = query;
  asking.finds_changes = true;
  const auto refusal = trace(network, asking);
  if (!refusal) return;
  std::vector<DesignChange> changes = refusal->changes;
  bool complete = refusal->changes_complete;
  if (!complete) answer.no_fix = refusal->no_fix;
  DesignEditor editor(*network.design);
  for (int round = 0; round < kMostRounds && complete && !changes.empty(); ++round) {
    const ChangedDesign changed(*network.design, editor, {changes, {}}, load, limits);
    if (!changed.usable()) {
      answer.no_fix = editor.why_not();
      return;
    }
    const auto again = trace(changed.network(), asking);
    if (!again) return;
    if (passes(again->verdict)) {
      Fix fix;
      fix.edits = changed.edits();
      Opened(network, changed.network(), query).ask(answer.asked, limits.ends, fix);
      answer.fixes.push_back(std::move(fix));
      return;
    }
    complete = again->changes_complete;
    const std::size_t known = changes.size();
    for (const DesignChange& change : again->changes) {
      if (!contains(changes, change)) changes.push_back(change);
    }
    if (changes.size() == known) return;
  }
}

std::string patch_of(const Design& design, const std::vector<Fix>& fixes) {
  std::string patch;
  for (const Fix& fix : fixes) {
    std::set<std::uint32_t> files;
    for (const TextEdit& edit : fix.edits) {
      if (edit.is_of_text()) {
        files.insert(edit.at.file);
      } else {
        patch += escaped(words_of(edit)) + "\n";
      }
    }
    for (const std::uint32_t file : files) {
      // The file on the disk still has the mark that the text has lost.
      const std::string mark = design.files.had_byte_order_mark(file) ? "\xef\xbb\xbf" : "";
      patch += unified_diff(patch_name(design.files.name(file)), mark + design.files.text(file),
                            mark + edited(design.files, file, fix.edits));
    }
  }
  return patch;
}

}  // namespace canreach
