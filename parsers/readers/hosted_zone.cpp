#include <set>
#include <unordered_map>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/dns_names.h"
#include "parsers/readers/readers.h"

// Hosted zones.  A listing tells names and whether a zone is private; its VPCs stand in the output
// of get-hosted-zone, and its records in list-resource-record-sets, which says of which zone they
// are by its arguments alone, or by the name of the SOA record in it.  What nobody collected is not
// known.  Rules of the resolver come with their associations.

namespace canreach {
namespace {

/// "Z1" of "/hostedzone/Z1".
std::string zone_id(const std::string& text) {
  const std::size_t slash = text.rfind('/');
  return slash == std::string::npos ? text : text.substr(slash + 1);
}

class ZoneReading {
 public:
  explicit ZoneReading(SnapshotReading& reading) : reading_(reading) {}

  void read() {
    for (const SnapshotObject& object : reading_.snapshot.of("HostedZones")) add(object, false);
    for (const SnapshotObject& object : reading_.snapshot.of("HostedZone")) add(object, true);
    read_records();
    read_rules();
    for (HostedZone& zone : zones_) reading_.add(std::move(zone));
  }

 private:
  /// A zone of a listing, or of a document of its own, with its VPCs beside it.
  void add(const SnapshotObject& object, bool is_document) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord around(node, problem);
    const ResourceRecord record = is_document ? around.record("HostedZone") : around;
    HostedZone zone;
    reading_.read_common(zone, object, record, {.id = "Id"});
    zone.id = zone_id(zone.id);
    zone.domain = dns_name_of(record.text("Name"));
    if (zone.name.find("/hostedzone/") == 0 || zone.name.empty()) zone.name = zone.domain;
    zone.records_known = false;
    if (record.record("Config").boolean("PrivateZone").value_or(false)) {
      zone.type = HostedZone::Type::private_zone;
      zone.vpcs = {Ref<Vpc>::unknown()};
    }
    if (is_document) add_vpcs(around, zone);
    if (zone.id.empty()) record.refuse("it has no id");
    if (zone.domain.empty()) record.refuse("it has no name");
    if (problem.found()) {
      return reading_.leave_out(ResourceKind::HostedZone, record.node(), "Id", problem);
    }
    const auto [found, is_new] = by_id_.try_emplace(zone.id, zones_.size());
    if (is_new) {
      zones_.push_back(std::move(zone));
    } else if (is_document) {
      zones_[found->second].vpcs = std::move(zone.vpcs);
    }
  }

  void add_vpcs(const ResourceRecord& around, HostedZone& zone) {
    if (!around.has("VPCs")) return;
    zone.type = HostedZone::Type::private_zone;
    zone.vpcs.clear();
    for (const ResourceRecord& vpc : around.records("VPCs")) {
      const Ref<Vpc> ref = reading_.find<Vpc>(vpc.required_text("VPCId"));
      // One that the snapshot does not hold is none of those that are asked about.
      if (ref.is_known() || !reading_.design.is_complete(ResourceKind::Vpc)) {
        zone.vpcs.push_back(ref.is_known() ? ref : Ref<Vpc>::unknown());
      }
    }
  }

  // Records.

  void read_records() {
    const std::vector<SnapshotObject>& sets = reading_.snapshot.of("ResourceRecordSets");
    std::unordered_map<const SnapshotScope*, std::size_t> zone_of;
    constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    for (const SnapshotObject& object : sets) {
      const auto [found, is_new] = zone_of.try_emplace(object.scope, kNone);
      if (is_new) found->second = zone_of_document(object, sets);
      if (found->second == kNone) {
        if (is_new) leave_out_document(object);
        continue;
      }
      HostedZone& zone = zones_[found->second];
      if (is_new)
        zone.records_known = reading_.snapshot.incomplete.count("ResourceRecordSets") == 0;
      read_set(object, zone);
    }
  }

  /// By the id in the arguments, else by the name of its SOA record where one zone has it.
  std::size_t zone_of_document(const SnapshotObject& first,
                               const std::vector<SnapshotObject>& sets) const {
    constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    const auto named = by_id_.find(zone_id(first.scope->argument({"hosted-zone-id"})));
    if (named != by_id_.end()) return named->second;
    std::string domain;
    for (const SnapshotObject& object : sets) {
      if (object.scope != first.scope) continue;
      RecordProblem problem;
      const SyntaxNode node = object.node->outlined();
      const ResourceRecord record(node, problem);
      if (record.text("Type") == "SOA") domain = dns_name_of(record.text("Name"));
    }
    std::size_t found = kNone;
    for (std::size_t i = 0; i < zones_.size(); ++i) {
      if (domain.empty() || zones_[i].domain != domain) continue;
      if (found != kNone) return kNone;
      found = i;
    }
    return found;
  }

