#include "tests/catch.h"
#include "tests/unit/terraform_reading.h"

using namespace canreach;
using namespace canreach::test;

// What breaks naive readers of Terraform, one test each.

namespace {

const std::string kGroup = "aws_security_group.g";

std::string group_plan(const std::string& after, const std::string& unknown,
                       const std::string& expressions = "{}") {
  return plan({change(kGroup, after, unknown)}, {written(kGroup, expressions)});
}

}  // namespace

TEST_CASE("a security group without egress rules sends nothing") {
  struct Row {
    const char* after;
    const char* unknown;
    const char* egress;
  };
  const Row rows[] = {
      {"{}", "{'egress':true,'ingress':true}", "[]"},
      {"{'egress':[]}", "{}", "[]"},
      {"{'egress':null}", "{'egress':true}", "[]"},
      {"{'egress':[{'protocol':'-1','from_port':0,'to_port':0,'cidr_blocks':['0.0.0.0/0']}]}",
       "{'egress':[{}]}", "[{IpProtocol: -1, CidrIp: 0.0.0.0/0}]"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.after, row.unknown);
    const ReadTerraform read = read_terraform_text(group_plan(row.after, row.unknown));
    CHECK(read.show(kGroup, "SecurityGroupEgress") == row.egress);
  }
}

TEST_CASE("egress that somebody wrote and nobody knows yet is unknown") {
  const ReadTerraform read = read_terraform_text(
      group_plan("{}", "{'egress':true}", "{'egress':" + refers("local.rules") + "}"));
  CHECK(read.show(kGroup, "SecurityGroupEgress") == "?");
}

TEST_CASE("rules of a group stand in three places, and all count") {
  const std::string group = "{'security_group_id':" + refers(kGroup + ".id", kGroup) + "}";
  const ReadTerraform read = read_terraform_text(
      plan({change(kGroup,
                   "{'ingress':[{'protocol':'tcp','from_port':22,'to_port':22,"
                   "'cidr_blocks':['10.0.0.0/8']}]}",
                   "{'id':true}"),
            change("aws_security_group_rule.r",
                   "{'type':'ingress','protocol':'tcp','from_port':80,'to_port':80,'self':true}",
                   "{'security_group_id':true}"),
            change("aws_vpc_security_group_egress_rule.e",
                   "{'ip_protocol':'udp','from_port':53,'to_port':53,'cidr_ipv4':'10.0.0.2/32'}",
                   "{'security_group_id':true}")},
           {written(kGroup, "{'ingress':[{'from_port':{'constant_value':22}}]}"),
            written("aws_security_group_rule.r", group),
            written("aws_vpc_security_group_egress_rule.e", group)}));
  CHECK(read.show(kGroup, "SecurityGroupIngress") ==
        "[{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}]");
  CHECK(read.show("aws_security_group_rule.r", "type") == "AWS::EC2::SecurityGroupIngress");
  CHECK(read.show("aws_security_group_rule.r", "GroupId") == "@" + kGroup);
  CHECK(read.show("aws_security_group_rule.r", "SourceSecurityGroupId") == "@" + kGroup);
  CHECK(read.show("aws_vpc_security_group_egress_rule.e", "type") ==
        "AWS::EC2::SecurityGroupEgress");
  CHECK(read.show("aws_vpc_security_group_egress_rule.e", "CidrIp") == "10.0.0.2/32");
  CHECK(read.codes() == std::vector<std::string>{"CR1656"});
}

TEST_CASE("an inline route has empty targets, and its own may be unknown") {
  const ReadTerraform read = read_terraform_text(
      plan({change("aws_internet_gateway.i", "{}", "{'id':true}"),
            change("aws_nat_gateway.n", "{}", "{'id':true}"),
            change("aws_route_table.t",
                   "{'route':[{'cidr_block':'10.9.0.0/16','gateway_id':''},"
                   "{'cidr_block':'0.0.0.0/0','nat_gateway_id':''}]}",
                   "{'route':[{'nat_gateway_id':true},{'gateway_id':true}]}")},
           {written("aws_route_table.t",
                    "{'route':[{'cidr_block':{'constant_value':'0.0.0.0/0'},'gateway_id':" +
                        refers("aws_internet_gateway.i.id", "aws_internet_gateway.i") +
                        "},{'cidr_block':{'constant_value':'10.9.0.0/16'},'nat_gateway_id':" +
                        refers("aws_nat_gateway.n.id", "aws_nat_gateway.n") + "}]}")}));
  // The blocks of the configuration stand in another order: they are found by what they hold.
  CHECK(read.show("aws_route_table.t.route[0]", "NatGatewayId") == "@aws_nat_gateway.n");
  CHECK(read.show("aws_route_table.t.route[0]", "GatewayId") == "-");
  CHECK(read.show("aws_route_table.t.route[1]", "GatewayId") == "@aws_internet_gateway.i");
  CHECK(read.show("aws_route_table.t.route[1]", "DestinationCidrBlock") == "0.0.0.0/0");
}

