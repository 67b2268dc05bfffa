#include "analyzer/query/dns.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "analyzer/query/aws_names.h"
#include "analyzer/query/cases.h"
#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/hosted_zones.h"
#include "analyzer/query/names.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/dns_names.h"

// Names of DNS: what they give where they are asked.
//
// In a VPC Amazon's resolver is asked, unless the DHCP options name other servers.  The first of
// these that has a say decides:
//
//   1. the private hosted zones and forwarding rules of that VPC, unless names of 2 have a longer
//      domain that holds the name.  A zone that lacks it says so, and nobody else is asked
//   2. names that AWS gives: hosts, databases, load balancers, endpoints, services
//   3. the public zones of the design
//   4. public DNS, of which no design knows anything
//
// Outside every VPC only 2 to 4 answer, with public addresses.  An alias starts over with the name
// that it leads to.  A lookup ends with members as endpoint.h has them: interfaces by their private
// or public addresses, hosts, a service; or with the reason why there is no address.  Cost: one
// pass over zones and records for each alias.

namespace canreach {
namespace {

constexpr int kMostQuestions = 256;  // of one lookup: several records may lead on

std::string vpc_name(const Network& network, std::uint32_t vpc) {
  return network.design->all<Vpc>()[vpc].name;
}

std::string place_text(const Network& network, const Vantage& vantage) {
  switch (vantage.kind) {
    case Vantage::Kind::vpc:
      return "VPC " + vpc_name(network, vantage.vpc);
    case Vantage::Kind::internet:
      return "the internet";
    case Vantage::Kind::on_premises:
      return "a network on premises";
    case Vantage::Kind::nowhere:
      break;
  }
  return "a VPC that is not known";
}

class Lookup {
 public:
  Lookup(const Network& network, const std::string& name, const EndMember& from)
      : network_(network),
        design_(*network.design),
        asked_(name),
        from_(from),
        vantage_(vantage_of(network, from)) {}

  NameLookup look_up() {
    result_.shown.name = asked_;
    result_.shown.asked_in = place_text(network_, vantage_);
    ask(asked_);
    finish();
    return std::move(result_);
  }

 private:
  bool in_vpc() const { return vantage_.kind == Vantage::Kind::vpc; }
  const Vpc& vpc() const { return design_.all<Vpc>()[vantage_.vpc]; }

  /// A source uses the addresses of the families that it has itself.
  void note_families() {
    const auto any_has = [&](Family family) {
      return any_of(result_.members,
                    [&](const EndMember& member) { return has_family(network_, member, family); });
    };
    const bool has_both = any_has(Family::ipv4) && any_has(Family::ipv6);
    for (EndMember& member : result_.members) member.name_has_both_families = has_both;
  }

  void finish() {
    note_families();
    for (EndMember& member : result_.members) {
      member.seen_from = vantage_;
      member.end.name = asked_;
      if (member.kind == EndMember::Kind::faces || member.kind == EndMember::Kind::hosts ||
          member.kind == EndMember::Kind::private_address) {
        add_addresses(member);
      }
    }
    sort_unique(result_.shown.addresses);
    const bool fails = any_of(result_.members, [](const EndMember& member) {
      return member.kind == EndMember::Kind::unresolved && member.unresolved->outcome == Tri::no;
    });
    if (fails) result_.shown.effect = Effect::denies;
    const bool found = all_of(result_.members, [](const EndMember& member) {
      return member.kind != EndMember::Kind::unresolved;
    });
    if (found) result_.shown.effect = Effect::delivers;
  }

  void add_addresses(const EndMember& member) {
    if (member.one_of_hosts) return;
    for (const std::uint32_t face : member.faces) {
      const Face& held = network_.faces[face];
      const bool is_public = member.by_public_address;
      const bool is_known = !is_public || held.public_ip.kind == PublicIp::Kind::address;
      if (is_public && held.public_ip.kind == PublicIp::Kind::none) continue;
      const IpAddress& address = is_public ? held.public_ip.address : held.address;
      result_.shown.addresses.push_back(is_known ? address.to_string() : "a public address");
    }
    if (member.faces.empty()) result_.shown.addresses.push_back(member.address.to_string());
  }

  // What is shown.

