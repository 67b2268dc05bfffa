// Who may do something: directly, or after assuming roles.
//
// Principals are the vertices of a graph, with an edge to each role that they may assume.  Whoever
// may do it directly is a goal; a search from the goals against the edges finds everybody who can
// become one, by the shortest chain.  Only roles that lead to a goal have their edges looked for,
// and of them only those principals that the role's trust policy names, or that have a policy which
// speaks for assuming roles where it names a whole account.
#include "analyzer/access/who_can.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <deque>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>
#include <utility>

#include "analyzer/access/access_causes.h"
#include "analyzer/access/outsiders.h"
#include "analyzer/access/policies_of_call.h"
#include "analyzer/access/service_checks.h"
#include "analyzer/query/names.h"
#include "analyzer/query/worlds.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"
#include "model/open_names.h"
#include "policy/evaluate.h"
#include "policy/plan.h"

namespace canreach {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;

constexpr std::size_t kMostOpen = 20;

class WhoCan {
 public:
  WhoCan(const Network& network, const WhoCanQuery& query)
      : network_(network), design_(*network.design), query_(query), store_(design_) {}

  tl::expected<WhoCanAnswer, QueryError> answer() {
    if (std::optional<QueryError> error = context_error(query_.facts)) {
      return tl::unexpected<QueryError>(*error);
    }
    const auto target = resolve_target(network_, query_.target);
    if (!target) return tl::unexpected<QueryError>(target.error());
    const auto needs = needs_of(design_, query_.action, *target);
    if (!needs) return tl::unexpected<QueryError>(needs.error());
    target_ = *target;
    needs_ = *needs;
    answer_.action = query_.action;
    answer_.target = target_.end;
    if (!target_.part.empty()) answer_.target.name += "/" + target_.part;
    if (!needs_.calls.empty()) answer_.resource = needs_.calls.front().resource;
    note_unknown_actions(needs_, answer_.assumptions);
    note_open_needs();
    list_principals();
    if (!needs_.calls.empty()) {
      ask_outsiders();
      ask_principals();
      find_chains();
      ask_outsiders_of_roles();
    }
    if (needs_.login) ask_logins();
    ask_workloads();
    // What would be needed too matters to nobody.
    if (answer_.who.empty()) answer_.undecided.clear();
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
    name_apart();
    verdicts_.resize(principals_.size(), Truth::no);
    rows_.resize(principals_.size());
    chains_.resize(principals_.size());
  }

  /// Accounts may have principals of one name: these go by their ARNs.
  void name_apart() {
    std::map<std::string, int> times;
    for (const Caller& caller : principals_) ++times[caller.name];
    for (Caller& caller : principals_) {
      if (times[caller.name] == 1) continue;
      const std::string& arn =
          caller.role.is_known() ? caller.principal.role_arn : caller.principal.arn;
      caller.end = {arn, "principal", {}};
    }
  }

  void note_open_needs() {
    answer_.undecided = open_needs(needs_, target_);
    for (Remark& remark : access_point_origin(design_, target_, {ServiceWay()}).undecided) {
      answer_.undecided.push_back(std::move(remark));
    }
  }

  void add_undecided(const Remark& remark) {
    const bool is_said = any_of(
        answer_.undecided, [&](const Remark& other) { return other.message == remark.message; });
    if (!is_said && answer_.undecided.size() < kMostOpen) answer_.undecided.push_back(remark);
  }

  /// Why it is not known whether the caller may make the calls.
  void explain(const Caller& caller, const std::vector<Call>& calls) {
    if (answer_.undecided.size() >= kMostOpen) return;
    AccessAnswer asked;
    asked.target = target_.end;
    for (const Call& call : calls) {
      CallAnswer one;
      one.call = call;
      one.decision = decide(caller, call);
      if (one.decision.outcome == Outcome::undecided) asked.calls.push_back(std::move(one));
    }
    explain_access({design_, network_, caller, target_, needs_, store_, false}, asked);
    for (const Remark& remark : asked.undecided) add_undecided(remark);
  }

