#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/query/endpoint.h"
#include "analyzer/query/path.h"

namespace canreach {

/// A way by which requests get to a service, as far as policies can tell.  Rules: NET-1 to NET-6.
struct ServiceWay {
  enum class Kind : std::uint8_t {
    public_endpoint,
    vpc_endpoint,  // `endpoint`, gateway or interface
    unknown,       // a part of it is not known
    direct,        // nobody said where the call comes from
  };
  Kind kind = Kind::direct;
  std::uint32_t endpoint = kNoIndex;  // in Design::all<VpcEndpoint>()
  std::optional<IpAddress> source;    // that the service, or the endpoint, sees; none: not known
  std::vector<std::string> gateways;  // names of what it passes, in order
  bool carried_by_service =
      false;  // the caller runs where AWS runs it, outside every VPC.  Rule: NET-6

  friend bool operator==(const ServiceWay&, const ServiceWay&) = default;
};

/// The ways that a member's requests to a service may take, each once: one for most.
std::vector<ServiceWay> ways_to(const Network& network, const EndMember& from,
                                const EndMember& service);

/// "vpce-s3 (gateway endpoint)", "nat-a, igw", "the internet".
std::string described(const Design& design, const ServiceWay& way);

}  // namespace canreach
