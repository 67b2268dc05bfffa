// A synthetic account, in which what makes real ones slow occurs about as often as there.
//
// Three VPCs for each 1,000 interfaces, their sizes by Zipf's law with exponent 0.6.  Each has a
// /18 of 10.0.0.0/8, every tenth the 172.31.0.0/16 that many VPCs share; three zones with four
// tiers of subnets (public, app, data, service); five route tables (public, one a zone with the
// zone's NAT gateway, data); seventeen security groups with about forty rules each; every fifth
// VPC is peered with the next.  Three VPCs in ten have an ordered network ACL with denies and
// ephemeral ports on the data tier, one in twelve on the public tier.
//
// Everything is drawn from one engine with a fixed seed, so the same number of interfaces is the
// same bytes everywhere.
#include "bench/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <string_view>
#include <utility>

#include "bench/json_writer.h"

namespace canreach::bench {
namespace {

constexpr std::string_view kAccount = "111122223333";
constexpr std::array<std::string_view, 3> kZones = {"us-east-1a", "us-east-1b", "us-east-1c"};
constexpr std::array<std::string_view, 4> kTiers = {"public", "app", "data", "service"};
enum Tier : std::size_t { public_tier, app_tier, data_tier, service_tier };

constexpr std::array<std::string_view, 17> kRoles = {
    "base", "alb",  "app-1", "app-2", "app-3",    "app-4",  "app-5",  "app-6",  "db-1",
    "db-2", "db-3", "cache", "efs",   "endpoint", "lambda", "office", "bastion"};
constexpr std::array<int, 12> kPorts = {22,   80,   443,  2049, 3306, 5432,
                                        6379, 8080, 8443, 9090, 9200, 11211};
constexpr std::size_t kRulesOfGroup = 40;
constexpr int kAddressesOfSubnet = 1024;

struct PlannedVpc {
  std::size_t number = 0;
  std::size_t interfaces = 0;
  std::uint32_t base = 0;  // first address
  int length = 18;
  bool shared_range = false;  // 172.31.0.0/16, which cannot be peered
  std::size_t peer = 0;       // of the VPC that it asked for a peering; its own number: none
  std::size_t asked_by = 0;   // likewise, of the VPC that asked it
};

std::string address_text(std::uint32_t address) {
  return fmt::format("{}.{}.{}.{}", address >> 24, (address >> 16) & 255, (address >> 8) & 255,
                     address & 255);
}

std::string cidr_text(std::uint32_t address, int length) {
  const std::uint32_t mask = length == 0 ? 0 : ~std::uint32_t{0} << (32 - length);
  return fmt::format("{}/{}", address_text(address & mask), length);
}

std::string id(std::string_view kind, std::size_t number) {
  return fmt::format("{}-{:017x}", kind, number + 1);
}

/// One listing: {"Key": [ ... ]}.
class Listing {
 public:
  Listing(std::string name, std::string_view key) : name_(std::move(name)) {
    writer.open("{}").open(key, "[]");
  }
  InputFile file() { return {"us-east-1/" + name_ + ".json", writer.close().close().take()}; }

  JsonWriter writer;

 private:
  std::string name_;
};

class Generator {
 public:
  explicit Generator(std::size_t interfaces) : interfaces_(interfaces) {}

  std::vector<InputFile> files() {
    plan();
    for (const PlannedVpc& vpc : vpcs_) write(vpc);
    std::vector<InputFile> files;
    for (Listing* listing :
         {&vpc_list_, &subnets_, &tables_, &acls_, &groups_, &enis_, &instances_,
          &internet_gateways_, &nat_gateways_, &peerings_, &endpoints_, &egress_only_,
          &vpn_gateways_, &prefix_lists_, &functions_, &databases_, &caches_}) {
      files.push_back(listing->file());
    }
    return files;
  }

 private:
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
  bool percent(std::size_t chance) { return below(100) < chance; }

