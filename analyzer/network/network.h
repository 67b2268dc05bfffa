#pragma once

// The compiled network: flat, index-based, interned; made once from a Design and const after that.
// Every component keeps the index that it has in Design::all<T>(), so provenance is a look-up and
// costs nothing here.
//
// Addresses.  All prefix boundaries that the design mentions cut the address line into *atoms*,
// numbered in order.  Every rule, route and subnet is then a closed range of atom numbers, an
// address is its atom, and both families are one axis.  Addresses that the design does not tell (a
// public IP that AWS will pick, AWS's address list of a service) are *symbolic* atoms above all
// others: a range surely holds one, surely does not, or may.
//
// Traffic.  Protocol and port (or ICMP type and code) are one number; sets of them are interned, so
// a rule is two ranges and two ids.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/reason.h"
#include "model/design.h"
#include "model/net/address_set.h"
#include "model/net/traffic_set.h"

namespace canreach {

class NameIndex;
struct EndMarks;
struct EndClasses;

inline constexpr std::uint32_t kNoIndex = 0xffffffff;

/// Three-valued: what holds whatever the unknown values are, what does not, and what depends on
/// them.
enum class Tri : std::uint8_t { no, maybe, yes };
inline Tri tri(bool value) { return value ? Tri::yes : Tri::no; }
inline Tri both(Tri a, Tri b) { return a < b ? a : b; }
inline Tri either(Tri a, Tri b) { return a > b ? a : b; }
/// Are two accounts, or two Regions, the same?  One that is not said is empty: it is said of
/// nothing in the input, or of this alone.
inline Tri same_place(const std::string& a, const std::string& b) {
  if (a == b) return Tri::yes;
  return a.empty() || b.empty() ? Tri::maybe : Tri::no;
}
template <class T>
Tri tri(const Value<T>& value, const T& wanted) {
  return value.is_unknown() ? Tri::maybe : tri(value.get() == wanted);
}

using Atom = std::uint32_t;

struct AtomRange {
  Atom first = 1;
  Atom last = 0;  // both included; first > last: empty

  bool contains(Atom atom) const { return first <= atom && atom <= last; }
  bool empty() const { return first > last; }
};

/// A set of traffic kept once.
using TrafficId = std::uint32_t;

class TrafficSets {
 public:
  TrafficSets();
  static constexpr TrafficId kNone = 0;
  static constexpr TrafficId kAll = 1;
  TrafficId intern(const TrafficSet& set);
  const TrafficSet& operator[](TrafficId id) const { return sets_[id]; }
  std::size_t size() const { return sets_.size(); }

 private:
  std::vector<TrafficSet> sets_;
  std::unordered_multimap<std::uint64_t, TrafficId> by_hash_;
};

/// From the first to the last number of a set of traffic: what lies outside, the set does not hold.
/// Most rules are told from a packet by this alone.
struct TrafficHull {
  Traffic first = 1;
  Traffic last = 0;  // both included; first > last: the set is empty