  void leave_out_document(const SnapshotObject& object) {
    reading_.leave_out("resource-record-set", "",
                       "which hosted zone it belongs to is not said: keep the arguments of "
                       "list-resource-record-sets",
                       object.node->at());
  }

  void read_set(const SnapshotObject& object, HostedZone& zone) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    DnsRecord result;
    result.name = dns_name_of(record.text("Name"));
    result.at = record.at();
    result.is_chosen = record.has("SetIdentifier");
    const std::string type = record.text("Type");
    const bool has_address = type == "A" || type == "AAAA" || type == "CNAME";
    result.is_other = !has_address;
    if (is_other_record_type(type)) result.other_type = type;
    if (has_address) read_values(record, type, result);
    if (result.name.empty()) record.refuse("it has no name");
    if (problem.found()) {
      zone.records_known = false;
      return reading_.leave_out("resource-record-set", record.text("Name"), problem.why,
                                problem.at);
    }
    zone.records.push_back(std::move(result));
  }

  static void read_values(const ResourceRecord& record, const std::string& type,
                          DnsRecord& result) {
    const ResourceRecord alias = record.record("AliasTarget");
    if (record.has("AliasTarget")) {
      result.is_alias = true;
      result.leads_to = target_name(alias.text("DNSName"));
      result.known = !result.leads_to.empty();
      return;
    }
    for (const ResourceRecord& value : record.records("ResourceRecords")) {
      const std::string text = value.text("Value");
      const Result<IpAddress> address = IpAddress::parse(text);
      if (type == "CNAME") {
        result.leads_to = target_name(text);
      } else if (address) {
        result.addresses.push_back(*address);
      } else {
        result.known = false;
      }
    }
    if (result.addresses.empty() && result.leads_to.empty()) result.known = false;
  }

  /// AWS puts "dualstack." before the names of load balancers.
  static std::string target_name(const std::string& text) {
    const std::string name = dns_name_of(text);
    constexpr std::string_view kBoth = "dualstack.";
    return name.starts_with(kBoth) ? name.substr(kBoth.size()) : name;
  }

  // Rules of the resolver.

  void read_rules() {
    for (const SnapshotObject& object : reading_.snapshot.of("ResolverRules")) {
      RecordProblem problem;
      const SyntaxNode node = object.node->parsed();
      const ResourceRecord record(node, problem);
      const std::string type = record.required_text("RuleType");
      if (!type.empty() && type != "FORWARD") continue;
      HostedZone rule;
      reading_.read_common(rule, object, record, {.id = "Id"});
      rule.type = HostedZone::Type::forwarding;
      const std::string domain = record.text("DomainName");
      rule.domain = domain == kRootDomain ? domain : dns_name_of(domain);
      const std::string name = record.text("Name");
      if (!name.empty()) rule.name = name;
      for (const ResourceRecord& target : record.records("TargetIps")) {
        const std::optional<IpAddress> address = target.address("Ip");
        if (address) rule.servers.push_back(*address);
        if (!address && !target.has("Ipv6")) target.refuse("a target has no `Ip`");
      }
      if (rule.domain.empty()) record.refuse("it has no domain");
      add_associations(rule);
      if (problem.found()) {
        reading_.leave_out(ResourceKind::HostedZone, record.node(), "Id", problem);
      } else {
        zones_.push_back(std::move(rule));
      }
    }
  }

  void add_associations(HostedZone& rule) {
    const std::string key = "ResolverRuleAssociations";
    const bool listed = reading_.snapshot.lists.count(key) > 0;
    if (!listed || reading_.snapshot.incomplete.count(key) > 0) {
      rule.vpcs.push_back(Ref<Vpc>::unknown());
    }
    for (const SnapshotObject& object : reading_.snapshot.of(key)) {
      RecordProblem problem;
      const SyntaxNode node = object.node->outlined();
      const ResourceRecord record(node, problem);
      const std::string id = record.required_text("ResolverRuleId");
      const Ref<Vpc> vpc = reading_.find<Vpc>(record.required_text("VPCId"));
      // One that cannot be read may be of this rule, and of any VPC.
      if (problem.found()) rule.vpcs.push_back(Ref<Vpc>::unknown());
      if (!problem.found() && id == rule.id && vpc.is_known()) rule.vpcs.push_back(vpc);
    }
  }

  SnapshotReading& reading_;
  std::vector<HostedZone> zones_;
  std::unordered_map<std::string, std::size_t> by_id_;
};

}  // namespace

void read_hosted_zones(SnapshotReading& reading) { ZoneReading(reading).read(); }

}  // namespace canreach