  void plan() {
    const std::size_t count = std::max<std::size_t>(1, interfaces_ * 3 / 1000);
    double weights = 0;
    for (std::size_t i = 0; i < count; ++i) weights += std::pow(static_cast<double>(i + 1), -0.6);
    for (std::size_t i = 0; i < count; ++i) {
      PlannedVpc vpc;
      const double share = std::pow(static_cast<double>(i + 1), -0.6) / weights;
      vpc.number = vpc.peer = vpc.asked_by = i;
      vpc.interfaces = static_cast<std::size_t>(share * static_cast<double>(interfaces_) + 0.5);
      vpc.shared_range = i % 10 == 9;
      vpc.base = vpc.shared_range ? (172u << 24) + (31u << 16)
                                  : (10u << 24) + static_cast<std::uint32_t>(i) * (1u << 14);
      vpc.length = vpc.shared_range ? 16 : 18;
      vpcs_.push_back(vpc);
    }
    plan_peerings();
  }

  void plan_peerings() {
    for (std::size_t i = 0; i + 1 < vpcs_.size(); ++i) {
      const bool apart = !vpcs_[i].shared_range && !vpcs_[i + 1].shared_range;
      if (!apart || (i != 0 && !percent(20))) continue;
      vpcs_[i].peer = i + 1;
      vpcs_[i + 1].asked_by = i;
    }
  }

  static std::string subnet_id(const PlannedVpc& vpc, std::size_t tier, std::size_t zone) {
    return id("subnet", vpc.number * 12 + tier * 3 + zone);
  }
  static std::uint32_t subnet_base(const PlannedVpc& vpc, std::size_t tier, std::size_t zone) {
    return vpc.base + static_cast<std::uint32_t>(tier * 3 + zone) * kAddressesOfSubnet;
  }
  static std::string group_id(const PlannedVpc& vpc, std::size_t role) {
    return id("sg", vpc.number * kRoles.size() + role);
  }

  static void name_tag(JsonWriter& out, std::string_view key, const std::string& name) {
    out.open(key, "[]");
    out.open("{}").text("Key", "Name").text("Value", name).close();
    out.open("{}").text("Key", "Team").text("Value", "platform").close();
    out.close();
  }

  void write(const PlannedVpc& vpc) {
    write_vpc(vpc);
    write_subnets(vpc);
    write_gateways(vpc);
    write_tables(vpc);
    write_acls(vpc);
    for (std::size_t role = 0; role < kRoles.size(); ++role) write_group(vpc, role);
    write_interfaces(vpc);
    write_peering(vpc);
  }

  void write_vpc(const PlannedVpc& vpc) {
    const std::string cidr = cidr_text(vpc.base, vpc.length);
    JsonWriter& out = vpc_list_.writer.open("{}");
    out.text("CidrBlock", cidr).text("DhcpOptionsId", "default").text("State", "available");
    out.text("VpcId", id("vpc", vpc.number)).text("OwnerId", kAccount);
    out.text("InstanceTenancy", "default").open("CidrBlockAssociationSet", "[]");
    out.open("{}").text("AssociationId", id("vpc-cidr-assoc", vpc.number)).text("CidrBlock", cidr);
    out.open("CidrBlockState", "{}").text("State", "associated").close().close().close();
    out.boolean("IsDefault", false);
    name_tag(out, "Tags", fmt::format("vpc-{}", vpc.number));
    out.close();
  }

  void write_subnets(const PlannedVpc& vpc) {
    for (std::size_t tier = 0; tier < 4; ++tier) {
      for (std::size_t zone = 0; zone < 3; ++zone) {
        JsonWriter& out = subnets_.writer.open("{}");
        out.text("AvailabilityZone", kZones[zone]).number("AvailableIpAddressCount", 900);
        out.text("CidrBlock", cidr_text(subnet_base(vpc, tier, zone), 22));
        out.boolean("DefaultForAz", false).boolean("MapPublicIpOnLaunch", tier == public_tier);
        out.text("State", "available").text("SubnetId", subnet_id(vpc, tier, zone));
        out.text("VpcId", id("vpc", vpc.number)).text("OwnerId", kAccount);
        out.boolean("AssignIpv6AddressOnCreation", false).open("Ipv6CidrBlockAssociationSet", "[]");
        out.close();
        name_tag(out, "Tags", fmt::format("vpc-{}-{}-{}", vpc.number, kTiers[tier], zone));
        out.close();
      }
    }
  }

