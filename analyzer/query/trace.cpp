// `trace`: the query's two ends become cases (cases.h), each case has its paths (path.h), the set
// engine says what of the asked packets passes them (reach.h), and the tally of all of it is the
// verdict.  One packet that shows the verdict is then walked for the hops, and for what is refused
// the least-change path names every blocker.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analyzer/query/asked.h"
#include "analyzer/query/cases.h"
#include "analyzer/query/explain.h"
#include "analyzer/query/least_change.h"
#include "analyzer/query/query.h"
#include "analyzer/query/reach.h"
#include "analyzer/query/samples.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr std::size_t kMostPairsListed = 1000;
constexpr std::size_t kMostExplained = 16;  // cases whose blockers are looked for
constexpr std::size_t kMostBlockers = 50;

/// A case with everything that was found out about it.
struct Judged {
  Case made;
  Asked asked;
  Paths paths;
  std::vector<std::vector<PassingProtocol>> passing;  // of each path
  Tally tally;
};

Verdict verdict_of(const Tally& tally) {
  if (tally.all) return Verdict::reachable;
  if (tally.none) return Verdict::blocked;
  if (tally.some_pass && tally.some_fail) return Verdict::partial;
  return Verdict::undecided;
}

Tally tally_of(Tri outcome) {
  Tally tally;
  tally.all = tally.some_pass = outcome == Tri::yes;
  tally.none = tally.some_fail = outcome == Tri::no;
  return tally;
}

Family family_of(const Network& network, const Case& made) {
  const Party& party = made.ends.destination;
  return network.is_symbolic(party.atom) ? Family::ipv4 : party.address.family;
}

bool only_one_way(const Asked& asked) {
  const TrafficSet icmp = TrafficSet::all_of(kIcmp) | TrafficSet::all_of(kIcmpv6);
  if (!icmp.contains(asked.traffic)) return false;
  return (asked.traffic &
          (TrafficSet::icmp(kIcmp, 8, std::nullopt) | TrafficSet::icmp(kIcmpv6, 128, std::nullopt)))
      .empty();
}

class Tracer {
 public:
  Tracer(const Network& network, const TraceQuery& query)
      : network_(network), query_(query), reach_(network) {}

  tl::expected<Answer, QueryError> trace() {
    const auto target = split_target(network_, query_.to);
    if (!target) return tl::unexpected<QueryError>(target.error());
    const auto asked = read_asked(query_, *target);
    if (!asked) return tl::unexpected<QueryError>(asked.error());
    asked_ = *asked;
    const auto from = resolve_endpoint(network_, query_.from, nullptr);
    if (!from) return from_after_target(*target, from.error());
    const auto to = resolve_endpoint(network_, target->endpoint, &*from);
    if (!to) return tl::unexpected<QueryError>(to.error());
    return answer(*from, *to);
  }

 private:
  /// An ambiguous source may be told by the target.
  tl::expected<Answer, QueryError> from_after_target(const TargetText& target,
                                                     const QueryError& error) {
    const auto to = resolve_endpoint(network_, target.endpoint, nullptr);
    if (error.code != "CR1202" || !to) return tl::unexpected<QueryError>(error);
    const auto from = resolve_endpoint(network_, query_.from, &*to);
    if (!from) return tl::unexpected<QueryError>(from.error());
    return answer(*from, *to);
  }

  Answer answer(const Endpoint& from, const Endpoint& to) {
    answer_.from = from.end;
    answer_.to = to.end;
    answer_.asked = asked_.text;
    Tally total;
    const bool group = from.is_group || to.is_group;
    for (const EndMember& source : from.members) {
      for (const EndMember& target : to.members) {
        if (group && is_same(source, target)) continue;
        const Tally tally = judge_pair(source, target);
        total.add(tally);
        if (group) add_pair(source, target, tally);
        ++pairs_;
      }
    }
    if (pairs_ == 0) total = tally_of(Tri::yes);
    answer_.verdict = verdict_of(total);
    explain();
    return std::move(answer_);
  }

