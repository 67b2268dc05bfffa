#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/net/ip.h"
#include "model/ref.h"
#include "model/resources/resource.h"
#include "model/resources/vpc.h"

namespace canreach {

enum class ResourceKind : std::uint8_t;

/// What a hosted zone answers for one name.  Names are whole, in lower case and without a final
/// dot; "*.corp.example" is a wildcard.  Rule: DNS-6.
struct DnsRecord {
  std::string name;
  std::vector<IpAddress> addresses;  // of A and AAAA
  bool known = true;                 // false: it has values that the input does not give
  std::string leads_to;              // CNAME or alias: the name that is asked instead; empty: none
  bool leads_to_resource = false;    // likewise, to what has the name: `kind` and `index`
  ResourceKind kind{};
  std::uint32_t index = 0;
  bool is_alias = false;   // of `leads_to`: else a CNAME
  bool is_chosen = false;  // one of several of that name, of which a routing policy picks one
  bool is_other = false;   // of another type (TXT, MX): the name exists and has no address
  std::string other_type;  // of such a record, in capitals: "NS"; empty: it is not known which
  SourceLoc at;
};

/// The domain that holds every name: of forwarding rules alone.
inline constexpr const char* kRootDomain = ".";

/// A hosted zone of Route 53, or a rule of its resolver, which has other servers asked.
struct HostedZone : Resource {
  enum class Type : std::uint8_t {
    public_zone,
    private_zone,
    forwarding,  // a resolver rule: what is asked elsewhere is not in the input
  };
  Type type = Type::public_zone;
  std::string domain;          // as the names of records; of a forwarding rule also kRootDomain
  std::vector<Ref<Vpc>> vpcs;  // of the others: for whose resolver it holds; unknown: perhaps any
  std::vector<DnsRecord> records;
  bool records_known = true;       // false: it may have further records
  std::vector<IpAddress> servers;  // of a forwarding rule
};

}  // namespace canreach
