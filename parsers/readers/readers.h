#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "model/design.h"
#include "parsers/load.h"
#include "parsers/record.h"

namespace canreach {

/// What a document says about all objects in it, by its path or its envelope.
struct SnapshotScope {
  std::string document;
  std::string command;                 // "s3api_get-bucket-policy"; empty: not said
  std::string account;                 // empty: not said
  std::string region;                  // empty: not said
  std::vector<std::string> arguments;  // of the command: "pl-0abc"
  /// Those that an envelope gives a name, "bucket", in lower case without dashes.
  std::vector<std::pair<std::string, std::string>> named_arguments;
  bool is_partial = false;  // a page that is not the last

  /// The argument of one of these names ("bucket"); where none has a name, the first one.
  std::string argument(const std::vector<std::string_view>& names) const;
  /// Is it the output of a command with this word in its name?
  bool is_of(std::string_view word) const { return command.find(word) != std::string::npos; }
};

/// One object of a describe output.
struct SnapshotObject {
  const SyntaxNode* node = nullptr;
  const SnapshotScope* scope = nullptr;
  std::string_view owner;  // the account that a reservation names around its instances; else empty
};

/// The objects of all documents of a snapshot, by the key that they stand under.
struct Snapshot {
  std::deque<SnapshotScope> scopes;
  std::map<std::string, std::vector<SnapshotObject>, std::less<>> objects;
  /// Which documents hold a list of that key, also an empty one.
  std::map<std::string, std::vector<const SnapshotScope*>, std::less<>> lists;
  std::set<std::string, std::less<>> incomplete;  // keys of pages that are not the last

  bool holds(std::string_view key) const { return objects.find(key) != objects.end(); }
  const std::vector<SnapshotObject>& of(std::string_view key) const;
};

/// Which field holds what every resource has.
struct CommonKeys {
  std::string_view id;
  std::string_view tags = "Tags";
  std::string_view arn = {};
};

/// What of an object becomes nodes before it is read: all, or what is on its first level and
/// otherwise only what is looked at.
enum class Parse { whole, first_level };

/// A design while the objects of a snapshot are read into it, kind after kind: AWS's ids of what
/// was read so far, what had to be left out, and which missing ids were reported.
class SnapshotReading {
 public:
  SnapshotReading(const Snapshot& snapshot, const LoadOptions& options, Design& design,
                  Diagnostics& diagnostics);

  const Snapshot& snapshot;
  const LoadOptions& options;
  Design& design;
  Diagnostics& diagnostics;

  /// The resource with that id; none when it was not read.
  template <class T>
  Ref<T> find(const std::string& id) const {
    const auto& ids = ids_[static_cast<std::size_t>(kind_of<T>())];
    const auto found = ids.find(id);
    return found == ids.end() ? Ref<T>::none() : Ref<T>(found->second);
  }

  /// The resource with that id; unknown when it was not read, which is reported once an id unless
  /// its kind is incomplete anyway.  No id is unknown too.
  template <class T>
  Ref<T> resolve(const std::string& id, std::string_view user, const SourceLoc& at) {
    const Ref<T> ref = find<T>(id);
    if (ref.is_known()) return ref;
    report_missing(kind_of<T>(), id, user, at);
    return Ref<T>::unknown();
  }

  template <class T>
  Ref<T> add(T resource) {
    auto& ids = ids_[static_cast<std::size_t>(kind_of<T>())];
    const std::string id = resource.id;
    const Ref<T> ref = design.add(std::move(resource));
    if (!id.empty()) ids.emplace(id, ref.index());
    return ref;
  }

