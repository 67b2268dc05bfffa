// What identity policies allow too freely.
//
// Looked at are the documents of users, groups, roles and the customer's own managed policies, each
// where it stands; AWS's own policies are looked at by their attachment, and only for full access.
// A statement counts when it surely allows: no condition, no unknown effect.  What a boundary or an
// organization takes away again is not asked here: `canreach can` answers for one call.
#include <fmt/format.h>

#include <array>

#include "analyzer/lint/facts.h"
#include "analyzer/lint/statements.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"

namespace canreach {
namespace {

constexpr std::string_view kAdministrator = ":iam::aws:policy/AdministratorAccess";
constexpr std::string_view kOfAws = ":iam::aws:policy/";

/// Each lets whoever has it on every resource give himself any other permission.
constexpr std::array<std::string_view, 15> kEscalations = {"iam:AddUserToGroup",
                                                           "iam:AttachGroupPolicy",
                                                           "iam:AttachRolePolicy",
                                                           "iam:AttachUserPolicy",
                                                           "iam:CreateAccessKey",
                                                           "iam:CreateLoginProfile",
                                                           "iam:CreatePolicyVersion",
                                                           "iam:DeleteRolePermissionsBoundary",
                                                           "iam:DeleteUserPermissionsBoundary",
                                                           "iam:PutGroupPolicy",
                                                           "iam:PutRolePolicy",
                                                           "iam:PutUserPolicy",
                                                           "iam:SetDefaultPolicyVersion",
                                                           "iam:UpdateAssumeRolePolicy",
                                                           "iam:UpdateLoginProfile"};

// Calls look(subject, document, index of the statement) for every statement.
template <class Look>
void look_at(LintSubject on, const PolicyDocument& document, Look look) {
  for (std::size_t i = 0; i < document.statements.size(); ++i) look(on, document, i);
}

template <class T, class Look>
void look_at_all(const Design& design, Look look) {
  const std::vector<T>& all = design.all<T>();
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    for (const PolicyDocument& document : all[i].permissions.inline_policies) {
      look_at({kind_of<T>(), i}, document, look);
    }
  }
}

template <class Look>
void look_at_identity_policies(const Design& design, Look look) {
  look_at_all<User>(design, look);
  look_at_all<IamGroup>(design, look);
  look_at_all<Role>(design, look);
  const std::vector<ManagedPolicy>& managed = design.all<ManagedPolicy>();
  for (std::uint32_t i = 0; i < managed.size(); ++i) {
    if (managed[i].arn.find(kOfAws) != std::string::npos) continue;
    look_at({ResourceKind::ManagedPolicy, i}, managed[i].document, look);
  }
}

// Of inline policies the name of the document tells them apart.
std::string subject_of(const PolicyDocument& document, std::size_t index) {
  const std::string statement = name_of_statement(document, index);
  return document.name.empty() ? statement : document.name + " " + statement;
}

bool names_every_action(const PolicyStatement& statement) {
  return !statement.not_action && any_of(statement.actions, [](const PolicyText& text) {
    return text.text.is_known() && (text.text.get() == "*" || text.text.get() == "*:*");
  });
}

bool allows_everything(const PolicyStatement& statement) {
  return is_unconditional_allow(statement) && names_every_resource(statement) &&
         names_every_action(statement);
}

// The first action that is a whole service; nullptr: none.
const PolicyText* whole_service(const PolicyStatement& statement) {
  if (statement.not_action) return nullptr;
  for (const PolicyText& text : statement.actions) {
    if (!text.text.is_known()) continue;
    const std::string& action = text.text.get();
    if (action.size() > 2 && action.substr(action.size() - 2) == ":*" && action != "*:*") {
      return &text;
    }
  }
  return nullptr;
}

/// A pattern that everything matches is no limit.
bool limits_passing(const PolicyCondition& condition) {
  const bool is_open = to_lower(condition.operation) == "stringlike" &&
                       any_of(condition.values, [](const PolicyText& value) {
                         return value.text.is_known() && value.text.get() == "*";
                       });
  return !is_open && (to_lower(condition.key) == "iam:passedtoservice" ||
                      to_lower(condition.key) == "iam:associatedresourcearn");
}

bool passes_any_role(const PolicyStatement& statement, std::string_view account) {
  const bool allows = statement.effect == PolicyStatement::Effect::allow &&
                      statement.conditions_known && !any_of(statement.conditions, limits_passing);
  return allows && names_every_role(statement, account) && !names_every_action(statement) &&
         names_action(statement, "iam:PassRole");
}

std::vector<std::string> escalations_of(const PolicyStatement& statement) {
  std::vector<std::string> actions;
  if (!is_unconditional_allow(statement) || !names_every_resource(statement)) return actions;
  for (const std::string_view action : kEscalations) {
    if (names_action(statement, action)) actions.emplace_back(action);
  }
  return actions;
}

std::string some_of(const std::vector<std::string>& actions) {
  constexpr std::size_t kNamed = 3;
  if (actions.size() <= kNamed) return join(actions, ", ");
  return fmt::format("{} and {} more", join({actions.begin(), actions.begin() + kNamed}, ", "),
                     actions.size() - kNamed);
}

template <class T>
void find_administrators(const Design& design, Findings& findings) {
  const std::vector<T>& all = design.all<T>();
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    for (const Ref<ManagedPolicy>& policy : all[i].permissions.managed) {
      if (!policy.is_known()) continue;
      const std::string& arn = design.get(policy).arn;
      if (arn.find(kAdministrator) == std::string::npos) continue;
      findings.add({kind_of<T>(), i}, "AdministratorAccess",
                   fmt::format("{} has AWS's policy AdministratorAccess: it may do everything",
                               quoted_name(all[i])));
    }
  }
}

}  // namespace

