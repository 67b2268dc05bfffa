// Who may do something: directly, or after assuming roles.
//
// Principals are the vertices of a graph, with an edge to each role that they may assume.  Whoever
// may do it directly is a goal; a search from the goals against the edges finds everybody who can
// become one, by the shortest chain.  Only roles that lead to a goal have their edges looked for,
// so the cost is the number of principals times that of the roles on some chain.
#include "analyzer/access/who_can.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <deque>

#include "analyzer/access/access_causes.h"
#include "analyzer/access/policies_of_call.h"
#include "analyzer/query/names.h"
#include "analyzer/query/worlds.h"
#include "base/algorithm.h"
#include "policy/evaluate.h"

namespace canreach {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;

class WhoCan {
 public:
  WhoCan(const Network& network, const WhoCanQuery& query)
      : network_(network), design_(*network.design), query_(query), store_(design_) {}

  tl::expected<WhoCanAnswer, QueryError> answer() {
    const auto target = resolve_target(network_, query_.target);
    if (!target) return tl::unexpected<QueryError>(target.error());
    const auto needs = needs_of(design_, query_.action, *target);
    if (!needs) return tl::unexpected<QueryError>(needs.error());
    target_ = *target;
    needs_ = *needs;
    answer_.action = query_.action;
    answer_.target = target_.end;
    if (!needs_.calls.empty()) answer_.resource = needs_.calls.front().resource;
    note_unknown_actions(needs_, answer_.assumptions);
    note_open_needs();
    list_principals();
    if (!needs_.calls.empty()) {
      ask_principals();
      find_chains();
    }
    ask_workloads();
    return std::move(answer_);
  }

 private:
  void list_principals() {
    for (std::uint32_t i = 0; i < design_.all<User>().size(); ++i) {
      principals_.push_back(caller_of(design_, Ref<User>(i)));
    }
    first_role_ = principals_.size();
    for (std::uint32_t i = 0; i < design_.all<Role>().size(); ++i) {
      principals_.push_back(caller_of(design_, Ref<Role>(i)));
    }
    verdicts_.resize(principals_.size(), Truth::no);
    rows_.resize(principals_.size());
  }

  void note_open_needs() { answer_.undecided = open_needs(needs_, target_); }

  Decision decide(const Caller& caller, Call call) {
    if (call.region.empty()) call.region = design_.region;
    return decide_call(store_, network_, caller, call, ServiceWay(), query_.facts);
  }

  static void note(const Decision& decision, WhoMay& row) {
    row.statements.insert(row.statements.end(), decision.by.begin(), decision.by.end());
    for (const std::string& key : decision.missing_keys) {
      if (!contains(row.missing_keys, key)) row.missing_keys.push_back(key);
    }
  }

  void ask_principals() {
    for (std::size_t i = 0; i < principals_.size(); ++i) {
      Truth all = needs_.is_open() ? Truth::unknown : Truth::yes;
      for (const Call& call : needs_.calls) {
        const Decision decision = decide(principals_[i], call);
        all = all & truth_of(decision.outcome);
        note(decision, rows_[i]);
        if (all == Truth::no) break;
      }
      verdicts_[i] = all;
    }
  }

  Truth may_assume(std::size_t principal, std::size_t role) {
    Call call;
    call.action = "sts:AssumeRole";
    call.kind = ResourceKind::Role;
    call.index = static_cast<std::uint32_t>(role - first_role_);
    call.resource = arn_of(design_, ResourceKind::Role, call.index);
    call.account = account_of(design_, design_.all<Role>()[call.index]);
    return truth_of(decide(principals_[principal], call).outcome);
  }

  /// The roles that are goals themselves.
  std::vector<Vertex> goals() const {
    std::vector<Vertex> goals;
    for (std::size_t i = first_role_; i < principals_.size(); ++i) {
      if (verdicts_[i] == Truth::yes) goals.push_back(i);
    }
    return goals;
  }

