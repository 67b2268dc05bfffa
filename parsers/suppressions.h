#pragma once

#include <vector>

#include "base/diagnostics.h"
#include "model/suppression.h"
#include "parsers/load.h"

namespace canreach {

/// A file of suppressions, which joins `files`:
///
///     suppressions:
///       - {code: CR5001, resource: main/bastion, until: 2026-12-31, reason: moves behind the VPN}
///
/// Without `resource` they are about everything.  What is wrong with its form is CR1712.
std::vector<ListedSuppression> read_suppressions(InputFile file, SourceFiles& files,
                                                 Diagnostics& diagnostics);

/// Those in the Metadata of CloudFormation templates among the files, of a resource or of the whole
/// template: `canreach: {suppress: [{code, reason, until}]}`, and what cfn-lint (ignore_checks),
/// cfn_nag (rules_to_suppress) and checkov (skip) read.
std::vector<ListedSuppression> metadata_suppressions(const SourceFiles& files);

}  // namespace canreach
