#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/resources/policy_document.h"

namespace canreach::oracle {

/// Who calls, for the slow evaluator.
struct Caller {
  enum class Kind { root, user, role_session, federated_user, service, anonymous };
  Kind kind = Kind::user;
  std::string account;
  std::string arn;       // root, user, session, service
  std::string role_arn;  // of a role session
  std::string user_arn;  // of a federated user
};

/// A condition key of a request: what is not listed is absent.
struct KeyValue {
  bool several = false;
  std::vector<std::string> values;
};

/// A request and every document that has a say; all of them known.
struct PolicyQuestion {
  Caller caller;
  std::string action;
  std::string resource;
  std::string resource_account;
  std::map<std::string, KeyValue> context;  // keys in lower case

  std::vector<PolicyDocument> identity;
  std::optional<std::vector<PolicyDocument>> boundary;
  std::optional<std::vector<PolicyDocument>> session;
  std::vector<PolicyDocument> resource_policies;
  std::optional<std::vector<std::vector<PolicyDocument>>> service_control;
  std::optional<std::vector<std::vector<PolicyDocument>>> resource_control;
  std::optional<std::vector<PolicyDocument>> endpoint;
};

enum class PolicyVerdict { allowed, implicit_deny, explicit_deny };

/// The rules of semantics sections 1 to 14, one after the other, on the documents as they stand.
PolicyVerdict judge(const PolicyQuestion& question);

/// "*" and "?" over the whole text.
bool matches_text(const std::string& pattern, const std::string& text);
/// The same in the parts of an ARN as a Resource has them.
bool matches_resource(const std::string& pattern, const std::string& text);

}  // namespace canreach::oracle
