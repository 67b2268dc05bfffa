#include "analyzer/access/access.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyzer/access/access_causes.h"
#include "analyzer/access/login.h"
#include "analyzer/access/policies_of_call.h"
#include "analyzer/access/service_checks.h"
#include "analyzer/query/aws_names.h"
#include "analyzer/query/dns.h"
#include "analyzer/query/endpoint.h"
#include "analyzer/query/names.h"
#include "analyzer/query/query_errors.h"
#include "analyzer/query/worlds.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/dns_names.h"
#include "model/net/address_set.h"
#include "policy/condition_operator.h"

namespace canreach {
namespace {

Truth truth_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::reachable:
      return Truth::yes;
    case Verdict::undecided:
      return Truth::unknown;
    case Verdict::partial:
    case Verdict::blocked:
      return Truth::no;
  }
  return Truth::unknown;
}

class Access {
 public:
  Access(const Network& network, const AccessQuery& query, PolicyStore& store)
      : network_(network), design_(*network.design), query_(query), store_(store) {}

  tl::expected<AccessAnswer, QueryError> answer() {
    const auto caller = query_.caller ? tl::expected<Caller, QueryError>(*query_.caller)
                                      : resolve_caller(network_, query_.who);
    if (!caller) return tl::unexpected<QueryError>(caller.error());
    if (std::optional<QueryError> error = context_error(query_.facts)) {
      return tl::unexpected<QueryError>(*error);
    }
    if (std::optional<QueryError> error = session_error(*caller)) {
      return tl::unexpected<QueryError>(*error);
    }
    const auto target = resolve_target(network_, query_.target);
    if (!target) return tl::unexpected<QueryError>(target.error());
    const auto needs = needs_of(design_, query_.action, *target);
    if (!needs) return tl::unexpected<QueryError>(needs.error());
    caller_ = query_.as_role.is_known() ? acting(*caller, query_.as_role) : *caller;
    target_ = *target;
    needs_ = *needs;
    name_ends();
    note_unknown_actions(needs_, answer_.assumptions);
    if (std::optional<QueryError> error = find_ways()) return tl::unexpected<QueryError>(*error);
    for (const ServiceWay& way : ways_) {
      if (auto error = contradicts(way)) return tl::unexpected<QueryError>(*error);
    }
    const auto duration = session_duration(design_, caller_, needs_, query_.facts);
    if (!duration) return tl::unexpected<QueryError>(duration.error());
    ask_network();
    const Truth credentials = ask_credentials();
    if (credentials != Truth::no && knows_caller_) {
      ask_policies();
      ask_by_each_way();
    }
    const Truth login = needs_.login ? ask_logins() : Truth::yes;
    const Truth checks = take(access_point_origin(design_, target_, ways_)) & take(*duration) &
                         take(managed_key_account(caller_, target_, needs_)) &
                         take(takes_tokens(design_, caller_, target_, needs_));
    conclude(credentials & login & checks & ask_other_region() & ask_data_plane() &
             ask_open_needs());
    return std::move(answer_);
  }

 private:
  /// The caller where it is, with the credentials of a role that it has assumed.
  Caller acting(const Caller& caller, Ref<Role> role) const {
    Caller result = caller_of(design_, role);
    result.end = caller.end;
    result.workload_kind = caller.workload_kind;
    result.workload_index = caller.workload_index;
    result.credentials = caller.credentials;
    return result;
  }

  /// Rules: SES-1, SES-4.
  std::optional<QueryError> session_error(const Caller& caller) const {
    if (query_.facts.session == nullptr) return std::nullopt;
    const Principal::Kind kind = caller.principal.kind;
    const bool has_session =
        kind == Principal::Kind::role_session || kind == Principal::Kind::federated_user;
    if (has_session) return std::nullopt;
    return query_error(DiagnosticKind::invalid_request,
                       fmt::format("a session policy is passed when a role is assumed, and {} is "
                                   "not the session of one",
                                   quoted(query_.who)));
  }

