#include "parsers/readers/readers.h"

namespace canreach {
namespace {

// describe-availability-zones: the stable id of a zone's name, for outputs that lack it.  Rule:
// ADR-17.
std::unordered_map<std::string, std::string> zone_ids(SnapshotReading& reading) {
  std::unordered_map<std::string, std::string> ids;
  for (const SnapshotObject& object : reading.snapshot.of("AvailabilityZones")) {
    RecordProblem problem;
    const ResourceRecord record(*object.node, problem);
    const std::string name = record.required_text("ZoneName");
    const std::string id = record.required_text("ZoneId");
    if (reading.leave_out_if_bad("availability-zone", name, problem)) continue;
    ids[object.scope->account + " " + name] = id;
  }
  return ids;
}

Subnet read_subnet(SnapshotReading& reading, const SnapshotObject& object,
                   const ResourceRecord& record) {
  Subnet subnet;
  reading.read_common(subnet, object, record, {.id = "SubnetId", .arn = "SubnetArn"});
  subnet.vpc = reading.resolve<Vpc>(record.text("VpcId"), subnet.id, record.at());
  reading.place_in(subnet, subnet.vpc);
  const std::optional<IpPrefix> cidr = record.prefix("CidrBlock");
  if (cidr) subnet.cidrs.push_back(*cidr);
  add_associated_cidrs(subnet.cidrs, record, "Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock",
                       "Ipv6CidrBlockState");
  if (subnet.cidrs.empty()) record.refuse("it has no `CidrBlock`");
  subnet.zone = record.text("AvailabilityZone");
  subnet.zone_id = record.text("AvailabilityZoneId");
  subnet.map_public_ip = record.boolean("MapPublicIpOnLaunch").value_or(false);
  subnet.assign_ipv6 = record.boolean("AssignIpv6AddressOnCreation").value_or(false);
  subnet.state = state_of(record.text("State"), {"", "available"});
  return subnet;
}

}  // namespace

void read_subnets(SnapshotReading& reading) {
  const std::unordered_map<std::string, std::string> ids = zone_ids(reading);
  reading.read_each<Subnet>(
      "Subnets", "SubnetId",
      [&](const SnapshotObject& object, const ResourceRecord& record) -> std::optional<Subnet> {
        Subnet subnet = read_subnet(reading, object, record);
        const auto found = ids.find(object.scope->account + " " + subnet.zone);
        if (subnet.zone_id.empty() && found != ids.end()) subnet.zone_id = found->second;
        return subnet;
      });
}

}  // namespace canreach