  void ask_outsiders() {
    if (needs_.login || needs_.data_path) return;
    bool is_everybody = false;  // services, too
    for (const Caller& caller : outsiders_of(network_, needs_.calls.front())) {
      if (is_everybody && caller.name == kAnyService) continue;
      const Truth all = judge(caller);
      is_everybody = is_everybody || (all == Truth::yes && caller.name == kAnonymous);
      if (all == Truth::no) continue;
      WhoMay row;
      row.end = caller.end;
      row.verdict = verdict_of(all);
      for (const Call& call : needs_.calls) note(decide(caller, call), row);
      if (all == Truth::unknown) explain(caller, needs_.calls);
      answer_.who.push_back(std::move(row));
    }
  }

  /// May the caller itself, as far as policies and the service decide?
  Truth judge(const Caller& caller) {
    Truth all = needs_.is_open() ? Truth::unknown : Truth::yes;
    all = all & managed_key_account(caller, target_, needs_).passes &
          access_point_origin(design_, target_, {ServiceWay()}).passes &
          takes_tokens(design_, caller, target_, needs_).passes;
    for (const Call& call : needs_.calls) {
      if (all == Truth::no) break;
      const Truth may = truth_of(outcome(caller, call));
      all = all & (needs_.other_login.empty() ? may : may | Truth::unknown);
    }
    return all;
  }

  Decision decide(const Caller& caller, Call call) {
    if (call.region.empty()) call.region = design_.region;
    return decide_call(store_, network_, caller, call, ServiceWay(), query_.facts);
  }

  Outcome outcome(const Caller& caller, Call call) {
    if (call.region.empty()) call.region = design_.region;
    return outcome_of_call(store_, network_, caller, call, query_.facts, cache_);
  }

  static void note(const Decision& decision, WhoMay& row) {
    // What grants it comes before what only does not take it away.
    const auto grants = [](const StatementRef& statement) {
      return statement.layer == PolicyLayer::identity || statement.layer == PolicyLayer::resource;
    };
    std::vector<StatementRef> statements = decision.by;
    std::stable_partition(statements.begin(), statements.end(), grants);
    row.statements.insert(row.statements.end(), statements.begin(), statements.end());
    for (const std::string& key : decision.missing_keys) {
      if (!contains(row.missing_keys, key)) row.missing_keys.push_back(key);
    }
  }

  void ask_principals() {
    for (std::size_t i = 0; i < principals_.size(); ++i) {
      const Truth all = judge(principals_[i]);
      verdicts_[i] = all;
      if (all == Truth::no) continue;
      for (const Call& call : needs_.calls) note(decide(principals_[i], call), rows_[i]);
      if (all == Truth::unknown) explain(principals_[i], needs_.calls);
    }
  }

  /// That a role of `principals_` is assumed.
  Call assuming(std::size_t role) const {
    Call call;
    call.action = "sts:AssumeRole";
    call.kind = ResourceKind::Role;
    call.index = static_cast<std::uint32_t>(role - first_role_);
    call.resource = arn_of(design_, ResourceKind::Role, call.index);
    call.account = account_of(design_, design_.all<Role>()[call.index]);
    return call;
  }

  Truth may_assume(std::size_t principal, std::size_t role) {
    return truth_of(outcome(principals_[principal], assuming(role)));
  }

  /// A principal whose own policies speak for assuming roles, with what they say of it.
  struct Speaker {
    std::size_t principal;
    std::vector<std::pair<const CompiledPolicy*, Plan>> plans;
  };

  Speaker speaker_of(std::size_t principal) {
    Speaker speaker{principal, {}};
    const Call call;
    const CompiledPolicySet set =
        policies_of_call(store_, design_, principals_[principal], call, ServiceWay());
    for (const CompiledPolicy* policy : set.identity) {
      Plan plan(*policy, "sts:assumerole");
      if (!plan.allows().empty()) speaker.plans.push_back({policy, std::move(plan)});
    }
    return speaker;
  }

  /// "111122223333/etl": the names of an account's roles are unique without their paths, and ARNs
  /// of sessions have none.  Rule: ARN-11
  static std::string role_name_of(const Principal& principal) {
    const std::string& arn = principal.role_arn;
    return fmt::format("{}/{}", principal.account, arn.substr(arn.rfind('/') + 1));
  }

