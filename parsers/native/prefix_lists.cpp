#include <utility>

#include "base/algorithm.h"
#include "parsers/native/readers.h"

// Prefix lists: the design's own, and those that AWS keeps for its services.
//
// AWS's list of a service in a region is called com.amazonaws.REGION.SERVICE.  Its addresses change
// and are not part of a design, so a rule or a gateway endpoint that needs the list adds it without
// entries, once a region, marked as implied.  A design that declares a list of that name or id says
// what is in it.

namespace canreach {

namespace {

std::string full_name(const std::string& region, const std::string& service) {
  return "com.amazonaws." + (region.empty() ? "" : region + ".") + service;
}

/// The service whose list bears this name; empty for the user's own.
std::string service_of_list(const std::string& name, const std::string& region) {
  for (const std::string& service : services_with_prefix_lists()) {
    if (name == full_name(region, service)) return service;
  }
  return {};
}

}  // namespace

const std::vector<std::string>& services_with_prefix_lists() {
  static const std::vector<std::string> kServices = {"s3",
                                                     "s3express",
                                                     "dynamodb",
                                                     "vpc-lattice",
                                                     "ec2-instance-connect",
                                                     "groundstation",
                                                     "route53-healthchecks",
                                                     "cloudfront.origin-facing"};
  return kServices;
}

bool has_prefix_list(std::string_view service) {
  return contains(services_with_prefix_lists(), std::string(service));
}

Ref<PrefixList> aws_prefix_list(NativeContext& context, const std::string& region,
                                const std::string& service) {
  const auto found = context.aws_lists.find({region, service});
  if (found != context.aws_lists.end()) return found->second;
  PrefixList list;
  list.name = full_name(region, service);
  list.id = list.name;
  list.region = region;
  list.service = service;
  list.entries_known = false;
  list.implied = true;
  const Ref<PrefixList> added = context.design.add(std::move(list));
  context.aws_lists.insert({{region, service}, added});
  return added;
}

void read_prefix_list(NativeContext& context, const Declaration& declaration) {
  PrefixList& list = context.design.all<PrefixList>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, list), list.at);
  read_common(context, fields, declaration.kind, list);
  read_home(context, fields, list);
  const SyntaxNode* cidr = list.external ? fields.find("cidr") : fields.need("cidr");
  if (cidr == nullptr || says_unknown(*cidr)) {
    list.entries_known = false;
  } else {
    list.entries = read_prefixes(context, *cidr);
  }
  const SyntaxNode* most = fields.find("max_entries");
  if (most != nullptr && !says_unknown(*most)) {
    list.max_entries = read_int(context, *most, "`max_entries`", 1, 1000).value_or(0);
  }
  if (const SyntaxNode* service = fields.find("service")) {
    list.service = read_text(context, *service, "`service`").value_or("");
  }
  if (list.service.empty()) list.service = service_of_list(list.name, list.region);
  if (list.service.empty()) list.service = service_of_list(list.id, list.region);
  if (list.service.empty()) return;
  context.aws_lists.insert({{list.region, list.service}, Ref<PrefixList>(declaration.index)});
}

}  // namespace canreach
