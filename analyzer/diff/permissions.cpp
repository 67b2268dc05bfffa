// Who may do what, in two designs.
//
// All calls there are cannot be listed, so those are asked that people mean: the verbs on
// everything that holds data, and each action of its service that some policy of either design
// spells out.  One question (who_can.h) answers for every principal and workload at once.
#include "analyzer/diff/permissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/access/who_can.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr std::size_t kMostQuestions = 2000;
constexpr std::size_t kMostCalls = 400'000;  // questions times those who are asked about
constexpr std::size_t kMostActions = 20;     // of one service

struct StoreKind {
  ResourceKind kind;
  std::string_view service;
};
constexpr StoreKind kStores[] = {
    {ResourceKind::Bucket, "s3"},
    {ResourceKind::Table, "dynamodb"},
    {ResourceKind::Queue, "sqs"},
    {ResourceKind::Stream, "kinesis"},
    {ResourceKind::Topic, "sns"},
    {ResourceKind::LogGroup, "logs"},
    {ResourceKind::Secret, "secretsmanager"},
    {ResourceKind::Key, "kms"},
};
constexpr std::string_view kVerbs[] = {"create", "read", "update", "delete", "list"};

/// The actions that policies spell out, by service, in lower case: those with wildcards are asked
/// about by the verbs.
class NamedActions {
 public:
  void add(const Design& design) {
    for (const User& user : design.all<User>()) add(user.permissions);
    for (const IamGroup& group : design.all<IamGroup>()) add(group.permissions);
    for (const Role& role : design.all<Role>()) add(role.permissions);
    for (const ManagedPolicy& policy : design.all<ManagedPolicy>()) add(policy.document);
    for (const StoreKind& store : kStores) {
      for (std::uint32_t i = 0; i < count_of(design, store.kind); ++i) {
        const DataStore* one = data_store_of(design, store.kind, i);
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

using Who = std::pair<std::string, std::string>;  // kind and name

std::map<Who, AccessVerdict> those_who_may(const Network& network, const std::string& action,
                                           const std::string& target) {
  std::map<Who, AccessVerdict> verdicts;
  WhoCanQuery query;
  query.action = action;
  query.target = target;
  const auto answer = who_can(network, query);
  if (!answer) return verdicts;
  for (const WhoMay& one : answer->who) {
    verdicts.emplace(Who{one.end.kind, one.end.name}, one.verdict);
  }
  return verdicts;
}

class PermissionComparison {
 public:
  PermissionComparison(const Network& before, const Network& after)
      : before_(before), after_(after) {
    actions_.add(*before.design);
    actions_.add(*after.design);
    const std::size_t callers = std::max(callers_in(*before.design), callers_in(*after.design));
    most_ = std::min(kMostQuestions, kMostCalls / (callers + 1));
  }

  PermissionDiff made() {
    for (const StoreKind& store : kStores) {
      for (const std::string& target : targets_of(store.kind)) {
        for (const std::string_view verb : kVerbs) ask(std::string(verb), target);
        for (const std::string& action : actions_.of(store.service)) ask(action, target);
      }
    }
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

  void ask(const std::string& action, const std::string& target) {
    if (++asked_ > most_) {
      diff_.calls_left_out = true;
      return;
    }
    const auto old_verdicts = those_who_may(before_, action, target);
    const auto new_verdicts = those_who_may(after_, action, target);
    std::set<Who> all;
    for (const auto& [who, verdict] : old_verdicts) all.insert(who);
    for (const auto& [who, verdict] : new_verdicts) all.insert(who);
    for (const Who& who : all) {
      const AccessVerdict was = verdict_in(old_verdicts, who);
      const AccessVerdict is = verdict_in(new_verdicts, who);
      if (was == is) continue;
      diff_.changes.push_back({who.second, who.first, action, target, was, is, {}});
    }
  }

  static AccessVerdict verdict_in(const std::map<Who, AccessVerdict>& verdicts, const Who& who) {
    const auto found = verdicts.find(who);
    return found == verdicts.end() ? AccessVerdict::denied : found->second;
  }

  const Network& before_;
  const Network& after_;
  NamedActions actions_;
  std::size_t most_ = 0;
  std::size_t asked_ = 0;
  PermissionDiff diff_;
};

bool has_policies(const Design& design) {
  return !design.all<Role>().empty() || !design.all<User>().empty() ||
         !design.all<Bucket>().empty();
}

}  // namespace

PermissionDiff permissions_between(const Network& before, const Network& after) {
  if (!has_policies(*before.design) && !has_policies(*after.design)) return {};
  return PermissionComparison(before, after).made();
}

AccessVerdict verdict_on(const Network& network, const PermissionChange& change) {
  const auto verdicts = those_who_may(network, change.action, change.target);
  const auto found = verdicts.find(Who{change.kind, change.who});
  return found == verdicts.end() ? AccessVerdict::denied : found->second;
}

}  // namespace canreach
