// Why an API call is denied or cannot be told, in words.
//
// Every layer that stands in the way is a blocker of its own, at the statement that denies or at
// the policy that allows nothing, with the statements that nearly allow: all of them must be
// mended, so all are named.
#include "analyzer/access/access_causes.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyzer/access/action_pattern.h"
#include "analyzer/access/client_text.h"
#include "analyzer/access/policies_of_call.h"
#include "analyzer/access/unseen_policies.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/open_names.h"
#include "policy/compile.h"

namespace canreach {
namespace {

constexpr std::size_t kMostNear = 8;
constexpr std::size_t kMostNamed = 12;                     // actions of a pattern
constexpr std::string_view kUnnamedSession = "<session>";  // as Principal::described() says it

Reason reason_of(PolicyLayer layer, bool is_explicit) {
  if (is_explicit) return Reason::policy_denies;
  switch (layer) {
    case PolicyLayer::service_control:
      return Reason::service_control_silent;
    case PolicyLayer::resource_control:
      return Reason::resource_control_silent;
    case PolicyLayer::endpoint:
      return Reason::endpoint_policy_silent;
    case PolicyLayer::resource:
      return Reason::resource_policy_silent;
    case PolicyLayer::boundary:
      return Reason::boundary_silent;
    case PolicyLayer::session:
      return Reason::session_policy_silent;
    case PolicyLayer::identity:
      return Reason::identity_policy_silent;
  }
  return Reason::policy_denies;
}

struct Place {
  std::string component;
  std::string name;
  SourceLoc at;
};

Place place_of(ResourceKind kind, const Resource& resource) {
  return {std::string(label_of(kind)), resource.name, resource.at};
}

bool is_grant(PolicyLayer layer) {
  return layer == PolicyLayer::identity || layer == PolicyLayer::resource;
}

bool is_of_endpoints(std::string_view lower_key) {
  static const std::vector<std::string_view> kKeys = {
      "aws:sourcevpce",  "aws:sourcevpc", "aws:sourcevpcarn", "aws:vpcsourceip",
      "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"};
  return contains(kKeys, lower_key);
}

class Causes {
 public:
  Causes(const AccessCase& access, AccessAnswer& answer) : access_(access), answer_(answer) {}

  void fill() {
    for (const CallAnswer& call : answer_.calls) explain(call);
    if (answer_.network) explain_network(*answer_.network);
    add_assumptions();
    add_symptom();
  }

 private:
  /// What a policy of the layer is attached to.
  Place place(const CallAnswer& asked, PolicyLayer layer) const {
    const Design& design = access_.design;
    const Caller& caller = access_.caller;
    const bool of_caller = layer == PolicyLayer::identity || layer == PolicyLayer::boundary ||
                           layer == PolicyLayer::session;
    if (of_caller && caller.role.is_known()) {
      return place_of(ResourceKind::Role, design.get(caller.role));
    }
    if (of_caller && caller.user.is_known()) {
      return place_of(ResourceKind::User, design.get(caller.user));
    }
    if (of_caller) return {"principal", caller.name, {}};
    if (layer == PolicyLayer::resource && asked.call.index != kNoIndex) {
      return place_of(asked.call.kind, resource_of(design, asked.call.kind, asked.call.index));
    }
    if (layer == PolicyLayer::resource) return {"resource", asked.call.resource, {}};
    if (layer == PolicyLayer::endpoint) {
      return place_of(ResourceKind::VpcEndpoint, design.all<VpcEndpoint>()[asked.endpoint]);
    }
    return organization_place(asked, layer);
  }

  /// Of the level that allows nothing: its first policy, or where the level is declared.
  Place organization_place(const CallAnswer& asked, PolicyLayer layer) const {
    const bool is_service = layer == PolicyLayer::service_control;
    Place place{
        "organization", is_service ? access_.caller.principal.account : asked.call.account, {}};
    if (!access_.design.organization) return place;
    const Organization& organization = *access_.design.organization;
    const std::vector<std::uint32_t> levels = organization.levels_of(place.name);
    for (const LayerDecision& decision : asked.decision.layers) {
      if (decision.layer != layer || decision.level >= levels.size()) continue;
      const OrganizationNode& node = organization.nodes[levels[decision.level]];
      const auto& attached = is_service ? node.service_control : node.resource_control;
      place.at = attached && !attached->empty() ? attached->front().at : node.at;
    }
    return place;
  }

