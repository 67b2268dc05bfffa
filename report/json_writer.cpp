#include "report/json_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace canreach {
namespace {

bool is_plain(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte >= 0x20 && byte < 0x80 && character != '"' && character != '\\';
}

}  // namespace

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
  if (std::all_of(text.begin(), text.end(), is_plain)) {
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
