#include "bench/queries.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "analyzer/query/all_pairs.h"
#include "analyzer/query/cases.h"
#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/path_finder.h"
#include "analyzer/query/query.h"
#include "analyzer/query/walk.h"
#include "app/api.h"
#include "bench/allocations.h"
#include "bench/loading.h"
#include "bench/measure.h"
#include "tests/oracle/oracle.h"

namespace canreach::bench {
namespace {

constexpr std::size_t kVerdicts = 20000;
constexpr std::size_t kAnswers = 1000;
constexpr std::size_t kTargets = 100;  // of "who can reach"
constexpr std::size_t kAnsweredTargets = 10;
constexpr std::size_t kSources = 2000;  // of the loop of verdicts, for all
constexpr std::uint16_t kClientPort = 40000;
constexpr std::array<std::uint16_t, 6> kAskedPorts = {22, 80, 443, 3306, 5432, 8080};

struct Question {
  std::uint32_t from = 0;  // faces
  std::uint32_t to = 0;
  std::uint16_t port = 0;
  FlowEnds ends;
  Packet packet;
};

class Asker {
 public:
  explicit Asker(const Network& network) : network_(network), design_(*network.design) {
    faces_of_vpc_.resize(network.vpcs.size());
    for (std::uint32_t face = 0; face < network.faces.size(); ++face) {
      const std::uint32_t interface = network.faces[face].interface;
      if (!design_.all<NetworkInterface>()[interface].owned) continue;
      faces_of_vpc_[network.interfaces[interface].vpc].push_back(face);
      faces_.push_back(face);
    }
  }

  std::vector<Question> questions(std::size_t count) {
    std::vector<Question> questions;
    while (questions.size() < count) {
      Question question;
      question.from = pick(faces_);
      const std::uint32_t vpc = network_.interfaces[interface_of(question.from)].vpc;
      question.to = engine_() % 2 == 0 ? pick(faces_) : pick(faces_of_vpc_[vpc]);
      if (question.from == question.to || is_hidden(vpc, question.to)) continue;
      question.port = kAskedPorts[engine_() % kAskedPorts.size()];
      question.packet = {traffic_of(kTcp, question.port), kClientPort, kClientPort};
      const auto alternatives = cases_of(network_, member(question.from), member(question.to));
      question.ends = alternatives.at(0).at(0).ends;
      questions.push_back(question);
    }
    return questions;
  }

  std::uint32_t interface_of(std::uint32_t face) const { return network_.faces[face].interface; }
  const std::string& id_of(std::uint32_t face) const {
    return design_.all<NetworkInterface>()[interface_of(face)].id;
  }

 private:
  /// Another VPC's address that the source's own VPC has as well: the brute force, which knows the
  /// target by its address, would answer for the nearer one.
  bool is_hidden(std::uint32_t vpc, std::uint32_t face) const {
    const bool elsewhere = network_.interfaces[interface_of(face)].vpc != vpc;
    return elsewhere && network_.vpc_holds(vpc, network_.faces[face].atom) == Tri::yes;
  }
  std::uint32_t pick(const std::vector<std::uint32_t>& faces) {
    return faces[engine_() % faces.size()];
  }
  EndMember member(std::uint32_t face) const {
    return member_at(network_, face, network_.faces[face].address);
  }

  const Network& network_;
  const Design& design_;
  std::vector<std::uint32_t> faces_;
  std::vector<std::vector<std::uint32_t>> faces_of_vpc_;
  std::mt19937_64 engine_{7};
};

/// The path of a packet with what each step says of it.
class Tracer {
 public:
  explicit Tracer(const Network& network) : network_(network), finder_(network) {}

  Tri trace(const Question& question) {
    judgements_.clear();
    Tri least = Tri::yes;
    Tri most = Tri::no;
    for (const Path& path : finder_.find(question.ends).paths) {
      Tri outcome = tri(path.arrives);
      for (const Step& step : path.steps) {
        judgements_.push_back(judge(network_, step, question.packet));
        outcome = both(outcome, judgements_.back().outcome);
      }
      least = both(least, outcome);
      most = either(most, outcome);
    }
    return least == most ? least : Tri::maybe;
  }
  std::size_t steps() const { return judgements_.size(); }

