#include "policy/request.h"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/open_names.h"
#include "policy/arn.h"
#include "policy/condition_operator.h"
#include "policy/evaluate.h"
#include "policy/hash.h"

namespace canreach {
namespace {

using Caller = Principal::Kind;

std::string_view name_of_arn(std::string_view arn) { return arn.substr(arn.rfind('/') + 1); }

// One of the first five parts of an ARN, or empty.
std::string_view part_of(std::string_view arn, ArnPart part) {
  const ArnParts parts(arn);
  return parts.is_whole() ? parts[part] : std::string_view();
}

std::string_view type_of(Caller kind) {
  switch (kind) {
    case Caller::root:
      return "Account";
    case Caller::user:
      return "User";
    case Caller::role_session:
      return "AssumedRole";
    case Caller::federated_user:
      return "FederatedUser";
    case Caller::service:
      return "Service";
    case Caller::federated_provider:
    case Caller::anonymous:
      return "Anonymous";
    case Caller::canonical_user:
      break;
  }
  return {};
}

// Sets keys of which nothing is said yet.
class IdentityKeys {
 public:
  explicit IdentityKeys(Request& request) : context_(request.context) {}

  void set(std::string_view key, std::string value) {
    if (!context_.has(key)) context_.set(key, std::move(value));
  }
  void set_absent(std::string_view key) {
    if (!context_.has(key)) context_.set_absent(key);
  }
  void set_unknown(std::string_view key) {
    if (!context_.has(key)) context_.set_unknown(key);
  }
  void set_or_unknown(std::string_view key, std::string_view prefix, std::string_view known) {
    if (known.empty()) return set_unknown(key);
    set(key, std::string(prefix) + std::string(known));
  }

