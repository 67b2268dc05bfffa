#include <algorithm>
#include <array>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/net/traffic_set.h"
#include "parsers/terraform/attribute.h"
#include "parsers/terraform/objects.h"
#include "parsers/terraform/resolve.h"
#include "parsers/terraform/wanted.h"

// What Terraform reads of AWS repeats in an owner what resources of their own gave it: the routes
// of a table, the rules of a group.  When such a resource goes or changes, its owner stays as it
// was read, and would keep what the apply takes away.  So what a former resource gave is looked up
// in its owner, where the configuration does not ask for it, and counts no more.

namespace canreach {
namespace {

/// A list or a value of the owner that repeats one attribute of the former resource.
struct RepeatRow {
  std::string_view former;
  std::string_view owner;  // its attribute that names the owner, or owners
  WantedTypes wanted;      // what the owner is
  std::string_view attribute;
  std::string_view element;  // what of the former resource stands there; empty: all of it
  std::string_view member;   // of a block: its member that says the same; empty: no block
};

constexpr RepeatRow kRepeats[] = {
    {"aws_vpc_endpoint_route_table_association", "vpc_endpoint_id", kWantedEndpoint,
     "route_table_ids", "route_table_id", ""},
    {"aws_vpc_endpoint_subnet_association", "vpc_endpoint_id", kWantedEndpoint, "subnet_ids",
     "subnet_id", ""},
    {"aws_vpc_endpoint_security_group_association", "vpc_endpoint_id", kWantedEndpoint,
     "security_group_ids", "security_group_id", ""},
    {"aws_vpc_endpoint_policy", "vpc_endpoint_id", kWantedEndpoint, "policy", "", ""},
    {"aws_network_acl_association", "network_acl_id", kWantedAcl, "subnet_ids", "subnet_id", ""},
    {"aws_vpn_gateway_route_propagation", "route_table_id", kWantedTable, "propagating_vgws",
     "vpn_gateway_id", ""},
    {"aws_internet_gateway_attachment", "internet_gateway_id", kWantedGateway, "vpc_id", "", ""},
    {"aws_vpn_gateway_attachment", "vpn_gateway_id", kWantedVpnGateway, "vpc_id", "", ""},
    {"aws_ec2_managed_prefix_list_entry", "prefix_list_id", kWantedPrefixList, "entry", "cidr",
     "cidr"},
    {"aws_network_interface_attachment", "network_interface_id", kWantedInterface, "attachment",
     "instance_id", "instance"},
    {"aws_network_interface_sg_attachment", "network_interface_id", kWantedInterface,
     "security_groups", "security_group_id", ""},
    {"aws_network_interface_sg_attachment", "network_interface_id", kWantedInstance,
     "vpc_security_group_ids", "security_group_id", ""},
    {"aws_eip", "instance", kWantedInstance, "associate_public_ip_address", "", ""},
    {"aws_eip", "instance", kWantedInstance, "public_ip", "", ""},
    {"aws_eip", "network_interface", kWantedInstance, "associate_public_ip_address", "", ""},
    {"aws_eip", "network_interface", kWantedInstance, "public_ip", "", ""},
    {"aws_eip_association", "instance_id", kWantedInstance, "associate_public_ip_address", "", ""},
    {"aws_eip_association", "instance_id", kWantedInstance, "public_ip", "", ""},
    {"aws_eip_association", "network_interface_id", kWantedInstance, "associate_public_ip_address",
     "", ""},
    {"aws_eip_association", "network_interface_id", kWantedInstance, "public_ip", "", ""},
    {"aws_eip_association", "allocation_id", kWantedEip, "instance", "", ""},
    {"aws_eip_association", "allocation_id", kWantedEip, "network_interface", "", ""},
    {"aws_autoscaling_attachment", "autoscaling_group_name", kWantedScaling, "target_group_arns",
     "lb_target_group_arn", ""},
    {"aws_autoscaling_attachment", "autoscaling_group_name", kWantedScaling, "load_balancers",
     "elb", ""},
    {"aws_elb_attachment", "elb", kWantedClassic, "instances", "instance", ""},
    {"aws_iam_role_policy", "role", kWantedRole, "inline_policy", "name", "name"},
    {"aws_iam_role_policy_attachment", "role", kWantedRole, "managed_policy_arns", "policy_arn",
     ""},
    {"aws_iam_policy_attachment", "roles", kWantedRole, "managed_policy_arns", "policy_arn", ""},
    {"aws_s3_bucket_policy", "bucket", kWantedBucket, "policy", "", ""},
    {"aws_s3_bucket_server_side_encryption_configuration", "bucket", kWantedBucket,
     "server_side_encryption_configuration", "", ""},
    {"aws_s3_bucket_acl", "bucket", kWantedBucket, "acl", "", ""},
    {"aws_s3_bucket_acl", "bucket", kWantedBucket, "grant", "", ""},
    {"aws_sqs_queue_policy", "queue_url", kWantedQueue, "policy", "", ""},
    {"aws_sns_topic_policy", "arn", kWantedTopic, "policy", "", ""},
    {"aws_kms_key_policy", "key_id", kWantedKey, "policy", "", ""},
    {"aws_secretsmanager_secret_policy", "secret_arn", kWantedSecret, "policy", "", ""},
    {"aws_opensearch_domain_policy", "domain_name", "aws_opensearch_domain", "access_policies", "",
     ""},
    {"aws_elasticsearch_domain_policy", "domain_name", "aws_elasticsearch_domain",
     "access_policies", "", ""},
};

std::string_view text_of(const SyntaxNode* node) {
  return node == nullptr || !node->is_scalar() || node->is_null() ? std::string_view()
                                                                  : node->text();
}

std::string_view member_of(const SyntaxNode& node, std::string_view key) {
  return text_of(node.find(key));
}

bool is_all(std::string_view protocol) { return protocol == "-1" || protocol == "all"; }

/// A rule's own resource may say "6" where its group says "tcp".
bool is_same_protocol(std::string_view a, std::string_view b) {
  const Result<Protocol> one = parse_protocol(a);
  const Result<Protocol> other = parse_protocol(b);
  return one && other ? *one == *other : to_lower(a) == to_lower(b);
}

class Repeats {
 public:
  explicit Repeats(TerraformObjects& objects) : objects_(objects) {
    for (const TerraformObject& object : objects.all()) identities_.add(object);
    identities_.sort();
  }

