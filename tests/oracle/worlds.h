#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/design.h"
#include "tests/oracle/oracle.h"

namespace canreach::oracle {

/// A small completed design without unknown values, which check_design() has no error for; the same
/// one for the same seed on every machine.
Design random_world(std::uint64_t seed);

/// Every combination of a few choices for two subnets with two instances each, 5,184 designs:
/// network ACL, group rule and route table of each subnet, public addresses or none.
using WorldVisitor = std::function<void(const Design& design, const std::string& label)>;
void for_each_small_world(const WorldVisitor& visit);

/// Where a connection may begin.
struct End {
  Ref<NetworkInterface> interface;  // none: a host on the internet
  IpAddress address;
};

/// Every address of every interface, and hosts on the internet inside and outside each prefix of
/// the design.
std::vector<End> interesting_ends(const Design& design);

/// Private and public addresses of every interface, both sides of each prefix boundary of the
/// design, and addresses that nobody has.  Sorted.
std::vector<IpAddress> interesting_addresses(const Design& design);

/// The boundaries of all port ranges in rules and entries, and their neighbours.  Sorted.
std::vector<std::uint16_t> interesting_ports(const Design& design);

/// Connections from interesting ends to interesting addresses and ports; the same ones for the same
/// seed. No interface talks to itself.
std::vector<Connection> sample_connections(const Design& design, std::uint64_t seed, int count);

}  // namespace canreach::oracle