  static bool is_same(const EndMember& a, const EndMember& b) {
    return a.owned && b.owned && a.owner_kind == b.owner_kind && a.owner_index == b.owner_index;
  }

  Tally judge_pair(const EndMember& from, const EndMember& to) {
    Tally pair;
    pair_first_ = judged_.size();
    bool first = true;
    for (const std::vector<Case>& cases : cases_of(network_, from, to)) {
      Tally alternative;
      for (const Case& made : cases) alternative.add(judge_case(made, from, to));
      if (first) {
        pair = alternative;
      } else {
        pair.alternate(alternative);
      }
      first = false;
    }
    return pair;
  }

  Tally judge_case(const Case& made, const EndMember& from, const EndMember& to) {
    Judged judged;
    judged.made = made;
    judged.asked = asked_of(asked_, from, to, family_of(network_, made));
    if (answer_.asked.empty()) answer_.asked = judged.asked.traffic.to_string();
    if (answer_.source_ports.empty()) {
      answer_.source_ports =
          fmt::format("{}-{}", judged.asked.client_ports.first, judged.asked.client_ports.last);
    }
    if (is_other_family(judged)) {
      judged.made.decided = Reason::no_address_family;
      judged.made.outcome = Tri::no;
      judged.made.subject = to.end.name;
      judged.tally = tally_of(Tri::no);
    } else if (!made.subject.empty()) {
      judged.tally = tally_of(made.outcome);
      if (made.outcome == Tri::yes) add_outside(judged, from, to);
    } else {
      judged.made.ends.wants_reply = !only_one_way(judged.asked);
      judge_paths(judged);
    }
    keep(judged);
    return judged.tally;
  }

  /// ICMP is IPv4's and ICMPv6 is IPv6's alone.  Rule: MOD-9
  bool is_other_family(const Judged& judged) const {
    const bool v4 = family_of(network_, judged.made) == Family::ipv4;
    return judged.made.subject.empty() &&
           TrafficSet::all_of(v4 ? kIcmpv6 : kIcmp).contains(judged.asked.traffic);
  }

  /// A function outside every VPC and what it gets to by AWS's own network: nothing of the design
  /// is on the way. Rule: SVC-5
  void add_outside(const Judged& judged, const EndMember& from, const EndMember& to) {
    const Protocol protocol = protocol_of(judged.asked.traffic.sample());
    FlowSet flow;
    flow.protocol = name_of(protocol);
    if (to.kind == EndMember::Kind::hosts) flow.destination = to.hosts.to_string();
    if (has_ports(protocol)) {
      flow.destination_ports = judged.asked.traffic.ports_to_string(protocol);
      flow.source_ports = answer_.source_ports;
    }
    answer_.flows.push_back(std::move(flow));
    flow_sources_.emplace_back();
    flow_destinations_.emplace_back();
    Hop hop;
    hop.component = from.end.kind;
    hop.name = from.end.name;
    hop.effect = Effect::delivers;
    hop.why = "outside every VPC: AWS's own network leads to the internet";
    answer_.hops.push_back(std::move(hop));
    answer_.walked_source = from.end.name;
    answer_.walked_destination = to.end.name;
  }

  void judge_paths(Judged& judged) {
    judged.paths = find_paths(network_, judged.made.ends);
    bool first = true;
    for (const Path& path : judged.paths.paths) {
      judged.passing.push_back(reach_.passing(path, judged.asked));
      Tally tally;
      for (const PassingProtocol& part : judged.passing.back()) tally.add(part.tally());
      if (first) {
        judged.tally = tally;
      } else {
        judged.tally.alternate(tally);
      }
      first = false;
    }
    if (!judged.paths.complete) judged.tally.alternate(tally_of(Tri::maybe));
  }