  void name_ends() {
    answer_.who = caller_.end;
    answer_.principal = caller_.name;
    answer_.action = query_.action;
    answer_.target = target_.end;
    if (!target_.part.empty()) answer_.target.name += "/" + target_.part;
    if (!needs_.calls.empty()) answer_.resource = needs_.calls.front().resource;
    for (Call& call : needs_.calls) {
      if (!call.region.empty()) continue;
      call.region = caller_.is_workload() ? workload_region() : std::string();
      if (call.region.empty()) call.region = design_.region;
    }
  }

  std::string workload_region() const {
    return resource_of(design_, caller_.workload_kind, caller_.workload_index).region;
  }

  /// The text by which a trace takes the workload.
  std::string workload_text() const {
    return names_of(network_).unique_name(
        {NamedThing::Source::resource, caller_.workload_kind, caller_.workload_index});
  }

  std::string service_text() const {
    const std::string name(endpoint_service_of(needs_.service));
    const std::string own = workload_region();
    const bool is_own = target_.region.empty() || own.empty() || target_.region == own;
    const bool is_named = is_listed_service(name) || has_endpoint(design_, name);
    if (is_own && (is_named || own.empty())) return "service/" + name;
    return fmt::format("service/com.amazonaws.{}.{}", is_own ? own : target_.region, name);
  }

  /// An endpoint of the caller's VPC for the service of another Region: whether names lead there,
  /// and which keys requests then have, is not decided.  Rule: IAMB-22.
  std::uint32_t endpoint_of_other_region() const {
    const std::string own = caller_.is_workload() ? workload_region() : std::string();
    if (own.empty() || target_.region.empty() || target_.region == own) return kNoIndex;
    const std::string name =
        fmt::format("com.amazonaws.{}.{}", target_.region, endpoint_service_of(needs_.service));
    const auto& endpoints = design_.all<VpcEndpoint>();
    for (std::uint32_t i = 0; i < endpoints.size(); ++i) {
      if (endpoints[i].service_name == name && endpoints[i].region == own) return i;
    }
    return kNoIndex;
  }

  Truth ask_other_region() {
    if (other_region_ == kNoIndex) return Truth::yes;
    const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[other_region_];
    Remark remark;
    remark.reason = Reason::unknown_value;
    remark.component = std::string(label_of(ResourceKind::VpcEndpoint));
    remark.name = endpoint.name;
    remark.at = endpoint.at;
    remark.message = fmt::format(
        "whether requests take {}, an endpoint for another Region, and which keys they then have "
        "is not decided",
        escaped(endpoint.name));
    remark.supply = "--context KEY=VALUE for the keys that policies name";
    answer_.undecided.push_back(std::move(remark));
    return Truth::unknown;
  }

  /// Requests of which it is not known that the asked way is theirs.
  Truth ask_data_plane() {
    if (!caller_.is_workload()) return Truth::yes;
    const std::string asker = escaped(caller_.end.name);
    Truth passes = Truth::yes;
    const auto add = [&](std::string message, std::string supply) {
      Remark remark;
      remark.reason = Reason::data_path_unknown;
      remark.component = target_.end.kind;
      remark.name = target_.end.name;
      remark.message = std::move(message);
      remark.supply = std::move(supply);
      answer_.undecided.push_back(std::move(remark));
      passes = Truth::unknown;
    };
    if (!needs_.goes_to.empty()) {
      add(fmt::format("{} is asked of {}, not of an endpoint of the service, and the design does "
                      "not hold that target: whether {} gets there is not known",
                      escaped(needs_.goes_to_by), needs_.goes_to, asker),
          "the target in the design, named by its name; or `trace` to its address");
    }
    const std::string_view single = "one action at a time instead of a pattern";
    if (!needs_.other_service.empty()) {
      add(fmt::format("{} covers actions of two endpoints, {} and {}: whether {} gets to both is "
                      "not known",
                      quoted(needs_.pattern), needs_.service, needs_.other_service, asker),
          std::string(single));
    }
    if (needs_.mixes_paths) {
      add(fmt::format("{} covers actions that are asked of {} itself and others that an endpoint "
                      "of the service answers: whether {} gets to both is not known",
                      quoted(needs_.pattern), escaped(target_.end.name), asker),
          std::string(single));
    }
    return passes;
  }

