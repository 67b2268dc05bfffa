#include "tests/catch.h"
#include "tests/unit/template_reading.h"

namespace canreach::test {
namespace {

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("an open condition is listed once and decided by the caller") {
  const std::string text = R"(
Parameters: {Env: {Type: String}}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  NotProd: !Not [!Equals [!Ref Env, prod]]
  Both: !And [!Condition Prod, !Equals [a, a]]
Resources:
  A: {Type: AWS::EC2::VPC, Condition: Prod}
  B: {Type: AWS::EC2::VPC, Condition: NotProd}
  C: {Type: AWS::EC2::VPC, Condition: Both, Properties: {CidrBlock: !If [Prod, x, y]}}
)";
  const ReadTemplates otherwise = read_template_text(text);
  REQUIRE(otherwise.design.open_conditions.size() == 1);
  CHECK(otherwise.design.open_conditions[0].name == "Prod");
  CHECK(otherwise.design.open_conditions[0].supply == "parameter `Env`");
  CHECK(otherwise.addresses() == Texts{"B"});

  DeclaredOptions options;
  options.conditions["Prod"] = true;
  const ReadTemplates decided = read_template_text(text, options);
  CHECK(decided.design.open_conditions.size() == 1);
  CHECK(decided.addresses() == Texts{"A", "C"});
  CHECK(shown(decided.find("C")->properties["CidrBlock"]) == "'x'");

  options = {};
  options.parameters["Env"] = "prod";
  const ReadTemplates given = read_template_text(text, options);
  CHECK(given.design.open_conditions.empty());
  CHECK(given.addresses() == Texts{"A", "C"});
}

TEST_CASE("what cannot be empty is not compared with nothing") {
  const ReadTemplates read = read_template_text(R"(
Parameters: {Vpc: {Type: 'AWS::EC2::VPC::Id'}}
Conditions: {Own: !Equals [!Ref Vpc, '']}
Resources:
  A: {Type: AWS::EC2::VPC, Condition: Own}
  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
)");
  CHECK(read.design.open_conditions.empty());
  CHECK(read.addresses() == Texts{"Vpc", "S"});
  CHECK(shown(read.find("Vpc")->properties) == "{IsExternal: 'true'}");
  CHECK(read.find("Vpc")->type == "AWS::EC2::VPC");
}

TEST_CASE("a nested stack becomes part of the stack that names it") {
  const std::vector<NamedText> files = {{"infra/main.yaml", R"(
Resources:
  Net:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Sub https://bucket.s3.amazonaws.com/${AWS::Region}/net/vpc.yaml
      Parameters: {Block: 10.1.0.0/16, Zones: !Join [',', [a, b]]}
  Web: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !GetAtt Net.Outputs.Vpc}}
  App: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Web, Zone: !GetAtt Net.Outputs.Zone}}
)"},
                                        {"infra/net/vpc.yaml", R"(
Parameters: {Block: {Type: String}, Zones: {Type: CommaDelimitedList}}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Block, Name: !Ref AWS::StackName}}
Outputs: {Vpc: {Value: !Ref Vpc}, Zone: {Value: !Select [1, !Ref Zones]}}
)"}};
  const ReadTemplates read = read_templates(files);
  CHECK(read.messages() == Texts{});
  CHECK(read.addresses() == Texts{"Net.Vpc", "Web", "App"});
  CHECK(shown(read.find("Net.Vpc")->properties) == "{CidrBlock: '10.1.0.0/16', Name: 'main-Net'}");
  CHECK(shown(read.find("Web")->properties) == "{VpcId: @Net.Vpc}");
  CHECK(shown(read.find("App")->properties) == "{VpcId: @Web, Zone: 'b'}");
}

