#include "parsers/cloudformation/serverless.h"

#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/cloudformation/functions.h"

// Of what SAM makes, a function and its role matter.  The properties of the function stay as they
// are, after those of Globals; lists and maps of both are put together, as SAM does.  Policies
// become those of the role: documents inline, names and ARNs managed.  SAM's policy templates
// (S3ReadPolicy ...) stand for documents that are not read: unknown.  Events add to the role what
// reading them needs, or a permission for the service that sends them; what a connector adds to
// either is unknown.
//
// Source: AWS SAM Developer Guide, AWS::Serverless::Function, Policies; Globals section; Generated
// CloudFormation resources; EventSource.

namespace canreach {
namespace {

constexpr std::string_view kManagedPolicies = "arn:aws:iam::aws:policy/";

/// Is it the call of a function?  SAM takes it for a scalar, which replaces what Globals say.
bool is_call(const SyntaxNode* written) {
  return written != nullptr &&
         find_call(*written, CallPlace::value, TagUse::counts).kind != TemplateCall::Kind::none;
}

/// `written`: what stands in the function for the value; nullptr: nothing.
void merge_into(DeclaredValue& value, const SyntaxNode* written, const DeclaredValue& globals) {
  if (is_call(written)) return;
  if (value.is_absent()) {
    value = globals;
  } else if (value.is_list() && globals.is_list()) {
    CompactVector<DeclaredValue> items = globals.items;
    items.append(value.items.begin(), value.items.end());
    value.items = std::move(items);
  } else if (value.is_map() && globals.is_map()) {
    for (const auto& [key, global] : globals.members) {
      DeclaredValue member = value[key];
      merge_into(member, written == nullptr ? nullptr : written->find(key), global);
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
    merge_into(own, properties, evaluator.value(*stack.source->function_globals, {stack, nullptr}));
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
  CompactVector<DeclaredValue> statements;
  statements.push_back(std::move(statement));
  document.set("Statement", DeclaredValue::of_list(std::move(statements), at));
  return document;
}

/// The policies of a role while they are sorted into inline and managed ones.
struct RolePolicies {
  std::string role;
  CompactVector<DeclaredValue> inline_ones;
  CompactVector<DeclaredValue> managed;

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

/// What an event of a type gives: the role a policy to read it, or a service a permission.
struct EventRow {
  std::string_view type;
  std::string_view policy;   // managed; "?": one that is not read
  std::string_view service;  // that may invoke the function
};

constexpr EventRow kEvents[] = {
    {"SQS", "service-role/AWSLambdaSQSQueueExecutionRole", ""},
    {"Kinesis", "service-role/AWSLambdaKinesisExecutionRole", ""},
    {"DynamoDB", "service-role/AWSLambdaDynamoDBExecutionRole", ""},
    {"MSK", "service-role/AWSLambdaMSKExecutionRole", ""},
    {"MQ", "?", ""},
    {"SelfManagedKafka", "?", ""},
    {"DocumentDB", "?", ""},
    {"S3", "", "s3.amazonaws.com"},
    {"SNS", "", "sns.amazonaws.com"},
    {"Api", "", "apigateway.amazonaws.com"},
    {"HttpApi", "", "apigateway.amazonaws.com"},
    {"Schedule", "", "events.amazonaws.com"},
    {"CloudWatchEvent", "", "events.amazonaws.com"},
    {"EventBridgeRule", "", "events.amazonaws.com"},
    {"CloudWatchLogs", "", "logs.amazonaws.com"},
    {"IoTRule", "", "iot.amazonaws.com"},
    {"Cognito", "", "cognito-idp.amazonaws.com"},
};

const EventRow* event_row(const DeclaredValue& event) {
  for (const EventRow& row : kEvents) {
    if (event["Type"].is_text() && event["Type"].text == row.type) return &row;
  }
  return nullptr;
}

bool mentions(const SyntaxNode& node, const std::string& id) {
  if (node.is_scalar() && node.text() == id) return true;
  const auto inside = [&id](const SyntaxNode& element) { return mentions(element, id); };
  return any_of(node.elements(), inside) ||
         any_of(node.members(),
                [&id](const SyntaxNode::Member& member) { return mentions(member.value, id); });
}

/// Does a connector lead from or to the function?
bool is_connected(const Stack& stack, const std::string& function) {
  return any_of(stack.resources, [&function](const StackResource& resource) {
    const SyntaxNode* properties = resource.node->find("Properties");
    const SyntaxNode* inner = properties == nullptr ? nullptr : properties->find("Connectors");
    for (const SyntaxNode* own : {resource.node->find("Connectors"), inner}) {
      if (own != nullptr && (resource.id == function || mentions(*own, function))) return true;
    }
    return resource.type == "AWS::Serverless::Connector" && mentions(*resource.node, function);
  });
}

/// Policies that SAM adds to the role besides those that the function names.
void add_made_policies(const Stack& stack, const std::string& id, const DeclaredValue& function,
                       RolePolicies& policies) {
  for (const auto& [name, event] : function["Events"].members) {
    const EventRow* row = event_row(event);
    if (row == nullptr || row->policy.empty()) continue;
    if (row->policy != "?") {
      policies.add(text(std::string(row->policy), event.at));
    } else {
      policies.add_inline(DeclaredValue::unknown(
          fmt::format("what SAM lets the function read for the event {}", quoted(name)), event.at));
    }
  }
  for (const char* key : {"Tracing", "DeadLetterQueue", "EventInvokeConfig"}) {
    if (function[key].is_absent()) continue;
    policies.add_inline(DeclaredValue::unknown(
        fmt::format("what SAM lets the function do for its {}", quoted(key)), function[key].at));
  }
  if (is_connected(stack, id)) {
    policies.add_inline(DeclaredValue::unknown("what a connector of SAM allows", function.at));
  }
}

/// Whose events may come: the topic that is named; of other services one that SAM makes.
void put_source(const EventRow& row, const DeclaredValue& event, const std::string& account,
                DeclaredValue& permission) {
  if (row.type == "S3") {
    permission.set("SourceAccount", text(account, event.at));
    return;
  }
  const DeclaredValue& topic = event["Properties"]["Topic"];
  const bool is_named = row.type == "SNS" && !topic.is_absent();
  permission.set("SourceArn",
                 is_named ? topic : DeclaredValue::unknown("the source of the event", event.at));
}

}  // namespace

std::vector<DeclaredResource> serverless_permissions(TemplateEvaluator& evaluator, Stack& stack,
                                                     const StackResource& function) {
  const DeclaredValue properties = function_properties(evaluator, stack, function);
  const std::string address = evaluator.address_of(stack, function.id);
  DeclaredValue name = DeclaredValue::reference(address, {}, function.at);
  if (!properties["AutoPublishAlias"].is_absent()) {
    name = DeclaredValue::unknown("the alias that SAM publishes", function.at);
    name.items.push_back(DeclaredValue::reference(address, {}, function.at));
  }
  std::vector<DeclaredResource> made;
  const auto add = [&](std::string_view ending, DeclaredValue permission) {
    permission.set("FunctionName", name);
    made.push_back({"AWS::Lambda::Permission",
                    fmt::format("{}{}Permission", address, ending),
                    function.at,
                    std::move(permission),
                    {},
                    {}});
  };
  for (const auto& [event_name, event] : properties["Events"].members) {
    const EventRow* row = event_row(event);
    if (row == nullptr || row->service.empty()) continue;
    DeclaredValue permission = DeclaredValue::of_map(event.at);
    permission.set("Action", text("lambda:InvokeFunction", event.at));
    permission.set("Principal", text(std::string(row->service), event.at));
    put_source(*row, event, evaluator.account(), permission);
    add(event_name, std::move(permission));
  }
  const DeclaredValue& access = properties["FunctionUrlConfig"]["AuthType"];
  if (!access.is_absent() && !(access.is_text() && access.text == "AWS_IAM")) {
    DeclaredValue permission = DeclaredValue::of_map(access.at);
    permission.set("Action", text("lambda:InvokeFunctionUrl", access.at));
    permission.set("Principal", access.is_text() ? text("*", access.at) : access);
    add("UrlPublic", std::move(permission));
  }
  if (is_connected(stack, function.id)) {
    DeclaredValue permission = DeclaredValue::of_map(function.at);
    permission.set("Action", text("lambda:InvokeFunction", function.at));
    permission.set("Principal", DeclaredValue::unknown("whom a connector lets in", function.at));
    add("Connector", std::move(permission));
  }
  return made;
}

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
  const std::string id = role.id.substr(0, role.id.size() - std::string_view("Role").size());
  add_made_policies(stack, id, function, policies);
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
