#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "policy/compile.h"
#include "policy/truth.h"

namespace canreach {

/// One enumerator a row of policy/layers.def.
enum class PolicyLayer : std::uint8_t {
#define POLICY_LAYER(name, label, implicit_words, explicit_words) name,
#include "policy/layers.def"
#undef POLICY_LAYER
};

struct PolicyLayerRow {
  PolicyLayer layer;
  std::string_view name;   // "service_control"
  std::string_view label;  // "service control policy"
  std::string_view implicit_words;
  std::string_view explicit_words;
};
inline constexpr std::size_t kPolicyLayers = 7;
const PolicyLayerRow& row_of(PolicyLayer layer);
const std::array<PolicyLayerRow, kPolicyLayers>& policy_layer_rows();

/// Policies of one layer; any of them may allow.
using Policies = std::vector<const CompiledPolicy*>;

/// Everything that may have a say in a request.  It points at compiled policies, which their
/// makers keep.
struct CompiledPolicySet {
  /// All of the user's and its groups', or of the role's.  Rule: EVA-5.
  Policies identity;
  /// None: no boundary.  Rule: BND-2.
  std::optional<Policies> boundary;
  /// None: no session policy was passed.  Rules: SES-1, SES-3.
  std::optional<Policies> session;
  /// The resource's own policy, a key policy, or the trust policy of the role that is assumed; more
  /// than one where a service has several.  Empty: it has none.
  Policies resource;
  /// Of the caller's account: a list a level, from the root of the organisation to the account.
  /// None: no organisation, or none with all features.  Rules: SCP-3, SCP-4, SCP-7.
  std::optional<std::vector<Policies>> service_control;
  /// Of the resource's account, in levels.  Every level holds AWS's RCPFullAWSAccess as well, so
  /// they act through Deny alone.  Rules: RCP-1, RCP-2.
  std::optional<std::vector<Policies>> resource_control;
  /// Of the endpoint on the path.  None: the path has no endpoint, or one that does not judge
  /// requests to this service, or one with the default policy.  Rules: VPE-1, VPE-2, VPE-10.
  std::optional<Policies> endpoint;

  /// The endpoint is a gateway endpoint, which knows few principals.  Rule: VPE-6.
  Truth gateway_endpoint = Truth::no;
  /// The caller's account manages its organisation: no SCPs.  Rule: SCP-2.
  bool caller_in_management_account = false;
  /// The resource's account manages its organisation: no RCPs.  Rule: RCP-3.
  bool resource_in_management_account = false;
  /// The resource is a KMS key that AWS manages: no RCPs, no other account.  Rules: RCP-3, KMS-7.
  bool aws_managed_key = false;
  /// The resource has grants or access control lists, which are not judged.  Rules: KMS-5, RBP-13.
  bool has_other_grants = false;
  /// S3: a public bucket policy counts for the owner's account and AWS's services only.  Rules:
  /// S3-3, S3-4.
  Truth restrict_public_buckets = Truth::no;
  /// S3 takes no public policy, and leaves one that it has: whether a public one was there before
  /// is not told.  Rule: S3-3.
  Truth refuse_public_policy = Truth::no;
};

}  // namespace canreach
