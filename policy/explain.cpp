// The outcome with everything that is to be said about it.  Every statement is looked at in all of
// its parts, one after the other: this is asked once for each answer, and what it finds must agree
// with the quick way of evaluate.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "policy/condition.h"
#include "policy/evaluate.h"
#include "policy/facts.h"

namespace canreach {
namespace {

using Effect = PolicyStatement::Effect;

// A statement and how its parts fit the request.
struct Judged {
  const CompiledPolicy* policy;
  const CompiledStatement* compiled;
  const PolicyStatement* statement;
  StatementRef ref;
  Truth counts;  // of the layer, or of an Allow in a policy that may not count
  Truth action, resource, conditions;
  Grants principal;

  Truth whole() const { return action & resource & conditions & principal.any() & counts; }
};

std::string list_of(const std::vector<PolicyText>& texts) {
  std::vector<std::string> result;
  for (const PolicyText& one : texts) {
    result.push_back(one.text.is_known() ? one.text.get() : "unknown");
  }
  return join(result, ", ");
}

std::string list_of(const std::vector<PolicyPrincipal>& principals) {
  std::vector<std::string> result;
  for (const PolicyPrincipal& one : principals) {
    result.push_back(one.kind == PolicyPrincipal::Kind::everyone ? "*" : one.text);
  }
  return join(result, ", ");
}

std::string text_of(const ContextValue& value) { return join(value.values, ", "); }

// Reads all documents once and keeps what each layer says.
class Explanation {
 public:
  Explanation(const PreparedRequest& request, const CompiledPolicySet& policies)
      : request_(request), policies_(policies), facts_(initial_facts(request, policies)) {
    any_layer(request, policies, [&](const LayerPolicies& layer) {
      judge(layer);
      return false;
    });
  }

  Decision decision() {
    Decision result;
    result.outcome = outcome_of(facts_, request_, policies_);
    result.layers = layer_decisions(result.outcome);
    for (const Judged& judged : judged_) {
      if (decides(judged, result.outcome)) result.by.push_back(judged.ref);
    }
    result.missing_keys = missing_keys();
    result.near_misses = near_misses(result.outcome);
    result.message = message(result.outcome, result.layers);
    if (result.outcome == Outcome::undecided || result.outcome == Outcome::implicit_deny) {
      add_notes(result);
    }
    return result;
  }

 private:
  struct LayerFacts {
    bool attached = false;
    Truth deny = Truth::no;
    Truth allow = Truth::no;
    std::optional<std::size_t> silent_level;  // the first that surely allows nothing
  };

  void judge(const LayerPolicies& layer) {
    LayerFacts& own = layer_facts_[layer.layer];
    const bool is_next_level = own.attached;
    own.attached = true;
    Grants allow;
    for (std::size_t i = 0; i < layer.policies->size(); ++i) {
      const CompiledPolicy& policy = *(*layer.policies)[i];
      const Truth counts = allow_counts(layer.layer, policy, request_, policies_);
      if (!policy.document->statements_known) {
        own.deny = own.deny | (Truth::unknown & layer.deny_counts);
        allow.full = allow.full | (Truth::unknown & counts);
      }
      for (std::size_t s = 0; s < policy.statements.size(); ++s) {
        const Judged judged = judge(layer, i, s, counts);
        const Truth weight =
            judged.compiled->effect == Effect::unknown ? Truth::unknown : Truth::yes;
        if (judged.compiled->effect != Effect::allow) {
          own.deny = own.deny | (judged.whole() & weight);
        }
        if (judged.compiled->effect != Effect::deny) {
          allow = allow | (judged.principal & judged.action & judged.resource & judged.conditions &
                           judged.counts & weight);
        }
        judged_.push_back(judged);
      }
    }
    facts_.deny = facts_.deny | own.deny;
    add_allow(facts_, layer.layer, allow);
    own.allow = is_next_level ? own.allow & allow.any() : allow.any();
    if (allow.any() == Truth::no && !own.silent_level) own.silent_level = layer.level;
    if (layer.layer == PolicyLayer::resource_control) own.allow = Truth::yes;
  }

