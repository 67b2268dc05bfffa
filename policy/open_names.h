#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "policy/truth.h"

namespace canreach {

/// What is known of the names that a design leaves open (model/open_names.h).
struct OpenNames {
  std::unordered_set<std::string> taken;  // ARNs of other things: no open name turns out to be one
};

/// Does the pattern (policy/pattern.h) match the text, whatever its open names turn out to be?
/// An open name in the pattern is met by itself alone.  Rule: IAMB-24.
Truth matches_open(std::string_view pattern, std::string_view text, const OpenNames* names);

/// May the pattern match some text that begins so?
bool may_match_open(std::string_view pattern, std::string_view beginning, const OpenNames* names);

/// The same where the pattern holds what the input does not tell (find_unsaid): a name is met by
/// itself, and perhaps by a text that is the name of nothing else; an unknown part perhaps by
/// anything.
Truth matches_unsaid(std::string_view pattern, std::string_view text, const OpenNames* names);
/// The widest pattern that such a pattern may turn out to be.
std::string widest(std::string_view pattern);

/// Is the text `wanted`, written out, the text `given`?  Both may hold open names.
Truth is_same_open(std::string_view wanted, std::string_view given, const OpenNames* names);

}  // namespace canreach
