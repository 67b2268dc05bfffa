// Who may do what, in two designs.
//
// All calls there are cannot be listed, so those are asked that people mean: the verbs on
// everything that holds data, each action of its service that some policy of either design spells
// out, and what the statements are about that only one of the designs has (call_questions.h).  One
// question (who_can.h) answers for every principal and workload of the design at once; principals
// of elsewhere are asked one by one where a policy that differs names them.
#include "analyzer/diff/permissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/access/who_can.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr std::size_t kMostQuestions = 2000;
constexpr std::size_t kMostCalls = 400'000;         // questions times those who are asked about
constexpr std::size_t kMostActions = 20;            // of one service
constexpr std::string_view kOutside = "principal";  // the kind of who is not in the design

/// The actions that policies spell out, by service, in lower case: those with wildcards are asked
/// about by the verbs.
class NamedActions {
 public:
  void add(const Design& design) {
    for (const User& user : design.all<User>()) add(user.permissions);
    for (const IamGroup& group : design.all<IamGroup>()) add(group.permissions);
    for (const Role& role : design.all<Role>()) add(role.permissions);
    for (const ManagedPolicy& policy : design.all<ManagedPolicy>()) add(policy.document);
    for (const AskedKind& asked : asked_kinds()) {
      for (std::uint32_t i = 0; i < count_of(design, asked.kind); ++i) {
        const DataStore* one = data_store_of(design, asked.kind, i);
        if (one != nullptr && one->policy) add(*one->policy);
      }
    }
  }

  const std::set<std::string>& of(std::string_view service) {
    return by_service_[std::string(service)];
  }

 private:
  void add(const Permissions& permissions) {
    for (const PolicyDocument& document : permissions.inline_policies) add(document);
  }

  void add(const PolicyDocument& document) {
    for (const PolicyStatement& statement : document.statements) {
      if (statement.not_action) continue;
      for (const PolicyText& action : statement.actions) {
        if (action.text.is_unknown()) continue;
        const std::string& text = action.text.get();
        const std::size_t colon = text.find(':');
        if (colon == std::string::npos || text.find_first_of("*?") != std::string::npos) continue;
        std::set<std::string>& actions = by_service_[to_lower(text.substr(0, colon))];
        if (actions.size() < kMostActions) actions.insert(text);
      }
    }
  }

  std::map<std::string, std::set<std::string>> by_service_;
};

class PermissionComparison {
 public:
  PermissionComparison(const Network& before, const AccessFacts& old_facts, const Network& after,
                       const AccessFacts& new_facts)
      : before_(before),
        after_(after),
        old_facts_(old_facts),
        new_facts_(new_facts),
        old_verdicts_(before),
        new_verdicts_(after) {
    actions_.add(*before.design);
    actions_.add(*after.design);
    const std::size_t callers = std::max(callers_in(*before.design), callers_in(*after.design));
    most_ = std::min(kMostQuestions, kMostCalls / (callers + 1));
  }

  PermissionDiff made() {
    diff_.differing = differing(old_facts_, new_facts_);
    for (const AskedKind& asked : asked_kinds()) {
      if (asked.has_verbs) ask_stores(asked);
    }
    ask_each(ResourceKind::Function, "lambda:InvokeFunction");
    ask_each(ResourceKind::Role, "sts:AssumeRole");
    for (const std::string& text : diff_.differing) ask_about(text);
    return std::move(diff_);
  }

 private:
  static std::size_t callers_in(const Design& design) {
    return design.all<Role>().size() + design.all<User>().size() +
           design.all<NetworkInterface>().size();
  }

  std::set<std::string> targets_of(ResourceKind kind) const {
    std::set<std::string> targets;
    for (const Design* design : {before_.design, after_.design}) {
      for (std::uint32_t i = 0; i < count_of(*design, kind); ++i) {
        const Resource& resource = resource_of(*design, kind, i);
        if (!resource.implied) targets.insert(fmt::format("{}/{}", label_of(kind), resource.name));
      }
    }
    return targets;
  }

  void ask_stores(const AskedKind& asked) {
    for (const std::string& target : targets_of(asked.kind)) {
      for (const std::string_view verb : asked_verbs()) ask({std::string(verb), target});
      for (const std::string& action : actions_.of(asked.service)) ask({action, target});
    }
  }

  void ask_each(ResourceKind kind, const std::string& action) {
    for (const std::string& target : targets_of(kind)) ask({action, target});
  }

  /// What the answers of the two designs to one question tell.
  struct Comparison {
    bool is_open = true;  // one of them leaves something undecided, or was not asked for
    bool differs = false;
  };

  /// What a statement or another fact is about that one of the designs lacks.
  void ask_about(const std::string& text) {
    const bool is_old = old_facts_.facts.count(text) > 0;
    const AccessFact& fact = is_old ? old_facts_.facts.at(text) : new_facts_.facts.at(text);
    const CallQuestions about = questions_about(is_old ? before_ : after_, fact);
    Comparison all{!about.exact};
    const auto add = [&all](const Comparison& one) {
      all.is_open = all.is_open || one.is_open;
      all.differs = all.differs || one.differs;
    };
    for (const CallQuestion& question : about.questions) {
      add(ask(question));
      for (const std::string& caller : about.callers) add(ask_caller(caller, question));
    }
    if (!all.is_open) diff_.compared.insert(text);
    if (all.differs) diff_.shown.insert(text);
  }

