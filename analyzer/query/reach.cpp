#include "analyzer/query/reach.h"

#include "analyzer/network/stand_ins.h"
#include "analyzer/query/firewall_rules.h"
#include "analyzer/query/walk.h"

namespace canreach {
namespace {

/// The packets of one reply, for one protocol or the echo part of ICMP.
TrafficSet reply_set(const TrafficSet& asked, SourcePorts ports) {
  const Traffic sample = asked.sample();
  const Protocol protocol = protocol_of(sample);
  if (!needs_reply(sample)) return {};
  if (has_ports(protocol)) return TrafficSet::ports(protocol, ports.first, ports.last);
  if (has_icmp_types(protocol)) return TrafficSet::one(reply_to(sample, 0));
  return TrafficSet::all_of(protocol);
}

/// The asked traffic cut so that each part has one kind of reply.
std::vector<TrafficSet> parts_of(const TrafficSet& traffic) {
  std::vector<TrafficSet> parts;
  const auto add = [&](const TrafficSet& part) {
    if (!part.empty()) parts.push_back(part);
  };
  int last = -1;
  for (const Interval& interval : traffic.numbers().intervals()) {
    for (int number = static_cast<int>(interval.first >> 16);
         number <= static_cast<int>(interval.last >> 16); ++number) {
      if (number == last) continue;
      last = number;
      const auto protocol = static_cast<Protocol>(number);
      const TrafficSet part = traffic & TrafficSet::all_of(protocol);
      if (!has_icmp_types(protocol)) {
        add(part);
        continue;
      }
      const std::uint8_t echo = protocol == kIcmp ? 8 : 128;
      const TrafficSet requests = TrafficSet::icmp(protocol, echo, std::nullopt);
      add(part & requests);
      add(part - requests);
    }
  }
  return parts;
}

}  // namespace

bool forward_arrives(const Path& path) {
  if (path.arrives) return true;
  for (const Step& step : path.steps) {
    if (step.kind == StepKind::arrival && step.leg == Leg::forward) return true;
  }
  return false;
}

void Tally::add(const Tally& other) {
  all = all && other.all;
  none = none && other.none;
  some_pass = some_pass || other.some_pass;
  some_fail = some_fail || other.some_fail;
}

void Tally::alternate(const Tally& other) {
  all = all && other.all;
  none = none && other.none;
  some_pass = some_pass && other.some_pass;
  some_fail = some_fail && other.some_fail;
}

Tally PassingProtocol::tally() const {
  const auto covers = [](const TrafficSet& set, const TrafficSet& wanted) {
    return set.contains(wanted);
  };
  const auto blocks = [](const TrafficSet& possible, const TrafficSet& wanted) {
    return !wanted.empty() && (possible & wanted).empty();
  };
  const auto some = [](const TrafficSet& set, const TrafficSet& wanted) {
    return wanted.empty() || !(set & wanted).empty();
  };
  Tally tally;
  tally.all = covers(surely, asked) && covers(reply_surely, reply_asked) &&
              covers(remapped_surely, remapped_asked);
  tally.none = blocks(possibly, asked) || blocks(reply_possibly, reply_asked) ||
               blocks(remapped_possibly, remapped_asked);
  tally.some_pass = some(surely, asked) && some(reply_surely, reply_asked) &&
                    some(remapped_surely, remapped_asked);
  tally.some_fail = !covers(possibly, asked) || !covers(reply_possibly, reply_asked) ||
                    !covers(remapped_possibly, remapped_asked);
  return tally;
}

Reach::Reach(const Network& network) : network_(network), runs_(network, sets_) {}

PathSets Reach::sets_of(const Path& path) {
  PathSets sets;
  sets.structure = tri(forward_arrives(path));
  sets.reply_structure = tri(path.arrives);
  for (const Step& step : path.steps) {
    if (!is_filter(step.kind)) {
      Tri& leg = step.leg == Leg::forward ? sets.structure : sets.reply_structure;
      leg = both(leg, step.outcome);
      continue;
    }
    add_row(row(step), step.ports, sets);
  }
  return sets;
}

void Reach::add_row(const Row& row, PortSource ports, PathSets& sets) const {
  TrafficSet& sure = ports == PortSource::request  ? sets.surely
                     : ports == PortSource::client ? sets.reply_surely
                                                   : sets.remapped_surely;
  TrafficSet& may = ports == PortSource::request  ? sets.possibly
                    : ports == PortSource::client ? sets.reply_possibly
                                                  : sets.remapped_possibly;
  sets.remaps = sets.remaps || ports == PortSource::remapped;
  sure = sure & sets_[row.surely];
  may = may & sets_[row.possibly];
}

std::vector<PassingProtocol> Reach::passing(const Path& path, const Asked& asked) {
  const PathSets sets = sets_of(path);
  std::vector<PassingProtocol> result;
  for (const TrafficSet& part : parts_of(asked.traffic)) {
    PassingProtocol passing;
    passing.asked = part;
    passing.reply_asked = reply_set(part, asked.client_ports);
    if (sets.remaps) passing.remapped_asked = reply_set(part, kAnySourcePorts);
    Tri whole = sets.structure;
    if (!passing.reply_asked.empty()) whole = both(whole, sets.reply_structure);
    if (whole == Tri::yes) passing.surely = sets.surely & part;
    if (whole != Tri::no) passing.possibly = sets.possibly & part;
    passing.reply_surely = sets.reply_surely & passing.reply_asked;
    passing.reply_possibly = sets.reply_possibly & passing.reply_asked;
    passing.remapped_surely = sets.remapped_surely & passing.remapped_asked;
    passing.remapped_possibly = sets.remapped_possibly & passing.remapped_asked;
    result.push_back(std::move(passing));
  }
  return result;
}

/// What group rules can tell of an address: the groups of the interfaces that have it, in the
/// filter's VPC and its peers.
std::uint64_t Reach::groups_at(const Step& step, const Party& other) const {
  if (step.kind == StepKind::firewall) {
    const Atom source = step.source.atom;  // a firewall asks for both ends
    const bool symbolic = network_.is_symbolic(source);
    return (symbolic ? (std::uint64_t{1} << 31) + source : network_.atom_class[source]) * 2 +
           (step.leg == Leg::reply ? 1 : 0);
  }
  if (step.kind != StepKind::security_group) return 0;
  if (relay_of(step) != kNoIndex) {
    return network_.interfaces[network_.faces[relay_of(step)].interface].group_set + 1;
  }
  if (network_.is_symbolic(other.atom)) return 0;
  std::uint64_t groups = 0;
  const auto look = [&](std::uint32_t vpc) {
    const std::uint32_t face = network_.face_at(vpc, other.address);
    if (face == kNoIndex) return;
    const std::uint64_t set = network_.interfaces[network_.faces[face].interface].group_set + 1;
    groups = (groups * 0x9e3779b97f4a7c15ULL) ^ (set + (std::uint64_t{vpc} << 32));
  };
  const std::uint32_t own = network_.interfaces[step.index].vpc;
  if (own == kNoIndex) {
    for (std::uint32_t vpc = 0; vpc < network_.vpcs.size(); ++vpc) look(vpc);
    return groups;
  }
  look(own);
  for (const std::uint32_t index : network_.vpcs[own].peerings) {
    const VpcPeering& peering = network_.design->all<VpcPeering>()[index];
    for (const Ref<Vpc>& vpc : {peering.requester, peering.accepter}) {
      if (!vpc.is_known() || vpc.index() == own) continue;
      if (network_.vpc_holds(vpc.index(), other.atom) != Tri::no) look(vpc.index());
    }
  }
  for (const std::uint32_t index : network_.vpcs[own].attachments) {
    const Ref<TransitGateway> gateway =
        network_.design->all<TransitGatewayAttachment>()[index].gateway;
    if (!gateway.is_known()) continue;
    for (const std::uint32_t vpc : network_.referencing_vpcs[gateway.index()]) {
      if (vpc == own || network_.vpc_holds(vpc, other.atom) == Tri::no) continue;
      look(vpc);
      const std::uint32_t face = network_.face_at(vpc, other.address);
      if (face == kNoIndex) continue;
      const bool refers = network_.interfaces[network_.faces[face].interface].transit_references;
      groups = groups * 2 + (refers ? 1 : 0);
    }
  }
  return groups;
}

/// Filters of interfaces are told apart by their groups: interfaces with the same groups share
/// their rows.  In different VPCs they see different peers.
Reach::Key Reach::key_of(const Step& step, std::uint64_t groups) const {
  const bool has_groups = step.kind == StepKind::security_group;
  const bool refers = has_groups && network_.interfaces[step.index].transit_references;
  const std::uint64_t flags =
      static_cast<std::uint64_t>(step.kind) | (static_cast<std::uint64_t>(step.direction) << 4) |
      (static_cast<std::uint64_t>(step.references) << 6) | (step.uncertain ? 1u << 9 : 0u) |
      (static_cast<std::uint64_t>(step.reason) << 10) |
      (relay_of(step) != kNoIndex ? 1u << 18 : 0u) | (refers ? 1u << 19 : 0u);
  const std::uint64_t index =
      has_groups ? network_.interfaces[step.index].group_set : std::uint64_t{step.index};
  const std::uint64_t vpc = has_groups ? network_.interfaces[step.index].vpc : 0;
  return {(index << 20) | flags, vpc << 32, groups};
}

Reach::Row Reach::row(const Step& step) {
  const Atom other = other_party(step).atom;
  const GroupRuns* runs = runs_for(step, other);
  if (runs != nullptr && runs->references.empty()) return runs->at(other);
  Key key = key_of(step, groups_at(step, other_party(step)));
  if (runs != nullptr) return sets_.united(runs->at(other), row_of_references(*runs, step, key));
  key.other |=
      network_.is_symbolic(other) ? (std::uint64_t{1} << 31) + other : network_.atom_class[other];
  const auto found = rows_.find(key);
  if (found != rows_.end()) return found->second;
  const Row row = keep(make_row(step));
  rows_.emplace(key, row);
  return row;
}

bool Reach::is_told_by_runs(const Step& step, Atom other) const {
  return !step.uncertain && !network_.is_symbolic(other) && !stands_in(network_, other);
}

const GroupRuns* Reach::runs_for(const Step& step, Atom other) {
  if (step.kind != StepKind::security_group || !is_told_by_runs(step, other)) return nullptr;
  const GroupRuns* runs =
      runs_.if_worth_it(network_.interfaces[step.index].group_set, step.direction);
  return runs == nullptr || runs->looks_further ? nullptr : runs;
}

Reach::Others Reach::others_of(const Step& step, std::vector<Party> parties) const {
  Others others;
  std::unordered_map<std::uint64_t, std::uint32_t> kinds;
  for (std::uint32_t i = 0; i < parties.size(); ++i) {
    const auto next = static_cast<std::uint32_t>(others.firsts.size());
    const std::uint64_t groups = groups_at(step, parties[i]);
    const auto [found, is_new] = kinds.try_emplace(groups, next);
    if (is_new) {
      others.firsts.push_back(i);
      others.groups.push_back(groups);
    }
    others.kinds.push_back(found->second);
  }
  others.parties = std::move(parties);
  return others;
}

std::vector<Reach::Row> Reach::rows(Step step, const Others& others) {
  Party& other = step.direction == Direction::ingress ? step.source : step.destination;
  std::vector<Row> of_references(others.firsts.size());
  bool is_made = false;
  const GroupRuns& runs = runs_.of(network_.interfaces[step.index].group_set, step.direction);
  const auto make_references = [&] {
    for (std::size_t kind = 0; kind < of_references.size(); ++kind) {
      other = others.parties[others.firsts[kind]];
      of_references[kind] = row_of_references(runs, step, key_of(step, others.groups[kind]));
    }
    is_made = true;
  };
  std::vector<Row> rows;
  rows.reserve(others.parties.size());
  for (std::size_t i = 0; i < others.parties.size(); ++i) {
    const Atom atom = others.parties[i].atom;
    if (runs.looks_further || !is_told_by_runs(step, atom)) {
      other = others.parties[i];
      rows.push_back(row(step));
    } else if (!runs.references.empty()) {
      if (!is_made) make_references();
      rows.push_back(sets_.united(runs.at(atom), of_references[others.kinds[i]]));
    } else {
      rows.push_back(runs.at(atom));
    }
  }
  return rows;
}

Reach::Row Reach::row_of_references(const GroupRuns& runs, const Step& step, const Key& key) {
  const auto [found, is_new] = references_.try_emplace(key);
  if (is_new) {
    Sets row;
    for (const std::uint32_t rule : runs.references) add_rule(rule, step, row);
    found->second = keep(row);
  }
  return found->second;
}

Reach::Row Reach::keep(const Sets& sets) {
  return {sets_.intern(sets.surely), sets_.intern(sets.possibly)};
}

Reach::Sets Reach::make_row(const Step& step) const {
  if (step.kind == StepKind::security_group) return group_row(step);
  if (step.kind == StepKind::network_acl) return acl_row(step);
  if (step.kind == StepKind::protocol) return {carried_by(step), carried_by(step)};
  if (step.kind == StepKind::firewall) {
    const FirewallSets sets = passed_by_firewall(network_, step);
    return {sets.surely, sets.possibly};
  }
  const CompiledInterface& target = network_.interfaces[step.index];
  const TrafficSet served = TrafficSet::all() - network_.traffic[target.refused];
  return {target.refused_known ? served : TrafficSet(), served};
}

/// The union of the rules: no order, no deny.  Rule: SG-1.
Reach::Sets Reach::group_row(const Step& step) const {
  const GroupSet& set = network_.group_sets[network_.interfaces[step.index].group_set];
  Sets row;
  if (!set.complete) row.possibly = TrafficSet::all();
  for (const std::uint32_t group : set.groups) {
    if (!network_.groups[group].rules_known) row.possibly = TrafficSet::all();
    const Slice rules = rules_of(network_.groups[group], step.direction);
    for (std::uint32_t i = rules.first; i < rules.first + rules.count; ++i) add_rule(i, step, row);
  }
  return row;
}

void Reach::add_rule(std::uint32_t index, const Step& step, Sets& row) const {
  const GroupRule& rule = network_.group_rules[index];
  const Tri matches = peer_matches(network_, rule, step, other_party(step));
  if (matches == Tri::no) return;
  row.possibly = row.possibly | network_.traffic[rule.possibly] | network_.traffic[rule.surely];
  if (matches == Tri::yes) row.surely = row.surely | network_.traffic[rule.surely];
}

/// First match decides: what an entry surely matches never gets to the next.  Rule: NACL-2.
Reach::Sets Reach::acl_row(const Step& step) const {
  if (step.index == kNoIndex) return {TrafficSet(), TrafficSet::all()};
  const CompiledAcl& acl = network_.acls[step.index];
  const Slice& entries = step.direction == Direction::ingress ? acl.ingress : acl.egress;
  const Atom other = other_party(step).atom;
  TrafficSet undecided = TrafficSet::all();  // what may still get to the next entry
  TrafficSet may_pass;
  TrafficSet may_fail;
  for (std::uint32_t i = entries.first; i < entries.first + entries.count; ++i) {
    const AclEntry& entry = network_.acl_entries[i];
    Tri address = entry.anywhere ? Tri::maybe : network_.holds(entry.range, other);
    if (step.uncertain) address = Tri::maybe;
    if (address == Tri::no) continue;
    const TrafficSet hit = undecided & network_.traffic[entry.possibly];
    if (entry.allow != Tri::no) may_pass = may_pass | hit;
    if (entry.allow != Tri::yes) may_fail = may_fail | hit;
    if (address == Tri::yes) undecided = undecided - network_.traffic[entry.surely];
  }
  may_fail = may_fail | undecided;
  return {may_pass - may_fail, may_pass};
}

}  // namespace canreach
