// Services in subnets.
#include <utility>

#include "parsers/native/workload_keys.h"

namespace canreach {

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

void read_service(NativeContext& context, const Declaration& declaration) {
  Service& service = context.design.all<Service>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, service), service.at);
  read_common(context, fields, declaration.kind, service);
  read_client_keys(context, fields, TrafficSet(), service);
  const PublicIp public_ip = read_public_ip_key(context, fields.find("public_ip"), {});
  read_placement(context, declaration, fields, public_ip, service);
}

}  // namespace canreach
