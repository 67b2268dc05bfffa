// Fixes, by way of the answers that hold them.
#include "app/fixes.h"

#include <string>
#include <vector>

#include "analyzer/query/query.h"
#include "report/fix_text.h"
#include "tests/catch.h"

namespace canreach {
namespace {

struct Asked {
  Answer answer;
  std::string patch;
};

Asked ask(const std::string& text, const std::string& from, const std::string& to,
          const std::string& name = "d.yaml") {
  Diagnostics diagnostics;
  const Design design = load_design({{name, text}}, {}, diagnostics);
  REQUIRE(diagnostics.errors() == 0);
  const Network network = compile(design);
  TraceQuery query;
  query.from = from;
  query.to = to;
  auto answer = trace(network, query);
  REQUIRE(answer.has_value());
  add_fixes(network, query, {}, {}, *answer);
  return {*answer, patch_of(design, answer->fixes)};
}

std::vector<std::string> opened_by(const Fix& fix) {
  std::vector<std::string> rows;
  for (const Opened& opened : fix.opens) rows.push_back(words_of(opened));
  return rows;
}

std::string vpc(const std::string& groups, const std::string& tables = "",
                const std::string& acls = "") {
  return "canreach: 1\nregion: us-east-1\nvpcs:\n  A:\n    cidr: 10.0.0.0/16\n"
         "    internet_gateway: igw\n    subnets:\n"
         "      a: {cidr: 10.0.1.0/24, zone: a" +
         std::string(tables.empty() ? "" : ", route_table: rt") +
         "}\n      b: {cidr: 10.0.2.0/24, zone: a" + (acls.empty() ? "" : ", network_acl: acl") +
         "}\n" + tables + acls + "    security_groups:\n" + groups +
         "instances:\n  web: {subnet: a, address: 10.0.1.10, security_groups: web, public_ip: "
         "198.51.100.1}\n  db: {subnet: b, address: 10.0.2.20, security_groups: db}\n";
}

TEST_CASE("a group without rules gets one for the group of the other end") {
  const Asked asked = ask(vpc("      web: {}\n      db: {}\n"), "web", "db:5432");
  REQUIRE(asked.answer.fixes.size() == 1);
  CHECK(opened_by(asked.answer.fixes[0]) == std::vector<std::string>{"web -> db tcp/5432"});
  CHECK(asked.patch.find("-      db: {}\n"
                         "+      db: {ingress: [{protocol: tcp, ports: 5432, from: web}]}\n") !=
        std::string::npos);
}

TEST_CASE("a list of rules gets one more, in its own style") {
  const std::string block =
      "      web: {}\n      db:\n        ingress:\n          - {protocol: tcp, ports: 22, from: "
      "10.9.0.0/16}\n";
  CHECK(ask(vpc(block), "web", "db:5432")
            .patch.find("+          - {protocol: tcp, ports: 5432, from: web}\n") !=
        std::string::npos);
  const std::string flow =
      "      web: {}\n      db: {ingress: [{protocol: tcp, ports: 22, from: 10.9.0.0/16}]}\n";
  CHECK(ask(vpc(flow), "web", "db:5432")
            .patch.find("[{protocol: tcp, ports: 5432, from: web}, {protocol: tcp, ports: 22") !=
        std::string::npos);
  const std::string single =
      "      web: {}\n      db: {ingress: {protocol: tcp, ports: 22, from: 10.9.0.0/16}}\n";
  CHECK(ask(vpc(single), "web", "db:5432")
            .patch.find("ingress: [{protocol: tcp, ports: 5432, from: web}, {protocol: tcp") !=
        std::string::npos);
}

TEST_CASE("both ends of a flow are mended") {
  const Asked asked = ask(vpc("      web:\n        egress: []\n      db: {}\n"), "web", "db:5432");
  REQUIRE(asked.answer.fixes.size() == 1);
  CHECK(asked.answer.fixes[0].edits.size() == 2);
  CHECK(asked.patch.find("+        egress: [{protocol: tcp, ports: 5432, to: db}]\n") !=
        std::string::npos);
}

TEST_CASE("an entry of a network ACL is asked before the one that denies") {
  const std::string acls =
      "    network_acls:\n      acl:\n        ingress:\n"
      "          - {rule: 100, action: deny, protocol: tcp, ports: 5432, cidr: 10.0.1.0/24}\n"
      "          - {rule: 200, action: allow, protocol: all, cidr: 0.0.0.0/0}\n"
      "        egress:\n          - {rule: 100, action: allow, protocol: all, cidr: 0.0.0.0/0}\n";
  const Asked asked =
      ask(vpc("      web: {}\n      db: {ingress: [{protocol: tcp, ports: 5432, from: web}]}\n", "",
              acls),
          "web", "db:5432");
  CHECK(asked.patch.find("+          - {rule: 90, action: allow, protocol: tcp, ports: 5432, cidr: "
                         "10.0.1.10/32}\n") != std::string::npos);
}

TEST_CASE("a missing route is added to the table that lacks it") {
  const std::string tables =
      "    route_tables:\n      main: {main: true}\n      rt: {routes: []}\n";
  const std::string groups =
      "      web: {ingress: [{protocol: tcp, ports: 443, from: 0.0.0.0/0}]}\n      db: {}\n";
  const Asked asked = ask(vpc(groups, tables), "web", "internet:443");
  CHECK(asked.patch.find("+      rt: {routes: [{to: 0.0.0.0/0, via: igw}]}\n") !=
        std::string::npos);
}

TEST_CASE("of several groups the one that the fewest have gets the rule, and is named") {
  const std::string text =
      "canreach: 1\nregion: us-east-1\nvpcs:\n  A:\n    cidr: 10.0.0.0/16\n    subnets:\n"
      "      a: {cidr: 10.0.1.0/24, zone: a}\n    security_groups:\n"
      "      all: {}\n      web: {}\n      db: {}\ninstances:\n"
      "  web: {subnet: a, address: 10.0.1.10, security_groups: [all, web]}\n"
      "  db: {subnet: a, address: 10.0.1.20, security_groups: [all, db]}\n"
      "  job: {subnet: a, address: 10.0.1.30, security_groups: all}\n";
  const Asked asked = ask(text, "web", "db:5432");
  REQUIRE(asked.answer.fixes.size() == 1);
  CHECK(asked.patch.find("+      db: {ingress: [{protocol: tcp, ports: 5432, from: web}]}\n") !=
        std::string::npos);
  CHECK(opened_by(asked.answer.fixes[0]) == std::vector<std::string>{"web -> db tcp/5432"});
}

TEST_CASE("a single host of the internet is admitted by its address") {
  const Asked asked = ask(vpc("      web: {ingress: [{protocol: tcp, ports: 443, from: "
                              "203.0.113.0/24}]}\n      db: {}\n",
                              "    route_tables:\n      main: {main: true}\n"
                              "      rt: {routes: [{to: 0.0.0.0/0, via: igw}]}\n"),
                          "192.0.2.1", "web:443");
  REQUIRE(asked.answer.fixes.size() == 1);
  CHECK(asked.patch.find("{protocol: tcp, ports: 443, from: 192.0.2.1/32}") != std::string::npos);
  CHECK(opened_by(asked.answer.fixes[0]) ==
        std::vector<std::string>{"internet (192.0.2.1) -> web tcp/443"});
}

TEST_CASE("what a fix opens is not said of more ends than are asked about") {
  Diagnostics diagnostics;
  const Design design =
      load_design({{"d.yaml", vpc("      web: {}\n      db: {}\n")}}, {}, diagnostics);
  const Network network = compile(design);
  TraceQuery query;
  query.from = "web";
  query.to = "db:5432";
  auto answer = trace(network, query);
  REQUIRE(answer.has_value());
  FixLimits limits;
  limits.ends = 2;  // web, db and the internet are three
  add_fixes(network, query, {}, limits, *answer);
  REQUIRE(answer->fixes.size() == 1);
  CHECK_FALSE(answer->fixes[0].opens_known);
  CHECK(answer->fixes[0].opens.empty());
}

TEST_CASE("what no rule or route mends has no fix") {
  const Asked asked = ask(vpc("      web: {}\n      db: {}\n"), "internet", "db:5432");
  CHECK(asked.answer.verdict == Verdict::blocked);
  CHECK(asked.answer.fixes.empty());
  CHECK(asked.patch.empty());
}

TEST_CASE("what passes needs no fix") {
  const Asked asked =
      ask(vpc("      web: {}\n      db: {ingress: [{protocol: tcp, ports: 5432, from: web}]}\n"),
          "web", "db:5432");
  CHECK(asked.answer.fixes.empty());
}

/// A template with the groups App and Db, whose Properties go on with these words.
std::string stack(const std::string& app, const std::string& db) {
  return "Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n"
         "  Net: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}\n"
         "  App:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      VpcId: !Ref Vpc\n"
         "      GroupDescription: g\n" +
         app +
         "  # Of the data.\n  Db:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n"
         "      VpcId: !Ref Vpc\n      GroupDescription: g\n" +
         db +
         "  app1: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Net, PrivateIpAddress: "
         "10.0.1.10, SecurityGroupIds: [!Ref App]}}\n"
         "  db1: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Net, PrivateIpAddress: "
         "10.0.1.20, SecurityGroupIds: [!Ref Db]}}\n";
}

TEST_CASE("a rule of a template has the braces, quotes and indentation of its neighbour") {
  struct Row {
    const char* rules;
    const char* added;
  };
  const Row rows[] = {
      {"      SecurityGroupIngress:\n      - IpProtocol: 'tcp'\n        FromPort: 22\n"
       "        ToPort: 22\n        CidrIp: 10.9.0.0/16\n",
       "      - IpProtocol: 'tcp'\n        FromPort: 5432\n        ToPort: 5432\n"
       "        SourceSecurityGroupId: !GetAtt App.GroupId\n"},
      {"      SecurityGroupIngress:\n        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, "
       "CidrIp: 10.9.0.0/16 }\n",
       "        - { IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: "
       "!GetAtt App.GroupId }\n"},
      {"      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: "
       "10.9.0.0/16}]\n",
       "{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: "
       "!GetAtt App.GroupId}, "},
  };
  for (const Row& row : rows) {
    const Asked asked = ask(stack("", row.rules), "app1", "db1:5432");
    REQUIRE(asked.answer.fixes.size() == 1);
    REQUIRE(asked.answer.fixes[0].edits.size() == 1);
    CHECK(asked.answer.fixes[0].edits[0].add == row.added);
  }
}

TEST_CASE("a group of a template without rules gets a resource above it and its comment") {
  const Asked asked = ask(stack("", ""), "app1", "db1:5432");
  CHECK(asked.patch.find("+  DbFromAppTcp5432:\n"
                         "+    Type: AWS::EC2::SecurityGroupIngress\n"
                         "+    Properties:\n"
                         "+      GroupId: !GetAtt Db.GroupId\n"
                         "+      IpProtocol: tcp\n"
                         "+      FromPort: 5432\n"
                         "+      ToPort: 5432\n"
                         "+      SourceSecurityGroupId: !GetAtt App.GroupId\n"
                         "   # Of the data.\n") != std::string::npos);
}

TEST_CASE("lines of a template keep the ends that the file has") {
  std::string text = stack("", "");
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) {
    text.insert(at, "\r");
  }
  const Asked asked = ask(text, "app1", "db1:5432");
  REQUIRE(asked.answer.fixes.size() == 1);
  CHECK(asked.patch.find("+      IpProtocol: tcp\r\n") != std::string::npos);
}

TEST_CASE("a list of a template that is chosen by a condition is left alone") {
  std::string text = stack("",
                           "      SecurityGroupIngress: !If [C, [{IpProtocol: tcp, FromPort: 22, "
                           "ToPort: 22, CidrIp: 10.9.0.0/16}], !Ref 'AWS::NoValue']\n");
  text = "Conditions: {C: !Equals [a, a]}\n" + text;
  const Asked asked = ask(text, "app1", "db1:5432");
  REQUIRE(asked.answer.fixes.size() == 1);
  CHECK(asked.patch.find("+  DbFromAppTcp5432:\n") != std::string::npos);
}

TEST_CASE("a list that an alias of YAML shares is left alone") {
  const std::string rules =
      "      SecurityGroupIngress: &rules\n        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, "
      "CidrIp: 10.9.0.0/16}\n";
  for (const Asked& asked :
       {ask(stack(rules, "      SecurityGroupIngress: *rules\n"), "app1", "db1:5432"),
        ask(stack(rules, "      SecurityGroupIngress: *rules\n"), "db1", "app1:5432")}) {
    REQUIRE(asked.answer.fixes.size() == 1);
    CHECK(asked.answer.fixes[0].edits[0].add.find("AWS::EC2::SecurityGroupIngress") !=
          std::string::npos);
    CHECK(asked.answer.fixes[0].opens.size() == 1);
  }
  const std::string groups =
      "      web: {ingress: &rules [{protocol: tcp, ports: 22, from: 10.9.0.0/16}]}\n"
      "      db: {ingress: *rules}\n";
  const Asked native = ask(vpc(groups), "web", "db:5432");
  CHECK(native.answer.fixes.empty());
  CHECK(native.answer.no_fix ==
        "an alias of YAML makes `web` share the list that would get a line: write it out");
}

TEST_CASE("what a loop of a template makes is left alone, and that is said") {
  std::string text = stack("", "");
  text.insert(0, "Transform: AWS::LanguageExtensions\n");
  const std::string loop =
      "  Fn::ForEach::Groups:\n    - N\n    - [One, Two]\n    - 'Group${N}':\n"
      "        Type: AWS::EC2::SecurityGroup\n"
      "        Properties: {VpcId: !Ref Vpc, GroupDescription: g}\n";
  text.insert(text.find("  app1:"), loop);
  text +=
      "  loop1: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Net, PrivateIpAddress: "
      "10.0.1.30, SecurityGroupIds: [!Ref GroupOne]}}\n";
  const Asked asked = ask(text, "app1", "loop1:5432");
  CHECK(asked.answer.fixes.empty());
  CHECK(asked.answer.no_fix ==
        "`GroupOne` is made by `Fn::ForEach`: what is added to it would be "
        "added to all that the loop makes");
}

TEST_CASE("a route into the main table that AWS made is not proposed, and that is said") {
  const std::string text =
      "Resources:\n  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n"
      "  G: {Type: AWS::EC2::InternetGateway}\n"
      "  T: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref A, InternetGatewayId: "
      "!Ref G}}\n"
      "  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.0.1.0/24, "
      "MapPublicIpOnLaunch: true}}\n"
      "  web: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref S}}\n";
  const Asked asked = ask(text, "web", "internet:443");
  CHECK(asked.answer.verdict == Verdict::blocked);
  CHECK(asked.answer.fixes.empty());
  CHECK(asked.answer.no_fix ==
        "the route to 0.0.0.0/0 via G belongs into the main route table of `A`, which AWS made: "
        "declare a route table with it and associate the subnet");
}

/// Two VPCs at a transit gateway; what `routes` says of table A, and the gateway's own tables.
std::string two_vpcs(const std::string& route_of_a) {
  std::string text = "Resources:\n  Hub: {Type: AWS::EC2::TransitGateway}\n";
  for (const std::string one : {"A", "B"}) {
    const std::string block = one == "A" ? "10.1" : "10.2";
    text += "  V" + one + ": {Type: AWS::EC2::VPC, Properties: {CidrBlock: " + block +
            ".0.0/16}}\n" + "  S" + one + ": {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V" +
            one + ", CidrBlock: " + block + ".1.0/24, AvailabilityZone: us-east-1a}}\n" + "  R" +
            one + ": {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V" + one + "}}\n" +
            "  X" + one +
            ": {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref S" + one +
            ", RouteTableId: !Ref R" + one + "}}\n" + "  Att" + one +
            ": {Type: AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref Hub, "
            "VpcId: !Ref V" +
            one + ", SubnetIds: [!Ref S" + one + "]}}\n" + "  G" + one +
            ": {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref V" + one +
            ", GroupDescription: g, SecurityGroupIngress: [{IpProtocol: '-1', CidrIp: "
            "10.0.0.0/8}]}}\n" +
            "  h" + one + ": {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref S" + one +
            ", PrivateIpAddress: " + block + ".1.10, SecurityGroupIds: [!Ref G" + one + "]}}\n";
  }
  return text + route_of_a +
         "  ToA: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref RB, DestinationCidrBlock: "
         "10.1.0.0/16, TransitGatewayId: !Ref Hub}}\n";
}

TEST_CASE("a route to a transit gateway waits for the attachment of its VPC") {
  const Asked asked = ask(two_vpcs(""), "hA", "hB:22");
  REQUIRE(asked.answer.fixes.size() == 1);
  REQUIRE(asked.answer.fixes[0].edits.size() == 1);
  const std::string& add = asked.answer.fixes[0].edits[0].add;
  for (const char* words : {"AWS::EC2::Route", "DependsOn: AttA", "RouteTableId: !Ref RA",
                            "DestinationCidrBlock: 10.2.1.0/24", "TransitGatewayId: !Ref Hub"}) {
    INFO(words << " in " << add);
    CHECK(add.find(words) != std::string::npos);
  }
}

TEST_CASE("the patch of a file that begins with a byte order mark holds that mark") {
  const Asked asked = ask("\xef\xbb\xbf" + vpc("      web: {}\n      db: {}\n"), "web", "db:5432");
  REQUIRE(asked.answer.fixes.size() == 1);
  CHECK(asked.patch.find("canreach: 1") == std::string::npos);  // the change stands further down
  const std::string text =
      "\xef\xbb\xbf{\"Resources\": {\"V\": {\"Type\": \"AWS::EC2::VPC\", \"Properties\": "
      "{\"CidrBlock\": "
      "\"10.0.0.0/16\"}}, \"N\": {\"Type\": \"AWS::EC2::Subnet\", \"Properties\": {\"VpcId\": "
      "{\"Ref\": "
      "\"V\"}, \"CidrBlock\": \"10.0.1.0/24\"}}, \"A\": {\"Type\": \"AWS::EC2::SecurityGroup\", "
      "\"Properties\": {\"GroupDescription\": \"g\", \"VpcId\": {\"Ref\": \"V\"}}}, \"a\": "
      "{\"Type\": "
      "\"AWS::EC2::Instance\", \"Properties\": {\"SubnetId\": {\"Ref\": \"N\"}, "
      "\"SecurityGroupIds\": "
      "[{\"Ref\": \"A\"}]}}, \"b\": {\"Type\": \"AWS::EC2::Instance\", \"Properties\": "
      "{\"SubnetId\": "
      "{\"Ref\": \"N\"}, \"SecurityGroupIds\": [{\"Ref\": \"A\"}]}}}}\n";
  const Asked first_line = ask(text, "a", "b:22", "t.json");
  CHECK(first_line.patch.find("\n-\xef\xbb\xbf{") != std::string::npos);
  CHECK(first_line.patch.find("\n+\xef\xbb\xbf{") != std::string::npos);
}

TEST_CASE("a template on one line of JSON gets members on that line") {
  const std::string text =
      R"({"Resources": {"V": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}, )"
      R"("N": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "V"}, "CidrBlock": "10.0.1.0/24"}}, )"
      R"("A": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g", "VpcId": {"Ref": "V"}}}, )"
      R"("a": {"Type": "AWS::EC2::Instance", "Properties": {"SubnetId": {"Ref": "N"}, "SecurityGroupIds": [{"Ref": "A"}]}}, )"
      R"("b": {"Type": "AWS::EC2::Instance", "Properties": {"SubnetId": {"Ref": "N"}, "SecurityGroupIds": [{"Ref": "A"}]}}}})";
  const Asked asked = ask(text, "a", "b:22", "t.json");
  REQUIRE(asked.answer.fixes.size() == 1);
  CHECK(asked.answer.fixes[0].edits[0].add ==
        R"("AFromATcp22": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": )"
        R"({"Fn::GetAtt": ["A", "GroupId"]}, "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, )"
        R"("SourceSecurityGroupId": {"Fn::GetAtt": ["A", "GroupId"]}}}, )");
}

