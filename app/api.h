#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/network/network.h"
#include "model/design.h"
#include "parsers/load.h"

namespace canreach {

/// The JSON face: one request in, one answer out, each a JSON object on one line
/// (`canreach/result/v1`).  Never throws; a request that cannot be answered gets an `error` answer.
class Api {
 public:
  /// A longer request is refused.
  static constexpr std::size_t kLongestRequest = std::size_t{16} << 20;

  /// The design that requests without `files` of their own are asked about; it must outlive the
  /// Api.  `options` are those that files of a request are read with.
  explicit Api(const Design& design, LoadOptions options = {});
  /// Every request must bring its own files.
  explicit Api(LoadOptions options = {});

  /// The answer, without an end of line.
  std::string answer(std::string_view request) const;

 private:
  std::optional<Network> network_;
  LoadOptions options_;
};

}  // namespace canreach
