#include <optional>
#include <string>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/declared/translation.h"

// Transit gateways and VPN connections.  Attachments, tables, associations, propagations and routes
// are resources of their own; the native format has them inside their transit gateway.

namespace canreach {
namespace {

const DeclaredTypes kGatewayTypes = {"AWS::EC2::TransitGateway"};
const DeclaredTypes kTableTypes = {"AWS::EC2::TransitGatewayRouteTable"};
const DeclaredTypes kAttachmentTypes = {
    "AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment",
    "AWS::EC2::TransitGatewayPeeringAttachment", "AWS::EC2::TransitGatewayConnect",
    "AWS::EC2::VPNConnection"};

constexpr std::string_view kDefaultTable = "default";
constexpr std::string_view kAssociation = "AWS::EC2::TransitGatewayRouteTableAssociation";
constexpr std::string_view kPropagation = "AWS::EC2::TransitGatewayRouteTablePropagation";
constexpr std::string_view kRoute = "AWS::EC2::TransitGatewayRoute";

/// "enable" and "disable" in native words; true and false too.
std::optional<bool> enabled(const Translation& out, const DeclaredValue& value) {
  const std::optional<std::string> word = out.text(value);
  if (!word) return std::nullopt;
  const std::string lower = to_lower(*word);
  return lower == "enable" || lower == "true";
}

DeclaredValue switch_of(const Translation& out, const DeclaredValue& value) {
  if (value.is_absent()) return {};
  const std::optional<bool> on = enabled(out, value);
  return on ? DeclaredValue::of_text(*on ? "true" : "false", value.at) : unknown_word(value.at);
}

/// An option of an attachment, by either way to say it.
const DeclaredValue& option(const DeclaredResource& attachment, std::string_view key) {
  const DeclaredValue& inside = attachment.properties["Options"][key];
  return inside.is_absent() ? attachment.properties["Options." + std::string(key)] : inside;
}

/// `default`, none, or `unknown`: which table attachments get that say nothing.
DeclaredValue default_of(const Translation& out, const DeclaredResource& gateway,
                         std::string_view key, std::string_view table_key) {
  const DeclaredValue& table = gateway.properties[table_key];
  if (!table.is_absent()) return out.name(table, kTableTypes);
  const DeclaredValue& value = gateway.properties[key];
  if (value.is_absent()) return DeclaredValue::of_text(std::string(kDefaultTable), gateway.at);
  const std::optional<bool> on = enabled(out, value);
  if (!on) return unknown_word(value.at);
  return DeclaredValue::of_text(*on ? std::string(kDefaultTable) : "false", value.at);
}

/// A table by its name, or the gateway's own default one.
DeclaredValue table_name(const Translation& out, const DeclaredValue& value) {
  const DeclaredResource* gateway = out.target(value, kGatewayTypes);
  if (gateway != nullptr && value.is_reference()) {
    return DeclaredValue::of_text(std::string(kDefaultTable), value.at);
  }
  return or_unknown(out.name(value, kTableTypes), value.at);
}

class Gateway {
 public:
  Gateway(Translation& out, const DeclaredResource& gateway) : out_(out), gateway_(gateway) {}

  void say() {
    find_unresolved();
    DeclaredValue body = out_.body_of(gateway_);
    association_ = default_of(out_, gateway_, "DefaultRouteTableAssociation",
                              "AssociationDefaultRouteTableId");
    propagation_ = default_of(out_, gateway_, "DefaultRouteTablePropagation",
                              "PropagationDefaultRouteTableId");
    put(body, "default_association", association_);
    put(body, "default_propagation", propagation_);
    put(body, "security_group_referencing",
        switch_of(out_, gateway_.properties["SecurityGroupReferencingSupport"]));
    DeclaredValue attachments = DeclaredValue::of_map(gateway_.at);
    say_attachments(attachments);
    put(body, "attachments", std::move(attachments));
    DeclaredValue tables = DeclaredValue::of_map(gateway_.at);
    say_tables(tables);
    put(body, "route_tables", std::move(tables));
    out_.add("transit_gateways", gateway_.address, gateway_.at, std::move(body));
  }

 private:
  const std::vector<const DeclaredResource*>& of_gateway(std::string_view type,
                                                         std::string_view key) const {
    return out_.naming(type, key, gateway_.address);
  }

