#include "policy/check_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/open_names.h"
#include "policy/action_data.h"
#include "policy/arn.h"
#include "policy/check_s3.h"
#include "policy/compile.h"
#include "policy/condition_operator.h"
#include "policy/pattern.h"
#include "policy/principal.h"

namespace canreach {
namespace {

using Effect = PolicyStatement::Effect;

constexpr std::string_view kUniqueIds[] = {"AIDA", "AROA", "AGPA", "AIPA", "ANPA"};

bool is_unique_id(std::string_view text) {
  const auto starts = [&](std::string_view start) { return text.starts_with(start); };
  return std::any_of(std::begin(kUniqueIds), std::end(kUniqueIds), starts) &&
         text.find(':') == std::string_view::npos;
}

constexpr bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr std::array<bool, 256> kActionCharacters = [] {
  std::array<bool, 256> result{};
  for (std::size_t i = 0; i < result.size(); ++i) {
    const char c = static_cast<char>(i);
    result[i] = is_letter_or_digit(c) || c == '-' || c == '_' || c == '*' || c == '?';
  }
  return result;
}();

std::size_t end_of_action_part(std::string_view text, std::size_t from) {
  while (from < text.size() && kActionCharacters[static_cast<unsigned char>(text[from])]) ++from;
  return from;
}

bool is_service_and_action(std::string_view text) {
  const std::size_t colon = end_of_action_part(text, 0);
  const bool has_service = colon > 0 && colon < text.size() && text[colon] == ':';
  return has_service && colon + 1 < text.size() &&
         end_of_action_part(text, colon + 1) == text.size();
}

bool is_resource_kind(PolicyUse use) {
  return use == PolicyUse::resource || use == PolicyUse::endpoint;
}

class Checker {
 public:
  Checker(const PolicyDocument& document, PolicyUse use, Diagnostics& diagnostics)
      : document_(document), use_(use), diagnostics_(diagnostics) {}

  void check() {
    for (const PolicyStatement& statement : document_.statements) {
      check_sid(statement);
      check_principals(statement);
      check_actions(statement);
      check_resources(statement);
      for (const PolicyCondition& condition : statement.conditions) {
        check_condition(statement, condition);
      }
    }
  }

 private:
  void refuse(std::string_view what, std::string_view text, const SourceLoc& at,
              std::string_view why, std::string suggestion = {}) {
    diagnostics_.report(DiagnosticKind::policy_value, at,
                        {std::string(what), quoted(text), std::string(why)}, std::move(suggestion));
  }

  void check_sid(const PolicyStatement& statement) {
    if (statement.sid.empty()) return;
    const auto [first, is_new] = sids_.emplace(statement.sid, statement.at.line);
    if (!is_new) {
      diagnostics_.report(
          DiagnosticKind::policy_sid, statement.at,
          {quoted(statement.sid), fmt::format("stands twice, first on line {}", first->second)});
    }
    const bool is_plain =
        std::all_of(statement.sid.begin(), statement.sid.end(), is_letter_or_digit);
    if (!is_plain && !is_resource_kind(use_)) {
      diagnostics_.report(DiagnosticKind::policy_sid, statement.at,
                          {quoted(statement.sid), "holds more than letters and digits"});
    }
  }

  void check_principals(const PolicyStatement& statement) {
    if (statement.not_principal && statement.effect == Effect::allow) {
      diagnostics_.report(DiagnosticKind::policy_not_principal, statement.at, {});
    }
    if (statement.has_principal && statement.principals.empty() && statement.principals_known) {
      report_empty(statement.not_principal ? "NotPrincipal" : "Principal", statement);
    }
    for (const PolicyPrincipal& principal : statement.principals) check_principal(principal);
  }

  void check_principal(const PolicyPrincipal& principal) {
    if (holds_unknown_part(principal.text)) return;
    switch (principal.kind) {
      case PolicyPrincipal::Kind::everyone:
      case PolicyPrincipal::Kind::unknown:
        return;
      case PolicyPrincipal::Kind::aws:
        return check_aws_principal(principal);
      case PolicyPrincipal::Kind::federated:
        if (principal.text.empty()) {
          refuse("principal", principal.text, principal.at, "an identity provider is expected");
        }
        return;
      case PolicyPrincipal::Kind::service:
        return check_service_principal(principal);
      case PolicyPrincipal::Kind::canonical_user:
        if (!is_canonical_id(principal.text)) {
          refuse("principal", principal.text, principal.at,
                 "the 64 hexadecimal digits of an S3 canonical user are expected");
        }
        return;
    }
  }

