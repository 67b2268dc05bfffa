#include "analyzer/query/names.h"

#include <algorithm>
#include <array>
#include <memory>
#include <type_traits>
#include <unordered_set>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"

// What a name in a query means.
//
// One hash map leads from every name and id to the things that have it, so that a query costs the
// same in a large design; it is made once.  KIND/NAME and VPC/NAME are looked up by NAME and then
// narrowed.
//
// The other way round, a thing is called by the shortest text that leads back to it alone.  The
// forms NAME, VPC/NAME, KIND/NAME, KIND/VPC/NAME and the id are tried in this order.  Where
// hundreds of things share a name (the instances of a scaling group) only the id is tried: looking
// at all of them for each of them would cost the square of their number.

namespace canreach {

namespace {

constexpr std::size_t kSuggestions = 3;
constexpr std::size_t kFewOfOneName = 32;

/// Kinds that are not modelled but that traffic comes from or goes to, so that a name they share is
/// ambiguous.
constexpr std::array<std::string_view, 3> kEndLabels = {"load-balancer", "file-system", "group"};

const NameIndex::Things kNothing;

bool is_end_kind(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::NatGateway:
    case ResourceKind::VpcEndpoint:
    case ResourceKind::NetworkInterface:
    case ResourceKind::Instance:
    case ResourceKind::Function:
    case ResourceKind::Database:
    case ResourceKind::Cache:
    case ResourceKind::Broker:
    case ResourceKind::Service:
    case ResourceKind::ClientVpnEndpoint:
    case ResourceKind::LoadBalancer:
    case ResourceKind::OnPremisesNetwork:
      return true;
    case ResourceKind::Vpc:
    case ResourceKind::Subnet:
    case ResourceKind::RouteTable:
    case ResourceKind::NetworkAcl:
    case ResourceKind::SecurityGroup:
    case ResourceKind::PrefixList:
    case ResourceKind::InternetGateway:
    case ResourceKind::EgressOnlyInternetGateway:
    case ResourceKind::VpnGateway:
    case ResourceKind::VpcPeering:
    case ResourceKind::TransitGateway:
    case ResourceKind::TransitGatewayAttachment:
    case ResourceKind::TransitGatewayRouteTable:
    case ResourceKind::VpnConnection:
    case ResourceKind::User:
    case ResourceKind::IamGroup:
    case ResourceKind::Role:
    case ResourceKind::ManagedPolicy:
    case ResourceKind::Bucket:
    case ResourceKind::Table:
    case ResourceKind::Queue:
    case ResourceKind::Stream:
    case ResourceKind::Topic:
    case ResourceKind::LogGroup:
    case ResourceKind::Secret:
    case ResourceKind::HostedZone:
    case ResourceKind::Key:
    case ResourceKind::EndpointService:
    case ResourceKind::Firewall:
    case ResourceKind::FirewallPolicy:
    case ResourceKind::FirewallRuleGroup:
      return false;
  }
  return false;
}

/// A kind of resource in an ARN.
struct ArnKind {
  std::string_view service;
  std::string_view type;
  ResourceKind kind;
};

constexpr std::array<ArnKind, 20> kArnKinds = {{
    {"ec2", "instance", ResourceKind::Instance},
    {"ec2", "network-interface", ResourceKind::NetworkInterface},
    {"ec2", "natgateway", ResourceKind::NatGateway},
    {"ec2", "vpc-endpoint", ResourceKind::VpcEndpoint},
    {"ec2", "subnet", ResourceKind::Subnet},
    {"ec2", "vpc", ResourceKind::Vpc},
    {"ec2", "security-group", ResourceKind::SecurityGroup},
    {"ec2", "route-table", ResourceKind::RouteTable},
    {"ec2", "network-acl", ResourceKind::NetworkAcl},
    {"ec2", "prefix-list", ResourceKind::PrefixList},
    {"ec2", "internet-gateway", ResourceKind::InternetGateway},
    {"ec2", "egress-only-internet-gateway", ResourceKind::EgressOnlyInternetGateway},
    {"ec2", "vpn-gateway", ResourceKind::VpnGateway},
    {"ec2", "vpc-peering-connection", ResourceKind::VpcPeering},
    {"lambda", "function", ResourceKind::Function},
    {"rds", "db", ResourceKind::Database},
    {"elasticache", "cluster", ResourceKind::Cache},
    {"iam", "role", ResourceKind::Role},
    {"iam", "user", ResourceKind::User},
    {"kafka", "cluster", ResourceKind::Broker},
}};

/// arn:PARTITION:SERVICE:REGION:ACCOUNT:TYPE/NAME or ...:TYPE:NAME[:VERSION]
struct Arn {
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view type;
  std::string_view name;
};

Arn arn_of(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() < 6 || parts[0] != "arn") return {};
  Arn arn{parts[2], parts[3], parts[4], parts[5], {}};
  const bool has_version = parts.size() == 8 && arn.type == "function";
  if (parts.size() == 7 || has_version) {
    arn.name = parts[6];
    return arn;
  }
  if (parts.size() > 6) return {};
  const std::size_t slash = arn.type.find('/');
  if (slash == std::string_view::npos) return {};
  arn.name = arn.type.substr(slash + 1);
  arn.type = arn.type.substr(0, slash);
  return arn;
}

