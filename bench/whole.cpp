#include "bench/whole.h"

#include <random>
#include <string>
#include <utility>

#include "analyzer/lint/lint.h"
#include "analyzer/query/all_pairs.h"
#include "analyzer/query/pair_judge.h"
#include "analyzer/query/query.h"
#include "bench/loading.h"
#include "bench/measure.h"

namespace canreach::bench {
namespace {

constexpr std::size_t kCompared = 2000;
constexpr std::size_t kTraced = 300;

struct Sample {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

std::vector<Sample> samples_of(const AllPairs& pairs) {
  std::mt19937_64 engine(7);
  std::vector<Sample> samples;
  while (samples.size() < kCompared) {
    const Sample sample{static_cast<std::uint32_t>(engine() % pairs.from->members.size()),
                        static_cast<std::uint32_t>(engine() % pairs.to->members.size())};
    const EndMember& from = pairs.from->members[sample.from];
    const EndMember& to = pairs.to->members[sample.to];
    if (is_outside_design(from) || is_outside_design(to) || is_same_end(from, to)) continue;
    samples.push_back(sample);
  }
  return samples;
}

/// The median over a few groups, each with its first rule taken away.
double what_if_cost(const Design& design, const std::string& from, const std::string& to) {
  std::vector<double> costs;
  std::uint32_t group = 0;
  for (int run = 0; run < 5 && group < design.all<SecurityGroup>().size(); ++group) {
    if (design.all<SecurityGroup>()[group].ingress.empty()) continue;
    ++run;
    costs.push_back(seconds_of([&] {
      Design edited = design;
      auto& rules = edited.all<SecurityGroup>()[group].ingress;
      rules.erase(rules.begin());
      const Network network = compile(edited);
      TraceQuery query;
      query.from = from;
      query.to = to;
      query.port = "443";
      static_cast<void>(trace(network, query));
    }));
  }
  return quantile(costs, 0.5);
}

}  // namespace

WholeCosts measure_whole(std::vector<InputFile> texts) {
  const Design design = load_cleanly(std::move(texts));
  const Network network = compile(design);
  WholeCosts costs;
  AllPairs pairs;
  const Cost cost = cost_of([&] {
    const auto ends = classes_of_every_end(network);
    pairs = all_pairs(network, ends, ends);
  });
  costs.all_pairs = cost.seconds;
  costs.peak_bytes = cost.peak_bytes;
  costs.pairs = pairs.counts.ends_from * pairs.counts.ends_to;
  costs.classes = pairs.from->classes.size();
  costs.class_pairs = pairs.counts.class_pairs;
  costs.dead = pairs.counts.dead;
  costs.judged = pairs.counts.judged;
  costs.by_pattern = pairs.counts.by_pattern;
  costs.cells = pairs.cells.size();
  PairJudge judge(network);
  std::vector<double> judged;
  std::vector<double> traced;
  for (const Sample& sample : samples_of(pairs)) {
    const EndMember& from = pairs.from->members[sample.from];
    const EndMember& to = pairs.to->members[sample.to];
    PassingTraffic alone;
    judged.push_back(seconds_of([&] { alone = judge.judge(from, to); }));
    ++costs.compared;
    if (!(alone == pairs.between(sample.from, sample.to))) ++costs.unlike;
    if (traced.size() == kTraced) continue;
    TraceQuery query;
    query.from = from.end.name;
    query.to = to.end.name;
    query.port = "443";
    traced.push_back(seconds_of([&] { static_cast<void>(trace(network, query)); }));
  }
  const Sample one = samples_of(pairs).front();
  costs.what_if = what_if_cost(design, pairs.from->members[one.from].end.name,
                               pairs.to->members[one.to].end.name);
  costs.lint = seconds_of([&] { costs.findings = lint(network, {}).findings.size(); });
  costs.judge = quantile(judged, 0.5);
  costs.trace = quantile(traced, 0.5);
  return costs;
}

}  // namespace canreach::bench
