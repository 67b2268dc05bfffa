// Where condition keys get their values.
//
// Simulators ask the user for them.  Here they follow from what was proved: the way of the request
// gives aws:SourceIp or the keys of an endpoint, the design gives tags, accounts and organization,
// and the query gives the rest.  Only keys that a policy names are looked up, so that what is not
// known of a request matters only where a policy asks for it.
#include "analyzer/access/request_context.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analyzer/query/query_errors.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"
#include "model/open_names.h"
#include "model/stand_ins.h"
#include "policy/action_data.h"
#include "policy/condition_operator.h"

namespace canreach {
namespace {

/// Services that give aws:SourceVpcArn and aws:VpceAccount.  Rule: NET-7.
constexpr std::array<std::string_view, 13> kVpcArnServices = {
    "s3",  "kms",      "lambda",         "iam",      "athena",   "ecr", "ecs",
    "sts", "firehose", "cloudformation", "transfer", "datasync", "ebs"};
/// And aws:VpceOrgID.  Rule: NET-8.
constexpr std::array<std::string_view, 6> kVpcOrgServices = {
    "dynamodb", "sqs", "dms", "cassandra", "cognito-identity", "network-firewall"};

/// Keys that a data plane does not pass on.  Rule: NET-19.
constexpr std::array<std::string_view, 6> kNotForDatabases = {"aws:sourceip",   "aws:sourcevpc",
                                                              "aws:sourcevpce", "aws:vpcsourceip",
                                                              "aws:useragent",  "aws:referer"};

/// Rule: NET-12.
struct HomeRegion {
  std::string_view service;
  std::string_view aws;
  std::string_view aws_cn;
  std::string_view aws_us_gov;
};

constexpr HomeRegion kHomeRegions[] = {
#define HOME_REGION(service, aws, aws_cn, aws_us_gov) {service, aws, aws_cn, aws_us_gov},
#include "analyzer/access/home_regions.def"
#undef HOME_REGION
};

/// The Region of the endpoint of a service that has one for all, empty where it is not known; none:
/// each Region has its own.
std::optional<std::string_view> home_region_of(std::string_view service,
                                               std::string_view partition) {
  for (const HomeRegion& row : kHomeRegions) {
    if (row.service != service) continue;
    if (partition == "aws") return row.aws;
    if (partition == "aws-cn") return row.aws_cn;
    return partition == "aws-us-gov" ? row.aws_us_gov : std::string_view();
  }
  return std::nullopt;
}

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void add_variables(std::string_view text, std::vector<std::string>& keys) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos;
       at = text.find("${", at + 2)) {
    const std::size_t end = text.find_first_of(",}", at);
    if (end == std::string_view::npos) return;
    keys.push_back(to_lower(trim(text.substr(at + 2, end - at - 2))));
  }
}

void add_keys(const CompiledPolicy& policy, std::vector<std::string>& keys) {
  for (const CompiledCondition& condition : policy.conditions) keys.push_back(condition.key.lower);
  if (!policy.document->variables) return;
  for (const PolicyStatement& statement : policy.document->statements) {
    for (const PolicyText& resource : statement.resources) {
      if (resource.text.is_known()) add_variables(resource.text.get(), keys);
    }
    for (const PolicyCondition& condition : statement.conditions) {
      for (const PolicyText& value : condition.values) {
        if (value.text.is_known()) add_variables(value.text.get(), keys);
      }
    }
  }
}

constexpr std::string_view kAddress = "an address";
constexpr std::string_view kTruth = "true or false";
constexpr std::string_view kNumber = "a number";
constexpr std::string_view kTime = "a time";

/// What a value of the key must be; empty: any text.
std::string_view expected_of(std::string_view key) {
  if (key == "aws:sourceip" || key == "aws:vpcsourceip") return kAddress;
  if (key == "aws:multifactorauthage") return kNumber;
  if (key == "aws:tokenissuetime" || key == "aws:currenttime") return kTime;
  const bool is_truth = key == "aws:securetransport" || key == "aws:multifactorauthpresent" ||
                        key == "aws:viaawsservice" || key == "aws:principalisawsservice";
  return is_truth ? kTruth : std::string_view();
}

