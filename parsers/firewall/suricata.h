#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/resources/firewall.h"

namespace canreach {

/// Rules of a text, one a line, in the language of Suricata.  What they ask for beside addresses,
/// ports and the direction of a flow is noted in FirewallRule::asks and not judged.
struct SuricataRules {
  std::vector<FirewallRule> rules;
  bool complete = true;               // false: a line could not be read
  std::vector<std::string> problems;  // "line 3: ..."
};

/// `variables` and `port_variables` are what `$NAME` means; HOME_NET and EXTERNAL_NET have a
/// meaning of their own where they are not among them.
SuricataRules parse_suricata(std::string_view text, const FirewallVariables& variables,
                             const FirewallVariables& port_variables, const SourceLoc& at);

/// The addresses of one place of a rule: `any`, a block, `$NAME`, `!`, `[a, b]`.
Result<std::vector<FirewallAddresses>> parse_firewall_addresses(std::string_view text,
                                                                const FirewallVariables& variables);
/// Likewise the ports; unknown where a name stands for something that is not told.
Result<Value<IntervalSet>> parse_firewall_ports(std::string_view text,
                                                const FirewallVariables& variables);

/// The rules that a list of domains stands for: about what HOME_NET sends, which `variables` may
/// define.
std::vector<FirewallRule> rules_of_domains(const FirewallDomains& domains,
                                           const FirewallVariables& variables, const SourceLoc& at);

}  // namespace canreach