  /// Reads the objects of a key one by one.  What has a problem or no id is left out, and makes its
  /// kind incomplete.
  template <class T, class Read>
  void read_each(std::string_view key, std::string_view id_key, Read read,
                 Parse parse = Parse::whole) {
    for (const SnapshotObject& object : snapshot.of(key)) {
      RecordProblem problem;
      const SyntaxNode node =
          parse == Parse::whole ? object.node->parsed() : object.node->outlined();
      const ResourceRecord record(node, problem);
      std::optional<T> resource = read(object, record);
      if (!problem.found() && record.text(id_key).empty()) record.refuse("it has no id");
      if (problem.found()) {
        leave_out(kind_of<T>(), record.node(), id_key, problem);
      } else if (resource) {
        add(std::move(*resource));
      }
    }
  }

  /// Notes what could not be read; its kind is incomplete from now on.
  void leave_out(ResourceKind kind, const SyntaxNode& node, std::string_view id_key,
                 const RecordProblem& problem);
  /// The same for a part of an object that is no resource of its own.
  void leave_out(std::string kind, std::string name, std::string why, const SourceLoc& at);
  /// The same where there is a problem; is there one?
  bool leave_out_if_bad(std::string_view kind, std::string_view name, const RecordProblem& problem);
  void report_missing(ResourceKind kind, const std::string& id, std::string_view user,
                      const SourceLoc& at);

  /// Id, name, tags, account, region and place of an object.
  void read_common(Resource& resource, const SnapshotObject& object, const ResourceRecord& record,
                   const CommonKeys& keys) const;
  /// Scope, and region where nothing nearer says it.
  void place_in(Resource& resource, Ref<Vpc> vpc) const;

  /// The region of a VPC by its subnets' zones, made once.
  const std::string& region_of_vpc(const std::string& vpc_id);

  /// Interfaces by what tells whose they are; see network_interface.cpp.
  struct InterfaceIndex {
    using Refs = std::vector<Ref<NetworkInterface>>;
    std::unordered_map<std::string, Refs> functions;  // by place_key()
    std::unordered_map<std::string, Refs> client_vpns;
    std::unordered_map<std::string, Refs> databases;  // by place_key()
    std::unordered_map<std::string, Refs> caches;     // by the cache's name
    std::unordered_map<std::string, Refs> balancers;  // by "app/NAME/HASH", or a classic one's name
    std::unordered_map<std::string, Refs> instances;  // by instance id
    std::unordered_map<std::uint32_t, long long> device_index;
  };
  InterfaceIndex interfaces;

  /// KMS keys by ARN, by id with region, and by alias with account and region; see key.cpp.
  std::unordered_map<std::string, Ref<Key>> key_places;

  /// Objects of keys that several commands share (is_shared_key()), once a reader has used them.
  std::unordered_set<const SyntaxNode*> taken;
  void take(const SnapshotObject& object) { taken.insert(object.node); }

  /// The ids of the route tables that an endpoint names, by its own id: tables are read later.
  std::unordered_map<std::string, std::vector<std::string>> endpoint_tables;

