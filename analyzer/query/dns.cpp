#include "analyzer/query/dns.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "analyzer/network/stand_ins.h"
#include "analyzer/query/cases.h"
#include "analyzer/query/hosted_zones.h"
#include "analyzer/query/name_question.h"
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

std::string place_text(const Network& network, const Vantage& vantage) {
  switch (vantage.kind) {
    case Vantage::Kind::vpc:
      return "VPC " + network.design->all<Vpc>()[vantage.vpc].name;
    case Vantage::Kind::internet:
      return "the internet";
    case Vantage::Kind::on_premises:
      return "a network on premises";
    case Vantage::Kind::nowhere:
      break;
  }
  return "a VPC that is not known";
}

/// An address of a name that the source does not use: it lacks the family, and the name has others.
/// Rule: SY-1.
bool is_left_aside(const Network& network, const EndMember& from, const EndMember& to) {
  const bool is_choice = to.by_dns_name && to.name_has_both_families;
  if (!is_choice || !from.complete || !to.complete) return false;
  const auto has = [&](const EndMember& member, Family family) {
    return has_family(network, member, family);
  };
  const bool has_ipv4 = has(from, Family::ipv4);
  const bool has_ipv6 = has(from, Family::ipv6);
  if (has_ipv4 == has_ipv6) return false;
  const Family own = has_ipv4 ? Family::ipv4 : Family::ipv6;
  const Family lacked = has_ipv4 ? Family::ipv6 : Family::ipv4;
  return has(to, lacked) && !has(to, own);
}

}  // namespace

NameLookup NameQuestion::look_up() {
  result_.shown.name = asked_;
  result_.shown.asked_in = place_text(network_, vantage_);
  ask(asked_);
  finish();
  return std::move(result_);
}

void NameQuestion::note_families() {
  const auto any_has = [&](Family family) {
    return any_of(result_.members,
                  [&](const EndMember& member) { return has_family(network_, member, family); });
  };
  const bool has_both = any_has(Family::ipv4) && any_has(Family::ipv6);
  for (EndMember& member : result_.members) member.name_has_both_families = has_both;
}

void NameQuestion::finish() {
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

void NameQuestion::add_addresses(const EndMember& member) {
  if (member.one_of_hosts) return;
  for (const std::uint32_t face : member.faces) {
    const Face& held = network_.faces[face];
    const bool is_public = member.by_public_address;
    const bool is_known = !is_public || held.public_ip.kind == PublicIp::Kind::address;
    if (is_public && held.public_ip.kind == PublicIp::Kind::none) continue;
    const IpAddress& address = is_public ? held.public_ip.address : held.address;
    if (!is_public && stands_in(network_, held.atom)) {
      result_.shown.addresses.push_back(stand_in_words(network_, held.atom, face));
      continue;
    }
    result_.shown.addresses.push_back(is_known ? address.to_string() : "a public address");
  }
  if (member.faces.empty()) result_.shown.addresses.push_back(member.address.to_string());
}

Hop& NameQuestion::step(std::string component, std::string name, Effect effect, std::string why,
                        const SourceLoc& at) {
  Hop hop;
  hop.component = std::move(component);
  hop.name = std::move(name);
  hop.effect = effect;
  hop.why = std::move(why);
  hop.at = at;
  result_.shown.steps.push_back(std::move(hop));
  return result_.shown.steps.back();
}

void NameQuestion::step(ResourceKind kind, std::uint32_t index, Effect effect, std::string why) {
  const Resource& resource = resource_of(design_, kind, index);
  step(std::string(label_of(kind)), resource.name, effect, std::move(why), resource.at);
}

void NameQuestion::fail(Unresolved why) {
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

void NameQuestion::fail(Reason reason, std::string message) {
  fail({reason, Tri::no, std::move(message), "", {}, kNoIndex, {}});
}

void NameQuestion::fail(Reason reason, ResourceKind kind, std::uint32_t index,
                        std::string message) {
  fail({reason, Tri::no, std::move(message), "", kind, index, {}});
}

void NameQuestion::leave_open(Reason reason, std::string message, std::string supply) {
  fail({reason, Tri::maybe, std::move(message), std::move(supply), {}, kNoIndex, {}});
}

void NameQuestion::leave_open(Reason reason, ResourceKind kind, std::uint32_t index,
                              std::string message, std::string supply) {
  fail({reason, Tri::maybe, std::move(message), std::move(supply), kind, index, {}});
}

void NameQuestion::add(EndMember member, bool by_public_address) {
  member.by_address = true;
  member.by_dns_name = true;
  member.by_public_address = by_public_address;
  result_.members.push_back(std::move(member));
}

void NameQuestion::ask(const std::string& name) {
  if (++questions_ > kMostQuestions) return too_many();
  if (contains(chain_, name)) {
    return fail(Reason::name_not_found, fmt::format("{} leads back to itself", name));
  }
  chain_.push_back(name);
  ask_whoever_answers(name);
  chain_.pop_back();
}

void NameQuestion::ask_whoever_answers(const std::string& name) {
  if (vantage_.kind == Vantage::Kind::nowhere) {
    return leave_open(Reason::unknown_value, "whose resolver is asked is not known",
                      "the VPC of the source");
  }
  if (in_vpc() && !ask_resolver(name)) return;
  if (ask_aws(name)) return;
  if (ask_zones(name, HostedZone::Type::public_zone)) return;
  ask_public(name);
}

void NameQuestion::too_many() {
  if (questions_ > kMostQuestions + 1) return;
  leave_open(Reason::name_not_given,
             fmt::format("{} leads to more names than are followed", asked_),
             "the target by its address, or by its name in the design");
}

bool NameQuestion::ask_resolver(const std::string& name) {
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

void NameQuestion::ask_public(const std::string& name) {
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

void NameQuestion::take_public(const std::string& name) {
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

bool is_known_name(const Network& network, const std::string& name) {
  const Design& design = *network.design;
  const bool in_zone = any_of(design.all<HostedZone>(), [&](const HostedZone& zone) {
    return !zone.domain.empty() && is_in_domain(name, zone.domain);
  });
  return in_zone || host_with_name(design, name) || aws_name_of(name).kind != AwsName::Kind::none;
}

NameLookup look_up(const Network& network, const std::string& name, const EndMember& from) {
  return NameQuestion(network, name, from).look_up();
}

bool is_given_to(const Network& network, const EndMember& from, const EndMember& to) {
  if (to.seen_from && !(*to.seen_from == vantage_of(network, from))) return false;
  return !is_left_aside(network, from, to);
}

}  // namespace canreach
