#include "tests/catch.h"
#include "tests/unit/terraform_reading.h"

using namespace canreach;
using namespace canreach::test;

namespace {

const std::string kVpcChange =
    change("aws_vpc.main", "{'cidr_block':'10.0.0.0/16'}", "{'id':true}");
const std::string kVpcWritten = written("aws_vpc.main", "{}");

std::string subnet(const std::string& address, const std::string& after = "{}") {
  return change(address, after, "{'id':true,'vpc_id':true}");
}

}  // namespace

TEST_CASE("an id that is not known yet is a reference to what will give it") {
  const ReadTerraform read = read_terraform_text(plan(
      {kVpcChange, subnet("aws_subnet.a")},
      {kVpcWritten,
       written("aws_subnet.a", "{'vpc_id':" + refers("aws_vpc.main.id", "aws_vpc.main") + "}")}));
  CHECK(read.show("aws_subnet.a", "VpcId") == "@aws_vpc.main");
  CHECK(read.codes().empty());
}

TEST_CASE("count and for_each choose the instance with the same key") {
  const auto two = [](const std::string& reference) {
    return plan({subnet("aws_subnet.s[0]"), subnet("aws_subnet.s[1]"),
                 change("aws_instance.i[1]", "{}", "{'subnet_id':true}")},
                {written("aws_subnet.s", "{}"),
                 written("aws_instance.i", "{'subnet_id':" + reference + "}")});
  };
  // The own index, an index that is written, and nothing that tells which.
  CHECK(read_terraform_text(two(refers("aws_subnet.s", "count.index")))
            .show("aws_instance.i[1]", "SubnetId") == "@aws_subnet.s[1]");
  CHECK(read_terraform_text(two(refers("aws_subnet.s[0].id", "aws_subnet.s[0]", "aws_subnet.s")))
            .show("aws_instance.i[1]", "SubnetId") == "@aws_subnet.s[0]");
}

TEST_CASE("what is paired by count.index is told, once for a resource") {
  const auto three = [](const std::string& reference) {
    return read_terraform_text(
        plan({subnet("aws_subnet.s[0]"), subnet("aws_subnet.s[1]"),
              change("aws_instance.i[0]", "{}", "{'subnet_id':true}"),
              change("aws_instance.i[1]", "{}", "{'subnet_id':true}"),
              change("aws_instance.j[0]", "{}", "{'subnet_id':true}")},
             {written("aws_subnet.s", "{}"),
              written("aws_instance.i", "{'subnet_id':" + reference + "}"),
              written("aws_instance.j", "{'subnet_id':" + reference + "}")}));
  };
  // It may be `count.index + 1`: a note for each of the two resources.
  CHECK(three(refers("aws_subnet.s", "count.index")).codes() ==
        std::vector<std::string>{"CR1657", "CR1657"});
  CHECK(three(refers("aws_subnet.s[0].id", "aws_subnet.s[0]", "aws_subnet.s")).codes().empty());
}

TEST_CASE("one instance alone, and a key of for_each, need no note") {
  const auto read = [](const std::vector<std::string>& subnets, const std::string& key) {
    std::vector<std::string> changes = {
        change("aws_instance.i[" + key + "]", "{}", "{'subnet_id':true}")};
    for (const std::string& one : subnets) {
      changes.push_back(subnet("aws_subnet.s[" + one + "]"));
    }
    return read_terraform_text(
        plan(changes,
             {written("aws_subnet.s", "{}"),
              written("aws_instance.i",
                      "{'subnet_id':" + refers("aws_subnet.s", "each.key", "count.index") + "}")}));
  };
  CHECK(read({"0"}, "0").codes().empty());
  CHECK(read({"\"a\"", "\"b\""}, "\"a\"").codes().empty());
}

TEST_CASE("several candidates for a single id are no answer") {
  const ReadTerraform read = read_terraform_text(plan(
      {subnet("aws_subnet.s[\"a\"]"), subnet("aws_subnet.s[\"b\"]"),
       change("aws_instance.i", "{}", "{'subnet_id':true}")},
      {written("aws_subnet.s", "{}"),
       written("aws_instance.i", "{'subnet_id':" + refers("aws_subnet.s", "var.which") + "}")}));
  CHECK(read.show("aws_instance.i", "SubnetId") == "?");
}

