#include "parsers/load.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "parsers/native/write_native.h"
#include "tests/catch.h"
#include "tests/unit/built_design.h"

namespace canreach {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

const std::string kRead =
    "; canreach reads native YAML, CloudFormation templates, Terraform plans and states as JSON, "
    "and "
    "AWS snapshots";

const std::string kNative = R"(canreach: 1
region: us-east-1
vpcs:
  main:
    cidr: 10.0.0.0/16
    subnets:
      app: {cidr: 10.0.1.0/24}
)";

const std::string kVpcs = R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]})";

struct Loaded {
  Diagnostics diagnostics;  // before the design, which is loaded with it
  Design design;

  explicit Loaded(std::vector<InputFile> inputs, const LoadOptions& options = {})
      : design(load_design(std::move(inputs), options, diagnostics)) {}

  Strings errors() const {
    Strings errors;
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      if (row_of(diagnostic.kind).severity != Severity::error) continue;
      errors.push_back(design.files.describe(diagnostic.at) + ": " + diagnostic.message);
    }
    return errors;
  }
};

/// A directory of a test, removed at its end.
class Directory {
 public:
  Directory() : path_(fs::temp_directory_path() / ("canreach_load_test_" + unique())) {
    fs::create_directories(path_);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() { fs::remove_all(path_); }

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }

 private:
  static std::string unique() {
    static int count = 0;
    std::ostringstream text;
    text << ::getpid() << "_" << ++count;
    return text.str();
  }
  fs::path path_;
};

Strings names_of(const std::vector<InputFile>& inputs) {
  Strings names;
  for (const InputFile& input : inputs) names.push_back(input.name);
  return names;
}

TEST_CASE("a native design is read, completed and checked") {
  const Loaded loaded({{"infra.yaml", kNative}});
  CHECK(loaded.errors().empty());
  CHECK(loaded.design.files.name(0) == "infra.yaml");
  REQUIRE(loaded.design.all<Subnet>().size() == 1);
  CHECK(loaded.design.all<Subnet>()[0].route_table.is_known());
  CHECK(loaded.design.all<RouteTable>()[0].implied);

  const std::string outside = kNative + "      data: {cidr: 10.1.1.0/24}\n";
  CHECK(Loaded({{"infra.yaml", outside}}).errors() ==
        Strings{"infra.yaml:8:7: `10.1.1.0/24` of subnet `data` lies outside vpc `main` "
                "(10.0.0.0/16)"});
}

TEST_CASE("several native files are one design") {
  const std::string instances = "canreach: 1\ninstances:\n  web: {subnet: app}\n";
  const Loaded loaded({{"a.yaml", instances}, {"b.yaml", kNative}});
  CHECK(loaded.errors().empty());
  REQUIRE(loaded.design.all<NetworkInterface>().size() == 1);
  REQUIRE(loaded.design.all<NetworkInterface>()[0].addresses.size() == 1);
  CHECK(loaded.design.all<NetworkInterface>()[0].addresses[0].address.to_string() == "10.0.1.4");
  CHECK(loaded.design.files.size() == 2);
}

TEST_CASE("an AWS snapshot is read, and is not checked: AWS accepted it") {
  const std::string odd = R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/8"}]})";
  const Loaded loaded({{"ec2_describe-vpcs.json", odd}});
  CHECK(loaded.errors().empty());
  REQUIRE(loaded.design.all<Vpc>().size() == 1);
  // Route tables were not collected: none is made up.
  CHECK(loaded.design.all<RouteTable>().empty());
}

TEST_CASE("a snapshot is one whatever its first key") {
  const std::string inside = R"("Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}])";
  for (const std::string key : {"Description", "Vpcs_", "format_version"}) {
    const Loaded loaded({{"vpcs.json", "{\"" + key + "\": \"1\", " + inside + "}"}});
    INFO(key);
    CHECK(loaded.errors().empty());
    REQUIRE(loaded.design.all<Vpc>().size() == 1);
    CHECK(loaded.design.all<Vpc>()[0].at.column > 10);
  }
}

TEST_CASE("what lies beside the documents of a snapshot is listed, not refused") {
  const Loaded loaded({{"snap/index.yaml", "commands: 3\n"},
                       {"snap/empty.json", ""},
                       {"snap/stack.json", R"({"AWSTemplateFormatVersion": "2010-09-09"})"},
                       {"snap/vpcs.json", kVpcs}});
  CHECK(loaded.errors().empty());
  Strings listed;
  for (const NotModelled& file : loaded.design.not_modelled) {
    if (file.kind == "file") listed.push_back(file.name);
  }
  CHECK(listed == Strings{"snap/index.yaml", "snap/empty.json", "snap/stack.json"});
}

