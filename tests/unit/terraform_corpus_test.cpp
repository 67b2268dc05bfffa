#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "parsers/terraform/objects.h"
#include "tests/catch.h"
#include "tests/unit/snapshot_reading.h"
#include "tests/unit/terraform_reading.h"

using namespace canreach;
using namespace canreach::test;

// Real plans and states.  The corpus lies beside the sources; without it these tests say so.

namespace {

std::filesystem::path folder() { return corpus_folder() / "terraform"; }

bool is_missing() {
  if (std::filesystem::is_directory(folder())) return false;
  WARN("skipped: there is no corpus in " << folder().string());
  return true;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::filesystem::path> files() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// "5: security_group=3 route53_zone=2" of the index, by type.
std::map<std::string, std::size_t> indexed_counts(const std::string& file) {
  std::map<std::string, std::size_t> counts;
  std::istringstream index(text_of(corpus_folder() / "INDEX.tsv"));
  for (std::string line; std::getline(index, line);) {
    if (line.rfind("terraform/" + file + "\t", 0) != 0) continue;
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      const std::size_t equals = word.find('=');
      const bool is_count = equals != std::string::npos && equals + 1 < word.size() &&
                            word.find_first_not_of("0123456789", equals + 1) == std::string::npos;
      if (is_count) counts[word.substr(0, equals)] = std::stoul(word.substr(equals + 1));
    }
  }
  return counts;
}

std::map<std::string, std::size_t> counts_of(const std::string& text) {
  SourceFiles sources;
  Diagnostics diagnostics;
  const SyntaxNode root = read_json(sources, sources.add("a", text), diagnostics);
  TerraformObjects objects({"a", &root}, 0);
  root.find("lineage") == nullptr ? read_plan(objects, diagnostics)
                                  : read_raw_state(objects, diagnostics);
  std::map<std::string, std::size_t> counts;
  for (const TerraformObject& object : objects.all()) {
    const bool is_aws = object.type.substr(0, 4) == "aws_";
    ++counts[std::string(is_aws ? object.type.substr(4) : object.type)];
  }
  return counts;
}

/// References and unknown ones among the properties that name another resource.
struct Tally {
  std::size_t references = 0;
  std::size_t unknown = 0;
};

void count(const DeclaredValue& value, const std::string& name, Tally& tally) {
  static const char* const kNames[] = {"VpcId",
                                       "SubnetId",
                                       "RouteTableId",
                                       "GatewayId",
                                       "GroupId",
                                       "NatGatewayId",
                                       "AllocationId",
                                       "SourceSecurityGroupId",
                                       "Subnets",
                                       "SubnetIds",
                                       "GroupSet",
                                       "SecurityGroupIds",
                                       "Role",
                                       "VPCSecurityGroups",
                                       "Roles",
                                       "SecurityGroups",
                                       "RouteTableIds",
                                       "NetworkAclId",
                                       "InternetGatewayId",
                                       "DBSubnetGroupName"};
  for (const auto& [key, member] : value.members) count(member, key, tally);
  for (const DeclaredValue& item : value.items) count(item, name, tally);
  if (std::find(std::begin(kNames), std::end(kNames), name) == std::end(kNames)) return;
  if (value.is_reference()) ++tally.references;
  if (value.is_unknown()) ++tally.unknown;
}

}  // namespace

TEST_CASE("all plans and states of the corpus are read without an error") {
  if (is_missing()) return;
  CHECK(files().size() == 23);
  for (const std::filesystem::path& path : files()) {
    CAPTURE(path.filename().string());
    const ReadTerraform read = read_terraform_text(text_of(path));
    CHECK_FALSE(read.diagnostics.has_errors());
    CHECK_FALSE(read.design.resources.empty());
  }
}

TEST_CASE("the corpus's plans and states hold what its index counts") {
  if (is_missing()) return;
  for (const std::filesystem::path& path : files()) {
    CAPTURE(path.filename().string());
    std::map<std::string, std::size_t> counts = counts_of(text_of(path));
    const std::map<std::string, std::size_t> indexed = indexed_counts(path.filename().string());
    CHECK_FALSE(indexed.empty());
    for (const auto& [type, number] : indexed) {
      CAPTURE(type);
      CHECK(counts[type] == number);
    }
  }
}

TEST_CASE("of the ids that the corpus's plans do not know, nearly all lead to a resource") {
  if (is_missing()) return;
  Tally tally;
  for (const std::filesystem::path& path : files()) {
    for (const DeclaredResource& resource : read_terraform_text(text_of(path)).design.resources) {
      count(resource.properties, "", tally);
    }
  }
  CHECK(tally.references >= 170);
  // Three NAT gateways and a database through local values, one allocation_id that names a VPC, and
  // a subnet group whose name AWS will make.
  CHECK(tally.unknown == 6);
}

