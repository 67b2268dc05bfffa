#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/net/ip.h"
#include "model/net/traffic_set.h"
#include "model/ref.h"
#include "model/resources/data_store.h"
#include "model/resources/identity.h"
#include "model/resources/resource.h"
#include "model/resources/rules.h"
#include "model/resources/vpc.h"

namespace canreach {

enum class ResourceKind : std::uint8_t;

/// The public IPv4 address that an internet gateway maps to a private one.  Rules: IGW-2, ADR-14.
struct PublicIp {
  enum class Kind : std::uint8_t {
    none,
    address,   // this one
    assigned,  // AWS picks one at launch: there is one, which is not known
    unknown,   // not known whether there is one
  };
  Kind kind = Kind::none;
  IpAddress address;
};

struct InterfaceAddress {
  IpAddress address;
  PublicIp public_ip;    // IPv4 only
  bool assumed = false;  // the next free one was taken because the input gives none
};

/// An elastic network interface.  Whatever has an address in a VPC has it through one of these:
/// instances, functions, databases, NAT gateways, endpoints, load balancer nodes.
struct NetworkInterface : Resource {
  enum class Type : std::uint8_t {
    ordinary,
    nat_gateway,
    endpoint,  // of an interface endpoint.  Rule: IEP-6
    gateway_load_balancer_endpoint,
    load_balancer,
    function,    // accepts no connections.  Rule: SVC-7
    client_vpn,  // nor does it.  Rule: CVPN-4
    transit_gateway,
    managed,  // another AWS service's
  };
  Type type = Type::ordinary;
  Ref<Vpc> vpc;
  Ref<Subnet> subnet;                       // unknown: an interface outside what is known
  std::vector<InterfaceAddress> addresses;  // the primary IPv4 first, IPv6 last
  bool addresses_known = true;              // false: it has addresses that the input does not give
  // What completion still has to take from the subnet: a primary IPv4 address, put in front of
  // `addresses` with this public IP, and an IPv6 address, put last.  A reader that gives addresses
  // leaves all three alone.
  bool wants_ipv4 = false;
  PublicIp wanted_public_ip;
  bool wants_ipv6 = false;
  std::vector<IpPrefix> prefixes;  // delegated ones count as its addresses.  Rule: ADR-16
  std::vector<Ref<SecurityGroup>> security_groups;
  bool security_groups_known = true;  // false: it has further groups that the input does not give
  bool has_security_groups = true;    // false: its kind has none, all is admitted.  Rule: SG-25
  Value<bool> source_dest_check = true;  // Rule: ADR-16
  ResourceKind owner_kind{};             // with `owned`: whose interface it is
  std::uint32_t owner_index = 0;
  bool owned = false;
  std::string description;
};

/// Ports that a client takes for its own end, both included.  Rule: EPH-1.
struct SourcePorts {
  std::uint16_t first = 1024;
  std::uint16_t last = 65535;
};
inline constexpr SourcePorts kAnySourcePorts{1024, 65535};
inline constexpr SourcePorts kLinuxSourcePorts{32768, 60999};  // Rule: AMB-12
inline constexpr SourcePorts kWindowsSourcePorts{49152, 65535};

/// What runs on network interfaces.
struct Workload : Resource {
  /// Instances: all of them at once.  Others with several subnets: one in each subnet that AWS may
  /// use, and a verdict must hold for every one of them.  Rules: SVC-1, SVC-8.
  std::vector<Ref<NetworkInterface>> interfaces;
  std::optional<TrafficSet> listens;  // none: every port.  Product page, "listens"
  bool listens_known = true;
  SourcePorts source_ports;
  Credentials credentials;
  std::string engine;  // databases, caches: "postgres"; else empty
  /// Of what AWS runs: has it a standby in another zone?  False: it runs in one zone of its
  /// subnets, and which one is not known.  None: it is where its interfaces are.  Rule: SVC-1
  std::optional<Value<bool>> multi_az;
};

struct Instance : Workload {
  bool windows = false;
};
/// A Lambda function.  Without interfaces it runs outside every VPC.  Rules: SVC-5, SVC-6.
struct Function : Workload {
  bool ipv6_allowed = false;             // Rule: SVC-8
  std::optional<PolicyDocument> policy;  // the resource-based one.  Rule: OTH-1
};
struct Database : Workload {
  Value<bool> publicly_accessible = false;  // Rule: SVC-2
  Value<bool> iam_auth = false;             // Rule: RDS-2
  /// Of redshift: do COPY and UNLOAD take the VPC's ways to services?  Rule: SVC-15
  Value<bool> enhanced_vpc_routing = false;
  std::string resource_id;  // "db-...", of rds-db ARNs; empty: the id.  Rule: RDS-1
  std::vector<DatabaseUser> users;
};
struct Cache : Workload {};
/// What runs on interfaces of its own in subnets: the tasks of a container service, the instances
/// of an auto-scaling group, a job's connection.
struct Service : Workload {
  /// Of pods: the node that they run on, whose address others see outside the VPC unless source NAT
  /// is left to others.  None: what is seen is their own.  Rule: SVC-11.
  Ref<Instance> node;
  Value<bool> external_snat = false;
  /// What must be reached before a task of it starts, short names of AWS's services: "ecr.dkr".
  /// Rule: SVC-10.
  std::vector<std::string> needs;
};
/// An MSK cluster or another message broker.
struct Broker : Workload {
  std::string arn;
  std::vector<std::string> auth;         // "iam", "scram", "tls", "none".  Rule: SVC-15
  std::optional<PolicyDocument> policy;  // of the cluster, for other accounts.  Rule: MSK-3
  bool policy_known = true;              // false: whether there is one was not collected
};

}  // namespace canreach