TEST_CASE("stacks see each other's exports, and names that clash get the stack's name") {
  const std::vector<NamedText> files = {{"net.yaml", R"(
Resources: {Vpc: {Type: AWS::EC2::VPC}, Group: {Type: AWS::EC2::SecurityGroup}}
Outputs: {Vpc: {Value: !Ref Vpc, Export: {Name: !Sub '${AWS::StackName}-Vpc'}}}
)"},
                                        {"app.yaml", R"(
Parameters: {Net: {Type: String, Default: net}}
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {VpcId: {'Fn::ImportValue': !Sub '${Net}-Vpc'}}
)"}};
  const ReadTemplates read = read_templates(files);
  CHECK(read.messages() == Texts{});
  CHECK(read.addresses() == Texts{"Vpc", "net.Group", "app.Group"});
  CHECK(shown(read.find("app.Group")->properties) == "{VpcId: @Vpc}");
}

TEST_CASE("loops stand for their turns") {
  const ReadTemplates read = read_template_text(R"(
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: "a,b"}}
Resources:
  Fn::ForEach::Nets:
    - Name
    - !Ref Names
    - Net${Name}:
        Type: AWS::EC2::VPC
        Properties:
          Tag: !Sub '${Name}-${AWS::Region}'
          Own: !Ref Name
          Id: !Ref Net${Name}
)");
  CHECK(read.messages() == Texts{});
  CHECK(read.addresses() == Texts{"Neta", "Netb"});
  CHECK(shown(read.find("Netb")->properties) == "{Tag: 'b-us-east-1', Own: 'b', Id: @Netb}");
}

TEST_CASE("a serverless function becomes a function and its role") {
  const ReadTemplates read = read_template_text(R"(
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {VpcConfig: {SubnetIds: [subnet-1]}}}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AmazonS3ReadOnlyAccess
        - {Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}}
        - S3ReadPolicy: {BucketName: b}
)");
  CHECK(read.messages() == Texts{});
  CHECK(read.addresses() == Texts{"FnRole", "Fn"});
  CHECK(read.find("Fn")->type == "AWS::Lambda::Function");
  CHECK(shown(read.find("Fn")->properties["VpcConfig"]) == "{SubnetIds: ['subnet-1']}");
  CHECK(shown(read.find("Fn")->properties["Role"]) == "@FnRole.Arn");
  const DeclaredValue& role = read.find("FnRole")->properties;
  CHECK(shown(role["ManagedPolicyArns"]) ==
        "['arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole', "
        "'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']");
  CHECK(shown(role["Policies"].items[1]) ==
        "{PolicyName: 'FnRolePolicy1', PolicyDocument: ?(the policy template `S3ReadPolicy` of "
        "SAM)}");
}

TEST_CASE("lists of rules are brought into one form") {
  const ReadTemplates read = read_template_text(R"(
Conditions: {Yes: !Equals [a, a]}
Resources:
  Empty: {Type: AWS::EC2::SecurityGroup, Properties: {SecurityGroupEgress: []}}
  Single: {Type: AWS::EC2::SecurityGroup, Properties: {SecurityGroupIngress: {CidrIp: a}}}
  Nested:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - CidrIp: a
        - !If [Yes, [{CidrIp: b}, {CidrIp: c}], !Ref AWS::NoValue]
        - !If [Yes, !Ref AWS::NoValue, {CidrIp: d}]
)");
  CHECK(read.messages() == Texts{});
  CHECK(shown(read.find("Empty")->properties["SecurityGroupEgress"]) == "-");
  CHECK(shown(read.find("Single")->properties) == "{SecurityGroupIngress: [{CidrIp: 'a'}]}");
  CHECK(shown(read.find("Nested")->properties) ==
        "{SecurityGroupIngress: [{CidrIp: 'a'}, {CidrIp: 'b'}, {CidrIp: 'c'}]}");
}

TEST_CASE("merge keys are merged, with a warning") {
  const ReadTemplates read = read_template_text(R"(
Metadata: {base: &base {CidrBlock: a, Tag: b}}
Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {<<: *base, Tag: c}}}
)");
  REQUIRE(read.messages().size() == 1);
  CHECK(read.messages()[0].substr(0, 6) == "CR1610");
  CHECK(shown(read.find("Vpc")->properties) == "{Tag: 'c', CidrBlock: 'a'}");
}