TEST_CASE("a text with one JSON value a line is a document a line") {
  const std::string lines =
      R"({"command": "aws ec2 describe-vpcs", "region": "eu-west-1", "output": )" + kVpcs +
      "}\n\n" + R"({"command": "aws ec2 describe-subnets", "output": {"Subnets": [)" +
      R"({"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"}]}})" + "\n";
  const Loaded loaded({{"snapshot.jsonl", lines}});
  CHECK(loaded.errors().empty());
  CHECK(loaded.design.all<Vpc>().size() == 1);
  CHECK(loaded.design.all<Subnet>().size() == 1);
  CHECK(loaded.design.files.name(1) == "snapshot.jsonl#2");
}

struct Refusal {
  std::string text;
  std::string expected;
};

TEST_CASE("templates and plans are told by their keys") {
  const std::vector<std::string> texts = {
      "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n",
      "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: 10.0.0.0/16}\n",
      "Resources:\n  F:\n    Type: AWS::Serverless::Function\n",
      R"({"format_version": "1.2", "planned_values": {}})",
      R"({"resource_changes": [], "configuration": {}})",
      R"({"format_version": "1.0", "values": {}})",
      R"({"version": 4, "lineage": "a", "resources": []})",
  };
  for (const std::string& text : texts) {
    INFO(text);
    CHECK(Loaded({{"x", text}}).errors().empty());
  }
}

TEST_CASE("what canreach does not read is called by its name") {
  const std::string neither =
      "neither a native design, which begins with `canreach: 1`, nor an AWS snapshot, which holds "
      "what `aws ec2 describe-vpcs` and its like print";
  const std::vector<Refusal> rows = {
      {"AWSTemplateFormatVersion: '2010-09-09'\n",
       "x:1:1: this is a CloudFormation template without Resources" + kRead},
      {"service: shop\nprovider: {name: aws}\n",
       "x:1:1: this is a serverless.yml of the Serverless Framework" + kRead},
      {"{\"@level\": \"info\"}\n{\"@level\": \"info\"}\n",
       "x#1:1:1: this is the progress of a Terraform command (-json)" + kRead},
      {std::string("PK\x03\x04\x00\x01", 6),
       "x: this is a binary Terraform plan or another zip archive" + kRead},
      {"\x1f\x8b\x08", "x: this is a gzip archive" + kRead},
      {"# network\nresource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n",
       "x: this is Terraform's own language (HCL)" + kRead},
      {"locals {\n}\n", "x: this is Terraform's own language (HCL)" + kRead},
      {"\nTerraform will perform the following actions:\n",
       "x: this is a Terraform plan as it is printed for people" + kRead},
      {"\x1b[0m\x1b[1mTerraform used the selected providers to generate\n",
       "x: this is a Terraform plan as it is printed for people" + kRead},
      {R"({"version": "36.0.0", "artifacts": {}})",
       "x:1:1: this is the manifest of a CDK assembly" + kRead},
      {R"({"Version": "2012-10-17", "Statement": []})",
       "x:1:1: this is an IAM policy document, not a design" + kRead},
      {"apiVersion: v1\nkind: Service\n", "x:1:1: this is a Kubernetes manifest" + kRead},
      {R"([{"ParameterKey": "a", "ParameterValue": "b"}])",
       "x:1:1: this is a list of CloudFormation parameters" + kRead},
      {"", "x:1:1: the file is empty"},
      {"# nothing\n", "x:1:1: the file is empty"},
      {"vpcs: {}\n", "x:1:1: a native design begins with the key `canreach: 1`"},
      {"canrech: 1\n", "x:1:1: a native design begins with the key `canreach`, not `canrech`"},
      {"hello: world\n", "x:1:1: " + neither},
      {"hello\n", "x:1:1: a string: " + neither},
  };
  for (const Refusal& row : rows) {
    INFO(escaped(row.text));
    CHECK(Loaded({{"x", row.text}}).errors() == Strings{row.expected});
  }
}

