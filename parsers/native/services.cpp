// Services in subnets.
#include <utility>

#include "parsers/native/workload_keys.h"

namespace canreach {

void read_placement(NativeContext& context, const Declaration& declaration, Fields& fields,
                    const PublicIp& public_ip, Workload& workload) {
  if (attach_later(context, declaration, fields)) return;
  const SyntaxNode* subnets = workload.external ? fields.find("subnets") : fields.need("subnets");
  const InterfaceOwner owner = {declaration.kind, declaration.index, &workload};
  InterfaceKeys keys = read_interface_keys(fields, subnets);
  if (declaration.kind == ResourceKind::LoadBalancer) keys.public_ip = fields.find("public_ip");
  add_interfaces(
      context,
      read_interfaces(context, keys, owner, NetworkInterface::Type::managed, public_ip, ""),
      workload);
  if (workload.interfaces.empty()) return;
  const NetworkInterface& first = context.design.get(workload.interfaces.front());
  workload.account = first.account;
  workload.region = first.region;
}

namespace {

/// `node`, `external_snat`: of pods.  Rule: SVC-11.
void read_node(NativeContext& context, Fields& fields, Service& service) {
  if (const SyntaxNode* node = fields.find("node")) {
    service.node = read_ref<Instance>(context, *node, "");
  } else {
    fields.refuse({"external_snat"}, "needs `node`");
  }
  service.external_snat =
      read_bool(context, fields.find("external_snat"), "`external_snat`", false);
}

/// Short names of services.  Rule: SVC-10.
void read_needs(NativeContext& context, const SyntaxNode& node, Service& service) {
  for (const SyntaxNode* element : elements_of(node)) {
    const std::optional<std::string> text = read_text(context, *element, "`needs`");
    if (!text) continue;
    constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789.-";
    if (!text->empty() && text->find_first_not_of(kAllowed) == std::string::npos) {
      service.needs.push_back(*text);
    } else {
      context.invalid(*element, "`needs`", quoted(*text) + " is no service such as `ecr.dkr`");
    }
  }
}

}  // namespace

void read_service(NativeContext& context, const Declaration& declaration) {
  Service& service = context.design.all<Service>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, service), service.at);
  read_common(context, fields, declaration.kind, service);
  read_client_keys(context, fields, TrafficSet(), service);
  read_standby(context, fields, service);
  read_node(context, fields, service);
  if (const SyntaxNode* needs = fields.find("needs")) read_needs(context, *needs, service);
  const PublicIp public_ip = read_public_ip_key(context, fields.find("public_ip"), {});
  read_placement(context, declaration, fields, public_ip, service);
}

}  // namespace canreach