  /// Of the cases that turn out alike the first ones are enough to show why.
  void keep(const Judged& judged) {
    add_flows(judged);
    std::size_t& kept = kept_[static_cast<std::size_t>(verdict_of(judged.tally))];
    if (kept < kMostExplained) {
      judged_.push_back(judged);
      ++kept;
    }
  }

  void add_pair(const EndMember& from, const EndMember& to, const Tally& tally) {
    if (answer_.pairs.size() == kMostPairsListed) {
      ++answer_.pairs_left_out;
      return;
    }
    PairAnswer pair;
    pair.from = from.end;
    pair.to = to.end;
    pair.verdict = verdict_of(tally);
    if (pair.verdict == Verdict::blocked || pair.verdict == Verdict::partial) {
      for (std::size_t i = pair_first_; i < judged_.size(); ++i) {
        add_blockers(judged_[i], pair.blockers, nullptr);
      }
    }
    answer_.pairs.push_back(std::move(pair));
  }

  // What gets through, as sets.

  void add_flows(const Judged& judged) {
    if (judged.passing.empty() || !judged.tally.some_pass) return;
    for (std::size_t part = 0; part < judged.passing.front().size(); ++part) {
      PassingProtocol common = judged.passing.front()[part];
      for (const auto& passing : judged.passing) {
        common.surely = common.surely & passing[part].surely;
        common.reply_surely = common.reply_surely & passing[part].reply_surely;
        common.remapped_surely = common.remapped_surely & passing[part].remapped_surely;
      }
      if (common.surely.empty() || !common.tally().some_pass) continue;
      add_flow(judged, common);
    }
  }

  void add_flow(const Judged& judged, const PassingProtocol& passing) {
    const Protocol protocol = protocol_of(passing.asked.sample());
    FlowSet flow;
    flow.protocol = name_of(protocol);
    flow.source = addresses(judged.made.sources, judged.made.ends.source);
    flow.destination = addresses(judged.made.destinations, judged.made.ends.destination);
    if (has_ports(protocol)) {
      flow.destination_ports = passing.surely.ports_to_string(protocol);
      const TrafficSet ports = passing.reply_asked.empty()
                                   ? TrafficSet::ports(protocol, judged.asked.client_ports.first,
                                                       judged.asked.client_ports.last)
                                   : passing.reply_surely;
      flow.source_ports = ports.ports_to_string(protocol);
    } else if (has_icmp_types(protocol)) {
      flow.icmp_types = passing.surely.ports_to_string(protocol);
    }
    merge_flow(std::move(flow), judged);
  }

  /// Hosts that the rules tell apart but treat alike are one flow.
  void merge_flow(FlowSet flow, const Judged& judged) {
    for (std::size_t i = 0; i < answer_.flows.size(); ++i) {
      FlowSet& other = answer_.flows[i];
      const bool alike =
          other.protocol == flow.protocol && other.destination_ports == flow.destination_ports &&
          other.source_ports == flow.source_ports && other.icmp_types == flow.icmp_types;
      if (!alike) continue;
      if (other.destination == flow.destination && !judged.made.sources.empty()) {
        flow_sources_[i] = flow_sources_[i] | judged.made.sources;
        other.source = flow_sources_[i].to_string();
        return;
      }
      if (other.source == flow.source && !judged.made.destinations.empty()) {
        flow_destinations_[i] = flow_destinations_[i] | judged.made.destinations;
        other.destination = flow_destinations_[i].to_string();
        return;
      }
    }
    if (answer_.flows.size() >= kMostPairsListed) return;
    answer_.flows.push_back(std::move(flow));
    flow_sources_.push_back(judged.made.sources);
    flow_destinations_.push_back(judged.made.destinations);
  }

  std::string addresses(const AddressSet& set, const Party& party) const {
    if (!set.empty()) return set.to_string();
    return network_.is_symbolic(party.atom) ? std::string() : party.address.to_string();
  }

  // Why.