  static TrafficHull of(const TrafficSet& set);
  bool contains(Traffic traffic) const { return first <= traffic && traffic <= last; }
};

/// What a rule's other end is, as far as addresses go.
enum class PeerKind : std::uint8_t {
  addresses,      // the atoms of `range`
  group,          // members of security group `index`
  service_list,   // AWS's address list of service `index`, whose addresses are not in the input
  never,          // a deleted group: matches nothing.  Rule: SG-14
  foreign_group,  // of another account: only interfaces that the design does not hold have it
  maybe,          // unknown
};

/// One rule of a security group, or one entry of a prefix list that such a rule names.
struct GroupRule {
  PeerKind kind = PeerKind::never;
  AtomRange range;
  std::uint32_t index = kNoIndex;
  TrafficId surely = TrafficSets::kNone;
  TrafficId possibly = TrafficSets::kNone;
  std::uint32_t rule = 0;  // in the group's list of the direction
};

struct AclEntry {
  bool anywhere = false;  // the CIDR is unknown
  AtomRange range;
  Tri allow = Tri::no;
  TrafficId surely = TrafficSets::kNone;
  TrafficId possibly = TrafficSets::kNone;
  TrafficHull hull;  // of `possibly`
  std::uint32_t entry = 0;
};

/// A part of a flat array.
struct Slice {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

struct CompiledGroup {
  std::uint32_t vpc = kNoIndex;
  bool shared = false;  // with further VPCs.  Rule: SG-16
  bool rules_known = true;
  Slice ingress;  // in Network::group_rules
  Slice egress;
};

struct CompiledAcl {
  Slice ingress;  // in Network::acl_entries
  Slice egress;
};

/// One route, or one entry of the prefix list that it names.
struct CompiledRoute {
  enum class Origin : std::uint8_t {
    static_route,
    prefix_list,
    propagated_vpc,  // this and the next: in the tables of transit gateways
    propagated_direct_connect,
    propagated_connect,
    propagated_vpn,
    propagated,
  };  // in order of preference.  Rules: RT-7, TGW-5
  AtomRange range;
  bool anywhere = false;             // the destination is unknown
  std::uint32_t service = kNoIndex;  // AWS's list of this service, addresses not known
  bool may_hold_hosts = false;       // with `service`: also what is named by a public address
  std::uint8_t length = 0;           // of the prefix
  Family family = Family::ipv4;
  Origin origin = Origin::static_route;
  bool local = false;
  Route::State state = Route::State::active;
  RouteTarget::Kind target = RouteTarget::Kind::unknown;
  std::uint32_t target_index = 0;  // as RouteTarget::index
  std::uint32_t route = 0;         // in RouteTable::routes
  std::uint32_t list = kNoIndex;   // prefix list
};

struct CompiledTable {
  Slice routes;     // in Network::routes
  Slice intervals;  // in Network::route_intervals
};

/// From atom `first` to the next interval's, the same routes are chosen.
struct RouteInterval {
  Atom first = 0;
  Slice choices;  // in Network::route_choices: indexes into Network::routes; several when it cannot
                  // be told which
  bool no_route_possible = true;  // may there be no route at all?
};

/// One address of an interface.
struct Face {
  std::uint32_t interface = kNoIndex;
  IpAddress address;
  Atom atom = 0;
  std::uint32_t endpoint_class = 0;
  PublicIp public_ip;
  Atom public_atom = 0;  // symbolic when AWS picks it; meaningless without a public IP
};

struct CompiledInterface {
  std::uint32_t vpc = kNoIndex;
  std::uint32_t subnet = kNoIndex;  // kNoIndex: not known
  std::uint32_t group_set = 0;      // in Network::group_sets
  Slice faces;                      // in Network::faces
  NetworkInterface::Type type = NetworkInterface::Type::ordinary;
  Tri checked = Tri::yes;             // is the source/destination check on?
  Tri up = Tri::yes;                  // does its owner run, and is it attached?
  bool is_down_itself = false;        // with `up`: the owner, if any, runs
  Reason down_reason = Reason::none;  // why it may not
  ResourceKind owner_kind{};
  std::uint32_t owner_index = kNoIndex;    // kNoIndex: it has no owner
  TrafficId refused = TrafficSets::kNone;  // what its owner surely does not serve
  bool refused_known = true;               // false: it may refuse more
  bool transit_references = true;          // may its rules, and others', name groups across a
                                           // transit gateway?  Rule: TGW-10
};

struct CompiledSubnet {
  std::uint32_t vpc = kNoIndex;
  std::uint32_t table = kNoIndex;              // kNoIndex: not known which
  std::vector<std::uint32_t> possible_tables;  // it is one of these; empty: it may be any
  std::uint32_t acl = kNoIndex;                // kNoIndex: not known which
  std::vector<AtomRange> ranges;
  bool ranges_known = true;
};

struct CompiledVpc {
  std::vector<AtomRange> ranges;
  bool ranges_known = true;
  bool addresses_known = true;                // false: an interface's addresses are not known
  std::uint32_t internet_gateway = kNoIndex;  // attached
  std::uint32_t egress_only_gateway = kNoIndex;
  std::uint32_t vpn_gateway = kNoIndex;
  std::vector<std::uint32_t> peerings;
  std::vector<std::uint32_t> attachments;  // to transit gateways
  std::vector<std::uint32_t> nat_gateways;
  std::vector<std::uint32_t> endpoints;
  std::uint32_t edge_table = kNoIndex;           // of the internet gateway
  std::uint32_t possible_edge_table = kNoIndex;  // one that may rule there and would matter
  Value<BlockPublicAccess> block_public_access = BlockPublicAccess::off;
  std::optional<IpAddress> resolver;  // base of the primary CIDR + 2.  Rule: ADR-11
};

/// What joins a network on premises to AWS.
struct PremisesEntry {
  bool by_vpn_gateway = false;             // else by an attachment of a transit gateway
  std::uint32_t index = kNoIndex;          // of the gateway or the attachment
  std::vector<std::uint32_t> connections;  // to the gateway: VPN; kNoIndex: Direct Connect
};

struct CompiledOnPremises {
  std::vector<AtomRange> ranges;
  bool ranges_known = true;
  std::vector<PremisesEntry> entries;
  bool entries_known = true;
};

/// A block that a virtual private gateway knows.  Rule: VPN-2.
struct GatewayPrefix {
  AtomRange range;
  bool anywhere = false;  // not known
  std::uint8_t length = 0;
  Family family = Family::ipv4;
  std::uint8_t rank = 0;  // the smaller one is preferred.  Rule: VPN-6
  std::uint32_t on_premises = kNoIndex;
  std::uint32_t connection = kNoIndex;  // VPN; none: Direct Connect
};

struct CompiledVpnGateway {
  std::vector<GatewayPrefix> prefixes;
  bool open = false;                             // it may know further ones
  std::uint32_t edge_table = kNoIndex;           // Rule: RT-14
  std::uint32_t possible_edge_table = kNoIndex;  // one that may rule there and would matter
};

/// A rule of a firewall.  Rules: NFW-2, NFW-3.
struct CompiledFirewallRule {
  std::vector<AtomRange> source;
  std::vector<AtomRange> destination;
  bool source_known = true;
  bool destination_known = true;
  TrafficId to = TrafficSets::kAll;    // by the port that a packet goes to
  TrafficId from = TrafficSets::kAll;  // by the port that it comes from
  /// Does it match what comes from, or goes to, a port that a client takes for itself?
  Tri from_client = Tri::yes;
  Tri to_client = Tri::yes;
  bool ports_known = true;
  std::uint32_t group = kNoIndex;  // FirewallRuleGroup; kNoIndex: one that the input does not hold
  std::uint32_t rule = kNoIndex;   // in its rules; kNoIndex: rules that are not known
};

struct CompiledFirewall {
  std::uint32_t policy = kNoIndex;              // kNoIndex: not in the input
  std::vector<CompiledFirewallRule> stateless;  // by priority
  std::vector<CompiledFirewallRule> stateful;   // in the order in which they are asked
  bool is_stateful = true;                      // may anything get to the stateful rules?
};

/// Groups that an interface has; `complete` false: it has further ones that the input does not
/// give.
struct GroupSet {
  std::vector<std::uint32_t> groups;  // sorted
  bool complete = true;
  bool filters =
      true;  // false: this kind of interface has no groups, all is admitted.  Rule: SG-25