  Hop& step(std::string component, std::string name, Effect effect, std::string why,
            const SourceLoc& at = {}) {
    Hop hop;
    hop.component = std::move(component);
    hop.name = std::move(name);
    hop.effect = effect;
    hop.why = std::move(why);
    hop.at = at;
    result_.shown.steps.push_back(std::move(hop));
    return result_.shown.steps.back();
  }

  void step(ResourceKind kind, std::uint32_t index, Effect effect, std::string why) {
    const Resource& resource = resource_of(design_, kind, index);
    step(std::string(label_of(kind)), resource.name, effect, std::move(why), resource.at);
  }

  void fail(Unresolved why) {
    EndMember member;
    member.kind = EndMember::Kind::unresolved;
    member.end = {asked_, "dns-name", ""};
    member.by_address = true;
    const Effect effect = why.outcome == Tri::no ? Effect::denies : Effect::unknown;
    if (why.index != kNoIndex) {
      step(why.component, why.index, effect, why.message);
    } else {
      step("dns-name", asked_, effect, why.message);
    }
    member.unresolved = std::move(why);
    result_.members.push_back(std::move(member));
  }

  void fail(Reason reason, std::string message) {
    fail({reason, Tri::no, std::move(message), "", {}, kNoIndex, {}});
  }

  void fail(Reason reason, ResourceKind kind, std::uint32_t index, std::string message) {
    fail({reason, Tri::no, std::move(message), "", kind, index, {}});
  }

  void leave_open(Reason reason, std::string message, std::string supply) {
    fail({reason, Tri::maybe, std::move(message), std::move(supply), {}, kNoIndex, {}});
  }

  void leave_open(Reason reason, ResourceKind kind, std::uint32_t index, std::string message,
                  std::string supply) {
    fail({reason, Tri::maybe, std::move(message), std::move(supply), kind, index, {}});
  }

  void add(EndMember member, bool by_public_address) {
    member.by_address = true;
    member.by_dns_name = true;
    member.by_public_address = by_public_address;
    result_.members.push_back(std::move(member));
  }

  // Who is asked.

  void ask(const std::string& name) {
    if (++questions_ > kMostQuestions) return too_many();
    if (contains(chain_, name)) {
      return fail(Reason::name_not_found, fmt::format("{} leads back to itself", name));
    }
    chain_.push_back(name);
    ask_whoever_answers(name);
    chain_.pop_back();
  }

  void ask_whoever_answers(const std::string& name) {
    if (vantage_.kind == Vantage::Kind::nowhere) {
      return leave_open(Reason::unknown_value, "whose resolver is asked is not known",
                        "the VPC of the source");
    }
    if (in_vpc() && !ask_resolver(name)) return;
    if (ask_aws(name)) return;
    if (ask_zones(name, HostedZone::Type::public_zone)) return;
    ask_public(name);
  }

  void too_many() {
    if (questions_ > kMostQuestions + 1) return;
    leave_open(Reason::name_not_given,
               fmt::format("{} leads to more names than are followed", asked_),
               "the target by its address, or by its name in the design");
  }

  /// False: it is decided.  Rules: DNS-1, DNS-3, DNS-5.
  bool ask_resolver(const std::string& name) {
    if (!vpc().dns_servers.empty()) {
      const std::string server = vpc().dns_servers.front().to_string();
      leave_open(Reason::dns_answer_unknown, ResourceKind::Vpc, vantage_.vpc,
                 fmt::format("{} is asked, the DNS server of {}: what it answers is not in the "
                             "input",
                             server, escaped(vpc().name)),
                 "the target by its address, or by its name in the design");
      result_.members.back().unresolved->servers = vpc().dns_servers;
      return false;
    }
    if (!vpc().dns_servers_known) {
      leave_open(Reason::dns_answer_unknown, ResourceKind::Vpc, vantage_.vpc,
                 fmt::format("which DNS servers {} has is not known", escaped(vpc().name)),
                 "the DNS servers of the VPC's DHCP options");
      return false;
    }
    if (vpc().dns_support.is_unknown()) {
      leave_open(Reason::unknown_value, ResourceKind::Vpc, vantage_.vpc,
                 fmt::format("whether {} has DNS support is not known", escaped(vpc().name)),
                 "the VPC's attribute enableDnsSupport");
      return false;
    }
    if (!vpc().dns_support.get()) {
      fail(Reason::dns_failure, ResourceKind::Vpc, vantage_.vpc,
           fmt::format("{} has DNS support turned off, so no name resolves", escaped(vpc().name)));
      return false;
    }
    return !ask_zones(name, HostedZone::Type::private_zone);
  }