TEST_CASE("the own key is no key where another one may be meant") {
  const auto subnet_of_a = [](const std::string& reference, const std::string& rest = "") {
    return read_terraform_text(plan({subnet("aws_subnet.s[\"a\"]"), subnet("aws_subnet.s[\"b\"]"),
                                     change("aws_instance.i[\"a\"]", "{}", "{'subnet_id':true}")},
                                    {written("aws_subnet.s", "{}"),
                                     written("aws_instance.i", "{'subnet_id':" + reference + "}")},
                                    "", rest))
        .show("aws_instance.i[\"a\"]", "SubnetId");
  };
  CHECK(subnet_of_a(refers("aws_subnet.s", "each.key")) == "@aws_subnet.s[\"a\"]");
  // aws_subnet.s[each.value.subnet], aws_subnet.s[var.key], aws_subnet.s[local.keys[each.key]]
  CHECK(subnet_of_a(refers("aws_subnet.s", "each.value.subnet", "each.value")) == "?");
  CHECK(subnet_of_a(refers("aws_subnet.s", "var.key")) == "?");
  CHECK(subnet_of_a(refers("aws_subnet.s", "local.keys", "each.key")) == "?");
  // var.public ? aws_subnet.s["b"].id : aws_subnet.s["a"].id
  CHECK(subnet_of_a(refers("var.public", "aws_subnet.s[\"b\"].id", "aws_subnet.s[\"b\"]",
                           "aws_subnet.s", "aws_subnet.s[\"a\"].id", "aws_subnet.s[\"a\"]",
                           "aws_subnet.s")) == "?");
  // var.v ? "b" : each.key, and var.v[each.key]: no plan shows which of both it is.
  const std::string either = refers("aws_subnet.s", "var.v", "each.key");
  CHECK(subnet_of_a(either, ",'variables':{'v':{'value':{'a':'b','b':'a'}}}") == "?");
  CHECK(subnet_of_a(either, ",'variables':{'v':{'value':{'a':'b'}}}") == "?");
  CHECK(subnet_of_a(either, ",'variables':{'v':{'value':true}}") == "?");
  CHECK(subnet_of_a(either, ",'variables':{'v':{'value':'prod'}}") == "?");
  CHECK(subnet_of_a(refers("aws_subnet.s", "terraform.workspace", "each.key")) == "?");
}

namespace {

/// What the subnets of `instances` instances are, of `subnets` subnets in the same module.
std::string subnets_by_index(std::size_t instances, std::size_t subnets,
                             const std::string& reference, const std::string& source,
                             const std::string& single) {
  std::vector<std::string> changes = {subnet("module.m.aws_default_subnet.d[0]"),
                                      subnet("module.m.aws_default_subnet.d[1]")};
  for (std::size_t i = 0; i < subnets; ++i) {
    changes.push_back(subnet("module.m.aws_subnet.s[" + std::to_string(i) + "]"));
  }
  const auto instance = [](std::size_t i) {
    return "module.m.aws_instance.i[" + std::to_string(i) + "]";
  };
  for (std::size_t i = 0; i < instances; ++i) {
    changes.push_back(change(instance(i), "{}", "{'subnet_id':true}"));
  }
  const std::string calls = ",'module_calls':{'m':{'source':'" + source +
                            "','expressions':{'single':{'constant_value':" + single +
                            "}},'module':{'variables':{'single':{}},'resources':[" +
                            written("aws_subnet.s", "{}") + "," +
                            written("aws_instance.i", "{'subnet_id':" + reference + "}") + "]}}}";
  const ReadTerraform read = read_terraform_text(plan(changes, {}, calls));
  std::string text;
  for (std::size_t i = 0; i < instances; ++i) {
    const std::string shown = read.show(instance(i), "SubnetId");
    text += shown == "?" ? "?" : shown.substr(shown.size() - 2, 1);
  }
  return text;
}

}  // namespace

