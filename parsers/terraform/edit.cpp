#include "parsers/terraform/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/algorithm.h"
#include "parsers/change_ports.h"
#include "parsers/named_edit.h"
#include "parsers/terraform/address.h"
#include "parsers/terraform/configuration.h"

// A rule, an entry or a route is a block of its group, ACL or table, or a resource of its own.
// Terraform undoes what mixes both, so the change takes the form that the owner has: blocks where
// the configuration writes some, else the type that its module uses, else the one that others use.

namespace canreach {
namespace {

constexpr std::string_view kIngressRule = "aws_vpc_security_group_ingress_rule";
constexpr std::string_view kEgressRule = "aws_vpc_security_group_egress_rule";
constexpr std::string_view kGroupRule = "aws_security_group_rule";
constexpr std::string_view kAclRule = "aws_network_acl_rule";
constexpr std::string_view kRoute = "aws_route";
constexpr std::size_t kMostModules = 1000;

using OwnTypes = std::span<const std::string_view>;

/// What AWS makes with a VPC has a name in the design, and an attribute of the VPC in Terraform.
struct MadePart {
  std::string_view name;
  std::string_view attribute;
};

constexpr std::array<MadePart, 3> kMadeParts = {
    {{".DefaultSecurityGroup", "default_security_group_id"},
     {".DefaultNetworkAcl", "default_network_acl_id"},
     {".main_route_table", "main_route_table_id"}}};

const MadePart* made_part(const std::string& name) {
  const auto part = std::find_if(kMadeParts.begin(), kMadeParts.end(),
                                 [&](const MadePart& each) { return name.ends_with(each.name); });
  return part == kMadeParts.end() ? nullptr : &*part;
}

/// The resource as an expression names it.
std::string reference_to(const std::string& name) {
  const MadePart* part = made_part(name);
  if (part == nullptr) return name;
  return fmt::format("{}.{}", name.substr(0, name.size() - part->name.size()), part->attribute);
}

/// A module of the configuration or of a state, in which resources have a type each.
const SyntaxNode* top_module(const SyntaxNode& root) {
  if (const SyntaxNode* top = find_in(root.find("configuration"), "root_module")) return top;
  if (const SyntaxNode* top = find_in(root.find("values"), "root_module")) return top;
  return &root;  // a raw state
}

/// The module of the configuration that the address is in; nullptr: not found.
const SyntaxNode* module_of(const SyntaxNode& root, std::string_view path) {
  const SyntaxNode* module = find_in(root.find("configuration"), "root_module");
  const std::optional<std::vector<AddressStep>> steps = address_steps(path);
  if (!steps) return nullptr;
  for (std::size_t i = 1; i < steps->size(); i += 2) {
    module = find_in(find_in(find_in(module, "module_calls"), (*steps)[i].name), "module");
  }
  return module;
}

/// A configuration says it in the address, too.
std::string_view type_of(const SyntaxNode& resource) {
  if (const SyntaxNode* type = resource.find("type")) return type->text();
  const SyntaxNode* address = resource.find("address");
  if (address == nullptr) return {};
  const std::string_view text = address->text();
  return text.substr(0, text.find('.'));
}

/// The first of the types that a resource of the module has, or of the modules in it.
std::string_view type_used(const SyntaxNode* module, OwnTypes types, bool and_inside) {
  std::vector<const SyntaxNode*> waiting = {module};
  for (std::size_t i = 0; i < waiting.size() && i < kMostModules; ++i) {
    if (waiting[i] == nullptr) continue;
    if (const SyntaxNode* resources = waiting[i]->find("resources")) {
      for (const SyntaxNode& resource : resources->elements()) {
        const auto found = std::find(types.begin(), types.end(), type_of(resource));
        if (found != types.end()) return *found;
      }
    }
    if (!and_inside) break;
    if (const SyntaxNode* calls = waiting[i]->find("module_calls")) {
      for (const SyntaxNode::Member& call : calls->members()) {
        waiting.push_back(call.value.find("module"));
      }
    }
    if (const SyntaxNode* children = waiting[i]->find("child_modules")) {
      for (const SyntaxNode& child : children->elements()) waiting.push_back(&child);
    }
  }
  return {};
}

/// Does the configuration of the resource write such blocks?
bool writes_blocks(const SyntaxNode* module, std::string_view config, std::string_view block) {
  const SyntaxNode* resources = find_in(module, "resources");
  if (resources == nullptr) return false;
  return any_of(resources->elements(), [&](const SyntaxNode& resource) {
    return std::string_view(text_in(&resource, "address")) == config &&
           find_in(resource.find("expressions"), block) != nullptr;
  });
}

/// The type of the resource that says it; empty: a block does.
std::string_view own_type(const SyntaxNode& root, const std::string& owner, std::string_view block,
                          OwnTypes types) {
  if (made_part(owner) != nullptr) {
    const std::string_view used = type_used(top_module(root), types, true);
    return used.empty() ? types.front() : used;
  }
  const std::optional<ResourceAddress> address = resource_address(owner);
  if (!address) return type_used(top_module(root), types, true);
  if (address->type.starts_with("aws_default_")) return {};
  const SyntaxNode* module = module_of(root, address->module);
  if (writes_blocks(module, address->config, block)) return {};
  const std::string_view near = type_used(module, types, false);
  return near.empty() ? type_used(top_module(root), types, true) : near;
}

bool is_ipv6(std::string_view block) { return block.find(':') != std::string_view::npos; }

class TerraformEdits {
 public:
  TerraformEdits(const Design& design, const SyntaxNode& root, const DesignChange& change,
                 SourceLoc at)
      : design_(design), root_(root), change_(change), at_(at) {}

