#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/query/all_pairs.h"
#include "analyzer/query/query.h"

namespace canreach {

/// What `matrix` asks.
struct MatrixQuery {
  enum class GroupBy : std::uint8_t {
    behaviour,  // ends that behave alike are one row
    vpc,
    subnet,
    tag,   // by the value of `tag`
    none,  // every end is a row of its own
  };
  enum class Ports : std::uint8_t { all, well_known };

  std::optional<std::string> from;  // an ENDPOINT; none: every end
  std::optional<std::string> to;
  GroupBy group_by = GroupBy::behaviour;
  std::string tag;
  Ports ports = Ports::all;
  std::size_t most_rows = kMostRows;

  static constexpr std::size_t kMostRows = 10'000;
};

/// Ends that stand in one row.
struct MatrixGroup {
  std::string name;  // of one end; "web-1 +2" of several; the VPC's, subnet's or tag's
  std::string kind;
  std::vector<AnswerEnd> members;  // in the order of the design
};

/// What passes between two groups.
struct MatrixRow {
  std::size_t from = 0;  // in Matrix::groups
  std::size_t to = 0;
  std::string from_hosts;  // of the internet: which of its addresses, empty: every public one
  std::string to_hosts;
  std::string hosts_words;  // "internet (all but 203.0.113.0/24)"; empty: every public one
  PassingTraffic traffic;   // reachable: for every pair of theirs; partial: for some of them
  Family hosts_family = Family::ipv4;  // with the internet
};

struct Matrix {
  std::vector<MatrixGroup> groups;
  std::vector<MatrixRow> rows;           // between ends of the design and on-premises networks
  std::vector<MatrixRow> from_internet;  // exposure
  std::vector<MatrixRow> to_internet;
  std::vector<MatrixRow> undecided;  // rows of any kind, with what is not known of them
  std::size_t ends = 0;              // asked about, the internet counted as one
  std::size_t pairs = 0;
  std::size_t reachable = 0;  // pairs of which something surely passes, the internet's left out
  std::size_t open = 0;       // pairs of which nothing surely passes and something is undecided
  std::size_t rows_left_out = 0;
  PairCounts counts;
  std::vector<Remark> remarks;  // why there are no rows: conditions of a template are open
};

tl::expected<Matrix, QueryError> matrix(const Network& network, const MatrixQuery& query);

/// TCP and UDP ports that have usual names, and echo requests.
const TrafficSet& well_known_traffic();

/// The traffic in words; all that one address family has counts as "all".
std::string shown(const TrafficSet& traffic);

}  // namespace canreach
