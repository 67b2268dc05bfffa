#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/query/endpoint.h"
#include "analyzer/query/names.h"
#include "analyzer/query/query_errors.h"
#include "base/algorithm.h"
#include "base/text.h"

// Where a TARGET's endpoint ends and its port and protocol begin.
//
// Names, tags, ARNs, CIDR blocks and IPv6 addresses hold the same colons and slashes that separate
// ports and protocols, so the text alone does not say.  What the endpoint may be is tried in turn:
// the whole text, the text without a protocol, without a port, without both.  The first that means
// something in the design counts.  When none does, the text is cut by its look, and whoever
// resolves the endpoint says that there is no such thing.
//
//   db:5432/tcp    `db:5432/tcp`, `db:5432` and `db:5432/tcp` without a port mean nothing; `db`
//   does: 5432, tcp 10.0.0.0/16    a CIDR block as a whole, not protocol 16

namespace canreach {

namespace {

constexpr unsigned long long kLargestPort = 65535;

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_protocol(std::string_view text) {
  return to_lower(text) == "all" || parse_protocol(text).has_value();
}

bool begins(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

/// Why the text names no port; none when it does.
std::optional<std::string> wrong_port(std::string_view text) {
  if (text.empty()) return "a port is missing after `:`";
  const std::vector<std::string_view> ends = split(text, '-');
  const bool is_range = ends.size() == 2 && is_number(ends[0]) && is_number(ends[1]);
  if (!is_number(text) && !is_range) {
    if (port_of_service(text)) return std::nullopt;
    return quoted(text) + " is neither a port, a range such as 80-90, nor a service's usual name";
  }
  for (const std::string_view end : ends) {
    const std::optional<unsigned long long> port = parse_number(end);
    if (!port || *port > kLargestPort) {
      return fmt::format("a port is 0 to {}, not {}", kLargestPort, quoted(end));
    }
  }
  if (is_range && *parse_number(ends[0]) > *parse_number(ends[1])) {
    return fmt::format("the ports {} begin after their end", quoted(text));
  }
  return std::nullopt;
}

std::string_view without_brackets(std::string_view text) {
  const bool in_brackets = text.size() > 2 && text.front() == '[' && text.back() == ']';
  return in_brackets ? text.substr(1, text.size() - 2) : text;
}

bool is_ipv6(std::string_view text) {
  const Result<IpAddress> address = IpAddress::parse(text);
  return address && address->family == Family::ipv6;
}

/// A way to read the text.
struct Cut {
  std::string_view endpoint;
  std::optional<std::string_view> port;
  std::optional<std::string_view> protocol;
};

/// Takes ENDPOINT/PROTOCOL apart.
std::optional<Cut> cut_protocol(const Cut& cut) {
  const std::size_t slash = cut.endpoint.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view head = cut.endpoint.substr(0, slash);
  const std::string_view tail = cut.endpoint.substr(slash + 1);
  if (!is_protocol(tail)) return std::nullopt;
  // A number after a bare address is the length of a CIDR block, be it a wrong one.
  if (is_number(tail) && IpAddress::parse(head)) return std::nullopt;
  return Cut{head, cut.port, tail};
}

/// Where `:PORT` may begin: after an IPv6 address in brackets, and not in the word `tag:`.
std::size_t port_colon(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return colon;
  const bool in_brackets = begins(text, "[") && colon < std::min(text.rfind(']'), text.size());
  const bool in_word = begins(text, "tag:") && colon == 3;
  return in_brackets || in_word ? std::string_view::npos : colon;
}

/// Takes ENDPOINT:PORT apart.
std::optional<Cut> cut_port(const Cut& cut) {
  const std::size_t colon = port_colon(cut.endpoint);
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view tail = cut.endpoint.substr(colon + 1);
  if (wrong_port(tail)) return std::nullopt;
  return Cut{cut.endpoint.substr(0, colon), tail, cut.protocol};
}

class TargetSplitter {
 public:
  explicit TargetSplitter(const Network& network) : index_(names_of(network)) {}

  tl::expected<TargetText, QueryError> split_text(std::string_view text) const;

 private:
  bool means_something(const Cut& cut) const;
  std::optional<Cut> meaningful(const Cut& whole) const;
  std::optional<QueryError> refusal(const Cut& cut) const;
  std::optional<QueryError> wrong_protocol(std::string_view text) const;
  Cut cut_by_look(std::string_view text) const;

  const NameIndex& index_;
};

bool TargetSplitter::means_something(const Cut& cut) const {
  const std::string_view text = cut.endpoint;
  if (cut.port && is_ipv6(text)) return false;
  if (text == "internet" || !index_.named(text).empty() || !index_.find(text).empty()) return true;
  if (begins(text, "tag:")) return !index_.tagged(text.substr(4)).empty();
  if (begins(text, "arn:")) return !index_.find_arn(text).empty();
  const std::string_view plain = without_brackets(text);
  return IpAddress::parse(plain) || IpPrefix::parse(plain);
}

std::optional<Cut> TargetSplitter::meaningful(const Cut& whole) const {
  const std::optional<Cut> no_protocol = cut_protocol(whole);
  const std::optional<Cut> no_port = cut_port(whole);
  const std::optional<Cut> neither = no_protocol ? cut_port(*no_protocol) : std::optional<Cut>();
  for (const std::optional<Cut>& cut : {std::optional<Cut>(whole), no_protocol, no_port, neither}) {
    if (cut && means_something(*cut)) return cut;
  }
  return std::nullopt;
}

/// The way that the text looks, when its endpoint is not in the design.
Cut TargetSplitter::cut_by_look(std::string_view text) const {
  Cut cut{text, std::nullopt, std::nullopt};
  const std::string_view place = text.substr(0, text.find('/'));
  const bool is_kind_and_name = place.size() < text.size() && text.rfind('/') == place.size() &&
                                (place == "service" || index_.is_kind(place));
  const std::optional<Cut> no_protocol = cut_protocol(cut);
  if (no_protocol && !is_kind_and_name) cut = *no_protocol;
  const std::optional<Cut> no_port = cut_port(cut);
  if (!no_port) return cut;
  const bool is_plain = looks_like_address(cut.endpoint) && !begins(cut.endpoint, "[") &&
                        split(cut.endpoint, ':').size() > 2 && !is_ipv6(no_port->endpoint);
  const bool is_part_of_arn = begins(text, "arn:") && !is_number(no_port->port->substr(0, 1));
  return is_plain || is_part_of_arn ? cut : *no_port;
}

std::optional<QueryError> TargetSplitter::wrong_protocol(std::string_view text) const {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos || is_protocol(text.substr(slash + 1))) return std::nullopt;
  const std::string_view head = text.substr(0, slash);
  const std::string_view tail = text.substr(slash + 1);
  const std::optional<Cut> no_port = cut_port({head, std::nullopt, std::nullopt});
  const bool follows_port = no_port && no_port->endpoint.find('=') == std::string_view::npos;
  const bool is_large_number = is_number(tail) && !index_.named(head).empty();
  if (!follows_port && !is_large_number) return std::nullopt;
  return query_error(
      DiagnosticKind::invalid_request,
      quoted(tail) + " is no protocol: expected `tcp`, `udp`, `icmp`, `all` or a number 0 to 255");
}

/// What is wrong with the port or the protocol of a text that means nothing as it stands.
std::optional<QueryError> TargetSplitter::refusal(const Cut& cut) const {
  const auto invalid = [](std::string message) {
    return query_error(DiagnosticKind::invalid_request, std::move(message));
  };
  const std::string_view text = cut.endpoint;
  if (cut.port && is_ipv6(text)) {
    return invalid(
        fmt::format("an IPv6 address with a port is written `[{}]:{}`", text, *cut.port));
  }
  if (begins(text, "[") && text.find(']') == std::string_view::npos) {
    return invalid(quoted(text) + " lacks its closing `]`");
  }
  if (cut.port || begins(text, "tag:") || begins(text, "arn:")) return std::nullopt;
  const std::size_t colon = port_colon(text);
  if (colon == std::string_view::npos || looks_like_address(text)) return std::nullopt;
  const std::string_view tail = text.substr(colon + 1);
  constexpr std::string_view kPortText =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  if (tail.find_first_not_of(kPortText) != std::string_view::npos) return std::nullopt;
  const std::optional<std::string> why = wrong_port(tail);
  if (!why) return std::nullopt;
  return invalid(*why);
}

tl::expected<TargetText, QueryError> TargetSplitter::split_text(std::string_view text) const {
  std::optional<Cut> cut = meaningful({text, std::nullopt, std::nullopt});
  if (!cut) {
    if (text.find("://") != std::string_view::npos) return tl::unexpected(data_target(text));
    if (const auto error = wrong_protocol(text)) return tl::unexpected(*error);
    cut = cut_by_look(text);
    if (const auto error = refusal(*cut)) return tl::unexpected(*error);
  }
  TargetText target{std::string(without_brackets(cut->endpoint)), std::nullopt, std::nullopt};
  if (cut->port) target.port = std::string(*cut->port);
  if (cut->protocol) target.protocol = std::string(*cut->protocol);
  return target;
}

}  // namespace

tl::expected<TargetText, QueryError> split_target(const Network& network, std::string_view text) {
  return TargetSplitter(network).split_text(text);
}

}  // namespace canreach