  std::size_t nat_interface(const PlannedVpc& vpc, std::size_t zone) const {
    return 0x10000000 + vpc.number * 3 + zone;
  }
  static std::string nat_public_ip(const PlannedVpc& vpc, std::size_t zone) {
    return address_text((52u << 24) + static_cast<std::uint32_t>(vpc.number * 3 + zone));
  }

  void write_gateways(const PlannedVpc& vpc) {
    JsonWriter& gateway = internet_gateways_.writer.open("{}").open("Attachments", "[]");
    gateway.open("{}").text("State", "available").text("VpcId", id("vpc", vpc.number)).close();
    gateway.close().text("InternetGatewayId", id("igw", vpc.number)).text("OwnerId", kAccount);
    name_tag(gateway, "Tags", fmt::format("igw-{}", vpc.number));
    gateway.close();
    for (std::size_t zone = 0; zone < 3; ++zone) {
      JsonWriter& out = nat_gateways_.writer.open("{}").open("NatGatewayAddresses", "[]");
      out.open("{}").text("NetworkInterfaceId", id("eni", nat_interface(vpc, zone)));
      out.text("PrivateIp", address_text(subnet_base(vpc, public_tier, zone) + 4));
      out.text("PublicIp", nat_public_ip(vpc, zone)).boolean("IsPrimary", true);
      out.text("Status", "succeeded").close().close();
      out.text("NatGatewayId", id("nat", vpc.number * 3 + zone)).text("State", "available");
      out.text("SubnetId", subnet_id(vpc, public_tier, zone)).text("VpcId", id("vpc", vpc.number));
      out.text("ConnectivityType", "public");
      name_tag(out, "Tags", fmt::format("nat-{}-{}", vpc.number, zone));
      out.close();
    }
  }

  struct Via {
    std::string_view key;
    std::string target;
  };

  static void route(JsonWriter& out, const std::string& to, const Via& via) {
    out.open("{}").text("DestinationCidrBlock", to).text(via.key, via.target);
    out.text("Origin", via.target == "local" ? "CreateRouteTable" : "CreateRoute");
    out.text("State", "active").close();
  }

  /// Tables 0: public, 1 to 3: app and service of a zone, 4: data.
  void write_tables(const PlannedVpc& vpc) {
    for (std::size_t table = 0; table < 5; ++table) {
      const std::string table_id = id("rtb", vpc.number * 5 + table);
      JsonWriter& out = tables_.writer.open("{}").open("Associations", "[]");
      for (std::size_t tier = 0; tier < 4; ++tier) {
        for (std::size_t zone = 0; zone < 3; ++zone) {
          const std::size_t used = tier == public_tier ? 0 : (tier == data_tier ? 4 : zone + 1);
          if (used == table) associate(out, table_id, subnet_id(vpc, tier, zone));
        }
      }
      if (table == 4) out.open("{}").boolean("Main", true).text("RouteTableId", table_id).close();
      out.close().open("PropagatingVgws", "[]").close().text("RouteTableId", table_id);
      out.open("Routes", "[]");
      write_routes(out, vpc, table);
      out.close().text("VpcId", id("vpc", vpc.number)).text("OwnerId", kAccount);
      name_tag(out, "Tags", fmt::format("rtb-{}-{}", vpc.number, table));
      out.close();
    }
  }

  static void associate(JsonWriter& out, const std::string& table, const std::string& subnet) {
    out.open("{}").boolean("Main", false).text("RouteTableId", table).text("SubnetId", subnet);
    out.open("AssociationState", "{}").text("State", "associated").close().close();
  }

  void write_routes(JsonWriter& out, const PlannedVpc& vpc, std::size_t table) const {
    route(out, cidr_text(vpc.base, vpc.length), {"GatewayId", "local"});
    for (const auto& [other, pcx] :
         {std::pair(vpc.peer, vpc.number), std::pair(vpc.asked_by, vpc.asked_by)}) {
      if (other == vpc.number) continue;
      route(out, cidr_text(vpcs_[other].base, 18), {"VpcPeeringConnectionId", id("pcx", pcx)});
    }
    if (table == 0) route(out, "0.0.0.0/0", {"GatewayId", id("igw", vpc.number)});
    if (table >= 1 && table <= 3) {
      route(out, "0.0.0.0/0", {"NatGatewayId", id("nat", vpc.number * 3 + table - 1)});
    }
  }

