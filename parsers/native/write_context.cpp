#include "parsers/native/write_context.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/algorithm.h"
#include "base/text.h"

// Names, and the order of what is written.
//
// A native name is unique within its kind and VPC.  Elsewhere it need not be: two subnets of a
// snapshot may have one Name tag.  Then the second is written under its id, or under its name with
// a number.  How a reference is spelled is decided by the reader's own rule: the first of NAME,
// VPC/NAME and KIND/NAME that finds this resource and no other.
//
// Free addresses are given in the order of the file.  So sections that bring interfaces are written
// in the order in which the design has them, and where even that would give an interface another
// address than it has here, the address is written out.

namespace canreach {
namespace {

using InterfaceType = NetworkInterface::Type;

constexpr std::array<ResourceKind, 28> kSections = {ResourceKind::Vpc,
                                                    ResourceKind::VpcPeering,
                                                    ResourceKind::TransitGateway,
                                                    ResourceKind::VpnConnection,
                                                    ResourceKind::PrefixList,
                                                    ResourceKind::OnPremisesNetwork,
                                                    ResourceKind::Instance,
                                                    ResourceKind::Function,
                                                    ResourceKind::Service,
                                                    ResourceKind::ClientVpnEndpoint,
                                                    ResourceKind::Database,
                                                    ResourceKind::Cache,
                                                    ResourceKind::Broker,
                                                    ResourceKind::LoadBalancer,
                                                    ResourceKind::EndpointService,
                                                    ResourceKind::Firewall,
                                                    ResourceKind::FirewallPolicy,
                                                    ResourceKind::FirewallRuleGroup,
                                                    ResourceKind::NetworkInterface,
                                                    ResourceKind::Bucket,
                                                    ResourceKind::Table,
                                                    ResourceKind::Queue,
                                                    ResourceKind::Stream,
                                                    ResourceKind::Topic,
                                                    ResourceKind::LogGroup,
                                                    ResourceKind::Secret,
                                                    ResourceKind::HostedZone,
                                                    ResourceKind::Key};

constexpr std::array<ResourceKind, 6> kParts = {
    ResourceKind::Subnet,     ResourceKind::RouteTable,    ResourceKind::NatGateway,
    ResourceKind::NetworkAcl, ResourceKind::SecurityGroup, ResourceKind::VpcEndpoint};

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// Puts those that bring interfaces into the order of these, and leaves the others where they are.
template <std::size_t N, class First>
std::vector<ResourceKind> ordered(const std::array<ResourceKind, N>& kinds, First first) {
  std::vector<ResourceKind> order(kinds.begin(), kinds.end());
  std::vector<ResourceKind> moving;
  for (const ResourceKind kind : order) {
    if (first(kind) != kNone) moving.push_back(kind);
  }
  std::stable_sort(moving.begin(), moving.end(),
                   [&](ResourceKind a, ResourceKind b) { return first(a) < first(b); });
  std::size_t next = 0;
  for (ResourceKind& kind : order) {
    if (first(kind) != kNone) kind = moving[next++];
  }
  return order;
}

std::size_t count_of_family(const NetworkInterface& interface, Family family) {
  return static_cast<std::size_t>(
      std::count_if(interface.addresses.begin(), interface.addresses.end(),
                    [&](const InterfaceAddress& held) { return held.address.family == family; }));
}

bool has_written_ipv6(const NetworkInterface& interface) {
  return any_of(interface.addresses, [](const InterfaceAddress& held) {
    return held.address.family == Family::ipv6 && !held.assumed;
  });
}

/// Could the reader have made this interface from the keys of its owner?
bool is_made_by(const Design& design, const NetworkInterface& interface, ResourceKind kind,
                std::uint32_t index) {
  const Resource& owner = resource_of(design, kind, index);
  const bool is_own = interface.owned && interface.owner_kind == kind &&
                      interface.owner_index == index && interface.name == owner.name &&
                      interface.id == owner.id;
  if (!is_own || interface.type != interface_type_of(design, kind, index)) return false;
  if (kind == ResourceKind::Instance) return true;
  const bool is_plain = interface.prefixes.empty() &&
                        count_of_family(interface, Family::ipv4) <= 1 &&
                        count_of_family(interface, Family::ipv6) <= 1;
  const bool checks = interface.source_dest_check == Value<bool>(kind != ResourceKind::NatGateway);
  const bool has_ipv6_text = kind == ResourceKind::Function && has_written_ipv6(interface);
  return is_plain && checks && !has_ipv6_text;
}

bool has_same_groups(const NetworkInterface& a, const NetworkInterface& b) {
  return a.security_groups == b.security_groups &&
         a.security_groups_known == b.security_groups_known &&
         a.has_security_groups == b.has_security_groups;
}

bool is_inline_list(const Design& design, ResourceKind kind, std::uint32_t index,
                    const std::vector<Ref<NetworkInterface>>& interfaces) {
  if (interfaces.empty()) return kind == ResourceKind::Function;
  const std::size_t asked = kind == ResourceKind::Instance ? 1 : interfaces.size();
  std::vector<Ref<Subnet>> subnets;
  const NetworkInterface& first = design.get(interfaces.front());
  for (std::size_t i = 0; i < asked; ++i) {
    const NetworkInterface& interface = design.get(interfaces[i]);
    if (!is_made_by(design, interface, kind, index)) return false;
    if (!has_same_groups(first, interface)) return false;
    const bool has_place = interface.subnet.is_known();
    if (has_place && contains(subnets, interface.subnet)) return false;
    if (!has_place && asked > 1 && !interface.addresses.empty()) return false;
    if (has_place && first.subnet.is_known() && interface.vpc != first.vpc) return false;
    subnets.push_back(interface.subnet);
  }
  return true;
}

/// The interfaces of what has some; null for other kinds.
const std::vector<Ref<NetworkInterface>>* written_interfaces_of(const Design& design,
                                                                ResourceKind kind,
                                                                std::uint32_t index) {
  if (kind == ResourceKind::VpcEndpoint) {
    const VpcEndpoint& endpoint = design.all<VpcEndpoint>()[index];
    return endpoint.type == EndpointType::gateway ? nullptr : &endpoint.interfaces;
  }
  const Workload* workload = workload_of(design, kind, index);
  return workload == nullptr ? nullptr : &workload->interfaces;
}

/// A further interface of an instance of which nothing is known.
bool is_word_unknown(const Design& design, const NetworkInterface& interface) {
  if (!interface.owned || interface.subnet.is_known() || interface.addresses_known) return false;
  const Resource& owner = resource_of(design, interface.owner_kind, interface.owner_index);
  return interface.name == owner.name && interface.id == owner.id &&
         interface.security_groups.empty();
}

}  // namespace

bool is_vpc_gateway(ResourceKind kind) {
  return kind == ResourceKind::InternetGateway || kind == ResourceKind::EgressOnlyInternetGateway ||
         kind == ResourceKind::VpnGateway;
}

WriteContext::WriteContext(const Design& design, Diagnostics& diagnostics)
    : design_(design), diagnostics_(diagnostics) {
  find_parts();
  find_inline_owners();
  name_everything();
  find_first_interfaces();
  find_moved_addresses();
}

void WriteContext::find_inline_owners() {
  for (const ResourceKindRow& row : resource_kind_rows()) {
    for (std::uint32_t i = 0; i < count_of(design_, row.kind); ++i) {
      if (row.kind == ResourceKind::NatGateway) {
        const Ref<NetworkInterface> ref = design_.all<NatGateway>()[i].interface;
        const bool is_other = ref.is_known() && !is_made_by(design_, design_.get(ref), row.kind, i);
        if (!is_other) inline_owners_.insert({row.kind, i});
        continue;
      }
      const auto* interfaces = written_interfaces_of(design_, row.kind, i);
      if (interfaces != nullptr && is_inline_list(design_, row.kind, i, *interfaces)) {
        inline_owners_.insert({row.kind, i});
      }
    }
  }
}

const std::string& WriteContext::key(ResourceKind kind, std::uint32_t index) const {
  static const std::string kEmpty;
  const auto found = keys_.find({kind, index});
  return found == keys_.end() ? kEmpty : found->second.name;
}

const std::string& WriteContext::home(Ref<Vpc> vpc) const {
  static const std::string kEmpty;
  return vpc.is_known() ? key(ResourceKind::Vpc, vpc.index()) : kEmpty;
}

void WriteContext::name_resource(ResourceKind kind, std::uint32_t index, const Resource& resource,
                                 const std::string& scope) {
  std::vector<std::string> candidates = {resource.name, resource.id};
  const std::string base = resource.name.empty() ? std::string(label_of(kind)) : resource.name;
  std::string chosen;
  for (std::size_t n = 2; chosen.empty(); ++n) {
    for (const std::string& candidate : candidates) {
      const bool is_good = !candidate.empty() && candidate != "unknown";
      if (chosen.empty() && is_good && taken_.insert({kind, scope, candidate}).second) {
        chosen = candidate;
      }
    }
    candidates = {fmt::format("{}-{}", base, n)};
  }
  if (chosen != resource.name) {
    unsaid(resource, kind,
           fmt::format("its name, which another one has: it is called {}", quoted(chosen)));
  }
  keys_.insert({{kind, index}, {chosen, scope}});
  names_.add({std::string(label_of(kind)), kind, index, scope, chosen, resource.at});
}

Ref<Vpc> WriteContext::gateway_home(Ref<Vpc> vpc, const Resource& gateway) const {
  if (!vpc.is_none() || gateway.scope.empty()) return vpc;
  const auto found = vpc_by_name_.find(gateway.scope);
  return found == vpc_by_name_.end() ? vpc : Ref<Vpc>(found->second);
}

template <class T>
void WriteContext::add_parts() {
  if constexpr (requires(const T& resource) { resource.vpc; }) {
    constexpr ResourceKind kKind = kind_of<T>();
    for (std::uint32_t i = 0; i < design_.all<T>().size(); ++i) {
      const T& part = design_.all<T>()[i];
      const Ref<Vpc> home = is_vpc_gateway(kKind) ? gateway_home(part.vpc, part) : part.vpc;
      if (home.is_known()) parts_[{kKind, home.index()}].push_back(i);
    }
  }
}

void WriteContext::find_parts() {
  const std::vector<Vpc>& vpcs = design_.all<Vpc>();
  for (std::uint32_t i = 0; i < vpcs.size(); ++i) vpc_by_name_.insert({vpcs[i].name, i});
#define RESOURCE(type, label, native, cloudformation, terraform, describe) add_parts<type>();
#include "model/resource_kinds.def"
#undef RESOURCE
}

const std::vector<std::uint32_t>& WriteContext::parts(ResourceKind kind, Ref<Vpc> vpc) const {
  static const std::vector<std::uint32_t> kNoParts;
  const auto found = parts_.find({kind, vpc.index()});
  return found == parts_.end() ? kNoParts : found->second;
}

template <class T>
void WriteContext::name_all() {
  constexpr ResourceKind kKind = kind_of<T>();
  std::set<std::uint32_t> gated;  // VPCs that have a gateway of the kind
  for (std::uint32_t i = 0; i < design_.all<T>().size(); ++i) {
    const T& resource = design_.all<T>()[i];
    if (resource.implied) continue;
    std::string scope;
    if constexpr (std::is_same_v<T, NetworkInterface>) {
      const bool is_of_owner =
          resource.owned && is_inline(resource.owner_kind, resource.owner_index) &&
          is_made_by(design_, resource, resource.owner_kind, resource.owner_index);
      if (is_of_owner || is_word_unknown(design_, resource)) continue;
    } else if constexpr (std::is_same_v<T, ManagedPolicy>) {
      if (resource.external) continue;  // named by its ARN
    } else if constexpr (std::is_same_v<T, TransitGatewayAttachment> ||
                         std::is_same_v<T, TransitGatewayRouteTable>) {
      if (!resource.gateway.is_known() ||
          !is_written(ResourceKind::TransitGateway, resource.gateway.index())) {
        unsaid(resource, kKind, "that its transit gateway is not known");
        continue;
      }
      scope = key(ResourceKind::TransitGateway, resource.gateway.index());
    } else if constexpr (requires { resource.vpc; }) {
      const Ref<Vpc> vpc =
          is_vpc_gateway(kKind) ? gateway_home(resource.vpc, resource) : resource.vpc;
      scope = home(vpc);
      const bool is_second =
          is_vpc_gateway(kKind) && vpc.is_known() && !gated.insert(vpc.index()).second;
      if (scope.empty() || is_second) {
        unsaid(resource, kKind,
               is_second ? "that its VPC has two of them" : "that it is in no VPC that is known");
        continue;
      }
      const bool is_nameless = is_vpc_gateway(kKind) && resource.state.is_unknown() &&
                               resource.name == row_of(kKind).native;
      if (is_nameless) continue;
    }
    name_resource(kKind, i, resource, scope);
  }
}

void WriteContext::name_everything() {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) name_all<type>();
#include "model/resource_kinds.def"
#undef RESOURCE
  for (const NotModelled& other : design_.not_modelled) {
    names_.add({other.kind, std::nullopt, 0, "", other.name, other.at});
  }
}

