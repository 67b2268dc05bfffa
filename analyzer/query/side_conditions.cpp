#include "analyzer/query/side_conditions.h"

#include <fmt/format.h>

#include "analyzer/query/relay.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

std::uint32_t vpc_of_face(const Network& network, std::uint32_t face) {
  return face == kNoIndex ? kNoIndex : network.interfaces[network.faces[face].interface].vpc;
}

/// The VPCs at whose interfaces the flow begins and ends.
std::vector<std::uint32_t> vpcs_of(const Network& network, const Case& made) {
  std::vector<std::uint32_t> vpcs;
  for (const std::uint32_t face :
       {made.ends.source.face, made.ends.destination.face, made.ends.target_face}) {
    const std::uint32_t vpc = vpc_of_face(network, face);
    if (vpc != kNoIndex && !contains(vpcs, vpc)) vpcs.push_back(vpc);
  }
  return vpcs;
}

bool may_enforce(const Vpc& vpc) {
  return vpc.encryption_control.is_unknown() ||
         vpc.encryption_control.get() == EncryptionControl::enforce;
}

TrafficSet pings() {
  return TrafficSet::icmp(kIcmp, 8, std::nullopt) | TrafficSet::icmp(kIcmpv6, 128, std::nullopt);
}

/// The application load balancer whose node is the target, or nullptr.
const LoadBalancer* application_balancer(const Network& network, const Case& made) {
  const std::uint32_t face = made.ends.target_face;
  if (face == kNoIndex) return nullptr;
  const CompiledInterface& interface = network.interfaces[network.faces[face].interface];
  if (interface.owner_index == kNoIndex) return nullptr;
  if (interface.owner_kind != ResourceKind::LoadBalancer) return nullptr;
  const LoadBalancer& balancer = network.design->all<LoadBalancer>()[interface.owner_index];
  return balancer.type == "application" ? &balancer : nullptr;
}

template <class T>
Remark remark_about(Reason reason, const T& resource, std::string supply) {
  Remark remark;
  remark.reason = reason;
  remark.component = std::string(label_of(kind_of<T>()));
  remark.name = resource.name;
  remark.at = resource.at;
  remark.message = fmt::format(fmt::runtime(row_of(reason).words), escaped(resource.name));
  remark.supply = std::move(supply);
  return remark;
}

}  // namespace

std::vector<Remark> open_conditions_of(const Network& network, const Case& made,
                                       const TrafficSet& asked) {
  std::vector<Remark> remarks;
  if (!made.subject.empty()) return remarks;
  for (const std::uint32_t index : vpcs_of(network, made)) {
    const Vpc& vpc = network.design->all<Vpc>()[index];
    if (!may_enforce(vpc)) continue;
    remarks.push_back(remark_about(Reason::encryption_enforced, vpc,
                                   "`encryption_control: monitor`, where it is not enforced"));
  }
  const LoadBalancer* balancer = application_balancer(network, made);
  if (balancer != nullptr && pings().contains(asked)) {
    remarks.push_back(remark_about(Reason::balancer_ping, *balancer, "a port of a listener"));
  }
  return remarks;
}

TrafficSet open_traffic_of(const Network& network, const Case& made) {
  if (!made.subject.empty()) return {};
  const bool enforces = any_of(vpcs_of(network, made), [&](std::uint32_t index) {
    return may_enforce(network.design->all<Vpc>()[index]);
  });
  if (enforces) return TrafficSet::all();
  return application_balancer(network, made) != nullptr ? pings() : TrafficSet();
}

std::vector<std::string> needs_of(const Network& network, const EndMember& member) {
  if (!member.owned || member.owner_kind != ResourceKind::Service) return {};
  return network.design->all<Service>()[member.owner_index].needs;
}

}  // namespace canreach