  const Judged* first_with(Verdict wanted) const {
    for (const Judged& judged : judged_) {
      if (verdict_of(judged.tally) == wanted) return &judged;
    }
    return nullptr;
  }

  const Judged* shown() const {
    switch (answer_.verdict) {
      case Verdict::reachable:
        return first_with(Verdict::reachable);
      case Verdict::partial: {
        const Judged* found = first_with(Verdict::partial);
        return found != nullptr ? found : first_with(Verdict::blocked);
      }
      case Verdict::blocked:
        return first_with(Verdict::blocked);
      case Verdict::undecided:
        return first_with(Verdict::undecided);
    }
    return nullptr;
  }

  void explain() {
    const Judged* first = shown();
    if (first == nullptr && !judged_.empty()) first = &judged_.front();
    if (answer_.verdict == Verdict::blocked || answer_.verdict == Verdict::partial) {
      for (const Judged& judged : judged_) add_blockers(judged, answer_.blockers, nullptr);
    }
    if (first != nullptr) show(*first);
    if (answer_.verdict == Verdict::undecided) {
      for (const Judged& judged : judged_) add_undecided(judged);
      if (answer_.undecided.empty()) add_alternatives();
    }
    if (answer_.verdict == Verdict::blocked) answer_.flows.clear();
    answer_.symptom = symptom();
  }

  void show(const Judged& judged) {
    if (judged.paths.paths.empty()) return;
    const bool refused = answer_.verdict == Verdict::blocked || answer_.verdict == Verdict::partial;
    if (refused) {
      std::vector<Blocker> ignored;
      add_blockers(judged, ignored, &answer_);
      return;
    }
    const Packet packet = answer_.verdict == Verdict::reachable
                              ? passing_packet(judged.passing, judged.asked)
                              : undecided_packet(judged);
    const Path& path =
        answer_.verdict == Verdict::reachable ? judged.paths.paths.front() : undecided_path(judged);
    add_hops(judged, path, packet);
  }

  static Packet undecided_packet(const Judged& judged) {
    for (const auto& parts : judged.passing) {
      for (const PassingProtocol& part : parts) {
        if (!part.tally().all) return failing_packet(part, judged.asked);
      }
    }
    return passing_packet(judged.passing, judged.asked);
  }

  static const Path& undecided_path(const Judged& judged) {
    for (std::size_t i = 0; i < judged.passing.size(); ++i) {
      for (const PassingProtocol& part : judged.passing[i]) {
        if (!part.tally().all) return judged.paths.paths[i];
      }
    }
    return judged.paths.paths.front();
  }

  void add_hops(const Judged& judged, const Path& path, const Packet& packet) {
    const Explainer explainer(network_, judged.made.ends, packet, hosts_of(judged.made));
    const Protocol protocol = protocol_of(packet.traffic);
    answer_.walked_source = end_text(judged.made.sources, judged.made.ends.source, answer_.from);
    answer_.walked_destination =
        end_text(judged.made.destinations, judged.made.ends.destination, answer_.to);
    if (has_ports(protocol)) {
      answer_.walked_source += ":" + answer_.source_ports;
      answer_.walked_destination += ":" + judged.asked.traffic.ports_to_string(protocol);
    }
    bool reply_refused = false;
    for (const Step& step : path.steps) {
      const Judgement judgement = judge(network_, step, packet);
      reply_refused = reply_refused || (step.leg == Leg::reply && judgement.outcome == Tri::no);
      if (explainer.is_shown(step, judgement))
        answer_.hops.push_back(explainer.hop(step, judgement));
    }
    for (const Assumption& assumption : path.assumptions) {
      add_remark(explainer.assumption(assumption), answer_.assumptions);
    }
    if (reply_refused && answer_.verdict == Verdict::reachable) {
      add_remark(explainer.assumption({Reason::one_way, ResourceKind::NetworkInterface,
                                       interface_of(judged.made.ends.target_face)}),
                 answer_.assumptions);
    }
    add_end_assumptions(judged, explainer);
  }