std::optional<std::string> WriteContext::spelled(ResourceKind kind, std::uint32_t index,
                                                 const Wanted& wanted, std::string_view home,
                                                 const std::vector<std::string>& reserved) const {
  const auto found = keys_.find({kind, index});
  if (found == keys_.end()) return std::nullopt;
  const std::string label(label_of(kind));
  const std::string& scope = found->second.scope;
  const std::string& name = found->second.name;
  for (const std::string& text : {name, scope + "/" + name, label + "/" + name}) {
    if (text.front() == '/' || text == "unknown" || contains(reserved, text)) continue;
    const std::vector<const NameEntry*> entries = names_.find(text, wanted, home);
    const bool fits = entries.size() == 1 && entries[0]->kind == kind && entries[0]->index == index;
    if (fits) return text;
  }
  return std::nullopt;
}

std::optional<std::string> WriteContext::spelled_other(const std::string& label,
                                                       const std::string& name,
                                                       const Wanted& wanted) const {
  for (const std::string& text : {name, label + "/" + name}) {
    const std::vector<const NameEntry*> entries = names_.find(text, wanted, "");
    const bool fits = entries.size() == 1 && !entries[0]->kind && entries[0]->label == label &&
                      entries[0]->name == name;
    if (fits && text != "unknown") return text;
  }
  return std::nullopt;
}

