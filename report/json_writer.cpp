#include "report/json_writer.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>

namespace canreach {
namespace {

constexpr std::size_t kUsualAnswer = 4096;  // bytes

/// Does the byte stand for itself in a JSON string?  One look-up a byte: a fifth of what an answer
/// costs is this question.
constexpr std::array<bool, 256> plain_bytes() {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}
constexpr std::array<bool, 256> kPlain = plain_bytes();

bool is_plain(std::string_view text) {
  bool plain = true;
  for (const char character : text) plain = plain & kPlain[static_cast<unsigned char>(character)];
  return plain;
}

}  // namespace

JsonWriter::JsonWriter() { out_.reserve(kUsualAnswer); }

std::string json_string(std::string_view text) {
  using Json = nlohmann::json;
  return Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void JsonWriter::next() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::begin(char bracket) {
  next();
  out_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  next();
  out_.append(1, '"').append(name).append("\":");
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  next();
  if (is_plain(text)) {
    out_.append(1, '"').append(text).append(1, '"');
  } else {
    out_ += json_string(text);
  }
  return *this;
}

JsonWriter& JsonWriter::value(std::uint64_t number) {
  next();
  fmt::format_to(std::back_inserter(out_), "{}", number);
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
  next();
  out_ += truth ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  next();
  out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::member_if_any(std::string_view name, std::string_view text) {
  return text.empty() ? *this : member(name, text);
}

}  // namespace canreach
