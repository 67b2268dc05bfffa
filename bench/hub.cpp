#include "bench/hub.h"

#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

#include "analyzer/query/cases.h"
#include "analyzer/query/endpoint.h"
#include "analyzer/query/path_finder.h"
#include "analyzer/query/query.h"
#include "bench/generate.h"
#include "bench/loading.h"
#include "bench/measure.h"

namespace canreach::bench {
namespace {

constexpr int kRuns = 5;
constexpr std::size_t kQuestions = 500;

struct HubQuestion {
  std::string from;
  std::string to;
};

HubQuestion question(std::size_t from, std::size_t to) {
  return {fmt::format("host-{}-0", from), fmt::format("host-{}-1", to)};
}

TraceQuery query_of(const HubQuestion& asked) {
  TraceQuery query;
  query.from = asked.from;
  query.to = asked.to;
  query.protocol = "tcp";
  query.port = "443";
  return query;
}

double trace_cost(const Network& network, const std::vector<HubQuestion>& questions,
                  std::size_t& unlike) {
  std::vector<double> times;
  for (const HubQuestion& asked : questions) {
    const TraceQuery query = query_of(asked);
    Verdict verdict = Verdict::undecided;
    times.push_back(seconds_of([&] {
      const auto answer = trace(network, query);
      if (answer) verdict = answer->verdict;
    }));
    if (verdict != Verdict::reachable) ++unlike;
  }
  return quantile(times, 0.5);
}

double path_cost(const Network& network, const std::vector<HubQuestion>& questions) {
  PathFinder finder(network);
  std::vector<double> times;
  for (const HubQuestion& asked : questions) {
    const auto from = resolve_endpoint(network, asked.from, nullptr);
    const auto to = resolve_endpoint(network, asked.to, nullptr);
    const FlowEnds ends =
        cases_of(network, from->members.front(), to->members.front()).at(0).at(0).ends;
    times.push_back(seconds_of([&] { static_cast<void>(finder.find(ends)); }));
  }
  return quantile(times, 0.5);
}

}  // namespace

HubCosts measure_hub(std::size_t spokes) {
  const std::string text = generate_hub(spokes);
  HubCosts costs;
  costs.spokes = spokes;
  costs.bytes = static_cast<double>(text.size());
  std::vector<double> loads;
  std::vector<double> compiles;
  for (int run = 0; run < kRuns; ++run) {
    Design design;
    loads.push_back(cost_of([&] { design = load_cleanly({{"hub.yaml", text}}); }).seconds);
    compiles.push_back(cost_of([&] { static_cast<void>(compile(design)); }).seconds);
  }
  costs.load = quantile(loads, 0.5);
  costs.compile = quantile(compiles, 0.5);
  const Design design = load_cleanly({{"hub.yaml", text}});
  const Network network = compile(design);
  std::mt19937_64 engine(7);
  std::vector<HubQuestion> local;
  std::vector<HubQuestion> across;
  while (local.size() < kQuestions) {
    const std::size_t from = engine() % spokes;
    const std::size_t to = engine() % spokes;
    if (from == to) continue;
    local.push_back(question(from, from));
    across.push_back(question(from, to));
  }
  std::size_t ignored = 0;
  trace_cost(network, {local.front(), across.front()}, ignored);  // makes the index of names
  costs.local = trace_cost(network, local, costs.unlike);
  costs.across = trace_cost(network, across, costs.unlike);
  costs.local_verdict = path_cost(network, local);
  costs.across_verdict = path_cost(network, across);
  return costs;
}

}  // namespace canreach::bench