  // Hosted zones.

  /// True: it is decided.  Rule: DNS-6.
  bool ask_zones(const std::string& name, HostedZone::Type wanted) {
    const std::uint32_t index = zone_for(design_, name, wanted, vantage_.vpc, Tri::maybe);
    if (index == kNoIndex) return false;
    const HostedZone& zone = design_.all<HostedZone>()[index];
    const bool is_public = zone.type == HostedZone::Type::public_zone;
    const Tri is_wider = is_public ? Tri::no : is_wider_than_names_of_aws(zone, name);
    if (is_wider == Tri::yes) return false;
    if (is_wider == Tri::maybe) {
      leave_open(
          Reason::name_not_given, ResourceKind::HostedZone, index,
          fmt::format("whether {} or a longer domain of Amazon's answers for {} is not known",
                      escaped(zone.name), name),
          "the DNS attributes of the VPC, and the endpoint's service and `private_dns`");
      return true;
    }
    if (!is_public && index != zone_for(design_, name, wanted, vantage_.vpc, Tri::yes)) {
      leave_open(Reason::unknown_value, ResourceKind::HostedZone, index,
                 fmt::format("whether {} is associated with {} is not known", escaped(zone.name),
                             escaped(vpc().name)),
                 "the VPCs of the hosted zone");
      return true;
    }
    if (!is_public && !has_private_names(zone, index)) return !result_.members.empty();
    if (zone.type == HostedZone::Type::forwarding) {
      leave_open(Reason::dns_answer_unknown, ResourceKind::HostedZone, index,
                 fmt::format("{} has other servers asked for {}: what they answer is not in the "
                             "input",
                             escaped(zone.name), zone.domain),
                 "the target by its address, or by its name in the design");
      return true;
    }
    take_records(index, name);
    return true;
  }

  /// Hosts and the private DNS of endpoints have domains of their own at Amazon's resolver, which
  /// go before a zone whose domain is shorter.  Rules: DNS-3, IEP-3.
  Tri is_wider_than_names_of_aws(const HostedZone& zone, const std::string& name) const {
    const AwsName known = aws_name_of(name);
    if (known.domain.size() <= zone.domain.size()) return Tri::no;
    if (known.kind != AwsName::Kind::service) return tri(vpc().dns_hostnames, true);
    if (known.region.empty()) return has_private_dns(known.service) ? Tri::maybe : Tri::no;
    return endpoints_answer(design_, vantage_.vpc, known);
  }

  /// Private zones need both DNS attributes of the VPC.  Rule: DNS-3.
  bool has_private_names(const HostedZone& zone, std::uint32_t index) {
    if (zone.type == HostedZone::Type::forwarding) return true;
    const Tri hostnames = tri(vpc().dns_hostnames, true);
    if (hostnames == Tri::yes) return true;
    if (hostnames == Tri::no) {
      step(ResourceKind::HostedZone, index, Effect::denies,
           fmt::format("not asked: {} has DNS hostnames turned off", escaped(vpc().name)));
      zones_are_off_ = true;
      return false;
    }
    leave_open(Reason::unknown_value, ResourceKind::HostedZone, index,
               fmt::format("whether {} has DNS hostnames, which private zones need, is not known",
                           escaped(vpc().name)),
               "the VPC's attribute enableDnsHostnames");
    return false;
  }

