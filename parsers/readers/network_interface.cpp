#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/readers/readers.h"

// Network interfaces: the only place of a snapshot where databases, functions, load balancers and
// endpoints show their addresses.  Whose an interface is stands in its attachment (instances), in
// its type, or only in its description; and AWS shares one interface among all functions with one
// subnet and set of groups.  So interfaces are also filed under what tells whose they are: the
// instance id, the cache's name, or the subnet with its groups.

namespace canreach {
namespace {

using InterfaceType = NetworkInterface::Type;

struct TypeWord {
  std::string_view word;
  InterfaceType type;
};

constexpr TypeWord kInterfaceTypes[] = {
    {"nat_gateway", InterfaceType::nat_gateway},
    {"vpc_endpoint", InterfaceType::endpoint},
    {"gateway_load_balancer_endpoint", InterfaceType::gateway_load_balancer_endpoint},
    {"lambda", InterfaceType::function},
    {"transit_gateway", InterfaceType::transit_gateway},
    {"network_load_balancer", InterfaceType::load_balancer},
    {"gateway_load_balancer", InterfaceType::load_balancer},
    {"load_balancer", InterfaceType::load_balancer},
    {"efa", InterfaceType::ordinary},
    {"efa-only", InterfaceType::ordinary},
    {"trunk", InterfaceType::ordinary},
    {"branch", InterfaceType::ordinary},
};

// For `interface` or no type at all: older outputs, and services that use ordinary interfaces.
constexpr TypeWord kDescriptions[] = {
    {"Interface for NAT Gateway", InterfaceType::nat_gateway},
    {"VPC Endpoint Interface", InterfaceType::endpoint},
    {"AWS Lambda VPC ENI", InterfaceType::function},
    {"ClientVPN Endpoint resource", InterfaceType::client_vpn},
    {"Network Interface for Transit Gateway Attachment", InterfaceType::transit_gateway},
    {"ELB ", InterfaceType::load_balancer},
    {"RDSNetworkInterface", InterfaceType::managed},
    {"ElastiCache", InterfaceType::managed},
};

InterfaceType type_of(const ResourceRecord& record, const std::string& description) {
  const std::string word = record.text("InterfaceType");
  for (const TypeWord& row : kInterfaceTypes) {
    if (same_key(row.word, word)) return row.type;
  }
  if (!word.empty() && word != "interface") return InterfaceType::managed;
  for (const TypeWord& row : kDescriptions) {
    if (description.starts_with(row.word)) return row.type;
  }
  // What is attached to another account's machine, which no listing shows, is AWS's own.
  const ResourceRecord attachment = record.record("Attachment");
  const std::string machine_owner = attachment.text("InstanceOwnerId");
  const bool is_elsewhere = attachment.text("InstanceId").empty() && !machine_owner.empty() &&
                            machine_owner != record.text("OwnerId");
  const bool requested = is_elsewhere || record.boolean("RequesterManaged").value_or(false) ||
                         record.text("RequesterId").starts_with("amazon-");
  return requested ? InterfaceType::managed : InterfaceType::ordinary;
}

// Rule: SG-25.
bool type_has_groups(const ResourceRecord& record, InterfaceType type, bool some) {
  switch (type) {
    case InterfaceType::nat_gateway:
    case InterfaceType::transit_gateway:
    case InterfaceType::gateway_load_balancer_endpoint:
      return false;
    case InterfaceType::load_balancer:
      return some || record.text("InterfaceType").empty() ||
             record.text("InterfaceType") == "interface";
    case InterfaceType::ordinary:
    case InterfaceType::endpoint:
    case InterfaceType::function:
    case InterfaceType::client_vpn:
    case InterfaceType::managed:
      return true;
  }
  return true;
}

PublicIp public_ip_of(const ResourceRecord& association) {
  const std::optional<IpAddress> address = association.address("PublicIp");
  if (address) return {PublicIp::Kind::address, *address};
  // A carrier's address and one of a customer's own pool are public to somebody: whether to the
  // other end is not known.
  if (association.has("CarrierIp") || association.has("CustomerOwnedIp")) {
    return {PublicIp::Kind::unknown, {}};
  }
  if (!association.node().members().empty()) {
    association.refuse("an association has no `PublicIp`");
  }
  return {};
}

void add_address(NetworkInterface& interface, IpAddress address, PublicIp public_ip, bool primary) {
  const auto at = primary ? interface.addresses.begin() : interface.addresses.end();
  interface.addresses.insert(at, InterfaceAddress{address, public_ip, false});
}

void read_addresses(NetworkInterface& interface, const ResourceRecord& record) {
  const std::optional<IpAddress> primary = record.address("PrivateIpAddress");
  const PublicIp primary_public = public_ip_of(record.record("Association"));
  bool primary_listed = false;
  for (const ResourceRecord& entry : record.records("PrivateIpAddresses")) {
    const std::optional<IpAddress> address = entry.address("PrivateIpAddress");
    if (!address) {
      entry.refuse("an address has no `PrivateIpAddress`");
      continue;
    }
    const bool is_primary =
        primary ? *address == *primary : entry.boolean("Primary").value_or(false);
    PublicIp public_ip = public_ip_of(entry.record("Association"));
    if (is_primary && public_ip.kind == PublicIp::Kind::none) public_ip = primary_public;
    add_address(interface, *address, public_ip, is_primary);
    primary_listed = primary_listed || is_primary;
  }
  if (primary && !primary_listed) add_address(interface, *primary, primary_public, true);
  for (const ResourceRecord& entry : record.records("Ipv6Addresses")) {
    const std::optional<IpAddress> address = entry.address("Ipv6Address");
    if (address) add_address(interface, *address, {}, false);
    if (!address) entry.refuse("an address has no `Ipv6Address`");
  }
  interface.addresses_known = !interface.addresses.empty();
}

void read_prefixes(NetworkInterface& interface, const ResourceRecord& record, std::string_view list,
                   std::string_view key) {
  for (const ResourceRecord& entry : record.records(list)) {
    const std::optional<IpPrefix> prefix = entry.prefix(key);
    if (prefix) interface.prefixes.push_back(*prefix);
    if (!prefix) entry.refuse(fmt::format("a prefix has no {}", quoted(key)));
  }
}

void place_interface(SnapshotReading& reading, NetworkInterface& interface,
                     const std::string& subnet_id, const std::string& vpc_id) {
  interface.subnet = reading.resolve<Subnet>(subnet_id, interface.id, interface.at);
  interface.vpc = reading.find<Vpc>(vpc_id);
  if (!interface.vpc.is_known() && interface.subnet.is_known()) {
    interface.vpc = reading.design.get(interface.subnet).vpc;
  }
  if (!interface.vpc.is_known()) {
    interface.vpc = reading.resolve<Vpc>(vpc_id, interface.id, interface.at);
  }
  reading.place_in(interface, interface.vpc);
}

NetworkInterface read_interface(SnapshotReading& reading, const SnapshotObject& object,
                                const ResourceRecord& record) {
  NetworkInterface interface;
  reading.read_common(interface, object, record, {.id = "NetworkInterfaceId", .tags = "TagSet"});
  place_interface(reading, interface, record.text("SubnetId"), record.text("VpcId"));
  interface.description = record.text("Description");
  interface.type = type_of(record, interface.description);
  read_addresses(interface, record);
  read_prefixes(interface, record, "Ipv4Prefixes", "Ipv4Prefix");
  read_prefixes(interface, record, "Ipv6Prefixes", "Ipv6Prefix");
  const std::vector<std::string> groups = group_ids(record);
  interface.has_security_groups = type_has_groups(record, interface.type, !groups.empty());
  set_groups(reading, interface, groups, record.at());
  interface.source_dest_check = record.boolean("SourceDestCheck").value_or(true);
  interface.state = state_of(record.text("Status"), {"", "in-use", "associated"});
  return interface;
}

void file_interface(SnapshotReading& reading, const ResourceRecord& record,
                    Ref<NetworkInterface> ref) {
  SnapshotReading::InterfaceIndex& index = reading.interfaces;
  const NetworkInterface& interface = reading.design.get(ref);
  const std::string& description = interface.description;
  const ResourceRecord attachment = record.record("Attachment");
  const std::string instance = attachment.text("InstanceId");
  if (!instance.empty()) index.instances[instance].push_back(ref);
  index.device_index[ref.index()] = attachment.integer("DeviceIndex").value_or(0);
  const auto place = [&] { return place_key(record.text("SubnetId"), group_ids(record)); };
  if (interface.type == InterfaceType::function) index.functions[place()].push_back(ref);
  if (interface.type == InterfaceType::client_vpn) index.client_vpns[place()].push_back(ref);
  const bool database =
      description == "RDSNetworkInterface" || record.text("RequesterId") == "amazon-rds";
  if (interface.type == InterfaceType::managed && database) index.databases[place()].push_back(ref);
  constexpr std::string_view kBalancer = "ELB ";
  if (description.starts_with(kBalancer)) {
    index.balancers[description.substr(kBalancer.size())].push_back(ref);
  }
  constexpr std::string_view kCache = "ElastiCache";
  if (description.starts_with(kCache) && description.size() > kCache.size() + 1) {
    index.caches[description.substr(kCache.size() + 1)].push_back(ref);
  }
}

}  // namespace

std::string place_key(const std::string& subnet, std::vector<std::string> groups) {
  sort_unique(groups);
  return subnet + "|" + join(groups, ",");
}

void set_groups(SnapshotReading& reading, NetworkInterface& interface,
                const std::vector<std::string>& groups, const SourceLoc& at) {
  if (!interface.has_security_groups) return;
  // Every interface with groups has at least one: none listed means that the list is not there.
  if (groups.empty()) interface.security_groups_known = false;
  for (const std::string& id : groups) {
    const Ref<SecurityGroup> group = reading.resolve<SecurityGroup>(id, interface.name, at);
    if (group.is_known()) interface.security_groups.push_back(group);
    if (!group.is_known()) interface.security_groups_known = false;
  }
}

Ref<NetworkInterface> add_inline_interface(SnapshotReading& reading, const SnapshotObject& object,
                                           const ResourceRecord& record) {
  const std::string id = record.text("NetworkInterfaceId");
  const Ref<NetworkInterface> known = reading.find<NetworkInterface>(id);
  if (known.is_known()) return known;
  RecordProblem problem;
  const ResourceRecord own(record.node(), problem);
  NetworkInterface interface = read_interface(reading, object, own);
  if (interface.id.empty()) own.refuse("it has no id");
  if (problem.found()) {
    reading.leave_out(ResourceKind::NetworkInterface, record.node(), "NetworkInterfaceId", problem);
    return Ref<NetworkInterface>::unknown();
  }
  const Ref<NetworkInterface> ref = reading.add(std::move(interface));
  file_interface(reading, own, ref);
  return ref;
}

Ref<NetworkInterface> add_hidden_interface(SnapshotReading& reading, const Resource& owner,
                                           const HiddenInterface& hidden) {
  NetworkInterface interface;
  interface.at = owner.at;
  interface.type = hidden.type;
  interface.account = owner.account;
  interface.region = owner.region;
  interface.addresses_known = false;
  interface.has_security_groups = hidden.type != InterfaceType::nat_gateway &&
                                  hidden.type != InterfaceType::gateway_load_balancer_endpoint;
  interface.id = hidden.id.empty() ? fmt::format("{}/{}", owner.id, hidden.subnet) : hidden.id;
  place_interface(reading, interface, hidden.subnet, "");
  if (hidden.subnet.empty()) interface.external = true;
  const std::string where =
      interface.subnet.is_known() ? reading.design.get(interface.subnet).name : hidden.subnet;
  interface.name = hidden.id.empty() ? fmt::format("{}/{}", owner.name, where) : hidden.id;
  set_groups(reading, interface, hidden.groups, owner.at);
  if (!hidden.groups_known) interface.security_groups_known = false;
  return reading.add(std::move(interface));
}

void read_network_interfaces(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("NetworkInterfaces")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    NetworkInterface interface = read_interface(reading, object, record);
    if (interface.id.empty()) record.refuse("it has no id");
    if (!problem.found()) {
      file_interface(reading, record, reading.add(std::move(interface)));
      continue;
    }
    reading.leave_out(ResourceKind::NetworkInterface, record.node(), "NetworkInterfaceId", problem);
  }
}

