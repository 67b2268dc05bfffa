#include "parsers/intents.h"

#include <utility>

#include "parsers/access_scope.h"
#include "parsers/native/readers.h"

namespace canreach {
namespace {

/// Names that the design has taken already.
void know_names(NativeContext& context) {
  const IntentSpec& spec = context.design.spec;
  for (const EndpointGroup& group : spec.groups) {
    context.names.add({"group", std::nullopt, 0, "", group.name, group.at});
  }
  for (const Intent& intent : spec.intents) {
    context.names.add({"intent", std::nullopt, 0, "", intent.id, intent.at});
  }
}

void read_sections(NativeContext& context, const SyntaxNode& root) {
  Fields fields(context, root, "a file of intents", root.at());
  fields.know({"canreach", "groups", "intents", "waivers"});
  for (const SyntaxNode::Member& member : root.members()) read_spec_part(context, member);
}

}  // namespace

void read_intents(InputFile file, Design& design, Diagnostics& diagnostics) {
  const std::string name = file.name;
  const std::size_t before = design.spec.intents.size();
  const std::uint32_t index = design.files.add(std::move(file.name), std::move(file.text));
  Diagnostics of_text;
  const SyntaxNode root = read_syntax(design.files, index, of_text);
  const bool is_readable = !of_text.has_errors();
  diagnostics.merge(std::move(of_text));
  if (!is_readable) return;
  NativeContext context{design, diagnostics, {}, design.region,  design.account, {},
                        {},     {},          {}, ReadsFiles::no, false};
  know_names(context);
  if (!root.is_map()) {
    return context.wrong_type(root, "a file of intents", "a map with `intents`");
  }
  if (is_access_scope(root)) {
    read_access_scope(context, root);
  } else {
    read_sections(context, root);
  }
  check_spec(context);
  if (diagnostics.has_errors() || design.spec.intents.size() > before) return;
  const bool has_waivers = !design.spec.waivers.empty() && before > 0;
  if (!has_waivers) diagnostics.report(DiagnosticKind::no_intents, root.at(), {quoted(name)});
}

}  // namespace canreach