  Truth take(const ServiceCheck& check) {
    answer_.blockers.insert(answer_.blockers.end(), check.blockers.begin(), check.blockers.end());
    answer_.undecided.insert(answer_.undecided.end(), check.undecided.begin(),
                             check.undecided.end());
    return check.passes;
  }

  std::optional<QueryError> find_ways() {
    other_region_ = query_.source_ip || query_.via ? kNoIndex : endpoint_of_other_region();
    if (other_region_ != kNoIndex) {
      ServiceWay way;
      way.kind = ServiceWay::Kind::unknown;
      ways_ = {way};
      return std::nullopt;
    }
    if (query_.source_ip && query_.via) {
      return query_error(DiagnosticKind::invalid_request,
                         "`via` and `source_ip` both say where the caller is: give one of them");
    }
    if (query_.source_ip) return place_on_internet(*query_.source_ip);
    if (caller_.is_workload() && !needs_.service.empty()) return find_ways_of_workload();
    if (query_.via) return place_behind(*query_.via);
    ways_ = {ServiceWay()};
    return std::nullopt;
  }

  /// What was given of the request may not be what the way proves.
  std::optional<QueryError> contradicts(const ServiceWay& way) const {
    for (const Call& call : needs_.calls) {
      auto error = contradiction(network_, caller_, call, way, query_.facts);
      if (error) return error;
    }
    return std::nullopt;
  }

  std::optional<QueryError> place_on_internet(const std::string& text) {
    const Result<IpAddress> address = IpAddress::parse(text);
    if (!address) {
      return query_error(
          DiagnosticKind::invalid_request,
          fmt::format("the source address {} is none: {}", quoted(text), address.error().text));
    }
    if (!public_addresses().contains(*address)) {
      return query_error(DiagnosticKind::invalid_request,
                         fmt::format("{} is no address of the internet: `source_ip` is the public "
                                     "one that a service sees",
                                     quoted(text)));
    }
    if (caller_.is_workload()) {
      return query_error(
          DiagnosticKind::invalid_request,
          fmt::format("`source_ip` places a role, a user or an ARN on the internet, and the way of "
                      "{} follows from the design",
                      quoted(caller_.end.name)));
    }
    ServiceWay way;
    way.kind = ServiceWay::Kind::public_endpoint;
    way.source = *address;
    ways_ = {way};
    return std::nullopt;
  }

  std::optional<QueryError> find_ways_of_workload() {
    const auto from = resolve_endpoint(network_, workload_text(), nullptr);
    if (!from) return from.error();
    const auto service = resolve_endpoint(network_, service_text(), &*from);
    if (!service) return service.error();
    for (const EndMember& member : from->members) {
      for (const EndMember& given : service->members) {
        if (!is_given_to(network_, member, given)) continue;
        for (ServiceWay& way : ways_to(network_, member, given)) {
          if (!contains(ways_, way)) ways_.push_back(std::move(way));
        }
      }
    }
    if (!query_.via) return std::nullopt;
    std::vector<ServiceWay> through;
    for (const ServiceWay& way : ways_) {
      const bool endpoint = way.kind == ServiceWay::Kind::vpc_endpoint &&
                            is_called(design_.all<VpcEndpoint>()[way.endpoint], *query_.via);
      if (endpoint || contains(way.gateways, *query_.via)) through.push_back(way);
    }
    if (through.empty()) {
      std::vector<std::string> taken;
      for (const ServiceWay& way : ways_) taken.push_back(described(design_, way));
      sort_unique(taken);
      return query_error(
          DiagnosticKind::invalid_request,
          fmt::format("{} does not get to the service through {}: it takes {}",
                      escaped(caller_.end.name), quoted(*query_.via), join(taken, " or ")));
    }
    ways_ = std::move(through);
    return std::nullopt;
  }

  static bool is_called(const Resource& resource, std::string_view name) {
    return resource.name == name || resource.id == name;
  }

