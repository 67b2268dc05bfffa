// Why the verdict is what it is: one packet that shows the verdict is walked for the hops, for what
// is refused the least-change path names every blocker, and what an unknown value leaves open is
// looked for on every path that it leaves.
#include "analyzer/query/causes.h"

#include <fmt/format.h>

#include <deque>

#include "analyzer/network/stand_ins.h"
#include "analyzer/query/changes.h"
#include "analyzer/query/client_texts.h"
#include "analyzer/query/explain.h"
#include "analyzer/query/least_change.h"
#include "analyzer/query/samples.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr std::size_t kMostBlockers = 50;

class Causes {
 public:
  Causes(const Network& network, const std::vector<Judged>& judged, const TraceQuery& query,
         Answer& answer)
      : network_(network), judged_(judged), query_(query), answer_(answer) {}

  void explain() {
    const Judged* first = shown();
    if (first == nullptr && !judged_.empty()) first = &judged_.front();
    if (answer_.verdict == Verdict::blocked || answer_.verdict == Verdict::partial) {
      for (const Judged& judged : judged_) add_blockers(judged, answer_.blockers);
    }
    if (first != nullptr) show(*first);
    if (answer_.verdict == Verdict::undecided) {
      for (const Judged& judged : judged_) add_undecided(judged);
      if (answer_.undecided.empty()) add_alternatives();
    }
    if (answer_.verdict == Verdict::blocked) answer_.flows.clear();
    if (answer_.verdict == Verdict::blocked) answer_.http_status = http_status();
    answer_.symptom = symptom();
    if (!judged_.empty()) answer_.clients = client_texts(answer_, judged_.front().asked.traffic);
  }

  /// Every refusal of the case, on the path that needs the fewest changes.
  void add_blockers(const Judged& judged, std::vector<Blocker>& blockers) {
    if (judged.tally.all || !judged.tally.some_fail) return;
    if (judged.passing.empty()) {
      if (judged.made.outcome != Tri::no) return;
      add_blocker(decided_blocker(judged.made), blockers);
      answer_.changes_complete = false;
      return;
    }
    for (const auto& parts : judged.passing) {
      for (const PassingProtocol& part : parts) {
        if (!part.tally().some_fail) continue;
        explain_packet(judged, failing_packet(part, judged.asked), blockers);
        if (blockers.size() >= kMostBlockers) return;
      }
    }
    for (const JudgedRelay& relay : judged.relays) {
      for (const Judged& way : relay.ways) add_blockers(way, blockers);
    }
  }

 private:
  static Packet packet_of(const Judged& judged) {
    return passing_packet(judged.passing, judged.asked);
  }
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

  void show(const Judged& judged) {
    if (judged.paths.paths.empty()) return;
    show_paths(judged);
    show_relay(judged);
  }

  void show_paths(const Judged& judged) {
    const bool refused = answer_.verdict == Verdict::blocked || answer_.verdict == Verdict::partial;
    if (refused && judged.tally.some_fail) return show_refused(judged);
    const bool passes = answer_.verdict == Verdict::reachable || refused;
    const Packet packet = passes ? packet_of(judged) : undecided_packet(judged);
    const Path& path = passes ? judged.paths.paths.front() : undecided_path(judged);
    add_hops(judged, path, packet);
  }

  /// The path that needs the fewest changes, for the first packets that fail.
  void show_refused(const Judged& judged) {
    for (const auto& parts : judged.passing) {
      for (const PassingProtocol& part : parts) {
        if (part.tally().some_fail) return show_refused(judged, failing_packet(part, judged.asked));
      }
    }
    add_hops(judged, judged.paths.paths.front(), packet_of(judged));
  }

  void show_refused(const Judged& judged, const Packet& packet) {
    const LeastChange& change = least_change(judged, packet);
    add_hops(judged, change.path, packet);
    const Explainer explainer(network_, ends_of(judged, packet), packet, hosts_of(judged.made));
    for (const LeastChange::Other& other : change.others) {
      answer_.other_paths.push_back({gateways_of(other.path, explainer, packet), other.changes});
    }
  }

  // A load balancer's second half stands between the two legs of the first.

