#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <numeric>

#include "base/eight_bytes.h"

namespace canreach {
namespace {

constexpr std::size_t kQuotedCharacters = 120;
constexpr std::size_t kNearestCharacters = 64;
constexpr std::string_view kBlanks = " \t\r\n\f\v";
constexpr char kDelete = 0x7f;

// A Unicode character at the start of a text; length 0 means the bytes are not UTF-8.
struct Character {
  std::uint32_t code = 0;
  std::size_t length = 0;
};

// How a first byte begins a sequence: how many bytes, which bits are its own, and the smallest code
// that needs so many bytes (a smaller one is an overlong form).
struct Lead {
  unsigned char mask;
  unsigned char value;
  std::size_t length;
  std::uint32_t smallest;
};
constexpr std::array<Lead, 3> kLeads = {
    {{0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}}};

bool is_character(std::uint32_t code) {
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

Character decoded(std::string_view text, const Lead& lead) {
  if (text.size() < lead.length) return {};
  std::uint32_t code = static_cast<unsigned char>(text[0]) & ~std::uint32_t{lead.mask} & 0xff;
  for (std::size_t i = 1; i < lead.length; ++i) {
    const unsigned char byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0) != 0x80) return {};
    code = (code << 6) | (byte & 0x3fu);
  }
  if (code < lead.smallest || !is_character(code)) return {};
  return {code, lead.length};
}

Character first_character(std::string_view text) {
  const unsigned char first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {first, 1};
  for (const Lead& lead : kLeads) {
    if ((first & lead.mask) == lead.value) return decoded(text, lead);
  }
  return {};
}

// Characters that change how a terminal shows the text around them, or that show nothing.
struct CodeRange {
  std::uint32_t first;
  std::uint32_t last;
};
constexpr std::array<CodeRange, 6> kHidden = {{
    {0x80, 0x9f},      // C1 controls
    {0x61c, 0x61c},    // Arabic letter mark
    {0x200b, 0x200f},  // zero width, direction marks
    {0x2028, 0x202e},  // line and paragraph separators, bidirectional embeddings and overrides
    {0x2066, 0x2069},  // bidirectional isolates
    {0xfeff, 0xfeff},  // byte order mark
}};

bool is_hidden(std::uint32_t code) {
  return std::any_of(kHidden.begin(), kHidden.end(), [code](const CodeRange& range) {
    return range.first <= code && code <= range.last;
  });
}

// One character or one wrong byte, made visible.
std::string visible(std::string_view bytes, const Character& character) {
  if (character.length == 0) {
    return fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes[0]));
  }
  if (character.code == '\n') return "\\n";
  if (character.code == '\r') return "\\r";
  if (character.code == '\t') return "\\t";
  if (character.code < 0x20 || character.code == kDelete) {
    return fmt::format("\\x{:02x}", character.code);
  }
  if (is_hidden(character.code)) return fmt::format("\\u{:04x}", character.code);
  return std::string(bytes.substr(0, character.length));
}

// How many characters of ASCII that are shown as they are begin the text.
std::size_t shown_run(std::string_view text) {
  std::size_t run = 0;
  while (run < text.size() && text[run] >= ' ' && text[run] < kDelete) ++run;
  return run;
}

// Escapes at most `limit` characters of the text and says how many bytes that took.
std::size_t append_escaped(std::string_view text, std::size_t limit, std::string& result) {
  std::size_t at = 0;
  for (std::size_t count = 0; at < text.size() && count < limit; ++count) {
    const std::size_t run = shown_run(text.substr(at, limit - count));
    result.append(text, at, run);
    at += run;
    count += run;
    if (at == text.size() || count == limit) break;
    const std::string_view rest = text.substr(at);
    const Character character = first_character(rest);
    result += visible(rest, character);
    at += std::max<std::size_t>(character.length, 1);
  }
  return at;
}

// Edits that turn `a` into `b`: insert, delete, replace, or swap two neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1, i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = std::move(last);
    last = std::move(row);
  }
  return last.back();
}

// The edits within which a name still counts as near: a third of it, never all of it.
std::size_t largest_distance(std::size_t length) {
  return std::min(std::clamp<std::size_t>(length / 3, 1, 3), length - 1);
}

bool is_prefix_of(std::string_view prefix, std::string_view text) {
  return prefix.size() >= 3 && text.substr(0, prefix.size()) == prefix;
}

// Both in lower case.  A beginning counts like the largest distance: real edits win over it.
std::optional<std::size_t> distance(std::string_view text, std::string_view candidate) {
  const std::size_t largest = largest_distance(text.size());
  const std::size_t shorter = std::min(text.size(), candidate.size());
  if (std::max(text.size(), candidate.size()) - shorter <= largest) {
    const std::size_t edits = edit_distance(text, candidate);
    if (edits <= largest) return edits;
  }
  if (is_prefix_of(text, candidate) || is_prefix_of(candidate, text)) return largest;
  return std::nullopt;
}

std::string plural(std::string_view noun) {
  const bool vowel_y = noun.size() >= 2 && std::string_view("aeiou").find(noun[noun.size() - 2]) !=
                                               std::string_view::npos;
  if (noun.ends_with("y") && !vowel_y) {
    return std::string(noun.substr(0, noun.size() - 1)) + "ies";
  }
  const bool hisses =
      noun.ends_with("s") || noun.ends_with("x") || noun.ends_with("ch") || noun.ends_with("sh");
  return std::string(noun) + (hisses ? "es" : "s");
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string result = "`";
  const std::size_t taken = append_escaped(text, kQuotedCharacters, result);
  if (taken < text.size()) result += "…";
  return result + "`";
}

std::string escaped(std::string_view text) {
  std::string result;
  append_escaped(text, text.size(), result);
  return result;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != std::string_view::npos;
       end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string to_upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, fmt::string_view(separator.data(), separator.size())));
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}", count, count == 1 ? std::string(noun) : plural(noun));
}

std::optional<std::string> nearest(std::string_view text,
                                   const std::vector<std::string>& candidates) {
  if (text.empty() || text.size() > kNearestCharacters) return std::nullopt;
  const std::string wanted = to_lower(text);
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    if (candidate.empty() || candidate.size() > kNearestCharacters) continue;
    const std::optional<std::size_t> found = distance(wanted, to_lower(candidate));
    if (!found || (best != nullptr && *found >= best_distance)) continue;
    best = &candidate;
    best_distance = *found;
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::optional<unsigned long long> parse_number(std::string_view text) {
  unsigned long long number = 0;
  const char* end = text.data() + text.size();
  const std::from_chars_result result = std::from_chars(text.data(), end, number);
  if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return number;
}

bool is_valid_utf8(std::string_view text) { return first_invalid_utf8(text) == text.size(); }

std::size_t first_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    at += ascii_run(text.substr(at), 0);
    if (at == text.size()) break;
    const Character character = first_character(text.substr(at));
    if (character.length == 0) return at;
    at += character.length;
  }
  return at;
}

}  // namespace canreach
