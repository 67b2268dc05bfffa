// Endpoint services: what stands behind endpoints of others.
#include <utility>

#include "base/algorithm.h"
#include "parsers/native/readers.h"

namespace canreach {
namespace {

void read_balancers(NativeContext& context, const SyntaxNode* node, EndpointService& service) {
  if (node == nullptr) return;
  for (const SyntaxNode* element : elements_of(*node)) {
    service.load_balancers.push_back(read_ref<LoadBalancer>(context, *element, ""));
  }
}

/// AWS lets nobody but the owner in where the list is empty.
void read_principals(NativeContext& context, const SyntaxNode* node, EndpointService& service) {
  if (node == nullptr) return;
  for (const SyntaxNode* element : elements_of(*node)) {
    if (says_unknown(*element)) {
      service.principals_known = false;
    } else if (const auto principal = read_text(context, *element, "`allowed_principals`")) {
      service.allowed_principals.push_back(*principal);
    }
  }
}

}  // namespace

void read_endpoint_service(NativeContext& context, const Declaration& declaration) {
  EndpointService& service = context.design.all<EndpointService>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, service), service.at);
  read_common(context, fields, declaration.kind, service);
  read_home(context, fields, service);
  const SyntaxNode* balancers =
      service.external ? fields.find("load_balancers") : fields.need("load_balancers");
  read_balancers(context, balancers, service);
  service.acceptance_required =
      read_bool(context, fields.find("acceptance_required"), "`acceptance_required`", true);
  if (service.external) service.principals_known = false;
  read_principals(context, fields.find("allowed_principals"), service);
  if (const SyntaxNode* name = fields.find("service_name"); name && !says_unknown(*name)) {
    service.service_name = read_text(context, *name, "`service_name`").value_or("");
  }
}

}  // namespace canreach