TEST_CASE("the mistakes of all texts are reported in one run") {
  CHECK(Loaded({{"a", "service: shop\nprovider: {name: aws}\n"}, {"b", "hello: [\n"}, {"c", ""}})
            .errors()
            .size() == 3);
  CHECK(Loaded({{"a.yaml", kNative}, {"b.yaml", "apiVersion: v1\nkind: Service\n"}}).errors() ==
        Strings{"b.yaml:1:1: this is a Kubernetes manifest" + kRead});
}

TEST_CASE("a text that cannot be parsed does not make the others' names dangle") {
  const std::string instances = "canreach: 1\ninstances:\n  web: {subnet: app}\n";
  const Strings errors =
      Loaded({{"a.yaml", instances}, {"b.yaml", "canreach: 1\nvpcs: [\n"}}).errors();
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].substr(0, 6) == "b.yaml");
}

TEST_CASE("a native design and a snapshot are not one input") {
  CHECK(Loaded({{"a.yaml", kNative}, {"b.json", kVpcs}}).errors() ==
        Strings{"b.json:1:1: `a.yaml` is a native design and `b.json` an AWS snapshot: one run "
                "reads one kind of input"});
}

TEST_CASE("a wrong --input fails loudly") {
  LoadOptions native;
  native.format = InputFormat::native;
  LoadOptions aws;
  aws.format = InputFormat::aws_snapshot;
  CHECK(Loaded({{"a.yaml", kNative}}, native).errors().empty());
  CHECK(Loaded({{"a.json", kVpcs}}, aws).errors().empty());
  CHECK(Loaded({{"a.json", kVpcs}}, native).errors() ==
        Strings{"a.json:1:1: this is an AWS snapshot, not the native design that --input says it "
                "is"});
  CHECK(Loaded({{"a.yaml", kNative}}, aws).errors() ==
        Strings{"a.yaml:1:1: this is a native design, not the AWS snapshot that --input says it "
                "is"});
  CHECK(Loaded({{"a.yaml", "hello: world\n"}}, aws).errors().size() == 1);
}

TEST_CASE("no input is a mistake") { CHECK(Loaded({}).errors() == Strings{": there is no input"}); }

TEST_CASE("what the input leaves open comes from the options") {
  LoadOptions options;
  options.region = "eu-west-1";
  options.account = "111122223333";
  const Loaded loaded({{"a.yaml", "canreach: 1\nvpcs: {v: {cidr: 10.0.0.0/16}}\n"}}, options);
  CHECK(loaded.errors().empty());
  REQUIRE(loaded.design.all<Vpc>().size() == 1);
  CHECK(loaded.design.all<Vpc>()[0].region == "eu-west-1");
  CHECK(loaded.design.all<Vpc>()[0].account == "111122223333");
  CHECK(Loaded({{"a.yaml", kNative}}, options).design.all<Vpc>()[0].region == "us-east-1");
}

TEST_CASE("a directory is read recursively, sorted by name") {
  const Directory directory;
  directory.write("b.json", "1");
  directory.write("a/z.yaml", "2");
  directory.write("a/y.YML", "3");
  directory.write("c.template", "4");
  directory.write("c.jsonl", "5");
  directory.write("readme.md", "no");
  directory.write(".canreach.yaml", "no");
  directory.write(".git/config.json", "no");
  Diagnostics diagnostics;
  const std::vector<InputFile> inputs = read_inputs({directory.path()}, diagnostics);
  CHECK(diagnostics.all().empty());
  CHECK(names_of(inputs) == Strings{directory / "a/y.YML", directory / "a/z.yaml",
                                    directory / "b.json", directory / "c.jsonl",
                                    directory / "c.template"});
  REQUIRE(inputs.size() == 5);
  CHECK(inputs[0].text == "3");
}

TEST_CASE("a file that is named is read whatever its name") {
  const Directory directory;
  directory.write(".hidden.txt", "text\n");
  Diagnostics diagnostics;
  const std::vector<InputFile> inputs = read_inputs({directory / ".hidden.txt"}, diagnostics);
  REQUIRE(inputs.size() == 1);
  CHECK(inputs[0].text == "text\n");
}

TEST_CASE("links to directories are not followed, links to files are") {
  const Directory directory;
  directory.write("a.json", "1");
  fs::create_directory_symlink(directory.path(), directory / "loop");
  fs::create_symlink(directory / "a.json", directory / "b.json");
  fs::create_symlink("nowhere", directory / "c.json");
  Diagnostics diagnostics;
  CHECK(names_of(read_inputs({directory.path()}, diagnostics)) ==
        Strings{directory / "a.json", directory / "b.json"});
  CHECK(messages_of(diagnostics) ==
        Strings{"CR1001 cannot read `" + (directory / "c.json") + "`: no such file or directory"});
}