  static Near near_of(const CallAnswer& asked, const NearMiss& miss) {
    Near near;
    near.at = miss.at;
    near.text =
        fmt::format("{} {}", described(miss.statement),
                    miss.statement.effect == PolicyStatement::Effect::deny ? "denies" : "allows");
    if (miss.part != StatementPart::condition) {
      near.why = fmt::format("{} is {}, asked is {}", name_of(miss.part), escaped(miss.wanted),
                             escaped(miss.given));
    } else {
      near.why = fmt::format("{} {} = {}: {}", escaped(miss.operation), escaped(miss.key),
                             escaped(miss.wanted),
                             miss.unknown         ? "the request's value is not known"
                             : miss.given.empty() ? absent_because(asked, miss.key)
                                                  : "the request has " + escaped(miss.given));
    }
    return near;
  }

  /// The actions of a pattern that a layer refuses in the same way are named together.
  std::string actions_text(const CallAnswer& asked) const {
    if (access_.needs.pattern.empty() || !asked.call.by_service.empty()) return asked.call.action;
    std::vector<std::string> alike;
    std::size_t all = 0;
    for (const CallAnswer& other : answer_.calls) {
      if (other.way != asked.way || !other.call.by_service.empty()) continue;
      ++all;
      if (other.decision.outcome == asked.decision.outcome) alike.push_back(other.call.action);
    }
    if (alike.size() == 1) return asked.call.action;
    const std::size_t number = alike.size();
    if (number > kMostNamed) alike.resize(kMostNamed);
    return fmt::format("{} of the {} actions of {} ({}{})", number, all, access_.needs.pattern,
                       join(alike, ", "), number > kMostNamed ? ", ..." : "");
  }

  /// Of actions that are named together: what all of them are asked of, or else the target.
  std::string resource_text(const CallAnswer& asked) const {
    const bool is_one = access_.needs.pattern.empty() || !asked.call.by_service.empty() ||
                        !any_of(answer_.calls, [&](const CallAnswer& other) {
                          return other.decision.outcome == asked.decision.outcome &&
                                 other.call.resource != asked.call.resource;
                        });
    return escaped(is_one ? asked.call.resource : access_.target.arn);
  }

  std::string call_text(const CallAnswer& asked) const {
    std::string text = actions_text(asked);
    if (!asked.call.by_service.empty()) text += " (called by " + asked.call.by_service + ")";
    if (answer_.ways.size() > 1 && !asked.way.empty()) text += " through " + asked.way;
    return text;
  }

  /// In one account either policy is enough; where the resource has one, it could have allowed.
  static bool has_silent_resource_policy(const CallAnswer& asked) {
    return any_of(asked.decision.layers, [](const LayerDecision& layer) {
      return layer.layer == PolicyLayer::resource && layer.attached && !layer.refuses &&
             layer.outcome == Outcome::implicit_deny;
    });
  }

  void add_blocker(const CallAnswer& asked, const LayerDecision& layer) {
    const bool is_explicit = layer.outcome == Outcome::explicit_deny;
    const Place where = place(asked, layer.layer);
    Blocker blocker;
    blocker.reason = reason_of(layer.layer, is_explicit);
    blocker.layer = std::string(row_of(layer.layer).name);
    blocker.component = where.component;
    blocker.name = where.name;
    blocker.at = where.at;
    const std::string_view label = row_of(layer.layer).label;
    if (is_explicit) {
      for (const StatementRef& statement : asked.decision.by) {
        if (statement.layer != layer.layer) continue;
        blocker.at = statement.at;
        blocker.message = fmt::format("{} of the {} of {} denies {}", described(statement), label,
                                      escaped(where.name), call_text(asked));
        break;
      }
    } else {
      blocker.message = fmt::format("the {} of {} does not allow {} on {}", label,
                                    escaped(where.name), call_text(asked), resource_text(asked));
      if (layer.layer == PolicyLayer::identity && has_silent_resource_policy(asked)) {
        blocker.message +=
            fmt::format(", and neither does the {} of {}", row_of(PolicyLayer::resource).label,
                        escaped(place(asked, PolicyLayer::resource).name));
      }
      if (!layer.attached) {
        blocker.message = fmt::format("{} has no {} that allows {} on {}", escaped(where.name),
                                      label, call_text(asked), resource_text(asked));
      }
    }
    for (const NearMiss& miss : asked.decision.near_misses) {
      // In one account an identity policy or the resource's own is enough: both are near.
      const bool either = is_grant(miss.statement.layer) && is_grant(layer.layer) && !is_explicit;
      const bool own = miss.statement.layer == layer.layer;
      if ((!own && !either) || blocker.near.size() == kMostNear) continue;
      blocker.near.push_back(near_of(asked, miss));
    }
    for (const Blocker& other : answer_.blockers) {
      if (other.message == blocker.message && other.at == blocker.at) return;
    }
    answer_.blockers.push_back(std::move(blocker));
  }

