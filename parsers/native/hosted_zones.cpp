// Hosted zones and what they answer.  Which kind of zone it is, its keys tell: a private one names
// the VPCs whose resolver asks it, a forwarding rule also the servers that are asked.
#include <type_traits>
#include <utility>

#include "base/algorithm.h"
#include "model/dns_names.h"
#include "parsers/native/readers.h"

namespace canreach {
namespace {

/// What a record may lead to by a name of the design.
Wanted wanted_host() {
  Wanted wanted{"workload with an address", {}};
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  if (std::is_base_of_v<Workload, type>) wanted.labels.push_back(label);
#include "model/resource_kinds.def"
#undef RESOURCE
  for (const ResourceKind kind : {ResourceKind::NetworkInterface, ResourceKind::VpcEndpoint}) {
    wanted.labels.push_back(std::string(label_of(kind)));
  }
  return wanted;
}

constexpr std::string_view kOtherType = "other";

std::optional<std::string> read_name(NativeContext& context, const SyntaxNode& node,
                                     const std::string& what) {
  const std::optional<std::string> text = read_text(context, node, what);
  if (!text) return std::nullopt;
  std::string name = dns_name_of(*text);
  if (!name.empty()) return name;
  context.invalid(node, what, quoted(*text) + " is not a DNS name");
  return std::nullopt;
}

class ZoneReader {
 public:
  ZoneReader(NativeContext& context, HostedZone& zone) : context_(context), zone_(zone) {}

  void read_vpcs(const SyntaxNode& node) {
    zone_.type = HostedZone::Type::private_zone;
    for (const SyntaxNode* element : elements_of(node)) {
      zone_.vpcs.push_back(read_ref<Vpc>(context_, *element, ""));
    }
  }

  void read_servers(const SyntaxNode& node) {
    zone_.type = HostedZone::Type::forwarding;
    for (const SyntaxNode* element : elements_of(node)) {
      if (says_unknown(*element)) continue;
      const std::optional<IpAddress> address = read_address(context_, *element, "DNS server");
      if (address) zone_.servers.push_back(*address);
    }
  }

  void read_records(const SyntaxNode& node) {
    if (says_unknown(node)) {
      zone_.records_known = false;
      return;
    }
    if (!node.is_map()) return context_.wrong_type(node, "`records`", "a map of names");
    for (const SyntaxNode::Member& member : node.members()) read_name_of_zone(member);
  }

 private:
  void read_name_of_zone(const SyntaxNode::Member& member) {
    if (member.key == "unknown") {
      zone_.records_known = false;
      return;
    }
    const std::string written = dns_name_of(member.key);
    if (written.empty() && member.key != "@") {
      return context_.report(DiagnosticKind::invalid_value, member.key_at,
                             {"record", quoted(member.key) + " is not a DNS name"});
    }
    std::string name = member.key == "@" ? zone_.domain : written;
    if (!is_in_domain(name, zone_.domain)) name += "." + zone_.domain;
    const bool is_chosen = member.value.is_list() && member.value.elements().size() > 1;
    for (const SyntaxNode* element : elements_of(member.value)) {
      DnsRecord record;
      record.name = name;
      record.at = member.key_at;
      record.is_chosen = is_chosen;
      read_record(*element, record);
      zone_.records.push_back(std::move(record));
    }
  }

  void read_record(const SyntaxNode& node, DnsRecord& record) {
    if (says_unknown(node)) {
      record.known = false;
      return;
    }
    Fields fields(context_, node, "record " + quoted(record.name), record.at);
    read_addresses(fields.find("a"), Family::ipv4, record);
    read_addresses(fields.find("aaaa"), Family::ipv6, record);
    const bool has_addresses = !record.addresses.empty() || !record.known;
    const SyntaxNode* alias = fields.find("alias");
    const SyntaxNode* cname = fields.find("cname");
    record.is_alias = alias != nullptr;
    if (alias != nullptr) read_target(*alias, record);
    if (cname != nullptr) read_target(*cname, record);
    if (const SyntaxNode* type = fields.find("type")) read_type(*type, record);
    const int ways = (has_addresses ? 1 : 0) + (alias != nullptr ? 1 : 0) +
                     (cname != nullptr ? 1 : 0) + (record.is_other ? 1 : 0);
    if (ways == 1) return;
    context_.conflict(record.at, "record " + quoted(record.name) +
                                     " needs one of `a` and `aaaa`, `cname`, `alias` or `type`");
  }

