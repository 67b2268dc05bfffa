#include "policy/text_pattern.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

#include "base/eight_bytes.h"
#include "base/text.h"
#include "model/open_names.h"
#include "policy/arn.h"

namespace canreach {
namespace {

// The end of the text where it is not there.
std::size_t start_of_resource(std::string_view arn) {
  return arn.size() - ArnParts(arn)[ArnPart::resource].size();
}

bool is_key_character(char c) {
  return static_cast<unsigned char>(c) > 0x20 && c != '{' && c != '}' && c != '$' && c != '\'' &&
         c != ',' && c != '*' && c != '?';
}

bool is_key_text(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (!is_key_character(c)) return false;
  }
  return true;
}

void make_lower(std::string& text, std::size_t from) {
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] >= 'A' && text[i] <= 'Z') text[i] = static_cast<char>(text[i] - 'A' + 'a');
  }
}

// Of ASCII without marks, with marks for wildcards.
void append_lower(std::string& pattern, std::string_view text) {
  const std::size_t first = pattern.size();
  pattern += text;
  if (text.size() < 8) {
    make_lower(pattern, first);
  } else {
    for (std::size_t at = first; at < pattern.size(); at += 8) {
      // The last eight reach back to some that are in lower case by now.
      char* eight = pattern.data() + std::min(at, pattern.size() - 8);
      const std::uint64_t lower = lower_case(eight_bytes(eight));
      std::memcpy(eight, &lower, sizeof lower);
    }
  }
  for (std::size_t at = 0; (at += first_of_two(text.substr(at), '*', '?')) < text.size(); ++at) {
    pattern[first + at] = text[at] == '*' ? kAnyRun : kOneCharacter;
  }
}

// What stands between the braces.
void read_inside(std::string_view inside, VariableText& variable) {
  variable.key = inside;
  variable.is_character = inside == "*" || inside == "?" || inside == "$";
  if (variable.is_character) return;
  const std::size_t comma = inside.find(',');
  variable.key = inside.substr(0, comma);
  variable.is_valid = is_key_text(variable.key);
  if (comma == std::string_view::npos) return;
  const std::string_view rest = inside.substr(comma);
  const bool quoted_value = rest.size() >= 4 && rest.substr(0, 3) == ", '" && rest.back() == '\'';
  variable.is_valid = variable.is_valid && quoted_value;
  if (quoted_value) variable.otherwise = rest.substr(3, rest.size() - 4);
}

}  // namespace

std::optional<VariableText> first_variable(std::string_view text) {
  const std::size_t begin = text.find("${");
  if (begin == std::string_view::npos) return std::nullopt;
  VariableText variable;
  const std::size_t end = text.find('}', begin);
  if (end == std::string_view::npos) {
    variable.whole = text.substr(begin);
    variable.is_valid = false;
    return variable;
  }
  variable.whole = text.substr(begin, end + 1 - begin);
  read_inside(variable.whole.substr(2, variable.whole.size() - 3), variable);
  return variable;
}

TextPattern TextPatterns::finished(std::size_t first) const {
  TextPattern result;
  result.first = static_cast<std::uint32_t>(first);
  result.length = static_cast<std::uint32_t>(pool_.size() - first);
  const std::string_view all = pattern(result);
  const std::size_t unsaid = find_unsaid(all);
  const bool is_unsaid = unsaid != std::string_view::npos;
  std::size_t prefix = ascii_run(all, ' ');  // marks are control characters
  while (prefix < all.size() && !is_mark(all[prefix])) ++prefix;
  if (is_unsaid) prefix = std::min(prefix, unsaid);
  result.prefix = static_cast<std::uint32_t>(prefix);
  if (prefix >= sizeof result.tail) {
    std::memcpy(&result.tail, all.data() + prefix - sizeof result.tail, sizeof result.tail);
  }
  if (is_unsaid) {
    result.kind = TextPattern::Kind::unsaid;
  } else if (prefix == all.size()) {
    result.kind = TextPattern::Kind::exact;
  } else if (prefix + 1 == all.size() && all[prefix] == kAnyRun) {
    result.kind = TextPattern::Kind::beginning;
  } else {
    result.kind = TextPattern::Kind::wild;
  }
  return result;
}

