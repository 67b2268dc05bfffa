#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parsers/firewall/suricata.h"

// Whatever the bytes are, reading them as rules of a firewall ends, every line is a rule or a
// problem, and reading them twice gives the same.

namespace {

using canreach::FirewallRule;
using canreach::SuricataRules;

const canreach::FirewallVariables& variables() {
  static const canreach::FirewallVariables kVariables = {
      {"A", {"10.0.0.0/8", "!10.1.0.0/16"}}, {"B", {"$A", "[$B, $A]"}}, {"HTTP", {"80", "8000:"}}};
  return kVariables;
}

bool is_same(const FirewallRule& a, const FirewallRule& b) {
  return a.name == b.name && a.action == b.action && a.source == b.source &&
         a.destination == b.destination && a.source_ports == b.source_ports &&
         a.destination_ports == b.destination_ports && a.protocols == b.protocols &&
         a.both_directions == b.both_directions && a.side == b.side && a.state == b.state &&
         a.asks == b.asks;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const SuricataRules first = canreach::parse_suricata(text, variables(), variables(), {});
  const SuricataRules second = canreach::parse_suricata(text, variables(), variables(), {});
  if (first.complete != first.problems.empty()) std::abort();
  if (first.problems != second.problems || first.rules.size() != second.rules.size()) std::abort();
  for (std::size_t i = 0; i < first.rules.size(); ++i) {
    if (!is_same(first.rules[i], second.rules[i])) std::abort();
  }
  return 0;
}
