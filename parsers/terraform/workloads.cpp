#include <fmt/format.h>

#include "parsers/terraform/types.h"
#include "parsers/terraform/wanted.h"

// Interfaces, instances and load balancers.

namespace canreach {
namespace {

/// A list of maps with one key.
DeclaredValue wrapped(const DeclaredValue& list, std::string_view key) {
  DeclaredValue result = DeclaredValue::of_list({}, list.at);
  for (const DeclaredValue& item : list.items) {
    DeclaredValue map = DeclaredValue::of_map(item.at);
    map.set(key, item);
    result.items.push_back(std::move(map));
  }
  return list.is_unknown() ? list : result;
}

bool is_empty(const DeclaredValue& value) {
  return value.is_absent() || (value.is_list() && value.items.empty());
}

/// The list holds the primary address, too; where nobody says which one that is, it is the first.
void mark_primary(const DeclaredValue& primary, DeclaredValue& addresses) {
  DeclaredValue* marked = &addresses.items.front();
  for (DeclaredValue& item : addresses.items) {
    const bool is_named = primary.is_text() && item["PrivateIpAddress"].text == primary.text;
    if (is_named) marked = &item;
  }
  marked->set("Primary", DeclaredValue::of_text("true", addresses.at));
}

/// Groups by id, or by name in old designs, which Terraform keeps in another attribute.
DeclaredValue groups_of_instance(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue groups = reading.references(resource["vpc_security_group_ids"], kWantedGroup);
  if (!is_empty(groups)) return groups;
  return reading.references(resource["security_groups"], kWantedGroup);
}

/// A launch template may be named in place of its id.
void launch_template_by_name(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue name = reading.reference(resource["launch_template"]["name"], kWantedTemplate);
  set_property(properties_of(reading, resource), "LaunchTemplate.LaunchTemplateName",
               std::move(name));
}

DeclaredValue network_interfaces(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue list = DeclaredValue::of_list({}, resource["network_interface"].at());
  for (const Attribute& block : resource["primary_network_interface"].elements()) {
    DeclaredValue item = DeclaredValue::of_map(block.at());
    item.set("DeviceIndex", DeclaredValue::of_text("0", block.at()));
    set_property(item, "NetworkInterfaceId",
                 reading.reference(block["network_interface_id"], kWantedInterface));
    if (!item["NetworkInterfaceId"].is_absent()) list.items.push_back(std::move(item));
  }
  if (!list.items.empty()) return list;
  for (const Attribute& block : resource["network_interface"].elements()) {
    DeclaredValue item = DeclaredValue::of_map(block.at());
    set_property(item, "DeviceIndex", reading.text(block["device_index"]));
    set_property(item, "NetworkInterfaceId",
                 reading.reference(block["network_interface_id"], kWantedInterface));
    list.items.push_back(std::move(item));
  }
  return list;
}

/// `forward` and `target_group_arn` of the actions of a listener.
DeclaredValue actions(TerraformReading& reading, const Attribute& blocks) {
  DeclaredValue list = DeclaredValue::of_list({}, blocks.at());
  for (const Attribute& block : blocks.elements()) {
    DeclaredValue action = DeclaredValue::of_map(block.at());
    set_property(action, "Type", reading.text(block["type"]));
    set_property(action, "TargetGroupArn",
                 reading.reference(block["target_group_arn"], kWantedTargetGroup));
    DeclaredValue groups = DeclaredValue::of_list({}, block.at());
    const Attribute forward = block["forward"];
    for (const Attribute& group : forward["target_group"].elements()) {
      DeclaredValue item = DeclaredValue::of_map(group.at());
      set_property(item, "TargetGroupArn", reading.reference(group["arn"], kWantedTargetGroup));
      set_property(item, "Weight", reading.text(group["weight"]));
      groups.items.push_back(std::move(item));
    }
    if (!groups.items.empty()) {
      set_property(action, "ForwardConfig.TargetGroups", std::move(groups));
    }
    list.items.push_back(std::move(action));
  }
  return blocks.is_unknown() ? reading.unknown(blocks) : list;
}

DeclaredValue scheme(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue internal = reading.text(resource["internal"]);
  if (internal.is_text()) {
    internal.text = internal.text == "true" ? "internal" : "internet-facing";
  }
  return internal;
}

}  // namespace

void more_of_interface(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue addresses = wrapped(reading.texts(resource["private_ips"]), "PrivateIpAddress");
  DeclaredValue address = reading.text(resource["private_ip"]);
  DeclaredValue ipv6 = wrapped(reading.texts(resource["ipv6_addresses"]), "Ipv6Address");
  DeclaredValue& properties = properties_of(reading, resource);
  if (addresses.items.size() == 1) {
    set_property(properties, "PrivateIpAddress", addresses.items.front()["PrivateIpAddress"]);
  } else if (!is_empty(addresses)) {
    mark_primary(address, addresses);
    set_property(properties, "PrivateIpAddresses", std::move(addresses));
  } else {
    set_property(properties, "PrivateIpAddress", std::move(address));
  }
  if (!is_empty(ipv6)) set_property(properties, "Ipv6Addresses", std::move(ipv6));
  const std::vector<Attribute> attachments = resource["attachment"].elements();
  for (const Attribute& block : attachments) {
    DeclaredValue instance = reading.reference(block["instance"], kWantedInstance);
    DeclaredValue index = reading.text(block["device_index"]);
    DeclaredResource& made =
        reading.emit(resource.object(), "AWS::EC2::NetworkInterfaceAttachment", ".attachment");
    made.properties.set("NetworkInterfaceId", self(resource));
    set_property(made.properties, "InstanceId", std::move(instance));
    set_property(made.properties, "DeviceIndex", std::move(index));
    break;
  }
}

namespace {

/// The groups of an instance are those of its first interface.
void add_group(DeclaredResource& instance, const DeclaredValue& group) {
  DeclaredValue interfaces = instance.properties["NetworkInterfaces"];
  const bool is_written_out = interfaces.is_list() && !interfaces.items.empty();
  const char* key = is_written_out ? "GroupSet" : "SecurityGroupIds";
  DeclaredValue& holder = is_written_out ? interfaces.items.front() : instance.properties;
  DeclaredValue groups = holder[key];
  if (!groups.is_list()) groups = DeclaredValue::of_list({}, group.at);
  groups.items.push_back(group);
  holder.set(key, std::move(groups));
  if (is_written_out) instance.properties.set("NetworkInterfaces", std::move(interfaces));
}

}  // namespace

void group_of_interface(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue interface =
      reading.reference(resource["network_interface_id"], kWantedInstanceOrInterface);
  const DeclaredValue group = reading.reference(resource["security_group_id"], kWantedGroup);
  DeclaredResource* owner = interface.is_reference() ? reading.emitted(interface.target) : nullptr;
  if (owner != nullptr && owner->type == "AWS::EC2::Instance") return add_group(*owner, group);
  reading.append(interface, "AWS::EC2::NetworkInterface", "GroupSet", group);
  if (!interface.is_unknown()) return;
  for (DeclaredResource& other : reading.design().resources) {
    if (other.type == "AWS::EC2::Instance") add_group(other, interface);
  }
}

// CloudFormation asks for a public address on the interface, so an instance that says something of
// it has its first interface written out.
void more_of_instance(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue subnet = reading.reference(resource["subnet_id"], kWantedSubnet);
  DeclaredValue groups = groups_of_instance(reading, resource);
  DeclaredValue address = reading.text(resource["private_ip"]);
  DeclaredValue is_public = reading.text(resource["associate_public_ip_address"]);
  DeclaredValue ipv6 = wrapped(reading.texts(resource["ipv6_addresses"]), "Ipv6Address");
  DeclaredValue interfaces = network_interfaces(reading, resource);
  launch_template_by_name(reading, resource);
  DeclaredValue& properties = properties_of(reading, resource);
  if (!interfaces.items.empty()) return properties.set("NetworkInterfaces", std::move(interfaces));
  const bool on_interface = !is_public.is_absent();
  DeclaredValue first = DeclaredValue::of_map(is_public.at);
  DeclaredValue& holder = on_interface ? first : properties;
  set_property(holder, "SubnetId", std::move(subnet));
  if (!is_empty(groups)) {
    set_property(holder, on_interface ? "GroupSet" : "SecurityGroupIds", std::move(groups));
  }
  set_property(holder, "PrivateIpAddress", std::move(address));
  if (!is_empty(ipv6)) set_property(holder, "Ipv6Addresses", std::move(ipv6));
  if (!on_interface) return;
  first.set("DeviceIndex", DeclaredValue::of_text("0", is_public.at));
  first.set("AssociatePublicIpAddress", is_public);
  properties.set("NetworkInterfaces", DeclaredValue::of_list({std::move(first)}, is_public.at));
}

void more_of_launch_template(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue list = DeclaredValue::of_list({}, resource.object().at);
  for (const Attribute& block : resource["network_interfaces"].elements()) {
    DeclaredValue item = DeclaredValue::of_map(block.at());
    set_property(item, "DeviceIndex", reading.text(block["device_index"]));
    set_property(item, "AssociatePublicIpAddress",
                 reading.text(block["associate_public_ip_address"]));
    set_property(item, "SubnetId", reading.reference(block["subnet_id"], kWantedSubnet));
    DeclaredValue groups = reading.references(block["security_groups"], kWantedGroup);
    if (!is_empty(groups)) set_property(item, "Groups", std::move(groups));
    list.items.push_back(std::move(item));
  }
  if (list.items.empty()) return;
  set_property(properties_of(reading, resource), "LaunchTemplateData.NetworkInterfaces",
               std::move(list));
}

void more_of_endpoint(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue list = DeclaredValue::of_list({}, resource.object().at);
  for (const Attribute& block : resource["subnet_configuration"].elements()) {
    DeclaredValue item = DeclaredValue::of_map(block.at());
    set_property(item, "SubnetId", reading.reference(block["subnet_id"], kWantedSubnet));
    set_property(item, "Ipv4", reading.text(block["ipv4"]));
    list.items.push_back(std::move(item));
  }
  if (list.items.empty()) return;
  set_property(properties_of(reading, resource), "SubnetConfigurations", std::move(list));
}

void more_of_load_balancer(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue mappings = DeclaredValue::of_list({}, resource.object().at);
  for (const Attribute& block : resource["subnet_mapping"].elements()) {
    DeclaredValue item = DeclaredValue::of_map(block.at());
    set_property(item, "SubnetId", reading.reference(block["subnet_id"], kWantedSubnet));
    set_property(item, "AllocationId", reading.reference(block["allocation_id"], kWantedEip));
    set_property(item, "PrivateIPv4Address", reading.text(block["private_ipv4_address"]));
    mappings.items.push_back(std::move(item));
  }
  DeclaredValue facing = scheme(reading, resource);
  DeclaredValue& properties = properties_of(reading, resource);
  set_property(properties, "Scheme", std::move(facing));
  if (!mappings.items.empty()) set_property(properties, "SubnetMappings", std::move(mappings));
}

void more_of_classic_balancer(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue listeners = DeclaredValue::of_list({}, resource.object().at);
  for (const Attribute& block : resource["listener"].elements()) {
    DeclaredValue item = DeclaredValue::of_map(block.at());
    set_property(item, "LoadBalancerPort", reading.text(block["lb_port"]));
    set_property(item, "InstancePort", reading.text(block["instance_port"]));
    set_property(item, "Protocol", reading.text(block["lb_protocol"]));
    set_property(item, "InstanceProtocol", reading.text(block["instance_protocol"]));
    listeners.items.push_back(std::move(item));
  }
  DeclaredValue facing = scheme(reading, resource);
  DeclaredValue& properties = properties_of(reading, resource);
  set_property(properties, "Scheme", std::move(facing));
  if (!listeners.items.empty()) set_property(properties, "Listeners", std::move(listeners));
}

void more_of_listener(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue list = actions(reading, resource["default_action"]);
  set_property(properties_of(reading, resource), "DefaultActions", std::move(list));
}

void more_of_listener_rule(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue list = actions(reading, resource["action"]);
  set_property(properties_of(reading, resource), "Actions", std::move(list));
}

void more_of_target_group(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue family = reading.text(resource["ip_address_type"]);
  set_property(properties_of(reading, resource), "IpAddressType", std::move(family));
  DeclaredValue preserve = reading.text(resource["preserve_client_ip"]);
  if (preserve.is_absent() || (preserve.is_text() && preserve.text.empty())) return;
  DeclaredValue item = DeclaredValue::of_map(preserve.at);
  item.set("Key", DeclaredValue::of_text("preserve_client_ip.enabled", preserve.at));
  item.set("Value", preserve);
  properties_of(reading, resource)
      .set("TargetGroupAttributes", DeclaredValue::of_list({std::move(item)}, preserve.at));
}

void more_of_service(TerraformReading& reading, const Attribute& resource) {
  const Attribute blocks = resource["load_balancer"];
  DeclaredValue list = DeclaredValue::of_list({}, blocks.at());
  for (const Attribute& block : blocks.elements()) {
    DeclaredValue item = DeclaredValue::of_map(block.at());
    set_property(item, "TargetGroupArn",
                 reading.reference(block["target_group_arn"], kWantedTargetGroup));
    set_property(item, "ContainerName", reading.text(block["container_name"]));
    set_property(item, "ContainerPort", reading.text(block["container_port"]));
    list.items.push_back(std::move(item));
  }
  if (list.items.empty()) return;
  properties_of(reading, resource).set("LoadBalancers", std::move(list));
}

namespace {

/// What a state tells of the nodes of a cluster: their addresses.
void put_nodes(TerraformReading& reading, const Attribute& resource, DeclaredValue nodes) {
  if (!nodes.items.empty()) properties_of(reading, resource).set("Nodes", std::move(nodes));
}

}  // namespace

void nodes_of_broker(TerraformReading& reading, const Attribute& resource) {
  const Attribute instances = resource["instances"];
  DeclaredValue nodes = DeclaredValue::of_list({}, instances.at());
  for (const Attribute& instance : instances.elements()) {
    DeclaredValue address = reading.text(instance["ip_address"]);
    if (address.is_text()) nodes.items.push_back(std::move(address));
  }
  put_nodes(reading, resource, std::move(nodes));
}

/// Clients connect to the node that leads, which is the only one of a small cluster.
void nodes_of_warehouse(TerraformReading& reading, const Attribute& resource) {
  const Attribute all = resource["cluster_nodes"];
  DeclaredValue nodes = DeclaredValue::of_list({}, all.at());
  for (const Attribute& node : all.elements()) {
    const DeclaredValue role = reading.text(node["node_role"]);
    const bool leads = role.is_text() && (role.text == "LEADER" || role.text == "SHARED");
    DeclaredValue address = reading.text(node["private_ip_address"]);
    if (leads && address.is_text()) nodes.items.push_back(std::move(address));
  }
  put_nodes(reading, resource, std::move(nodes));
}

void target_attachment(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue item = DeclaredValue::of_map(resource.object().at);
  set_property(item, "Id", reading.reference(resource["target_id"], kWantedTarget));
  set_property(item, "Port", reading.text(resource["port"]));
  reading.append(reading.reference(resource["target_group_arn"], kWantedTargetGroup),
                 "AWS::ElasticLoadBalancingV2::TargetGroup", "Targets", std::move(item));
}

void classic_attachment(TerraformReading& reading, const Attribute& resource) {
  reading.append(reading.reference(resource["elb"], kWantedClassic),
                 "AWS::ElasticLoadBalancing::LoadBalancer", "Instances",
                 reading.reference(resource["instance"], kWantedInstance));
}

namespace {

/// What else sends its traffic to an Auto Scaling group, in a block for each.
void add_traffic_sources(TerraformReading& reading, const Attribute& resource,
                         const DeclaredValue& group) {
  constexpr std::string_view kScaling = "AWS::AutoScaling::AutoScalingGroup";
  for (const Attribute& block : resource["traffic_source"].elements()) {
    const DeclaredValue type = reading.text(block["type"]);
    const Attribute source = block["identifier"];
    const bool is_classic = type.is_text() && type.text == "elb";
    if (is_classic) {
      reading.append(group, kScaling, "LoadBalancerNames",
                     reading.reference(source, kWantedClassic));
    } else {
      reading.append(group, kScaling, "TargetGroupARNs",
                     reading.reference(source, kWantedTargetGroup));
    }
  }
}

}  // namespace

void more_of_scaling(TerraformReading& reading, const Attribute& resource) {
  const Attribute mixed = resource["mixed_instances_policy"]["launch_template"];
  const Attribute named = mixed["launch_template_specification"];
  DeclaredValue id = reading.reference(named["launch_template_id"], kWantedTemplate);
  DeclaredValue name = reading.reference(named["launch_template_name"], kWantedTemplate);
  DeclaredValue& properties = properties_of(reading, resource);
  const std::string path = "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.";
  set_property(properties, path + "LaunchTemplateId", std::move(id));
  set_property(properties, path + "LaunchTemplateName", std::move(name));
  launch_template_by_name(reading, resource);
  add_traffic_sources(reading, resource, self(resource));
}

void group_attachment(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue owner = reading.reference(resource["autoscaling_group_name"], kWantedScaling);
  add_traffic_sources(reading, resource, owner);
  for (const std::string_view name : {"lb_target_group_arn", "alb_target_group_arn"}) {
    reading.append(owner, "AWS::AutoScaling::AutoScalingGroup", "TargetGroupARNs",
                   reading.reference(resource[name], kWantedTargetGroup));
  }
  reading.append(owner, "AWS::AutoScaling::AutoScalingGroup", "LoadBalancerNames",
                 reading.reference(resource["elb"], kWantedClassic));
}

}  // namespace canreach
