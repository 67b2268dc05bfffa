// Requests out of expect.yaml.
//
// An `evaluate` has documents that many requests share, so it may have cases: each is the entry's
// request and policies with some of their members said anew.  A layer that a case names replaces
// the entry's, and a key of `context` is added to the entry's.
#include "tests/golden/question.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"
#include "tests/golden/scenario.h"

namespace canreach::golden {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kRequestFields[] = {
    "op",  "from",   "to",     "port", "protocol",  "source_ports", "icmp_type", "icmp_code",
    "who", "action", "target", "via",  "source_ip", "at",           "group_by",  "ports"};
constexpr std::array<const char*, 4> kAskedFields = {"principal", "action", "resource",
                                                     "resource_account"};

Json scalar_of(const SyntaxNode& node) {
  if (node.is_null()) return {};
  const std::string text(node.text());
  if (node.kind() == SyntaxKind::boolean) return to_lower(text) == "true";
  if (node.kind() == SyntaxKind::number && Json::accept(text)) return Json::parse(text);
  return text;
}

Json json_of(const SyntaxNode& node) {
  if (node.is_scalar()) return scalar_of(node);
  Json result = node.is_list() ? Json::array() : Json::object();
  for (const SyntaxNode& element : node.elements()) result.push_back(json_of(element));
  for (const SyntaxNode::Member& member : node.members()) {
    result[std::string(member.key)] = json_of(member.value);
  }
  return result;
}

void add_members(Json& object, const SyntaxNode* node) {
  if (node == nullptr) return;
  for (const SyntaxNode::Member& member : node->members()) {
    object[std::string(member.key)] = json_of(member.value);
  }
}

void add_context(Json& request, const SyntaxNode* context) {
  if (context != nullptr) add_members(request["request"]["context"], context);
}

std::string evaluate_request(const SyntaxNode& entry, const SyntaxNode* asked_case) {
  Json request = {{"op", "evaluate"}, {"request", Json::object()}, {"policies", Json::object()}};
  add_members(request["request"], entry.find("request"));
  add_members(request["policies"], entry.find("policies"));
  for (const SyntaxNode* from : {&entry, asked_case}) {
    if (from == nullptr) continue;
    if (const SyntaxNode* missing = from->find("missing")) request["missing"] = missing->text();
  }
  if (asked_case == nullptr) return request.dump();
  for (const char* field : kAskedFields) {
    if (const SyntaxNode* value = asked_case->find(field)) {
      request["request"][field] = json_of(*value);
    }
  }
  add_context(request, asked_case->find("context"));
  add_members(request["policies"], asked_case->find("policies"));
  return request.dump();
}

Json files_of(const std::filesystem::path& folder, const std::string& name) {
  return Json::array({{{"name", name}, {"text", text_of_file(folder / name)}}});
}

std::string request_of(const SyntaxNode& entry, const std::filesystem::path& folder) {
  Json request = Json::object();
  for (const char* field : kRequestFields) {
    const SyntaxNode* value = entry.find(field);
    if (value == nullptr) continue;
    const std::optional<unsigned long long> number = parse_number(value->text());
    if (value->kind() == SyntaxKind::number && number) {
      request[field] = *number;
    } else {
      request[field] = value->text();
    }
  }
  for (const char* field : {"spec", "needs", "suppressions"}) {
    if (const SyntaxNode* file = entry.find(field)) {
      request[field] = text_of_file(folder / std::string(file->text()));
    }
  }
  if (const SyntaxNode* old = entry.find("old")) {
    const SyntaxNode* changed = entry.find("new");
    request["old"] = files_of(folder, old->text());
    request["new"] = files_of(folder, changed != nullptr ? changed->text() : "design.yaml");
  }
  if (const SyntaxNode* context = entry.find("context")) {
    for (const SyntaxNode& element : context->elements()) {
      const std::string pair(element.text());
      const std::size_t equals = pair.find('=');
      request["context"][pair.substr(0, equals)] = pair.substr(equals + 1);
    }
  }
  if (const SyntaxNode* only = entry.find("only")) request["only"] = json_of(*only);
  if (const SyntaxNode* without = entry.find("without")) request["without"] = json_of(*without);
  if (entry.find("failure_points") != nullptr) request["failure_points"] = true;
  if (const SyntaxNode* session = entry.find("session")) request["session"] = json_of(*session);
  // Looking for fixes takes long: only where the entry says what they are.
  const SyntaxText op = entry.find("op")->text();
  if ((op == "trace" || op == "can") && entry.find("fixes") == nullptr) {
    request["fixes"] = false;
  }
  return request.dump();
}

}  // namespace

std::vector<Question> questions_of(const SyntaxNode& entry, const std::filesystem::path& folder) {
  if (entry.find("op")->text() != "evaluate") return {{request_of(entry, folder), entry}};
  const SyntaxNode* cases = entry.find("cases");
  if (cases == nullptr) return {{evaluate_request(entry, nullptr), entry}};
  std::vector<Question> questions;
  for (const SyntaxNode& one : cases->elements()) {
    questions.push_back({evaluate_request(entry, &one), one});
  }
  return questions;
}

}  // namespace canreach::golden
