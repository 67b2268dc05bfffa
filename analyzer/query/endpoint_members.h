#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/endpoint.h"
#include "analyzer/query/names.h"

namespace canreach {

/// The part of the network that an endpoint takes in.
struct Extent {
  enum class Kind : std::uint8_t { everything, vpc, subnet, prefix };
  Kind kind = Kind::everything;
  std::uint32_t index = kNoIndex;  // of the VPC or subnet
  IpPrefix prefix;
};

/// The member that an end of NameIndex::is_end() stands for, by its name.
EndMember member_of(const Network& network, const NamedThing& end);

/// The member that an address stands for which a face has, or whose delegated prefix holds it.
EndMember member_at(const Network& network, std::uint32_t face, const IpAddress& address);

/// Is the face none of those by which the member is met: of another interface of an instance than
/// its first, or not the first address of its family?
bool is_further(const Network& network, const EndMember& member, std::uint32_t face);

/// Are the addresses of the first interface of an instance known?
bool knows_first_interface(const Network& network, const EndMember& member);

/// Adds the blocks that are known.
void add_known_blocks(const std::vector<Value<IpPrefix>>& cidrs, std::vector<AddressRange>& ranges);

/// All known blocks of VPCs, or of networks on premises.
template <class T>
AddressSet known_blocks(const std::vector<T>& resources) {
  std::vector<AddressRange> ranges;
  for (const T& resource : resources) add_known_blocks(resource.cidrs, ranges);
  return AddressSet::of(std::move(ranges));
}

/// Every public address but those in blocks of the design's own VPCs, and its Elastic IPs.  Rules:
/// ADR-7, IGW-3, IGW-9.
AddressSet addresses_outside(const Network& network);

/// The Elastic IP without an interface that was asked for by its address, or nullptr.
const ElasticIp* elastic_ip_of(const Network& network, const EndMember& member);

/// Of these, all that are not known to be the public address of something in the design: who has
/// one of those is no host on the internet.
AddressSet internet_hosts(const Network& network);

/// The member that `internet` stands for.
EndMember internet_member(const Network& network);

/// Which hosts of `internet`: empty for all of it, or all of IPv4 and none of IPv6; "::/0" for all
/// of IPv6 and none of IPv4.
std::string hosts_text(const AddressSet& internet, const AddressSet& hosts);
/// "internet (192.0.2.1)", "internet (IPv6)", or all but which, whatever is said with fewer words,
/// in blocks that hold no other hosts; empty where hosts_text() is.
std::string hosts_words(const AddressSet& internet, const AddressSet& hosts);

/// A member that is one public address which nothing is known to have: faces that may have it all
/// the same, since AWS picks their public address or nobody knows whether they have one.  One face
/// of each class that rules treat alike.  Rule: ADR-14
std::vector<std::uint32_t> possible_owners(const Network& network, const EndMember& member);

/// A group's members in the order of the design: workloads, each with its faces inside, then
/// interfaces that belong to no workload.  What the VPC itself is made of is left out: interfaces
/// of NAT gateways, endpoints and transit gateways. A workload that may be inside, but whose
/// addresses are not known, is a member without an address.
std::vector<EndMember> members_inside(const Network& network, const Extent& extent);

/// The workloads and interfaces with the tag "KEY=VALUE", but no interface beside its own workload.
std::vector<EndMember> members_tagged(const Network& network, std::string_view key_and_value);

/// Do its calls of AWS's services take the ways of its VPC?  Functions outside every VPC have none,
/// and a Redshift cluster uses them only with enhanced VPC routing.  Rules: SVC-5, SVC-15
Tri calls_services_by_vpc(const Network& network, const EndMember& member);

}  // namespace canreach
