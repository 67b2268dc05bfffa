#include "parsers/terraform/other_types.h"

#include "parsers/terraform/attribute_rows.h"

namespace canreach {
namespace {

constexpr WantedTypes kWantedOtherGroup = "aws_memorydb_subnet_group aws_dax_subnet_group";

constexpr WantedTypes kWantedFronted = "aws_instance aws_lb aws_alb";

constexpr AttributeRow kOther[] = {
    one("subnet_id", "SubnetId", kWantedSubnet),
    all("subnet_ids", "SubnetIds", kWantedSubnet),
    all("subnets", "Subnets", kWantedSubnet),
    all("vpc_subnet_ids", "VpcSubnetIds", kWantedSubnet),
    all("vpc_config.subnet_ids", "VpcConfig.SubnetIds", kWantedSubnet),
    all("vpc_config.subnets", "VpcConfig.Subnets", kWantedSubnet),
    all("vpc_configuration.subnet_ids", "VpcConfiguration.SubnetIds", kWantedSubnet),
    all("vpc_options.subnet_ids", "VpcOptions.SubnetIds", kWantedSubnet),
    all("network_configuration.subnets", "NetworkConfiguration.Subnets", kWantedSubnet),
    all("network_configuration.subnet_ids", "NetworkConfiguration.SubnetIds", kWantedSubnet),
    all("compute_resources.subnets", "ComputeResources.Subnets", kWantedSubnet),
    one("ec2_attributes.subnet_id", "Ec2Attributes.SubnetId", kWantedSubnet),
    all("ec2_attributes.subnet_ids", "Ec2Attributes.SubnetIds", kWantedSubnet),
    one("launch_specification.subnet_id", "LaunchSpecification.SubnetId", kWantedSubnet),
    one("launch_template_config.override.subnet_id", "Override.SubnetId", kWantedSubnet),
    one("launch_template_config.overrides.subnet_id", "Overrides.SubnetId", kWantedSubnet),
    all("endpoint_details.subnet_ids", "EndpointDetails.SubnetIds", kWantedSubnet),
    all("vpc_settings.subnet_ids", "VpcSettings.SubnetIds", kWantedSubnet),
    one("ip_address.subnet_id", "IpAddress.SubnetId", kWantedSubnet),
    one("subnet_group_name", "SubnetGroupName", kWantedOtherGroup),
    one("endpoint_configuration.endpoint_id", "EndpointId", kWantedFronted),
    one("vpc_origin_endpoint_config.arn", "Arn", kWantedFronted),
    all("target_arns", "TargetArns", kWantedFronted),
    text("type", "Type"),
    document("policy", "Policy"),
};

}  // namespace

std::span<const AttributeRow> rows_of_other_types() { return kOther; }

}  // namespace canreach