TEST_CASE("every reference of the equivalent web plan leads to the right resource") {
  if (is_missing()) return;
  const ReadTerraform read = read_terraform_text(text_of(folder() / "equiv-web.plan.json"));
  struct Row {
    const char* address;
    const char* property;
    const char* shown;
  };
  const Row rows[] = {
      {"aws_internet_gateway.igw.attachment", "VpcId", "@aws_vpc.main"},
      {"aws_internet_gateway.igw.attachment", "InternetGatewayId", "@aws_internet_gateway.igw"},
      {"aws_subnet.main[\"pub-a\"]", "VpcId", "@aws_vpc.main"},
      {"aws_subnet.main[\"app-a\"]", "VpcId", "@aws_vpc.main"},
      {"aws_subnet.main[\"db-a\"]", "VpcId", "@aws_vpc.main"},
      {"aws_subnet.main[\"db-b\"]", "VpcId", "@aws_vpc.main"},
      {"aws_nat_gateway.nat", "SubnetId", "@aws_subnet.main[\"pub-a\"]"},
      {"aws_nat_gateway.nat", "AllocationId", "@aws_eip.nat"},
      {"aws_route_table.pub", "VpcId", "@aws_vpc.main"},
      {"aws_route_table.app", "VpcId", "@aws_vpc.main"},
      {"aws_route_table.db", "VpcId", "@aws_vpc.main"},
      {"aws_route_table.pub.route[0]", "RouteTableId", "@aws_route_table.pub"},
      {"aws_route_table.pub.route[0]", "GatewayId", "@aws_internet_gateway.igw"},
      {"aws_route.app_0", "RouteTableId", "@aws_route_table.app"},
      {"aws_route.app_0", "NatGatewayId", "@aws_nat_gateway.nat"},
      {"aws_route_table_association.pub_a", "RouteTableId", "@aws_route_table.pub"},
      {"aws_route_table_association.pub_a", "SubnetId", "@aws_subnet.main[\"pub-a\"]"},
      {"aws_route_table_association.app_a", "RouteTableId", "@aws_route_table.app"},
      {"aws_route_table_association.app_a", "SubnetId", "@aws_subnet.main[\"app-a\"]"},
      {"aws_route_table_association.db_a", "RouteTableId", "@aws_route_table.db"},
      {"aws_route_table_association.db_a", "SubnetId", "@aws_subnet.main[\"db-a\"]"},
      {"aws_route_table_association.db_b", "RouteTableId", "@aws_route_table.db"},
      {"aws_route_table_association.db_b", "SubnetId", "@aws_subnet.main[\"db-b\"]"},
      {"aws_security_group.web_sg", "VpcId", "@aws_vpc.main"},
      {"aws_security_group.app_sg", "VpcId", "@aws_vpc.main"},
      {"aws_security_group.db_sg", "VpcId", "@aws_vpc.main"},
      {"aws_security_group_rule.app_sg_ingress_0", "GroupId", "@aws_security_group.app_sg"},
      {"aws_security_group_rule.app_sg_ingress_0", "SourceSecurityGroupId",
       "@aws_security_group.web_sg"},
      {"aws_security_group_rule.app_sg_egress_0", "GroupId", "@aws_security_group.app_sg"},
      {"aws_security_group_rule.app_sg_egress_0", "DestinationSecurityGroupId", "-"},
      {"aws_vpc_security_group_ingress_rule.db_sg_0", "GroupId", "@aws_security_group.db_sg"},
      {"aws_vpc_security_group_ingress_rule.db_sg_0", "SourceSecurityGroupId",
       "@aws_security_group.app_sg"},
      {"aws_network_acl.db_nacl", "VpcId", "@aws_vpc.main"},
      {"aws_network_acl.db_nacl.subnet[0]", "SubnetId", "@aws_subnet.main[\"db-a\"]"},
      {"aws_network_acl.db_nacl.subnet[1]", "SubnetId", "@aws_subnet.main[\"db-b\"]"},
      {"aws_iam_instance_profile.app_role", "Roles", "[@aws_iam_role.app_role]"},
      {"aws_instance.app", "IamInstanceProfile", "@aws_iam_instance_profile.app_role"},
      {"aws_instance.web", "NetworkInterfaces",
       "[{SubnetId: @aws_subnet.main[\"pub-a\"], GroupSet: [@aws_security_group.web_sg], "
       "DeviceIndex: 0, AssociatePublicIpAddress: true}]"},
      {"aws_instance.app", "NetworkInterfaces",
       "[{SubnetId: @aws_subnet.main[\"app-a\"], GroupSet: [@aws_security_group.app_sg], "
       "DeviceIndex: 0, AssociatePublicIpAddress: false}]"},
      {"aws_db_subnet_group.db", "SubnetIds",
       "[@aws_subnet.main[\"db-a\"], @aws_subnet.main[\"db-b\"]]"},
      {"aws_db_instance.db", "DBSubnetGroupName", "@aws_db_subnet_group.db"},
      {"aws_db_instance.db", "VPCSecurityGroups", "[@aws_security_group.db_sg]"},
      {"aws_security_group.app_sg", "SecurityGroupEgress", "[]"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.address, row.property);
    CHECK(read.show(row.address, row.property) == row.shown);
  }
}
