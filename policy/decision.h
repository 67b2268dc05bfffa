#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "model/resources/policy_document.h"
#include "policy/policy_set.h"
#include "policy/truth.h"

namespace canreach {

enum class Outcome : std::uint8_t { allowed, implicit_deny, explicit_deny, undecided };

/// "allowed", "implicitDeny", "explicitDeny", "undecided".
std::string_view name_of(Outcome outcome);
/// Is it allowed?
Truth truth_of(Outcome outcome);

/// A statement of one of the documents.
struct StatementRef {
  PolicyLayer layer = PolicyLayer::identity;
  std::size_t level = 0;      // of an organisation's policies; else 0
  std::size_t policy = 0;     // index in its layer, or level
  std::size_t statement = 0;  // index in its document
  std::string policy_name;    // empty: none
  std::string sid;            // empty: none
  PolicyStatement::Effect effect = PolicyStatement::Effect::deny;
  SourceLoc at;
};

/// "statement 2 of `read-only`", "statement `OnlyByEndpoint`": for messages.
std::string described(const StatementRef& statement);

/// What one layer says by itself.
struct LayerDecision {
  PolicyLayer layer = PolicyLayer::identity;
  Outcome outcome = Outcome::implicit_deny;
  /// It stands in the way: an explicit deny, or an allow that is needed and (surely) missing.
  bool refuses = false;
  /// Nothing is attached to this layer: it neither grants nor refuses.
  bool attached = true;
  /// Of an organization's policies that refuse by silence: the first level that does.
  std::size_t level = 0;
};

enum class StatementPart : std::uint8_t { principal, action, resource, condition };
std::string_view name_of(StatementPart part);

/// An Allow that would match but for one part, or a statement of which it is not known.
struct NearMiss {
  StatementRef statement;
  StatementPart part = StatementPart::condition;
  bool unknown = false;   // the part may match: a fact is missing
  std::string operation;  // of a condition: "IpAddress"
  std::string key;        // of a condition, as written
  std::string wanted;     // what the statement says, joined by commas
  std::string given;      // what the request has; empty when it has nothing
  SourceLoc at;           // of the part, or of the statement
};

/// What the documents say of a request.
struct Decision {
  Outcome outcome = Outcome::implicit_deny;
  /// explicit_deny: every Deny that matches.  allowed: every Allow that matches, in each layer that
  /// had a say.  undecided: those that may match.
  std::vector<StatementRef> by;
  /// The layers that had a say, in the order of layers.def.
  std::vector<LayerDecision> layers;
  /// Keys that statements which could match name and of which the request says nothing, as
  /// written, sorted.  Rule: KEY-3.
  std::vector<std::string> missing_keys;
  std::vector<NearMiss> near_misses;
  /// What AWS prints; empty unless denied.  Rules: ERR-1, ERR-2, ERR-7.
  std::string message;
  /// Why no policy was asked ("federation tokens cannot call STS"), or what was assumed; texts for
  /// people.
  std::vector<std::string> notes;
};

}  // namespace canreach
