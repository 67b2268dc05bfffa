// What is refused before any policy is asked, or beside them.
#include "analyzer/access/service_checks.h"

#include <fmt/format.h>

#include "analyzer/query/query_errors.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr unsigned long long kShortestSession = 900;  // seconds
constexpr unsigned long long kHour = 3600;
constexpr unsigned long long kLongestRole = 43200;
constexpr unsigned long long kLongestToken = 129600;

Blocker blocker_of(Reason reason, const AnswerEnd& end, std::string message, const SourceLoc& at) {
  Blocker blocker;
  blocker.reason = reason;
  blocker.layer = "service";
  blocker.component = end.kind;
  blocker.name = end.name;
  blocker.message = std::move(message);
  blocker.at = at;
  return blocker;
}

Remark remark_of(const AnswerEnd& end, std::string message, std::string supply) {
  Remark remark;
  remark.reason = Reason::unknown_value;
  remark.component = end.kind;
  remark.name = end.name;
  remark.message = std::move(message);
  remark.supply = std::move(supply);
  return remark;
}

/// Does a request that comes this way come from the VPC?
Truth comes_from(const Design& design, const ServiceWay& way, Ref<Vpc> vpc) {
  switch (way.kind) {
    case ServiceWay::Kind::public_endpoint:
      return Truth::no;
    case ServiceWay::Kind::unknown:
    case ServiceWay::Kind::direct:
      return Truth::unknown;
    case ServiceWay::Kind::vpc_endpoint:
      break;
  }
  const Ref<Vpc> from = design.all<VpcEndpoint>()[way.endpoint].vpc;
  if (!from.is_known() || !vpc.is_known()) return Truth::unknown;
  return truth(from.index() == vpc.index());
}

struct Duration {
  unsigned long long longest;
  std::string why;
};

/// Rules: TMP-1, TMP-2.
std::optional<Duration> longest_of(const Design& design, const Caller& caller, const Call& call) {
  const std::string action = to_lower(call.action);
  const bool is_token = action == "sts:getsessiontoken" || action == "sts:getfederationtoken";
  if (is_token) {
    const bool is_root = caller.principal.kind == Principal::Kind::root;
    return Duration{
        is_root ? kHour : kLongestToken,
        is_root ? "tokens of the root user last an hour at most" : "tokens last 36 hours at most"};
  }
  if (action.substr(0, 14) != "sts:assumerole") return std::nullopt;
  const bool is_chained =
      action == "sts:assumerole" && caller.principal.kind == Principal::Kind::role_session;
  if (is_chained) {
    return Duration{kHour, "a role that a role assumes lasts for an hour at most"};
  }
  if (call.index == kNoIndex || call.kind != ResourceKind::Role) {
    return Duration{kLongestRole, "a role's session lasts 12 hours at most"};
  }
  const Role& role = design.all<Role>()[call.index];
  return Duration{static_cast<unsigned long long>(role.max_session_seconds),
                  fmt::format("sessions of {} last {} seconds at most", escaped(role.name),
                              role.max_session_seconds)};
}

}  // namespace

ServiceCheck access_point_origin(const Design& design, const AccessTarget& target,
                                 const std::vector<ServiceWay>& ways) {
  ServiceCheck result;
  if (target.access_point == kNoIndex) return result;
  const Bucket& bucket = design.all<Bucket>()[target.index];
  const AccessPoint& point = bucket.access_points[target.access_point];
  if (!point.vpc_only) return result;
  for (const ServiceWay& way : ways) {
    result.passes = result.passes & comes_from(design, way, point.vpc);
  }
  const AnswerEnd end{point.name, "access-point", {}};
  const std::string vpc = point.vpc.is_known() ? design.get(point.vpc).name : "its VPC";
  if (result.passes == Truth::no) {
    result.blockers.push_back(
        blocker_of(Reason::access_point_vpc, end,
                   fmt::format("{} takes only requests that come through an endpoint in {}",
                               escaped(point.name), escaped(vpc)),
                   point.at));
  } else if (result.passes == Truth::unknown) {
    result.undecided.push_back(
        remark_of(end,
                  fmt::format("{} takes only requests that come through an endpoint in {}, and the "
                              "way of this one is not known",
                              escaped(point.name), escaped(vpc)),
                  "--via ENDPOINT"));
  }
  return result;
}