  Judged judge(const LayerPolicies& layer, std::size_t index, std::size_t number,
               Truth allow_counts) const {
    const CompiledPolicy& policy = *(*layer.policies)[index];
    const CompiledStatement& compiled = policy.statements[number];
    const PolicyStatement& statement = policy.document->statements[number];
    Judged result{};
    result.policy = &policy;
    result.compiled = &compiled;
    result.statement = &statement;
    result.ref = {layer.layer,   layer.level,      index,       number, policy.document->name,
                  statement.sid, statement.effect, statement.at};
    result.counts = compiled.effect == Effect::allow
                        ? allow_counts
                        : layer.deny_counts & is_in_force(layer.layer, policy, policies_);
    result.action = action_matches(policy, compiled, request_.action);
    result.resource = resource_matches(policy, compiled, request_);
    result.conditions = conditions_hold(policy, compiled, request_.request.context);
    result.principal = principal_matches(policy, compiled, request_.request.principal,
                                         reading_of(layer.layer, request_, policies_));
    return result;
  }

  static bool decides(const Judged& judged, Outcome outcome) {
    switch (outcome) {
      case Outcome::allowed:
        return judged.compiled->effect == Effect::allow && judged.whole() == Truth::yes;
      case Outcome::explicit_deny:
        return judged.compiled->effect == Effect::deny && judged.whole() == Truth::yes;
      case Outcome::implicit_deny:
        return false;
      case Outcome::undecided:
        return judged.whole() == Truth::unknown ||
               (judged.whole() == Truth::yes && judged.compiled->effect == Effect::unknown);
    }
    return false;
  }

  // What stands in the way of the grant, in the order in which it is named.
  std::vector<PolicyLayer> refusing_layers() const {
    std::vector<PolicyLayer> result;
    if (facts_.service_control == Truth::no) result.push_back(PolicyLayer::service_control);
    if (facts_.endpoint == Truth::no) result.push_back(PolicyLayer::endpoint);
    if (grant_of(facts_, request_, policies_) != Truth::no) return result;
    const bool resource_alone = !has_account(request_.request.principal) ||
                                request_.other_partition || policies_.aws_managed_key;
    const Grants& resource = facts_.resource;
    const bool is_cross = request_.same_account != Truth::yes;
    const bool needs_own_policy = request_.is_key || request_.is_role_trust;
    if (resource_alone || (!is_cross && needs_own_policy && resource.any() == Truth::no)) {
      result.push_back(PolicyLayer::resource);
    }
    if (resource_alone) return result;
    if (facts_.boundary == Truth::no) result.push_back(PolicyLayer::boundary);
    const bool is_full_without_boundary = !is_cross && resource.full != Truth::no;
    if (facts_.session == Truth::no && !is_full_without_boundary) {
      result.push_back(PolicyLayer::session);
    }
    const bool identity_counts =
        is_cross || (resource.role == Truth::no && resource.full == Truth::no);
    if (facts_.identity == Truth::no && identity_counts) result.push_back(PolicyLayer::identity);
    if (is_cross && (resource.any() == Truth::no || result.empty())) {
      result.push_back(PolicyLayer::resource);
    }
    return result;
  }

  Outcome own_outcome(PolicyLayer layer) const {
    const auto found = layer_facts_.find(layer);
    if (found == layer_facts_.end()) return Outcome::implicit_deny;
    const LayerFacts& own = found->second;
    if (own.deny == Truth::yes) return Outcome::explicit_deny;
    if (own.allow == Truth::no) return Outcome::implicit_deny;
    return (own.allow & !own.deny) == Truth::yes ? Outcome::allowed : Outcome::undecided;
  }

