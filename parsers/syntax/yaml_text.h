#pragma once

#include <string>
#include <utility>
#include <vector>

namespace canreach {

/// A value that is to be written as YAML.
struct YamlValue {
  struct Member;
  enum class Kind {
    word,  // written as it is: true, unknown, 5432, 1024-65535
    text,  // quoted where it could be read as something else
    list,
    map,
  };

  Kind kind = Kind::map;
  std::string text;
  std::vector<YamlValue> items;
  std::vector<Member> members;  // in the order in which they are written

  static YamlValue word(std::string text);
  static YamlValue of_text(std::string text);
  static YamlValue list();
  static YamlValue map();

  bool is_word(const char* word) const { return kind == Kind::word && text == word; }
  /// A list or map without content.
  bool is_empty() const { return items.empty() && members.empty() && text.empty(); }
  /// Adds a member; keys are unique, which nobody checks.
  void put(std::string key, YamlValue value);
  void put_word(std::string key, std::string text);
  void put_text(std::string key, std::string text);
};

struct YamlValue::Member {
  Member(std::string member_key, YamlValue member_value)
      : key(std::move(member_key)), value(std::move(member_value)) {}

  std::string key;
  YamlValue value;
};

/// The map as a YAML document of block style; what is small enough for one line of 100 columns, and
/// lies deeper than sections and names, is in flow style.  Reading it gives the same values.
std::string yaml_text(const YamlValue& map);

}  // namespace canreach