  /// Whom of the design a Principal names by ARN.
  std::optional<std::size_t> named_by(const std::string& text) const {
    if (const auto named = by_arn_.find(text); named != by_arn_.end()) return named->second;
    const Result<Principal> parsed = Principal::parse(text);
    if (!parsed || parsed->kind != Principal::Kind::role_session) return std::nullopt;
    const auto role = by_role_name_.find(role_name_of(*parsed));
    return role == by_role_name_.end() ? std::nullopt : std::optional<std::size_t>(role->second);
  }

  void list_speakers() {
    for (std::size_t i = 0; i < principals_.size(); ++i) {
      const Caller& caller = principals_[i];
      const std::string& arn =
          caller.role.is_known() ? caller.principal.role_arn : caller.principal.arn;
      by_arn_[arn] = i;
      if (caller.role.is_known()) by_role_name_[role_name_of(caller.principal)] = i;
      if (holds_open_name(arn)) open_.push_back(i);
      Speaker speaker = speaker_of(i);
      if (!speaker.plans.empty()) speakers_.push_back(std::move(speaker));
    }
  }

  /// Speakers with a statement that may name the role.
  void add_speakers(std::size_t role, std::set<std::size_t>& found) {
    Request request;
    request.action = "sts:AssumeRole";
    request.resource = principals_[role].principal.role_arn;
    request.context = Context(Context::Missing::unknown);
    request.context.set_open_names(store_.open_names());
    const PreparedRequest prepared(std::move(request));
    const auto is_named = [](const Plan::Entry&, Truth) { return true; };
    for (const Speaker& speaker : speakers_) {
      const bool may_name = any_of(speaker.plans, [&](const auto& one) {
        return one.second.allows().any(*one.first, prepared, is_named);
      });
      if (may_name) found.insert(speaker.principal);
    }
  }

  /// Whom a trust policy may let in.  An account leaves it to the policies of its principals, so
  /// that most of them drop out before anything is judged.  Rules: STS-2, STS-3.
  std::vector<std::size_t> candidates_of(std::size_t role) {
    const PolicyDocument& trust = design_.get(principals_[role].role).trust;
    std::set<std::size_t> found;
    if (!trust.statements_known) return all_principals();
    for (const PolicyStatement& statement : trust.statements) {
      if (statement.effect == PolicyStatement::Effect::deny) continue;
      if (statement.not_principal || !statement.principals_known) return all_principals();
      for (const PolicyPrincipal& principal : statement.principals) {
        const bool is_anyone = principal.kind == PolicyPrincipal::Kind::everyone ||
                               principal.kind == PolicyPrincipal::Kind::unknown ||
                               find_unsaid(principal.text) != std::string_view::npos;
        if (is_anyone) return all_principals();
        if (principal.kind != PolicyPrincipal::Kind::aws) continue;
        if (const std::optional<std::size_t> named = named_by(principal.text)) {
          found.insert(*named);
        } else {
          found.insert(open_.begin(), open_.end());
        }
        const std::string_view text = principal.text;
        const bool is_account =
            text.find(':') == std::string_view::npos || text.substr(text.rfind(':') + 1) == "root";
        if (is_account) add_speakers(role, found);
      }
    }
    return {found.begin(), found.end()};
  }

