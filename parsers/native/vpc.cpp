#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "base/algorithm.h"
#include "model/complete_design.h"
#include "model/stand_ins.h"
#include "parsers/native/readers.h"

namespace canreach {

namespace {

Value<PublicAccessExclusion> read_exclusion(NativeContext& context, const SyntaxNode* node) {
  if (node == nullptr) return PublicAccessExclusion::none;
  if (says_unknown(*node)) return kUnknown;
  const std::optional<std::size_t> word =
      read_word(context, *node, "`block_public_access`", {"allow-bidirectional", "allow-egress"});
  if (!word) return PublicAccessExclusion::none;
  return *word == 0 ? PublicAccessExclusion::allow_bidirectional
                    : PublicAccessExclusion::allow_egress;
}

void read_dns(NativeContext& context, const SyntaxNode* node, Vpc& vpc) {
  // A default VPC gives its hosts names, others do not.  Rule: DNS-3.
  vpc.dns_hostnames = vpc.is_default;
  if (node == nullptr) return;
  if (says_unknown(*node)) {
    vpc.dns_support = kUnknown;
    vpc.dns_hostnames = kUnknown;
    vpc.dns_servers_known = false;
    return;
  }
  Fields fields(context, *node, "`dns`", node->at());
  vpc.dns_support = read_bool(context, fields.find("support"), "`support`", true);
  vpc.dns_hostnames = read_bool(context, fields.find("hostnames"), "`hostnames`", vpc.is_default);
  const SyntaxNode* servers = fields.find("servers");
  if (servers == nullptr) return;
  for (const SyntaxNode* server : elements_of(*servers)) {
    if (says_unknown(*server)) {
      vpc.dns_servers_known = false;
      continue;
    }
    const std::optional<IpAddress> address = read_address(context, *server, "DNS server");
    if (address) vpc.dns_servers.push_back(*address);
  }
}

/// Where an IPv6 block stands that is not known: none left, then it may be any.
using StandIn = std::function<std::optional<IpPrefix>()>;

std::vector<Value<IpPrefix>> read_each_block(NativeContext& context, const SyntaxNode& node,
                                             const StandIn& stand_in) {
  std::vector<Value<IpPrefix>> blocks;
  bool is_given = false;
  for (const SyntaxNode* element : elements_of(node)) {
    const bool stands_in = element->is_scalar() && element->text() == kUnknownIpv6Word;
    Value<IpPrefix> block = kUnknown;
    if (!stands_in) {
      block = read_prefix(context, *element).value_or(block);
    } else if (const auto given = is_given ? std::nullopt : stand_in()) {
      block = *given;
      is_given = true;
    }
    blocks.push_back(block);
  }
  return blocks;
}

/// The blocks of a VPC or subnet, the first IPv4 block in front.
std::vector<Value<IpPrefix>> read_blocks(NativeContext& context, Fields& fields, bool external,
                                         const StandIn& stand_in) {
  const SyntaxNode* node = external ? fields.find("cidr") : fields.need("cidr");
  if (node == nullptr) return {Value<IpPrefix>(kUnknown)};
  std::vector<Value<IpPrefix>> blocks = read_each_block(context, *node, stand_in);
  if (blocks.empty() && node->is_list() && node->elements().empty()) {
    context.invalid(*node, "`cidr`", "at least one block is needed");
  }
  std::stable_partition(blocks.begin(), blocks.end(), [](const Value<IpPrefix>& block) {
    return block.is_unknown() || block.get().family() == Family::ipv4;
  });
  return blocks;
}

void note_stand_in(NativeContext& context, ResourceKind kind, const Resource& of,
                   const IpPrefix& block) {
  note_completion(context.design, kind, of.name,
                  fmt::format("{}: stands for an IPv6 block that is not known before deployment",
                              block.to_string()));
}

/// Its place among the subnets of its VPC, which stand one after another.
std::uint32_t number_in_vpc(const Design& design, std::uint32_t index) {
  const std::vector<Subnet>& all = design.all<Subnet>();
  std::uint32_t number = 0;
  while (number < kMostStandIns && number < index &&
         all[index - number - 1].vpc == all[index].vpc) {
    ++number;
  }
  return number;
}

std::optional<IpPrefix> stand_in_of(NativeContext& context, std::uint32_t index) {
  const Subnet& subnet = context.design.all<Subnet>()[index];
  if (!subnet.vpc.is_known()) return std::nullopt;
  for (const Value<IpPrefix>& block : context.design.get(subnet.vpc).cidrs) {
    if (block.is_unknown() || !is_stand_in(block.get())) continue;
    const std::optional<IpPrefix> given =
        stand_in_of_subnet(block.get(), number_in_vpc(context.design, index));
    if (given) note_stand_in(context, ResourceKind::Subnet, subnet, *given);
    return given;
  }
  return std::nullopt;
}

/// "a" or "us-east-1a".
/// A list: it is one of these, and not known which.
void read_table_of(NativeContext& context, const SyntaxNode& node, Subnet& subnet) {
  if (!node.is_list()) {
    subnet.route_table = read_own_ref<RouteTable>(context, node, subnet.scope);
    return;
  }
  subnet.route_table = Ref<RouteTable>::unknown();
  std::vector<Ref<RouteTable>>& tables = subnet.possible_route_tables;
  for (const SyntaxNode& element : node.elements()) {
    tables.push_back(read_own_ref<RouteTable>(context, element, subnet.scope));
  }
  sort_unique(tables);
  if (any_of(tables, [](const Ref<RouteTable>& table) { return !table.is_known(); })) {
    tables.clear();
  }
  if (tables.size() != 1) return;
  subnet.route_table = tables.front();
  tables.clear();
}

std::string read_zone(NativeContext& context, const SyntaxNode& node, const std::string& region) {
  if (says_unknown(node)) return {};
  const std::optional<std::string> text = read_text(context, node, "`zone`");
  if (!text) return {};
  const bool is_letter = text->size() == 1 && (*text)[0] >= 'a' && (*text)[0] <= 'z';
  if (is_letter) return region + *text;
  const bool is_zone = text->size() > 1 && text->back() >= 'a' && text->back() <= 'z' &&
                       text->find('-') != std::string::npos &&
                       text->compare(0, region.size(), region) == 0;
  if (is_zone) return *text;
  context.invalid(node, "zone",
                  quoted(*text) + " is neither a letter nor a zone of " +
                      (region.empty() ? "a region" : quoted(region)));
  return {};
}

void check_families(NativeContext& context, const SyntaxNode& node, const Subnet& subnet) {
  std::size_t ipv4 = 0;
  std::size_t ipv6 = 0;
  for (const Value<IpPrefix>& cidr : subnet.cidrs) {
    if (cidr.is_unknown()) continue;
    ++(cidr.get().family() == Family::ipv4 ? ipv4 : ipv6);
  }
  if (ipv4 > 1) context.invalid(node, "`cidr`", "a subnet has one IPv4 block");
  if (ipv6 > 1) context.invalid(node, "`cidr`", "a subnet has one IPv6 block");
}

/// Rule: ENC-1.
void read_encryption_control(NativeContext& context, const SyntaxNode& node, Vpc& vpc) {
  vpc.encryption_control = kUnknown;
  if (says_unknown(node)) return;
  const auto word = read_word(context, node, "`encryption_control`", {"off", "monitor", "enforce"});
  if (word) vpc.encryption_control = static_cast<EncryptionControl>(*word);
}

}  // namespace

void read_vpc(NativeContext& context, const Declaration& declaration) {
  Vpc& vpc = context.design.all<Vpc>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, vpc), vpc.at);
  fields.know(vpc_part_keys());
  read_common(context, fields, declaration.kind, vpc);
  read_home(context, fields, vpc);
  vpc.is_default = read_flag(context, fields.find("default"), "`default`");
  vpc.cidrs = read_blocks(context, fields, vpc.external, [&]() -> std::optional<IpPrefix> {
    const IpPrefix block = stand_in_of_vpc(declaration.index);
    note_stand_in(context, ResourceKind::Vpc, vpc, block);
    return block;
  });
  if (const SyntaxNode* node = fields.find("encryption_control")) {
    read_encryption_control(context, *node, vpc);
  }
  read_dns(context, fields.find("dns"), vpc);
  vpc.exclusion = read_exclusion(context, fields.find("block_public_access"));
}

