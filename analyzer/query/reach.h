#pragma once

// The set engine: which packets of a set get through every filter of a path, and back.  Each filter
// is a row: for a class of other ends, the traffic that surely passes and the traffic that may.
// Rows are made by set algebra once for each (filter, class of addresses, groups of the other end),
// interned and reused, so a question about many ends or ports costs a few look-ups for each step.

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "analyzer/query/group_runs.h"
#include "analyzer/query/path.h"
#include "model/resources/workload.h"

namespace canreach {

/// The packets asked for.
struct Asked {
  TrafficSet traffic;
  SourcePorts client_ports;
};

/// What holds for all, none or some of the packets asked for, whatever the unknown values are.
struct Tally {
  bool all = true;         // every packet passes, whatever they are
  bool none = true;        // no packet passes, whatever they are
  bool some_pass = false;  // some packet surely passes
  bool some_fail = false;  // some packet surely does not

  /// One more thing that was asked for: another port, pair, address.
  void add(const Tally& other);
  /// One more thing that may be the case instead.
  void alternate(const Tally& other);
};

/// What holds whichever of several things is the case; `tally_of` judges one of them.
template <class Alternatives, class TallyOf>
Tally tally_of_any(const Alternatives& alternatives, TallyOf tally_of) {
  Tally whole;
  bool is_first = true;
  for (const auto& alternative : alternatives) {
    const Tally tally = tally_of(alternative);
    if (is_first) {
      whole = tally;
    } else {
      whole.alternate(tally);
    }
    is_first = false;
  }
  return whole;
}

/// Packets of one protocol that pass a path in both directions; `possibly` includes what unknown
/// values may let through.
struct PassingProtocol {
  TrafficSet asked;
  TrafficSet surely;
  TrafficSet possibly;
  TrafficSet reply_asked;   // empty: no reply is needed
  TrafficSet reply_surely;  // to the client's own ports
  TrafficSet reply_possibly;
  TrafficSet remapped_asked;  // empty: nothing on the path remaps ports
  TrafficSet remapped_surely;
  TrafficSet remapped_possibly;

  Tally tally() const;
};

/// Does the request get to its end, whatever becomes of the reply?
bool forward_arrives(const Path& path);

/// What the filters of a path let through, whatever is asked, and how far it leads without them.
struct PathSets {
  Tri structure = Tri::yes;        // does the request arrive?
  Tri reply_structure = Tri::yes;  // does the reply?
  bool remaps = false;             // something on the path remaps ports
  TrafficSet surely = TrafficSet::all();
  TrafficSet possibly = TrafficSet::all();
  TrafficSet reply_surely = TrafficSet::all();  // by the ports that the reply goes to
  TrafficSet reply_possibly = TrafficSet::all();
  TrafficSet remapped_surely = TrafficSet::all();
  TrafficSet remapped_possibly = TrafficSet::all();
};

class Reach {
 public:
  explicit Reach(const Network& network);

  PathSets sets_of(const Path& path);

  using Row = FilterRow;
  Row row(const Step& step);
  /// Other ends that filters of one VPC are asked about, one after the other.
  struct Others {
    std::vector<Party> parties;
    std::vector<std::uint32_t> kinds;   // of each: by the groups that rules see
    std::vector<std::uint32_t> firsts;  // of each kind: the first that is of it
    std::vector<std::uint64_t> groups;  // of each kind, as keys of rows have them
  };
  Others others_of(const Step& step, std::vector<Party> parties) const;
  /// row() of a security group's step with each of them in the place of its other end.
  std::vector<Row> rows(Step step, const Others& others);
  /// Puts the row of one more filter into the sets of a path.
  void add_row(const Row& row, PortSource ports, PathSets& sets) const;

  /// What of the asked packets passes this path, protocol by protocol, in order of their numbers.
  std::vector<PassingProtocol> passing(const Path& path, const Asked& asked);

 private:
  struct Sets {
    TrafficSet surely;
    TrafficSet possibly;
  };
  struct Key {
    std::uint64_t filter;  // kind, index, direction and flags
    std::uint64_t other;   // the VPC that asks, and the class of the other end's address
    std::uint64_t groups;  // of the interfaces that have the address
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return static_cast<std::size_t>((key.filter * 0x9e3779b97f4a7c15ULL) ^
                                      (key.other * 0xff51afd7ed558ccdULL) ^ key.groups);
    }
  };

  Key key_of(const Step& step, std::uint64_t groups) const;
  std::uint64_t groups_at(const Step& step, const Party& other) const;
  /// Do a known address and its groups decide what rules say of the other end?
  bool is_told_by_runs(const Step& step, Atom other) const;
  /// None where more decides, of other filters, and where scanning the rules is quicker.
  const GroupRuns* runs_for(const Step& step, Atom other);
  Row row_of_references(const GroupRuns& runs, const Step& step, const Key& key);
  Row keep(const Sets& sets);
  Sets make_row(const Step& step) const;
  Sets group_row(const Step& step) const;
  void add_rule(std::uint32_t rule, const Step& step, Sets& row) const;
  Sets acl_row(const Step& step) const;

  const Network& network_;
  RowSets sets_;
  GroupRunsIndex runs_;
  std::unordered_map<Key, Row, KeyHash> rows_;
  std::unordered_map<Key, Row, KeyHash> references_;  // of rules that name groups alone
};

}  // namespace canreach
