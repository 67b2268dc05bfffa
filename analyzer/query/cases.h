#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/query/endpoint.h"
#include "analyzer/query/path.h"

namespace canreach {

/// That an address may have, of different classes, and that are looked at.
inline constexpr std::size_t kMostOwners = 32;

/// One concrete pair of ends that a query stands for: addresses that every rule treats alike are
/// one case.
struct Case {
  FlowEnds ends;
  AddressSet sources;  // all addresses that this case stands for; empty: only the ends' own
  AddressSet destinations;
  /// Decided before any path is looked for: the reason, and whether it refuses (no) or leaves it
  /// open (maybe).
  Reason decided = Reason::none;
  Tri outcome = Tri::yes;
  ResourceKind component{};
  std::uint32_t index = kNoIndex;
  std::string subject;                    // what it is about, where there is no component
  std::string message;                    // instead of the reason's words; empty: those
  std::string supply;                     // with `message`: what to give
  Direction direction = Direction::none;  // of a security group that refuses
  bool behind_node = false;  // the source is the node of the pod that was named.  Rule: SVC-11
  /// Of an address of the target beside those by which it is met: what passes counts, what is
  /// refused does not.
  bool further = false;
  bool by_public_address =
      false;  // the target is reached by its public address although it was named
};

/// Has the end addresses of the family?
bool has_family(const Network& network, const EndMember& member, Family family);

/// Of the packets that the case is about.
Family family_of(const Network& network, const Case& made);

/// The cases of two members.  Several alternatives where it is not known which of them holds (a
/// service's name that may or may not resolve to an endpoint); all cases of one alternative must be
/// judged.
std::vector<std::vector<Case>> cases_of(const Network& network, const EndMember& from,
                                        const EndMember& to);

}  // namespace canreach