  void take_records(std::uint32_t index, const std::string& name) {
    const HostedZone& zone = design_.all<HostedZone>()[index];
    if (may_be_delegated(zone, name)) {
      return leave_open(Reason::dns_answer_unknown, ResourceKind::HostedZone, index,
                        fmt::format("a record of {} at or above {} may leave it to other servers: "
                                    "what they answer is not in the input",
                                    escaped(zone.name), name),
                        "the target by its address, or by its name in the design");
    }
    const std::vector<const DnsRecord*> records = records_of(zone, name);
    if (records.empty() && !zone.records_known) {
      return leave_open(
          Reason::name_not_given, ResourceKind::HostedZone, index,
          fmt::format("the records of {} are not all in the input", escaped(zone.name)),
          "the records of the hosted zone");
    }
    const bool is_there = any_of(
        zone.records, [&](const DnsRecord& record) { return is_in_domain(record.name, name); });
    if (records.empty() && !is_there) {
      return fail(Reason::name_not_found, ResourceKind::HostedZone, index,
                  fmt::format("{} has no record for {}, and nobody else is asked",
                              escaped(zone.name), name));
    }
    const std::size_t before = result_.members.size();
    for (const DnsRecord* record : records) take_record(index, *record, name);
    if (result_.members.size() > before) return;
    fail(Reason::name_without_address, ResourceKind::HostedZone, index,
         fmt::format("{} has no address for {}", escaped(zone.name), name));
  }

  void take_record(std::uint32_t index, const DnsRecord& record, const std::string& name) {
    const HostedZone& zone = design_.all<HostedZone>()[index];
    if (record.is_other) return;
    const auto shown = [&](Effect effect, const std::string& to) {
      step(std::string(label_of(ResourceKind::HostedZone)), zone.name, effect,
           record.name == name ? fmt::format("{} -> {}", name, to)
                               : fmt::format("{} ({}) -> {}", record.name, name, to),
           record.at);
    };
    if (record.leads_to_resource) {
      const std::string& target = resource_of(design_, record.kind, record.index).name;
      shown(Effect::forwards, escaped(target));
      return take_host({record.kind, record.index, "", false, Tri::yes});
    }
    if (!record.leads_to.empty()) {
      shown(Effect::forwards, record.leads_to);
      return ask(record.leads_to);
    }
    for (const IpAddress& address : record.addresses) {
      shown(Effect::delivers, address.to_string());
      take_address(address);
    }
    if (record.known) return;
    leave_open(Reason::name_not_given, ResourceKind::HostedZone, index,
               fmt::format("what {} answers for {} is not known", escaped(zone.name), name),
               fmt::format("the value of the record {}", record.name));
  }

  void take_address(const IpAddress& address) {
    Endpoint beside;
    beside.members.push_back(from_);
    const auto resolved = resolve_endpoint(network_, address.to_string(), &beside);
    if (!resolved) {
      return leave_open(Reason::unknown_value,
                        fmt::format("several VPCs have {}", address.to_string()),
                        "the target as VPC/ADDRESS");
    }
    for (const EndMember& member : resolved->members) {
      EndMember one = member;
      one.by_dns_name = true;
      result_.members.push_back(std::move(one));
    }
  }

  // Names that AWS gives.

  bool ask_aws(const std::string& name) {
    if (const std::optional<NamedHost> host = host_with_name(design_, name)) {
      if (host->by_form) assume_form(*host);
      host->exists == Tri::yes ? take_host(*host) : fail_host(*host);
      return true;
    }
    const AwsName known = aws_name_of(name);
    switch (known.kind) {
      case AwsName::Kind::none:
        return false;
      case AwsName::Kind::private_host:
        take_private_host(known, name);
        return true;
      case AwsName::Kind::public_host:
        take_public_host(known.address);
        return true;
      case AwsName::Kind::service:
        if (!known.is_listed && !has_endpoint(design_, known.service)) break;
        take_service(known);
        return true;
      case AwsName::Kind::other_host:
        break;
    }
    leave_open(Reason::name_not_given,
               fmt::format("{} is a name of AWS's of something that is not in the design", name),
               "`dns_name` of the resource that has it, or the target by its address");
    return true;
  }

  /// A name with an endpoint's id that is none of its names, or perhaps none.  Rule: IEP-5.
  void fail_host(const NamedHost& host) {
    const std::string name = escaped(resource_of(design_, host.kind, host.index).name);
    if (host.exists == Tri::maybe) {
      return leave_open(
          Reason::name_not_given, host.kind, host.index,
          fmt::format("whether {} is one of the names of {} is not known", asked_, name),
          "the endpoint's service, Region and subnets, or the target by its address");
    }
    fail(Reason::name_not_found, host.kind, host.index,
         fmt::format("{} is none of the names of {}: they have its service, its Region and the "
                     "zones of its subnets",
                     asked_, name));
  }

