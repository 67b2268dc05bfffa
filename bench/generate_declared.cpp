// Infrastructure code of a given number of resources: one VPC after the other, each with subnets,
// tables, groups with rules of their own, and instances; a template, and the same as a plan whose
// ids are known after apply alone, so that references come from its configuration.
#include <fmt/format.h>

#include "bench/generate.h"
#include "bench/json_writer.h"

namespace canreach::bench {
namespace {

constexpr std::size_t kPerVpc = 25;  // resources of a VPC

std::size_t vpcs_of(std::size_t resources) { return resources / kPerVpc; }

// ---- CloudFormation

void begin_resource(JsonWriter& out, const std::string& id, std::string_view type) {
  out.open(id, "{}").text("Type", type).open("Properties", "{}");
}
void end_resource(JsonWriter& out) { out.close().close(); }

void put_ref(JsonWriter& out, std::string_view key, const std::string& id) {
  out.open(key, "{}").text("Ref", id).close();
}

void put_group(JsonWriter& out, const std::string& vpc, int n) {
  begin_resource(out, fmt::format("{}Group{}", vpc, n), "AWS::EC2::SecurityGroup");
  out.text("GroupDescription", "a group");
  put_ref(out, "VpcId", vpc);
  out.open("SecurityGroupIngress", "[]").open("{}");
  out.text("IpProtocol", "tcp").number("FromPort", 443).number("ToPort", 443);
  out.text("CidrIp", "10.0.0.0/8").close().close();
  end_resource(out);
  begin_resource(out, fmt::format("{}Rule{}", vpc, n), "AWS::EC2::SecurityGroupIngress");
  out.open("GroupId", "{}").open("Fn::GetAtt", "[]");
  out.element(fmt::format("{}Group{}", vpc, n)).element("GroupId").close().close();
  out.text("IpProtocol", "tcp").number("FromPort", 5432).number("ToPort", 5432);
  out.open("SourceSecurityGroupId", "{}")
      .text("Fn::Sub", fmt::format("${{{}Group0.GroupId}}", vpc));
  out.close();
  end_resource(out);
}

void put_subnet(JsonWriter& out, const std::string& vpc, std::size_t number, int n) {
  const std::string id = fmt::format("{}Subnet{}", vpc, n);
  begin_resource(out, id, "AWS::EC2::Subnet");
  put_ref(out, "VpcId", vpc);
  out.text("CidrBlock", fmt::format("10.{}.{}.0/24", number % 250, n));
  end_resource(out);
  begin_resource(out, id + "Table", "AWS::EC2::SubnetRouteTableAssociation");
  put_ref(out, "SubnetId", id);
  put_ref(out, "RouteTableId", vpc + "Table");
  end_resource(out);
}

void put_instance(JsonWriter& out, const std::string& vpc, int n) {
  begin_resource(out, fmt::format("{}Instance{}", vpc, n), "AWS::EC2::Instance");
  put_ref(out, "SubnetId", fmt::format("{}Subnet{}", vpc, n % 3));
  out.open("SecurityGroupIds", "[]").open("{}");
  out.text("Ref", fmt::format("{}Group{}", vpc, n % 3)).close().close();
  end_resource(out);
}

void put_vpc(JsonWriter& out, std::size_t number) {
  const std::string vpc = fmt::format("Vpc{}", number);
  begin_resource(out, vpc, "AWS::EC2::VPC");
  out.text("CidrBlock", fmt::format("10.{}.0.0/16", number % 250));
  end_resource(out);
  begin_resource(out, vpc + "Gateway", "AWS::EC2::InternetGateway");
  end_resource(out);
  begin_resource(out, vpc + "Attachment", "AWS::EC2::VPCGatewayAttachment");
  put_ref(out, "VpcId", vpc);
  put_ref(out, "InternetGatewayId", vpc + "Gateway");
  end_resource(out);
  begin_resource(out, vpc + "Table", "AWS::EC2::RouteTable");
  put_ref(out, "VpcId", vpc);
  end_resource(out);
  begin_resource(out, vpc + "Route", "AWS::EC2::Route");
  put_ref(out, "RouteTableId", vpc + "Table");
  out.text("DestinationCidrBlock", "0.0.0.0/0");
  put_ref(out, "GatewayId", vpc + "Gateway");
  end_resource(out);
  for (int n = 0; n < 3; ++n) put_subnet(out, vpc, number, n);
  for (int n = 0; n < 3; ++n) put_group(out, vpc, n);
  for (int n = 0; n < 8; ++n) put_instance(out, vpc, n);
}

// ---- Terraform

/// What a plan says twice of each resource: its values with their unknown ids, and its
/// configuration with references.
struct PlanResource {
  std::string type;
  std::string name;
  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<std::pair<std::string, long long>> numbers;
  std::vector<std::pair<std::string, std::string>> references;  // attribute to address
};

std::vector<PlanResource> plan_resources_of(std::size_t number) {
  const std::string vpc = fmt::format("v{}", number);
  const auto in_vpc = [&](std::string type) { return fmt::format("{}.{}", type, vpc); };
  std::vector<PlanResource> all;
  all.push_back(
      {"aws_vpc", vpc, {{"cidr_block", fmt::format("10.{}.0.0/16", number % 250)}}, {}, {}});
  all.push_back({"aws_internet_gateway", vpc, {}, {}, {{"vpc_id", in_vpc("aws_vpc")}}});
  all.push_back({"aws_route_table", vpc, {}, {}, {{"vpc_id", in_vpc("aws_vpc")}}});
  all.push_back({"aws_route",
                 vpc,
                 {{"destination_cidr_block", "0.0.0.0/0"}},
                 {},
                 {{"route_table_id", in_vpc("aws_route_table")},
                  {"gateway_id", in_vpc("aws_internet_gateway")}}});
  for (int n = 0; n < 3; ++n) {
    const std::string name = fmt::format("{}_{}", vpc, n);
    all.push_back({"aws_subnet",
                   name,
                   {{"cidr_block", fmt::format("10.{}.{}.0/24", number % 250, n)}},
                   {},
                   {{"vpc_id", in_vpc("aws_vpc")}}});
    all.push_back(
        {"aws_route_table_association",
         name,
         {},
         {},
         {{"subnet_id", "aws_subnet." + name}, {"route_table_id", in_vpc("aws_route_table")}}});
    all.push_back(
        {"aws_security_group", name, {{"name", name}}, {}, {{"vpc_id", in_vpc("aws_vpc")}}});
    all.push_back({"aws_security_group_rule",
                   name,
                   {{"type", "ingress"}, {"protocol", "tcp"}},
                   {{"from_port", 5432}, {"to_port", 5432}},
                   {{"security_group_id", "aws_security_group." + name},
                    {"source_security_group_id", fmt::format("aws_security_group.{}_0", vpc)}}});
  }
  for (int n = 0; n < 9; ++n) {
    all.push_back(
        {"aws_instance",
         fmt::format("{}_{}", vpc, n),
         {},
         {},
         {{"subnet_id", fmt::format("aws_subnet.{}_{}", vpc, n % 3)},
          {"vpc_security_group_ids", fmt::format("aws_security_group.{}_{}", vpc, n % 3)}}});
  }
  return all;
}

void put_change(JsonWriter& out, const PlanResource& resource) {
  out.open("{}").text("address", resource.type + "." + resource.name).text("mode", "managed");
  out.text("type", resource.type).text("name", resource.name);
  out.open("change", "{}").open("actions", "[]").element("create").close();
  out.open("after", "{}");
  for (const auto& [key, value] : resource.texts) out.text(key, value);
  for (const auto& [key, value] : resource.numbers) out.number(key, value);
  out.close().open("after_unknown", "{}").boolean("id", true);
  for (const auto& [key, address] : resource.references) out.boolean(key, true);
  out.close().close().close();
}

void put_value(JsonWriter& out, const PlanResource& resource) {
  out.open("{}").text("address", resource.type + "." + resource.name).text("mode", "managed");
  out.text("type", resource.type).text("name", resource.name);
  out.text("provider_name", "registry.terraform.io/hashicorp/aws").open("values", "{}");
  for (const auto& [key, value] : resource.texts) out.text(key, value);
  for (const auto& [key, value] : resource.numbers) out.number(key, value);
  out.close().close();
}

void put_configuration(JsonWriter& out, const PlanResource& resource) {
  out.open("{}").text("address", resource.type + "." + resource.name).text("mode", "managed");
  out.text("type", resource.type).text("name", resource.name).open("expressions", "{}");
  for (const auto& [key, address] : resource.references) {
    out.open(key, "{}").open("references", "[]");
    out.element(address + ".id").element(address).close().close();
  }
  out.close().close();
}

template <class Put>
void put_all(JsonWriter& out, std::size_t vpcs, const Put& put) {
  for (std::size_t number = 0; number < vpcs; ++number) {
    for (const PlanResource& resource : plan_resources_of(number)) put(out, resource);
  }
}

}  // namespace

std::vector<InputFile> generate_template(std::size_t resources) {
  JsonWriter out;
  out.open("{}").text("AWSTemplateFormatVersion", "2010-09-09").open("Resources", "{}");
  for (std::size_t number = 0; number < vpcs_of(resources); ++number) put_vpc(out, number);
  out.close().close();
  return {{"template.json", out.take()}};
}

std::vector<InputFile> generate_plan(std::size_t resources) {
  const std::size_t vpcs = vpcs_of(resources);
  JsonWriter out;
  out.open("{}").text("format_version", "1.2").text("terraform_version", "1.9.0");
  out.open("planned_values", "{}").open("root_module", "{}").open("resources", "[]");
  put_all(out, vpcs, put_value);
  out.close().close().close().open("resource_changes", "[]");
  put_all(out, vpcs, put_change);
  out.close().open("configuration", "{}").open("root_module", "{}").open("resources", "[]");
  put_all(out, vpcs, put_configuration);
  out.close().close().close().close();
  return {{"plan.json", out.take()}};
}

}  // namespace canreach::bench
