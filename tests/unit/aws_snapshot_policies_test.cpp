#include "tests/catch.h"
#include "tests/unit/snapshot_reading.h"

namespace canreach {
namespace {

using test::find_id;
using test::read_snapshot_files;
using test::read_snapshot_text;
using test::ReadSnapshot;

using EncryptionKind = Encryption::Kind;

const std::string kDeny =
    R"("{\"Statement\":[{\"Sid\":\"No\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}")";

std::string call(const std::string& command, const std::string& args, const std::string& output) {
  return R"({"command": ")" + command + R"(", "args": )" + args +
         R"(, "region": "us-east-1", "account": "111122223333", "output": )" + output + "}";
}

std::string calls(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& one : list) text += (text.empty() ? "[" : ",") + one;
  return text + "]";
}

bool denies(const std::optional<PolicyDocument>& policy) {
  return policy && policy->statements_known && policy->statements.size() == 1 &&
         policy->statements[0].sid == "No";
}

bool is_unreadable(const std::optional<PolicyDocument>& policy) {
  return policy && !policy->statements_known;
}

TEST_CASE("the name of a file or an envelope says whose policy it is") {
  const std::vector<InputFile> files = {
      {"s3api_get-bucket-policy@a.json", R"({"Policy": )" + kDeny + "}"},
      {"us-east-1/kms_get-key-policy@k-1.json", R"({"Policy": )" + kDeny + "}"},
      {"us-east-1/kms_list-keys.json",
       R"({"Keys": [{"KeyId": "k-1", "KeyArn": "arn:aws:kms:us-east-1:111122223333:key/k-1"}]})"},
      {"us-east-1/kinesis_describe-stream-summary@s.json",
       R"({"StreamDescriptionSummary": {"StreamName": "s", "StreamARN": "arn:aws:kinesis:us-east-1:111122223333:stream/s", "EncryptionType": "NONE"}})"},
      {"us-east-1/kinesis_get-resource-policy@s.json", R"({"Policy": )" + kDeny + "}"},
      {"e.json",
       calls(
           {call("s3api get-bucket-policy", R"(["--bucket", "b"])", R"({"Policy": )" + kDeny + "}"),
            call("s3api get-bucket-policy", R"({"Bucket": "c"})", R"({"Policy": null})"),
            call("dynamodb get-resource-policy",
                 R"({"resource-arn": "arn:aws:dynamodb:us-east-1:111122223333:table/t"})",
                 R"({"Policy": )" + kDeny + R"(, "RevisionId": "1"})")})},
      {"somebodys_policy.json", R"({"Policy": )" + kDeny + "}"}};
  const ReadSnapshot read = read_snapshot_files(files);
  CHECK(read.messages().empty());
  for (const char* name : {"a", "b"}) {
    const Bucket* bucket = find_id<Bucket>(read.design, name);
    REQUIRE(bucket != nullptr);
    CHECK(denies(bucket->policy));
  }
  const Bucket* none = find_id<Bucket>(read.design, "c");
  REQUIRE(none != nullptr);
  CHECK(none->policy_known);
  CHECK_FALSE(none->policy);
  REQUIRE(read.design.all<Key>().size() == 1);
  CHECK(denies(read.design.all<Key>()[0].policy));
  REQUIRE(read.design.all<Stream>().size() == 1);
  CHECK(denies(read.design.all<Stream>()[0].policy));
  REQUIRE(read.design.all<Table>().size() == 1);
  CHECK(denies(read.design.all<Table>()[0].policy));
  REQUIRE(read.design.not_modelled.size() == 1);
  CHECK(read.design.not_modelled[0].name == "somebodys_policy.json");
}

TEST_CASE("what was not collected of a store is not known") {
  const ReadSnapshot read = read_snapshot_text(
      R"({"Buckets": [{"Name": "a"}], "Topics": [{"TopicArn": "arn:aws:sns:us-east-1:111122223333:t"}]})");
  const Bucket& bucket = read.design.all<Bucket>().at(0);
  CHECK_FALSE(bucket.policy_known);
  CHECK(bucket.encryption.kind == EncryptionKind::unknown);
  CHECK(bucket.restrict_public_buckets.is_unknown());
  CHECK(bucket.owner_enforced.is_unknown());
  const Topic& topic = read.design.all<Topic>().at(0);
  CHECK(topic.name == "t");
  CHECK(topic.account == "111122223333");
  CHECK_FALSE(topic.policy_known);
  CHECK(topic.encryption.kind == EncryptionKind::unknown);
}

TEST_CASE("a policy that cannot be read is left out and not known") {
  for (const std::string text : {R"("{\"Statement\": [")", R"("{\"Statement\": 7}")", R"("{}x")"}) {
    INFO(text);
    const ReadSnapshot read =
        read_snapshot_files({{"s3api_get-bucket-policy@a.json", R"({"Policy": )" + text + "}"}});
    CHECK(is_unreadable(read.design.all<Bucket>().at(0).policy));
    REQUIRE(read.messages().size() == 1);
    CHECK(read.messages()[0].rfind("CR1401 left out one policy: ", 0) == 0);
    CHECK(read.design.left_out.size() == 1);
  }
}

TEST_CASE("the stricter of a bucket's and its account's public access block counts") {
  struct Case {
    const char* bucket;
    const char* account;
    Value<bool> restricts;
  };
  const char* const on = R"({"RestrictPublicBuckets": true, "BlockPublicPolicy": true})";
  const char* const off = R"({"RestrictPublicBuckets": false})";
  const std::vector<Case> cases = {{on, on, true},     {on, off, true},        {off, on, true},
                                   {off, off, false},  {"null", on, true},     {"null", off, false},
                                   {on, "", true},     {off, "", kUnknown},    {"", off, kUnknown},
                                   {"", "", kUnknown}, {"null", "null", false}};
  for (const Case& one : cases) {
    INFO(one.bucket << " and " << one.account);
    std::vector<std::string> list = {
        call("s3api list-buckets", "{}", R"({"Buckets": [{"Name": "a"}]})")};
    const auto add = [&](const char* command, const char* args, const std::string& block) {
      if (block.empty()) return;
      list.push_back(call(command, args, R"({"PublicAccessBlockConfiguration": )" + block + "}"));
    };
    add("s3api get-public-access-block", R"({"bucket": "a"})", one.bucket);
    add("s3control get-public-access-block", R"({"account-id": "111122223333"})", one.account);
    const ReadSnapshot read = read_snapshot_text(calls(list));
    CHECK(read.design.all<Bucket>().at(0).restrict_public_buckets == one.restricts);
    CHECK(read.design.not_modelled.empty());
  }
}

TEST_CASE("the key of a bucket is what its encryption names") {
  struct Case {
    const char* by;
    EncryptionKind kind;
  };
  const std::vector<Case> cases = {
      {R"({"SSEAlgorithm": "AES256"})", EncryptionKind::aws_owned},
      {R"({"SSEAlgorithm": "aws:kms"})", EncryptionKind::aws_managed},
      {R"({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "arn:aws:kms:us-east-1:111122223333:alias/aws/s3"})",
       EncryptionKind::aws_managed},
      {R"({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "arn:aws:kms:us-east-1:111122223333:key/k"})",
       EncryptionKind::customer},
      {R"({"SSEAlgorithm": "aws:kms:dsse", "KMSMasterKeyID": "arn:aws:kms:us-east-1:111122223333:alias/x"})",
       EncryptionKind::unknown}};
  for (const Case& one : cases) {
    INFO(one.by);
    const ReadSnapshot read = read_snapshot_text(call(
        "s3api get-bucket-encryption", R"({"bucket": "a"})",
        R"({"ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault": )" +
            std::string(one.by) + "}]}}"));
    const Encryption& encryption = read.design.all<Bucket>().at(0).encryption;
    CHECK(encryption.kind == one.kind);
    if (one.kind != EncryptionKind::customer) continue;
    REQUIRE(encryption.key.is_known());
    CHECK_FALSE(read.design.get(encryption.key).policy_known);
  }
}

TEST_CASE("keys have the aliases, managers and grants that were collected") {
  const std::string arn = "arn:aws:kms:us-east-1:111122223333:";
  const ReadSnapshot read = read_snapshot_text(calls(
      {call("kms list-keys", "{}",
            R"({"Keys": [{"KeyId": "k", "KeyArn": ")" + arn +
                R"(key/k"}, {"KeyId": "m", "KeyArn": ")" + arn + R"(key/m"}]})"),
       call("kms describe-key", "{}",
            R"({"KeyMetadata": {"KeyId": "m", "Arn": ")" + arn +
                R"(key/m", "KeyManager": "AWS", "KeyState": "Enabled"}})"),
       call("kms list-aliases", "{}",
            R"({"Aliases": [{"AliasName": "alias/orders", "AliasArn": ")" + arn +
                R"(alias/orders", "TargetKeyId": "k"}]})"),
       call("kms list-grants", R"({"key-id": "k"})", R"({"Grants": [], "Truncated": false})"),
       call(
           "sqs get-queue-attributes", "{}",
           R"({"Attributes": {"QueueArn": "arn:aws:sqs:us-east-1:111122223333:q", "CreatedTimestamp": "1", "KmsMasterKeyId": "alias/orders"}})")}));
  CHECK(read.messages().empty());
  const Key& key = *find_id<Key>(read.design, "k");
  CHECK(key.name == "orders");
  CHECK(key.has_grants == Value<bool>(false));
  CHECK_FALSE(key.policy_known);
  const Key& managed = *find_id<Key>(read.design, "m");
  CHECK(managed.aws_managed);
  CHECK(managed.has_grants.is_unknown());
  const Queue& queue = read.design.all<Queue>().at(0);
  CHECK(queue.policy_known);
  CHECK_FALSE(queue.policy);
  REQUIRE(queue.encryption.kind == EncryptionKind::customer);
  CHECK(read.design.get(queue.encryption.key).id == "k");
}