TEST_CASE("an index is paired where nothing else can compute it") {
  // element(aws_subnet.s[*].id, var.single ? 0 : count.index): either of both values.
  const std::string own = refers("aws_subnet.s", "count.index");
  const std::string chosen = refers("aws_subnet.s", "var.single", "count.index");
  CHECK(subnets_by_index(3, 3, own, "./m", "true") == "012");
  CHECK(subnets_by_index(3, 3, chosen, "./m", "true") == "???");
  CHECK(subnets_by_index(3, 3, chosen, "./m", "false") == "???");
  CHECK(subnets_by_index(3, 3, chosen, "./m", "2") == "???");
  CHECK(subnets_by_index(3, 3, chosen, "./m", "['us-east-1a','us-east-1b']") == "???");
  // What goes beyond the list is computed with: count.index % 2, floor(count.index / 2)?
  CHECK(subnets_by_index(4, 2, own, "./m", "true") == "????");
  CHECK(subnets_by_index(2, 3, own, "./m", "true") == "01");
  // One subnet is no choice.
  CHECK(subnets_by_index(3, 1, chosen, "./m", "true") == "000");
}

TEST_CASE("how the usual module of VPCs counts is known") {
  const std::string chosen = refers("aws_subnet.s", "var.single", "count.index");
  CHECK(subnets_by_index(3, 3, chosen, "terraform-aws-modules/vpc/aws", "false") == "012");
  CHECK(subnets_by_index(5, 3, chosen, "terraform-aws-modules/vpc/aws", "false") == "01201");
  const std::string repository = "git::https://github.com/terraform-aws-modules/terraform-aws-vpc";
  CHECK(subnets_by_index(2, 2, chosen, repository + ".git?ref=v5.1.0", "false") == "01");
  CHECK(subnets_by_index(2, 2, chosen, repository + "//modules/other", "false") == "??");
  // coalescelist(aws_subnet.s[*].id, aws_default_subnet.d[*].id)
  const std::string first = refers("aws_subnet.s", "aws_default_subnet.d", "count.index");
  CHECK(subnets_by_index(2, 1, first, "terraform-aws-modules/vpc/aws", "false") == "00");
}

TEST_CASE("what a condition chooses among is not all there") {
  const auto groups = [](const std::string& reference, const std::string& rest = "") {
    return read_terraform_text(
               plan({change("aws_security_group.a", "{}", "{'id':true}"),
                     change("aws_security_group.b", "{}", "{'id':true}"),
                     change("aws_instance.i", "{}", "{'vpc_security_group_ids':true}")},
                    {written("aws_security_group.a", "{}"), written("aws_security_group.b", "{}"),
                     written("aws_instance.i", "{'vpc_security_group_ids':" + reference + "}")},
                    "", rest))
        .show("aws_instance.i", "SecurityGroupIds");
  };
  const std::string chosen = refers("var.v", "aws_security_group.a.id", "aws_security_group.a",
                                    "aws_security_group.b.id", "aws_security_group.b");
  CHECK(groups(chosen) == "[?]");
  CHECK(groups(chosen, ",'variables':{'v':{'value':true}}") == "[?]");
  // concat() with a list of further ids
  CHECK(groups(chosen, ",'variables':{'v':{'value':[]}}") ==
        "[@aws_security_group.a, @aws_security_group.b]");
  CHECK(groups(chosen, ",'variables':{'v':{'value':['prod','test']}}") == "[?]");
  CHECK(groups(refers("var.v", "aws_security_group.a.id", "aws_security_group.a"),
               ",'variables':{'v':{'value':true}}") == "[@aws_security_group.a]");
}

