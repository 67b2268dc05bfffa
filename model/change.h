#pragma once

#include <cstdint>
#include <string>

#include "model/design.h"

namespace canreach {

/// A change of a design that lets something through which is refused today: a rule, an entry or a
/// route that is added, in words of the native format.
struct DesignChange {
  enum class Kind : std::uint8_t {
    group_rule,
    acl_entry,
    route,
    internet_gateway,  // the VPC gets one, or the one that it has lost
  };
  Kind kind = Kind::group_rule;
  std::uint32_t index = 0;        // of the security group, network ACL, route table or VPC
  bool ingress = true;            // of a rule or an entry: its direction
  TrafficSet traffic;             // of these
  std::string protocol;           // of these: "tcp"; empty for a route
  std::string ports;              // "5432", "1024-65535"; empty: the protocol has none
  std::string icmp;               // "8/0": type and code; empty: none is meant
  std::string peer;               // a security group, a CIDR; of a route, its destination
  Ref<SecurityGroup> peer_group;  // none: a CIDR
  std::string via;                // of a route; the name of an internet gateway
  ResourceKind via_kind{};        // of a route
  std::uint32_t via_index = 0;
  int number = 0;  // of an entry

  friend bool operator==(const DesignChange&, const DesignChange&) = default;
};

/// Makes the change; false when the design does not take it: a route that is there already, a
/// number that an entry has.  The design stays complete.
bool apply(const DesignChange& change, Design& design);

/// What an edit of an input does: `remove` stands at `at` and becomes `add`.  Where the text that a
/// user would edit is not the input (a plan, a snapshot), the edit names an attribute of a resource
/// instead.
struct TextEdit {
  SourceLoc at;
  std::string remove;  // empty: nothing is taken away
  std::string add;
  std::string resource{};  // "aws_security_group.db", "sg-0abc"; empty: an edit of the text at `at`
  std::string attribute{};  // with `resource`: "ingress"
  std::string command{};    // with `resource`: of AWS's command line, where that does it

  bool is_of_text() const { return resource.empty(); }

  friend bool operator==(const TextEdit&, const TextEdit&) = default;
};

/// An edit of an attribute in one line: the command that makes it, else "aws_security_group.db: add
/// ingress { ... }".
std::string words_of(const TextEdit& edit);

}  // namespace canreach