bool is_of_type(std::string_view expected, const std::string& value) {
  if (expected == kAddress) return IpAddress::parse(value).has_value();
  if (expected == kNumber) return parse_decimal(value).has_value();
  if (expected == kTime) return parse_moment(value).has_value();
  return expected != kTruth || parse_bool(value).has_value();
}

/// The rest of `key` after `prefix`; empty when it does not begin so.
std::string_view after(std::string_view key, std::string_view prefix) {
  return key.substr(0, prefix.size()) == prefix ? key.substr(prefix.size()) : std::string_view();
}

/// Rule: RBP-11
constexpr std::array<std::string_view, 4> kServiceKeys = {"aws:sourcearn", "aws:sourceaccount",
                                                          "aws:sourceorgid", "aws:sourceorgpaths"};

/// For whom an AWS service calls, only its own requests say.
bool may_have(const Caller& caller, std::string_view key) {
  return !is_one_of(kServiceKeys, key) || caller.principal.kind == Principal::Kind::service;
}

class ContextMaker {
 public:
  ContextMaker(const Network& network, const Caller& caller, const Call& call,
               const ServiceWay& way, const RequestFacts& facts)
      : network_(network),
        design_(*network.design),
        caller_(caller),
        call_(call),
        way_(way),
        facts_(facts),
        service_(to_lower(call.action.substr(0, call.action.find(':')))),
        action_(find_action(call.action)) {}

  Request make(const CompiledPolicySet& policies) {
    request_.principal = caller_.principal;
    request_.action = call_.action;
    request_.resource = call_.resource;
    request_.every_part = call_.takes_every_part();
    request_.resource_account = call_.account;
    request_.context = Context(Context::Missing::unknown);
    for (const auto& [key, values] : facts_.context) {
      if (may_have(caller_, key)) give(key, values);
    }
    add_user_id();
    add_identity_keys(request_);
    for (const std::string& key : keys_named(policies)) {
      if (!request_.context.has(key)) fill(key);
    }
    return std::move(request_);
  }

  /// What the way gives of a key; unknown: nothing, or the key is no one of the way's.
  ContextValue value_by_way(const std::string& key) {
    request_.context = Context(Context::Missing::unknown);
    if (!fill_network_key(key)) context().set_unknown(key);
    return context().find(ConditionKey(key));
  }

 private:
  Context& context() { return request_.context; }
  bool is_direct() const { return call_.by_service.empty(); }

  void give(const std::string& key, const std::vector<std::string>& values) {
    if (values.size() == 1 && arity_of(key) != KeyArity::several) {
      context().set(key, values.front());
    } else {
      context().set_several(key, values);
    }
  }

  /// Of a unique id its beginning is known, and of a session's the name behind it.  Rule: PRI-15.
  void add_user_id() {
    const Principal& caller = caller_.principal;
    const bool is_session = caller.kind == Principal::Kind::role_session;
    if ((!is_session && caller.kind != Principal::Kind::user) || context().has("aws:userid"))
      return;
    std::string id = caller.unique_id;
    if (id.empty()) id = (is_session ? "AROA" : "AIDA") + unsaid_name("id");
    if (is_session) {
      const std::size_t slash = caller.arn.rfind('/');
      id += ":" +
            (slash == std::string::npos ? unsaid_name("session") : caller.arn.substr(slash + 1));
    }
    context().set("aws:userid", std::move(id));
  }

  /// Nothing is left alone: a key that no case knows stays unknown.
  void fill(const std::string& key) {
    if (service_ == "rds-db" && is_one_of(kNotForDatabases, key)) return context().set_absent(key);
    if (fill_network_key(key) || fill_tag(key) || fill_organization(key) || fill_session(key) ||
        fill_call(key)) {
      return;
    }
    if (key.substr(0, 4) != "aws:" && action_ && !action_supports_key(*action_, key)) {
      return context().set_absent(key);  // Rule: KEY-1
    }
    context().set_unknown(key);
  }

  bool known_or(std::string_view key, const std::optional<IpAddress>& address) {
    if (!address || is_stand_in(*address)) return unknown(key);
    context().set(key, address->to_string());
    return true;
  }