  void assume_form(const NamedHost& host) {
    const Resource& resource = resource_of(design_, host.kind, host.index);
    Remark remark;
    remark.reason = Reason::name_by_form;
    remark.component = std::string(label_of(host.kind));
    remark.name = resource.name;
    remark.at = resource.at;
    remark.message = fmt::format(fmt::runtime(row_of(remark.reason).words), escaped(resource.name));
    result_.assumptions.push_back(std::move(remark));
  }

  /// Does a name whose public records give a public address mean the private one here?  Rules:
  /// DNS-4, SVC-2, SVC-4, PEER-9.
  Tri means_private(std::uint32_t vpc) const {
    if (!in_vpc() || vpc == kNoIndex) return Tri::no;
    return vpc == vantage_.vpc ? Tri::yes : peer_resolves(network_, vantage_.vpc, vpc);
  }

  void take_host(const NamedHost& host) {
    const NamedThing thing{NamedThing::Source::resource, host.kind, host.index};
    EndMember member = member_of(network_, thing);
    if (!host.zone.empty() && !keep_zone(network_, host.zone, member)) {
      return leave_open(Reason::name_not_given, host.kind, host.index,
                        "its address in that zone is not in the input",
                        "the addresses of the endpoint's network interfaces");
    }
    const bool has_faces = member.kind == EndMember::Kind::faces && !member.faces.empty();
    const bool is_balancer = host.kind == ResourceKind::LoadBalancer;
    const bool resolves_publicly = is_balancer || host.kind == ResourceKind::Database;
    const bool has_public =
        has_faces && resolves_publicly && any_of(member.faces, [&](std::uint32_t face) {
          return network_.faces[face].public_ip.kind != PublicIp::Kind::none;
        });
    if (!has_public) {
      step(host.kind, host.index, has_faces ? Effect::delivers : Effect::unknown,
           "its private address, wherever the name is asked");
      return add(std::move(member), false);
    }
    if (is_balancer) {
      step(host.kind, host.index, Effect::delivers,
           "internet-facing: public addresses, inside the VPC, too");
      return add(std::move(member), true);
    }
    take_public_or_private(host, std::move(member));
  }

  void take_public_or_private(const NamedHost& host, EndMember member) {
    const Tri is_private = means_private(member.vpc);
    if (is_private == Tri::maybe) {
      return leave_open(Reason::unknown_value, host.kind, host.index,
                        fmt::format("whether the peering gives private addresses for names of {} "
                                    "is not known",
                                    escaped(resource_of(design_, host.kind, host.index).name)),
                        "`dns_resolution` of the peering, and the DNS attributes of both VPCs");
    }
    const bool is_own = in_vpc() && member.vpc == vantage_.vpc;
    const std::string_view why = is_private == Tri::no ? "its public address: asked outside its VPC"
                                 : is_own              ? "its private address: asked inside its VPC"
                                          : "its private address: the peering resolves names";
    step(host.kind, host.index, Effect::delivers, std::string(why));
    add(std::move(member), is_private == Tri::no);
  }

  /// ip-10-0-1-10.ec2.internal: for hosts of the own VPC alone, with both attributes.  Rule: DNS-3.
  void take_private_host(const AwsName& known, const std::string& name) {
    if (!in_vpc()) {
      return fail(Reason::name_not_found,
                  fmt::format("{} is a name inside VPCs: nobody else answers for it", name));
    }
    const Tri hostnames = tri(vpc().dns_hostnames, true);
    if (hostnames != Tri::yes) {
      return without_hostnames(vantage_.vpc, hostnames);
    }
    if (!known.id.empty()) return take_instance(known.id, name);
    if (!network_.vpc_holds(vantage_.vpc, known.address)) return nobody_here(name);
    step(ResourceKind::Vpc, vantage_.vpc, Effect::delivers,
         fmt::format("the name of the host {}", known.address.to_string()));
    take_address(known.address);
  }

