#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "analyzer/lint/facts.h"
#include "base/algorithm.h"

// Addresses: public ones without a way out, VPCs that nobody chose, peers that cannot be told
// apart.

namespace canreach {
namespace {

bool has_public_address(const NetworkInterface& interface) {
  return any_of(interface.addresses, [](const InterfaceAddress& address) {
    return address.public_ip.kind == PublicIp::Kind::address ||
           address.public_ip.kind == PublicIp::Kind::assigned;
  });
}

// Working peerings of one VPC whose other ends hold an address in common.
struct Peer {
  std::uint32_t peering;
  std::uint32_t vpc;
};

bool is_active(const VpcPeering& peering) {
  Reason reason = Reason::none;
  return is_working(ResourceKind::VpcPeering, peering, reason) == Tri::yes;
}

std::vector<Peer> peers_of(const Network& network, std::uint32_t vpc) {
  std::vector<Peer> peers;
  for (const std::uint32_t peering : network.vpcs[vpc].peerings) {
    const std::uint32_t other = network.other_side(peering, vpc);
    if (other == kNoIndex || !is_active(network.design->all<VpcPeering>()[peering])) continue;
    peers.push_back({peering, other});
  }
  return peers;
}

struct OwnedBlock {
  IpPrefix cidr;
  Peer peer;
};

std::vector<OwnedBlock> blocks_of(const Design& design, const std::vector<Peer>& peers) {
  std::vector<OwnedBlock> blocks;
  for (const Peer& peer : peers) {
    for (const Value<IpPrefix>& cidr : design.all<Vpc>()[peer.vpc].cidrs) {
      if (cidr.is_known()) blocks.push_back({cidr.get(), peer});
    }
  }
  // A wider block before those inside it.
  std::sort(blocks.begin(), blocks.end(), [](const OwnedBlock& a, const OwnedBlock& b) {
    return std::pair(a.cidr, a.peer.peering) < std::pair(b.cidr, b.peer.peering);
  });
  return blocks;
}

}  // namespace

void lint_public_address_without_route(const LintFacts& facts, Findings& findings) {
  std::set<std::pair<ResourceKind, std::uint32_t>> reported;
  const std::vector<NetworkInterface>& interfaces = facts.design().all<NetworkInterface>();
  for (std::uint32_t i = 0; i < interfaces.size(); ++i) {
    const NetworkInterface& interface = interfaces[i];
    if (interface.type == NetworkInterface::Type::nat_gateway || !interface.subnet.is_known())
      continue;
    if (!has_public_address(interface)) continue;
    if (facts.subnet_leads_to_internet(interface.subnet.index()) != Tri::no) continue;
    const LintSubject owner = facts.owner_of(i);
    if (!reported.insert({owner.kind, owner.index}).second) continue;
    findings.add(owner, "",
                 fmt::format("{} has a public address in subnet {}, which has no route to an "
                             "internet gateway: nothing on the internet reaches it",
                             quoted_name(resource_of(facts.design(), owner.kind, owner.index)),
                             quoted_name(facts.design().get(interface.subnet))));
  }
}

void lint_peers_overlap(const LintFacts& facts, Findings& findings) {
  const Design& design = facts.design();
  for (std::uint32_t vpc = 0; vpc < design.all<Vpc>().size(); ++vpc) {
    const std::vector<OwnedBlock> blocks = blocks_of(design, peers_of(facts.network(), vpc));
    std::set<std::pair<std::uint32_t, std::uint32_t>> reported;
    std::size_t furthest = 0;  // of the blocks so far, the one that ends last
    for (std::size_t i = 1; i < blocks.size(); ++i) {
      const OwnedBlock& one = blocks[furthest];
      const OwnedBlock& other = blocks[i];
      if (one.cidr.last() < other.cidr.last()) furthest = i;
      if (one.peer.vpc == other.peer.vpc || !one.cidr.overlaps(other.cidr)) continue;
      if (!reported.insert(std::minmax(one.peer.vpc, other.peer.vpc)).second) continue;
      findings.add(
          {ResourceKind::Vpc, vpc},
          fmt::format("{} {}", design.all<Vpc>()[one.peer.vpc].name,
                      design.all<Vpc>()[other.peer.vpc].name),
          fmt::format("{} is peered with {} ({}) and {} ({}), which overlap: a route can lead to "
                      "one of them only",
                      quoted_name(design.all<Vpc>()[vpc]),
                      quoted_name(design.all<Vpc>()[one.peer.vpc]), one.cidr.to_string(),
                      quoted_name(design.all<Vpc>()[other.peer.vpc]), other.cidr.to_string()),
          design.all<VpcPeering>()[other.peer.peering].at);
    }
  }
}

void lint_default_vpc_used(const LintFacts& facts, Findings& findings) {
  const Design& design = facts.design();
  std::set<std::uint32_t> reported;
  const std::vector<NetworkInterface>& interfaces = design.all<NetworkInterface>();
  for (std::uint32_t i = 0; i < interfaces.size(); ++i) {
    const Ref<Vpc>& vpc = interfaces[i].vpc;
    if (!vpc.is_known() || !design.get(vpc).is_default) continue;
    const LintSubject owner = facts.owner_of(i);
    if (workload_of(design, owner.kind, owner.index) == nullptr) continue;
    if (!reported.insert(vpc.index()).second) continue;
    findings.add({ResourceKind::Vpc, vpc.index()}, "",
                 fmt::format("{} runs in the default VPC {}",
                             quoted_name(resource_of(design, owner.kind, owner.index)),
                             quoted_name(design.get(vpc))),
                 resource_of(design, owner.kind, owner.index).at);
  }
}

}  // namespace canreach