  bool absent(std::string_view key) {
    context().set_absent(key);
    return true;
  }

  bool unknown(std::string_view key) {
    context().set_unknown(key);
    return true;
  }

  bool set(std::string_view key, const std::string& value) {
    if (value.empty()) return unknown(key);
    context().set(key, value);
    return true;
  }

  bool fill_network_key(std::string_view key) {
    static constexpr std::array<std::string_view, 8> kKeys = {
        "aws:sourceip",     "aws:sourcevpc",   "aws:sourcevpce", "aws:vpcsourceip",
        "aws:sourcevpcarn", "aws:vpceaccount", "aws:vpceorgid",  "aws:vpceorgpaths"};
    if (!is_one_of(kKeys, key)) return false;
    // A broker's own keys are not documented, and a service that calls for the client keeps none
    // but perhaps the address.  Rules: NET-14, NET-20.
    if (service_ == "kafka-cluster") return unknown(key);
    const bool through_endpoint = way_.kind == ServiceWay::Kind::vpc_endpoint;
    if (!is_direct()) {
      const bool kept = key == "aws:sourceip" && !through_endpoint;
      return kept ? fill_source_ip(key) : absent(key);
    }
    if (way_.kind == ServiceWay::Kind::unknown || way_.kind == ServiceWay::Kind::direct) {
      return unknown(key);
    }
    if (key == "aws:sourceip") return through_endpoint ? absent(key) : fill_source_ip(key);
    if (!through_endpoint) return absent(key);
    return fill_endpoint_key(key);
  }

  bool fill_source_ip(std::string_view key) {
    const bool is_known = way_.source && !is_stand_in(*way_.source) && !way_.carried_by_service;
    if (is_known) return known_or(key, way_.source);
    if (way_.kind != ServiceWay::Kind::public_endpoint) return unknown(key);
    context().set_public_address(key);  // Rule: NET-5
    return true;
  }

  bool fill_endpoint_key(std::string_view key) {
    const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[way_.endpoint];
    if (key == "aws:sourcevpce") return set(key, endpoint.id);
    if (key == "aws:vpcsourceip") return known_or(key, way_.source);
    if (endpoint.vpc.is_unknown()) return unknown(key);
    const Vpc& vpc = design_.get(endpoint.vpc);
    if (key == "aws:sourcevpc") return set(key, vpc.id);
    const bool gives_arn = is_one_of(kVpcArnServices, service_);
    const std::string account = account_of(design_, vpc);
    if (key == "aws:sourcevpcarn") {
      if (!gives_arn) return absent(key);
      return set(key, fmt::format("arn:{}:ec2:{}:{}:vpc/{}", partition_of(vpc.region), vpc.region,
                                  account, vpc.id));
    }
    const bool gives_owner = gives_arn || service_ == "dynamodb";
    if (key == "aws:vpceaccount") return gives_owner ? set(key, account) : absent(key);
    if (!gives_arn && !is_one_of(kVpcOrgServices, service_)) return absent(key);
    return fill_organization_of(key, account);
  }

  bool fill_tag(std::string_view key) {
    if (const std::string_view tag = after(key, "aws:principaltag/"); !tag.empty()) {
      if (caller_.role.is_known()) {
        const Role& role = design_.get(caller_.role);
        return may_have_session_tags(role) ? unknown(key) : tag_of(key, tag, role);
      }
      if (caller_.user.is_known()) return tag_of(key, tag, design_.get(caller_.user));
      return caller_.principal.account.empty() ? absent(key) : unknown(key);
    }
    // "secretsmanager:ResourceTag/env" is that service's word for the same.
    const std::size_t colon = key.find(':');
    const bool is_own = colon != std::string_view::npos && key.substr(0, colon) == service_;
    const std::string_view rest = is_own ? key.substr(colon + 1) : after(key, "aws:");
    if (const std::string_view tag = after(rest, "resourcetag/"); !tag.empty()) {
      const bool supported = !action_ || action_supports_key(*action_, key);
      if (!supported || call_.resource == "*") return absent(key);
      if (call_.index == kNoIndex) return unknown(key);
      const Resource& resource = resource_of(design_, call_.kind, call_.index);
      // A bucket's tags count where access control by tags is turned on, which no format tells.
      const bool is_bucket = call_.kind == ResourceKind::Bucket;
      return is_bucket && has_tag(tag, resource) ? unknown(key) : tag_of(key, tag, resource);
    }
    return false;
  }

