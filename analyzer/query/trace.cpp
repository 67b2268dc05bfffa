// `trace`: the query's two ends become cases (cases.h), each case has its paths (path.h), the set
// engine says what of the asked packets passes them (reach.h), and the tally of all of it is the
// verdict.  Why it is so is told in causes.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/network/stand_ins.h"
#include "analyzer/query/asked.h"
#include "analyzer/query/cases.h"
#include "analyzer/query/causes.h"
#include "analyzer/query/dns.h"
#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/group_refusal.h"
#include "analyzer/query/query.h"
#include "analyzer/query/reach.h"
#include "analyzer/query/side_conditions.h"
#include "analyzer/query/worlds.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr std::size_t kMostPairsListed = 1000;
constexpr std::size_t kMostExplained = 16;  // cases whose blockers are looked for

bool only_one_way(const Asked& asked) {
  const TrafficSet icmp = TrafficSet::all_of(kIcmp) | TrafficSet::all_of(kIcmpv6);
  if (!icmp.contains(asked.traffic)) return false;
  return (asked.traffic &
          (TrafficSet::icmp(kIcmp, 8, std::nullopt) | TrafficSet::icmp(kIcmpv6, 128, std::nullopt)))
      .empty();
}

/// Of the traffic of a relay, what something behind it takes: a service of the design takes what
/// the listeners of its load balancers do.
TrafficSet taken_by(const JudgedRelay& relay) {
  if (!relay.whole().some_pass) return {};
  if (relay.relay.endpoint == kNoIndex) return relay.relay.traffic;
  TrafficSet taken;
  for (const Judged& way : relay.ways) {
    if (way.relays.empty()) return relay.relay.traffic;
    for (const JudgedRelay& next : way.relays) taken = taken | taken_by(next);
  }
  return taken & relay.relay.traffic;
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
    answer_.names = to.names;
    for (const Remark& remark : to.assumptions) add_remark(remark, answer_.assumptions);
    Tally total;
    const bool group = from.is_group || to.is_group;
    for (const EndMember& source : from.members) {
      for (const EndMember& target : to.members) {
        if (group && is_same(source, target)) continue;
        if (!is_given_to(network_, source, target)) continue;
        const Tally tally = judge_pair(source, target);
        total.add(tally);
        if (group) add_pair(source, target, tally);
        ++pairs_;
      }
    }
    if (pairs_ == 0) total = tally_of(Tri::yes);
    if (!group) {
      for (const Endpoint* end : {&from, &to}) {
        for (const EndMember& member : end->members) note_needs(member);
      }
    }
    answer_.verdict = verdict_of(total);
    if (answer_.verdict != Verdict::undecided) answer_.undecided.clear();
    if (answer_.verdict == Verdict::partial || query_.verbose) say_hosts();
    explain(network_, judged_, query_, answer_);
    return std::move(answer_);
  }

  static bool is_same(const EndMember& a, const EndMember& b) {
    return a.owned && b.owned && a.owner_kind == b.owner_kind && a.owner_index == b.owner_index;
  }

  Tally judge_pair(const EndMember& from, const EndMember& named) {
    pair_first_ = judged_.size();
    const EndMember to = asked_of_servers(from, named);
    if (to.one_of_hosts) note_unknown_host(to);
    Tally pair = tally_of_any(cases_of(network_, from, to), [&](const std::vector<Case>& cases) {
      Tally tally;
      for (const Case& made : cases) {
        if (is_passed_by(made, from, to)) continue;
        const Tally one = judge_case(made, from, to);
        note_places(made, one);
        tally.add(counted(made, one));
      }
      return tally;
    });
    consider_owners(from, to, pair);
    if (verdict_of(pair) == Verdict::partial) {
      add_places(sources_, from, "gets through from");
      add_places(targets_, to, "is reached in");
    }
    sources_.clear();
    targets_.clear();
    return pair;
  }

  // Which of several places works, of what AWS may put in any of them, or of what has all of them.
  // Rules: SVC-1, SVC-8, SVC-12.

  using Places = std::map<std::uint32_t, Tally>;  // by interface

  void note_places(const Case& made, const Tally& tally) {
    const auto note = [&](std::uint32_t face, Places& places) {
      if (face == kNoIndex) return;
      const auto [found, is_new] = places.try_emplace(network_.faces[face].interface, tally);
      if (!is_new) found->second.add(tally);
    };
    note(made.ends.source.face, sources_);
    note(made.ends.target_face, targets_);
  }

  std::string place_name(std::uint32_t interface) const {
    const NetworkInterface& declared = network_.design->all<NetworkInterface>()[interface];
    if (declared.subnet.is_known()) return escaped(network_.design->get(declared.subnet).name);
    return escaped(declared.name);
  }

  void add_places(const Places& places, const EndMember& end, std::string_view verb) {
    std::vector<std::string> works;
    std::vector<std::string> fails;
    for (const auto& [interface, tally] : places) {
      const Verdict verdict = verdict_of(tally);
      if (verdict == Verdict::reachable) works.push_back(place_name(interface));
      if (verdict == Verdict::blocked) fails.push_back(place_name(interface));
    }
    sort_unique(works);
    sort_unique(fails);
    if (works.empty() || fails.empty() || works == fails) return;
    Remark remark;
    remark.reason = Reason::some_places;
    remark.component = end.end.kind;
    remark.name = end.end.name;
    remark.message =
        fmt::format("{} {} {}, not {} {}", escaped(end.end.name), verb, join(works, ", "),
                    verb.substr(verb.rfind(' ') + 1), join(fails, ", "));
    add_remark(std::move(remark), answer_.assumptions);
  }

  /// What a task needs before it runs, and cannot get.  Rule: SVC-10.
  void note_needs(const EndMember& member) {
    std::vector<std::string> missing;
    for (const std::string& need : needs_of(network_, member)) {
      const auto service = resolve_endpoint(network_, "service/" + need, nullptr);
      if (!service) continue;
      const Tally tally = tally_of_port(member, service->members.front(), kTcp, 443);
      if (verdict_of(tally) == Verdict::blocked) missing.push_back(need);
    }
    if (missing.empty()) return;
    Remark remark;
    remark.reason = Reason::cannot_start;
    remark.component = member.end.kind;
    remark.name = member.end.name;
    remark.message = fmt::format(
        "{}: {}", fmt::format(fmt::runtime(row_of(remark.reason).words), escaped(member.end.name)),
        join(missing, ", "));
    add_remark(std::move(remark), answer_.assumptions);
  }

  /// The VPC's own DNS servers that are asked for the name.  Clients ask for a service by its name.
  std::vector<IpAddress> servers_of(const EndMember& from, const EndMember& named) const {
    if (named.unresolved) return named.unresolved->servers;
    const Vantage vantage = vantage_of(network_, from);
    const bool is_asked =
        named.kind == EndMember::Kind::service && vantage.kind == Vantage::Kind::vpc;
    return is_asked ? network_.design->all<Vpc>()[vantage.vpc].dns_servers
                    : std::vector<IpAddress>();
  }

  /// A name whose DNS servers cannot be reached does not resolve, whatever they would answer.
  /// Rule: DNS-5.
  EndMember asked_of_servers(const EndMember& from, const EndMember& named) {
    EndMember result = named;
    const std::vector<IpAddress> servers = servers_of(from, named);
    if (servers.empty()) return result;
    Endpoint beside;
    beside.members.push_back(from);
    for (const IpAddress& server : servers) {
      const auto end = resolve_endpoint(network_, server.to_string(), &beside);
      if (!end ||
          verdict_of(tally_of_port(from, end->members.front(), kUdp, 53)) != Verdict::blocked) {
        return result;
      }
    }
    const std::string server = servers.front().to_string();
    result.kind = EndMember::Kind::unresolved;
    if (!result.unresolved) result.unresolved.emplace();
    result.unresolved->reason = Reason::dns_server_unreachable;
    result.unresolved->outcome = Tri::no;
    result.unresolved->message =
        fmt::format("{} cannot be asked: `canreach trace {} {}:53/udp` says why", server,
                    escaped(from.end.name), server);
    for (NameAnswer& name : answer_.names) {
      name.effect = Effect::denies;
      if (name.steps.empty()) continue;
      name.steps.back().effect = Effect::denies;
      name.steps.back().why = result.unresolved->message;
    }
    return result;
  }

  /// Of another question between two ends.
  Tally tally_of_port(const EndMember& from, const EndMember& to, Protocol protocol,
                      std::uint16_t port) {
    const AskedTraffic asked = std::exchange(asked_, AskedTraffic());
    asked_.protocol = protocol;
    asked_.traffic = TrafficSet::ports(protocol, port, port);
    const Tally tally = tally_between(from, to);
    asked_ = asked;
    return tally;
  }

  void note_unknown_host(const EndMember& to) {
    Remark remark;
    remark.reason = Reason::name_not_given;
    remark.component = "dns-name";
    remark.name = to.end.name;
    remark.message =
        fmt::format("which of the internet's addresses {} has is not known", escaped(to.end.name));
    remark.supply = "the target by its address";
    add_remark(std::move(remark), answer_.undecided);
  }

  /// An address that is taken for a host's on the internet may be one that something of the design
  /// has: where the verdict would be another one, it is open or rests on an assumption.
  void consider_owners(const EndMember& from, const EndMember& to, Tally& pair) {
    for (const EndMember* end : {&from, &to}) {
      const EndMember& other = end == &from ? to : from;
      std::size_t considered = 0;
      for (const std::uint32_t face : possible_owners(network_, *end)) {
        if (contains(other.faces, face)) continue;
        if (++considered > kMostOwners) return pair.alternate(tally_of(Tri::maybe));
        EndMember owner = member_at(network_, face, end->address);
        owner.by_public_address = true;
        Tally either = pair;
        either.alternate(end == &from ? tally_between(owner, to) : tally_between(from, owner));
        if (verdict_of(either) == verdict_of(pair)) continue;
        note_owner(owner, network_.faces[face].public_ip.kind);
        if (network_.faces[face].public_ip.kind == PublicIp::Kind::unknown) pair = either;
      }
    }
  }

  Tally tally_between(const EndMember& from, const EndMember& to) {
    return tally_of_any(cases_of(network_, from, to), [&](const std::vector<Case>& cases) {
      Tally tally;
      for (const Case& made : cases) {
        if (is_passed_by(made, from, to)) continue;
        tally.add(counted(made, judge(made, from, to).tally));
      }
      return tally;
    });
  }

  /// A node that the load balancer's name does not lead to.
  bool is_passed_by(const Case& made, const EndMember& from, const EndMember& to) {
    const bool by_name = !to.by_address || to.by_dns_name;
    if (!by_name || balancer_of(network_, made) == kNoIndex) return false;
    const Family family = family_of(network_, made);
    if (!is_idle(network_, made, asked_of(asked_, from, to, family).traffic)) return false;
    add_remark(about_balancer(Reason::idle_node, balancer_of(network_, made)), answer_.assumptions);
    return true;
  }

  Remark about_balancer(Reason reason, std::uint32_t balancer) const {
    const LoadBalancer& declared = network_.design->all<LoadBalancer>()[balancer];
    Remark remark;
    remark.reason = reason;
    remark.component = std::string(label_of(ResourceKind::LoadBalancer));
    remark.name = declared.name;
    remark.at = declared.at;
    remark.message = fmt::format(fmt::runtime(row_of(reason).words), escaped(declared.name));
    return remark;
  }

  void note_owner(const EndMember& owner, PublicIp::Kind kind) {
    const Resource& resource = resource_of(*network_.design, owner.owner_kind, owner.owner_index);
    const std::string name = escaped(resource.name);
    Remark remark;
    remark.component = std::string(label_of(owner.owner_kind));
    remark.name = resource.name;
    remark.at = resource.at;
    if (kind == PublicIp::Kind::unknown) {
      remark.reason = Reason::unknown_value;
      remark.message = fmt::format("it is not known whether {} is the public address of {}",
                                   owner.end.name, name);
      remark.supply = fmt::format("the public address of {}", name);
      return add_remark(std::move(remark), answer_.undecided);
    }
    remark.reason = Reason::owned_by_nobody_here;
    remark.message = fmt::format(fmt::runtime(row_of(remark.reason).words), owner.end.name, name);
    add_remark(std::move(remark), answer_.assumptions);
  }

  Judged judge(const Case& made, const EndMember& from, const EndMember& to) {
    Judged judged;
    judged.made = made;
    judged.asked = asked_of(asked_, from, to, family_of(network_, made));
    if (is_other_family(judged)) {
      judged.made.decided = Reason::no_address_family;
      judged.made.outcome = Tri::no;
      judged.made.subject = to.end.name;
    } else if (made.subject.empty()) {
      judge_paths(judged);
      judge_relays(judged, 0);
      consider_open_conditions(judged);
      return judged;
    } else if (made.outcome == Tri::maybe) {
      judge_groups_alone(judged, from, to);
    }
    judged.tally = tally_of(judged.made.outcome);
    return judged;
  }

  /// What passes may be refused all the same by what no filter tells.
  void consider_open_conditions(Judged& judged) {
    if (judged.tally.none) return;
    const std::vector<Remark> remarks =
        open_conditions_of(network_, judged.made, judged.asked.traffic);
    if (remarks.empty()) return;
    judged.tally.alternate(tally_of(Tri::no));
    for (const Remark& remark : remarks) add_remark(remark, answer_.undecided);
  }

  /// Where nothing but its security groups is known of an end, they may refuse all the same.
  void judge_groups_alone(Judged& judged, const EndMember& from, const EndMember& to) const {
    const std::optional<GroupRefusal> refusal =
        refused_by_groups(network_, from, to, judged.asked.traffic);
    if (!refusal) return;
    judged.made.decided = refusal->reason;
    judged.made.outcome = Tri::no;
    judged.made.component = ResourceKind::SecurityGroup;
    judged.made.index = refusal->group;
    judged.made.direction = refusal->direction;
  }

  // What a load balancer's node does next.

  void judge_relays(Judged& judged, int depth) {
    if (!is_relayed(network_, judged.made)) return;
    TrafficSet rest = judged.asked.traffic;
    Tally total;
    for (Relay& relay :
         relays_of(network_, judged.made, judged.asked.traffic,
                   seen_source(judged.paths, judged.made.ends.source), judged.asked.client_ports)) {
      rest = rest - relay.traffic;
      judged.relays.push_back(judged_relay(judged, std::move(relay), depth));
      total.add(judged.relays.back().whole());
    }
    if (judged.relays.empty()) return;
    if (!rest.empty()) total.add(tally_of_paths(judged.paths, {rest, judged.asked.client_ports}));
    judged.tally = total;
  }

  JudgedRelay judged_relay(const Judged& front, Relay relay, int depth) {
    JudgedRelay judged;
    judged.front = tally_of_paths(front.paths, {relay.traffic, front.asked.client_ports});
    for (const RelayWay& way : relay.ways) {
      judged.ways.push_back(judged_way(way, depth));
      judged.behind.add(judged.ways.back().tally);
    }
    if (relay.ways.empty()) judged.behind = tally_of(Tri::yes);
    judged.relay = std::move(relay);
    return judged;
  }

  Judged judged_way(const RelayWay& way, int depth) {
    Judged judged;
    judged.made = way.made;
    judged.asked = {way.traffic, way.source_ports};
    if (!way.made.subject.empty()) {
      judged.tally = tally_of(way.made.outcome);
      return judged;
    }
    judge_paths(judged);
    if (depth < kMostRelays) {
      judge_relays(judged, depth + 1);
    } else if (is_relayed(network_, judged.made)) {
      leave_rest_open(judged);
    }
    return judged;
  }

  /// One more load balancer than is followed, as in a circle of them.
  void leave_rest_open(Judged& judged) {
    if (judged.tally.none) return;
    judged.tally.alternate(tally_of(Tri::no));
    Remark remark;
    remark.reason = Reason::unknown_targets;
    const std::uint32_t face = judged.made.ends.target_face;
    const NetworkInterface& node =
        network_.design->all<NetworkInterface>()[network_.faces[face].interface];
    remark.component = std::string(label_of(node.owner_kind));
    remark.name = node.name;
    remark.at = node.at;
    remark.message = fmt::format(
        "more than {} load balancers and endpoints stand behind each other: what {} "
        "does is not looked at",
        kMostRelays, escaped(node.name));
    remark.supply = fmt::format("`canreach trace {} TARGET`, one part of the way after the other",
                                escaped(node.name));
    add_remark(std::move(remark), answer_.undecided);
  }

  Tally judge_case(const Case& made, const EndMember& from, const EndMember& to) {
    Judged judged = judge(made, from, to);
    if (answer_.asked.empty()) answer_.asked = judged.asked.traffic.to_string();
    if (answer_.source_ports.empty()) {
      answer_.source_ports =
          fmt::format("{}-{}", judged.asked.client_ports.first, judged.asked.client_ports.last);
    }
    if (!made.subject.empty() && made.outcome == Tri::yes) add_outside(judged, from, to);
    // What a further address refuses is nothing that must be changed.
    const Tally tally = judged.tally;
    if (!made.further || !tally.none) keep(std::move(judged));
    return tally;
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
    if (to.kind == EndMember::Kind::hosts) flow.destination = text_of(to.hosts);
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
    judged.made.ends.wants_reply = !only_one_way(judged.asked);
    judged.paths = find_paths(network_, judged.made.ends);
    judged.tally = tally_of_any(judged.paths.paths, [&](const Path& path) {
      judged.passing.push_back(reach_.passing(path, judged.asked));
      return tally_of_parts(judged.passing.back());
    });
    if (!judged.paths.complete) judged.tally.alternate(tally_of(Tri::maybe));
  }

  Tally tally_of_paths(const Paths& paths, const Asked& asked) {
    Tally whole = tally_of_any(
        paths.paths, [&](const Path& path) { return tally_of_parts(reach_.passing(path, asked)); });
    if (!paths.complete) whole.alternate(tally_of(Tri::maybe));
    return whole;
  }

  static Tally tally_of_parts(const std::vector<PassingProtocol>& parts) {
    Tally tally;
    for (const PassingProtocol& part : parts) tally.add(part.tally());
    return tally;
  }

  /// Of the cases that turn out alike the first ones are enough to show why.
  void keep(Judged judged) {
    add_flows(judged);
    std::size_t& kept = kept_[static_cast<std::size_t>(verdict_of(judged.tally))];
    if (kept < kMostExplained) {
      judged_.push_back(std::move(judged));
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
        add_blockers(network_, judged_[i], answer_, pair.blockers);
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
      for (const JudgedRelay& relay : judged.relays) {
        common.surely = common.surely - (relay.relay.traffic - taken_by(relay));
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

  /// Hosts of the internet in words, for people who are shown the flows.
  void say_hosts() {
    const bool has_hosts =
        any_of(flow_sources_, [](const AddressSet& hosts) { return !hosts.empty(); }) ||
        any_of(flow_destinations_, [](const AddressSet& hosts) { return !hosts.empty(); });
    if (!has_hosts) return;
    const AddressSet internet = internet_hosts(network_);
    const auto words_of = [&](const AddressSet& hosts) {
      if (hosts.empty() || !(hosts - internet).empty()) return std::string();
      const std::string words = hosts_words(internet, hosts);
      return words.empty() ? std::string("internet") : words;
    };
    for (std::size_t i = 0; i < answer_.flows.size(); ++i) {
      answer_.flows[i].source_words = words_of(flow_sources_[i]);
      answer_.flows[i].destination_words = words_of(flow_destinations_[i]);
    }
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
        other.source = text_of(flow_sources_[i]);
        return;
      }
      if (other.source == flow.source && !judged.made.destinations.empty()) {
        flow_destinations_[i] = flow_destinations_[i] | judged.made.destinations;
        other.destination = text_of(flow_destinations_[i]);
        return;
      }
    }
    if (answer_.flows.size() >= kMostPairsListed) return;
    answer_.flows.push_back(std::move(flow));
    flow_sources_.push_back(judged.made.sources);
    flow_destinations_.push_back(judged.made.destinations);
  }

  std::string addresses(const AddressSet& set, const Party& party) const {
    if (!set.empty()) return text_of(set);
    const bool is_unknown = network_.is_symbolic(party.atom) || stands_in(network_, party.atom);
    return is_unknown ? std::string() : party.address.to_string();
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
  Places sources_;  // of the pair at hand
  Places targets_;
};

}  // namespace

tl::expected<Answer, QueryError> trace_alone(const Network& network, const TraceQuery& query) {
  return Tracer(network, query).trace();
}

tl::expected<Answer, QueryError> trace(const Network& network, const TraceQuery& query) {
  return agreed(
      network, [&query](const Network& world) { return trace_alone(world, query); },
      [](const Answer& one, const Answer& other) { return one.verdict == other.verdict; },
      [](Answer& answer) {
        answer.verdict = Verdict::undecided;
        answer.symptom = Symptom::none;
        answer.clients.clear();
        answer.blockers.clear();
        answer.flows.clear();
      });
}

}  // namespace canreach
