#include "tests/catch.h"
#include "tests/unit/template_reading.h"

namespace canreach::test {
namespace {

// What everything below may name.
const std::string kTop = R"(
AWSTemplateFormatVersion: 2010-09-09
Transform: AWS::LanguageExtensions
Parameters:
  Name: {Type: String, Default: web}
  Missing: {Type: String}
  Blocks: {Type: CommaDelimitedList, Default: "10.0.0.0/24, 10.0.1.0/24"}
  Password: {Type: String, Default: hunter2, NoEcho: true}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /net/name}
  Vpc: {Type: 'AWS::EC2::VPC::Id'}
  Given: {Type: 'AWS::EC2::Subnet::Id', Default: subnet-0abc}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
Mappings:
  Zones: {us-east-1: {first: use1-az1, all: [x, y]}}
Conditions:
  Yes: !Equals [a, a]
  No: !Equals [a, b]
Resources:
  Main: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gone: {Type: AWS::EC2::VPC, Condition: No}
)";

struct Case {
  std::string text;
  std::string expected;
};

ReadTemplates read_value(const std::string& text) {
  return read_template_text(kTop + "  It: {Type: Custom::It, Properties: {value: " + text + "}}\n");
}

}  // namespace

TEST_CASE("functions give what CloudFormation gives") {
  const std::vector<Case> cases = {
      {"!Ref Name", "'web'"},
      {"{Ref: Name}", "'web'"},
      {"!Ref Main", "@Main"},
      {"!GetAtt Main.DefaultSecurityGroup", "@Main.DefaultSecurityGroup"},
      {"{'Fn::GetAtt': [Main, Ipv6CidrBlocks]}", "@Main.Ipv6CidrBlocks"},
      {"!GetAtt Main.CidrBlock", "'10.0.0.0/16'"},
      {"!Ref Gone", "?(resource `Gone`, which its condition leaves out)"},
      {"!Ref Missing", "?(parameter `Missing`)"},
      {"!Ref Blocks", "['10.0.0.0/24', '10.0.1.0/24']"},
      {"!Ref Vpc", "@Vpc"},
      {"!Ref Given", "@subnet-0abc"},
      {"!Ref Subnets", "?(parameter `Subnets`)"},
      {"!Ref Password", "?(parameter `Password`, which is secret)"},
      {"!Ref Stored", "?(parameter `/net/name` of SSM, for parameter `Stored`)"},
      {"!Ref AWS::Region", "'us-east-1'"},
      {"!Ref AWS::AccountId", "'111122223333'"},
      {"!Ref AWS::StackName", "'main'"},
      {"[a, !Ref AWS::NoValue, b]", "['a', 'b']"},
      {"!Sub 'arn:${AWS::Partition}:s3:::${Name}/${!x}'", "'arn:aws:s3:::web/${x}'"},
      {"!Sub '${Main}'", "@Main"},
      {"!Sub 'a-${Main.Arn}'", "('a-' + @Main.Arn)"},
      {"!Sub ['${x}-${Name}', {x: !Ref Missing}]", "(?(parameter `Missing`) + '-web')"},
      {"!Join ['-', [a, !Ref Name, b]]", "'a-web-b'"},
      {"!Join ['', [!Ref Main]]", "@Main"},
      {"!Join [',', !Ref Blocks]", "'10.0.0.0/24,10.0.1.0/24'"},
      {"!Split [',', !Join [',', [!Ref Main, !Ref Vpc]]]", "[@Main, @Vpc]"},
      {"!Split ['/', !GetAtt Main.Arn]", "?(`Arn` of `Main`)"},
      {"!Select [1, !Split ['/', 10.0.0.0/16]]", "'16'"},
      {"!Select ['1', !Ref Blocks]", "'10.0.1.0/24'"},
      {"!Select [0, !GetAtt Main.Ipv6CidrBlocks]", "@Main.Ipv6CidrBlocks.0"},
      {"!Select [0, !Ref Subnets]", "?(parameter `Subnets`)"},
      {"!Select [2, !GetAZs '']", "'us-east-1c'"},
      {"!Select [0, !GetAZs {Ref: AWS::Region}]", "'us-east-1a'"},
      {"!FindInMap [Zones, !Ref AWS::Region, first]", "'use1-az1'"},
      {"!FindInMap [Zones, us-east-1, all]", "['x', 'y']"},
      {"!FindInMap [Zones, nowhere, first, {DefaultValue: z}]", "'z'"},
      {"!FindInMap [Zones, !Ref Missing, first]", "?(parameter `Missing`)"},
      {"!Cidr [10.0.0.0/16, 2, 8]", "['10.0.0.0/24', '10.0.1.0/24']"},
      {"!Select [1, !Cidr [!GetAtt Main.CidrBlock, 4, 12]]", "'10.0.16.0/20'"},
      {"!Cidr ['2001:db8::/56', 2, 64]", "['2001:db8::/64', '2001:db8:0:1::/64']"},
      {"!Cidr [!Ref Missing, 2, 8]", "?(parameter `Missing`)"},
      {"!If [Yes, a, b]", "'a'"},
      {"!If [No, a, !Ref AWS::NoValue]", "-"},
      {"!Base64 'echo hello'", "'base64'"},
      {"!ImportValue net-Vpc", "?(the export `net-Vpc`)"},
      {"'{{resolve:ssm:/a}}'", "?(the value of `{{resolve:ssm:/a}}`)"},
      {"'x{{resolve:ssm:/a}}'", "('x' + ?(the value of `{{resolve:ssm:/a}}`))"},
      {"!Length [a, b]", "'2'"},
      {"!ToJsonString {a: [b]}", R"('{"a":["b"]}')"},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    const ReadTemplates read = read_value(c.text);
    CHECK(read.messages() == std::vector<std::string>());
    const DeclaredResource* it = read.find("It");
    REQUIRE(it != nullptr);
    CHECK(shown(it->properties["value"]) == c.expected);
  }
}

