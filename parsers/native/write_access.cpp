// IAM, the organization, and what holds data.
#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"
#include "parsers/native/write_context.h"

namespace canreach {
namespace {

YamlValue managed_value(WriteContext& out, Ref<ManagedPolicy> ref, const Resource& owner) {
  if (!ref.is_known()) return unknown_value();
  const ManagedPolicy& policy = out.design().get(ref);
  if (policy.external) return YamlValue::of_text(policy.arn);
  return out.reference(ref, "", owner);
}

void put_permissions(WriteContext& out, const Permissions& permissions, const Resource& owner,
                     YamlValue& body) {
  YamlValue list = YamlValue::list();
  for (const PolicyDocument& document : permissions.inline_policies) {
    list.items.push_back(named_policy_value(out, document));
  }
  for (const Ref<ManagedPolicy> ref : permissions.managed) {
    list.items.push_back(managed_value(out, ref, owner));
  }
  const bool is_open = !permissions.complete && !owner.external;
  if (is_open) {
    if (list.items.empty()) {
      body.put("policies", unknown_value());
    } else {
      list.items.push_back(unknown_value());
    }
  }
  if (!list.items.empty()) body.put("policies", std::move(list));
  if (!permissions.boundary.is_none()) {
    body.put("boundary", managed_value(out, permissions.boundary, owner));
  }
}

/// `path`, from "arn:aws:iam::1:role/team/a".
void put_path(WriteContext& out, ResourceKind kind, const Resource& resource,
              const std::string& arn, YamlValue& body) {
  if (arn.empty()) return;
  const std::string_view account = resource.account.empty() ? kNoAccount : resource.account;
  if (arn == arn_of_kind(kind, resource.region, account, resource.id)) return;
  const std::size_t first = arn.find('/');
  const std::size_t last = arn.rfind('/');
  if (first == std::string::npos) return;
  const std::string path = arn.substr(first, last - first + 1);
  body.put_text("path", path);
  const std::string type(label_of(kind) == "iam-group" ? "group" : label_of(kind));
  if (arn != fmt::format("arn:aws:iam::{}:{}{}{}", account, type, path, resource.id)) {
    out.unsaid(resource, kind, fmt::format("its ARN {}", quoted(arn)));
  }
}

/// Is it the trust policy that a service's name stands for?
const std::string* trusted_service(const PolicyDocument& trust) {
  if (trust.statements.size() != 1 || !trust.statements_known || !trust.variables) return nullptr;
  const PolicyStatement& only = trust.statements.front();
  const bool is_plain = only.sid.empty() && only.effect == PolicyStatement::Effect::allow &&
                        only.has_principal && !only.not_principal && only.principals_known &&
                        only.principals.size() == 1 && !only.not_action && only.actions_known &&
                        only.actions.size() == 1 && !only.has_resource && only.conditions.empty() &&
                        only.conditions_known;
  if (!is_plain || only.actions[0].text != Value<std::string>("sts:AssumeRole")) return nullptr;
  const PolicyPrincipal& who = only.principals.front();
  const bool is_service =
      who.kind == PolicyPrincipal::Kind::service && who.text.find('.') != std::string::npos;
  return is_service ? &who.text : nullptr;
}

// ---- what holds data

void put_key(WriteContext& out, const DataStore& store, YamlValue& body) {
  const Encryption& encryption = store.encryption;
  switch (encryption.kind) {
    case Encryption::Kind::aws_owned:
      return;
    case Encryption::Kind::aws_managed: {
      const std::size_t alias = encryption.name.find("alias/aws/");
      return body.put_text(
          "key", alias == std::string::npos ? "alias/aws/managed" : encryption.name.substr(alias));
    }
    case Encryption::Kind::unknown:
      return body.put("key", unknown_value());
    case Encryption::Kind::customer:
      break;
  }
  const bool is_other =
      encryption.name.starts_with("arn:") || encryption.name.starts_with("alias/");
  if (encryption.key.is_known()) {
    body.put("key", out.reference(encryption.key, "", store));
  } else {
    body.put("key", is_other ? YamlValue::of_text(encryption.name) : unknown_value());
  }
}

void put_policy(WriteContext& out, const DataStore& store, ResourceKind kind, YamlValue& body) {
  const bool is_default =
      kind == ResourceKind::Key && store.policy && store.policy->name == "default key policy";
  if (is_default) return;
  if (store.policy) {
    body.put("policy", policy_value(out, *store.policy));
  } else if (!store.policy_known && !store.external) {
    body.put("policy", unknown_value());
  }
}

/// Of a bucket or an access point.
template <class T>
void put_public_access_block(const T& owner, YamlValue& body) {
  put_bool(body, "block_public_access", owner.block_public_policy, true);
  if (owner.restrict_public_buckets != owner.block_public_policy) {
    body.put("restrict_public_buckets", value_of(owner.restrict_public_buckets));
  }
}

YamlValue access_point_value(WriteContext& out, const Bucket& bucket, const AccessPoint& point) {
  YamlValue body;
  if (point.policy) {
    body.put("policy", policy_value(out, *point.policy));
  } else if (!point.policy_known) {
    body.put("policy", unknown_value());
  }
  if (point.vpc_only) body.put("vpc", out.reference(point.vpc, "", bucket));
  put_public_access_block(point, body);
  return body;
}

void put_bucket_keys(WriteContext& out, const Bucket& bucket, YamlValue& body) {
  put_public_access_block(bucket, body);
  if (bucket.owner_enforced != Value<bool>(true)) {
    body.put("object_ownership", bucket.owner_enforced.is_unknown()
                                     ? unknown_value()
                                     : YamlValue::of_text("object-writer"));
  }
  YamlValue points;
  for (const AccessPoint& point : bucket.access_points) {
    points.put(point.name, access_point_value(out, bucket, point));
  }
  if (!points.is_empty()) body.put("access_points", std::move(points));
}

void put_key_keys(const Key& key, YamlValue& body) {
  YamlValue aliases = YamlValue::list();
  for (const std::string& alias : key.aliases) aliases.items.push_back(YamlValue::of_text(alias));
  if (!aliases.items.empty()) body.put("alias", one_or_list(std::move(aliases)));
  if (key.aws_managed) body.put_word("aws_managed", "true");
  put_bool(body, "grants", key.has_grants, false);
}

// ---- the organization

void put_control(WriteContext& out, const char* key, bool complete,
                 const std::optional<std::vector<PolicyDocument>>& documents, YamlValue& body) {
  YamlValue list = YamlValue::list();
  if (documents) {
    for (const PolicyDocument& document : *documents) {
      list.items.push_back(named_policy_value(out, document));
    }
  }
  if (documents) body.put(key, std::move(list));
  if (!documents && !complete) body.put(key, unknown_value());
}

YamlValue node_value(WriteContext& out, const Organization& organization, std::size_t index);

void put_children(WriteContext& out, const Organization& organization, std::size_t parent,
                  YamlValue& body) {
  for (const bool accounts : {false, true}) {
    YamlValue section;
    std::set<std::string> taken;
    for (std::size_t i = parent + 1; i < organization.nodes.size(); ++i) {
      const OrganizationNode& node = organization.nodes[i];
      if (node.parent != static_cast<int>(parent) || node.is_account != accounts) continue;
      std::string name = node.name;
      for (int n = 2; !taken.insert(name).second; ++n) name = fmt::format("{}-{}", node.name, n);
      section.put(name, node_value(out, organization, i));
    }
    if (!section.is_empty()) body.put(accounts ? "accounts" : "units", std::move(section));
  }
}

YamlValue node_value(WriteContext& out, const Organization& organization, std::size_t index) {
  const OrganizationNode& node = organization.nodes[index];
  YamlValue body;
  const bool says_all = node.complete || (node.service_control && node.resource_control);
  put_control(out, "service_control", node.complete, node.service_control, body);
  put_control(out, "resource_control", node.complete, node.resource_control, body);
  if (says_all && !node.complete) {
    // One of the two lists must tell that further policies may be attached.
    body.members.back().value.items.push_back(unknown_value());
  }
  put_children(out, organization, index, body);
  return body;
}

}  // namespace

YamlValue write_managed_policy(WriteContext& out, std::uint32_t index) {
  const ManagedPolicy& policy = out.design().all<ManagedPolicy>()[index];
  return policy_value(out, policy.document);
}

YamlValue write_iam_group(WriteContext& out, std::uint32_t index) {
  const IamGroup& group = out.design().all<IamGroup>()[index];
  YamlValue body;
  put_common(out, ResourceKind::IamGroup, index, group, body);
  put_home(out, group, body);
  put_path(out, ResourceKind::IamGroup, group, group.arn, body);
  put_permissions(out, group.permissions, group, body);
  put_tags(group, body);
  return body;
}

YamlValue write_user(WriteContext& out, std::uint32_t index) {
  const User& user = out.design().all<User>()[index];
  YamlValue body;
  put_common(out, ResourceKind::User, index, user, body);
  put_home(out, user, body);
  put_path(out, ResourceKind::User, user, user.arn, body);
  YamlValue groups = YamlValue::list();
  for (const Ref<IamGroup> group : user.groups) {
    groups.items.push_back(out.reference(group, "", user));
  }
  if (!user.groups_known) {
    body.put("groups", unknown_value());
  } else if (!groups.items.empty()) {
    body.put("groups", std::move(groups));
  }
  put_permissions(out, user.permissions, user, body);
  put_tags(user, body);
  return body;
}

YamlValue write_role(WriteContext& out, std::uint32_t index) {
  const Role& role = out.design().all<Role>()[index];
  YamlValue body;
  put_common(out, ResourceKind::Role, index, role, body);
  put_home(out, role, body);
  put_path(out, ResourceKind::Role, role, role.arn, body);
  const std::string* service = trusted_service(role.trust);
  const bool is_absent =
      role.external && role.trust.statements.empty() && !role.trust.statements_known;
  if (!is_absent) {
    body.put("trust",
             service != nullptr ? YamlValue::of_text(*service) : policy_value(out, role.trust));
  }
  put_permissions(out, role.permissions, role, body);
  if (role.max_session_seconds != 3600) {
    body.put_word("max_session", fmt::format("{}", role.max_session_seconds));
  }
  put_tags(role, body);
  return body;
}

YamlValue write_store(WriteContext& out, ResourceKind kind, std::uint32_t index) {
  const DataStore& store = *data_store_of(out.design(), kind, index);
  YamlValue body;
  put_common(out, kind, index, store, body);
  put_home(out, store, body);
  if (!store.arn.empty()) body.put_text("arn", store.arn);
  put_policy(out, store, kind, body);
  if (kind != ResourceKind::Key) put_key(out, store, body);
  if (kind == ResourceKind::Bucket) put_bucket_keys(out, out.design().all<Bucket>()[index], body);
  if (kind == ResourceKind::Key) put_key_keys(out.design().all<Key>()[index], body);
  put_tags(store, body);
  return body;
}

YamlValue write_organization(WriteContext& out, const Organization& organization) {
  YamlValue body;
  if (!organization.id.empty()) body.put_text("id", organization.id);
  if (!organization.management.empty()) body.put_text("management", organization.management);
  YamlValue lacking = YamlValue::list();
  if (!organization.service_control_known) {
    lacking.items.push_back(YamlValue::of_text("service_control"));
  }
  if (!organization.resource_control_known) {
    lacking.items.push_back(YamlValue::of_text("resource_control"));
  }
  if (!organization.complete) lacking.items.push_back(YamlValue::of_text("accounts"));
  if (!lacking.items.empty()) body.put("not_collected", one_or_list(std::move(lacking)));
  if (organization.nodes.empty()) return body;
  YamlValue root = node_value(out, organization, 0);
  for (YamlValue::Member& member : root.members) body.put(member.key, std::move(member.value));
  return body;
}

}  // namespace canreach
