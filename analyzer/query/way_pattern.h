#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "analyzer/query/cases.h"
#include "analyzer/query/path.h"
#include "analyzer/query/reach.h"
#include "analyzer/query/traffic_tally.h"

namespace canreach {

/// A case that was judged, and the one path that it has.
struct KnownWay {
  Case made;
  Path path;
};

/// The ways between two routing classes, drawn from those of one pair of members: which filters
/// they meet, and of which end each of these asks what.
struct WayPattern {
  /// Whose address or interface something is.
  enum class Whose : std::uint8_t { fixed, source, target, public_source, public_target };

  struct Filter {
    Step step;                       // as the pair met it
    Whose interface = Whose::fixed;  // that asks: fixed, source or target
    Whose source = Whose::fixed;     // of the packet
    Whose destination = Whose::fixed;
    std::uint32_t way = 0;     // in `ways`
    bool asks_source = false;  // does it look at the source member, at the target member?
    bool asks_target = false;
  };

  struct Way {
    Tri structure = Tri::yes;
    Tri reply_structure = Tri::yes;
    Family family = Family::ipv4;
    std::uint32_t source_face = kNoIndex;  // in EndMember::faces; kNoIndex: it has none
    std::uint32_t target_face = kNoIndex;
  };

  std::vector<Way> ways;        // all of them must be taken
  std::vector<Filter> filters;  // by their ways

  /// None where something on the way is of an end and cannot be named for another one.
  static std::optional<WayPattern> of(const Network& network, const EndMember& from,
                                      const EndMember& to, const std::vector<KnownWay>& known);
};

/// Judges pairs by the pattern of their ways: only the rows of the filters are looked up.
class PatternJudge {
 public:
  PatternJudge(const Network& network, Reach& reach, std::vector<PassingTraffic>& sets);

  /// The addresses of one end, as the steps of a way may name them.
  struct Parties {
    Party own;         // private, or of a host outside
    Party public_one;  // with has_public
    bool has_public = false;
    std::uint32_t interface = kNoIndex;
    static Parties of(const Network& network, const EndMember& member, std::uint32_t face);
  };

  /// What is asked from now on is of this pattern, which must outlive it, and from these sources.
  void take(const WayPattern& pattern, const std::vector<const EndMember*>& sources);
  /// What passes from each of the sources to the target, as numbers of `sets`.
  const std::vector<std::uint32_t>& judge(const EndMember& target);

  /// The number of what a pair lets through that was judged otherwise; 0 is nothing.
  std::uint32_t intern(const PassingTraffic& traffic);

 private:
  using Numbers = std::vector<std::uint32_t>;
  struct NumbersHash {
    std::size_t operator()(const Numbers& numbers) const;
  };

  /// One end of pairs, and what the filters say that ask for it alone.
  struct End {
    std::vector<Parties> of_ways;
    std::vector<Reach::Row> rows;  // of all filters; only those that ask for this end alone count
    std::uint32_t profile = 0;     // ends with the same rows and ports have the same one
    SourcePorts client_ports;
  };

  /// A filter that asks for both ends.
  struct PairFilter {
    std::size_t filter = 0;             // in the pattern
    bool is_of_target = false;          // a group of the target asks for the sources: `others`
    bool is_of_source = false;          // a group of the source asks for the target: `askers`
    Reach::Others others;               // the sources
    std::vector<std::size_t> askers;    // of the sources, one for each set of groups
    std::vector<std::size_t> asker_of;  // of each source: in `askers`
    std::unordered_map<std::uint64_t, std::vector<Reach::Row>> known;  // by the target's groups
    std::vector<Reach::Row> rows;  // of each source, to the target at hand
  };

  End end_of(const EndMember& member, bool is_source);
  PairFilter pair_filter(std::size_t filter);
  void fill_rows(PairFilter& pair, const End& target);
  std::uint64_t asker_key(const Parties& end) const;
  std::uint32_t judge(const End& source, std::size_t index, const End& target);
  std::uint32_t number_of(Numbers numbers);
  PassingTraffic join(SourcePorts client_ports) const;

  const Network& network_;
  Reach& reach_;
  std::vector<PassingTraffic>& sets_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_hash_;
  std::unordered_map<Numbers, std::uint32_t, NumbersHash> numbers_;
  std::unordered_map<Numbers, std::uint32_t, NumbersHash> joined_;

  const WayPattern* pattern_ = nullptr;
  std::uint32_t shape_ = 0;  // patterns of one shape join rows alike
  std::vector<Step> steps_;  // of the filters, with the ends that are asked about
  std::vector<End> sources_;
  std::vector<PairFilter> pair_filters_;
  std::vector<Reach::Row> rows_;  // of the filters, between the ends at hand
  std::vector<std::uint32_t> found_;
  Numbers asked_;
};

}  // namespace canreach