  /// Whoever assumes the role may pass tags, which override its own.  Lambda and EC2 pass none with
  /// the credentials that they give.  Rules: SES-5, STS-10.
  bool may_have_session_tags(const Role& role) const {
    const bool is_given = caller_.is_workload() && caller_.credentials->role == caller_.role &&
                          !caller_.credentials->expires &&
                          (caller_.workload_kind == ResourceKind::Function ||
                           caller_.workload_kind == ResourceKind::Instance);
    if (is_given) return false;
    return !role.trust.statements_known ||
           any_of(role.trust.statements, [](const PolicyStatement& statement) {
             const bool tags = statement.not_action || !statement.actions_known ||
                               any_of(statement.actions, [](const PolicyText& action) {
                                 return action.text.is_unknown() ||
                                        holds_unknown_part(action.text.get()) ||
                                        contains(covered_actions(action.text.get()),
                                                 std::string("sts:TagSession"));
                               });
             return tags && statement.effect != PolicyStatement::Effect::deny;
           });
  }

  static bool has_tag(std::string_view tag, const Resource& resource) {
    return any_of(resource.tags, [&](const auto& one) { return to_lower(one.first) == tag; });
  }

  bool tag_of(std::string_view key, std::string_view tag, const Resource& resource) {
    for (const auto& [name, value] : resource.tags) {
      if (to_lower(name) != tag) continue;
      context().set(key, value);
      return true;
    }
    return absent(key);
  }

  bool fill_organization(std::string_view key) {
    if (key == "aws:principalorgid" || key == "aws:principalorgpaths") {
      const std::string& account = caller_.principal.account;
      return account.empty() ? absent(key) : fill_organization_of(key, account);
    }
    if (key == "aws:resourceorgid" || key == "aws:resourceorgpaths") {
      return call_.account.empty() ? unknown(key) : fill_organization_of(key, call_.account);
    }
    return false;
  }

  bool fill_organization_of(std::string_view key, const std::string& account) {
    if (!design_.organization) return unknown(key);
    const Organization& organization = *design_.organization;
    const bool member = organization.management == account ||
                        any_of(organization.nodes, [&](const OrganizationNode& node) {
                          return node.is_account && node.name == account;
                        });
    const bool paths = key.size() > 5 && key.substr(key.size() - 5) == "paths";
    const std::string id =
        organization.id.empty() ? unsaid_name("organization-id") : organization.id;
    const bool is_whole = organization.complete && !organization.management.empty();
    if (!member && !is_whole) return unknown(key);
    // Whoever is not in this organization may be in another one.
    if (!member) {
      context().set_other_than(key, paths ? id + "/" : id);
    } else if (paths) {
      context().set_several(key, {fmt::format("{}/{}/", id, unsaid_name("organization-path"))});
    } else {
      context().set(key, id);
    }
    return true;
  }

  bool fill_session(std::string_view key) {
    const bool temporary = caller_.principal.kind == Principal::Kind::role_session ||
                           caller_.principal.kind == Principal::Kind::federated_user ||
                           caller_.principal.session_token;
    const bool platform = caller_.is_workload() && temporary;
    // A user and the root user call with keys, or with credentials of the console, of
    // GetSessionToken or of a token code: only what a workload was given is told.  Rule: STS-7
    const bool has_choice = (caller_.principal.kind == Principal::Kind::user ||
                             caller_.principal.kind == Principal::Kind::root) &&
                            (!caller_.is_workload() || caller_.credentials->expires.has_value());
    if (key == "aws:multifactorauthpresent") {
      if (platform) return set(key, "false");
      return temporary || has_choice ? unknown(key) : absent(key);
    }
    if (key == "aws:multifactorauthage") {
      return (temporary && !platform) || has_choice ? unknown(key) : absent(key);
    }
    if (key == "aws:tokenissuetime") return temporary || has_choice ? unknown(key) : absent(key);
    if (key == "aws:federatedprovider" || key == "aws:sourceidentity" || key == "aws:assumedroot" ||
        key == "aws:chatbotsourcearn") {
      return platform || !temporary ? absent(key) : unknown(key);
    }
    if (key == "lambda:sourcefunctionarn") {
      if (caller_.workload_kind != ResourceKind::Function || !caller_.is_workload())
        return absent(key);
      return set(key, arn_of(design_, ResourceKind::Function, caller_.workload_index));
    }
    if (key == "ec2:sourceinstancearn" || key.substr(0, 21) == "aws:ec2instancesource") {
      return fill_instance(key);
    }
    return false;
  }

