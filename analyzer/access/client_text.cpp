// What clients print.
//
// AWS's SDKs and command line say which call failed, with a code that depends on the service's
// protocol, and then the service's sentence.  Kafka's and the databases' clients say less: that a
// topic is not theirs, or that the password is wrong, whatever the reason is.
#include "analyzer/access/client_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

/// Actions whose name is not that of the call.  Rule: ACT-6.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOperations = {{
    {"s3:ListBucket", "ListObjectsV2"},
    {"s3:ListAllMyBuckets", "ListBuckets"},
    {"lambda:InvokeFunction", "Invoke"},
    {"kms:ReEncryptFrom", "ReEncrypt"},
    {"kms:ReEncryptTo", "ReEncrypt"},
}};

std::string service_of(const Call& call) {
  return to_lower(call.action.substr(0, call.action.find(':')));
}

std::string operation_of(const Call& call) {
  for (const auto& [action, operation] : kOperations) {
    if (to_lower(action) == to_lower(call.action)) return std::string(operation);
  }
  return call.action.substr(call.action.find(':') + 1);
}

bool is_query_service(const std::string& service) {
  static const std::vector<std::string> kQueryServices = {"s3", "sts", "iam", "sqs"};
  return contains(kQueryServices, service);
}

std::string denied_code(const std::string& service) {
  if (service == "sns") return "AuthorizationError";
  if (service == "ec2") return "UnauthorizedOperation";
  return is_query_service(service) ? "AccessDenied" : "AccessDeniedException";
}

/// The call that the client made: a service that calls for it passes the refusal on.
const Call& call_of_client(const AccessAnswer& answer, const Call& denied) {
  if (denied.by_service.empty()) return denied;
  for (const CallAnswer& asked : answer.calls) {
    if (asked.call.by_service.empty()) return asked.call;
  }
  return denied;
}

bool is_member(const Design& design, const std::string& account) {
  if (!design.organization || account.empty()) return false;
  const Organization& organization = *design.organization;
  return organization.management == account ||
         any_of(organization.nodes, [&](const OrganizationNode& node) {
           return node.is_account && node.name == account;
         });
}

/// S3 gives its reasons inside an account or organization alone.  Rules: ERR-8, SY-8.
bool is_silent(const Design& design, const Caller& caller, const CallAnswer& asked) {
  const std::string& own = caller.principal.account;
  const std::string& other = asked.call.account;
  const bool is_cross = !other.empty() && own != other;
  if (service_of(asked.call) != "s3" || !is_cross) return false;
  if (!is_member(design, own) || !is_member(design, other)) return true;
  const std::string_view by_endpoint = row_of(PolicyLayer::endpoint).explicit_words;
  return asked.decision.message.find(by_endpoint.substr(by_endpoint.find(' ') + 1)) !=
         std::string::npos;
}

/// Rule: ERR-11
std::string kafka_text(const std::string& action) {
  const auto is_about = [&](std::string_view word) {
    return action.find(word) != std::string::npos;
  };
  if (action == "kafka-cluster:Connect") {
    return "org.apache.kafka.common.errors.SaslAuthenticationException: Access denied";
  }
  if (is_about("TransactionalId")) return "TRANSACTIONAL_ID_AUTHORIZATION_FAILED";
  if (is_about("Group")) return "GROUP_AUTHORIZATION_FAILED";
  const bool of_cluster = is_about("Cluster") || is_about("Idempotently");
  return of_cluster ? "CLUSTER_AUTHORIZATION_FAILED" : "TOPIC_AUTHORIZATION_FAILED";
}

}  // namespace

std::string denied_text(const Design& design, const Caller& caller, const AccessAnswer& answer) {
  if (!answer.deciding) return {};
  const CallAnswer& asked = answer.calls[*answer.deciding];
  if (asked.decision.message.empty()) return {};
  if (service_of(asked.call) == "kafka-cluster") return kafka_text(asked.call.action);
  if (service_of(asked.call) == "rds-db") return {};
  const Call& made = call_of_client(answer, asked.call);
  const bool is_plain = is_silent(design, caller, asked);
  return fmt::format("An error occurred ({}) when calling the {} operation: {}",
                     denied_code(service_of(made)), operation_of(made),
                     is_plain ? "Access Denied" : asked.decision.message);
}

std::string expired_text(const Call& call) {
  const std::string service = service_of(call);
  const bool is_query = is_query_service(service) || service == "sns" || service == "ec2";
  return fmt::format("An error occurred ({}) when calling the {} operation: {}",
                     is_query ? "ExpiredToken" : "ExpiredTokenException", operation_of(call),
                     service == "s3" ? "The provided token has expired."
                                     : "The security token included in the request is expired");
}

std::string login_refused_text(const Database& database, const std::string& user) {
  const auto is_kind_of = [&](std::string_view engine) {
    return database.engine.find(engine) != std::string::npos;
  };
  if (is_kind_of("postgres")) {
    return fmt::format("FATAL: PAM authentication failed for user \"{}\"", user);
  }
  if (is_kind_of("mysql") || is_kind_of("mariadb")) {
    return fmt::format("Access denied for user '{}'", user);
  }
  return {};
}

}  // namespace canreach