ServiceCheck managed_key_account(const Caller& caller, const AccessTarget& target,
                                 const Needs& needs) {
  ServiceCheck result;
  const bool has_account = caller.principal.kind != Principal::Kind::service;
  if (needs.managed_key.empty() || target.account.empty() || !has_account) return result;
  if (caller.principal.account == target.account) return result;
  result.passes = Truth::no;
  result.blockers.push_back(blocker_of(
      Reason::resource_policy_silent, target.end,
      fmt::format("{} is encrypted with {}, which only its own account may use: give it a customer "
                  "key",
                  escaped(target.end.name), escaped(needs.managed_key)),
      {}));
  return result;
}

std::string foreign_token(const Design& design, const Caller& caller, const Database& database) {
  const std::string own = account_of(design, database);
  const std::string& account = caller.principal.account;
  if (own.empty() || account.empty() || own == account) return {};
  return fmt::format(
      "{} takes tokens of IAM only from callers of its own account {}, and {} is of {}: it must "
      "assume a role there",
      escaped(database.name), own, escaped(caller.name), account);
}

ServiceCheck takes_tokens(const Design& design, const Caller& caller, const AccessTarget& target,
                          const Needs& needs) {
  ServiceCheck result;
  if (!needs.token) return result;
  const Database& database = design.all<Database>()[target.index];
  if (std::string why = foreign_token(design, caller, database); !why.empty()) {
    result.passes = Truth::no;
    result.blockers.push_back(
        blocker_of(Reason::no_database_login, target.end, std::move(why), database.at));
  }
  if (database.iam_auth.is_unknown()) {
    result.passes = result.passes & Truth::unknown;
    result.undecided.push_back(remark_of(
        target.end,
        fmt::format("whether {} has IAM authentication is not known", escaped(database.name)),
        "the database's `iam_auth`"));
  } else if (!database.iam_auth.get()) {
    result.passes = Truth::no;
    result.blockers.push_back(blocker_of(
        Reason::no_database_login, target.end,
        fmt::format("{} has IAM authentication turned off", escaped(database.name)), database.at));
  }
  return result;
}

tl::expected<ServiceCheck, QueryError> session_duration(const Design& design, const Caller& caller,
                                                        const Needs& needs,
                                                        const RequestFacts& facts) {
  ServiceCheck result;
  const auto given = facts.context.find("sts:durationseconds");
  if (given == facts.context.end() || needs.calls.empty()) return result;
  const Call& call = needs.calls.front();
  const std::optional<Duration> longest = longest_of(design, caller, call);
  if (!longest) return result;
  const std::string text = given->second.size() == 1 ? given->second.front() : std::string();
  const std::optional<unsigned long long> seconds = parse_number(text);
  if (!seconds) {
    return tl::unexpected(query_error(
        DiagnosticKind::invalid_request,
        fmt::format("`sts:DurationSeconds` is a number of seconds, not {}", quoted(text))));
  }
  const bool is_short = *seconds < kShortestSession;
  if (!is_short && *seconds <= longest->longest) return result;
  result.passes = Truth::no;
  SourceLoc at;
  AnswerEnd end{call.action, "action", {}};
  if (call.kind == ResourceKind::Role && call.index != kNoIndex) {
    const Role& role = design.all<Role>()[call.index];
    at = role.at;
    end = {role.name, std::string(label_of(ResourceKind::Role)), {}};
  }
  const std::string why = is_short ? "they last 900 seconds at least" : longest->why;
  result.blockers.push_back(
      blocker_of(Reason::session_duration, end,
                 fmt::format("credentials for {} seconds are asked for: {}", *seconds, why), at));
  return result;
}

}  // namespace canreach
