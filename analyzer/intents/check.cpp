// Intents: each is asked of the design, in every world that its open conditions allow, and what is
// found is set against waivers and the baseline.
//
// A failure's fingerprint is made of what it is about (intent, finding, ends, packets) and never of
// a line, so that a baseline outlives edits elsewhere.
#include "analyzer/intents/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "analyzer/access/action_pattern.h"
#include "analyzer/access/call_questions.h"
#include "analyzer/intents/counter_example.h"
#include "analyzer/intents/flow_checker.h"
#include "analyzer/query/names.h"
#include "analyzer/query/worlds.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

using IntentKind = Intent::Kind;
using FailureState = IntentFailure::State;

constexpr std::size_t kMostTraces = 5;      // counter-examples of one intent
constexpr std::size_t kMostOpenCalls = 20;  // told of one intent

std::string fingerprint_of(const Intent& intent, const IntentFailure& failure) {
  const std::string_view code = row_of(failure.finding).code;
  const auto hosts = [](const AddressSet& set) {
    return set.empty() ? std::string() : set.to_string();
  };
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const std::string& text :
       {intent.id, std::string(code), failure.from, failure.to, failure.traffic,
        hosts(failure.from_hosts), hosts(failure.to_hosts)}) {
    for (const char c : text) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    hash = (hash ^ 0xffU) * 0x100000001b3ULL;
  }
  return fmt::format("{:016x}", hash);
}

// Calls.

/// The members of a group, else the text itself.
std::vector<std::string> callers_of(const Network& network, const std::string& who) {
  for (const EndpointGroup& group : network.design->spec.groups) {
    if (group.name == who) return group.members;
  }
  const bool is_group = any_of(std::array{"tag:", "subnet/", "vpc/"},
                               [&](const char* form) { return who.starts_with(form); });
  if (!is_group) return {who};
  const auto endpoint = resolve_endpoint(network, who, nullptr);
  if (!endpoint || !endpoint->is_group) return {who};
  std::vector<std::string> names;
  for (const EndMember& member : endpoint->members) names.push_back(member.end.name);
  return names;
}

class CallChecker {
 public:
  CallChecker(const Network& network, const Intent& intent, const RequestFacts& facts,
              PolicyStore& store)
      : network_(network), facts_(facts), store_(store) {
    answer_.intent = intent;
  }

  IntentAnswer checked() {
    const std::vector<std::string> actions = actions_of_intent();
    for (const std::string& who : callers_of(network_, answer_.intent.who)) {
      for (const std::string& action : actions) ask(who, action);
    }
    return std::move(answer_);
  }

 private:
  /// `can` allows `s3:Get*` where every action that it covers is allowed; that none of them is must
  /// be asked of each.
  std::vector<std::string> actions_of_intent() const {
    const Intent& intent = answer_.intent;
    const bool is_each = intent.kind == IntentKind::cannot_call && is_action_pattern(intent.action);
    if (!is_each) return {intent.action};
    const auto target = resolve_target(network_, intent.target);
    if (!target) return {intent.action};
    std::vector<std::string> actions = actions_asked(intent.action, *target);
    if (actions.empty()) actions.push_back(intent.action);
    return actions;
  }

  void ask(const std::string& who, const std::string& action) {
    AccessQuery query;
    query.who = who;
    query.action = action;
    query.target = answer_.intent.target;
    query.facts = facts_;
    auto found = can(network_, query, store_);
    if (!found) {
      answer_.error = found.error();
      return;
    }
    ++answer_.asked;
    const bool wants = answer_.intent.kind == IntentKind::can_call;
    // Where the ways disagree, a client gets through now and then.
    const bool some_pass =
        found->verdict == AccessVerdict::allowed || found->symptom == Symptom::intermittent;
    if (found->verdict == AccessVerdict::undecided && fails_of_part(query, *found)) return;
    if (found->verdict == AccessVerdict::undecided) {
      ++answer_.open;
      for (const Remark& remark : found->undecided) {
        if (answer_.undecided.size() < kMostOpenCalls) answer_.undecided.push_back(remark);
      }
      return;
    }
    if (wants ? found->verdict == AccessVerdict::allowed : !some_pass) return;
    fail(query, std::move(*found));
  }

