#include <fmt/format.h>

#include <algorithm>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/terraform/objects.h"

// Three texts hold the same things in three shapes.  A plan lists changes, with what is unknown
// beside what is known; a shown state is a tree of modules; a raw state lists resources with their
// instances.  All become TerraformObjects.

namespace canreach {
namespace {

constexpr std::size_t kModuleDepth = 60;

bool has_action(const SyntaxNode* actions, std::string_view action) {
  if (actions == nullptr) return false;
  return any_of(actions->elements(),
                [action](const SyntaxNode& node) { return node.text() == action; });
}

bool stays(const SyntaxNode* actions) {
  return has_action(actions, "create") || has_action(actions, "update");
}

/// Does nothing stay of it?
bool is_gone(const SyntaxNode* change) {
  const SyntaxNode* actions = find_in(change, "actions");
  const SyntaxNode* after = find_in(change, "after");
  const bool leaves = has_action(actions, "delete");
  return leaves && (!stays(actions) || (after != nullptr && after->is_null()));
}

/// Is it given out of Terraform's hands?  AWS keeps it as it is.
bool is_forgotten(const SyntaxNode* change) {
  const SyntaxNode* actions = find_in(change, "actions");
  return has_action(actions, "forget") && !stays(actions);
}

/// Does the apply change what there was?
bool is_changed(const SyntaxNode* change) {
  const SyntaxNode* actions = find_in(change, "actions");
  const SyntaxNode* before = find_in(change, "before");
  return before != nullptr && before->is_map() &&
         (has_action(actions, "delete") || has_action(actions, "update"));
}

/// 0.12 gives `address` without the key of the instance and `index` beside it.
std::string_view with_index(const SyntaxNode& node, std::string_view address, std::string& room) {
  const SyntaxNode* index = node.find("index");
  if (index == nullptr || index->is_null() || address.empty()) return address;
  if (address.back() == ']') return address;
  room = index->kind() == SyntaxKind::number ? fmt::format("{}[{}]", address, index->text())
                                             : fmt::format("{}[\"{}\"]", address, index->text());
  return room;
}

/// Do two texts say the same?
bool is_same(const SyntaxNode* a, const SyntaxNode* b) {
  if (a == nullptr || b == nullptr) return a == b;
  if (a->kind() != b->kind() || a->text() != b->text()) return false;
  if (a->elements().size() != b->elements().size()) return false;
  if (a->members().size() != b->members().size()) return false;
  for (std::size_t i = 0; i < a->elements().size(); ++i) {
    if (!is_same(&a->elements()[i], &b->elements()[i])) return false;
  }
  return all_of(a->members(), [b](const SyntaxNode::Member& member) {
    return is_same(&member.value, b->find(member.key));
  });
}

class Reader {
 public:
  Reader(TerraformObjects& objects, std::deque<std::string>& texts, Diagnostics& diagnostics)
      : objects_(objects), texts_(texts), diagnostics_(diagnostics) {}

  TerraformObject* add(const SyntaxNode& node, bool again_is_a_mistake) {
    const SyntaxNode* address = node.find("address");
    if (!node.is_map() || address == nullptr || !address->is_quoted()) {
      wrong(node, "a resource", "a map with an `address`");
      return nullptr;
    }
    std::string room;
    const std::string_view name = with_index(node, address->text(), room);
    TerraformObject* known = objects_.find(name);
    if (known != nullptr && again_is_a_mistake) {
      if (is_same(known->values, find_in(node.find("change"), "after"))) return nullptr;
      diagnostics_.report(DiagnosticKind::duplicate_name, address->at(),
                          {quoted(name), std::to_string(known->at.line)});
      return nullptr;
    }
    if (known != nullptr) return known;
    if (!room.empty()) texts_.push_back(room);
    TerraformObject* made = objects_.add(room.empty() ? name : texts_.back(), address->at());
    if (made == nullptr) wrong(*address, quoted(name), "the address of a resource");
    return made;
  }

  void change(const SyntaxNode& node) {
    const SyntaxNode* change = node.find("change");
    const SyntaxNode* deposed = node.find("deposed");
    if (deposed != nullptr && !deposed->is_null()) return;
    if (node.is_map() && is_changed(change)) {
      objects_.add_former({text_in(&node, "type"), change->find("before")});
    }
    if (node.is_map() && is_gone(change)) {
      if (const SyntaxNode* address = node.find("address")) gone_.push_back(address->text());
      return;
    }
    TerraformObject* object = add(node, true);
    if (object == nullptr) return;
    object->provider = text_in(object->written, "provider_config_key");
    if (is_forgotten(change)) {
      object->values = find_in(change, "before");
      object->sensitive = find_in(change, "before_sensitive");
      object->written = nullptr;
      return;
    }
    object->values = find_in(change, "after");
    object->unknown = find_in(change, "after_unknown");
    object->sensitive = find_in(change, "after_sensitive");
    object->before = find_in(change, "before");
    object->exists = !has_action(find_in(change, "actions"), "create");
  }

  /// A resource of `planned_values`, `prior_state` or a state.
  void value(const SyntaxNode& node, bool omits_unknown, bool data_only) {
    if (data_only && text_in(&node, "mode") != "data") return;
    const SyntaxNode* deposed = node.find("deposed_key");
    if (deposed != nullptr && !deposed->is_null()) return;
    const std::string_view name = text_in(&node, "address");
    if (std::binary_search(gone_.begin(), gone_.end(), name)) return;
    TerraformObject* object = add(node, false);
    if (object == nullptr || object->values != nullptr) return;
    object->provider = text_in(object->written, "provider_config_key");
    object->values = node.find("values");
    object->sensitive = node.find("sensitive_values");
    object->omits_unknown = omits_unknown;
    object->exists = !omits_unknown;
  }

