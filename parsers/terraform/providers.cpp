#include "parsers/terraform/providers.h"

#include "base/text.h"

namespace canreach {
namespace {

/// A constant, or the value of a variable of the root module.
std::string constant(const TerraformObjects& document, const SyntaxNode* expression) {
  const SyntaxNode* value = find_in(expression, "constant_value");
  if (value != nullptr) return value->text();
  const SyntaxNode* references = find_in(expression, "references");
  if (references == nullptr || references->elements().size() != 1) return {};
  const std::string_view reference = references->elements().front().text();
  if (reference.substr(0, 4) != "var.") return {};
  return text_in(find_in(document.root().find("variables"), reference.substr(4)), "value");
}

std::string region_of_provider(const TerraformObjects& document, std::string_view key) {
  const SyntaxNode* providers = find_in(document.root().find("configuration"), "provider_config");
  const SyntaxNode* provider = find_in(providers, key);
  // "module.a:aws.west" is the provider "aws.west" that a module was given.
  if (provider == nullptr) provider = find_in(providers, key.substr(key.rfind(':') + 1));
  return constant(document, find_in(find_in(provider, "expressions"), "region"));
}

}  // namespace

std::string own_region(const TerraformObject& object) {
  const SyntaxNode* region = find_in(object.values, "region");
  const bool is_said = region != nullptr && region->is_quoted() && object.type != "aws_region";
  return is_said ? std::string(region->text()) : std::string();
}

std::string region_of_provider_of(const TerraformObjects& document, const TerraformObject& object) {
  return object.provider.empty() ? std::string() : region_of_provider(document, object.provider);
}

std::string region_of(const TerraformObjects& document, const TerraformObject& object) {
  const std::string own = own_region(object);
  return own.empty() ? region_of_provider_of(document, object) : own;
}

std::string main_region(const TerraformObjects& document) {
  return region_of_provider(document, "aws");
}

std::string account_of(const TerraformObject& object) {
  const std::vector<std::string_view> parts = split(text_in(object.values, "arn"), ':');
  if (parts.size() < 6 || parts[4].size() != 12 || !parse_number(parts[4])) return {};
  return std::string(parts[4]);
}

}  // namespace canreach
