#include "analyzer/access/policy_store.h"

#include <algorithm>
#include <utility>

#include "analyzer/access/target.h"
#include "model/open_names.h"

namespace canreach {
namespace {

PolicyDocument allow_everything() {
  PolicyStatement all;
  all.effect = PolicyStatement::Effect::allow;
  all.has_principal = true;
  all.principals.push_back({PolicyPrincipal::Kind::everyone, "*", {}});
  all.actions.push_back({std::string("*"), {}});
  all.has_resource = true;
  all.resources.push_back({std::string("*"), {}});
  PolicyDocument document;
  document.name = "FullAWSAccess";
  document.variables = true;
  document.statements.push_back(std::move(all));
  return document;
}

}  // namespace

const CompiledPolicy* PolicyStore::get(const PolicyDocument& document, PolicyUse use) {
  Made& made = policies_[&document];
  if (!made.policy) made.policy = std::make_unique<CompiledPolicy>(compile_policy(document, use));
  return made.policy.get();
}

const CompiledPolicy* PolicyStore::make_own(std::unordered_map<int, Made>& made, PolicyUse use,
                                            PolicyDocument document) {
  Made& own = made[static_cast<int>(use)];
  if (!own.policy) {
    own.document = std::make_unique<PolicyDocument>(std::move(document));
    own.policy = std::make_unique<CompiledPolicy>(compile_policy(*own.document, use));
  }
  return own.policy.get();
}

const CompiledPolicy* PolicyStore::unknown(PolicyUse use) {
  PolicyDocument document;
  document.statements_known = false;
  return make_own(unknown_, use, std::move(document));
}

const CompiledPolicy* PolicyStore::full_access(PolicyUse use) {
  return make_own(full_, use, allow_everything());
}

Policies PolicyStore::of(const Permissions& permissions) {
  Policies policies;
  for (const PolicyDocument& document : permissions.inline_policies) {
    policies.push_back(get(document, PolicyUse::identity));
  }
  bool complete = permissions.complete;
  for (const Ref<ManagedPolicy>& managed : permissions.managed) {
    if (managed.is_known()) {
      policies.push_back(get(design_.get(managed).document, PolicyUse::identity));
    } else {
      complete = false;
    }
  }
  if (!complete) policies.push_back(unknown(PolicyUse::identity));
  return policies;
}

std::optional<Policies> PolicyStore::boundary_of(const Permissions& permissions) {
  if (permissions.boundary.is_none()) return std::nullopt;
  if (permissions.boundary.is_unknown()) return Policies{unknown(PolicyUse::boundary)};
  // The same document may be a policy of one principal and the boundary of another: both read
  // alike, so it is compiled once.
  return Policies{get(design_.get(permissions.boundary).document, PolicyUse::identity)};
}

bool PolicyStore::is_management(const std::string& account) const {
  return design_.organization && !account.empty() && design_.organization->management == account;
}

Policies PolicyStore::level(const OrganizationNode& node, Control control) {
  const bool service = control == Control::service;
  const PolicyUse use = service ? PolicyUse::service_control : PolicyUse::resource_control;
  const auto& attached = service ? node.service_control : node.resource_control;
  Policies policies;
  if (!attached || !service) policies.push_back(full_access(use));
  if (attached) {
    for (const PolicyDocument& document : *attached) policies.push_back(get(document, use));
  }
  if (!node.complete) policies.push_back(unknown(use));
  return policies;
}

std::optional<std::vector<Policies>> PolicyStore::control(const std::string& account,
                                                          Control control) {
  if (!design_.organization || is_management(account)) return std::nullopt;
  const Organization& organization = *design_.organization;
  const bool known = control == Control::service ? organization.service_control_known
                                                 : organization.resource_control_known;
  if (!known) return std::nullopt;
  const std::vector<std::uint32_t> nodes = organization.levels_of(account);
  if (nodes.empty()) {
    if (organization.complete) return std::nullopt;
    const PolicyUse use =
        control == Control::service ? PolicyUse::service_control : PolicyUse::resource_control;
    return std::vector<Policies>{{unknown(use)}};
  }
  std::vector<Policies> levels;
  for (const std::uint32_t node : nodes) levels.push_back(level(organization.nodes[node], control));
  return levels;
}

std::optional<std::vector<Policies>> PolicyStore::service_control(const std::string& account) {
  return control(account, Control::service);
}

std::optional<std::vector<Policies>> PolicyStore::resource_control(const std::string& account) {
  return control(account, Control::resource);
}

std::shared_ptr<const OpenNames> PolicyStore::open_names() {
  if (open_names_) return *open_names_;
  OpenNames names;
  // Its id and its paths are such names too.
  bool any = design_.organization.has_value();
  for (const ResourceKindRow& row : resource_kind_rows()) {
    for (std::uint32_t i = 0; i < count_of(design_, row.kind); ++i) {
      std::string arn = arn_of(design_, row.kind, i);
      if (arn.empty()) continue;
      if (holds_open_name(arn)) {
        any = true;
      } else {
        names.taken.insert(std::move(arn));
      }
    }
  }
  open_names_ = any ? std::make_shared<const OpenNames>(std::move(names)) : nullptr;
  return *open_names_;
}

}  // namespace canreach
