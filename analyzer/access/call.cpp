// What an action or a verb asks for.
//
// A verb stands for the calls that a client really makes (verbs.def): one action may be asked of
// the store and another one of a part of it, and what is encrypted with a customer key is read and
// written with that key's permission too, by way of the service that holds the data.
#include "analyzer/access/call.h"

#include <fmt/format.h>

#include <array>

#include "analyzer/query/query_errors.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "policy/action_data.h"

namespace canreach {
namespace {

enum class KeyUse : std::uint8_t { nothing, decrypt, generate, both };

struct VerbRow {
  ResourceKind kind;
  std::string_view verb;
  std::string_view actions;
  KeyUse key;
};

constexpr VerbRow kVerbs[] = {
#define VERB(kind, verb, actions, key) {ResourceKind::kind, #verb, actions, KeyUse::key},
#include "analyzer/access/verbs.def"
#undef VERB
};

constexpr std::array<std::string_view, 6> kVerbNames = {"connect", "create", "read",
                                                        "update",  "delete", "list"};

/// The first word of a service's actions and its name in endpoints, where they differ.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEndpointNames = {{
    {"kinesis", "kinesis-streams"},
    {"firehose", "kinesis-firehose"},
    {"cloudwatch", "monitoring"},
    {"ecr", "ecr.api"},
    {"es", "es"},
}};

bool is_verb(std::string_view text) {
  return std::find(kVerbNames.begin(), kVerbNames.end(), text) != kVerbNames.end();
}

/// One action of one service, no pattern.
bool is_action(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon > 0 && colon + 1 < text.size() && text.find_first_of("*?") == std::string_view::npos;
}

/// Is it asked over a database's own protocol?
bool has_data_path(ResourceKind kind) {
  return kind == ResourceKind::Database || kind == ResourceKind::Cache ||
         kind == ResourceKind::Broker;
}

const VerbRow* row_of(ResourceKind kind, std::string_view verb) {
  for (const VerbRow& row : kVerbs) {
    if (row.kind == kind && row.verb == verb) return &row;
  }
  return nullptr;
}

std::string verbs_of(ResourceKind kind) {
  std::vector<std::string> verbs;
  for (const VerbRow& row : kVerbs) {
    if (row.kind == kind) verbs.push_back(std::string(row.verb));
  }
  if (!contains(verbs, "connect")) verbs.push_back("connect");
  return join(verbs, ", ");
}

const DataStore* store_of(const Design& design, const AccessTarget& target) {
  return target.is_known() ? data_store_of(design, target.kind, target.index) : nullptr;
}

Call call_of(std::string_view action, const AccessTarget& target) {
  Call call;
  call.action = std::string(action);
  call.resource = resource_of_action(action, target);
  call.kind = target.kind;
  call.index = call.resource == "*" ? kNoIndex : target.index;
  call.account = target.account;
  call.region = target.region;
  return call;
}

/// The key's part of a verb: the service that holds the data asks for it.  Rule: KMS-6
void add_key_calls(const Design& design, const DataStore& store, KeyUse use, Needs& needs) {
  if (use == KeyUse::nothing) return;
  needs.key_unknown = store.encryption.kind == Encryption::Kind::unknown;
  if (store.encryption.kind == Encryption::Kind::aws_managed) {
    needs.managed_key = store.encryption.name.empty() ? "a key of AWS's" : store.encryption.name;
  }
  if (store.encryption.kind != Encryption::Kind::customer) return;
  const std::string& service = needs.service;
  std::vector<Call>& calls = needs.calls;
  Call call;
  call.by_service = service;
  call.kind = ResourceKind::Key;
  call.account = store.account;
  call.region = store.region;
  if (store.encryption.key.is_known()) {
    call.index = store.encryption.key.index();
    call.resource = arn_of(design, ResourceKind::Key, call.index);
    call.account = account_of(design, design.all<Key>()[call.index]);
  } else {
    call.resource = store.encryption.name;
  }
  if (use != KeyUse::generate) {
    call.action = "kms:Decrypt";
    calls.push_back(call);
  }
  if (use != KeyUse::decrypt) {
    call.action = "kms:GenerateDataKey";
    calls.push_back(call);
  }
}

