// What hosted zones and forwarding rules answer, in the VPCs that they serve and in public.
#include <fmt/format.h>

#include <utility>

#include "analyzer/query/hosted_zones.h"
#include "analyzer/query/name_question.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/dns_names.h"

namespace canreach {

bool NameQuestion::ask_zones(const std::string& name, HostedZone::Type wanted) {
  const std::uint32_t index = zone_for(design_, name, wanted, vantage_.vpc, Tri::maybe);
  if (index == kNoIndex) return false;
  const HostedZone& zone = design_.all<HostedZone>()[index];
  const std::size_t before = result_.members.size();
  const bool is_public = zone.type == HostedZone::Type::public_zone;
  const Tri is_wider = is_public ? Tri::no : is_wider_than_names_of_aws(zone, name);
  if (is_wider == Tri::yes) return false;
  if (is_wider == Tri::maybe) {
    leave_open(Reason::name_not_given, ResourceKind::HostedZone, index,
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
  if (!is_public && !has_private_names(zone, index)) {
    if (result_.members.size() > before) return true;
    // Without private zones the longest forwarding rule is asked.
    return ask_zones(name, HostedZone::Type::forwarding);
  }
  if (zone.type == HostedZone::Type::forwarding) {
    leave_open(
        Reason::dns_answer_unknown, ResourceKind::HostedZone, index,
        fmt::format("{} has other servers asked for {}: what they answer is not in the "
                    "input",
                    escaped(zone.name), zone.domain == kRootDomain ? "every name" : zone.domain),
        "the target by its address, or by its name in the design");
    return true;
  }
  take_records(index, name);
  return true;
}

Tri NameQuestion::is_wider_than_names_of_aws(const HostedZone& zone,
                                             const std::string& name) const {
  const AwsName known = aws_name_of(name);
  if (known.domain.size() <= zone.domain.size()) return Tri::no;
  if (known.kind != AwsName::Kind::service) return tri(vpc().dns_hostnames, true);
  if (known.region.empty()) return has_private_dns(known.service) ? Tri::maybe : Tri::no;
  return endpoints_answer(design_, vantage_.vpc, known);
}

bool NameQuestion::has_private_names(const HostedZone& zone, std::uint32_t index) {
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

void NameQuestion::take_records(std::uint32_t index, const std::string& name) {
  const HostedZone& zone = design_.all<HostedZone>()[index];
  if (may_be_delegated(zone, name)) {
    return leave_open(Reason::dns_answer_unknown, ResourceKind::HostedZone, index,
                      fmt::format("a record of {} at or above {} may leave it to other servers: "
                                  "what they answer is not in the input",
                                  escaped(zone.name), name),
                      "the target by its address, or by its name in the design");
  }
  const std::vector<const DnsRecord*> records = records_of(zone, name);
  // A wildcard stands for names that are not there: another record may be of this one.
  const bool is_own = any_of(
      records, [&](const DnsRecord* record) { return record->name == name && !record->is_other; });
  if (!is_own && !zone.records_known) {
    return leave_open(Reason::name_not_given, ResourceKind::HostedZone, index,
                      fmt::format("the records of {} are not all in the input", escaped(zone.name)),
                      "the records of the hosted zone");
  }
  const bool is_there = any_of(
      zone.records, [&](const DnsRecord& record) { return is_in_domain(record.name, name); });
  if (records.empty() && !is_there) {
    return fail(
        Reason::name_not_found, ResourceKind::HostedZone, index,
        fmt::format("{} has no record for {}, and nobody else is asked", escaped(zone.name), name));
  }
  const std::size_t before = result_.members.size();
  for (const DnsRecord* record : records) take_record(index, *record, name);
  if (result_.members.size() > before) return;
  fail(Reason::name_without_address, ResourceKind::HostedZone, index,
       fmt::format("{} has no address for {}", escaped(zone.name), name));
}

void NameQuestion::take_record(std::uint32_t index, const DnsRecord& record,
                               const std::string& name) {
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

void NameQuestion::take_address(const IpAddress& address) {
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

void NameQuestion::leave_open_beside(std::uint32_t zone, const std::string& name) {
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

}  // namespace canreach
