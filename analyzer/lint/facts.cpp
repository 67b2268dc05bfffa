#include "analyzer/lint/facts.h"

#include <utility>

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

bool is_gateway_endpoint(const Design& design, const RouteTarget& target) {
  return design.all<VpcEndpoint>()[target.index].type == EndpointType::gateway;
}

Tri is_attached(const Design& design, const RouteTarget& target, const RouteTable& table) {
  const InternetGateway& gateway = design.all<InternetGateway>()[target.index];
  Reason reason = Reason::none;
  if (gateway.vpc.is_unknown() || table.vpc.is_unknown()) return Tri::maybe;
  return both(tri(gateway.vpc == table.vpc),
              is_working(ResourceKind::InternetGateway, gateway, reason));
}

// Could packets that this target takes go on to an internet gateway?
Tri leads_out(const Design& design, const RouteTarget& target, const RouteTable& table) {
  switch (target.kind) {
    case RouteTarget::Kind::internet_gateway:
      return is_attached(design, target, table);
    case RouteTarget::Kind::vpc_endpoint:
      return is_gateway_endpoint(design, target) ? Tri::no : Tri::maybe;
    case RouteTarget::Kind::network_interface:
    case RouteTarget::Kind::vpn_gateway:
    case RouteTarget::Kind::transit_gateway:
    case RouteTarget::Kind::transit_gateway_attachment:
    case RouteTarget::Kind::not_modelled:
    case RouteTarget::Kind::unknown:
      return Tri::maybe;
    case RouteTarget::Kind::local:
    case RouteTarget::Kind::egress_only_internet_gateway:
    case RouteTarget::Kind::nat_gateway:
    case RouteTarget::Kind::vpc_peering:
    case RouteTarget::Kind::blackhole:
      return Tri::no;
  }
  return Tri::maybe;
}

Tri leads_out(const Design& design, const RouteTable& table) {
  if (table.external) return Tri::maybe;
  Tri result = table.propagating.empty() ? Tri::no : Tri::maybe;
  for (const Route& route : table.routes) {
    Tri out = leads_out(design, route.target, table);
    if (route.state == Route::State::blackhole) out = Tri::no;
    if (route.possible || route.state == Route::State::unknown) out = both(out, Tri::maybe);
    result = either(result, out);
  }
  return result;
}

// A snapshot lists every interface.  A template or plan lists what it makes: something that is not
// modelled, or another stack, may make interfaces with its groups.
bool lists_every_interface(const Design& design) {
  if (!design.is_complete(ResourceKind::NetworkInterface) || !design.left_out.empty()) return false;
  if (!design.is_collected) return design.not_modelled.empty();
  return !any_of(design.not_modelled,
                 [](const NotModelled& thing) { return thing.has_interfaces; });
}

}  // namespace

LintFacts::LintFacts(const Network& network, std::string at)
    : network_(network),
      at_(std::move(at)),
      members_(network.design->all<SecurityGroup>().size()),
      is_named_(network.design->all<SecurityGroup>().size()) {
  for (const RouteTable& table : design().all<RouteTable>()) {
    to_internet_.push_back(leads_out(design(), table));
  }
  find_members();
}

void LintFacts::find_members() {
  members_known_ = lists_every_interface(design());
  has_workloads_.resize(design().all<Vpc>().size());
  const std::vector<NetworkInterface>& interfaces = design().all<NetworkInterface>();
  for (std::uint32_t i = 0; i < interfaces.size(); ++i) {
    members_known_ = members_known_ && interfaces[i].security_groups_known;
    const LintSubject owner = owner_of(i);
    const bool runs = workload_of(design(), owner.kind, owner.index) != nullptr;
    if (runs && interfaces[i].vpc.is_known()) has_workloads_[interfaces[i].vpc.index()] = true;
    for (const Ref<SecurityGroup>& group : interfaces[i].security_groups) {
      if (group.is_known()) members_[group.index()].push_back(i);
      if (group.is_unknown()) members_known_ = false;
    }
  }
  const std::vector<SecurityGroup>& groups = design().all<SecurityGroup>();
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    for (const auto* rules : {&groups[i].ingress, &groups[i].egress}) {
      for (const SecurityGroupRule& rule : *rules) {
        const bool names_other = rule.peer.kind == SecurityGroupPeer::Kind::group &&
                                 rule.peer.group.is_known() && rule.peer.group.index() != i;
        if (names_other) is_named_[rule.peer.group.index()] = true;
      }
    }
  }
}

bool LintFacts::has_no_members(std::uint32_t group) const {
  const SecurityGroup& declared = design().all<SecurityGroup>()[group];
  // A VPC in which nothing runs is made for what others declare.
  const bool is_whole = declared.vpc.is_known() && has_workloads_[declared.vpc.index()] &&
                        !design().get(declared.vpc).external;
  return members_known_ && is_whole && members_[group].empty() && !declared.external &&
         declared.further_vpcs_known;
}

Tri LintFacts::subnet_leads_to_internet(std::uint32_t subnet) const {
  const std::uint32_t table = network_.subnets[subnet].table;
  return table == kNoIndex ? Tri::maybe : leads_to_internet(table);
}

LintSubject LintFacts::owner_of(std::uint32_t interface) const {
  const NetworkInterface& own = design().all<NetworkInterface>()[interface];
  if (own.owned) return {own.owner_kind, own.owner_index};
  return {ResourceKind::NetworkInterface, interface};
}

std::string qualified(const Resource& resource) {
  return resource.scope.empty() ? resource.name : resource.scope + "/" + resource.name;
}

std::string quoted_name(const Resource& resource) { return quoted(qualified(resource)); }

Finding& Findings::add(LintSubject on, std::string subject, std::string message, SourceLoc at) {
  const Resource& resource = resource_of(design_, on.kind, on.index);
  Finding finding;
  finding.rule = rule_;
  finding.component = std::string(label_of(on.kind));
  finding.name = qualified(resource);
  finding.subject = std::move(subject);
  finding.message = std::move(message);
  finding.declared = resource.at;
  finding.at = at.is_somewhere() ? at : resource.at;
  out_.push_back(std::move(finding));
  return out_.back();
}

}  // namespace canreach
