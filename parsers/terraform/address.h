#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace canreach {

/// One step of a Terraform address or reference: `aws_subnet`, `main["a.b"]`, `*`.
struct AddressStep {
  std::string_view name;
  std::string_view key;  // with its brackets, `["a.b"]` or `[0]`; empty when there is none
};

/// The steps of `module.a["x"].aws_subnet.b[0].id`.  Keys may hold dots, brackets and escaped
/// quotes.  None when the brackets or quotes do not match, or when there are too many steps.
std::optional<std::vector<AddressStep>> address_steps(std::string_view text);

/// The parts of the address of a resource.
struct ResourceAddress {
  std::string_view module;  // `module.a["x"].module.b`; empty: the root module
  std::string_view config;  // `aws_subnet.b`, `data.aws_vpc.c`: as the configuration calls it
  std::string_view type;
  std::string_view key;  // with its brackets
  bool is_data = false;
};

std::optional<ResourceAddress> resource_address(std::string_view text);

/// Is `text` the same reference as `whole`, or one of the shorter ones that lead to it?
bool leads_to(std::string_view text, std::string_view whole);

}  // namespace canreach