  void say_attachments(DeclaredValue& attachments) {
    for (const char* type :
         {"AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"}) {
      for (const DeclaredResource* attachment : of_gateway(type, "TransitGatewayId")) {
        put(attachments, attachment->address, vpc_attachment(*attachment));
      }
    }
    for (const DeclaredResource* connection :
         of_gateway("AWS::EC2::VPNConnection", "TransitGatewayId")) {
      DeclaredValue body = DeclaredValue::of_map(connection->at);
      put(body, "vpn", connection->address, connection->at);
      put_tables(*connection, body);
      put(attachments, connection->address, std::move(body));
    }
    for (const auto& [own, other] : {std::pair{"TransitGatewayId", "PeerTransitGatewayId"},
                                     std::pair{"PeerTransitGatewayId", "TransitGatewayId"}}) {
      for (const DeclaredResource* peering :
           of_gateway("AWS::EC2::TransitGatewayPeeringAttachment", own)) {
        DeclaredValue body = DeclaredValue::of_map(peering->at);
        put(body, "peer",
            or_unknown(out_.name(peering->properties[other], kGatewayTypes), peering->at));
        put(body, "route_table", association_of(*peering));
        put(attachments, peering->address, std::move(body));
      }
    }
    for (const DeclaredResource& connect : out_.resources()) {
      if (connect.type == "AWS::EC2::TransitGatewayConnect") say_connect(connect, attachments);
    }
  }

  /// What is behind it is not modelled; it is in the gateway of the attachment that carries it.
  void say_connect(const DeclaredResource& connect, DeclaredValue& attachments) {
    const DeclaredResource* carrier =
        out_.target(connect.properties["TransportTransitGatewayAttachmentId"], kAttachmentTypes);
    const bool is_here = carrier != nullptr && out_.target(carrier->properties["TransitGatewayId"],
                                                           kGatewayTypes) == &gateway_;
    if (!is_here) return;
    DeclaredValue body = DeclaredValue::of_map(connect.at);
    put(body, "connect", carrier->address, connect.at);
    put_tables(connect, body);
    put(attachments, connect.address, std::move(body));
  }

  DeclaredValue vpc_attachment(const DeclaredResource& attachment) {
    DeclaredValue body = out_.body_of(attachment);
    put(body, "vpc",
        or_unknown(out_.name(attachment.properties["VpcId"], kVpcTypes), attachment.at));
    put(body, "subnets",
        or_unknown(out_.names(attachment.properties["SubnetIds"], kSubnetTypes), attachment.at));
    put_tables(attachment, body);
    put(body, "appliance_mode", switch_of(out_, option(attachment, "ApplianceModeSupport")));
    put(body, "security_group_referencing",
        switch_of(out_, option(attachment, "SecurityGroupReferencingSupport")));
    put(body, "ipv6", switch_of(out_, option(attachment, "Ipv6Support")));
    return body;
  }

  void put_tables(const DeclaredResource& attachment, DeclaredValue& body) {
    put(body, "route_table", association_of(attachment));
    put(body, "propagate", propagations_of(attachment));
  }

  /// Whether a resource of each kind names an attachment or a table that nobody knows.
  void find_unresolved() {
    for (const DeclaredResource& resource : out_.resources()) {
      const bool associates = resource.type == kAssociation;
      const bool propagates = resource.type == kPropagation;
      if (associates || propagates) {
        const DeclaredValue& value = resource.properties["TransitGatewayAttachmentId"];
        if (out_.target(value, kAttachmentTypes) != nullptr) continue;
        (associates ? open_associations_ : open_propagations_) = true;
      } else if (resource.type == kRoute) {
        const DeclaredValue& value = resource.properties["TransitGatewayRouteTableId"];
        const bool known = out_.target(value, kTableTypes) != nullptr ||
                           out_.target(value, kGatewayTypes) != nullptr;
        open_routes_ = open_routes_ || !known;
      }
    }
  }

  DeclaredValue association_of(const DeclaredResource& attachment) const {
    for (const DeclaredResource* one :
         out_.naming(kAssociation, "TransitGatewayAttachmentId", attachment.address)) {
      return table_name(out_, one->properties["TransitGatewayRouteTableId"]);
    }
    if (open_associations_) return unknown_word(attachment.at);
    const DeclaredValue& takes = attachment.properties["DefaultRouteTableAssociation"];
    if (takes.is_absent()) return {};
    const std::optional<bool> on = enabled(out_, takes);
    if (!on) return unknown_word(takes.at);
    return *on ? DeclaredValue() : DeclaredValue::of_text("none", takes.at);
  }

