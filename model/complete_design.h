#pragma once

#include <string>

#include "base/diagnostics.h"
#include "model/design.h"

namespace canreach {

/// Where a design comes from.  A collector lists also what AWS made by itself: what it does not
/// list was not collected.
enum class Origin { written, collected };

/// Adds what AWS adds to every design (RT-20), and notes each addition in Design::completions: a
/// main route table for a VPC without one, the default network ACL (NACL-4) and default security
/// group (SG-3), `local` routes for every CIDR of the VPC (RT-3), the routes of gateway endpoints
/// (GEP-1), a subnet's association with the main table and default ACL (RT-1, NACL-1), the VPC's
/// default group for interfaces that are given none (SG-3), and the next free address of the
/// subnet, in the order of the input, for an interface that has none.  Sorts ACL entries by number.
/// Where Design::is_complete says that a kind is not complete, nothing of that kind is added: the
/// reference becomes unknown instead, as it does for a VPC of a collected design that lacks such an
/// object.  What is there already stays.
void complete_design(Design& design, Diagnostics& diagnostics, Origin origin = Origin::written);

/// Notes in Design::completions what AWS added to a resource.
void note_completion(Design& design, ResourceKind kind, const std::string& name, std::string what);

}  // namespace canreach
