#include "analyzer/access/caller.h"

#include <fmt/format.h>

#include "analyzer/access/target.h"
#include "analyzer/query/names.h"
#include "analyzer/query/query_errors.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/open_names.h"
#include "policy/condition_operator.h"

namespace canreach {
namespace {

/// AWS's unique id begins so; other ids are names.
std::string unique_id_of(const std::string& id, std::string_view beginning) {
  return id.substr(0, beginning.size()) == beginning ? id : std::string();
}

/// The name of a session as AWS makes it: an instance's id, a function's name.  Empty: it is not
/// known, as of a task.  Rule: PRI-15.
std::string session_name(const Design& design, ResourceKind kind, std::uint32_t index) {
  if (kind == ResourceKind::Instance)
    return unique_id_of(resource_of(design, kind, index).id, "i-");
  if (kind != ResourceKind::Function) return {};
  const std::string arn = arn_of(design, kind, index);
  return arn.substr(arn.rfind(':') + 1);
}

/// The role that a session's ARN names, which says nothing of its path.  Rule: ARN-11
Ref<Role> find_role_of_session(const Design& design, const Principal& session) {
  const auto& roles = design.all<Role>();
  const auto name_of = [](std::string_view arn) { return arn.substr(arn.rfind('/') + 1); };
  for (std::uint32_t index = 0; index < roles.size(); ++index) {
    const std::string arn = arn_of(design, ResourceKind::Role, index);
    const bool is_it = name_of(arn) == name_of(session.role_arn) &&
                       account_of(design, roles[index]) == session.account;
    if (is_it) return Ref<Role>(index);
  }
  return Ref<Role>::none();
}

/// The role or user with this ARN; none: the design does not hold it.
template <class T>
Ref<T> find_by_arn(const Design& design, std::string_view arn) {
  for (std::uint32_t index = 0; index < design.all<T>().size(); ++index) {
    if (arn_of(design, kind_of<T>(), index) == arn) return Ref<T>(index);
  }
  return Ref<T>::none();
}

tl::expected<Caller, QueryError> caller_by_arn(const Design& design, std::string_view text) {
  const Result<Principal> parsed = Principal::parse(text);
  if (!parsed) {
    return tl::unexpected(
        query_error(DiagnosticKind::invalid_request,
                    fmt::format("{} is no principal: {}", quoted(text), parsed.error().text)));
  }
  const Ref<User> user = find_by_arn<User>(design, text);
  if (user.is_known()) return caller_of(design, user);
  const Ref<Role> role = parsed->role_path_known ? find_by_arn<Role>(design, parsed->role_arn)
                                                 : find_role_of_session(design, *parsed);
  Caller caller;
  if (role.is_known()) {
    caller = caller_of(design, role);
    if (!parsed->arn.empty()) caller.principal.arn = parsed->arn;
    return caller;
  }
  caller.principal = *parsed;
  caller.name = std::string(text);
  caller.end = {caller.name, "principal", {}};
  return caller;
}

/// Is it a role or user of another path than the ARN's?
bool is_of_another_path(const Design& design, const NamedThing& thing, std::string_view arn) {
  const bool has_path = thing.kind == ResourceKind::Role || thing.kind == ResourceKind::User;
  const auto with_path = [](std::string_view of) { return of.substr(of.rfind(':') + 1); };
  return has_path && with_path(arn_of(design, thing.kind, thing.index)) != with_path(arn);
}

tl::expected<Caller, QueryError> caller_of_thing(const Network& network, const NamedThing& thing,
                                                 std::string_view text) {
  const Design& design = *network.design;
  if (thing.source == NamedThing::Source::resource) {
    if (thing.kind == ResourceKind::Role) return caller_of(design, Ref<Role>(thing.index));
    if (thing.kind == ResourceKind::User) return caller_of(design, Ref<User>(thing.index));
    if (workload_of(design, thing.kind, thing.index) != nullptr) {
      return caller_of(design, thing.kind, thing.index);
    }
  }
  const NameIndex& names = names_of(network);
  if (thing.source == NamedThing::Source::left_out) {
    return tl::unexpected(query_error(
        DiagnosticKind::invalid_request,
        fmt::format("{} is a {} that could not be read and was left out: {}", quoted(text),
                    names.label(thing), escaped(design.left_out[thing.index].why))));
  }
  return tl::unexpected(
      query_error(DiagnosticKind::invalid_request,
                  fmt::format("{} is a {}: who calls must be a workload, a role or a user",
                              quoted(text), names.label(thing))));
}

}  // namespace

Caller caller_of(const Design& design, Ref<Role> ref) {
  const Role& role = design.get(ref);
  Caller caller;
  caller.role = ref;
  caller.name = "role/" + role.name;
  caller.end = {role.name, "role", {}};
  caller.principal = Principal::session_of(arn_of(design, ResourceKind::Role, ref.index()), {});
  caller.principal.service_linked_role = role.service_linked;
  caller.principal.unique_id = unique_id_of(role.id, "AROA");
  return caller;
}

Caller caller_of(const Design& design, Ref<User> ref) {
  const User& user = design.get(ref);
  Caller caller;
  caller.user = ref;
  caller.name = "user/" + user.name;
  caller.end = {user.name, "user", {}};
  caller.principal.kind = Principal::Kind::user;
  caller.principal.arn = arn_of(design, ResourceKind::User, ref.index());
  caller.principal.account = account_of(design, user);
  caller.principal.unique_id = unique_id_of(user.id, "AIDA");
  return caller;
}

Caller caller_of(const Design& design, ResourceKind kind, std::uint32_t index) {
  const Workload& workload = *workload_of(design, kind, index);
  const Credentials& credentials = workload.credentials;
  Caller caller;
  if (credentials.role.is_known()) {
    caller = caller_of(design, credentials.role);
    caller.principal =
        Principal::session_of(arn_of(design, ResourceKind::Role, credentials.role.index()),
                              session_name(design, kind, index));
    caller.principal.service_linked_role = design.get(credentials.role).service_linked;
  } else if (credentials.user.is_known()) {
    caller = caller_of(design, credentials.user);
  } else if (const Result<Principal> named = Principal::parse(credentials.name);
             named && !credentials.name.empty()) {
    caller.principal = *named;
    caller.name = credentials.name;
  }
  caller.end = {workload.name, std::string(label_of(kind)), {}};
  caller.workload_kind = kind;
  caller.workload_index = index;
  caller.credentials = &credentials;
  return caller;
}

Caller standing_for_account(Caller account, std::string_view action) {
  const bool is_assumed = to_lower(action) == "sts:assumerole";
  if (!is_assumed || account.principal.kind != Principal::Kind::root) return account;
  account.principal.kind = Principal::Kind::user;
  account.principal.arn =
      fmt::format("arn:{}:iam::{}:user/{}", account.principal.partition(),
                  account.principal.account, unsaid_name(account.principal.account));
  account.is_administrator = true;
  return account;
}

CredentialState credentials_of(const Caller& caller, std::string_view at) {
  if (!caller.is_workload()) return CredentialState::valid;
  const Credentials& credentials = *caller.credentials;
  if (credentials.kind == Credentials::Kind::none) return CredentialState::missing;
  if (credentials.kind == Credentials::Kind::unknown) return CredentialState::unknown;
  if (!credentials.expires) return CredentialState::valid;
  if (credentials.expires->is_unknown() || at.empty()) return CredentialState::maybe_expired;
  const Result<Moment> ends = parse_moment(credentials.expires->get());
  if (!ends) return CredentialState::maybe_expired;
  const Result<Moment> now = parse_moment(at);
  return !now || compare(*now, *ends) < 0 ? CredentialState::valid : CredentialState::expired;
}

tl::expected<Caller, QueryError> resolve_caller(const Network& network, std::string_view text) {
  const NameIndex& names = names_of(network);
  NameIndex::Things things;
  for (const NamedThing& thing : names.named(text)) {
    const bool resource = thing.source == NamedThing::Source::resource;
    if (!resource) continue;
    const bool principal = thing.kind == ResourceKind::Role || thing.kind == ResourceKind::User;
    if (principal || workload_of(*network.design, thing.kind, thing.index) != nullptr) {
      things.push_back(thing);
    }
  }
  if (things.empty() && text.substr(0, 4) == "arn:") {
    things = names.find_arn(text);
    // "role/app" is not the role with the ARN "role/team/app".  Rule: ARN-11
    const bool is_other =
        things.size() == 1 && is_of_another_path(*network.design, things[0], text);
    if (things.empty() || is_other) return caller_by_arn(*network.design, text);
  }
  if (things.empty()) things = names.find(text);
  if (things.size() == 1) return caller_of_thing(network, things.front(), text);
  if (things.empty() && (text == "anonymous" || text == "*")) {
    Caller anonymous;
    anonymous.name = "anonymous";
    anonymous.end = {"anonymous", "principal", {}};
    return anonymous;
  }
  if (things.empty()) {
    if (Principal::parse(text)) return caller_by_arn(*network.design, text);
    return tl::unexpected(
        query_error(DiagnosticKind::unknown_name,
                    fmt::format("no workload, role or user is called {}", quoted(text)),
                    names.suggestions(text)));
  }
  std::vector<std::string> meant;
  for (const NamedThing& thing : things) meant.push_back(names.unique_name(thing));
  return tl::unexpected(
      query_error(DiagnosticKind::ambiguous_name,
                  fmt::format("{} is ambiguous: {}", quoted(text), join(meant, ", ")), meant));
}

}  // namespace canreach