TEST_CASE("the ids of a snapshot are quoted for a shell where they must be") {
  TextEdit edit;
  edit.resource = "sg-1";
  edit.attribute = "ingress";
  edit.add = "ingress { }";
  CHECK(words_of(edit) == "sg-1: add ingress { }");
  edit.command = "aws ec2 x";
  CHECK(words_of(edit) == "aws ec2 x");
  const std::string text =
      R"({"Vpcs": [{"VpcId": "v", "CidrBlock": "10.0.0.0/16"}], "Subnets": [{"SubnetId": "s", )"
      R"("VpcId": "v", "CidrBlock": "10.0.1.0/24"}], "SecurityGroups": [{"GroupId": "sg-1'; rm x", )"
      R"("GroupName": "g", "VpcId": "v", "IpPermissions": [], "IpPermissionsEgress": [{"IpProtocol": )"
      R"("-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}], "RouteTables": [{"RouteTableId": "r", )"
      R"("VpcId": "v", "Associations": [{"Main": true}], "Routes": [{"DestinationCidrBlock": )"
      R"("10.0.0.0/16", "GatewayId": "local", "State": "active"}]}], "NetworkAcls": )"
      R"([{"NetworkAclId": "n", "VpcId": "v", "IsDefault": true, "Associations": [{"SubnetId": "s"}], )"
      R"("Entries": [{"RuleNumber": 100, "Egress": false, "Protocol": "-1", "RuleAction": "allow", )"
      R"("CidrBlock": "0.0.0.0/0"}, {"RuleNumber": 100, "Egress": true, "Protocol": "-1", )"
      R"("RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}]}], "NetworkInterfaces": )"
      R"([{"NetworkInterfaceId": "e1", "VpcId": "v", "SubnetId": "s", "PrivateIpAddress": "10.0.1.5", )"
      R"("Status": "in-use", "InterfaceType": "interface", "Groups": [{"GroupId": "sg-1'; rm x"}]}, )"
      R"({"NetworkInterfaceId": "e2", "VpcId": "v", "SubnetId": "s", "PrivateIpAddress": "10.0.1.6", )"
      R"("Status": "in-use", "InterfaceType": "interface", "Groups": [{"GroupId": "sg-1'; rm x"}]}]})";
  const Asked asked = ask(text, "e1", "e2:22", "s.json");
  REQUIRE(asked.answer.fixes.size() == 1);
  CHECK(asked.answer.fixes[0].edits[0].command.find("--group-id 'sg-1'\\''; rm x' ") !=
        std::string::npos);
}

}  // namespace
}  // namespace canreach
