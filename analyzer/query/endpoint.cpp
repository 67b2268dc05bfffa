#include "analyzer/query/endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "analyzer/query/aws_names.h"
#include "analyzer/query/dns.h"
#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/hosted_zones.h"
#include "analyzer/query/names.h"
#include "analyzer/query/query_errors.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/dns_names.h"

// What an ENDPOINT's text means.
//
// The readings are tried in one order, and the first that fits counts: the name or id of something
// that sends and receives; the word `internet`; a tag, an ARN; an address or a CIDR block;
// KIND/NAME, service/NAME, VPC/NAME and VPC/ADDRESS; a name of DNS (dns.h); a Name tag.  A text
// that fits none is an error which says what it does name (a security group, say), or what it was
// probably meant to be.
//
// An address belongs to the first of these that has it: an interface or the range of a VPC that the
// other end is in, any interface, a public IP of an interface, the range of any VPC, an on-premises
// network (the longest prefix), the internet.  What two VPCs have in this way is ambiguous.

namespace canreach {

namespace {

using Resolved = tl::expected<Endpoint, QueryError>;

constexpr std::size_t kListed = 8;
constexpr std::size_t kMostEdits = 3;  // that suggestions take for a mistake

Endpoint single(EndMember member) {
  Endpoint endpoint;
  endpoint.end = member.end;
  endpoint.members.push_back(std::move(member));
  return endpoint;
}

/// Addresses that every VPC uses for itself and never forwards to.  Rules: RT-5, DNS-1, IMDS-1.
bool is_link_local(const IpAddress& address) {
  static const std::array<IpPrefix, 3> kBlocks = {IpPrefix::parse("169.254.0.0/16").value(),
                                                  IpPrefix::parse("fd00:ec2::/32").value(),
                                                  IpPrefix::parse("fe80::/10").value()};
  return any_of(kBlocks, [&](const IpPrefix& block) { return block.contains(address); });
}

EndMember address_member(EndMember::Kind kind, const IpAddress& address) {
  EndMember member;
  member.kind = kind;
  member.end = {address.to_string(), "address", address.to_string()};
  member.by_address = true;
  member.address = address;
  member.hosts = address;
  return member;
}

/// Those of the address's owner that may have it: a public database has one address, in which of
/// its subnets is not known.  Rule: SVC-1.
std::vector<std::uint32_t> faces_with_public(const Network& network, const EndMember& member,
                                             const IpAddress& address) {
  const Workload* workload = workload_of(*network.design, member.owner_kind, member.owner_index);
  if (workload == nullptr) return member.faces;
  std::vector<std::uint32_t> faces;
  for (const Ref<NetworkInterface>& interface : workload->interfaces) {
    if (!interface.is_known()) continue;
    const Slice& held = network.interfaces[interface.index()].faces;
    for (std::uint32_t face = held.first; face < held.first + held.count; ++face) {
      if (network.has_public(face, address)) faces.push_back(face);
    }
  }
  return faces;
}

/// Two dots, or a last label that domains on the internet often have.
bool looks_public(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kOften = {
      "com", "org", "net", "io", "dev", "app", "co", "ai", "cloud", "edu", "gov", "info"};
  const std::vector<std::string_view> labels = split(name, '.');
  return labels.size() > 2 || contains(kOften, std::string_view(to_lower(labels.back())));
}

QueryError ambiguous(std::string_view text, std::vector<std::string> meant) {
  std::vector<std::string> some;
  for (const std::string& form : meant) {
    if (some.size() < kListed && !contains(some, quoted(form))) some.push_back(quoted(form));
  }
  std::string list = join(some, " or ");
  if (meant.size() > kListed) list += fmt::format(" or {} others", meant.size() - kListed);
  meant.resize(std::min(meant.size(), kListed));
  return query_error(DiagnosticKind::ambiguous_name,
                     fmt::format("{} is ambiguous: {}", quoted(text), list), std::move(meant));
}

class Resolver {
 public:
  Resolver(const Network& network, const Endpoint* beside)
      : network_(network),
        design_(*network.design),
        index_(names_of(network)),
        beside_(beside),
        beside_vpcs_(vpcs_of(beside)) {}