TextPattern TextPatterns::add(std::string_view text, Wildcards wildcards, Variables variables) {
  if (variables == Variables::replaced) {
    std::size_t dollar = text.find("${");
    if (dollar != std::string_view::npos && wildcards == Wildcards::resource) {
      dollar = text.find("${", start_of_resource(text));
    }
    if (dollar != std::string_view::npos) return add_template(text, wildcards, dollar);
  }
  const std::size_t first = pool_.size();
  PatternWriter(wildcards, pool_).write(text);
  return finished(first);
}

TextPattern TextPatterns::add_lower(std::string_view text) {
  const std::size_t first = pool_.size();
  if (ascii_run(text, ' ') == text.size()) {  // no character can be taken for a mark
    append_lower(pool_, text);
    return finished(first);
  }
  PatternWriter(Wildcards::text, pool_).write(text);
  make_lower(pool_, first);  // marks are no letters
  return finished(first);
}

TextPattern TextPatterns::add_template(std::string_view text, Wildcards wildcards,
                                       std::size_t dollar) {
  TextTemplate result;
  result.wildcards = wildcards;
  TextTemplate::Piece piece;
  PatternWriter writer(wildcards, piece.pattern);
  while (dollar != std::string_view::npos) {
    const std::optional<VariableText> variable = first_variable(text.substr(dollar));
    // A star in front of a variable does not end its part.
    writer.write(text.substr(0, dollar), PatternWriter::Follows::more);
    text.remove_prefix(dollar + variable->whole.size());
    if (variable->is_character || !variable->is_valid) {
      append_literal(piece.pattern, variable->is_character ? variable->key : variable->whole);
    } else {
      piece.key.emplace(variable->key);
      if (variable->otherwise) piece.otherwise = std::string(*variable->otherwise);
      result.pieces.push_back(std::exchange(piece, {}));
    }
    dollar = text.find("${");
  }
  writer.write(text);
  result.pieces.push_back(std::move(piece));
  TextPattern index;
  index.kind = TextPattern::Kind::variable;
  index.first = static_cast<std::uint32_t>(templates_.size());
  templates_.push_back(std::move(result));
  return index;
}

Truth TextPatterns::expand(const TextTemplate& of, const Context& context,
                           std::string& pattern) const {
  Truth known = Truth::yes;
  for (const TextTemplate::Piece& piece : of.pieces) {
    pattern += piece.pattern;
    if (!piece.key) continue;
    const ContextValue& value = context.find(*piece.key);
    if (value.state == ContextValue::State::single) {
      append_literal(pattern, value.values.front());
    } else if (value.state == ContextValue::State::unknown) {
      known = known & Truth::unknown;
    } else if (value.is_absent() && piece.otherwise) {
      append_literal(pattern, *piece.otherwise);
    } else {
      return Truth::no;
    }
  }
  return known;
}

Truth TextPatterns::compare_written(std::string_view pattern, std::string_view text,
                                    const Context& context) {
  if (find_unsaid(pattern) != std::string_view::npos) {
    return matches_unsaid(pattern, text, context.open_names());
  }
  return is_open(text, context) ? matches_open(pattern, text, context.open_names())
                                : truth(matches(pattern, text));
}

Truth TextPatterns::compare_in(const TextPattern& with, std::string_view text,
                               const Context& context) const {
  if (with.kind == TextPattern::Kind::unknown) return Truth::unknown;
  if (with.kind != TextPattern::Kind::variable) {
    return compare_written(pattern(with), text, context);
  }
  std::string written;
  const Truth expanded = expand(text_template(with), context, written);
  return expanded == Truth::yes ? compare_written(written, text, context) : expanded;
}

bool TextPatterns::may_match_some(const TextPattern& with, std::string_view beginning,
                                  const Context& context) const {
  const auto may_match = [&](std::string_view written) {
    const bool is_unsaid = find_unsaid(written) != std::string_view::npos;
    const std::string wide = is_unsaid ? widest(written) : std::string(written);
    return is_open(beginning, context) ? may_match_open(wide, beginning, context.open_names())
                                       : matches_some(wide, beginning);
  };
  switch (with.kind) {
    case TextPattern::Kind::unknown:
      return true;
    case TextPattern::Kind::variable: {
      std::string pattern;
      const Truth expanded = expand(text_template(with), context, pattern);
      return expanded == Truth::yes ? may_match(pattern) : expanded != Truth::no;
    }
    case TextPattern::Kind::exact:
    case TextPattern::Kind::beginning:
    case TextPattern::Kind::wild:
    case TextPattern::Kind::unsaid:
      break;
  }
  return may_match(pattern(with));
}

}  // namespace canreach
