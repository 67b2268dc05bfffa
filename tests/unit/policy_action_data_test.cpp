// Facts of AWS's Service Authorization Reference, for the table that is made of it.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "policy/action_data.h"
#include "tests/catch.h"

namespace canreach {
namespace {

ActionRow action(const std::string& name) {
  const std::optional<ActionRow> found = find_action(name);
  if (!found) FAIL("no action " << name);
  return *found;
}

std::vector<std::string> types_of(const std::string& name) {
  std::vector<std::string> types;
  for (const ActionResource& resource : action(name).resources) {
    types.push_back(std::string(resource.type));
  }
  return types;
}

std::vector<std::string> required_types_of(const std::string& name) {
  const std::vector<std::string_view> types = required_resource_types(action(name));
  return {types.begin(), types.end()};
}

std::vector<std::string> arns_of(const std::string& name, std::string_view type) {
  for (const ActionResource& resource : action(name).resources) {
    if (resource.type == type) return {resource.arns.begin(), resource.arns.end()};
  }
  return {};
}

bool contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

TEST_CASE("an action is found whatever its case, and comes as AWS writes it") {
  for (const char* name : {"s3:GetObject", "S3:getobject", "s3:GETOBJECT"}) {
    CHECK(action(name).service == "s3");
    CHECK(action(name).name == "GetObject");
  }
  CHECK(action("IAM:listaccesskeys").name == "ListAccessKeys");
}

TEST_CASE("what is no action's name is not found") {
  for (const char* name : {"", ":", "s3", "s3:", ":GetObject", "s3:Get*", "s3:GetObject ", "*",
                           "s3:GetObjec", "s3:GetObjectt", "nosuchservice:GetObject"}) {
    INFO(name);
    CHECK_FALSE(find_action(name));
  }
}

TEST_CASE("services are known by their prefixes") {
  for (const char* prefix : {"s3",
                             "S3",
                             "dynamodb",
                             "rds-db",
                             "rds",
                             "rds-data",
                             "sqs",
                             "sns",
                             "kinesis",
                             "firehose",
                             "kafka-cluster",
                             "kafka",
                             "secretsmanager",
                             "ssm",
                             "logs",
                             "kms",
                             "sts",
                             "iam",
                             "lambda",
                             "ec2",
                             "glue",
                             "athena",
                             "redshift",
                             "redshift-data",
                             "elasticache",
                             "elasticfilesystem",
                             "es",
                             "ecr",
                             "execute-api",
                             "apigateway",
                             "organizations",
                             "zonal",
                             "a2c"}) {
    INFO(prefix);
    CHECK(is_known_service(prefix) == (std::string_view(prefix) != "zonal"));
  }
  CHECK_FALSE(is_known_service(""));
  CHECK_FALSE(is_known_service("s3*"));
}

TEST_CASE("every action that is modelled is known") {
  const std::vector<std::string> table = {"s3:PutObject",
                                          "s3:DeleteObject",
                                          "s3:ListBucket",
                                          "dynamodb:GetItem",
                                          "dynamodb:PutItem",
                                          "dynamodb:UpdateItem",
                                          "dynamodb:DeleteItem",
                                          "dynamodb:Query",
                                          "dynamodb:Scan",
                                          "sqs:SendMessage",
                                          "sqs:ReceiveMessage",
                                          "sqs:DeleteMessage",
                                          "sqs:ChangeMessageVisibility",
                                          "sns:Publish",
                                          "sns:Subscribe",
                                          "kinesis:PutRecord",
                                          "kinesis:GetShardIterator",
                                          "kinesis:GetRecords",
                                          "kinesis:ListShards",
                                          "kafka-cluster:Connect",
                                          "kafka-cluster:DescribeTopic",
                                          "kafka-cluster:ReadData",
                                          "kafka-cluster:WriteData",
                                          "kafka-cluster:WriteDataIdempotently",
                                          "kafka-cluster:AlterGroup",
                                          "kafka-cluster:DescribeGroup",
                                          "secretsmanager:GetSecretValue",
                                          "secretsmanager:PutSecretValue",
                                          "logs:CreateLogStream",
                                          "logs:PutLogEvents",
                                          "logs:GetLogEvents",
                                          "logs:DescribeLogStreams",
                                          "kms:Decrypt",
                                          "kms:GenerateDataKey",
                                          "kms:ReEncryptFrom",
                                          "kms:ReEncryptTo",
                                          "elasticfilesystem:ClientMount",
                                          "elasticfilesystem:ClientWrite",
                                          "rds-db:connect",
                                          "lambda:InvokeFunction",
                                          "sts:AssumeRole",
                                          "ecr:BatchGetImage",
                                          "es:ESHttpGet",
                                          "firehose:PutRecordBatch",
                                          "redshift:GetClusterCredentials",
                                          "athena:StartQueryExecution",
                                          "iam:PassRole"};
  for (const std::string& name : table) {
    INFO(name);
    CHECK(find_action(name));
  }
}

struct Arn {
  std::string action;
  std::string type;
  std::string arn;
};

TEST_CASE("a resource type has the pattern of its ARNs") {
  const std::string everywhere = ":${Region}:${Account}:";
  const std::vector<Arn> table = {
      {"s3:GetObject", "object", "arn:${Partition}:s3:::${BucketName}/${ObjectName}"},
      {"s3:ListBucket", "bucket", "arn:${Partition}:s3:::${BucketName}"},
      {"s3:GetObject", "accesspointobject",
       "arn:${Partition}:s3" + everywhere + "accesspoint/${AccessPointName}/object/${ObjectName}"},
      {"rds-db:connect", "db-user",
       "arn:${Partition}:rds-db" + everywhere + "dbuser:${DbiResourceId}/${DbUserName}"},
      {"sqs:SendMessage", "queue", "arn:${Partition}:sqs" + everywhere + "${QueueName}"},
      {"sts:AssumeRole", "role", "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"},
      {"dynamodb:Query", "index",
       "arn:${Partition}:dynamodb" + everywhere + "table/${TableName}/index/${IndexName}"},
      {"logs:PutLogEvents", "log-stream",
       "arn:${Partition}:logs" + everywhere +
           "log-group:${LogGroupName}:log-stream:${LogStreamName}"},
      // The service of the ARN is another than that of the action.  Rule: MSK-2.
      {"kafka-cluster:ReadData", "topic",
       "arn:${Partition}:kafka" + everywhere + "topic/${ClusterName}/${ClusterUuid}/${TopicName}"},
      {"kafka-cluster:Connect", "cluster",
       "arn:${Partition}:kafka" + everywhere + "cluster/${ClusterName}/${ClusterUuid}"},
  };
  for (const Arn& row : table) {
    INFO(row.action);
    CHECK(arns_of(row.action, row.type) == std::vector<std::string>{row.arn});
  }
}

TEST_CASE("a resource type can have ARNs of several forms") {
  CHECK(arns_of("apigateway:GET", "Stages") ==
        std::vector<std::string>{
            "arn:${Partition}:apigateway:${Region}::/apis/${ApiId}/stages",
            "arn:${Partition}:apigateway:${Region}::/restapis/${RestApiId}/stages"});
}

TEST_CASE("an action without a resource type takes none: ACT-7") {
  for (const char* name :
       {"s3:ListAllMyBuckets", "sqs:ListQueues", "dynamodb:ListTables", "dynamodb:ListStreams",
        "kinesis:ListStreams", "kms:ListKeys", "kms:ListAliases", "logs:DescribeLogGroups",
        "secretsmanager:ListSecrets", "secretsmanager:BatchGetSecretValue",
        "ecr:GetAuthorizationToken", "sts:GetCallerIdentity", "kafka:GetBootstrapBrokers",
        "ec2:DescribeNetworkInterfaces", "lambda:CreateEventSourceMapping"}) {
    INFO(name);
    CHECK(takes_no_resource(action(name)));
  }
  CHECK_FALSE(takes_no_resource(action("s3:GetObject")));
}

TEST_CASE("an action can need resources of several types: ACT-8") {
  const std::vector<std::string> run = required_types_of("ec2:RunInstances");
  for (const char* type : {"image", "instance", "network-interface", "security-group", "subnet"}) {
    INFO(type);
    CHECK(contains(run, type));
  }
  CHECK_FALSE(contains(run, "key-pair"));
  CHECK(contains(types_of("ec2:RunInstances"), "key-pair"));
  CHECK(required_types_of("ec2:CreateNetworkInterface") ==
        std::vector<std::string>{"network-interface", "subnet"});
  const std::vector<std::string> glue = required_types_of("glue:GetTable");
  CHECK(contains(glue, "database"));
  CHECK(contains(glue, "table"));
}

TEST_CASE("one of several types is enough where none is required") {
  CHECK(types_of("s3:GetObject") == std::vector<std::string>{"accesspointobject", "object"});
  CHECK(resource_types_of("S3:getobject") ==
        std::vector<std::string_view>{"accesspointobject", "object"});
  CHECK(resource_types_of("s3:GetObjects").empty());
  CHECK(resource_types_of("s4:GetObject").empty());
  CHECK(required_types_of("s3:GetObject").empty());
  CHECK(types_of("sqs:SendMessage") == std::vector<std::string>{"queue"});
  CHECK(required_types_of("sqs:SendMessage") == std::vector<std::string>{"queue"});
}

TEST_CASE("access levels are AWS's") {
  CHECK(action("s3:ListBucket").access == AccessLevel::list);
  CHECK(action("s3:GetObject").access == AccessLevel::read);
  CHECK(action("s3:PutObject").access == AccessLevel::write);
  CHECK(action("s3:PutObjectTagging").access == AccessLevel::tagging);
  CHECK(action("s3:PutBucketPolicy").access == AccessLevel::permissions_management);
}

struct Support {
  std::string action;
  std::string key;
  bool supported;
};

TEST_CASE("a service's key counts for the actions that have it: KEY-1, KEY-2") {
  const std::vector<Support> table = {
      {"s3:ListBucket", "s3:prefix", true},
      {"s3:ListBucket", "S3:PREFIX", true},
      {"s3:GetObject", "s3:prefix", false},
      {"s3:GetObject", "s3:ExistingObjectTag/team", true},
      {"s3:GetObject", "s3:existingobjecttag/team/a", true},
      {"s3:GetObject", "s3:ExistingObjectTag/", false},
      {"s3:GetObject", "s3:ExistingObjectTag", false},
      {"s3:ListBucket", "s3:ExistingObjectTag/team", false},
      {"s3:GetObject", "s3:DataAccessPointArn", true},  // with an access point
      {"kms:Decrypt", "kms:EncryptionContext:aws:s3:arn", true},
      {"kms:Decrypt", "kms:ViaService", true},
      {"kms:Decrypt", "kms:GrantOperations", false},
      {"kms:CreateGrant", "kms:GrantIsForAWSResource", true},
      {"kms:ListKeys", "kms:ViaService", false},
      {"dynamodb:GetItem", "dynamodb:LeadingKeys", true},
      {"dynamodb:DescribeTable", "dynamodb:LeadingKeys", false},
      {"sns:Subscribe", "sns:Endpoint", true},
      {"sns:Publish", "sns:Endpoint", false},
      {"sts:AssumeRole", "sts:ExternalId", true},
      {"sts:AssumeRoleWithWebIdentity", "token.actions.githubusercontent.com:sub", true},
      {"iam:PassRole", "iam:PassedToService", true},
      {"lambda:InvokeFunctionUrl", "lambda:FunctionUrlAuthType", true},
      {"secretsmanager:GetSecretValue", "secretsmanager:ResourceTag/team", true},
      {"sts:AssumeRoleWithWebIdentity", "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub", true},
      {"s3:GetObject", "cognito-identity.amazonaws.com:sub", true},  // the session has it
      {"s3:GetObject", "s3:nosuchkey", false},
      {"s3:GetObject", "s3:sub", false},
  };
  for (const Support& row : table) {
    INFO(row.action << " " << row.key);
    CHECK(action_supports_key(action(row.action), row.key) == row.supported);
  }
}

TEST_CASE("global keys count for every action but those of tags") {
  for (const char* name : {"s3:GetObject", "sqs:ListQueues", "ec2:DescribeInstances"}) {
    for (const char* key : {"aws:SourceIp", "aws:sourcevpce", "aws:PrincipalTag/team",
                            "aws:PrincipalOrgID", "ec2:SourceInstanceArn"}) {
      INFO(name << " " << key);
      CHECK(action_supports_key(action(name), key));
    }
    CHECK_FALSE(action_supports_key(action(name), "aws:RequestTag/team"));
    CHECK_FALSE(action_supports_key(action(name), "aws:TagKeys"));
    CHECK_FALSE(action_supports_key(action(name), "aws:NoSuchKey"));
  }
  CHECK(action_supports_key(action("logs:CreateLogGroup"), "aws:RequestTag/team"));
  CHECK(action_supports_key(action("logs:CreateLogGroup"), "aws:TagKeys"));
  CHECK(action_supports_key(action("kms:Decrypt"), "aws:ResourceTag/team"));
  CHECK_FALSE(action_supports_key(action("kms:ListKeys"), "aws:ResourceTag/team"));
}

struct TypedKey {
  std::string key;
  KeyType type;
};

TEST_CASE("a key has a type") {
  using Kind = KeyType::Kind;
  const std::vector<TypedKey> table = {
      {"aws:PrincipalArn", {Kind::arn, false}},
      {"aws:PrincipalOrgPaths", {Kind::string, true}},
      {"aws:PrincipalTag/team", {Kind::string, false}},
      {"aws:MultiFactorAuthPresent", {Kind::boolean, false}},
      {"aws:MultiFactorAuthAge", {Kind::number, false}},
      {"aws:AssumedRoot", {Kind::string, false}},
      {"aws:SOURCEIP", {Kind::ip_address, false}},
      {"aws:CurrentTime", {Kind::date, false}},
      {"aws:CalledVia", {Kind::string, true}},
      {"aws:TagKeys", {Kind::string, true}},
      {"dynamodb:LeadingKeys", {Kind::string, true}},
      {"s3:max-keys", {Kind::number, false}},
      {"cognito-identity.amazonaws.com:amr", {Kind::string, true}},
      {"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:aud", {Kind::string, false}},
      {"kms:EncryptionContext:team", {Kind::string, false}},
      {"kms:GrantIsForAWSResource", {Kind::boolean, false}},
      {"lambda:SubnetIds", {Kind::string, true}},
      {"token.actions.githubusercontent.com:sub", {Kind::string, false}},
  };
  for (const TypedKey& row : table) {
    INFO(row.key);
    CHECK(type_of_key(row.key) == row.type);
  }
  for (const char* key : {"", "aws:NoSuchKey", "s3:nosuchkey", "aws:PrincipalTag/", "nosuch:key"}) {
    INFO(key);
    CHECK_FALSE(type_of_key(key));
  }
}

TEST_CASE("a pattern covers the actions that it matches: ACT-2, ACT-3") {
  CHECK(covered_actions("rds-db:*") == std::vector<std::string>{"rds-db:connect"});
  CHECK(covered_actions("KAFKA-cluster:*group") ==
        std::vector<std::string>{"kafka-cluster:AlterGroup", "kafka-cluster:DeleteGroup",
                                 "kafka-cluster:DescribeGroup"});
  CHECK(covered_actions("s3:GetObject") == std::vector<std::string>{"s3:GetObject"});
  CHECK(contains(covered_actions("s?s:SendMessage"), "sqs:SendMessage"));
  CHECK_FALSE(contains(covered_actions("s?s:SendMessage"), "sqs:SendMessageBatch"));
  const std::vector<std::string> gets = covered_actions("s3:Get*");
  CHECK(contains(gets, "s3:GetObject"));
  CHECK(contains(gets, "s3:GetBucketLocation"));
  CHECK_FALSE(contains(gets, "s3:PutObject"));
  for (const char* none : {"", "s3", "s3:", "s3*", "s3:Nothing*", "nosuch:*"}) {
    INFO(none);
    CHECK(covered_actions(none).empty());
  }
  const std::vector<std::string> all = covered_actions("*");
  CHECK(contains(all, "s3:GetObject"));
  CHECK(all == covered_actions("*:*"));
}

TEST_CASE("a misspelt action has a nearest one") {
  CHECK(nearest_action("s3:GetObjects") == "s3:GetObject");
  CHECK(nearest_action("S3:getobjct") == "s3:GetObject");
  CHECK(nearest_action("sqss:SendMessage") == "sqs:SendMessage");
  CHECK(nearest_action("dynamodbb:Get*") == "dynamodb:Get*");
  for (const char* text : {"", "s3", "s3:", "s3:GetObject", "s3:Get*", "s3:Nothing*",
                           "s3:SomethingElseAltogether", "somethingelsealtogether:GetObject"}) {
    INFO(text);
    CHECK_FALSE(nearest_action(text));
  }
}

TEST_CASE("the table is in order, without doubles, and every line of it can be read") {
  const std::vector<std::string_view> prefixes = services();
  CHECK(prefixes.size() > 400);
  CHECK(std::is_sorted(prefixes.begin(), prefixes.end()));
  CHECK(std::adjacent_find(prefixes.begin(), prefixes.end()) == prefixes.end());
  for (const std::string_view prefix : prefixes) {
    const std::vector<std::string> names = covered_actions(std::string(prefix) + ":*");
    std::vector<std::string> lower;
    for (const std::string& name : names) {
      lower.push_back(to_lower(name));
      const std::optional<ActionRow> found = find_action(name);
      if (!found || std::string(prefix) + ":" + std::string(found->name) != name) FAIL(name);
      for (const ActionResource& resource : found->resources) {
        const bool is_whole =
            !resource.type.empty() && !resource.arns.empty() &&
            std::all_of(resource.arns.begin(), resource.arns.end(),
                        [](std::string_view arn) { return arn.substr(0, 4) == "arn:"; });
        if (!is_whole) FAIL(name);
      }
    }
    if (names.empty() || !std::is_sorted(lower.begin(), lower.end()) ||
        std::adjacent_find(lower.begin(), lower.end()) != lower.end()) {
      FAIL(prefix);
    }
  }
}

TEST_CASE("every key of every action has a type") {
  for (const std::string_view prefix : services()) {
    for (const std::string& name : covered_actions(std::string(prefix) + ":Create*")) {
      for (const std::string_view key : action(name).keys) {
        if (!type_of_key(key)) FAIL(name << " " << key);
      }
    }
  }
}

}  // namespace
}  // namespace canreach
