#include "bench/json_writer.h"

#include <utility>

namespace canreach::bench {

void JsonWriter::next() {
  if (!first_) out_ += ',';
  if (!closing_.empty()) out_.append(1, '\n').append(4 * closing_.size(), ' ');
  first_ = false;
}

void JsonWriter::key(std::string_view key) {
  next();
  out_.append(1, '"').append(key).append("\": ");
}

JsonWriter& JsonWriter::open(std::string_view brackets) {
  next();
  out_ += brackets[0];
  closing_ += brackets[1];
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::open(std::string_view name, std::string_view brackets) {
  key(name);
  out_ += brackets[0];
  closing_ += brackets[1];
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close() {
  const char bracket = closing_.back();
  closing_.pop_back();
  if (!first_) out_.append(1, '\n').append(4 * closing_.size(), ' ');
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view name, std::string_view value) {
  key(name);
  out_.append(1, '"').append(value).append(1, '"');
  return *this;
}

JsonWriter& JsonWriter::element(std::string_view text) {
  next();
  out_.append(1, '"').append(text).append(1, '"');
  return *this;
}

JsonWriter& JsonWriter::number(std::string_view name, long long value) {
  key(name);
  out_ += std::to_string(value);
  return *this;
}

JsonWriter& JsonWriter::boolean(std::string_view name, bool value) {
  key(name);
  out_ += value ? "true" : "false";
  return *this;
}

std::string JsonWriter::take() {
  out_ += '\n';
  return std::exchange(out_, {});
}

}  // namespace canreach::bench
