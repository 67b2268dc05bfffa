#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "model/design.h"
#include "parsers/native/names.h"
#include "parsers/native/readers.h"
#include "parsers/syntax/yaml_text.h"

namespace canreach {

/// What the writers of single kinds share: the design, the names under which things are written,
/// and what could not be said.
class WriteContext {
 public:
  WriteContext(const Design& design, Diagnostics& diagnostics);

  const Design& design() const { return design_; }

  /// Is it written under a name of its own?
  bool is_written(ResourceKind kind, std::uint32_t index) const {
    return keys_.count({kind, index}) > 0;
  }
  /// The key that it is written under; empty: none.
  const std::string& key(ResourceKind kind, std::uint32_t index) const;
  /// The key of the VPC that a part is written in; empty: none.
  const std::string& home(Ref<Vpc> vpc) const;

  /// What reads as a reference to it: NAME, VPC/NAME or KIND/NAME; none where nothing does.
  /// `reserved` are words that the place gives another meaning.
  std::optional<std::string> spelled(ResourceKind kind, std::uint32_t index, const Wanted& wanted,
                                     std::string_view home,
                                     const std::vector<std::string>& reserved = {}) const;
  std::optional<std::string> spelled_other(const std::string& label, const std::string& name,
                                           const Wanted& wanted) const;
  /// Likewise, or `unknown` after a report.
  template <class T>
  YamlValue reference(Ref<T> ref, std::string_view home, const Resource& user) {
    if (!ref.is_known()) return YamlValue::word("unknown");
    return reference(kind_of<T>(), ref.index(), wanted_kind<T>(), home, user);
  }
  YamlValue reference(ResourceKind kind, std::uint32_t index, const Wanted& wanted,
                      std::string_view home, const Resource& user);

  /// Notes that something of `resource` has no words in the format (CR1405).
  void unsaid(const Resource& resource, ResourceKind kind, const std::string& what);
  void unsaid(const std::string& subject, const SourceLoc& at, const std::string& what);
  const std::vector<std::string>& remarks() const { return remarks_; }

  /// The VPC by whose key a gateway is written, also when it is detached.
  Ref<Vpc> gateway_home(Ref<Vpc> vpc, const Resource& gateway) const;

  /// Are the interfaces of the owner such as the reader makes from `subnets` and their addresses?
  bool is_inline(ResourceKind owner, std::uint32_t index) const {
    return inline_owners_.count({owner, index}) > 0;
  }
  /// Must the address that canreach picked be written, because reading would pick another one?
  bool needs_address(Ref<NetworkInterface> interface) const {
    return written_out_.count(interface.index()) > 0;
  }
  /// The lowest index of an interface that the kind's section brings, everywhere or in one VPC; the
  /// largest number: none.
  std::uint32_t first_interface(ResourceKind kind, Ref<Vpc> vpc = {}) const;
  /// The resources of a kind that stand in the VPC, in the order of the design.
  const std::vector<std::uint32_t>& parts(ResourceKind kind, Ref<Vpc> vpc) const;

 private:
  void find_inline_owners();
  void name_everything();
  void find_parts();
  void find_first_interfaces();
  void find_moved_addresses();
  template <class T>
  void add_parts();
  template <class T>
  void name_all();
  void name_resource(ResourceKind kind, std::uint32_t index, const Resource& resource,
                     const std::string& scope);