  void modules(const SyntaxNode& module, bool omits_unknown, bool data_only, std::size_t depth) {
    if (depth > kModuleDepth) return too_deep(module);
    if (const SyntaxNode* resources = module.find("resources")) {
      for (const SyntaxNode& node : resources->elements()) value(node, omits_unknown, data_only);
    }
    const SyntaxNode* children = module.find("child_modules");
    if (children == nullptr) return;
    for (const SyntaxNode& child : children->elements()) {
      modules(child, omits_unknown, data_only, depth + 1);
    }
  }

  void wrong(const SyntaxNode& node, std::string what, std::string wanted) {
    diagnostics_.report(DiagnosticKind::wrong_type, node.at(),
                        {std::move(what), std::move(wanted), std::string(name_of(node.kind()))});
  }

  void sort_gone() { sort_unique(gone_); }

 private:
  void too_deep(const SyntaxNode& module) {
    diagnostics_.report(DiagnosticKind::limit_exceeded, module.at(),
                        {fmt::format("modules lie more than {} deep", kModuleDepth)});
  }

  TerraformObjects& objects_;
  std::deque<std::string>& texts_;
  Diagnostics& diagnostics_;
  std::vector<std::string_view> gone_;
};

}  // namespace

/// Has the texts that objects of a raw state are called by.
class RawStateReader {
 public:
  static std::deque<std::string>& texts(TerraformObjects& objects) { return objects.texts_; }

  RawStateReader(TerraformObjects& objects, Diagnostics& diagnostics)
      : objects_(objects), diagnostics_(diagnostics) {}

  void resource(const SyntaxNode& node) {
    const SyntaxNode* type = node.find("type");
    const SyntaxNode* name = node.find("name");
    const SyntaxNode* instances = node.find("instances");
    if (type == nullptr || name == nullptr || instances == nullptr) {
      diagnostics_.report(DiagnosticKind::wrong_type, node.at(),
                          {"a resource of a state", "a map with `type`, `name` and `instances`",
                           std::string(name_of(node.kind()))});
      return;
    }
    for (const SyntaxNode& instance : instances->elements()) {
      const SyntaxNode* deposed = instance.find("deposed");
      if (deposed == nullptr || deposed->is_null()) this->instance(node, instance);
    }
  }

 private:
  std::string address(const SyntaxNode& node, const SyntaxNode& instance) const {
    const SyntaxText module = text_in(&node, "module");
    std::string text = module.empty() ? "" : module + ".";
    if (text_in(&node, "mode") == "data") text += "data.";
    text += fmt::format("{}.{}", text_in(&node, "type"), text_in(&node, "name"));
    const SyntaxNode* key = instance.find("index_key");
    if (key == nullptr || key->is_null()) return text;
    return key->kind() == SyntaxKind::number ? text + fmt::format("[{}]", key->text())
                                             : text + fmt::format("[\"{}\"]", key->text());
  }

  void instance(const SyntaxNode& node, const SyntaxNode& instance) {
    objects_.texts_.push_back(address(node, instance));
    const std::string& text = objects_.texts_.back();
    if (const TerraformObject* known = objects_.find(text)) {
      diagnostics_.report(DiagnosticKind::duplicate_name, instance.at(),
                          {quoted(text), std::to_string(known->at.line)});
      return;
    }
    TerraformObject* object = objects_.add(text, instance.at());
    if (object == nullptr) {
      diagnostics_.report(DiagnosticKind::invalid_value, node.at(),
                          {"address", quoted(text) + " is not the address of a resource"});
      return;
    }
    object->values = instance.find("attributes");
    secrets(*object, instance.find("sensitive_attributes"));
  }

  /// Lists of paths; the first step of each names an attribute.
  static void secrets(TerraformObject& object, const SyntaxNode* paths) {
    if (paths == nullptr) return;
    for (const SyntaxNode& path : paths->elements()) {
      if (path.is_scalar()) object.secret_names.push_back(path.text());
      if (!path.elements().empty()) {
        object.secret_names.push_back(text_in(&path.elements().front(), "value"));
      }
    }
  }

  TerraformObjects& objects_;
  Diagnostics& diagnostics_;
};

void read_plan(TerraformObjects& objects, Diagnostics& diagnostics) {
  Reader reader(objects, RawStateReader::texts(objects), diagnostics);
  if (const SyntaxNode* changes = objects.root().find("resource_changes")) {
    if (!changes->is_list() && !changes->is_null()) {
      reader.wrong(*changes, "`resource_changes`", "a list");
    }
    for (const SyntaxNode& change : changes->elements()) reader.change(change);
  }
  reader.sort_gone();
  if (const SyntaxNode* planned = objects.root().find("planned_values")) {
    const SyntaxNode* module = planned->find("root_module");
    if (module != nullptr) reader.modules(*module, true, false, 0);
  }
  const SyntaxNode* prior = find_in(objects.root().find("prior_state"), "values");
  const SyntaxNode* module = find_in(prior, "root_module");
  if (module != nullptr) reader.modules(*module, false, true, 0);
  drop_former_repeats(objects);
}

void read_shown_state(TerraformObjects& objects, Diagnostics& diagnostics) {
  const SyntaxNode* module = find_in(objects.root().find("values"), "root_module");
  if (module == nullptr) return;
  Reader reader(objects, RawStateReader::texts(objects), diagnostics);
  reader.modules(*module, false, false, 0);
}

void read_raw_state(TerraformObjects& objects, Diagnostics& diagnostics) {
  const SyntaxNode* resources = objects.root().find("resources");
  if (resources == nullptr) return;
  RawStateReader reader(objects, diagnostics);
  for (const SyntaxNode& resource : resources->elements()) reader.resource(resource);
}

}  // namespace canreach