  void fail(const AccessQuery& query, AccessAnswer found) {
    const bool wants = answer_.intent.kind == IntentKind::can_call;
    IntentFailure failure;
    failure.finding = wants ? IntentFinding::call_denied : IntentFinding::call_allowed;
    failure.from = query.who;
    failure.to = query.target;
    failure.traffic = query.action;
    failure.message = message_of(failure.finding, query.action, query.who, query.target, {});
    failure.command = fmt::format("canreach can {} {} {}", query.who, query.action, query.target);
    failure.call = std::move(found);
    add_failure(answer_, std::move(failure));
  }

  /// Of a target that stands for many resources, a part about which it is decided may be enough:
  /// one that is denied where all must be allowed, one that is allowed where none may be.
  bool fails_of_part(const AccessQuery& query, const AccessAnswer& whole) {
    const bool wants = answer_.intent.kind == IntentKind::can_call;
    for (const std::string& part : parts_to_ask(*network_.design, whole.resource)) {
      AccessQuery narrower = query;
      narrower.target = part;
      auto found = can(network_, narrower, store_);
      if (!found || found->verdict == AccessVerdict::undecided) continue;
      const bool some_pass =
          found->verdict == AccessVerdict::allowed || found->symptom == Symptom::intermittent;
      if (wants ? found->verdict == AccessVerdict::allowed : !some_pass) continue;
      fail(narrower, std::move(*found));
      return true;
    }
    return false;
  }

  const Network& network_;
  const RequestFacts& facts_;
  PolicyStore& store_;
  IntentAnswer answer_;
};

// Regions.

class RegionChecker {
 public:
  RegionChecker(const Network& network, const Intent& intent)
      : network_(network), design_(*network.design) {
    answer_.intent = intent;
  }

  IntentAnswer checked() {
    if (answer_.intent.of.empty()) {
      for (const ResourceKindRow& row : resource_kind_rows()) {
        for (std::uint32_t i = 0; i < count_of(design_, row.kind); ++i) judge(row.kind, i);
      }
      return std::move(answer_);
    }
    const NameIndex& names = names_of(network_);
    NameIndex::Things things = names.find(answer_.intent.of);
    if (things.empty()) things = names.named(answer_.intent.of);
    const bool is_one = things.size() == 1 && things.front().source == NamedThing::Source::resource;
    const bool is_whole = is_one && is_place(things.front().kind);
    if (is_one) judge(things.front().kind, things.front().index);
    if (is_one && !is_whole) return std::move(answer_);
    const auto endpoint = resolve_endpoint(network_, answer_.intent.of, nullptr);
    // Nothing may run in a VPC.
    if (!endpoint && !is_whole) {
      answer_.error = endpoint.error();
      return std::move(answer_);
    }
    if (!endpoint) return std::move(answer_);
    for (const EndMember& member : endpoint->members) {
      if (member.owned) judge(member.owner_kind, member.owner_index);
    }
    return std::move(answer_);
  }

 private:
  static bool is_place(ResourceKind kind) {
    return kind == ResourceKind::Vpc || kind == ResourceKind::Subnet;
  }

  /// Parts of a VPC are where it is, identities are everywhere.
  static bool has_region(ResourceKind kind) {
    return kind != ResourceKind::User && kind != ResourceKind::IamGroup &&
           kind != ResourceKind::Role && kind != ResourceKind::ManagedPolicy &&
           kind != ResourceKind::OnPremisesNetwork && kind != ResourceKind::NetworkInterface;
  }

  std::string region_of(ResourceKind kind, std::uint32_t index) const {
    const Resource& resource = resource_of(design_, kind, index);
    if (!resource.region.empty()) return resource.region;
    const Ref<Vpc> vpc = vpc_of(design_, kind, index);
    if (vpc.is_known()) return design_.get(vpc).region;
    return design_.region;
  }

  void judge(ResourceKind kind, std::uint32_t index) {
    const Resource& resource = resource_of(design_, kind, index);
    if (!has_region(kind) || resource.implied || resource.external) return;
    ++answer_.asked;
    const std::string region = region_of(kind, index);
    if (contains(answer_.intent.regions, region)) return;
    const std::string name = fmt::format("{}/{}", label_of(kind), resource.name);
    if (region.empty()) {
      ++answer_.open;
      Remark remark;
      remark.reason = Reason::unknown_value;
      remark.component = std::string(label_of(kind));
      remark.name = resource.name;
      remark.message = "the region of " + name + " is not known";
      remark.at = resource.at;
      remark.supply = "--region, or `region` in the design";
      if (answer_.undecided.empty()) answer_.undecided.push_back(std::move(remark));
      return;
    }
    IntentFailure failure;
    failure.finding = IntentFinding::other_region;
    failure.from = name;
    failure.to = region;
    failure.message = message_of(failure.finding, region, name,
                                 fmt::format("{}", fmt::join(answer_.intent.regions, " or ")), {});
    add_failure(answer_, std::move(failure));
  }

