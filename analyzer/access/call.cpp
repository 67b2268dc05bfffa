// What an action or a verb asks for.
//
// A verb stands for the calls that a client really makes (verbs.def): one action may be asked of
// the store and another one of a part of it, and what is encrypted with a customer key is read and
// written with that key's permission too, by way of the service that holds the data.
#include "analyzer/access/call.h"

#include <fmt/format.h>

#include <array>

#include "analyzer/access/action_pattern.h"
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

/// Actions that are asked of the thing itself.
struct DataPlaneRow {
  std::string_view service;
  std::string_view names;
  std::optional<ResourceKind> kind;  // none: no design holds such a thing
  std::string_view engine;
  std::string_view goes_to;
};

constexpr std::optional<ResourceKind> kNotHeld;

constexpr DataPlaneRow kDataPlanes[] = {
#define DATA_PLANE(service, names, kind, engine, goes_to) {service, names, kind, engine, goes_to},
#include "analyzer/access/data_planes.def"
#undef DATA_PLANE
};

const DataPlaneRow* data_plane_of(std::string_view action) {
  const std::string lower = to_lower(action);
  const std::size_t colon = lower.find(':');
  for (const DataPlaneRow& row : kDataPlanes) {
    if (lower.compare(0, colon, row.service) != 0) continue;
    if (row.names.empty()) return &row;
    const bool is_named = any_of(split(row.names, ','), [&](std::string_view name) {
      return lower.compare(colon + 1, name.size(), name) == 0;
    });
    if (is_named) return &row;
  }
  return nullptr;
}

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
void add_key_calls(const Design& design, const AccessTarget& target, const DataStore& store,
                   KeyUse use, Needs& needs) {
  if (use == KeyUse::nothing) return;
  needs.key_unknown = store.encryption.kind == Encryption::Kind::unknown;
  if (store.encryption.kind == Encryption::Kind::aws_managed) {
    needs.managed_key = store.encryption.name.empty() ? "a key of AWS's" : store.encryption.name;
  }
  const bool has_default_key = store.encryption.kind == Encryption::Kind::aws_owned;
  if (has_default_key && target.kind == ResourceKind::Secret) {
    needs.managed_key = "alias/aws/secretsmanager";
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
    std::vector<std::string> others;
    for (const std::string& way : broker.auth) {
      if (way != "iam") others.push_back(way);
    }
    needs.other_login = join(others, ", ");
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
    if (store != nullptr) add_key_calls(design, target, *store, row->key, needs);
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

/// Does the design hold the thing of which such actions are asked?
bool holds(const Design& design, const DataPlaneRow& row, const AccessTarget& target) {
  if (!target.is_known() || target.kind != row.kind) return false;
  if (target.kind != ResourceKind::Database) return true;
  const bool is_search = design.all<Database>()[target.index].engine == "opensearch";
  return is_search == (row.engine == "opensearch");
}

/// "arn:aws:elasticache:us-east-1:111122223333:user:ana": a client is allowed to be one, too.
std::string user_of_cache(const AccessTarget& target, std::string_view user) {
  const std::vector<std::string_view> words = split(target.arn, ':');
  return fmt::format("{}:user:{}", fmt::join(words.begin(), words.begin() + 5, ":"), user);
}

/// Actions that brokers, databases and the like judge themselves, when a client connects to their
/// own address.
bool ask_over_data_path(const Design& design, const AccessTarget& target, Needs& needs) {
  Call& call = needs.calls.front();
  const std::string part = target.part.empty() ? "*" : target.part;
  const DataPlaneRow* row = data_plane_of(call.action);
  if (row == nullptr) return false;
  needs.data_path = holds(design, *row, target);
  if (!needs.data_path) {
    needs.goes_to = row->goes_to;
    needs.goes_to_by = call.action;
  }
  if (needs.data_path && needs.service == "rds-db") {
    needs.token = true;
    call.resource = database_user_arn(design, design.all<Database>()[target.index], part);
    call.index = kNoIndex;
  }
  if (needs.data_path && needs.service == "es") call.resource = target.arn + "/" + part;
  if (needs.data_path && needs.service == "elasticache") {
    Call user = call;
    user.resource = user_of_cache(target, part);
    user.index = kNoIndex;
    needs.calls.push_back(std::move(user));
  }
  needs.service.clear();
  return true;
}

tl::expected<Needs, QueryError> needs_a_resource(std::string_view action) {
  return tl::unexpected(query_error(
      DiagnosticKind::invalid_request,
      fmt::format("{} is asked of a resource: name one instead of `*`", quoted(action))));
}

/// The use of the store's customer key that an action needs, where one of the verbs is that action.
KeyUse key_use_of(std::string_view action, ResourceKind kind) {
  for (const VerbRow& row : kVerbs) {
    if (row.kind != kind || row.key == KeyUse::nothing) continue;
    const bool named = any_of(split(row.actions, ','), [&](std::string_view other) {
      return to_lower(other) == to_lower(action);
    });
    if (named) return row.key;
  }
  return KeyUse::nothing;
}

/// Actions that another endpoint of their service takes than the rest.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kActionEndpoints = {{
    {"dynamodb:describestream", "dynamodb-streams"},
    {"dynamodb:getrecords", "dynamodb-streams"},
    {"dynamodb:getsharditerator", "dynamodb-streams"},
    {"dynamodb:liststreams", "dynamodb-streams"},
    {"bedrock:invokemodel", "bedrock-runtime"},
    {"bedrock:invokemodelwithresponsestream", "bedrock-runtime"},
    {"bedrock:invokeagent", "bedrock-agent-runtime"},
    {"bedrock:retrieve", "bedrock-agent-runtime"},
    {"sagemaker:invokeendpoint", "sagemaker.runtime"},
    {"states:startsyncexecution", "sync-states"},
    {"iot:publish", "iot.data"},
}};

