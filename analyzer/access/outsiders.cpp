// Whom a resource's policy lets in from outside the design.
//
// Those whom it names are told by their names.  A statement for everyone is for everybody on the
// internet, unless its condition wants a key that only others have: services of AWS say on whose
// behalf they call, principals of accounts have an ARN, an account and perhaps an organization.
#include "analyzer/access/outsiders.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "analyzer/access/policies_of_call.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"
#include "model/open_names.h"
#include "policy/arn.h"
#include "policy/evaluate.h"

namespace canreach {
namespace {

Principal of_unknown_account(const PolicyPrincipal& named) {
  Principal principal;
  principal.arn = named.text;
  principal.kind = Principal::Kind::canonical_user;
  if (named.kind == PolicyPrincipal::Kind::service) principal.kind = Principal::Kind::service;
  if (named.kind == PolicyPrincipal::Kind::federated) {
    principal.kind = Principal::Kind::federated_provider;
  }
  if (named.kind != PolicyPrincipal::Kind::aws) return principal;
  const ArnParts parts(named.text);
  const std::string_view account = parts[ArnPart::account];
  const std::string_view resource = parts[ArnPart::resource];
  if (resource.starts_with("role/")) principal = Principal::session_of(named.text, "");
  if (!resource.starts_with("role/")) principal.kind = Principal::Kind::user;
  if (resource.starts_with("assumed-role/")) principal.kind = Principal::Kind::role_session;
  if (resource == "root") principal.kind = Principal::Kind::root;
  principal.account = account.empty() ? kUnknownPart : account;
  return principal;
}

/// An ARN, an account or a pattern of ARNs.
PolicyPrincipal aws_principal(std::string text) {
  PolicyPrincipal named;
  named.kind = PolicyPrincipal::Kind::aws;
  named.text = std::move(text);
  return named;
}

/// As the answer calls it.
Caller called(std::string name, Caller caller) {
  caller.name = std::move(name);
  caller.end = {caller.name, "principal", {}};
  return caller;
}

/// One of whom the input tells only a part: whoever that is, it is not known whether it may.
Caller partly_known(const PolicyPrincipal& named, const Call& call) {
  Caller caller;
  if (const Result<Principal> parsed = Principal::parse(named.text)) {
    caller.principal = *parsed;
  } else {
    caller.principal = of_unknown_account(named);
  }
  return standing_for_account(called(named.text, std::move(caller)), call.action);
}

/// Whoever may do everything in an account that nobody names.
Caller of_any_account() {
  Caller caller;
  caller.principal.kind = Principal::Kind::user;
  caller.principal.account = unsaid_name("account");
  caller.principal.arn =
      fmt::format("arn:aws:iam::{}:user/{}", caller.principal.account, unsaid_name("user"));
  caller.is_administrator = true;
  return called("any account", std::move(caller));
}

/// Some service of AWS, which nobody names.
Caller of_any_service() {
  Caller caller;
  caller.principal.kind = Principal::Kind::service;
  caller.principal.arn = unsaid_name("service");
  return called(std::string(kAnyService), std::move(caller));
}

/// Principals whose ARNs a pattern holds.
Caller of_pattern(const std::string& pattern, const Call& call) {
  std::string text;
  for (const char letter : pattern) {
    const bool is_wildcard = letter == '*' || letter == '?';
    text += is_wildcard ? unsaid_name("name") : std::string(1, letter);
  }
  return called(pattern, partly_known(aws_principal(std::move(text)), call));
}

bool wants_equal(const PolicyCondition& condition) {
  std::string operation = to_lower(condition.operation);
  operation = operation.substr(operation.find(':') + 1);
  return any_of(std::array{"stringequals", "stringlike", "arnequals", "arnlike"},
                [&](const char* one) { return operation.starts_with(one); });
}

/// Whom a policy names that is no principal of the design; none: that is asked itself, or nobody
/// is meant.
std::optional<Caller> outsider(const Network& network, const PolicyPrincipal& named,
                               const Call& call) {
  if (holds_unknown_part(named.text)) return partly_known(named, call);
  const auto caller = resolve_caller(network, named.text);
  const bool is_inside = !caller || caller->role.is_known() || caller->user.is_known() ||
                         caller->is_workload() ||
                         (caller->principal.kind == Principal::Kind::root &&
                          caller->principal.account == call.account);
  if (is_inside) return std::nullopt;
  return standing_for_account(*caller, call.action);
}

class OutsiderList {
 public:
  OutsiderList(const Network& network, const Call& call) : network_(network), call_(call) {
    callers_.push_back(called(std::string(kAnonymous), {}));
  }

  std::vector<Caller> made() {
    if (call_.index == kNoIndex) return std::move(callers_);
    const PolicyDocument* policy = resource_policy_of(*network_.design, call_.kind, call_.index);
    if (policy == nullptr) return std::move(callers_);
    const auto is_deny = [](const PolicyStatement& statement) {
      return statement.effect == PolicyStatement::Effect::deny;
    };
    const bool is_open = any_of(policy->statements, [&](const PolicyStatement& statement) {
      return !is_deny(statement) && is_for_everyone(statement);
    });
    for (const PolicyStatement& statement : policy->statements) {
      // Whom a Deny spares another statement may let in.
      if (is_deny(statement)) add_admitted(statement, is_open);
      if (!is_deny(statement)) add(statement);
    }
    return std::move(callers_);
  }