bool agrees(std::string_view a, std::string_view b) { return a.empty() || b.empty() || a == b; }

template <class T>
Ref<Vpc> home_of(const Design& design, const T& resource) {
  if constexpr (std::is_base_of_v<Workload, T>) {
    for (const Ref<NetworkInterface>& interface : resource.interfaces) {
      if (interface.is_known() && design.get(interface).vpc.is_known()) {
        return design.get(interface).vpc;
      }
    }
    return Ref<Vpc>::none();
  } else if constexpr (requires { resource.vpc; }) {
    return resource.vpc;
  } else {
    return Ref<Vpc>::none();
  }
}

/// The nearest candidates, best first.
std::vector<std::string> nearest_few(std::string_view text, std::vector<std::string> candidates) {
  std::vector<std::string> few;
  while (few.size() < kSuggestions) {
    const std::optional<std::string> best = nearest(text, candidates);
    if (!best) break;
    few.push_back(*best);
    candidates.erase(std::find(candidates.begin(), candidates.end(), *best));
  }
  return few;
}

}  // namespace

NameIndex::NameIndex(const Design& design) : design_(&design) {
  add_resources();
  for (std::uint32_t i = 0; i < design.not_modelled.size(); ++i) {
    add(design.not_modelled[i].name, {NamedThing::Source::not_modelled, {}, i});
  }
  for (std::uint32_t i = 0; i < design.left_out.size(); ++i) {
    const LeftOut& row = design.left_out[i];
    // Of some a part alone was left out.
    const bool is_there = any_of(named(row.name), [&](const NamedThing& thing) {
      return thing.source == NamedThing::Source::resource && label(thing) == row.kind;
    });
    if (!is_there) add(row.name, {NamedThing::Source::left_out, {}, i});
  }
  add_tags();
}

void NameIndex::add(const std::string& name, NamedThing thing) {
  if (!name.empty()) by_name_[name].push_back(thing);
}

void NameIndex::add_resources() {
  const auto add_all = [this](const auto& resources, ResourceKind kind) {
    for (std::uint32_t i = 0; i < resources.size(); ++i) {
      const Resource& resource = resources[i];
      add(resource.name, {NamedThing::Source::resource, kind, i});
      if (resource.id != resource.name) add(resource.id, {NamedThing::Source::resource, kind, i});
    }
  };
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  add_all(design_->all<type>(), ResourceKind::type);
#include "model/resource_kinds.def"
#undef RESOURCE
}

