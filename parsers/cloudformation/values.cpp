#include "parsers/cloudformation/values.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

using ValueKind = DeclaredValue::Kind;

// Ids, ARNs, addresses and names that AWS makes hold none of these.
constexpr std::array<std::string_view, 4> kNeverInAwsNames = {",", ";", "|", " "};

bool may_hold(const DeclaredValue& part, std::string_view delimiter) {
  return !part.is_reference() || !contains(kNeverInAwsNames, delimiter);
}

/// Collects the parts of a joined value between delimiters.
class Splitter {
 public:
  Splitter(std::string_view delimiter, SourceLoc at)
      : delimiter_(delimiter), at_(at), current_(at) {}

  void add(const DeclaredValue& part) {
    if (!part.is_text()) {
      current_.add(part);
      return;
    }
    std::string_view rest = part.text;
    for (std::size_t found = rest.find(delimiter_); found != std::string_view::npos;
         found = rest.find(delimiter_)) {
      current_.add(rest.substr(0, found));
      items_.push_back(std::exchange(current_, JoinedText(at_)).take());
      rest.remove_prefix(found + delimiter_.size());
    }
    current_.add(rest);
  }

  DeclaredValue take() {
    items_.push_back(current_.take());
    return DeclaredValue::of_list(std::move(items_), at_);
  }

 private:
  std::string_view delimiter_;
  SourceLoc at_;
  JoinedText current_;
  CompactVector<DeclaredValue> items_;
};

void trim_ends(DeclaredValue& value) {
  if (value.is_text()) value.text = std::string(trim(value.text));
  if (value.kind != ValueKind::joined) return;
  DeclaredValue& first = value.items.front();
  if (first.is_text()) first.text.erase(0, first.text.find_first_not_of(' '));
  DeclaredValue& last = value.items.back();
  while (last.is_text() && !last.text.empty() && last.text.back() == ' ') last.text.pop_back();
  JoinedText joined(value.at);
  for (DeclaredValue& part : value.items) joined.add(std::move(part));
  value = joined.take();
}

std::string json_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result + "\"";
}

void add_json(const DeclaredValue& value, JoinedText& joined);

void add_json_list(const DeclaredValue& value, JoinedText& joined) {
  joined.add("[");
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (i > 0) joined.add(",");
    add_json(value.items[i], joined);
  }
  joined.add("]");
}

void add_json_map(const DeclaredValue& value, JoinedText& joined) {
  joined.add("{");
  for (std::size_t i = 0; i < value.members.size(); ++i) {
    if (i > 0) joined.add(",");
    joined.add(json_string(value.members[i].key) + ":");
    add_json(value.members[i].value, joined);
  }
  joined.add("}");
}

void add_json_joined(const DeclaredValue& value, JoinedText& joined) {
  joined.add("\"");
  for (const DeclaredValue& part : value.items) {
    if (!part.is_text()) {
      joined.add(part);
      continue;
    }
    const std::string text = json_string(part.text);
    joined.add(std::string_view(text).substr(1, text.size() - 2));
  }
  joined.add("\"");
}

void add_json(const DeclaredValue& value, JoinedText& joined) {
  switch (value.kind) {
    case ValueKind::absent:
      joined.add("null");
      break;
    case ValueKind::text:
      joined.add(json_string(value.text));
      break;
    case ValueKind::list:
      add_json_list(value, joined);
      break;
    case ValueKind::map:
      add_json_map(value, joined);
      break;
    case ValueKind::joined:
      add_json_joined(value, joined);
      break;
    case ValueKind::reference:
    case ValueKind::unknown:
      joined.add("\"");
      joined.add(value);
      joined.add("\"");
      break;
  }
}

}  // namespace

void JoinedText::add(std::string_view text) {
  if (text.empty()) return;
  if (!parts_.empty() && parts_.back().is_text()) {
    parts_.back().text += text;
  } else {
    parts_.push_back(DeclaredValue::of_text(std::string(text), at_));
  }
}

void JoinedText::add(DeclaredValue value) {
  if (value.is_text()) {
    add(std::string_view(value.text));
  } else if (value.kind == ValueKind::joined) {
    for (DeclaredValue& item : value.items) add(std::move(item));
  } else if (!value.is_absent()) {
    parts_.push_back(std::move(value));
  }
}

DeclaredValue JoinedText::take() {
  if (parts_.empty()) return DeclaredValue::of_text("", at_);
  if (parts_.size() == 1) return moved_to(std::move(parts_.front()), at_);
  DeclaredValue joined = DeclaredValue::of_list(std::move(parts_), at_);
  joined.kind = ValueKind::joined;
  return joined;
}

DeclaredValue split_value(const DeclaredValue& value, std::string_view delimiter, SourceLoc at) {
  Splitter splitter(delimiter, at);
  if (value.kind != ValueKind::joined) {
    if (!value.is_text() && may_hold(value, delimiter)) {
      return DeclaredValue::unknown(missing_of(value), at);
    }
    splitter.add(value);
    return splitter.take();
  }
  for (const DeclaredValue& part : value.items) {
    if (!part.is_text() && may_hold(part, delimiter)) {
      return DeclaredValue::unknown(missing_of(part), at);
    }
  }
  for (const DeclaredValue& part : value.items) splitter.add(part);
  return splitter.take();
}

DeclaredValue comma_list(const DeclaredValue& value, SourceLoc at) {
  DeclaredValue list = split_value(value, ",", at);
  for (DeclaredValue& item : list.items) trim_ends(item);
  return list;
}

DeclaredValue moved_to(DeclaredValue value, SourceLoc at) {
  value.at = at;
  for (DeclaredValue& item : value.items) item = moved_to(std::move(item), at);
  for (auto& [key, member] : value.members) member = moved_to(std::move(member), at);
  return value;
}

std::string missing_of(const DeclaredValue& value) {
  if (value.is_unknown()) return value.text;
  if (value.is_reference()) {
    const std::string of = quoted(value.target);
    return value.text.empty() ? of : fmt::format("{} of {}", quoted(value.text), of);
  }
  for (const DeclaredValue& item : value.items) {
    std::string missing = missing_of(item);
    if (!missing.empty()) return missing;
  }
  for (const auto& [key, member] : value.members) {
    std::string missing = missing_of(member);
    if (!missing.empty()) return missing;
  }
  return {};
}

std::string canonical_text(const DeclaredValue& value) {
  std::string result =
      fmt::format("{}:{}:{}{}:{}(", static_cast<int>(value.kind), value.text.size(), value.text,
                  value.target.size(), value.target);
  for (const DeclaredValue& item : value.items) result += canonical_text(item);
  for (const auto& [key, member] : value.members) {
    result += fmt::format("{}:{}", key.size(), key) + canonical_text(member);
  }
  return result + ")";
}

std::size_t weight_of(const DeclaredValue& value) {
  constexpr std::size_t kCharacters = 64;  // weigh as much as one value
  std::size_t weight = 1 + (value.text.size() + value.target.size()) / kCharacters;
  for (const DeclaredValue& item : value.items) weight += weight_of(item);
  for (const auto& [key, member] : value.members) {
    weight += weight_of(member) + key.size() / kCharacters;
  }
  return weight;
}

DeclaredValue json_text_of(const DeclaredValue& value, SourceLoc at) {
  JoinedText joined(at);
  add_json(value, joined);
  return joined.take();
}

}  // namespace canreach
