#include <fmt/format.h>

#include "parsers/terraform/types.h"
#include "parsers/terraform/wanted.h"

// VPCs, gateways and routes.  CloudFormation has a resource of its own for much that Terraform
// writes as an attribute: the attachment of a gateway, a route of a table, who has an address.

namespace canreach {
namespace {

void attach_gateway(TerraformReading& reading, const Attribute& resource,
                    std::string_view property) {
  DeclaredValue vpc = reading.reference(resource["vpc_id"], kWantedVpc);
  if (vpc.is_absent()) return;
  DeclaredResource& attachment =
      reading.emit(resource.object(), "AWS::EC2::VPCGatewayAttachment", ".attachment");
  attachment.properties.set("VpcId", std::move(vpc));
  attachment.properties.set(property, self(resource));
}

constexpr AttributeRow kInlineRoute[] = {
    {"cidr_block", "DestinationCidrBlock"},
    {"ipv6_cidr_block", "DestinationIpv6CidrBlock"},
    {"destination_prefix_list_id", "DestinationPrefixListId", AttributeShape::reference,
     kWantedPrefixList},
    {"gateway_id", "GatewayId", AttributeShape::reference, kWantedGateway},
    {"nat_gateway_id", "NatGatewayId", AttributeShape::reference, kWantedNat},
    {"egress_only_gateway_id", "EgressOnlyInternetGatewayId", AttributeShape::reference,
     kWantedEgressOnly},
    {"instance_id", "InstanceId", AttributeShape::reference, kWantedInstance},
    {"network_interface_id", "NetworkInterfaceId", AttributeShape::reference,
     kWantedInstanceOrInterface},
    {"vpc_peering_connection_id", "VpcPeeringConnectionId", AttributeShape::reference,
     kWantedPeering},
    {"transit_gateway_id", "TransitGatewayId", AttributeShape::reference, kWantedTransit},
    {"vpc_endpoint_id", "VpcEndpointId", AttributeShape::reference, kWantedInspection},
    {"carrier_gateway_id", "CarrierGatewayId", AttributeShape::reference, kWantedCarrier},
    {"local_gateway_id", "LocalGatewayId"},
    {"core_network_arn", "CoreNetworkArn"},
    {"odb_network_arn", "OdbNetworkArn"},
};

/// A state lists the routes of gateway endpoints, which the endpoints bring themselves.
bool is_of_endpoint(const DeclaredValue& route) {
  const DeclaredValue& gateway = route["GatewayId"];
  return gateway.is_text() && gateway.text.substr(0, 5) == "vpce-";
}

/// Of the endpoints of a firewall an expression takes that of a subnet, or of its zone, which it
/// names.
void put_endpoint_subnet(TerraformReading& reading, const Attribute& endpoint,
                         DeclaredValue& route) {
  if (!endpoint.is_unknown() || !route["VpcEndpointId"].is_reference()) return;
  DeclaredValue subnet = reading.reference(endpoint, kWantedSubnet);
  if (subnet.is_reference()) route.set("EndpointSubnetId", std::move(subnet));
}

/// One that may be anything, of the table whose address has `of` after the resource's.
void unknown_route(TerraformReading& reading, const Attribute& resource, const Attribute& routes,
                   const std::string& of = {}) {
  const TerraformObject& object = resource.object();
  DeclaredResource& made = reading.emit(object, "AWS::EC2::Route", of + ".route");
  made.properties.set("RouteTableId", DeclaredValue::reference(object.address + of, {}, object.at));
  made.properties.set("DestinationCidrBlock", reading.unknown(routes));
  made.properties.set("GatewayId", reading.unknown(routes));
}

void routes(TerraformReading& reading, const Attribute& resource) {
  const Attribute all = resource["route"];
  std::vector<Attribute> blocks = all.elements();
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    DeclaredValue route = DeclaredValue::of_map(blocks[i].at());
    read_rows(reading, blocks[i], kInlineRoute, route);
    put_endpoint_subnet(reading, blocks[i]["vpc_endpoint_id"], route);
    if (is_of_endpoint(route) || route.members.empty()) continue;
    route.set("RouteTableId", self(resource));
    DeclaredResource& made =
        reading.emit(resource.object(), "AWS::EC2::Route", fmt::format(".route[{}]", i));
    if (blocks[i].at().is_somewhere()) made.at = blocks[i].at();
    made.properties = std::move(route);
  }
  if (blocks.empty() && all.is_unknown()) unknown_route(reading, resource, all);
}

void propagations(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue gateways =
      reading.references(resource["propagating_vgws"], kWantedVpnGateway);
  for (std::size_t i = 0; i < gateways.items.size(); ++i) {
    DeclaredResource& made = reading.emit(resource.object(), "AWS::EC2::VPNGatewayRoutePropagation",
                                          fmt::format(".propagation[{}]", i));
    made.properties.set("RouteTableIds",
                        DeclaredValue::of_list({self(resource)}, resource.object().at));
    made.properties.set("VpnGatewayId", gateways.items[i]);
  }
}

/// The VPC that was made first by default: AWS gives every region the same block.
constexpr std::string_view kDefaultVpcBlock = "172.31.0.0/16";

}  // namespace