 private:
  static bool is_for_everyone(const PolicyStatement& statement) {
    return any_of(statement.principals, [](const PolicyPrincipal& principal) {
      return principal.kind == PolicyPrincipal::Kind::everyone;
    });
  }

  void add(const PolicyStatement& statement) {
    const bool is_open = is_for_everyone(statement);
    // Whoever signs has an account.
    const std::string action = to_lower(call_.action);
    const bool is_by_token = action.starts_with("sts:assumerolewith");
    const bool is_signed = !is_by_token && !takes_anonymous(action.substr(0, action.find(':')));
    if (is_open && is_signed) add_any_account();
    if (!statement.not_principal) add_admitted(statement, is_open);
    for (const PolicyPrincipal& principal : statement.principals) {
      const bool is_named = principal.kind != PolicyPrincipal::Kind::everyone &&
                            principal.kind != PolicyPrincipal::Kind::unknown;
      if (is_named) add_named(principal);
      if (is_named && asks_who(statement)) add_those_of(principal);
    }
  }

  /// Is the key, in lower case, one that tells who a principal is?
  static bool is_of_principals(std::string_view key) {
    return key.starts_with("aws:user") || key.starts_with("aws:principal");
  }

  static bool asks_who(const PolicyStatement& statement) {
    return any_of(statement.conditions, [](const PolicyCondition& condition) {
      return is_of_principals(to_lower(condition.key));
    });
  }

  /// An account stands for its roles and users, of which some may be what a condition wants.
  void add_those_of(const PolicyPrincipal& named) {
    const ArnParts parts(named.text);
    const bool is_root = parts.is_whole() && parts[ArnPart::resource] == "root";
    const bool is_number = named.text.find_first_not_of("0123456789") == std::string::npos;
    if (named.kind != PolicyPrincipal::Kind::aws || (!is_root && !is_number)) return;
    const std::string account(is_root ? parts[ArnPart::account] : std::string_view(named.text));
    if (account == call_.account) return;
    for (const char* kind : {"role", "user"}) {
      const std::string pattern = fmt::format("arn:aws:iam::{}:{}/*", account, kind);
      if (is_new(pattern)) callers_.push_back(of_pattern(pattern, call_));
    }
  }

  /// Whom a statement admits, or spares, by a condition that only they fulfil: services on behalf
  /// of somebody, principals of other accounts.  `is_open`: it, or of a Deny another statement, is
  /// for everyone.  Rules: RBP-7, RBP-11, PRI-5.
  void add_admitted(const PolicyStatement& statement, bool is_open) {
    for (const PolicyCondition& condition : statement.conditions) {
      const std::string key = to_lower(condition.key);
      const bool is_of_service = key.starts_with("aws:source") && key != "aws:sourceip" &&
                                 !key.starts_with("aws:sourcevpc") && key != "aws:sourceidentity";
      const bool is_any_service = is_of_service || key == "aws:principalisawsservice" ||
                                  key.starts_with("aws:principalservicename");
      const bool is_allow = statement.effect != PolicyStatement::Effect::deny;
      if (is_any_service && is_open && is_allow && is_new(std::string(kAnyService))) {
        callers_.push_back(of_any_service());
      }
      const bool is_arn = key == "aws:principalarn";
      const bool names = is_arn || key == "aws:principalaccount";
      const bool asks_who = is_of_principals(key) && !is_any_service;
      if (is_open && asks_who && !(names && wants_equal(condition))) add_any_account();
      if (is_open && key.starts_with("aws:principalorg")) add_organization();
      if (!names) continue;
      for (const PolicyText& value : condition.values) {
        if (!value.text.is_known()) continue;
        const std::string& text = value.text.get();
        if (text.find_first_of("*?") == std::string::npos) {
          add_named(aws_principal(text));
        } else if (!is_arn) {
          if (is_open) add_any_account();
        } else if (ArnParts(text)[ArnPart::account] != call_.account && is_new(text)) {
          callers_.push_back(of_pattern(text, call_));
        }
      }
    }
  }

  bool is_new(const std::string& text) { return seen_.insert(text).second; }

  void add_any_account() {
    if (is_new("*")) callers_.push_back(of_any_account());
  }

  /// The other accounts of the declared organization.
  void add_organization() {
    if (!network_.design->organization) return;
    const Organization& organization = *network_.design->organization;
    std::vector<std::string> accounts = {organization.management};
    for (const OrganizationNode& node : organization.nodes) {
      if (node.is_account) accounts.push_back(node.name);
    }
    for (const std::string& account : accounts) {
      if (!account.empty() && account != call_.account) add_named(aws_principal(account));
    }
  }

  void add_named(const PolicyPrincipal& named) {
    if (!is_new(named.text)) return;
    if (auto caller = outsider(network_, named, call_)) callers_.push_back(std::move(*caller));
  }

  const Network& network_;
  const Call& call_;
  std::set<std::string> seen_;
  std::vector<Caller> callers_;
};

}  // namespace

std::vector<Caller> outsiders_of(const Network& network, const Call& call) {
  return OutsiderList(network, call).made();
}

}  // namespace canreach