void lint_policy_allows_everything(const LintFacts& facts, Findings& findings) {
  const Design& design = facts.design();
  const auto look = [&](LintSubject on, const PolicyDocument& document, std::size_t index) {
    const PolicyStatement& statement = document.statements[index];
    if (!allows_everything(statement)) return;
    findings.add(on, subject_of(document, index),
                 fmt::format("{} of {} allows every action on every resource",
                             name_of_statement(document, index),
                             quoted_name(resource_of(design, on.kind, on.index))),
                 statement.at);
  };
  look_at_identity_policies(design, look);
  find_administrators<User>(design, findings);
  find_administrators<IamGroup>(design, findings);
  find_administrators<Role>(design, findings);
}

void lint_policy_allows_service(const LintFacts& facts, Findings& findings) {
  const Design& design = facts.design();
  const auto look = [&](LintSubject on, const PolicyDocument& document, std::size_t index) {
    const PolicyStatement& statement = document.statements[index];
    const bool is_wide = is_unconditional_allow(statement) && names_every_resource(statement);
    const PolicyText* action = is_wide ? whole_service(statement) : nullptr;
    if (action == nullptr || names_every_action(statement)) return;
    findings.add(
        on, subject_of(document, index),
        fmt::format("{} of {} allows {} on every resource", name_of_statement(document, index),
                    quoted_name(resource_of(design, on.kind, on.index)),
                    quoted(action->text.get())),
        action->at);
  };
  look_at_identity_policies(design, look);
}

void lint_pass_any_role(const LintFacts& facts, Findings& findings) {
  const Design& design = facts.design();
  const auto look = [&](LintSubject on, const PolicyDocument& document, std::size_t index) {
    const PolicyStatement& statement = document.statements[index];
    const std::string account = account_of(design, resource_of(design, on.kind, on.index));
    if (!passes_any_role(statement, account)) return;
    findings.add(
        on, subject_of(document, index),
        fmt::format("{} of {} allows iam:PassRole on every role, to every service: who may "
                    "start something has the permissions of any role",
                    name_of_statement(document, index),
                    quoted_name(resource_of(design, on.kind, on.index))),
        statement.at);
  };
  look_at_identity_policies(design, look);
}

void lint_privilege_escalation(const LintFacts& facts, Findings& findings) {
  const Design& design = facts.design();
  const auto look = [&](LintSubject on, const PolicyDocument& document, std::size_t index) {
    const PolicyStatement& statement = document.statements[index];
    const std::vector<std::string> actions = escalations_of(statement);
    if (actions.empty() || names_every_action(statement)) return;
    findings.add(on, subject_of(document, index),
                 fmt::format("{} of {} allows {} on every resource: that is enough to get every "
                             "other permission",
                             name_of_statement(document, index),
                             quoted_name(resource_of(design, on.kind, on.index)), some_of(actions)),
                 statement.at);
  };
  look_at_identity_policies(design, look);
}

}  // namespace canreach