TEST_CASE("mistakes in functions are told with what is near") {
  const std::vector<Case> cases = {
      {"!Ref Mian", "CR1201 no parameter or resource is called `Mian` (Main?)"},
      {"!GetAtt Mian.Id", "CR1201 no resource is called `Mian` (Main?)"},
      {"!Ref AWS::Regoin", "CR1201 no pseudo parameter is called `AWS::Regoin` (AWS::Region?)"},
      {"!Sub '${Nmae}'", "CR1201 no parameter or resource is called `Nmae` (Name?)"},
      {"!If [Yess, a, b]", "CR1201 no condition is called `Yess` (Yes?)"},
      {"!FindInMap [Zone, a, b]", "CR1201 no mapping is called `Zone` (Zones?)"},
      {"{'Fn:ImportValue': x}",
       "CR1601 there is no intrinsic function `Fn:ImportValue` (Fn::ImportValue?)"},
      {"!Jion [a, [b]]", "CR1601 there is no tag `!Jion` (!Join?)"},
      {"{'Fn::Join': ['', [a]], other: x}", "CR1601 `Fn::Join` must be the only key of its map"},
      {"!Equals [a, a]", "CR1601 `Fn::Equals` gives a condition, not a value"},
      {"!Join ['']", "CR1602 `Fn::Join` needs a list of a delimiter and a list"},
      {"!GetAtt Main", "CR1602 `Fn::GetAtt` needs a resource and an attribute of it"},
      {"!Ref ''", "CR1602 `Ref` needs the name of a parameter or resource"},
      {"!Select [x, [a]]", "CR1602 `Fn::Select` needs a number as its index"},
      {"!Select [3, [a, b]]", "CR1605 `Fn::Select`: there is no item 3 in a list of 2 items"},
      {"!FindInMap [Zones, us-east-1, last]",
       "CR1605 `Fn::FindInMap`: the mapping `Zones` has no key `last`"},
      {"!Cidr [10.0.0.0/24, 4, 8]",
       "CR1605 `Fn::Cidr`: 10.0.0.0/24 has no room for 4 blocks of 8 bits"},
      {"null", "CR1603 this has no value: a template may not hold null"},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(read_value(c.text).messages() == std::vector<std::string>{c.expected});
  }
}

}  // namespace canreach::test