TEST_CASE("what cannot be read is reported, and the rest is read") {
  const Directory directory;
  directory.write("a.json", "1");
  directory.write("empty/readme.md", "");
  REQUIRE(::mkfifo((directory / "pipe").c_str(), 0600) == 0);
  Diagnostics diagnostics;
  const std::vector<InputFile> inputs =
      read_inputs({directory / "missing", directory / "pipe", "/dev/null", directory / "empty",
                   directory / "a.json"},
                  diagnostics);
  CHECK(names_of(inputs) == Strings{directory / "a.json"});
  CHECK(messages_of(diagnostics) ==
        Strings{"CR1001 cannot read `" + (directory / "missing") + "`: no such file or directory",
                "CR1001 cannot read `" + (directory / "pipe") + "`: it is not a regular file",
                "CR1001 cannot read `/dev/null`: it is not a regular file",
                "CR1001 cannot read `" + (directory / "empty") +
                    "`: it holds no *.json, *.jsonl, *.yaml, *.yml or *.template"});
}

TEST_CASE("standard input is read once") {
  std::istringstream typed("canreach: 1\n");
  std::streambuf* const before = std::cin.rdbuf(typed.rdbuf());
  Diagnostics diagnostics;
  const std::vector<InputFile> inputs = read_inputs({"-", "-"}, diagnostics);
  std::cin.rdbuf(before);
  REQUIRE(inputs.size() == 1);
  CHECK(inputs[0].name == "-");
  CHECK(inputs[0].text == "canreach: 1\n");
  CHECK(messages_of(diagnostics) ==
        Strings{"CR1001 cannot read `-`: standard input can be read once"});
}

Strings assumed(const std::string& text, const std::map<std::string, std::string>& assumptions,
                std::size_t* open = nullptr) {
  Diagnostics diagnostics;
  LoadOptions options;
  options.assumptions = assumptions;
  const Design design = load_design({{"t.yaml", text}}, options, diagnostics);
  if (open != nullptr) *open = design.open_conditions.size();
  return messages_of(diagnostics);
}

TEST_CASE("of a template parameters and conditions are assumed by their names") {
  const std::string text =
      "Parameters: {Block: {Type: String}, Stage: {Type: String, AllowedValues: [a, b]}}\n"
      "Conditions: {IsB: !Equals [!Ref Stage, b]}\n"
      "Resources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Block}}\n"
      "  G: {Type: AWS::EC2::InternetGateway, Condition: IsB}\n";
  std::size_t open = 0;
  CHECK(assumed(text, {{"Block", "10.0.0.0/16"}}, &open).empty());
  CHECK(open == 1);
  CHECK(assumed(text, {{"IsB", "true"}}, &open).empty());
  CHECK(open == 0);
  CHECK(assumed(text, {{"Stage", "b"}}, &open).empty());
  CHECK(open == 0);
  CHECK(assumed(text, {{"Blok", "10.0.0.0/16"}}) ==
        Strings{"CR1430 the assumption about `Blok` fits nothing: what a template leaves open is "
                "assumed by the name of one of its parameters or conditions"});
  CHECK(
      assumed(text, {{"IsB", "maybe"}}) ==
      Strings{"CR1430 the assumption about `IsB` fits nothing: a condition is `true` or `false`"});
  CHECK(assumed(text, {{"Stage", "c"}}) ==
        Strings{"CR1605 parameter `Stage`: `c` is none of its AllowedValues: a, b"});
}

TEST_CASE("nothing is assumed of what is written out") {
  CHECK(assumed("canreach: 1\n", {{"vpc-1", "x"}}) ==
        Strings{"CR1430 the assumption about `vpc-1` fits nothing: only what infrastructure code "
                "leaves open is assumed"});
}

TEST_CASE("what was imported keeps what AWS would refuse, with a warning") {
  const std::string design = "vpcs: {A: {cidr: 10.0.0.0/8}}\n";
  Diagnostics strict;
  load_design({{"a.yaml", "canreach: 1\n" + design}}, {}, strict);
  CHECK(strict.errors() == 1);
  Diagnostics kept;
  const Design loaded =
      load_design({{"a.yaml", "canreach: 1\nrefusals: warning\n" + design}}, {}, kept);
  CHECK(kept.errors() == 0);
  REQUIRE(kept.all().size() == 1);
  CHECK(kept.all()[0].kind == DiagnosticKind::refused_by_aws);
  Diagnostics unsaid;
  CHECK(write_native(loaded, unsaid).find("refusals: warning\n") != std::string::npos);
}