  /// The relay, and the way of it, that show why the verdict is what it is.
  static std::pair<const JudgedRelay*, const Judged*> shown_way(const Judged& judged) {
    for (const JudgedRelay& relay : judged.relays) {
      for (const Judged& way : relay.ways) {
        if (!way.tally.all) return {&relay, &way};
      }
    }
    if (judged.relays.empty()) return {nullptr, nullptr};
    const JudgedRelay& first = judged.relays.front();
    return {&first, first.ways.empty() ? nullptr : &first.ways.front()};
  }

  void show_relay(const Judged& judged) {
    for (const JudgedRelay& relay : judged.relays) add_relay_assumptions(relay);
    const auto [relay, way] = shown_way(judged);
    if (relay == nullptr || answer_.hops.empty()) return;
    Answer outer;
    outer.hops = std::move(answer_.hops);
    outer.other_paths = std::move(answer_.other_paths);
    outer.walked_source = std::move(answer_.walked_source);
    outer.walked_destination = std::move(answer_.walked_destination);
    answer_.hops.clear();
    if (way != nullptr) show(*way);
    std::vector<Hop> inner = std::move(answer_.hops);
    const auto reply = std::find_if(outer.hops.begin(), outer.hops.end(),
                                    [](const Hop& hop) { return hop.leg == Leg::reply; });
    inner.insert(inner.begin(), relay_hop(*relay, way));
    outer.hops.insert(reply, inner.begin(), inner.end());
    answer_.hops = std::move(outer.hops);
    answer_.other_paths = std::move(outer.other_paths);
    answer_.walked_source = std::move(outer.walked_source);
    answer_.walked_destination = std::move(outer.walked_destination);
  }

  /// Rule: PLS-1.
  Hop endpoint_hop(const JudgedRelay& judged, const Judged* way) const {
    const VpcEndpoint& endpoint = network_.design->all<VpcEndpoint>()[judged.relay.endpoint];
    Hop hop;
    hop.component = std::string(label_of(ResourceKind::VpcEndpoint));
    hop.name = endpoint.name;
    hop.effect = Effect::forwards;
    hop.at = endpoint.at;
    hop.why = escaped(endpoint.offered.is_known() ? network_.design->get(endpoint.offered).name
                                                  : endpoint.service_name);
    if (way != nullptr && !way->made.subject.empty()) {
      hop.effect = way->made.outcome == Tri::no ? Effect::denies : Effect::unknown;
    } else if (way != nullptr) {
      hop.why += fmt::format(" at {}", way->made.ends.destination.address.to_string());
    }
    return hop;
  }

  Hop relay_hop(const JudgedRelay& judged, const Judged* way) const {
    if (judged.relay.balancer == kNoIndex) return endpoint_hop(judged, way);
    const LoadBalancer& balancer = network_.design->all<LoadBalancer>()[judged.relay.balancer];
    const Listener& listener = balancer.listeners[judged.relay.listener];
    Hop hop;
    hop.component = std::string(label_of(ResourceKind::LoadBalancer));
    hop.name = balancer.name;
    hop.effect = Effect::forwards;
    hop.rule = judged.relay.traffic.to_string();
    hop.at = listener.at;
    if (way == nullptr) {
      hop.why = listener.answers ? "answers itself" : "forwards";
      return hop;
    }
    const RelayWay& taken = judged.relay.ways[static_cast<std::size_t>(way - judged.ways.data())];
    describe(balancer, taken, hop);
    if (!taken.made.subject.empty()) {
      hop.effect = taken.made.outcome == Tri::no ? Effect::denies : Effect::unknown;
    }
    return hop;
  }

  void describe(const LoadBalancer& balancer, const RelayWay& way, Hop& hop) const {
    const TargetGroup& group = balancer.target_groups[way.group];
    hop.why = fmt::format("{} -> target group {}", hop.rule, escaped(group.name));
    if (!way.condition.empty()) hop.why += fmt::format(" where {}", escaped(way.condition));
    if (way.target != kNoIndex) hop.why += ": " + escaped(group.targets[way.target].name);
    if (!way.made.subject.empty()) {
      if (way.target == kNoIndex && group.targets.empty()) hop.why += ", which is empty";
      return;
    }
    hop.rewrite = Rewrite::destination;
    const Protocol protocol = protocol_of(way.traffic.sample());
    hop.rewritten = fmt::format("{}:{}", way.made.ends.destination.address.to_string(),
                                way.traffic.ports_to_string(protocol));
    hop.why += " at " + hop.rewritten;
    if (way.made.ends.relay_face != kNoIndex) hop.why += ", client address kept";
  }

