#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/design.h"

namespace canreach {

/// A resource that has a name of DNS from AWS.
struct NamedHost {
  ResourceKind kind{};
  std::uint32_t index = 0;
  std::string zone;  // of a name of one zone's interface alone: "us-east-1a"; empty: all
  bool by_form =
      false;  // nobody wrote the name down: it has the form of those that this resource has
};

/// What AWS's own names tell by themselves.
struct AwsName {
  enum class Kind : std::uint8_t {
    none,          // not a name that AWS gives
    private_host,  // of an EC2 host inside VPCs: `address`, or `id`
    public_host,   // of an EC2 host by its public address: `address`
    service,       // of a regional service: `service`, `region`
    other_host,    // of something that a service makes: a database, a load balancer, a cache
  };
  Kind kind = Kind::none;
  IpAddress address;
  std::string id;       // "i-0123"; empty: told by its address
  std::string service;  // as endpoints name it: "ecr.api"
  std::string region;   // empty: a global name
};

/// `name` as dns_name_of() gives it.
AwsName aws_name_of(const std::string& name);

/// What in the design has the name.  Rules: IEP-5, SVC-2, ELB-2.
std::optional<NamedHost> host_with_name(const Design& design, const std::string& name);

}  // namespace canreach
