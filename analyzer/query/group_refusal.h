#pragma once

#include <cstdint>
#include <optional>

#include "analyzer/query/endpoint.h"
#include "analyzer/query/path.h"

namespace canreach {

/// A security group that refuses whatever addresses and routes lie between two ends.
struct GroupRefusal {
  Reason reason = Reason::none;  // sg_no_match or sg_no_rules
  std::uint32_t group = kNoIndex;
  Direction direction = Direction::none;
};

/// Do the security groups of one of the two ends alone refuse all of this traffic?  They do where
/// every interface of the end has groups that are all known, and none of their rules names any of
/// it.  Rules for it count, whomever they name: the other end's address is not known.  Rule: SG-2.
std::optional<GroupRefusal> refused_by_groups(const Network& network, const EndMember& from,
                                              const EndMember& to, const TrafficSet& asked);

/// The traffic that they do not refuse so.
TrafficSet admitted_by_groups(const Network& network, const EndMember& from, const EndMember& to);

}  // namespace canreach
