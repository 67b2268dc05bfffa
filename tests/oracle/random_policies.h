#pragma once

#include <string>
#include <vector>

#include "tests/oracle/policy_oracle.h"
#include "tests/oracle/random.h"

namespace canreach::oracle {

/// A small question about few names, so that much of it matches.
PolicyQuestion random_question(Random& random);

/// Some of the keys that conditions of random_question() name, in lower case.
const std::vector<std::string>& random_keys();

/// A value that the key may have; none: absent.
std::optional<KeyValue> random_value(Random& random, const std::string& key);

}  // namespace canreach::oracle
