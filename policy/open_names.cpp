// Patterns against texts of which a part is not known: "arn:aws:s3:::<Data>/in/x".
//
// The pattern is walked as an automaton: a set of its positions that some beginning of the text can
// lead to.  A character moves each position by one; an open name moves it over whatever a name
// could be.  Walked in two ways this gives both answers.  Surely: an open name is met by itself or
// lies wholly in one "*", which any name would.  Possibly: it is met by any text that a name can
// be: without colons, and where AWS chooses it without slashes, not short (CloudFormation's end
// with twelve characters at random, Terraform's with 26 digits, a key's id has 36 characters), and
// not the name of something else.  Time is the product of both lengths.
#include "policy/open_names.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "model/open_names.h"
#include "policy/pattern.h"

namespace canreach {
namespace {

constexpr std::size_t kShortestChosen = 14;    // "A-" and twelve characters
constexpr std::size_t kLongestPattern = 4096;  // no ARN is longer than half of that

enum class Reading { surely, possibly };

class Walk {
 public:
  Walk(std::string_view pattern, Reading reading, const OpenNames* names)
      : pattern_(pattern), reading_(reading), names_(names), here_(pattern.size() + 1) {
    put(here_, 0);
  }

  void take(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      std::vector<bool> next(pattern_.size() + 1);
      const std::string_view name = open_name_at(text, at);
      for (std::size_t p = 0; p < here_.size(); ++p) {
        if (!here_[p]) continue;
        if (name.empty()) {
          take_character(p, text[at], next);
        } else {
          take_name(p, name, text.substr(0, at), next);
        }
      }
      at += name.empty() ? 1 : name.size();
      here_ = std::move(next);
    }
  }

  bool is_at_end() const { return here_.back(); }
  bool is_somewhere() const {
    for (const bool is_here : here_) {
      if (is_here) return true;
    }
    return false;
  }

 private:
  bool is_run(std::size_t p) const {
    return p < pattern_.size() && (pattern_[p] == kAnyRun || pattern_[p] == kRunOfPart);
  }
  bool is_one(std::size_t p) const {
    return pattern_[p] == kOneCharacter || pattern_[p] == kOneCharacterOfPart;
  }
  std::size_t width(std::size_t p) const {
    return pattern_[p] == kLiteral && p + 1 < pattern_.size() ? 2 : 1;
  }

  /// A run may be empty.
  void put(std::vector<bool>& positions, std::size_t p) const {
    positions[p] = true;
    while (is_run(p)) positions[++p] = true;
  }

