// What the names give that AWS gives to hosts, databases, load balancers, endpoints and services.
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/name_question.h"
#include "analyzer/query/names.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {

bool NameQuestion::ask_aws(const std::string& name) {
  const AwsName known = aws_name_of(name);
  if (known.kind == AwsName::Kind::private_host || known.kind == AwsName::Kind::no_host) {
    take_private_host(known, name);
    return true;
  }
  if (const std::optional<NamedHost> host = host_with_name(design_, name)) {
    if (host->by_form) assume_form(*host);
    host->exists == Tri::yes ? take_host(*host) : fail_host(*host);
    return true;
  }
  switch (known.kind) {
    case AwsName::Kind::none:
      return false;
    case AwsName::Kind::private_host:
    case AwsName::Kind::no_host:
      break;
    case AwsName::Kind::public_host:
      take_public_host(known.address);
      return true;
    case AwsName::Kind::service:
      if (known.region.empty() && !known.is_listed) return leave_region_open(known, name);
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

bool NameQuestion::leave_region_open(const AwsName& known, const std::string& name) {
  leave_open(Reason::name_not_given,
             fmt::format("{} names no Region: whether {} has such a name is not known", name,
                         known.service),
             "the name with its Region");
  return true;
}

void NameQuestion::fail_host(const NamedHost& host) {
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

void NameQuestion::assume_form(const NamedHost& host) {
  const Resource& resource = resource_of(design_, host.kind, host.index);
  Remark remark;
  remark.reason = Reason::name_by_form;
  remark.component = std::string(label_of(host.kind));
  remark.name = resource.name;
  remark.at = resource.at;
  remark.message = fmt::format(fmt::runtime(row_of(remark.reason).words), escaped(resource.name));
  result_.assumptions.push_back(std::move(remark));
}

Tri NameQuestion::means_private(std::uint32_t vpc) const {
  if (!in_vpc() || vpc == kNoIndex) return Tri::no;
  return vpc == vantage_.vpc ? Tri::yes : peer_resolves(network_, vantage_.vpc, vpc);
}

void NameQuestion::take_host(const NamedHost& host) {
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

void NameQuestion::take_public_or_private(const NamedHost& host, EndMember member) {
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

void NameQuestion::take_private_host(const AwsName& known, const std::string& name) {
  if (!in_vpc()) {
    return fail(Reason::name_not_found,
                fmt::format("{} is a name inside VPCs: nobody else answers for it", name));
  }
  const Tri hostnames = tri(vpc().dns_hostnames, true);
  if (hostnames != Tri::yes) {
    return without_hostnames(vantage_.vpc, hostnames);
  }
  if (known.kind == AwsName::Kind::no_host) return nobody_here(name);
  if (!vpc().region.empty() && known.region != vpc().region) {
    return leave_open(Reason::name_not_given, ResourceKind::Vpc, vantage_.vpc,
                      fmt::format("{} is in {}, whose hosts have other names: what its resolver "
                                  "answers for {} is not known",
                                  escaped(vpc().name), vpc().region, name),
                      "the target by its address, or by its name in the design");
  }
  if (!known.id.empty()) return take_instance(known.id, name);
  if (!network_.vpc_holds(vantage_.vpc, known.address)) return nobody_here(name);
  step(ResourceKind::Vpc, vantage_.vpc, Effect::delivers,
       fmt::format("the name of the host {}", known.address.to_string()));
  take_address(known.address);
}

void NameQuestion::without_hostnames(std::uint32_t index, Tri hostnames) {
  const std::string name = escaped(design_.all<Vpc>()[index].name);
  if (hostnames == Tri::maybe) {
    return leave_open(Reason::unknown_value, ResourceKind::Vpc, index,
                      fmt::format("whether {} has DNS hostnames is not known", name),
                      "the VPC's attribute enableDnsHostnames");
  }
  fail(Reason::name_not_found, ResourceKind::Vpc, index,
       fmt::format("{} has DNS hostnames turned off, so its hosts have no names", name));
}

void NameQuestion::nobody_here(const std::string& name) {
  fail(
      Reason::name_not_found, ResourceKind::Vpc, vantage_.vpc,
      fmt::format("{} is no host of {}, whose resolver knows no other", name, escaped(vpc().name)));
}

/// i-0123.ec2.internal: answered where the instance's options say so, which `dns_name` tells.
/// Source: Amazon EC2 user guide, ec2-instance-naming.  Rule: DNS-3.
void NameQuestion::take_instance(const std::string& id, const std::string& name) {
  for (const NamedThing& thing : names_of(network_).named(id)) {
    const bool is_instance =
        thing.source == NamedThing::Source::resource && thing.kind == ResourceKind::Instance;
    if (!is_instance) continue;
    const Instance& instance = design_.all<Instance>()[thing.index];
    EndMember member = member_of(network_, thing);
    const bool is_elsewhere = member.kind == EndMember::Kind::faces && member.vpc != vantage_.vpc;
    if (instance.id != id || is_elsewhere) continue;
    if (!contains(instance.dns_names, name)) {
      return leave_open(
          Reason::name_not_given, thing.kind, thing.index,
          fmt::format("whether {} is answered, the name by the id of {}, is not known", name,
                      escaped(instance.name)),
          "`dns_name` of the instance, if its resource name has DNS records");
    }
    step(thing.kind, thing.index, Effect::delivers, "its private address");
    return add(std::move(member), false);
  }
  nobody_here(name);
}

void NameQuestion::take_public_host(const IpAddress& address) {
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

void NameQuestion::take_service(const AwsName& known) {
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

bool NameQuestion::has_private_dns(const std::string& service) const {
  return in_vpc() && may_have_private_dns(design_, vantage_.vpc, service);
}

void NameQuestion::show_service(const AwsName& known) {
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

void NameQuestion::show_endpoint(std::uint32_t index) {
  const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[index];
  step(ResourceKind::VpcEndpoint, index, Effect::delivers, "private DNS: its own addresses");
  for (const Ref<NetworkInterface>& interface : endpoint.interfaces) {
    if (!interface.is_known()) continue;
    const Slice& faces = network_.interfaces[interface.index()].faces;
    if (faces.count == 0) continue;
    result_.shown.addresses.push_back(network_.faces[faces.first].address.to_string());
  }
}

}  // namespace canreach
