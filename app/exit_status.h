#pragma once

namespace canreach {

/// What every command ends with.
enum class ExitStatus : int {
  yes = 0,        ///< reachable, clean, done
  no = 1,         ///< partial, blocked, a finding
  unusable = 2,   ///< wrong usage, or input that cannot be used
  undecided = 3,  ///< the input leaves out what decides
  our_fault = 70,
};

}  // namespace canreach
