#include <fmt/core.h>

#include "base/text.h"
#include "parsers/readers/readers.h"

// VPCs, with what describe-vpc-attribute, describe-dhcp-options and the Block Public Access
// commands say about them.

namespace canreach {
namespace {

using Attributes = std::unordered_map<std::string, Value<bool>>;
using Exclusions = std::unordered_map<std::string, Value<PublicAccessExclusion>>;

std::string argument_with(const SnapshotScope& scope, std::string_view prefix) {
  for (const std::string& argument : scope.arguments) {
    if (argument.compare(0, prefix.size(), prefix) == 0) return argument;
  }
  return {};
}

// describe-vpc-attribute says one attribute: {"VpcId": ..., "EnableDnsSupport": {"Value": true}}.
Attributes attributes_of(SnapshotReading& reading, std::string_view key) {
  Attributes attributes;
  for (const SnapshotObject& object : reading.snapshot.of(key)) {
    RecordProblem problem;
    const ResourceRecord record(*object.node, problem);
    std::string vpc = record.text("VpcId");
    if (vpc.empty()) vpc = argument_with(*object.scope, "vpc-");
    const std::optional<bool> value = record.record(key).boolean("Value");
    if (reading.leave_out_if_bad("vpc attribute", vpc, problem)) continue;
    if (value) attributes[vpc] = *value;
  }
  return attributes;
}

Value<bool> attribute(const Attributes& attributes, const std::string& vpc) {
  const auto found = attributes.find(vpc);
  return found == attributes.end() ? Value<bool>(kUnknown) : found->second;
}

// The servers of a set of DHCP options, without Amazon's own.  Rule: DNS-5.
std::vector<IpAddress> servers_of(const ResourceRecord& options) {
  std::vector<IpAddress> servers;
  for (const ResourceRecord& option : options.required_records("DhcpConfigurations")) {
    if (option.required_text("Key") != "domain-name-servers") continue;
    for (const ResourceRecord& value : option.required_records("Values")) {
      const std::string text = value.required_text("Value");
      const Result<IpAddress> server = IpAddress::parse(text);
      if (server) servers.push_back(*server);
      if (!server && text != "AmazonProvidedDNS") {
        options.refuse(fmt::format("name server {}: {}", quoted(text), server.error().text));
      }
    }
  }
  return servers;
}

void set_dns_servers(SnapshotReading& reading, Vpc& vpc, const std::string& options_id) {
  if (options_id.empty() || options_id == "default") return;
  for (const SnapshotObject& object : reading.snapshot.of("DhcpOptions")) {
    RecordProblem problem;
    const ResourceRecord record(*object.node, problem);
    if (record.text("DhcpOptionsId") != options_id) continue;
    vpc.dns_servers = servers_of(record);
    if (!reading.leave_out_if_bad("dhcp-options", options_id, problem)) return;
    vpc.dns_servers.clear();
    vpc.dns_servers_known = false;
    return;
  }
  reading.design.completions.push_back(
      {"vpc", vpc.name, "Amazon's DNS server: its DHCP options were not collected"});
}

Value<PublicAccessExclusion> exclusion_of(const ResourceRecord& record) {
  const std::string state = record.text("State");
  const std::string mode = record.text("InternetGatewayExclusionMode");
  if (state != "create-complete" && state != "update-complete" && !state.empty()) return kUnknown;
  if (mode == "allow-bidirectional") return PublicAccessExclusion::allow_bidirectional;
  if (mode == "allow-egress") return PublicAccessExclusion::allow_egress;
  return kUnknown;
}

// By the id at the end of the ARN of the VPC or subnet.  Rule: BPA-4.
// `whole`: every one of them was read.
Exclusions exclusions_of(SnapshotReading& reading, bool& whole) {
  Exclusions exclusions;
  for (const SnapshotObject& object : reading.snapshot.of("VpcBlockPublicAccessExclusions")) {
    RecordProblem problem;
    const ResourceRecord record(*object.node, problem);
    const std::string state = record.text("State");
    const bool gone =
        state == "delete-complete" || state == "create-failed" || state == "disable-complete";
    const std::string arn = record.required_text("ResourceArn");
    const Value<PublicAccessExclusion> exclusion = exclusion_of(record);
    if (reading.leave_out_if_bad("block-public-access exclusion", arn, problem)) {
      whole = false;
    } else if (!gone) {
      exclusions[arn.substr(arn.rfind('/') + 1)] = exclusion;
    }
  }
  return exclusions;
}

template <class T>
void apply_exclusions(SnapshotReading& reading, const Exclusions& exclusions, bool collected) {
  for (T& resource : reading.design.all<T>()) {
    const auto found = exclusions.find(resource.id);
    if (found != exclusions.end()) resource.exclusion = found->second;
    if (found == exclusions.end() && !collected) resource.exclusion = kUnknown;
  }
}

Value<BlockPublicAccess> mode_of(const ResourceRecord& record) {
  const std::string mode = record.text("InternetGatewayBlockMode");
  if (record.text("State") == "update-in-progress") return kUnknown;
  if (mode == "off") return BlockPublicAccess::off;
  if (mode == "block-ingress") return BlockPublicAccess::ingress;
  if (mode == "block-bidirectional") return BlockPublicAccess::bidirectional;
  return kUnknown;
}

std::string first_text(const std::string& a, const std::string& b, const std::string& c) {
  return !a.empty() ? a : !b.empty() ? b : c;
}

void read_setting(SnapshotReading& reading, const SnapshotObject& object) {
  RecordProblem problem;
  const ResourceRecord record(*object.node, problem);
  BlockPublicAccessSetting setting;
  setting.account =
      first_text(record.text("AwsAccountId"), object.scope->account, reading.options.account);
  setting.region =
      first_text(record.text("AwsRegion"), object.scope->region, reading.options.region);
  setting.mode = mode_of(record);
  if (reading.leave_out_if_bad("block-public-access", setting.account, problem)) {
    setting.mode = kUnknown;
  }
  setting.at = record.at();
  reading.design.block_public_access.push_back(setting);
}

Vpc read_vpc(SnapshotReading& reading, const SnapshotObject& object, const ResourceRecord& record,
             const Attributes& support, const Attributes& hostnames) {
  Vpc vpc;
  reading.read_common(vpc, object, record, {.id = "VpcId"});
  if (vpc.region.empty()) vpc.region = reading.region_of_vpc(vpc.id);
  if (vpc.region.empty()) vpc.region = reading.options.region;
  const std::optional<IpPrefix> primary = record.prefix("CidrBlock");
  if (primary) vpc.cidrs.push_back(*primary);
  add_associated_cidrs(vpc.cidrs, record, "CidrBlockAssociationSet", "CidrBlock", "CidrBlockState");
  add_associated_cidrs(vpc.cidrs, record, "Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock",
                       "Ipv6CidrBlockState");
  if (vpc.cidrs.empty()) record.refuse("it has no `CidrBlock`");
  vpc.dns_support = attribute(support, vpc.id);
  vpc.dns_hostnames = attribute(hostnames, vpc.id);
  vpc.is_default = record.boolean("IsDefault").value_or(false);
  vpc.state = state_of(record.text("State"), {"", "available"});
  return vpc;
}

/// Rule: ENC-1.
void read_encryption_controls(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("VpcEncryptionControls")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    const Ref<Vpc> vpc = reading.find<Vpc>(record.required_text("VpcId"));
    const std::string mode = to_lower(record.text("Mode"));
    if (reading.leave_out_if_bad("encryption control", record.text("VpcId"), problem)) {
      for (Vpc& any : reading.design.all<Vpc>()) any.encryption_control = kUnknown;
      continue;
    }
    if (!vpc.is_known()) continue;
    Value<EncryptionControl>& control = reading.design.get(vpc).encryption_control;
    control = kUnknown;
    if (mode == "monitor") control = EncryptionControl::monitor;
    if (mode == "enforce") control = EncryptionControl::enforce;
  }
}

}  // namespace

