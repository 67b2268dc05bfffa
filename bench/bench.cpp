// canreach_bench [PART]... [INTERFACES]...: what loading and asking cost at three sizes, each as a
// ratio to a baseline of the same run.  docs/benchmarks.md says what the lines mean.
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/algorithm.h"
#include "bench/generate.h"
#include "bench/hub.h"
#include "bench/loading.h"
#include "bench/measure.h"
#include "bench/policies.h"
#include "bench/queries.h"
#include "bench/whole.h"

namespace canreach::bench {
namespace {

constexpr std::size_t kYamlBytes = 3'000'000;
constexpr double kMillion = 1e6;

constexpr std::array<std::string_view, 7> kParts = {"loading",  "questions", "whole", "yaml",
                                                    "declared", "policies",  "hub"};

/// The parts that are asked for; none: all.
struct Parts {
  std::vector<std::string> names;
  bool has(std::string_view name) const {
    return names.empty() || contains(names, std::string(name));
  }
};

struct Size {
  std::size_t interfaces = 0;
  double bytes = 0;
  LoadingCost loading;
  QueryCosts queries;
  WholeCosts whole;
};

Size measure(std::size_t interfaces, const Parts& parts) {
  const bool is_big = interfaces > 30'000;
  const std::vector<InputFile> texts = generate_snapshot(interfaces);
  Size size;
  size.interfaces = interfaces;
  size.bytes = static_cast<double>(bytes_of(texts));
  if (parts.has("loading")) size.loading = measure_loading(texts, is_big ? 3 : 5);
  if (parts.has("questions")) {
    size.queries = in_child(
        [&] { return measure_queries(texts, is_big ? 40 : (interfaces > 3'000 ? 300 : 1'000)); });
  }
  if (parts.has("whole")) size.whole = in_child([&] { return measure_whole(texts); });
  return size;
}

/// A line of the table: a value a size, and how it grows from size to size.
template <class ValueOf>
void line(std::string_view name, const std::vector<Size>& sizes, int digits,
          const ValueOf& value_of) {
  fmt::print("{:<44}", name);
  for (const Size& size : sizes) fmt::print("{:>12.{}f}", value_of(size), digits);
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    const auto before = static_cast<double>(value_of(sizes[i - 1]));
    if (before > 0) fmt::print("{:>9.1f}x", static_cast<double>(value_of(sizes[i])) / before);
  }
  fmt::print("\n");
}

void print_header(const std::vector<Size>& sizes) {
  fmt::print("{:<44}", "network interfaces");
  for (const Size& size : sizes) fmt::print("{:>12}", size.interfaces);
  for (std::size_t i = 1; i < sizes.size(); ++i) fmt::print("{:>10}", "growth");
  fmt::print("\n");
}

/// Texts and what was made of them.
double whole_peak(const Size& size) { return size.bytes + size.loading.load.peak_bytes; }

void print_loading(const std::vector<Size>& sizes) {
  using S = const Size&;
  fmt::print("\nloading\n");
  line("texts, MB", sizes, 1, [](S s) { return s.bytes / kMillion; });
  line("bare parse (nlohmann), ms", sizes, 1, [](S s) { return s.loading.parse.seconds * 1e3; });
  line("load_design, ms", sizes, 1, [](S s) { return s.loading.load.seconds * 1e3; });
  line("load_design / bare parse", sizes, 2,
       [](S s) { return s.loading.load.seconds / s.loading.parse.seconds; });
  line("load_design, MB/s", sizes, 1,
       [](S s) { return s.bytes / kMillion / s.loading.load.seconds; });
  line("compile, ms", sizes, 2, [](S s) { return s.loading.compile.seconds * 1e3; });
  line("compile / load_design", sizes, 3,
       [](S s) { return s.loading.compile.seconds / s.loading.load.seconds; });
  line("peak of load with its texts / texts", sizes, 2,
       [](S s) { return whole_peak(s) / s.bytes; });
  line("peak of bare parse with its texts / texts", sizes, 2,
       [](S s) { return (s.bytes + s.loading.parse.peak_bytes) / s.bytes; });
  line("peak of load, KB an interface", sizes, 1,
       [](S s) { return whole_peak(s) / 1e3 / static_cast<double>(s.interfaces); });
  line("peak of compile, KB an interface", sizes, 2,
       [](S s) { return s.loading.compile.peak_bytes / 1e3 / static_cast<double>(s.interfaces); });
}

void print_queries(const std::vector<Size>& sizes) {
  using S = const Size&;
  fmt::print("\none question\n");
  line("verdict with steps, us, median", sizes, 2,
       [](S s) { return s.queries.verdict.median * kMillion; });
  line("verdict with steps, us, p99", sizes, 2,
       [](S s) { return s.queries.verdict.p99 * kMillion; });
  line("trace() of what is reachable, us, median", sizes, 1,
       [](S s) { return s.queries.trace_reachable.median * kMillion; });
  line("trace() of what is reachable, us, p99", sizes, 1,
       [](S s) { return s.queries.trace_reachable.p99 * kMillion; });
  line("trace() of what is blocked, us, median", sizes, 1,
       [](S s) { return s.queries.trace_blocked.median * kMillion; });
  line("trace() of what is blocked, us, p99", sizes, 1,
       [](S s) { return s.queries.trace_blocked.p99 * kMillion; });
  line("JSON request to JSON answer, us, median", sizes, 1,
       [](S s) { return s.queries.api.median * kMillion; });
  line("JSON request to JSON answer, us, p99", sizes, 1,
       [](S s) { return s.queries.api.p99 * kMillion; });
  line("who can reach one destination, us, median", sizes, 1,
       [](S s) { return s.queries.who_can_reach.median * kMillion; });
  line("who can reach one destination, us, p99", sizes, 1,
       [](S s) { return s.queries.who_can_reach.p99 * kMillion; });
  line("the first one, ms", sizes, 1, [](S s) { return s.queries.first_who_can_reach * 1e3; });
  line("as JSON request to JSON answer, us, median", sizes, 1,
       [](S s) { return s.queries.who_can_reach_api.median * kMillion; });
  line("a loop of verdicts of one port, us", sizes, 1,
       [](S s) { return s.queries.loop_of_verdicts * kMillion; });
  line("a loop of verdicts / who can reach", sizes, 1,
       [](S s) { return s.queries.loop_of_verdicts / s.queries.who_can_reach.median; });
  line("brute force, us, median", sizes, 1,
       [](S s) { return s.queries.brute_force.median * kMillion; });
  line("brute force / verdict", sizes, 1,
       [](S s) { return s.queries.brute_force.median / s.queries.verdict.median; });
  line("verdicts compared with brute force", sizes, 0,
       [](S s) { return static_cast<double>(s.queries.compared); });
  line("verdicts that differ", sizes, 0, [](S s) { return static_cast<double>(s.queries.unlike); });
}

void print_counts(const std::vector<Size>& sizes) {
  using S = const Size&;
  const auto count = [&](std::string_view name, std::size_t NetworkCounts::*member) {
    line(name, sizes, 0, [&](S s) { return static_cast<double>(s.queries.counts.*member); });
  };
  fmt::print("\ncounts\n");
  line("steps of a path, average", sizes, 1, [](S s) { return s.queries.steps; });
  line("allocations of a verdict, average", sizes, 1, [](S s) { return s.queries.allocations; });
  line("reachable pairs, %", sizes, 1, [](S s) { return s.queries.reachable * 100; });
  count("addresses of interfaces", &NetworkCounts::faces);
  count("endpoint classes", &NetworkCounts::endpoint_classes);
  count("address atoms", &NetworkCounts::atoms);
  count("security group rules", &NetworkCounts::group_rules);
  count("sets of security groups", &NetworkCounts::group_sets);
  count("route intervals", &NetworkCounts::route_intervals);
  count("traffic sets", &NetworkCounts::traffic_sets);
}

void print_whole(const std::vector<Size>& sizes) {
  using S = const Size&;
  const auto count = [&](std::string_view name, std::size_t WholeCosts::*member) {
    line(name, sizes, 0, [&](S s) { return static_cast<double>(s.whole.*member); });
  };
  const auto loop = [](S s) { return s.whole.trace * static_cast<double>(s.whole.pairs); };
  fmt::print("\nall pairs, all traffic\n");
  line("all pairs, ms", sizes, 1, [](S s) { return s.whole.all_pairs * 1e3; });
  line("all pairs, MB", sizes, 1, [](S s) { return s.whole.peak_bytes / kMillion; });
  line("a loop of trace() of one port / all pairs", sizes, 0,
       [&](S s) { return loop(s) / s.whole.all_pairs; });
  line("one pair alone, us", sizes, 2, [](S s) { return s.whole.judge * kMillion; });
  line("us a pair of classes that passes", sizes, 2,
       [](S s) { return s.whole.all_pairs * kMillion / static_cast<double>(s.whole.cells); });
  count("pairs of ends", &WholeCosts::pairs);
  count("classes", &WholeCosts::classes);
  count("pairs of classes", &WholeCosts::class_pairs);
  count("that no route connects", &WholeCosts::dead);
  count("walked", &WholeCosts::judged);
  count("judged by the way of another pair", &WholeCosts::by_pattern);
  count("between which something passes", &WholeCosts::cells);
  count("pairs judged alone", &WholeCosts::compared);
  count("that differ", &WholeCosts::unlike);
  line("one rule less, compiled and asked, ms", sizes, 1,
       [](S s) { return s.whole.what_if * 1e3; });
  line("lint, ms", sizes, 1, [](S s) { return s.whole.lint * 1e3; });
  count("findings of lint", &WholeCosts::findings);
}

void print_yaml() {
  const std::string text = generate_native(kYamlBytes);
  const auto bytes = static_cast<double>(text.size());
  const YamlCost cost = measure_yaml(text, 5);
  fmt::print("\nYAML, {:.1f} MB of a native design\n", bytes / kMillion);
  const auto row = [&](std::string_view name, const Cost& of) {
    fmt::print("{:<44}{:>10.1f} ms{:>8.1f} MB/s   peak {:.1f}x the text\n", name, of.seconds * 1e3,
               bytes / kMillion / of.seconds, of.peak_bytes / bytes);
  };
  row("YAML::Load", cost.library);
  row("read_yaml", cost.read);
  fmt::print("{:<44}{:>10.2f}x\n", "YAML::Load / read_yaml",
             cost.library.seconds / cost.read.seconds);
}

/// Infrastructure code at three sizes; the target is a load at half the speed of the bare parse.
void print_declared(std::string_view name,
                    std::vector<InputFile> (*generate)(std::size_t resources)) {
  struct Row {
    std::size_t resources = 0;
    double bytes = 0;
    LoadingCost cost;
  };
  std::vector<Row> rows;
  for (const std::size_t resources : {1'000, 5'000, 10'000}) {
    const std::vector<InputFile> texts = generate(resources);
    rows.push_back({resources, static_cast<double>(bytes_of(texts)), measure_loading(texts, 5)});
  }
  fmt::print("\n{}\n", name);
  const auto print = [&](std::string_view what, int digits, auto value_of) {
    fmt::print("{:<44}", what);
    for (const Row& row : rows) fmt::print("{:>12.{}f}", value_of(row), digits);
    fmt::print("\n");
  };
  using R = const Row&;
  print("resources", 0, [](R r) { return static_cast<double>(r.resources); });
  print("text, MB", 2, [](R r) { return r.bytes / kMillion; });
  print("bare parse (nlohmann), ms", 1, [](R r) { return r.cost.parse.seconds * 1e3; });
  print("load_design, ms", 1, [](R r) { return r.cost.load.seconds * 1e3; });
  print("load_design / bare parse", 2,
        [](R r) { return r.cost.load.seconds / r.cost.parse.seconds; });
  print("load_design, us a resource", 1,
        [](R r) { return r.cost.load.seconds * kMillion / static_cast<double>(r.resources); });
  print("peak of load with its text, KB a resource", 1, [](R r) {
    return (r.bytes + r.cost.load.peak_bytes) / 1e3 / static_cast<double>(r.resources);
  });
}

/// A line of the policies' table: a value a size.
template <class ValueOf>
void policy_line(std::string_view name, const std::vector<PolicyCosts>& sizes, int digits,
                 const ValueOf& value_of) {
  fmt::print("{:<44}", name);
  for (const PolicyCosts& size : sizes) fmt::print("{:>12.{}f}", value_of(size), digits);
  fmt::print("\n");
}

void print_policies() {
  using P = const PolicyCosts&;
  std::vector<PolicyCosts> sizes;
  for (const std::size_t statements : {1, 50, 500}) {
    sizes.push_back(in_child([&] { return measure_policies(statements); }));
  }
  fmt::print("\npolicies\n");
  policy_line("statements", sizes, 0, [](P p) { return static_cast<double>(p.statements); });
  policy_line("text, KB", sizes, 1, [](P p) { return p.bytes / 1e3; });
  policy_line("decisions, M/s, one policy", sizes, 2, [](P p) { return 1e-6 / p.hot; });
  policy_line("decisions, M/s, 200 policies in turn", sizes, 2, [](P p) { return 1e-6 / p.many; });
  policy_line("decisions, M/s, all statements fit the action", sizes, 2,
              [](P p) { return 1e-6 / p.same_action; });
  policy_line("slow evaluator / one policy", sizes, 0, [](P p) { return p.slow / p.hot; });
  policy_line("read, us", sizes, 1, [](P p) { return p.read * kMillion; });
  policy_line("compile, us", sizes, 1, [](P p) { return p.compile * kMillion; });
  policy_line("text to first decision, us", sizes, 1, [](P p) { return p.cold * kMillion; });
  policy_line("allowed, %", sizes, 0, [](P p) { return p.allowed * 100; });
  policy_line("denied by a Deny, %", sizes, 0, [](P p) { return p.denied * 100; });
  policy_line("decisions that differ from the slow one", sizes, 0,
              [](P p) { return static_cast<double>(p.unlike); });
}

void print_who_can() {
  std::vector<WhoCanCosts> sizes;
  for (const std::size_t principals : {100, 1000, 10000}) {
    sizes.push_back(in_child([&] { return measure_who_can(principals); }));
  }
  const auto row = [&](std::string_view name, int digits, auto value_of) {
    fmt::print("{:<44}", name);
    for (const WhoCanCosts& size : sizes) fmt::print("{:>12.{}f}", value_of(size), digits);
    fmt::print("\n");
  };
  using W = const WhoCanCosts&;
  fmt::print("\nwho-can\n");
  row("principals", 0, [](W w) { return static_cast<double>(w.principals); });
  row("an answer, ms", 2, [](W w) { return w.ask * 1e3; });
  row("slow evaluator, own policies alone, ms", 2, [](W w) { return w.slow * 1e3; });
  row("slow evaluator / an answer", 1, [](W w) { return w.slow / w.ask; });
  row("principals that may", 0, [](W w) { return static_cast<double>(w.may); });
  row("of these after assuming roles", 0, [](W w) { return static_cast<double>(w.chains); });
  row("principals that the slow one judges otherwise", 0,
      [](W w) { return static_cast<double>(w.unlike); });
}

void print_hub() {
  std::vector<HubCosts> sizes;
  for (const std::size_t spokes : {30, 100, 300}) {
    sizes.push_back(in_child([&] { return measure_hub(spokes); }));
  }
  const auto row = [&](std::string_view name, int digits, auto value_of) {
    fmt::print("{:<44}", name);
    for (const HubCosts& size : sizes) fmt::print("{:>12.{}f}", value_of(size), digits);
    for (std::size_t i = 1; i < sizes.size(); ++i) {
      const auto before = static_cast<double>(value_of(sizes[i - 1]));
      if (before > 0) fmt::print("{:>9.1f}x", static_cast<double>(value_of(sizes[i])) / before);
    }
    fmt::print("\n");
  };
  using H = const HubCosts&;
  fmt::print("\nhub and spokes\n");
  row("VPCs at the transit gateway", 0, [](H h) { return static_cast<double>(h.spokes); });
  row("text, KB", 1, [](H h) { return h.bytes / 1e3; });
  row("load_design, ms", 1, [](H h) { return h.load * 1e3; });
  row("compile, ms", 2, [](H h) { return h.compile * 1e3; });
  row("trace() within a VPC, us, median", 1, [](H h) { return h.local * kMillion; });
  row("trace() across the hub, us, median", 1, [](H h) { return h.across * kMillion; });
  row("across / within", 2, [](H h) { return h.across / h.local; });
  row("paths within a VPC, us, median", 2, [](H h) { return h.local_verdict * kMillion; });
  row("paths across the hub, us, median", 2, [](H h) { return h.across_verdict * kMillion; });
  row("answers that are not reachable", 0, [](H h) { return static_cast<double>(h.unlike); });
}

int run(const std::vector<std::size_t>& interfaces, const Parts& parts) {
  std::vector<Size> sizes;
  for (const std::size_t count : interfaces) sizes.push_back(measure(count, parts));
  print_header(sizes);
  if (parts.has("loading")) print_loading(sizes);
  if (parts.has("questions")) {
    print_queries(sizes);
    print_counts(sizes);
  }
  if (parts.has("whole")) print_whole(sizes);
  if (parts.has("yaml")) print_yaml();
  if (parts.has("declared")) {
    print_declared("CloudFormation", generate_template);
    print_declared("Terraform plan", generate_plan);
  }
  if (parts.has("hub")) print_hub();
  if (parts.has("policies")) {
    print_policies();
    print_who_can();
  }
  return 0;
}

}  // namespace
}  // namespace canreach::bench

int main(int argc, char** argv) {
  using canreach::bench::kParts;
  std::vector<std::size_t> interfaces;
  canreach::bench::Parts parts;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (canreach::contains(kParts, argument)) {
      parts.names.push_back(argument);
      continue;
    }
    const long long count = std::strtoll(argv[i], nullptr, 10);
    if (count < 100 || count > 150'000) {
      fmt::print(stderr,
                 "usage: canreach_bench [PART]... [INTERFACES]...   100 to 150000 each\n"
                 "parts: {}; all when none is named\n",
                 fmt::join(kParts, " "));
      return 2;
    }
    interfaces.push_back(static_cast<std::size_t>(count));
  }
  if (interfaces.empty()) interfaces = {1'000, 10'000, 100'000};
  return canreach::bench::run(interfaces, parts);
}
