// Rules in the language of Suricata, as AWS Network Firewall takes them:
//
//   rule     = action protocol addresses ports direction addresses ports "(" option; ... ")"
//   action   = pass | drop | reject | alert
//   address  = any | block | $NAME | @NAME | !address | [address, ...]
//   ports    = any | port | port:port | $NAME | !ports | [ports, ...]
//
// Only the header and a few options can be decided for a flow of which nothing but addresses and
// ports is known.  An option that says nothing of packets (`msg`, `sid`) is passed over, `flow` is
// read, and whatever else a rule asks for is noted: the rule may match then, or not.
//
// A line is bounded by the input's size; lists nest a few levels and no more.
#include "parsers/firewall/suricata.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

using Parts = std::vector<FirewallAddresses>;

constexpr int kMostNesting = 8;
constexpr std::size_t kMostParts = 10000;  // of one place of a rule, names replaced

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The elements of a list without its brackets; inner lists stay whole.
std::vector<std::string_view> elements(std::string_view list) {
  std::vector<std::string_view> found;
  int depth = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    const bool ends = i == list.size() || (list[i] == ',' && depth == 0);
    if (ends) {
      found.push_back(trimmed(list.substr(first, i - first)));
      first = i + 1;
    } else if (list[i] == '[') {
      ++depth;
    } else if (list[i] == ']') {
      --depth;
    }
  }
  return found;
}

bool is_list(std::string_view text) {
  return text.size() >= 2 && text.front() == '[' && text.back() == ']';
}

const std::vector<std::string>* definition_of(const FirewallVariables& variables,
                                              std::string_view name) {
  for (const auto& [known, definition] : variables) {
    if (known == name) return &definition;
  }
  return nullptr;
}

// ---- addresses

class AddressParser {
 public:
  explicit AddressParser(const FirewallVariables& variables) : variables_(variables) {}

  Result<Parts> parse(std::string_view text) {
    if (!read(trimmed(text), false, 0)) return failure(problem_);
    return std::move(parts_);
  }

 private:
  bool fail(std::string why) {
    problem_ = std::move(why);
    return false;
  }

  bool add(FirewallAddresses part, bool excluded) {
    // Not to exclude what a part of an exclusion excludes is no union of parts.
    if (part.excluded && excluded) part.kind = FirewallAddresses::Kind::unknown;
    part.excluded = part.excluded || excluded;
    parts_.push_back(std::move(part));
    return true;
  }

  bool read(std::string_view text, bool excluded, int depth) {
    if (depth > kMostNesting) return fail("lists nest too deep");
    if (++count_ > kMostParts) return fail("too many addresses");
    if (text.empty()) return fail("an address is missing");
    if (text.front() == '!') {
      if (!excluded) return read(trimmed(text.substr(1)), true, depth + 1);
      FirewallAddresses open;
      open.kind = FirewallAddresses::Kind::unknown;
      return add(open, true);
    }
    if (is_list(text)) {
      for (const std::string_view element : elements(text.substr(1, text.size() - 2))) {
        if (!read(element, excluded, depth + 1)) return false;
      }
      return true;
    }
    if (text.front() == '$') return read_name(text.substr(1), excluded, depth);
    return read_block(text, excluded);
  }

  bool read_name(std::string_view name, bool excluded, int depth) {
    FirewallAddresses part;
    if (const std::vector<std::string>* definition = definition_of(variables_, name)) {
      for (const std::string& element : *definition) {
        if (!read(trimmed(element), excluded, depth + 1)) return false;
      }
      return true;
    }
    if (name == "HOME_NET") {
      part.kind = FirewallAddresses::Kind::home;
    } else if (name == "EXTERNAL_NET") {
      // Whether it is what is outside a HOME_NET of the group's own is not told.
      part.kind = definition_of(variables_, "HOME_NET") == nullptr
                      ? FirewallAddresses::Kind::external
                      : FirewallAddresses::Kind::unknown;
    } else {
      return fail("no variable is called " + quoted(name));
    }
    return add(part, excluded);
  }

  bool read_block(std::string_view text, bool excluded) {
    FirewallAddresses part;
    if (text == "unknown" || text.front() == '@') {
      part.kind = FirewallAddresses::Kind::unknown;
      return add(part, excluded);
    }
    const std::string word(text);
    if (to_lower(word) == "any") {
      if (excluded) return fail("`!any` matches nothing");
      part.addresses =
          AddressSet(IpPrefix()) | AddressSet(IpPrefix(IpAddress{Family::ipv6, 0, 0}, 0));
      return add(part, false);
    }
    if (const auto address = IpAddress::parse(word)) {
      part.addresses = AddressSet(*address);
    } else if (const auto prefix = IpPrefix::parse(word)) {
      part.addresses = AddressSet(*prefix);
    } else {
      return fail(quoted(text) + " is neither an address nor a block");
    }
    return add(part, excluded);
  }