  std::vector<TextEdit> make() {
    switch (change_.kind) {
      case DesignChange::Kind::group_rule:
        return rules(design_.all<SecurityGroup>()[change_.index]);
      case DesignChange::Kind::acl_entry:
        return entry(design_.all<NetworkAcl>()[change_.index]);
      case DesignChange::Kind::route:
        return route(design_.all<RouteTable>()[change_.index]);
      case DesignChange::Kind::internet_gateway:
        return attachment(design_.all<InternetGateway>()[change_.via_index]);
    }
    return {};
  }

 private:
  std::string_view direction() const { return change_.ingress ? "ingress" : "egress"; }

  void put(std::string_view argument, std::string_view value) {
    words_ += fmt::format("{}{} {}", words_.empty() ? "" : ", ", argument, value);
  }

  /// What was put, as the block or resource that is to be added.
  TextEdit take(const Resource& owner, std::string_view attribute) {
    TextEdit edit;
    edit.at = at_;
    edit.resource = owner.name;
    edit.attribute = attribute;
    edit.add = fmt::format("{} {{ {} }}", attribute, words_);
    words_.clear();
    return edit;
  }

  /// `protocol` and the ports or types of one range.  Rule: SG-15.
  void put_traffic(std::string_view argument, const PortRange* range) {
    const bool is_all = change_.protocol == "all";
    put(argument, is_all ? "-1" : change_.protocol);
    const bool is_own = argument == "ip_protocol";
    const std::size_t slash = change_.icmp.find('/');
    if (range != nullptr) {
      put("from_port", std::to_string(range->first));
      put("to_port", std::to_string(range->last));
    } else if (slash != std::string::npos) {
      put("from_port", change_.icmp.substr(0, slash));
      put("to_port", change_.icmp.substr(slash + 1));
    } else if (!is_own) {
      put("from_port", "0");
      put("to_port", "0");
    }
  }

  /// The type for a rule of the group: what its own rules are, else what others are.
  std::string_view rule_type(const SecurityGroup& group) const {
    constexpr std::array<std::string_view, 3> kTypes = {kIngressRule, kEgressRule, kGroupRule};
    for (const bool ingress : {change_.ingress, !change_.ingress}) {
      for (const SecurityGroupRule& rule : ingress ? group.ingress : group.egress) {
        const std::optional<ResourceAddress> made_by = resource_address(rule.id);
        if (!made_by || !contains(kTypes, made_by->type)) continue;
        return made_by->type == kGroupRule ? kGroupRule : rule_type();
      }
    }
    const std::string_view type = own_type(root_, group.name, direction(), kTypes);
    return type.empty() || type == kGroupRule ? type : rule_type();
  }
  std::string_view rule_type() const { return change_.ingress ? kIngressRule : kEgressRule; }

