#include <utility>

#include "base/algorithm.h"
#include "parsers/native/readers.h"

// Pass 1 of reading a native design: names.
//
// Bodies refer to each other in any order, also across documents, so every resource first gets its
// place in the design and its name.  Only then are bodies read, and each reference finds its index.

namespace canreach {

namespace {

struct Section {
  std::string_view key;
  ResourceKind kind;
};

constexpr Section kTopLevel[] = {
    {"vpcs", ResourceKind::Vpc},
    {"peerings", ResourceKind::VpcPeering},
    {"prefix_lists", ResourceKind::PrefixList},
    {"instances", ResourceKind::Instance},
    {"functions", ResourceKind::Function},
    {"databases", ResourceKind::Database},
    {"caches", ResourceKind::Cache},
    {"network_interfaces", ResourceKind::NetworkInterface},
    {"on_premises", ResourceKind::OnPremisesNetwork},
    {"transit_gateways", ResourceKind::TransitGateway},
    {"vpn_connections", ResourceKind::VpnConnection},
    {"brokers", ResourceKind::Broker},
    {"services", ResourceKind::Service},
    {"client_vpn_endpoints", ResourceKind::ClientVpnEndpoint},
    {"load_balancers", ResourceKind::LoadBalancer},
    {"endpoint_services", ResourceKind::EndpointService},
    {"firewalls", ResourceKind::Firewall},
    {"firewall_policies", ResourceKind::FirewallPolicy},
    {"firewall_rule_groups", ResourceKind::FirewallRuleGroup},
    {"buckets", ResourceKind::Bucket},
    {"tables", ResourceKind::Table},
    {"queues", ResourceKind::Queue},
    {"streams", ResourceKind::Stream},
    {"topics", ResourceKind::Topic},
    {"log_groups", ResourceKind::LogGroup},
    {"secrets", ResourceKind::Secret},
    {"keys", ResourceKind::Key},
    {"hosted_zones", ResourceKind::HostedZone},
};
constexpr Section kInIam[] = {
    {"users", ResourceKind::User},
    {"groups", ResourceKind::IamGroup},
    {"roles", ResourceKind::Role},
    {"policies", ResourceKind::ManagedPolicy},
};
constexpr Section kInVpc[] = {
    {"subnets", ResourceKind::Subnet},
    {"route_tables", ResourceKind::RouteTable},
    {"network_acls", ResourceKind::NetworkAcl},
    {"security_groups", ResourceKind::SecurityGroup},
    {"nat_gateways", ResourceKind::NatGateway},
    {"endpoints", ResourceKind::VpcEndpoint},
    {"internet_gateway", ResourceKind::InternetGateway},
    {"egress_only_internet_gateway", ResourceKind::EgressOnlyInternetGateway},
    {"vpn_gateway", ResourceKind::VpnGateway},
};
constexpr Section kInTransitGateway[] = {
    {"attachments", ResourceKind::TransitGatewayAttachment},
    {"route_tables", ResourceKind::TransitGatewayRouteTable},
};

const Section* section_of(std::string_view key, const Section* first, const Section* last) {
  for (const Section* section = first; section != last; ++section) {
    if (section->key == key) return section;
  }
  return nullptr;
}

bool is_gateway(ResourceKind kind) {
  return kind == ResourceKind::InternetGateway || kind == ResourceKind::EgressOnlyInternetGateway ||
         kind == ResourceKind::VpnGateway;
}

/// What declare() needs to know of a resource.
struct Named {
  std::string name;
  SourceLoc at;
  const SyntaxNode* body;
};

template <class T>
void add_resource(Design& design, const Named& named, Ref<Vpc> vpc) {
  T resource;
  resource.name = named.name;
  resource.id = named.name;
  resource.at = named.at;
  if constexpr (requires { resource.vpc; }) {
    resource.vpc = vpc;
    if (vpc.is_known()) resource.scope = design.get(vpc).name;
  }
  design.add(std::move(resource));
}

void add_of_kind(Design& design, ResourceKind kind, const Named& named, Ref<Vpc> vpc) {
  switch (kind) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  case ResourceKind::type:                                                 \
    return add_resource<type>(design, named, vpc);
#include "model/resource_kinds.def"
#undef RESOURCE
  }
}

std::string line_of(const NativeContext& context, const SourceLoc& first, const SourceLoc& second) {
  const std::string line = std::to_string(first.line);
  if (first.file == second.file || first.file >= context.design.files.size()) return line;
  return line + " of " + quoted(context.design.files.name(first.file));
}

/// Adds the name of a kind's resource; false after a report.
bool add_name(NativeContext& context, NameEntry entry) {
  if (entry.name.empty() || entry.name == "unknown") {
    context.report(
        DiagnosticKind::invalid_value, entry.at,
        {"name", quoted(entry.name) + " cannot be the name of a " + noun_of(entry.label)});
    return false;
  }
  const SourceLoc at = entry.at;
  const NameEntry* first = context.names.add(std::move(entry));
  if (first == nullptr) return true;
  context.report(
      DiagnosticKind::duplicate_name, at,
      {noun_of(first->label) + " " + quoted(first->name), line_of(context, first->at, at)});
  return false;
}

void declare(NativeContext& context, ResourceKind kind, const Named& named, Ref<Vpc> vpc,
             std::vector<Declaration>& declarations) {
  const std::uint32_t index = count_of(context.design, kind);
  const Declaration declaration{kind,       index,          named.name,     named.at,
                                named.body, context.region, context.account};
  if (kind == ResourceKind::NetworkInterface) return declarations.push_back(declaration);
  NameEntry entry{std::string(label_of(kind)), kind, index, "", named.name, named.at};
  if (vpc.is_known()) entry.scope = context.design.get(vpc).name;
  if (!add_name(context, std::move(entry))) return;
  add_of_kind(context.design, kind, named, vpc);
  declarations.push_back(declaration);
}

/// A VPC's gateway: its name, or a map with a name.
void declare_gateway(NativeContext& context, const SyntaxNode& node, const Section& section,
                     Ref<Vpc> vpc, std::vector<Declaration>& declarations) {
  const std::string what = quoted(section.key);
  const SyntaxNode* name = node.is_map() ? node.find("name") : &node;
  if (name == nullptr) {
    context.report(DiagnosticKind::missing_key, node.at(), {what, "`name`"});
    return;
  }
  if (says_unknown(*name)) {
    // Nothing can name it; reports call it by its key.
    const auto index = count_of(context.design, section.kind);
    const Named named{std::string(section.key), name->at(), &node};
    add_of_kind(context.design, section.kind, named, vpc);
    declarations.push_back(
        {section.kind, index, named.name, named.at, &node, context.region, context.account});
    return;
  }
  if (!name->is_scalar() || name->is_null()) {
    return context.wrong_type(*name, what, "a name, or a map with a name");
  }
  declare(context, section.kind, {name->text(), name->at(), &node}, vpc, declarations);
}

template <class T>
void add_transit_part(NativeContext& context, const Named& named, Ref<TransitGateway> gateway) {
  T part;
  part.name = named.name;
  part.scope = context.design.get(gateway).name;
  part.id = named.name;
  part.at = named.at;
  part.account = context.account;
  part.region = context.region;
  part.gateway = gateway;
  context.design.add(std::move(part));
}

void declare_transit_part(NativeContext& context, ResourceKind kind, const Named& named,
                          Ref<TransitGateway> gateway, std::vector<Declaration>& declarations) {
  const std::uint32_t index = count_of(context.design, kind);
  NameEntry entry{std::string(label_of(kind)),      kind,       index,
                  context.design.get(gateway).name, named.name, named.at};
  if (!add_name(context, std::move(entry))) return;
  if (kind == ResourceKind::TransitGatewayAttachment) {
    add_transit_part<TransitGatewayAttachment>(context, named, gateway);
  } else {
    add_transit_part<TransitGatewayRouteTable>(context, named, gateway);
  }
  declarations.push_back(
      {kind, index, named.name, named.at, named.body, context.region, context.account});
}

/// The attachments and route tables of a transit gateway.
void declare_transit_parts(NativeContext& context, const SyntaxNode& body,
                           Ref<TransitGateway> gateway, std::vector<Declaration>& declarations) {
  for (const SyntaxNode::Member& member : body.members()) {
    const Section* section =
        section_of(member.key, std::begin(kInTransitGateway), std::end(kInTransitGateway));
    if (section == nullptr) continue;
    if (!member.value.is_map()) {
      context.wrong_type(member.value, quoted(member.key), "a map of names");
    }
    for (const SyntaxNode::Member& named : member.value.members()) {
      declare_transit_part(context, section->kind, {named.key, named.key_at, &named.value}, gateway,
                           declarations);
    }
  }
}

void declare_vpc_parts(NativeContext& context, const SyntaxNode& body, Ref<Vpc> vpc,
                       std::vector<Declaration>& declarations);

void declare_members(NativeContext& context, const SyntaxNode::Member& member,
                     const Section& section, Ref<Vpc> vpc, std::vector<Declaration>& declarations) {
  if (!member.value.is_map()) {
    return context.wrong_type(member.value, quoted(member.key), "a map of names");
  }
  for (const SyntaxNode::Member& named : member.value.members()) {
    const std::size_t before = declarations.size();
    declare(context, section.kind, {named.key, named.key_at, &named.value}, vpc, declarations);
    if (declarations.size() == before) continue;
    if (section.kind == ResourceKind::TransitGateway) {
      const Ref<TransitGateway> gateway(declarations.back().index);
      declare_transit_parts(context, named.value, gateway, declarations);
    }
    if (section.kind != ResourceKind::Vpc) continue;
    const Ref<Vpc> declared(declarations.back().index);
    declare_vpc_parts(context, named.value, declared, declarations);
  }
}

void declare_vpc_parts(NativeContext& context, const SyntaxNode& body, Ref<Vpc> vpc,
                       std::vector<Declaration>& declarations) {
  for (const SyntaxNode::Member& member : body.members()) {
    const Section* section = section_of(member.key, std::begin(kInVpc), std::end(kInVpc));
    if (section == nullptr) continue;
    if (is_gateway(section->kind)) {
      declare_gateway(context, member.value, *section, vpc, declarations);
    } else {
      declare_members(context, member, *section, vpc, declarations);
    }
  }
}

void declare_iam(NativeContext& context, const SyntaxNode::Member& iam,
                 std::vector<Declaration>& declarations) {
  Fields fields(context, iam.value, "`iam`", iam.key_at);
  for (const Section& section : kInIam) fields.know({section.key});
  for (const SyntaxNode::Member& member : iam.value.members()) {
    const Section* section = section_of(member.key, std::begin(kInIam), std::end(kInIam));
    if (section == nullptr) continue;
    declare_members(context, member, *section, Ref<Vpc>::none(), declarations);
  }
}

void read_version(NativeContext& context, const SyntaxNode* node) {
  if (node == nullptr) return;
  if (node->kind() == SyntaxKind::number && node->text() == "1") return;
  if (!node->is_scalar()) return context.wrong_type(*node, "`canreach`", "1");
  context.invalid(*node, "version", quoted(node->text()) + " is not known: this is `canreach: 1`");
}

}  // namespace