TEST_CASE("what adopts a default thing of a VPC takes its place") {
  const auto by_vpc = [](const std::string& attribute) {
    return "{'" + attribute + "':" + refers("aws_vpc.v." + attribute, "aws_vpc.v") + "}";
  };
  const ReadTerraform read = read_terraform_text(plan(
      {change("aws_vpc.v", "{}", "{'id':true}"),
       change("aws_default_route_table.t", "{}", "{'default_route_table_id':true}"),
       change("aws_default_network_acl.n", "{}", "{'default_network_acl_id':true}"),
       change("aws_default_security_group.g", "{}", "{'vpc_id':true,'egress':true}"),
       change("aws_route.r", "{'destination_cidr_block':'10.1.0.0/16'}",
              "{'route_table_id':true}")},
      {written("aws_vpc.v", "{}"),
       written("aws_default_route_table.t", by_vpc("default_route_table_id")),
       written("aws_default_network_acl.n", by_vpc("default_network_acl_id")),
       written("aws_default_security_group.g",
               "{'vpc_id':" + refers("aws_vpc.v.id", "aws_vpc.v") + "}"),
       written("aws_route.r", "{'route_table_id':" +
                                  refers("aws_vpc.v.main_route_table_id", "aws_vpc.v") + "}")}));
  CHECK(read.show("aws_default_route_table.t", "IsMain") == "true");
  CHECK(read.show("aws_default_route_table.t", "VpcId") == "@aws_vpc.v");
  CHECK(read.show("aws_default_network_acl.n", "IsDefault") == "true");
  CHECK(read.show("aws_default_network_acl.n", "VpcId") == "@aws_vpc.v");
  CHECK(read.show("aws_default_security_group.g", "IsDefault") == "true");
  CHECK(read.show("aws_default_security_group.g", "SecurityGroupEgress") == "[]");
  CHECK(read.show("aws_route.r", "RouteTableId") == "@aws_default_route_table.t");
}

TEST_CASE("another table may become the main one") {
  const ReadTerraform read = read_terraform_text(plan(
      {change("aws_vpc.v", "{}", "{'id':true}"), change("aws_route_table.t", "{}", "{'id':true}"),
       change("aws_main_route_table_association.m", "{}", "{'vpc_id':true,'route_table_id':true}")},
      {written("aws_main_route_table_association.m",
               "{'vpc_id':" + refers("aws_vpc.v.id", "aws_vpc.v") + ",'route_table_id':" +
                   refers("aws_route_table.t.id", "aws_route_table.t") + "}")}));
  CHECK(read.show("aws_route_table.t", "IsMain") == "true");
}

TEST_CASE("an instance without groups or subnet has AWS's defaults") {
  const ReadTerraform read = read_terraform_text(
      plan({change("aws_instance.i", "{}",
                   "{'vpc_security_group_ids':true,'subnet_id':true,'private_ip':true,"
                   "'associate_public_ip_address':true}")},
           {written("aws_instance.i", "{}")}));
  for (const char* property :
       {"SecurityGroupIds", "SubnetId", "PrivateIpAddress", "NetworkInterfaces"}) {
    CAPTURE(property);
    CHECK(read.show("aws_instance.i", property) == "-");
  }
}

TEST_CASE("of a replaced resource the new one counts, and old ids still lead to it") {
  const ReadTerraform read = read_terraform_text(
      plan({change("aws_vpc.v", "{'cidr_block':'10.2.0.0/16'}", "{'id':true}",
                   "['delete','create']", "{'id':'vpc-0a','cidr_block':'10.1.0.0/16'}"),
            change("aws_subnet.s", "{'id':'subnet-0a','vpc_id':'vpc-0a'}", "{}", "['no-op']"),
            change("aws_subnet.gone", "null", "{}", "['delete']", "{'id':'subnet-0b'}"),
            change("aws_subnet.left", "null", "{}", "['forget']", "{'id':'subnet-0c'}"),
            change("aws_vpc.v", "null", "{}", "['delete']", "{}", ",'deposed':'1234'")},
           {}));
  CHECK(read.show("aws_vpc.v", "CidrBlock") == "10.2.0.0/16");
  CHECK(read.show("aws_subnet.s", "VpcId") == "@aws_vpc.v");
  CHECK(read.show("aws_subnet.gone", "type") == "no resource");
  CHECK(read.show("aws_subnet.left", "type") == "AWS::EC2::Subnet");
  CHECK(read.codes().empty());
}