/// An access point and its bucket are asked one after the other.  Rule: S3-5
void ask_access_point(const Design& design, const AccessTarget& target, Needs& needs) {
  if (target.access_point == kNoIndex) return;
  const std::string point = access_point_arn(design, target);
  std::vector<Call> calls;
  for (Call& call : needs.calls) {
    const bool of_bucket = call.kind == ResourceKind::Bucket && call.by_service.empty();
    if (of_bucket) {
      call.access_point = target.access_point;
      Call first = call;
      first.of_access_point = true;
      const bool of_object = call.resource.size() > target.arn.size();
      first.resource = point;
      if (of_object) first.resource += "/object" + call.resource.substr(target.arn.size());
      calls.push_back(std::move(first));
    }
    calls.push_back(std::move(call));
  }
  needs.calls = std::move(calls);
}

tl::expected<Needs, QueryError> needs_of_verb(const Design& design, std::string_view verb,
                                              const AccessTarget& target) {
  Needs needs;
  needs.verb = std::string(verb);
  needs.data_path = has_data_path(target.kind);
  needs.login = target.kind == ResourceKind::Database;
  const VerbRow* row = row_of(target.kind, verb);
  const DataStore* store = store_of(design, target);
  if (target.kind == ResourceKind::Broker) {
    const Broker& broker = design.all<Broker>()[target.index];
    if (row == nullptr || !contains(broker.auth, "iam")) return needs;
    for (const std::string_view action : split(row->actions, ',')) {
      needs.calls.push_back(call_of(action, target));
    }
    return needs;
  }
  if (needs.data_path) {
    const bool serves = verb != "list";
    if (serves) return needs;
  } else if (row != nullptr) {
    for (const std::string_view action : split(row->actions, ',')) {
      needs.calls.push_back(call_of(action, target));
    }
    needs.service = std::string(needs.calls.front().action.substr(0, row->actions.find(':')));
    if (store != nullptr) add_key_calls(design, *store, row->key, needs);
    ask_access_point(design, target, needs);
    return needs;
  } else if (verb == "connect" && !target.service.empty()) {
    needs.service = target.service;  // Rule: CRUD-3
    return needs;
  }
  return tl::unexpected(
      query_error(DiagnosticKind::invalid_request,
                  fmt::format("`{}` is not defined for {}: its verbs are {}", verb,
                              target.end.kind.empty() ? "this" : "a " + target.end.kind,
                              needs.data_path ? "connect, create, read, update, delete"
                                              : verbs_of(target.kind))));
}

/// Actions that brokers and databases judge themselves, when a client connects to their own port.
bool ask_over_data_path(const Design& design, const AccessTarget& target, Needs& needs) {
  const bool broker = target.kind == ResourceKind::Broker && needs.service == "kafka-cluster";
  const bool database = target.kind == ResourceKind::Database && needs.service == "rds-db";
  if (!target.is_known() || (!broker && !database)) return false;
  needs.service.clear();
  needs.data_path = true;
  needs.token = database;
  if (database) {
    Call& call = needs.calls.front();
    call.resource = database_user_arn(design, design.all<Database>()[target.index],
                                      target.part.empty() ? "*" : target.part);
    call.index = kNoIndex;
  }
  return true;
}

tl::expected<Needs, QueryError> needs_a_resource(std::string_view action) {
  return tl::unexpected(query_error(
      DiagnosticKind::invalid_request,
      fmt::format("{} is asked of a resource: name one instead of `*`", quoted(action))));
}

