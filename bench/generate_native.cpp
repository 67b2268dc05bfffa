#include <fmt/format.h>

#include <iterator>

#include "bench/generate.h"

namespace canreach::bench {
namespace {

/// VPCs of thirty groups with ten rules each, in the block style that people write.
void add_vpc(std::size_t number, std::string& out) {
  const auto line = [&out](auto text, const auto&... values) {
    fmt::format_to(std::back_inserter(out), fmt::runtime(text), values...);
    out += '\n';
  };
  line("  vpc-{}:", number);
  line("    cidr: 10.{}.0.0/16", number % 256);
  line("    internet_gateway: igw-{}", number);
  line("    subnets:");
  for (int subnet = 0; subnet < 12; ++subnet) {
    line("      net-{}-{}:", number, subnet);
    line("        cidr: 10.{}.{}.0/24", number % 256, subnet);
    line("        zone: {}", static_cast<char>('a' + subnet % 3));
  }
  line("    route_tables:");
  line("      main-{}:", number);
  line("        main: true");
  line("        routes:");
  line("          - to: 0.0.0.0/0");
  line("            via: igw-{}", number);
  line("    security_groups:");
  for (int group = 0; group < 30; ++group) {
    line("      group-{}-{}:", number, group);
    line("        ingress:");
    for (int rule = 0; rule < 10; ++rule) {
      line("          - protocol: tcp");
      line("            ports: {}", 1000 + group * 10 + rule);
      line("            from: 10.{}.{}.0/24", number % 256, rule);
      line("            description: requested by the platform team");
    }
  }
}

/// A /18 with a subnet a zone: 10.0.0.0/18, 10.0.64.0/18 ...
void add_spoke(std::size_t number, std::string& out) {
  const auto line = [&out](auto text, const auto&... values) {
    fmt::format_to(std::back_inserter(out), fmt::runtime(text), values...);
    out += '\n';
  };
  const std::size_t second = number / 4;
  const std::size_t third = number % 4 * 64;
  line("  spoke-{}:", number);
  line("    cidr: 10.{}.{}.0/18", second, third);
  line("    subnets:");
  for (std::size_t zone = 0; zone < 3; ++zone) {
    line("      net-{}-{}: {{cidr: 10.{}.{}.0/24, zone: {}, route_table: rt-{}}}", number, zone,
         second, third + zone, static_cast<char>('a' + zone), number);
  }
  line("    route_tables:");
  line("      rt-{}: {{routes: [{{to: 10.0.0.0/8, via: hub}}]}}", number);
  line("    security_groups:");
  line("      hosts-{}:", number);
  line("        ingress:");
  line("          - {{protocol: tcp, ports: 443, from: 10.0.0.0/8}}");
  line("          - {{protocol: tcp, ports: 22, from: 10.0.64.0/18}}");
  line("          - {{protocol: tcp, ports: 5432, from: hosts-{}}}", number);
}

constexpr std::size_t kHostsOfSpoke = 8;

}  // namespace

std::string generate_hub(std::size_t spokes) {
  std::string out = "canreach: 1\nregion: us-east-1\nvpcs:\n";
  const auto line = [&out](auto text, const auto&... values) {
    fmt::format_to(std::back_inserter(out), fmt::runtime(text), values...);
    out += '\n';
  };
  for (std::size_t number = 0; number < spokes; ++number) add_spoke(number, out);
  out += "instances:\n";
  for (std::size_t number = 0; number < spokes; ++number) {
    for (std::size_t host = 0; host < kHostsOfSpoke; ++host) {
      line("  host-{0}-{1}: {{subnet: net-{0}-{2}, security_groups: [hosts-{0}]}}", number, host,
           host % 3);
    }
  }
  out += "transit_gateways:\n  hub:\n    attachments:\n";
  for (std::size_t number = 0; number < spokes; ++number) {
    line("      to-{0}: {{vpc: spoke-{0}, subnets: [net-{0}-0, net-{0}-1, net-{0}-2]}}", number);
  }
  return out;
}

std::string generate_native(std::size_t bytes) {
  std::string out = "canreach: 1\nregion: us-east-1\nvpcs:\n";
  for (std::size_t number = 0; out.size() < bytes; ++number) add_vpc(number, out);
  return out;
}

}  // namespace canreach::bench