// describe-addresses repeats what the interfaces say about Elastic IPs; it counts where they say
// nothing.
void read_elastic_ips(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("Addresses")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    const std::optional<IpAddress> inside = record.address("PrivateIpAddress");
    const std::optional<IpAddress> outside = record.address("PublicIp");
    const Ref<NetworkInterface> ref =
        reading.find<NetworkInterface>(record.text("NetworkInterfaceId"));
    reading.leave_out_if_bad("elastic-ip", record.text("AllocationId"), problem);
    if (!ref.is_known() || !inside || !outside) continue;
    for (InterfaceAddress& address : reading.design.get(ref).addresses) {
      if (address.address != *inside || address.public_ip.kind != PublicIp::Kind::none) continue;
      address.public_ip = {PublicIp::Kind::address, *outside};
    }
  }
}

// Those that none of the interfaces read has: free ones, and those of what was not collected.
void read_other_elastic_ips(SnapshotReading& reading) {
  std::set<IpAddress> owned;
  for (const NetworkInterface& interface : reading.design.all<NetworkInterface>()) {
    for (const InterfaceAddress& address : interface.addresses) {
      if (address.public_ip.kind == PublicIp::Kind::address)
        owned.insert(address.public_ip.address);
    }
  }
  for (const SnapshotObject& object : reading.snapshot.of("Addresses")) {
    RecordProblem reported;  // by read_elastic_ips()
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, reported);
    const std::optional<IpAddress> address = record.address("PublicIp");
    if (!address || address->family != Family::ipv4 || !owned.insert(*address).second) continue;
    ElasticIp elastic{*address, false, record.at()};
    for (const std::string_view key :
         {"AssociationId", "InstanceId", "NetworkInterfaceId", "PrivateIpAddress"}) {
      if (!record.text(key).empty()) elastic.associated = true;
    }
    reading.design.elastic_ips.push_back(elastic);
  }
}

}  // namespace canreach