void more_of_vpc(TerraformReading& reading, const Attribute& resource) {
  const Attribute block = resource["ipv6_cidr_block"];
  const Attribute generated = resource["assign_generated_ipv6_cidr_block"];
  DeclaredValue provided = reading.text(generated);
  DeclaredValue written = reading.text(block);
  const bool is_given = (written.is_text() && !written.text.empty()) || written.is_unknown();
  const bool is_generated =
      provided.is_unknown() || (provided.is_text() && provided.text == "true");
  if (!is_given && !is_generated) return;
  DeclaredResource& made = reading.emit(resource.object(), "AWS::EC2::VPCCidrBlock", ".ipv6");
  made.properties.set("VpcId", self(resource));
  if (is_given) {
    made.properties.set("Ipv6CidrBlock", std::move(written));
  }
  if (is_generated) made.properties.set("AmazonProvidedIpv6CidrBlock", std::move(provided));
}

void more_of_default_vpc(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue& properties = properties_of(reading, resource);
  properties.set("IsDefault", yes(resource));
  if (!properties["CidrBlock"].is_text()) {
    properties.set("CidrBlock",
                   DeclaredValue::of_text(std::string(kDefaultVpcBlock), resource.object().at));
  }
  more_of_vpc(reading, resource);
}

void more_of_default_subnet(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue& properties = properties_of(reading, resource);
  properties.set("IsDefault", yes(resource));
  if (properties["VpcId"].is_absent()) {
    const DeclaredValue* only = nullptr;
    std::size_t count = 0;
    for (const DeclaredResource& other : reading.design().resources) {
      if (other.type != "AWS::EC2::VPC" || other.properties["IsDefault"].is_absent()) continue;
      only = &other.properties;
      ++count;
      properties_of(reading, resource)
          .set("VpcId", DeclaredValue::reference(other.address, {}, resource.object().at));
    }
    if (only == nullptr || count > 1) {
      properties.set("VpcId", reading.unknown(resource["vpc_id"], "the default VPC"));
    }
  }
  if (properties["CidrBlock"].is_absent()) {
    properties.set("CidrBlock", reading.unknown(resource["cidr_block"]));
  }
  if (properties["MapPublicIpOnLaunch"].is_absent()) {
    properties.set("MapPublicIpOnLaunch", yes(resource));
  }
}

void attach_internet_gateway(TerraformReading& reading, const Attribute& resource) {
  attach_gateway(reading, resource, "InternetGatewayId");
}

void attach_vpn_gateway(TerraformReading& reading, const Attribute& resource) {
  attach_gateway(reading, resource, "VpnGatewayId");
}

// A state also tells which NAT gateway's interface has the address: that is no association.
void more_of_eip(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue instance = reading.reference(resource["instance"], kWantedInstance);
  DeclaredValue interface =
      reading.reference(resource["network_interface"], kWantedInstanceOrInterface);
  if (instance.is_text() && !resource["instance"].is_written()) instance = {};
  if (interface.is_text() && !resource["network_interface"].is_written()) interface = {};
  if (instance.is_absent() && interface.is_absent()) return;
  DeclaredValue address = reading.text(resource["associate_with_private_ip"]);
  DeclaredResource& made =
      reading.emit(resource.object(), "AWS::EC2::EIPAssociation", ".association");
  made.properties.set("AllocationId", self(resource));
  set_property(made.properties, instance.is_absent() ? "NetworkInterfaceId" : "InstanceId",
               instance.is_absent() ? std::move(interface) : std::move(instance));
  set_property(made.properties, "PrivateIpAddress", std::move(address));
}

void more_of_route(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue route = properties_of(reading, resource);
  put_endpoint_subnet(reading, resource["vpc_endpoint_id"], route);
  properties_of(reading, resource) = std::move(route);
}

void more_of_route_table(TerraformReading& reading, const Attribute& resource) {
  routes(reading, resource);
  propagations(reading, resource);
}

