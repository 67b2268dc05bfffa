// What would let a refused step pass, as narrow as it can be said: a rule for the group of the
// other end before one for its address, the asked ports before all, a route to the other end's
// subnet before one to its VPC.
#include "analyzer/query/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/network/routes.h"
#include "analyzer/network/stand_ins.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

using ChangeKind = DesignChange::Kind;

constexpr int kNumberStep = 10;  // between rules of a network ACL
constexpr int kFirstNumber = 100;
constexpr int kLastNumber = 32766;  // Rule: NACL-2

std::optional<int> number_behind(const std::vector<NetworkAclEntry>& entries) {
  int last = kFirstNumber - kNumberStep;
  for (const NetworkAclEntry& entry : entries) {
    if (!entry.number_known) return std::nullopt;
    last = std::max(last, entry.number);
  }
  if (last + kNumberStep > kLastNumber) return std::nullopt;
  return last + kNumberStep;
}

std::optional<int> number_before(const std::vector<NetworkAclEntry>& entries, int denying) {
  int number = denying > kNumberStep ? denying - kNumberStep : denying - 1;
  const auto is_taken = [&] {
    return any_of(entries, [&](const NetworkAclEntry& entry) { return entry.number == number; });
  };
  while (number > 0 && is_taken()) --number;
  return number > 0 ? std::optional<int>(number) : std::nullopt;
}

/// The number of an entry that is asked before what refuses.  Rule: NACL-2.
std::optional<int> number_for(const Network& network, const Step& step,
                              const Judgement& judgement) {
  const NetworkAcl& acl = network.design->all<NetworkAcl>()[step.index];
  const auto& entries = step.direction == Direction::ingress ? acl.ingress : acl.egress;
  if (judgement.rule == kNoIndex) return number_behind(entries);
  return number_before(entries, entries[network.acl_entries[judgement.rule].entry].number);
}

bool is_written(const Network& network, std::uint32_t group) {
  return network.design->all<SecurityGroup>()[group].at.is_somewhere();
}

class ChangeMaker {
 public:
  ChangeMaker(const Network& network, const Path& path, std::size_t step, const Judged& judged,
              const Packet& packet, const Answer& answer)
      : network_(network),
        design_(*network.design),
        path_(path),
        index_(step),
        step_(path.steps[step]),
        judged_(judged),
        packet_(packet),
        answer_(answer) {}

  std::optional<DesignChange> make(const Judgement& judgement) const {
    switch (step_.kind) {
      case StepKind::security_group:
        return group_rule();
      case StepKind::network_acl:
        return acl_entry(judgement);
      case StepKind::route:
        return route();
      case StepKind::listener:
      case StepKind::protocol:
      case StepKind::firewall:
      case StepKind::source_dest_check:
      case StepKind::gateway:
      case StepKind::arrival:
        break;
    }
    return std::nullopt;
  }

 private:
  std::optional<DesignChange> group_rule() const {
    const GroupSet& set = network_.group_sets[network_.interfaces[step_.index].group_set];
    if (set.groups.empty()) return std::nullopt;
    const std::optional<std::uint32_t> group = own_group(set);
    const Ref<SecurityGroup> other = peer_group();
    const std::optional<std::string> peer =
        other.is_known() ? design_.get(other).name : block_of(other_party(step_));
    if (!group || !peer) return std::nullopt;
    DesignChange change = with_traffic(ChangeKind::group_rule, *group);
    change.peer = *peer;
    change.peer_group = other;
    return change;
  }

  /// The group that somebody wrote and that the fewest interfaces have.
  std::optional<std::uint32_t> own_group(const GroupSet& set) const {
    std::optional<std::uint32_t> best;
    for (const std::uint32_t group : set.groups) {
      if (is_written(network_, group)) best = narrower(best, group);
    }
    return best;
  }

