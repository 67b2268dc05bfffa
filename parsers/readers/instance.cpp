#include <algorithm>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/readers/readers.h"

namespace canreach {
namespace {

// The role of an instance profile, which the instance names, stands in the IAM details only.
std::unordered_map<std::string, std::string> roles_by_profile(SnapshotReading& reading) {
  std::unordered_map<std::string, std::string> roles;
  for (const SnapshotObject& object : reading.snapshot.of("RoleDetailList")) {
    RecordProblem reported;  // by read_identities()
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord role(node, reported);
    for (const ResourceRecord& profile : role.records("InstanceProfileList")) {
      const std::string arn = profile.text("Arn");
      if (!arn.empty() && !role.text("RoleName").empty()) roles.emplace(arn, role.text("RoleName"));
    }
  }
  return roles;
}

// An output that says an address but no interface: the instance's own fields make one.  Where it
// says interfaces that could not be read, more may be true than those fields say.
Ref<NetworkInterface> interface_of_instance(SnapshotReading& reading, const Instance& instance,
                                            const ResourceRecord& record, bool is_whole) {
  HiddenInterface hidden;
  hidden.type = NetworkInterface::Type::ordinary;
  hidden.subnet = record.text("SubnetId");
  for (const ResourceRecord& group : record.records("SecurityGroups")) {
    hidden.groups.push_back(group.required_text("GroupId"));
  }
  const Ref<NetworkInterface> ref = add_hidden_interface(reading, instance, hidden);
  const std::optional<IpAddress> inside = record.address("PrivateIpAddress");
  const std::optional<IpAddress> outside = record.address("PublicIpAddress");
  NetworkInterface& interface = reading.design.get(ref);
  interface.source_dest_check = record.boolean("SourceDestCheck").value_or(true);
  if (!inside) return ref;
  interface.addresses_known = true;
  InterfaceAddress address{*inside, {}, false};
  if (!is_whole) address.public_ip = {PublicIp::Kind::unknown, {}};
  if (outside) address.public_ip = {PublicIp::Kind::address, *outside};
  interface.addresses.push_back(address);
  return ref;
}

std::vector<Ref<NetworkInterface>> interfaces_of(SnapshotReading& reading,
                                                 const SnapshotObject& object,
                                                 const Instance& instance,
                                                 const ResourceRecord& record) {
  std::vector<Ref<NetworkInterface>> refs;
  std::size_t unread = 0;
  for (const ResourceRecord& inline_record : record.records("NetworkInterfaces")) {
    const Ref<NetworkInterface> ref = add_inline_interface(reading, object, inline_record);
    if (ref.is_known() && !contains(refs, ref)) refs.push_back(ref);
    unread += ref.is_known() ? 0 : 1;
  }
  std::size_t listed_elsewhere = 0;
  for (const Ref<NetworkInterface> ref : reading.interfaces.instances[instance.id]) {
    if (contains(refs, ref)) continue;
    refs.push_back(ref);
    ++listed_elsewhere;
  }
  const auto& index = reading.interfaces.device_index;
  std::stable_sort(refs.begin(), refs.end(), [&](Ref<NetworkInterface> a, Ref<NetworkInterface> b) {
    return index.at(a.index()) < index.at(b.index());
  });
  const bool inside_vpc = !record.text("SubnetId").empty();
  if (refs.empty() && (unread > 0 || inside_vpc)) {
    refs.push_back(interface_of_instance(reading, instance, record, unread == 0));
  } else if (unread > listed_elsewhere) {
    HiddenInterface further;
    further.type = NetworkInterface::Type::ordinary;
    refs.push_back(add_hidden_interface(reading, instance, further));
  }
  return refs;
}

/// i-0123.ec2.internal, where queries for it are answered.  Rule: DNS-3.
void add_resource_name(const ResourceRecord& record, Instance& instance) {
  const ResourceRecord options = record.record("PrivateDnsNameOptions");
  const bool is_answered = options.boolean("EnableResourceNameDnsARecord").value_or(false);
  if (!is_answered || instance.region.empty()) return;
  const bool is_first = instance.region == "us-east-1";
  add_dns_name(instance.id + (is_first ? ".ec2" : "." + instance.region + ".compute") + ".internal",
               instance);
}

Instance read_instance(SnapshotReading& reading, const SnapshotObject& object,
                       const ResourceRecord& record) {
  Instance instance;
  reading.read_common(instance, object, record, {.id = "InstanceId"});
  const std::string zone = record.record("Placement").text("AvailabilityZone");
  if (instance.region.empty()) instance.region = region_of_zone(zone);
  reading.place_in(instance, reading.find<Vpc>(record.text("VpcId")));
  instance.state = state_of(record.record("State").text("Name"), {"", "running"});
  const std::string platform = to_lower(record.text("Platform"));
  instance.windows = platform == "windows";
  instance.source_ports = instance.windows   ? kWindowsSourcePorts
                          : platform.empty() ? kLinuxSourcePorts
                                             : kAnySourcePorts;
  add_resource_name(record, instance);
  return instance;
}

}  // namespace

void read_instances(SnapshotReading& reading) {
  const std::unordered_map<std::string, std::string> roles = roles_by_profile(reading);
  reading.read_each<Instance>(
      "Instances", "InstanceId",
      [&](const SnapshotObject& object, const ResourceRecord& record) -> std::optional<Instance> {
        Instance instance = read_instance(reading, object, record);
        if (instance.state.get() == "terminated") return std::nullopt;
        const auto role = roles.find(record.record("IamInstanceProfile").text("Arn"));
        if (role != roles.end()) {
          instance.credentials.kind = Credentials::Kind::role;
          instance.credentials.name = role->second;
        } else if (record.has("IamInstanceProfile")) {
          instance.credentials.kind = Credentials::Kind::unknown;
        }
        instance.credentials.at = instance.at;
        if (!instance.id.empty()) {
          instance.interfaces = interfaces_of(reading, object, instance, record);
        }
        return instance;
      },
      Parse::first_level);
  const std::vector<Instance>& instances = reading.design.all<Instance>();
  for (std::size_t i = 0; i < instances.size(); ++i) {
    own_interfaces(reading.design, ResourceKind::Instance, static_cast<std::uint32_t>(i),
                   instances[i].interfaces);
  }
}

}  // namespace canreach