  void write_peering(const PlannedVpc& vpc) {
    if (vpc.peer == vpc.number) return;
    JsonWriter& out = peerings_.writer.open("{}");
    const auto side = [&](std::string_view key, const PlannedVpc& end) {
      const std::string cidr = cidr_text(end.base, end.length);
      out.open(key, "{}").text("CidrBlock", cidr).open("CidrBlockSet", "[]").open("{}");
      out.text("CidrBlock", cidr).close().close().text("OwnerId", kAccount);
      out.text("VpcId", id("vpc", end.number)).text("Region", "us-east-1");
      out.open("PeeringOptions", "{}").boolean("AllowDnsResolutionFromRemoteVpc", true).close();
      out.close();
    };
    side("AccepterVpcInfo", vpcs_[vpc.peer]);
    side("RequesterVpcInfo", vpc);
    out.open("Status", "{}").text("Code", "active").text("Message", "Active").close();
    out.text("VpcPeeringConnectionId", id("pcx", vpc.number)).close();
  }

  struct Entry {
    int number;
    bool egress;
    bool allow;
    std::string protocol;
    std::string cidr;
    int first;
    int last;
  };

  static void entry(JsonWriter& out, const Entry& entry) {
    out.open("{}").text("CidrBlock", entry.cidr).boolean("Egress", entry.egress);
    if (entry.protocol != "-1") {
      out.open("PortRange", "{}").number("From", entry.first).number("To", entry.last).close();
    }
    out.text("Protocol", entry.protocol).text("RuleAction", entry.allow ? "allow" : "deny");
    out.number("RuleNumber", entry.number).close();
  }

  void write_acls(const PlannedVpc& vpc) {
    const bool data = percent(30);
    const bool open_tier = percent(8);
    write_acl(vpc, 0, [&](std::size_t tier) {
      return !(data && tier == data_tier) && !(open_tier && tier == public_tier);
    });
    if (data) write_acl(vpc, 1, [](std::size_t tier) { return tier == data_tier; });
    if (open_tier) write_acl(vpc, 2, [](std::size_t tier) { return tier == public_tier; });
  }

  template <class HasTier>
  void write_acl(const PlannedVpc& vpc, std::size_t which, HasTier has_tier) {
    const std::string acl = id("acl", vpc.number * 3 + which);
    JsonWriter& out = acls_.writer.open("{}").open("Associations", "[]");
    for (std::size_t tier = 0; tier < 4; ++tier) {
      for (std::size_t zone = 0; has_tier(tier) && zone < 3; ++zone) {
        out.open("{}").text("NetworkAclId", acl).text("SubnetId", subnet_id(vpc, tier, zone));
        out.close();
      }
    }
    out.close().open("Entries", "[]");
    if (which == 0) {
      entry(out, {100, false, true, "-1", "0.0.0.0/0", 0, 0});
      entry(out, {100, true, true, "-1", "0.0.0.0/0", 0, 0});
    } else {
      write_entries(out, vpc, which == 2);
    }
    for (const bool egress : {false, true}) {
      entry(out, {32767, egress, false, "-1", "0.0.0.0/0", 0, 0});
    }
    out.close().boolean("IsDefault", which == 0).text("NetworkAclId", acl);
    out.text("VpcId", id("vpc", vpc.number)).text("OwnerId", kAccount);
    name_tag(out, "Tags", fmt::format("acl-{}-{}", vpc.number, which));
    out.close();
  }

