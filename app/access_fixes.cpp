#include "app/access_fixes.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/query/names.h"
#include "app/changed_design.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"

namespace canreach {
namespace {

constexpr int kMostCalls = 3;           // a call that is allowed may uncover one that is not
constexpr std::size_t kMostGrants = 8;  // of a pattern of actions: no page of statements

/// The role or user that acts; none where the design does not hold it.
std::optional<NamedThing> principal_of(const Network& network, const AccessAnswer& answer) {
  const NameIndex::Things things = names_of(network).find(answer.principal);
  if (things.size() != 1 || things.front().source != NamedThing::Source::resource) {
    return std::nullopt;
  }
  const ResourceKind kind = things.front().kind;
  if (kind != ResourceKind::Role && kind != ResourceKind::User) return std::nullopt;
  return things.front();
}

/// The statement that a layer lacks; none: another layer than those must be mended.
std::optional<Grant> grant_in(const Design& design, const NamedThing& principal,
                              const CallAnswer& asked, const LayerDecision& layer) {
  Grant grant;
  grant.kind = principal.kind;
  grant.index = principal.index;
  grant.action = asked.call.action;
  grant.resource = asked.call.resource;
  switch (layer.layer) {
    case PolicyLayer::identity:
      return grant;
    case PolicyLayer::boundary:
      grant.to = Grant::To::boundary;
      return grant;
    case PolicyLayer::service_control: {
      const std::string account =
          account_of(design, resource_of(design, principal.kind, principal.index));
      const std::vector<std::uint32_t> levels = design.organization
                                                    ? design.organization->levels_of(account)
                                                    : std::vector<std::uint32_t>();
      if (layer.level >= levels.size()) return std::nullopt;
      grant.to = Grant::To::service_control;
      grant.owner = levels[layer.level];
      return grant;
    }
    case PolicyLayer::resource:
      if (asked.call.index == kNoIndex || asked.call.of_access_point) return std::nullopt;
      grant.to = Grant::To::resource;
      grant.owner_kind = asked.call.kind;
      grant.owner = asked.call.index;
      grant.principal_arn = arn_of(design, principal.kind, principal.index);
      return grant;
    case PolicyLayer::resource_control:
    case PolicyLayer::endpoint:
    case PolicyLayer::session:
      break;
  }
  return std::nullopt;
}

/// What is lacking; none where something else than a missing Allow is in the way.
std::optional<std::vector<Grant>> grants_for(const Design& design, const NamedThing& principal,
                                             const AccessAnswer& answer) {
  std::vector<Grant> grants;
  for (const CallAnswer& asked : answer.calls) {
    if (asked.decision.outcome == Outcome::allowed) continue;
    const bool is_ours =
        asked.decision.outcome == Outcome::implicit_deny && asked.call.by_service.empty();
    if (!is_ours) return std::nullopt;
    for (const LayerDecision& layer : asked.decision.layers) {
      if (!layer.refuses) continue;
      std::optional<Grant> grant = grant_in(design, principal, asked, layer);
      if (!grant) return std::nullopt;
      if (!contains(grants, *grant)) grants.push_back(std::move(*grant));
    }
  }
  return grants;
}

/// Who else acts as the role or user, and may do the same then.
void add_opened(const Design& design, const Grant& grant, Fix& fix) {
  Opened opened;
  opened.from =
      fmt::format("{}/{}", label_of(grant.kind), resource_of(design, grant.kind, grant.index).name);
  opened.to = grant.resource;
  opened.action = grant.action;
  const bool is_said = any_of(fix.opens, [&](const Opened& other) {
    return other.to == opened.to && other.action == opened.action;
  });
  if (is_said) return;
  fix.opens.push_back(opened);
  for (const ResourceKindRow& row : resource_kind_rows()) {
    for (std::uint32_t i = 0; i < count_of(design, row.kind); ++i) {
      const Workload* workload = workload_of(design, row.kind, i);
      if (workload == nullptr) break;
      const Credentials& acts_as = workload->credentials;
      const bool is_same =
          grant.kind == ResourceKind::Role
              ? acts_as.kind == Credentials::Kind::role && acts_as.role == Ref<Role>(grant.index)
              : acts_as.kind == Credentials::Kind::user && acts_as.user == Ref<User>(grant.index);
      if (!is_same) continue;
      opened.from = workload->name;
      fix.opens.push_back(opened);
    }
  }
}

/// A limit is one of others, too.
void note_others(const std::vector<Grant>& grants, AccessAnswer& answer) {
  for (const Grant& grant : grants) {
    const bool is_limit = grant.to == Grant::To::boundary || grant.to == Grant::To::service_control;
    if (!is_limit) continue;
    answer.notes.push_back(fmt::format(
        "the statement in the {} counts for everybody whom it limits, where their own policies "
        "allow {}",
        grant.to == Grant::To::boundary ? "permissions boundary" : "service control policy",
        grant.action));
  }
}

void note_denies(AccessAnswer& answer) {
  for (const CallAnswer& asked : answer.calls) {
    if (asked.decision.outcome != Outcome::explicit_deny) continue;
    for (const StatementRef& statement : asked.decision.by) {
      if (statement.effect != PolicyStatement::Effect::deny) continue;
      std::string note = fmt::format(
          "no Allow lifts the Deny of {}: it must be removed or narrowed", described(statement));
      if (!contains(answer.notes, note)) answer.notes.push_back(std::move(note));
    }
  }
}

}  // namespace

void add_fixes(const Network& network, const AccessQuery& query, const LoadOptions& load,
               const FixLimits& limits, AccessAnswer& answer) {
  if (answer.verdict != AccessVerdict::denied || !network.other_worlds.empty()) return;
  note_denies(answer);
  if (!is_within(limits, *network.design)) return;
  const bool is_cut_off = answer.network && answer.network->verdict != Verdict::reachable;
  const std::optional<NamedThing> principal = principal_of(network, answer);
  if (is_cut_off || !principal) return;
  std::vector<Grant> grants;
  std::optional<std::vector<Grant>> missing = grants_for(*network.design, *principal, answer);
  DesignEditor editor(*network.design);
  for (int round = 0; round < kMostCalls && missing; ++round) {
    const std::size_t known = grants.size();
    for (const Grant& grant : *missing) {
      if (!contains(grants, grant)) grants.push_back(grant);
    }
    if (grants.size() == known || grants.size() > kMostGrants) return;
    const ChangedDesign changed(*network.design, editor, {{}, grants}, load, limits);
    if (!changed.usable()) {
      if (!editor.why_not().empty()) answer.notes.push_back("no fix: " + editor.why_not());
      return;
    }
    const auto again = can(changed.network(), query);
    if (!again) return;
    if (again->verdict == AccessVerdict::allowed) {
      Fix fix;
      fix.edits = changed.edits();
      for (const Grant& grant : grants) add_opened(*network.design, grant, fix);
      note_others(grants, answer);
      answer.fixes.push_back(std::move(fix));
      return;
    }
    missing = grants_for(*network.design, *principal, *again);
  }
}

}  // namespace canreach
