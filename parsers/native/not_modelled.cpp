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
  map_of_names,  // name: {...}
  of_any_kind,   // name: {kind: ..., interfaces: ...}
};

struct Row {
  std::string_view key;
  std::string_view label;
  Shape shape;
};

constexpr Row kRows[] = {
    {"file_systems", "file-system", Shape::map_of_names},
    {"not_modelled", "", Shape::of_any_kind},
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

/// What another format declares and no key here is for.  Names are unique within their kind.
void declare_any(NativeContext& context, const SyntaxNode::Member& section) {
  if (!section.value.is_map()) {
    return context.wrong_type(section.value, quoted(section.key), "a map of names");
  }
  for (const SyntaxNode::Member& member : section.value.members()) {
    Fields fields(context, member.value, quoted(member.key), member.key_at);
    const SyntaxNode* kind = fields.need("kind");
    const std::string label =
        kind == nullptr ? std::string() : read_text(context, *kind, "`kind`").value_or("");
    const SyntaxNode* name = fields.find("name");
    add(context, label,
        name == nullptr ? member.key : read_text(context, *name, "`name`").value_or(member.key),
        member.key_at);
    NotModelled& added = context.design.not_modelled.back();
    added.has_interfaces = read_flag(context, fields.find("interfaces"), "`interfaces`");
    added.has_policy = read_flag(context, fields.find("policy"), "`policy`");
    if (const SyntaxNode* type = fields.find("policy_type")) {
      added.policy_type = read_text(context, *type, "`policy_type`").value_or("");
    }
    if (const SyntaxNode* fronted = fields.find("in_front_of")) {
      context.fronts.push_back({context.design.not_modelled.size() - 1, fronted});
    }
  }
}

}  // namespace

const Wanted& wanted_behind_front() {
  static const Wanted kWanted = {"instance, load balancer or service",
                                 {std::string(label_of(ResourceKind::Instance)),
                                  std::string(label_of(ResourceKind::LoadBalancer)),
                                  std::string(label_of(ResourceKind::Service))}};
  return kWanted;
}

void resolve_fronts(NativeContext& context) {
  for (const Front& front : context.fronts) {
    NotModelled& thing = context.design.not_modelled[front.thing];
    for (const SyntaxNode* element : elements_of(*front.targets)) {
      const NameEntry* entry = resolve(context, *element, wanted_behind_front(), "");
      if (entry != nullptr) thing.in_front_of.emplace_back(*entry->kind, entry->index);
    }
  }
}

std::vector<std::string_view> keys_not_modelled() {
  std::vector<std::string_view> keys;
  for (const Row& row : kRows) keys.push_back(row.key);
  return keys;
}

std::string_view section_not_modelled(std::string_view label) {
  for (const Row& row : kRows) {
    if (row.shape == Shape::map_of_names && row.label == label) return row.key;
  }
  return {};
}

void declare_not_modelled(NativeContext& context, const SyntaxNode::Member& section) {
  for (const Row& row : kRows) {
    if (row.key != section.key) continue;
    switch (row.shape) {
      case Shape::map_of_names:
        return declare_names(context, section, row.label);
      case Shape::of_any_kind:
        return declare_any(context, section);
    }
  }
}

}  // namespace canreach