  const FirewallVariables& variables_;
  Parts parts_;
  std::size_t count_ = 0;
  std::string problem_;
};

// ---- ports

std::optional<std::uint32_t> port_number(std::string_view text) {
  if (text.empty() || text.size() > 5) return std::nullopt;
  std::uint32_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint32_t>(c - '0');
  }
  if (number > 65535) return std::nullopt;
  return number;
}

const IntervalSet& every_port() {
  static const IntervalSet kEvery{Interval{0, 65535}};
  return kEvery;
}

class PortParser {
 public:
  explicit PortParser(const FirewallVariables& variables) : variables_(variables) {}

  Result<Value<IntervalSet>> parse(std::string_view text) {
    if (!read(trimmed(text), false, 0)) return failure(problem_);
    if (is_unknown_) return Value<IntervalSet>(kUnknown);
    const IntervalSet base = some_ ? ports_ : every_port();
    return Value<IntervalSet>(base - excluded_);
  }

 private:
  bool fail(std::string why) {
    problem_ = std::move(why);
    return false;
  }

  bool read(std::string_view text, bool excluded, int depth) {
    if (depth > kMostNesting) return fail("lists nest too deep");
    if (++count_ > kMostParts) return fail("too many ports");
    if (text.empty()) return fail("a port is missing");
    if (text.front() == '!') {
      if (excluded) is_unknown_ = true;
      return read(trimmed(text.substr(1)), true, depth + 1);
    }
    if (is_list(text)) {
      for (const std::string_view element : elements(text.substr(1, text.size() - 2))) {
        if (!read(element, excluded, depth + 1)) return false;
      }
      return true;
    }
    if (text.front() == '$') {
      const std::vector<std::string>* definition = definition_of(variables_, text.substr(1));
      if (definition == nullptr) return fail("no variable is called " + quoted(text.substr(1)));
      for (const std::string& element : *definition) {
        if (!read(trimmed(element), excluded, depth + 1)) return false;
      }
      return true;
    }
    return read_range(text, excluded);
  }

  bool read_range(std::string_view text, bool excluded) {
    if (text == "unknown") {
      is_unknown_ = true;
      return true;
    }
    if (to_lower(std::string(text)) == "any") {
      if (excluded) return fail("`!any` matches nothing");
      return add(every_port(), false);
    }
    const std::size_t colon = text.find(':');
    const std::string_view first = trimmed(text.substr(0, colon));
    const std::string_view last =
        colon == std::string_view::npos ? first : trimmed(text.substr(colon + 1));
    const std::optional<std::uint32_t> from =
        first.empty() && colon != std::string_view::npos ? 0 : port_number(first);
    const std::optional<std::uint32_t> to =
        last.empty() && colon != std::string_view::npos ? 65535 : port_number(last);
    if (!from || !to || *from > *to)
      return fail(quoted(text) + " is no port and no range of ports");
    return add(IntervalSet(Interval{*from, *to}), excluded);
  }

  bool add(const IntervalSet& ports, bool excluded) {
    if (excluded) {
      excluded_ = excluded_ | ports;
    } else {
      ports_ = ports_ | ports;
      some_ = true;
    }
    return true;
  }

  const FirewallVariables& variables_;
  IntervalSet ports_;
  IntervalSet excluded_;
  bool some_ = false;
  bool is_unknown_ = false;
  std::size_t count_ = 0;
  std::string problem_;
};

// ---- rules

struct ProtocolRow {
  std::string_view word;
  bool tcp;
  bool udp;
};
/// What a packet's content tells.
constexpr ProtocolRow kApplications[] = {
    {"http", true, false},     {"http1", true, false},      {"http2", true, false},
    {"tls", true, false},      {"ssl", true, false},        {"smb", true, false},
    {"ssh", true, false},      {"smtp", true, false},       {"ftp", true, false},
    {"ftp-data", true, false}, {"imap", true, false},       {"dcerpc", true, true},
    {"dns", true, true},       {"krb5", true, true},        {"ntp", false, true},
    {"dhcp", false, true},     {"ike", false, true},        {"ikev2", false, true},
    {"tftp", false, true},     {"snmp", false, true},       {"quic", false, true},
    {"sip", true, true},       {"rdp", true, false},        {"msn", true, false},
    {"mqtt", true, false},     {"rfb", true, false},        {"nfs", true, true},
    {"modbus", true, false},   {"dnp3", true, false},       {"enip", true, true},
    {"tcp-pkt", true, false},  {"tcp-stream", true, false},
};

