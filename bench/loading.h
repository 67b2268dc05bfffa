#pragma once

#include <string>
#include <vector>

#include "analyzer/network/network.h"
#include "bench/measure.h"
#include "model/design.h"
#include "parsers/load.h"

namespace canreach::bench {

/// From texts to a network.
struct LoadingCost {
  Cost parse;    // the bare parse of the same texts by nlohmann/json into its own tree
  Cost load;     // load_design()
  Cost compile;  // compile()
};

/// Every run of every stage in a process of its own.
LoadingCost measure_loading(std::vector<InputFile> texts, int runs);

/// Ends the program when the texts have an error or a warning: a generated design has none.
Design load_cleanly(std::vector<InputFile> texts);

struct YamlCost {
  Cost library;  // YAML::Load()
  Cost read;     // read_yaml()
};
YamlCost measure_yaml(const std::string& text, int runs);

}  // namespace canreach::bench