  std::vector<LayerDecision> layer_decisions(Outcome outcome) const {
    const std::vector<PolicyLayer> refusing =
        outcome == Outcome::implicit_deny ? refusing_layers() : std::vector<PolicyLayer>();
    std::vector<LayerDecision> result;
    for (const PolicyLayerRow& row : policy_layer_rows()) {
      LayerDecision decision;
      decision.layer = row.layer;
      decision.attached = layer_facts_.count(row.layer) > 0;
      decision.outcome = own_outcome(row.layer);
      const auto facts = layer_facts_.find(row.layer);
      if (facts != layer_facts_.end()) decision.level = facts->second.silent_level.value_or(0);
      decision.refuses = decision.outcome == Outcome::explicit_deny ||
                         std::find(refusing.begin(), refusing.end(), row.layer) != refusing.end();
      if (decision.attached || decision.refuses) result.push_back(decision);
    }
    return result;
  }

  std::string_view words_of(PolicyLayer layer, bool is_explicit) const {
    if (layer == PolicyLayer::resource && request_.is_role_trust) {
      return is_explicit ? "the role trust policy" : "no role trust policy";
    }
    const PolicyLayerRow& row = row_of(layer);
    return is_explicit ? row.explicit_words : row.implicit_words;
  }

  std::string message(Outcome outcome, const std::vector<LayerDecision>& layers) const {
    const bool is_explicit = outcome == Outcome::explicit_deny;
    if (!is_explicit && outcome != Outcome::implicit_deny) return {};
    const Request& asked = request_.request;
    std::string text = fmt::format("User: {} is not authorized to perform: {}",
                                   asked.principal.described(), asked.action);
    const bool has_resource = !asked.resource.empty() && asked.resource != "*";
    if (has_resource) text += " on resource: " + asked.resource;
    if (is_explicit) {
      for (const LayerDecision& layer : layers) {
        if (layer.outcome != Outcome::explicit_deny) continue;
        text += fmt::format(" with an explicit deny in {}", words_of(layer.layer, true));
        const std::string_view arn = arn_of_deny(layer.layer);
        return arn.empty() ? text : fmt::format("{}: {}", text, arn);
      }
    }
    const std::vector<PolicyLayer> refusing = refusing_layers();
    const PolicyLayer named = refusing.empty() ? PolicyLayer::identity : refusing.front();
    return text +
           fmt::format(" because {} allows the {} action", words_of(named, false), asked.action);
  }

  // Of the policy whose Deny matches, when it has an ARN.  Rule: ERR-6.
  std::string_view arn_of_deny(PolicyLayer layer) const {
    for (const Judged& judged : judged_) {
      const bool is_deny = judged.compiled->effect == Effect::deny;
      if (!is_deny || judged.ref.layer != layer || judged.whole() != Truth::yes) continue;
      return judged.policy->document->arn;
    }
    return {};
  }

  // An Allow that counts for the owner's account and services only.  Rule: S3-3.
  bool is_shut_out(const Judged& judged) const {
    const bool is_allow = judged.compiled->effect == Effect::allow;
    const Truth fits = judged.action & judged.resource & judged.conditions & judged.principal.any();
    return is_allow && fits == Truth::yes &&
           shuts_out(judged.ref.layer, *judged.policy, request_, policies_) != Truth::no;
  }

  bool is_missing(const ConditionKey& key) const {
    return !request_.request.context.find(key).given;
  }

  void add_variables(const std::string& text, std::map<std::string, std::string>& missing) const {
    std::string_view rest = text;
    while (const std::optional<VariableText> variable = first_variable(rest)) {
      rest = rest.substr(static_cast<std::size_t>(variable->whole.data() - rest.data()) +
                         variable->whole.size());
      const bool names_key = variable->is_valid && !variable->is_character;
      if (names_key && is_missing(ConditionKey(variable->key))) {
        missing.emplace(to_lower(variable->key), std::string(variable->key));
      }
    }
  }

  void add_missing(const Judged& judged, std::map<std::string, std::string>& missing) const {
    const bool has_variables = judged.policy->document->variables;
    for (const PolicyText& resource : judged.statement->resources) {
      if (has_variables && resource.text.is_known()) add_variables(resource.text.get(), missing);
    }
    if (judged.resource == Truth::no) return;
    for (const PolicyCondition& condition : judged.statement->conditions) {
      const ConditionKey key(condition.key);
      if (is_missing(key)) missing.emplace(key.lower, condition.key);
      for (const PolicyText& value : condition.values) {
        if (has_variables && value.text.is_known()) add_variables(value.text.get(), missing);
      }
    }
  }