  /// Rule: NET-13
  bool fill_instance(std::string_view key) {
    const bool instance = caller_.is_workload() && caller_.workload_kind == ResourceKind::Instance;
    if (!instance) return caller_.is_workload() ? absent(key) : unknown(key);
    const Instance& declared = design_.all<Instance>()[caller_.workload_index];
    if (key == "ec2:sourceinstancearn") {
      return set(key, fmt::format("arn:{}:ec2:{}:{}:instance/{}", partition_of(declared.region),
                                  declared.region, account_of(design_, declared), declared.id));
    }
    if (declared.interfaces.empty() || !declared.interfaces.front().is_known()) return unknown(key);
    const NetworkInterface& primary = design_.get(declared.interfaces.front());
    if (key == "aws:ec2instancesourcevpc") {
      return primary.vpc.is_known() ? set(key, design_.get(primary.vpc).id) : unknown(key);
    }
    if (primary.addresses.empty()) return unknown(key);
    const IpAddress& address = primary.addresses.front().address;
    return is_stand_in(address) ? unknown(key) : set(key, address.to_string());
  }

  bool fill_call(std::string_view key) {
    if (key == "aws:securetransport") return set(key, "true");  // Rule: NET-11
    if (key == "aws:viaawsservice") return set(key, is_direct() ? "false" : "true");
    if (key == "aws:calledvia" || key == "aws:calledviafirst" || key == "aws:calledvialast") {
      if (is_direct()) return absent(key);
      const std::string name = call_.by_service + ".amazonaws.com";
      if (key != "aws:calledvia") return set(key, name);
      context().set_several(key, {name});
      return true;
    }
    if (key == "aws:requestedregion") return fill_requested_region(key);
    if (key == "aws:currenttime" || key == "aws:epochtime") {
      return service_ == "rds-db" ? unknown(key) : set(key, facts_.at);  // Rule: IAMB-19
    }
    if (fill_access_point(key)) return true;
    if (key == "kms:viaservice") {
      if (is_direct()) return absent(key);
      return call_.region.empty()
                 ? unknown(key)
                 : set(key, call_.by_service + "." + call_.region + ".amazonaws.com");
    }
    // Of a key that policies name by its aliases; it may have others that the input does not tell.
    const bool is_key = call_.kind == ResourceKind::Key && call_.index != kNoIndex;
    if (key == "kms:resourcealiases" && is_key && !design_.is_collected) {
      context().set_several(key, design_.all<Key>()[call_.index].aliases);
      return true;
    }
    if (key == "kms:calleraccount") return set(key, caller_.principal.account);
    if (key == "s3:resourceaccount") return set(key, call_.account);
    if (!is_one_of(kServiceKeys, key)) return false;
    return may_have(caller_, key) ? unknown(key) : absent(key);
  }

  /// Rule: NET-12
  bool fill_requested_region(std::string_view key) {
    // STS has an endpoint in every Region, for roles of all of them.
    if (service_ == "sts" && !caller_.is_workload()) return unknown(key);
    const auto home = home_region_of(service_, partition_of(design_.region));
    return set(key, home ? std::string(*home) : call_.region);
  }