TEST_CASE("mistakes in the structure of a template are told") {
  struct Case {
    std::string text;
    std::string expected;
  };
  const std::vector<Case> cases = {
      {"Resources: {A: {Propertes: {}, Type: AWS::EC2::VPC}}",
       "CR1006 unknown key `Propertes` in resource `A` (Properties?)"},
      {"Resource: {}\nResources: {A: {Type: AWS::EC2::VPC}}",
       "CR1006 unknown key `Resource` in a template (Resources?)"},
      {"AWSTemplateFormatVersion: 2010-09-09", "CR1008 a template needs the key `Resources`"},
      {"Resources: {A: {Properties: {}}}", "CR1008 resource `A` needs the key `Type`"},
      {"Resources: {a-b: {Type: AWS::EC2::VPC}}",
       "CR1608 `a-b` is no logical id: only letters and digits may stand in one"},
      {"Resources: {A: {Type: AWS::EC2::VPC, Properties: null}}",
       "CR1603 this has no value: a template may not hold null"},
      {"Conditions: {A: !Condition B, B: !Condition A}\n"
       "Resources: {A: {Type: AWS::EC2::VPC, Condition: A}}",
       "CR1604 condition `A` depends on itself"},
      {"Conditions: {A: !And [!Equals [a, a]]}\n"
       "Resources: {A: {Type: AWS::EC2::VPC, Condition: A}}",
       "CR1602 `Fn::And` needs a list of 2 to 10 conditions"},
      {"Resources: {'Fn::ForEach::X': [N, [a], {'V${N}': {Type: AWS::EC2::VPC}}]}",
       "CR1607 `Fn::ForEach::X` needs `Transform: AWS::LanguageExtensions`"},
      {"Transform: AWS::LanguageExtensions\nParameters: {P: {Type: CommaDelimitedList}}\n"
       "Resources: {'Fn::ForEach::X': [N, !Ref P, {'V${N}': {Type: AWS::EC2::VPC}}]}",
       "CR1613 `Fn::ForEach::X` cannot be expanded: it needs parameter `P`"},
      {"Transform: Mine\nResources: {A: {Type: AWS::EC2::VPC}}",
       "CR1609 `Mine` is not run: what it changes is not known"},
      {"Resources: {A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: x/y.yaml}}}",
       "CR1611 the template of the nested stack `A` is not read: no file is called `y.yaml`"},
      {"Resources: {A: {Type: AWS::EC2::VPC}}\n"
       "Outputs: {O: {Value: a, Export: {Name: e}}, P: {Value: !ImportValue e, Export: {Name: "
       "e}}}\n"
       "Conditions: {C: !Equals [!ImportValue e, b]}",
       "CR1612 `e` is exported twice, by the output `O` of the stack `main` too"},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(read_template_text(c.text).messages() == Texts{c.expected});
  }
}

TEST_CASE("a parameter that no template has is told, and secrets are not") {
  DeclaredOptions options;
  options.parameters = {{"VpcBlok", "10.0.0.0/16"}, {"Secret", "hunter2"}};
  const ReadTemplates read = read_template_text(R"(
Parameters: {VpcBlock: {Type: String}, Secret: {Type: String, NoEcho: true}}
Mappings: {M: {a: {b: c}}}
Conditions: {Set: !Equals [!FindInMap [M, !Ref Secret, b], c]}
Resources: {Vpc: {Type: AWS::EC2::VPC, Condition: Set}}
)",
                                                options);
  CHECK(read.messages() == Texts{"CR1605 `Fn::FindInMap`: the mapping `M` has no key like this",
                                 "CR1606 no template has a parameter `VpcBlok` (VpcBlock?)"});
}

TEST_CASE("a tagged text near its dash is read") {
  const ReadTemplates read = read_template_text(
      "Resources:\n  A:\n    Type: AWS::EC2::VPC\n    Properties:\n      Lines:\n"
      "        - !Sub |\n         one\n           two\n\n         three\n        - last\n");
  CHECK(read.messages() == Texts{});
  CHECK(shown(read.find("A")->properties) == "{Lines: ['one\n  two\n\nthree\n', 'last']}");
}

}  // namespace canreach::test
