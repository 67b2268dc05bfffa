#include "parsers/terraform/configuration.h"

namespace canreach {

std::unique_ptr<ModuleConfig> module_config(const SyntaxNode& module) {
  auto config = std::make_unique<ModuleConfig>();
  config->outputs = module.find("outputs");
  config->variables = module.find("variables");
  if (const SyntaxNode* resources = module.find("resources")) {
    for (const SyntaxNode& resource : resources->elements()) {
      const SyntaxText address = text_in(&resource, "address");
      if (!address.empty()) config->resources.emplace(address, &resource);
    }
  }
  const SyntaxNode* calls = module.find("module_calls");
  if (calls == nullptr) return config;
  for (const SyntaxNode::Member& call : calls->members()) {
    ModuleConfig::Call& entry = config->calls[call.key];
    entry.node = &call.value;
    if (const SyntaxNode* child = call.value.find("module")) entry.module = module_config(*child);
  }
  return config;
}

}  // namespace canreach
