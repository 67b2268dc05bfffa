#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/network/network.h"
#include "analyzer/query/endpoint.h"
#include "model/design.h"

namespace canreach {

/// A resource that has a name of DNS from AWS.
struct NamedHost {
  ResourceKind kind{};
  std::uint32_t index = 0;
  std::string zone;  // of a name of one zone's interface alone: "us-east-1a"; empty: all
  bool by_form =
      false;  // nobody wrote the name down: it has the form of those that this resource has
  Tri exists = Tri::yes;  // no: it has the id of an endpoint, and no such name is its own
};

/// What AWS's own names tell by themselves.
struct AwsName {
  enum class Kind : std::uint8_t {
    none,          // not a name that AWS gives
    private_host,  // of an EC2 host inside VPCs: `address`, or `id`
    no_host,       // where those are, and of a form that none of them has
    public_host,   // of an EC2 host by its public address: `address`
    service,       // of a service: `service`, `region`
    other_host,    // of something that a service makes: a database, a load balancer, a cache
  };
  Kind kind = Kind::none;
  IpAddress address;
  std::string id;          // "i-0123"; empty: told by its address
  std::string service;     // as endpoints name it: "ecr.api"
  std::string region;      // of services and private hosts; empty: a name without one
  std::string domain;      // of hosts and services: what Amazon's resolver has the names of
  bool is_listed = false;  // the service is known to have such a name; else there may be none
};

/// `name` as dns_name_of() gives it.
AwsName aws_name_of(const std::string& name);

/// Does the private DNS of an interface endpoint in the VPC answer for the service's name?  Rule:
/// IEP-3.
Tri endpoints_answer(const Design& design, std::uint32_t vpc, const AwsName& known);

/// What in the design has the name.  Rules: IEP-5, SVC-2, ELB-2.
std::optional<NamedHost> host_with_name(const Design& design, const std::string& name);

/// Does a peering give private addresses for the names of the other VPC?  Rule: PEER-9.
Tri peer_resolves(const Network& network, std::uint32_t own, std::uint32_t other);

/// Only the interfaces of that zone; false: none of them has an address.
bool keep_zone(const Network& network, const std::string& zone, EndMember& member);

/// Has the VPC, in the Region of names without one, an endpoint that may answer for the service?
bool may_have_private_dns(const Design& design, std::uint32_t vpc, const std::string& service);

bool has_endpoint(const Design& design, const std::string& service);

/// The name by which endpoints know a service whose actions begin with this word: "kinesis-streams"
/// for "kinesis".
std::string_view endpoint_service_of(std::string_view prefix);

/// The name that clients in the Region ask for: "sqs.us-east-1.amazonaws.com"; of a service whose
/// names are those of buckets or of accounts, one of them.
std::string name_of_service(std::string_view service, std::string_view region);

/// Is it known that AWS has such a service, "ecr.api"?  AWS adds services, so one that is not known
/// need not be wrong.
bool is_listed_service(std::string_view service);

/// What was probably meant by the name of a service; none: nothing is near.
std::optional<std::string> nearest_service(std::string_view service);

}  // namespace canreach
