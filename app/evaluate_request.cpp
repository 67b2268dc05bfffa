#include "app/evaluate_request.h"

#include <fmt/format.h>

#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/policy_document.h"
#include "policy/action_data.h"
#include "policy/condition_operator.h"
#include "policy/evaluate.h"
#include "report/decision_json.h"
#include "report/json.h"

namespace canreach {
namespace {

// Reads `request`, `policies` and `missing`.  The first mistake goes to the ApiRequest, and what is
// read after one does not matter.
class EvaluateReader {
 public:
  explicit EvaluateReader(ApiRequest& api) : api_(api) {}

  Request read_request() {
    const bool missing_is_absent = read_missing();
    Request request;
    if (!missing_is_absent) request.context.set_missing(Context::Missing::unknown);
    const SyntaxNode* node = required_object("request");
    if (node == nullptr) return request;
    check_fields(*node, "`request`",
                 {"principal", "action", "resource", "resource_account", "context"});
    read_principal(text(*node, "principal", Need::required), request);
    request.action = text(*node, "action", Need::required);
    check_action(request.action);
    request.resource = text(*node, "resource", Need::optional);
    request.resource_account = text(*node, "resource_account", Need::optional);
    if (const SyntaxNode* context = node->find("context")) read_context(*context, request.context);
    complete(request);
    return request;
  }

  CompiledPolicySet read_policies(const Request& request) {
    CompiledPolicySet set;
    const SyntaxNode* node = required_object("policies");
    if (node == nullptr) return set;
    std::vector<std::string> layers;
    for (const PolicyLayerRow& row : policy_layer_rows()) layers.push_back(std::string(row.name));
    check_fields(*node, "`policies`", layers);
    const auto list = [&](const char* layer, PolicyUse use) -> std::optional<Policies> {
      const SyntaxNode* documents = node->find(layer);
      if (documents == nullptr) return std::nullopt;
      return read_list(layer, *documents, use);
    };
    set.identity = list("identity", PolicyUse::identity).value_or(Policies());
    set.boundary = list("boundary", PolicyUse::boundary);
    set.session = list("session", PolicyUse::session);
    set.resource = list("resource", use_of_resource(request)).value_or(Policies());
    set.endpoint = list("endpoint", PolicyUse::endpoint);
    set.gateway_endpoint = may_be_gateway(request);
    set.service_control = read_levels(*node, "service_control", PolicyUse::service_control);
    set.resource_control = read_levels(*node, "resource_control", PolicyUse::resource_control);
    return set;
  }

 private:
  enum class Need { required, optional };

  void refuse(std::string message, std::vector<std::string> suggestions = {}) {
    api_.refuse(DiagnosticKind::invalid_request, std::move(message), std::move(suggestions));
  }

  const SyntaxNode* required_object(std::string_view field) {
    const SyntaxNode* node = api_.value(field);
    if (node == nullptr) {
      refuse(fmt::format("the request needs the field `{}`", field));
    } else if (!node->is_map()) {
      refuse(fmt::format("`{}` must be an object, not {}", field, name_of(node->kind())));
      return nullptr;
    }
    return node;
  }

  void check_fields(const SyntaxNode& node, std::string_view where,
                    const std::vector<std::string>& known) {
    for (const SyntaxNode::Member& member : node.members()) {
      if (contains(known, member.key)) continue;
      std::vector<std::string> suggestions;
      if (std::optional<std::string> near = nearest(member.key, known)) {
        suggestions.push_back(std::move(*near));
      }
      api_.refuse(DiagnosticKind::unknown_field,
                  fmt::format("unknown field {} of {}", quoted(member.key), where),
                  std::move(suggestions));
    }
  }

  bool read_missing() {
    const std::string missing = api_.text("missing").value_or("absent");
    if (missing != "absent" && missing != "undecided") {
      refuse(fmt::format("`missing` must be absent or undecided, not {}", quoted(missing)));
    }
    return missing != "undecided";
  }

  std::string text(const SyntaxNode& node, std::string_view field, Need need) {
    const SyntaxNode* value = node.find(field);
    if (value == nullptr) {
      if (need == Need::required) refuse(fmt::format("`request` needs the field `{}`", field));
      return {};
    }
    if (value->kind() != SyntaxKind::string) {
      refuse(fmt::format("`{}` must be a text, not {}", field, name_of(value->kind())));
    }
    return value->text();
  }

  void read_principal(const std::string& text, Request& request) {
    Result<Principal> principal = Principal::parse(text);
    if (principal) {
      request.principal = std::move(*principal);
    } else {
      refuse(fmt::format("invalid principal {}: {}", quoted(text), principal.error().text));
    }
  }

  void check_action(const std::string& action) {
    const std::size_t colon = action.find(':');
    const bool is_one = colon != std::string::npos && colon > 0 && colon + 1 < action.size() &&
                        action.find_first_of("*?") == std::string::npos;
    if (!is_one) {
      refuse(fmt::format("invalid action {}: one `service:Action` is expected", quoted(action)));
    }
  }

  void read_context(const SyntaxNode& node, Context& context) {
    if (!node.is_map()) {
      return refuse(fmt::format("`context` must be an object, not {}", name_of(node.kind())));
    }
    for (const SyntaxNode::Member& member : node.members()) {
      if (member.value.is_null()) {
        context.set_absent(member.key);
      } else if (member.value.is_scalar()) {
        check_number(member.key, member.value);
        context.set(member.key, member.value.text());
      } else {
        context.set_several(member.key, values_of(member));
      }
    }
  }

  /// A number means its text, and `1e1` is none that a Numeric operator reads.  Rules: GRM-11,
  /// OPR-4.
  void check_number(const std::string& key, const SyntaxNode& value) {
    if (value.kind() != SyntaxKind::number || parse_decimal(value.text())) return;
    refuse(fmt::format("the context key {} must be a whole or decimal number, not {}", quoted(key),
                       quoted(value.text())));
  }