  Resolved resolve(std::string_view text) const;

 private:
  std::vector<std::uint32_t> vpcs_of(const Endpoint* endpoint) const;
  Resolved one_of(std::string_view text, const NameIndex::Things& things) const;
  Resolved meant_by(std::string_view text, const NamedThing& thing) const;
  Resolved group(std::string_view text, std::string kind, std::vector<EndMember> members) const;
  Resolved tag(std::string_view text) const;
  const EndpointGroup* group_named(std::string_view name) const;
  Resolved declared_group(const EndpointGroup& group) const;
  Resolved arn(std::string_view text) const;
  Resolved service(std::string_view name) const;
  Endpoint asked_of_zones(EndMember member) const;
  static EndMember unlisted_service(EndMember member);
  Resolved address(const IpAddress& address) const;
  Resolved in_vpc(std::uint32_t vpc, const IpAddress& address) const;
  std::vector<std::uint32_t> on_premises_with(const IpAddress& address) const;
  Resolved on_premises(const IpAddress& address, const std::vector<std::uint32_t>& owners) const;
  Resolved block(const IpPrefix& prefix) const;
  Resolved with_slash(std::string_view text) const;
  Resolved by_other_name(std::string_view text) const;
  std::optional<Resolved> dns_name(std::string_view text) const;
  bool was_something_else_meant(std::string_view text) const;
  QueryError not_an_end(std::string_view text, const NamedThing& thing) const;
  QueryError unknown(std::string_view text) const;
  QueryError shared(const IpAddress& address, const std::vector<std::uint32_t>& vpcs) const;
  bool has(std::uint32_t vpc, const IpAddress& address) const;
  std::vector<std::uint32_t> homes_of(const IpAddress& address) const;
  void add_on_premises_parts(const IpPrefix& prefix, std::vector<EndMember>& members) const;