  void explain(const CallAnswer& asked) {
    const Decision& decision = asked.decision;
    if (decision.outcome == Outcome::undecided) return add_undecided(asked);
    if (decision.outcome == Outcome::allowed || !access_.needs.other_login.empty()) return;
    for (const LayerDecision& layer : decision.layers) {
      // A database has no policy of its own: takes_tokens() tells about other accounts.
      const bool is_void = access_.needs.token && layer.layer == PolicyLayer::resource;
      if (layer.refuses && !is_void) add_blocker(asked, layer);
    }
  }

  Remark of_target(Reason reason) const {
    Remark remark;
    remark.reason = reason;
    remark.component = access_.target.end.kind;
    remark.name = access_.target.end.name;
    return remark;
  }

  /// The six characters that AWS adds to a secret's name.  Rule: OTH-2.
  Remark unknown_suffix() const {
    Remark remark = of_target(Reason::unknown_value);
    remark.message = fmt::format(
        "the last six characters of the ARN of {} are picked by AWS, and a policy names some",
        escaped(access_.target.end.name));
    remark.supply = fmt::format("the `arn` of {}, with them", escaped(access_.target.end.name));
    return remark;
  }

  /// Rule: S3-3.
  bool add_refused_policy(const CallAnswer& asked) {
    if (asked.call.kind != ResourceKind::Bucket || asked.call.index == kNoIndex) return false;
    const Bucket& bucket = access_.design.all<Bucket>()[asked.call.index];
    const AccessPoint* point =
        asked.call.of_access_point ? &bucket.access_points[asked.call.access_point] : nullptr;
    const std::optional<PolicyDocument>& policy = point == nullptr ? bucket.policy : point->policy;
    const Truth refuses = refuses_public_policy(access_.design, asked.call);
    const bool is_refused = refuses != Truth::no && policy && is_public(*policy) == Truth::yes;
    if (!is_refused) return false;
    Remark remark;
    remark.reason = Reason::unknown_policy;
    remark.component =
        point == nullptr ? std::string(label_of(ResourceKind::Bucket)) : "access-point";
    remark.name = point == nullptr ? bucket.name : point->name;
    remark.at = point == nullptr ? bucket.at : point->at;
    if (refuses != Truth::yes) {
      remark.message = fmt::format(
          "whether Block Public Access of {} is on is not known, and its public policy decides {}",
          escaped(remark.name), call_text(asked));
      remark.supply = fmt::format("Block Public Access of {}", escaped(remark.name));
      add(std::move(remark));
      return true;
    }
    remark.message = fmt::format(
        "S3 refuses a public policy of {} while it blocks them: whether the policy that decides {} "
        "was put before is not known",
        escaped(remark.name), call_text(asked));
    remark.supply = fmt::format("a policy of {} that is not public, or no block of public policies",
                                escaped(remark.name));
    add(std::move(remark));
    return true;
  }

  /// Rule: OTH-1.
  Remark policy_of_qualifier(const CallAnswer& asked) const {
    Remark remark = of_target(Reason::unknown_policy);
    remark.message = fmt::format(
        "versions and aliases of {} have policies of their own, which may allow {} on {}",
        escaped(access_.target.end.name), call_text(asked), escaped(asked.call.resource));
    remark.supply =
        fmt::format("the policy of {}: ask with `evaluate`", escaped(asked.call.resource));
    return remark;
  }

  Remark named_without_streams(const CallAnswer& asked, const std::string& group) const {
    Remark remark = of_target(Reason::unknown_policy);
    remark.message = fmt::format(
        "a policy names {}: whether {} counts there without `:*` behind it, AWS's pages do not "
        "agree",
        escaped(group), call_text(asked));
    remark.supply = fmt::format("{}:* in the policy", escaped(group));
    return remark;
  }

