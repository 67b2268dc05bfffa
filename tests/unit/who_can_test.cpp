#include "analyzer/access/who_can.h"

#include <string>
#include <vector>

#include "analyzer/network/network.h"
#include "parsers/load.h"
#include "tests/catch.h"
#include "tests/unit/snapshot_reading.h"

namespace canreach {
namespace {

// "app" of the first account may assume "data" of the second; each account has both names.
const std::string kTwoAccounts = R"([
{"command": "iam get-account-authorization-details", "account": "111122223333", "output": {
  "UserDetailList": [], "GroupDetailList": [], "Policies": [], "IsTruncated": false, "RoleDetailList": [
    {"RoleName": "app", "RoleId": "AROA1", "Path": "/", "Arn": "arn:aws:iam::111122223333:role/app",
     "AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
     "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::444455556666:role/data"}]}}],
     "AttachedManagedPolicies": [], "InstanceProfileList": []},
    {"RoleName": "data", "RoleId": "AROA2", "Path": "/", "Arn": "arn:aws:iam::111122223333:role/data",
     "AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
     "RolePolicyList": [], "AttachedManagedPolicies": [], "InstanceProfileList": []}]}},
{"command": "iam get-account-authorization-details", "account": "444455556666", "output": {
  "UserDetailList": [], "GroupDetailList": [], "Policies": [], "IsTruncated": false, "RoleDetailList": [
    {"RoleName": "app", "RoleId": "AROA3", "Path": "/", "Arn": "arn:aws:iam::444455556666:role/app",
     "AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
     "RolePolicyList": [], "AttachedManagedPolicies": [], "InstanceProfileList": []},
    {"RoleName": "data", "RoleId": "AROA4", "Path": "/", "Arn": "arn:aws:iam::444455556666:role/data",
     "AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, "Action": "sts:AssumeRole"}]},
     "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}}],
     "AttachedManagedPolicies": [], "InstanceProfileList": []}]}},
{"command": "s3api list-buckets", "account": "444455556666", "region": "us-east-1", "output": {"Buckets": [{"Name": "bk"}]}},
{"command": "s3api get-bucket-location", "region": "us-east-1", "args": {"bucket": "bk"}, "account": "444455556666", "output": {"LocationConstraint": null}},
{"command": "s3api get-bucket-policy", "region": "us-east-1", "args": {"bucket": "bk"}, "account": "444455556666", "output": {"Policy": null}},
{"command": "s3api get-public-access-block", "region": "us-east-1", "args": {"bucket": "bk"}, "account": "444455556666", "output": {"PublicAccessBlockConfiguration": null}},
{"command": "s3api get-bucket-encryption", "region": "us-east-1", "args": {"bucket": "bk"}, "account": "444455556666", "output": {"ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}}},
{"command": "s3api get-bucket-ownership-controls", "region": "us-east-1", "args": {"bucket": "bk"}, "account": "444455556666", "output": {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}}}
])";

TEST_CASE("who-can tells roles of one name apart by their accounts") {
  const test::ReadSnapshot read = test::read_snapshot_text(kTwoAccounts);
  const Network network = compile(read.design);
  const auto answer = who_can(network, {"s3:GetObject", "s3://bk/x", {}});
  REQUIRE(answer);
  std::vector<std::string> rows;
  for (const WhoMay& who : answer->who) {
    std::string row = who.end.kind + " " + who.end.name;
    for (const std::string& role : who.chain) row += " after " + role;
    rows.push_back(std::move(row));
  }
  const std::string data = "arn:aws:iam::444455556666:role/data";
  CHECK(rows ==
        std::vector<std::string>{"principal arn:aws:iam::111122223333:role/app after " + data,
                                 "principal " + data});
}

TEST_CASE("who-can names the statement that grants before those that do not take it away") {
  Diagnostics diagnostics;
  const Design design = load_design({{"design.yaml", R"(canreach: 1
region: us-east-1
account: "111122223333"
vpcs:
  main:
    cidr: 10.0.0.0/16
    dns: {hostnames: true}
    subnets: {a: {cidr: 10.0.1.0/24, zone: a, route_table: t}}
    route_tables: {t: {routes: []}}
    security_groups: {g: {}}
    endpoints:
      s3: {service: s3, type: gateway, route_tables: [t], policy: {Statement: [{Effect: Allow, Principal: "*", Action: "*", Resource: "*"}]}}
instances: {i: {subnet: a, security_groups: g, role: app}}
buckets: {data: {}}
iam:
  roles:
    app: {trust: ec2.amazonaws.com, policies: [{Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}]}
)"}},
                                    {}, diagnostics);
  REQUIRE_FALSE(diagnostics.has_errors());
  const auto answer = who_can(compile(design), {"s3:GetObject", "s3://data/x", {}});
  REQUIRE(answer);
  REQUIRE(answer->who.size() == 2);
  for (const WhoMay& who : answer->who) {
    REQUIRE_FALSE(who.statements.empty());
    CHECK(who.statements.front().layer == PolicyLayer::identity);
  }
  CHECK(answer->who.back().statements.back().layer == PolicyLayer::endpoint);
}

}  // namespace
}  // namespace canreach