  void read_addresses(const SyntaxNode* node, Family family, DnsRecord& record) {
    if (node == nullptr) return;
    for (const SyntaxNode* element : elements_of(*node)) {
      if (says_unknown(*element)) {
        record.known = false;
        continue;
      }
      const std::optional<IpAddress> address = read_address(context_, *element, "record");
      if (!address) {
        record.known = false;
      } else if (address->family != family) {
        context_.invalid(*element, "record", "`a` holds IPv4 addresses and `aaaa` IPv6 addresses");
      } else {
        record.addresses.push_back(*address);
      }
    }
  }

  /// Of a record without addresses; `other`: which it is is not known.
  void read_type(const SyntaxNode& node, DnsRecord& record) {
    record.is_other = true;
    const std::optional<std::string> text = read_text(context_, node, "record type");
    if (!text || *text == kOtherType) return;
    std::string type = to_upper(*text);
    if (is_other_record_type(type)) {
      record.other_type = std::move(type);
    } else {
      context_.invalid(node, "record type",
                       quoted(*text) +
                           " is no type of records without addresses, such as `MX` "
                           "and `TXT`, nor `other`");
    }
  }

  /// A name of the design, else one of DNS, which has a dot.
  void read_target(const SyntaxNode& node, DnsRecord& record) {
    if (says_unknown(node)) {
      record.known = false;
      return;
    }
    const Wanted wanted = wanted_host();
    const bool is_dns = node.is_scalar() && node.text().find('.') != std::string::npos &&
                        context_.names.find(node.text(), wanted, "").empty();
    if (is_dns) {
      record.leads_to = read_name(context_, node, "DNS name").value_or("");
      record.known = !record.leads_to.empty();
      return;
    }
    const NameEntry* entry = resolve(context_, node, wanted, "");
    record.known = entry != nullptr && entry->kind.has_value();
    if (!record.known) return;
    record.leads_to_resource = true;
    record.kind = *entry->kind;
    record.index = entry->index;
  }

  NativeContext& context_;
  HostedZone& zone_;
};

}  // namespace

void read_hosted_zone(NativeContext& context, const Declaration& declaration) {
  HostedZone& zone = context.design.all<HostedZone>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, zone), zone.at);
  read_common(context, fields, declaration.kind, zone);
  read_home(context, fields, zone);
  if (const SyntaxNode* domain = fields.find("domain")) {
    const bool is_root =
        fields.find("servers") != nullptr && domain->is_scalar() && domain->text() == kRootDomain;
    zone.domain = is_root ? kRootDomain : read_name(context, *domain, "`domain`").value_or("");
  } else {
    zone.domain = dns_name_of(zone.name);
    if (zone.domain.empty()) fields.need("domain");
  }
  zone.records_known = !zone.external;
  ZoneReader reader(context, zone);
  const SyntaxNode* vpcs = fields.find("vpcs");
  if (vpcs != nullptr) reader.read_vpcs(*vpcs);
  const SyntaxNode* servers = fields.find("servers");
  if (servers != nullptr) {
    if (vpcs == nullptr) fields.need("vpcs");
    fields.refuse({"records"}, "makes no sense with `servers`");
    reader.read_servers(*servers);
  }
  if (const SyntaxNode* records = fields.find("records")) reader.read_records(*records);
}

}  // namespace canreach
