#include "policy/usual_mistakes.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "base/algorithm.h"
#include "base/text.h"
#include "policy/arn.h"
#include "policy/condition_operator.h"
#include "policy/principal.h"

namespace canreach {
namespace {

using Effect = PolicyStatement::Effect;

constexpr std::string_view kGitHub = "token.actions.githubusercontent.com";

/// Resources of S3 that have a Region and an account; buckets and objects have none.
constexpr std::array<std::string_view, 6> kPlacedInS3 = {
    "accesspoint/", "job/", "storage-lens", "access-grants", "async-request/", "outpost/"};

class UsualMistakes {
 public:
  UsualMistakes(const PolicyDocument& document, Diagnostics& diagnostics)
      : document_(document), diagnostics_(diagnostics) {}

  void find() {
    for (const PolicyStatement& statement : document_.statements) {
      for (const PolicyText& resource : statement.resources) look_at_resource(resource);
      for (const PolicyCondition& condition : statement.conditions) {
        look_at_condition(statement, condition);
      }
      look_at_providers(statement);
    }
  }

 private:
  void never_matches(std::string_view text, const SourceLoc& at, std::string_view why) {
    diagnostics_.report(DiagnosticKind::policy_never_matches, at, {quoted(text), std::string(why)});
  }

  // Rules: ARN-1, ARN-10.
  void look_at_resource(const PolicyText& resource) {
    if (resource.text.is_unknown()) return;
    const std::string& text = resource.text.get();
    const ArnParts parts(text);
    if (!parts.is_whole()) return;
    const std::string_view region = parts[ArnPart::region];
    const std::string_view account = parts[ArnPart::account];
    const std::string_view name = parts[ArnPart::resource];
    const bool is_placed = any_of(kPlacedInS3, [&](std::string_view front) {
      return name.starts_with(front.substr(0, name.find_first_of("*?")));
    });
    const auto says_something = [](std::string_view part) {
      return !part.empty() && part.find_first_not_of('*') != std::string_view::npos;
    };
    if (parts[ArnPart::service] == "s3" && !is_placed &&
        (says_something(region) || says_something(account))) {
      return never_matches(text, resource.at,
                           "ARNs of buckets and objects have no Region and no account");
    }
    const bool is_number = account.find_first_not_of("0123456789") == std::string_view::npos;
    if (!account.empty() && is_number && !is_account_id(account)) {
      never_matches(text, resource.at, "an account has twelve digits");
    }
  }

  void look_at_condition(const PolicyStatement& statement, const PolicyCondition& condition) {
    const std::optional<ConditionOperator> operation =
        ConditionOperator::parse(condition.operation);
    if (!operation) return;
    const bool is_literal = operation->row->family == OperatorFamily::string &&
                            operation->row->comparison != Comparison::like;
    for (const PolicyText& value : condition.values) {
      const bool has_one = value.text.is_known() &&
                           value.text.get().find('*') != std::string::npos &&
                           value.text.get().find("${*}") == std::string::npos;
      if (!is_literal || !has_one) continue;
      const bool is_negated = operation->row->polarity == Polarity::negated;
      never_matches(value.text.get(), value.at,
                    fmt::format("{} has no wildcards, {} has", operation->row->name,
                                is_negated ? "StringNotLike" : "StringLike"));
    }
    look_at_mfa(statement, condition, *operation);
  }

  // Rule: STS-7.
  void look_at_mfa(const PolicyStatement& statement, const PolicyCondition& condition,
                   const ConditionOperator& operation) {
    const bool is_mfa = to_lower(condition.key) == "aws:multifactorauthpresent" &&
                        operation.row->family == OperatorFamily::boolean;
    const bool wants_none = any_of(condition.values, [](const PolicyText& value) {
      return value.text.is_known() && to_lower(value.text.get()) == "false";
    });
    if (!is_mfa || !wants_none || operation.if_exists || statement.effect != Effect::deny) return;
    diagnostics_.report(DiagnosticKind::policy_spared_by_deny, condition.at,
                        {quoted(condition.operation), quoted(condition.key)}, "BoolIfExists");
  }

  static bool allows(const PolicyStatement& statement, std::string_view lower_action) {
    return any_of(statement.actions, [&](const PolicyText& action) {
      return action.text.is_known() && to_lower(action.text.get()) == lower_action;
    });
  }

  // Rule: STS-9.
  void look_at_providers(const PolicyStatement& statement) {
    if (statement.effect != Effect::allow || statement.not_principal) return;
    const auto is_provider = [](const PolicyPrincipal& principal) {
      return principal.kind == PolicyPrincipal::Kind::federated;
    };
    const bool are_providers = !statement.principals.empty() && statement.principals_known &&
                               all_of(statement.principals, is_provider);
    if (are_providers && !statement.not_action && allows(statement, "sts:assumerole")) {
      never_matches("sts:AssumeRole", statement.at,
                    "a provider's token serves sts:AssumeRoleWithWebIdentity or "
                    "sts:AssumeRoleWithSAML");
    }
    const bool is_github = any_of(statement.principals, [&](const PolicyPrincipal& principal) {
      return is_provider(principal) && principal.text.ends_with(kGitHub);
    });
    if (is_github && !limits_subject(statement)) {
      diagnostics_.report(DiagnosticKind::policy_open_provider, statement.at,
                          {quoted(kGitHub), quoted(std::string(kGitHub) + ":sub")});
    }
  }

  // Does it name whose repositories are meant?
  static bool limits_subject(const PolicyStatement& statement) {
    if (!statement.conditions_known) return true;
    return any_of(statement.conditions, [](const PolicyCondition& condition) {
      const std::string key = to_lower(condition.key);
      if (!key.starts_with(kGitHub) || key.ends_with(":aud")) return false;
      return !condition.values_known || all_of(condition.values, [](const PolicyText& value) {
        return value.text.is_unknown() || !is_any_subject(value.text.get());
      });
    });
  }

  // "*", "repo:*", "repo:*/*:ref:refs/heads/main".
  static bool is_any_subject(std::string_view text) {
    constexpr std::string_view kRepository = "repo:";
    if (text.starts_with(kRepository)) text.remove_prefix(kRepository.size());
    return !text.empty() && text.front() == '*';
  }

  const PolicyDocument& document_;
  Diagnostics& diagnostics_;
};

}  // namespace

void warn_of_usual_mistakes(const PolicyDocument& document, Diagnostics& diagnostics) {
  UsualMistakes(document, diagnostics).find();
}

}  // namespace canreach
