#include "report/details.h"

#include <fmt/format.h>

#include "model/stand_ins.h"

namespace canreach {
namespace {

Details details_of_kind(const Design& design, ResourceKind kind, std::uint32_t index) {
  switch (kind) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  case ResourceKind::type:                                                 \
    return details(design, design.all<type>()[index]);
#include "model/resource_kinds.def"
#undef RESOURCE
  }
  return {};
}

}  // namespace

std::string words_of(const Value<bool>& value) {
  return value.is_known() ? words_of(value.get()) : "unknown";
}

std::string words_of(const Value<IpPrefix>& value) {
  if (value.is_unknown()) return "unknown";
  const std::string text = value.get().to_string();
  if (!is_stand_in(value.get())) return text;
  return fmt::format("{} ({} stands for it)", kUnknownIpv6Word, text);
}

std::string words_of(const PublicIp& public_ip) {
  switch (public_ip.kind) {
    case PublicIp::Kind::none:
      return {};
    case PublicIp::Kind::address:
      return "public " + public_ip.address.to_string();
    case PublicIp::Kind::assigned:
      return "public, AWS picks the address";
    case PublicIp::Kind::unknown:
      return "perhaps public";
  }
  return {};
}

std::string words_of(const InterfaceAddress& address) {
  const std::string public_ip = words_of(address.public_ip);
  if (is_stand_in(address.address)) return "an IPv6 address that Amazon gives at deployment";
  std::string text = address.address.to_string();
  if (!public_ip.empty()) text += " (" + public_ip + ")";
  if (address.assumed) text += " (assumed: the next free one)";
  return text;
}

std::string policy_words(const std::optional<PolicyDocument>& policy, bool known,
                         std::string_view otherwise) {
  if (!known) return "unknown";
  return policy ? counted(policy->statements.size(), "statement") : std::string(otherwise);
}

std::vector<Detail> details_of(const Design& design, ResourceKind kind, std::uint32_t index) {
  const Resource& resource = resource_of(design, kind, index);
  Details result;
  add(result, "id", resource.id == resource.name ? "" : resource.id);
  add(result, "account", resource.account);
  add(result, "region", resource.region);
  add(result, "state", resource.state.is_known() ? resource.state.get() : "unknown");
  add(result, "external", resource.external ? "yes: its contents are not known" : "");
  for (const std::string& name : resource.dns_names) add(result, "dns name", name);
  for (const auto& [key, value] : resource.tags) add(result, "tag", key + "=" + value);
  for (Detail& detail : details_of_kind(design, kind, index)) result.push_back(std::move(detail));
  return result;
}

}  // namespace canreach