  void write_entries(JsonWriter& out, const PlannedVpc& vpc, bool open_tier) {
    int number = 50;
    const std::size_t rules = 3 + below(8);
    for (const bool egress : {false, true}) {
      for (std::size_t i = 0; i < rules; ++i) {
        const int port = kPorts[below(kPorts.size())];
        const std::string cidr = open_tier && percent(50) ? "0.0.0.0/0" : source_cidr(vpc);
        entry(out, {number += 10, egress, !percent(20), "6", cidr, port, port});
      }
      const std::string whole = open_tier ? "0.0.0.0/0" : "10.0.0.0/8";
      entry(out, {number += 10, egress, true, "6", whole, 1024, 65535});
      number = 50;
    }
  }

  /// Whom rules name: the company's networks, this VPC, one of its subnets, hosts and offices.
  std::string source_cidr(const PlannedVpc& vpc) {
    const std::size_t kind = below(97);
    if (kind < 35) return cidr_text((10u << 24) + corporate_[below(8)] * (1u << 20), 12);
    if (kind < 55) return cidr_text(vpc.base, vpc.length);
    if (kind < 75) return cidr_text(subnet_base(vpc, below(4), below(3)), 22);
    if (kind < 80) return cidr_text(subnet_base(vpc, 1 + below(3), below(3)) + host(), 32);
    if (kind < 93) {
      return cidr_text((198u << 24) + (18u << 16) + static_cast<std::uint32_t>(below(4096)) * 16,
                       28 + static_cast<int>(below(5)));
    }
    return "10.0.0.0/8";
  }
  std::uint32_t host() { return 10 + static_cast<std::uint32_t>(below(900)); }

  void write_group(const PlannedVpc& vpc, std::size_t role) {
    JsonWriter& out = groups_.writer.open("{}");
    out.text("Description", fmt::format("{} of VPC {}", kRoles[role], vpc.number));
    out.text("GroupName", kRoles[role]).open("IpPermissions", "[]");
    const std::size_t rules = kRulesOfGroup / 2 + below(kRulesOfGroup);
    for (std::size_t i = 0; i < rules * 91 / 100; ++i) write_rule(out, vpc);
    if (role == 1) world(out);
    out.close().text("OwnerId", kAccount).text("GroupId", group_id(vpc, role));
    out.open("IpPermissionsEgress", "[]");
    const bool is_server = role >= 2 && role <= 10;
    if (is_server && percent(40)) {
      for (std::size_t i = 0; i < 1 + rules * 9 / 40; ++i) write_rule(out, vpc);
    } else {
      out.open("{}").text("IpProtocol", "-1").open("IpRanges", "[]").open("{}");
      out.text("CidrIp", "0.0.0.0/0").close().close().close();
    }
    out.close().text("VpcId", id("vpc", vpc.number)).close();
  }

  static void world(JsonWriter& out) {
    out.open("{}").number("FromPort", 443).text("IpProtocol", "tcp").open("IpRanges", "[]");
    out.open("{}").text("CidrIp", "0.0.0.0/0").close().close().number("ToPort", 443).close();
  }

  void write_rule(JsonWriter& out, const PlannedVpc& vpc) {
    const int port = kPorts[below(kPorts.size())];
    out.open("{}").number("FromPort", port).text("IpProtocol", percent(95) ? "tcp" : "udp");
    if (percent(15)) {
      out.open("IpRanges", "[]").close().open("Ipv6Ranges", "[]").close();
      out.open("PrefixListIds", "[]").close();
      out.number("ToPort", percent(90) ? port : port + 20).open("UserIdGroupPairs", "[]");
      out.open("{}").text("GroupId", group_id(vpc, below(kRoles.size()))).text("UserId", kAccount);
      out.close().close().close();
      return;
    }
    out.open("IpRanges", "[]").open("{}").text("CidrIp", source_cidr(vpc));
    out.text("Description", "requested by the platform team").close().close();
    out.open("Ipv6Ranges", "[]").close().open("PrefixListIds", "[]").close();
    out.number("ToPort", percent(90) ? port : port + 20);
    out.open("UserIdGroupPairs", "[]").close().close();
  }

