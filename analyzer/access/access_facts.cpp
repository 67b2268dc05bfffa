// What of a design decides calls, one text each.
//
// A change of policies has no effect only where nobody's calls can tell, and most calls are never
// asked about.  So what decides calls is compared itself: statement by statement, flattened to whom
// they count for, so that moving one from a role to its group or managed policy is no change.
#include "analyzer/access/access_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "analyzer/access/target.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr std::size_t kShownActions = 3;

std::string text_of(const Value<std::string>& value) {
  return value.is_unknown() ? std::string("unknown") : "=" + value.get();
}

std::string text_of(const Value<bool>& value) {
  return value.is_unknown() ? "unknown" : value.get() ? "yes" : "no";
}

enum class Letters { kept, ignored };

/// A list in any order.
std::string sorted(const std::vector<PolicyText>& texts, bool known, Letters letters) {
  std::vector<std::string> words;
  for (const PolicyText& text : texts) {
    const std::string word = text_of(text.text);
    words.push_back(letters == Letters::ignored ? to_lower(word) : word);
  }
  std::sort(words.begin(), words.end());
  return join(words, "\n") + (known ? "" : "\nmore");
}

std::string principals_of(const PolicyStatement& statement) {
  std::vector<std::string> words;
  for (const PolicyPrincipal& principal : statement.principals) {
    words.push_back(fmt::format("{} {}", static_cast<int>(principal.kind), principal.text));
  }
  std::sort(words.begin(), words.end());
  return join(words, "\n") + (statement.principals_known ? "" : "\nmore");
}

std::string conditions_of(const PolicyStatement& statement) {
  std::vector<std::string> words;
  for (const PolicyCondition& condition : statement.conditions) {
    words.push_back(fmt::format("{} {} {}", condition.operation, to_lower(condition.key),
                                sorted(condition.values, condition.values_known, Letters::kept)));
  }
  std::sort(words.begin(), words.end());
  return join(words, "\n") + (statement.conditions_known ? "" : "\nmore");
}

std::string canonical(const PolicyStatement& statement, bool variables) {
  return fmt::format("{} {}{}{} {}\t{}\t{}\t{}\t{}", static_cast<int>(statement.effect),
                     statement.not_principal ? "not-principal " : "",
                     statement.not_action ? "not-action " : "",
                     statement.not_resource ? "not-resource " : "", variables ? "variables" : "",
                     principals_of(statement),
                     sorted(statement.actions, statement.actions_known, Letters::ignored),
                     sorted(statement.resources, statement.resources_known, Letters::kept),
                     conditions_of(statement));
}

std::string_view verb_of(PolicyStatement::Effect effect) {
  switch (effect) {
    case PolicyStatement::Effect::allow:
      return "allows";
    case PolicyStatement::Effect::deny:
      return "denies";
    case PolicyStatement::Effect::unknown:
      break;
  }
  return "allows or denies";
}

/// "allows s3:GetObject, s3:PutObject".
std::string said_by(const PolicyStatement& statement) {
  std::vector<std::string> actions;
  for (const PolicyText& action : statement.actions) {
    if (actions.size() == kShownActions) {
      actions.push_back("...");
      break;
    }
    actions.push_back(action.text.get_or("an unknown action"));
  }
  return fmt::format("{} {}{}", verb_of(statement.effect),
                     statement.not_action ? "everything but " : "", join(actions, ", "));
}

bool is_about_tags(std::string_view text) {
  const std::string lower = to_lower(text);
  return lower.find("aws:principaltag/") != std::string::npos ||
         lower.find("resourcetag/") != std::string::npos;
}

bool asks_for_tags(const PolicyStatement& statement) {
  const auto is_tag = [](const PolicyText& text) {
    return text.text.is_known() && is_about_tags(text.text.get());
  };
  return any_of(statement.resources, is_tag) ||
         any_of(statement.conditions, [&](const PolicyCondition& condition) {
           return is_about_tags(condition.key) || any_of(condition.values, is_tag);
         });
}

class FactList {
 public:
  explicit FactList(const Design& design) : design_(design) {}

  AccessFacts made() {
    for (std::uint32_t i = 0; i < design_.all<User>().size(); ++i) add_user(i);
    for (std::uint32_t i = 0; i < design_.all<Role>().size(); ++i) add_role(i);
    for (const ResourceKindRow& row : resource_kind_rows()) {
      for (std::uint32_t i = 0; i < count_of(design_, row.kind); ++i) add_resource(row.kind, i);
    }
    for (std::uint32_t i = 0; i < design_.all<Bucket>().size(); ++i) add_bucket(i);
    for (std::uint32_t i = 0; i < design_.all<VpcEndpoint>().size(); ++i) add_endpoint(i);
    if (design_.organization) add_organization(*design_.organization);
    return std::move(result_);
  }