  DeclaredValue propagations_of(const DeclaredResource& attachment) const {
    DeclaredValue tables = DeclaredValue::of_list({}, attachment.at);
    for (const DeclaredResource* one :
         out_.naming(kPropagation, "TransitGatewayAttachmentId", attachment.address)) {
      tables.items.push_back(table_name(out_, one->properties["TransitGatewayRouteTableId"]));
    }
    if (open_propagations_) tables.items.push_back(unknown_word(attachment.at));
    const DeclaredValue& takes = attachment.properties["DefaultRouteTablePropagation"];
    const std::optional<bool> on = takes.is_absent() ? true : enabled(out_, takes);
    if (!on) {
      tables.items.push_back(unknown_word(takes.at));
    } else if (*on && propagation_.text != "false") {
      tables.items.push_back(propagation_);
    }
    return tables;
  }

  void say_tables(DeclaredValue& tables) {
    if (association_.text == kDefaultTable || propagation_.text == kDefaultTable) {
      DeclaredValue body = DeclaredValue::of_map(gateway_.at);
      // Routes may name it by what the gateway gives.
      put(body, "routes", routes_of(gateway_));
      put(tables, kDefaultTable, std::move(body));
    }
    for (const DeclaredResource* table :
         of_gateway("AWS::EC2::TransitGatewayRouteTable", "TransitGatewayId")) {
      DeclaredValue body = out_.body_of(*table);
      put(body, "routes", routes_of(*table));
      put(tables, table->address, std::move(body));
    }
  }

  DeclaredValue routes_of(const DeclaredResource& table) const {
    DeclaredValue routes = DeclaredValue::of_list({}, table.at);
    for (const DeclaredResource* route :
         out_.naming(kRoute, "TransitGatewayRouteTableId", table.address)) {
      routes.items.push_back(route_of(*route));
    }
    if (open_routes_) routes.items.push_back(unknown_word(table.at));
    return routes;
  }

  DeclaredValue route_of(const DeclaredResource& route) const {
    DeclaredValue made = DeclaredValue::of_map(route.at);
    put(made, "to", or_unknown(out_.scalar(route.properties["DestinationCidrBlock"]), route.at));
    const DeclaredValue& blackhole = route.properties["Blackhole"];
    const std::optional<bool> drops = blackhole.is_absent() ? false : enabled(out_, blackhole);
    if (!drops) {
      put(made, "via", unknown_word(blackhole.at));
    } else if (*drops) {
      put(made, "via", "blackhole", blackhole.at);
    } else {
      put(made, "via", via_of(route));
    }
    return made;
  }

  /// `unknown` for an attachment of another gateway, too.
  DeclaredValue via_of(const DeclaredResource& route) const {
    const DeclaredValue& value = route.properties["TransitGatewayAttachmentId"];
    const DeclaredResource* attachment = out_.target(value, kAttachmentTypes);
    if (attachment == nullptr) return unknown_word(value.at);
    const DeclaredResource* carrier = attachment;
    if (attachment->type == "AWS::EC2::TransitGatewayConnect") {
      carrier = out_.target(attachment->properties["TransportTransitGatewayAttachmentId"],
                            kAttachmentTypes);
    }
    const bool is_here =
        carrier != nullptr &&
        (out_.target(carrier->properties["TransitGatewayId"], kGatewayTypes) == &gateway_ ||
         out_.target(carrier->properties["PeerTransitGatewayId"], kGatewayTypes) == &gateway_);
    return is_here ? DeclaredValue::of_text(attachment->address, value.at) : unknown_word(value.at);
  }

  Translation& out_;
  const DeclaredResource& gateway_;
  DeclaredValue association_;
  DeclaredValue propagation_;
  bool open_associations_ = false;
  bool open_propagations_ = false;
  bool open_routes_ = false;
};

}  // namespace

void say_transit_gateway(Translation& out, const DeclaredResource& resource) {
  Gateway(out, resource).say();
}

void say_vpn_connection(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  put(body, "vpn_gateway", out.name(resource.properties["VpnGatewayId"], {"AWS::EC2::VPNGateway"}));
  put(body, "transit_gateway", out.name(resource.properties["TransitGatewayId"], kGatewayTypes));
  const DeclaredValue fixed = switch_of(out, resource.properties["StaticRoutesOnly"]);
  put(body, "static_routes_only", fixed);
  DeclaredValue routes = DeclaredValue::of_list({}, resource.at);
  for (const DeclaredResource* route :
       out.naming("AWS::EC2::VPNConnectionRoute", "VpnConnectionId", resource.address)) {
    routes.items.push_back(
        or_unknown(out.scalar(route->properties["DestinationCidrBlock"]), route->at));
  }
  if (!routes.items.empty() && fixed.text == "true") put(body, "routes", std::move(routes));
  out.add("vpn_connections", resource.address, resource.at, std::move(body));
}

}  // namespace canreach
