#include "model/grant.h"

#include <optional>
#include <utility>

namespace canreach {
namespace {

const PolicyDocument* get(const std::optional<PolicyDocument>& document) {
  return document ? &*document : nullptr;
}

const PolicyDocument* policy_of_resource(const Grant& grant, const Design& design) {
  if (grant.owner_kind == ResourceKind::Role) return &design.all<Role>()[grant.owner].trust;
  if (grant.owner_kind == ResourceKind::Function) {
    return get(design.all<Function>()[grant.owner].policy);
  }
  if (grant.owner_kind == ResourceKind::Broker) {
    return get(design.all<Broker>()[grant.owner].policy);
  }
  const DataStore* store = data_store_of(design, grant.owner_kind, grant.owner);
  return store == nullptr ? nullptr : get(store->policy);
}

PolicyStatement statement_of(const Grant& grant, const SourceLoc& at) {
  PolicyStatement statement;
  statement.effect = PolicyStatement::Effect::allow;
  statement.actions.push_back({grant.action, at});
  statement.at = at;
  if (grant.to == Grant::To::resource) {
    statement.has_principal = true;
    statement.principals.push_back({PolicyPrincipal::Kind::aws, grant.principal_arn, at});
  }
  // The policy of a role is about the role.
  if (grant.to == Grant::To::resource && grant.owner_kind == ResourceKind::Role) return statement;
  statement.has_resource = true;
  statement.resources.push_back({grant.resource, at});
  return statement;
}

}  // namespace

const Permissions* permissions_of(const Grant& grant, const Design& design) {
  if (grant.kind == ResourceKind::Role) return &design.all<Role>()[grant.index].permissions;
  if (grant.kind == ResourceKind::User) return &design.all<User>()[grant.index].permissions;
  return nullptr;
}

const PolicyDocument* document_of(const Grant& grant, const Design& design) {
  switch (grant.to) {
    case Grant::To::identity:
      return nullptr;
    case Grant::To::boundary: {
      const Permissions* permissions = permissions_of(grant, design);
      const bool is_known = permissions != nullptr && permissions->boundary.is_known();
      return is_known ? &design.get(permissions->boundary).document : nullptr;
    }
    case Grant::To::resource:
      return policy_of_resource(grant, design);
    case Grant::To::service_control: {
      if (!design.organization || grant.owner >= design.organization->nodes.size()) return nullptr;
      const auto& attached = design.organization->nodes[grant.owner].service_control;
      return attached && !attached->empty() ? &attached->front() : nullptr;
    }
  }
  return nullptr;
}

void apply(const Grant& grant, Design& design) {
  const Resource& resource = resource_of(design, grant.kind, grant.index);
  PolicyStatement statement = statement_of(grant, resource.at);
  if (const PolicyDocument* there = document_of(grant, design)) {
    // It is a part of the design.
    const_cast<PolicyDocument*>(there)->statements.push_back(std::move(statement));
    return;
  }
  if (grant.to != Grant::To::identity) return;
  PolicyDocument document;
  document.variables = true;
  document.at = resource.at;
  document.statements.push_back(std::move(statement));
  if (grant.kind == ResourceKind::Role) {
    design.all<Role>()[grant.index].permissions.inline_policies.push_back(std::move(document));
  } else if (grant.kind == ResourceKind::User) {
    design.all<User>()[grant.index].permissions.inline_policies.push_back(std::move(document));
  }
}

}  // namespace canreach