  bool may_ask() {
    if (++number_ <= most_) return true;
    diff_.calls_left_out = true;
    return false;
  }

  Comparison ask(const CallQuestion& question) {
    const auto known = asked_.find(question);
    if (known != asked_.end()) return known->second;
    if (!may_ask()) return asked_[question] = Comparison();
    const auto& before = old_verdicts_.of_all(question);
    const auto& after = new_verdicts_.of_all(question);
    Comparison result;
    result.is_open = (!before && !after) || has_open(before) || has_open(after);
    std::set<CallVerdicts::Who> all;
    for (const auto* verdicts : {&before, &after}) {
      if (!*verdicts) continue;
      for (const auto& [who, verdict] : **verdicts) all.insert(who);
    }
    for (const CallVerdicts::Who& who : all) {
      // Only principals that a policy names have rows: the other design may have none for this one.
      if (who.first == kOutside && is_somebody(who.second)) {
        result.differs = ask_caller(who.second, question).differs || result.differs;
        continue;
      }
      const PermissionChange change{who.second,
                                    who.first,
                                    question.action,
                                    question.target,
                                    verdict_in(before, who),
                                    verdict_in(after, who),
                                    {}};
      result.differs = note(change) || result.differs;
    }
    return asked_[question] = result;
  }

  /// False: a row for many, "any account", that none of them can be asked by.
  bool is_somebody(const std::string& caller) const {
    return resolve_caller(before_, caller).has_value() ||
           resolve_caller(after_, caller).has_value();
  }

  Comparison ask_caller(const std::string& caller, const CallQuestion& question) {
    const auto known = asked_callers_.find({caller, question});
    if (known != asked_callers_.end()) return known->second;
    Comparison& result = asked_callers_[{caller, question}];
    if (!may_ask()) return result;
    const auto before = old_verdicts_.of_caller(caller, question);
    const auto after = new_verdicts_.of_caller(caller, question);
    const AccessVerdict was = before.value_or(AccessVerdict::denied);
    const AccessVerdict is = after.value_or(AccessVerdict::denied);
    result.differs =
        note({caller, std::string(kOutside), question.action, question.target, was, is, {}});
    result.is_open =
        (!before && !after) || was == AccessVerdict::undecided || is == AccessVerdict::undecided;
    return result;
  }

  bool note(const PermissionChange& change) {
    if (change.before == change.after) return false;
    diff_.changes.push_back(change);
    return true;
  }

  static bool has_open(const std::optional<CallVerdicts::Verdicts>& verdicts) {
    return verdicts && any_of(*verdicts, [](const auto& one) {
             return one.second == AccessVerdict::undecided;
           });
  }

  static AccessVerdict verdict_in(const std::optional<CallVerdicts::Verdicts>& verdicts,
                                  const CallVerdicts::Who& who) {
    if (!verdicts) return AccessVerdict::denied;
    const auto found = verdicts->find(who);
    return found == verdicts->end() ? AccessVerdict::denied : found->second;
  }

  const Network& before_;
  const Network& after_;
  const AccessFacts& old_facts_;
  const AccessFacts& new_facts_;
  CallVerdicts old_verdicts_;
  CallVerdicts new_verdicts_;
  NamedActions actions_;
  std::size_t most_ = 0;
  std::size_t number_ = 0;  // of questions
  std::map<CallQuestion, Comparison> asked_;
  std::map<std::pair<std::string, CallQuestion>, Comparison> asked_callers_;
  PermissionDiff diff_;
};

}  // namespace

const std::optional<CallVerdicts::Verdicts>& CallVerdicts::of_all(const CallQuestion& question) {
  const auto [found, is_new] = asked_.try_emplace(question);
  if (!is_new) return found->second;
  WhoCanQuery query;
  query.action = question.action;
  query.target = question.target;
  const auto answer = who_can(network_, query);
  if (!answer) return found->second;
  found->second.emplace();
  for (const WhoMay& one : answer->who) {
    found->second->emplace(Who{one.end.kind, one.end.name}, one.verdict);
  }
  return found->second;
}

std::optional<AccessVerdict> CallVerdicts::of_caller(const std::string& caller,
                                                     const CallQuestion& question) {
  AccessQuery query;
  query.who = caller;
  if (const auto found = resolve_caller(network_, caller)) {
    query.caller = standing_for_account(*found, question.action);
  }
  query.action = question.action;
  query.target = question.target;
  const auto answer = can(network_, query, store_);
  return answer ? std::optional<AccessVerdict>(answer->verdict) : std::nullopt;
}

AccessVerdict CallVerdicts::of(const PermissionChange& change) {
  const CallQuestion question{change.action, change.target};
  if (change.kind == kOutside) {
    if (const auto verdict = of_caller(change.who, question)) return *verdict;
  }
  const std::optional<Verdicts>& verdicts = of_all(question);
  if (!verdicts) return AccessVerdict::denied;
  const auto found = verdicts->find(Who{change.kind, change.who});
  return found == verdicts->end() ? AccessVerdict::denied : found->second;
}

PermissionDiff permissions_between(const Network& before, const AccessFacts& old_facts,
                                   const Network& after, const AccessFacts& new_facts) {
  if (old_facts.facts.empty() && new_facts.facts.empty()) return {};
  return PermissionComparison(before, old_facts, after, new_facts).made();
}

}  // namespace canreach