  std::vector<std::string> missing_keys() const {
    std::map<std::string, std::string> missing;
    for (const Judged& judged : judged_) {
      const bool could_match = judged.action != Truth::no && judged.principal.any() != Truth::no &&
                               judged.counts != Truth::no;
      if (could_match) add_missing(judged, missing);
    }
    std::vector<std::string> result;
    for (const auto& [lower, written] : missing) result.push_back(written);
    return result;
  }

  NearMiss miss_of(const Judged& judged, StatementPart part, Truth fits) const {
    NearMiss miss;
    miss.statement = judged.ref;
    miss.part = part;
    miss.unknown = fits == Truth::unknown;
    miss.at = judged.ref.at;
    return miss;
  }

  void add_condition_misses(const Judged& judged, bool those_that_hold,
                            std::vector<NearMiss>& misses) const {
    for (std::size_t i = 0; i < judged.statement->conditions.size(); ++i) {
      const CompiledCondition& compiled =
          judged.policy
              ->conditions[judged.compiled->conditions.first + static_cast<std::uint32_t>(i)];
      const Truth fits =
          holds(*judged.policy, compiled, judged.compiled->effect, request_.request.context);
      const bool is_of_interest = those_that_hold ? fits == Truth::yes : fits != Truth::yes;
      if (!is_of_interest) continue;
      const PolicyCondition& condition = judged.statement->conditions[i];
      NearMiss miss = miss_of(judged, StatementPart::condition, fits);
      miss.operation = condition.operation;
      miss.key = condition.key;
      miss.wanted = list_of(condition.values);
      miss.given = text_of(request_.request.context.find(compiled.key));
      miss.at = condition.at;
      misses.push_back(std::move(miss));
    }
  }

  void add_part_miss(const Judged& judged, StatementPart part, Truth fits, std::string wanted,
                     std::string given, std::vector<NearMiss>& misses) const {
    NearMiss miss = miss_of(judged, part, fits);
    miss.wanted = std::move(wanted);
    miss.given = std::move(given);
    misses.push_back(std::move(miss));
  }

  // The one part that does not surely fit.
  void add_misses(const Judged& judged, std::vector<NearMiss>& misses) const {
    const PolicyStatement& statement = *judged.statement;
    const int unfit = (judged.action != Truth::yes) + (judged.resource != Truth::yes) +
                      (judged.principal.any() != Truth::yes) + (judged.conditions != Truth::yes);
    if (unfit != 1) return;
    if (judged.conditions != Truth::yes) return add_condition_misses(judged, false, misses);
    if (judged.resource != Truth::yes) {
      return add_part_miss(judged, StatementPart::resource, judged.resource,
                           list_of(statement.resources), request_.resource, misses);
    }
    if (judged.principal.any() != Truth::yes) {
      return add_part_miss(judged, StatementPart::principal, judged.principal.any(),
                           list_of(statement.principals), request_.request.principal.described(),
                           misses);
    }
    if (names_service(statement)) {
      add_part_miss(judged, StatementPart::action, judged.action, list_of(statement.actions),
                    request_.request.action, misses);
    }
  }

  // Actions of other services are no near miss.
  bool names_service(const PolicyStatement& statement) const {
    for (const PolicyText& action : statement.actions) {
      if (action.text.is_unknown()) return true;
      const std::string lower = to_lower(action.text.get());
      if (lower.substr(0, lower.find(':')) == request_.service) return true;
    }
    return false;
  }

  // Of Allows: what is missing.  Of a Deny that matches: the conditions that make it match.
  std::vector<NearMiss> near_misses(Outcome outcome) const {
    std::vector<NearMiss> result;
    if (outcome == Outcome::allowed) return result;
    for (const Judged& judged : judged_) {
      const bool is_deny = judged.compiled->effect == Effect::deny;
      if (is_deny && judged.whole() == Truth::yes) {
        add_condition_misses(judged, true, result);
      } else if (!is_deny || judged.whole() == Truth::unknown) {
        add_misses(judged, result);
      }
    }
    return result;
  }

