#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/native/reader.h"

namespace canreach {

/// A declared resource whose body is still to be read: it has its place in the design and its name.
struct Declaration {
  ResourceKind kind{};
  std::uint32_t index = 0;
  std::string name;
  SourceLoc at;
  const SyntaxNode* body = nullptr;  // a map; of a gateway, its name or a map with a name
  std::string region;                // of the document
  std::string account;
};

/// "subnet `app-a`": for messages.
std::string called(ResourceKind kind, const Resource& resource);

/// Pass 1: a place in the design and a name for every resource of a document, in the order of the
/// text.  What is not modelled goes to Design::not_modelled.
void declare_document(NativeContext& context, const SyntaxNode& root,
                      std::vector<Declaration>& declarations);
/// Network interfaces get their place only when they are read, between those that instances and
/// others bring, because free addresses are given in the order of the design.  Nothing when the
/// name is taken.
std::optional<std::uint32_t> declare_network_interface(NativeContext& context,
                                                       const Declaration& declaration);
/// The keys of a VPC that declare its parts.
std::vector<std::string_view> vpc_part_keys();
/// The keys of a transit gateway that declare its parts.
std::vector<std::string_view> transit_gateway_part_keys();
/// The members of a top-level kind that canreach does not model; nothing for any other key.
void declare_not_modelled(NativeContext& context, const SyntaxNode::Member& section);
/// When all documents are declared: what is not modelled and stands in front of something gets it.
void resolve_fronts(NativeContext& context);
/// What such a thing may stand in front of.
const Wanted& wanted_behind_front();
/// The key of a kind that is listed and not modelled, by its label; empty: it has none of its own.
std::string_view section_not_modelled(std::string_view label);
/// The keys that say what the file leaves out: `collected`, `incomplete`, `open_conditions`.
void read_completeness(NativeContext& context, Fields& fields);
/// `block_public_access` of the file.
void read_public_access(NativeContext& context, const SyntaxNode* node);
/// `elastic_ips` of the file.
void read_elastic_ips(NativeContext& context, const SyntaxNode* node);
/// The top-level keys of those kinds.
std::vector<std::string_view> keys_not_modelled();

/// Pass 2: one function a kind reads a declared resource's body.
void read_vpc(NativeContext& context, const Declaration& declaration);
void read_subnet(NativeContext& context, const Declaration& declaration);
void read_prefix_list(NativeContext& context, const Declaration& declaration);
void read_network_acl(NativeContext& context, const Declaration& declaration);
void read_security_group(NativeContext& context, const Declaration& declaration);
/// ACCOUNT/sg-id peers that the design itself holds.  Needs all groups' ids.
void resolve_foreign_groups(Design& design);
void read_internet_gateway(NativeContext& context, const Declaration& declaration);
void read_egress_only_internet_gateway(NativeContext& context, const Declaration& declaration);
void read_vpn_gateway(NativeContext& context, const Declaration& declaration);
void read_nat_gateway(NativeContext& context, const Declaration& declaration);
void read_vpc_endpoint(NativeContext& context, const Declaration& declaration);
void read_vpc_peering(NativeContext& context, const Declaration& declaration);
void read_network_interface(NativeContext& context, const Declaration& declaration);
void read_instance(NativeContext& context, const Declaration& declaration);
void read_function(NativeContext& context, const Declaration& declaration);
void read_database(NativeContext& context, const Declaration& declaration);
void read_cache(NativeContext& context, const Declaration& declaration);
void read_on_premises(NativeContext& context, const Declaration& declaration);
void read_transit_gateway(NativeContext& context, const Declaration& declaration);
void read_transit_gateway_attachment(NativeContext& context, const Declaration& declaration);
void read_transit_gateway_route_table(NativeContext& context, const Declaration& declaration);
void read_vpn_connection(NativeContext& context, const Declaration& declaration);
void read_broker(NativeContext& context, const Declaration& declaration);
void read_service(NativeContext& context, const Declaration& declaration);
void read_client_vpn_endpoint(NativeContext& context, const Declaration& declaration);
void read_load_balancer(NativeContext& context, const Declaration& declaration);
void read_endpoint_service(NativeContext& context, const Declaration& declaration);
void read_firewall(NativeContext& context, const Declaration& declaration);
void read_firewall_policy(NativeContext& context, const Declaration& declaration);
void read_firewall_rule_group(NativeContext& context, const Declaration& declaration);
void read_managed_policy(NativeContext& context, const Declaration& declaration);
void read_iam_group(NativeContext& context, const Declaration& declaration);
void read_user(NativeContext& context, const Declaration& declaration);
void read_role(NativeContext& context, const Declaration& declaration);
void read_bucket(NativeContext& context, const Declaration& declaration);
void read_key(NativeContext& context, const Declaration& declaration);
void read_hosted_zone(NativeContext& context, const Declaration& declaration);
/// Table, Queue, Stream, Topic, LogGroup, Secret.
template <class T>
void read_data_store(NativeContext& context, const Declaration& declaration);
/// The one top-level key that is not a map of names.
void read_organization(NativeContext& context, const SyntaxNode::Member& section);
/// `groups`, `intents` and `waivers`, into Design::spec; false: it is another section.
bool read_spec_part(NativeContext& context, const SyntaxNode::Member& section);
/// When all documents are read: reports waivers that name no intent, and groups that hold
/// themselves.
void check_spec(NativeContext& context);
/// After all of these: reports roles, users and secrets that are named and are not there.
void check_names_of_principals(NativeContext& context);
/// Notes the key `interfaces`, names of `network_interfaces`; false where it is left out.
bool attach_later(NativeContext& context, const Declaration& declaration, Fields& fields);
/// After all of these: VPN connections get the networks that name them.
void link_vpn_connections(Design& design);
/// After all of these: the interfaces that are named, and route tables, whose targets may be any of
/// them.
void attach_interfaces(NativeContext& context);
void read_route_table(NativeContext& context, const Declaration& declaration);

/// Ports of a list; not `known` when one of them is unknown.
struct PortList {
  IntervalSet ports;
  bool known = true;
};
PortList read_ports(NativeContext& context, const SyntaxNode& node);
TrafficSet traffic_of_ports(Protocol protocol, const IntervalSet& ports);

/// The traffic of a rule: its keys protocol, ports, icmp.
std::optional<TrafficMatch> read_traffic(NativeContext& context, Fields& fields);

/// What a route may go to, and what a rule may name.  Rules: RT-9, SG-5.
const Wanted& wanted_target();
const Wanted& wanted_peer();
/// The beginning of a peer that is a security group which is no more.  Rule: SG-14.
inline constexpr std::string_view kMissingPeer = "missing/";

/// Does AWS have this word for the state of such a resource?
bool is_state(ResourceKind kind, const std::string& word);

/// The words for the types of network interfaces, AWS's own, in the order of
/// NetworkInterface::Type.
const std::vector<std::string>& interface_type_words();
/// The type of the interfaces that AWS makes for a resource.
NetworkInterface::Type interface_type_of(const Design& design, ResourceKind kind,
                                         std::uint32_t index);
/// Has an interface of the type security groups where none are written?  Rule: SG-25.
bool has_default_groups(NetworkInterface::Type type);

/// A route's `to`: a CIDR block or a prefix list; false after a report.
bool read_destination(NativeContext& context, const SyntaxNode& node, Route& route);

/// Is this an attempt at an address or CIDR block, rather than a name?
bool looks_like_cidr(std::string_view text);

/// AWS's own list of a service's addresses in a region: the one that the input declares, or one
/// that is added and marked as implied.
Ref<PrefixList> aws_prefix_list(NativeContext& context, const std::string& region,
                                const std::string& service);
/// Does AWS publish a prefix list of that service?
bool has_prefix_list(std::string_view service);
const std::vector<std::string>& services_with_prefix_lists();

}  // namespace canreach