  void report_nobody(const PolicyPrincipal& principal, std::string_view why) {
    diagnostics_.report(DiagnosticKind::policy_matches_nobody, principal.at,
                        {quoted(principal.text), std::string(why)});
  }

  // Rules: PRI-3, PRI-5, PRI-6, PRI-8.
  void check_aws_principal(const PolicyPrincipal& principal) {
    const std::string& text = principal.text;
    if (is_account_id(text)) return;
    if (is_unique_id(text)) {
      return report_nobody(principal, "it is the id of a user or role that was deleted");
    }
    if (text.find(":group/") != std::string::npos) {
      return refuse("principal", text, principal.at, "a group cannot be a principal");
    }
    if (has_wildcard(text)) {
      return report_nobody(principal,
                           "Principal has no patterns; use `*` and a condition on "
                           "aws:PrincipalArn");
    }
    const CompiledPrincipal compiled = compile_principal(principal);
    if (compiled.kind != CompiledPrincipal::Kind::nobody) return;
    refuse("principal", text, principal.at,
           "an account or the ARN of a root user, user, role or session is expected");
  }

  // Rule: PRI-9.
  void check_service_principal(const PolicyPrincipal& principal) {
    if (has_wildcard(principal.text)) {
      return refuse("principal", principal.text, principal.at, "a service has no wildcards");
    }
    if (principal.text.find('.') == std::string::npos) {
      refuse("principal", principal.text, principal.at,
             "a service such as `lambda.amazonaws.com` is expected",
             principal.text + ".amazonaws.com");
    }
  }

  void report_empty(std::string_view element, const PolicyStatement& statement) {
    const bool excludes = element.starts_with("Not");
    diagnostics_.report(DiagnosticKind::policy_empty_list, statement.at,
                        {std::string(element), excludes ? "excludes nothing" : "matches nothing"});
  }

  void check_actions(const PolicyStatement& statement) {
    if (statement.actions.empty() && statement.actions_known) {
      report_empty(statement.not_action ? "NotAction" : "Action", statement);
    }
    for (const PolicyText& action : statement.actions) {
      if (action.text.is_known()) check_action(statement, action.text.get(), action.at);
    }
  }

  // Rules: ACT-1 to ACT-3, RCP-4; GRM-12 for roles.
  void check_action(const PolicyStatement& statement, std::string_view text, const SourceLoc& at) {
    if (holds_unknown_part(text)) return;
    if (text != "*" && !is_service_and_action(text)) {
      return refuse("action", text, at, "`service:Action` or `*` is expected");
    }
    const std::string_view service = text.substr(0, text.find(':'));
    if (use_ == PolicyUse::trust && to_lower(service) != "sts") {
      return refuse("action", text, at, "a role's trust policy has actions of STS alone");
    }
    if (use_ == PolicyUse::resource_control && statement.effect != Effect::allow &&
        has_wildcard(service)) {
      return refuse("action", text, at, "a resource control policy names the service");
    }
    if (text != "*" && text != "*:*" && has_wildcard(service)) {
      diagnostics_.report(DiagnosticKind::policy_service_wildcard, at, {quoted(text)});
    }
  }

  void check_resources(const PolicyStatement& statement) {
    if (statement.has_resource && statement.resources.empty() && statement.resources_known) {
      report_empty(statement.not_resource ? "NotResource" : "Resource", statement);
    }
    for (const PolicyText& resource : statement.resources) {
      if (resource.text.is_known()) check_resource(resource.text.get(), resource.at);
    }
  }

