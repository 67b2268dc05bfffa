#include "tests/catch.h"
#include "tests/unit/snapshot_reading.h"

namespace canreach {
namespace {

using Attachment = TransitGatewayAttachment;
using TargetKind = RouteTarget::Kind;
using RouteState = Route::State;
using test::read_snapshot_files;
using test::read_snapshot_text;
using test::ReadSnapshot;

const std::string kGateways = R"("TransitGateways": [{"TransitGatewayId": "tgw-1",
  "State": "available", "Options": {"SecurityGroupReferencingSupport": "enable"}}],
  "TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1",
  "TransitGatewayId": "tgw-1", "State": "available"}])";

const std::string kAttachment = R"("TransitGatewayAttachments": [{
  "TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1",
  "ResourceType": "vpc", "ResourceId": "vpc-1", "State": "available",
  "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}}],
  "TransitGatewayVpcAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1",
  "TransitGatewayId": "tgw-1", "VpcId": "vpc-1", "State": "available",
  "SubnetIds": ["subnet-1", "subnet-9"],
  "Options": {"ApplianceModeSupport": "enable", "Ipv6Support": "disable"}}])";

const std::string kVpc = R"("Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
  "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
  "AvailabilityZone": "us-east-1a"}])";

std::string text_of(const std::vector<std::string>& parts) {
  std::string text = "{";
  for (const std::string& part : parts) text += (text.size() > 1 ? ", " : "") + part;
  return text + "}";
}

ReadSnapshot with_routes(const std::string& routes) {
  return read_snapshot_files(
      {{"all.json", text_of({kVpc, kGateways, kAttachment})},
       {"ec2_search-transit-gateway-routes@tgw-rtb-1.json", "{\"Routes\": [" + routes + "]}"}});
}

}  // namespace

TEST_CASE("two listings of an attachment are one attachment") {
  const ReadSnapshot read = read_snapshot_text(text_of({kVpc, kGateways, kAttachment}));
  REQUIRE(read.design.all<Attachment>().size() == 1);
  const Attachment& attachment = read.design.all<Attachment>().front();
  CHECK(attachment.kind == Attachment::Kind::vpc);
  CHECK(attachment.attached_vpc == Ref<Vpc>(0));
  CHECK(attachment.route_table == Ref<TransitGatewayRouteTable>(0));
  REQUIRE(attachment.subnets.size() == 2);
  CHECK(attachment.subnets[0] == Ref<Subnet>(0));
  CHECK(attachment.subnets[1].is_unknown());
  CHECK(attachment.appliance_mode == Value<bool>(true));
  CHECK(attachment.ipv6 == Value<bool>(false));
  CHECK(attachment.security_group_referencing.is_unknown());
  CHECK(read.design.all<TransitGateway>().front().security_group_referencing == Value<bool>(true));
}

TEST_CASE("a table that was not searched may hold anything") {
  const ReadSnapshot read = read_snapshot_text(text_of({kVpc, kGateways, kAttachment}));
  const TransitGatewayRouteTable& table = read.design.all<TransitGatewayRouteTable>().front();
  REQUIRE(table.routes.size() == 1);
  CHECK(table.routes[0].destination.is_unknown());
  CHECK(table.routes[0].possible);
  CHECK(with_routes("").design.all<TransitGatewayRouteTable>().front().routes.empty());
}

TEST_CASE("routes of a searched table") {
  struct Row {
    std::string fields;
    TargetKind kind;
    RouteState state;
    bool propagated;
  };
  const std::string target =
      R"("TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1", "ResourceType": "vpc"}])";
  const std::vector<Row> rows = {
      {target + R"(, "Type": "propagated", "State": "active")",
       TargetKind::transit_gateway_attachment, RouteState::active, true},
      {target + R"(, "Type": "static", "State": "active")", TargetKind::transit_gateway_attachment,
       RouteState::active, false},
      {R"("Type": "static", "State": "blackhole")", TargetKind::blackhole, RouteState::blackhole,
       false},
      {R"("Type": "static", "State": "active")", TargetKind::unknown, RouteState::active, false},
      {R"("TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-7"}],
          "Type": "static", "State": "active")",
       TargetKind::unknown, RouteState::active, false},
  };
  for (const Row& row : rows) {
    INFO(row.fields);
    const ReadSnapshot read =
        with_routes(R"({"DestinationCidrBlock": "10.0.0.0/16", )" + row.fields + "}");
    const auto& routes = read.design.all<TransitGatewayRouteTable>().front().routes;
    REQUIRE(routes.size() == 1);
    CHECK(routes[0].target.kind == row.kind);
    CHECK(routes[0].state == row.state);
    CHECK(routes[0].propagated == row.propagated);
  }
}

TEST_CASE("who sees no table of a gateway does not know its associations") {
  const std::string bare = R"("TransitGatewayAttachments": [{
    "TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1",
    "ResourceType": "vpc", "ResourceId": "vpc-1", "State": "available"}])";
  const ReadSnapshot shared = read_snapshot_text(text_of({kVpc, bare}));
  CHECK(shared.design.all<Attachment>().front().route_table.is_unknown());
  const ReadSnapshot own = read_snapshot_text(text_of({kVpc, kGateways, bare}));
  CHECK(own.design.all<Attachment>().front().route_table.is_none());
}

TEST_CASE("both ends of a peering have one id") {
  const ReadSnapshot read = read_snapshot_text(R"({
    "TransitGateways": [{"TransitGatewayId": "tgw-1"}, {"TransitGatewayId": "tgw-2"}],
    "TransitGatewayPeeringAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-5",
      "RequesterTgwInfo": {"TransitGatewayId": "tgw-1"},
      "AccepterTgwInfo": {"TransitGatewayId": "tgw-2"}, "State": "available"}]})");
  REQUIRE(read.design.all<Attachment>().size() == 2);
  CHECK(read.design.all<Attachment>()[0].peer == Ref<TransitGateway>(1));
  CHECK(read.design.all<Attachment>()[1].peer == Ref<TransitGateway>(0));
}

TEST_CASE("a VPN connection is down when no tunnel is up") {
  for (const auto& [second, state] : {std::pair<std::string, std::string>{"DOWN", "down"},
                                      std::pair<std::string, std::string>{"UP", ""}}) {
    const ReadSnapshot read = read_snapshot_text(
        R"({"VpnConnections": [{"VpnConnectionId": "vpn-1", "State": "available",
            "Options": {"StaticRoutesOnly": true},
            "Routes": [{"DestinationCidrBlock": "192.168.0.0/16", "State": "available"}],
            "VgwTelemetry": [{"Status": "DOWN"}, {"Status": ")" +
        second + "\"}]}]}");
    REQUIRE(read.design.all<VpnConnection>().size() == 1);
    const VpnConnection& connection = read.design.all<VpnConnection>().front();
    CHECK(connection.state == Value<std::string>(state));
    CHECK(connection.static_routes_only == Value<bool>(true));
    CHECK(connection.routes.size() == 1);
  }
}

}  // namespace canreach
