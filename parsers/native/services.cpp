// Services in subnets, and load balancers as their clients see them.
#include <utility>

#include "parsers/native/workload_keys.h"

namespace canreach {
namespace {

/// One interface in each subnet, each of which a verdict must hold for.
void read_placement(NativeContext& context, const Declaration& declaration, Fields& fields,
                    const PublicIp& public_ip, Workload& workload) {
  if (attach_later(context, declaration, fields)) return;
  const SyntaxNode* subnets = workload.external ? fields.find("subnets") : fields.need("subnets");
  const InterfaceOwner owner = {declaration.kind, declaration.index, &workload};
  add_interfaces(context,
                 read_interfaces(context, read_interface_keys(fields, subnets), owner,
                                 NetworkInterface::Type::managed, public_ip, ""),
                 workload);
  if (workload.interfaces.empty()) return;
  const NetworkInterface& first = context.design.get(workload.interfaces.front());
  workload.account = first.account;
  workload.region = first.region;
}

/// Internet-facing balancers have a public address in each subnet.  Rule: ELB-2.
PublicIp public_ip_of_scheme(NativeContext& context, const SyntaxNode* scheme) {
  if (scheme == nullptr) return {PublicIp::Kind::assigned, {}};
  if (says_unknown(*scheme)) return {PublicIp::Kind::unknown, {}};
  const std::optional<std::size_t> word =
      read_word(context, *scheme, "`scheme`", {"internet-facing", "internal"});
  const bool is_public = word == std::size_t{0};
  return {is_public ? PublicIp::Kind::assigned : PublicIp::Kind::none, {}};
}

/// The ports of `listeners`; left out, they are not known.  Rule: ELB-6.
void read_listeners(NativeContext& context, const SyntaxNode* node, LoadBalancer& balancer) {
  if (node == nullptr || says_unknown(*node)) {
    balancer.listens = TrafficSet();
    balancer.listens_known = false;
    return;
  }
  TrafficSet served;
  for (const SyntaxNode* element : elements_of(*node)) {
    Fields fields(context, *element, "a listener", element->at());
    fields.know({"forward", "rules"});
    const SyntaxNode* port = fields.need("port");
    const SyntaxNode* protocol = fields.find("protocol");
    const std::vector<std::string> words = {"http", "https", "tcp",  "udp",
                                            "tls",  "ssl",   "quic", "tcp_udp"};
    std::optional<std::size_t> word;
    if (protocol != nullptr && !says_unknown(*protocol)) {
      word = read_word(context, *protocol, "`protocol`", words);
    }
    if (port == nullptr) continue;
    if (says_unknown(*port) || (protocol != nullptr && !word)) {
      balancer.listens_known = false;
      continue;
    }
    const PortList ports = read_ports(context, *port);
    const bool is_udp = word && (words[*word] == "udp" || words[*word] == "quic");
    const bool is_both = word && words[*word] == "tcp_udp";
    if (!is_udp) served = served | traffic_of_ports(kTcp, ports.ports);
    if (is_udp || is_both) served = served | traffic_of_ports(kUdp, ports.ports);
  }
  balancer.listens = served;
}

}  // namespace

void read_service(NativeContext& context, const Declaration& declaration) {
  Service& service = context.design.all<Service>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, service), service.at);
  read_common(context, fields, declaration.kind, service);
  read_client_keys(context, fields, TrafficSet(), service);
  const PublicIp public_ip = read_public_ip_key(context, fields.find("public_ip"), {});
  read_placement(context, declaration, fields, public_ip, service);
}

void read_load_balancer(NativeContext& context, const Declaration& declaration) {
  LoadBalancer& balancer = context.design.all<LoadBalancer>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, balancer), balancer.at);
  read_common(context, fields, declaration.kind, balancer);
  fields.know({"cross_zone", "target_groups"});
  if (const SyntaxNode* type = fields.find("type"); type != nullptr && !says_unknown(*type)) {
    const std::vector<std::string> words = {"application", "network", "gateway", "classic"};
    const std::optional<std::size_t> word = read_word(context, *type, "`type`", words);
    if (word) balancer.type = words[*word];
  }
  const SyntaxNode* listeners = fields.find("listeners");
  const bool says_ports = listeners == nullptr && fields.find("listens") != nullptr;
  if (!says_ports) read_listeners(context, listeners, balancer);
  read_client_keys(context, fields, TrafficSet(), balancer);
  const PublicIp public_ip = public_ip_of_scheme(context, fields.find("scheme"));
  const bool has_groups = fields.find("security_groups") != nullptr;
  read_placement(context, declaration, fields, public_ip, balancer);
  // Without groups a network load balancer filters nothing.  Rule: ELB-17.
  if (has_groups || balancer.type == "application" || balancer.type == "classic") return;
  for (const Ref<NetworkInterface>& ref : balancer.interfaces) {
    NetworkInterface& interface = context.design.get(ref);
    interface.security_groups.clear();
    interface.has_security_groups = false;
    interface.security_groups_known = !balancer.type.empty();
  }
}

}  // namespace canreach
