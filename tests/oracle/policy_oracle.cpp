// IAM as its pages describe it, without any preparation: every statement of every document is read
// anew for each question, patterns are tried in all ways that they may match, and nothing is
// remembered but that.  It knows fewer kinds of values than the engine: addresses of IPv4, whole
// numbers, dates as seconds.
#include "tests/oracle/policy_oracle.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace canreach::oracle {
namespace {

using Effect = PolicyStatement::Effect;
using Kind = PolicyPrincipal::Kind;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Every way in which a pattern may match, each looked at once.  Stars that stay in their part are
// written \1, those that go on \2, a question mark \3, one that is no colon \4.
class AllWays {
 public:
  AllWays(const std::string& pattern, const std::string& text)
      : pattern_(pattern), text_(text), seen_((pattern.size() + 1) * (text.size() + 1), false) {}

  bool from(std::size_t p, std::size_t t) {
    if (p == pattern_.size()) return t == text_.size();
    const std::size_t state = p * (text_.size() + 1) + t;
    if (seen_[state]) return false;
    seen_[state] = true;
    const char c = pattern_[p];
    const bool has_more = t < text_.size();
    if (c == '\1') return from(p + 1, t) || (has_more && text_[t] != ':' && from(p, t + 1));
    if (c == '\2') return from(p + 1, t) || (has_more && from(p, t + 1));
    if (!has_more) return false;
    if (c == '\3') return from(p + 1, t + 1);
    if (c == '\4') return text_[t] != ':' && from(p + 1, t + 1);
    return c == text_[t] && from(p + 1, t + 1);
  }

 private:
  const std::string& pattern_;
  const std::string& text_;
  std::vector<bool> seen_;
};

enum class Style { text, resource, arn };

// Rules: ARN-3, ARN-4, OPR-3, OPR-9.
std::string marked(const std::string& pattern, Style style) {
  std::string result;
  int part = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool early = style != Style::text && part < 5;
    const bool ends_part = i + 1 == pattern.size() || pattern[i + 1] == ':';
    if (pattern[i] == '*') {
      result += early && (style == Style::arn || !ends_part) ? '\1' : '\2';
    } else if (pattern[i] == '?') {
      result += early ? '\4' : '\3';
    } else {
      if (pattern[i] == ':' && part < 5) ++part;
      result += pattern[i];
    }
  }
  return result;
}

bool matches(const std::string& pattern, const std::string& text, Style style) {
  const std::string with_marks = marked(pattern, style);
  return AllWays(with_marks, text).from(0, 0);
}

long colons(const std::string& text) { return std::count(text.begin(), text.end(), ':'); }

// A text with the values of its variables; stars of the text are \5, question marks \6, so that
// those of a value are themselves.  None: a key is absent.  Rules: VAR-1 to VAR-9.
std::optional<std::string> replaced(const PolicyQuestion& question, const std::string& text) {
  std::string result;
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t end = text.compare(i, 2, "${") == 0 ? text.find('}', i) : std::string::npos;
    if (end == std::string::npos) {
      result += text[i] == '*' ? '\5' : (text[i] == '?' ? '\6' : text[i]);
      ++i;
      continue;
    }
    std::string key = text.substr(i + 2, end - i - 2);
    i = end + 1;
    std::optional<std::string> otherwise;
    const std::size_t comma = key.find(", '");
    if (comma != std::string::npos) {
      otherwise = key.substr(comma + 3, key.size() - comma - 4);
      key.resize(comma);
    }
    if (key == "*" || key == "?" || key == "$") {
      result += key;
      continue;
    }
    const auto found = question.context.find(lower(key));
    const bool is_absent = found == question.context.end() || found->second.values.empty();
    if (!is_absent && !found->second.several) {
      result += found->second.values.front();
    } else if (is_absent && otherwise) {
      result += *otherwise;
    } else {
      return std::nullopt;
    }
  }
  return result;
}

// A pattern whose wildcards are \5 and \6: the other stars are plain.
std::string marked_after(const std::string& text, Style style) {
  std::string result;
  int part = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool early = style != Style::text && part < 5;
    const bool ends_part = i + 1 == text.size() || text[i + 1] == ':';
    if (text[i] == '\5') {
      result += early && (style == Style::arn || !ends_part) ? '\1' : '\2';
    } else if (text[i] == '\6') {
      result += early ? '\4' : '\3';
    } else {
      if (text[i] == ':' && part < 5) ++part;
      result += text[i];
    }
  }
  return result;
}