void read_vpcs(SnapshotReading& reading) {
  const Attributes support = attributes_of(reading, "EnableDnsSupport");
  const Attributes hostnames = attributes_of(reading, "EnableDnsHostnames");
  reading.read_each<Vpc>(
      "Vpcs", "VpcId",
      [&](const SnapshotObject& object, const ResourceRecord& record) -> std::optional<Vpc> {
        Vpc vpc = read_vpc(reading, object, record, support, hostnames);
        set_dns_servers(reading, vpc, record.text("DhcpOptionsId"));
        return vpc;
      });
  read_encryption_controls(reading);
}

void read_block_public_access(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("VpcBlockPublicAccessOptions")) {
    read_setting(reading, object);
  }
  bool collected = reading.snapshot.holds("VpcBlockPublicAccessExclusions");
  bool off = true;
  for (const BlockPublicAccessSetting& setting : reading.design.block_public_access) {
    off = off && setting.mode == Value<BlockPublicAccess>(BlockPublicAccess::off);
  }
  const Exclusions exclusions = exclusions_of(reading, collected);
  apply_exclusions<Vpc>(reading, exclusions, collected || off);
  apply_exclusions<Subnet>(reading, exclusions, collected || off);
  if (!reading.design.block_public_access.empty() || reading.design.all<Vpc>().empty()) return;
  reading.design.completions.push_back(
      {"block-public-access", "every account", "off: the setting was not collected"});
}

}  // namespace canreach