  std::uint32_t narrower(const std::optional<std::uint32_t>& best, std::uint32_t group) const {
    return best && interfaces_with(*best) <= interfaces_with(group) ? *best : group;
  }

  std::size_t interfaces_with(std::uint32_t group) const {
    return static_cast<std::size_t>(
        std::count_if(network_.interfaces.begin(), network_.interfaces.end(),
                      [&](const CompiledInterface& interface) {
                        return contains(network_.group_sets[interface.group_set].groups, group);
                      }));
  }

  DesignChange with_traffic(ChangeKind kind, std::uint32_t index) const {
    DesignChange change;
    change.kind = kind;
    change.index = index;
    change.ingress = step_.direction == Direction::ingress;
    const Protocol protocol = protocol_of(traffic_at(step_, packet_));
    change.protocol = name_of(protocol);
    if (has_ports(protocol)) change.ports = ports_of(protocol);
    if (has_icmp_types(protocol)) change.icmp = icmp_text();
    change.traffic = traffic_of(protocol);
    return change;
  }

  /// What `ports` or `icmp` say.
  TrafficSet traffic_of(Protocol protocol) const {
    if (has_icmp_types(protocol)) return TrafficSet::one(traffic_at(step_, packet_));
    if (!has_ports(protocol)) return TrafficSet::all_of(protocol);
    if (step_.ports == PortSource::request) {
      return judged_.asked.traffic & TrafficSet::all_of(protocol);
    }
    const SourcePorts ports = client_ports();
    return TrafficSet::ports(protocol, ports.first, ports.last);
  }

  SourcePorts client_ports() const {
    return step_.ports == PortSource::client ? judged_.asked.client_ports : kAnySourcePorts;
  }

  std::string ports_of(Protocol protocol) const {
    if (step_.ports == PortSource::request) return judged_.asked.traffic.ports_to_string(protocol);
    const SourcePorts ports = client_ports();
    return ports.first == ports.last ? std::to_string(ports.first)
                                     : fmt::format("{}-{}", ports.first, ports.last);
  }

  std::string icmp_text() const {
    const Traffic traffic = traffic_at(step_, packet_);
    return fmt::format("{}/{}", (traffic >> 8) & 0xff, traffic & 0xff);
  }

  /// A group of the other end where rules see it; none: its address is what they see.
  /// Rule: SG-10.
  Ref<SecurityGroup> peer_group() const {
    const Party& other = other_party(step_);
    const std::uint32_t face = relay_of(step_) != kNoIndex ? relay_of(step_) : other.face;
    if (face != kNoIndex && step_.references != References::lost) {
      const CompiledInterface& there = network_.interfaces[network_.faces[face].interface];
      const GroupSet& set = network_.group_sets[there.group_set];
      const std::uint32_t vpc = network_.interfaces[step_.index].vpc;
      std::optional<std::uint32_t> best;
      for (const std::uint32_t group : set.groups) {
        const SecurityGroup& declared = design_.all<SecurityGroup>()[group];
        const bool is_here = network_.groups[group].vpc == vpc;
        if (is_here && declared.at.is_somewhere()) best = narrower(best, group);
      }
      if (best) return Ref<SecurityGroup>(*best);
    }
    return Ref<SecurityGroup>::none();
  }

  /// The CIDR of one end: of many hosts the widest that was asked for.
  std::optional<std::string> block_of(const Party& party) const {
    if (network_.is_symbolic(party.atom) || stands_in(network_, party.atom)) return std::nullopt;
    const bool is_v4 = party.address.family == Family::ipv4;
    if (party.face != kNoIndex) {
      const std::uint32_t interface = network_.faces[party.face].interface;
      if (!is_assumed(party.face)) return host(party.address);
      return subnet_block(interface, party.address);
    }
    const FlowEnds& ends = judged_.made.ends;
    // Behind a node that keeps its client's address, rules see the client.  Rule: ELB-13
    const bool is_client = ends.relay_face != kNoIndex && party.atom == ends.client.atom;
    const bool is_source = is_client || party.atom == ends.source.atom;
    const AddressSet& hosts = is_source ? judged_.made.sources : judged_.made.destinations;
    const AnswerEnd& end = is_source ? answer_.from : answer_.to;
    if (hosts.empty()) return host(party.address);
    if (end.kind == "internet") return is_v4 ? "0.0.0.0/0" : "::/0";
    const std::vector<IpPrefix> blocks = hosts.prefixes();
    return blocks.size() == 1 ? blocks.front().to_string() : host(party.address);
  }

