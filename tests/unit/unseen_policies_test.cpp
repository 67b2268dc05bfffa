#include "analyzer/access/unseen_policies.h"

#include <string>

#include "tests/catch.h"

namespace canreach {
namespace {

struct KindCase {
  const char* kind;
  PolicyReach reach;
  const char* service;
  bool has_policy = false;
  const char* policy_type = "";
};

Design design_with(const char* kind, bool has_policy, const char* policy_type) {
  Design design;
  design.not_modelled.push_back({kind, "it", {}});
  design.not_modelled.back().has_policy = has_policy;
  design.not_modelled.back().policy_type = policy_type;
  return design;
}

TEST_CASE("the kind of what is not modelled tells whose calls a policy in it may change") {
  const KindCase kinds[] = {
      {"AWS::Events::EventBusPolicy", PolicyReach::service, "events"},
      {"AWS::Logs::ResourcePolicy", PolicyReach::service, "logs"},
      {"AWS::MSK::ClusterPolicy", PolicyReach::service, "kafka-cluster"},
      {"aws_cloudwatch_log_resource_policy", PolicyReach::service, "logs"},
      {"aws_backup_vault_policy", PolicyReach::service, "backup"},
      {"aws_kms_grant", PolicyReach::service, "kms"},
      {"aws_api_gateway_rest_api_policy", PolicyReach::service, "execute-api"},
      {"aws_cloudwatch_log_destination_policy", PolicyReach::service, "logs"},
      {"AWS::DynamoDB::GlobalTable", PolicyReach::own_resource, "dynamodb", true},
      {"AWS::EFS::FileSystem", PolicyReach::own_resource, "elasticfilesystem", true},
      {"AWS::MSK::Cluster", PolicyReach::own_resource, "kafka-cluster", true},
      {"AWS::Organizations::Policy", PolicyReach::organization, ""},
      {"AWS::Organizations::Policy", PolicyReach::organization, "", false,
       "RESOURCE_CONTROL_POLICY"},
      {"aws_organizations_policy", PolicyReach::organization, "", false, "SERVICE_CONTROL_POLICY"},
      {"aws_organizations_policy_attachment", PolicyReach::organization, ""},
      {"AWS::ControlTower::EnabledControl", PolicyReach::organization, ""},
      {"aws_iam_role_policies_exclusive", PolicyReach::identities, ""},
  };
  for (const KindCase& one : kinds) {
    INFO(one.kind);
    const Design design = design_with(one.kind, one.has_policy, one.policy_type);
    const std::vector<UnseenPolicy> found = unseen_policies(design);
    REQUIRE(found.size() == 1);
    CHECK(found.front().reach == one.reach);
    CHECK(found.front().service == one.service);
    CHECK(found.front().thing->name == "it");
  }
}

TEST_CASE("kinds that are called policies and say nothing of calls hold none") {
  for (const char* kind :
       {"AWS::AutoScaling::ScalingPolicy", "AWS::CloudFront::CachePolicy", "aws_autoscaling_policy",
        "aws_iam_account_password_policy", "aws_sqs_queue_redrive_policy",
        "aws_ecr_lifecycle_policy", "AWS::EMR::Cluster", "policy", "file", "aws_", ""}) {
    INFO(kind);
    CHECK(unseen_policies(design_with(kind, false, "")).empty());
  }
  for (const char* kind : {"AWS::Organizations::Policy", "aws_organizations_policy"}) {
    CHECK(unseen_policies(design_with(kind, false, "TAG_POLICY")).empty());
  }
}

}  // namespace
}  // namespace canreach