 private:
  const Network& network_;
  PathFinder finder_;
  std::vector<Judgement> judgements_;
};

QuestionCost cost_of_each(const std::vector<double>& times) {
  return {quantile(times, 0.5), quantile(times, 0.99)};
}

/// Times each question on its own; two readings of the clock are in every time.
template <class Ask>
QuestionCost time_each(const std::vector<Question>& questions, std::size_t count, const Ask& ask) {
  std::vector<double> times;
  for (std::size_t i = 0; i < count && i < questions.size(); ++i) {
    times.push_back(seconds_of([&] { ask(i); }));
  }
  return cost_of_each(times);
}

oracle::Connection connection_of(const Network& network, const Question& question) {
  oracle::Connection connection;
  connection.source_interface = Ref<NetworkInterface>(network.faces[question.from].interface);
  connection.source = network.faces[question.from].address;
  connection.destination = question.ends.destination.address;
  connection.source_port = connection.nat_port = kClientPort;
  connection.destination_port = question.port;
  return connection;
}

void measure_verdicts(const Network& network, const std::vector<Question>& questions,
                      QueryCosts& costs) {
  std::size_t steps = 0;
  std::size_t reachable = 0;
  Tracer tracer(network);
  for (const Question& question : questions) {  // also warms
    reachable += tracer.trace(question) == Tri::yes ? 1 : 0;
    steps += tracer.steps();
  }
  const auto count = static_cast<double>(questions.size());
  costs.steps = static_cast<double>(steps) / count;
  costs.reachable = static_cast<double>(reachable) / count;
  const std::size_t before = allocations();
  for (const Question& question : questions) tracer.trace(question);
  costs.allocations = static_cast<double>(allocations() - before) / count;
  costs.verdict =
      time_each(questions, kVerdicts, [&](std::size_t i) { tracer.trace(questions[i]); });
}

void measure_answers(const Network& network, const Asker& asker,
                     const std::vector<Question>& questions, QueryCosts& costs) {
  std::vector<TraceQuery> queries;
  std::vector<std::string> requests;
  for (std::size_t i = 0; i < kAnswers; ++i) {
    const Question& question = questions[i];
    TraceQuery query;
    query.from = asker.id_of(question.from);
    query.to = asker.id_of(question.to);
    query.protocol = "tcp";
    query.port = std::to_string(question.port);
    requests.push_back(fmt::format(R"({{"op": "trace", "from": "{}", "to": "{}", "port": {}}})",
                                   query.from, query.to, question.port));
    queries.push_back(std::move(query));
  }
  static_cast<void>(trace(network, queries[0]));  // makes the index of names
  std::vector<double> reachable;
  std::vector<double> blocked;
  for (const TraceQuery& query : queries) {
    Verdict verdict = Verdict::undecided;
    const double seconds = seconds_of([&] { verdict = trace(network, query)->verdict; });
    if (verdict == Verdict::reachable) reachable.push_back(seconds);
    if (verdict == Verdict::blocked) blocked.push_back(seconds);
  }
  costs.trace_reachable = cost_of_each(reachable);
  costs.trace_blocked = cost_of_each(blocked);
  const Api api(*network.design);
  static_cast<void>(api.answer(requests[0]));
  costs.api = time_each(questions, kAnswers,
                        [&](std::size_t i) { static_cast<void>(api.answer(requests[i])); });
}

/// From every end to the targets of the questions.
void measure_who_can_reach(const Network& network, const Asker& asker,
                           const std::vector<Question>& questions, QueryCosts& costs) {
  const auto ask = [&](std::size_t i) {
    const std::uint32_t face = questions[i].to;
    const EndMember target = member_at(network, face, network.faces[face].address);
    static_cast<void>(all_pairs(network, classes_of_every_end(network),
                                std::make_shared<EndClasses>(classify(network, {target}))));
  };
  costs.first_who_can_reach = seconds_of([&] { ask(0); });
  costs.who_can_reach = time_each(questions, kTargets, ask);
  const Api api(*network.design);
  const auto answer = [&](std::size_t i) {
    static_cast<void>(
        api.answer(fmt::format(R"({{"op": "matrix", "to": "{}"}})", asker.id_of(questions[i].to))));
  };
  answer(0);
  costs.who_can_reach_api = time_each(questions, kAnsweredTargets, answer);
  Tracer tracer(network);
  const double verdicts = seconds_of([&] {
    for (std::size_t i = 0; i < kSources; ++i) {
      Question question = questions[i];
      question.ends.destination = questions[0].ends.destination;
      question.ends.target_face = questions[0].ends.target_face;
      question.packet = questions[0].packet;
      tracer.trace(question);
    }
  });
  costs.loop_of_verdicts = verdicts / kSources * static_cast<double>(network.faces.size());
}

void measure_brute_force(const Network& network, const std::vector<Question>& questions,
                         std::size_t count, QueryCosts& costs) {
  std::vector<oracle::Outcome> outcomes(count);
  costs.brute_force = time_each(questions, count, [&](std::size_t i) {
    outcomes[i] = oracle::connect(*network.design, connection_of(network, questions[i]));
  });
  Tracer tracer(network);
  for (std::size_t i = 0; i < count; ++i) {
    const oracle::Outcome& found = outcomes[i];
    const Tri expected = found.undecided ? Tri::maybe : tri(found.forward && found.reply);
    ++costs.compared;
    if (tracer.trace(questions[i]) != expected) ++costs.unlike;
  }
}

NetworkCounts counts_of(const Network& network) {
  NetworkCounts counts;
  counts.faces = network.faces.size();
  counts.endpoint_classes = network.endpoint_classes;
  counts.atoms = network.atom_starts.size();
  counts.group_rules = network.group_rules.size();
  counts.group_sets = network.group_sets.size();
  counts.route_intervals = network.route_intervals.size();
  counts.traffic_sets = network.traffic.size();
  return counts;
}

}  // namespace

QueryCosts measure_queries(std::vector<InputFile> texts, std::size_t brute_force_pairs) {
  const Design design = load_cleanly(std::move(texts));
  const Network network = compile(design);
  Asker asker(network);
  const std::vector<Question> questions = asker.questions(kVerdicts);
  QueryCosts costs;
  costs.counts = counts_of(network);
  measure_verdicts(network, questions, costs);
  measure_answers(network, asker, questions, costs);
  measure_who_can_reach(network, asker, questions, costs);
  measure_brute_force(network, questions, brute_force_pairs, costs);
  return costs;
}

}  // namespace canreach::bench