/// Options that say nothing of packets.
bool is_silent(std::string_view option) {
  static constexpr std::string_view kSilent[] = {"msg",       "sid",       "rev",      "gid",
                                                 "classtype", "reference", "metadata", "priority",
                                                 "target",    "noalert"};
  return std::find(std::begin(kSilent), std::end(kSilent), option) != std::end(kSilent);
}

class RuleParser {
 public:
  RuleParser(const FirewallVariables& variables, const FirewallVariables& port_variables)
      : variables_(variables), port_variables_(port_variables) {}

  Result<FirewallRule> parse(std::string_view line) {
    rest_ = trimmed(line);
    if (!read_header() || !read_options()) return failure(problem_);
    return std::move(rule_);
  }

 private:
  bool fail(std::string why) {
    problem_ = std::move(why);
    return false;
  }

  /// The next word; a list counts as one.
  std::string_view next() {
    rest_ = trimmed(rest_);
    std::size_t end = 0;
    int depth = 0;
    while (end < rest_.size()) {
      const char c = rest_[end];
      if (depth == 0 && (c == ' ' || c == '\t' || c == '(')) break;
      if (c == '[') ++depth;
      if (c == ']') --depth;
      ++end;
    }
    const std::string_view word = rest_.substr(0, end);
    rest_ = rest_.substr(end);
    return word;
  }

  bool read_header() {
    if (!read_action(to_lower(std::string(next())))) return false;
    if (!read_protocol(to_lower(std::string(next())))) return false;
    if (!read_addresses(next(), rule_.source) || !read_ports(next(), rule_.source_ports)) {
      return false;
    }
    const std::string_view direction = next();
    if (direction != "->" && direction != "<>") {
      return fail(quoted(direction) + " is no direction: `->` or `<>`");
    }
    rule_.both_directions = direction == "<>";
    return read_addresses(next(), rule_.destination) && read_ports(next(), rule_.destination_ports);
  }

  bool read_action(const std::string& word) {
    using Action = FirewallRule::Action;
    if (word == "pass") {
      rule_.action = Action::pass;
    } else if (word == "drop") {
      rule_.action = Action::drop;
    } else if (word == "alert") {
      rule_.action = Action::alert;
    } else if (word == "reject" || word == "rejectsrc" || word == "rejectdst" ||
               word == "rejectboth") {
      rule_.action = Action::reject;
    } else {
      return fail(quoted(word) + " is no action: `pass`, `drop`, `reject` or `alert`");
    }
    return true;
  }

  bool read_protocol(const std::string& word) {
    const TrafficSet icmp = TrafficSet::all_of(kIcmp) | TrafficSet::all_of(kIcmpv6);
    if (word == "ip" || word == "any") {
      rule_.protocols = TrafficSet::all();
    } else if (word == "icmp") {
      rule_.protocols = icmp;
    } else if (word == "tcp") {
      rule_.protocols = TrafficSet::all_of(kTcp);
    } else if (word == "udp") {
      rule_.protocols = TrafficSet::all_of(kUdp);
    } else {
      return read_application(word);
    }
    return true;
  }

  bool read_application(const std::string& word) {
    for (const ProtocolRow& row : kApplications) {
      if (row.word != word) continue;
      TrafficSet protocols;
      if (row.tcp) protocols = protocols | TrafficSet::all_of(kTcp);
      if (row.udp) protocols = protocols | TrafficSet::all_of(kUdp);
      rule_.protocols = protocols;
      rule_.asks = "the protocol " + quoted(word);
      return true;
    }
    return fail(quoted(word) + " is no protocol of a rule");
  }

  bool read_addresses(std::string_view text, Parts& parts) {
    Result<Parts> read = AddressParser(variables_).parse(text);
    if (!read) return fail(read.error().text);
    parts = std::move(*read);
    return true;
  }

  bool read_ports(std::string_view text, Value<IntervalSet>& ports) {
    Result<Value<IntervalSet>> read = PortParser(port_variables_).parse(text);
    if (!read) return fail(read.error().text);
    ports = std::move(*read);
    return true;
  }

  bool read_options() {
    rest_ = trimmed(rest_);
    if (rest_.size() < 2 || rest_.front() != '(' || rest_.back() != ')') {
      return fail("options in parentheses must end a rule");
    }
    std::string_view options = rest_.substr(1, rest_.size() - 2);
    while (!(options = trimmed(options)).empty()) {
      bool is_quoted = false;
      const std::size_t end = end_of_option(options, is_quoted);
      if (is_quoted) return fail("a quote in its options does not end");
      if (end == options.size()) return fail("its last option does not end with `;`");
      if (!read_option(trimmed(options.substr(0, end)))) return false;
      options = options.substr(end + 1);
    }
    return !rule_.name.empty() || fail("the option `sid` is missing");
  }

