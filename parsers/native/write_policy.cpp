// Policy documents in AWS's grammar, with the word `unknown` where the input leaves something open.
#include "base/algorithm.h"
#include "parsers/native/write_context.h"

namespace canreach {
namespace {

/// A text or a list of texts; `unknown` where the list may have further ones.
YamlValue policy_texts_value(const std::vector<PolicyText>& texts, bool known) {
  YamlValue list = YamlValue::list();
  for (const PolicyText& text : texts) {
    list.items.push_back(text.text.is_unknown() ? unknown_value()
                                                : YamlValue::of_text(text.text.get()));
  }
  if (!known) {
    if (list.items.empty()) return unknown_value();
    list.items.push_back(unknown_value());
  }
  // A single unknown text is not the same as an unknown list.
  const bool is_one_unknown = list.items.size() == 1 && list.items.front().is_word("unknown");
  return is_one_unknown ? list : one_or_list(std::move(list));
}

struct PrincipalKey {
  PolicyPrincipal::Kind kind;
  const char* key;
};
constexpr PrincipalKey kPrincipalKeys[] = {
    {PolicyPrincipal::Kind::aws, "AWS"},
    {PolicyPrincipal::Kind::federated, "Federated"},
    {PolicyPrincipal::Kind::service, "Service"},
    {PolicyPrincipal::Kind::canonical_user, "CanonicalUser"},
};

/// Everybody is one of AWS's principals among others; what is unknown stands there too.
bool stands_under(const PolicyPrincipal& principal, PolicyPrincipal::Kind kind) {
  using Kind = PolicyPrincipal::Kind;
  if (principal.kind == kind) return true;
  return kind == Kind::aws && (principal.kind == Kind::everyone || principal.kind == Kind::unknown);
}

YamlValue principals_value(const PolicyStatement& statement) {
  using Kind = PolicyPrincipal::Kind;
  const std::vector<PolicyPrincipal>& principals = statement.principals;
  if (principals.empty() && !statement.principals_known) return unknown_value();
  const bool is_everyone = principals.size() == 1 && principals[0].kind == Kind::everyone;
  if (is_everyone && statement.principals_known) return YamlValue::of_text("*");
  YamlValue map;
  for (const PrincipalKey& row : kPrincipalKeys) {
    std::vector<PolicyText> texts;
    for (const PolicyPrincipal& principal : principals) {
      if (!stands_under(principal, row.kind)) continue;
      texts.push_back({principal.kind == Kind::unknown ? Value<std::string>(kUnknown)
                                                       : Value<std::string>(principal.text),
                       principal.at});
    }
    if (!texts.empty()) map.put(row.key, policy_texts_value(texts, true));
  }
  if (!statement.principals_known && !map.members.empty()) {
    YamlValue& last = map.members.back().value;
    if (last.kind != YamlValue::Kind::list) {
      YamlValue list = YamlValue::list();
      list.items.push_back(std::move(last));
      last = std::move(list);
    }
    last.items.push_back(unknown_value());
  }
  return map;
}

YamlValue conditions_value(const PolicyStatement& statement) {
  if (statement.conditions.empty()) return unknown_value();
  YamlValue operations;
  for (const PolicyCondition& condition : statement.conditions) {
    YamlValue* keys = nullptr;
    for (YamlValue::Member& member : operations.members) {
      if (member.key == condition.operation) keys = &member.value;
    }
    if (keys == nullptr) {
      operations.put(condition.operation, YamlValue::map());
      keys = &operations.members.back().value;
    }
    keys->put(condition.key, policy_texts_value(condition.values, condition.values_known));
  }
  if (!statement.conditions_known) operations.put("Unknown", unknown_value());
  return operations;
}

YamlValue effect_value(PolicyStatement::Effect effect) {
  switch (effect) {
    case PolicyStatement::Effect::allow:
      return YamlValue::of_text("Allow");
    case PolicyStatement::Effect::deny:
      return YamlValue::of_text("Deny");
    case PolicyStatement::Effect::unknown:
      break;
  }
  return unknown_value();
}

YamlValue statement_value(const PolicyStatement& statement) {
  YamlValue value;
  if (!statement.sid.empty()) value.put_text("Sid", statement.sid);
  value.put("Effect", effect_value(statement.effect));
  if (statement.has_principal) {
    value.put(statement.not_principal ? "NotPrincipal" : "Principal", principals_value(statement));
  }
  value.put(statement.not_action ? "NotAction" : "Action",
            policy_texts_value(statement.actions, statement.actions_known));
  if (statement.has_resource) {
    value.put(statement.not_resource ? "NotResource" : "Resource",
              policy_texts_value(statement.resources, statement.resources_known));
  }
  if (!statement.conditions.empty() || !statement.conditions_known) {
    value.put("Condition", conditions_value(statement));
  }
  return value;
}

}  // namespace

YamlValue policy_value(WriteContext&, const PolicyDocument& document) {
  if (document.statements.empty() && !document.statements_known) return unknown_value();
  YamlValue statements = YamlValue::list();
  for (const PolicyStatement& statement : document.statements) {
    statements.items.push_back(statement_value(statement));
  }
  if (!document.statements_known) statements.items.push_back(unknown_value());
  YamlValue value;
  if (document.variables) value.put_text("Version", "2012-10-17");
  value.put("Statement", std::move(statements));
  return value;
}

YamlValue named_policy_value(WriteContext& out, const PolicyDocument& document) {
  YamlValue value = policy_value(out, document);
  const bool is_whole = document.name.empty() && value.kind == YamlValue::Kind::map;
  if (is_whole) return value;
  YamlValue named;
  if (!document.name.empty()) named.put_text("name", document.name);
  named.put("document", std::move(value));
  return named;
}

}  // namespace canreach