/// Of the databases of an input, by their order: has it a standby in another zone?
std::vector<std::optional<Value<bool>>> standbys(const std::string& name, const std::string& text) {
  const Loaded loaded({{name, text}});
  REQUIRE(loaded.errors().empty());
  std::vector<std::optional<Value<bool>>> found;
  for (const Database& database : loaded.design.all<Database>()) found.push_back(database.multi_az);
  return found;
}

TEST_CASE("a database of RDS has a standby where it asks for one, and nowhere else") {
  const std::string instance =
      ", Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, DBSubnetGroupName: !Ref G";
  const std::string text = R"(Parameters: {Standby: {Type: String}}
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.2.0/24, AvailabilityZone: eu-west-1b}}
  G: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: g, SubnetIds: [!Ref A, !Ref B]}}
  Silent: {DeletionPolicy: Delete)" +
                           instance + R"(}}
  No: {DeletionPolicy: Delete)" +
                           instance + R"(, MultiAZ: false}}
  Yes: {DeletionPolicy: Delete)" +
                           instance + R"(, MultiAZ: true}}
  Open: {DeletionPolicy: Delete)" +
                           instance + R"(, MultiAZ: !Ref Standby}}
  Cluster: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-postgresql, DBSubnetGroupName: !Ref G}}
)";
  using Standby = std::optional<Value<bool>>;
  CHECK(standbys("template.yaml", text) ==
        std::vector<Standby>{Value<bool>(false), Value<bool>(false), Value<bool>(true),
                             Value<bool>(kUnknown), Value<bool>(kUnknown)});
  const std::string state =
      R"({"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "l", "resources": [
    {"mode": "managed", "type": "aws_vpc", "name": "v", "provider": "p", "instances": [{"attributes": {"id": "vpc-0a", "cidr_block": "10.0.0.0/16"}}]},
    {"mode": "managed", "type": "aws_subnet", "name": "s", "provider": "p", "instances": [{"attributes": {"id": "subnet-0a", "vpc_id": "vpc-0a", "cidr_block": "10.0.1.0/24"}}]},
    {"mode": "managed", "type": "aws_db_subnet_group", "name": "g", "provider": "p", "instances": [{"attributes": {"id": "g", "name": "g", "subnet_ids": ["subnet-0a"]}}]},
    {"mode": "managed", "type": "aws_db_instance", "name": "no", "provider": "p", "instances": [{"attributes": {"id": "no", "identifier": "no", "engine": "postgres", "db_subnet_group_name": "g", "multi_az": false}}]},
    {"mode": "managed", "type": "aws_db_instance", "name": "yes", "provider": "p", "instances": [{"attributes": {"id": "yes", "identifier": "yes", "engine": "postgres", "db_subnet_group_name": "g", "multi_az": true}}]}]})";
  CHECK(standbys("state.json", state) ==
        std::vector<Standby>{Value<bool>(false), Value<bool>(true)});
}

/// Of the workloads of one kind, by their names: `multi_az` and how many subnets may hold it.
template <class T>
std::vector<std::string> places(const std::string& name, const std::string& text) {
  const Loaded loaded({{name, text}});
  REQUIRE(loaded.errors().empty());
  std::vector<std::string> found;
  for (const T& one : loaded.design.all<T>()) {
    const std::string standby = !one.multi_az                ? "not said"
                                : one.multi_az->is_unknown() ? "unknown"
                                : one.multi_az->get()        ? "standby"
                                                             : "single";
    found.push_back(one.name + " " + standby + " in " + std::to_string(one.interfaces.size()));
  }
  return found;
}

const std::string kTwoZones = R"(Parameters: {Open: {Type: String}}
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.2.0/24, AvailabilityZone: eu-west-1b}}
  G: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: g, SubnetIds: [!Ref A, !Ref B]}}
  C: {Type: AWS::ElastiCache::SubnetGroup, Properties: {Description: c, SubnetIds: [!Ref A, !Ref B]}}
)";

