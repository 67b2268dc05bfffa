#include "analyzer/query/query_errors.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "model/net/ip.h"

namespace canreach {

QueryError query_error(DiagnosticKind kind, std::string message,
                       std::vector<std::string> suggestions) {
  const DiagnosticRow& row = row_of(kind);
  return {std::string(row.code), std::string(row.slug), std::move(message), std::move(suggestions)};
}

QueryError data_target(std::string_view text) {
  return query_error(DiagnosticKind::invalid_request,
                     quoted(text) + " is a place of data, which only `can` asks for");
}

bool looks_like_address(std::string_view text) {
  const bool ipv4 = text.find_first_not_of("0123456789./") == std::string_view::npos &&
                    text.find('.') != std::string_view::npos;
  const bool ipv6 = text.find_first_not_of("0123456789abcdefABCDEF:./") == std::string_view::npos &&
                    split(text, ':').size() > 2;
  return ipv4 || ipv6;
}

QueryError malformed_address(std::string_view text) {
  const bool is_block = text.find('/') != std::string_view::npos;
  const std::string why =
      is_block ? IpPrefix::parse(text).error().text : IpAddress::parse(text).error().text;
  return query_error(
      DiagnosticKind::invalid_request,
      fmt::format("{} is no {}: {}", quoted(text), is_block ? "CIDR block" : "address", why));
}

}  // namespace canreach