  const Network& network_;
  const Design& design_;
  IntentAnswer answer_;
};

// Waivers and baseline.

/// `hosts`: all that the end stands for, of hosts outside.
bool names_end(const Network& network, const std::string& waived, const std::string& end,
               const AddressSet& hosts) {
  if (waived.empty() || waived == end) return true;
  const auto endpoint = resolve_endpoint(network, waived, nullptr);
  if (!endpoint) return false;
  AddressSet named;
  std::set<std::uint32_t> faces;  // of the end
  bool is_named = false;
  for (const EndMember& member : endpoint->members) {
    if (member.kind == EndMember::Kind::hosts) named = named | member.hosts;
    if (member.end.name != end) continue;
    is_named = true;
    faces.insert(member.faces.begin(), member.faces.end());
  }
  if (!is_named) return !hosts.empty() && (hosts - named).empty();
  // A block may hold some of its addresses only.
  const auto whole = resolve_endpoint(network, end, nullptr);
  return !whole || all_of(whole->members, [&](const EndMember& member) {
    return all_of(member.faces, [&](std::uint32_t face) { return faces.count(face) > 0; });
  });
}

/// Is the failure what is left of one that is known, with the same ends and fewer packets or hosts?
bool is_part_of(const KnownFailure& known, const Intent& intent, const IntentFailure& failure) {
  if (known.intent != intent.id || known.from != failure.from || known.to != failure.to) {
    return false;
  }
  const bool has_other_hosts = !(failure.from_hosts - known.from_hosts).empty() ||
                               !(failure.to_hosts - known.to_hosts).empty();
  if (has_other_hosts) return false;
  const bool gets_better = failure.finding == IntentFinding::partly_reachable &&
                           known.code == row_of(IntentFinding::not_reachable).code;
  if (known.code != row_of(failure.finding).code && !gets_better) return false;
  const auto before = TrafficSet::parse(known.traffic);
  const auto now = TrafficSet::parse(failure.traffic);
  return before && now && before->contains(*now);
}

class Checker {
 public:
  Checker(const Network& network, const CheckQuery& query) : network_(network), query_(query) {}

  CheckAnswer checked() {
    for (const Waiver& waiver : query_.spec.waivers) {
      const bool is_past = query_.today && waiver.until < *query_.today;
      answer_.waivers.push_back(
          {waiver, is_past ? WaiverAnswer::State::expired : WaiverAnswer::State::unused});
    }
    std::set<std::string> known;
    for (const Intent& intent : query_.spec.intents) {
      IntentAnswer one = in_every_world(intent);
      for (IntentFailure& failure : one.failures) settle(one, failure, known);
      conclude(one);
      show(one);
      answer_.intents.push_back(std::move(one));
    }
    answer_.in_baseline = known.size();
    answer_.baseline_gone = query_.baseline.size() - known.size();
    return std::move(answer_);
  }

 private:
  /// What all worlds agree on: else it is open.
  IntentAnswer in_every_world(const Intent& intent) {
    IntentAnswer first = in_world(network_, intent);
    const Design& design = *network_.design;
    if (design.open_conditions.empty()) return first;
    bool agree = !network_.other_worlds.empty() && !first.error;
    bool is_asked = !first.error;  // in some world, everything that it names is there
    for (const OpenCondition& condition : design.open_conditions) {
      agree = agree && !condition.is_unbounded;
    }
    for (const auto& world : network_.other_worlds) {
      const IntentAnswer other = in_world(*world, intent);
      agree = agree && !other.error && verdict_of(other) == verdict_of(first);
      is_asked = is_asked || !other.error;
    }
    if (agree || !is_asked) return first;
    first.error.reset();
    first.failures.clear();
    first.failures_left_out = 0;
    first.open = std::max<std::size_t>(first.open, 1);
    first.undecided = remarks_of_conditions(network_);
    return first;
  }

  static IntentVerdict verdict_of(const IntentAnswer& answer) {
    if (!answer.failures.empty()) return IntentVerdict::fails;
    return answer.open > 0 ? IntentVerdict::undecided : IntentVerdict::holds;
  }

