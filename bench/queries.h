#pragma once

#include <cstddef>
#include <vector>

#include "parsers/load.h"

namespace canreach::bench {

/// Times of one kind of question, in seconds.
struct QuestionCost {
  double median = 0;
  double p99 = 0;
};

/// What the compiled network holds.
struct NetworkCounts {
  std::size_t faces = 0;
  std::size_t endpoint_classes = 0;
  std::size_t atoms = 0;
  std::size_t group_rules = 0;
  std::size_t group_sets = 0;
  std::size_t route_intervals = 0;
  std::size_t traffic_sets = 0;
};

struct QueryCosts {
  QuestionCost verdict;          // the path of one packet, and what every step says of it
  QuestionCost trace_reachable;  // the whole Answer, by its verdict
  QuestionCost trace_blocked;
  QuestionCost api;                // a JSON line in, a JSON line out
  QuestionCost who_can_reach;      // all traffic from every end to one
  QuestionCost who_can_reach_api;  // the same as a JSON line in, a JSON line out
  double first_who_can_reach = 0;  // with what is kept for the next ones
  double loop_of_verdicts = 0;     // one port from every interface to one
  QuestionCost brute_force;        // the oracle, which scans the design
  double steps = 0;                // of a path, on average
  double allocations = 0;          // of a verdict, on average
  double reachable = 0;            // share of the pairs
  std::size_t compared = 0;        // verdicts compared with the oracle's
  std::size_t unlike = 0;          // and those that differ
  NetworkCounts counts;
};

/// Loads, compiles and asks about random pairs of interfaces, half of them in one VPC; the same
/// pairs for the same texts.  `brute_force_pairs` bounds what is asked of the oracle.
QueryCosts measure_queries(std::vector<InputFile> texts, std::size_t brute_force_pairs);

}  // namespace canreach::bench
