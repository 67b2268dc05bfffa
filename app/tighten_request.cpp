#include "app/tighten_request.h"

#include <memory>
#include <optional>

#include "app/check_request.h"
#include "base/algorithm.h"
#include "parsers/edit.h"
#include "report/json.h"
#include "report/tighten_report.h"

namespace canreach {

bool wants_something(const IntentSpec& spec) {
  return any_of(spec.intents, [](const Intent& intent) {
    return intent.kind == Intent::Kind::allow || intent.kind == Intent::Kind::can_call;
  });
}

QueryError nothing_is_needed() {
  const DiagnosticRow& row = row_of(DiagnosticKind::no_intents);
  return {std::string(row.code),
          std::string(row.slug),
          "no intent says what must pass, so every rule could go: write `allow` intents",
          {}};
}

NoEgressOf no_egress_of(const Design& design) {
  return [&design, editor = std::make_shared<DesignEditor>(design)](std::uint32_t file) {
    if (editor->is_template(file)) return NoEgress::lets_all_out;
    return editor->is_native(file) ? NoEgress::left_out : NoEgress::nothing;
  };
}

std::string answer_tighten(ApiRequest& request, const Network& network) {
  const std::optional<std::string> spec = request.text("spec");
  const std::optional<std::string> needs = request.text("needs");
  if (request.error()) return json_of(*request.error(), "tighten");
  Design design = *network.design;
  Diagnostics diagnostics;
  if (spec) add_spec({"spec", *spec}, design, diagnostics);
  if (needs) add_spec({"needs", *needs}, design, diagnostics);
  if (diagnostics.has_errors()) return json_of(diagnostics, design.files, "tighten");
  if (!wants_something(design.spec)) return json_of(nothing_is_needed(), "tighten");
  return json_of(tighten(compile(design), design.spec, no_egress_of(design)), design.files);
}

}  // namespace canreach