  void write_interfaces(const PlannedVpc& vpc) {
    for (std::size_t zone = 0; zone < 3; ++zone) write_nat_interface(vpc, zone);
    std::array<std::uint32_t, 12> taken{};
    for (std::size_t i = 0; i < vpc.interfaces; ++i) {
      // Ten in a hundred are public, sixty app, twenty data, ten service.
      const std::size_t draw = i % 10;
      const std::size_t tier = draw == 0   ? public_tier
                               : draw < 7  ? app_tier
                               : draw == 9 ? service_tier
                                           : data_tier;
      const std::size_t zone = i / 10 % 3;
      const std::uint32_t number = taken[tier * 3 + zone]++;
      // The first addresses of a subnet are AWS's and the NAT gateway's.
      const std::uint32_t address = subnet_base(vpc, tier, zone) + 10 + number;
      write_server(vpc, tier, zone, address);
    }
  }

  void write_nat_interface(const PlannedVpc& vpc, std::size_t zone) {
    JsonWriter& out = enis_.writer.open("{}");
    const std::string address = address_text(subnet_base(vpc, public_tier, zone) + 4);
    interface_head(out, vpc, "nat_gateway", subnet_id(vpc, public_tier, zone), zone);
    out.text("Description", "Interface for NAT Gateway " + id("nat", vpc.number * 3 + zone));
    out.open("Groups", "[]").close();
    out.text("NetworkInterfaceId", id("eni", nat_interface(vpc, zone)));
    addresses(out, address, nat_public_ip(vpc, zone));
    out.boolean("SourceDestCheck", false).close();
  }

  static void interface_head(JsonWriter& out, const PlannedVpc& vpc, std::string_view type,
                             const std::string& subnet, std::size_t zone) {
    out.text("AvailabilityZone", kZones[zone]).text("InterfaceType", type);
    out.text("OwnerId", kAccount).text("SubnetId", subnet).text("VpcId", id("vpc", vpc.number));
    out.text("Status", "in-use").boolean("RequesterManaged", type != "interface");
  }

  static void addresses(JsonWriter& out, const std::string& address, const std::string& public_ip) {
    out.text("PrivateIpAddress", address).open("Ipv6Addresses", "[]").close();
    out.open("PrivateIpAddresses", "[]").open("{}");
    if (!public_ip.empty()) {
      out.open("Association", "{}").text("IpOwnerId", kAccount).text("PublicIp", public_ip).close();
    }
    out.boolean("Primary", true).text("PrivateIpAddress", address).close().close();
  }

  void write_server(const PlannedVpc& vpc, std::size_t tier, std::size_t zone,
                    std::uint32_t address) {
    const std::size_t number = servers_++;
    const std::string subnet = subnet_id(vpc, tier, zone);
    const std::vector<std::size_t> roles = roles_of(tier);
    JsonWriter& out = enis_.writer.open("{}");
    out.open("Attachment", "{}").text("AttachTime", "2024-03-01T10:00:00+00:00");
    out.text("AttachmentId", id("eni-attach", number)).boolean("DeleteOnTermination", true);
    out.number("DeviceIndex", 0).text("InstanceId", id("i", number));
    out.text("InstanceOwnerId", kAccount).text("Status", "attached").close();
    interface_head(out, vpc, "interface", subnet, zone);
    out.text("Description", "");
    write_group_list(out, "Groups", vpc, roles);
    out.text("MacAddress", fmt::format("0e:00:{:02x}:{:02x}:{:02x}:01", (number >> 16) & 255,
                                       (number >> 8) & 255, number & 255));
    out.text("NetworkInterfaceId", id("eni", number));
    addresses(out, address_text(address), tier == public_tier ? public_ip(number) : "");
    out.boolean("SourceDestCheck", true).open("TagSet", "[]").close().close();
    write_instance(vpc, number, subnet, address, roles);
  }

  static std::string public_ip(std::size_t number) {
    return address_text((54u << 24) + static_cast<std::uint32_t>(number));
  }

  /// One to four groups: the base, those of the tier, now and then one more.
  std::vector<std::size_t> roles_of(std::size_t tier) {
    static constexpr std::array<std::size_t, 4> kFirst = {1, 2, 8, 11};
    static constexpr std::array<std::size_t, 4> kCount = {1, 6, 3, 4};
    std::vector<std::size_t> roles = {kFirst[tier] + below(kCount[tier])};
    if (percent(70)) roles.push_back(0);
    if (percent(20)) roles.push_back(15);
    if (percent(5)) roles.push_back(16);
    return roles;
  }

