// Sections 4 and 8 to 15 of the rules, each by its number.
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/policy_world.h"

namespace canreach {
namespace {

const std::string kSessionArn = "arn:aws:sts::111122223333:assumed-role/etl/night";
const std::string kFederatedArn = "arn:aws:sts::111122223333:federated-user/bob";
const std::string kAccount = "{'AWS': '111122223333'}";
const std::string kKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1";
const std::string kNothing = "{'Effect': 'Allow', 'Action': 'ec2:StartInstances', 'Resource': '*'}";
const std::string kDenyAll = "{'Effect': 'Deny', 'Action': '*', 'Resource': '*'}";

PolicyWorld world_of(const std::string& caller) {
  PolicyWorld world;
  world.caller(caller).asks("s3:GetObject", kObject);
  world.request.resource_account = std::string("111122223333");
  return world;
}

Principal etl_session() { return Principal::session_of(kEtlRole, "night"); }

TEST_CASE("EVA-1, EVA-2, EVA-7: nothing is allowed but to the root user, and a Deny ends it") {
  PolicyWorld user = world_of(kAna);
  CHECK(user.outcome() == "implicitDeny");
  CHECK(user.identity(kAllowAll).outcome() == "allowed");
  CHECK(user.identity(kDenyAll).outcome() == "explicitDeny");
  PolicyWorld root = world_of("111122223333");
  CHECK(root.outcome() == "allowed");
  CHECK(root.service_control_level({kNothing}).outcome() == "implicitDeny");
}

TEST_CASE("EVA-8: in one account a resource policy suffices") {
  PolicyWorld world = world_of(kAna);
  CHECK(world.resource(allow_to("{'AWS': '" + kAna + "'}")).outcome() == "allowed");
}

// The table of section 9: what else must allow, in one account.
TEST_CASE("RBP-1 to RBP-7: what a grant is worth depends on the form of its principal") {
  struct Row {
    const char* caller;
    std::string principal;
    const char* alone;            // no identity policy
    const char* boundary_silent;  // with an identity policy, and a boundary that does not allow
    const char* session_silent;   // with an identity policy, and a session policy that does not
  };
  const std::string user = "{'AWS': '" + kAna + "'}";
  const std::string role = "{'AWS': '" + kEtlRole + "'}";
  const std::string session = "{'AWS': '" + kSessionArn + "'}";
  const std::string federated = "{'AWS': '" + kFederatedArn + "'}";
  const Row rows[] = {
      {"user", user, "allowed", "allowed", "allowed"},
      {"federated", user, "allowed", "implicitDeny", "implicitDeny"},
      {"role", role, "allowed", "implicitDeny", "implicitDeny"},
      {"role", session, "allowed", "allowed", "allowed"},
      {"federated", federated, "allowed", "allowed", "allowed"},
      {"user", kAccount, "implicitDeny", "implicitDeny", "allowed"},
      {"role", kAccount, "implicitDeny", "implicitDeny", "implicitDeny"},
      {"role", "'*'", "allowed", "allowed", "allowed"},
      {"role", "{'AWS': '*'}", "allowed", "allowed", "allowed"},
  };
  for (const Row& row : rows) {
    INFO(row.caller << " " << row.principal);
    const auto world = [&] {
      PolicyWorld result = world_of(kAna);
      if (std::string(row.caller) == "role") result.request.principal = etl_session();
      if (std::string(row.caller) == "federated") {
        result.caller(kFederatedArn).request.principal.user_arn = kAna;
        result.session(kAllowAll);
      }
      result.resource(allow_to(row.principal));
      return result;
    };
    CHECK(world().outcome() == row.alone);
    CHECK(world().identity(kAllowAll).boundary(kNothing).outcome() == row.boundary_silent);
    CHECK(world().identity(kAllowAll).session(kNothing).outcome() == row.session_silent);
    CHECK(world().boundary(kDenyAll).outcome() == "explicitDeny");                 // RBP-8
    CHECK(world().service_control_level({kNothing}).outcome() == "implicitDeny");  // RBP-9
  }
}

TEST_CASE("RBP-11, RBP-12: services and anonymous callers need the resource's policy alone") {
  PolicyWorld service = world_of("lambda.amazonaws.com");
  CHECK(service.outcome() == "implicitDeny");
  service.resource(allow_to("{'Service': 'lambda.amazonaws.com'}"));
  CHECK(service.service_control_level({kNothing}).outcome() == "allowed");
  PolicyWorld anonymous = world_of("*");
  CHECK(anonymous.resource(allow_to(kAccount)).outcome() == "implicitDeny");
  CHECK(anonymous.resource(allow_to("'*'")).outcome() == "allowed");
  anonymous.resource_control(
      "{'Effect': 'Deny', 'Principal': '*', 'Action': 's3:*', 'Resource': '*'}");
  CHECK(anonymous.outcome() == "explicitDeny");
}

TEST_CASE("XAC-1 to XAC-4: across accounts both sides must allow") {
  for (const std::string& principal : {std::string("'*'"), kAccount, "{'AWS': '" + kAna + "'}"}) {
    INFO(principal);
    PolicyWorld world = world_of(kAna);
    world.request.resource_account = std::string("444455556666");
    CHECK(world.resource(allow_to(principal)).outcome() == "implicitDeny");
    CHECK(world.identity(kAllowAll).outcome() == "allowed");
    CHECK(world.boundary(kNothing).outcome() == "implicitDeny");
  }
  PolicyWorld one_sided = world_of(kAna).identity(kAllowAll);
  one_sided.request.resource_account = std::string("444455556666");
  CHECK(one_sided.outcome() == "implicitDeny");
  one_sided.request.resource_account = kUnknown;
  CHECK(one_sided.outcome() == "undecided");
}

TEST_CASE("ARN-2: nothing crosses a partition") {
  PolicyWorld world = world_of(kAna).identity(kAllowAll).resource(allow_to("'*'"));
  world.asks("s3:GetObject", "arn:aws-cn:s3:::b/k");
  CHECK(world.outcome() == "implicitDeny");
}

TEST_CASE("SES-3: a federation token without a session policy has what resources grant it") {
  PolicyWorld world = world_of(kFederatedArn).identity(kAllowAll);
  CHECK(world.outcome() == "implicitDeny");
  CHECK(world.session(kAllowAll).outcome() == "allowed");
}

TEST_CASE("SCP-2 to SCP-4: every level must allow, for those whom it limits") {
  PolicyWorld world = world_of(kAna).identity(kAllowAll);
  CHECK(world.service_control_level({kNothing, kAllowAll}).outcome() == "allowed");
  CHECK(world.service_control_level({}).outcome() == "implicitDeny");
  world.set.caller_in_management_account = true;
  CHECK(world.outcome() == "allowed");
  world.set.caller_in_management_account = false;
  world.request.principal = etl_session();
  world.request.principal.service_linked_role = true;  // OTH-6
  CHECK(world.outcome() == "allowed");
}

TEST_CASE("RCP-2, RCP-3, RCP-5: resource control policies deny, where they reach") {
  const std::string deny =
      "{'Effect': 'Deny', 'Principal': '*', 'Action': ['s3:*', 'kms:*', 'ec2:*', 'glue:*'], "
      "'Resource': '*'}";
  struct Row {
    const char* action;
    std::string resource;
    const char* outcome;
  };
  const Row rows[] = {
      {"s3:GetObject", kObject, "explicitDeny"},
      {"kms:RetireGrant", kKeyArn, "allowed"},
      {"ec2:StopInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "allowed"},
      {"glue:GetTable", "arn:aws:glue:eu-west-1:111122223333:table/d/t", "undecided"},
      {"sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q", "allowed"},
  };
  for (const Row& row : rows) {
    INFO(row.action);
    PolicyWorld world = world_of(kAna).identity(kAllowAll).resource_control(deny);
    world.resource(allow_to("{'AWS': '" + kAna + "'}")).asks(row.action, row.resource);
    CHECK(world.outcome() == row.outcome);
  }
  PolicyWorld exempt = world_of(kAna).identity(kAllowAll).resource_control(deny);
  exempt.set.resource_in_management_account = true;
  CHECK(exempt.outcome() == "allowed");
}

TEST_CASE("VPE-1, VPE-4: an endpoint policy is one more that must allow") {
  PolicyWorld world = world_of(kAna).identity(kAllowAll);
  world.endpoint(
      "{'Effect': 'Allow', 'Principal': '*', 'Action': '*', 'Resource': 'arn:aws:s3:::other/*'}");
  CHECK(world.outcome() == "implicitDeny");
  CHECK(world.decision().message.find("no VPC endpoint policy") != std::string::npos);
}

TEST_CASE("VPE-5, VPE-6: whom an endpoint policy may name") {
  struct Row {
    std::string principal;
    const char* interface;
    const char* gateway;
  };
  const Row rows[] = {
      {"'*'", "allowed", "allowed"},
      {kAccount, "allowed", "implicitDeny"},
      {"{'AWS': '" + kAna + "'}", "allowed", "undecided"},
      {"{'AWS': '" + kEtlRole + "'}", "implicitDeny", "implicitDeny"},
  };
  for (const Row& row : rows) {
    INFO(row.principal);
    PolicyWorld world = world_of(kAna).identity(kAllowAll).endpoint(allow_to(row.principal));
    CHECK(world.outcome() == row.interface);
    world.set.gateway_endpoint = Truth::yes;
    CHECK(world.outcome() == row.gateway);
  }
  PolicyWorld root = world_of("111122223333").endpoint(allow_to(kAccount));
  root.set.gateway_endpoint = Truth::yes;
  CHECK(root.outcome() == "allowed");
}

TEST_CASE("KMS-1 to KMS-3: without the key policy identity policies count for nothing") {
  PolicyWorld world = world_of(kAna).identity(kAllowAll).asks("kms:Decrypt", kKeyArn);
  CHECK(world.outcome() == "implicitDeny");
  CHECK(world.decision().message.find("no resource-based policy") != std::string::npos);
  CHECK(world.resource(allow_to(kAccount, "kms:*")).outcome() == "allowed");
  PolicyWorld named = world_of(kAna).asks("kms:Decrypt", kKeyArn);
  CHECK(named.resource(allow_to("{'AWS': '" + kAna + "'}")).outcome() == "allowed");
  PolicyWorld root = world_of("111122223333").asks("kms:Decrypt", kKeyArn);
  CHECK(root.outcome() == "implicitDeny");
}

TEST_CASE("KMS-5, KMS-7: grants are not judged, and AWS's keys stay in their account") {
  PolicyWorld world = world_of(kAna).asks("kms:Decrypt", kKeyArn);
  world.set.has_other_grants = true;
  CHECK(world.outcome() == "undecided");
  CHECK(world.identity(kDenyAll).outcome() == "explicitDeny");
  PolicyWorld managed = world_of(kAna).identity(kAllowAll).asks("kms:Decrypt", kKeyArn);
  managed.resource(allow_to("'*'"));
  managed.request.resource_account = std::string("444455556666");
  CHECK(managed.outcome() == "allowed");
  managed.set.aws_managed_key = true;
  CHECK(managed.outcome() == "implicitDeny");
}

TEST_CASE("STS-1 to STS-4: a role is assumed by its trust policy") {
  const auto trust = [](const std::string& principal) {
    return "{'Effect': 'Allow', 'Principal': " + principal + ", 'Action': 'sts:AssumeRole'}";
  };
  PolicyWorld world = world_of(kAna).asks("sts:AssumeRole", kEtlRole).identity(kAllowAll);
  CHECK(world.outcome() == "implicitDeny");
  CHECK(world.decision().message.find("no role trust policy allows") != std::string::npos);
  CHECK(world.trust(trust(kAccount)).outcome() == "allowed");
  PolicyWorld named = world_of(kAna).asks("sts:AssumeRole", kEtlRole);
  CHECK(named.trust(trust("{'AWS': '" + kAna + "'}")).outcome() == "allowed");
  CHECK(named.boundary(kNothing).outcome() == "implicitDeny");
  PolicyWorld service = world_of("lambda.amazonaws.com").asks("sts:AssumeRole", kEtlRole);
  CHECK(service.trust(trust("{'Service': 'lambda.amazonaws.com'}")).outcome() == "allowed");
}

TEST_CASE("STS-8, STS-9: calls without permissions, and calls without a signature") {
  PolicyWorld world = world_of(kAna).identity(kDenyAll).asks("sts:GetCallerIdentity", "");
  CHECK(world.outcome() == "allowed");
  const std::string provider = "arn:aws:iam::111122223333:oidc-provider/token.example.com";
  PolicyWorld web = world_of(provider).asks("sts:AssumeRoleWithWebIdentity", kEtlRole);
  CHECK(web.outcome() == "implicitDeny");
  web.trust("{'Effect': 'Allow', 'Principal': {'Federated': '" + provider +
            "'}, 'Action': 'sts:AssumeRoleWithWebIdentity'}");
  CHECK(web.outcome() == "allowed");
}

TEST_CASE("TMP-3: what tokens cannot call at all") {
  PolicyWorld federated = world_of(kFederatedArn).identity(kAllowAll).session(kAllowAll);
  CHECK(federated.asks("iam:ListUsers", "").outcome() == "implicitDeny");
  PolicyWorld token = world_of(kAna).identity(kAllowAll);
  token.request.principal.session_token = true;
  CHECK(token.asks("iam:ListUsers", "").outcome() == "implicitDeny");
  token.request.context.set_unknown("aws:MultiFactorAuthPresent");
  CHECK(token.outcome() == "undecided");
  token.request.context.set("aws:MultiFactorAuthPresent", "true");
  CHECK(token.outcome() == "allowed");
  CHECK(token.asks("sts:GetFederationToken", "").outcome() == "implicitDeny");
}

TEST_CASE("S3-3, S3-4: a public bucket policy counts inside the account where it is restricted") {
  PolicyWorld world = world_of(kAna).identity(kAllowAll).resource(allow_to("'*'"));
  world.request.resource_account = std::string("444455556666");
  CHECK(world.outcome() == "allowed");
  world.set.restrict_public_buckets = Truth::yes;
  CHECK(world.outcome() == "implicitDeny");
  world.set.restrict_public_buckets = Truth::unknown;
  CHECK(world.outcome() == "undecided");
  struct Row {
    const char* condition;
    Truth is_public;
  };
  const Row rows[] = {
      {"{}", Truth::yes},
      {"{'StringEquals': {'aws:SourceVpce': 'vpce-1'}}", Truth::no},
      {"{'StringLike': {'aws:SourceVpce': 'vpce-*'}}", Truth::yes},
      {"{'StringNotEquals': {'aws:SourceVpce': 'vpce-1'}}", Truth::yes},
      {"{'StringEqualsIfExists': {'aws:SourceVpce': 'vpce-1'}}", Truth::yes},
      {"{'IpAddress': {'aws:SourceIp': '203.0.113.0/24'}}", Truth::no},
      {"{'IpAddress': {'aws:SourceIp': '0.0.0.0/1'}}", Truth::yes},
      {"{'Bool': {'aws:SecureTransport': 'true'}}", Truth::yes},
      {"{'StringLike': {'s3:DataAccessPointArn': "
       "'arn:aws:s3:us-west-2:111122223333:accesspoint/*'}}",
       Truth::no},
      {"{'StringLike': {'s3:DataAccessPointArn': 'arn:aws:s3:*:*:accesspoint/x'}}", Truth::yes},
      {"{'StringEquals': {'aws:VpceOrgID': 'o-abc'}}", Truth::unknown},
  };
  for (const Row& row : rows) {
    INFO(row.condition);
    const CompiledPolicy* policy = world.compiled(
        std::string("{'Statement': {'Effect': 'Allow', 'Principal': '*', 'Action': '*', "
                    "'Resource': '*', 'Condition': ") +
            row.condition + "}}",
        PolicyUse::resource);
    CHECK(policy->is_public == row.is_public);
  }
}

TEST_CASE("S3-3: whether a bucket has a public policy that S3 refuses is not known") {
  PolicyWorld world = world_of(kAna).resource(allow_to("'*'"));
  world.request.resource_account = std::string("111122223333");
  CHECK(world.outcome() == "allowed");
  world.set.refuse_public_policy = Truth::yes;
  CHECK(world.outcome() == "undecided");
  CHECK(world.identity(kAllowAll).outcome() == "allowed");
  // Its Deny is there or not, too.
  world.resource(allow_to("'*'") +
                 ", {'Effect': 'Deny', 'Principal': '*', 'Action': '*', "
                 "'Resource': '*'}");
  CHECK(world.outcome() == "undecided");
  // One that is not public S3 takes.
  world.resource("{'Effect': 'Deny', 'Principal': '*', 'Action': '*', 'Resource': '*'}");
  CHECK(world.outcome() == "explicitDeny");
}

TEST_CASE("RDS-1, NET-19: rds-db:connect works in one account and knows no network keys") {
  PolicyWorld world = world_of(kAna).identity(
      "{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'IpAddress': "
      "{'aws:SourceIp': '203.0.113.7'}}}");
  world.asks("rds-db:connect", "arn:aws:rds-db:eu-west-1:111122223333:dbuser:db-1/ana");
  world.request.context.set("aws:SourceIp", "203.0.113.7");
  CHECK(world.outcome() == "implicitDeny");
  CHECK(world.identity(kAllowAll).outcome() == "allowed");
  world.request.resource_account = std::string("444455556666");
  CHECK(world.resource(allow_to("'*'")).outcome() == "implicitDeny");
}

// Who is whom.  An Allow across accounts shows whether a principal matches at all.
TEST_CASE("PRI-3 to PRI-11: principals and callers") {
  struct Row {
    const char* caller;
    std::string principal;
    const char* outcome;
  };
  const Row rows[] = {
      {"user", "{'AWS': 'arn:aws:iam::111122223333:root'}", "allowed"},
      {"user", "{'AWS': 'arn:aws:iam::111122223333:user/*'}", "implicitDeny"},  // PRI-5
      {"user", "{'AWS': 'arn:aws:iam::111122223333:user/Ana'}", "implicitDeny"},
      {"user", "{'AWS': 'AIDAEXAMPLEEXAMPLEEX'}", "implicitDeny"},  // PRI-8
      {"role", "{'AWS': 'arn:aws:iam::111122223333:role/etl'}", "implicitDeny"},
      {"role", "{'AWS': '" + kEtlRole + "'}", "allowed"},  // PRI-7
      {"role", "{'AWS': '" + kSessionArn + "'}", "allowed"},
      {"role", "{'AWS': 'arn:aws:sts::111122223333:assumed-role/etl/day'}", "implicitDeny"},
      {"nameless", "{'AWS': '" + kSessionArn + "'}", "undecided"},
      {"pathless", "{'AWS': '" + kEtlRole + "'}", "allowed"},  // ARN-11
      {"user", "{'Service': 'lambda.amazonaws.com'}", "implicitDeny"},
      {"user", "{'CanonicalUser': '" + std::string(64, 'a') + "'}", "undecided"},
  };
  for (const Row& row : rows) {
    INFO(row.caller << " " << row.principal);
    PolicyWorld world = world_of(kAna).identity(kAllowAll).resource(allow_to(row.principal));
    world.request.resource_account = std::string("444455556666");
    const std::string caller = row.caller;
    if (caller == "role") world.request.principal = etl_session();
    if (caller == "nameless") world.caller(kEtlRole);
    if (caller == "pathless") world.caller(kSessionArn);
    CHECK(world.outcome() == row.outcome);
  }
}

TEST_CASE("PRI-12 to PRI-14: whom NotPrincipal spares") {
  const auto deny_others = [](const std::string& principals) {
    return "{'Effect': 'Deny', 'NotPrincipal': {'AWS': " + principals +
           "}, 'Action': '*', 'Resource': '*'}";
  };
  PolicyWorld alone = world_of(kAna).identity(kAllowAll).resource(deny_others("'" + kAna + "'"));
  CHECK(alone.outcome() == "undecided");
  PolicyWorld user =
      world_of(kAna).identity(kAllowAll).resource(deny_others("['" + kAna + "', '111122223333']"));
  CHECK(user.outcome() == "allowed");
  CHECK(user.boundary(kAllowAll).outcome() == "explicitDeny");
  const std::string role = "'" + kEtlRole + "'";
  const std::string session = "'" + kSessionArn + "'";
  struct Row {
    std::string listed;
    const char* outcome;
  };
  const Row rows[] = {
      {"[" + role + ", " + session + ", '111122223333']", "allowed"},
      {"[" + role + ", " + session + "]", "explicitDeny"},
      {"[" + role + ", '111122223333']", "explicitDeny"},
  };
  for (const Row& row : rows) {
    INFO(row.listed);
    PolicyWorld world = world_of(kAna).identity(kAllowAll).resource(deny_others(row.listed));
    world.request.principal = etl_session();
    CHECK(world.outcome() == row.outcome);
  }
  PolicyWorld allow = world_of("*");
  allow.resource("{'Effect': 'Allow', 'NotPrincipal': {'AWS': '" + kAna +
                 "'}, 'Action': '*', 'Resource': '*'}");
  CHECK(allow.outcome() == "allowed");
}

TEST_CASE("CND-8: what is unknown matters only where it decides") {
  const std::string deny_by_key =
      "{'Effect': 'Deny', 'Action': '*', 'Resource': '*', 'Condition': {'StringEquals': "
      "{'aws:SourceVpc': 'vpc-1'}}}";
  PolicyWorld world = world_of(kAna).identity(deny_by_key);
  world.request.context.set_unknown("aws:SourceVpc");
  CHECK(world.outcome() == "implicitDeny");
  CHECK(world.identity(kAllowAll).outcome() == "undecided");
  CHECK(world.decision().missing_keys == std::vector<std::string>{"aws:SourceVpc"});
  CHECK(world.decision().by.size() == 1);
  CHECK(world.identity(kDenyAll).outcome() == "explicitDeny");
}

TEST_CASE("VAR-2: a policy of many statements finds resources that begin with a variable") {
  std::string statements;
  for (int i = 0; i < 20; ++i) {
    const std::string number = std::to_string(i);
    if (i > 0) statements += ",";
    statements += "{'Effect': 'Allow', 'Action': '*', 'Resource': ['arn:aws:s3:::${aws:username}-" +
                  number + "/a', 'arn:aws:s3:::${aws:username}-" + number + "/b']}";
  }
  PolicyWorld world = world_of(kAna).identity(statements);
  world.request.context.set("aws:username", "ana");
  CHECK(world.asks("s3:GetObject", "arn:aws:s3:::ana-0/a").outcome() == "allowed");
  CHECK(world.asks("s3:GetObject", "arn:aws:s3:::ana-19/b").outcome() == "allowed");
  CHECK(world.asks("s3:GetObject", "arn:aws:s3:::ana-20/a").outcome() == "implicitDeny");
  CHECK(world.asks("s3:GetObject", "arn:aws:s3:::eva-0/a").outcome() == "implicitDeny");
}

TEST_CASE("ERR-1, ERR-2, ERR-3, ERR-7: the words of AWS") {
  PolicyWorld world = world_of(kAna);
  world.request.principal = etl_session();
  CHECK(world.decision().message ==
        "User: arn:aws:sts::111122223333:assumed-role/etl/night is not authorized to perform: "
        "s3:GetObject on resource: arn:aws:s3:::ratings/csv/a.csv because no identity-based policy "
        "allows the s3:GetObject action");
  world.identity(kDenyAll).boundary(kDenyAll);
  const Decision decision = world.decision();
  CHECK(decision.message ==
        "User: arn:aws:sts::111122223333:assumed-role/etl/night is not authorized to perform: "
        "s3:GetObject on resource: arn:aws:s3:::ratings/csv/a.csv with an explicit deny in a "
        "permissions boundary");
  REQUIRE(decision.by.size() == 2);
  CHECK(decision.by[0].layer == PolicyLayer::boundary);
  CHECK(decision.by[1].layer == PolicyLayer::identity);
}

TEST_CASE("a near miss names the one part that does not fit, and what the request has") {
  PolicyWorld world = world_of(kAna);
  world.identity(
      "{'Sid': 'Office', 'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*', 'Condition': "
      "{'IpAddress': {'aws:SourceIp': '203.0.113.0/24'}}}");
  world.request.context.set("aws:SourceIp", "198.51.100.1");
  const Decision decision = world.decision();
  REQUIRE(decision.near_misses.size() == 1);
  const NearMiss& miss = decision.near_misses.front();
  CHECK(miss.part == StatementPart::condition);
  CHECK(miss.statement.sid == "Office");
  CHECK(miss.operation == "IpAddress");
  CHECK(miss.key == "aws:SourceIp");
  CHECK(miss.wanted == "203.0.113.0/24");
  CHECK(miss.given == "198.51.100.1");
}

TEST_CASE("the identity keys follow from the caller, as the table of section 4 says") {
  Request request;
  request.principal = etl_session();
  add_identity_keys(request);
  const auto value = [&](const char* key) { return request.context.find(ConditionKey(key)); };
  CHECK(value("aws:PrincipalArn").values == std::vector<std::string>{kEtlRole});
  CHECK(value("aws:PrincipalType").values == std::vector<std::string>{"AssumedRole"});
  CHECK(value("aws:username").is_absent());
  CHECK(value("aws:userid").state == ContextValue::State::unknown);
  Request user;
  user.principal = *Principal::parse("arn:aws:iam::111122223333:user/team/ana");
  add_identity_keys(user);
  CHECK(user.context.find(ConditionKey("aws:username")).values == std::vector<std::string>{"ana"});
}

}  // namespace
}  // namespace canreach
