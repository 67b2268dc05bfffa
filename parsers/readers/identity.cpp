// `iam get-account-authorization-details`: users, groups, roles and managed policies.
#include "parsers/readers/policies.h"
#include "parsers/readers/readers.h"

namespace canreach {
namespace {

constexpr CommonKeys common_keys(std::string_view name) {
  return {.id = name, .tags = "Tags", .arn = "Arn"};
}

PolicyDocument document_or_unknown(SnapshotReading& reading, const SyntaxNode* node, PolicyUse use,
                                   std::string name) {
  std::optional<PolicyDocument> document = collected_policy(reading, node, use);
  PolicyDocument result = document ? std::move(*document) : PolicyDocument();
  if (!document) result.statements_known = false;
  result.name = std::move(name);
  return result;
}

/// The policy with that ARN; one of AWS's that is not listed is added without its document.
Ref<ManagedPolicy> policy_of(SnapshotReading& reading, const std::string& arn,
                             const SourceLoc& at) {
  if (arn.empty()) return Ref<ManagedPolicy>::unknown();
  const Ref<ManagedPolicy> known = reading.find<ManagedPolicy>(arn);
  if (known.is_known()) return known;
  ManagedPolicy external;
  external.id = external.arn = external.name = arn;
  external.external = true;
  external.at = at;
  external.document.name = external.document.arn = arn;
  external.document.statements_known = false;
  return reading.add(std::move(external));
}

Permissions read_permissions(SnapshotReading& reading, const ResourceRecord& record,
                             std::string_view inline_key) {
  Permissions permissions;
  for (const ResourceRecord& policy : record.records(inline_key)) {
    permissions.inline_policies.push_back(document_or_unknown(
        reading, policy.find("PolicyDocument"), PolicyUse::identity, policy.text("PolicyName")));
  }
  for (const ResourceRecord& attached : record.records("AttachedManagedPolicies")) {
    permissions.managed.push_back(policy_of(reading, attached.text("PolicyArn"), attached.at()));
  }
  // A listing says both, be they empty; of users without inline policies it says none.
  const bool says_inline = record.has(inline_key) || inline_key == "UserPolicyList";
  permissions.complete = says_inline && record.has("AttachedManagedPolicies");
  const ResourceRecord boundary = record.record("PermissionsBoundary");
  if (record.has("PermissionsBoundary")) {
    permissions.boundary =
        policy_of(reading, boundary.text("PermissionsBoundaryArn"), boundary.at());
  }
  return permissions;
}

ManagedPolicy read_policy(SnapshotReading& reading, const SnapshotObject& object,
                          const ResourceRecord& record) {
  ManagedPolicy policy;
  reading.read_common(policy, object, record, common_keys("Arn"));
  policy.name = record.text("PolicyName");
  policy.arn = record.text("Arn");
  policy.document.statements_known = false;
  for (const ResourceRecord& version : record.records("PolicyVersionList")) {
    if (!version.boolean("IsDefaultVersion").value_or(false)) continue;  // Rule: EVA-6
    policy.document =
        document_or_unknown(reading, version.find("Document"), PolicyUse::identity, policy.name);
  }
  policy.document.arn = policy.arn;
  return policy;
}

/// `organizations list-policies` gives the same key.
bool is_of_organization(const ResourceRecord& record) {
  return record.text("Arn").find(":organizations:") != std::string::npos;
}

IamGroup read_iam_group(SnapshotReading& reading, const SnapshotObject& object,
                        const ResourceRecord& record) {
  IamGroup group;
  reading.read_common(group, object, record, common_keys("GroupName"));
  group.arn = record.text("Arn");
  group.permissions = read_permissions(reading, record, "GroupPolicyList");
  return group;
}

User read_user(SnapshotReading& reading, const SnapshotObject& object,
               const ResourceRecord& record) {
  User user;
  reading.read_common(user, object, record, common_keys("UserName"));
  user.arn = record.text("Arn");
  user.groups_known = record.has("GroupList");
  for (const std::string& name : record.texts("GroupList")) {
    user.groups.push_back(reading.resolve<IamGroup>(name, user.id, record.at()));
  }
  user.permissions = read_permissions(reading, record, "UserPolicyList");
  return user;
}

Role read_role(SnapshotReading& reading, const SnapshotObject& object,
               const ResourceRecord& record) {
  Role role;
  reading.read_common(role, object, record, common_keys("RoleName"));
  role.arn = record.text("Arn");
  role.trust = document_or_unknown(reading, record.find("AssumeRolePolicyDocument"),
                                   PolicyUse::trust, "trust");
  role.permissions = read_permissions(reading, record, "RolePolicyList");
  role.service_linked = role.arn.find(":role/aws-service-role/") != std::string::npos;
  return role;
}

// What is there but could not be read: it may have any policy.
void forget(Permissions& permissions) {
  permissions = Permissions();
  permissions.complete = false;
  permissions.boundary = Ref<ManagedPolicy>::unknown();
}
void forget(IamGroup& group) { forget(group.permissions); }
void forget(User& user) {
  user.groups_known = false;
  forget(user.permissions);
}
void forget(Role& role) {
  role.trust.statements.clear();
  role.trust.statements_known = false;
  forget(role.permissions);
}

// A bad one is left out with its policies only: what names it means it, and it may do anything or
// nothing.
template <class T, class Read>
void read_principals(SnapshotReading& reading, std::string_view key, std::string_view id_key,
                     Read read) {
  for (const SnapshotObject& object : reading.snapshot.of(key)) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    T principal = read(reading, object, record);
    if (principal.id.empty()) record.refuse("it has no id");
    if (problem.found()) {
      reading.leave_out(kind_of<T>(), node, id_key, problem);
      forget(principal);
    }
    if (!principal.id.empty()) reading.add(std::move(principal));
  }
}

}  // namespace

void read_identities(SnapshotReading& reading) {
  reading.read_each<ManagedPolicy>(
      "Policies", "Arn",
      [&](const SnapshotObject& object,
          const ResourceRecord& record) -> std::optional<ManagedPolicy> {
        if (is_of_organization(record)) return std::nullopt;
        reading.take(object);
        if (reading.find<ManagedPolicy>(record.text("Arn")).is_known()) return std::nullopt;
        return read_policy(reading, object, record);
      });
  read_principals<IamGroup>(reading, "GroupDetailList", "GroupName", read_iam_group);
  read_principals<User>(reading, "UserDetailList", "UserName", read_user);
  read_principals<Role>(reading, "RoleDetailList", "RoleName", read_role);
}

}  // namespace canreach