void NameIndex::add_tags() {
  const auto add_all = [this](const auto& resources, ResourceKind kind) {
    for (std::uint32_t i = 0; i < resources.size(); ++i) {
      for (const auto& [key, value] : resources[i].tags) {
        const auto [found, is_new] = by_tag_.try_emplace(key + '=' + value);
        if (is_new) tags_.push_back(found->first);
        found->second.push_back({NamedThing::Source::resource, kind, i});
      }
    }
  };
  add_all(design_->all<Instance>(), ResourceKind::Instance);
  add_all(design_->all<Function>(), ResourceKind::Function);
  add_all(design_->all<Database>(), ResourceKind::Database);
  add_all(design_->all<Cache>(), ResourceKind::Cache);
  add_all(design_->all<Service>(), ResourceKind::Service);
  add_all(design_->all<ClientVpnEndpoint>(), ResourceKind::ClientVpnEndpoint);
  add_all(design_->all<LoadBalancer>(), ResourceKind::LoadBalancer);
  add_all(design_->all<NetworkInterface>(), ResourceKind::NetworkInterface);
}

const NameIndex::Things& NameIndex::named(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? kNothing : found->second;
}

const NameIndex::Things& NameIndex::tagged(std::string_view key_and_value) const {
  const auto found = by_tag_.find(std::string(key_and_value));
  return found == by_tag_.end() ? kNothing : found->second;
}

bool NameIndex::is_end(const NamedThing& thing) const {
  if (thing.source != NamedThing::Source::resource) {
    return contains(kEndLabels, label(thing));
  }
  if (thing.kind == ResourceKind::VpcEndpoint) {
    return design_->all<VpcEndpoint>()[thing.index].type != EndpointType::gateway;
  }
  return is_end_kind(thing.kind);
}

NameIndex::Things NameIndex::ends_named(std::string_view name) const {
  Things ends;
  for (const NamedThing& thing : named(name)) {
    if (is_end(thing)) ends.push_back(thing);
  }
  if (ends.size() < 2) return ends;
  std::unordered_set<std::uint64_t> owners;  // never iterated
  const auto key = [](ResourceKind kind, std::uint32_t index) {
    return static_cast<std::uint64_t>(kind) << 32 | index;
  };
  for (const NamedThing& end : ends) {
    if (end.source == NamedThing::Source::resource) owners.insert(key(end.kind, end.index));
  }
  const auto is_implied = [&](const NamedThing& end) {
    if (end.source != NamedThing::Source::resource || end.kind != ResourceKind::NetworkInterface) {
      return false;
    }
    const NetworkInterface& interface = design_->all<NetworkInterface>()[end.index];
    return interface.owned && owners.count(key(interface.owner_kind, interface.owner_index)) > 0;
  };
  ends.erase(std::remove_if(ends.begin(), ends.end(), is_implied), ends.end());
  return ends;
}

std::vector<std::uint32_t> NameIndex::vpcs_named(std::string_view name) const {
  std::vector<std::uint32_t> vpcs;
  for (const NamedThing& thing : named(name)) {
    if (thing.source == NamedThing::Source::resource && thing.kind == ResourceKind::Vpc) {
      vpcs.push_back(thing.index);
    }
  }
  return vpcs;
}

bool NameIndex::is_in(const NamedThing& thing, std::uint32_t vpc) const {
  return thing.source == NamedThing::Source::resource &&
         vpc_of(*design_, thing.kind, thing.index) == Ref<Vpc>(vpc);
}

NameIndex::Things NameIndex::of_kind(std::string_view wanted, std::string_view name) const {
  Things things;
  for (const NamedThing& thing : named(name)) {
    if (label(thing) == wanted) things.push_back(thing);
  }
  return things.empty() ? in_vpcs(name, wanted) : things;
}

/// VPC/NAME; names of VPCs and of what is in them may hold slashes themselves.
NameIndex::Things NameIndex::in_vpcs(std::string_view text, std::string_view wanted) const {
  for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
    const std::vector<std::uint32_t> vpcs = vpcs_named(text.substr(0, at));
    if (vpcs.empty()) continue;
    const std::string_view name = text.substr(at + 1);
    Things things;
    for (const NamedThing& thing : wanted.empty() ? ends_named(name) : named(name)) {
      const bool fits = wanted.empty() || label(thing) == wanted;
      if (fits && any_of(vpcs, [&](std::uint32_t vpc) { return is_in(thing, vpc); })) {
        things.push_back(thing);
      }
    }
    if (!things.empty()) return things;
  }
  return {};
}

