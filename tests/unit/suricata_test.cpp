#include "parsers/firewall/suricata.h"

#include <string>
#include <vector>

#include "base/text.h"
#include "tests/catch.h"

namespace canreach {
namespace {

using Action = FirewallRule::Action;
using AddressesKind = FirewallAddresses::Kind;
using Side = FirewallRule::Side;
using RuleState = FirewallRule::State;

SuricataRules parse(const std::string& text) { return parse_suricata(text, {}, {}, {}); }

FirewallRule rule_of(const std::string& text) {
  SuricataRules read = parse(text);
  REQUIRE(read.problems == std::vector<std::string>());
  REQUIRE(read.rules.size() == 1);
  return read.rules.front();
}

std::string ports_text(const Value<IntervalSet>& ports) {
  if (ports.is_unknown()) return "unknown";
  std::vector<std::string> texts;
  for (const Interval& interval : ports.get().intervals()) {
    texts.push_back(std::to_string(interval.first) + "-" + std::to_string(interval.last));
  }
  return join(texts, ",");
}

std::string addresses_text(const std::vector<FirewallAddresses>& parts) {
  std::vector<std::string> texts;
  for (const FirewallAddresses& part : parts) {
    std::string text = part.excluded ? "!" : "";
    switch (part.kind) {
      case AddressesKind::set:
        text += part.addresses.to_string();
        break;
      case AddressesKind::home:
        text += "home";
        break;
      case AddressesKind::external:
        text += "external";
        break;
      case AddressesKind::unknown:
        text += "unknown";
        break;
    }
    texts.push_back(text);
  }
  return join(texts, " ");
}

}  // namespace

TEST_CASE("a rule's header says action, protocol, ends and direction") {
  const FirewallRule rule = rule_of("drop tcp 10.0.0.0/8 1024: <> $HOME_NET [80,443] (sid:7;)");
  CHECK(rule.action == Value<Action>(Action::drop));
  CHECK(rule.protocols == Value<TrafficSet>(TrafficSet::all_of(kTcp)));
  CHECK(addresses_text(rule.source) == "10.0.0.0/8");
  CHECK(ports_text(rule.source_ports) == "1024-65535");
  CHECK(rule.both_directions);
  CHECK(addresses_text(rule.destination) == "home");
  CHECK(ports_text(rule.destination_ports) == "80-80,443-443");
  CHECK(rule.name == "sid 7");
  CHECK(rule.asks.empty());
}

TEST_CASE("addresses are blocks, names, lists and what they exclude") {
  const FirewallVariables variables = {{"APPS", {"10.1.0.0/16", "!10.1.9.0/24"}}};
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"10.0.0.1", "10.0.0.1"},
      {"!10.0.0.1", "!10.0.0.1"},
      {"[10.0.0.0/8,!10.2.0.0/16]", "10.0.0.0/8 !10.2.0.0/16"},
      {"![10.0.0.0/8, 192.168.0.0/16]", "!10.0.0.0/8 !192.168.0.0/16"},
      {"$APPS", "10.1.0.0/16 !10.1.9.0/24"},
      {"!$APPS", "!10.1.0.0/16 !unknown"},
      {"$EXTERNAL_NET", "external"},
      {"!$HOME_NET", "!home"},
      {"@LIST", "unknown"},
      {"any", "0.0.0.0/0,::/0"},
  };
  for (const auto& [text, expected] : cases) {
    const auto parts = parse_firewall_addresses(text, variables);
    REQUIRE(parts.has_value());
    CHECK(addresses_text(*parts) == expected);
  }
}

TEST_CASE("ports are numbers, ranges, names, lists and what they exclude") {
  const FirewallVariables variables = {{"WEB", {"80", "443"}}};
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"any", "0-65535"},
      {"80", "80-80"},
      {"80:90", "80-90"},
      {":1023", "0-1023"},
      {"1024:", "1024-65535"},
      {"!80", "0-79,81-65535"},
      {"[80:90,!85]", "80-84,86-90"},
      {"$WEB", "80-80,443-443"},
  };
  for (const auto& [text, expected] : cases) {
    const auto ports = parse_firewall_ports(text, variables);
    REQUIRE(ports.has_value());
    CHECK(ports_text(*ports) == expected);
  }
}

TEST_CASE("a rule asks for what addresses and ports do not tell") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"pass tcp any any -> any any (msg:\"a; b\"; sid:1; rev:2; classtype:x; priority:1;)", ""},
      {"pass tcp any any -> any any (content:\"x\\;y\"; sid:1;)", "the option `content`"},
      {"pass tls any any -> any 443 (sid:1;)", "the protocol `tls`"},
      {"pass tcp any any -> any any (flow:to_server,established; sid:1;)", ""},
      {"pass tcp any any -> any any (flow:only_stream; sid:1;)", "the option `flow:only_stream`"},
  };
  for (const auto& [text, expected] : cases) CHECK(rule_of(text).asks == expected);
}

