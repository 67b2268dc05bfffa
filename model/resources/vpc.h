#pragma once

#include <string>
#include <vector>

#include "model/net/ip.h"
#include "model/ref.h"
#include "model/resources/resource.h"

namespace canreach {

struct RouteTable;
struct NetworkAcl;

/// What a VPC or subnet is excluded from when Block Public Access is on.  Rule: BPA-4.
enum class PublicAccessExclusion { none, allow_bidirectional, allow_egress };

/// VPC encryption controls.  Rule: ENC-1.
enum class EncryptionControl { off, monitor, enforce };

/// The account's and region's setting.  Rule: BPA-1.
enum class BlockPublicAccess { off, ingress, bidirectional };

struct Vpc : Resource {
  std::vector<Value<IpPrefix>> cidrs;  // the primary IPv4 block first.  Rules: ADR-1, ADR-8
  Value<bool> dns_support = true;      // Rule: DNS-3
  Value<bool> dns_hostnames = false;
  std::vector<IpAddress> dns_servers;  // of the DHCP options; empty = Amazon's.  Rule: DNS-5
  bool dns_servers_known = true;       // false: which of them, or none, is not known
  bool is_default = false;             // Rule: ADR-15
  Value<PublicAccessExclusion> exclusion = PublicAccessExclusion::none;
  Value<EncryptionControl> encryption_control = EncryptionControl::off;
};

struct Subnet : Resource {
  Ref<Vpc> vpc;
  std::vector<Value<IpPrefix>> cidrs;                  // IPv4, IPv6 or both.  Rules: ADR-9, ADR-12
  std::string zone;                                    // "us-east-1a"; empty: not said
  std::string zone_id;                                 // "use1-az1"; empty: not said.  Rule: ADR-17
  Ref<RouteTable> route_table;                         // after completion never none.  Rule: RT-1
  std::vector<Ref<RouteTable>> possible_route_tables;  // of an unknown one: it is one of these;
                                                       // empty: it may be any
  Ref<NetworkAcl> network_acl;                         // after completion never none.  Rule: NACL-1
  Value<bool> map_public_ip = false;
  Value<bool> assign_ipv6 = false;
  Value<PublicAccessExclusion> exclusion = PublicAccessExclusion::none;
};

}  // namespace canreach
