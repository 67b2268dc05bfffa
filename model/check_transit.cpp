#include <map>
#include <utility>
#include <vector>

#include "model/design_checks.h"

// Transit gateways and VPN connections: what belongs together.

namespace canreach {
namespace {

using Attachment = TransitGatewayAttachment;

void refuse(Diagnostics& diagnostics, const Resource& about, std::string what, std::string why) {
  diagnostics.report(DiagnosticKind::transit_gateway, about.at, {std::move(what), std::move(why)});
}

/// One subnet a zone, all of the VPC.  Rule: TGW-1.
void check_subnets(const Design& design, const Attachment& attachment, Diagnostics& diagnostics) {
  std::map<std::string, const Subnet*> by_zone;
  for (const Ref<Subnet> ref : attachment.subnets) {
    if (!ref.is_known()) continue;
    const Subnet& subnet = design.get(ref);
    const bool is_foreign = attachment.attached_vpc.is_known() && subnet.vpc.is_known() &&
                            subnet.vpc != attachment.attached_vpc;
    if (is_foreign) {
      refuse(diagnostics, attachment, described(attachment),
             fmt::format("{} is no subnet of {}", quoted(subnet.name),
                         described(design.get(attachment.attached_vpc))));
    }
    if (subnet.zone.empty()) continue;
    const auto [first, is_new] = by_zone.try_emplace(subnet.zone, &subnet);
    if (is_new) continue;
    refuse(diagnostics, attachment, described(attachment),
           fmt::format("it has one subnet a zone: {} and {} are both in {}",
                       quoted(first->second->name), quoted(subnet.name), quoted(subnet.zone)));
  }
}

/// A transit gateway serves the VPCs of its region.
void check_region(const Design& design, const Attachment& attachment, Diagnostics& diagnostics) {
  if (!attachment.attached_vpc.is_known() || !attachment.gateway.is_known()) return;
  const Vpc& vpc = design.get(attachment.attached_vpc);
  const TransitGateway& gateway = design.get(attachment.gateway);
  if (vpc.region.empty() || gateway.region.empty() || vpc.region == gateway.region) return;
  refuse(diagnostics, attachment, described(attachment),
         fmt::format("{} is in {}, {} in {}", described(vpc), quoted(vpc.region),
                     described(gateway), quoted(gateway.region)));
}

/// A VPC is attached to a transit gateway once.
void check_pairs(const Design& design, Diagnostics& diagnostics) {
  std::map<std::pair<Ref<TransitGateway>, Ref<Vpc>>, const Attachment*> first;
  for (const Attachment& attachment : design.all<Attachment>()) {
    const bool counts = attachment.kind == Attachment::Kind::vpc && attachment.gateway.is_known() &&
                        attachment.attached_vpc.is_known() &&
                        attachment.state == Value<std::string>(std::string());
    if (!counts) continue;
    const auto [place, is_new] =
        first.try_emplace({attachment.gateway, attachment.attached_vpc}, &attachment);
    if (is_new) continue;
    refuse(diagnostics, attachment, described(attachment),
           fmt::format("{} is attached to {} already, by {}",
                       described(design.get(attachment.attached_vpc)),
                       described(design.get(attachment.gateway)), quoted(place->second->name)));
  }
}

/// Rule: TGW-11, and what attachments of other kinds take no part in.
void check_kind(const Attachment& attachment, Diagnostics& diagnostics) {
  if (attachment.kind != Attachment::Kind::peering) return;
  if (attachment.peer.is_known() && attachment.peer == attachment.gateway) {
    refuse(diagnostics, attachment, described(attachment),
           "a transit gateway cannot be peered with itself");
  }
  if (!attachment.propagating.empty() && !attachment.implied) {
    refuse(diagnostics, attachment, described(attachment),
           "a peering propagates nothing: its routes are static");
  }
}

}  // namespace

void check_transit(const Design& design, Diagnostics& diagnostics) {
  for (const Attachment& attachment : design.all<Attachment>()) {
    check_subnets(design, attachment, diagnostics);
    check_region(design, attachment, diagnostics);
    check_kind(attachment, diagnostics);
  }
  check_pairs(design, diagnostics);
}

}  // namespace canreach
