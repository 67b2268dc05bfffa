#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/net/ip.h"
#include "policy/open_names.h"

namespace canreach {

/// The name of a condition key, ready to be looked up: keys have no case.  Rule: CND-3.
struct ConditionKey {
  explicit ConditionKey(std::string_view written);
  std::string lower;
  std::uint64_t hash;
};

/// What a request says of one condition key.
struct ContextValue {
  enum class State : std::uint8_t { absent, unknown, single, several };
  State state = State::absent;
  bool given = false;  // false: nobody said anything of this key
  /// With unknown: a value that it surely is not, and where it ends with "/" does not begin with.
  std::string other_than;
  bool public_address = false;       // with unknown: it is there, and an address of the internet
  std::vector<std::string> values;   // single: one; several: any number, none counts as absent
  std::optional<IpAddress> address;  // of a single value that is one

  bool is_absent() const {
    return state == State::absent || (state == State::several && values.empty());
  }
};

/// The condition keys of a request.  Rules: CND-3 to CND-8, OPR-13.
class Context {
 public:
  /// What a key means of which nothing is said.
  enum class Missing : std::uint8_t { absent, unknown };

  explicit Context(Missing missing = Missing::absent) { set_missing(missing); }
  void set_missing(Missing missing);

  /// One value.  Of a key that is known to have several (policy/condition_keys.def) it is a list
  /// of one.
  void set(std::string_view key, std::string value);
  /// A multivalued key.  One value of a key that is known to have only one is taken as such.
  void set_several(std::string_view key, std::vector<std::string> values);
  /// Present or not, and with which value, is not known.
  void set_unknown(std::string_view key);
  /// Present or not is not known, but with this value it is not; nor, where that ends with "/",
  /// with one that begins so.
  void set_other_than(std::string_view key, std::string value);
  /// An address of the internet, of which no more is known.
  void set_public_address(std::string_view key);
  /// Known to be absent.
  void set_absent(std::string_view key);
  /// Was anything said of this key?
  bool has(std::string_view key) const;

  /// Values and the request's ARNs may hold names that the design leaves open.
  void set_open_names(std::shared_ptr<const OpenNames> names) { open_names_ = std::move(names); }
  /// None: texts are what they look like.
  const OpenNames* open_names() const { return open_names_.get(); }

  const ContextValue& find(const ConditionKey& key) const { return find(key.hash, key.lower); }
  const ContextValue& find(std::uint64_t hash, std::string_view lower) const;

 private:
  struct Entry {
    std::uint64_t hash;
    std::string lower;
    ContextValue value;
  };
  ContextValue& slot(std::string_view key);

  std::vector<Entry> entries_;
  ContextValue missing_;
  std::shared_ptr<const OpenNames> open_names_;
};

/// Is this key (lower case) known to be multivalued, known to be single-valued, or neither?
enum class KeyArity : std::uint8_t { unknown, single, several };
KeyArity arity_of(std::string_view lower_key);

/// The global keys ("aws:sourceip", "aws:principaltag/"), in lower case.
std::vector<std::string> known_global_keys();

}  // namespace canreach