void more_of_default_route_table(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue vpc = properties_of(reading, resource)["VpcId"];
  const Attribute id = resource["default_route_table_id"];
  if (vpc.is_absent()) vpc = reading.vpc_of(id);
  for (const std::string& part :
       reading.open_defaults(resource, vpc, "main_route_table_id", "AWS::EC2::RouteTable")) {
    unknown_route(reading, resource, id, part);
  }
  const bool is_main = vpc.items.empty() && !reading.is_main_replaced(vpc);
  DeclaredValue& properties = properties_of(reading, resource);
  set_property(properties, "VpcId", std::move(vpc));
  if (is_main) properties.set("IsMain", yes(resource));
  more_of_route_table(reading, resource);
}

void main_association(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue table = reading.reference(resource["route_table_id"], kWantedTable);
  reading.replace(table, "AWS::EC2::RouteTable", "IsMain", yes(resource));
}

void more_of_route_table_association(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue table = reading.reference(resource["route_table_id"], kWantedTable);
  DeclaredValue gateway = reading.reference(resource["gateway_id"], kWantedGateway);
  DeclaredValue subnet = reading.reference(resource["subnet_id"], kWantedSubnet);
  const bool of_gateway = !gateway.is_absent();
  DeclaredResource& made =
      reading.emit(resource.object(), of_gateway ? "AWS::EC2::GatewayRouteTableAssociation"
                                                 : "AWS::EC2::SubnetRouteTableAssociation");
  set_property(made.properties, "RouteTableId", std::move(table));
  set_property(made.properties, of_gateway ? "GatewayId" : "SubnetId",
               of_gateway ? std::move(gateway) : std::move(subnet));
}

void more_of_propagation(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue table = reading.reference(resource["route_table_id"], kWantedTable);
  if (table.is_absent()) return;
  properties_of(reading, resource)
      .set("RouteTableIds", DeclaredValue::of_list({std::move(table)}, resource.object().at));
}

namespace {

/// Does it accept the peering?  Unknown where that is.
DeclaredValue accepts(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue accepted = reading.text(resource["auto_accept"]);
  const DeclaredValue status = reading.text(resource["accept_status"]);
  const bool is_active = (accepted.is_text() && accepted.text == "true") ||
                         (status.is_text() && status.text == "active");
  if (accepted.is_unknown() && !is_active) return accepted;
  return DeclaredValue::of_text(is_active ? "true" : "false", resource.object().at);
}

}  // namespace

// Somebody else may accept what leads to a VPC that is not in the input.  Rule: PEER-1.
void more_of_peering(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue accepted = accepts(reading, resource);
  DeclaredValue& properties = properties_of(reading, resource);
  const DeclaredValue& peer = properties["PeerVpcId"];
  const bool is_here = peer.is_reference() && reading.is_declared(peer.target);
  if (accepted.text == "false" && !is_here && !resource["accept_status"].is_known()) {
    accepted = reading.unknown(resource["accept_status"]);
  }
  properties.set("Accepted", std::move(accepted));
}

void accepted_peering(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue peering =
      reading.reference(resource["vpc_peering_connection_id"], "aws_vpc_peering_connection");
  const DeclaredValue accepted = accepts(reading, resource);
  if (accepted.text == "false") return;
  reading.replace(peering, "AWS::EC2::VPCPeeringConnection", "Accepted", accepted);
}

void endpoint_route_table(TerraformReading& reading, const Attribute& resource) {
  reading.append(reading.reference(resource["vpc_endpoint_id"], kWantedEndpoint),
                 "AWS::EC2::VPCEndpoint", "RouteTableIds",
                 reading.reference(resource["route_table_id"], kWantedTable));
}

void endpoint_subnet(TerraformReading& reading, const Attribute& resource) {
  reading.append(reading.reference(resource["vpc_endpoint_id"], kWantedEndpoint),
                 "AWS::EC2::VPCEndpoint", "SubnetIds",
                 reading.reference(resource["subnet_id"], kWantedSubnet));
}

void endpoint_group(TerraformReading& reading, const Attribute& resource) {
  reading.append(reading.reference(resource["vpc_endpoint_id"], kWantedEndpoint),
                 "AWS::EC2::VPCEndpoint", "SecurityGroupIds",
                 reading.reference(resource["security_group_id"], kWantedGroup));
}

void endpoint_policy(TerraformReading& reading, const Attribute& resource) {
  reading.replace(reading.reference(resource["vpc_endpoint_id"], kWantedEndpoint),
                  "AWS::EC2::VPCEndpoint", "PolicyDocument", reading.policy(resource["policy"]));
}

}  // namespace canreach