  IntentAnswer in_world(const Network& network, const Intent& intent) {
    switch (intent.kind) {
      case IntentKind::allow:
      case IntentKind::deny:
      case IntentKind::only:
      case IntentKind::waypoint:
      case IntentKind::scope:
        return check_flow_intent(network, intent);
      case IntentKind::can_call:
      case IntentKind::cannot_call: {
        PolicyStore store(*network.design);
        return CallChecker(network, intent, query_.facts, store).checked();
      }
      case IntentKind::region:
        return RegionChecker(network, intent).checked();
    }
    return {};
  }

  /// Whether the failure counts.
  void settle(const IntentAnswer& answer, IntentFailure& failure, std::set<std::string>& known) {
    failure.fingerprint = fingerprint_of(answer.intent, failure);
    for (std::size_t i = 0; i < answer_.waivers.size(); ++i) {
      WaiverAnswer& waiver = answer_.waivers[i];
      if (waiver.waiver.intent != answer.intent.id) continue;
      if (!names_end(network_, waiver.waiver.from, failure.from, failure.from_hosts)) {
        continue;
      }
      if (!names_end(network_, waiver.waiver.to, failure.to, failure.to_hosts)) continue;
      failure.waiver = i;
      if (waiver.state == WaiverAnswer::State::expired) {
        failure.state = FailureState::expired;
        continue;
      }
      waiver.state = WaiverAnswer::State::used;
      failure.state = FailureState::waived;
      return;
    }
    for (const auto& [fingerprint, before] : query_.baseline) {
      if (fingerprint != failure.fingerprint && !is_part_of(before, answer.intent, failure)) {
        continue;
      }
      known.insert(fingerprint);
      failure.state = FailureState::in_baseline;
    }
  }

  void conclude(IntentAnswer& one) {
    const bool fails =
        one.failures_left_out > 0 || any_of(one.failures, [](const auto& failure) {
          return failure.state == FailureState::open || failure.state == FailureState::expired;
        });
    one.verdict = fails                       ? IntentVerdict::fails
                  : one.open > 0 || one.error ? IntentVerdict::undecided
                                              : IntentVerdict::holds;
    answer_.has_errors = answer_.has_errors || one.error.has_value();
    if (one.verdict == IntentVerdict::fails) answer_.verdict = IntentVerdict::fails;
    if (one.verdict == IntentVerdict::undecided && answer_.verdict == IntentVerdict::holds) {
      answer_.verdict = IntentVerdict::undecided;
    }
  }

  /// The first failures that count get their counter-example walked.
  void show(IntentAnswer& one) const {
    std::size_t shown = 0;
    for (IntentFailure& failure : one.failures) {
      const bool counts =
          failure.state == FailureState::open || failure.state == FailureState::expired;
      if (!counts || ++shown > kMostTraces) {
        failure.call.reset();
        continue;
      }
      walk_counter_example(network_, failure);
    }
  }

  const Network& network_;
  const CheckQuery& query_;
  CheckAnswer answer_;
};

}  // namespace

const IntentFindingRow& row_of(IntentFinding finding) {
  static constexpr IntentFindingRow kRows[] = {
#define INTENT_FINDING(kind, code, slug, words) {IntentFinding::kind, code, slug, words},
#include "analyzer/intents/findings.def"
#undef INTENT_FINDING
  };
  return kRows[static_cast<std::size_t>(finding)];
}

std::string_view name_of(IntentVerdict verdict) {
  switch (verdict) {
    case IntentVerdict::holds:
      return "holds";
    case IntentVerdict::fails:
      return "fails";
    case IntentVerdict::undecided:
      return "undecided";
  }
  return "undecided";
}

std::string_view name_of(IntentFailure::State state) {
  switch (state) {
    case FailureState::open:
      return "open";
    case FailureState::waived:
      return "waived";
    case FailureState::expired:
      return "waiver-expired";
    case FailureState::in_baseline:
      return "in-baseline";
  }
  return "open";
}

std::string_view name_of(WaiverAnswer::State state) {
  switch (state) {
    case WaiverAnswer::State::used:
      return "used";
    case WaiverAnswer::State::unused:
      return "unused";
    case WaiverAnswer::State::expired:
      return "expired";
  }
  return "unused";
}

CheckAnswer check(const Network& network, const CheckQuery& query) {
  return Checker(network, query).checked();
}

}  // namespace canreach
