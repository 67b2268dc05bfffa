#include "parsers/syntax/yaml_text.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/algorithm.h"
#include "base/text.h"

// Values to YAML.
//
// A map or list is tried in flow style first, with as many characters as are left of the line; the
// trial ends where they are used up, so a deep value costs its size and not its square.

namespace canreach {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kFlowDepth = 2;   // sections and names stand on lines of their own
constexpr std::size_t kLongKey = 1000;  // YAML takes plain keys of 1,024 characters at most

bool is_plain_character(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/';
}

/// Words that YAML or a native design reads as something else than a text.
bool is_reserved(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kWords = {
      "true", "false", "yes", "no", "on", "off", "null", "y", "n", "unknown", "nan", "inf"};
  return contains(kWords, std::string_view(to_lower(text)));
}

/// "10.0.0.0/16", "10.0.1.5": no number.
bool is_dotted(std::string_view text) {
  std::size_t dots = 0;
  for (const char c : text) {
    if (c == '.') ++dots;
    if (!is_digit(c) && c != '.' && c != '/') return false;
  }
  return dots == 3;
}

bool is_plain(std::string_view text) {
  if (text.empty() || is_reserved(text) || !all_of(text, is_plain_character)) return false;
  if (is_digit(text.front())) return is_dotted(text);
  return text.front() != '-' && text.front() != '.';
}

std::size_t length_of_sequence(unsigned char first) {
  if (first < 0x80) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/// Characters behind U+007F that no line may hold as they are: controls, line separators, marks.
bool is_invisible(std::string_view sequence) {
  const auto second = static_cast<unsigned char>(sequence[1]);
  if (sequence.size() == 2) return sequence[0] == '\xc2' && second < 0xa0;
  return sequence.substr(0, 2) == "\xe2\x80" || sequence.substr(0, 2) == "\xef\xbb" ||
         sequence.substr(0, 2) == "\xef\xbf";
}

unsigned code_point(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
  if (sequence.size() == 2) return (byte(0) & 0x1fU) << 6 | (byte(1) & 0x3fU);
  return (byte(0) & 0x0fU) << 12 | (byte(1) & 0x3fU) << 6 | (byte(2) & 0x3fU);
}

std::string quoted_text(std::string_view text) {
  std::string result = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = length_of_sequence(static_cast<unsigned char>(text[i]));
    const std::string_view sequence = text.substr(i, length);
    i += length;
    const char c = sequence.front();
    if (c == '"' || c == '\\') {
      result.append("\\").append(sequence);
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else if (sequence.size() > 1 && sequence.size() < 4 && is_invisible(sequence)) {
      result += fmt::format("\\u{:04x}", code_point(sequence));
    } else {
      result += sequence;
    }
  }
  return result + "\"";
}

std::string scalar_text(const YamlValue& value) {
  const bool is_as_written = value.kind == YamlValue::Kind::word || is_plain(value.text);
  return is_as_written ? value.text : quoted_text(value.text);
}

std::string key_text(const std::string& key) { return is_plain(key) ? key : quoted_text(key); }

bool is_scalar(const YamlValue& value) {
  return value.kind == YamlValue::Kind::word || value.kind == YamlValue::Kind::text;
}

/// Appends the value in flow style; false where `room` characters are not enough.
bool add_flow(const YamlValue& value, std::size_t room, std::string& out) {
  if (out.size() > room) return false;
  if (is_scalar(value)) {
    if (value.text.size() > room) return false;
    out += scalar_text(value);
    return out.size() <= room;
  }
  const bool is_list = value.kind == YamlValue::Kind::list;
  out += is_list ? '[' : '{';
  bool is_first = true;
  for (const YamlValue& item : value.items) {
    if (!is_first) out += ", ";
    is_first = false;
    if (!add_flow(item, room, out)) return false;
  }
  for (const auto& [key, member] : value.members) {
    if (!is_first) out += ", ";
    is_first = false;
    if (key.size() > room) return false;
    out += key_text(key) + ": ";
    if (!add_flow(member, room, out)) return false;
  }
  out += is_list ? ']' : '}';
  return out.size() <= room;
}

std::optional<std::string> flow_text(const YamlValue& value, std::size_t indent) {
  if (indent >= kWidth) return std::nullopt;
  std::string text;
  if (!add_flow(value, kWidth - indent, text)) return std::nullopt;
  return text;
}

class Printer {
 public:
  std::string print(const YamlValue& map) {
    write_members(map, 0, 0);
    return std::move(out_);
  }

 private:
  /// `at`: columns before the value on its line.
  void write_value(const YamlValue& value, std::size_t at, std::size_t indent, std::size_t depth) {
    if (is_scalar(value)) {
      out_ += " " + scalar_text(value) + "\n";
      return;
    }
    const bool may_flow = depth > kFlowDepth || value.kind == YamlValue::Kind::list;
    if (value.is_empty() || may_flow) {
      const std::optional<std::string> flow = flow_text(value, at + 1);
      if (flow) {
        out_ += " " + *flow + "\n";
        return;
      }
    }
    out_ += "\n";
    if (value.kind == YamlValue::Kind::list) {
      write_items(value, indent + 2, depth);
    } else {
      write_members(value, indent + 2, depth);
    }
  }

  void write_members(const YamlValue& map, std::size_t indent, std::size_t depth) {
    for (const auto& [key, value] : map.members) {
      if (depth == 0 && !is_scalar(value)) out_ += "\n";
      write_member(key, value, indent, depth);
    }
  }

  void write_member(const std::string& key, const YamlValue& value, std::size_t indent,
                    std::size_t depth) {
    const std::string text = key_text(key);
    out_ += std::string(indent, ' ');
    if (text.size() > kLongKey) {
      out_ += "? " + text + "\n" + std::string(indent, ' ') + ":";
      return write_value(value, kWidth, indent, depth + 1);
    }
    out_ += text + ":";
    write_value(value, indent + text.size() + 1, indent, depth + 1);
  }

  void write_items(const YamlValue& list, std::size_t indent, std::size_t depth) {
    for (const YamlValue& item : list.items) {
      out_ += std::string(indent, ' ') + "-";
      const std::optional<std::string> flow = flow_text(item, indent + 2);
      if (flow || is_scalar(item)) {
        out_ += " " + (flow ? *flow : scalar_text(item)) + "\n";
      } else if (item.kind == YamlValue::Kind::map) {
        write_first_inline(item, indent + 2, depth + 1);
      } else {
        write_value(item, kWidth, indent, depth + 1);
      }
    }
  }

  /// A map behind a dash: its first key stands on the same line.
  void write_first_inline(const YamlValue& map, std::size_t indent, std::size_t depth) {
    const std::size_t begin = out_.size();
    write_members(map, indent, depth);
    out_.erase(begin, indent - 1);  // the dash stands there
  }

  std::string out_;
};

}  // namespace

YamlValue YamlValue::word(std::string text) {
  YamlValue value;
  value.kind = Kind::word;
  value.text = std::move(text);
  return value;
}

YamlValue YamlValue::of_text(std::string text) {
  YamlValue value;
  value.kind = Kind::text;
  value.text = std::move(text);
  return value;
}

YamlValue YamlValue::list() {
  YamlValue value;
  value.kind = Kind::list;
  return value;
}

YamlValue YamlValue::map() { return YamlValue(); }

void YamlValue::put(std::string key, YamlValue value) {
  members.emplace_back(std::move(key), std::move(value));
}

void YamlValue::put_word(std::string key, std::string word_text) {
  put(std::move(key), word(std::move(word_text)));
}

void YamlValue::put_text(std::string key, std::string value_text) {
  put(std::move(key), of_text(std::move(value_text)));
}

std::string yaml_text(const YamlValue& map) { return Printer().print(map); }

}  // namespace canreach