  /// What the many hosts of a case are called; empty when it is one.
  std::string hosts_of(const Case& made) const {
    const auto many = [](const AddressSet& set, const Party& party) {
      return !set.empty() && !(set == AddressSet(party.address));
    };
    if (many(made.sources, made.ends.source)) return answer_.from.name;
    if (many(made.destinations, made.ends.destination)) return answer_.to.name;
    return {};
  }

  /// An address, or the name of many.
  std::string end_text(const AddressSet& set, const Party& party, const AnswerEnd& end) const {
    const bool many = !set.empty() && !(set == AddressSet(party.address));
    return many ? end.name : Explainer(network_, {}, {}).party_text(party);
  }

  std::uint32_t interface_of(std::uint32_t face) const {
    return face == kNoIndex ? kNoIndex : network_.faces[face].interface;
  }

  void add_end_assumptions(const Judged& judged, const Explainer& explainer) {
    for (const std::uint32_t face : {judged.made.ends.source.face, judged.made.ends.target_face}) {
      if (face == kNoIndex) continue;
      const std::uint32_t interface = network_.faces[face].interface;
      const std::uint32_t number = face - network_.interfaces[interface].faces.first;
      const NetworkInterface& declared = network_.design->all<NetworkInterface>()[interface];
      if (number >= declared.addresses.size() || !declared.addresses[number].assumed) continue;
      const ResourceKind kind =
          declared.owned ? declared.owner_kind : ResourceKind::NetworkInterface;
      add_remark(explainer.assumption({Reason::address_assumed, kind,
                                       declared.owned ? declared.owner_index : interface}),
                 answer_.assumptions);
    }
    if (sends_to_host_beside_list(judged)) {
      Remark remark = explainer.assumption({Reason::not_a_service, {}, kNoIndex});
      remark.component = answer_.to.kind;
      remark.name = answer_.to.name;
      remark.message =
          fmt::format(fmt::runtime(row_of(Reason::not_a_service).words), escaped(answer_.to.name));
      add_remark(std::move(remark), answer_.assumptions);
    }
    if (judged.made.by_public_address) {
      add_remark(explainer.assumption({Reason::public_address_used, ResourceKind::NetworkInterface,
                                       interface_of(judged.made.ends.target_face)}),
                 answer_.assumptions);
    }
  }

  /// Does the source's table send AWS's list of a service, whose addresses are not known, another
  /// way than this host?
  bool sends_to_host_beside_list(const Judged& judged) const {
    const FlowEnds& ends = judged.made.ends;
    if (ends.source.face == kNoIndex || ends.service || ends.target_face != kNoIndex) return false;
    if (network_.is_symbolic(ends.destination.atom) || !network_.is_public(ends.destination.atom)) {
      return false;
    }
    const std::uint32_t subnet =
        network_.interfaces[network_.faces[ends.source.face].interface].subnet;
    if (subnet == kNoIndex || network_.subnets[subnet].table == kNoIndex) return false;
    const Slice& routes = network_.tables[network_.subnets[subnet].table].routes;
    for (std::uint32_t i = routes.first; i < routes.first + routes.count; ++i) {
      const std::uint32_t service = network_.routes[i].service;
      if (service != kNoIndex && network_.service_ranges[service].empty()) return true;
    }
    return false;
  }

  static void add_remark(Remark remark, std::vector<Remark>& remarks) {
    const bool known = any_of(remarks, [&](const Remark& other) {
      return other.reason == remark.reason && other.message == remark.message;
    });
    if (!known && remarks.size() < kMostBlockers) remarks.push_back(std::move(remark));
  }