  const Design& design_;
  Diagnostics& diagnostics_;
  Names names_;
  struct Written {
    std::string name;
    std::string scope;
  };
  std::map<std::pair<ResourceKind, std::uint32_t>, Written> keys_;
  std::set<std::tuple<ResourceKind, std::string, std::string>> taken_;  // kind, scope, key
  std::set<std::pair<ResourceKind, std::uint32_t>> inline_owners_;
  std::set<std::uint32_t> written_out_;
  std::map<std::pair<ResourceKind, std::uint32_t>, std::vector<std::uint32_t>> parts_;
  std::map<std::pair<ResourceKind, std::uint32_t>, std::uint32_t> first_interfaces_;
  std::map<std::string, std::uint32_t> vpc_by_name_;
  std::vector<std::string> remarks_;
  std::set<std::string> remarked_;
};

/// Sections in the order in which they are written: top-level keys, keys of a VPC.
std::vector<ResourceKind> section_order(const WriteContext& out);
std::vector<ResourceKind> part_order(const WriteContext& out, Ref<Vpc> vpc);

inline YamlValue unknown_value() { return YamlValue::word("unknown"); }
YamlValue value_of(const Value<bool>& value);
YamlValue value_of(const Value<IpPrefix>& prefix);
/// One value for a list of one.
YamlValue one_or_list(YamlValue list);
YamlValue texts_value(const std::vector<std::string>& texts);
/// Puts the value unless it is the one that is taken where the key is left out.
void put_bool(YamlValue& body, const char* key, const Value<bool>& value, bool otherwise);
/// id, state, external; tags come last.
void put_common(WriteContext& out, ResourceKind kind, std::uint32_t index, const Resource& resource,
                YamlValue& body);
void put_tags(const Resource& resource, YamlValue& body);
/// account and region of what is in no VPC.
void put_home(const WriteContext& out, const Resource& resource, YamlValue& body);
/// The keys protocol, ports, icmp; one map a rule that is needed.
std::vector<YamlValue> traffic_values(const TrafficMatch& traffic);
/// "443", "1024-65535", "all"; one word an interval.
YamlValue port_words(const TrafficSet& traffic, Protocol protocol);
YamlValue policy_value(WriteContext& out, const PolicyDocument& document);
/// Likewise with its name, where it has one.
YamlValue named_policy_value(WriteContext& out, const PolicyDocument& document);

/// Does this rule admit every packet to or from every address of a family?
bool is_allow_all(const TrafficMatch& traffic, const IpPrefix& prefix);
/// May the VPC have an IPv6 block, as far as one can know?
bool vpc_may_have_ipv6(const Vpc& vpc);

// Interfaces: what `subnet`, `address` and the other keys say of them.
/// Whether a free address of the family is what reading gives where nothing is written.
struct AddressDefaults {
  bool ipv4 = false;
  bool ipv6 = false;
  bool unknown = false;
};
AddressDefaults address_defaults(const Design& design, Ref<Subnet> subnet, bool by_subnet);
/// subnet(s), address, ipv6, security_groups of a workload whose interfaces are inline; else
/// `interfaces`.
void put_interfaces(WriteContext& out, ResourceKind kind, std::uint32_t index,
                    const Resource& resource, const std::vector<Ref<NetworkInterface>>& interfaces,
                    std::string_view home, YamlValue& body);
/// The names of interfaces, `unknown` for those of which nothing is known.
YamlValue interface_names(WriteContext& out, const Resource& owner,
                          const std::vector<Ref<NetworkInterface>>& interfaces, std::size_t first);
/// The keys that an instance's first interface and a free one share.
void put_interface(WriteContext& out, Ref<NetworkInterface> ref, const Resource& owner,
                   bool by_subnet, YamlValue& body);
void put_groups(WriteContext& out, const NetworkInterface& interface, const Resource& owner,
                bool always, YamlValue& body);
/// The public address of the primary one.
PublicIp primary_public_ip(const NetworkInterface& interface);
std::optional<YamlValue> public_ip_value(const PublicIp& public_ip);

// What every workload has.
void put_source_ports(const Workload& workload, YamlValue& body);
void put_dns_names(const Resource& resource, YamlValue& body);
void put_credentials(WriteContext& out, const Workload& workload, YamlValue& body);
void put_listens(const Workload& workload, YamlValue& body);

// One function a kind gives what stands under its name.
YamlValue write_vpc(WriteContext& out, std::uint32_t index);
YamlValue write_subnet(WriteContext& out, std::uint32_t index);
YamlValue write_route_table(WriteContext& out, std::uint32_t index);
YamlValue write_network_acl(WriteContext& out, std::uint32_t index);
YamlValue write_security_group(WriteContext& out, std::uint32_t index);
YamlValue write_prefix_list(WriteContext& out, std::uint32_t index);
YamlValue write_nat_gateway(WriteContext& out, std::uint32_t index);
YamlValue write_vpc_endpoint(WriteContext& out, std::uint32_t index);
YamlValue write_vpc_peering(WriteContext& out, std::uint32_t index);
YamlValue write_transit_gateway(WriteContext& out, std::uint32_t index);
YamlValue write_vpn_connection(WriteContext& out, std::uint32_t index);
YamlValue write_on_premises(WriteContext& out, std::uint32_t index);
YamlValue write_network_interface(WriteContext& out, std::uint32_t index);
YamlValue write_instance(WriteContext& out, std::uint32_t index);
YamlValue write_function(WriteContext& out, std::uint32_t index);
YamlValue write_database(WriteContext& out, std::uint32_t index);
YamlValue write_cache(WriteContext& out, std::uint32_t index);
YamlValue write_broker(WriteContext& out, std::uint32_t index);
YamlValue write_hosted_zone(WriteContext& out, std::uint32_t index);
YamlValue write_service(WriteContext& out, std::uint32_t index);
YamlValue write_client_vpn_endpoint(WriteContext& out, std::uint32_t index);
YamlValue write_load_balancer(WriteContext& out, std::uint32_t index);
YamlValue write_endpoint_service(WriteContext& out, std::uint32_t index);
YamlValue write_firewall(WriteContext& out, std::uint32_t index);
YamlValue write_firewall_policy(WriteContext& out, std::uint32_t index);
YamlValue write_firewall_rule_group(WriteContext& out, std::uint32_t index);
YamlValue write_user(WriteContext& out, std::uint32_t index);
YamlValue write_iam_group(WriteContext& out, std::uint32_t index);
YamlValue write_role(WriteContext& out, std::uint32_t index);
YamlValue write_managed_policy(WriteContext& out, std::uint32_t index);
YamlValue write_store(WriteContext& out, ResourceKind kind, std::uint32_t index);
YamlValue write_organization(WriteContext& out, const Organization& organization);
/// A name, or a map where more than the name is to be said.
YamlValue write_gateway(WriteContext& out, ResourceKind kind, std::uint32_t index);
/// What stands under the name of a resource of the kind, which is not a VPC's gateway; none where
/// no writer knows the kind.
std::optional<YamlValue> write_resource(WriteContext& out, ResourceKind kind, std::uint32_t index);
/// Do gateways of this kind stand in their VPC by a key of their own?
bool is_vpc_gateway(ResourceKind kind);

}  // namespace canreach