  /// A bare principal that calls through an endpoint or gateway.
  std::optional<QueryError> place_behind(const std::string& name) {
    const NameIndex& names = names_of(network_);
    NameIndex::Things things = names.named(name);
    if (things.empty()) things = names.find(name);
    for (const NamedThing& thing : things) {
      if (thing.source != NamedThing::Source::resource) continue;
      ServiceWay way;
      way.gateways = {resource_of(design_, thing.kind, thing.index).name};
      if (thing.kind == ResourceKind::VpcEndpoint) {
        const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[thing.index];
        if (leads_elsewhere(endpoint)) return elsewhere(endpoint);
        way.kind = ServiceWay::Kind::vpc_endpoint;
        way.endpoint = thing.index;
      } else if (thing.kind == ResourceKind::NatGateway) {
        way.kind = ServiceWay::Kind::public_endpoint;
        way.source = public_address_of(design_.all<NatGateway>()[thing.index]);
      } else if (thing.kind == ResourceKind::InternetGateway) {
        way.kind = ServiceWay::Kind::public_endpoint;
      } else {
        continue;
      }
      ways_ = {way};
      return std::nullopt;
    }
    return query_error(
        things.empty() ? DiagnosticKind::unknown_name : DiagnosticKind::invalid_request,
        fmt::format("`via` must name an endpoint, a NAT gateway or an internet gateway, not {}",
                    quoted(name)),
        near_ways(name));
  }

  /// "endpoint/s3" is "vpc-endpoint/s3".
  std::vector<std::string> near_ways(const std::string& name) const {
    const NameIndex& names = names_of(network_);
    std::vector<std::string> near = names.suggestions(name);
    for (const NamedThing& thing : names.named(name.substr(name.find('/') + 1))) {
      const bool is_way =
          thing.source == NamedThing::Source::resource &&
          (thing.kind == ResourceKind::VpcEndpoint || thing.kind == ResourceKind::NatGateway ||
           thing.kind == ResourceKind::InternetGateway);
      if (is_way) near.insert(near.begin(), names.unique_name(thing));
    }
    return near;
  }

  bool leads_elsewhere(const VpcEndpoint& endpoint) const {
    return !needs_.service.empty() && !endpoint.service.empty() &&
           endpoint.service != endpoint_service_of(needs_.service);
  }

  std::optional<QueryError> elsewhere(const VpcEndpoint& endpoint) const {
    return query_error(DiagnosticKind::invalid_request,
                       fmt::format("{} is an endpoint for {}, and {} is asked of {}",
                                   quoted(endpoint.name), escaped(endpoint.service),
                                   quoted(query_.action), endpoint_service_of(needs_.service)));
  }

  std::optional<IpAddress> public_address_of(const NatGateway& nat) const {
    if (!nat.interface.is_known()) return std::nullopt;
    for (const InterfaceAddress& address : design_.get(nat.interface).addresses) {
      if (address.public_ip.kind == PublicIp::Kind::address) return address.public_ip.address;
    }
    return std::nullopt;
  }

  void ask_network() {
    if (!caller_.is_workload() || other_region_ != kNoIndex) return;
    TraceQuery flow;
    flow.from = workload_text();
    if (needs_.data_path) {
      flow.to = names_of(network_).unique_name(
          {NamedThing::Source::resource, target_.kind, target_.index});
      // A client that was given a name of DNS asks for it first.
      const std::string name = dns_name_of(query_.target);
      if (!name.empty() && host_with_name(design_, name)) flow.to = name;
    } else if (!needs_.service.empty()) {
      flow.to = service_text();
      flow.port = "443";
    } else {
      return;
    }
    if (auto traced = trace_alone(network_, flow)) answer_.network = std::move(*traced);
  }