/// What an action that is named asks for: the customer key where one of the verbs needs it.
tl::expected<Needs, QueryError> needs_of_action(const Design& design, std::string_view action,
                                                const AccessTarget& target) {
  Needs needs;
  needs.service = to_lower(action.substr(0, action.find(':')));
  needs.calls.push_back(call_of(action, target));
  if (ask_over_data_path(design, target, needs)) return needs;
  if (const std::optional<ActionRow> row = find_action(action)) {
    if (target.arn == "*" && !takes_no_resource(*row)) return needs_a_resource(action);
    const std::vector<std::string_view> types = required_resource_types(*row);
    if (types.size() > 1) needs.resource_types.assign(types.begin(), types.end());
  }
  const DataStore* store = store_of(design, target);
  if (store == nullptr) return needs;
  for (const VerbRow& row : kVerbs) {
    if (row.kind != target.kind || row.key == KeyUse::nothing) continue;
    const bool named = any_of(split(row.actions, ','), [&](std::string_view other) {
      return to_lower(other) == to_lower(action);
    });
    if (!named) continue;
    add_key_calls(design, *store, row.key, needs);
    break;
  }
  ask_access_point(design, target, needs);
  return needs;
}

/// "log-group:G:log-stream:S", "topic/NAME/UUID/TOPIC".
std::string part_arn(const AccessTarget& target, std::string_view type) {
  const std::string part = target.part.empty() ? "*" : target.part;
  if (target.kind == ResourceKind::Bucket) return target.arn + "/" + part;
  if (target.kind == ResourceKind::LogGroup) return target.arn + ":log-stream:" + part;
  std::string arn = target.arn;
  const std::size_t at = arn.find(":cluster/");
  if (at == std::string::npos) return arn;
  const std::string name = type == "group" ? "*" : part;
  return arn.replace(at, 9, fmt::format(":{}/", type)) + "/" + name;
}

bool is_part(ResourceKind kind, std::string_view type) {
  if (kind == ResourceKind::Bucket) return type == "object";
  if (kind == ResourceKind::LogGroup) return type == "log-stream";
  if (kind == ResourceKind::Broker) return type == "topic" || type == "group";
  return false;
}

}  // namespace

void note_unknown_actions(const Needs& needs, std::vector<Remark>& assumptions) {
  for (const Call& call : needs.calls) {
    if (find_action(call.action)) continue;
    const std::optional<std::string> near = nearest_action(call.action);
    Remark remark;
    remark.reason = Reason::unknown_action;
    remark.component = "action";
    remark.name = call.action;
    remark.message = fmt::format(
        "no service is known to have the action {}{}: it is compared as text", escaped(call.action),
        near ? fmt::format("; did you mean {}?", quoted(*near)) : "");
    assumptions.push_back(std::move(remark));
  }
}

std::string endpoint_service_of(std::string_view prefix) {
  for (const auto& [word, name] : kEndpointNames) {
    if (word == prefix) return std::string(name);
  }
  return std::string(prefix);
}

std::string resource_of_action(std::string_view action, const AccessTarget& target) {
  if (target.arn_given && !target.is_known()) return target.arn;
  const std::optional<ActionRow> row = find_action(action);
  if (row && takes_no_resource(*row)) return "*";
  if (!row) return target.part.empty() ? target.arn : part_arn(target, "object");
  for (const ActionResource& resource : row->resources) {
    if (is_part(target.kind, resource.type)) return part_arn(target, resource.type);
  }
  return target.arn;
}

tl::expected<Needs, QueryError> needs_of(const Design& design, std::string_view action,
                                         const AccessTarget& target) {
  if (is_verb(action) && target.arn == "*") return needs_a_resource(action);
  if (is_verb(action)) return needs_of_verb(design, action, target);
  if (action.find(':') != std::string_view::npos) {
    if (is_action(action)) return needs_of_action(design, action, target);
    return tl::unexpected(query_error(
        DiagnosticKind::invalid_request,
        fmt::format("invalid action {}: one `service:Action` is expected", quoted(action))));
  }
  std::vector<std::string> suggestions;
  std::vector<std::string> known(kVerbNames.begin(), kVerbNames.end());
  if (std::optional<std::string> near = nearest(action, known)) suggestions.push_back(*near);
  return tl::unexpected(query_error(
      DiagnosticKind::invalid_request,
      fmt::format("{} is neither an action such as `s3:GetObject` nor one of the verbs {}",
                  quoted(action), join(known, ", ")),
      std::move(suggestions)));
}

}  // namespace canreach
