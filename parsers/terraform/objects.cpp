#include "parsers/terraform/objects.h"

namespace canreach {

TerraformObjects::TerraformObjects(const TerraformDocument& document, std::size_t index)
    : name_(document.name), root_(document.root), index_(index) {
  const SyntaxNode* root_module = find_in(document.root->find("configuration"), "root_module");
  if (root_module != nullptr) config_ = module_config(*root_module);
  root_instance_.config = config_.get();
  by_module_.emplace(std::string_view(), &root_instance_);
}

const ModuleInstance* TerraformObjects::child(const ModuleInstance& parent, const AddressStep& call,
                                              std::string_view address) {
  instances_.push_back({});
  ModuleInstance& made = instances_.back();
  made.address = std::string(address);
  made.parent = &parent;
  made.call = call.name;
  made.key = call.key;
  if (parent.config != nullptr) {
    const auto found = parent.config->calls.find(call.name);
    if (found != parent.config->calls.end()) made.config = found->second.module.get();
  }
  by_module_.emplace(made.address, &made);
  children_[{&parent, made.call}].push_back(&made);
  return &made;
}

// The parents come first, so that each instance knows its own.
const ModuleInstance* TerraformObjects::instance(std::string_view address) {
  const auto known = by_module_.find(address);
  if (known != by_module_.end()) return known->second;
  const std::optional<std::vector<AddressStep>> steps = address_steps(address);
  const ModuleInstance* at = &root_instance_;
  if (!steps) return at;
  for (std::size_t i = 1; i < steps->size(); i += 2) {
    const AddressStep& call = (*steps)[i];
    const std::string_view last = call.key.empty() ? call.name : call.key;
    const std::string_view upper =
        address.substr(0, static_cast<std::size_t>(last.data() + last.size() - address.data()));
    const auto found = by_module_.find(upper);
    at = found != by_module_.end() ? found->second : child(*at, call, upper);
  }
  return at;
}

TerraformObject* TerraformObjects::add(std::string_view address, SourceLoc at) {
  const auto [place, is_new] = by_address_.emplace(address, nullptr);
  if (!is_new && place->second != nullptr) return place->second;
  const std::optional<ResourceAddress> parts = resource_address(address);
  if (!parts) {
    by_address_.erase(place);
    return nullptr;
  }
  objects_.push_back({});
  TerraformObject& object = objects_.back();
  object.address = std::string(address);
  object.config = parts->config;
  object.type = parts->type;
  object.key = parts->key;
  object.is_data = parts->is_data;
  object.at = at;
  object.document = index_;
  object.module = instance(parts->module);
  if (object.module->config != nullptr) {
    const auto written = object.module->config->resources.find(parts->config);
    if (written != object.module->config->resources.end()) object.written = written->second;
  }
  place->second = &object;
  ObjectGroup& group = groups_[{object.module, object.config}];
  group.all.push_back(&object);
  group.by_key.emplace(object.key, &object);
  if (!object.is_data) types_[{object.module, object.type}].push_back(&object);
  return &object;
}

const TerraformObject* TerraformObjects::find(std::string_view address) const {
  const auto found = by_address_.find(address);
  return found == by_address_.end() ? nullptr : found->second;
}

TerraformObject* TerraformObjects::find(std::string_view address) {
  const auto found = by_address_.find(address);
  return found == by_address_.end() ? nullptr : found->second;
}

const ObjectGroup* TerraformObjects::group(const ModuleInstance& module,
                                           std::string_view config) const {
  const auto found = groups_.find({&module, config});
  return found == groups_.end() ? nullptr : &found->second;
}

const std::vector<const TerraformObject*>& TerraformObjects::of_type(const ModuleInstance& module,
                                                                     std::string_view type) const {
  static const std::vector<const TerraformObject*> kNone;
  const auto found = types_.find({&module, type});
  return found == types_.end() ? kNone : found->second;
}

// A module without resources of its own may still hand values on.
std::vector<const ModuleInstance*> TerraformObjects::children(const ModuleInstance& parent,
                                                              std::string_view name) {
  const auto found = children_.find({&parent, name});
  if (found != children_.end()) return found->second;
  if (parent.config == nullptr) return {};
  const auto call = parent.config->calls.find(name);
  if (call == parent.config->calls.end()) return {};
  const SyntaxNode* node = call->second.node;
  if (node->find("count_expression") != nullptr) return {};
  if (node->find("for_each_expression") != nullptr) return {};
  const std::string before = parent.address.empty() ? "" : parent.address + ".";
  texts_.push_back(before + "module." + std::string(name));
  return {instance(texts_.back())};
}

}  // namespace canreach
