// What a change of the design changes, and which of its edits does it.
//
// Causes are found by undoing.  The new design is read once more without one edit; a change that is
// then not there, or smaller, has that edit as a cause.  Edits without which the design cannot be
// read (a rule names a group that only they declare) are undone together.  Where no single one
// undoes a change, because two edits bring it each by itself, the other direction tells: all edits
// but one are undone, and an edit that alone brings the change is a cause.  What is left has all
// edits together as its cause.
//
// An edit that is the cause of nothing is inert, unless it changes what decides calls and not all
// of these calls were asked about: then it is said that it was not compared.
#include "analyzer/diff/diff.h"

#include <algorithm>
#include <set>
#include <utility>

#include "analyzer/diff/connectivity.h"
#include "analyzer/diff/permissions.h"
#include "analyzer/query/pair_judge.h"
#include "analyzer/query/worlds.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

constexpr std::size_t kMostChanges = 2000;   // listed
constexpr std::size_t kMostEdits = 200;      // undone one by one
constexpr std::size_t kMostExplained = 300;  // changes whose causes are sought

/// What a design with some edits undone says of the changes that were found.
class Trial {
 public:
  Trial(const Network& before, const Network& after, const Network& trial)
      : before_(before),
        after_(after),
        trial_(trial),
        old_ends_(before),
        new_ends_(after),
        trial_ends_(trial),
        old_judge_(before),
        new_judge_(after),
        trial_judge_(trial),
        trial_calls_(trial) {}

  /// Is the change smaller here than in the new design?
  bool lacks(const ConnectivityChange& change) {
    const PassingTraffic now = passing(trial_ends_, trial_judge_, change);
    const PassingTraffic then = passing(new_ends_, new_judge_, change);
    const TrafficChange back = change_between(then, now);
    if (!(back.narrowed & change.widened).empty()) return true;
    if (!(back.widened & change.narrowed).empty()) return true;
    if (!(back.unclear & change.unclear).empty()) return true;
    const bool same = change.widened.empty() && change.narrowed.empty() && change.unclear.empty();
    return same && change.changes_path() && path(change) != change.new_path;
  }

  /// Is a part of the change there, in comparison with the old design?
  bool shows(const ConnectivityChange& change) {
    const PassingTraffic now = passing(trial_ends_, trial_judge_, change);
    const PassingTraffic before = passing(old_ends_, old_judge_, change);
    const TrafficChange made = change_between(before, now);
    if (!(made.widened & change.widened).empty()) return true;
    if (!(made.narrowed & change.narrowed).empty()) return true;
    if (!(made.unclear & change.unclear).empty()) return true;
    const bool same = change.widened.empty() && change.narrowed.empty() && change.unclear.empty();
    return same && change.changes_path() && path(change) == change.new_path;
  }

  bool lacks(const PermissionChange& change) { return trial_calls_.of(change) != change.after; }
  bool shows(const PermissionChange& change) { return trial_calls_.of(change) == change.after; }

  /// The texts of facts in which it differs from the new design.
  std::vector<std::string> differing_facts(const AccessFacts& new_facts) const {
    return differing(access_facts_of(*trial_.design), new_facts);
  }

 private:
  static PassingTraffic passing(const EndFinder& ends, PairJudge& judge,
                                const ConnectivityChange& change) {
    const auto pair = ends.ends_of(change);
    return pair ? passing_between(judge, *pair) : PassingTraffic();
  }

  std::string path(const ConnectivityChange& change) const {
    const auto pair = trial_ends_.ends_of(change);
    return pair ? way_between(trial_, *pair) : std::string();
  }

  const Network& before_;
  const Network& after_;
  const Network& trial_;
  EndFinder old_ends_;
  EndFinder new_ends_;
  EndFinder trial_ends_;
  PairJudge old_judge_;
  PairJudge new_judge_;
  PairJudge trial_judge_;
  CallVerdicts trial_calls_;
};

class CauseFinder {
 public:
  CauseFinder(const Network& before, const AccessFacts& old_facts, const Network& after,
              const AccessFacts& new_facts, const DiffQuery& query, DiffAnswer& answer)
      : before_(before),
        after_(after),
        old_facts_(old_facts),
        new_facts_(new_facts),
        query_(query),
        answer_(answer),
        facts_(answer.edits.size()) {}

  void find() {
    const std::size_t changes = answer_.connectivity.size() + answer_.permissions.size();
    if (answer_.edits.size() > kMostEdits || changes > kMostExplained) {
      answer_.causes_sought = false;
      return;
    }
    undo_each();
    undo_unreadable();
    apply_each();
    undo_all();
    for (const auto& change : answer_.connectivity) note_causes(change.causes);
    for (const auto& change : answer_.permissions) note_causes(change.causes);
  }