  /// Has the caller credentials that still hold?
  Truth ask_credentials() {
    if (!caller_.is_workload() || needs_.calls.empty()) return Truth::yes;
    switch (credentials_of(caller_, query_.facts.at)) {
      case CredentialState::valid:
        break;
      case CredentialState::missing:
        answer_.blockers.push_back(no_credentials(caller_));
        answer_.blockers.back().at =
            resource_of(design_, caller_.workload_kind, caller_.workload_index).at;
        return Truth::no;
      case CredentialState::unknown:
        answer_.undecided.push_back(unknown_credentials(caller_));
        knows_caller_ = false;
        return Truth::unknown;
      case CredentialState::maybe_expired:
        answer_.undecided.push_back(unknown_expiry(caller_));
        return Truth::unknown;
      case CredentialState::expired:
        answer_.blockers.push_back(expired_credentials(caller_));
        return Truth::no;
    }
    return Truth::yes;
  }

  /// Fills `calls`: by every way each, one after the other.
  void ask_policies() {
    for (const Call& call : needs_.calls) {
      for (const ServiceWay& way : ways_) {
        CallAnswer asked;
        asked.call = call;
        if (way.kind != ServiceWay::Kind::direct) asked.way = described(design_, way);
        asked.endpoint = way.endpoint;
        asked.decision = decide_call(store_, network_, caller_, call, way, query_.facts);
        answer_.calls.push_back(std::move(asked));
      }
    }
  }

  /// Where the answer for a bare principal depends on the way alone, each way that its client may
  /// take is asked: none of the design's, and through each endpoint for the service.
  void ask_by_each_way() {
    const bool is_placed = caller_.is_workload() || query_.via || query_.source_ip;
    if (is_placed || !depends_on_way()) return;
    ServiceWay from_outside;
    from_outside.kind = ServiceWay::Kind::public_endpoint;
    ways_ = {from_outside};
    const auto& endpoints = design_.all<VpcEndpoint>();
    for (std::uint32_t i = 0; i < endpoints.size(); ++i) {
      if (endpoints[i].service != endpoint_service_of(needs_.service)) continue;
      ServiceWay through;
      through.kind = ServiceWay::Kind::vpc_endpoint;
      through.endpoint = i;
      ways_.push_back(through);
    }
    // What the query says of the request may leave some of them.
    ways_.erase(std::remove_if(ways_.begin(), ways_.end(),
                               [&](const ServiceWay& way) { return contradicts(way).has_value(); }),
                ways_.end());
    if (ways_.empty()) ways_ = {ServiceWay()};
    answer_.calls.clear();
    ask_policies();
  }

  bool depends_on_way() const {
    static const std::vector<std::string> kKeysOfWay = {"aws:sourcevpce", "aws:sourcevpc",
                                                        "aws:sourcevpcarn", "aws:vpcsourceip"};
    bool depends = false;
    for (const CallAnswer& asked : answer_.calls) {
      for (const std::string& key : asked.decision.missing_keys) {
        if (!contains(kKeysOfWay, to_lower(key))) return false;
        depends = true;
      }
    }
    return depends;
  }

  /// What else must be allowed and is not known.
  Truth ask_open_needs() {
    if (!needs_.is_open()) return Truth::yes;
    for (Remark& remark : open_needs(needs_, target_)) {
      answer_.undecided.push_back(std::move(remark));
    }
    return Truth::unknown;
  }

  Truth ask_logins() {
    LoginQuery query{network_, store_, caller_, target_, needs_.verb, query_.facts};
    answer_.logins = logins_of(query);
    return login_verdict(answer_);
  }

  /// Every call by every way must be allowed; ways that disagree make it intermittent.
  Truth policies_verdict(bool& disagree) const {
    Truth all = Truth::yes;
    bool some_allowed = false;
    bool some_denied = false;
    for (std::size_t way = 0; way < ways_.size(); ++way) {
      Truth here = Truth::yes;
      for (std::size_t i = way; i < answer_.calls.size(); i += ways_.size()) {
        here = here & truth_of(answer_.calls[i].decision.outcome);
      }
      some_allowed = some_allowed || here == Truth::yes;
      some_denied = some_denied || here == Truth::no;
      all = all & here;
    }
    disagree = some_allowed && some_denied;
    return all;
  }

