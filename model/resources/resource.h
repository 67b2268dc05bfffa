#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/source.h"
#include "base/value.h"

namespace canreach {

/// What every declared resource has.
struct Resource {
  std::string name;   // as users call it: the key (native), the Name tag or else the id (snapshot)
  std::string scope;  // the name of the VPC whose part it is (subnets, route tables, groups ...);
                      // else empty
  std::string id;     // the AWS id; the name where the input has none
  std::string account;  // empty: not said
  std::string region;   // empty: not said
  std::vector<std::pair<std::string, std::string>> tags;
  std::vector<std::string> dns_names;  // that AWS gives it, in lower case and without a final dot
  Value<std::string>
      state;  // AWS's word, lower case ("available", "pending"); empty = the working one
  bool external = false;  // exists, its contents are unknown
  bool implied = false;   // completed by AWS's defaults, not written by anybody.  Rule: RT-20
  SourceLoc at;           // where it is declared; nowhere when implied
};

}  // namespace canreach