TEST_CASE("a cluster outlives a zone by instances in several") {
  const auto cluster = [](const std::string& name) {
    return "  " + name +
           ": {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql, DBSubnetGroupName: "
           "!Ref G}}\n";
  };
  const auto instance = [](const std::string& name, const std::string& of, const char* more) {
    return "  " + name +
           ": {Type: AWS::RDS::DBInstance, Properties: {Engine: aurora-mysql, "
           "DBClusterIdentifier: !Ref " +
           of + more + "}}\n";
  };
  const std::string text =
      kTwoZones + cluster("One") + instance("One1", "One", "") + cluster("Two") +
      instance("Two1", "Two", "") + instance("Two2", "Two", "") + cluster("Apart") +
      instance("Apart1", "Apart", ", AvailabilityZone: eu-west-1a") +
      instance("Apart2", "Apart", ", AvailabilityZone: eu-west-1b") + cluster("Close") +
      instance("Close1", "Close", ", AvailabilityZone: eu-west-1a") +
      instance("Close2", "Close", ", AvailabilityZone: eu-west-1a") +
      "  Three: {Type: AWS::RDS::DBCluster, Properties: {Engine: mysql, DBClusterInstanceClass: "
      "db.m6gd.large, DBSubnetGroupName: !Ref G}}\n";
  std::vector<std::string> clusters;
  for (const std::string& line : places<Database>("template.yaml", text)) {
    const char last = line[line.find(' ') - 1];
    if (last != '1' && last != '2') clusters.push_back(line);
  }
  CHECK(clusters == std::vector<std::string>{"One single in 2", "Two unknown in 2",
                                             "Apart standby in 2", "Close single in 1",
                                             "Three standby in 2"});
}

TEST_CASE("a cache outlives a zone by nodes in several, one of which takes over") {
  const std::string cluster =
      ": {Type: AWS::ElastiCache::CacheCluster, Properties: {CacheNodeType: cache.t3.micro, "
      "CacheSubnetGroupName: !Ref C, ";
  const std::string group =
      ": {Type: AWS::ElastiCache::ReplicationGroup, Properties: {ReplicationGroupDescription: g, "
      "Engine: redis, CacheSubnetGroupName: !Ref C, ";
  const std::string text =
      kTwoZones + "  Node" + cluster + "Engine: redis, NumCacheNodes: 1}}\n" + "  Here" + cluster +
      "Engine: redis, NumCacheNodes: 1, PreferredAvailabilityZone: eu-west-1b}}\n" + "  Close" +
      cluster + "Engine: memcached, NumCacheNodes: 2}}\n" + "  Apart" + cluster +
      "Engine: memcached, NumCacheNodes: 2, AZMode: cross-az}}\n" + "  Plain" + group +
      "NumCacheClusters: 2}}\n" + "  Placed" + group +
      "NumCacheClusters: 2, AutomaticFailoverEnabled: true, PreferredCacheClusterAZs: "
      "[eu-west-1a, eu-west-1b]}}\n" +
      "  Chosen" + group + "NumCacheClusters: 2, AutomaticFailoverEnabled: true}}\n" + "  Safe" +
      group + "NumCacheClusters: 2, AutomaticFailoverEnabled: true, MultiAZEnabled: true}}\n" +
      "  Asked" + group + "AutomaticFailoverEnabled: !Ref Open, MultiAZEnabled: true}}\n";
  CHECK(places<Cache>("template.yaml", text) ==
        std::vector<std::string>{"Node single in 2", "Here single in 1", "Close single in 2",
                                 "Apart standby in 2", "Plain single in 2", "Placed standby in 2",
                                 "Chosen unknown in 2", "Safe standby in 2", "Asked unknown in 2"});
}

TEST_CASE("a replication instance has a standby where it asks for one") {
  const std::string text =
      kTwoZones +
      R"(  D: {Type: AWS::DMS::ReplicationSubnetGroup, Properties: {ReplicationSubnetGroupDescription: d, SubnetIds: [!Ref A, !Ref B]}}
  One: {Type: AWS::DMS::ReplicationInstance, Properties: {ReplicationInstanceClass: dms.t3.micro, ReplicationSubnetGroupIdentifier: !Ref D}}
  Two: {Type: AWS::DMS::ReplicationInstance, Properties: {ReplicationInstanceClass: dms.t3.micro, ReplicationSubnetGroupIdentifier: !Ref D, MultiAZ: true}}
)";
  CHECK(places<Service>("template.yaml", text) ==
        std::vector<std::string>{"One single in 2", "Two standby in 2"});
}

}  // namespace
}  // namespace canreach