  /// Without DNS hostnames the hosts of a VPC have no names.  Rule: DNS-3.
  void without_hostnames(std::uint32_t index, Tri hostnames) {
    const std::string name = escaped(vpc_name(network_, index));
    if (hostnames == Tri::maybe) {
      return leave_open(Reason::unknown_value, ResourceKind::Vpc, index,
                        fmt::format("whether {} has DNS hostnames is not known", name),
                        "the VPC's attribute enableDnsHostnames");
    }
    fail(Reason::name_not_found, ResourceKind::Vpc, index,
         fmt::format("{} has DNS hostnames turned off, so its hosts have no names", name));
  }

  void nobody_here(const std::string& name) {
    fail(Reason::name_not_found, ResourceKind::Vpc, vantage_.vpc,
         fmt::format("{} is no host of {}, whose resolver knows no other", name,
                     escaped(vpc().name)));
  }

  void take_instance(const std::string& id, const std::string& name) {
    for (const NamedThing& thing : names_of(network_).named(id)) {
      if (thing.source != NamedThing::Source::resource) continue;
      if (thing.kind != ResourceKind::Instance) continue;
      EndMember member = member_of(network_, thing);
      if (member.kind == EndMember::Kind::faces && member.vpc != vantage_.vpc) continue;
      step(thing.kind, thing.index, Effect::delivers, "its private address");
      return add(std::move(member), false);
    }
    nobody_here(name);
  }

  /// ec2-198-51-100-10...: the private address inside the VPC, the public one elsewhere.  Rules:
  /// DNS-3, DNS-4, PEER-9.
  void take_public_host(const IpAddress& address) {
    const std::uint32_t face = network_.face_of_public(address);
    if (face == kNoIndex) {
      step("address", address.to_string(), Effect::delivers, "the address in its name");
      return take_address(address);
    }
    const std::uint32_t interface = network_.faces[face].interface;
    const std::uint32_t home = network_.interfaces[interface].vpc;
    const Tri is_private = means_private(home);
    if (is_private == Tri::maybe) {
      return leave_open(Reason::unknown_value, ResourceKind::NetworkInterface, interface,
                        "whether the peering gives private addresses for names is not known",
                        "`dns_resolution` of the peering, and the DNS attributes of both VPCs");
    }
    const bool has_names =
        home == kNoIndex || tri(design_.all<Vpc>()[home].dns_hostnames, true) != Tri::no;
    if (!has_names) return without_hostnames(home, Tri::no);
    EndMember member = member_at(network_, face, address);
    step(member.owner_kind, member.owner_index, Effect::delivers,
         is_private == Tri::yes ? "its private address: asked inside the VPC"
                                : "its public address: asked outside the VPC");
    add(std::move(member), is_private == Tri::no);
  }

  /// The cases of a service look for its endpoints themselves.  Rules: IEP-3, PUB-1.
  void take_service(const AwsName& known) {
    EndMember member;
    member.kind = EndMember::Kind::service;
    member.end = {asked_, "dns-name", ""};
    member.service = known.service;
    // A name without a Region is served in us-east-1.
    member.service_region = known.region.empty() ? "us-east-1" : known.region;
    if (in_vpc() && vpc().region.empty()) member.service_region.clear();
    member.listens = TrafficSet::ports(kTcp, 443, 443);
    if (known.region.empty() && has_private_dns(known.service)) {
      return leave_open(Reason::name_not_given,
                        fmt::format("whether the private DNS of an endpoint for {} answers for a "
                                    "name without a Region is not known",
                                    known.service),
                        "the name with its Region");
    }
    show_service(known);
    result_.members.push_back(std::move(member));
  }

  bool has_private_dns(const std::string& service) const {
    return in_vpc() && may_have_private_dns(design_, vantage_.vpc, service);
  }

  void show_service(const AwsName& known) {
    const bool is_here = in_vpc() && (vpc().region.empty() || known.region == vpc().region);
    const auto& endpoints = design_.all<VpcEndpoint>();
    for (std::uint32_t i = 0; is_here && i < endpoints.size(); ++i) {
      const VpcEndpoint& endpoint = endpoints[i];
      const bool is_meant = endpoint.type == EndpointType::interface &&
                            endpoint.vpc == Ref<Vpc>(vantage_.vpc) &&
                            endpoint.service == known.service;
      if (!is_meant) continue;
      Tri answers = tri(endpoint.private_dns, true);
      answers = both(answers, tri(vpc().dns_hostnames, true));
      if (answers == Tri::yes) return show_endpoint(i);
      step(ResourceKind::VpcEndpoint, i, answers == Tri::no ? Effect::denies : Effect::unknown,
           answers == Tri::no ? "its private DNS does not answer here"
                              : "whether its private DNS answers here is not known");
    }
    step("service", "service/" + known.service, Effect::delivers,
         "the public addresses of the service");
  }

