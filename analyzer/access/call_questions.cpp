// Which calls a statement is about.
//
// An action and a resource of a statement are a question as they stand, also where the resource is
// a pattern: "arn:aws:s3:::ratings/csv/*" means each object there.  A pattern over whole things is
// asked of those that the design has besides.  Actions with wildcards are the known ones that they
// cover, as long as these are few.  What cannot be put so (NotAction, NotResource, variables,
// wildcards within a name) leaves the questions short of exact: a change may hide there.
#include "analyzer/access/call_questions.h"

#include <fmt/format.h>

#include <array>

#include "analyzer/access/target.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"
#include "model/open_names.h"
#include "policy/action_data.h"
#include "policy/pattern.h"

namespace canreach {
namespace {

constexpr std::size_t kMostCovered = 20;     // actions of one wildcard
constexpr std::size_t kMostOfOneFact = 200;  // questions

constexpr std::array<AskedKind, 12> kAskedKinds = {{
    {ResourceKind::Bucket, "s3", true},
    {ResourceKind::Table, "dynamodb", true},
    {ResourceKind::Queue, "sqs", true},
    {ResourceKind::Stream, "kinesis", true},
    {ResourceKind::Topic, "sns", true},
    {ResourceKind::LogGroup, "logs", true},
    {ResourceKind::Secret, "secretsmanager", true},
    {ResourceKind::Key, "kms", true},
    {ResourceKind::Function, "lambda"},
    {ResourceKind::Role, "sts"},
    {ResourceKind::Database, "rds-db"},
    {ResourceKind::Broker, "kafka-cluster"},
}};
constexpr std::array<std::string_view, 5> kAskedVerbs = {"create", "read", "update", "delete",
                                                         "list"};

/// "bucket/ratings/csv/*".
std::string text_of(const AccessTarget& target) {
  if (!target.is_known()) return target.arn;
  std::string text = fmt::format("{}/{}", target.end.kind, target.end.name);
  if (!target.part.empty() && target.part != "*") text += "/" + target.part;
  return text;
}

bool has_verbs(const AccessTarget& target) {
  return target.is_known() && any_of(kAskedKinds, [&](const AskedKind& asked) {
           return asked.has_verbs && asked.kind == target.kind;
         });
}

class Questions {
 public:
  Questions(const Network& network, const AccessFact& fact)
      : network_(network), design_(*network.design), fact_(fact) {}

  CallQuestions made() {
    switch (fact_.kind) {
      case AccessFact::Kind::statement:
        ask_statement(*fact_.statement);
        break;
      case AccessFact::Kind::database_user:
        ask_user(*fact_.user);
        break;
      case AccessFact::Kind::encryption:
        for (const std::string_view verb : kAskedVerbs) ask(std::string(verb), fact_.owner_name);
        break;
      case AccessFact::Kind::tag:
      case AccessFact::Kind::other:
        result_.exact = false;
        break;
    }
    return std::move(result_);
  }

 private:
  static bool is_open(const PolicyText& text) {
    return text.text.is_unknown() || holds_unknown_part(text.text.get());
  }

  void ask(std::string action, std::string target) {
    if (result_.questions.size() < kMostOfOneFact) {
      result_.questions.insert({std::move(action), std::move(target)});
    } else {
      result_.exact = false;
    }
  }

  void ask_user(const DatabaseUser& user) {
    ask("connect", fact_.owner_name);
    for (const DatabaseGrant& grant : user.grants) {
      const std::string part = grant.table == "*" ? "" : "/" + grant.table;
      for (const std::string& verb : grant.verbs) ask(verb, fact_.owner_name + part);
    }
    result_.exact = user.grants_known;
  }

  void ask_statement(const PolicyStatement& statement) {
    const bool is_plain = !statement.not_action && !statement.not_resource &&
                          !statement.not_principal && statement.actions_known &&
                          statement.resources_known && statement.principals_known;
    result_.exact = is_plain;
    if (fact_.of_resource) name_callers(statement);
    for (const PolicyText& action : statement.actions) {
      if (statement.not_action) break;
      if (is_open(action)) {
        result_.exact = false;
        continue;
      }
      ask_action(action.text.get(), statement);
    }
  }

  void ask_action(const std::string& action, const PolicyStatement& statement) {
    if (!has_wildcard(action)) return ask_resources({action}, statement);
    const std::vector<std::string> covered = covered_actions(action);
    if (!covered.empty() && covered.size() <= kMostCovered) {
      return ask_resources(covered, statement);
    }
    result_.exact = false;
    ask_verbs(action, statement);
  }

  /// Of wildcards that cover many actions: the verbs, on what the statement names.
  void ask_verbs(const std::string& action, const PolicyStatement& statement) {
    if (statement.not_resource) return;
    for (const PolicyText& resource : statement.resources) {
      if (is_open(resource)) continue;
      const std::string& text = resource.text.get();
      for (const AskedKind& asked : kAskedKinds) {
        if (asked.has_verbs && covers(action, asked.service)) ask_verbs_on(asked, text);
      }
      const auto target = resolve_target(network_, text);
      if (!target || !has_verbs(*target)) continue;
      for (const std::string_view verb : kAskedVerbs) ask(std::string(verb), text_of(*target));
    }
  }

  static bool covers(const std::string& action, std::string_view service) {
    return action == "*" || to_lower(action.substr(0, action.find(':'))) == service;
  }

  void ask_verbs_on(const AskedKind& asked, const std::string& resource) {
    for (const std::string& name : things_of(asked.kind, resource)) {
      for (const std::string_view verb : kAskedVerbs) ask(std::string(verb), name);
    }
  }

