// Policy documents: which elements may stand where, and of which kind their values are.  What the
// values say (actions, ARNs, operators) is checked by policy/check_document.h, once all of the
// document is read.
#include "parsers/policy_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "base/eight_bytes.h"
#include "base/text.h"
#include "model/open_names.h"
#include "policy/check_document.h"

namespace canreach {
namespace {

using Effect = PolicyStatement::Effect;

const std::vector<std::string> kDocumentKeys = {"Version", "Id", "Statement"};
const std::vector<std::string> kPrincipalKeys = {"AWS", "Federated", "Service", "CanonicalUser"};

/// What a statement may hold.
enum class Element : std::uint8_t {
  sid,
  principal,
  not_principal,
  effect,
  action,
  not_action,
  resource,
  not_resource,
  condition,
};
// In the order of Element.
const std::vector<std::string> kStatementKeys = {"Sid",      "Principal",   "NotPrincipal",
                                                 "Effect",   "Action",      "NotAction",
                                                 "Resource", "NotResource", "Condition"};
constexpr std::size_t kElements = 9;

const std::string& key_of(Element element) {
  return kStatementKeys[static_cast<std::size_t>(element)];
}

/// The elements of one statement by what they are.
class Elements {
 public:
  /// None: there is no such element.
  static std::optional<Element> named(std::string_view key) {
    for (std::size_t i = 0; i < kElements; ++i) {
      if (kStatementKeys[i] == key) return static_cast<Element>(i);
    }
    return std::nullopt;
  }

  void add(Element element, const SyntaxNode& node) {
    nodes_[static_cast<std::size_t>(element)] = &node;
  }
  /// nullptr: it is not there.
  const SyntaxNode* operator[](Element element) const {
    return nodes_[static_cast<std::size_t>(element)];
  }

