#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/design.h"

namespace canreach::oracle {

/// One connection with every number given: the first packet that its client sends.
struct Connection {
  Ref<NetworkInterface> source_interface;  // none: a host on the internet
  IpAddress source;                        // one of that interface's private addresses
  IpAddress destination;
  Protocol protocol = kTcp;
  std::uint16_t source_port = 0;  // tcp and udp only, as are the other ports
  std::uint16_t destination_port = 0;
  std::uint8_t icmp_type = 0;
  std::uint8_t icmp_code = 0;
  /// What a NAT gateway takes for its own end (1024 to 65535; 0: the source port).  Rules: NAT-1,
  /// NAT-8.
  std::uint16_t nat_port = 0;
};

struct Outcome {
  bool forward = false;
  /// True as well for ICMP messages that nobody answers.  Never without `forward`.
  bool reply = false;
  /// The path leads to what the oracle does not know: a virtual private or transit gateway, an
  /// ambiguous prefix list (RT-10).  Then `forward` and `reply` mean nothing.
  bool undecided = false;
  std::optional<IpAddress> seen_source;  // the source that the receiver sees; none unless `forward`
  std::string why;  // where it was lost, for the one who debugs; empty when it was not
};

/// Simulates the first packet and then its answer, hop by hop, as docs/semantics.md words it.  Only
/// for completed designs whose values are all known.
Outcome connect(const Design& design, const Connection& connection);

}  // namespace canreach::oracle