std::string called(ResourceKind kind, const Resource& resource) {
  return noun_of(label_of(kind)) + " " + quoted(resource.name);
}

std::optional<std::uint32_t> declare_network_interface(NativeContext& context,
                                                       const Declaration& declaration) {
  const std::size_t index = context.design.all<NetworkInterface>().size();
  const NameEntry entry{std::string(label_of(declaration.kind)),
                        declaration.kind,
                        static_cast<std::uint32_t>(index),
                        "",
                        declaration.name,
                        declaration.at};
  if (!add_name(context, entry)) return std::nullopt;
  add_resource<NetworkInterface>(
      context.design, {declaration.name, declaration.at, declaration.body}, Ref<Vpc>::none());
  return entry.index;
}

std::vector<std::string_view> vpc_part_keys() {
  std::vector<std::string_view> keys;
  for (const Section& section : kInVpc) keys.push_back(section.key);
  return keys;
}

std::vector<std::string_view> transit_gateway_part_keys() {
  std::vector<std::string_view> keys;
  for (const Section& section : kInTransitGateway) keys.push_back(section.key);
  return keys;
}

void declare_document(NativeContext& context, const SyntaxNode& root,
                      std::vector<Declaration>& declarations) {
  Fields fields(context, root, "a native design", root.at());
  read_version(context, fields.need("canreach"));
  read_completeness(context, fields);
  if (const SyntaxNode* node = fields.find("region")) {
    context.region = read_region(context, *node);
  }
  if (const SyntaxNode* node = fields.find("account")) {
    context.account = read_account(context, *node);
  }
  if (context.design.account.empty()) context.design.account = context.account;
  if (context.design.region.empty()) context.design.region = context.region;
  read_public_access(context, fields.find("block_public_access"));
  read_elastic_ips(context, fields.find("elastic_ips"));
  for (const Section& section : kTopLevel) fields.know({section.key});
  fields.know({"iam", "organization", "groups", "intents", "waivers"});
  fields.know(keys_not_modelled());
  for (const SyntaxNode::Member& member : root.members()) {
    const Section* section = section_of(member.key, std::begin(kTopLevel), std::end(kTopLevel));
    if (section != nullptr) {
      declare_members(context, member, *section, Ref<Vpc>::none(), declarations);
    } else if (member.key == "iam") {
      declare_iam(context, member, declarations);
    } else if (member.key == "organization") {
      read_organization(context, member);
    } else if (!read_spec_part(context, member)) {
      declare_not_modelled(context, member);
    }
  }
}

}  // namespace canreach