  /// Marks the edits whose policies were not compared.  What is no statement (a role's session, a
  /// boundary) shows in the changes of calls that its edit causes and is taken from `left`.
  void settle(const std::set<std::string>& compared, std::set<std::string>& left) {
    std::set<std::size_t> causes;
    for (const auto& change : answer_.permissions) {
      causes.insert(change.causes.begin(), change.causes.end());
    }
    for (const std::size_t edit : causes) {
      for (const std::string& text : facts_[edit]) {
        if (!is_statement(text)) left.erase(text);
      }
    }
    for (std::size_t edit = 0; edit < facts_.size(); ++edit) {
      const bool is_cause = causes.count(edit) > 0;
      answer_.edits[edit].is_compared = !any_of(facts_[edit], [&](const std::string& text) {
        return is_cause ? left.count(text) > 0 : compared.count(text) == 0;
      });
    }
  }

 private:
  using Edits = std::vector<std::size_t>;

  /// Calls `judge` with the design without these edits; false: it cannot be read.
  template <class Judge>
  bool without(const std::vector<bool>& undone, const Judge& judge) {
    const std::unique_ptr<const Design> design = query_.undo(undone);
    if (design == nullptr) return false;
    const Network network = compile(*design);
    Trial trial(before_, after_, network);
    judge(trial);
    return true;
  }

  std::vector<bool> none() const { return std::vector<bool>(answer_.edits.size(), false); }

  void undo_each() {
    for (std::size_t edit = 0; edit < answer_.edits.size(); ++edit) {
      std::vector<bool> undone = none();
      undone[edit] = true;
      answer_.edits[edit].is_tried = without(undone, [&](Trial& trial) {
        add_lacking(trial, {edit});
        note_facts(trial, {edit});
      });
    }
  }

  /// Edits that stand or fall together.
  void undo_unreadable() {
    std::vector<bool> undone = none();
    Edits together;
    for (std::size_t edit = 0; edit < answer_.edits.size(); ++edit) {
      undone[edit] = !answer_.edits[edit].is_tried;
      if (undone[edit]) together.push_back(edit);
    }
    if (together.empty()) return;
    const bool is_read = without(undone, [&](Trial& trial) {
      add_lacking(trial, together);
      note_facts(trial, together);
    });
    if (!is_read) return;
    for (const std::size_t edit : together) answer_.edits[edit].is_tried = true;
  }

  /// What no part of the edits explains, all of them together do.
  void undo_all() {
    if (!is_open()) return;
    Edits all;
    for (std::size_t edit = 0; edit < answer_.edits.size(); ++edit) all.push_back(edit);
    without(std::vector<bool>(all.size(), true), [&](Trial& trial) { add_lacking(trial, all); });
  }

  void add_lacking(Trial& trial, const Edits& edits) {
    const auto add = [&](auto& change) {
      // What undoing one edit explains, undoing it with others explains no better.
      if (edits.size() > 1 && !change.causes.empty()) return;
      if (trial.lacks(change)) {
        change.causes.insert(change.causes.end(), edits.begin(), edits.end());
      }
    };
    for (ConnectivityChange& change : answer_.connectivity) add(change);
    for (PermissionChange& change : answer_.permissions) add(change);
  }

  void note_facts(const Trial& trial, const Edits& edits) {
    const std::vector<std::string> facts = trial.differing_facts(new_facts_);
    for (const std::size_t edit : edits) facts_[edit] = facts;
  }

  bool is_statement(const std::string& text) const {
    for (const AccessFacts* facts : {&old_facts_, &new_facts_}) {
      const auto found = facts->facts.find(text);
      if (found == facts->facts.end()) continue;
      return found->second.kind == AccessFact::Kind::statement;
    }
    return true;
  }

  bool is_open() const {
    const auto lacks_cause = [](const auto& change) { return change.causes.empty(); };
    return any_of(answer_.connectivity, lacks_cause) || any_of(answer_.permissions, lacks_cause);
  }

  void apply_each() {
    if (!is_open()) return;
    std::vector<std::vector<std::size_t>> found(answer_.connectivity.size());
    std::vector<std::vector<std::size_t>> calls(answer_.permissions.size());
    for (std::size_t edit = 0; edit < answer_.edits.size(); ++edit) {
      std::vector<bool> undone(answer_.edits.size(), true);
      undone[edit] = false;
      without(undone, [&](Trial& trial) {
        for (std::size_t i = 0; i < found.size(); ++i) {
          if (!answer_.connectivity[i].causes.empty()) continue;
          if (trial.shows(answer_.connectivity[i])) found[i].push_back(edit);
        }
        for (std::size_t i = 0; i < calls.size(); ++i) {
          if (!answer_.permissions[i].causes.empty()) continue;
          if (trial.shows(answer_.permissions[i])) calls[i].push_back(edit);
        }
      });
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!found[i].empty()) answer_.connectivity[i].causes = std::move(found[i]);
    }
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (!calls[i].empty()) answer_.permissions[i].causes = std::move(calls[i]);
    }
  }

  void note_causes(const Edits& causes) {
    for (const std::size_t edit : causes) answer_.edits[edit].is_cause = true;
  }

  const Network& before_;
  const Network& after_;
  const AccessFacts& old_facts_;
  const AccessFacts& new_facts_;
  const DiffQuery& query_;
  DiffAnswer& answer_;
  std::vector<std::vector<std::string>> facts_;  // that each edit changes
};

