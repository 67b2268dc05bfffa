#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace canreach {

/// Why a value could not be made: lower case, no full stop, the user's words.
struct Error {
  std::string text;
};

/// A value, or why there is none.
template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(std::string text) {
  return tl::unexpected<Error>(Error{std::move(text)});
}

}  // namespace canreach
