#include <fmt/core.h>

#include "base/text.h"
#include "parsers/readers/readers.h"

namespace canreach {
namespace {

void add_cidrs(Vpc& vpc, const ResourceRecord& side, std::string_view list, std::string_view key) {
  for (const ResourceRecord& block : side.records(list)) {
    const std::optional<IpPrefix> cidr = block.prefix(key);
    if (!cidr) block.refuse(fmt::format("a block has no {}", quoted(key)));
    if (cidr && !(vpc.cidrs.size() == 1 && vpc.cidrs.front() == Value<IpPrefix>(*cidr))) {
      vpc.cidrs.push_back(*cidr);
    }
  }
}

// A VPC of another account or region, of which only the peering tells.
Ref<Vpc> external_vpc(SnapshotReading& reading, const ResourceRecord& side) {
  Vpc vpc;
  vpc.id = side.text("VpcId");
  vpc.name = vpc.id;
  vpc.account = side.text("OwnerId");
  vpc.region = side.text("Region");
  vpc.external = true;
  vpc.at = side.at();
  vpc.dns_support = kUnknown;
  vpc.dns_hostnames = kUnknown;
  vpc.exclusion = kUnknown;
  const std::optional<IpPrefix> primary = side.prefix("CidrBlock");
  if (primary) vpc.cidrs.push_back(*primary);
  add_cidrs(vpc, side, "CidrBlockSet", "CidrBlock");
  add_cidrs(vpc, side, "Ipv6CidrBlockSet", "Ipv6CidrBlock");
  if (vpc.cidrs.empty()) vpc.cidrs.push_back(kUnknown);
  return reading.add(std::move(vpc));
}

Ref<Vpc> vpc_of(SnapshotReading& reading, const ResourceRecord& side) {
  const std::string id = side.text("VpcId");
  if (id.empty()) return Ref<Vpc>::unknown();
  const Ref<Vpc> known = reading.find<Vpc>(id);
  return known.is_known() ? known : external_vpc(reading, side);
}

// Rule: PEER-9.  AWS shows the options of the caller's own side only.
Value<bool> dns_resolution(const ResourceRecord& side) {
  const ResourceRecord options = side.record("PeeringOptions");
  if (!side.has("PeeringOptions")) return kUnknown;
  return options.boolean("AllowDnsResolutionFromRemoteVpc").value_or(false);
}

VpcPeering read_peering(SnapshotReading& reading, const SnapshotObject& object,
                        const ResourceRecord& record) {
  VpcPeering peering;
  reading.read_common(peering, object, record, {.id = "VpcPeeringConnectionId"});
  reading.place_in(peering, Ref<Vpc>::none());
  const ResourceRecord requester = record.record("RequesterVpcInfo");
  const ResourceRecord accepter = record.record("AccepterVpcInfo");
  peering.requester = vpc_of(reading, requester);
  peering.accepter = vpc_of(reading, accepter);
  peering.requester_dns_resolution = dns_resolution(requester);
  peering.accepter_dns_resolution = dns_resolution(accepter);
  const std::string state = record.record("Status").text("Code");
  if (state.empty()) peering.state = kUnknown;
  if (!state.empty()) peering.state = state_of(state, {"active"});
  return peering;
}

}  // namespace

void read_vpc_peerings(SnapshotReading& reading) {
  reading.read_each<VpcPeering>(
      "VpcPeeringConnections", "VpcPeeringConnectionId",
      [&](const SnapshotObject& object, const ResourceRecord& record) -> std::optional<VpcPeering> {
        return read_peering(reading, object, record);
      });
}

}  // namespace canreach
