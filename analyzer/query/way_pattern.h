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
  std::uint32_t shape = 0;      // patterns of one shape join the rows of their filters alike

  /// None where something on the way is of an end and cannot be named for another one.
  static std::optional<WayPattern> of(const Network& network, const EndMember& from,
                                      const EndMember& to, const std::vector<KnownWay>& known);
};

/// Judges pairs by the pattern of their ways: only the rows of the filters are looked up.
class PatternJudge {
 public:
  PatternJudge(const Network& network, std::vector<PassingTraffic>& sets);

  /// Before anything is judged by it.
  void take(WayPattern& pattern);

  /// The row of a filter of the pattern, between these two.
  Reach::Row row(const WayPattern& pattern, const WayPattern::Filter& filter, const EndMember& from,
                 const EndMember& to);

  /// What passes, as a number of `sets`, by the rows of the pattern's filters in their order.
  std::uint32_t joined(const WayPattern& pattern, SourcePorts client_ports,
                       const std::vector<Reach::Row>& rows);

  /// The number of what a pair lets through that was judged otherwise; 0 is nothing.
  std::uint32_t intern(const PassingTraffic& traffic);

 private:
  PassingTraffic join(const WayPattern& pattern, SourcePorts client_ports,
                      const std::vector<Reach::Row>& rows) const;

  using Numbers = std::vector<std::uint32_t>;
  struct NumbersHash {
    std::size_t operator()(const Numbers& numbers) const;
  };

  const Network& network_;
  Reach reach_;
  std::vector<PassingTraffic>& sets_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_hash_;
  std::unordered_map<Numbers, std::uint32_t, NumbersHash> shapes_;
  std::unordered_map<Numbers, std::uint32_t, NumbersHash> joined_;
  Numbers asked_;
};

}  // namespace canreach