 private:
  std::array<std::unordered_map<std::string, std::uint32_t>, 64> ids_;
  std::unordered_set<std::string> reported_;
  std::optional<std::unordered_map<std::string, std::string>> vpc_regions_;
};

// The kinds, in the order in which they are read: each finds what it refers to.
void read_vpcs(SnapshotReading& reading);
void read_block_public_access(SnapshotReading& reading);
void read_subnets(SnapshotReading& reading);
void read_prefix_lists(SnapshotReading& reading);
void read_security_groups(SnapshotReading& reading);
void read_network_acls(SnapshotReading& reading);
void read_gateways(SnapshotReading& reading);
void read_transit_gateways(SnapshotReading& reading);  // with attachments, tables, VPN
void read_network_interfaces(SnapshotReading& reading);
void read_elastic_ips(SnapshotReading& reading);
void read_other_elastic_ips(SnapshotReading& reading);  // after all that has interfaces
void read_nat_gateways(SnapshotReading& reading);
void read_vpc_peerings(SnapshotReading& reading);
void read_vpc_endpoints(SnapshotReading& reading);
void read_instances(SnapshotReading& reading);
void read_functions(SnapshotReading& reading);
void read_client_vpn_endpoints(SnapshotReading& reading);
void read_databases(SnapshotReading& reading);
void read_caches(SnapshotReading& reading);
void read_load_balancers(SnapshotReading& reading);     // after what may be their targets
void read_endpoint_services(SnapshotReading& reading);  // after load balancers
void read_firewalls(SnapshotReading& reading);          // after endpoints and their services
void read_identities(SnapshotReading& reading);
void find_account(SnapshotReading& reading);  // of what names none of its own
void read_keys(SnapshotReading& reading);     // before what they encrypt
void read_hosted_zones(SnapshotReading& reading);
void read_managed(SnapshotReading& reading);  // after databases, whose clusters share interfaces
void read_access_points(SnapshotReading& reading);  // after buckets, before other policies
void read_buckets(SnapshotReading& reading);
void read_data_stores(SnapshotReading& reading);
void read_resource_policies(SnapshotReading& reading);  // after what they are attached to
void read_organization(SnapshotReading& reading);
void read_route_tables(SnapshotReading& reading);  // last: a route may name any of the others

/// "" for one of the words that mean that all is well, else the word in lower case.
std::string state_of(std::string_view word, const std::vector<std::string_view>& working);

/// Notes a name of DNS that the input says; a text that is none says nothing.
void add_dns_name(const std::string& text, Resource& resource);

/// The CIDRs of a set of associations that are in force, e.g. CidrBlockAssociationSet.
void add_associated_cidrs(std::vector<Value<IpPrefix>>& cidrs, const ResourceRecord& record,
                          std::string_view set, std::string_view cidr, std::string_view state);

/// The traffic of a rule: protocol by name or number, ports (ICMP: type and code), -1 or none =
/// all.  Rules: SG-6, SG-7, NACL-8.
Result<TrafficSet> traffic_of_rule(std::string_view protocol, std::optional<long long> first,
                                   std::optional<long long> last);

/// An AWS list of addresses that is named but not described; `service` may be empty.
Ref<PrefixList> prefix_list_of(SnapshotReading& reading, const std::string& id,
                               const std::string& service, const SourceLoc& at);
/// "s3" of "com.amazonaws.us-east-1.s3"; the whole name of anything else.
std::string service_of(const std::string& service_name);

/// One key for interfaces that AWS shares: the subnet and the set of security groups.
std::string place_key(const std::string& subnet, std::vector<std::string> groups);
/// Adds an interface that an object of another kind holds inline; what is there already stays.
Ref<NetworkInterface> add_inline_interface(SnapshotReading& reading, const SnapshotObject& object,
                                           const ResourceRecord& record);
void set_groups(SnapshotReading& reading, NetworkInterface& interface,
                const std::vector<std::string>& groups, const SourceLoc& at);

/// An interface that must be there although the input does not show it.
struct HiddenInterface {
  NetworkInterface::Type type = NetworkInterface::Type::managed;
  std::string subnet;               // id; empty: not known either
  std::vector<std::string> groups;  // ids
  bool groups_known = true;
  std::string id;  // empty: made from the owner and the subnet
};
Ref<NetworkInterface> add_hidden_interface(SnapshotReading& reading, const Resource& owner,
                                           const HiddenInterface& hidden);

/// Makes a resource the owner of its interfaces; the first owner stays.
void own_interfaces(Design& design, ResourceKind kind, std::uint32_t index,
                    const std::vector<Ref<NetworkInterface>>& interfaces);

/// The subnets of a subnet group described under `key`, in the account and region of `object`;
/// empty when it is not described, one without a name when it cannot be read.
std::vector<std::string> subnets_of_group(SnapshotReading& reading, std::string_view key,
                                          std::string_view name_key, const std::string& name,
                                          const SnapshotObject& object);

/// The TCP port that a workload listens on; 0 = its engine's.
void set_listening_port(Workload& workload, long long port);

/// The ids under "Groups".
std::vector<std::string> group_ids(const ResourceRecord& record);

}  // namespace canreach
