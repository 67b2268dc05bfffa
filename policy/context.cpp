#include "policy/context.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "policy/hash.h"

namespace canreach {
namespace {

struct KeyRow {
  std::string_view key;
  KeyArity arity;

  bool is_family() const { return key.back() == '/' || key.back() == ':'; }
};

constexpr KeyRow kKeys[] = {
#define CONDITION_KEY(key, arity) {key, KeyArity::arity},
#include "policy/condition_keys.def"
#undef CONDITION_KEY
};

std::optional<IpAddress> address_of(const std::string& text) {
  const Result<IpAddress> address = IpAddress::parse(text);
  if (!address) return std::nullopt;
  return *address;
}

ContextValue single_value(std::string text) {
  ContextValue value;
  value.state = ContextValue::State::single;
  value.given = true;
  value.address = address_of(text);
  value.values.push_back(std::move(text));
  return value;
}

ContextValue several_values(std::vector<std::string> texts) {
  ContextValue value;
  value.state = ContextValue::State::several;
  value.given = true;
  value.values = std::move(texts);
  return value;
}

}  // namespace

KeyArity arity_of(std::string_view lower_key) {
  for (const KeyRow& row : kKeys) {
    if (row.is_family() ? lower_key.substr(0, row.key.size()) == row.key : lower_key == row.key) {
      return row.arity;
    }
  }
  return KeyArity::unknown;
}

std::vector<std::string> known_global_keys() {
  std::vector<std::string> result;
  for (const KeyRow& row : kKeys) {
    if (row.key.substr(0, 4) == "aws:") result.push_back(std::string(row.key));
  }
  return result;
}

ConditionKey::ConditionKey(std::string_view written)
    : lower(to_lower(written)), hash(hash_of(lower)) {}

void Context::set_missing(Missing missing) {
  missing_ = {};
  if (missing == Missing::unknown) missing_.state = ContextValue::State::unknown;
}

void Context::set(std::string_view key, std::string value) {
  ContextValue& slot_value = slot(key);
  if (arity_of(to_lower(key)) == KeyArity::several) {
    std::vector<std::string> values;
    values.push_back(std::move(value));
    slot_value = several_values(std::move(values));
  } else {
    slot_value = single_value(std::move(value));
  }
}

void Context::set_several(std::string_view key, std::vector<std::string> values) {
  if (values.size() == 1 && arity_of(to_lower(key)) == KeyArity::single) {
    return set(key, std::move(values.front()));
  }
  slot(key) = several_values(std::move(values));
}

void Context::set_unknown(std::string_view key) {
  ContextValue& value = slot(key);
  value = {};
  value.state = ContextValue::State::unknown;
}

void Context::set_other_than(std::string_view key, std::string value) {
  set_unknown(key);
  slot(key).other_than = std::move(value);
}

void Context::set_public_address(std::string_view key) {
  set_unknown(key);
  slot(key).public_address = true;
}

void Context::set_absent(std::string_view key) {
  ContextValue& value = slot(key);
  value = {};
  value.given = true;
}

bool Context::has(std::string_view key) const { return &find(ConditionKey(key)) != &missing_; }

const ContextValue& Context::find(std::uint64_t hash, std::string_view lower) const {
  for (const Entry& entry : entries_) {
    if (entry.hash == hash && entry.lower == lower) return entry.value;
  }
  return missing_;
}

ContextValue& Context::slot(std::string_view key) {
  ConditionKey name(key);
  for (Entry& entry : entries_) {
    if (entry.lower == name.lower) return entry.value;
  }
  entries_.push_back({name.hash, std::move(name.lower), {}});
  return entries_.back().value;
}

}  // namespace canreach