  void add_notes(Decision& decision) const {
    const bool is_undecided = decision.outcome == Outcome::undecided;
    if (is_undecided && policies_.has_other_grants) {
      decision.notes.push_back("grants or access control lists may allow it: they are not judged");
    }
    const auto endpoint = layer_facts_.find(PolicyLayer::endpoint);
    const bool is_endpoint_open =
        endpoint != layer_facts_.end() && endpoint->second.allow == Truth::unknown;
    if (is_undecided && is_endpoint_open && policies_.gateway_endpoint != Truth::no) {
      decision.notes.push_back(
          policies_.gateway_endpoint == Truth::yes
              ? "a gateway endpoint's policy may count for everyone alone"
              : "whether it is a gateway endpoint, whose policy may count for everyone alone, is "
                "not told");
    }
    if (is_undecided && request_.same_account == Truth::unknown) {
      decision.notes.push_back("whose the resource is, is not known");
    }
    for (const Judged& judged : judged_) {
      if (!is_shut_out(judged)) continue;
      decision.notes.push_back(
          fmt::format("{} allows it, but makes the bucket public, and Block Public Access leaves a "
                      "public bucket to its own account",
                      described(judged.ref)));
      break;
    }
    if (request_.other_partition) decision.notes.push_back("nothing is granted across partitions");
    const bool is_cross = request_.same_account == Truth::no;
    if (is_cross && request_.action == "rds-db:connect") {
      decision.notes.push_back("rds-db:connect works for callers of the database's account only");
    }
    if (is_cross && policies_.aws_managed_key) {
      decision.notes.push_back("a key that AWS manages cannot be used by other accounts");
    }
    if (is_undecided && applying_layers(request_, policies_).resource_control == Truth::unknown) {
      decision.notes.push_back(fmt::format(
          "it is not known whether resource control policies reach {}", quoted(request_.service)));
    }
  }

  const PreparedRequest& request_;
  const CompiledPolicySet& policies_;
  PolicyFacts facts_;
  std::map<PolicyLayer, LayerFacts> layer_facts_;
  std::vector<Judged> judged_;
};

}  // namespace

Truth truth_of(Outcome outcome) {
  if (outcome == Outcome::undecided) return Truth::unknown;
  return truth(outcome == Outcome::allowed);
}

std::string described(const StatementRef& statement) {
  const std::string number =
      statement.sid.empty() ? std::to_string(statement.statement + 1) : quoted(statement.sid);
  const std::string policy =
      statement.policy_name.empty() ? "" : " of " + quoted(statement.policy_name);
  return "statement " + number + policy;
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::allowed:
      return "allowed";
    case Outcome::implicit_deny:
      return "implicitDeny";
    case Outcome::explicit_deny:
      return "explicitDeny";
    case Outcome::undecided:
      return "undecided";
  }
  return {};
}

std::string_view name_of(StatementPart part) {
  switch (part) {
    case StatementPart::principal:
      return "principal";
    case StatementPart::action:
      return "action";
    case StatementPart::resource:
      return "resource";
    case StatementPart::condition:
      return "condition";
  }
  return {};
}

const std::array<PolicyLayerRow, kPolicyLayers>& policy_layer_rows() {
  static constexpr std::array<PolicyLayerRow, kPolicyLayers> kRows = {{
#define POLICY_LAYER(name, label, implicit_words, explicit_words) \
  {PolicyLayer::name, #name, label, implicit_words, explicit_words},
#include "policy/layers.def"
#undef POLICY_LAYER
  }};
  return kRows;
}

const PolicyLayerRow& row_of(PolicyLayer layer) {
  return policy_layer_rows()[static_cast<std::size_t>(layer)];
}

Decision evaluate(const Request& request, const CompiledPolicySet& policies) {
  const PreparedRequest prepared(request);
  if (std::optional<Precondition> known = precondition_of(prepared)) {
    Decision decision;
    decision.outcome = known->outcome;
    decision.notes.push_back(std::move(known->why));
    return decision;
  }
  return Explanation(prepared, policies).decision();
}

}  // namespace canreach