 private:
  /// What the facts that follow are about.
  void about(ResourceKind kind, std::uint32_t index) {
    const Resource& resource = resource_of(design_, kind, index);
    name_ = fmt::format("{}/{}", label_of(kind), resource.name);
    at_ = resource.at;
    kind_ = kind;
    index_ = index;
    result_.owners.insert(name_);
  }

  AccessFact& add(std::string text, std::string said, SourceLoc at) {
    AccessFact& fact = result_.facts[fmt::format("{}\t{}", name_, text)];
    fact.owner_name = name_;
    fact.said = std::move(said);
    fact.at = at;
    fact.owner_kind = kind_;
    fact.owner = index_;
    return fact;
  }

  AccessFact& add(const std::string& what) {
    return add(what, fmt::format("{} of {}", what, name_), at_);
  }

  /// What differs from AWS's default.
  void add_unless(bool usual, const Value<bool>& value, std::string_view what) {
    if (value.is_known() && value.get() == usual) return;
    add(fmt::format("{} ({})", what, text_of(value)));
  }

  void add(const PolicyDocument& document, std::string_view layer, bool of_resource) {
    if (!document.statements_known) add(fmt::format("unknown statements of the {}", layer));
    for (const PolicyStatement& statement : document.statements) {
      result_.asks_for_tags = result_.asks_for_tags || asks_for_tags(statement);
      AccessFact& fact =
          add(fmt::format("{}\t{}", layer, canonical(statement, document.variables)),
              fmt::format("the {} of {}: {}", layer, name_, said_by(statement)), statement.at);
      fact.kind = AccessFact::Kind::statement;
      fact.statement = &statement;
      fact.of_resource = of_resource;
    }
  }

  void add(const Permissions& permissions) {
    for (const PolicyDocument& document : permissions.inline_policies) {
      add(document, "identity policy", false);
    }
    bool complete = permissions.complete;
    for (const Ref<ManagedPolicy>& managed : permissions.managed) {
      complete = complete && managed.is_known();
      if (managed.is_known()) add(design_.get(managed).document, "identity policy", false);
    }
    if (!complete) add("further, unknown identity policies");
  }

  void add_boundary(const Permissions& permissions) {
    if (permissions.boundary.is_none()) return;
    add(permissions.boundary.is_known() ? "a permissions boundary"
                                        : "an unknown permissions boundary");
    if (permissions.boundary.is_unknown()) return;
    add(design_.get(permissions.boundary).document, "permissions boundary", false);
  }

  void add_user(std::uint32_t index) {
    const User& user = design_.all<User>()[index];
    about(ResourceKind::User, index);
    add(fmt::format("the ARN {}", arn_of(design_, ResourceKind::User, index)));
    add(user.permissions);
    add_boundary(user.permissions);
    bool known = user.groups_known;
    for (const Ref<IamGroup>& group : user.groups) {
      known = known && group.is_known();
      if (group.is_known()) add(design_.get(group).permissions);
    }
    if (!known) add("further, unknown groups");
    add_tags(user);
  }

  void add_role(std::uint32_t index) {
    const Role& role = design_.all<Role>()[index];
    about(ResourceKind::Role, index);
    add(fmt::format("the ARN {}", arn_of(design_, ResourceKind::Role, index)));
    add(role.permissions);
    add_boundary(role.permissions);
    add(role.trust, "trust policy", true);
    add(fmt::format("the longest session, {} seconds,", role.max_session_seconds));
    if (role.service_linked) add("the permissions, which a service fixes,");
    add_tags(role);
  }

  void add_tags(const Resource& resource) {
    for (const auto& [key, value] : resource.tags) {
      add(fmt::format("the tag {}={}", key, value)).kind = AccessFact::Kind::tag;
    }
  }

  void add_resource(ResourceKind kind, std::uint32_t index) {
    about(kind, index);
    if (const DataStore* store = data_store_of(design_, kind, index)) add_store(*store);
    if (const Workload* workload = workload_of(design_, kind, index)) add_credentials(*workload);
    if (kind == ResourceKind::Key) add_key(design_.all<Key>()[index]);
    if (kind == ResourceKind::Function && design_.all<Function>()[index].policy) {
      add(*design_.all<Function>()[index].policy, "resource policy", true);
    }
    if (kind == ResourceKind::Broker) add_broker(design_.all<Broker>()[index]);
    if (kind == ResourceKind::Database) add_database(design_.all<Database>()[index]);
  }

  void add_store(const DataStore& store) {
    if (store.policy) add(*store.policy, "resource policy", true);
    if (!store.policy_known) add("an unknown resource policy");
    add_tags(store);
    if (store.encryption.kind == Encryption::Kind::aws_owned) return;
    std::string key = store.encryption.name;
    if (store.encryption.key.is_known()) key = design_.get(store.encryption.key).name;
    add(fmt::format("the encryption ({})\t{}", key, static_cast<int>(store.encryption.kind)),
        fmt::format("the encryption of {}", name_), at_)
        .kind = AccessFact::Kind::encryption;
  }

