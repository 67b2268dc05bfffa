// A fix is proved by doing it: the texts are edited, read and asked again; of a plan or a snapshot
// the design itself is changed and asked again.  What else it opens is asked, too: all
// traffic between all ends, before and after.
#include "app/fixes.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/what_if/opened.h"
#include "app/changed_design.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "report/unified_diff.h"

namespace canreach {
namespace {

constexpr int kMostRounds = 4;  // a change may uncover a refusal behind it

bool passes(Verdict verdict) { return verdict == Verdict::reachable; }

/// Every end counts: what a fix opens is asked for all traffic between all of them.
void add_opened(const Network& before, const Network& after, const TraceQuery& query,
                std::size_t most, Fix& fix) {
  fix.opens_known = count_of_ends(before) <= most;
  if (fix.opens_known) fix.opens = opened_between(before, after, query);
}

/// What a later change makes needless is no part of the fix.
std::vector<DesignChange> needed_of(const Network& network, DesignEditor& editor,
                                    const TraceQuery& query, const LoadOptions& load,
                                    const FixLimits& limits, std::vector<DesignChange> changes) {
  for (std::size_t i = 0; changes.size() > 1 && i < changes.size();) {
    std::vector<DesignChange> fewer = changes;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    const ChangedDesign changed(*network.design, editor, {fewer, {}}, load, limits);
    const auto again = changed.usable() ? trace(changed.network(), query)
                                        : tl::unexpected<QueryError>(QueryError());
    if (again && passes(again->verdict)) {
      changes = std::move(fewer);
    } else {
      ++i;
    }
  }
  return changes;
}

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
      const std::vector<DesignChange> needed =
          round == 0 ? changes : needed_of(network, editor, asking, load, limits, changes);
      const ChangedDesign fixed(*network.design, editor, {needed, {}}, load, limits);
      Fix fix;
      fix.edits = fixed.edits();
      add_opened(network, fixed.network(), query, limits.ends, fix);
      answer.fixes.push_back(std::move(fix));
      return;
    }
    complete = again->changes_complete;
    if (!complete) answer.no_fix = again->no_fix;
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
