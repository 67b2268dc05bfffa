#include "policy/principal.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/text.h"

namespace canreach {
namespace {

bool is_account(std::string_view text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view after_last_slash(std::string_view text) {
  return text.substr(text.rfind('/') + 1);
}

Principal of_kind(Principal::Kind kind, std::string_view account, std::string_view arn) {
  Principal principal;
  principal.kind = kind;
  principal.account = std::string(account);
  principal.arn = std::string(arn);
  return principal;
}

Result<Principal> not_a_principal() {
  return failure(
      "a user, role, session or root ARN, an account, a service such as `lambda.amazonaws.com`, or "
      "`*` is expected");
}

bool take(std::string_view& text, std::string_view front) {
  if (text.substr(0, front.size()) != front) return false;
  text.remove_prefix(front.size());
  return true;
}

// "role/NAME/SESSION" of arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION.
Result<Principal> assumed_role(std::string_view partition, std::string_view account,
                               std::string_view names, std::string_view arn) {
  const std::size_t slash = names.find('/');
  const bool has_both = slash != std::string_view::npos && slash > 0 && slash + 1 < names.size() &&
                        names.find('/', slash + 1) == std::string_view::npos;
  if (!has_both) return failure("assumed-role/ROLE/SESSION is expected");
  Principal principal = of_kind(Principal::Kind::role_session, account, arn);
  principal.role_arn =
      fmt::format("arn:{}:iam::{}:role/{}", partition, account, names.substr(0, slash));
  principal.role_path_known = false;
  return principal;
}

Result<Principal> parse_iam(std::string_view account, std::string_view resource,
                            std::string_view arn) {
  if (resource == "root") return of_kind(Principal::Kind::root, account, arn);
  if (take(resource, "user/") && !after_last_slash(resource).empty()) {
    return of_kind(Principal::Kind::user, account, arn);
  }
  if (take(resource, "role/") && !after_last_slash(resource).empty()) {
    return Principal::session_of(arn, "");
  }
  if (take(resource, "oidc-provider/") || take(resource, "saml-provider/")) {
    return of_kind(Principal::Kind::federated_provider, "", arn);
  }
  return not_a_principal();
}

Result<Principal> parse_arn(std::string_view arn) {
  const std::vector<std::string_view> parts = split(arn, ':');
  const bool is_origin_access = parts.size() == 6 && parts[2] == "iam" && parts[4] == "cloudfront";
  if (is_origin_access) return of_kind(Principal::Kind::canonical_user, "", arn);
  if (parts.size() < 6 || !parts[3].empty() || !is_account(parts[4])) return not_a_principal();
  const std::size_t before = parts[1].size() + parts[2].size() + parts[4].size() + 8;
  std::string_view resource = arn.substr(before);
  if (parts[2] == "iam") return parse_iam(parts[4], resource, arn);
  if (parts[2] != "sts") return not_a_principal();
  if (take(resource, "assumed-role/")) return assumed_role(parts[1], parts[4], resource, arn);
  if (take(resource, "federated-user/") && !resource.empty()) {
    return of_kind(Principal::Kind::federated_user, parts[4], arn);
  }
  return not_a_principal();
}

}  // namespace

Result<Principal> Principal::parse(std::string_view text) {
  if (text == "*") return Principal();
  if (text.substr(0, 4) == "arn:") return parse_arn(text);
  if (is_account(text)) {
    return of_kind(Kind::root, text, fmt::format("arn:aws:iam::{}:root", text));
  }
  if (is_canonical_id(text)) {
    Principal principal = of_kind(Kind::canonical_user, "", text);
    principal.canonical_id = std::string(text);
    return principal;
  }
  const bool is_provider = text == "cognito-identity.amazonaws.com" ||
                           text == "accounts.google.com" || text == "www.amazon.com" ||
                           text == "graph.facebook.com";
  if (is_provider) return of_kind(Kind::federated_provider, "", text);
  if (text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn")) {
    return of_kind(Kind::service, "", text);
  }
  return not_a_principal();
}

Principal Principal::session_of(std::string_view role_arn, std::string_view session_name) {
  const std::vector<std::string_view> parts = split(role_arn, ':');
  const std::string_view account = parts.size() > 4 ? parts[4] : "";
  Principal principal = of_kind(Kind::role_session, account, "");
  principal.role_arn = std::string(role_arn);
  principal.service_linked_role = is_service_linked(role_arn);
  if (!session_name.empty() && parts.size() > 1) {
    principal.arn = fmt::format("arn:{}:sts::{}:assumed-role/{}/{}", parts[1], account,
                                after_last_slash(role_arn), session_name);
  }
  return principal;
}

std::string Principal::described() const {
  if (kind == Kind::anonymous) return "anonymous";
  if (!arn.empty()) return arn;
  const std::string name(after_last_slash(role_arn));
  return fmt::format("arn:{}:sts::{}:assumed-role/{}/<session>", partition(), account, name);
}

std::string_view Principal::partition() const {
  const std::string_view from = role_arn.empty() ? arn : role_arn;
  if (from.substr(0, 4) != "arn:") return {};
  const std::size_t end = from.find(':', 4);
  return from.substr(4, end == std::string_view::npos ? end : end - 4);
}

bool is_canonical_id(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_service_linked(std::string_view role_arn) {
  return role_arn.find(":role/aws-service-role/") != std::string_view::npos;
}

bool is_account_id(std::string_view text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace canreach