  void conclude(Truth rest) {
    bool disagree = false;
    Truth policies = policies_verdict(disagree);
    if (policies == Truth::no && !needs_.other_login.empty()) policies = leave_to_other_login();
    const Truth network = answer_.network ? truth_of(answer_.network->verdict) : Truth::yes;
    answer_.verdict = verdict_of(network & policies & rest);
    pick_deciding();
    for (const ServiceWay& way : ways_) {
      const std::string text = described(design_, way);
      const bool is_new = way.kind != ServiceWay::Kind::direct && !contains(answer_.ways, text);
      if (is_new) answer_.ways.push_back(text);
    }
    note_pattern();
    explain_access({design_, network_, caller_, target_, needs_, store_, disagree}, answer_);
  }

  /// How many of the actions that a pattern covers are allowed.
  void note_pattern() {
    if (needs_.pattern.empty()) return;
    std::size_t all = 0;
    std::size_t allowed = 0;
    for (const CallAnswer& asked : answer_.calls) {
      if (!asked.call.by_service.empty()) continue;
      ++all;
      allowed += asked.decision.outcome == Outcome::allowed ? 1 : 0;
    }
    answer_.notes.push_back(fmt::format("{} covers {} here, {} of them allowed; all must be",
                                        needs_.pattern, counted(all, "known action"), allowed));
  }

  /// What IAM refuses may be done by whoever logs in otherwise.
  Truth leave_to_other_login() {
    Remark remark;
    remark.reason = Reason::unknown_grants;
    remark.component = target_.end.kind;
    remark.name = target_.end.name;
    remark.message =
        fmt::format("policies deny it by IAM, and {} also takes clients that log in by {}",
                    escaped(target_.end.name), needs_.other_login);
    remark.supply = "the only way to log in that this client uses, as the broker's `auth`";
    answer_.undecided.push_back(std::move(remark));
    return Truth::unknown;
  }

  void pick_deciding() {
    for (const Truth wanted : {Truth::no, Truth::unknown, Truth::yes}) {
      for (std::size_t i = 0; i < answer_.calls.size() && !answer_.deciding; ++i) {
        if (truth_of(answer_.calls[i].decision.outcome) == wanted) answer_.deciding = i;
      }
    }
  }

  const Network& network_;
  const Design& design_;
  const AccessQuery& query_;
  PolicyStore& store_;
  Caller caller_;
  AccessTarget target_;
  Needs needs_;
  bool knows_caller_ = true;  // false: whose credentials the workload has is not known
  std::vector<ServiceWay> ways_;
  std::uint32_t other_region_ = kNoIndex;  // endpoint_of_other_region()
  AccessAnswer answer_;
};

}  // namespace

std::string_view name_of(AccessVerdict verdict) {
  switch (verdict) {
    case AccessVerdict::allowed:
      return "allowed";
    case AccessVerdict::denied:
      return "denied";
    case AccessVerdict::undecided:
      return "undecided";
  }
  return {};
}

AccessVerdict verdict_of(Truth allowed) {
  if (allowed == Truth::unknown) return AccessVerdict::undecided;
  return allowed == Truth::yes ? AccessVerdict::allowed : AccessVerdict::denied;
}

Truth truth_of(AccessVerdict verdict) {
  if (verdict == AccessVerdict::undecided) return Truth::unknown;
  return truth(verdict == AccessVerdict::allowed);
}

tl::expected<AccessAnswer, QueryError> can(const Network& network, const AccessQuery& query) {
  return agreed(
      network,
      [&query](const Network& world) {
        PolicyStore store(*world.design);
        return can(world, query, store);
      },
      [](const AccessAnswer& one, const AccessAnswer& other) {
        return one.verdict == other.verdict;
      },
      [](AccessAnswer& answer) {
        answer.verdict = AccessVerdict::undecided;
        answer.symptom = Symptom::none;
        answer.clients.clear();
        answer.blockers.clear();
      });
}

tl::expected<AccessAnswer, QueryError> can(const Network& network, const AccessQuery& query,
                                           PolicyStore& store) {
  return Access(network, query, store).answer();
}

}  // namespace canreach
