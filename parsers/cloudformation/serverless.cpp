#include "parsers/cloudformation/serverless.h"

#include <fmt/format.h>

#include "base/text.h"

// Of what SAM makes, a function and its role matter.  The properties of the function stay as they
// are, after those of Globals; lists of both are put together, as SAM does.  Policies become those
// of the role: documents inline, names and ARNs managed.  SAM's policy templates (S3ReadPolicy ...)
// stand for documents that are not read: unknown.
//
// Source: AWS SAM Developer Guide, AWS::Serverless::Function, Policies; Globals section.

namespace canreach {
namespace {

constexpr std::string_view kManagedPolicies = "arn:aws:iam::aws:policy/";

void merge_into(DeclaredValue& value, const DeclaredValue& globals) {
  if (value.is_absent()) {
    value = globals;
  } else if (value.is_list() && globals.is_list()) {
    value.items.insert(value.items.begin(), globals.items.begin(), globals.items.end());
  } else if (value.is_map() && globals.is_map()) {
    for (const auto& [key, global] : globals.members) {
      DeclaredValue member = value[key];
      merge_into(member, global);
      value.set(key, std::move(member));
    }
  }
}

DeclaredValue function_properties(TemplateEvaluator& evaluator, Stack& stack,
                                  const StackResource& resource) {
  const TemplateScope scope = {stack, resource.loop};
  const SyntaxNode* properties = resource.node->find("Properties");
  DeclaredValue own = properties == nullptr ? DeclaredValue::of_map(resource.at)
                                            : evaluator.value(*properties, scope);
  if (stack.source->function_globals != nullptr) {
    merge_into(own, evaluator.value(*stack.source->function_globals, {stack, nullptr}));
  }
  return own;
}

DeclaredValue text(std::string words, SourceLoc at) {
  return DeclaredValue::of_text(std::move(words), at);
}

DeclaredValue trust_of_lambda(SourceLoc at) {
  DeclaredValue principal = DeclaredValue::of_map(at);
  principal.set("Service", text("lambda.amazonaws.com", at));
  DeclaredValue statement = DeclaredValue::of_map(at);
  statement.set("Effect", text("Allow", at));
  statement.set("Principal", std::move(principal));
  statement.set("Action", text("sts:AssumeRole", at));
  DeclaredValue document = DeclaredValue::of_map(at);
  document.set("Version", text("2012-10-17", at));
  std::vector<DeclaredValue> statements;
  statements.push_back(std::move(statement));
  document.set("Statement", DeclaredValue::of_list(std::move(statements), at));
  return document;
}

/// The policies of a role while they are sorted into inline and managed ones.
struct RolePolicies {
  std::string role;
  std::vector<DeclaredValue> inline_ones;
  std::vector<DeclaredValue> managed;

  void add(const DeclaredValue& policy) {
    if (policy.is_text()) {
      const bool is_arn = policy.text.substr(0, 4) == "arn:";
      managed.push_back(
          text(is_arn ? policy.text : std::string(kManagedPolicies) + policy.text, policy.at));
    } else if (!policy.is_map()) {
      managed.push_back(policy);
    } else if (!policy["Statement"].is_absent()) {
      add_inline(policy);
    } else {
      const std::string name = policy.members.empty() ? "" : policy.members.front().key;
      add_inline(DeclaredValue::unknown(fmt::format("the policy template {} of SAM", quoted(name)),
                                        policy.at));
    }
  }

  void add_inline(DeclaredValue document) {
    const SourceLoc at = document.at;
    DeclaredValue policy = DeclaredValue::of_map(at);
    policy.set("PolicyName", text(fmt::format("{}Policy{}", role, inline_ones.size()), at));
    policy.set("PolicyDocument", std::move(document));
    inline_ones.push_back(std::move(policy));
  }
};

}  // namespace

DeclaredValue serverless_function(TemplateEvaluator& evaluator, Stack& stack,
                                  const StackResource& function) {
  DeclaredValue properties = function_properties(evaluator, stack, function);
  if (properties.is_map() && properties["Role"].is_absent()) {
    properties.set(
        "Role", DeclaredValue::reference(evaluator.address_of(stack, function.id + "Role"), "Arn",
                                         function.at));
  }
  return properties;
}

DeclaredValue serverless_role(TemplateEvaluator& evaluator, Stack& stack,
                              const StackResource& role) {
  const DeclaredValue function = function_properties(evaluator, stack, role);
  RolePolicies policies{role.id, {}, {}};
  constexpr std::string_view kLambda = "AWSLambdaBasicExecutionRole";
  constexpr std::string_view kLambdaInVpc = "AWSLambdaVPCAccessExecutionRole";
  const bool is_in_vpc = !function["VpcConfig"].is_absent();
  policies.managed.push_back(
      text(fmt::format("{}service-role/{}", kManagedPolicies, is_in_vpc ? kLambdaInVpc : kLambda),
           role.at));
  const DeclaredValue& given = function["Policies"];
  if (!given.is_list() && !given.is_absent()) policies.add(given);
  for (const DeclaredValue& policy : given.items) {
    if (given.is_list()) policies.add(policy);
  }
  DeclaredValue properties = DeclaredValue::of_map(role.at);
  properties.set("AssumeRolePolicyDocument", trust_of_lambda(role.at));
  properties.set("ManagedPolicyArns", DeclaredValue::of_list(std::move(policies.managed), role.at));
  properties.set("Policies", DeclaredValue::of_list(std::move(policies.inline_ones), role.at));
  for (const std::string_view key : {"PermissionsBoundary", "Tags"}) {
    if (!function[key].is_absent()) properties.set(key, function[key]);
  }
  return properties;
}

}  // namespace canreach
