#pragma once

#include <cstddef>
#include <vector>

#include "parsers/load.h"

namespace canreach::bench {

/// All pairs of ends, all traffic.
struct WholeCosts {
  double all_pairs = 0;  // seconds of the processor
  double peak_bytes = 0;
  double trace = 0;    // seconds of one `trace` of one port, median over random pairs
  double judge = 0;    // of one pair, all traffic, without classes
  double lint = 0;     // seconds of all rules of lint
  double what_if = 0;  // of a trace in the design with one rule more, from the design
  std::size_t findings = 0;
  std::size_t pairs = 0;    // of ends
  std::size_t classes = 0;  // as sources
  std::size_t class_pairs = 0;
  std::size_t dead = 0;
  std::size_t judged = 0;
  std::size_t by_pattern = 0;
  std::size_t cells = 0;     // pairs of classes between which something passes
  std::size_t compared = 0;  // pairs judged alone
  std::size_t unlike = 0;    // and those that differ
};

WholeCosts measure_whole(std::vector<InputFile> texts);

}  // namespace canreach::bench
