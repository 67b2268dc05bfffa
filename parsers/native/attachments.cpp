// Interfaces that stand in `network_interfaces` and belong to something: the further ones of an
// instance, or all of what has them from elsewhere (a snapshot shows interfaces with ids of their
// own, and functions that share them).
#include <utility>

#include "base/algorithm.h"
#include "parsers/native/readers.h"

namespace canreach {
namespace {

using Interfaces = std::vector<Ref<NetworkInterface>>;

template <class T>
Interfaces* interfaces_in(T& owner) {
  if constexpr (requires { owner.interfaces; }) {
    return &owner.interfaces;
  } else {
    return nullptr;
  }
}

/// The list of the kinds that have one, else nullptr.
Interfaces* interfaces_of(Design& design, ResourceKind kind, std::uint32_t index) {
  switch (kind) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  case ResourceKind::type:                                                 \
    return interfaces_in(design.all<type>()[index]);
#include "model/resource_kinds.def"
#undef RESOURCE
  }
  return nullptr;
}

/// A further interface of which nothing is known but its VPC.
NetworkInterface unknown_interface(const Design& design, const Attachment& attachment,
                                   const Interfaces& others) {
  const Resource& owner = resource_of(design, attachment.kind, attachment.index);
  NetworkInterface interface;
  interface.name = owner.name;
  interface.id = owner.id;
  interface.vpc = others.empty() ? Ref<Vpc>::unknown() : design.get(others.front()).vpc;
  if (!others.empty()) interface.scope = design.get(others.front()).scope;
  interface.subnet = Ref<Subnet>::unknown();
  interface.account = owner.account;
  interface.region = owner.region;
  interface.at = owner.at;
  interface.addresses_known = false;
  interface.security_groups_known = false;
  interface.source_dest_check = kUnknown;
  interface.owned = true;
  interface.owner_kind = attachment.kind;
  interface.owner_index = attachment.index;
  return interface;
}

/// AWS alone makes the interfaces of NAT gateways and endpoints, whatever is written of them.
void become_part(const Design& design, const Attachment& attachment, NetworkInterface& interface) {
  const bool is_made =
      attachment.kind == ResourceKind::NatGateway || attachment.kind == ResourceKind::VpcEndpoint;
  if (!is_made || interface.type != NetworkInterface::Type::ordinary) return;
  interface.type = interface_type_of(design, attachment.kind, attachment.index);
  if (interface.type == NetworkInterface::Type::nat_gateway) interface.source_dest_check = false;
  if (!has_default_groups(interface.type) && interface.security_groups.empty()) {
    interface.has_security_groups = false;
  }
}

/// AWS shares the interfaces of functions; the first one that names it owns it.  False after a
/// report.
bool take(NativeContext& context, const SyntaxNode& element, const Attachment& attachment,
          NetworkInterface& interface) {
  const bool is_shared =
      attachment.kind == ResourceKind::Function && interface.owner_kind == ResourceKind::Function;
  if (interface.owned && !is_shared) {
    context.conflict(element.at(),
                     called(ResourceKind::NetworkInterface, interface) + " is attached twice");
    return false;
  }
  if (interface.owned) return true;
  interface.owned = true;
  interface.owner_kind = attachment.kind;
  interface.owner_index = attachment.index;
  become_part(context.design, attachment, interface);
  return true;
}

void add(NativeContext& context, const Attachment& attachment, Ref<NetworkInterface> ref) {
  Design& design = context.design;
  if (attachment.kind == ResourceKind::NatGateway) {
    design.all<NatGateway>()[attachment.index].interface = ref;
    return;
  }
  Interfaces* interfaces = interfaces_of(design, attachment.kind, attachment.index);
  if (interfaces != nullptr && !contains(*interfaces, ref)) interfaces->push_back(ref);
}

Interfaces interfaces_so_far(Design& design, const Attachment& attachment) {
  const Interfaces* interfaces = interfaces_of(design, attachment.kind, attachment.index);
  return interfaces == nullptr ? Interfaces() : *interfaces;
}

void attach(NativeContext& context, const Attachment& attachment) {
  for (const SyntaxNode* element : elements_of(*attachment.interfaces)) {
    if (says_unknown(*element)) {
      const Interfaces others = interfaces_so_far(context.design, attachment);
      const NetworkInterface unknown = unknown_interface(context.design, attachment, others);
      add(context, attachment, context.design.add(unknown));
      continue;
    }
    const Ref<NetworkInterface> ref = read_ref<NetworkInterface>(context, *element, "");
    if (!ref.is_known()) continue;
    if (take(context, *element, attachment, context.design.get(ref))) {
      add(context, attachment, ref);
    }
  }
}

template <class T>
void set_home(Design& design, T& owner) {
  if constexpr (requires {
                  owner.interfaces;
                  owner.listens;
                }) {
    if (!owner.account.empty() || owner.interfaces.empty()) return;
    const NetworkInterface& first = design.get(owner.interfaces.front());
    owner.account = first.account;
    owner.region = first.region;
  }
}

/// What runs on interfaces is in their account and region.
void set_home(Design& design, ResourceKind kind, std::uint32_t index) {
  switch (kind) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  case ResourceKind::type:                                                 \
    return set_home(design, design.all<type>()[index]);
#include "model/resource_kinds.def"
#undef RESOURCE
  }
}

}  // namespace

const std::vector<std::string>& interface_type_words() {
  static const std::vector<std::string> kWords = {
      "interface",     "nat_gateway", "vpc_endpoint", "gateway_load_balancer_endpoint",
      "load_balancer", "lambda",      "client_vpn",   "transit_gateway",
      "managed"};
  return kWords;
}

bool has_default_groups(NetworkInterface::Type type) {
  using Type = NetworkInterface::Type;
  switch (type) {
    case Type::nat_gateway:
    case Type::gateway_load_balancer_endpoint:
    case Type::load_balancer:
    case Type::transit_gateway:
      return false;
    case Type::ordinary:
    case Type::endpoint:
    case Type::function:
    case Type::client_vpn:
    case Type::managed:
      return true;
  }
  return true;
}

NetworkInterface::Type interface_type_of(const Design& design, ResourceKind kind,
                                         std::uint32_t index) {
  using Type = NetworkInterface::Type;
  if (kind == ResourceKind::Instance) return Type::ordinary;
  if (kind == ResourceKind::Function) return Type::function;
  if (kind == ResourceKind::ClientVpnEndpoint) return Type::client_vpn;
  if (kind == ResourceKind::NatGateway) return Type::nat_gateway;
  if (kind != ResourceKind::VpcEndpoint) return Type::managed;
  const bool is_interface = design.all<VpcEndpoint>()[index].type == EndpointType::interface;
  return is_interface ? Type::endpoint : Type::gateway_load_balancer_endpoint;
}

bool attach_later(NativeContext& context, const Declaration& declaration, Fields& fields) {
  const SyntaxNode* interfaces = fields.find("interfaces");
  if (interfaces == nullptr) return false;
  context.attachments.push_back({declaration.kind, declaration.index, interfaces});
  return true;
}

void attach_interfaces(NativeContext& context) {
  for (const Attachment& attachment : context.attachments) {
    attach(context, attachment);
    set_home(context.design, attachment.kind, attachment.index);
  }
}

}  // namespace canreach
