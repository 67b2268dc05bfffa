#pragma once

#include <vector>

#include "parsers/declared/declared.h"

namespace canreach {

/// Brings the properties of a resource into the form that declared.h asks for: lists of rules are
/// lists of maps, and an empty SecurityGroupEgress is left out, since CloudFormation takes it for
/// none said.  Rule: inputs, trap 1; lists from Fn::If inside of lists, trap 15.
void normalise(DeclaredResource& resource);

/// A rule of the default VPC may name its group by GroupName, which Ref gives there: as its
/// GroupId.
void resolve_group_names(std::vector<DeclaredResource>& resources);

}  // namespace canreach
