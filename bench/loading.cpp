#include "bench/loading.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "parsers/syntax/syntax_node.h"

namespace canreach::bench {
namespace {

Cost parse_cost(const std::vector<InputFile>& texts) {
  std::vector<nlohmann::json> trees;
  return cost_of([&] {
    for (const InputFile& file : texts) trees.push_back(nlohmann::json::parse(file.text));
  });
}

struct LoadAndCompile {
  Cost load;
  Cost compile;
};

LoadAndCompile load_and_compile_cost(std::vector<InputFile> texts) {
  LoadAndCompile cost;
  std::optional<Design> design;
  cost.load = cost_of([&] { design = load_cleanly(std::move(texts)); });
  cost.compile = in_child([&] {
    std::optional<Network> network;
    return cost_of([&] { network = compile(*design); });
  });
  return cost;
}

void refuse(const Diagnostics& diagnostics) {
  if (diagnostics.all().empty()) return;
  const Diagnostic first = diagnostics.sorted().front();
  fmt::print(stderr, "canreach_bench: the generated design has {} mistakes: {}\n",
             diagnostics.all().size(), first.message);
  std::exit(1);
}

}  // namespace

Design load_cleanly(std::vector<InputFile> texts) {
  Diagnostics diagnostics;
  Design design = load_design(std::move(texts), {}, diagnostics);
  refuse(diagnostics);
  return design;
}

LoadingCost measure_loading(std::vector<InputFile> texts, int runs) {
  std::vector<Cost> parses;
  std::vector<Cost> loads;
  std::vector<Cost> compiles;
  for (int run = 0; run < runs; ++run) {
    parses.push_back(in_child([&] { return parse_cost(texts); }));
    // Each child gives away its own texts: a copy would count as memory of the load.
    const LoadAndCompile both = in_child([&] { return load_and_compile_cost(std::move(texts)); });
    loads.push_back(both.load);
    compiles.push_back(both.compile);
  }
  return {median(parses), median(loads), median(compiles)};
}

YamlCost measure_yaml(const std::string& text, int runs) {
  std::vector<Cost> library;
  std::vector<Cost> reads;
  for (int run = 0; run < runs; ++run) {
    library.push_back(in_child([&] {
      YAML::Node tree;
      return cost_of([&] { tree.reset(YAML::Load(text)); });
    }));
    reads.push_back(in_child([&] {
      SourceFiles files;
      const std::uint32_t file = files.add("design.yaml", text);
      Diagnostics diagnostics;
      std::optional<SyntaxNode> tree;
      const Cost cost = cost_of([&] { tree = read_yaml(files, file, diagnostics); });
      refuse(diagnostics);
      return cost;
    }));
  }
  return {median(library), median(reads)};
}

}  // namespace canreach::bench
