// AWS::Lambda::Permission: what adds a statement to a function's resource policy.  Source: Lambda
// API, AddPermission, which says what each parameter becomes.  Rule: OTH-1
#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"
#include "parsers/declared/translation.h"

namespace canreach {
namespace {

/// A text, or the word unknown as a document has it.
DeclaredValue text_or_open(const Translation& out, const DeclaredValue& value) {
  const std::optional<std::string> known = out.text(value);
  return known ? DeclaredValue::of_text(*known, value.at)
               : DeclaredValue::unknown(std::string(kUnknownWord), value.at);
}

bool is_account(const std::string& text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string::npos;
}

DeclaredValue principal_of(const Translation& out, const DeclaredValue& value) {
  const std::optional<std::string> known = out.text(value);
  if (!known) return DeclaredValue::unknown(std::string(kUnknownWord), value.at);
  if (*known == "*") return DeclaredValue::of_text("*", value.at);
  DeclaredValue principal = DeclaredValue::of_map(value.at);
  const bool is_service =
      known->find(".amazonaws.com") != std::string::npos && known->rfind("arn:", 0) != 0;
  const std::string text = is_account(*known) ? "arn:aws:iam::" + *known + ":root" : *known;
  put(principal, is_service ? "Service" : "AWS", text, value.at);
  return principal;
}

struct ConditionKey {
  std::string_view property;
  std::string_view operation;
  std::string_view key;
};

constexpr ConditionKey kConditions[] = {
    {"SourceArn", "ArnLike", "AWS:SourceArn"},
    {"SourceAccount", "StringEquals", "AWS:SourceAccount"},
    {"PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"},
    {"FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"},
    {"EventSourceToken", "StringEquals", "lambda:EventSourceToken"},
};

DeclaredValue conditions_of(const Translation& out, const DeclaredResource& permission) {
  DeclaredValue conditions = DeclaredValue::of_map(permission.at);
  for (const ConditionKey& row : kConditions) {
    const DeclaredValue& value = permission.properties[row.property];
    if (value.is_absent()) continue;
    DeclaredValue keys = conditions[row.operation];
    if (keys.is_absent()) keys = DeclaredValue::of_map(value.at);
    keys.set(row.key, text_or_open(out, value));
    conditions.set(row.operation, std::move(keys));
  }
  return conditions;
}

DeclaredValue statement_of(const Translation& out, const DeclaredResource& function,
                           const DeclaredResource& permission) {
  const DeclaredValue& properties = permission.properties;
  DeclaredValue statement = DeclaredValue::of_map(permission.at);
  put(statement, "Effect", "Allow", permission.at);
  put(statement, "Principal", principal_of(out, properties["Principal"]));
  put(statement, "Action", text_or_open(out, properties["Action"]));
  const DeclaredResource* part = out.target(properties["FunctionName"]);
  if (part == &function) {
    put(statement, "Resource",
        arn_of_kind(ResourceKind::Function, out.region_of(function), out.account_of(function),
                    out.physical_name(function)),
        permission.at);
  } else {
    put(statement, "Resource", text_or_open(out, properties["FunctionName"]));
  }
  DeclaredValue conditions = conditions_of(out, permission);
  if (!conditions.members.empty()) put(statement, "Condition", std::move(conditions));
  return statement;
}

}  // namespace

namespace {

constexpr const char* kPermission = "AWS::Lambda::Permission";

/// Permissions for the function, for aliases and versions of it, and those that may be.
std::vector<const DeclaredResource*> permissions_of(const Translation& out,
                                                    const DeclaredResource& function) {
  std::vector<const DeclaredResource*> found =
      out.naming(kPermission, "FunctionName", function.address);
  const auto add = [&found](const std::vector<const DeclaredResource*>& more) {
    found.insert(found.end(), more.begin(), more.end());
  };
  for (const char* type : {"AWS::Lambda::Alias", "AWS::Lambda::Version"}) {
    for (const DeclaredResource* part : out.naming(type, "FunctionName", function.address)) {
      add(out.naming(kPermission, "FunctionName", part->address));
    }
  }
  add(out.perhaps_naming(kPermission, "FunctionName", function.address));
  return found;
}

}  // namespace

/// It is said with its function; where it names none that is here, it is listed.
void say_permission(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& name = resource.properties["FunctionName"];
  const DeclaredResource* part =
      out.target(name.is_unknown() && !name.items.empty() ? name.items.front() : name);
  if (part != nullptr && part->type != "AWS::Lambda::Function") {
    part = out.target(part->properties["FunctionName"]);
  }
  if (part == nullptr || part->type != "AWS::Lambda::Function") out.add_not_modelled(resource);
}

DeclaredValue function_policy(const Translation& out, const DeclaredResource& function) {
  const std::vector<const DeclaredResource*> permissions = permissions_of(out, function);
  if (permissions.empty()) return {};
  DeclaredValue document = DeclaredValue::of_map(function.at);
  put(document, "Version", "2012-10-17", function.at);
  DeclaredValue statements = DeclaredValue::of_list({}, function.at);
  for (const DeclaredResource* permission : permissions) {
    statements.items.push_back(statement_of(out, function, *permission));
  }
  put(document, "Statement", std::move(statements));
  return document;
}

}  // namespace canreach
