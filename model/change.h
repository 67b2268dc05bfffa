#pragma once

#include <cstdint>
#include <string>

#include "model/design.h"

namespace canreach {

/// A change of a design that lets something through which is refused today: a rule, an entry or a
/// route that is added, in words of the native format.
struct DesignChange {
  enum class Kind : std::uint8_t { group_rule, acl_entry, route };
  Kind kind = Kind::group_rule;
  std::uint32_t index = 0;  // of the security group, network ACL or route table
  bool ingress = true;      // of a rule or an entry: its direction
  std::string protocol;     // of these: "tcp"; empty for a route
  std::string ports;        // "5432", "1024-65535"; empty: the protocol has none
  std::string icmp;         // "8/0": type and code; empty: none is meant
  std::string peer;         // a security group, a CIDR; of a route, its destination
  std::string via;          // of a route
  int number = 0;           // of an entry

  friend bool operator==(const DesignChange&, const DesignChange&) = default;
};

/// What an edit of an input does: `remove` stands at `at` and becomes `add`.
struct TextEdit {
  SourceLoc at;
  std::string remove;  // empty: nothing is taken away
  std::string add;

  friend bool operator==(const TextEdit&, const TextEdit&) = default;
};

}  // namespace canreach
