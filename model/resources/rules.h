#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/net/ip.h"
#include "model/net/traffic_set.h"
#include "model/ref.h"
#include "model/resources/resource.h"
#include "model/resources/vpc.h"

namespace canreach {

/// The traffic that a rule names.  `surely` holds whatever its unknown values turn out to be,
/// `possibly` for some of them; both are the same set when nothing is unknown.
struct TrafficMatch {
  TrafficSet surely;
  TrafficSet possibly;

  static TrafficMatch of(TrafficSet traffic) { return {traffic, traffic}; }
  bool is_known() const { return surely == possibly; }
};

/// The addresses of a prefix list, customer-managed or AWS's own list of a service.
struct PrefixList : Resource {
  std::vector<Value<IpPrefix>> entries;
  bool entries_known = true;  // false: AWS's list, or one whose entries were not collected
  std::string service;        // "s3", "dynamodb" for AWS's list of that service; else empty
  int max_entries = 0;        // 0: not said
};

/// Source address (ingress) or destination address (egress) of a network ACL entry, and its
/// verdict.  Rule: NACL-6.
struct NetworkAclEntry {
  int number = 0;  // 1 to 32766; the implicit `*` entry is not listed.  Rule: NACL-3
  Value<bool> allow = false;
  TrafficMatch traffic;
  Value<IpPrefix> cidr;
  SourceLoc at;
  bool number_known = true;  // false: it may be asked before or after any other
};

struct NetworkAcl : Resource {
  Ref<Vpc> vpc;
  bool is_default = false;
  std::vector<NetworkAclEntry>
      ingress;  // sorted by number; lowest first match decides.  Rule: NACL-2
  std::vector<NetworkAclEntry> egress;
};

struct SecurityGroup;

/// The other end that a security group rule names.  Rule: SG-5.
struct SecurityGroupPeer {
  enum class Kind : std::uint8_t {
    cidr,
    group,          // in this design
    missing_group,  // deleted, or in an account that the design does not hold; `name` says which.
                    // Rule: SG-14
    foreign_group,  // ACCOUNT/sg-id of another account, whose members the design does not hold
    prefix_list,
    unknown,
  };
  Kind kind = Kind::unknown;
  IpPrefix cidr;
  Ref<SecurityGroup> group;
  Ref<PrefixList> prefix_list;
  std::string name;  // as written: for messages
};

struct SecurityGroupRule {
  TrafficMatch traffic;
  SecurityGroupPeer peer;
  std::string id;  // "sgr-..." where the input has it
  SourceLoc at;
};

struct SecurityGroup : Resource {
  Ref<Vpc> vpc;
  std::vector<Ref<Vpc>> further_vpcs;  // where it may be used.  Rule: SG-16
  bool further_vpcs_known = true;      // false: it need not be used in all of them
  bool is_default = false;
  std::vector<SecurityGroupRule> ingress;
  std::vector<SecurityGroupRule> egress;
  bool rules_known = true;  // false: the group is external, or its rules were not collected
};

}  // namespace canreach