  static std::string host(const IpAddress& address) {
    return fmt::format("{}/{}", address.to_string(), address.family == Family::ipv4 ? 32 : 128);
  }

  bool is_assumed(std::uint32_t face) const {
    const std::uint32_t interface = network_.faces[face].interface;
    const std::uint32_t number = face - network_.interfaces[interface].faces.first;
    const NetworkInterface& declared = design_.all<NetworkInterface>()[interface];
    return number < declared.addresses.size() && declared.addresses[number].assumed;
  }

  std::optional<std::string> subnet_block(std::uint32_t interface, const IpAddress& address) const {
    const std::uint32_t subnet = network_.interfaces[interface].subnet;
    if (subnet == kNoIndex) return host(address);
    for (const Value<IpPrefix>& cidr : design_.all<Subnet>()[subnet].cidrs) {
      if (cidr.is_known() && cidr.get().contains(address)) return cidr.get().to_string();
    }
    return host(address);
  }

  std::optional<DesignChange> acl_entry(const Judgement& judgement) const {
    if (step_.index == kNoIndex) return std::nullopt;
    const std::optional<std::string> block = block_of(other_party(step_));
    const std::optional<int> number = number_for(network_, step_, judgement);
    if (!block || !number) return std::nullopt;
    DesignChange change = with_traffic(ChangeKind::acl_entry, step_.index);
    change.peer = *block;
    change.number = *number;
    return change;
  }

  /// To where the path that needs the fewest changes goes on.
  std::optional<DesignChange> route() const {
    if (step_.component != ResourceKind::RouteTable || step_.index == kNoIndex) {
      return std::nullopt;
    }
    if (std::optional<DesignChange> attachment = attach()) return attachment;
    for (std::size_t i = index_ + 1; i < path_.steps.size(); ++i) {
      const Step& next = path_.steps[i];
      if (next.leg != step_.leg) break;
      if (next.kind != StepKind::gateway || next.index == kNoIndex) continue;
      const std::optional<std::pair<ResourceKind, std::uint32_t>> via = target_at(next);
      const std::optional<std::string> to = via ? destination_by(via->first) : std::nullopt;
      if (!to) return std::nullopt;
      DesignChange change;
      change.kind = ChangeKind::route;
      change.index = step_.index;
      change.peer = *to;
      change.via = resource_of(design_, via->first, via->second).name;
      change.via_kind = via->first;
      change.via_index = via->second;
      return change;
    }
    return std::nullopt;
  }

  /// What a route names: of an attachment its transit gateway.
  std::optional<std::pair<ResourceKind, std::uint32_t>> target_at(const Step& gateway) const {
    if (gateway.component != ResourceKind::TransitGatewayAttachment) {
      return std::pair(gateway.component, gateway.index);
    }
    const Ref<TransitGateway> transit =
        design_.all<TransitGatewayAttachment>()[gateway.index].gateway;
    if (!transit.is_known()) return std::nullopt;
    return std::pair(ResourceKind::TransitGateway, transit.index());
  }