TEST_CASE("a policy that is read at apply is put together from its statements") {
  const ReadTerraform read = read_terraform_text(plan(
      {change("aws_iam_role.r", "{'name':'r'}", "{'arn':true}"),
       change("data.aws_iam_policy_document.d",
              "{'statement':[{'actions':['sqs:SendMessage'],'resources':[null],'effect':null,"
              "'principals':[{'type':'AWS','identifiers':[null]}],'condition':[{'test':"
              "'StringEquals','variable':'aws:username','values':['&{aws:username}']}]}]}",
              "{'json':true,'statement':[{'resources':[true],'principals':"
              "[{'identifiers':[true]}]}]}",
              "['read']"),
       change("aws_sqs_queue.q", "{'name':'q'}", "{'policy':true}")},
      {written("aws_iam_role.r", "{}"),
       written("data.aws_iam_policy_document.d",
               "{'statement':[{'actions':{'constant_value':['sqs:SendMessage']},'resources':" +
                   refers("aws_s3_bucket.b.arn", "aws_s3_bucket.b") +
                   ",'principals':[{'identifiers':" +
                   refers("aws_iam_role.r.arn", "aws_iam_role.r") + "}]}]}"),
       written("aws_sqs_queue.q",
               "{'policy':" +
                   refers("data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d") +
                   "}")}));
  CHECK(read.show("aws_sqs_queue.q.policy", "type") == "AWS::SQS::QueuePolicy");
  CHECK(read.show("aws_sqs_queue.q.policy", "PolicyDocument") ==
        "{Version: 2012-10-17, Statement: [{Effect: Allow, Action: [sqs:SendMessage], "
        "Resource: [?], Principal: {AWS: [@aws_iam_role.r.Arn]}, "
        "Condition: {StringEquals: {aws:username: [${aws:username}]}}}]}");
}

TEST_CASE("a policy is a JSON text when it is known, and none when nobody wrote one") {
  const ReadTerraform read = read_terraform_text(
      plan({change("aws_sqs_queue.a", "{'policy':'{}'}"),
            change("aws_sqs_queue.b", "{}", "{'policy':true}"),
            change("aws_sqs_queue.c", "{}", "{'policy':true}")},
           {written("aws_sqs_queue.b", "{}"),
            written("aws_sqs_queue.c", "{'policy':" + refers("local.policy") + "}")}));
  CHECK(read.show("aws_sqs_queue.a.policy", "PolicyDocument") == "{}");
  CHECK(read.show("aws_sqs_queue.b.policy", "type") == "no resource");
  CHECK(read.show("aws_sqs_queue.c.policy", "PolicyDocument") == "?");
}

TEST_CASE("regions come from the providers") {
  const std::string rest =
      ",'configuration':{'provider_config':{'aws':{'expressions':{'region':{'constant_value':"
      "'eu-west-1'}}},'aws.us':{'expressions':{'region':{'references':['var.other']}}}},"
      "'root_module':{'resources':[{'address':'aws_vpc.a','provider_config_key':'aws',"
      "'expressions':{}},{'address':'aws_vpc.b','provider_config_key':'aws.us','expressions':{}}]}}"
      ","
      "'variables':{'other':{'value':'us-east-2'}}}";
  const ReadTerraform read = read_terraform_text(
      "{\"format_version\":\"1.0\",\"planned_values\":{},\"resource_changes\":" +
      listed({change("aws_vpc.a", "{}"), change("aws_vpc.b", "{}")}) + quotes(rest));
  CHECK(read.design.region == "eu-west-1");
  REQUIRE(read.find("aws_vpc.b") != nullptr);
  CHECK(read.find("aws_vpc.a")->region.empty());
  CHECK(read.find("aws_vpc.b")->region == "us-east-2");
}

