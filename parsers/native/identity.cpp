// `iam` and `organization`: who may act, and what limits whole accounts.
#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"
#include "parsers/aws_managed_policies.h"
#include "parsers/native/policies.h"
#include "parsers/native/readers.h"

namespace canreach {
namespace {

/// A document that stands there as JSON in a text.
bool is_json_text(const SyntaxNode& node) {
  return node.is_scalar() && trim(node.text()).substr(0, 1) == "{";
}

bool is_arn(std::string_view text) { return text.substr(0, 4) == "arn:"; }

/// A managed policy that only its ARN tells: it exists, its document is not known unless it is one
/// of AWS's own that canreach knows.
Ref<ManagedPolicy> external_policy(NativeContext& context, const SyntaxNode& node) {
  auto& policies = context.design.all<ManagedPolicy>();
  for (std::size_t i = 0; i < policies.size(); ++i) {
    if (policies[i].arn == node.text() || policies[i].name == node.text())
      return Ref<ManagedPolicy>(i);
  }
  ManagedPolicy policy;
  policy.name = policy.id = policy.arn = node.text();
  policy.external = true;
  policy.at = node.at();
  policy.document.name = policy.document.arn = policy.name;
  const std::string_view known = aws_managed_policy(node.text());
  if (known.empty()) {
    policy.document.statements_known = false;
  } else {
    const SyntaxNode text = SyntaxNode::scalar(SyntaxKind::string, known, node.at(), true);
    policy.document = read_policy_document(text, PolicyUse::identity, context.diagnostics)
                          .value_or(PolicyDocument());
    policy.document.name = policy.document.arn = policy.name;
  }
  return context.design.add(std::move(policy));
}

Ref<ManagedPolicy> read_policy_ref(NativeContext& context, const SyntaxNode& node) {
  if (says_unknown(node)) return Ref<ManagedPolicy>::unknown();
  if (node.is_scalar() && is_arn(node.text())) return external_policy(context, node);
  const NameEntry* entry = resolve(context, node, {"policy", {"policy"}}, "");
  return entry == nullptr ? Ref<ManagedPolicy>::unknown() : Ref<ManagedPolicy>(entry->index);
}

/// policies, boundary.
Permissions read_permissions(NativeContext& context, Fields& fields) {
  Permissions permissions;
  if (const SyntaxNode* node = fields.find("policies")) {
    if (says_unknown(*node)) {
      permissions.complete = false;
    } else {
      for (const SyntaxNode* element : elements_of(*node)) {
        if (!element->is_map() && !is_json_text(*element)) {
          permissions.managed.push_back(read_policy_ref(context, *element));
          continue;
        }
        std::optional<PolicyDocument> document =
            read_policy(context, element, PolicyUse::identity, "");
        if (document) permissions.inline_policies.push_back(std::move(*document));
      }
    }
  }
  if (const SyntaxNode* node = fields.find("boundary")) {
    permissions.boundary = read_policy_ref(context, *node);
  }
  return permissions;
}

/// The ARN of something in IAM with a path: "/team/" or none.
std::string arn_with_path(NativeContext& context, Fields& fields, const Resource& resource,
                          std::string_view type) {
  const SyntaxNode* node = fields.find("path");
  if (node == nullptr) return {};
  std::string path = read_text(context, *node, "`path`").value_or("/");
  if (path.empty() || path.front() != '/' || path.back() != '/') {
    context.invalid(*node, "path", quoted(path) + " does not begin and end with `/`");
    path = "/";
  }
  const std::string_view account = resource.account.empty() ? kNoAccount : resource.account;
  return fmt::format("arn:aws:iam::{}:{}{}{}", account, type, path, resource.id);
}

/// A service's name stands for the usual trust policy.
PolicyDocument trust_of_service(const SyntaxNode& node) {
  PolicyStatement statement;
  statement.effect = PolicyStatement::Effect::allow;
  statement.has_principal = true;
  statement.principals.push_back({PolicyPrincipal::Kind::service, node.text(), node.at()});
  statement.actions.push_back({std::string("sts:AssumeRole"), node.at()});
  statement.at = node.at();
  PolicyDocument document;
  document.name = "trust";
  document.variables = true;
  document.at = node.at();
  document.statements.push_back(std::move(statement));
  return document;
}

PolicyDocument read_trust(NativeContext& context, const SyntaxNode& node) {
  const bool service = node.is_scalar() && !says_unknown(node) && !is_json_text(node);
  if (service && node.text().find('.') != std::string::npos) return trust_of_service(node);
  if (service) {
    context.invalid(node, "trust",
                    quoted(node.text()) +
                        " is neither a service such as `ec2.amazonaws.com` nor a "
                        "policy document");
  }
  PolicyDocument unknown;
  unknown.statements_known = false;
  unknown.at = node.at();
  if (service) return unknown;
  return read_policy(context, &node, PolicyUse::trust, "trust").value_or(unknown);
}

OrganizationNode read_node(NativeContext& context, Fields& fields) {
  OrganizationNode node;
  node.at = fields.at();
  const auto read = [&](std::string_view key, PolicyUse use,
                        std::optional<std::vector<PolicyDocument>>& list) {
    const SyntaxNode* documents = fields.find(key);
    if (documents == nullptr) return;
    if (says_unknown(*documents)) {
      node.complete = false;
    } else {
      list = read_policy_list(context, *documents, use);
    }
  };
  read("service_control", PolicyUse::service_control, node.service_control);
  read("resource_control", PolicyUse::resource_control, node.resource_control);
  return node;
}

void add_children(NativeContext& context, Fields& fields, int parent, Organization& organization);

void add_child(NativeContext& context, const SyntaxNode::Member& member, bool is_account,
               int parent, Organization& organization) {
  Fields fields(context, member.value, (is_account ? "account " : "unit ") + quoted(member.key),
                member.key_at);
  OrganizationNode node = read_node(context, fields);
  node.name = member.key;
  node.is_account = is_account;
  node.parent = parent;
  organization.nodes.push_back(std::move(node));
  const int own = static_cast<int>(organization.nodes.size()) - 1;
  if (!is_account) add_children(context, fields, own, organization);
}

void add_children(NativeContext& context, Fields& fields, int parent, Organization& organization) {
  for (const bool accounts : {false, true}) {
    const char* key = accounts ? "accounts" : "units";
    const SyntaxNode* node = fields.find(key);
    if (node == nullptr) continue;
    if (!node->is_map()) {
      context.wrong_type(*node, quoted(key), "a map of names");
      continue;
    }
    for (const SyntaxNode::Member& member : node->members()) {
      add_child(context, member, accounts, parent, organization);
    }
  }
}

/// What a collection of the organization lacks.
void read_not_collected(NativeContext& context, const SyntaxNode& node,
                        Organization& organization) {
  bool places_known = true;
  bool* const known[] = {&organization.service_control_known, &organization.resource_control_known,
                         &places_known};
  for (const SyntaxNode* element : elements_of(node)) {
    const std::optional<std::size_t> word = read_word(
        context, *element, "`not_collected`", {"service_control", "resource_control", "accounts"});
    if (word) *known[*word] = false;
  }
  organization.complete = organization.complete && places_known;
}

}  // namespace

void read_managed_policy(NativeContext& context, const Declaration& declaration) {
  ManagedPolicy& policy = context.design.all<ManagedPolicy>()[declaration.index];
  policy.account = context.account;
  if (is_arn(policy.name)) policy.arn = policy.name;
  // The body is the document itself; the keys of every resource may not stand in it.
  std::optional<PolicyDocument> document =
      read_policy(context, declaration.body, PolicyUse::identity, policy.name);
  if (document) {
    policy.document = std::move(*document);
  } else {
    policy.document.statements_known = false;
  }
  policy.document.arn =
      arn_of_kind(ResourceKind::ManagedPolicy, context.region,
                  context.account.empty() ? kNoAccount : context.account, policy.name);
  if (!policy.arn.empty()) policy.document.arn = policy.arn;
}

void read_iam_group(NativeContext& context, const Declaration& declaration) {
  IamGroup& group = context.design.all<IamGroup>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, group), group.at);
  read_common(context, fields, declaration.kind, group);
  read_home(context, fields, group);
  group.arn = arn_with_path(context, fields, group, "group");
  group.permissions = read_permissions(context, fields);
}

