#include <algorithm>
#include <utility>

#include "parsers/native/readers.h"

// Kinds that are part of the native format and that no verdict takes into account yet.
//
// Their members are listed with a name, so that an answer they could change says so, a route may
// point at one of them, and `show` can list what was not looked at.  Their contents are AWS's own
// words and are not checked.

namespace canreach {

namespace {

enum class Shape {
  map_of_names,   // name: {...}
  map_of_groups,  // key: {name: {...}}, as iam has
  list,           // of maps that may have an id
  whole,          // one thing without a name of its own
};

struct Row {
  std::string_view key;
  std::string_view label;
  Shape shape;
};

constexpr Row kRows[] = {
    {"transit_gateways", "transit-gateway", Shape::map_of_names},
    {"vpn_connections", "vpn-connection", Shape::map_of_names},
    {"services", "service", Shape::map_of_names},
    {"brokers", "broker", Shape::map_of_names},
    {"load_balancers", "load-balancer", Shape::map_of_names},
    {"endpoint_services", "endpoint-service", Shape::map_of_names},
    {"firewalls", "firewall", Shape::map_of_names},
    {"hosted_zones", "hosted-zone", Shape::map_of_names},
    {"buckets", "bucket", Shape::map_of_names},
    {"tables", "table", Shape::map_of_names},
    {"queues", "queue", Shape::map_of_names},
    {"streams", "stream", Shape::map_of_names},
    {"topics", "topic", Shape::map_of_names},
    {"log_groups", "log-group", Shape::map_of_names},
    {"secrets", "secret", Shape::map_of_names},
    {"keys", "key", Shape::map_of_names},
    {"file_systems", "file-system", Shape::map_of_names},
    {"iam", "iam", Shape::map_of_groups},
    {"organization", "organization", Shape::whole},
    {"groups", "group", Shape::map_of_names},
    {"intents", "intent", Shape::list},
    {"waivers", "waiver", Shape::list},
};

constexpr Row kIamRows[] = {
    {"users", "user", Shape::map_of_names},
    {"groups", "iam-group", Shape::map_of_names},
    {"roles", "role", Shape::map_of_names},
    {"policies", "policy", Shape::map_of_names},
};

void add(NativeContext& context, std::string_view label, const std::string& name,
         const SourceLoc& at) {
  context.design.not_modelled.push_back({std::string(label), name, at});
  context.names.add({std::string(label), std::nullopt, 0, "", name, at});
}

void declare_names(NativeContext& context, const SyntaxNode::Member& section,
                   std::string_view label) {
  if (!section.value.is_map()) {
    context.wrong_type(section.value, quoted(section.key), "a map of names");
  }
  for (const SyntaxNode::Member& member : section.value.members()) {
    add(context, label, member.key, member.key_at);
  }
}

void declare_iam(NativeContext& context, const SyntaxNode::Member& section) {
  Fields fields(context, section.value, "`iam`", section.key_at);
  for (const Row& row : kIamRows) fields.know({row.key});
  for (const SyntaxNode::Member& member : section.value.members()) {
    for (const Row& row : kIamRows) {
      if (row.key == member.key) declare_names(context, member, row.label);
    }
  }
}

void declare_list(NativeContext& context, const SyntaxNode::Member& section,
                  std::string_view label) {
  if (!section.value.is_list()) {
    context.wrong_type(section.value, quoted(section.key), "a list");
  }
  std::size_t number = 0;
  for (const SyntaxNode& element : section.value.elements()) {
    ++number;
    const SyntaxNode* id = element.find("id");
    const bool has_id = id != nullptr && id->is_scalar() && !id->text().empty();
    add(context, label, has_id ? id->text() : std::to_string(number), element.at());
  }
}

}  // namespace

std::vector<std::string_view> keys_not_modelled() {
  std::vector<std::string_view> keys;
  for (const Row& row : kRows) keys.push_back(row.key);
  return keys;
}

void declare_not_modelled(NativeContext& context, const SyntaxNode::Member& section) {
  for (const Row& row : kRows) {
    if (row.key != section.key) continue;
    switch (row.shape) {
      case Shape::map_of_names:
        return declare_names(context, section, row.label);
      case Shape::map_of_groups:
        return declare_iam(context, section);
      case Shape::list:
        return declare_list(context, section, row.label);
      case Shape::whole:
        if (section.value.is_map()) {
          return add(context, row.label, std::string(section.key), section.key_at);
        }
        return context.wrong_type(section.value, quoted(section.key), "a map");
    }
  }
}

}  // namespace canreach
