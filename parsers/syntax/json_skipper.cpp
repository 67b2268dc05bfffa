#include "parsers/syntax/json_skipper.h"

#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

// Of a large snapshot most is skipped at some time: an object whose id is wanted, a list that no
// reader takes.  In a text that is valid only quotes, backslashes and brackets matter for that, so
// 64 bytes are turned into a bit each for every one of these, and the bits are counted:
//
//   text         {"a": "x]", "b": [
//   quotes       .X.X..X..X..X.X...
//   in a string  .XX...XXX...XX....   the xor of all quotes up to here
//   closes       ........X.........   which lies in a string
//
// As long as a block has fewer closing brackets than are open, no order among them matters.  The
// same without the blocks is what other processors run, and what tests compare with.

namespace canreach {

// One bit a byte, the first byte the lowest.
struct JsonSkipper::Block {
  std::uint64_t quotes = 0;
  std::uint64_t backslashes = 0;
  std::uint64_t opens = 0;
  std::uint64_t closes = 0;
  std::uint64_t line_ends = 0;
};

namespace {

constexpr std::ptrdiff_t kBlock = 64;

// std::popcount is a call on processors that may lack the instruction.
std::size_t count_of(std::uint64_t bits) {
  bits -= bits >> 1 & 0x5555555555555555;
  bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
  bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return static_cast<std::size_t>(bits * 0x0101010101010101 >> 56);
}

std::uint64_t xor_of_all_before(std::uint64_t bits) {
  for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

#ifdef __SSE2__

constexpr bool kHasBlocks = true;

std::uint64_t bits_where(__m128i bytes, __m128i wanted) {
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)));
}

template <class Block>
void add_bits(const char* at, unsigned shift, Block& block) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i braces = _mm_or_si128(bytes, _mm_set1_epi8(0x20));  // [ is {, and ] is }
  block.quotes |= bits_where(bytes, _mm_set1_epi8('"')) << shift;
  block.backslashes |= bits_where(bytes, _mm_set1_epi8('\\')) << shift;
  block.opens |= bits_where(braces, _mm_set1_epi8('{')) << shift;
  block.closes |= bits_where(braces, _mm_set1_epi8('}')) << shift;
  block.line_ends |= bits_where(bytes, _mm_set1_epi8('\n')) << shift;
}

template <class Block>
Block block_at(const char* at) {
  Block block;
  for (unsigned shift = 0; shift < kBlock; shift += 16) add_bits(at + shift, shift, block);
  return block;
}

#else

constexpr bool kHasBlocks = false;

template <class Block>
Block block_at(const char*) {
  return {};
}

#endif

// Without those that a backslash escapes.
std::uint64_t real_quotes(std::uint64_t quotes, std::uint64_t backslashes, bool& escaped) {
  std::uint64_t hidden = escaped ? 1 : 0;
  escaped = false;
  for (std::uint64_t left = backslashes & ~hidden; left != 0;) {
    const std::uint64_t backslash = left & (~left + 1);
    const std::uint64_t next = backslash << 1;
    if (next == 0) escaped = true;
    hidden |= next;
    left &= ~(backslash | next);
  }
  return quotes & ~hidden;
}

}  // namespace

void JsonSkipper::count_lines(std::uint64_t line_ends) {
  if (line_ends == 0) return;
  lines_ += static_cast<std::uint32_t>(count_of(line_ends));
  line_start_ = at_ + (kBlock - std::countl_zero(line_ends));
}

// True when the end lies in this block: then it is found.
bool JsonSkipper::take(const Block& block) {
  const std::uint64_t quotes = real_quotes(block.quotes, block.backslashes, escaped_);
  const std::uint64_t strings = xor_of_all_before(quotes) ^ (in_string_ ? ~std::uint64_t{0} : 0);
  const std::uint64_t opens = block.opens & ~strings;
  const std::uint64_t closes = block.closes & ~strings;
  const std::size_t closed = count_of(closes);
  if (closed < depth_) {
    depth_ += count_of(opens) - closed;
  } else if (finish(block, opens, closes)) {
    return true;
  }
  in_string_ = strings >> 63 != 0;
  count_lines(block.line_ends);
  at_ += kBlock;
  return false;
}

// Goes over the brackets of a block one by one.
bool JsonSkipper::finish(const Block& block, std::uint64_t opens, std::uint64_t closes) {
  for (std::uint64_t left = opens | closes; left != 0; left &= left - 1) {
    const std::uint64_t bracket = left & (~left + 1);
    depth_ += (opens & bracket) != 0 ? std::size_t{1} : ~std::size_t{0};
    if (depth_ > 0) continue;
    count_lines(block.line_ends & (bracket - 1));
    at_ += std::countr_zero(bracket) + 1;
    return true;
  }
  return false;
}

const char* JsonSkipper::end_of_container() {
  while (kHasBlocks && end_ - at_ >= kBlock) {
    if (take(block_at<Block>(at_))) return at_;
  }
  return end_of_container_by_bytes();
}

const char* JsonSkipper::end_of_container_by_bytes() {
  for (; at_ != end_; ++at_) {
    const char c = *at_;
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_) {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '\n') {
      ++lines_;
      line_start_ = at_ + 1;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && --depth_ == 0) {
      return ++at_;
    }
  }
  return at_;
}

}  // namespace canreach