 private:
  Context& context_;
};

std::string session_name(const Principal& caller) {
  return caller.arn.empty() ? std::string() : std::string(name_of_arn(caller.arn));
}

void add_user_id(const Principal& caller, IdentityKeys& keys) {
  switch (caller.kind) {
    case Caller::root:
      return keys.set("aws:userid", caller.account);
    case Caller::user:
      return keys.set_or_unknown("aws:userid", "", caller.unique_id);
    case Caller::federated_user:
      return keys.set("aws:userid", fmt::format("{}:{}", caller.account, session_name(caller)));
    case Caller::role_session:
      if (caller.unique_id.empty()) return keys.set_unknown("aws:userid");
      return keys.set_or_unknown("aws:userid", caller.unique_id + ":", session_name(caller));
    case Caller::canonical_user:
      return keys.set_unknown("aws:userid");
    case Caller::anonymous:
      return keys.set("aws:userid", "anonymous");
    case Caller::federated_provider:
    case Caller::service:
      return keys.set_absent("aws:userid");
  }
}

void add_principal_arn(const Principal& caller, IdentityKeys& keys) {
  switch (caller.kind) {
    case Caller::root:
    case Caller::user:
    case Caller::federated_user:
      return keys.set("aws:PrincipalArn", caller.arn);
    case Caller::role_session:
      if (!caller.role_path_known) return keys.set_unknown("aws:PrincipalArn");
      return keys.set("aws:PrincipalArn", caller.role_arn);
    case Caller::canonical_user:
      return keys.set_unknown("aws:PrincipalArn");
    case Caller::federated_provider:
    case Caller::service:
    case Caller::anonymous:
      return keys.set_absent("aws:PrincipalArn");
  }
}

void add_service_keys(const Principal& caller, IdentityKeys& keys) {
  const bool is_service = caller.kind == Caller::service;
  const bool is_signed =
      caller.kind != Caller::anonymous && caller.kind != Caller::federated_provider;
  if (caller.kind == Caller::canonical_user) {
    keys.set_unknown("aws:PrincipalIsAWSService");
  } else if (is_signed) {
    keys.set("aws:PrincipalIsAWSService", is_service ? "true" : "false");
  } else {
    keys.set_absent("aws:PrincipalIsAWSService");
  }
  if (is_service) return keys.set("aws:PrincipalServiceName", caller.arn);
  keys.set_absent("aws:PrincipalServiceName");
  for (const std::string_view key :
       {"aws:PrincipalServiceNamesList", "aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID",
        "aws:SourceOrgPaths"}) {
    keys.set_absent(key);
  }
}

// ARNs of these services name no region, and those of the first no account.
bool has_no_region(std::string_view service) {
  static constexpr std::array<std::string_view, 6> kServices = {
      "s3", "iam", "sts", "cloudfront", "route53", "organizations"};
  return contains(kServices, service);
}

std::string service_wide_arn(const Request& request, std::string_view service) {
  static const ConditionKey kRegion("aws:RequestedRegion");
  const ContextValue& region = request.context.find(kRegion);
  const std::string_view partition = request.principal.partition();
  const bool is_known = region.state == ContextValue::State::single;
  std::string_view account = request.principal.account;
  if (request.resource_account.is_known() && !request.resource_account.get().empty()) {
    account = request.resource_account.get();
  }
  if (service == "s3") account = "";
  return fmt::format("arn:{}:{}:{}:{}:*", partition.empty() ? "aws" : partition, service,
                     has_no_region(service) ? "" : (is_known ? region.values.front() : "*"),
                     account);
}

bool names_no_resource(const Request& request) {
  return request.resource.empty() || request.resource == "*";
}

Truth is_same_account(const Request& request) {
  if (request.resource_account.is_unknown()) return Truth::unknown;
  std::string_view owner = request.resource_account.get();
  if (owner.empty()) owner = part_of(request.resource, ArnPart::account);
  if (owner.empty() || owner == "aws") return Truth::yes;
  return truth(owner == request.principal.account);
}

// Keys that the service does not support.  Rule: NET-19.
void drop_unsupported_keys(const std::string& action, Context& context) {
  if (action != "rds-db:connect") return;
  for (const std::string_view key : {"aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce",
                                     "aws:VpcSourceIp", "aws:UserAgent", "aws:Referer"}) {
    context.set_absent(key);
  }
}

}  // namespace

void add_identity_keys(Request& request) {
  IdentityKeys keys(request);
  const Principal& caller = request.principal;
  add_principal_arn(caller, keys);
  add_user_id(caller, keys);
  add_service_keys(caller, keys);
  if (caller.kind != Caller::federated_provider) {
    keys.set_or_unknown("aws:PrincipalType", "", type_of(caller.kind));
  }
  if (caller.kind == Caller::user) {
    keys.set("aws:username", std::string(name_of_arn(caller.arn)));
  } else {
    keys.set_absent("aws:username");
  }
  if (caller.kind == Caller::anonymous) keys.set("aws:PrincipalAccount", "anonymous");
  if (caller.kind == Caller::canonical_user || holds_open_name(caller.account)) {
    keys.set_unknown("aws:PrincipalAccount");
  }
  if (!caller.account.empty()) keys.set("aws:PrincipalAccount", caller.account);
  if (request.resource_account.is_known() && !request.resource_account.get().empty()) {
    keys.set("aws:ResourceAccount", request.resource_account.get());
  } else if (!part_of(request.resource, ArnPart::account).empty()) {
    keys.set("aws:ResourceAccount", std::string(part_of(request.resource, ArnPart::account)));
  }
}

PreparedRequest::PreparedRequest(Request asked)
    : request(std::move(asked)),
      action(to_lower(request.action)),
      service(action.substr(0, action.find(':'))),
      action_hash(hash_of(action)),
      same_account(is_same_account(request)),
      is_iam_or_sts(service == "iam" || service == "sts") {
  resource = names_no_resource(request) ? service_wide_arn(request, service) : request.resource;
  drop_unsupported_keys(action, request.context);
  const std::vector<std::string_view> parts = split(resource, ':');
  if (parts.size() < 6) return;
  is_key = parts[2] == "kms" && parts[5].starts_with("key/");
  is_role_trust = service == "sts" && parts[2] == "iam" && parts[5].starts_with("role/");
  const std::string_view partition = request.principal.partition();
  other_partition = !partition.empty() && partition != parts[1];
}

}  // namespace canreach
