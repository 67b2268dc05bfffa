#pragma once

#include <cstddef>

namespace canreach::bench {

/// A transit gateway with VPCs as spokes (generate_hub), and questions within one and across it.
struct HubCosts {
  std::size_t spokes = 0;
  double bytes = 0;          // of the text
  double load = 0;           // seconds of the processor
  double compile = 0;        // likewise
  double local = 0;          // seconds of one trace() of one port within a VPC, median
  double across = 0;         // from one VPC to another
  double local_verdict = 0;  // of the paths alone, median
  double across_verdict = 0;
  std::size_t unlike = 0;  // answers that are not what the design was made for
};

HubCosts measure_hub(std::size_t spokes);

}  // namespace canreach::bench