  void add_undecided(const CallAnswer& asked) {
    const Decision& decision = asked.decision;
    const bool is_open = any_of(decision.layers, [](const LayerDecision& layer) {
      return layer.outcome == Outcome::undecided;
    });
    const bool is_secret = asked.call.kind == ResourceKind::Secret && asked.call.index != kNoIndex;
    if (is_secret && !is_open && decision.missing_keys.empty()) return add(unknown_suffix());
    const std::string group = bare_log_group(asked.call.resource);
    if (!group.empty() && !is_open && decision.missing_keys.empty()) {
      return add(named_without_streams(asked, group));
    }
    bool named = false;
    for (const std::string& key : decision.missing_keys) {
      Remark remark;
      remark.reason = Reason::missing_context;
      remark.component = access_.caller.end.kind;
      remark.name = access_.caller.end.name;
      remark.message = fmt::format("whether {} is allowed depends on {}, which is not known",
                                   call_text(asked), escaped(key));
      remark.supply = fmt::format("--context {}=VALUE", escaped(key));
      add(std::move(remark));
      named = true;
    }
    for (const NearMiss& miss : decision.near_misses) {
      if (named || !miss.unknown) continue;
      const bool is_unsaid = find_unsaid(miss.wanted) != std::string_view::npos;
      if (!is_unsaid && !holds_open_name(miss.given)) continue;
      add(is_unsaid ? unsaid_text(asked, miss) : open_name(asked, miss));
      named = true;
    }
    const bool is_by_resource = any_of(decision.by, [](const StatementRef& statement) {
      return statement.layer == PolicyLayer::resource;
    });
    if (!named && is_by_resource && add_refused_policy(asked)) return;
    if (!named && !is_open && asked.call.kind == ResourceKind::Function) {
      return add(policy_of_qualifier(asked));
    }
    if (!named && !decision.by.empty() && asked.call.takes_every_part()) {
      return add(some_parts(asked));
    }
    for (const LayerDecision& layer : decision.layers) {
      if (layer.outcome != Outcome::undecided) continue;
      if (add_unseen(asked, layer.layer) || named) continue;
      if (layer.layer == PolicyLayer::resource && add_refused_policy(asked)) continue;
      const Place where = place(asked, layer.layer);
      Remark remark;
      remark.reason = Reason::unknown_policy;
      remark.component = where.component;
      remark.name = where.name;
      remark.at = where.at;
      remark.message =
          fmt::format("the {} of {} is not known, and it decides {}", row_of(layer.layer).label,
                      escaped(where.name), call_text(asked));
      remark.supply = fmt::format("the {} of {}", row_of(layer.layer).label, escaped(where.name));
      add(std::move(remark));
    }
  }

  /// Rule: IAMB-24.
  Remark open_name(const CallAnswer& asked, const NearMiss& miss) const {
    std::size_t at = miss.given.find('<');
    while (open_name_at(miss.given, at).empty()) at = miss.given.find('<', at + 1);
    const std::string_view name = open_name_at(miss.given, at);
    Remark remark;
    remark.reason = Reason::chosen_name;
    remark.component = name_of(miss.part);
    remark.name = name;
    remark.at = miss.at;
    if (name == kUnnamedSession) {
      remark.message = fmt::format(
          "{}, which decides {}, is about {}, and which session of {} calls is not told",
          described(miss.statement), call_text(asked), escaped(miss.wanted),
          escaped(access_.caller.end.name));
      remark.supply = "the ARN of the session as the caller, with its name";
      return remark;
    }
    remark.message = fmt::format(
        "{}, which decides {}, is about {}: {} may turn out to be that, since {} is a name that {}",
        described(miss.statement), call_text(asked), escaped(miss.wanted), escaped(miss.given),
        escaped(name), is_chosen(name) ? "AWS will choose" : "the input does not tell");
    remark.supply = is_chosen(name) ? "a name of its own, or a reference to it in the policy"
                                    : fmt::format("what {} is", escaped(name));
    return remark;
  }

  Remark unsaid_text(const CallAnswer& asked, const NearMiss& miss) const {
    Remark remark;
    remark.reason = Reason::chosen_name;
    remark.component = name_of(miss.part);
    remark.name = access_.target.end.name;
    remark.at = miss.at;
    remark.message =
        fmt::format("{}, which decides {}, is about {}, and the input does not tell all of that",
                    described(miss.statement), call_text(asked), escaped(miss.wanted));
    remark.supply = fmt::format("what {} is", escaped(miss.wanted));
    return remark;
  }