  void take_character(std::size_t p, char c, std::vector<bool>& next) const {
    // The rest of a character of several bytes: where that matters, nothing is sure.
    const bool continues = (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
    if (continues && reading_ == Reading::possibly) put(next, p);
    if (p == pattern_.size()) return;
    if (is_run(p)) {
      if (pattern_[p] == kAnyRun || c != ':') put(next, p);
      return;
    }
    if (is_one(p)) {
      if (pattern_[p] == kOneCharacter || c != ':') put(next, p + 1);
      return;
    }
    if (pattern_[p + width(p) - 1] == c) put(next, p + width(p));
  }

  void take_name(std::size_t p, std::string_view name, std::string_view before,
                 std::vector<bool>& next) const {
    if (pattern_.substr(p, name.size()) == name) put(next, p + name.size());
    if (reading_ == Reading::possibly) return take_any_name(p, name, before, next);
    if (is_run(p)) put(next, p);
  }

  void take_any_name(std::size_t p, std::string_view name, std::string_view before,
                     std::vector<bool>& next) const {
    const std::string_view ends_name = is_chosen(name) ? "<>:/" : "<>:";
    bool has_run = false;
    bool is_written = true;  // all of it
    std::string words;
    while (p < pattern_.size()) {
      if (is_run(p)) {
        has_run = true;
        put(next, p++);
        continue;
      }
      is_written = is_written && !is_one(p);
      const char c = is_one(p) ? '?' : pattern_[p + width(p) - 1];
      if (ends_name.find(c) != std::string_view::npos) return;
      if (!has_run) words += c;
      p += width(p);
      if (has_run || may_be(name, words, is_written, before)) put(next, p);
    }
  }

  bool may_be(std::string_view name, const std::string& words, bool is_written,
              std::string_view before) const {
    if (is_chosen(name) && words.size() < kShortestChosen) return false;
    return !is_written || names_ == nullptr ||
           names_->taken.count(std::string(before) + words) == 0;
  }

  std::string_view pattern_;
  Reading reading_;
  const OpenNames* names_;
  std::vector<bool> here_;
};

}  // namespace

Truth matches_open(std::string_view pattern, std::string_view text, const OpenNames* names) {
  if (pattern.size() > kLongestPattern) return Truth::unknown;
  Walk possibly(pattern, Reading::possibly, names);
  possibly.take(text);
  if (!possibly.is_at_end()) return Truth::no;
  Walk surely(pattern, Reading::surely, names);
  surely.take(text);
  return surely.is_at_end() ? Truth::yes : Truth::unknown;
}

namespace {

enum class Widened : std::uint8_t { parts, names_too };

// An unknown part may hold colons and wildcards, so that nothing behind it stays in its part of an
// ARN; a name has no colon.
std::string widened(std::string_view pattern, Widened what) {
  const bool has_part = holds_unknown_part(pattern);
  std::string result;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::string_view name = open_name_at(pattern, at);
    const bool is_part = name == kUnknownPart;
    if (is_part || (!name.empty() && !is_chosen(name) && what == Widened::names_too)) {
      result += is_part || has_part ? kAnyRun : kRunOfPart;
      at += name.size();
      continue;
    }
    char c = pattern[at++];
    if (has_part && c == kRunOfPart) c = kAnyRun;
    if (has_part && c == kOneCharacterOfPart) c = kOneCharacter;
    result += c;
    if (c == kLiteral && at < pattern.size()) result += pattern[at++];
  }
  return result;
}

// Is the text about something of the design that has another name than the one in the pattern?
bool is_of_another(std::string_view pattern, std::string_view text, const OpenNames* names) {
  const std::size_t begin = find_unsaid(pattern);
  const std::string_view front = pattern.substr(0, begin);
  const bool is_literal = std::none_of(front.begin(), front.end(), is_mark);
  if (names == nullptr || !is_literal || text.substr(0, begin) != front) return false;
  for (std::size_t end = begin; end != std::string_view::npos;) {
    end = text.find_first_of("/:", end + 1);
    if (names->taken.count(std::string(text.substr(0, end))) > 0) return true;
  }
  return false;
}

}  // namespace

Truth matches_unsaid(std::string_view pattern, std::string_view text, const OpenNames* names) {
  const bool has_part = holds_unknown_part(pattern);
  const Truth itself = has_part ? Truth::no : matches_open(pattern, text, names);
  if (itself == Truth::yes) return itself;
  // Two things of one design have two names, also where both are open.
  const bool is_open = holds_open_name(text);
  const std::string wide = widened(pattern, is_open ? Widened::parts : Widened::names_too);
  const bool may_match =
      is_open ? matches_open(wide, text, names) != Truth::no : matches(wide, text);
  if (!may_match) return itself;
  return !has_part && is_of_another(pattern, text, names) ? Truth::no : Truth::unknown;
}

std::string widest(std::string_view pattern) { return widened(pattern, Widened::names_too); }

bool may_match_open(std::string_view pattern, std::string_view beginning, const OpenNames* names) {
  if (pattern.size() > kLongestPattern) return true;
  Walk possibly(pattern, Reading::possibly, names);
  possibly.take(beginning);
  return possibly.is_somewhere();
}

Truth is_same_open(std::string_view wanted, std::string_view given, const OpenNames* names) {
  const bool has_unsaid = find_unsaid(wanted) != std::string_view::npos;
  if (wanted == given && !holds_unknown_part(wanted)) return Truth::yes;
  if (!has_unsaid && !holds_open_name(given)) return Truth::no;
  std::string pattern;
  append_literal(pattern, wanted);
  return has_unsaid ? matches_unsaid(pattern, given, names) : matches_open(pattern, given, names);
}

}  // namespace canreach