  std::vector<std::string> values_of(const SyntaxNode::Member& member) {
    std::vector<std::string> values;
    for (const SyntaxNode& element : member.value.elements()) {
      if (!element.is_scalar() || element.is_null()) {
        refuse(fmt::format("values of the context key {} must be texts", quoted(member.key)));
      }
      check_number(member.key, element);
      values.push_back(element.text());
    }
    if (member.value.is_map()) {
      refuse(
          fmt::format("the context key {} must be a text or a list of texts", quoted(member.key)));
    }
    return values;
  }

  static void complete(Request& request) {
    Principal& caller = request.principal;
    if (caller.kind == Principal::Kind::role_session && !caller.role_path_known) {
      // The session's ARN lacks the role's path, which this key has.  Rule: ARN-11.
      const ContextValue& arn = request.context.find(ConditionKey("aws:PrincipalArn"));
      if (arn.state == ContextValue::State::single) {
        caller.role_arn = arn.values.front();
        caller.role_path_known = true;
        caller.service_linked_role = is_service_linked(caller.role_arn);
      }
    }
    // A session's and a user's id are always there (PRI-15), so they are unknown when not given.
    add_identity_keys(request);
  }

  /// S3 and DynamoDB have endpoints of both types, and the request does not say which it takes.
  static Truth may_be_gateway(const Request& request) {
    const std::string service = PreparedRequest(request).service;
    return service == "s3" || service == "dynamodb" ? Truth::unknown : Truth::no;
  }

  static PolicyUse use_of_resource(const Request& request) {
    return PreparedRequest(request).is_role_trust ? PolicyUse::trust : PolicyUse::resource;
  }

  // One document, or a list of them.
  Policies read_list(const std::string& where, const SyntaxNode& node, PolicyUse use) {
    Policies result;
    if (!node.is_list()) {
      if (const CompiledPolicy* policy = read_one(where, node, use)) result.push_back(policy);
      return result;
    }
    for (std::size_t i = 0; i < node.elements().size(); ++i) {
      const CompiledPolicy* policy =
          read_one(fmt::format("{}[{}]", where, i), node.elements()[i], use);
      if (policy != nullptr) result.push_back(policy);
    }
    return result;
  }

  std::optional<std::vector<Policies>> read_levels(const SyntaxNode& policies,
                                                   const std::string& layer, PolicyUse use) {
    const SyntaxNode* node = policies.find(layer);
    if (node == nullptr) return std::nullopt;
    std::vector<Policies> levels;
    if (!node->is_list()) {
      refuse(fmt::format("`{}` must be a list with a list of documents for each level, not {}",
                         layer, name_of(node->kind())));
      return levels;
    }
    for (std::size_t i = 0; i < node->elements().size(); ++i) {
      const SyntaxNode& level = node->elements()[i];
      if (!level.is_list()) {
        refuse(fmt::format("`{}[{}]` must be the list of one level's documents, not {}", layer, i,
                           name_of(level.kind())));
      }
      levels.push_back(read_list(fmt::format("{}[{}]", layer, i), level, use));
    }
    return levels;
  }

  // A document, or {"name": ..., "document": ...}.
  const CompiledPolicy* read_one(const std::string& where, const SyntaxNode& node, PolicyUse use) {
    const SyntaxNode* inner = node.is_map() ? node.find("document") : nullptr;
    std::string name;
    if (inner != nullptr) {
      check_fields(node, fmt::format("`{}`", where), {"name", "document"});
      if (const SyntaxNode* given = node.find("name")) name = given->text();
    }
    Diagnostics diagnostics;
    std::optional<PolicyDocument> document =
        read_policy_document(inner == nullptr ? node : *inner, use, diagnostics);
    report(where, diagnostics);
    if (!document) return nullptr;
    if (name.substr(0, 4) == "arn:") document->arn = name;
    document->name = std::move(name);
    documents_.push_back(std::move(*document));
    compiled_.push_back(compile_policy(documents_.back(), use));
    return &compiled_.back();
  }

  void report(const std::string& where, const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      if (row_of(diagnostic.kind).severity != Severity::error) continue;
      std::vector<std::string> suggestions;
      if (!diagnostic.suggestion.empty()) suggestions.push_back(diagnostic.suggestion);
      api_.refuse(
          diagnostic.kind,
          fmt::format("`{}`, column {}: {}", where, diagnostic.at.column, diagnostic.message),
          std::move(suggestions));
    }
  }

  ApiRequest& api_;
  std::deque<PolicyDocument> documents_;
  std::deque<CompiledPolicy> compiled_;
};

/// Rule: ACT-9.
void add_unknown_action(const std::string& action, Decision& decision) {
  if (find_action(action)) return;
  const std::optional<std::string> near = nearest_action(action);
  decision.notes.push_back(
      fmt::format("no service is known to have the action {}: it is compared as text{}",
                  quoted(action), near ? fmt::format("; did you mean {}?", quoted(*near)) : ""));
}

}  // namespace

std::string answer_evaluate(ApiRequest& request) {
  if (request.value("files") != nullptr) {
    request.refuse(DiagnosticKind::unknown_field, "the op `evaluate` needs no `files`");
  }
  EvaluateReader reader(request);
  const Request asked = reader.read_request();
  if (request.error()) return json_of(*request.error(), request.op());
  const CompiledPolicySet policies = reader.read_policies(asked);
  if (request.error()) return json_of(*request.error(), request.op());
  Decision decision = evaluate(asked, policies);
  add_unknown_action(asked.action, decision);
  return json_of(decision);
}

}  // namespace canreach