  /// From a role that leads to a goal to those who may assume it.
  Graph assume_graph(const std::vector<Vertex>& goals) {
    Graph graph(principals_.size());
    std::vector<bool> looked(principals_.size(), false);
    std::deque<Vertex> open(goals.begin(), goals.end());
    while (!open.empty()) {
      const Vertex role = open.front();
      open.pop_front();
      if (looked[role]) continue;
      looked[role] = true;
      for (std::size_t other = 0; other < principals_.size(); ++other) {
        if (other == role || verdicts_[other] == Truth::yes) continue;
        if (may_assume(other, role) != Truth::yes) continue;
        boost::add_edge(role, other, graph);
        if (other >= first_role_) open.push_back(other);
      }
    }
    return graph;
  }

  void find_chains() {
    const std::vector<Vertex> sources = goals();
    const Graph graph = assume_graph(sources);
    std::vector<Vertex> before(principals_.size());
    for (Vertex v = 0; v < before.size(); ++v) before[v] = v;
    boost::queue<Vertex> queue;
    std::vector<boost::default_color_type> colors(principals_.size(), boost::white_color);
    boost::breadth_first_visit(
        graph, sources.begin(), sources.end(), queue,
        boost::make_bfs_visitor(boost::record_predecessors(before.data(), boost::on_tree_edge())),
        boost::make_iterator_property_map(colors.begin(), get(boost::vertex_index, graph)));
    list_rows(before);
  }

  void list_rows(const std::vector<Vertex>& before) {
    for (std::size_t i = 0; i < principals_.size(); ++i) {
      WhoMay row = std::move(rows_[i]);
      row.end = principals_[i].end;
      const bool by_chain = verdicts_[i] != Truth::yes && before[i] != i;
      if (by_chain) {
        row.statements.clear();
        row.missing_keys.clear();
        for (Vertex at = i; before[at] != at; at = before[at]) {
          row.chain.push_back(principals_[before[at]].end.name);
        }
      }
      if (verdicts_[i] == Truth::no && !by_chain) continue;
      row.verdict = by_chain || verdicts_[i] == Truth::yes ? AccessVerdict::allowed
                                                           : AccessVerdict::undecided;
      answer_.who.push_back(std::move(row));
    }
  }

  /// Workloads are asked with their network.
  void ask_workloads() {
    for (const ResourceKindRow& row : resource_kind_rows()) {
      for (std::uint32_t i = 0; i < count_of(design_, row.kind); ++i) {
        const Workload* workload = workload_of(design_, row.kind, i);
        if (workload == nullptr || workload->implied) continue;
        const bool silent = workload->credentials.kind == Credentials::Kind::none;
        if (silent && !needs_.calls.empty()) continue;
        if (target_.is_known() && target_.kind == row.kind && target_.index == i) continue;
        ask_workload(row.kind, i);
      }
    }
  }

  void ask_workload(ResourceKind kind, std::uint32_t index) {
    AccessQuery query;
    query.who = names_of(network_).unique_name({NamedThing::Source::resource, kind, index});
    query.action = query_.action;
    query.target = query_.target;
    query.facts = query_.facts;
    const auto asked = can(network_, query, store_);
    if (!asked || asked->verdict == AccessVerdict::denied) return;
    WhoMay row;
    row.end = asked->who;
    row.verdict = asked->verdict;
    for (const CallAnswer& call : asked->calls) note(call.decision, row);
    answer_.who.push_back(std::move(row));
  }

  const Network& network_;
  const Design& design_;
  const WhoCanQuery& query_;
  PolicyStore store_;
  AccessTarget target_;
  Needs needs_;
  std::vector<Caller> principals_;  // users, then roles
  std::size_t first_role_ = 0;
  std::vector<Truth> verdicts_;
  std::vector<WhoMay> rows_;
  WhoCanAnswer answer_;
};

}  // namespace

tl::expected<WhoCanAnswer, QueryError> who_can(const Network& network, const WhoCanQuery& query) {
  return agreed(
      network, [&query](const Network& world) { return WhoCan(world, query).answer(); },
      [](const WhoCanAnswer& one, const WhoCanAnswer& other) {
        return std::equal(one.who.begin(), one.who.end(), other.who.begin(), other.who.end(),
                          [](const WhoMay& a, const WhoMay& b) {
                            return a.end.name == b.end.name && a.verdict == b.verdict;
                          });
      },
      [](WhoCanAnswer& answer) {
        for (WhoMay& who : answer.who) who.verdict = AccessVerdict::undecided;
      });
}

}  // namespace canreach
