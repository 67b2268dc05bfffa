// Policies in resources that are not modelled.  What they say is not read, so an answer that they
// could change is open.
//
// A kind tells what its policy is about: the table has the kinds that say so by no rule, and for
// the rest the name does.  Whatever is called a policy is one of the resources of its service
// ("AWS::Events::EventBusPolicy", "aws_cloudwatch_log_resource_policy"); what has a document of its
// own says so (NotModelled::has_policy).
#include "analyzer/access/unseen_policies.h"

#include <algorithm>
#include <array>

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

struct UnseenRow {
  std::string_view beginning;
  std::string_view ending;  // of the kind; empty: any
  PolicyReach reach;
};

/// The first row that fits.
constexpr UnseenRow kUnseenRows[] = {
    // Policies of accounts.  Rules: SCP-1, RCP-1.
    {"AWS::Organizations::Policy", "", PolicyReach::organization},
    {"aws_organizations_policy", "", PolicyReach::organization},
    {"AWS::ControlTower::EnabledControl", "", PolicyReach::organization},
    {"aws_controltower_control", "", PolicyReach::organization},
    // Policies of principals.
    {"aws_iam_account_password_policy", "", PolicyReach::none},
    {"AWS::IAM::", "Policy", PolicyReach::identities},
    {"aws_iam_", "_policy", PolicyReach::identities},
    {"aws_iam_", "_policy_attachment", PolicyReach::identities},
    {"aws_iam_", "_policy_attachments_exclusive", PolicyReach::identities},
    {"aws_iam_", "_policies_exclusive", PolicyReach::identities},
    // Called policies, and about something else than calls.
    {"AWS::ApplicationAutoScaling::", "", PolicyReach::none},
    {"AWS::AutoScaling::", "", PolicyReach::none},
    {"AWS::CloudFront::", "", PolicyReach::none},
    {"AWS::DLM::", "", PolicyReach::none},
    {"AWS::FMS::", "", PolicyReach::none},
    {"AWS::ResilienceHub::", "", PolicyReach::none},
    {"AWS::SSO::", "", PolicyReach::none},
    {"AWS::VerifiedPermissions::", "", PolicyReach::none},
    {"AWS::Logs::AccountPolicy", "", PolicyReach::none},
    {"AWS::S3::MultiRegionAccessPointPolicy", "", PolicyReach::none},
    {"aws_app_cookie_stickiness_policy", "", PolicyReach::none},
    {"aws_appautoscaling_", "", PolicyReach::none},
    {"aws_autoscaling_", "", PolicyReach::none},
    {"aws_cloudfront_", "", PolicyReach::none},
    {"aws_cloudwatch_log_account_policy", "", PolicyReach::none},
    {"aws_cloudwatch_log_data_protection_policy", "", PolicyReach::none},
    {"aws_dlm_", "", PolicyReach::none},
    {"aws_ecr_lifecycle_policy", "", PolicyReach::none},
    {"aws_fms_", "", PolicyReach::none},
    {"aws_lb_", "", PolicyReach::none},
    {"aws_load_balancer_", "", PolicyReach::none},
    {"aws_proxy_protocol_policy", "", PolicyReach::none},
    {"aws_route53_", "", PolicyReach::none},
    {"aws_sns_topic_data_protection_policy", "", PolicyReach::none},
    {"aws_sqs_queue_redrive_", "", PolicyReach::none},
    {"aws_ssoadmin_", "", PolicyReach::none},
    {"aws_verifiedpermissions_", "", PolicyReach::none},
    // Called otherwise.
    {"aws_kms_grant", "", PolicyReach::service},
};

/// Services whose actions begin with another word than their kinds have.
constexpr std::pair<std::string_view, std::string_view> kServices[] = {
    {"AWS::ApiGateway::", "execute-api"},  {"AWS::EFS::", "elasticfilesystem"},
    {"AWS::MSK::", "kafka-cluster"},       {"AWS::OpenSearchServerless::", "aoss"},
    {"aws_api_gateway_", "execute-api"},   {"aws_cloudwatch_event_", "events"},
    {"aws_cloudwatch_log_", "logs"},       {"aws_efs_", "elasticfilesystem"},
    {"aws_media_store_", "mediastore"},    {"aws_msk_", "kafka-cluster"},
    {"aws_opensearchserverless_", "aoss"},
};

