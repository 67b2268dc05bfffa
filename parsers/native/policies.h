#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parsers/native/reader.h"
#include "parsers/policy_document.h"

namespace canreach {

/// A policy document: a map in AWS's grammar, {file: PATH} or `unknown`.  Nothing for an absent
/// node and after a report.
std::optional<PolicyDocument> read_policy(NativeContext& context, const SyntaxNode* node,
                                          PolicyUse use, const std::string& name);

/// A list of such documents.
std::vector<PolicyDocument> read_policy_list(NativeContext& context, const SyntaxNode& node,
                                             PolicyUse use);

}  // namespace canreach
