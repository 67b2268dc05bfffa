#include "analyzer/access/unseen_policies.h"

#include <string>

#include "tests/catch.h"

namespace canreach {
namespace {

struct KindCase {
  const char* kind;
  PolicyReach reach;
  const char* service;
};

TEST_CASE("the kind of what is not modelled tells whose calls a policy in it may change") {
  const KindCase kinds[] = {
      {"AWS::Events::EventBusPolicy", PolicyReach::service, "events"},
      {"AWS::Logs::ResourcePolicy", PolicyReach::service, "logs"},
      {"AWS::MSK::ClusterPolicy", PolicyReach::service, "kafka-cluster"},
      {"aws_cloudwatch_log_resource_policy", PolicyReach::service, "logs"},
      {"aws_backup_vault_policy", PolicyReach::service, "backup"},
      {"aws_kms_grant", PolicyReach::service, "kms"},
      {"AWS::DynamoDB::GlobalTable with a policy", PolicyReach::own_resource, "dynamodb"},
      {"AWS::EFS::FileSystem with a policy", PolicyReach::own_resource, "elasticfilesystem"},
      {"AWS::Organizations::Policy", PolicyReach::organization, ""},
      {"AWS::Organizations::Policy (RESOURCE_CONTROL_POLICY)", PolicyReach::organization, ""},
      {"aws_organizations_policy (SERVICE_CONTROL_POLICY)", PolicyReach::organization, ""},
      {"aws_organizations_policy_attachment", PolicyReach::organization, ""},
      {"AWS::ControlTower::EnabledControl", PolicyReach::organization, ""},
      {"aws_iam_role_policies_exclusive", PolicyReach::identities, ""},
  };
  for (const KindCase& one : kinds) {
    INFO(one.kind);
    Design design;
    design.not_modelled.push_back({one.kind, "it", {}});
    const std::vector<UnseenPolicy> found = unseen_policies(design);
    REQUIRE(found.size() == 1);
    CHECK(found.front().reach == one.reach);
    CHECK(found.front().service == one.service);
    CHECK(found.front().thing->name == "it");
  }
}

TEST_CASE("kinds that are called policies and say nothing of calls hold none") {
  for (const char* kind :
       {"AWS::Organizations::Policy (TAG_POLICY)", "aws_organizations_policy (TAG_POLICY)",
        "AWS::AutoScaling::ScalingPolicy", "AWS::CloudFront::CachePolicy", "aws_autoscaling_policy",
        "aws_iam_account_password_policy", "aws_sqs_queue_redrive_policy",
        "aws_ecr_lifecycle_policy", "AWS::EMR::Cluster", "policy", "file", "aws_", ""}) {
    INFO(kind);
    Design design;
    design.not_modelled.push_back({kind, "it", {}});
    CHECK(unseen_policies(design).empty());
  }
}

}  // namespace
}  // namespace canreach
