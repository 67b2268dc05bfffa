#include "parsers/native.h"

#include <utility>

#include "base/text.h"
#include "model/link_endpoints.h"
#include "parsers/native/readers.h"

// The native format: names as keys, references by name.
//
//   design    = canreach: 1, region, account, block_public_access, {section: {NAME: resource}}
//   resource  = {key: value}; the keys of each kind are in docs/input-native.md
//   reference = NAME | VPC/NAME | KIND/NAME
//   value     = scalar | list | map; one value may stand for a list of one; `unknown` for what is
//   not decided
//
// Documents are read in two passes.  The first gives every resource its place and its name, so that
// bodies may refer to each other in any order and across documents.  The second reads the bodies in
// stages, because some need others:
//
//   VPCs           region and account, which their parts inherit
//   subnets        blocks, which addresses must lie in
//   lists, groups  prefix lists and security groups, which interfaces and rules name
//   the rest       gateways, endpoints, workloads, in the order of the files: free addresses follow
//   it route tables   targets may be an instance, which means its interface
//
// A mistake is reported where it stands, and what it leaves open is unknown from then on: one
// mistake gives one message.

namespace canreach {

namespace {

template <class T>
void inherit_home(Design& design) {
  for (T& resource : design.all<T>()) {
    if constexpr (requires { resource.vpc; }) {
      if (!resource.vpc.is_known()) continue;
      const Vpc& vpc = design.get(resource.vpc);
      resource.account = vpc.account;
      resource.region = vpc.region;
    }
  }
}

/// What is part of a VPC is in the VPC's account and region.
void inherit_homes(Design& design) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  inherit_home<type>(design);
#include "model/resource_kinds.def"
#undef RESOURCE
}

enum class Stage { vpcs, subnets, lists_and_groups, rest, route_tables };

using SectionReader = void (*)(NativeContext&, const Declaration&);

struct KindRow {
  ResourceKind kind;
  Stage stage;
  SectionReader read;
};

constexpr KindRow kRows[] = {
    {ResourceKind::Vpc, Stage::vpcs, read_vpc},
    {ResourceKind::Subnet, Stage::subnets, read_subnet},
    {ResourceKind::PrefixList, Stage::lists_and_groups, read_prefix_list},
    {ResourceKind::SecurityGroup, Stage::lists_and_groups, read_security_group},
    {ResourceKind::NetworkAcl, Stage::rest, read_network_acl},
    {ResourceKind::InternetGateway, Stage::rest, read_internet_gateway},
    {ResourceKind::EgressOnlyInternetGateway, Stage::rest, read_egress_only_internet_gateway},
    {ResourceKind::VpnGateway, Stage::rest, read_vpn_gateway},
    {ResourceKind::NatGateway, Stage::rest, read_nat_gateway},
    {ResourceKind::VpcEndpoint, Stage::rest, read_vpc_endpoint},
    {ResourceKind::VpcPeering, Stage::rest, read_vpc_peering},
    {ResourceKind::NetworkInterface, Stage::rest, read_network_interface},
    {ResourceKind::Instance, Stage::rest, read_instance},
    {ResourceKind::Function, Stage::rest, read_function},
    {ResourceKind::Database, Stage::rest, read_database},
    {ResourceKind::Cache, Stage::rest, read_cache},
    {ResourceKind::OnPremisesNetwork, Stage::rest, read_on_premises},
    {ResourceKind::TransitGateway, Stage::rest, read_transit_gateway},
    {ResourceKind::TransitGatewayAttachment, Stage::rest, read_transit_gateway_attachment},
    {ResourceKind::TransitGatewayRouteTable, Stage::rest, read_transit_gateway_route_table},
    {ResourceKind::VpnConnection, Stage::rest, read_vpn_connection},
    {ResourceKind::Broker, Stage::rest, read_broker},
    {ResourceKind::Service, Stage::rest, read_service},
    {ResourceKind::ClientVpnEndpoint, Stage::rest, read_client_vpn_endpoint},
    {ResourceKind::LoadBalancer, Stage::rest, read_load_balancer},
    {ResourceKind::EndpointService, Stage::rest, read_endpoint_service},
    {ResourceKind::Firewall, Stage::rest, read_firewall},
    {ResourceKind::FirewallPolicy, Stage::rest, read_firewall_policy},
    {ResourceKind::FirewallRuleGroup, Stage::rest, read_firewall_rule_group},
    {ResourceKind::ManagedPolicy, Stage::rest, read_managed_policy},
    {ResourceKind::IamGroup, Stage::rest, read_iam_group},
    {ResourceKind::User, Stage::rest, read_user},
    {ResourceKind::Role, Stage::rest, read_role},
    {ResourceKind::Key, Stage::rest, read_key},
    {ResourceKind::HostedZone, Stage::rest, read_hosted_zone},
    {ResourceKind::Bucket, Stage::rest, read_bucket},
    {ResourceKind::Table, Stage::rest, read_data_store<Table>},
    {ResourceKind::Queue, Stage::rest, read_data_store<Queue>},
    {ResourceKind::Stream, Stage::rest, read_data_store<Stream>},
    {ResourceKind::Topic, Stage::rest, read_data_store<Topic>},
    {ResourceKind::LogGroup, Stage::rest, read_data_store<LogGroup>},
    {ResourceKind::Secret, Stage::rest, read_data_store<Secret>},
    {ResourceKind::RouteTable, Stage::route_tables, read_route_table},
};

void read_stage(NativeContext& context, const std::vector<Declaration>& declarations, Stage stage) {
  for (const Declaration& declaration : declarations) {
    for (const KindRow& row : kRows) {
      if (row.kind != declaration.kind || row.stage != stage) continue;
      context.region = declaration.region;
      context.account = declaration.account;
      row.read(context, declaration);
    }
  }
}

/// YAML tags such as !Ref belong to other formats.
void check_tags(NativeContext& context, const SyntaxNode& node) {
  if (node.tag().size() > 1) {
    context.invalid(node, "value", "the tag " + quoted(node.tag()) + " is not part of the format");
  }
  for (const SyntaxNode& element : node.elements()) check_tags(context, element);
  for (const SyntaxNode::Member& member : node.members()) check_tags(context, member.value);
}

/// A merge key `<<` of YAML would be read as a name, and what it brings in would be missing.
bool has_merge_keys(NativeContext& context, const SyntaxNode& node) {
  bool has_one = false;
  for (const SyntaxNode& element : node.elements()) has_one |= has_merge_keys(context, element);
  for (const SyntaxNode::Member& member : node.members()) {
    has_one |= has_merge_keys(context, member.value);
    if (member.key != "<<") continue;
    context.diagnostics.report(DiagnosticKind::invalid_value, member.key_at,
                               {"key", "merge keys of YAML are not part of the format"});
    has_one = true;
  }
  return has_one;
}

}  // namespace

void read_native(const std::vector<const SyntaxNode*>& documents, const LoadOptions& options,
                 Design& design, Diagnostics& diagnostics) {
  NativeContext context{design,
                        diagnostics,
                        {},
                        {},
                        {},
                        {},
                        {},
                        {},
                        {},
                        options.reads_files,
                        options.lenient_policies};
  std::vector<Declaration> declarations;
  for (const SyntaxNode* document : documents) {
    if (has_merge_keys(context, *document)) return;
    check_tags(context, *document);
    context.region = options.region;
    context.account = options.account;
    declare_document(context, *document, declarations);
  }
  check_spec(context);
  resolve_fronts(context);
  read_stage(context, declarations, Stage::vpcs);
  inherit_homes(design);
  read_stage(context, declarations, Stage::subnets);
  read_stage(context, declarations, Stage::lists_and_groups);
  resolve_foreign_groups(design);
  read_stage(context, declarations, Stage::rest);
  link_vpn_connections(design);
  link_endpoint_services(design);
  attach_interfaces(context);
  check_names_of_principals(context);
  read_stage(context, declarations, Stage::route_tables);
}

bool is_native(const SyntaxNode& root) { return root.find("canreach") != nullptr; }

}  // namespace canreach