YamlValue WriteContext::reference(ResourceKind kind, std::uint32_t index, const Wanted& wanted,
                                  std::string_view home, const Resource& user) {
  const std::optional<std::string> text = spelled(kind, index, wanted, home);
  if (text) return YamlValue::of_text(*text);
  unsaid(quoted(user.name), user.at,
         fmt::format("{} {}", noun_of(label_of(kind)),
                     quoted(resource_of(design_, kind, index).name)));
  return unknown_value();
}

void WriteContext::unsaid(const Resource& resource, ResourceKind kind, const std::string& what) {
  unsaid(fmt::format("{} {}", noun_of(label_of(kind)), quoted(resource.name)), resource.at, what);
}

void WriteContext::unsaid(const std::string& subject, const SourceLoc& at,
                          const std::string& what) {
  std::string remark = fmt::format("{}: {}", subject, what);
  if (!remarked_.insert(remark).second) return;
  remarks_.push_back(std::move(remark));
  diagnostics_.report(DiagnosticKind::not_said_natively, at, {subject, what});
}

/// By kind, for all VPCs (kNone) and for each.
void WriteContext::find_first_interfaces() {
  const std::vector<NetworkInterface>& interfaces = design_.all<NetworkInterface>();
  for (std::uint32_t i = 0; i < interfaces.size(); ++i) {
    const NetworkInterface& interface = interfaces[i];
    const bool is_free = is_written(ResourceKind::NetworkInterface, i);
    if (!is_free && !interface.owned) continue;
    const ResourceKind kind = is_free ? ResourceKind::NetworkInterface : interface.owner_kind;
    first_interfaces_.insert({{kind, kNone}, i});
    if (interface.vpc.is_known()) first_interfaces_.insert({{kind, interface.vpc.index()}, i});
  }
}

