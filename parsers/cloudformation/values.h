#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/declared/declared.h"

namespace canreach {

/// Puts texts and values that are not known yet one after the other.
class JoinedText {
 public:
  explicit JoinedText(SourceLoc at) : at_(at) {}
  void add(std::string_view text);
  /// A text, reference, joined or unknown value; an absent one adds nothing.
  void add(DeclaredValue value);
  /// A text when all is known, the value itself when there is but one, else a joined value.
  DeclaredValue take();

 private:
  SourceLoc at_;
  CompactVector<DeclaredValue> parts_;
};

/// The parts of a text or joined value between the delimiters; unknown when a delimiter may stand
/// in what is not known.
DeclaredValue split_value(const DeclaredValue& value, std::string_view delimiter, SourceLoc at);

/// Likewise on commas, without the blanks around: a parameter of a list type.
DeclaredValue comma_list(const DeclaredValue& value, SourceLoc at);

/// The same value, at another place.
DeclaredValue moved_to(DeclaredValue value, SourceLoc at);

/// What would have to be supplied for this value to be known: its first unknown part.
std::string missing_of(const DeclaredValue& value);

/// One text for each value: equal values have equal ones.
std::string canonical_text(const DeclaredValue& value);

/// How many values and characters it holds, for limits.
std::size_t weight_of(const DeclaredValue& value);

/// As JSON, with holes where it is not known.
DeclaredValue json_text_of(const DeclaredValue& value, SourceLoc at);

}  // namespace canreach