  void drop(const FormerObject& former) {
    if (former.type == "aws_route") return drop_route(*former.values);
    if (former.type == "aws_network_acl_rule") return drop_entry(*former.values);
    if (former.type == "aws_security_group_rule") {
      return drop_rule(*former.values, member_of(*former.values, "type"), "protocol");
    }
    if (former.type == "aws_vpc_security_group_ingress_rule") {
      return drop_rule(*former.values, "ingress", "ip_protocol");
    }
    if (former.type == "aws_vpc_security_group_egress_rule") {
      return drop_rule(*former.values, "egress", "ip_protocol");
    }
    for (const RepeatRow& row : kRepeats) {
      if (row.former == former.type) drop_row(row, *former.values);
    }
  }

  void sort() {
    for (TerraformObject& object : objects_.all()) sort_unique(object.gone);
  }

 private:
  /// The owner, unless its configuration says itself what its attribute holds.
  TerraformObject* owner(std::string_view id, WantedTypes wanted, std::string_view attribute) {
    if (id.empty()) return nullptr;
    const Candidate found = identities_.find(id, wanted);
    if (found.object == nullptr || found.object->is_data) return nullptr;
    const SyntaxNode* written = find_in(found.object->written, "expressions");
    if (find_in(written, attribute) != nullptr) return nullptr;
    return objects_.find(found.object->address);
  }

  void drop_row(const RepeatRow& row, const SyntaxNode& former) {
    const SyntaxNode* named = former.find(row.owner);
    if (named == nullptr) return;
    std::vector<std::string_view> ids = {text_of(named)};
    for (const SyntaxNode& each : named->elements()) ids.push_back(text_of(&each));
    for (const std::string_view id : ids) {
      TerraformObject* object = owner(id, row.wanted, row.attribute);
      const SyntaxNode* value =
          object == nullptr ? nullptr : find_in(object->values, row.attribute);
      if (value == nullptr) continue;
      if (row.element.empty()) {
        object->gone.push_back(value);
        continue;
      }
      const std::string_view said = member_of(former, row.element);
      for (const SyntaxNode& each : value->elements()) {
        const bool is_same =
            (row.member.empty() ? text_of(&each) : member_of(each, row.member)) == said;
        if (is_same && !said.empty()) object->gone.push_back(&each);
      }
    }
  }

