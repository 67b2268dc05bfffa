#include "parsers/declared/declared.h"

namespace canreach {
namespace {

DeclaredValue make(DeclaredValue::Kind kind, std::string text, SourceLoc at) {
  DeclaredValue value;
  value.kind = kind;
  value.text = std::move(text);
  value.at = at;
  return value;
}

}  // namespace

DeclaredValue DeclaredValue::of_text(std::string text, SourceLoc at) {
  return make(Kind::text, std::move(text), at);
}

DeclaredValue DeclaredValue::of_list(CompactVector<DeclaredValue> items, SourceLoc at) {
  DeclaredValue value = make(Kind::list, {}, at);
  value.items = std::move(items);
  return value;
}

DeclaredValue DeclaredValue::of_map(SourceLoc at) { return make(Kind::map, {}, at); }

DeclaredValue DeclaredValue::reference(std::string target, std::string attribute, SourceLoc at) {
  DeclaredValue value = make(Kind::reference, std::move(attribute), at);
  value.target = std::move(target);
  return value;
}

DeclaredValue DeclaredValue::unknown(std::string supply, SourceLoc at) {
  return make(Kind::unknown, std::move(supply), at);
}

const DeclaredValue& DeclaredValue::operator[](std::string_view key) const {
  static const DeclaredValue kAbsent;
  for (const auto& [name, value] : members) {
    if (name == key) return value;
  }
  return kAbsent;
}

void DeclaredValue::set(std::string_view key, DeclaredValue value) {
  for (auto& [name, old] : members) {
    if (name != key) continue;
    old = std::move(value);
    return;
  }
  members.emplace_back(std::string(key), std::move(value));
}

}  // namespace canreach