  friend bool operator==(const GroupSet&, const GroupSet&) = default;
};

/// Which address a party of a packet has: an atom, and what is known of it.
struct Symbol {
  enum class Kind : std::uint8_t { public_address, service };
  Kind kind = Kind::public_address;
  std::uint32_t index = kNoIndex;  // face, or service; kNoIndex: some host outside
};

class Network {
 public:
  /// The design must outlive the network.
  const Design* design = nullptr;
  /// Of Design::other_worlds.
  std::vector<std::shared_ptr<const Network>> other_worlds;

  TrafficSets traffic;
  std::vector<IpAddress> atom_starts;     // sorted; atom i is [atom_starts[i], atom_starts[i + 1])
  std::vector<std::uint64_t> atom_class;  // signature: the prefixes that hold the atom
  std::vector<Symbol> symbols;            // of the atoms from atom_starts.size() on
  std::vector<std::string> services;      // short names, e.g. "s3"
  std::vector<std::vector<AtomRange>> service_ranges;  // known addresses; empty: not known

  std::vector<GroupRule> group_rules;
  std::vector<TrafficHull>
      group_rule_hulls;  // of what each may carry: most rules are told by these
  std::vector<AclEntry> acl_entries;
  std::vector<CompiledRoute> routes;
  std::vector<RouteInterval> route_intervals;
  std::vector<std::uint32_t> route_choices;
  std::vector<GroupSet> group_sets;
  std::vector<Face> faces;

  std::vector<CompiledGroup> groups;  // these by their index in the design
  std::vector<CompiledAcl> acls;
  std::vector<CompiledTable> tables;
  std::vector<CompiledSubnet> subnets;
  std::vector<CompiledVpc> vpcs;
  std::vector<CompiledInterface> interfaces;
  std::vector<CompiledOnPremises> on_premises;
  std::vector<CompiledVpnGateway> vpn_gateways;
  std::vector<CompiledFirewall> firewalls;
  /// By transit gateway: the VPCs attached, where rules may name groups across it.  Rule: TGW-10
  std::vector<std::vector<std::uint32_t>> referencing_vpcs;
  std::size_t endpoint_classes = 0;

