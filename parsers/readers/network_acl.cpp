#include <fmt/core.h>

#include "parsers/readers/readers.h"

namespace canreach {
namespace {

constexpr long long kLastNumber = 32766;  // what follows is the implicit `*` entry.  Rule: NACL-3

// Rule: NACL-8: 58 with an IPv4 block is every type.
Result<TrafficSet> traffic_of(const ResourceRecord& record, const IpPrefix& cidr) {
  const std::string protocol = record.text("Protocol");
  const ResourceRecord ports = record.record("PortRange");
  const ResourceRecord icmp = record.record("IcmpTypeCode");
  const Result<Protocol> number = parse_protocol(protocol);
  if (!number || !has_icmp_types(*number)) {
    const std::optional<long long> first = ports.integer("From");
    const std::optional<long long> last = ports.integer("To");
    if (number && has_ports(*number) && !(first && last))
      return failure("`PortRange` has no `From` and `To`");
    return traffic_of_rule(protocol, first, last);
  }
  if (*number == kIcmpv6 && cidr.family() == Family::ipv4) return TrafficSet::all_of(kIcmpv6);
  return traffic_of_rule(protocol, icmp.integer("Type"), icmp.integer("Code"));
}

void read_entry(NetworkAcl& acl, const ResourceRecord& record) {
  const std::optional<long long> number = record.integer("RuleNumber");
  if (number && *number > kLastNumber) return;
  if (!number || *number < 1) return record.refuse("an entry has no `RuleNumber` of 1 to 32766");
  std::optional<IpPrefix> cidr = record.prefix("CidrBlock");
  if (!cidr) cidr = record.prefix("Ipv6CidrBlock");
  if (!cidr) return record.refuse(fmt::format("entry {} has no `CidrBlock`", *number));
  const std::string action = record.text("RuleAction");
  if (action != "allow" && action != "deny") {
    return record.refuse(fmt::format("entry {}: `RuleAction` is allow or deny", *number));
  }
  const std::optional<bool> egress = record.boolean("Egress");
  if (!egress) return record.refuse(fmt::format("entry {} does not say `Egress`", *number));
  const Result<TrafficSet> traffic = traffic_of(record, *cidr);
  if (!traffic) return record.refuse(fmt::format("entry {}: {}", *number, traffic.error().text));
  NetworkAclEntry entry{static_cast<int>(*number), action == "allow", TrafficMatch::of(*traffic),
                        *cidr, record.at()};
  (*egress ? acl.egress : acl.ingress).push_back(std::move(entry));
}

NetworkAcl read_acl(SnapshotReading& reading, const SnapshotObject& object,
                    const ResourceRecord& record) {
  NetworkAcl acl;
  reading.read_common(acl, object, record, {.id = "NetworkAclId"});
  acl.vpc = reading.resolve<Vpc>(record.text("VpcId"), acl.id, record.at());
  reading.place_in(acl, acl.vpc);
  acl.is_default = record.boolean("IsDefault").value_or(false);
  if (!record.has("Entries")) record.refuse("it has no `Entries`");
  for (const ResourceRecord& entry : record.records("Entries")) read_entry(acl, entry);
  for (const ResourceRecord& association : record.required_records("Associations")) {
    association.required_text("SubnetId");
  }
  return acl;
}

}  // namespace

void read_network_acls(SnapshotReading& reading) {
  reading.read_each<NetworkAcl>(
      "NetworkAcls", "NetworkAclId",
      [&](const SnapshotObject& object, const ResourceRecord& record) -> std::optional<NetworkAcl> {
        return read_acl(reading, object, record);
      });
  for (const SnapshotObject& object : reading.snapshot.of("NetworkAcls")) {
    RecordProblem reported;  // by read_acl()
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, reported);
    const Ref<NetworkAcl> acl = reading.find<NetworkAcl>(record.text("NetworkAclId"));
    for (const ResourceRecord& association : record.records("Associations")) {
      const Ref<Subnet> subnet = reading.resolve<Subnet>(association.text("SubnetId"),
                                                         record.text("NetworkAclId"), record.at());
      if (!subnet.is_known()) continue;
      reading.design.get(subnet).network_acl = acl.is_known() ? acl : Ref<NetworkAcl>::unknown();
    }
  }
}

}  // namespace canreach
