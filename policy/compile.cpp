#include "policy/compile.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "model/open_names.h"
#include "policy/arn.h"
#include "policy/principal.h"

namespace canreach {
namespace {

using Variables = TextPatterns::Variables;

constexpr long kColonsOfArn = 5;

// A short ARN is completed in the policies of an identity.  Rules: ARN-6, IAMB-4.
std::string completed(std::string_view arn) {
  std::string result(arn);
  for (long colons = std::count(arn.begin(), arn.end(), ':'); colons < kColonsOfArn; ++colons) {
    result += ":*";
  }
  return result;
}

bool completes_arns(PolicyUse use) {
  return use == PolicyUse::identity || use == PolicyUse::boundary;
}

class Compiler {
 public:
  Compiler(const PolicyDocument& document, PolicyUse use, CompiledPolicy& to)
      : use_(use),
        variables_(document.variables ? Variables::replaced : Variables::literal),
        to_(to) {}

  // Makes room for what add() will add of all statements.
  void reserve(const std::vector<PolicyStatement>& statements) {
    std::size_t actions = 0;
    std::size_t resources = 0;
    std::size_t conditions = 0;
    std::size_t bytes = 0;
    const auto count = [&bytes](const std::vector<PolicyText>& texts) {
      for (const PolicyText& one : texts) bytes += one.text.is_known() ? one.text.get().size() : 0;
      return texts.size();
    };
    for (const PolicyStatement& statement : statements) {
      actions += count(statement.actions);
      resources += count(statement.resources);
      conditions += statement.conditions.size();
    }
    to_.statements.reserve(statements.size());
    to_.actions.reserve(actions);
    to_.resources.reserve(resources);
    to_.conditions.reserve(conditions);
    to_.patterns.reserve(bytes);
  }

  void add(const PolicyStatement& statement) {
    CompiledStatement result;
    result.effect = statement.effect;
    result.has_principal = statement.has_principal;
    result.not_principal = statement.not_principal;
    result.principals_known = statement.principals_known;
    result.not_action = statement.not_action;
    result.actions_known = statement.actions_known;
    result.has_resource = statement.has_resource;
    result.not_resource = statement.not_resource;
    result.resources_known = statement.resources_known;
    result.conditions_known = statement.conditions_known;
    result.principals = {size_of(to_.principals), size_of(statement.principals)};
    for (const PolicyPrincipal& one : statement.principals) {
      to_.principals.push_back(compile_principal(one));
    }
    result.actions = {size_of(to_.actions), size_of(statement.actions)};
    for (const PolicyText& one : statement.actions) add_action(one);
    result.resources = {size_of(to_.resources), size_of(statement.resources)};
    for (const PolicyText& one : statement.resources) add_resource(one);
    result.conditions = {size_of(to_.conditions), size_of(statement.conditions)};
    for (const PolicyCondition& one : statement.conditions) add_condition(one);
    to_.statements.push_back(result);
  }

 private:
  template <class Pool>
  static std::uint32_t size_of(const Pool& pool) {
    return static_cast<std::uint32_t>(pool.size());
  }

  void add_action(const PolicyText& action) {
    to_.actions.push_back(action.text.is_known() ? to_.patterns.add_lower(action.text.get())
                                                 : TextPatterns::add_unknown());
  }

  void add_resource(const PolicyText& resource) {
    if (resource.text.is_unknown()) return to_.resources.push_back(TextPatterns::add_unknown());
    const std::string& text = resource.text.get();
    const bool is_short = text != "*" && completes_arns(use_) && !is_arn(text);
    // The unknown part may hold the parts that are not there.
    if (is_short && holds_unknown_part(text)) {
      return to_.resources.push_back(to_.patterns.add(text, Wildcards::text, Variables::literal));
    }
    to_.resources.push_back(to_.patterns.add(is_short ? std::string_view(completed(text)) : text,
                                             Wildcards::resource, variables_));
  }

  void add_condition(const PolicyCondition& condition) {
    CompiledCondition result{{}, ConditionKey(condition.key), {}, condition.values_known, false};
    const std::optional<ConditionOperator> operation =
        ConditionOperator::parse(condition.operation);
    result.unreadable = !operation;
    result.operands.first = size_of(to_.operands);
    if (operation) {
      result.operation = *operation;
      for (const PolicyText& value : condition.values) add_operand(value, result);
    }
    result.operands.count = size_of(to_.operands) - result.operands.first;
    to_.conditions.push_back(std::move(result));
  }

  void add_operand(const PolicyText& value, CompiledCondition& condition) {
    if (value.text.is_unknown()) {
      return to_.operands.push_back({TextPatterns::add_unknown(), {}});
    }
    Result<Operand> operand =
        parse_operand(*condition.operation.row, value.text.get(), variables_, to_.patterns);
    if (operand) {
      to_.operands.push_back(std::move(*operand));
    } else {
      condition.unreadable = true;
    }
  }

  PolicyUse use_;
  Variables variables_;
  CompiledPolicy& to_;
};

CompiledPrincipal compile_aws(std::string_view text) {
  using Kind = CompiledPrincipal::Kind;
  if (text == "*") return {Kind::everyone, text};
  if (is_account_id(text)) return {Kind::account, text};
  const bool is_pattern = text.find_first_of("*?") != std::string_view::npos;
  const ArnParts parts(text);
  if (holds_unknown_part(text) && !parts.is_whole()) return {Kind::somebody, text};
  if (is_pattern || !text.starts_with("arn:") || !parts.is_whole()) return {Kind::nobody, text};
  const std::string_view service = parts[ArnPart::service];
  const std::string_view resource = parts[ArnPart::resource];
  if (service == "iam") {
    if (resource == "root") return {Kind::account, parts[ArnPart::account]};
    if (resource.starts_with("user/")) return {Kind::user, text};
    if (resource.starts_with("role/")) return {Kind::role, text};
  } else if (service == "sts") {
    const bool is_session =
        resource.starts_with("assumed-role/") || resource.starts_with("federated-user/");
    if (is_session) return {Kind::session, text};
  }
  if (holds_unknown_part(text)) return {Kind::somebody, text};
  return {Kind::nobody, text};
}

}  // namespace

CompiledPrincipal compile_principal(const PolicyPrincipal& principal) {
  using Kind = CompiledPrincipal::Kind;
  switch (principal.kind) {
    case PolicyPrincipal::Kind::everyone:
      return {Kind::everyone, principal.text};
    case PolicyPrincipal::Kind::aws:
      return compile_aws(principal.text);
    case PolicyPrincipal::Kind::federated:
      return {Kind::federated, principal.text};
    case PolicyPrincipal::Kind::service:
      return {Kind::service, principal.text};
    case PolicyPrincipal::Kind::canonical_user:
      return {Kind::canonical_user, principal.text};
    case PolicyPrincipal::Kind::unknown:
      return {Kind::unknown, principal.text};
  }
  return {};
}

CompiledPolicy compile_policy(const PolicyDocument& document, PolicyUse use) {
  static std::atomic<std::uint64_t> last_id = 0;
  CompiledPolicy policy;
  policy.document = &document;
  policy.use = use;
  policy.statements_known = document.statements_known;
  policy.id = ++last_id;
  Compiler compiler(document, use, policy);
  compiler.reserve(document.statements);
  for (const PolicyStatement& statement : document.statements) compiler.add(statement);
  if (use == PolicyUse::resource) policy.is_public = is_public(document);
  return policy;
}

}  // namespace canreach