  void ask_resources(const std::vector<std::string>& actions, const PolicyStatement& statement) {
    const bool is_own = !statement.has_resource || fact_.owner_kind == ResourceKind::Role;
    for (const std::string& action : actions) {
      if (fact_.of_resource && is_own) {
        ask(action, fact_.owner_name);
        continue;
      }
      if (statement.not_resource) return;
      for (const PolicyText& resource : statement.resources) {
        if (is_open(resource) || resource.text.get().find("${") != std::string::npos) {
          result_.exact = false;
          continue;
        }
        ask_resource(action, resource.text.get());
      }
    }
  }

  void ask_resource(const std::string& action, const std::string& resource) {
    const std::string service = to_lower(action.substr(0, action.find(':')));
    const std::optional<ActionRow> row = find_action(action);
    if (row && takes_no_resource(*row)) return ask(action, "*");
    if (resource == "*") {
      if (fact_.of_resource) return ask(action, fact_.owner_name);
      ask_things(action, service, resource);
      return ask(action, fmt::format("arn:{}:{}:*", partition_of(design_.region), service));
    }
    const std::size_t wildcard = resource.find_first_of("*?");
    const bool is_pattern = wildcard < resource.size();
    const bool is_beginning =
        is_pattern && wildcard + 1 == resource.size() && resource.back() == '*';
    if (is_pattern && !is_beginning) result_.exact = false;
    if (is_pattern) ask_things(action, service, resource);
    const auto target = resolve_target(network_, resource);
    if (!target) {
      result_.exact = false;
      return;
    }
    if (!is_pattern || is_beginning) ask(action, text_of(*target));
  }

  void ask_things(const std::string& action, const std::string& service,
                  const std::string& resource) {
    for (const AskedKind& asked : kAskedKinds) {
      if (asked.service != service) continue;
      for (std::string& name : things_of(asked.kind, resource)) ask(action, std::move(name));
    }
  }

  /// The things of the design that a pattern covers, or a part of which it does.
  std::vector<std::string> things_of(ResourceKind kind, const std::string& resource) const {
    std::string pattern;
    PatternWriter(Wildcards::resource, pattern).write(resource);
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < count_of(design_, kind); ++i) {
      const Resource& one = resource_of(design_, kind, i);
      const bool is_meant = resource == "*" || matches(pattern, arn_of(design_, kind, i));
      if (is_meant && !one.implied) {
        names.push_back(fmt::format("{}/{}", label_of(kind), one.name));
      }
    }
    return names;
  }

  bool is_of_design(const std::string& principal) const {
    for (const ResourceKind kind : {ResourceKind::Role, ResourceKind::User}) {
      for (std::uint32_t i = 0; i < count_of(design_, kind); ++i) {
        if (arn_of(design_, kind, i) == principal) return true;
      }
    }
    return false;
  }

  /// An account leaves it to its principals: the design's own ones are asked anyway.  Rule: PRI-4.
  bool is_own_account(const std::string& principal) const {
    const Resource& owner = resource_of(design_, fact_.owner_kind, fact_.owner);
    const std::string account = account_of(design_, owner);
    return principal == account ||
           principal == filled_arn("arn:{3}:iam::{1}:root", owner.region, account, {});
  }

  void name_callers(const PolicyStatement& statement) {
    for (const PolicyPrincipal& principal : statement.principals) {
      if (holds_unknown_part(principal.text)) {
        result_.exact = false;
        continue;
      }
      switch (principal.kind) {
        case PolicyPrincipal::Kind::everyone:
          result_.exact = false;  // every account's principals cannot be asked
          result_.callers.push_back("anonymous");
          break;
        case PolicyPrincipal::Kind::aws:
          if (is_of_design(principal.text) || is_own_account(principal.text)) break;
          result_.callers.push_back(principal.text);
          break;
        case PolicyPrincipal::Kind::service:
        case PolicyPrincipal::Kind::federated:
          result_.callers.push_back(principal.text);
          break;
        case PolicyPrincipal::Kind::canonical_user:
        case PolicyPrincipal::Kind::unknown:
          result_.exact = false;
          break;
      }
    }
  }

  const Network& network_;
  const Design& design_;
  const AccessFact& fact_;
  CallQuestions result_;
};

}  // namespace

std::span<const AskedKind> asked_kinds() { return kAskedKinds; }

std::span<const std::string_view> asked_verbs() { return kAskedVerbs; }

CallQuestions questions_about(const Network& network, const AccessFact& fact) {
  return Questions(network, fact).made();
}

std::vector<std::string> parts_to_ask(const Design& design, const std::string& resource) {
  constexpr std::size_t kMostParts = 20;
  std::vector<std::string> parts;
  if (resource.find('*') == std::string::npos) return parts;
  std::string pattern;
  PatternWriter(Wildcards::text, pattern).write(resource);
  for (const auto& [text, fact] : access_facts_of(design).facts) {
    if (fact.statement == nullptr) continue;
    for (const PolicyText& one : fact.statement->resources) {
      // A pattern that the resource matches as it is written holds nothing else.
      const bool is_part =
          one.text.is_known() && one.text.get() != resource && matches(pattern, one.text.get());
      if (is_part) parts.push_back(one.text.get());
    }
  }
  sort_unique(parts);
  if (parts.size() > kMostParts) parts.resize(kMostParts);
  std::string unnamed;
  for (const char letter : resource) {
    unnamed += letter == '*' ? std::string_view("no-such-name") : std::string_view(&letter, 1);
  }
  parts.push_back(std::move(unnamed));
  return parts;
}

}  // namespace canreach
