#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "model/ref.h"
#include "model/resources/client_vpn.h"
#include "model/resources/data_store.h"
#include "model/resources/firewall.h"
#include "model/resources/hosted_zone.h"
#include "model/resources/identity.h"
#include "model/resources/intent.h"
#include "model/resources/load_balancer.h"
#include "model/resources/private_link.h"
#include "model/resources/routing.h"
#include "model/resources/rules.h"
#include "model/resources/transit.h"
#include "model/resources/vpc.h"
#include "model/resources/workload.h"

namespace canreach {

/// One enumerator a row of model/resource_kinds.def.
enum class ResourceKind : std::uint8_t {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) type,
#include "model/resource_kinds.def"
#undef RESOURCE
};

/// A row of model/resource_kinds.def.
struct ResourceKindRow {
  ResourceKind kind;
  std::string_view label;
  std::string_view native;
  std::string_view cloudformation;
  std::string_view terraform;
  std::string_view describe;
};

const std::vector<ResourceKindRow>& resource_kind_rows();
const ResourceKindRow& row_of(ResourceKind kind);
inline std::string_view label_of(ResourceKind kind) { return row_of(kind).label; }

template <class T>
constexpr ResourceKind kind_of();
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  template <>                                                              \
  constexpr ResourceKind kind_of<type>() {                                 \
    return ResourceKind::type;                                             \
  }
#include "model/resource_kinds.def"
#undef RESOURCE

/// Stands in ARNs for the account of a design that names none.
inline constexpr std::string_view kNoAccount = "000000000000";

/// Something in the input that no verdict takes into account.  Where it could change one, the
/// answer says so.
struct NotModelled {
  std::string kind;  // a label, or the input's own word
  std::string name;
  SourceLoc at;
  bool has_interfaces = false;  // it may own addresses in a subnet
  bool has_policy = false;      // a policy document stands in it
  /// Of an organization's policy: "SERVICE_CONTROL_POLICY"; empty: it is none, or does not tell.
  std::string policy_type{};
  /// What it lets the internet in to by ways of its own: kinds and indexes.
  std::vector<std::pair<ResourceKind, std::uint32_t>> in_front_of{};
};

/// A condition of a template that decides which resources exist, and that depends on what the
/// input does not give.
struct OpenCondition {
  std::string name;    // unique in the design
  std::string supply;  // what would decide it: "parameter `Environment`"
  SourceLoc at;
  bool is_unbounded = false;  // what it changes is not known either: a macro
};

/// An object of a collected snapshot that could not be read; what refers to it is unknown.
struct LeftOut {
  std::string kind;
  std::string name;
  std::string why;
  SourceLoc at;
};

/// Something that canreach took for granted, e.g. an address it picked: shown by `show`, and in
/// answers that use it.
struct Completion {
  std::string kind;
  std::string name;
  std::string what;  // "implicit main route table", "10.0.12.4: the next free address"
};

struct BlockPublicAccessSetting {
  std::string account;  // empty: every account of the input
  std::string region;
  Value<BlockPublicAccess> mode = BlockPublicAccess::off;
  SourceLoc at;
};

/// An account and region of which the input may hold only a part of a kind.
struct IncompletePlace {
  ResourceKind kind{};
  std::string account;  // empty: any
  std::string region;

  friend bool operator==(const IncompletePlace&, const IncompletePlace&) = default;
};

/// An Elastic IP of the accounts that no interface of the design has: no host of the internet has
/// it, and where it is associated with nothing, nobody answers at it.  Rule: IGW-3.
struct ElasticIp {
  IpAddress address;
  Value<bool> associated = false;  // true or unknown: with what, the input does not hold
  SourceLoc at;
};

/// Everything that was declared, in the order of the input.  Made by a reader, completed by
/// complete_design(), const after that.
class Design {
 public:
  template <class T>
  const std::vector<T>& all() const {
    return std::get<std::vector<T>>(resources_);
  }
  template <class T>
  std::vector<T>& all() {
    return std::get<std::vector<T>>(resources_);
  }
  template <class T>
  const T& get(Ref<T> ref) const {
    return all<T>()[ref.index()];
  }
  template <class T>
  T& get(Ref<T> ref) {
    return all<T>()[ref.index()];
  }
  template <class T>
  Ref<T> add(T resource) {
    all<T>().push_back(std::move(resource));
    return Ref<T>(all<T>().size() - 1);
  }

  SourceFiles files;
  std::vector<NotModelled> not_modelled;
  std::vector<OpenCondition> open_conditions;
  /// With open conditions: the designs that the input declares when they hold otherwise than here.
  /// Empty: there would be too many.
  std::vector<std::shared_ptr<const Design>> other_worlds;
  std::vector<LeftOut> left_out;
  std::vector<Completion> completions;
  std::vector<BlockPublicAccessSetting> block_public_access;
  std::vector<ElasticIp> elastic_ips;
  /// Groups of ends, and what the design is checked against.
  IntentSpec spec;
  /// The one that the accounts belong to; none: they belong to none, or it was not collected.
  std::optional<Organization> organization;
  /// Of what says none of its own; empty: not said.
  std::string account;
  std::string region;
  /// Policies come from a collection, which may lack whole kinds of them.
  bool is_collected = false;
  /// What AWS would refuse was kept with a warning: infrastructure code, or imported from it.
  bool keeps_refusals = false;

  /// Kinds of which the input may hold only a part (a page of a listing, a kind that was not
  /// collected), everywhere or in one account and region: that nothing of such a kind is found
  /// there proves nothing.
  void set_incomplete(ResourceKind kind) { incomplete_ |= bit(kind); }
  void set_incomplete(IncompletePlace place);
  /// Everywhere?
  bool is_complete(ResourceKind kind) const;
  /// Where this resource is?
  bool is_complete(ResourceKind kind, const Resource& resource) const;
  bool is_incomplete_everywhere(ResourceKind kind) const { return (incomplete_ & bit(kind)) != 0; }
  const std::vector<IncompletePlace>& incomplete_places() const { return incomplete_places_; }

 private:
  static std::uint64_t bit(ResourceKind kind) {
    return std::uint64_t{1} << static_cast<unsigned>(kind);
  }

#define RESOURCE(type, label, native, cloudformation, terraform, describe) std::vector<type>,
  std::tuple<
#include "model/resource_kinds.def"
      std::tuple<>>
      resources_;
#undef RESOURCE
  std::uint64_t incomplete_ = 0;
  std::vector<IncompletePlace> incomplete_places_;
};

/// The resource's common part by kind and index.
const Resource& resource_of(const Design& design, ResourceKind kind, std::uint32_t index);

/// The kind of what is not modelled with what is known of it: "AWS::EFS::FileSystem with a policy".
std::string kind_in_words(const Design& design, const NotModelled& thing);

/// How many of that kind there are.
std::uint32_t count_of(const Design& design, ResourceKind kind);

/// What holds data of that kind, or nullptr when the kind holds none.
const DataStore* data_store_of(const Design& design, ResourceKind kind, std::uint32_t index);

/// The workload of that kind, or nullptr when the kind is not a workload.
const Workload* workload_of(const Design& design, ResourceKind kind, std::uint32_t index);

/// The VPC that the interface is in; unknown where neither it nor its subnet tells.
Ref<Vpc> vpc_of(const Design& design, const NetworkInterface& interface);

/// Is it an endpoint that a service is reached by?  Those that routes lead through a firewall or a
/// Gateway Load Balancer are places on the way.  Rules: GEP-1, IEP-1, GWLB-1.
bool is_service_endpoint(const Design& design, ResourceKind kind, std::uint32_t index);

}  // namespace canreach