  /// What is not modelled and may hold a policy of that layer.
  bool add_unseen(const CallAnswer& asked, PolicyLayer layer) {
    bool found = false;
    for (const UnseenPolicy& unseen : access_.store.unseen()) {
      if (!speaks_in(unseen, layer, access_.design, access_.caller, asked.call)) continue;
      const NotModelled& thing = *unseen.thing;
      Remark remark;
      remark.reason = Reason::not_modelled;
      remark.component = thing.kind;
      remark.name = thing.name;
      remark.at = thing.at;
      remark.message = fmt::format("{} ({}) is not modelled, and a policy of it may decide {}",
                                   escaped(thing.name),
                                   escaped(kind_in_words(access_.design, thing)), call_text(asked));
      remark.supply = fmt::format(
          "what the policy of {} says, in a native design (`canreach import`) instead of its entry "
          "under `not_modelled`",
          escaped(thing.name));
      add(std::move(remark));
      found = true;
    }
    return found;
  }

  /// A statement cuts what was asked for in two.  Rule: CRUD-1.
  Remark some_parts(const CallAnswer& asked) const {
    Remark remark;
    remark.reason = Reason::unknown_policy;
    remark.component = answer_.target.kind;
    remark.name = answer_.target.name;
    remark.at = asked.decision.by.front().at;
    remark.message =
        fmt::format("a statement is about some of {} only, not all: whether {} differs",
                    escaped(asked.call.resource), call_text(asked));
    remark.supply = "one of them by its name instead of `*`";
    return remark;
  }

  void add(Remark remark) {
    for (const Remark& other : answer_.undecided) {
      if (other.message == remark.message) return;
    }
    answer_.undecided.push_back(std::move(remark));
  }

  void explain_network(const Answer& network) {
    answer_.blockers.insert(answer_.blockers.begin(), network.blockers.begin(),
                            network.blockers.end());
    answer_.undecided.insert(answer_.undecided.begin(), network.undecided.begin(),
                             network.undecided.end());
    answer_.assumptions.insert(answer_.assumptions.begin(), network.assumptions.begin(),
                               network.assumptions.end());
  }

  void assume(Reason reason, std::string component, std::string name, std::string message) {
    Remark remark;
    remark.reason = reason;
    remark.component = std::move(component);
    remark.name = std::move(name);
    remark.message = std::move(message);
    answer_.assumptions.push_back(std::move(remark));
  }

  void add_assumptions() {
    if (answer_.calls.empty()) return;
    const Design& design = access_.design;
    assume_organization();
    const Call& first = answer_.calls.front().call;
    const bool is_open = has_unseen_policy(access_.caller, first) || access_.needs.token;
    if (first.index == kNoIndex && first.resource != "*" && !is_open) {
      assume(Reason::policies_not_collected, "resource", first.resource,
             fmt::format("{} is not in the input: it is taken to have no policy of its own and to "
                         "belong to {}",
                         escaped(first.resource),
                         first.account.empty() ? "the caller's account" : first.account));
    }
    if (design.account.empty() && access_.caller.principal.account == kNoAccount) {
      assume(Reason::account_assumed, "account", std::string(kNoAccount),
             fmt::format("the design names no account: ARNs are made with {}", kNoAccount));
    }
  }

  void assume_organization() {
    const std::optional<Organization>& organization = access_.design.organization;
    if (!access_.design.is_collected) return;
    const bool service = organization && organization->service_control_known;
    const bool resource = organization && organization->resource_control_known;
    if (service && resource) return;
    assume(Reason::policies_not_collected, "organization", "",
           fmt::format("{} control policies were not collected: taken as full access",
                       service    ? "resource"
                       : resource ? "service"
                                  : "service and resource"));
  }

  void add_symptom() {
    if (answer_.verdict != AccessVerdict::denied) return;
    const bool network_fails = answer_.network && answer_.network->symptom != Symptom::none;
    if (network_fails) {
      answer_.symptom = answer_.network->symptom;
      answer_.clients = answer_.network->clients;
      return;
    }
    for (const Blocker& blocker : answer_.blockers) {
      if (answer_.symptom == Symptom::none) answer_.symptom = row_of(blocker.reason).symptom;
    }
    if (answer_.deciding && access_.ways_disagree) answer_.symptom = Symptom::intermittent;
    std::string text = client_text();
    if (!text.empty()) answer_.clients.push_back({"aws", std::move(text), {}});
  }