NameIndex::Things NameIndex::find(std::string_view text) const {
  Things things = ends_named(text);
  if (!things.empty()) return things;
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return things;
  if (is_kind(text.substr(0, slash))) {
    things = of_kind(text.substr(0, slash), text.substr(slash + 1));
  }
  return things.empty() ? in_vpcs(text, "") : things;
}

NameIndex::Things NameIndex::find_arn(std::string_view text) const {
  const Arn arn = arn_of(text);
  Things things;
  if (arn.name.empty()) return things;
  for (const ArnKind& row : kArnKinds) {
    if (row.service != arn.service || row.type != arn.type) continue;
    for (const NamedThing& thing : named(arn.name)) {
      if (thing.source != NamedThing::Source::resource || thing.kind != row.kind) continue;
      const Resource& resource = resource_of(*design_, thing.kind, thing.index);
      if (agrees(resource.region, arn.region) && agrees(resource.account, arn.account)) {
        things.push_back(thing);
      }
    }
  }
  return things;
}

bool NameIndex::is_kind(std::string_view text) const {
  if (any_of(resource_kind_rows(), [&](const ResourceKindRow& row) { return row.label == text; })) {
    return true;
  }
  return any_of(design_->not_modelled, [&](const NotModelled& row) { return row.kind == text; }) ||
         any_of(design_->left_out, [&](const LeftOut& row) { return row.kind == text; });
}

std::string_view NameIndex::label(const NamedThing& thing) const {
  switch (thing.source) {
    case NamedThing::Source::resource:
      return label_of(thing.kind);
    case NamedThing::Source::not_modelled:
      return design_->not_modelled[thing.index].kind;
    case NamedThing::Source::left_out:
      return design_->left_out[thing.index].kind;
  }
  return {};
}

const std::string& NameIndex::name(const NamedThing& thing) const {
  switch (thing.source) {
    case NamedThing::Source::resource:
      return resource_of(*design_, thing.kind, thing.index).name;
    case NamedThing::Source::not_modelled:
      return design_->not_modelled[thing.index].name;
    case NamedThing::Source::left_out:
      return design_->left_out[thing.index].name;
  }
  return design_->not_modelled[thing.index].name;
}

std::string NameIndex::vpc_name(std::uint32_t vpc) const {
  const Vpc& resource = design_->all<Vpc>()[vpc];
  return vpcs_named(resource.name).size() == 1 ? resource.name : resource.id;
}

/// Texts that may mean the thing, the shortest first.
std::vector<std::string> NameIndex::forms(const NamedThing& thing) const {
  const std::string& own = name(thing);
  const std::string kind = std::string(label(thing)) + '/';
  if (thing.source != NamedThing::Source::resource) return {own, kind + own};
  const std::string& id = resource_of(*design_, thing.kind, thing.index).id;
  if (named(own).size() > kFewOfOneName) return {id, kind + id};
  const Ref<Vpc> vpc = vpc_of(*design_, thing.kind, thing.index);
  if (!vpc.is_known() || thing.kind == ResourceKind::Vpc) return {own, kind + own, id, kind + id};
  const std::string place = vpc_name(vpc.index()) + '/';
  return {own, place + own, kind + own, kind + place + own, id, kind + id};
}

std::string NameIndex::unique_name(const NamedThing& thing) const {
  const Things wanted = {thing};
  if (thing.source != NamedThing::Source::resource && named(name(thing)) == wanted) {
    return name(thing);
  }
  for (const std::string& form : forms(thing)) {
    if (find(form) == wanted) return form;
  }
  return name(thing);
}