void read_subnet(NativeContext& context, const Declaration& declaration) {
  Subnet& subnet = context.design.all<Subnet>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, subnet), subnet.at);
  read_common(context, fields, declaration.kind, subnet);
  subnet.cidrs = read_blocks(context, fields, subnet.external,
                             [&]() { return stand_in_of(context, declaration.index); });
  if (const SyntaxNode* node = fields.find("cidr")) check_families(context, *node, subnet);
  if (const SyntaxNode* node = fields.find("zone")) {
    subnet.zone = read_zone(context, *node, subnet.region);
  }
  if (const SyntaxNode* node = fields.find("zone_id")) {
    if (!says_unknown(*node)) subnet.zone_id = read_text(context, *node, "`zone_id`").value_or("");
  }
  if (const SyntaxNode* node = fields.find("route_table")) {
    read_table_of(context, *node, subnet);
  }
  if (const SyntaxNode* node = fields.find("network_acl")) {
    subnet.network_acl = read_own_ref<NetworkAcl>(context, *node, subnet.scope);
  }
  subnet.map_public_ip = read_bool(context, fields.find("map_public_ip"), "`map_public_ip`", false);
  subnet.assign_ipv6 = read_bool(context, fields.find("assign_ipv6"), "`assign_ipv6`", false);
  subnet.exclusion = read_exclusion(context, fields.find("block_public_access"));
}

}  // namespace canreach