  static void write_group_list(JsonWriter& out, std::string_view key, const PlannedVpc& vpc,
                               const std::vector<std::size_t>& roles) {
    out.open(key, "[]");
    for (const std::size_t role : roles) {
      out.open("{}").text("GroupName", kRoles[role]).text("GroupId", group_id(vpc, role)).close();
    }
    out.close();
  }

  void write_instance(const PlannedVpc& vpc, std::size_t number, const std::string& subnet,
                      std::uint32_t address, const std::vector<std::size_t>& roles) {
    JsonWriter& out = instances_.writer.open("{}").open("Groups", "[]").close();
    out.open("Instances", "[]").open("{}").number("AmiLaunchIndex", 0);
    out.text("ImageId", "ami-0123456789abcdef0").text("InstanceId", id("i", number));
    out.text("InstanceType", "m6i.large").text("LaunchTime", "2024-03-01T10:00:00+00:00");
    out.text("PrivateIpAddress", address_text(address)).open("State", "{}").number("Code", 16);
    out.text("Name", "running").close().text("SubnetId", subnet);
    out.text("VpcId", id("vpc", vpc.number)).text("Architecture", "x86_64");
    out.boolean("SourceDestCheck", true).open("NetworkInterfaces", "[]").open("{}");
    out.open("Attachment", "{}").number("DeviceIndex", 0).text("Status", "attached").close();
    out.text("NetworkInterfaceId", id("eni", number)).text("SubnetId", subnet);
    out.text("VpcId", id("vpc", vpc.number)).text("PrivateIpAddress", address_text(address));
    out.close().close();
    write_group_list(out, "SecurityGroups", vpc, roles);
    name_tag(out, "Tags", fmt::format("server-{}", number));
    out.close().close().text("OwnerId", kAccount).text("ReservationId", id("r", number)).close();
  }

  std::size_t interfaces_;
  std::mt19937_64 engine_{20240301};
  std::size_t servers_ = 0;
  std::vector<PlannedVpc> vpcs_;
  std::array<std::uint32_t, 8> corporate_ = {0, 1, 2, 3, 5, 8, 12, 15};
  Listing vpc_list_{"ec2_describe-vpcs", "Vpcs"};
  Listing subnets_{"ec2_describe-subnets", "Subnets"};
  Listing tables_{"ec2_describe-route-tables", "RouteTables"};
  Listing acls_{"ec2_describe-network-acls", "NetworkAcls"};
  Listing groups_{"ec2_describe-security-groups", "SecurityGroups"};
  Listing enis_{"ec2_describe-network-interfaces", "NetworkInterfaces"};
  Listing instances_{"ec2_describe-instances", "Reservations"};
  Listing internet_gateways_{"ec2_describe-internet-gateways", "InternetGateways"};
  Listing nat_gateways_{"ec2_describe-nat-gateways", "NatGateways"};
  Listing peerings_{"ec2_describe-vpc-peering-connections", "VpcPeeringConnections"};
  // Collected, and nothing there: otherwise answers would be undecided.
  Listing endpoints_{"ec2_describe-vpc-endpoints", "VpcEndpoints"};
  Listing egress_only_{"ec2_describe-egress-only-internet-gateways", "EgressOnlyInternetGateways"};
  Listing vpn_gateways_{"ec2_describe-vpn-gateways", "VpnGateways"};
  Listing prefix_lists_{"ec2_describe-prefix-lists", "PrefixLists"};
  Listing functions_{"lambda_list-functions", "Functions"};
  Listing databases_{"rds_describe-db-instances", "DBInstances"};
  Listing caches_{"elasticache_describe-cache-clusters", "CacheClusters"};
};

}  // namespace

std::vector<InputFile> generate_snapshot(std::size_t interfaces) {
  return Generator(interfaces).files();
}

std::size_t bytes_of(const std::vector<InputFile>& files) {
  std::size_t bytes = 0;
  for (const InputFile& file : files) bytes += file.text.size();
  return bytes;
}

}  // namespace canreach::bench