  /// The semicolon that is neither escaped nor inside quotes.
  static std::size_t end_of_option(std::string_view options, bool& is_quoted) {
    for (std::size_t i = 0; i < options.size(); ++i) {
      if (options[i] == '\\') {
        ++i;
      } else if (options[i] == '"') {
        is_quoted = !is_quoted;
      } else if (options[i] == ';' && !is_quoted) {
        return i;
      }
    }
    return options.size();
  }

  bool read_option(std::string_view option) {
    if (option.empty()) return true;
    const std::size_t colon = option.find(':');
    const std::string name = to_lower(std::string(trimmed(option.substr(0, colon))));
    const std::string_view setting =
        colon == std::string_view::npos ? std::string_view() : trimmed(option.substr(colon + 1));
    if (name == "sid") return read_sid(setting);
    if (name == "flow") {
      read_flow(setting);
    } else if (!is_silent(name)) {
      ask("the option " + quoted(name));
    }
    return true;
  }

  bool read_sid(std::string_view setting) {
    if (!rule_.name.empty()) return fail("it has the option `sid` twice");
    const bool is_number = !setting.empty() && setting.size() <= 10 &&
                           setting.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_number) return fail(quoted(setting) + " is no number of a rule: `sid:7;`");
    rule_.name = "sid " + std::string(setting);
    return true;
  }

  void ask(const std::string& what) {
    if (rule_.asks.empty()) rule_.asks = what;
  }

  void read_flow(std::string_view setting) {
    for (const std::string_view element : elements(setting)) {
      if (element == "to_server" || element == "from_client") {
        rule_.side = FirewallRule::Side::to_server;
      } else if (element == "to_client" || element == "from_server") {
        rule_.side = FirewallRule::Side::to_client;
      } else if (element == "established") {
        rule_.state = FirewallRule::State::established;
      } else if (element == "not_established") {
        rule_.state = FirewallRule::State::not_established;
      } else if (element != "stateless") {
        ask("the option `flow:" + std::string(element) + "`");
      }
    }
  }

  const FirewallVariables& variables_;
  const FirewallVariables& port_variables_;
  std::string_view rest_;
  FirewallRule rule_;
  std::string problem_;
};

}  // namespace

SuricataRules parse_suricata(std::string_view text, const FirewallVariables& variables,
                             const FirewallVariables& port_variables, const SourceLoc& at) {
  SuricataRules result;
  std::set<std::string> names;
  std::string line;
  std::size_t number = 0;
  std::size_t first_number = 0;
  for (const std::string_view part : split(text, '\n')) {
    ++number;
    const std::string_view piece = trimmed(part);
    if (line.empty()) first_number = number;
    const bool goes_on = !piece.empty() && piece.back() == '\\';
    line += goes_on ? piece.substr(0, piece.size() - 1) : piece;
    if (goes_on) continue;
    const std::string whole = std::exchange(line, std::string());
    if (whole.empty() || whole.front() == '#') continue;
    Result<FirewallRule> rule = RuleParser(variables, port_variables).parse(whole);
    if (!rule) {
      result.complete = false;
      result.problems.push_back("line " + std::to_string(first_number) + ": " + rule.error().text);
      continue;
    }
    if (!names.insert(rule->name).second) {
      result.complete = false;
      result.problems.push_back("line " + std::to_string(first_number) + ": another rule has " +
                                quoted(rule->name) + " already");
      continue;
    }
    rule->at = at;
    result.rules.push_back(std::move(*rule));
  }
  if (!line.empty()) {
    result.complete = false;
    result.problems.push_back("line " + std::to_string(first_number) + ": it does not end");
  }
  return result;
}

Result<std::vector<FirewallAddresses>> parse_firewall_addresses(
    std::string_view text, const FirewallVariables& variables) {
  return AddressParser(variables).parse(text);
}

Result<Value<IntervalSet>> parse_firewall_ports(std::string_view text,
                                                const FirewallVariables& variables) {
  return PortParser(variables).parse(text);
}

std::vector<FirewallRule> rules_of_domains(const FirewallDomains& domains,
                                           const FirewallVariables& variables,
                                           const SourceLoc& at) {
  FirewallRule listed;
  listed.name = "domain list";
  listed.action = domains.action;
  FirewallAddresses open;
  open.kind = FirewallAddresses::Kind::unknown;
  const Result<Parts> home = AddressParser(variables).parse("$HOME_NET");
  listed.source = home ? *home : Parts{open};
  listed.protocols = TrafficSet::all_of(kTcp);
  listed.asks = "the name of the host";
  listed.at = at;
  std::vector<FirewallRule> rules = {listed};
  if (domains.action != FirewallRule::Action::pass) return rules;
  FirewallRule others = listed;
  others.action = FirewallRule::Action::drop;
  rules.push_back(std::move(others));
  return rules;
}

}  // namespace canreach
