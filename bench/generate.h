#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "parsers/load.h"

namespace canreach::bench {

/// An account with about `interfaces` network interfaces, as the outputs of describe commands; the
/// same texts for the same number on every machine.  `interfaces` is at least 100.
std::vector<InputFile> generate_snapshot(std::size_t interfaces);

/// A native design of about `bytes`: many small VPCs with subnets, tables, groups and instances.
std::string generate_native(std::size_t bytes);

/// A native design: a transit gateway, and `spokes` VPCs of 10.0.0.0/8 with an attachment in three
/// zones and eight hosts each, that all reach each other by its one table.  At most 1,000.
std::string generate_hub(std::size_t spokes);

/// A CloudFormation template of about `resources` resources, and the same as a Terraform plan.
std::vector<InputFile> generate_template(std::size_t resources);
std::vector<InputFile> generate_plan(std::size_t resources);

/// How many bytes the texts hold.
std::size_t bytes_of(const std::vector<InputFile>& files);

}  // namespace canreach::bench