TEST_CASE("a queue of which few attributes were asked has the others not known") {
  const ReadSnapshot read = read_snapshot_text(
      call("sqs get-queue-attributes",
           R"({"queue-url": "https://sqs.us-east-1.amazonaws.com/111122223333/q"})",
           R"({"Attributes": {"KmsMasterKeyId": "alias/aws/sqs"}})"));
  const Queue& queue = read.design.all<Queue>().at(0);
  CHECK(queue.arn == "arn:aws:sqs:us-east-1:111122223333:q");
  CHECK_FALSE(queue.policy_known);
  CHECK(queue.encryption.kind == EncryptionKind::aws_managed);
}

TEST_CASE("secrets, tables and log groups are read from their own commands") {
  const std::string secret =
      R"("ARN": "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf", "Name": "prod/db")";
  const ReadSnapshot read = read_snapshot_text(calls(
      {call("secretsmanager describe-secret", "{}",
            "{" + secret + R"(, "VersionIdsToStages": {}})"),
       call("secretsmanager get-resource-policy", "{}", "{" + secret + "}"),
       call(
           "dynamodb describe-table", "{}",
           R"({"Table": {"TableName": "t", "TableArn": "arn:aws:dynamodb:us-east-1:111122223333:table/t", "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "arn:aws:kms:us-east-1:111122223333:key/k"}}})"),
       call(
           "logs describe-log-groups", "{}",
           R"({"logGroups": [{"logGroupName": "/app", "arn": "arn:aws:logs:us-east-1:111122223333:log-group:/app:*"}]})"),
       call("logs describe-resource-policies", "{}", R"({"resourcePolicies": []})")}));
  CHECK(read.messages().empty());
  CHECK(read.design.not_modelled.empty());
  const Secret& one = read.design.all<Secret>().at(0);
  CHECK(one.name == "prod/db");
  CHECK(one.policy_known);
  CHECK(one.encryption.kind == EncryptionKind::aws_managed);
  const Table& table = read.design.all<Table>().at(0);
  CHECK(table.encryption.kind == EncryptionKind::customer);
  CHECK_FALSE(table.policy_known);
  const LogGroup& group = read.design.all<LogGroup>().at(0);
  CHECK(group.arn == "arn:aws:logs:us-east-1:111122223333:log-group:/app");
  CHECK(group.policy_known);
  CHECK(group.encryption.kind == EncryptionKind::aws_owned);
}