bool matches_value(const PolicyQuestion& question, const PolicyDocument& document,
                   const std::string& pattern, const std::string& text, Style style) {
  if (!document.variables) return matches(pattern, text, style);
  const std::optional<std::string> value = replaced(question, pattern);
  if (!value) return false;
  const std::string with_marks = marked_after(*value, style);
  return AllWays(with_marks, text).from(0, 0);
}

std::optional<unsigned> address_of(const std::string& text) {
  unsigned parts[4] = {};
  int index = 0;
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '.') {
      if (++index > 3 || digits == 0) return std::nullopt;
      digits = 0;
    } else if (c >= '0' && c <= '9' && digits < 3) {
      parts[index] = parts[index] * 10 + static_cast<unsigned>(c - '0');
      ++digits;
    } else {
      return std::nullopt;
    }
  }
  if (index != 3 || digits == 0) return std::nullopt;
  return parts[0] << 24U | parts[1] << 16U | parts[2] << 8U | parts[3];
}

bool in_block(const std::string& block, const std::string& text) {
  const std::size_t slash = block.find('/');
  const std::optional<unsigned> network = address_of(block.substr(0, slash));
  const std::optional<unsigned> address = address_of(text);
  const unsigned length =
      slash == std::string::npos
          ? 32U
          : static_cast<unsigned>(std::strtoul(block.c_str() + slash + 1, nullptr, 10));
  const unsigned mask = length == 0 ? 0U : ~0U << (32U - length);
  return network && address && (*network & mask) == (*address & mask);
}

std::optional<long long> number_of(const std::string& text) {
  char* end = nullptr;
  const long long value = std::strtoll(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0') return std::nullopt;
  return value;
}

bool compares(const std::string& comparison, long long given, long long wanted) {
  if (comparison == "Equals" || comparison == "NotEquals") return given == wanted;
  if (comparison == "LessThan") return given < wanted;
  if (comparison == "LessThanEquals") return given <= wanted;
  if (comparison == "GreaterThan") return given > wanted;
  return given >= wanted;
}

// One value of the request against one of the policy, as if the operator were not negated.
bool value_matches(const PolicyQuestion& question, const PolicyDocument& document,
                   const std::string& operation, const std::string& wanted,
                   const std::string& given) {
  if (operation.starts_with("Numeric") || operation.starts_with("Date")) {
    const std::string comparison = operation.substr(operation[0] == 'N' ? 7 : 4);
    const std::optional<long long> a = number_of(given);
    const std::optional<long long> b = number_of(wanted);
    return a && b && compares(comparison, *a, *b);
  }
  if (operation == "Bool") return lower(given) == lower(wanted);
  if (operation == "IpAddress" || operation == "NotIpAddress") return in_block(wanted, given);
  if (operation.starts_with("Arn")) {
    return colons(given) >= 5 && matches_value(question, document, wanted, given, Style::arn);
  }
  if (operation == "StringLike" || operation == "StringNotLike") {
    return matches_value(question, document, wanted, given, Style::text);
  }
  std::string exact = wanted;
  if (document.variables) {
    const std::optional<std::string> value = replaced(question, wanted);
    if (!value) return false;
    exact = *value;
    std::replace(exact.begin(), exact.end(), '\5', '*');
    std::replace(exact.begin(), exact.end(), '\6', '?');
  }
  const bool ignores_case = operation.find("IgnoreCase") != std::string::npos;
  return ignores_case ? lower(exact) == lower(given) : exact == given;
}

// The truth table of section 6.
bool condition_holds(const PolicyQuestion& question, const PolicyDocument& document,
                     const PolicyCondition& condition) {
  std::string operation = condition.operation;
  const bool for_any = operation.starts_with("ForAnyValue:");
  const bool for_all = operation.starts_with("ForAllValues:");
  if (for_any || for_all) operation = operation.substr(operation.find(':') + 1);
  const bool if_exists =
      operation.size() > 8 && operation.compare(operation.size() - 8, 8, "IfExists") == 0;
  if (if_exists) operation.resize(operation.size() - 8);
  const bool negated = operation.find("Not") != std::string::npos;

  const auto found = question.context.find(lower(condition.key));
  const bool absent = found == question.context.end() || found->second.values.empty();
  if (operation == "Null") {
    for (const PolicyText& value : condition.values) {
      if ((lower(value.text.get()) == "true") == absent) return true;
    }
    return false;
  }
  if (absent) return if_exists || for_all || (negated && !for_any);
  if (found->second.several && !for_any && !for_all) return false;
  bool all = true;
  bool any = false;
  for (const std::string& given : found->second.values) {
    bool listed = false;
    for (const PolicyText& value : condition.values) {
      listed = listed || value_matches(question, document, operation, value.text.get(), given);
    }
    const bool satisfied = listed != negated;
    all = all && satisfied;
    any = any || satisfied;
  }
  return for_any ? any : all;
}

bool conditions_hold(const PolicyQuestion& question, const PolicyDocument& document,
                     const PolicyStatement& statement) {
  return std::all_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const PolicyCondition& condition) {
                       return condition_holds(question, document, condition);
                     });
}