  /// The route is there and leads to an internet gateway that no VPC has.  Rule: IGW-1.
  std::optional<DesignChange> attach() const {
    const RouteTable& table = design_.all<RouteTable>()[step_.index];
    if (step_.reason != Reason::blackhole_route || step_.route == kNoIndex) return std::nullopt;
    const RouteTarget& target =
        route_of(network_, step_.index, network_.routes[step_.route]).target;
    if (target.kind != RouteTarget::Kind::internet_gateway || !table.vpc.is_known()) {
      return std::nullopt;
    }
    const InternetGateway& gateway = design_.all<InternetGateway>()[target.index];
    const bool has_one = network_.vpcs[table.vpc.index()].internet_gateway != kNoIndex;
    if (!gateway.vpc.is_none() || has_one) return std::nullopt;
    DesignChange change;
    change.kind = ChangeKind::internet_gateway;
    change.index = table.vpc.index();
    change.via = gateway.name;
    change.via_kind = ResourceKind::InternetGateway;
    change.via_index = target.index;
    return change;
  }

  std::optional<std::string> destination_by(ResourceKind gateway) const {
    const Party& party = step_.destination;
    if (network_.is_symbolic(party.atom) || stands_in(network_, party.atom)) return std::nullopt;
    const bool leads_out = gateway == ResourceKind::InternetGateway ||
                           gateway == ResourceKind::NatGateway ||
                           gateway == ResourceKind::EgressOnlyInternetGateway;
    const bool leads_to_premises = gateway == ResourceKind::VpnGateway && party.face == kNoIndex;
    if (leads_out || leads_to_premises) return block_of(party);
    const bool leads_on =
        gateway == ResourceKind::VpcPeering || gateway == ResourceKind::TransitGateway;
    if (!leads_on) return std::nullopt;
    if (party.face == kNoIndex) return host(party.address);
    return subnet_block(network_.faces[party.face].interface, party.address);
  }

  const Network& network_;
  const Design& design_;
  const Path& path_;
  std::size_t index_;
  const Step& step_;
  const Judged& judged_;
  const Packet& packet_;
  const Answer& answer_;
};

}  // namespace

std::string why_no_change(const Network& network, const Step& step, const Judgement& judgement) {
  if (step.kind == StepKind::network_acl && step.index != kNoIndex &&
      !number_for(network, step, judgement)) {
    const std::string& name = network.design->all<NetworkAcl>()[step.index].name;
    if (judgement.rule == kNoIndex) {
      return fmt::format("no number is free behind the {} entries of {}", name_of(step.direction),
                         name);
    }
    const NetworkAcl& acl = network.design->all<NetworkAcl>()[step.index];
    const auto& entries = step.direction == Direction::ingress ? acl.ingress : acl.egress;
    const int denying = entries[network.acl_entries[judgement.rule].entry].number;
    return fmt::format(
        "no number is free in front of {} rule {} of {}, which denies: that rule must go, or get a "
        "higher number behind one that allows",
        name_of(step.direction), denying, name);
  }
  if (step.kind == StepKind::security_group && step.index != kNoIndex) {
    const GroupSet& set = network.group_sets[network.interfaces[step.index].group_set];
    if (any_of(set.groups, [&](std::uint32_t group) { return is_written(network, group); })) {
      return {};
    }
    return fmt::format(
        "{} has the default group that AWS made and nobody wrote: give it a group of its own",
        network.design->all<NetworkInterface>()[step.index].name);
  }
  if (step.component == ResourceKind::ClientVpnEndpoint) {
    return "whom a client VPN endpoint lets in and where it leads its clients is for its owner to "
           "say: no change of that is proposed";
  }
  const bool is_transit = step.component == ResourceKind::TransitGatewayRouteTable ||
                          step.component == ResourceKind::TransitGatewayAttachment;
  if (!is_transit) return {};
  return "what a transit gateway attaches, associates and routes concerns all that is attached to "
         "it: no change of that is proposed";
}

std::optional<DesignChange> change_for(const Network& network, const Path& path, std::size_t step,
                                       const Judgement& judgement, const Judged& judged,
                                       const Packet& packet, const Answer& answer) {
  return ChangeMaker(network, path, step, judged, packet, answer).make(judgement);
}

}  // namespace canreach