  bool is_symbolic(Atom atom) const { return atom >= atom_starts.size(); }
  const Symbol& symbol_of(Atom atom) const { return symbols[atom - atom_starts.size()]; }
  Atom atom_of(const IpAddress& address) const;
  /// All atoms of a prefix that the design mentions.
  AtomRange range_of(const IpPrefix& prefix) const;
  IpAddress last_address_of(Atom atom) const;

  /// Does the range hold the atom?  A symbolic one counts as some public IPv4 address.
  Tri holds(const AtomRange& range, Atom atom) const;
  /// Is it in one of the ranges, which do not overlap?  Several may hold all public addresses
  /// together.
  Tri holds_any(const std::vector<AtomRange>& ranges, Atom atom) const;
  bool is_public(Atom atom) const;

  /// The face that has this address in this VPC (delegated prefixes count: the interface's first
  /// face), or kNoIndex.
  std::uint32_t face_at(std::uint32_t vpc, const IpAddress& address) const;
  /// The face whose public IP this is, or kNoIndex.  Of several of one database `preferred`, else
  /// the first.
  std::uint32_t face_of_public(const IpAddress& address, std::uint32_t preferred = kNoIndex) const;
  bool has_public(std::uint32_t face, const IpAddress& address) const;
  /// The Elastic IP without an interface that this is, or nullptr.
  const ElasticIp* elastic_ip(const IpAddress& address) const;
  /// An IPv6 address of any VPC: global.
  std::uint32_t face_of_ipv6(const IpAddress& address) const;
  std::uint32_t service_index(const std::string& name) const;  // kNoIndex: not mentioned
  bool vpc_holds(std::uint32_t vpc, const IpAddress& address) const;
  Tri vpc_holds(std::uint32_t vpc, Atom atom) const;
  Tri same_region(std::uint32_t vpc_a, std::uint32_t vpc_b) const;
  /// May an address of the VPC that no known interface has (kNoIndex: of any VPC) belong to
  /// something after all?
  bool may_have_owner(std::uint32_t vpc, Reason& reason) const;
  /// May the VPC have an endpoint that nobody listed, and that answers to its service's name?
  bool may_have_unlisted_endpoint(std::uint32_t vpc) const;
  /// The VPC at the other end of a peering of `vpc`; kNoIndex when it is not known.
  std::uint32_t other_side(std::uint32_t peering, std::uint32_t vpc) const;
  /// The active or inactive peering between two VPCs, or kNoIndex.
  std::uint32_t peering_between(std::uint32_t vpc_a, std::uint32_t vpc_b) const;

  /// The tables of transit gateways stand behind those of VPCs in `tables`.
  std::uint32_t transit_table(std::uint32_t index) const {
    return static_cast<std::uint32_t>(design->all<RouteTable>().size()) + index;
  }
  bool is_transit_table(std::uint32_t table) const {
    return table != kNoIndex && table >= design->all<RouteTable>().size();
  }
  /// May a rule in one VPC name a group of the other across a transit gateway?  Rule: TGW-10
  Tri transit_references(std::uint32_t vpc_a, std::uint32_t vpc_b) const;

  struct AddressKey {
    std::uint32_t vpc;
    IpAddress address;
    friend bool operator==(const AddressKey&, const AddressKey&) = default;
  };
  struct AddressHash {
    std::size_t operator()(const AddressKey& key) const;
  };
  struct DelegatedPrefix {
    std::uint32_t vpc;
    IpPrefix prefix;
    std::uint32_t face;
  };
  std::unordered_map<AddressKey, std::uint32_t, AddressHash> face_index;
  std::unordered_map<AddressKey, std::uint32_t, AddressHash> public_index;  // vpc 0
  /// In Design::elastic_ips, those that no face has; vpc 0.
  std::unordered_map<AddressKey, std::uint32_t, AddressHash> elastic_index;
  std::vector<DelegatedPrefix> delegated;   // sorted by vpc, prefix
  std::vector<std::uint32_t> public_count;  // public IPv4 atoms before each atom

  /// Made when a query first asks for them: names_of(), classify() and classes_of_every_end().
  mutable std::shared_ptr<const NameIndex> names;
  mutable std::shared_ptr<const EndMarks> end_marks;
  mutable std::shared_ptr<const EndClasses> ends;
};

/// Does the resource work, by the word of its state?  With a `no` or `maybe`, `reason` says why.
Tri is_working(ResourceKind kind, const Resource& resource, Reason& reason);

/// Compiles; near-linear in the size of the design.
Network compile(const Design& design);

}  // namespace canreach
