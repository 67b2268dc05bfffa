#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/endpoint.h"

namespace canreach {

/// Every end that the design declares: workloads and interfaces in the order of the design,
/// functions outside every VPC, endpoints that have interfaces, on-premises networks, and the
/// internet.
std::vector<EndMember> every_end(const Network& network);

/// Is it outside the design: a host on the internet, an on-premises network, a service of AWS?
bool is_outside_design(const EndMember& member);

/// Are both the same workload or interface?  An end does not ask itself.
bool is_same_end(const EndMember& a, const EndMember& b);

/// Ends that behave alike: for every other end, what passes between it and one of a class passes
/// between it and all of the class.  Told by what the engine looks at: place, groups, addresses as
/// the rules tell them apart, state, ports.  Hosts outside are cut so that no rule tells those of
/// one member apart.
struct EndClasses {
  std::size_t ends = 0;  // that were asked about, hosts outside counted as one
  std::vector<EndMember> members;
  std::vector<std::uint32_t> class_of;               // of each member
  std::vector<std::vector<std::uint32_t>> classes;   // members of each, in order
  std::vector<std::uint32_t> routing_of;             // of each class: its routing class
  std::vector<std::vector<std::uint32_t>> routings;  // classes of each routing class, in order

  const EndMember& first_of(std::uint32_t end_class) const {
    return members[classes[end_class].front()];
  }
};

/// Two classes have one routing class when every packet of theirs takes the same way, whatever its
/// filters say: they differ in groups, or in addresses that no route tells apart.
EndClasses classify(const Network& network, std::vector<EndMember> members);
/// Those of every_end(), made when they are first asked for.  Not thread-safe.
std::shared_ptr<const EndClasses> classes_of_every_end(const Network& network);

/// Where members of two classes meet that are not the same end; none when the classes have but one
/// and the same member.
using MemberPair = std::pair<std::uint32_t, std::uint32_t>;
std::optional<MemberPair> representatives(const EndClasses& from, std::uint32_t from_class,
                                          const EndClasses& to, std::uint32_t to_class);

}  // namespace canreach