bool action_fits(const PolicyQuestion& question, const PolicyStatement& statement) {
  bool listed = false;
  for (const PolicyText& action : statement.actions) {
    listed = listed || matches(lower(action.text.get()), lower(question.action), Style::text);
  }
  return listed != statement.not_action;
}

// The text of the first five parts has no variables: only the rest is replaced.
bool resource_fits(const PolicyQuestion& question, const PolicyDocument& document,
                   const PolicyStatement& statement, bool completes) {
  if (!statement.has_resource) return true;
  bool listed = false;
  for (const PolicyText& resource : statement.resources) {
    std::string pattern = resource.text.get();
    while (completes && pattern != "*" && colons(pattern) < 5) pattern += ":*";
    listed =
        listed || matches_value(question, document, pattern, question.resource, Style::resource);
  }
  return listed != statement.not_resource;
}

bool is_account(const std::string& text, const Caller& caller) {
  return !caller.account.empty() &&
         (text == caller.account || text == "arn:aws:iam::" + caller.account + ":root");
}

// What a grant to the caller is worth.  Section 9.
enum class Worth { none, account, role, full };

Worth worth_of(const PolicyPrincipal& principal, const Caller& caller) {
  if (principal.kind == Kind::everyone) return Worth::full;
  if (principal.kind == Kind::service) {
    return caller.kind == Caller::Kind::service && principal.text == caller.arn ? Worth::full
                                                                                : Worth::none;
  }
  if (principal.kind != Kind::aws) return Worth::none;
  if (is_account(principal.text, caller)) return Worth::account;
  switch (caller.kind) {
    case Caller::Kind::user:
      return principal.text == caller.arn ? Worth::full : Worth::none;
    case Caller::Kind::role_session:
      if (principal.text == caller.arn) return Worth::full;
      return principal.text == caller.role_arn ? Worth::role : Worth::none;
    case Caller::Kind::federated_user:
      if (principal.text == caller.arn) return Worth::full;
      return principal.text == caller.user_arn ? Worth::role : Worth::none;
    case Caller::Kind::root:
    case Caller::Kind::service:
    case Caller::Kind::anonymous:
      return Worth::none;
  }
  return Worth::none;
}

// Rules: PRI-12, PRI-13.
bool is_spared(const PolicyStatement& statement, const PolicyQuestion& question) {
  const Caller& caller = question.caller;
  if (statement.effect == Effect::deny && question.boundary) return false;
  bool everyone = false;
  bool account = false;
  bool role = false;
  bool itself = false;
  for (const PolicyPrincipal& principal : statement.principals) {
    everyone = everyone || principal.kind == Kind::everyone;
    const Worth worth = worth_of(principal, caller);
    account = account || worth == Worth::account;
    role = role || worth == Worth::role;
    itself = itself || worth == Worth::full;
  }
  if (everyone) return true;
  if (caller.kind == Caller::Kind::root) return account;
  if (caller.kind == Caller::Kind::role_session) return account && role && itself;
  return itself;
}

Worth principal_worth(const PolicyStatement& statement, const PolicyQuestion& question) {
  if (statement.not_principal) return is_spared(statement, question) ? Worth::none : Worth::full;
  Worth best = Worth::none;
  for (const PolicyPrincipal& principal : statement.principals) {
    best = std::max(best, worth_of(principal, question.caller));
  }
  return best;
}

struct LayerSays {
  bool denies = false;
  Worth allows = Worth::none;
};

enum class Has { principals, no_principals };
enum class Short { completed, as_it_is };