void read_user(NativeContext& context, const Declaration& declaration) {
  User& user = context.design.all<User>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, user), user.at);
  read_common(context, fields, declaration.kind, user);
  read_home(context, fields, user);
  user.arn = arn_with_path(context, fields, user, "user");
  if (const SyntaxNode* node = fields.find("groups")) {
    if (says_unknown(*node)) {
      user.groups_known = false;
    } else {
      for (const SyntaxNode* element : elements_of(*node)) {
        user.groups.push_back(read_ref<IamGroup>(context, *element, ""));
      }
    }
  }
  user.permissions = read_permissions(context, fields);
}

void read_role(NativeContext& context, const Declaration& declaration) {
  Role& role = context.design.all<Role>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, role), role.at);
  read_common(context, fields, declaration.kind, role);
  read_home(context, fields, role);
  role.arn = arn_with_path(context, fields, role, "role");
  role.service_linked = role.arn.find(":role/aws-service-role/") != std::string::npos;
  const SyntaxNode* trust = role.external ? fields.find("trust") : fields.need("trust");
  if (trust != nullptr) {
    role.trust = read_trust(context, *trust);
  } else {
    role.trust.statements_known = false;
  }
  role.permissions = read_permissions(context, fields);
  if (role.external) role.permissions.complete = false;
  if (const SyntaxNode* node = fields.find("max_session")) {
    role.max_session_seconds =
        read_int(context, *node, "`max_session`", 3600, 43200).value_or(3600);
  }
}

void read_organization(NativeContext& context, const SyntaxNode::Member& section) {
  if (context.design.organization) {
    return context.conflict(section.key_at, "`organization` is declared twice");
  }
  Fields fields(context, section.value, "`organization`", section.key_at);
  Organization organization;
  organization.at = section.key_at;
  if (const SyntaxNode* node = fields.find("id")) {
    organization.id = read_text(context, *node, "`id`").value_or("");
  }
  if (const SyntaxNode* node = fields.find("management")) {
    organization.management = read_account(context, *node);
  }
  if (const SyntaxNode* node = fields.find("not_collected")) {
    read_not_collected(context, *node, organization);
  }
  OrganizationNode root = read_node(context, fields);
  root.name = "root";
  organization.nodes.push_back(std::move(root));
  add_children(context, fields, 0, organization);
  context.design.organization = std::move(organization);
}

}  // namespace canreach