  std::string client_text() const {
    const bool has_expired = any_of(answer_.blockers, [](const Blocker& blocker) {
      return blocker.reason == Reason::expired_credentials;
    });
    if (has_expired && !access_.needs.calls.empty()) {
      return expired_text(access_.needs.calls.front());
    }
    for (const LoginAnswer& login : answer_.logins) {
      const bool is_refused = login.verdict == AccessVerdict::denied && login.by_token;
      if (!is_refused || login.lacks_grant) continue;
      return login_refused_text(access_.design.all<Database>()[access_.target.index], login.user);
    }
    if (access_.needs.token && !access_.target.part.empty()) {
      return login_refused_text(access_.design.all<Database>()[access_.target.index],
                                access_.target.part);
    }
    return denied_text(access_.design, access_.caller, answer_);
  }

  const AccessCase& access_;
  AccessAnswer& answer_;
};

Blocker of_caller(const Caller& caller, Reason reason, std::string message) {
  Blocker blocker;
  blocker.reason = reason;
  blocker.layer = "credentials";
  blocker.component = caller.end.kind;
  blocker.name = caller.end.name;
  blocker.message = std::move(message);
  if (caller.credentials != nullptr) blocker.at = caller.credentials->at;
  return blocker;
}

Remark remark_of(const Caller& caller, Reason reason, std::string message, std::string supply) {
  Remark remark;
  remark.reason = reason;
  remark.component = caller.end.kind;
  remark.name = caller.end.name;
  remark.message = std::move(message);
  remark.supply = std::move(supply);
  if (caller.credentials != nullptr) remark.at = caller.credentials->at;
  return remark;
}

}  // namespace

std::string absent_because(const CallAnswer& asked, std::string_view key) {
  const std::string lower = to_lower(key);
  const std::string plain = "the request has no such key";
  const bool is_address = lower == "aws:sourceip";
  if (!is_address && !is_of_endpoints(lower)) return plain;
  if (!asked.call.by_service.empty()) {
    return fmt::format("{}: {} makes this call, not the client", plain, asked.call.by_service);
  }
  const bool through_endpoint = asked.endpoint != kNoIndex;
  if (asked.way.empty() || is_address != through_endpoint) return plain;
  return fmt::format(
      "{}: it takes {}, {}", plain, escaped(asked.way),
      through_endpoint ? "which hides the client's public address" : "not an endpoint");
}

void explain_access(const AccessCase& access, AccessAnswer& answer) {
  Causes(access, answer).fill();
}

Blocker no_credentials(const Caller& caller) {
  return of_caller(caller, Reason::no_credentials,
                   fmt::format("{} has no role and no credentials", escaped(caller.end.name)));
}

Blocker expired_credentials(const Caller& caller) {
  return of_caller(caller, Reason::expired_credentials,
                   fmt::format("the credentials of {} expired at {}", escaped(caller.end.name),
                               escaped(caller.credentials->expires->get())));
}

Remark unknown_credentials(const Caller& caller) {
  return remark_of(caller, Reason::unknown_policy,
                   fmt::format("which role {} has is not known", escaped(caller.end.name)),
                   fmt::format("the role of {}", escaped(caller.end.name)));
}

Remark unknown_expiry(const Caller& caller) {
  return remark_of(caller, Reason::unknown_policy,
                   fmt::format("whether the credentials of {} have expired is not known",
                               escaped(caller.end.name)),
                   caller.credentials->expires->is_known() ? "--at TIME" : "when they expire");
}

std::vector<Remark> open_needs(const Needs& needs, const AccessTarget& target) {
  Remark remark;
  remark.reason = Reason::unknown_value;
  remark.component = target.end.kind;
  remark.name = target.end.name;
  const std::string name = escaped(target.end.name);
  std::vector<Remark> remarks;
  if (needs.key_unknown) {
    remark.message =
        fmt::format("which key encrypts {} is not known: its use must be allowed too", name);
    remark.supply = fmt::format("the encryption of {}", name);
    remarks.push_back(remark);
  }
  if (!needs.resource_types.empty()) {
    remark.message =
        fmt::format("{} must be allowed on each resource of a request ({}), and only {} is told",
                    escaped(needs.calls.front().action), join(needs.resource_types, ", "), name);
    remark.supply = "the other resources: ask about each with `evaluate`";
    remarks.push_back(remark);
  }
  return remarks;
}

}  // namespace canreach
