#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/query.h"
#include "model/net/address_set.h"

namespace canreach {

/// Where a name is asked: what it gives may differ from place to place.  Rule: DNS-7.
struct Vantage {
  enum class Kind : std::uint8_t {
    vpc,          // the resolver of `vpc`
    internet,     // public DNS: hosts outside, functions outside every VPC
    on_premises,  // servers of a network outside AWS
    nowhere,      // it is not known which VPC it is
  };
  Kind kind = Kind::nowhere;
  std::uint32_t vpc = kNoIndex;

  friend bool operator==(const Vantage&, const Vantage&) = default;
};

/// Why a name gives no address, or none that is known.
struct Unresolved {
  Reason reason = Reason::none;
  Tri outcome = Tri::maybe;  // no: nobody answers; maybe: what is answered is not known
  std::string message;       // empty: the words of the reason, about the component
  std::string supply;        // of an open one
  ResourceKind component{};
  std::uint32_t index = kNoIndex;
  std::vector<IpAddress> servers;  // that must be reached to ask at all.  Rule: DNS-5
};

/// One thing that an endpoint's text stands for.
struct EndMember {
  enum class Kind : std::uint8_t {
    faces,            // something with interfaces in a VPC: `faces`, each of which must be judged
    hosts,            // hosts on the internet: `hosts`
    private_address,  // an address of a VPC's range that no interface has: `address` in `vpc`
    service,          // a regional AWS service: `service` is its short name
    on_premises,      // `on_premises` of the design, with `hosts` as its addresses
    outside,          // a function outside every VPC
    no_address,       // a workload or interface whose addresses the input does not give
    unresolved,       // a name of DNS that gives no address: `unresolved`
  };
  Kind kind = Kind::faces;
  AnswerEnd end;  // as reports name it
  std::vector<std::uint32_t>
      faces;  // Network::faces.  A workload: the primary IPv4 and IPv6 face of each interface it
              // may use; an address: the face that has it, or those that may, of a database
  bool complete =
      true;  // false: it has further interfaces or addresses that the input does not give
  bool by_address = false;         // named by an address, not by a name
  bool by_public_address = false;  // by_address: that address is the face's public one
  AddressSet hosts;
  IpAddress address;
  std::uint32_t vpc = kNoIndex;
  std::string service;
  std::string service_region;  // empty: the source's own
  std::uint32_t on_premises = kNoIndex;
  ResourceKind owner_kind{};  // with `owned`: the workload, endpoint or interface that was named
  std::uint32_t owner_index = kNoIndex;
  bool owned = false;
  std::optional<TrafficSet>
      listens;  // what to ask for when the query names no port; none: TCP on every port
  SourcePorts source_ports;  // what it uses as a client
  // Of what a name of DNS gives.
  bool by_dns_name = false;             // with by_address, which says what the name gives
  bool name_has_both_families = false;  // this member or others of the name: a source uses those of
                                        // its own families
  bool one_of_hosts = false;            // `hosts` are those that it may be, not those that it is
  std::optional<Vantage> seen_from;     // for those alone who ask there
  std::optional<Unresolved> unresolved;
};

Vantage vantage_of(const Network& network, const EndMember& from);

/// A whole endpoint: one member, or those of a group.
struct Endpoint {
  AnswerEnd end;
  bool is_group = false;            // tag:, subnet/, vpc/, a CIDR
  std::vector<EndMember> members;   // in the order of the design
  std::vector<NameAnswer> names;    // what a name of DNS gave, for each place where it was asked
  std::vector<Remark> assumptions;  // that this took for granted
};

/// The traffic that a TARGET's text asks for.
struct TargetText {
  std::string endpoint;                 // the text without port and protocol
  std::optional<std::string> port;      // "443", "80-90", "https"
  std::optional<std::string> protocol;  // "tcp"
};

/// Splits ENDPOINT[:PORT][/PROTOCOL].  The whole text is tried as a name first; `[v6]:443`; a bare
/// IPv6 address has no port.
tl::expected<TargetText, QueryError> split_target(const Network& network, std::string_view text);

/// Resolves an ENDPOINT of product.md section 3.  `beside`: the other end when it is already known;
/// a private address that several VPCs hold is looked up in its VPCs first.  Names that fit nothing
/// or several things are errors that list what was near or meant (CR1201, CR1202).
tl::expected<Endpoint, QueryError> resolve_endpoint(const Network& network, std::string_view text,
                                                    const Endpoint* beside);

}  // namespace canreach
