#pragma once

#include <compare>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/access/access_facts.h"
#include "analyzer/network/network.h"

namespace canreach {

/// A kind of things that calls are asked about, with the service of their actions.
struct AskedKind {
  ResourceKind kind;
  std::string_view service;
  bool has_verbs = false;  // it holds data: create, read and so on are asked too
};
std::span<const AskedKind> asked_kinds();
std::span<const std::string_view> asked_verbs();

/// May they do this?
struct CallQuestion {
  std::string action;
  std::string target;
  friend std::strong_ordering operator<=>(const CallQuestion&, const CallQuestion&) = default;
  friend bool operator==(const CallQuestion&, const CallQuestion&) = default;
};

/// What to ask so that a fact shows in an answer.
struct CallQuestions {
  std::set<CallQuestion> questions;
  std::vector<std::string> callers;  // principals that a policy names and the design does not hold
  bool exact = true;                 // no call that the fact decides is left out
};

/// `network` is of the design that has the fact.
CallQuestions questions_about(const Network& network, const AccessFact& fact);

/// Parts of a resource with wildcards, of which a call may be decided where it is not of the whole:
/// patterns of the design's policies that lie in it, and one resource that none of them names.
/// Empty: it has no wildcard.
std::vector<std::string> parts_to_ask(const Design& design, const std::string& resource);

}  // namespace canreach