TEST_CASE("what is sensitive is not shown, unless it is a block, a port or an id") {
  const ReadTerraform read = read_terraform_text(quotes(
      "{'format_version':'1.0','values':{'root_module':{'resources':[{'address':'aws_sqs_queue.q',"
      "'values':{'name':'hunter2','policy':'{hunter2}'},'sensitive_values':{'name':true,"
      "'policy':true}},{'address':'aws_subnet.s','values':{'cidr_block':'10.0.0.0/24'},"
      "'sensitive_values':{'cidr_block':true}}]}}}"));
  REQUIRE(read.find("aws_sqs_queue.q") != nullptr);
  const DeclaredValue& name = read.find("aws_sqs_queue.q")->properties["QueueName"];
  CHECK(name.text == "sensitive value of `aws_sqs_queue.q.name`");
  CHECK(read.show("aws_sqs_queue.q.policy", "PolicyDocument") == "?");
  CHECK(read.show("aws_subnet.s", "CidrBlock") == "10.0.0.0/24");
}

TEST_CASE("partial and failed plans are told") {
  const std::string vpc = change("aws_vpc.v", "{}");
  const std::string failed = plan({vpc}, {}, "", ",'errored':true,'complete':false");
  CHECK(read_terraform_text(plan({vpc}, {}, "", ",'complete':false")).codes() ==
        std::vector<std::string>{"CR1653"});
  CHECK(read_terraform_text(failed).codes() == std::vector<std::string>{"CR1652"});
  CHECK(read_terraform_text(failed).find("aws_vpc.v") == nullptr);
  DeclaredOptions options;
  options.assumptions = {{"--allow-partial", "true"}};
  CHECK(read_terraform_text(failed, options).codes() ==
        std::vector<std::string>{"CR1652", "CR1655"});
  options.assumptions.clear();
  options.allow_partial = true;
  CHECK(read_terraform_text(failed, options).find("aws_vpc.v") != nullptr);
}

TEST_CASE("versions that mean something else are refused") {
  for (const char* text :
       {"{'format_version':'2.0','planned_values':{}}", "{'version':3,'lineage':'x','modules':[]}",
        "{'version':5,'lineage':'x','resources':[]}"}) {
    CAPTURE(text);
    CHECK(read_terraform_text(quotes(text)).codes() == std::vector<std::string>{"CR1651"});
  }
}

TEST_CASE("protocols keep their names, and ports may be strings") {
  struct Row {
    const char* rule;
    const char* shown;
  };
  const Row rows[] = {
      {"{'protocol':'icmpv6','from_port':'-1','to_port':'-1','ipv6_cidr_blocks':['::/0']}",
       "[{IpProtocol: icmpv6, FromPort: -1, ToPort: -1, CidrIpv6: ::/0}]"},
      {"{'protocol':'all','from_port':0,'to_port':0,'cidr_blocks':['10.0.0.0/8']}",
       "[{IpProtocol: -1, CidrIp: 10.0.0.0/8}]"},
      {"{'protocol':'58','from_port':128,'to_port':0,'self':true}",
       "[{IpProtocol: 58, FromPort: 128, ToPort: 0, SourceSecurityGroupId: "
       "@aws_security_group.g}]"},
      {"{'protocol':'tcp','from_port':1,'to_port':2,'cidr_blocks':['10.0.0.0/8','10.1.0.0/16'],"
       "'prefix_list_ids':['pl-1']}",
       "[{IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: 10.0.0.0/8}, "
       "{IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: 10.1.0.0/16}, "
       "{IpProtocol: tcp, FromPort: 1, ToPort: 2, SourcePrefixListId: pl-1}]"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.rule);
    const ReadTerraform read =
        read_terraform_text(group_plan("{'ingress':[" + std::string(row.rule) + "]}", "{}"));
    CHECK(read.show(kGroup, "SecurityGroupIngress") == row.shown);
  }
}

TEST_CASE("route tables of an endpoint come from it and from associations") {
  const ReadTerraform read = read_terraform_text(plan(
      {change("aws_route_table.a", "{}", "{'id':true}"),
       change("aws_route_table.b", "{}", "{'id':true}"),
       change("aws_vpc_endpoint.e", "{'service_name':'com.amazonaws.us-east-1.s3'}",
              "{'id':true,'route_table_ids':true,'policy':true}"),
       change("aws_vpc_endpoint_route_table_association.x", "{}",
              "{'vpc_endpoint_id':true,'route_table_id':true}")},
      {written("aws_vpc_endpoint.e",
               "{'route_table_ids':" + refers("aws_route_table.a.id", "aws_route_table.a") + "}"),
       written("aws_vpc_endpoint_route_table_association.x",
               "{'vpc_endpoint_id':" + refers("aws_vpc_endpoint.e.id", "aws_vpc_endpoint.e") +
                   ",'route_table_id':" + refers("aws_route_table.b.id", "aws_route_table.b") +
                   "}")}));
  CHECK(read.show("aws_vpc_endpoint.e", "RouteTableIds") ==
        "[@aws_route_table.a, @aws_route_table.b]");
  CHECK(read.show("aws_vpc_endpoint.e", "PolicyDocument") == "-");
}

