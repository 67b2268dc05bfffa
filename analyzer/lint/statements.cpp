#include "analyzer/lint/statements.h"

#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"
#include "policy/pattern.h"

namespace canreach {
namespace {

/// Is it "*", or a pattern for all ARNs of a service ("*": of all services), in that account ("*":
/// in any)?  "iam" means roles alone.
bool holds_every_arn(std::string_view pattern, std::string_view service, std::string_view account) {
  if (pattern.find_first_not_of('*') == std::string_view::npos) return !pattern.empty();
  const std::vector<std::string_view> parts = split(pattern, ':');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view part = parts[i];
    if (part == "*") {
      if (i + 1 == parts.size()) return i > 0;
      continue;
    }
    const bool is_role = service == "iam" && i == 5 && i + 1 == parts.size() &&
                         (part == "role/*" || part == "role*");
    if (is_role) return true;
    const bool fits = (i == 0 && part == "arn") || (i == 1 && part.substr(0, 3) == "aws") ||
                      (i == 2 && part == service) || (i == 3 && part.empty() && service == "iam") ||
                      (i == 4 && part == account);
    if (!fits) return false;
  }
  return false;
}

}  // namespace

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
    return text.text.is_known() && holds_every_arn(text.text.get(), "*", "*");
  });
}

bool names_every_role(const PolicyStatement& statement, std::string_view account) {
  if (statement.not_resource) return false;
  return any_of(statement.resources, [&](const PolicyText& text) {
    if (!text.text.is_known()) return false;
    const std::string& arn = text.text.get();
    return holds_every_arn(arn, "iam", "*") ||
           (!account.empty() && holds_every_arn(arn, "iam", account));
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