std::uint32_t WriteContext::first_interface(ResourceKind kind, Ref<Vpc> vpc) const {
  if (kind == ResourceKind::Vpc) {
    return std::min(first_interface(ResourceKind::NatGateway),
                    first_interface(ResourceKind::VpcEndpoint));
  }
  const auto found = first_interfaces_.find({kind, vpc.is_known() ? vpc.index() : kNone});
  return found == first_interfaces_.end() ? kNone : found->second;
}

std::vector<ResourceKind> section_order(const WriteContext& out) {
  std::map<ResourceKind, std::uint32_t> firsts;
  for (const ResourceKind kind : kSections) firsts[kind] = out.first_interface(kind);
  return ordered(kSections, [&](ResourceKind kind) { return firsts[kind]; });
}

std::vector<ResourceKind> part_order(const WriteContext& out, Ref<Vpc> vpc) {
  std::map<ResourceKind, std::uint32_t> firsts;
  for (const ResourceKind kind : kParts) {
    const bool brings = kind == ResourceKind::NatGateway || kind == ResourceKind::VpcEndpoint;
    firsts[kind] = brings ? out.first_interface(kind, vpc) : kNone;
  }
  return ordered(kParts, [&](ResourceKind kind) { return firsts[kind]; });
}

namespace {

/// The interfaces of an owner, in the order in which reading makes them.
void add_inline(const Design& design, const WriteContext& out, ResourceKind kind,
                std::uint32_t index, std::vector<std::uint32_t>& order) {
  if (!out.is_inline(kind, index) || !out.is_written(kind, index)) return;
  if (kind == ResourceKind::NatGateway) {
    const Ref<NetworkInterface> ref = design.all<NatGateway>()[index].interface;
    if (ref.is_known()) order.push_back(ref.index());
    return;
  }
  const auto* interfaces = written_interfaces_of(design, kind, index);
  if (interfaces == nullptr) return;
  for (const Ref<NetworkInterface> ref : *interfaces) {
    if (!out.is_written(ResourceKind::NetworkInterface, ref.index())) order.push_back(ref.index());
  }
}

/// All interfaces in the order in which reading what is written makes them.
std::vector<std::uint32_t> reading_order(const Design& design, const WriteContext& out) {
  std::vector<std::uint32_t> order;
  for (const ResourceKind kind : section_order(out)) {
    if (kind == ResourceKind::Vpc) {
      for (std::uint32_t vpc = 0; vpc < design.all<Vpc>().size(); ++vpc) {
        for (const ResourceKind part : part_order(out, Ref<Vpc>(vpc))) {
          for (const std::uint32_t i : out.parts(part, Ref<Vpc>(vpc))) {
            add_inline(design, out, part, i, order);
          }
        }
      }
    } else if (kind == ResourceKind::NetworkInterface) {
      for (std::uint32_t i = 0; i < design.all<NetworkInterface>().size(); ++i) {
        if (out.is_written(kind, i)) order.push_back(i);
      }
    } else {
      for (std::uint32_t i = 0; i < count_of(design, kind); ++i) {
        add_inline(design, out, kind, i, order);
      }
    }
  }
  return order;
}

bool has_picked_address(const NetworkInterface& interface) {
  return any_of(interface.addresses, [](const InterfaceAddress& held) { return held.assumed; });
}

}  // namespace

void WriteContext::find_moved_addresses() {
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_subnet;
  for (const std::uint32_t i : reading_order(design_, *this)) {
    const NetworkInterface& interface = design_.all<NetworkInterface>()[i];
    if (!interface.subnet.is_known() || !has_picked_address(interface)) continue;
    by_subnet[interface.subnet.index()].push_back(i);
  }
  for (const auto& [subnet, order] : by_subnet) {
    if (std::is_sorted(order.begin(), order.end())) continue;
    written_out_.insert(order.begin(), order.end());
  }
}

YamlValue texts_value(const std::vector<std::string>& texts) {
  YamlValue list = YamlValue::list();
  for (const std::string& text : texts) list.items.push_back(YamlValue::of_text(text));
  return list;
}

}  // namespace canreach