  void add_relay_assumptions(const JudgedRelay& judged) {
    add_about(judged.relay.assumption, judged.relay.balancer);
    for (const RelayWay& way : judged.relay.ways) add_about(way.assumption, judged.relay.balancer);
  }

  void add_about(Reason reason, std::uint32_t balancer) {
    if (reason == Reason::none || answer_.verdict == Verdict::undecided) return;
    const Explainer explainer(network_, {}, {});
    add_remark(explainer.assumption({reason, ResourceKind::LoadBalancer, balancer}),
               answer_.assumptions);
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
      if (!explainer.is_shown(step, judgement)) continue;
      answer_.hops.push_back(explainer.hop(step, judgement));
      if (query_.lists_passed_over) explainer.add_passed_over(step, judgement, answer_.hops.back());
    }
    for (const Assumption& assumption : path.assumptions) {
      add_remark(explainer.assumption(assumption), answer_.assumptions);
    }
    if (reply_refused && answer_.verdict == Verdict::reachable) {
      add_remark(explainer.assumption({Reason::one_way, ResourceKind::NetworkInterface,
                                       interface_of(judged.made.ends.target_face)}),
                 answer_.assumptions);
    }
    add_way_assumptions(judged, path, packet, explainer);
    add_endpoints_passed_by(judged, path, explainer);
    add_end_assumptions(judged, explainer);
  }

  /// Rules: GEP-9, NACL-13.
  void add_way_assumptions(const Judged& judged, const Path& path, const Packet& packet,
                           const Explainer& explainer) {
    if (answer_.verdict != Verdict::reachable) return;
    const auto passes = [&](ResourceKind component) {
      return any_of(path.steps, [&](const Step& step) {
        return step.kind == StepKind::gateway && step.component == component;
      });
    };
    const std::uint32_t source = interface_of(judged.made.ends.source.face);
    if (judged.made.ends.service && source != kNoIndex && passes(ResourceKind::VpcEndpoint)) {
      const std::uint32_t vpc = network_.interfaces[source].vpc;
      const Value<bool>& hostnames = network_.design->all<Vpc>()[vpc].dns_hostnames;
      if (tri(hostnames, true) != Tri::yes) {
        add_remark(explainer.assumption({Reason::dns_hostnames_off, ResourceKind::Vpc, vpc}),
                   answer_.assumptions);
      }
    }
    const bool leaves =
        passes(ResourceKind::InternetGateway) || passes(ResourceKind::EgressOnlyInternetGateway);
    if (leaves && protocol_of(packet.traffic) == kTcp) add_path_mtu(path, explainer);
  }

  /// What was made for the service, and is not used, since its name does not mean it.  Rule: IEP-3.
  void add_endpoints_passed_by(const Judged& judged, const Path& path, const Explainer& explainer) {
    const FlowEnds& ends = judged.made.ends;
    const std::uint32_t source = interface_of(ends.source.face);
    if (!ends.service || source == kNoIndex || !network_.is_symbolic(ends.destination.atom)) return;
    const bool by_endpoint = any_of(
        path.steps, [](const Step& step) { return step.component == ResourceKind::VpcEndpoint; });
    if (by_endpoint) return;
    const Symbol& symbol = network_.symbol_of(ends.destination.atom);
    if (symbol.kind != Symbol::Kind::service || symbol.index == kNoIndex) return;
    const std::string& service = network_.services[symbol.index];
    const std::uint32_t vpc = network_.interfaces[source].vpc;
    const Vpc& home = network_.design->all<Vpc>()[vpc];
    const bool has_names =
        tri(home.dns_hostnames, true) != Tri::no && tri(home.dns_support, true) != Tri::no;
    for (const std::uint32_t index : network_.vpcs[vpc].endpoints) {
      const VpcEndpoint& endpoint = network_.design->all<VpcEndpoint>()[index];
      const bool is_for = endpoint.type == EndpointType::interface && endpoint.service == service;
      const bool is_named = tri(endpoint.private_dns, true) != Tri::no;
      if (!is_for || (is_named && has_names)) continue;
      const Reason reason = is_named ? Reason::endpoint_without_dns : Reason::endpoint_without_name;
      add_remark(explainer.assumption({reason, ResourceKind::VpcEndpoint, index}),
                 answer_.assumptions);
    }
  }

  /// Whoever sends more than the way carries is told so by a message, which the ACL of his subnet
  /// must let in.  Inside a VPC the way carries what a host can send.  Rule: NACL-13.
  void add_path_mtu(const Path& path, const Explainer& explainer) {
    for (Step step : path.steps) {
      if (step.kind != StepKind::network_acl || step.direction != Direction::ingress) continue;
      if (step.index == kNoIndex) continue;
      const bool ipv6 = step.source.address.family == Family::ipv6;
      Packet message;
      message.traffic = ipv6 ? icmp_traffic(kIcmpv6, 2, 0) : icmp_traffic(kIcmp, 3, 4);
      step.ports = PortSource::request;
      if (judge(network_, step, message).outcome != Tri::no) continue;
      add_remark(explainer.assumption({Reason::path_mtu, ResourceKind::NetworkAcl, step.index}),
                 answer_.assumptions);
    }
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
      if (stands_in(network_, network_.faces[face].atom)) continue;
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
    if (judged.made.behind_node) add_behind_node(judged);
    if (judged.made.by_public_address) {
      add_remark(explainer.assumption({Reason::public_address_used, ResourceKind::NetworkInterface,
                                       interface_of(judged.made.ends.target_face)}),
                 answer_.assumptions);
    }
  }

  /// Rule: SVC-11.
  void add_behind_node(const Judged& judged) {
    Remark remark;
    remark.reason = Reason::behind_node;
    remark.component = answer_.from.kind;
    remark.name = answer_.from.name;
    const std::uint32_t interface = interface_of(judged.made.ends.source.face);
    remark.at = network_.design->all<NetworkInterface>()[interface].at;
    remark.message =
        fmt::format(fmt::runtime(row_of(remark.reason).words), escaped(answer_.from.name));
    add_remark(std::move(remark), answer_.assumptions);
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

  static FlowEnds ends_of(const Judged& judged, const Packet& packet) {
    FlowEnds ends = judged.made.ends;
    ends.wants_reply = ends.wants_reply && needs_reply(packet.traffic);
    return ends;
  }

  /// Blockers and hops ask for the same path, and looking for it is most of an answer's time.
  const LeastChange& least_change(const Judged& judged, const Packet& packet) {
    for (const Searched& one : searched_) {
      if (one.judged == &judged && one.packet == packet) return one.found;
    }
    searched_.push_back(
        {&judged, packet, find_least_change(network_, ends_of(judged, packet), packet)});
    return searched_.back().found;
  }

  void explain_packet(const Judged& judged, const Packet& packet, std::vector<Blocker>& blockers) {
    const LeastChange& change = least_change(judged, packet);
    const Explainer explainer(network_, ends_of(judged, packet), packet, hosts_of(judged.made));
    for (std::size_t i = 0; i < change.path.steps.size(); ++i) {
      const Step& step = change.path.steps[i];
      const Judgement judgement = judge(network_, step, packet);
      if (judgement.outcome != Tri::no) continue;
      add_blocker(explainer.blocker(step, judgement), blockers);
      if (query_.finds_changes && &blockers == &answer_.blockers) {
        const auto lifting =
            change_for(network_, change.path, i, judgement, judged, packet, answer_);
        add_change(lifting);
        if (lifting || !answer_.no_fix.empty()) continue;
        answer_.no_fix = why_no_change(network_, step, judgement);
      }
    }
  }

  void add_change(const std::optional<DesignChange>& change) {
    if (!change) {
      answer_.changes_complete = false;
    } else if (!contains(answer_.changes, *change)) {
      answer_.changes.push_back(*change);
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

  /// A security group that refuses by itself, wherever its interface is.
  Blocker group_blocker(const Case& made) const {
    const SecurityGroup& group = network_.design->all<SecurityGroup>()[made.index];
    Blocker blocker;
    blocker.reason = made.decided;
    blocker.component = std::string(label_of(ResourceKind::SecurityGroup));
    blocker.name = group.name;
    blocker.direction = made.direction;
    blocker.at = group.at;
    blocker.message = fmt::format(fmt::runtime(row_of(made.decided).words), escaped(group.name), "",
                                  "", answer_.asked, "");
    return blocker;
  }

  Blocker decided_blocker(const Case& made) const {
    const bool is_group = made.component == ResourceKind::SecurityGroup &&
                          made.direction != Direction::none && made.index != kNoIndex;
    if (is_group) return group_blocker(made);
    const Explainer explainer(network_, made.ends, {});
    Blocker blocker = explainer.blocker(step_of(made), {Tri::no, made.decided, kNoIndex, kNoIndex});
    if (!made.message.empty()) blocker.message = made.message;
    if (made.index == kNoIndex && made.message.empty())
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
    remark.supply = "service and private_dns of the endpoint, and the VPC's DNS attributes";
    answer_.undecided.push_back(std::move(remark));
  }

  void add_undecided(const Judged& judged) {
    const Tally& tally = judged.tally;
    if (tally.all || tally.none) return;
    if (judged.passing.empty()) {
      const Explainer explainer(network_, judged.made.ends, {});
      Remark remark = explainer.missing(step_of(judged.made),
                                        {Tri::maybe, judged.made.decided, kNoIndex, kNoIndex});
      if (!judged.made.message.empty()) {
        remark.message = judged.made.message;
        remark.supply = judged.made.supply;
        if (judged.made.index == kNoIndex) remark.name = judged.made.subject;
      } else if (judged.made.index == kNoIndex) {
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
    for (const JudgedRelay& relay : judged.relays) {
      for (const Judged& way : relay.ways) add_undecided(way);
    }
  }

  void add_missing(const Judged& judged, const Path& path, const Packet& packet) {
    const Explainer explainer(network_, judged.made.ends, packet, hosts_of(judged.made));
    const bool several = judged.paths.paths.size() > 1;
    for (const Step& step : path.steps) {
      const Judgement judgement = judge(network_, step, packet);
      const bool open =
          judgement.outcome == Tri::maybe ||
          (several && (step.kind == StepKind::route || step.kind == StepKind::gateway) &&
           step.outcome == Tri::yes && step.reason != Reason::none);
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

  /// What an application load balancer answers whose targets are not there, or do not answer; 0:
  /// the client does not get that far.  Rules: ELB-11, ELB-21, SY-12.
  std::uint16_t http_status() const {
    bool empty = true;
    bool some = false;
    for (const Judged& judged : judged_) {
      if (judged.relays.empty()) return 0;
      for (const JudgedRelay& relay : judged.relays) {
        if (relay.relay.balancer == kNoIndex) return 0;
        const LoadBalancer& balancer = network_.design->all<LoadBalancer>()[relay.relay.balancer];
        if (relay.front.none || balancer.type != "application") return 0;
        some = some || !relay.ways.empty();
        for (const Judged& way : relay.ways) {
          const bool nothing = way.made.decided == Reason::no_targets ||
                               way.made.decided == Reason::no_target_in_zone;
          empty = empty && nothing;
        }
      }
    }
    if (!some) return 0;
    return empty ? 503 : 504;
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
    if (answer_.http_status != 0) return Symptom::http;
    // A refusal proves that everything else passes, and so does a connection that opens; one that
    // is refused does not open.
    bool is_refused = false;
    for (const Blocker& blocker : answer_.blockers) {
      const Symptom seen = row_of(blocker.reason).symptom;
      if (seen != Symptom::refused && seen != Symptom::hang) return seen;
      is_refused = is_refused || seen == Symptom::refused;
    }
    return is_refused ? Symptom::refused : Symptom::hang;
  }

  struct Searched {
    const Judged* judged;
    Packet packet;
    LeastChange found;
  };

  const Network& network_;
  const std::vector<Judged>& judged_;
  const TraceQuery& query_;
  Answer& answer_;
  std::deque<Searched> searched_;
};

}  // namespace

void add_remark(Remark remark, std::vector<Remark>& remarks) {
  const bool known = any_of(remarks, [&](const Remark& other) {
    return other.reason == remark.reason && other.message == remark.message;
  });
  if (!known && remarks.size() < kMostBlockers) remarks.push_back(std::move(remark));
}

void add_blockers(const Network& network, const Judged& judged, Answer& answer,
                  std::vector<Blocker>& blockers) {
  const std::vector<Judged> no_others;
  Causes(network, no_others, {}, answer).add_blockers(judged, blockers);
}

void explain(const Network& network, const std::vector<Judged>& judged, const TraceQuery& query,
             Answer& answer) {
  Causes(network, judged, query, answer).explain();
}

}  // namespace canreach