  // Rules: ARN-1, ARN-5, ARN-6, IAMB-4.
  void check_resource(std::string_view text, const SourceLoc& at) {
    if (text == "*") return;
    const ArnParts parts(text);
    if (!parts.is_whole() && holds_unknown_part(text)) return;
    if (!text.starts_with("arn:")) {
      return refuse("resource", text, at, "an ARN or `*` is expected");
    }
    if (has_wildcard(parts[ArnPart::service])) {
      diagnostics_.report(DiagnosticKind::policy_service_wildcard, at, {quoted(text)});
    }
    if (!parts.is_whole()) check_short_arn(text, at);
    check_variables(text, at, text.size() - parts[ArnPart::resource].size());
  }

  void check_short_arn(std::string_view text, const SourceLoc& at) {
    std::string_view why;
    switch (use_) {
      case PolicyUse::session:
      case PolicyUse::service_control:
      case PolicyUse::resource_control:
        return refuse("resource", text, at,
                      fmt::format("{} needs all six parts of an ARN", described(use_)));
      case PolicyUse::identity:
      case PolicyUse::boundary:
        why = "the rest is read as `*`";
        break;
      case PolicyUse::resource:
      case PolicyUse::trust:
      case PolicyUse::endpoint:
        why = "it matches nothing, unless it ends with a wildcard";
        break;
    }
    if (text.back() == '*') return;
    diagnostics_.report(DiagnosticKind::policy_short_arn, at, {quoted(text), std::string(why)});
  }

  void report_variable(std::string_view variable, const SourceLoc& at, std::string_view why) {
    diagnostics_.report(DiagnosticKind::policy_variable, at, {quoted(variable), std::string(why)});
  }

  // Rules: VAR-1 to VAR-5.  In front of `from` variables are texts.
  void check_variables(std::string_view text, const SourceLoc& at, std::size_t from) {
    std::size_t done = 0;
    while (const std::optional<VariableText> variable = first_variable(text.substr(done))) {
      const auto begin = static_cast<std::size_t>(variable->whole.data() - text.data());
      done = begin + variable->whole.size();
      if (!document_.variables) {
        return report_variable(variable->whole, at, "the policy's Version is not 2012-10-17");
      }
      if (!variable->is_valid) {
        report_variable(variable->whole, at,
                        "`${key}` or `${key, 'default'}` of a condition key is expected");
      } else if (begin < from) {
        report_variable(variable->whole, at, "variables stand in the last part of an ARN");
      } else if (arity_of(to_lower(variable->key)) == KeyArity::several) {
        report_variable(variable->whole, at, "the key has several values");
      }
    }
  }

  void check_condition(const PolicyStatement& statement, const PolicyCondition& condition) {
    const std::optional<ConditionOperator> operation =
        ConditionOperator::parse(condition.operation);
    if (!operation) return report_operator(condition);
    const std::string key = to_lower(condition.key);
    const KeyArity arity = arity_of(key);
    check_key(condition, key, arity);
    check_arity(statement, condition, *operation, arity);
    for (const PolicyText& value : condition.values) {
      if (value.text.is_known()) check_value(*operation, value.text.get(), value.at);
    }
    if (condition.values.empty() && condition.values_known) {
      report_empty(fmt::format("the list of {}", quoted(condition.key)), statement);
    }
  }

  void report_operator(const PolicyCondition& condition) {
    std::vector<std::string> names;
    for (const std::string_view set : {"", "ForAnyValue:", "ForAllValues:"}) {
      for (const ConditionOperatorRow& row : condition_operator_rows()) {
        for (const std::string_view end : {"", "IfExists"}) {
          std::string name = fmt::format("{}{}{}", set, row.name, end);
          if (ConditionOperator::parse(name)) names.push_back(std::move(name));
        }
      }
    }
    diagnostics_.report(DiagnosticKind::policy_operator, condition.at,
                        {quoted(condition.operation)},
                        nearest(condition.operation, names).value_or(""));
  }

  void check_key(const PolicyCondition& condition, const std::string& lower, KeyArity arity) {
    if (lower.find(':') == std::string::npos) {
      return refuse("condition key", condition.key, condition.at, "`service:key` is expected");
    }
    const bool is_global = lower.starts_with("aws:");
    if (!is_global || arity != KeyArity::unknown) return;
    diagnostics_.report(DiagnosticKind::policy_condition_key, condition.at, {quoted(condition.key)},
                        nearest(lower, known_global_keys()).value_or(""));
  }

