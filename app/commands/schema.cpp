#include <fmt/format.h>

#include <ostream>
#include <string>
#include <vector>

#include "app/command.h"
#include "app/schemas.h"
#include "base/text.h"
#include "report/json.h"

namespace canreach {
namespace {

// A whole schema, or what the result schema says of one command; empty: neither.
std::string schema_text(std::string_view name) {
  for (const Schema& schema : schemas()) {
    if (schema.name == name) return std::string(schema.text);
  }
  for (const Schema& schema : schemas()) {
    if (schema.name == "result") return schema_of(name, schema.text);
  }
  return {};
}

std::vector<std::string> schema_names() {
  std::vector<std::string> result;
  for (const Schema& schema : schemas()) result.push_back(std::string(schema.name));
  for (const CommandRow& row : command_rows()) {
    if (!schema_text(row.name).empty()) result.push_back(std::string(row.name));
  }
  return result;
}

}  // namespace

ExitStatus run_schema(const Options& options, const Streams& streams) {
  const std::string name = options.name.empty() ? "result" : options.name;
  const std::string text = schema_text(name);
  if (!text.empty()) return deliver(text, options, streams, ExitStatus::yes);
  const std::vector<std::string> names = schema_names();
  const std::optional<std::string> near = nearest(name, names);
  streams.err << fmt::format(
      "canreach: error: no schema is called {}{}; there are {}\n", quoted(name),
      near ? fmt::format(", did you mean {}?", quoted(*near)) : "", join(names, ", "));
  return ExitStatus::unusable;
}

}  // namespace canreach