constexpr std::string_view kServiceControl = "SERVICE_CONTROL_POLICY";
constexpr std::string_view kResourceControl = "RESOURCE_CONTROL_POLICY";

constexpr std::array<std::string_view, 4> kPolicyEndings = {"Policy", "PolicyAttachment", "_policy",
                                                            "_policy_attachment"};

/// "events" of "AWS::Events::EventBusPolicy", "backup" of "aws_backup_vault_policy".
std::string service_of_kind(std::string_view kind) {
  for (const auto& [beginning, service] : kServices) {
    if (kind.substr(0, beginning.size()) == beginning) return std::string(service);
  }
  const bool is_template = kind.substr(0, 5) == "AWS::";
  const std::size_t begin = is_template ? 5 : 4;
  if (kind.size() <= begin) return {};
  return to_lower(kind.substr(begin, kind.find(is_template ? ':' : '_', begin) - begin));
}

/// "s3-outposts" and "s3outposts" are one.
std::string without_hyphens(std::string_view text) {
  std::string word(text);
  word.erase(std::remove(word.begin(), word.end(), '-'), word.end());
  return word;
}

bool is_of_service(const UnseenPolicy& unseen, const Call& call) {
  const std::string_view prefix = std::string_view(call.action).substr(0, call.action.find(':'));
  return without_hyphens(to_lower(prefix)) == without_hyphens(unseen.service);
}

/// Is it the policy of an organization that says nothing of calls, as one for tags?
bool is_about_others(const NotModelled& thing) {
  return !thing.policy_type.empty() && thing.policy_type != kServiceControl &&
         thing.policy_type != kResourceControl;
}

UnseenPolicy unseen_policy_of(const NotModelled& thing) {
  const std::string_view kind = thing.kind;
  if (is_about_others(thing)) return {};
  for (const UnseenRow& row : kUnseenRows) {
    const bool fits =
        kind.substr(0, row.beginning.size()) == row.beginning && kind.ends_with(row.ending);
    if (!fits) continue;
    const bool of_service = row.reach == PolicyReach::service;
    return {row.reach, of_service ? service_of_kind(kind) : std::string(), &thing};
  }
  if (thing.has_policy) return {PolicyReach::own_resource, service_of_kind(kind), &thing};
  const bool is_declared = kind.substr(0, 5) == "AWS::" || kind.substr(0, 4) == "aws_";
  const bool is_policy = is_declared && any_of(kPolicyEndings, [&](std::string_view end) {
                           return kind.ends_with(end);
                         });
  if (!is_policy) return {};
  return {PolicyReach::service, service_of_kind(kind), &thing};
}

}  // namespace

std::vector<UnseenPolicy> unseen_policies(const Design& design) {
  std::vector<UnseenPolicy> found;
  for (const NotModelled& thing : design.not_modelled) {
    UnseenPolicy unseen = unseen_policy_of(thing);
    if (unseen.reach != PolicyReach::none) found.push_back(std::move(unseen));
  }
  return found;
}

bool speaks_in(const UnseenPolicy& unseen, PolicyLayer layer, const Design& design,
               const Caller& caller, const Call& call) {
  switch (unseen.reach) {
    case PolicyReach::none:
      return false;
    case PolicyReach::service:
      return layer == PolicyLayer::resource && is_of_service(unseen, call);
    case PolicyReach::own_resource:
      return layer == PolicyLayer::resource && call.index == kNoIndex &&
             is_of_service(unseen, call);
    case PolicyReach::identities:
      return layer == PolicyLayer::identity && (caller.role.is_known() || caller.user.is_known());
    case PolicyReach::organization:
      // One that is declared has said which policies there are.
      if (design.organization) return false;
      if (!unseen.thing->policy_type.empty()) {
        const bool is_service = layer == PolicyLayer::service_control;
        const std::string_view own = is_service ? kServiceControl : kResourceControl;
        if (unseen.thing->policy_type != own) return false;
      }
      if (layer == PolicyLayer::service_control) return !caller.principal.account.empty();
      return layer == PolicyLayer::resource_control && !call.account.empty();
  }
  return false;
}

}  // namespace canreach
