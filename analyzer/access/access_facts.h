#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/source.h"
#include "model/design.h"

namespace canreach {

/// Something of a design that decides calls: a statement with what it is attached to, a boundary, a
/// key, a database's user.
struct AccessFact {
  enum class Kind : std::uint8_t {
    statement,      // `statement`
    database_user,  // `user` of the database
    encryption,     // of what holds data
    tag,            // counts where a policy asks for tags
    other,
  };
  Kind kind = Kind::other;
  std::string owner_name;  // "role/etl"
  std::string said;        // "the trust policy of role/etl: allows sts:AssumeRole"
  SourceLoc at;
  const PolicyStatement* statement = nullptr;
  const DatabaseUser* user = nullptr;
  bool of_resource = false;  // the statement is of the policy of what `owner_kind` and `owner` say
  ResourceKind owner_kind{};
  std::uint32_t owner = 0;
};

/// All of them by their canonical texts, in which order, names of statements and places do not
/// stand: two designs with the same texts answer every call alike, but for their networks.
struct AccessFacts {
  std::map<std::string, AccessFact> facts;
  std::set<std::string> owners;  // of facts, and those that could have some
  bool asks_for_tags = false;    // some policy does
};

AccessFacts access_facts_of(const Design& design);

/// The texts that only one of the two has.  What is no statement counts where both have its owner:
/// nobody could call what is not there.
std::vector<std::string> differing(const AccessFacts& one, const AccessFacts& other);

}  // namespace canreach
