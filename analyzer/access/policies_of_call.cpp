#include "analyzer/access/policies_of_call.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "analyzer/access/action_pattern.h"
#include "analyzer/access/unseen_policies.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/open_names.h"
#include "policy/evaluate.h"

namespace canreach {
namespace {

bool policy_may_exist(const Design& design, const Call& call) {
  if (call.index == kNoIndex) return false;
  if (call.kind == ResourceKind::Broker) return !design.all<Broker>()[call.index].policy_known;
  // A domain has an access policy, which no format gives.
  if (call.kind == ResourceKind::Database) {
    return design.all<Database>()[call.index].engine == "opensearch";
  }
  const DataStore* store = data_store_of(design, call.kind, call.index);
  return store != nullptr && !store->policy_known;
}

Truth truth_of(const Value<bool>& value) {
  return value.is_unknown() ? Truth::unknown : truth(value.get());
}

/// A key has a policy, also one that the design does not hold.  Rule: KMS-1.
bool is_key(const Call& call) {
  return call.kind == ResourceKind::Key || call.resource.find(":kms:") != std::string::npos;
}

/// A role that is assumed has a trust policy.  Rule: STS-1.
bool is_assumed_role(const Call& call) {
  const std::string_view assume = "sts:assumerole";
  return to_lower(call.action).substr(0, assume.size()) == assume;
}

/// "function:resize:PROD".
bool names_qualifier(const Call& call) {
  constexpr std::ptrdiff_t kColonsOfFunction = 6;
  return call.kind == ResourceKind::Function &&
         std::count(call.resource.begin(), call.resource.end(), ':') > kColonsOfFunction;
}

PolicyUse use_of(const Call& call) {
  return call.kind == ResourceKind::Role || is_assumed_role(call) ? PolicyUse::trust
                                                                  : PolicyUse::resource;
}

/// Which policies S3 keeps to the account of their bucket.  Rule: S3-3
Truth restricts_public_policy(const Design& design, const Call& call) {
  const Bucket& bucket = design.all<Bucket>()[call.index];
  const Truth own = truth_of(bucket.restrict_public_buckets);
  if (!call.of_access_point) return own;
  return own | truth_of(bucket.access_points[call.access_point].restrict_public_buckets);
}

void add_resource(PolicyStore& store, const Design& design, const Caller& caller, const Call& call,
                  CompiledPolicySet& set) {
  if (call.index == kNoIndex) {
    if (has_unseen_policy(caller, call)) set.resource.push_back(store.unknown(use_of(call)));
    return;
  }
  if (call.kind == ResourceKind::Bucket) {
    set.restrict_public_buckets = restricts_public_policy(design, call);
    set.refuse_public_policy = refuses_public_policy(design, call);
  }
  if (call.of_access_point) {
    const AccessPoint& point = design.all<Bucket>()[call.index].access_points[call.access_point];
    if (point.policy) set.resource.push_back(store.get(*point.policy, PolicyUse::resource));
    if (!point.policy_known) set.resource.push_back(store.unknown(PolicyUse::resource));
    return;
  }
  // Versions and aliases have policies of their own, which no format gives; they only allow, and
  // callers of the account do not need them.  Rule: OTH-1
  if (names_qualifier(call) && caller.principal.account != call.account) {
    set.has_other_grants = true;
  }
  if (const PolicyDocument* document = resource_policy_of(design, call.kind, call.index)) {
    set.resource.push_back(store.get(*document, use_of(call)));
  } else if (policy_may_exist(design, call)) {
    set.resource.push_back(store.unknown(PolicyUse::resource));
  }
  if (call.kind == ResourceKind::Bucket) {
    const Bucket& bucket = design.all<Bucket>()[call.index];
    set.has_other_grants = !bucket.owner_enforced.get_or(false);
  }
  if (call.kind == ResourceKind::Key) {
    const Key& key = design.all<Key>()[call.index];
    set.aws_managed_key = key.aws_managed;
    set.has_other_grants = key.has_grants.get_or(true);
  }
}

void add_endpoint(PolicyStore& store, const Design& design, const Call& call, const ServiceWay& way,
                  CompiledPolicySet& set) {
  if (!call.by_service.empty() || way.kind != ServiceWay::Kind::vpc_endpoint) return;
  const VpcEndpoint& endpoint = design.all<VpcEndpoint>()[way.endpoint];
  set.gateway_endpoint = truth(endpoint.type == EndpointType::gateway);
  if (endpoint.policy) set.endpoint = Policies{store.get(*endpoint.policy, PolicyUse::endpoint)};
  if (!endpoint.policy_known) set.endpoint = Policies{store.unknown(PolicyUse::endpoint)};
}

/// Does a policy name a secret by six characters of which the design does not tell whether they are
/// this one's?  Rule: OTH-2.
bool names_other_suffix(const Design& design, const Call& call, const CompiledPolicySet& set,
                        PolicyStatement::Effect effect) {
  constexpr std::size_t kSuffix = 6;
  const bool is_made_up = call.kind == ResourceKind::Secret && call.index != kNoIndex &&
                          design.all<Secret>()[call.index].arn.empty();
  if (!is_made_up || call.resource.size() <= kSuffix) return false;
  const std::string_view begin(call.resource.data(), call.resource.size() - kSuffix);
  const auto names_one = [&](const PolicyText& resource) {
    if (resource.text.is_unknown()) return false;
    const std::string& text = resource.text.get();
    return text.size() == call.resource.size() && text != call.resource &&
           text.compare(0, begin.size(), begin) == 0 &&
           text.find_first_of("*?$", begin.size()) == std::string::npos;
  };
  const auto has_one = [&](const CompiledPolicy* policy) {
    return any_of(policy->document->statements, [&](const PolicyStatement& statement) {
      return statement.effect == effect && any_of(statement.resources, names_one);
    });
  };
  const auto some = [&](const std::optional<Policies>& policies) {
    return policies && any_of(*policies, has_one);
  };
  return any_of(set.identity, has_one) || any_of(set.resource, has_one) || some(set.boundary) ||
         some(set.session) || some(set.endpoint);
}

/// The outcome, unless the characters that are not known decide it.
Outcome with_suffix(const Design& design, const Call& call, const CompiledPolicySet& set,
                    Outcome outcome) {
  using Effect = PolicyStatement::Effect;
  const bool may_allow =
      outcome == Outcome::implicit_deny && names_other_suffix(design, call, set, Effect::allow);
  const bool may_deny =
      outcome == Outcome::allowed && names_other_suffix(design, call, set, Effect::deny);
  return may_allow || may_deny ? Outcome::undecided : outcome;
}

/// The Reference gives the ARN of a log group as it is, its User Guide followed by ":*".  The
/// latter is what is asked; where a policy has the former alone, it is open.
Outcome with_bare_group(Outcome asked, Outcome bare) {
  const bool may_allow =
      asked == Outcome::implicit_deny && (bare == Outcome::allowed || bare == Outcome::undecided);
  const bool may_deny = asked == Outcome::allowed && bare == Outcome::explicit_deny;
  return may_allow || may_deny ? Outcome::undecided : asked;
}

/// Levels that let everything through but for what a policy says that is not read.
std::vector<Policies> unseen_level(PolicyStore& store, PolicyUse use) {
  return {{store.full_access(use), store.unknown(use)}};
}

/// Policies in what is not modelled: nothing is known of them.
void add_unseen(PolicyStore& store, const Design& design, const Caller& caller, const Call& call,
                CompiledPolicySet& set) {
  if (store.unseen().empty()) return;
  const auto speaks = [&](PolicyLayer layer) {
    return any_of(store.unseen(), [&](const UnseenPolicy& unseen) {
      return speaks_in(unseen, layer, design, caller, call);
    });
  };
  if (speaks(PolicyLayer::identity)) set.identity.push_back(store.unknown(PolicyUse::identity));
  if (speaks(PolicyLayer::resource)) set.resource.push_back(store.unknown(PolicyUse::resource));
  if (!set.service_control && speaks(PolicyLayer::service_control)) {
    set.service_control = unseen_level(store, PolicyUse::service_control);
  }
  if (!set.resource_control && speaks(PolicyLayer::resource_control)) {
    set.resource_control = unseen_level(store, PolicyUse::resource_control);
  }
}

/// A caller that nobody names has an open name, and a session or user an id that nobody tells, also
/// where nothing of the design has one.
std::shared_ptr<const OpenNames> open_names_of(PolicyStore& store, const Caller& caller) {
  std::shared_ptr<const OpenNames> names = store.open_names();
  const Principal& principal = caller.principal;
  const bool has_id =
      principal.kind == Principal::Kind::role_session || principal.kind == Principal::Kind::user;
  const bool is_open =
      has_id || holds_open_name(principal.arn) || holds_open_name(principal.role_arn);
  return names == nullptr && is_open ? std::make_shared<const OpenNames>() : names;
}

}  // namespace

bool has_unseen_policy(const Caller& caller, const Call& call) {
  if (call.index != kNoIndex || call.resource == "*") return false;
  if (is_key(call) || is_assumed_role(call)) return true;
  const std::string& own = caller.principal.account;
  return !own.empty() && !call.account.empty() && own != call.account;
}

Truth refuses_public_policy(const Design& design, const Call& call) {
  if (design.is_collected) return Truth::no;
  const Bucket& bucket = design.all<Bucket>()[call.index];
  const Truth own = truth_of(bucket.block_public_policy);
  if (!call.of_access_point) return own;
  return own | truth_of(bucket.access_points[call.access_point].block_public_policy);
}

const PolicyDocument* resource_policy_of(const Design& design, ResourceKind kind,
                                         std::uint32_t index) {
  if (kind == ResourceKind::Role) return &design.all<Role>()[index].trust;
  if (kind == ResourceKind::Function) {
    const auto& policy = design.all<Function>()[index].policy;
    return policy ? &*policy : nullptr;
  }
  if (kind == ResourceKind::Broker) {
    const auto& policy = design.all<Broker>()[index].policy;
    return policy ? &*policy : nullptr;
  }
  const DataStore* store = data_store_of(design, kind, index);
  return store != nullptr && store->policy ? &*store->policy : nullptr;
}

CompiledPolicySet policies_of_call(PolicyStore& store, const Design& design, const Caller& caller,
                                   const Call& call, const ServiceWay& way) {
  CompiledPolicySet set;
  const Permissions* permissions = nullptr;
  if (caller.role.is_known()) permissions = &design.get(caller.role).permissions;
  if (caller.user.is_known()) permissions = &design.get(caller.user).permissions;
  if (permissions != nullptr) {
    set.identity = store.of(*permissions);
    set.boundary = store.boundary_of(*permissions);
  } else if (caller.is_administrator) {
    set.identity = {store.full_access(PolicyUse::identity)};
  } else if (!caller.principal.account.empty()) {
    set.identity = {store.unknown(PolicyUse::identity)};
    set.boundary = Policies{store.unknown(PolicyUse::boundary)};
  }
  if (caller.user.is_known()) {
    const User& user = design.get(caller.user);
    for (const Ref<IamGroup>& group : user.groups) {
      if (!group.is_known()) continue;
      for (const CompiledPolicy* policy : store.of(design.get(group).permissions)) {
        set.identity.push_back(policy);
      }
    }
    bool known = user.groups_known;
    for (const Ref<IamGroup>& group : user.groups) known = known && group.is_known();
    if (!known) set.identity.push_back(store.unknown(PolicyUse::identity));
  }
  add_resource(store, design, caller, call, set);
  add_endpoint(store, design, call, way, set);
  set.service_control = store.service_control(caller.principal.account);
  set.caller_in_management_account = store.is_management(caller.principal.account);
  set.resource_control = store.resource_control(call.account);
  set.resource_in_management_account = store.is_management(call.account);
  add_unseen(store, design, caller, call, set);
  return set;
}

Outcome outcome_of_call(PolicyStore& store, const Network& network, const Caller& caller,
                        const Call& call, const RequestFacts& facts, DecisionCache& cache) {
  const ServiceWay no_way;
  const CompiledPolicySet policies = policies_of_call(store, *network.design, caller, call, no_way);
  Request request = make_request(network, caller, call, no_way, facts, policies);
  request.context.set_open_names(open_names_of(store, caller));
  const std::string bare = bare_log_group(call.resource);
  Outcome outcome = Outcome::undecided;
  if (bare.empty()) {
    outcome = decide(PreparedRequest(std::move(request)), policies, cache);
  } else {
    outcome = decide(PreparedRequest(request), policies, cache);
    request.resource = bare;
    const Outcome of_bare = decide(PreparedRequest(std::move(request)), policies, cache);
    outcome = with_bare_group(outcome, of_bare);
  }
  return with_suffix(*network.design, call, policies, outcome);
}

Decision decide_call(PolicyStore& store, const Network& network, const Caller& caller,
                     const Call& call, const ServiceWay& way, const RequestFacts& facts) {
  CompiledPolicySet policies = policies_of_call(store, *network.design, caller, call, way);
  if (facts.session != nullptr) {
    policies.session.emplace();
    for (const PolicyDocument& document : *facts.session) {
      policies.session->push_back(store.get(document, PolicyUse::session));
    }
  }
  Request request = make_request(network, caller, call, way, facts, policies);
  request.context.set_open_names(open_names_of(store, caller));
  Decision decision = evaluate(request, policies);
  if (const std::string bare = bare_log_group(call.resource); !bare.empty()) {
    request.resource = bare;
    decision.outcome = with_bare_group(decision.outcome, evaluate(request, policies).outcome);
  }
  decision.outcome = with_suffix(*network.design, call, policies, decision.outcome);
  return decision;
}

}  // namespace canreach
