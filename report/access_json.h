#pragma once

#include <string>

#include "analyzer/access/access.h"
#include "analyzer/access/who_can.h"
#include "base/source.h"

namespace canreach {

/// The answers of the ops `can` and `who-can` (docs/result.schema.json), each on one line.
std::string json_of(const AccessAnswer& answer, const SourceFiles& files);
std::string json_of(const WhoCanAnswer& answer, const SourceFiles& files);

}  // namespace canreach
