// How layers combine: one formula over facts that may be unknown.
//
//   allowed = no Deny anywhere  and  SCPs  and  endpoint policy  and  a grant
//
// In one account a grant is one of: the resource's policy names the caller itself or everyone; it
// names the caller's role, and boundary and session policy allow; or identity policy, boundary and
// session policy allow, for which a key and a role that is assumed must also let identity policies
// count.  Across accounts the caller's side and the resource's side must both allow.  Facts are
// yes, no or unknown, and so is the result: it is unknown only where the unknown facts decide.
#include "policy/facts.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "base/algorithm.h"
#include "model/open_names.h"

namespace canreach {
namespace {

using Caller = Principal::Kind;

Truth resource_control_reaches(std::string_view service) {
  struct Row {
    std::string_view service;
    Truth reached;
  };
  static constexpr Row kRows[] = {
#define RESOURCE_CONTROL_SERVICE(service, reached) {service, Truth::reached},
#include "policy/resource_control_services.def"
#undef RESOURCE_CONTROL_SERVICE
  };
  for (const Row& row : kRows) {
    if (row.service == service) return row.reached;
  }
  return Truth::unknown;
}

bool has_identity(const Principal& caller) {
  return caller.kind == Caller::user || caller.kind == Caller::role_session ||
         caller.kind == Caller::federated_user;
}

Truth applying_resource_control(const PreparedRequest& request, const CompiledPolicySet& policies) {
  if (!policies.resource_control) return Truth::no;
  const bool is_exempt = policies.resource_in_management_account || policies.aws_managed_key ||
                         request.request.principal.service_linked_role ||
                         request.action == "kms:retiregrant";
  if (is_exempt) return Truth::no;
  return resource_control_reaches(request.service);
}

// A key and a role that is assumed need their own policy to say so.  Rules: KMS-1, STS-1.
bool needs_own_policy(const PreparedRequest& request) {
  return request.is_key || request.is_role_trust;
}

Truth same_account_grant(const PolicyFacts& facts, const PreparedRequest& request) {
  const bool is_root = request.request.principal.kind == Caller::root;
  if (is_root && !needs_own_policy(request)) return Truth::yes;
  const Truth strict = request.is_role_trust ? facts.boundary : Truth::yes;  // Rule: STS-4.
  const Truth limits = facts.boundary & facts.session;
  const Truth counts = needs_own_policy(request) ? facts.resource.account : Truth::yes;
  return (facts.resource.full & strict) | (facts.resource.role & limits) |
         (counts & facts.identity & limits);
}

Truth cross_account_grant(const PolicyFacts& facts, const PreparedRequest& request,
                          const CompiledPolicySet& policies) {
  const bool is_impossible = policies.aws_managed_key || request.action == "rds-db:connect";
  if (is_impossible) return Truth::no;  // Rules: KMS-7, RDS-1.
  return facts.identity & facts.boundary & facts.session & facts.resource.any();
}

Truth is_true(const ContextValue& value) {
  if (value.state == ContextValue::State::unknown) return Truth::unknown;
  return truth(value.state == ContextValue::State::single && value.values.front() == "true");
}

// Rule: TMP-3.
Truth session_token_suffices(const PreparedRequest& request) {
  if (request.service == "sts") return truth(request.action == "sts:assumerole");
  if (request.service != "iam") return Truth::yes;
  static const ConditionKey kMfa("aws:MultiFactorAuthPresent");
  return is_true(request.request.context.find(kMfa));
}

// A token of a provider is taken by two calls of STS alone.  Rule: STS-9.
std::optional<Precondition> unsigned_call(const PreparedRequest& request) {
  const Principal& caller = request.request.principal;
  const bool has_token = caller.kind == Caller::federated_provider;
  if (!has_token && caller.kind != Caller::anonymous) return std::nullopt;
  if (!has_token && !takes_anonymous(request.service)) {
    return Precondition{Outcome::implicit_deny,
                        fmt::format("{} takes no anonymous requests", request.service)};
  }
  const bool is_known = !holds_unknown_part(caller.arn);
  if (!has_token || !is_known) return std::nullopt;
  const bool is_saml = caller.arn.find(":saml-provider/") != std::string::npos;
  const std::string_view own = is_saml ? "sts:assumerolewithsaml" : "sts:assumerolewithwebidentity";
  // They come along with it.
  const bool is_part =
      request.action == "sts:tagsession" || request.action == "sts:setsourceidentity";
  if (request.action == own || is_part) return std::nullopt;
  return Precondition{
      Outcome::implicit_deny,
      fmt::format("a token of {} serves {} alone", caller.arn,
                  is_saml ? "sts:AssumeRoleWithSAML" : "sts:AssumeRoleWithWebIdentity")};
}

}  // namespace

bool takes_anonymous(std::string_view service) {
  static constexpr std::array<std::string_view, 14> kSigned = {
      "athena",  "codeartifact", "dynamodb", "ecr",    "events",         "glue", "iam",
      "kinesis", "kms",          "logs",     "rds-db", "secretsmanager", "ssm",  "sts"};
  return !contains(kSigned, service);
}

bool has_account(const Principal& caller) {
  return caller.kind == Caller::root || has_identity(caller);
}

/// A user gets a session token for the asking: no policy of its own has a say.  Rule: STS-8.
bool needs_no_permission(const PreparedRequest& request) {
  return request.action == "sts:getsessiontoken" && request.request.principal.kind == Caller::user;
}

ApplyingLayers applying_layers(const PreparedRequest& request, const CompiledPolicySet& policies) {
  const Principal& caller = request.request.principal;
  ApplyingLayers result{};
  result.identity = has_identity(caller) && !needs_no_permission(request);
  result.boundary = result.identity && policies.boundary.has_value();
  result.session =
      has_identity(caller) && caller.kind != Caller::user && policies.session.has_value();
  result.service_control = has_account(caller) && policies.service_control.has_value() &&
                           !policies.caller_in_management_account && !caller.service_linked_role;
  result.resource_control = applying_resource_control(request, policies);
  return result;
}

PolicyFacts initial_facts(const PreparedRequest& request, const CompiledPolicySet& policies) {
  const ApplyingLayers applying = applying_layers(request, policies);
  const Principal& caller = request.request.principal;
  PolicyFacts facts;
  facts.identity = truth(caller.kind == Caller::root || needs_no_permission(request));
  if (policies.endpoint) facts.endpoint = Truth::no;
  if (applying.boundary) facts.boundary = Truth::no;
  const bool needs_session = caller.kind == Caller::federated_user;  // Rule: SES-3.
  if (applying.session || needs_session) facts.session = Truth::no;
  return facts;
}

PrincipalReading reading_of(PolicyLayer layer, const PreparedRequest& request,
                            const CompiledPolicySet& policies) {
  PrincipalReading reading;
  reading.has_principals = layer == PolicyLayer::resource || layer == PolicyLayer::endpoint ||
                           layer == PolicyLayer::resource_control;
  if (layer == PolicyLayer::endpoint) reading.gateway_endpoint = policies.gateway_endpoint;
  reading.has_boundary = policies.boundary.has_value();
  reading.open_names = request.request.context.open_names();
  return reading;
}

Truth shuts_out(PolicyLayer layer, const CompiledPolicy& policy, const PreparedRequest& request,
                const CompiledPolicySet& policies) {
  const bool is_inside =
      layer != PolicyLayer::resource || request.request.principal.kind == Caller::service;
  if (is_inside) return Truth::no;
  return policies.restrict_public_buckets & policy.is_public & !request.same_account;
}

// Of a policy that may be public those texts are asked about which S3 takes.
Truth is_in_force(PolicyLayer layer, const CompiledPolicy& policy,
                  const CompiledPolicySet& policies) {
  const bool may_be_refused = layer == PolicyLayer::resource && policy.is_public == Truth::yes &&
                              policies.refuse_public_policy != Truth::no;
  return may_be_refused ? Truth::unknown : Truth::yes;
}

Truth allow_counts(PolicyLayer layer, const CompiledPolicy& policy, const PreparedRequest& request,
                   const CompiledPolicySet& policies) {
  const Truth is_shut_out = shuts_out(layer, policy, request, policies);
  return is_in_force(layer, policy, policies) & (!is_shut_out);
}

void add_allow(PolicyFacts& facts, PolicyLayer layer, const Grants& allow) {
  switch (layer) {
    case PolicyLayer::service_control:
      facts.service_control = facts.service_control & allow.any();
      return;
    case PolicyLayer::resource_control:
      return;
    case PolicyLayer::endpoint:
      facts.endpoint = allow.any();
      return;
    case PolicyLayer::resource:
      facts.resource = allow;
      return;
    case PolicyLayer::boundary:
      facts.boundary = allow.any();
      return;
    case PolicyLayer::session:
      facts.session = allow.any();
      return;
    case PolicyLayer::identity:
      facts.identity = allow.any();
      return;
  }
}

std::optional<Precondition> precondition_of(const PreparedRequest& request) {
  if (std::optional<Precondition> refused = unsigned_call(request)) return refused;
  if (!request.is_iam_or_sts) return std::nullopt;
  const Principal& caller = request.request.principal;
  const bool is_signed = has_account(caller);
  if (caller.kind == Caller::root && request.action == "sts:assumerole") {
    return Precondition{Outcome::implicit_deny, "the root user of an account cannot assume roles"};
  }
  if (request.action == "sts:getcalleridentity" && is_signed) {
    return Precondition{Outcome::allowed, "sts:GetCallerIdentity needs no permission"};
  }
  const bool asks_for_token =
      request.action == "sts:getsessiontoken" || request.action == "sts:getfederationtoken";
  if (caller.kind == Caller::role_session && asks_for_token) {
    return Precondition{Outcome::implicit_deny,
                        "credentials of a role cannot call GetSessionToken or GetFederationToken"};
  }
  if (caller.kind == Caller::federated_user) {
    return Precondition{Outcome::implicit_deny,
                        "credentials of GetFederationToken cannot call IAM or STS"};
  }
  if (caller.kind != Caller::user || !caller.session_token) return std::nullopt;
  switch (session_token_suffices(request)) {
    case Truth::yes:
      return std::nullopt;
    case Truth::no:
      return Precondition{Outcome::implicit_deny,
                          "credentials of GetSessionToken call IAM only with MFA, and of STS "
                          "AssumeRole and GetCallerIdentity alone"};
    case Truth::unknown:
      return Precondition{Outcome::undecided,
                          "credentials of GetSessionToken call IAM only with MFA, and "
                          "aws:MultiFactorAuthPresent is not known"};
  }
  return std::nullopt;
}

Truth grant_of(const PolicyFacts& facts, const PreparedRequest& request,
               const CompiledPolicySet& policies) {
  if (request.other_partition) return Truth::no;
  const Truth others = policies.has_other_grants ? Truth::unknown : Truth::no;
  if (!has_account(request.request.principal)) return facts.resource.any() | others;
  const auto same = [&] { return same_account_grant(facts, request) | others; };
  const auto cross = [&] { return cross_account_grant(facts, request, policies) | others; };
  if (request.same_account == Truth::yes) return same();
  if (request.same_account == Truth::no) return cross();
  return same() == cross() ? same() : Truth::unknown;
}

Outcome outcome_of(const PolicyFacts& facts, const PreparedRequest& request,
                   const CompiledPolicySet& policies) {
  if (facts.deny == Truth::yes) return Outcome::explicit_deny;
  const Truth allowed = facts.service_control & facts.endpoint & grant_of(facts, request, policies);
  if (allowed == Truth::no) return Outcome::implicit_deny;
  return (allowed & !facts.deny) == Truth::yes ? Outcome::allowed : Outcome::undecided;
}

}  // namespace canreach