TEST_CASE("flow says for which direction and state a rule is") {
  const FirewallRule server = rule_of("drop tcp any any -> any 1 (flow:to_server; sid:1;)");
  CHECK(server.side == Side::to_server);
  CHECK(server.state == RuleState::any);
  const FirewallRule client =
      rule_of("drop tcp any any -> any 1 (flow:from_server,not_established; sid:1;)");
  CHECK(client.side == Side::to_client);
  CHECK(client.state == RuleState::not_established);
}

TEST_CASE("comments and empty lines are passed over, and a line may go on") {
  const SuricataRules read = parse(
      "# pass tcp\n\npass tcp any any -> \\\n  any any (sid:1;)\n  \ndrop ip any any -> any "
      "any (sid:2;)");
  CHECK(read.complete);
  REQUIRE(read.rules.size() == 2);
  CHECK(read.rules[0].name == "sid 1");
  CHECK(read.rules[1].name == "sid 2");
}

TEST_CASE("what is no rule is told with its line") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"allow tcp any any -> any any (sid:1;)",
       "line 1: `allow` is no action: `pass`, `drop`, `reject` or `alert`"},
      {"pass tcpp any any -> any any (sid:1;)", "line 1: `tcpp` is no protocol of a rule"},
      {"\npass tcp any any <- any any (sid:1;)", "line 2: `<-` is no direction: `->` or `<>`"},
      {"pass tcp 10.0.0.0/33 any -> any any (sid:1;)",
       "line 1: `10.0.0.0/33` is neither an address nor a block"},
      {"pass tcp any 70000 -> any any (sid:1;)",
       "line 1: `70000` is no port and no range of ports"},
      {"pass tcp $NONE any -> any any (sid:1;)", "line 1: no variable is called `NONE`"},
      {"pass tcp any any -> any any", "line 1: options in parentheses must end a rule"},
      {"pass tcp !any any -> any any (sid:1;)", "line 1: `!any` matches nothing"},
      {"pass tcp any any -> any any (sid:1;) \\", "line 1: it does not end"},
      {"drop tcp any any -> any any (msg:\"a; sid:1;)",
       "line 1: a quote in its options does not end"},
      {"drop tcp any any -> any any (sid:1)", "line 1: its last option does not end with `;`"},
      {"drop tcp any any -> any any (msg:\"a\";)", "line 1: the option `sid` is missing"},
      {"drop tcp any any -> any any ()", "line 1: the option `sid` is missing"},
      {"drop tcp any any -> any any (sid:one;)", "line 1: `one` is no number of a rule: `sid:7;`"},
      {"drop tcp any any -> any any (sid:1; sid:2;)", "line 1: it has the option `sid` twice"},
      {"drop tcp any any -> any 1 (sid:1;)\npass tcp any any -> any 2 (sid:1;)",
       "line 2: another rule has `sid 1` already"},
  };
  for (const auto& [text, expected] : cases) {
    const SuricataRules read = parse(text);
    CHECK_FALSE(read.complete);
    REQUIRE(read.problems.size() == 1);
    CHECK(read.problems.front() == expected);
  }
}

TEST_CASE("names that name themselves end") {
  const FirewallVariables variables = {{"A", {"$A", "$A"}}};
  CHECK_FALSE(parse_firewall_addresses("$A", variables).has_value());
  CHECK_FALSE(parse_firewall_ports("$A", variables).has_value());
}

TEST_CASE("a list of domains is about TCP from HOME_NET") {
  FirewallDomains domains;
  domains.action = Action::pass;
  const std::vector<FirewallRule> rules = rules_of_domains(domains, {}, {});
  REQUIRE(rules.size() == 2);
  CHECK(rules[0].action == Value<Action>(Action::pass));
  CHECK(rules[1].action == Value<Action>(Action::drop));
  for (const FirewallRule& rule : rules) {
    CHECK(addresses_text(rule.source) == "home");
    CHECK(rule.protocols == Value<TrafficSet>(TrafficSet::all_of(kTcp)));
    CHECK(rule.asks == "the name of the host");
  }
}

TEST_CASE("a list of domains is about the group's own HOME_NET") {
  const FirewallVariables variables = {{"HOME_NET", {"10.1.0.0/16", "!10.1.9.0/24"}}};
  const std::vector<FirewallRule> rules = rules_of_domains({}, variables, {});
  REQUIRE_FALSE(rules.empty());
  for (const FirewallRule& rule : rules) {
    CHECK(addresses_text(rule.source) == "10.1.0.0/16 !10.1.9.0/24");
  }
  const std::vector<FirewallRule> wrong = rules_of_domains({}, {{"HOME_NET", {"x"}}}, {});
  REQUIRE_FALSE(wrong.empty());
  CHECK(addresses_text(wrong.front().source) == "unknown");
}

}  // namespace canreach