  // Rules: OPR-17, OPR-18.
  void check_arity(const PolicyStatement& statement, const PolicyCondition& condition,
                   const ConditionOperator& operation, KeyArity arity) {
    if (operation.row->family == OperatorFamily::null) return;
    const bool is_plain = operation.set == ValueSet::plain;
    const auto report_mismatch = [&](DiagnosticKind kind) {
      diagnostics_.report(kind, condition.at, {quoted(condition.key), quoted(condition.operation)});
    };
    if (is_plain && arity == KeyArity::several) {
      report_mismatch(DiagnosticKind::policy_several_values);
    }
    if (!is_plain && arity == KeyArity::single) {
      report_mismatch(DiagnosticKind::policy_single_value);
    }
    const bool is_true_without = operation.set == ValueSet::all_values &&
                                 statement.effect == Effect::allow &&
                                 !requires_key(statement, condition.key);
    if (is_true_without) {
      diagnostics_.report(DiagnosticKind::policy_absent_key, condition.at,
                          {quoted(condition.operation), quoted(condition.key)});
    }
  }

  // Does the statement say {"Null": {key: "false"}}?
  static bool requires_key(const PolicyStatement& statement, std::string_view key) {
    return any_of(statement.conditions, [&](const PolicyCondition& condition) {
      return condition.operation == "Null" && to_lower(condition.key) == to_lower(key) &&
             condition.values.size() == 1 && condition.values.front().text.is_known() &&
             to_lower(condition.values.front().text.get()) == "false";
    });
  }

  void check_value(const ConditionOperator& operation, const std::string& text,
                   const SourceLoc& at) {
    TextPatterns patterns;
    const TextPatterns::Variables variables =
        document_.variables ? TextPatterns::Variables::replaced : TextPatterns::Variables::literal;
    const Result<Operand> operand = parse_operand(*operation.row, text, variables, patterns);
    if (!operand) {
      return refuse(fmt::format("value of {}", operation.row->name), text, at,
                    operand.error().text);
    }
    const bool is_block = operation.row->family == OperatorFamily::ip;
    if (is_block && IpPrefix::has_host_bits(text)) {
      diagnostics_.report(DiagnosticKind::host_bits_cleared, at,
                          {quoted(text), quoted(std::get<IpPrefix>(operand->value).to_string())});
    }
    check_variables(text, at, 0);
  }

  const PolicyDocument& document_;
  PolicyUse use_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::uint32_t> sids_;
};

}  // namespace

void check_document(const PolicyDocument& document, PolicyUse use, Diagnostics& diagnostics) {
  Checker(document, use, diagnostics).check();
  check_buckets_and_objects(document, diagnostics);
}

void warn_of_unknown_actions(const PolicyDocument& document, Diagnostics& diagnostics) {
  constexpr std::size_t kMostSuggestions = 50;  // each looks at every action of AWS
  std::size_t looked = 0;
  for (const PolicyStatement& statement : document.statements) {
    for (const PolicyText& action : statement.actions) {
      if (action.text.is_unknown() || has_wildcard(action.text.get())) continue;
      const std::string& text = action.text.get();
      if (text.find(':') == std::string::npos || find_action(text)) continue;
      std::string near;
      if (looked++ < kMostSuggestions) near = nearest_action(text).value_or("");
      diagnostics.report(DiagnosticKind::policy_unknown_action, action.at, {quoted(text)},
                         std::move(near));
    }
  }
}

std::string_view described(PolicyUse use) {
  switch (use) {
    case PolicyUse::identity:
      return "an identity policy";
    case PolicyUse::boundary:
      return "a permissions boundary";
    case PolicyUse::session:
      return "a session policy";
    case PolicyUse::resource:
      return "a resource policy";
    case PolicyUse::trust:
      return "a role's trust policy";
    case PolicyUse::endpoint:
      return "an endpoint policy";
    case PolicyUse::service_control:
      return "a service control policy";
    case PolicyUse::resource_control:
      return "a resource control policy";
  }
  return {};
}

}  // namespace canreach
