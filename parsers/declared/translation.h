#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "parsers/declared/declared.h"
#include "parsers/declared/to_native.h"

namespace canreach {

/// The types that a property may name.
using DeclaredTypes = std::vector<std::string_view>;

/// A VPC that is being written: its own keys, and its parts by section.
struct VpcText {
  std::string address;
  DeclaredValue body;
  std::map<std::string, DeclaredValue, std::less<>> parts;  // "subnets": {NAME: {...}}
};

/// What the translators of single types share: the declared resources by address and by what they
/// name, and the native text that is being written.
class Translation {
 public:
  Translation(DeclaredDesign declared, DeclaredLanguage language);

  DeclaredLanguage language() const { return language_; }

  /// Of the design; empty: not said.
  const std::string& region() const { return region_; }
  const std::string& account() const { return account_; }
  const std::deque<DeclaredResource>& resources() const { return resources_; }
  const DeclaredResource* find(std::string_view address) const;
  /// What the value names, if that is in the design and of one of the types; none: of any type.
  const DeclaredResource* target(const DeclaredValue& value, const DeclaredTypes& types = {}) const;
  /// The resources of a type whose property `key` names `address`, alone or in a list; "KEY.MEMBER"
  /// is a member of what that property lists.
  const std::vector<const DeclaredResource*>& naming(std::string_view type, std::string_view key,
                                                     std::string_view address) const;

  /// Likewise those of which it is not known what they name, and it may be `address`.
  const std::vector<const DeclaredResource*>& perhaps_naming(std::string_view type,
                                                             std::string_view key,
                                                             std::string_view address) const;
  /// What is handed the resource and may change it in ways that the input does not hold: a nested
  /// stack that was not read, a custom resource, which comes first.  nullptr: nothing is.
  const DeclaredResource* changed_by(const DeclaredResource& resource) const;

  /// The instance whose first interface it is, and which has its keys; nullptr: none.
  const DeclaredResource* instance_of(const DeclaredResource& interface) const;
  /// Does an element of an instance's NetworkInterfaces stand for its first one?
  bool is_first_device(const DeclaredValue& interface) const;
  /// The VPC that the resource is in; empty: none.
  const std::string& vpc_of(const DeclaredResource& resource) const;

  /// The text of a value; none when a part of it is not known.
  std::optional<std::string> text(const DeclaredValue& value) const;
  /// A scalar in native words: its text, `unknown`, or absent.
  DeclaredValue scalar(const DeclaredValue& value) const;
  /// "true" and "false" in any letters; none where it is not known or absent.
  std::optional<bool> flag(const DeclaredValue& value) const;
  /// A switch in native words: `true`, `false` or `unknown`; absent stays absent.
  DeclaredValue boolean(const DeclaredValue& value) const;
  /// Does the resource say that the switch is on?
  bool is_on(const DeclaredResource& resource, std::string_view key) const;
  /// The name of what the value refers to, or `unknown`; absent stays absent.
  DeclaredValue name(const DeclaredValue& value, const DeclaredTypes& types) const;
  /// Likewise for each element.
  DeclaredValue names(const DeclaredValue& value, const DeclaredTypes& types) const;
  /// A policy document with every text resolved, or `unknown`.
  DeclaredValue document(const DeclaredValue& value) const;
  /// The name that AWS gives it, where that is known, else its address.
  std::string physical_name(const DeclaredResource& resource) const;
  std::string account_of(const DeclaredResource& resource) const;
  std::string region_of(const DeclaredResource& resource) const;

  /// The keys that every resource has: tags, id, external.
  DeclaredValue body_of(const DeclaredResource& resource) const;

  VpcText& vpc(const std::string& address);
  /// Adds a part to its VPC: "subnets", the resource's body.
  void add_part(const DeclaredResource& resource, std::string_view section, DeclaredValue body);
  /// Adds a part to the VPC that is called `home`, which is external unless it is said elsewhere.
  void add_to_vpc(const std::string& home, std::string_view section, const std::string& name,
                  const SourceLoc& at, DeclaredValue body);
  /// Adds to a section at the top, or in one of it: "instances", "iam.roles".
  void add(std::string_view section, const std::string& name, const SourceLoc& at,
           DeclaredValue body);
  void add_not_modelled(const DeclaredResource& resource);
  /// The internet gets in to the resource by ways of its own that are not modelled.
  void note_public_side(const DeclaredResource& resource);
  /// What AWS takes where the text says nothing.
  void note_default(Completion completion) { completions_.push_back(std::move(completion)); }
  DeclaredValue& root() { return root_; }
  Diagnostics& warnings() { return warnings_; }

  NativeText take();