/// What differs in policies and shows in no change, nor was asked about in full.
std::vector<UncomparedFact> left_facts(const std::set<std::string>& left,
                                       const AccessFacts& old_facts, const AccessFacts& new_facts) {
  std::vector<UncomparedFact> facts;
  for (const std::string& text : left) {
    const auto old = old_facts.facts.find(text);
    const bool is_old = old != old_facts.facts.end();
    const AccessFact& fact = is_old ? old->second : new_facts.facts.at(text);
    facts.push_back({fact.said, is_old, fact.at});
  }
  return facts;
}

DiffAnswer diff_of_names(const Network& before, const Network& after, const DiffQuery& query) {
  DiffAnswer answer;
  ConnectivityDiff connectivity = connectivity_between(before, after);
  answer.connectivity = std::move(connectivity.changes);
  answer.paths_compared = connectivity.paths_compared;
  const AccessFacts old_facts = access_facts_of(*before.design);
  const AccessFacts new_facts = access_facts_of(*after.design);
  PermissionDiff permissions = permissions_between(before, old_facts, after, new_facts);
  answer.permissions = std::move(permissions.changes);
  answer.calls_left_out = permissions.calls_left_out;
  std::set<std::string> left;
  for (const std::string& text : permissions.differing) {
    const bool is_told = permissions.compared.count(text) > 0 || permissions.shown.count(text) > 0;
    if (!is_told) left.insert(text);
  }
  answer.edits = query.edits;
  if (query.undo != nullptr && !answer.edits.empty()) {
    CauseFinder finder(before, old_facts, after, new_facts, query, answer);
    finder.find();
    finder.settle(permissions.compared, left);
  } else {
    answer.causes_sought = false;
  }
  answer.not_compared = left_facts(left, old_facts, new_facts);
  if (answer.connectivity.size() > kMostChanges) {
    answer.left_out = answer.connectivity.size() - kMostChanges;
    answer.connectivity.resize(kMostChanges);
  }
  return answer;
}

}  // namespace

bool DiffAnswer::has_widened() const {
  return any_of(connectivity, [](const auto& change) { return !change.widened.empty(); }) ||
         any_of(permissions,
                [](const auto& change) { return change.after == AccessVerdict::allowed; });
}

bool DiffAnswer::has_narrowed() const {
  return any_of(connectivity, [](const auto& change) { return !change.narrowed.empty(); }) ||
         any_of(permissions,
                [](const auto& change) { return change.before == AccessVerdict::allowed; });
}

bool DiffAnswer::has_unclear() const {
  return !undecided.empty() || !not_compared.empty() ||
         any_of(connectivity, [](const auto& change) { return !change.unclear.empty(); }) ||
         any_of(permissions, [](const auto& change) {
           return change.before == AccessVerdict::undecided ||
                  change.after == AccessVerdict::undecided;
         });
}

bool DiffAnswer::changes_paths() const {
  return any_of(connectivity, [](const auto& change) { return change.changes_path(); });
}

std::size_t DiffAnswer::inert() const {
  return static_cast<std::size_t>(std::count_if(
      edits.begin(), edits.end(), [](const DesignEdit& edit) { return edit.is_inert(); }));
}

DiffAnswer diff(const Network& before, const Network& after, const DiffQuery& query) {
  for (const Network* network : {&before, &after}) {
    if (network->design->open_conditions.empty()) continue;
    DiffAnswer answer;
    answer.undecided = remarks_of_conditions(*network);
    return answer;
  }
  std::vector<Renamed> renamed = renames_between(*before.design, *after.design);
  if (renamed.empty()) return diff_of_names(before, after, query);
  const Design named = with_names(*before.design, renamed);
  DiffQuery of_names = query;
  if (query.undo != nullptr) {
    of_names.undo = [&](const std::vector<bool>& undone) -> std::unique_ptr<const Design> {
      const std::unique_ptr<const Design> design = query.undo(undone);
      if (design == nullptr) return nullptr;
      return std::make_unique<const Design>(with_names(*design, renamed));
    };
  }
  DiffAnswer answer = diff_of_names(compile(named), after, of_names);
  answer.renamed = std::move(renamed);
  return answer;
}

}  // namespace canreach