  /// Every refusal of the case, on the path that needs the fewest changes; with `shown` also that
  /// path's hops.
  void add_blockers(const Judged& judged, std::vector<Blocker>& blockers, Answer* shown) {
    if (judged.tally.all || !judged.tally.some_fail) return;
    if (judged.passing.empty()) {
      if (judged.made.outcome == Tri::no) add_blocker(decided_blocker(judged.made), blockers);
      return;
    }
    for (const auto& parts : judged.passing) {
      for (const PassingProtocol& part : parts) {
        if (!part.tally().some_fail) continue;
        const Packet packet = failing_packet(part, judged.asked);
        explain_packet(judged, packet, blockers, shown);
        shown = nullptr;
        if (blockers.size() >= kMostBlockers) return;
      }
    }
  }

  void explain_packet(const Judged& judged, const Packet& packet, std::vector<Blocker>& blockers,
                      Answer* shown) {
    FlowEnds ends = judged.made.ends;
    ends.wants_reply = ends.wants_reply && needs_reply(packet.traffic);
    const LeastChange change = find_least_change(network_, ends, packet);
    const Explainer explainer(network_, ends, packet, hosts_of(judged.made));
    for (const Step& step : change.path.steps) {
      const Judgement judgement = judge(network_, step, packet);
      if (judgement.outcome == Tri::no) add_blocker(explainer.blocker(step, judgement), blockers);
    }
    if (shown == nullptr) return;
    add_hops(judged, change.path, packet);
    for (const LeastChange::Other& other : change.others) {
      shown->other_paths.push_back({gateways_of(other.path, explainer, packet), other.changes});
    }
  }

  std::string gateways_of(const Path& path, const Explainer& explainer,
                          const Packet& packet) const {
    std::vector<std::string> names;
    for (const Step& step : path.steps) {
      if (step.leg != Leg::forward || step.kind != StepKind::gateway) continue;
      const Hop hop = explainer.hop(step, judge(network_, step, packet));
      if (hop.name.empty() || (!names.empty() && names.back() == hop.name)) continue;
      names.push_back(hop.name);
    }
    return names.empty() ? "local" : join(names, ", ");
  }

  static void add_blocker(Blocker blocker, std::vector<Blocker>& blockers) {
    const bool known = any_of(blockers, [&](const Blocker& other) {
      return row_of(other.reason).code == row_of(blocker.reason).code &&
             other.component == blocker.component && other.name == blocker.name &&
             other.leg == blocker.leg && other.direction == blocker.direction &&
             other.at == blocker.at;
    });
    if (!known && blockers.size() < kMostBlockers) blockers.push_back(std::move(blocker));
  }

  Step step_of(const Case& made) const {
    Step step;
    step.kind = StepKind::gateway;
    step.component = made.component;
    step.index = made.index;
    step.outcome = made.outcome;
    step.reason = made.decided;
    step.destination = made.ends.destination;
    return step;
  }

  Blocker decided_blocker(const Case& made) const {
    const Explainer explainer(network_, made.ends, {});
    Blocker blocker = explainer.blocker(step_of(made), {Tri::no, made.decided, kNoIndex, kNoIndex});
    if (made.index == kNoIndex)
      name_by_subject(made, blocker.component, blocker.name, blocker.message);
    return blocker;
  }

  static void name_by_subject(const Case& made, std::string& component, std::string& name,
                              std::string& message) {
    component = "network-interface";
    name = made.subject;
    const std::string subject = escaped(made.subject);
    message = fmt::format(fmt::runtime(row_of(made.decided).words), subject, subject, subject,
                          subject, "");
    if (made.decided == Reason::no_such_address) {
      message = fmt::format("no interface has the address {}", subject);
    }
  }

  /// Each way is decided and they differ: what leaves open which of them holds.
  void add_alternatives() {
    Remark remark;
    remark.reason = Reason::unknown_value;
    remark.component = answer_.to.kind;
    remark.name = answer_.to.name;
    remark.message =
        fmt::format("it is not known whether the name of {} gives an endpoint's address",
                    escaped(answer_.to.name));
    remark.supply = "private_dns of the endpoint and the VPC's DNS attributes";
    answer_.undecided.push_back(std::move(remark));
  }