TEST_CASE("rules that share one expression do not share its groups") {
  const std::string rule =
      "{'from_port':443,'to_port':443,'protocol':'tcp','cidr_blocks':[],'self':false}";
  const auto sources = [&rule](const std::string& ingress) {
    return read_terraform_text(
               plan({change("aws_security_group.a", "{}", "{'id':true}"),
                     change("aws_security_group.b", "{}", "{'id':true}"),
                     change("aws_security_group.db", "{'ingress':[" + rule + "," + rule + "]}",
                            "{'ingress':[{'security_groups':true},{'security_groups':true}]}")},
                    {written("aws_security_group.a", "{}"), written("aws_security_group.b", "{}"),
                     written("aws_security_group.db", "{'ingress':" + ingress + "}")}))
        .show("aws_security_group.db", "SecurityGroupIngress");
  };
  const std::string a = refers("aws_security_group.a.id", "aws_security_group.a");
  const std::string b = refers("aws_security_group.b.id", "aws_security_group.b");
  const std::string both = refers("aws_security_group.a.id", "aws_security_group.a",
                                  "aws_security_group.b.id", "aws_security_group.b");
  const auto block = [](const std::string& port, const std::string& groups) {
    return "{'from_port':" + port + ",'security_groups':" + groups + "}";
  };
  const std::string is_443 = "{'constant_value':443}";
  // An attribute that is set to a list, and blocks whose port is an expression: which is which?
  CHECK(sources(both).find("@") == std::string::npos);
  CHECK(
      sources("[" + block(refers("var.a"), a) + "," + block(refers("var.b"), b) + "]").find("@") ==
      std::string::npos);
  // Blocks that differ in nothing else: together they let both in.
  CHECK(sources("[" + block(is_443, a) + "," + block(is_443, b) + "]")
            .find("@aws_security_group.b") != std::string::npos);
}

TEST_CASE("all candidates of a list are in it, and what cannot be followed leaves it open") {
  const auto groups = [](const std::string& reference) {
    return read_terraform_text(
               plan({change("aws_security_group.a", "{}", "{'id':true}"),
                     change("aws_security_group.b", "{}", "{'id':true}"),
                     change("aws_instance.i", "{}", "{'vpc_security_group_ids':true}")},
                    {written("aws_security_group.a", "{}"), written("aws_security_group.b", "{}"),
                     written("aws_instance.i", "{'vpc_security_group_ids':" + reference + "}")}))
        .show("aws_instance.i", "SecurityGroupIds");
  };
  CHECK(groups(refers("aws_security_group.a.id", "aws_security_group.a", "aws_security_group.b.id",
                      "aws_security_group.b")) == "[@aws_security_group.a, @aws_security_group.b]");
  CHECK(groups(refers("aws_security_group.a.id", "aws_security_group.a", "local.more")) ==
        "[@aws_security_group.a, ?]");
}

TEST_CASE("references go through variables and outputs of modules") {
  const std::string calls =
      ",'module_calls':{"
      "'net':{'module':{'resources':[{'address':'aws_vpc.v','expressions':{}}],"
      "'outputs':{'vpc':{'expression':{'references':['aws_vpc.v.id','aws_vpc.v']}}}}},"
      "'app':{'expressions':{'vpc':{'references':['module.net.vpc','module.net']}},"
      "'module':{'resources':[{'address':'aws_subnet.s','expressions':"
      "{'vpc_id':{'references':['var.vpc']}}}],'variables':{'vpc':{}}}}}";
  const ReadTerraform read = read_terraform_text(
      plan({change("module.net.aws_vpc.v", "{}", "{'id':true}"), subnet("module.app.aws_subnet.s")},
           {}, calls));
  CHECK(read.show("module.app.aws_subnet.s", "VpcId") == "@module.net.aws_vpc.v");
}

TEST_CASE("each instance of a module has its own resources") {
  const std::string calls =
      ",'module_calls':{'m':{'for_each_expression':{'references':['var.all']},'module':{"
      "'resources':[{'address':'aws_vpc.v','expressions':{}},{'address':'aws_subnet.s',"
      "'expressions':{'vpc_id':{'references':['aws_vpc.v.id','aws_vpc.v']}}}]}}}";
  const ReadTerraform read = read_terraform_text(
      plan({change("module.m[\"x.y\"].aws_vpc.v", "{}", "{'id':true}"),
            change("module.m[\"z\"].aws_vpc.v", "{}", "{'id':true}"),
            subnet("module.m[\"x.y\"].aws_subnet.s"), subnet("module.m[\"z\"].aws_subnet.s")},
           {}, calls));
  CHECK(read.show("module.m[\"x.y\"].aws_subnet.s", "VpcId") == "@module.m[\"x.y\"].aws_vpc.v");
  CHECK(read.show("module.m[\"z\"].aws_subnet.s", "VpcId") == "@module.m[\"z\"].aws_vpc.v");
}

