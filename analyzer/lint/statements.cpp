#include "analyzer/lint/statements.h"

#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"
#include "policy/pattern.h"

namespace canreach {

bool covers_action(std::string_view pattern, std::string_view action) {
  std::string compiled;
  PatternWriter(Wildcards::text, compiled).write(to_lower(pattern));
  return matches(compiled, to_lower(action));
}

bool is_unconditional_allow(const PolicyStatement& statement) {
  return statement.effect == PolicyStatement::Effect::allow && statement.conditions_known &&
         statement.conditions.empty();
}

bool names_action(const PolicyStatement& statement, std::string_view action) {
  const bool listed = any_of(statement.actions, [&](const PolicyText& text) {
    return text.text.is_known() ? covers_action(text.text.get(), action) : statement.not_action;
  });
  return statement.not_action ? statement.actions_known && !listed : listed;
}

bool names_every_resource(const PolicyStatement& statement) {
  if (statement.not_resource) return false;
  return any_of(statement.resources, [](const PolicyText& text) {
    return text.text.is_known() && text.text.get() == "*";
  });
}

bool names_everyone(const PolicyStatement& statement) {
  if (statement.not_principal) return false;
  return any_of(statement.principals, [](const PolicyPrincipal& principal) {
    return principal.kind == PolicyPrincipal::Kind::everyone;
  });
}

std::string name_of_statement(const PolicyDocument& document, std::size_t index) {
  const std::string& sid = document.statements[index].sid;
  return sid.empty() ? fmt::format("statement {}", index + 1) : fmt::format("statement {}", sid);
}

}  // namespace canreach
