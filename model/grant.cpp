#include "model/grant.h"

#include <utility>

namespace canreach {

void apply(const Grant& grant, Design& design) {
  const Resource& resource = resource_of(design, grant.kind, grant.index);
  PolicyStatement statement;
  statement.effect = PolicyStatement::Effect::allow;
  statement.actions.push_back({grant.action, resource.at});
  statement.has_resource = true;
  statement.resources.push_back({grant.resource, resource.at});
  statement.at = resource.at;
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