std::vector<std::string> NameIndex::end_names(std::string_view wanted,
                                              const std::vector<std::uint32_t>& vpcs) const {
  std::vector<std::string> names;
  std::unordered_set<std::string_view> seen;  // never iterated
  const auto offer = [&](const NamedThing& thing) {
    if (wanted.empty() ? !is_end(thing) : label(thing) != wanted) return;
    const auto is_here = [&](std::uint32_t vpc) { return is_in(thing, vpc); };
    if (!vpcs.empty() && !any_of(vpcs, is_here)) return;
    if (seen.insert(name(thing)).second) names.push_back(name(thing));
  };
  for (const ResourceKindRow& row : resource_kind_rows()) {
    const auto offer_all = [&](const auto& resources) {
      for (std::uint32_t i = 0; i < resources.size(); ++i) {
        offer({NamedThing::Source::resource, row.kind, i});
      }
    };
    switch (row.kind) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  case ResourceKind::type:                                                 \
    offer_all(design_->all<type>());                                       \
    break;
#include "model/resource_kinds.def"
#undef RESOURCE
    }
  }
  for (std::uint32_t i = 0; i < design_->not_modelled.size(); ++i) {
    offer({NamedThing::Source::not_modelled, {}, i});
  }
  return names;
}

/// PLACE/NAME where a kind or VPC near `place` has that name.
std::vector<std::string> NameIndex::near_places(std::string_view place,
                                                std::string_view name) const {
  std::vector<std::string> places;
  for (const ResourceKindRow& row : resource_kind_rows()) places.emplace_back(row.label);
  for (const Vpc& vpc : design_->all<Vpc>()) places.push_back(vpc.name);
  std::vector<std::string> texts;
  for (const std::string& near : nearest_few(place, std::move(places))) {
    std::string text = near + '/' + std::string(name);
    if (!find(text).empty() && !contains(texts, text)) texts.push_back(std::move(text));
  }
  return texts;
}

namespace {

/// "App.Host" and "aws_instance.Host" for "Host": what stands in a nested stack, a module or behind
/// its type.
std::vector<std::string> names_in_stacks(std::string_view text,
                                         const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 3;
  const std::string end = '.' + std::string(text);
  std::vector<std::string> found;
  for (const std::string& name : names) {
    if (found.size() < kMost && name.ends_with(end)) found.push_back(name);
  }
  return found;
}

}  // namespace

std::vector<std::string> NameIndex::suggestions(std::string_view text) const {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    const std::vector<std::string> names = end_names("", {});
    std::vector<std::string> inner = names_in_stacks(text, names);
    return inner.empty() ? nearest_few(text, names) : inner;
  }
  const std::string_view place = text.substr(0, slash);
  const std::string_view rest = text.substr(slash + 1);
  const std::vector<std::uint32_t> vpcs = vpcs_named(place);
  std::vector<std::string> near;
  if (is_kind(place)) {
    near = nearest_few(rest, end_names(place, {}));
  } else if (!vpcs.empty()) {
    near = nearest_few(rest, end_names("", vpcs));
  } else {
    near = near_places(place, rest);
    return near.empty() ? nearest_few(text, end_names("", {})) : near;
  }
  for (std::string& name : near) name.insert(0, std::string(place) + '/');
  return near;
}

std::vector<std::string> NameIndex::tag_suggestions(std::string_view key_and_value) const {
  std::vector<std::string> near = nearest_few(key_and_value, tags_);
  for (std::string& text : near) text.insert(0, "tag:");
  return near;
}

const NameIndex& names_of(const Network& network) {
  if (network.names == nullptr || &network.names->design() != network.design) {
    network.names = std::make_shared<const NameIndex>(*network.design);
  }
  return *network.names;
}

Ref<Vpc> vpc_of(const Design& design, ResourceKind kind, std::uint32_t index) {
  switch (kind) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  case ResourceKind::type:                                                 \
    return home_of(design, design.all<type>()[index]);
#include "model/resource_kinds.def"
#undef RESOURCE
  }
  return Ref<Vpc>::none();
}

}  // namespace canreach