  void add_undecided(const Judged& judged) {
    const Tally& tally = judged.tally;
    if (tally.all || tally.none) return;
    if (judged.passing.empty()) {
      const Explainer explainer(network_, judged.made.ends, {});
      Remark remark = explainer.missing(step_of(judged.made),
                                        {Tri::maybe, judged.made.decided, kNoIndex, kNoIndex});
      if (judged.made.index == kNoIndex) {
        name_by_subject(judged.made, remark.component, remark.name, remark.message);
        remark.component = answer_.to.kind;
      }
      return add_remark(std::move(remark), answer_.undecided);
    }
    for (std::size_t i = 0; i < judged.paths.paths.size(); ++i) {
      for (const PassingProtocol& part : judged.passing[i]) {
        const Packet packet = failing_packet(part, judged.asked);
        add_missing(judged, judged.paths.paths[i], packet);
      }
    }
  }

  void add_missing(const Judged& judged, const Path& path, const Packet& packet) {
    const Explainer explainer(network_, judged.made.ends, packet, hosts_of(judged.made));
    const bool several = judged.paths.paths.size() > 1;
    for (const Step& step : path.steps) {
      const Judgement judgement = judge(network_, step, packet);
      const bool open = judgement.outcome == Tri::maybe ||
                        (several && step.kind == StepKind::route && step.outcome == Tri::yes &&
                         step.reason != Reason::none);
      if (!open) continue;
      Judgement named = judgement;
      if (named.outcome == Tri::yes) named.reason = step.reason;
      add_remark(explainer.missing(step, named), answer_.undecided);
    }
  }

  static bool loses_some_replies(const Judged& judged) {
    return any_of(judged.passing, [](const auto& parts) {
      return any_of(parts, [](const PassingProtocol& part) {
        const Tally tally = part.tally();
        return part.possibly.contains(part.asked) && tally.some_pass && tally.some_fail;
      });
    });
  }

  static bool loses_some_ports(const Judged& judged) {
    return any_of(judged.passing, [](const auto& parts) {
      return any_of(parts, [](const PassingProtocol& part) {
        return !part.possibly.empty() && !part.possibly.contains(part.asked);
      });
    });
  }

  Symptom symptom() const {
    if (answer_.verdict == Verdict::reachable || answer_.verdict == Verdict::undecided) {
      return Symptom::none;
    }
    if (answer_.verdict == Verdict::partial) {
      // Some clients, pairs or ports never pass: that is steady.  A reply that gets back to some of
      // the client's ports only, or one of the target's places that does not work, fails now and
      // then.
      if (any_of(judged_, loses_some_replies)) return Symptom::intermittent;
      const bool steady = any_of(judged_, [&](const Judged& judged) {
        return !hosts_of(judged.made).empty() || loses_some_ports(judged);
      });
      return steady || !answer_.pairs.empty() ? Symptom::timeout : Symptom::intermittent;
    }
    if (answer_.blockers.empty()) return Symptom::timeout;
    // A refusal proves that everything else passes.
    for (const Blocker& blocker : answer_.blockers) {
      const Symptom seen = row_of(blocker.reason).symptom;
      if (seen != Symptom::refused) return seen;
    }
    return Symptom::refused;
  }

  const Network& network_;
  const TraceQuery& query_;
  Reach reach_;
  AskedTraffic asked_;
  Answer answer_;
  std::vector<Judged> judged_;
  std::array<std::size_t, 4> kept_{};
  std::size_t pair_first_ = 0;
  std::size_t pairs_ = 0;
  std::vector<AddressSet> flow_sources_;
  std::vector<AddressSet> flow_destinations_;
};

}  // namespace

tl::expected<Answer, QueryError> trace(const Network& network, const TraceQuery& query) {
  return Tracer(network, query).trace();
}

}  // namespace canreach