  void show_endpoint(std::uint32_t index) {
    const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[index];
    step(ResourceKind::VpcEndpoint, index, Effect::delivers, "private DNS: its own addresses");
    for (const Ref<NetworkInterface>& interface : endpoint.interfaces) {
      if (!interface.is_known()) continue;
      const Slice& faces = network_.interfaces[interface.index()].faces;
      if (faces.count == 0) continue;
      result_.shown.addresses.push_back(network_.faces[faces.first].address.to_string());
    }
  }

  // Public DNS, which is not in any design.

  void ask_public(const std::string& name) {
    const std::uint32_t zone = private_zone(design_, name);
    if (vantage_.kind == Vantage::Kind::on_premises && zone != kNoIndex) {
      return leave_open(Reason::dns_answer_unknown,
                        fmt::format("{} is a private name: whether the servers on premises ask a "
                                    "VPC for it is not in the input",
                                    name),
                        "the target by its address, or by its name in the design");
    }
    if (zone != kNoIndex) return leave_open_beside(zone, name);
    if (in_vpc() && !design_.is_complete(ResourceKind::HostedZone)) {
      return leave_open(Reason::not_collected, "the hosted zones were not all collected",
                        "the output of route53 list-hosted-zones, get-hosted-zone and "
                        "list-resource-record-sets");
    }
    take_public(name);
  }

  /// A private zone that is not asked here says nothing of public DNS, where others may have its
  /// domain.  Rule: DNS-6.
  void leave_open_beside(std::uint32_t zone, const std::string& name) {
    const HostedZone& declared = design_.all<HostedZone>()[zone];
    const std::string why =
        zones_are_off_ ? fmt::format("{} has DNS hostnames turned off, which private zones need",
                                     escaped(vpc().name))
                       : fmt::format("{} does not serve {}", escaped(declared.name),
                                     escaped(result_.shown.asked_in));
    leave_open(Reason::name_not_given, ResourceKind::HostedZone, zone,
               fmt::format("{}, and what public DNS answers for {} is not in the input", why, name),
               "a public hosted zone that holds the name, or the target by its address");
  }

  void take_public(const std::string& name) {
    step("dns-name", name, Effect::unknown, "public DNS: a public address, which is not known");
    Remark remark;
    remark.reason = Reason::public_name_assumed;
    remark.component = "dns-name";
    remark.name = name;
    remark.message = fmt::format(fmt::runtime(row_of(remark.reason).words), name);
    result_.assumptions.push_back(std::move(remark));
    EndMember member;
    member.kind = EndMember::Kind::hosts;
    member.end = {asked_, "dns-name", ""};
    member.by_dns_name = true;
    member.one_of_hosts = true;
    std::vector<AddressRange> ipv4;
    for (const AddressRange& range : public_addresses().ranges()) {
      if (range.first.family == Family::ipv4) ipv4.push_back(range);
    }
    member.hosts = AddressSet::of(std::move(ipv4));
    result_.members.push_back(std::move(member));
  }

  const Network& network_;
  const Design& design_;
  std::string asked_;
  const EndMember& from_;
  Vantage vantage_;
  int questions_ = 0;
  bool zones_are_off_ = false;      // private zones that would answer are not asked.  Rule: DNS-3
  std::vector<std::string> chain_;  // the names that are being asked for
  NameLookup result_;
};

}  // namespace

bool is_known_name(const Network& network, const std::string& name) {
  const Design& design = *network.design;
  const bool in_zone = any_of(design.all<HostedZone>(), [&](const HostedZone& zone) {
    return !zone.domain.empty() && is_in_domain(name, zone.domain);
  });
  return in_zone || host_with_name(design, name) || aws_name_of(name).kind != AwsName::Kind::none;
}

NameLookup look_up(const Network& network, const std::string& name, const EndMember& from) {
  return Lookup(network, name, from).look_up();
}

}  // namespace canreach
