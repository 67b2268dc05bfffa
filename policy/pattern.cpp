// Matching with wildcards, in time that no pattern can blow up.
//
// Of a pattern with runs only the latest run is ever lengthened: what stands before it has matched
// as early as it can, which leaves the most to what follows.  So after a mismatch the text is taken
// up again one character further, and no choice before that is looked at again: the time is at
// worst length of pattern times length of text, however many stars there are.
//
// ARNs have two kinds of runs.  One that stays in its part ends at the next colon whatever it
// takes, so when it cannot be lengthened nothing between it and the latest unlimited run can help,
// and that one is lengthened instead.  A part's text is looked at again once for each part of the
// pattern, of which there are six.
#include "policy/pattern.h"

#include <algorithm>
#include <cstddef>

#include "base/eight_bytes.h"

namespace canreach {
namespace {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
constexpr int kLastPart = 5;

// The offset behind the character (of UTF-8) at `at`.
std::size_t behind_character(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U) ++at;
  return at;
}

// Where matching goes on after a mismatch: behind a run, which takes the text up to `text`.
struct Retry {
  std::size_t pattern = 0;
  std::size_t text = kNowhere;

  bool is_set() const { return text != kNowhere; }
};

class Matcher {
 public:
  Matcher(std::string_view pattern, std::string_view text) : pattern_(pattern), text_(text) {}

  bool run() {
    while (p_ < pattern_.size() || t_ < text_.size()) {
      if (p_ < pattern_.size()) {
        if (pattern_[p_] == kAnyRun && p_ + 1 == pattern_.size()) return true;
        if (step()) continue;
      }
      if (!retry()) return false;
    }
    return true;
  }

  // Is all of the text taken, whatever of the pattern is left?  Some text goes on with that.
  bool takes_text() {
    while (t_ < text_.size()) {
      if (p_ < pattern_.size() && step()) continue;
      if (!retry()) return false;
    }
    return true;
  }

 private:
  bool step() {
    const char c = pattern_[p_];
    if (c == kAnyRun) {
      any_ = {++p_, t_};
      in_part_ = {};
      return true;
    }
    if (c == kRunOfPart) {
      in_part_ = {++p_, t_};
      return true;
    }
    if (t_ == text_.size()) return false;
    if (c == kOneCharacter || c == kOneCharacterOfPart) {
      if (c == kOneCharacterOfPart && text_[t_] == ':') return false;
      ++p_;
      t_ = behind_character(text_, t_);
      return true;
    }
    const std::size_t width = c == kLiteral ? 2 : 1;
    if (pattern_[p_ + width - 1] != text_[t_]) return false;
    p_ += width;
    ++t_;
    return true;
  }

  bool retry() {
    if (in_part_.is_set() && in_part_.text < text_.size() && text_[in_part_.text] != ':') {
      p_ = in_part_.pattern;
      t_ = ++in_part_.text;
      return true;
    }
    in_part_ = {};
    if (!any_.is_set() || any_.text >= text_.size()) return false;
    p_ = any_.pattern;
    t_ = ++any_.text;
    return true;
  }

  std::string_view pattern_;
  std::string_view text_;
  std::size_t p_ = 0;
  std::size_t t_ = 0;
  Retry any_;
  Retry in_part_;
};

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  return Matcher(pattern, text).run();
}

bool matches_some(std::string_view pattern, std::string_view beginning) {
  return Matcher(pattern, beginning).takes_text();
}

void append_literal(std::string& pattern, std::string_view text) {
  // Marks are control characters, and most texts have none of these.
  const bool has_no_mark =
      ascii_run(text, ' ') == text.size() || std::none_of(text.begin(), text.end(), is_mark);
  if (has_no_mark) {
    pattern += text;
    return;
  }
  for (const char c : text) {
    if (is_mark(c)) pattern += kLiteral;
    pattern += c;
  }
}

void PatternWriter::write(std::string_view text, Follows follows) {
  const bool has_parts = wildcards_ == Wildcards::resource || wildcards_ == Wildcards::arn;
  if (wildcards_ == Wildcards::none) return append_literal(pattern_, text);
  while (!text.empty()) {
    const std::size_t wildcard = first_of_two(text, '*', '?');
    const std::string_view literal = text.substr(0, wildcard);
    append_literal(pattern_, literal);
    const bool is_star = wildcard < text.size() && text[wildcard] == '*';
    // Most texts end here, and then nobody asks for the part that they end in.
    const bool is_last = wildcard + 1 >= text.size() && follows == Follows::nothing;
    const bool is_free = wildcard == text.size() || (is_star && wildcards_ == Wildcards::resource);
    if (has_parts && !(is_last && is_free)) count_parts(literal);
    if (wildcard == text.size()) return;
    text.remove_prefix(wildcard + 1);
    if (is_star) {
      write_star(text.empty() ? follows == Follows::nothing : text.front() == ':');
    } else {
      pattern_ += has_parts && part_ < kLastPart ? kOneCharacterOfPart : kOneCharacter;
    }
  }
}

void PatternWriter::count_parts(std::string_view literal) {
  for (std::size_t i = 0; i < literal.size() && part_ < kLastPart; ++i) {
    if (literal[i] == ':') ++part_;
  }
}

void PatternWriter::write_star(bool ends_part) {
  const bool has_parts = wildcards_ == Wildcards::resource || wildcards_ == Wildcards::arn;
  const bool stays = has_parts && part_ < kLastPart && (wildcards_ == Wildcards::arn || !ends_part);
  pattern_ += stays ? kRunOfPart : kAnyRun;
}

}  // namespace canreach