TEST_CASE("a raw state has every id, and data sources are external") {
  const ReadTerraform read = read_terraform_text(quotes(
      "{'version':4,'lineage':'x','resources':["
      "{'mode':'data','type':'aws_vpc','name':'d','instances':[{'attributes':"
      "{'id':'vpc-0a','cidr_block':'10.0.0.0/16'}}]},"
      "{'module':'module.m','mode':'managed','type':'aws_subnet','name':'s','instances':["
      "{'index_key':'a.b','attributes':{'id':'subnet-0a','vpc_id':'vpc-0a'}},"
      "{'index_key':'old','deposed':'1','attributes':{'id':'subnet-0b','vpc_id':'vpc-0a'}}]},"
      "{'mode':'managed','type':'aws_instance','name':'i','instances':[{'index_key':0,"
      "'attributes':{'id':'i-0a','subnet_id':'subnet-0a'}}]}]}"));
  CHECK(read.show("module.m.aws_subnet.s[\"a.b\"]", "VpcId") == "@data.aws_vpc.d");
  CHECK(read.show("aws_instance.i[0]", "SubnetId") == "@module.m.aws_subnet.s[\"a.b\"]");
  CHECK(read.show("data.aws_vpc.d", "IsExternal") == "true");
  CHECK(read.show("data.aws_vpc.d", "CidrBlock") == "10.0.0.0/16");
  CHECK(read.design.resources.size() == 3);
}

TEST_CASE("types without a translation keep their own name") {
  const ReadTerraform read = read_terraform_text(
      plan({change("aws_flow_log.f", "{'name':'x'}"), change("azurerm_subnet.s", "{}")}, {}));
  CHECK(read.show("aws_flow_log.f", "type") == "aws_flow_log");
  CHECK(read.find("aws_flow_log.f")->properties.members.empty());
  CHECK(read.show("azurerm_subnet.s", "type") == "azurerm_subnet");
}

TEST_CASE("policies are gathered in the role that has them") {
  const std::string role = "{'role':" + refers("aws_iam_role.r.name", "aws_iam_role.r") + "}";
  const ReadTerraform read = read_terraform_text(
      plan({change("aws_iam_role.r", "{'name':'r'}", "{'id':true}"),
            change("aws_iam_role_policy.p", "{'name':'p','policy':'{}'}", "{'role':true}"),
            change("aws_iam_role_policy_attachment.a",
                   "{'policy_arn':'arn:aws:iam::aws:policy/ReadOnlyAccess'}", "{'role':true}")},
           {written("aws_iam_role.r", "{}"), written("aws_iam_role_policy.p", role),
            written("aws_iam_role_policy_attachment.a", role)}));
  CHECK(read.show("aws_iam_role.r", "Policies") == "[{PolicyName: p, PolicyDocument: {}}]");
  CHECK(read.show("aws_iam_role.r", "ManagedPolicyArns") ==
        "[arn:aws:iam::aws:policy/ReadOnlyAccess]");
}

TEST_CASE("a policy of a role that is not known may be one of every role") {
  const ReadTerraform read = read_terraform_text(
      plan({change("aws_iam_role.a", "{'name':'a'}"), change("aws_iam_role.b", "{'name':'b'}"),
            change("aws_iam_role_policy.p", "{'name':'p','policy':'{}'}", "{'role':true}")},
           {written("aws_iam_role_policy.p", "{'role':" + refers("local.role") + "}")}));
  CHECK(read.show("aws_iam_role.a", "Policies") == "[?]");
  CHECK(read.show("aws_iam_role.b", "Policies") == "[?]");
}

TEST_CASE("two plans may have the same addresses") {
  const std::string text = plan({change("aws_vpc.v", "{}")}, {});
  const ReadTerraform read = read_terraform_texts({text, text});
  CHECK(read.find("aws_vpc.v") != nullptr);
  CHECK(read.find("b:aws_vpc.v") != nullptr);
}