  void add_key(const Key& key) {
    add_unless(false, key.has_grants, "the grants");
    if (key.aws_managed) add("the policy, which AWS manages,");
  }

  void add_credentials(const Workload& workload) {
    const Credentials& credentials = workload.credentials;
    if (credentials.kind == Credentials::Kind::none) return;
    std::string who = credentials.name;
    if (credentials.role.is_known()) who = "role/" + design_.get(credentials.role).name;
    if (credentials.user.is_known()) who = "user/" + design_.get(credentials.user).name;
    const std::string until = credentials.expires ? text_of(*credentials.expires) : "";
    add(fmt::format("credentials\t{}\t{}\t{}", static_cast<int>(credentials.kind), who, until),
        fmt::format("the credentials of {}", name_), at_);
  }

  void add_broker(const Broker& broker) {
    if (broker.policy) add(*broker.policy, "resource policy", true);
    if (!broker.policy_known) add("an unknown resource policy");
    add(fmt::format("the ways to log in ({})", join(broker.auth, ", ")));
  }

  void add_database(const Database& database) {
    add_unless(false, database.iam_auth, "IAM authentication");
    for (const DatabaseUser& user : database.users) {
      std::string text = fmt::format("user {}\t{}\t{}\t{}", user.name, text_of(user.iam),
                                     user.password_secret, user.grants_known);
      for (const DatabaseGrant& grant : user.grants) {
        text += fmt::format("\t{}: {}", grant.table, join(grant.verbs, ","));
      }
      AccessFact& fact = add(text, fmt::format("the user {} of {}", user.name, name_), user.at);
      fact.kind = AccessFact::Kind::database_user;
      fact.user = &user;
    }
  }

  void add_bucket(std::uint32_t index) {
    const Bucket& bucket = design_.all<Bucket>()[index];
    about(ResourceKind::Bucket, index);
    add_unless(true, bucket.restrict_public_buckets, "the block of public policies");
    add_unless(true, bucket.owner_enforced, "the enforced ownership of objects");
    for (const AccessPoint& point : bucket.access_points) {
      name_ = "access-point/" + point.name;
      result_.owners.insert(name_);
      at_ = point.at;
      if (point.policy) add(*point.policy, "resource policy", false);
      if (!point.policy_known) add("an unknown resource policy");
      if (!point.vpc_only) continue;
      const std::string vpc = point.vpc.is_known() ? design_.get(point.vpc).name : "unknown";
      add(fmt::format("the network origin (VPC {})", vpc));
    }
  }

  void add_endpoint(std::uint32_t index) {
    const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[index];
    about(ResourceKind::VpcEndpoint, index);
    if (!endpoint.policy_known) add("an unknown policy");
    if (!endpoint.policy) return;
    add("a policy of its own instead of full access");
    add(*endpoint.policy, "endpoint policy", false);
  }

  void add_organization(const Organization& organization) {
    name_ = "the organization";
    result_.owners.insert(name_);
    at_ = organization.at;
    add(fmt::format("the id ({}) and the management account ({})", organization.id,
                    organization.management));
    for (const OrganizationNode& node : organization.nodes) add_node(organization, node);
  }

  void add_node(const Organization& organization, const OrganizationNode& node) {
    const std::string parent =
        node.parent < 0 ? "" : organization.nodes[static_cast<std::size_t>(node.parent)].name;
    name_ = node.name;
    result_.owners.insert(name_);
    at_ = node.at;
    add(fmt::format("the place under {}", parent));
    if (!node.complete) add("further, unknown control policies");
    add_controls(node.service_control, "service control policy");
    add_controls(node.resource_control, "resource control policy");
  }

  void add_controls(const std::optional<std::vector<PolicyDocument>>& controls,
                    std::string_view layer) {
    if (!controls) return;
    add(fmt::format("a {} instead of full access", layer));
    for (const PolicyDocument& document : *controls) add(document, layer, false);
  }

  const Design& design_;
  AccessFacts result_;
  std::string name_;
  SourceLoc at_;
  ResourceKind kind_{};
  std::uint32_t index_ = 0;
};

}  // namespace

AccessFacts access_facts_of(const Design& design) { return FactList(design).made(); }

std::vector<std::string> differing(const AccessFacts& one, const AccessFacts& other) {
  const bool tags = one.asks_for_tags || other.asks_for_tags;
  std::vector<std::string> texts;
  const auto add = [&](const AccessFacts& own, const AccessFacts& others) {
    for (const auto& [text, fact] : own.facts) {
      if (others.facts.count(text) > 0) continue;
      if (fact.kind == AccessFact::Kind::tag && !tags) continue;
      const bool is_statement = fact.kind == AccessFact::Kind::statement;
      if (is_statement || others.owners.count(fact.owner_name) > 0) texts.push_back(text);
    }
  };
  add(one, other);
  add(other, one);
  return texts;
}

}  // namespace canreach
