#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "parsers/terraform/reading.h"

namespace canreach {

/// How an attribute becomes a property.
enum class AttributeShape : std::uint8_t { text, texts, reference, references, policy };

/// An attribute of Terraform and a property of CloudFormation.  Dots lead into blocks and maps.
struct AttributeRow {
  std::string_view attribute;
  std::string_view property;
  AttributeShape shape = AttributeShape::text;
  WantedTypes wanted = {};
};

/// A type of Terraform, and what of it differs from CloudFormation in more than names.
struct TypeRow {
  std::string_view terraform;
  std::string_view cloudformation;  // empty: it is no resource there, but part of others
  std::span<const AttributeRow> attributes;
  /// Properties and resources that names alone do not give.
  void (*more)(TerraformReading& reading, const Attribute& resource) = nullptr;
  /// When all resources are there: what it adds to others.
  void (*merge)(TerraformReading& reading, const Attribute& resource) = nullptr;
};

/// nullptr when the type is not translated.
const TypeRow* type_row(std::string_view terraform);

/// Reads rows into a map.
void read_rows(TerraformReading& reading, const Attribute& resource,
               std::span<const AttributeRow> rows, DeclaredValue& properties);

/// Sets a property whose name may lead into maps; what is absent or empty is left out.
void set_property(DeclaredValue& properties, std::string_view path, DeclaredValue value);

// What the rows need, by topic.

using Translate = void(TerraformReading&, const Attribute&);

Translate more_of_vpc, more_of_default_vpc, more_of_default_subnet, attach_internet_gateway,
    attach_vpn_gateway, more_of_eip, more_of_route, more_of_route_table,
    more_of_default_route_table, main_association, more_of_route_table_association,
    more_of_propagation;
Translate more_of_network_acl, more_of_default_network_acl, more_of_security_group,
    more_of_default_security_group, group_rule, vpc_group_ingress, vpc_group_egress,
    rules_in_two_places, more_of_prefix_list, prefix_list_entry;
Translate more_of_interface, group_of_interface, more_of_instance, more_of_launch_template,
    more_of_endpoint, more_of_load_balancer, more_of_classic_balancer, more_of_listener,
    more_of_listener_rule, more_of_target_group, more_of_scaling, target_attachment,
    classic_attachment, group_attachment, more_of_peering, accepted_peering, more_of_service,
    nodes_of_broker, nodes_of_warehouse;
Translate more_of_zone, more_of_record, name_of_record, more_of_resolver_rule, more_of_access_point,
    access_point_policy;
Translate more_of_endpoint_service, allowed_principal, accepted_endpoint, more_of_firewall,
    more_of_firewall_policy, more_of_rule_group;
Translate endpoint_route_table, endpoint_subnet, endpoint_group, endpoint_policy;
Translate more_of_role, role_policy, user_policy, group_policy, role_attachment, user_attachment,
    group_attachment_of_policy, policy_attachment, user_groups, group_members;
Translate bucket_policy_inline, queue_policy_inline, topic_policy_inline, public_access_block,
    key_policy, table_policy, repository_policy, file_system_policy, secret_policy_inline,
    domain_policy, more_of_bucket, bucket_encryption, bucket_ownership, bucket_access_list,
    more_of_function_url, account_public_access_block, key_grant;

}  // namespace canreach