  /// What a request to S3 says of the access point that it came through.  Rule: S3-5
  bool fill_access_point(std::string_view key) {
    static constexpr std::array<std::string_view, 3> kKeys = {
        "s3:dataaccesspointarn", "s3:dataaccesspointaccount", "s3:accesspointnetworkorigin"};
    if (!is_one_of(kKeys, key) || service_ != "s3") return false;
    if (call_.resource.find(":accesspoint/") != std::string::npos && call_.index == kNoIndex) {
      return unknown(key);
    }
    if (call_.access_point == kNoIndex) return absent(key);
    const AccessPoint& point = design_.all<Bucket>()[call_.index].access_points[call_.access_point];
    if (key == "s3:accesspointnetworkorigin") return set(key, point.vpc_only ? "VPC" : "Internet");
    if (key == "s3:dataaccesspointaccount") return set(key, call_.account);
    AccessTarget target;
    target.index = call_.index;
    target.access_point = call_.access_point;
    target.account = call_.account;
    target.region = call_.region;
    return set(key, access_point_arn(design_, target));
  }

  const Network& network_;
  const Design& design_;
  const Caller& caller_;
  const Call& call_;
  const ServiceWay& way_;
  const RequestFacts& facts_;
  std::string service_;
  std::optional<ActionRow> action_;
  Request request_;
};

}  // namespace

std::optional<QueryError> context_error(const RequestFacts& facts) {
  for (const auto& [key, values] : facts.context) {
    if (key.find(':') == std::string::npos) {
      return query_error(
          DiagnosticKind::invalid_request,
          fmt::format("{} is no condition key: one such as `aws:SourceIp` is expected",
                      quoted(key)));
    }
    const std::string_view expected = expected_of(key);
    const auto is_wrong = [&](const std::string& value) { return !is_of_type(expected, value); };
    const auto wrong = std::find_if(values.begin(), values.end(), is_wrong);
    if (wrong == values.end()) continue;
    return query_error(DiagnosticKind::invalid_request,
                       fmt::format("{} is {}, not {}", quoted(key), expected, quoted(*wrong)));
  }
  return std::nullopt;
}

std::optional<QueryError> contradiction(const Network& network, const Caller& caller,
                                        const Call& call, const ServiceWay& way,
                                        const RequestFacts& facts) {
  if (!call.by_service.empty()) return std::nullopt;
  for (const auto& [key, values] : facts.context) {
    if (!may_have(caller, key)) {
      return query_error(DiagnosticKind::invalid_request,
                         fmt::format("{} is given as {}, and only requests that an AWS service "
                                     "makes on its own behalf have that key",
                                     quoted(key), quoted(join(values, ", "))));
    }
    const RequestFacts nothing;
    const ContextValue value = ContextMaker(network, caller, call, way, nothing).value_by_way(key);
    // A name stands for an id that AWS will give.
    const bool is_said = value.state == ContextValue::State::single &&
                         (value.address || value.values.front().starts_with("vpc"));
    const bool differs = is_said && values != value.values;
    if (!value.is_absent() && !differs) continue;
    return query_error(
        DiagnosticKind::invalid_request,
        fmt::format("{} is given as {}, and requests that take {} have {}", quoted(key),
                    quoted(join(values, ", ")), escaped(described(*network.design, way)),
                    differs ? quoted(value.values.front()) : "no such key"));
  }
  return std::nullopt;
}

std::vector<std::string> keys_named(const CompiledPolicySet& policies) {
  std::vector<std::string> keys;
  const auto add = [&](const Policies& list) {
    for (const CompiledPolicy* policy : list) add_keys(*policy, keys);
  };
  add(policies.identity);
  add(policies.resource);
  for (const auto* list : {&policies.boundary, &policies.session, &policies.endpoint}) {
    if (*list) add(**list);
  }
  for (const auto* levels : {&policies.service_control, &policies.resource_control}) {
    if (!*levels) continue;
    for (const Policies& level : **levels) add(level);
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

Request make_request(const Network& network, const Caller& caller, const Call& call,
                     const ServiceWay& way, const RequestFacts& facts,
                     const CompiledPolicySet& policies) {
  return ContextMaker(network, caller, call, way, facts).make(policies);
}

}  // namespace canreach