LayerSays ask(const PolicyQuestion& question, const std::vector<PolicyDocument>& documents, Has has,
              Short short_arns) {
  LayerSays says;
  for (const PolicyDocument& document : documents) {
    for (const PolicyStatement& statement : document.statements) {
      const Worth worth =
          has == Has::principals ? principal_worth(statement, question) : Worth::full;
      const bool fits =
          worth != Worth::none && action_fits(question, statement) &&
          resource_fits(question, document, statement, short_arns == Short::completed) &&
          conditions_hold(question, document, statement);
      if (!fits) continue;
      if (statement.effect == Effect::deny) {
        says.denies = true;
      } else {
        says.allows = std::max(says.allows, worth);
      }
    }
  }
  return says;
}

// The pseudo-code of section 8, line by line.
class Evaluation {
 public:
  explicit Evaluation(const PolicyQuestion& question) : q_(question) {}

  PolicyVerdict verdict() {
    const Caller::Kind kind = q_.caller.kind;
    const bool in_account = kind != Caller::Kind::service && kind != Caller::Kind::anonymous;
    const bool has_identity = in_account && kind != Caller::Kind::root;
    bool denied = false;
    bool limits = true;
    if (in_account && q_.service_control) {
      for (const auto& level : *q_.service_control) {
        const LayerSays says = ask(q_, level, Has::no_principals, Short::as_it_is);
        denied = denied || says.denies;
        limits = limits && says.allows != Worth::none;
      }
    }
    if (q_.resource_control) {
      for (const auto& level : *q_.resource_control) {
        denied = denied || ask(q_, level, Has::principals, Short::as_it_is).denies;
      }
    }
    if (q_.endpoint) {
      const LayerSays says = ask(q_, *q_.endpoint, Has::principals, Short::as_it_is);
      denied = denied || says.denies;
      limits = limits && says.allows != Worth::none;
    }
    const LayerSays resource = ask(q_, q_.resource_policies, Has::principals, Short::as_it_is);
    denied = denied || resource.denies;
    id_ = kind == Caller::Kind::root;
    bd_ = true;
    ss_ = kind != Caller::Kind::federated_user;
    if (has_identity) {
      const LayerSays says = ask(q_, q_.identity, Has::no_principals, Short::completed);
      denied = denied || says.denies;
      id_ = says.allows != Worth::none;
    }
    if (has_identity && q_.boundary) {
      const LayerSays says = ask(q_, *q_.boundary, Has::no_principals, Short::completed);
      denied = denied || says.denies;
      bd_ = says.allows != Worth::none;
    }
    if (has_identity && kind != Caller::Kind::user && q_.session) {
      const LayerSays says = ask(q_, *q_.session, Has::no_principals, Short::as_it_is);
      denied = denied || says.denies;
      ss_ = says.allows != Worth::none;
    }
    if (denied) return PolicyVerdict::explicit_deny;
    const bool allowed = limits && granted(resource.allows, in_account);
    return allowed ? PolicyVerdict::allowed : PolicyVerdict::implicit_deny;
  }

 private:
  bool granted(Worth g, bool in_account) const {
    if (!in_account) return g != Worth::none;
    if (q_.caller.account != q_.resource_account) return id_ && bd_ && ss_ && g != Worth::none;
    const bool is_key =
        q_.resource.starts_with("arn:aws:kms:") && q_.resource.find(":key/") != std::string::npos;
    const bool is_trust =
        q_.resource.starts_with("arn:aws:iam::") && lower(q_.action).starts_with("sts:");
    const bool needs_explicit = is_key || is_trust;
    if (q_.caller.kind == Caller::Kind::root && !needs_explicit) return true;
    if (g == Worth::full && (bd_ || !is_trust)) return true;
    if (g == Worth::role && bd_ && ss_) return true;
    if (needs_explicit && g != Worth::account && g == Worth::none) return false;
    return id_ && bd_ && ss_;
  }

  const PolicyQuestion& q_;
  bool id_ = false;
  bool bd_ = true;
  bool ss_ = true;
};

}  // namespace

PolicyVerdict judge(const PolicyQuestion& question) { return Evaluation(question).verdict(); }

bool matches_text(const std::string& pattern, const std::string& text) {
  return matches(pattern, text, Style::text);
}

bool matches_resource(const std::string& pattern, const std::string& text) {
  return matches(pattern, text, Style::resource);
}

}  // namespace canreach::oracle
