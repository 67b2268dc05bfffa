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

}  // namespace

std::string generate_native(std::size_t bytes) {
  std::string out = "canreach: 1\nregion: us-east-1\nvpcs:\n";
  for (std::size_t number = 0; out.size() < bytes; ++number) add_vpc(number, out);
  return out;
}

}  // namespace canreach::bench
