#include <array>
#include <utility>

#include "base/algorithm.h"
#include "parsers/native/reader.h"

namespace canreach {

namespace {

bool is_text(const SyntaxNode& node) { return node.is_scalar() && !node.is_null(); }

bool is_region(std::string_view text) {
  const bool fits = all_of(
      text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  return fits && text.size() >= 9 && text[2] == '-' && text.back() >= '0' && text.back() <= '9';
}

std::string words_listed(const std::vector<std::string>& words) {
  std::vector<std::string> parts;
  for (const std::string& word : words) parts.push_back(quoted(word));
  return join(parts, ", ");
}

}  // namespace

std::optional<std::string> read_text(NativeContext& context, const SyntaxNode& node,
                                     const std::string& what) {
  if (!is_text(node)) {
    context.wrong_type(node, what, "a string");
    return std::nullopt;
  }
  return node.text();
}

Value<bool> read_bool(NativeContext& context, const SyntaxNode* node, const std::string& what,
                      Value<bool> otherwise) {
  if (node == nullptr) return otherwise;
  if (says_unknown(*node)) return kUnknown;
  if (node->kind() == SyntaxKind::boolean) return to_lower(node->text()) == "true";
  context.wrong_type(*node, what, "true, false or unknown");
  return otherwise;
}

bool read_flag(NativeContext& context, const SyntaxNode* node, const std::string& what) {
  if (node == nullptr) return false;
  if (node->kind() == SyntaxKind::boolean) return to_lower(node->text()) == "true";
  context.wrong_type(*node, what, "true or false");
  return false;
}

std::optional<int> read_int(NativeContext& context, const SyntaxNode& node, const std::string& what,
                            int first, int last) {
  if (!is_text(node)) {
    context.wrong_type(node, what, "a number");
    return std::nullopt;
  }
  const std::optional<unsigned long long> number = parse_number(node.text());
  if (number && *number >= static_cast<unsigned>(first) && *number <= static_cast<unsigned>(last)) {
    return static_cast<int>(*number);
  }
  context.invalid(node, what,
                  quoted(node.text()) + " is no number from " + std::to_string(first) + " to " +
                      std::to_string(last));
  return std::nullopt;
}

std::optional<Value<IpPrefix>> read_prefix(NativeContext& context, const SyntaxNode& node) {
  if (says_unknown(node)) return Value<IpPrefix>(kUnknown);
  if (!is_text(node)) {
    context.wrong_type(node, "a CIDR block", "a string");
    return std::nullopt;
  }
  const Result<IpPrefix> prefix = IpPrefix::parse(node.text());
  if (!prefix) {
    context.invalid(node, "CIDR block", prefix.error().text);
    return std::nullopt;
  }
  if (IpPrefix::has_host_bits(node.text())) {
    context.report(DiagnosticKind::host_bits_cleared, node.at(),
                   {quoted(node.text()), prefix->to_string()});
  }
  return Value<IpPrefix>(*prefix);
}

std::vector<Value<IpPrefix>> read_prefixes(NativeContext& context, const SyntaxNode& node) {
  std::vector<Value<IpPrefix>> result;
  for (const SyntaxNode* element : elements_of(node)) {
    result.push_back(read_prefix(context, *element).value_or(Value<IpPrefix>(kUnknown)));
  }
  return result;
}

std::optional<IpAddress> read_address(NativeContext& context, const SyntaxNode& node,
                                      const std::string& what) {
  if (!is_text(node)) {
    context.wrong_type(node, what, "an IP address");
    return std::nullopt;
  }
  const Result<IpAddress> address = IpAddress::parse(node.text());
  if (address) return *address;
  context.invalid(node, what, address.error().text);
  return std::nullopt;
}

std::optional<IpAddress> read_public_ip(NativeContext& context, const SyntaxNode& node,
                                        const std::string& what) {
  const std::optional<IpAddress> address = read_address(context, node, what);
  if (!address || address->family == Family::ipv4) return address;
  context.invalid(node, what, quoted(node.text()) + " is no IPv4 address");
  return std::nullopt;
}

std::string read_account(NativeContext& context, const SyntaxNode& node) {
  if (says_unknown(node)) return {};
  const std::optional<std::string> text = read_text(context, node, "`account`");
  if (!text) return {};
  // What AWS's documentation shows as an account, and what was made unreadable, is one too.
  const bool fits =
      context.design.is_collected ||
      (text->size() == 12 && all_of(*text, [](char c) { return c >= '0' && c <= '9'; }));
  if (!fits) context.invalid(node, "account", quoted(*text) + " is not 12 digits");
  return fits ? *text : std::string();
}

std::string read_region(NativeContext& context, const SyntaxNode& node) {
  if (says_unknown(node)) return {};
  const std::optional<std::string> text = read_text(context, node, "`region`");
  if (!text) return {};
  if (is_region(*text) || context.design.is_collected) return *text;
  context.invalid(node, "region", quoted(*text) + " does not look like us-east-1");
  return {};
}

std::optional<std::size_t> read_word(NativeContext& context, const SyntaxNode& node,
                                     const std::string& what,
                                     const std::vector<std::string>& words) {
  if (!is_text(node)) {
    context.wrong_type(node, what, "one of " + words_listed(words));
    return std::nullopt;
  }
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (words[index] == node.text()) return index;
  }
  context.invalid(node, what, quoted(node.text()) + " is none of " + words_listed(words),
                  context.suggestion(node.text(), words));
  return std::nullopt;
}

void read_home(NativeContext& context, Fields& fields, Resource& resource) {
  resource.account = context.account;
  resource.region = context.region;
  if (const SyntaxNode* node = fields.find("account")) {
    resource.account = read_account(context, *node);
  }
  if (const SyntaxNode* node = fields.find("region")) {
    resource.region = read_region(context, *node);
  }
}

}  // namespace canreach
