#pragma once

#include <string>

#include "base/diagnostics.h"
#include "base/source.h"
#include "policy/decision.h"
#include "report/json_writer.h"

namespace canreach {

/// Everything of a decision, into an open object.
void add_decision(JsonWriter& out, const Decision& decision);

/// The answer of the op `evaluate` (docs/result.schema.json), on one line.
std::string json_of(const Decision& decision);

/// The answer of the op `lint`: everything that was found, by place.
std::string json_of_findings(const Diagnostics& findings, const SourceFiles& files);

}  // namespace canreach