void choose_endpoint(std::string_view action, Needs& needs) {
  for (const auto& [name, service] : kActionEndpoints) {
    if (name == to_lower(action)) needs.service = std::string(service);
  }
}

/// What an action that is named asks for: the customer key where one of the verbs needs it.
tl::expected<Needs, QueryError> needs_of_action(const Design& design, std::string_view action,
                                                const AccessTarget& target) {
  Needs needs;
  needs.service = to_lower(action.substr(0, action.find(':')));
  needs.calls.push_back(call_of(action, target));
  const bool is_direct = ask_over_data_path(design, target, needs);
  if (const std::optional<ActionRow> row = find_action(action)) {
    if (target.arn == "*" && !takes_no_resource(*row)) return needs_a_resource(action);
    const std::vector<std::string_view> types = required_resource_types(*row);
    if (types.size() > 1) needs.resource_types.assign(types.begin(), types.end());
  }
  const DataStore* store = is_direct ? nullptr : store_of(design, target);
  if (store != nullptr) {
    add_key_calls(design, target, *store, key_use_of(action, target.kind), needs);
    ask_access_point(design, target, needs);
  }
  if (!is_direct) choose_endpoint(action, needs);
  return needs;
}

/// Adds what one action more needs.
void join_needs(Needs more, Needs& needs) {
  for (Call& call : more.calls) {
    const bool is_there = any_of(needs.calls, [&](const Call& other) {
      return other.action == call.action && other.resource == call.resource &&
             other.of_access_point == call.of_access_point;
    });
    if (!is_there) needs.calls.push_back(std::move(call));
  }
  if (more.data_path != needs.data_path) needs.mixes_paths = true;
  if (needs.service.empty()) needs.service = more.service;
  if (!more.service.empty() && more.service != needs.service) needs.other_service = more.service;
  if (needs.goes_to.empty()) {
    needs.goes_to = more.goes_to;
    needs.goes_to_by = std::move(more.goes_to_by);
  }
  needs.key_unknown = needs.key_unknown || more.key_unknown;
  if (needs.managed_key.empty()) needs.managed_key = more.managed_key;
  if (needs.resource_types.empty()) needs.resource_types = std::move(more.resource_types);
}

/// Every known action that the pattern covers, as far as it may be asked of the target.
tl::expected<Needs, QueryError> needs_of_pattern(const Design& design, std::string_view pattern,
                                                 const AccessTarget& target) {
  const std::vector<std::string> actions = actions_asked(pattern, target);
  if (actions.empty()) {
    std::vector<std::string> suggestions;
    if (std::optional<std::string> near = nearest_action(pattern)) suggestions.push_back(*near);
    return tl::unexpected(query_error(
        DiagnosticKind::invalid_request,
        fmt::format("no action that {} covers is known for {}", quoted(pattern),
                    target.end.kind.empty() ? "requests without a resource" : target.end.name),
        std::move(suggestions)));
  }
  Needs needs;
  for (const std::string& action : actions) {
    auto one = needs_of_action(design, action, target);
    if (!one) return one;
    if (needs.calls.empty()) {
      needs = std::move(*one);
    } else {
      join_needs(std::move(*one), needs);
    }
  }
  needs.pattern = std::string(pattern);
  return needs;
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

tl::expected<Needs, QueryError> needs_of(const Design& design, std::string_view action,
                                         const AccessTarget& target) {
  if (is_verb(action) && target.arn == "*") return needs_a_resource(action);
  if (is_verb(action)) return needs_of_verb(design, action, target);
  if (action.find(':') != std::string_view::npos) {
    if (is_action(action)) return needs_of_action(design, action, target);
    if (is_action_pattern(action)) return needs_of_pattern(design, action, target);
    return tl::unexpected(query_error(
        DiagnosticKind::invalid_request,
        fmt::format("invalid action {}: one `service:Action` is expected, with wildcards in the "
                    "action's name alone",
                    quoted(action))));
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