const std::string kScp = R"("Type": "SERVICE_CONTROL_POLICY")";
const std::string kPolicyArn =
    "arn:aws:organizations::999988887777:policy/o-x/service_control_policy/";

std::string list_policies(const std::string& id) {
  return call("organizations list-policies", R"({"filter": "SERVICE_CONTROL_POLICY"})",
              R"({"Policies": [{"Id": ")" + id + R"(", "Arn": ")" + kPolicyArn + id +
                  R"(", "Name": "limit", )" + kScp + "}]}");
}

std::string list_parents(const std::string& child, const std::string& parent) {
  return call("organizations list-parents", R"({"child-id": ")" + child + R"("})",
              R"({"Parents": [{"Id": ")" + parent + R"(", "Type": "ROOT"}]})");
}

TEST_CASE("policies hang on the root, units and accounts that their targets name") {
  const ReadSnapshot read = read_snapshot_text(calls(
      {list_policies("p-1"), list_parents("ou-a", "r-1"), list_parents("111122223333", "ou-a"),
       call(
           "organizations list-roots", "{}",
           R"({"Roots": [{"Id": "r-1", "Arn": "arn:aws:organizations::999988887777:root/o-x/r-1", "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]}]})"),
       call("organizations list-targets-for-policy", R"({"policy-id": "p-1"})",
            R"({"Targets": [{"TargetId": "ou-a", "Type": "ORGANIZATIONAL_UNIT"}]})")}));
  CHECK(read.messages().empty());
  REQUIRE(read.design.organization);
  const Organization& organization = *read.design.organization;
  CHECK(organization.id == "o-x");
  CHECK(organization.management == "999988887777");
  CHECK(organization.service_control_known);
  CHECK(organization.resource_control_known);  // the type is not enabled
  REQUIRE(organization.nodes.size() == 3);
  CHECK(organization.nodes[0].service_control->empty());
  CHECK(organization.nodes[1].parent == 0);
  REQUIRE(organization.nodes[1].service_control->size() == 1);
  CHECK_FALSE(organization.nodes[1].service_control->at(0).statements_known);  // not described
  CHECK(organization.nodes[2].is_account);
  CHECK(organization.nodes[2].parent == 1);
  for (const OrganizationNode& node : organization.nodes) CHECK(node.complete);
}

