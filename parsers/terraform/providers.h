#pragma once

#include <string>

#include "parsers/terraform/objects.h"

namespace canreach {

/// The region that an object's provider is set to, as far as that is a constant; else empty.
std::string region_of(const TerraformObjects& document, const TerraformObject& object);

/// The same in two parts: what the resource says itself, and what its provider says.
std::string own_region(const TerraformObject& object);
std::string region_of_provider_of(const TerraformObjects& document, const TerraformObject& object);

/// The region of the provider that has no alias.
std::string main_region(const TerraformObjects& document);

/// The account in an ARN of the object that is known; else empty.
std::string account_of(const TerraformObject& object);

}  // namespace canreach