  void put_peer(std::string_view type) {
    const bool is_group = change_.peer_group.is_known();
    const std::string peer =
        is_group ? reference_to(design_.get(change_.peer_group).name) : change_.peer;
    const bool is_plain = type == kIngressRule || type == kEgressRule;
    if (is_plain) {
      return put(is_group        ? "referenced_security_group_id"
                 : is_ipv6(peer) ? "cidr_ipv6"
                                 : "cidr_ipv4",
                 peer);
    }
    const std::string_view group =
        type == kGroupRule ? "source_security_group_id" : "security_groups";
    put(is_group ? group : is_ipv6(peer) ? "ipv6_cidr_blocks" : "cidr_blocks", peer);
  }

  TextEdit rule(const SecurityGroup& group, std::string_view type, const PortRange* range) {
    if (!type.empty()) put("security_group_id", reference_to(group.name));
    if (type == kGroupRule) put("type", direction());
    const bool is_plain = !type.empty() && type != kGroupRule;
    put_traffic(is_plain ? "ip_protocol" : "protocol", range);
    put_peer(type);
    return take(group, type.empty() ? direction() : type);
  }

  std::vector<TextEdit> rules(const SecurityGroup& group) {
    const std::string_view type = rule_type(group);
    const std::vector<PortRange> ranges = ranges_of(change_);
    std::vector<TextEdit> edits;
    for (const PortRange& range : ranges) edits.push_back(rule(group, type, &range));
    if (ranges.empty()) edits.push_back(rule(group, type, nullptr));
    return edits;
  }

  std::vector<TextEdit> entry(const NetworkAcl& acl) {
    const std::vector<PortRange> ranges = ranges_of(change_);
    if (ranges.size() > 1) return {};
    constexpr std::array<std::string_view, 1> kTypes = {kAclRule};
    const std::string_view type = own_type(root_, acl.name, direction(), kTypes);
    if (!type.empty()) {
      put("network_acl_id", reference_to(acl.name));
      put("egress", change_.ingress ? "false" : "true");
    }
    put(type.empty() ? "rule_no" : "rule_number", std::to_string(change_.number));
    put(type.empty() ? "action" : "rule_action", "allow");
    const std::size_t slash = change_.icmp.find('/');
    if (slash == std::string::npos) {
      put_traffic("protocol", ranges.empty() ? nullptr : &ranges.front());
    } else {
      put("protocol", change_.protocol);
      put("icmp_type", change_.icmp.substr(0, slash));
      put("icmp_code", change_.icmp.substr(slash + 1));
    }
    put(is_ipv6(change_.peer) ? "ipv6_cidr_block" : "cidr_block", change_.peer);
    return {take(acl, type.empty() ? direction() : type)};
  }

  std::vector<TextEdit> route(const RouteTable& table) {
    const std::optional<std::string_view> argument = route_argument(change_.via_kind);
    if (!argument) return {};
    constexpr std::array<std::string_view, 1> kTypes = {kRoute};
    const std::string_view type = own_type(root_, table.name, "route", kTypes);
    if (!type.empty()) put("route_table_id", reference_to(table.name));
    const std::string_view block = is_ipv6(change_.peer) ? "ipv6_cidr_block" : "cidr_block";
    put(type.empty() ? std::string(block) : "destination_" + std::string(block), change_.peer);
    put(*argument, resource_of(design_, change_.via_kind, change_.via_index).name);
    return {take(table, type.empty() ? "route" : type)};
  }

  std::vector<TextEdit> attachment(const InternetGateway& gateway) const {
    TextEdit edit;
    edit.at = at_;
    edit.resource = gateway.name;
    edit.attribute = "vpc_id";
    edit.add = "vpc_id " + design_.all<Vpc>()[change_.index].name;
    return {std::move(edit)};
  }

  const Design& design_;
  const SyntaxNode& root_;
  const DesignChange& change_;
  SourceLoc at_;
  std::string words_;
};

}  // namespace

std::vector<TextEdit> terraform_edits(const Design& design, const SyntaxNode& root,
                                      const DesignChange& change, SourceLoc at) {
  std::vector<TextEdit> edits = TerraformEdits(design, root, change, at).make();
  const bool is_nameless =
      any_of(edits, [](const TextEdit& edit) { return edit.resource.empty(); });
  return is_nameless ? std::vector<TextEdit>() : edits;
}

}  // namespace canreach
