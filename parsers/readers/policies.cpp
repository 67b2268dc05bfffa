#include "parsers/readers/policies.h"

#include "parsers/policy_document.h"

namespace canreach {

std::optional<PolicyDocument> collected_policy(SnapshotReading& reading, const SyntaxNode* node,
                                               PolicyUse use) {
  if (node == nullptr || node->is_null()) return std::nullopt;
  if (node->is_scalar() && node->text().empty()) return std::nullopt;
  Diagnostics found;
  std::optional<PolicyDocument> document = read_policy_document(*node, use, found);
  if (document && !found.has_errors()) return document;
  std::string why = "it is not an object";
  for (const Diagnostic& diagnostic : found.sorted()) {
    if (row_of(diagnostic.kind).severity == Severity::error) why = diagnostic.message;
  }
  reading.leave_out("policy", "", why, node->at());
  PolicyDocument unknown;
  unknown.statements_known = false;
  unknown.at = node->at();
  return unknown;
}

}  // namespace canreach
