#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/query/query.h"
#include "base/diagnostics.h"
#include "parsers/load.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// One line of `canreach api`, read.  The first mistake counts; after one, fields read as absent.
class ApiRequest {
 public:
  explicit ApiRequest(std::string_view line);

  const std::optional<QueryError>& error() const { return error_; }
  /// The `id` as JSON text; empty when there is none.
  const std::string& id() const { return id_; }
  const std::string& op() const { return op_; }

  /// Refuses fields that are not among these or `id`, `op`, `files`.
  void allow(const std::vector<std::string>& fields);
  /// The value of a field; nullptr: there is none.
  const SyntaxNode* value(std::string_view field) const { return find(field); }
  std::optional<std::string> text(std::string_view field);
  std::string required_text(std::string_view field);
  std::optional<std::string> text_or_number(std::string_view field);
  /// 0 to 255.
  std::optional<int> byte(std::string_view field);
  std::optional<bool> flag(std::string_view field);
  /// A list of texts; empty where there is none.
  std::vector<std::string> texts(std::string_view field);
  /// The texts of a field; none: the request has no such field, or after a mistake.
  std::optional<std::vector<InputFile>> files(std::string_view field = "files");

  void refuse(DiagnosticKind kind, std::string message, std::vector<std::string> suggestions = {});
  void refuse_type(std::string_view field, std::string_view wanted, const SyntaxNode& value);

 private:
  void read(std::string_view line);
  const SyntaxNode* find(std::string_view field) const;

  SyntaxNode root_;
  std::string id_;
  std::string op_;
  std::optional<QueryError> error_;
};

/// The value as JSON text on one line.  The node must come from read_json().
std::string json_text(const SyntaxNode& node);

}  // namespace canreach
