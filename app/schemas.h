#pragma once

#include <string_view>
#include <vector>

namespace canreach {

/// A JSON Schema of docs/, held by the program.
struct Schema {
  std::string_view name;  // "result": docs/result.schema.json
  std::string_view text;
};
const std::vector<Schema>& schemas();

}  // namespace canreach