TEST_CASE("a local value is taken for the only one of its kind, with a note") {
  const auto through_local = [](const std::vector<std::string>& vpcs) {
    std::vector<std::string> changes = {subnet("aws_subnet.s")};
    for (const std::string& vpc : vpcs) changes.push_back(change(vpc, "{}", "{'id':true}"));
    return read_terraform_text(
        plan(changes, {written("aws_subnet.s", "{'vpc_id':" + refers("local.vpc") + "}")}));
  };
  const ReadTerraform one = through_local({"aws_vpc.a"});
  CHECK(one.show("aws_subnet.s", "VpcId") == "@aws_vpc.a");
  CHECK(one.codes() == std::vector<std::string>{"CR1654"});
  CHECK(through_local({"aws_vpc.a", "aws_vpc.b"}).show("aws_subnet.s", "VpcId") == "?");
  CHECK(through_local({}).show("aws_subnet.s", "VpcId") == "?");
}

TEST_CASE("an assumption closes what a plan leaves open") {
  DeclaredOptions options;
  options.assumptions = {{"aws_subnet.s.vpc_id", "aws_vpc.b"},
                         {"aws_subnet.s.cidr_block", "10.0.0.0/24"},
                         {"aws_subnet.s.nothing", "x"}};
  const ReadTerraform read = read_terraform_text(
      plan({change("aws_vpc.a", "{}", "{'id':true}"), change("aws_vpc.b", "{}", "{'id':true}"),
            change("aws_subnet.s", "{}", "{'vpc_id':true,'cidr_block':true}")},
           {written("aws_subnet.s", "{'vpc_id':" + refers("local.vpc") +
                                        ",'cidr_block':" + refers("local.block") + "}")}),
      options);
  CHECK(read.show("aws_subnet.s", "VpcId") == "@aws_vpc.b");
  CHECK(read.show("aws_subnet.s", "CidrBlock") == "10.0.0.0/24");
  CHECK(read.codes() == std::vector<std::string>{"CR1655"});
}

TEST_CASE("references in a circle end") {
  const std::string calls =
      ",'module_calls':{'m':{'expressions':{'v':{'references':['module.m.o','module.m']}},"
      "'module':{'variables':{'v':{}},'outputs':{'o':{'expression':{'references':['var.v']}}},"
      "'resources':[{'address':'aws_subnet.s','expressions':{'vpc_id':{'references':['var.v']}}}]}}"
      "}";
  const ReadTerraform read =
      read_terraform_text(plan({subnet("module.m.aws_subnet.s")}, {}, calls));
  CHECK(read.show("module.m.aws_subnet.s", "VpcId") == "?");
}

TEST_CASE("what AWS makes with a gateway and what has the id of a peering are named by others") {
  const ReadTerraform read = read_terraform_text(plan(
      {change("aws_ec2_transit_gateway.t", "{}", "{'id':true}"),
       change("aws_ec2_transit_gateway_route.r", "{}", "{'transit_gateway_route_table_id':true}"),
       change("aws_vpc_peering_connection.p", "{}", "{'id':true,'accept_status':true}"),
       change("aws_vpc_peering_connection_accepter.p", "{}",
              "{'id':true,'vpc_peering_connection_id':true}"),
       change("aws_route.r", "{}", "{'vpc_peering_connection_id':true}"),
       change("aws_vpc.v", "{}", "{'id':true,'default_security_group_id':true}"),
       change("aws_instance.i", "{}", "{'vpc_security_group_ids':true}")},
      {written("aws_ec2_transit_gateway_route.r",
               "{'transit_gateway_route_table_id':" +
                   refers("aws_ec2_transit_gateway.t.association_default_route_table_id",
                          "aws_ec2_transit_gateway.t") +
                   "}"),
       written("aws_vpc_peering_connection_accepter.p",
               "{'vpc_peering_connection_id':" +
                   refers("aws_vpc_peering_connection.p.id", "aws_vpc_peering_connection.p") + "}"),
       written("aws_route.r", "{'vpc_peering_connection_id':" +
                                  refers("aws_vpc_peering_connection_accepter.p.id",
                                         "aws_vpc_peering_connection_accepter.p") +
                                  "}"),
       written("aws_instance.i", "{'vpc_security_group_ids':" +
                                     refers("aws_vpc.v.default_security_group_id", "aws_vpc.v") +
                                     "}")}));
  CHECK(read.show("aws_ec2_transit_gateway_route.r", "TransitGatewayRouteTableId") ==
        "@aws_ec2_transit_gateway.t.AssociationDefaultRouteTableId");
  CHECK(read.show("aws_route.r", "VpcPeeringConnectionId") == "@aws_vpc_peering_connection.p");
  CHECK(read.show("aws_instance.i", "SecurityGroupIds") == "[@aws_vpc.v.DefaultSecurityGroup]");
}