 private:
  std::array<const SyntaxNode*, kElements> nodes_{};
};

/// An element and the one that says the opposite.
struct ElementPair {
  Element plain;
  Element negated;
};
constexpr ElementPair kPrincipals = {Element::principal, Element::not_principal};
constexpr ElementPair kActions = {Element::action, Element::not_action};
constexpr ElementPair kResources = {Element::resource, Element::not_resource};

/// What a message calls a text: "a resource", "a value of `aws:SourceIp`".
struct Called {
  std::string_view words;
  std::string_view key;  // empty: none
};

std::string named(const Called& text) {
  return text.key.empty() ? std::string(text.words)
                          : fmt::format("{} {}", text.words, quoted(text.key));
}

bool has_principals(PolicyUse use) {
  return use == PolicyUse::resource || use == PolicyUse::trust || use == PolicyUse::endpoint ||
         use == PolicyUse::resource_control;
}

bool may_have(PolicyUse use, Element element) {
  switch (element) {
    case Element::principal:
      return has_principals(use);
    case Element::not_principal:
      return use == PolicyUse::resource || use == PolicyUse::endpoint;
    case Element::resource:
    case Element::not_resource:
      return use != PolicyUse::trust;
    case Element::not_action:
      return use != PolicyUse::resource_control;
    case Element::sid:
    case Element::effect:
    case Element::action:
    case Element::condition:
      return true;
  }
  return true;
}

bool needs_resource(PolicyUse use) { return use != PolicyUse::resource && use != PolicyUse::trust; }

// Characters without white space, and whether that is counted too.
struct SizeLimit {
  std::size_t most = 0;  // 0: none
  bool counts_space = false;
};

SizeLimit size_limit(PolicyUse use) {
  switch (use) {
    case PolicyUse::identity:
    case PolicyUse::boundary:
      return {6144, false};
    case PolicyUse::trust:
      return {4096, false};
    case PolicyUse::session:
      return {2048, false};
    case PolicyUse::service_control:
    case PolicyUse::resource_control:
      return {5120, false};
    case PolicyUse::endpoint:
      return {20480, true};
    case PolicyUse::resource:
      return {32768, false};
  }
  return {};
}

std::size_t characters_of(std::string_view text, bool counts_space) {
  const std::size_t plain = ascii_run(text, ' ' + 1);
  const auto counts = [&](char c) {
    const bool begins = (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    return begins && (counts_space || !is_space);
  };
  const std::string_view rest = text.substr(plain);
  return plain + static_cast<std::size_t>(std::count_if(rest.begin(), rest.end(), counts));
}

// Characters of the value as JSON on one line.
std::size_t characters_of_inside(const SyntaxNode& node, bool counts_space);

std::size_t characters_of(const SyntaxNode& node, bool counts_space) {
  if (!node.is_scalar()) return characters_of_inside(node, counts_space);
  return characters_of(node.text(), counts_space) + (node.kind() == SyntaxKind::string ? 2 : 0);
}

std::size_t characters_of_inside(const SyntaxNode& node, bool counts_space) {
  std::size_t count = 0;
  for (const SyntaxNode& element : node.elements()) {
    count += characters_of(element, counts_space) + 1;
  }
  for (const SyntaxNode::Member& member : node.members()) {
    count += characters_of(member.key, counts_space) + 3;
    count += characters_of(member.value, counts_space) + 1;
  }
  return std::max<std::size_t>(count + 1, 2);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// "%7B" is "{"; what is not well encoded stays as it is.
std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      result += text[i];
    } else {
      result += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return result;
}

// The first character from `from` on that rule GRM-10 leaves out, as U+0000; empty: there is none.
std::string forbidden_character(std::string_view text, std::size_t from) {
  for (std::size_t i = from; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool is_low = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    if (is_low) return fmt::format("U+{:04X}", c);
    if (c >= 0xc4) return "one behind U+00FF";
  }
  return {};
}

class Reader {
 public:
  Reader(PolicyUse use, UnknownWord unknown, Diagnostics& diagnostics)
      : use_(use), unknown_(unknown), diagnostics_(diagnostics) {}

  std::optional<PolicyDocument> read(const SyntaxNode& node) {
    PolicyDocument document;
    document.at = at(node.at());
    if (is_unknown(node)) {
      document.statements_known = false;
      return document;
    }
    if (node.kind() == SyntaxKind::string) return read_text(node);
    if (!node.is_map()) {
      report_type("a policy document", "an object", node);
      return std::nullopt;
    }
    check_size(node);
    read_document(node, document);
    check_document(document, use_, diagnostics_);
    return document;
  }

 private:
  // A text that holds the document: everything inside has its place.
  std::optional<PolicyDocument> read_text(const SyntaxNode& node) {
    std::string text = node.text();
    if (trim(text).substr(0, 1) == "%") text = percent_decoded(text);
    SourceFiles files;
    Diagnostics diagnostics;
    const std::uint32_t file = files.add("policy", text);
    const SyntaxNode root = read_json(files, file, diagnostics);
    pinned_ = at(node.at());
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      diagnostics_.report(DiagnosticKind::invalid_syntax, *pinned_,
                          {fmt::format("in the policy, line {} column {}: {}", diagnostic.at.line,
                                       diagnostic.at.column, diagnostic.message)});
    }
    if (diagnostics.has_errors()) return std::nullopt;
    if (root.kind() == SyntaxKind::string) {
      report_type("a policy document", "an object", root);
      return std::nullopt;
    }
    return read(root);
  }

  SourceLoc at(const SourceLoc& place) const { return pinned_ ? *pinned_ : place; }

  bool is_unknown(const SyntaxNode& node) const {
    return unknown_ == UnknownWord::is_unknown && node.is_scalar() && !node.is_quoted() &&
           node.text() == "unknown";
  }

  void report_type(std::string_view what, std::string_view wanted, const SyntaxNode& node) {
    diagnostics_.report(
        DiagnosticKind::wrong_type, at(node.at()),
        {std::string(what), std::string(wanted), std::string(name_of(node.kind()))});
  }

  void report_missing(std::string_view what, std::string_view key, const SourceLoc& place) {
    diagnostics_.report(DiagnosticKind::missing_key, place, {std::string(what), quoted(key)});
  }

  void check_size(const SyntaxNode& node) {
    const SizeLimit limit = size_limit(use_);
    const std::size_t size = characters_of(node, limit.counts_space);
    if (limit.most == 0 || size <= limit.most) return;
    diagnostics_.report(
        DiagnosticKind::policy_size, at(node.at()),
        {std::string(described(use_)), fmt::format("{}", size), fmt::format("{}", limit.most)});
  }

  void check_keys(const SyntaxNode& map, std::string_view what,
                  const std::vector<std::string>& known) {
    for (const SyntaxNode::Member& member : map.members()) {
      if (contains(known, member.key)) continue;
      diagnostics_.report(DiagnosticKind::unknown_key, at(member.key_at),
                          {quoted(member.key), std::string(what)},
                          nearest(member.key, known).value_or(""));
    }
  }

  void read_document(const SyntaxNode& node, PolicyDocument& document) {
    check_keys(node, "a policy document", kDocumentKeys);
    read_version(node, document);
    if (const SyntaxNode* id = node.find("Id")) {
      const bool says_something = use_ == PolicyUse::resource || use_ == PolicyUse::endpoint;
      if (!id->is_scalar() || id->is_null()) report_type("Id", "a text", *id);
      if (!says_something) {
        diagnostics_.report(DiagnosticKind::policy_id, at(id->at()),
                            {std::string(described(use_))});
      }
    }
    const SyntaxNode* statements = node.find("Statement");
    if (statements == nullptr) return report_missing("a policy document", "Statement", document.at);
    read_statements(*statements, document);
  }

  void read_version(const SyntaxNode& node, PolicyDocument& document) {
    const SyntaxNode* version = node.find("Version");
    if (version == nullptr) {
      if (use_ == PolicyUse::resource_control) {
        report_missing("a resource control policy", "Version", document.at);
      }
      return;
    }
    if (version->is_scalar() && version->text() == "2012-10-17") {
      document.variables = true;
      return;
    }
    if (version->is_scalar() && version->text() == "2008-10-17") return;
    if (version->is_list() || version->is_map()) return report_type("Version", "a text", *version);
    diagnostics_.report(
        DiagnosticKind::policy_value, at(version->at()),
        {"Version", quoted(version->text()), "`2012-10-17` or `2008-10-17` is expected"},
        "2012-10-17");
  }

  void read_statements(const SyntaxNode& node, PolicyDocument& document) {
    if (is_unknown(node)) {
      document.statements_known = false;
    } else if (node.is_map()) {
      read_statement(node, document);
    } else if (node.is_list()) {
      document.statements.reserve(node.elements().size());
      for (const SyntaxNode& element : node.elements()) {
        if (is_unknown(element)) {
          document.statements_known = false;
        } else if (element.is_map()) {
          read_statement(element, document);
        } else {
          report_type("a statement", "an object", element);
        }
      }
    } else {
      report_type("Statement", "an object or a list of objects", node);
    }
  }

  void read_statement(const SyntaxNode& node, PolicyDocument& document) {
    PolicyStatement& statement = document.statements.emplace_back();
    statement.at = at(node.at());
    check_keys(node, "a statement", kStatementKeys);
    const Elements elements = elements_of(node);
    check_elements(elements, statement.at);
    read_sid(elements, statement);
    read_effect(elements, statement);
    read_principals(elements, statement);
    read_actions(elements, statement);
    read_resources(elements, statement);
    if (const SyntaxNode* condition = elements[Element::condition]) {
      read_conditions(*condition, statement);
    }
    check_resource_control(statement);
  }

  // Rule: GRM-12.
  Elements elements_of(const SyntaxNode& statement) {
    Elements elements;
    for (const SyntaxNode::Member& member : statement.members()) {
      const std::optional<Element> element = Elements::named(member.key);
      if (!element) continue;
      elements.add(*element, member.value);
      if (may_have(use_, *element)) continue;
      diagnostics_.report(DiagnosticKind::policy_element, at(member.key_at),
                          {quoted(member.key), std::string(described(use_))});
    }
    return elements;
  }

  // Rules: GRM-5, GRM-12.
  void check_elements(const Elements& elements, const SourceLoc& place) {
    for (const auto& [plain, negated] : {kPrincipals, kActions, kResources}) {
      if (elements[plain] == nullptr || elements[negated] == nullptr) continue;
      diagnostics_.report(DiagnosticKind::conflicting_keys, place,
                          {fmt::format("{} and {} exclude each other in a statement",
                                       quoted(key_of(plain)), quoted(key_of(negated)))});
    }
    require(elements, kActions, place);
    if (has_principals(use_)) require(elements, kPrincipals, place);
    if (needs_resource(use_)) require(elements, kResources, place);
  }

  void require(const Elements& elements, const ElementPair& pair, const SourceLoc& place) {
    if (elements[pair.plain] != nullptr || elements[pair.negated] != nullptr) return;
    report_missing(fmt::format("a statement of {}", described(use_)), key_of(pair.plain), place);
  }

  void read_sid(const Elements& elements, PolicyStatement& statement) {
    const SyntaxNode* sid = elements[Element::sid];
    if (sid == nullptr) return;
    if (!sid->is_scalar() || sid->is_null()) return report_type("Sid", "a text", *sid);
    statement.sid = sid->text();
    check_characters({"Sid", {}}, statement.sid, at(sid->at()));
  }

  void read_effect(const Elements& elements, PolicyStatement& statement) {
    const SyntaxNode* effect = elements[Element::effect];
    if (effect == nullptr) return report_missing("a statement", "Effect", statement.at);
    if (is_unknown(*effect)) {
      statement.effect = Effect::unknown;
    } else if (effect->is_scalar() && effect->text() == "Allow") {
      statement.effect = Effect::allow;
    } else if (!effect->is_scalar() || effect->text() != "Deny") {
      const std::string near = nearest(effect->text(), {"Allow", "Deny"}).value_or("");
      diagnostics_.report(DiagnosticKind::policy_value, at(effect->at()),
                          {"Effect", quoted(effect->text()), "`Allow` or `Deny` is expected"},
                          near);
    }
  }

  void check_characters(const Called& what, std::string_view text, const SourceLoc& place) {
    const std::size_t plain = ascii_run(text, ' ');
    if (plain == text.size()) return;
    const std::string forbidden = forbidden_character(text, plain);
    if (forbidden.empty()) return;
    diagnostics_.report(DiagnosticKind::policy_character, place, {named(what), forbidden});
  }

  enum class Scalars : std::uint8_t { texts, any };

  bool is_text(const SyntaxNode& node, Scalars scalars) const {
    if (scalars == Scalars::any) return node.is_scalar() && !node.is_null();
    return node.kind() == SyntaxKind::string;
  }

  void add_text(const Called& what, const SyntaxNode& node, Scalars scalars,
                std::vector<PolicyText>& texts) {
    if (is_unknown(node)) return texts.push_back({kUnknown, at(node.at())});
    if (!is_text(node, scalars)) return report_type(named(what), "a text", node);
    check_characters(what, node.text(), at(node.at()));
    PolicyText& text = texts.emplace_back();
    text.text.get() = std::string(node.text());
    text.at = at(node.at());
  }

  // A text or a list of texts.  Rule: GRM-8.
  void add_texts(const Called& what, const SyntaxNode& node, Scalars scalars,
                 std::vector<PolicyText>& texts, bool& is_known) {
    if (is_unknown(node)) {
      is_known = false;
    } else if (node.is_list()) {
      texts.reserve(node.elements().size());
      for (const SyntaxNode& element : node.elements()) add_text(what, element, scalars, texts);
    } else if (node.is_map() || node.is_null()) {
      report_type(named(what), "a text or a list of texts", node);
      is_known = false;
    } else {
      add_text(what, node, scalars, texts);
    }
  }

  // The element or its negation, or nullptr.
  static const SyntaxNode* find(const Elements& elements, const ElementPair& pair,
                                bool& is_negated) {
    if (const SyntaxNode* plain = elements[pair.plain]) return plain;
    const SyntaxNode* negated = elements[pair.negated];
    is_negated = negated != nullptr;
    return negated;
  }

  void read_actions(const Elements& elements, PolicyStatement& statement) {
    const SyntaxNode* actions = find(elements, kActions, statement.not_action);
    if (actions == nullptr) return;
    add_texts({"an action", {}}, *actions, Scalars::texts, statement.actions,
              statement.actions_known);
  }

  void read_resources(const Elements& elements, PolicyStatement& statement) {
    const SyntaxNode* resources = find(elements, kResources, statement.not_resource);
    if (resources == nullptr) return;
    statement.has_resource = true;
    add_texts({"a resource", {}}, *resources, Scalars::texts, statement.resources,
              statement.resources_known);
  }

  void read_principals(const Elements& elements, PolicyStatement& statement) {
    const SyntaxNode* principals = find(elements, kPrincipals, statement.not_principal);
    if (principals == nullptr) return;
    statement.has_principal = true;
    if (is_unknown(*principals)) {
      statement.principals_known = false;
    } else if (principals->is_map()) {
      check_keys(*principals, "a principal", kPrincipalKeys);
      for (const SyntaxNode::Member& member : principals->members()) {
        add_principals(member, statement);
      }
    } else if (principals->kind() == SyntaxKind::string && principals->text() == "*") {
      statement.principals.push_back({PolicyPrincipal::Kind::everyone, "*", at(principals->at())});
    } else if (principals->kind() == SyntaxKind::string) {
      diagnostics_.report(DiagnosticKind::policy_value, at(principals->at()),
                          {"principal", quoted(principals->text()),
                           R"(`*` or an object such as {"AWS": ...} is expected)"});
      statement.principals_known = false;
    } else {
      report_type("Principal", R"("*" or an object)", *principals);
      statement.principals_known = false;
    }
  }

  static std::optional<PolicyPrincipal::Kind> kind_of(std::string_view key) {
    if (key == "AWS") return PolicyPrincipal::Kind::aws;
    if (key == "Federated") return PolicyPrincipal::Kind::federated;
    if (key == "Service") return PolicyPrincipal::Kind::service;
    if (key == "CanonicalUser") return PolicyPrincipal::Kind::canonical_user;
    return std::nullopt;
  }

  // Account ids are often written as numbers in YAML.
  void add_principals(const SyntaxNode::Member& member, PolicyStatement& statement) {
    const std::optional<PolicyPrincipal::Kind> kind = kind_of(member.key);
    if (!kind) {
      statement.principals_known = false;
      return;
    }
    // Only under AWS there could be everyone.
    const bool is_aws = *kind == PolicyPrincipal::Kind::aws;
    std::vector<PolicyText> texts;
    bool are_known = true;
    add_texts({"a principal", {}}, member.value, Scalars::any, texts, are_known);
    if (!are_known && is_aws) statement.principals_known = false;
    if (!are_known && !is_aws) texts.push_back({kUnknown, at(member.value.at())});
    for (PolicyText& text : texts) {
      PolicyPrincipal principal{*kind, text.text.get_or(std::string(kUnknownPart)), text.at};
      if (is_aws && text.text.is_unknown()) {
        principal = {PolicyPrincipal::Kind::unknown, {}, text.at};
      }
      if (is_aws && principal.text == "*") principal.kind = PolicyPrincipal::Kind::everyone;
      statement.principals.push_back(std::move(principal));
    }
  }

  void read_conditions(const SyntaxNode& node, PolicyStatement& statement) {
    if (is_unknown(node)) {
      statement.conditions_known = false;
      return;
    }
    if (!node.is_map()) return report_type("Condition", "an object", node);
    for (const SyntaxNode::Member& operation : node.members()) {
      if (is_unknown(operation.value)) {
        statement.conditions_known = false;
      } else if (!operation.value.is_map()) {
        report_type(quoted(operation.key), "an object of condition keys", operation.value);
      } else {
        for (const SyntaxNode::Member& key : operation.value.members()) {
          add_condition(operation.key, key, statement);
        }
      }
    }
  }

  void add_condition(const std::string& operation, const SyntaxNode::Member& key,
                     PolicyStatement& statement) {
    PolicyCondition condition;
    condition.operation = operation;
    condition.key = key.key;
    condition.at = at(key.key_at);
    check_characters({"a condition key", {}}, key.key, condition.at);
    add_texts({"a value of", key.key}, key.value, Scalars::any, condition.values,
              condition.values_known);
    statement.conditions.push_back(std::move(condition));
  }

  // Rules: RCP-2, RCP-4.
  void check_resource_control(const PolicyStatement& statement) {
    if (use_ != PolicyUse::resource_control) return;
    const bool is_for_everyone = all_of(statement.principals, [](const PolicyPrincipal& principal) {
      return principal.kind == PolicyPrincipal::Kind::everyone ||
             principal.kind == PolicyPrincipal::Kind::unknown;
    });
    if (!is_for_everyone) {
      diagnostics_.report(DiagnosticKind::policy_value, statement.principals.front().at,
                          {"principal", quoted(statement.principals.front().text),
                           "a resource control policy has the principal `*`"});
    }
    if (statement.effect == Effect::allow && !is_full_access(statement)) {
      diagnostics_.report(
          DiagnosticKind::policy_value, statement.at,
          {"Effect", quoted("Allow"), "a resource control policy denies, and nothing else"},
          "Deny");
    }
  }

  static bool is_everything(const std::vector<PolicyText>& texts) {
    return texts.size() == 1 && texts.front().text.is_known() && texts.front().text.get() == "*";
  }

  // AWS's own RCPFullAWSAccess.
  static bool is_full_access(const PolicyStatement& statement) {
    return statement.conditions.empty() && is_everything(statement.actions) &&
           is_everything(statement.resources) && !statement.not_action && !statement.not_resource;
  }

  PolicyUse use_;
  UnknownWord unknown_;
  Diagnostics& diagnostics_;
  std::optional<SourceLoc> pinned_;
};

}  // namespace

std::optional<PolicyDocument> read_policy_document(const SyntaxNode& node, PolicyUse use,
                                                   Diagnostics& diagnostics, UnknownWord unknown) {
  return Reader(use, unknown, diagnostics).read(node);
}

}  // namespace canreach