  const Network& network_;
  const Design& design_;
  const NameIndex& index_;
  const Endpoint* beside_;
  std::vector<std::uint32_t> beside_vpcs_;
};

std::vector<std::uint32_t> Resolver::vpcs_of(const Endpoint* endpoint) const {
  std::vector<std::uint32_t> vpcs;
  if (endpoint == nullptr) return vpcs;
  for (const EndMember& member : endpoint->members) {
    for (const std::uint32_t face : member.faces) {
      vpcs.push_back(network_.interfaces[network_.faces[face].interface].vpc);
    }
    if (member.kind == EndMember::Kind::private_address) vpcs.push_back(member.vpc);
  }
  sort_unique(vpcs);
  if (!vpcs.empty() && vpcs.back() == kNoIndex) vpcs.pop_back();
  return vpcs;
}

// Names.

Resolved Resolver::one_of(std::string_view text, const NameIndex::Things& things) const {
  if (things.size() == 1) return meant_by(text, things.front());
  std::vector<std::string> meant;
  for (const NamedThing& thing : things) {
    meant.push_back(meant.size() < kListed ? index_.unique_name(thing) : std::string());
  }
  return tl::unexpected(ambiguous(text, std::move(meant)));
}

Resolved Resolver::meant_by(std::string_view text, const NamedThing& thing) const {
  if (thing.source != NamedThing::Source::resource || index_.is_end(thing)) {
    return single(member_of(network_, thing));
  }
  if (thing.kind == ResourceKind::Vpc) {
    const Extent extent{Extent::Kind::vpc, thing.index, {}};
    return group(index_.unique_name(thing), "vpc", members_inside(network_, extent));
  }
  if (thing.kind == ResourceKind::Subnet) {
    const Extent extent{Extent::Kind::subnet, thing.index, {}};
    return group(index_.unique_name(thing), "subnet", members_inside(network_, extent));
  }
  return tl::unexpected(not_an_end(text, thing));
}

QueryError Resolver::not_an_end(std::string_view text, const NamedThing& thing) const {
  const std::string what = fmt::format("{} is of the kind `{}`", quoted(text), index_.label(thing));
  const bool is_group = thing.kind == ResourceKind::Vpc || thing.kind == ResourceKind::Subnet;
  if (is_group) {
    const std::string form = index_.unique_name(thing);
    return query_error(DiagnosticKind::unknown_name,
                       fmt::format("{}: everything in it is {}", what, quoted(form)), {form});
  }
  if (thing.kind == ResourceKind::VpcEndpoint) {
    const std::string form = "service/" + design_.all<VpcEndpoint>()[thing.index].service;
    return query_error(
        DiagnosticKind::unknown_name,
        fmt::format("{} and a gateway, which has no address: ask for {}", what, quoted(form)),
        {form});
  }
  return query_error(DiagnosticKind::unknown_name,
                     what +
                         ", which sends and receives nothing itself: ask for a workload, a "
                         "network interface, an address, or a group such as `subnet/NAME`",
                     {});
}

QueryError Resolver::unknown(std::string_view text) const {
  const std::size_t slash = text.find('/');
  const std::string_view place = text.substr(0, slash);
  std::string message = "nothing in the design is called " + quoted(text);
  if (slash != std::string_view::npos && index_.is_kind(place)) {
    message = fmt::format("no {} is called {}", place, quoted(text.substr(slash + 1)));
  } else if (slash != std::string_view::npos && !index_.vpcs_named(place).empty()) {
    message = fmt::format("nothing in the VPC {} is called {}", quoted(place),
                          quoted(text.substr(slash + 1)));
  }
  std::vector<std::string> near = index_.suggestions(text);
  const bool may_be_public = text.find('.') != std::string_view::npos &&
                             slash == std::string_view::npos && !dns_name_of(text).empty();
  if (may_be_public && !near.empty() && beside_ != nullptr) {
    message += ", and public DNS is not asked for what is so near to a name of the design";
  }
  return query_error(DiagnosticKind::unknown_name, std::move(message), std::move(near));
}

Resolved Resolver::arn(std::string_view text) const {
  const NameIndex::Things things = index_.find_arn(text);
  if (!things.empty()) return one_of(text, things);
  return tl::unexpected(query_error(DiagnosticKind::unknown_name,
                                    "nothing in the design that sends or receives traffic has the "
                                    "ARN " +
                                        quoted(text),
                                    {}));
}

/// What is asked for when no other reading fits: a Name tag, or an explanation.
Resolved Resolver::by_other_name(std::string_view text) const {
  NameIndex::Things others;
  for (const NamedThing& thing : index_.named(text)) {
    if (thing.source != NamedThing::Source::resource) {
      others.push_back(thing);
    } else {
      return tl::unexpected(not_an_end(text, thing));
    }
  }
  if (!others.empty()) return one_of(text, others);
  const NameIndex::Things& tagged = index_.tagged("Name=" + std::string(text));
  if (!tagged.empty()) return one_of(text, tagged);
  return tl::unexpected(unknown(text));
}

/// Is a name of DNS that nobody has probably one of the design's?  That it begins with one says
/// little of a name on the internet: api.stripe.com is not `api`, unless the rest is of the design
/// too.
bool Resolver::was_something_else_meant(std::string_view text) const {
  const std::vector<std::string> near = index_.suggestions(text);
  if (near.empty() || !looks_public(text)) return !near.empty();
  return any_of(near, [&](const std::string& name) {
    const bool is_beginning = text.size() > name.size() + kMostEdits &&
                              to_lower(text.substr(0, name.size())) == to_lower(name);
    if (!is_beginning) return true;
    const std::string_view rest = text.substr(name.size() + 1);
    const bool is_label = text[name.size()] == '.';
    return is_label &&
           (!index_.named(rest).empty() || !index_.tagged("Name=" + std::string(rest)).empty());
  });
}

/// A name of DNS, asked wherever the other end is; none: it is no such name.  What the design does
/// not know is one only when nothing is near that may have been meant.
std::optional<Resolved> Resolver::dns_name(std::string_view text) const {
  const std::string name = dns_name_of(text);
  const bool has_form = name.find('.') != std::string::npos && name.front() != '*';
  if (!has_form || !index_.named(text).empty()) return std::nullopt;
  const bool is_known = is_known_name(network_, name);
  if (!is_known && was_something_else_meant(text)) return std::nullopt;
  if (beside_ == nullptr) {
    if (!is_known) return std::nullopt;
    return tl::unexpected(query_error(
        DiagnosticKind::invalid_request,
        fmt::format("{} is a name of DNS, which is asked from a source: only a target may be one",
                    quoted(text))));
  }
  Endpoint endpoint;
  endpoint.end = {name, "dns-name", ""};
  std::vector<Vantage> asked;
  for (const EndMember& from : beside_->members) {
    const Vantage vantage = vantage_of(network_, from);
    if (contains(asked, vantage)) continue;
    asked.push_back(vantage);
    NameLookup lookup = look_up(network_, name, from);
    for (EndMember& member : lookup.members) endpoint.members.push_back(std::move(member));
    for (Remark& remark : lookup.assumptions) endpoint.assumptions.push_back(std::move(remark));
    endpoint.names.push_back(std::move(lookup.shown));
  }
  const bool is_one = endpoint.names.size() == 1 && endpoint.names.front().addresses.size() == 1;
  if (is_one) endpoint.end.address = endpoint.names.front().addresses.front();
  return endpoint;
}

Resolved Resolver::with_slash(std::string_view text) const {
  const NameIndex::Things things = index_.find(text);
  if (!things.empty()) return one_of(text, things);
  const std::size_t slash = text.find('/');
  const std::string_view place = text.substr(0, slash);
  const std::string_view rest = text.substr(slash + 1);
  if (place == "service") return service(rest);
  const std::vector<std::uint32_t> vpcs = index_.vpcs_named(place);
  const Result<IpAddress> address = IpAddress::parse(rest);
  if (address && vpcs.size() == 1) return in_vpc(vpcs.front(), *address);
  if (vpcs.empty() && index_.named(text).empty() && !index_.ends_named(place).empty()) {
    return tl::unexpected(
        query_error(DiagnosticKind::invalid_request,
                    fmt::format("{} names a part of {}, which only `can` asks for", quoted(text),
                                quoted(place)),
                    {std::string(place)}));
  }
  return by_other_name(text);
}

// Groups.

Resolved Resolver::group(std::string_view text, std::string kind,
                         std::vector<EndMember> members) const {
  if (members.empty()) {
    return tl::unexpected(
        query_error(DiagnosticKind::unknown_name, "no workload is in " + quoted(text), {}));
  }
  Endpoint endpoint;
  endpoint.end = {std::string(text), std::move(kind), ""};
  endpoint.is_group = true;
  endpoint.members = std::move(members);
  return endpoint;
}

const EndpointGroup* Resolver::group_named(std::string_view name) const {
  for (const EndpointGroup& one : design_.spec.groups) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

/// All that the group's members mean, and those of groups among them; each end once.
Resolved Resolver::declared_group(const EndpointGroup& declared) const {
  std::vector<EndMember> members;
  std::set<std::pair<ResourceKind, std::uint32_t>> seen;
  std::set<std::string_view> entered = {declared.name};
  std::vector<std::string_view> open(declared.members.rbegin(), declared.members.rend());
  while (!open.empty()) {
    const std::string_view text = open.back();
    open.pop_back();
    const EndpointGroup* inner = group_named(text);
    if (inner != nullptr && index_.ends_named(text).empty()) {
      if (!entered.insert(inner->name).second) continue;
      open.insert(open.end(), inner->members.rbegin(), inner->members.rend());
      continue;
    }
    Resolved part = resolve(text);
    if (!part) return part;
    for (EndMember& member : part->members) {
      if (member.owned && !seen.insert({member.owner_kind, member.owner_index}).second) continue;
      members.push_back(std::move(member));
    }
  }
  return group(declared.name, "group", std::move(members));
}

Resolved Resolver::tag(std::string_view text) const {
  const std::string_view key_and_value = text.substr(std::string_view("tag:").size());
  if (key_and_value.find('=') == std::string_view::npos) {
    return tl::unexpected(query_error(DiagnosticKind::invalid_request,
                                      quoted(text) + ": a tag is written `tag:KEY=VALUE`", {}));
  }
  std::vector<EndMember> members = members_tagged(network_, key_and_value);
  if (!members.empty()) return group(text, "group", std::move(members));
  return tl::unexpected(
      query_error(DiagnosticKind::unknown_name,
                  "no workload and no network interface has the tag " + quoted(key_and_value),
                  index_.tag_suggestions(key_and_value)));
}

void Resolver::add_on_premises_parts(const IpPrefix& prefix,
                                     std::vector<EndMember>& members) const {
  for (std::uint32_t i = 0; i < design_.all<OnPremisesNetwork>().size(); ++i) {
    EndMember member =
        member_of(network_, {NamedThing::Source::resource, ResourceKind::OnPremisesNetwork, i});
    const AddressSet part = member.hosts & AddressSet(prefix);
    if (part.empty() && member.complete) continue;
    if (part.empty()) member.kind = EndMember::Kind::no_address;
    member.hosts = part;
    members.push_back(std::move(member));
  }
}

Resolved Resolver::block(const IpPrefix& prefix) const {
  std::vector<EndMember> members =
      members_inside(network_, {Extent::Kind::prefix, kNoIndex, prefix});
  add_on_premises_parts(prefix, members);
  EndMember outside;
  outside.kind = EndMember::Kind::hosts;
  outside.end = {prefix.to_string(), "cidr", ""};
  outside.by_address = true;
  outside.hosts = (AddressSet(prefix) & addresses_outside(network_)) -
                  known_blocks(design_.all<OnPremisesNetwork>());
  if (!outside.hosts.empty()) members.push_back(std::move(outside));
  return group(prefix.to_string(), "cidr", std::move(members));
}

// Addresses.

bool Resolver::has(std::uint32_t vpc, const IpAddress& address) const {
  return network_.face_at(vpc, address) != kNoIndex || network_.vpc_holds(vpc, address);
}

/// The VPCs that the address may be meant in.  kNoIndex: an interface whose VPC is not known.
std::vector<std::uint32_t> Resolver::homes_of(const IpAddress& address) const {
  std::vector<std::uint32_t> homes;
  for (const std::uint32_t vpc : beside_vpcs_) {
    if (has(vpc, address)) homes.push_back(vpc);
  }
  if (!homes.empty()) return homes;
  const auto count = static_cast<std::uint32_t>(network_.vpcs.size());
  for (std::uint32_t vpc = 0; vpc < count; ++vpc) {
    if (network_.face_at(vpc, address) != kNoIndex) homes.push_back(vpc);
  }
  if (network_.face_at(kNoIndex, address) != kNoIndex) homes.push_back(kNoIndex);
  if (!homes.empty() || network_.face_of_public(address) != kNoIndex) return homes;
  for (std::uint32_t vpc = 0; vpc < count; ++vpc) {
    if (network_.vpc_holds(vpc, address)) homes.push_back(vpc);
  }
  return homes;
}

QueryError Resolver::shared(const IpAddress& address,
                            const std::vector<std::uint32_t>& vpcs) const {
  std::vector<std::string> meant;
  for (const std::uint32_t vpc : vpcs) {
    if (vpc == kNoIndex) {
      const std::uint32_t interface = network_.faces[network_.face_at(vpc, address)].interface;
      meant.push_back(index_.unique_name(
          {NamedThing::Source::resource, ResourceKind::NetworkInterface, interface}));
      continue;
    }
    const Vpc& resource = design_.all<Vpc>()[vpc];
    const bool is_unique = index_.vpcs_named(resource.name).size() == 1;
    meant.push_back((is_unique ? resource.name : resource.id) + '/' + address.to_string());
  }
  return ambiguous(address.to_string(), std::move(meant));
}

Resolved Resolver::in_vpc(std::uint32_t vpc, const IpAddress& address) const {
  const std::uint32_t face = network_.face_at(vpc, address);
  if (face != kNoIndex) return single(member_at(network_, face, address));
  if (!has(vpc, address) && network_.vpcs[vpc].ranges_known) {
    return tl::unexpected(
        query_error(DiagnosticKind::unknown_name,
                    fmt::format("{} is no address of the VPC {}", quoted(address.to_string()),
                                quoted(design_.all<Vpc>()[vpc].name)),
                    {}));
  }
  EndMember member = address_member(EndMember::Kind::private_address, address);
  member.vpc = vpc;
  return single(std::move(member));
}

/// The on-premises networks whose longest prefix holds the address.
std::vector<std::uint32_t> Resolver::on_premises_with(const IpAddress& address) const {
  int longest = 0;
  std::vector<std::uint32_t> owners;
  const auto& networks = design_.all<OnPremisesNetwork>();
  for (std::uint32_t i = 0; i < networks.size(); ++i) {
    for (const Value<IpPrefix>& cidr : networks[i].cidrs) {
      if (cidr.is_unknown() || !cidr.get().contains(address)) continue;
      if (cidr.get().length() > longest) owners.clear();
      if (cidr.get().length() >= longest && !contains(owners, i)) owners.push_back(i);
      longest = std::max(longest, cidr.get().length());
    }
  }
  return owners;
}

Resolved Resolver::on_premises(const IpAddress& address,
                               const std::vector<std::uint32_t>& owners) const {
  if (owners.size() > 1) {
    std::vector<std::string> meant;
    for (const std::uint32_t owner : owners) {
      meant.push_back(design_.all<OnPremisesNetwork>()[owner].name);
    }
    return tl::unexpected(ambiguous(address.to_string(), std::move(meant)));
  }
  EndMember member = address_member(EndMember::Kind::on_premises, address);
  member.on_premises = owners.front();
  member.owned = true;
  member.owner_kind = ResourceKind::OnPremisesNetwork;
  member.owner_index = owners.front();
  return single(std::move(member));
}

Resolved Resolver::address(const IpAddress& address) const {
  if (is_link_local(address)) {
    return single(address_member(EndMember::Kind::private_address, address));
  }
  const std::vector<std::uint32_t> homes = homes_of(address);
  if (homes.size() > 1) return tl::unexpected(shared(address, homes));
  if (homes.size() == 1) return in_vpc(homes.front(), address);
  const std::uint32_t face = network_.face_of_public(address);
  if (face != kNoIndex) {
    EndMember member = member_at(network_, face, address);
    member.by_public_address = true;
    if (member.owned) member.faces = faces_with_public(network_, member, address);
    return single(std::move(member));
  }
  const std::vector<std::uint32_t> owners = on_premises_with(address);
  if (!owners.empty()) return on_premises(address, owners);
  const bool is_public = public_addresses().contains(address);
  return single(address_member(
      is_public ? EndMember::Kind::hosts : EndMember::Kind::private_address, address));
}

// Services and the rest.

Resolved Resolver::service(std::string_view name) const {
  EndMember member;
  member.kind = EndMember::Kind::service;
  member.end = {"service/" + std::string(name), "service", ""};
  member.listens = TrafficSet::ports(kTcp, 443, 443);
  std::string_view rest = name;
  for (const std::string_view prefix : {"com.amazonaws.", "cn.com.amazonaws."}) {
    if (!name.starts_with(prefix)) continue;
    rest = name.substr(prefix.size());
    const std::size_t dot = rest.find('.');
    member.service_region = rest.substr(0, dot);
    rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
  }
  member.service = endpoint_service_of(rest);
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
  const bool is_valid = !rest.empty() && rest.find_first_not_of(kAllowed) == std::string_view::npos;
  const bool is_private = name.find("vpce-svc-") != std::string_view::npos;
  const bool is_listed = is_listed_service(rest) || has_endpoint(design_, member.service);
  if (is_valid && !is_private && is_listed) return asked_of_zones(std::move(member));
  if (is_valid && !is_private && rest != name) return single(unlisted_service(std::move(member)));
  std::vector<std::string> suggestions;
  if (const std::optional<std::string> near = nearest_service(rest)) {
    suggestions.push_back("service/" + *near);
  }
  return tl::unexpected(
      query_error(DiagnosticKind::unknown_name,
                  fmt::format("no AWS service is called {}: expected a short name such as `s3`, or "
                              "`com.amazonaws.REGION.NAME`",
                              quoted(name)),
                  suggestions));
}

/// A client asks for the service by its name, and a private zone of its VPC, or a forwarding rule,
/// goes before what AWS answers.  Rules: DNS-6, IEP-10.
Endpoint Resolver::asked_of_zones(EndMember member) const {
  Endpoint endpoint = single(member);
  if (beside_ == nullptr) return endpoint;
  std::vector<Vantage> asked;
  std::vector<EndMember> members;
  for (const EndMember& from : beside_->members) {
    const Vantage vantage = vantage_of(network_, from);
    if (contains(asked, vantage)) continue;
    asked.push_back(vantage);
    member.seen_from = vantage;
    const bool is_in_vpc = vantage.kind == Vantage::Kind::vpc;
    const std::string own = is_in_vpc ? design_.all<Vpc>()[vantage.vpc].region : std::string();
    const std::string& region = member.service_region.empty() ? own : member.service_region;
    const std::string name = name_of_service(member.service, region);
    const bool has_zone = is_in_vpc && !region.empty() &&
                          zone_for(design_, name, HostedZone::Type::private_zone, vantage.vpc,
                                   Tri::maybe) != kNoIndex;
    if (!has_zone) {
      members.push_back(member);
      continue;
    }
    NameLookup lookup = look_up(network_, name, from);
    for (EndMember& given : lookup.members) {
      given.end.name = member.end.name;
      members.push_back(std::move(given));
    }
    for (Remark& remark : lookup.assumptions) endpoint.assumptions.push_back(std::move(remark));
    endpoint.names.push_back(std::move(lookup.shown));
  }
  if (!endpoint.names.empty()) endpoint.members = std::move(members);
  return endpoint;
}

/// A whole name of a service that may be newer than the list of them.
EndMember Resolver::unlisted_service(EndMember member) {
  member.kind = EndMember::Kind::unresolved;
  member.unresolved.emplace();
  member.unresolved->reason = Reason::name_not_given;
  member.unresolved->message =
      fmt::format("whether AWS has a service {} is not known", escaped(member.service));
  member.unresolved->supply = "an endpoint for it, or the target by its address";
  return member;
}

Resolved Resolver::resolve(std::string_view text) const {
  if (text.empty()) {
    return tl::unexpected(query_error(DiagnosticKind::invalid_request,
                                      "an end is missing: expected a name, an address or "
                                      "`internet`",
                                      {}));
  }
  const NameIndex::Things ends = index_.ends_named(text);
  if (!ends.empty()) return one_of(text, ends);
  if (text == "internet") return single(internet_member(network_));
  if (const EndpointGroup* declared = group_named(text)) return declared_group(*declared);
  if (text.starts_with("tag:")) return tag(text);
  if (text.starts_with("arn:")) return arn(text);
  if (text.find("://") != std::string_view::npos) return tl::unexpected(data_target(text));
  const bool in_brackets = text.size() > 2 && text.front() == '[' && text.back() == ']';
  const std::string_view plain = in_brackets ? text.substr(1, text.size() - 2) : text;
  if (const Result<IpAddress> parsed = IpAddress::parse(plain)) return address(*parsed);
  const Result<IpPrefix> prefix = IpPrefix::parse(plain);
  if (prefix) return block(*prefix);
  if (looks_like_address(plain) && index_.named(text).empty()) {
    return tl::unexpected(malformed_address(plain));
  }
  if (text.find('/') != std::string_view::npos) return with_slash(text);
  if (const std::optional<Resolved> name = dns_name(text)) return *name;
  return by_other_name(text);
}

}  // namespace

tl::expected<Endpoint, QueryError> resolve_endpoint(const Network& network, std::string_view text,
                                                    const Endpoint* beside) {
  return Resolver(network, beside).resolve(text);
}

}  // namespace canreach
