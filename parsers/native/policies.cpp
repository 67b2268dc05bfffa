#include "parsers/native/policies.h"

#include "base/text.h"
#include "parsers/refusals.h"
#include "parsers/text_beside.h"

namespace canreach {
namespace {

PolicyDocument unknown_document(const SyntaxNode& node) {
  PolicyDocument document;
  document.statements_known = false;
  document.at = node.at();
  return document;
}

/// {file: PATH}: the document is in a file of its own, beside the design.
std::optional<PolicyDocument> read_policy_file(NativeContext& context, const SyntaxNode& path,
                                               PolicyUse use) {
  const std::optional<std::string> text = read_text(context, path, "`file`");
  if (!text) return std::nullopt;
  const Result<std::uint32_t> file =
      text_beside(context.design.files, path.at().file, *text, context.reads_files);
  if (!file) {
    context.report(DiagnosticKind::cannot_read_file, path.at(), {quoted(*text), file.error().text});
    return std::nullopt;
  }
  context.policy_files.push_back(read_syntax(context.design.files, *file, context.diagnostics));
  return read_policy_document(context.policy_files.back(), use, context.diagnostics);
}

std::optional<PolicyDocument> read_inline(NativeContext& context, const SyntaxNode& node,
                                          PolicyUse use) {
  if (!context.lenient_policies) {
    return read_policy_document(node, use, context.diagnostics, UnknownWord::is_unknown);
  }
  Diagnostics found;
  std::optional<PolicyDocument> document =
      read_policy_document(node, use, found, UnknownWord::is_unknown);
  add_refusals(
      found, [](const DiagnosticRow& row) { return row.severity == Severity::error; },
      context.diagnostics);
  return found.has_errors() ? unknown_document(node) : document;
}

/// {name: NAME, document: DOC}
std::optional<PolicyDocument> read_named(NativeContext& context, const SyntaxNode& node,
                                         PolicyUse use) {
  Fields fields(context, node, "a policy", node.at());
  std::string name;
  if (const SyntaxNode* text = fields.find("name")) {
    name = read_text(context, *text, "`name`").value_or("");
  }
  const SyntaxNode* inner = fields.find("document");
  if (inner->is_map() && inner->find("document") != nullptr) {
    context.wrong_type(*inner, "`document`", "a policy document");
    return std::nullopt;
  }
  std::optional<PolicyDocument> document = read_policy(context, inner, use, name);
  if (document) document->name = name;
  return document;
}

}  // namespace

std::optional<PolicyDocument> read_policy(NativeContext& context, const SyntaxNode* node,
                                          PolicyUse use, const std::string& name) {
  if (node == nullptr) return std::nullopt;
  if (node->is_map() && node->find("document") != nullptr) return read_named(context, *node, use);
  std::optional<PolicyDocument> document;
  const SyntaxNode* file = node->is_map() ? node->find("file") : nullptr;
  if (says_unknown(*node)) {
    document = unknown_document(*node);
  } else if (file != nullptr && node->members().size() == 1) {
    document = read_policy_file(context, *file, use);
  } else {
    document = read_inline(context, *node, use);
  }
  if (document && document->name.empty()) document->name = name;
  return document;
}

std::vector<PolicyDocument> read_policy_list(NativeContext& context, const SyntaxNode& node,
                                             PolicyUse use) {
  std::vector<PolicyDocument> documents;
  for (const SyntaxNode* element : elements_of(node)) {
    if (std::optional<PolicyDocument> document = read_policy(context, element, use, {})) {
      documents.push_back(std::move(*document));
    }
  }
  return documents;
}

}  // namespace canreach