TEST_CASE("a service of containers registers its targets") {
  const ReadTerraform read = read_terraform_text(
      plan({change("aws_lb_target_group.g", "{}", "{'arn':true}"),
            change("aws_ecs_service.s",
                   "{'load_balancer':[{'container_name':'web','container_port':9000}]}",
                   "{'load_balancer':[{'target_group_arn':true}]}")},
           {written("aws_ecs_service.s",
                    "{'load_balancer':[{'target_group_arn':" +
                        refers("aws_lb_target_group.g.arn", "aws_lb_target_group.g") + "}]}")}));
  CHECK(read.show("aws_ecs_service.s", "LoadBalancers") ==
        "[{TargetGroupArn: @aws_lb_target_group.g.Arn, ContainerName: web, ContainerPort: 9000}]");
}

TEST_CASE("the plain words of a sensitive rule are read") {
  const ReadTerraform read = read_terraform_text(
      "{\"format_version\":\"1.0\",\"terraform_version\":\"1.9.0\",\"values\":{\"root_module\":{"
      "\"resources\":[{\"address\":\"aws_security_group.g\",\"values\":{\"ingress\":[{"
      "\"protocol\":\"tcp\",\"from_port\":443,\"to_port\":443,\"self\":true,"
      "\"description\":\"partner X\"}],\"egress\":[]},"
      "\"sensitive_values\":{\"ingress\":true}}]}}}");
  CHECK(read.show("aws_security_group.g", "SecurityGroupIngress") ==
        "[{IpProtocol: tcp, FromPort: 443, ToPort: 443, Description: ?, "
        "SourceSecurityGroupId: @aws_security_group.g}]");
}

TEST_CASE("what an unknown reference may turn out to name is told") {
  const auto owners = [](const std::string& reference, const std::string& rest = "") {
    const ReadTerraform read = read_terraform_text(
        plan({change("aws_route_table.a", "{}", "{'id':true}"),
              change("aws_route_table.b", "{}", "{'id':true}"),
              change("module.m.aws_route_table.c", "{}", "{'id':true}"),
              change("aws_route.r", "{'destination_cidr_block':'0.0.0.0/0'}",
                     "{'route_table_id':true}")},
             {written("aws_route.r", "{'route_table_id':" + reference + "}")}, "", rest));
    const DeclaredValue& owner = read.find("aws_route.r")->properties["RouteTableId"];
    std::string text = terraform_text(owner);
    for (const DeclaredValue& item : owner.items) text += " " + terraform_text(item);
    return text;
  };
  // A local value of the root module: nothing shows which table it is, a module's or its own.
  CHECK(owners(refers("local.table")) ==
        "? @aws_route_table.a @aws_route_table.b @module.m.aws_route_table.c");
  CHECK(owners(refers("var.first", "aws_route_table.a.id", "aws_route_table.a",
                      "aws_route_table.b.id", "aws_route_table.b"),
               ",'variables':{'first':{'value':true}}") ==
        "? @aws_route_table.a @aws_route_table.b");
  CHECK(owners(refers("aws_route_table.a.id", "aws_route_table.a")) == "@aws_route_table.a");
}