  void drop_route(const SyntaxNode& former) {
    TerraformObject* table = owner(member_of(former, "route_table_id"), kWantedTable, "route");
    const SyntaxNode* routes = table == nullptr ? nullptr : find_in(table->values, "route");
    if (routes == nullptr) return;
    for (const SyntaxNode& route : routes->elements()) {
      const bool is_same =
          member_of(route, "cidr_block") == member_of(former, "destination_cidr_block") &&
          member_of(route, "ipv6_cidr_block") == member_of(former, "destination_ipv6_cidr_block") &&
          member_of(route, "destination_prefix_list_id") ==
              member_of(former, "destination_prefix_list_id");
      if (is_same) table->gone.push_back(&route);
    }
  }

  void drop_entry(const SyntaxNode& former) {
    const std::string_view way = is_true(former.find("egress")) ? "egress" : "ingress";
    TerraformObject* acl = owner(member_of(former, "network_acl_id"), kWantedAcl, way);
    const SyntaxNode* entries = acl == nullptr ? nullptr : find_in(acl->values, way);
    if (entries == nullptr) return;
    for (const SyntaxNode& entry : entries->elements()) {
      if (member_of(entry, "rule_no") == member_of(former, "rule_number")) {
        acl->gone.push_back(&entry);
      }
    }
  }

  /// A group lists the sources of all its rules for the same ports in one element.
  void drop_rule(const SyntaxNode& former, std::string_view way, std::string_view protocol) {
    const std::string_view id = member_of(former, "security_group_id");
    TerraformObject* group = owner(id, kWantedGroup, way);
    const SyntaxNode* rules = group == nullptr ? nullptr : find_in(group->values, way);
    if (rules == nullptr) return;
    const std::string_view wanted = member_of(former, protocol);
    for (const SyntaxNode& rule : rules->elements()) {
      const std::string_view known = member_of(rule, "protocol");
      const bool all = is_all(wanted) && is_all(known);
      const bool is_same = all || (is_same_protocol(wanted, known) &&
                                   member_of(rule, "from_port") == member_of(former, "from_port") &&
                                   member_of(rule, "to_port") == member_of(former, "to_port"));
      if (is_same) drop_sources(*group, rule, former, id);
    }
  }

  static void drop_sources(TerraformObject& group, const SyntaxNode& rule, const SyntaxNode& former,
                           std::string_view id) {
    struct Source {
      std::string_view list;
      std::string_view many;  // of aws_security_group_rule
      std::string_view one;   // of aws_vpc_security_group_*_rule
    };
    constexpr std::array<Source, 4> kRuleSources = {{
        {"cidr_blocks", "cidr_blocks", "cidr_ipv4"},
        {"ipv6_cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv6"},
        {"prefix_list_ids", "prefix_list_ids", "prefix_list_id"},
        {"security_groups", "source_security_group_id", "referenced_security_group_id"},
    }};
    for (const Source& source : kRuleSources) {
      const SyntaxNode* listed = rule.find(source.list);
      if (listed == nullptr) continue;
      std::vector<std::string_view> texts = {member_of(former, source.many),
                                             member_of(former, source.one)};
      if (const SyntaxNode* many = former.find(source.many)) {
        for (const SyntaxNode& each : many->elements()) texts.push_back(text_of(&each));
      }
      for (const SyntaxNode& each : listed->elements()) {
        if (contains(texts, text_of(&each))) group.gone.push_back(&each);
      }
    }
    const bool is_self = is_true(former.find("self")) ||
                         member_of(former, "source_security_group_id") == id ||
                         member_of(former, "referenced_security_group_id") == id;
    const SyntaxNode* self = rule.find("self");
    if (is_self && self != nullptr) group.gone.push_back(self);
  }

  TerraformObjects& objects_;
  Identities identities_;
};

}  // namespace

void drop_former_repeats(TerraformObjects& objects) {
  if (objects.former().empty()) return;
  Repeats repeats(objects);
  for (const FormerObject& former : objects.former()) repeats.drop(former);
  repeats.sort();
}

}  // namespace canreach