  std::vector<std::size_t> all_principals() const {
    std::vector<std::size_t> all(principals_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
  }

  /// What an edge, or a goal, needs to count.
  enum class Certainty : std::uint8_t { sure, possible };

  static bool counts(Truth truth, Certainty wanted) {
    return truth == Truth::yes || (wanted == Certainty::possible && truth == Truth::unknown);
  }

  /// The roles that are goals themselves.
  std::vector<Vertex> goals(Certainty wanted) const {
    std::vector<Vertex> goals;
    for (std::size_t i = first_role_; i < principals_.size(); ++i) {
      if (counts(verdicts_[i], wanted)) goals.push_back(i);
    }
    return goals;
  }

  /// From a role that leads to a goal to those who may assume it.
  Graph assume_graph(const std::vector<Vertex>& goals, Certainty wanted) {
    Graph graph(principals_.size());
    std::vector<bool> looked(principals_.size(), false);
    std::deque<Vertex> open(goals.begin(), goals.end());
    while (!open.empty()) {
      const Vertex role = open.front();
      open.pop_front();
      if (looked[role]) continue;
      looked[role] = true;
      for (const std::size_t other : candidates_of(role)) {
        if (other == role || counts(verdicts_[other], wanted)) continue;
        if (!counts(may_assume(other, role), wanted)) continue;
        boost::add_edge(role, other, graph);
        if (other >= first_role_) open.push_back(other);
      }
    }
    return graph;
  }

  /// For each principal, by whom it gets to a goal; itself where it does not, or is one.
  std::vector<Vertex> steps_to_goals(Certainty wanted) {
    const std::vector<Vertex> sources = goals(wanted);
    if (!sources.empty() && speakers_.empty()) list_speakers();
    const Graph graph = assume_graph(sources, wanted);
    std::vector<Vertex> before(principals_.size());
    for (Vertex v = 0; v < before.size(); ++v) before[v] = v;
    boost::queue<Vertex> queue;
    std::vector<boost::default_color_type> colors(principals_.size(), boost::white_color);
    boost::breadth_first_visit(
        graph, sources.begin(), sources.end(), queue,
        boost::make_bfs_visitor(boost::record_predecessors(before.data(), boost::on_tree_edge())),
        boost::make_iterator_property_map(colors.begin(), get(boost::vertex_index, graph)));
    return before;
  }

  void find_chains() {
    const std::vector<Vertex> sure = steps_to_goals(Certainty::sure);
    list_rows(sure, steps_to_goals(Certainty::possible));
  }

  /// Whom the trust policies of roles that may let in from outside the design.
  void ask_outsiders_of_roles() {
    std::set<std::string> listed;
    for (const WhoMay& row : answer_.who) listed.insert(row.end.name);
    for (std::size_t i = first_role_; i < principals_.size(); ++i) {
      const Truth reaches = verdicts_[i] == Truth::no ? chains_[i].may : verdicts_[i];
      if (reaches == Truth::no) continue;
      const Call call = assuming(i);
      for (const Caller& caller : outsiders_of(network_, call)) {
        // Services act for what has the role, and that is asked itself.
        const bool is_somebody =
            caller.name != kAnonymous && caller.principal.kind != Principal::Kind::service;
        if (!is_somebody || listed.count(caller.end.name) > 0) continue;
        const Truth may = reaches & truth_of(outcome(caller, call));
        if (may == Truth::no) continue;
        if (may == Truth::unknown) explain(caller, {call});
        WhoMay row;
        row.end = caller.end;
        row.verdict = verdict_of(may);
        row.chain = names_of_chain(chains_[i].roles);
        row.chain.insert(row.chain.begin(), principals_[i].end.name);
        listed.insert(caller.end.name);
        answer_.who.push_back(std::move(row));
      }
    }
  }

  static std::vector<std::size_t> chain_from(std::size_t principal,
                                             const std::vector<Vertex>& before) {
    std::vector<std::size_t> chain;
    for (Vertex at = principal; before[at] != at; at = before[at]) chain.push_back(before[at]);
    return chain;
  }

  std::vector<std::string> names_of_chain(const std::vector<std::size_t>& chain) const {
    std::vector<std::string> names;
    for (const std::size_t principal : chain) names.push_back(principals_[principal].end.name);
    return names;
  }

  void list_rows(const std::vector<Vertex>& sure, const std::vector<Vertex>& possible) {
    for (std::size_t i = 0; i < principals_.size(); ++i) {
      WhoMay row = std::move(rows_[i]);
      row.end = principals_[i].end;
      const bool by_chain = verdicts_[i] != Truth::yes && sure[i] != i;
      const bool may_by_chain = !by_chain && verdicts_[i] == Truth::no && possible[i] != i;
      if (by_chain || may_by_chain) {
        row.statements.clear();
        row.missing_keys.clear();
        chains_[i] = {chain_from(i, by_chain ? sure : possible),
                      by_chain ? Truth::yes : Truth::unknown};
        row.chain = names_of_chain(chains_[i].roles);
        note_chained_roles(i, row.chain);
      }
      if (verdicts_[i] == Truth::no && !by_chain && !may_by_chain) continue;
      row.verdict = by_chain || verdicts_[i] == Truth::yes ? AccessVerdict::allowed
                                                           : AccessVerdict::undecided;
      answer_.who.push_back(std::move(row));
    }
  }

  /// A role that a role assumes lasts for an hour at most.  Rules: TMP-1, GRF-4.
  void note_chained_roles(std::size_t principal, const std::vector<std::string>& chain) {
    const bool is_chained = chain.size() > 1 || principal >= first_role_;
    if (!is_chained || noted_chain_) return;
    noted_chain_ = true;
    Remark remark;
    remark.reason = Reason::chained_role;
    remark.component = principals_[principal].end.kind;
    remark.name = principals_[principal].end.name;
    remark.message = fmt::format(
        "a role that a role assumes lasts for an hour at most, as {} for {}; of a principal that "
        "is no workload it is taken for granted that it gets to STS",
        escaped(chain.back()), escaped(principals_[principal].end.name));
    answer_.assumptions.push_back(std::move(remark));
  }

  /// Workloads are asked with their network.
  void ask_workloads() {
    std::set<std::string_view> others;
    for (const NotModelled& thing : design_.not_modelled) {
      if (thing.has_interfaces) others.insert(thing.name);
    }
    for (const ResourceKindRow& row : resource_kind_rows()) {
      for (std::uint32_t i = 0; i < count_of(design_, row.kind); ++i) {
        const Workload* workload = workload_of(design_, row.kind, i);
        if (workload == nullptr || workload->implied) continue;
        const bool silent = workload->credentials.kind == Credentials::Kind::none;
        if (silent && !needs_.calls.empty()) continue;
        // Whose role what is not modelled has is not known, but the roles are asked themselves.
        const bool is_open = row.kind == ResourceKind::Service &&
                             workload->credentials.kind == Credentials::Kind::unknown;
        if (is_open && others.count(workload->name) > 0) continue;
        if (target_.is_known() && target_.kind == row.kind && target_.index == i) continue;
        ask_workload(row.kind, i);
      }
    }
  }

  /// Roles to be assumed one after the other.
  struct Chain {
    std::vector<std::size_t> roles;  // in `principals_`
    Truth may = Truth::no;  // unknown: a trust or a policy of it, or the end, is not decided
  };

  /// The roles that a workload's own role has to assume; none: it may itself, or it may not.
  Chain chain_of(ResourceKind kind, std::uint32_t index) const {
    const Credentials& credentials = workload_of(design_, kind, index)->credentials;
    if (!credentials.role.is_known() || needs_.calls.empty()) return {};
    return chains_[first_role_ + credentials.role.index()];
  }

  /// With the way to STS, which every later role of the chain takes as well.  Rule: GRF-4.
  Truth may_assume_first(const Caller& workload, std::size_t role) {
    AccessQuery query;
    query.caller = workload;
    query.action = "sts:AssumeRole";
    query.target = principals_[role].principal.role_arn;
    query.facts = query_.facts;
    const auto asked = can(network_, query, store_);
    return asked ? truth_of(asked->verdict) : Truth::no;
  }

  AccessQuery query_of(const Caller& caller) const {
    AccessQuery query;
    query.caller = caller;
    query.action = query_.action;
    query.target = query_.target;
    query.facts = query_.facts;
    return query;
  }

  /// What a login needs of users and roles is more than a call: each is asked by itself.
  void ask_logins() {
    for (const Caller& caller : principals_) {
      const auto asked = can(network_, query_of(caller), store_);
      if (asked && asked->verdict != AccessVerdict::denied) add_row(*asked, Truth::yes, {});
    }
  }

  void ask_workload(ResourceKind kind, std::uint32_t index) {
    AccessQuery query = query_of(caller_of(design_, kind, index));
    auto asked = can(network_, query, store_);
    std::vector<std::string> chain_names;
    Truth may = Truth::yes;
    if (asked && asked->verdict == AccessVerdict::denied) {
      const Chain chain = chain_of(kind, index);
      if (chain.roles.empty()) return;
      may = chain.may & may_assume_first(*query.caller, chain.roles.front());
      if (may == Truth::no) return;
      query.as_role = principals_[chain.roles.back()].role;
      asked = can(network_, query, store_);
      chain_names = names_of_chain(chain.roles);
    }
    if (!asked || asked->verdict == AccessVerdict::denied) return;
    add_row(*asked, may, std::move(chain_names));
  }

  void add_row(const AccessAnswer& asked, Truth may, std::vector<std::string> chain) {
    WhoMay row;
    row.end = asked.who;
    row.chain = std::move(chain);
    row.verdict = verdict_of(may & truth_of(asked.verdict));
    for (const CallAnswer& call : asked.calls) note(call.decision, row);
    for (const Remark& remark : asked.undecided) add_undecided(remark);
    for (const LoginAnswer& login : asked.logins) {
      if (login.verdict == asked.verdict && row.login.empty()) row.login = login.user;
    }
    answer_.who.push_back(std::move(row));
  }

  const Network& network_;
  const Design& design_;
  const WhoCanQuery& query_;
  PolicyStore store_;
  DecisionCache cache_;
  AccessTarget target_;
  Needs needs_;
  std::vector<Caller> principals_;  // users, then roles
  std::size_t first_role_ = 0;
  std::vector<Truth> verdicts_;
  std::vector<WhoMay> rows_;
  std::vector<Chain> chains_;                                  // of principals, to a role that may
  std::unordered_map<std::string, std::size_t> by_arn_;        // principals; never iterated
  std::unordered_map<std::string, std::size_t> by_role_name_;  // roles; never iterated
  std::vector<std::size_t> open_;                              // principals whose names are open
  std::vector<Speaker> speakers_;
  bool noted_chain_ = false;
  WhoCanAnswer answer_;
};

/// The rows of both: whoever may in one world alone is open.
bool join_rows(std::vector<WhoMay>& rows, std::vector<WhoMay> others) {
  bool same = rows.size() == others.size();
  const auto named = [](std::vector<WhoMay>& in, const WhoMay& row) {
    return std::find_if(in.begin(), in.end(), [&](const WhoMay& other) {
      return other.end.name == row.end.name && other.end.kind == row.end.kind;
    });
  };
  for (WhoMay& row : rows) {
    const auto other = named(others, row);
    const bool agrees = other != others.end() && other->verdict == row.verdict;
    same = same && agrees;
    if (!agrees) row.verdict = AccessVerdict::undecided;
  }
  for (WhoMay& other : others) {
    if (named(rows, other) != rows.end()) continue;
    rows.push_back(std::move(other));
    rows.back().verdict = AccessVerdict::undecided;
  }
  return same;
}

}  // namespace

AccessVerdict verdict_of(const WhoCanAnswer& answer) {
  const bool somebody =
      any_of(answer.who, [](const WhoMay& who) { return who.verdict == AccessVerdict::allowed; });
  if (somebody) return AccessVerdict::allowed;
  const bool is_open = !answer.who.empty() || !answer.undecided.empty();
  return is_open ? AccessVerdict::undecided : AccessVerdict::denied;
}

tl::expected<WhoCanAnswer, QueryError> who_can(const Network& network, const WhoCanQuery& query) {
  // Of every world; none where the question cannot be asked there.
  std::vector<std::vector<WhoMay>> worlds;
  return agreed(
      network,
      [&](const Network& world) {
        auto answer = WhoCan(world, query).answer();
        worlds.push_back(answer ? answer->who : std::vector<WhoMay>());
        return answer;
      },
      [](const WhoCanAnswer& one, const WhoCanAnswer& other) {
        std::vector<WhoMay> rows = one.who;
        return join_rows(rows, other.who);
      },
      [&](WhoCanAnswer& answer) {
        for (std::vector<WhoMay>& rows : worlds) join_rows(answer.who, std::move(rows));
        const bool is_unbounded =
            any_of(network.design->open_conditions,
                   [](const OpenCondition& condition) { return condition.is_unbounded; });
        if (!is_unbounded && !network.other_worlds.empty()) return;
        for (WhoMay& who : answer.who) who.verdict = AccessVerdict::undecided;
      });
}

}  // namespace canreach