TEST_CASE("what of an organization was not collected is not known") {
  const ReadSnapshot described = read_snapshot_text(
      R"({"Organization": {"Id": "o-x", "Arn": "arn:aws:organizations::999988887777:organization/o-x", "FeatureSet": "ALL"}})");
  REQUIRE(described.design.organization);
  CHECK_FALSE(described.design.organization->service_control_known);
  CHECK_FALSE(described.design.organization->complete);

  const ReadSnapshot listed = read_snapshot_text(calls({list_policies("p-1")}));
  REQUIRE(listed.design.organization);
  CHECK(listed.design.organization->service_control_known);
  CHECK_FALSE(listed.design.organization->resource_control_known);
  CHECK_FALSE(listed.design.organization->complete);

  const ReadSnapshot none = read_snapshot_text(R"({"Vpcs": []})");
  CHECK_FALSE(none.design.organization);
}

TEST_CASE("units in a circle are read once and are not known") {
  const ReadSnapshot read =
      read_snapshot_text(calls({list_parents("ou-a", "ou-b"), list_parents("ou-b", "ou-a"),
                                list_parents("111122223333", "ou-a")}));
  REQUIRE(read.design.organization);
  CHECK(read.design.organization->nodes.size() == 5);  // root, what is not known, and the three
}

TEST_CASE("values of a wrong type are left out and nothing else is") {
  for (const std::string text :
       {R"({"Buckets": [{"Name": ["x"]}]})", R"({"Topics": [{"TopicArn": {}}]})",
        R"({"Keys": [{"KeyId": "k"}]})", R"({"logGroups": [{"logGroupName": 1}]})",
        R"({"SecretList": [{"Name": "x"}]})", R"({"KeyMetadata": {"Arn": []}})",
        R"({"StreamDescription": {"StreamName": "s"}})", R"({"Roots": [{"Id": 5, "Arn": "x"}]})"}) {
    INFO(text);
    const ReadSnapshot read = read_snapshot_text(text);
    CHECK_FALSE(read.diagnostics.has_errors());
    CHECK(read.messages().size() == 1);
    CHECK(read.design.all<Bucket>().empty());
    CHECK(read.design.all<Topic>().empty());
    CHECK(read.design.all<Key>().empty());
  }
}

}  // namespace
}  // namespace canreach