 private:
  void add_external(const DeclaredValue& value);
  void find_defaults();
  void add_default(const DeclaredValue& value);
  const DeclaredResource* find_named(const DeclaredValue& reference) const;
  void index_names();
  void index_perhaps(const DeclaredResource& resource, std::string_view key,
                     const DeclaredValue& value);
  void index_handed(const DeclaredResource& owner, const DeclaredValue& value);
  void find_first_interfaces();
  void infer_vpcs();
  /// Addresses of resources that are used together.
  using Together = std::vector<std::string_view>;
  void spread_vpcs(const std::vector<Together>& together);
  std::string reference_text(const DeclaredResource& resource, const std::string& attribute,
                             bool& known) const;
  bool resolve_texts(DeclaredValue& value) const;

  /// A property of resources of a type, or a member of what it lists, and what it names.
  struct Naming {
    std::string_view type;
    std::string_view key;
    std::string_view member;  // empty: the property itself
    std::string_view address;
    friend bool operator==(const Naming&, const Naming&) = default;
  };
  struct NamingHash {
    std::size_t operator()(const Naming& naming) const;
  };

  DeclaredLanguage language_;
  std::string region_;   // of the design; empty: not said
  std::string account_;  // likewise
  std::deque<DeclaredResource> resources_;
  // The keys are texts of resources_.
  std::unordered_map<std::string_view, const DeclaredResource*> by_address_;
  std::unordered_map<Naming, std::vector<const DeclaredResource*>, NamingHash> naming_;
  std::unordered_map<Naming, std::vector<const DeclaredResource*>, NamingHash> perhaps_naming_;
  std::unordered_map<std::string_view, const DeclaredResource*> changed_by_;
  // By who may change others: what that is handed.
  std::unordered_map<std::string_view, std::vector<std::string_view>> handed_;
  std::unordered_map<std::string_view, std::string> vpc_of_;
  std::unordered_map<std::string, std::string> defaults_;  // "Vpc.DefaultSecurityGroup": address
  std::unordered_map<std::string_view, DeclaredResource*> made_;  // those that AWS made
  std::unordered_map<std::string_view, const DeclaredResource*> first_interfaces_;  // whose
  std::deque<VpcText> vpcs_;
  std::unordered_map<std::string, VpcText*> vpc_by_address_;
  DeclaredValue root_;
  std::vector<std::pair<std::string, DeclaredValue>> sections_;
  std::vector<Completion> completions_;
  Diagnostics warnings_;
};

inline constexpr std::string_view kUnknownWord = "unknown";

DeclaredValue unknown_word(const SourceLoc& at);
/// The value, or `unknown` for an absent one.
DeclaredValue or_unknown(DeclaredValue value, const SourceLoc& at);
/// The name of a VPC that only its parts tell: "VPC of ADDRESS".
std::string vpc_name_of(std::string_view address);
/// Adds a member without looking for an equal key; absent values are left out.
void put(DeclaredValue& map, std::string_view key, DeclaredValue value);
void put(DeclaredValue& map, std::string_view key, std::string text, const SourceLoc& at);
/// Is it a custom resource?  What its code does with what it is handed, no template tells.
bool is_custom(const DeclaredResource& resource);
/// The elements of a list, the value itself, or nothing for an absent one.
std::vector<const DeclaredValue*> items_of(const DeclaredValue& value);

// One function a type says a resource in native words.
void say_vpc(Translation& out, const DeclaredResource& resource);
void say_subnet(Translation& out, const DeclaredResource& resource);
void say_route_table(Translation& out, const DeclaredResource& resource);
void say_nat_gateway(Translation& out, const DeclaredResource& resource);
void say_endpoint(Translation& out, const DeclaredResource& resource);
void say_peering(Translation& out, const DeclaredResource& resource);
void say_prefix_list(Translation& out, const DeclaredResource& resource);
void say_public_access(Translation& out, const DeclaredResource& resource);
void say_network_acl(Translation& out, const DeclaredResource& resource);
void say_security_group(Translation& out, const DeclaredResource& resource);
void say_instance(Translation& out, const DeclaredResource& resource);
void say_network_interface(Translation& out, const DeclaredResource& resource);
void say_elastic_ip(Translation& out, const DeclaredResource& resource);
void say_function(Translation& out, const DeclaredResource& resource);
void say_permission(Translation& out, const DeclaredResource& resource);
void say_database(Translation& out, const DeclaredResource& resource);
void say_cache(Translation& out, const DeclaredResource& resource);
void say_message_broker(Translation& out, const DeclaredResource& resource);
void say_with_own_groups(Translation& out, const DeclaredResource& resource);
void say_replication_instance(Translation& out, const DeclaredResource& resource);
void say_access_point(Translation& out, const DeclaredResource& resource);
void say_hosted_zone(Translation& out, const DeclaredResource& resource);
void say_record_set(Translation& out, const DeclaredResource& resource);
void say_resolver_rule(Translation& out, const DeclaredResource& resource);
void say_broker(Translation& out, const DeclaredResource& resource);
void say_scaling_group(Translation& out, const DeclaredResource& resource);
void say_service(Translation& out, const DeclaredResource& resource);
void say_load_balancer(Translation& out, const DeclaredResource& resource);
void say_endpoint_service(Translation& out, const DeclaredResource& resource);
void say_firewall(Translation& out, const DeclaredResource& resource);
void say_firewall_policy(Translation& out, const DeclaredResource& resource);
void say_firewall_rule_group(Translation& out, const DeclaredResource& resource);
void say_role(Translation& out, const DeclaredResource& resource);
void say_user(Translation& out, const DeclaredResource& resource);
void say_iam_group(Translation& out, const DeclaredResource& resource);
void say_managed_policy(Translation& out, const DeclaredResource& resource);
void say_data_store(Translation& out, const DeclaredResource& resource);
void say_transit_gateway(Translation& out, const DeclaredResource& resource);
void say_vpn_connection(Translation& out, const DeclaredResource& resource);
void say_client_vpn_endpoint(Translation& out, const DeclaredResource& resource);

/// `needs` of a service's tasks; absent: none that are known.
DeclaredValue needs_of(const Translation& out, const DeclaredResource& service,
                       const DeclaredResource& task);
/// `auth` of an MSK cluster; absent where it is not known.
DeclaredValue auth_of_broker(const Translation& out, const DeclaredResource& cluster);

/// The resource policy of a function: a statement for each permission that names it; absent: none.
DeclaredValue function_policy(const Translation& out, const DeclaredResource& function);

/// The `service` of an endpoint: an endpoint service of the design by its name.
DeclaredValue service_of_endpoint(const Translation& out, const DeclaredResource& endpoint);
/// The `state` of an endpoint to a service of the design; absent: it works.  Rule: PLS-1.
DeclaredValue state_of_endpoint(const Translation& out, const DeclaredResource& endpoint);
/// The name of a firewall's endpoint: its only one, or that in the subnet, or the zone of the
/// subnet, that is named; `unknown` where it has several.
DeclaredValue endpoint_of_firewall(const Translation& out, const DeclaredResource& firewall,
                                   const DeclaredValue& subnet, const SourceLoc& at);
/// The name of the firewall endpoint with this id; absent: none is known to have it.
DeclaredValue endpoint_with_id(const Translation& out, const DeclaredValue& id);

inline const DeclaredTypes kSubnetTypes = {"AWS::EC2::Subnet"};
inline const DeclaredTypes kVpcTypes = {"AWS::EC2::VPC"};
inline const DeclaredTypes kRouteTableTypes = {"AWS::EC2::RouteTable"};
inline const DeclaredTypes kRoleTypes = {"AWS::IAM::Role"};

/// The port of a database or cache that says none, by its engine; empty: not known.
std::string usual_port(const Translation& out, const DeclaredResource& resource);
/// Is an internet gateway attached to the VPC of this address?
bool has_internet_gateway(const Translation& out, const std::string& vpc);
/// `security_groups` of a list of references; `unknown` elements where one is no group.
DeclaredValue group_names(const Translation& out, const DeclaredValue& groups);
/// A role by what names it: a role, an instance profile, an ARN or a name.
DeclaredValue role_name(const Translation& out, const DeclaredValue& value);
/// `multi_az` of what AWS runs in one zone or several; absent: it is in each of its subnets.
DeclaredValue standby_of(const Translation& out, const DeclaredResource& resource);
/// The addresses that elements of a list give the subnets that they name, by the subnets' names;
/// `key` holds the address.  Absent: there is none.
DeclaredValue addresses_by_subnet(const Translation& out, const DeclaredValue& list,
                                  std::string_view key);
/// Those of the nodes' addresses that lie alone in one of the subnets, by the subnets' names.
/// Absent: there is none.
DeclaredValue addresses_of_nodes(const Translation& out, const DeclaredValue& subnets,
                                 const DeclaredValue& nodes);
/// Those of its subnets that are, or may be, in the zones that its nodes name; all where none names
/// one.
DeclaredValue subnets_of_nodes(const Translation& out, const DeclaredResource& resource,
                               const DeclaredValue& subnets);
/// The names of the subnets, or `unknown` where there are none.
DeclaredValue subnets_or_unknown(const Translation& out, const DeclaredValue& subnets,
                                 const SourceLoc& at);
/// The native name of a security group that is referred to; `unknown` where it is no group.
DeclaredValue group_name(const Translation& out, const DeclaredValue& value);

}  // namespace canreach
