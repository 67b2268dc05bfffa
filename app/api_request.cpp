#include "app/api_request.h"

#include <fmt/format.h>

#include <utility>

#include "app/api.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "report/json.h"

namespace canreach {
namespace {

// The first error by place, in the words of one line.
std::string first_error_of(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    if (row_of(diagnostic.kind).severity != Severity::error) continue;
    return fmt::format("column {}: {}", diagnostic.at.column, diagnostic.message);
  }
  return {};
}

std::string list_text(const SyntaxNode& list) {
  std::vector<std::string> parts;
  for (const SyntaxNode& element : list.elements()) parts.push_back(json_text(element));
  return "[" + join(parts, ",") + "]";
}

std::string map_text(const SyntaxNode& map) {
  std::vector<std::string> parts;
  for (const SyntaxNode::Member& member : map.members()) {
    parts.push_back(json_string(member.key) + ":" + json_text(member.value));
  }
  return "{" + join(parts, ",") + "}";
}

}  // namespace

std::string json_text(const SyntaxNode& node) {
  switch (node.kind()) {
    case SyntaxKind::null:
      return "null";
    case SyntaxKind::boolean:
    case SyntaxKind::number:
      return node.text();
    case SyntaxKind::string:
      return json_string(node.text());
    case SyntaxKind::list:
      return list_text(node);
    case SyntaxKind::map:
      return map_text(node);
  }
  return "null";
}

ApiRequest::ApiRequest(std::string_view line) { read(line); }

void ApiRequest::read(std::string_view line) {
  if (line.size() > Api::kLongestRequest) {
    return refuse(DiagnosticKind::limit_exceeded,
                  fmt::format("the request is longer than {} MB", Api::kLongestRequest >> 20));
  }
  SourceFiles files;
  Diagnostics diagnostics;
  const std::uint32_t file = files.add("request", std::string(line));
  root_ = read_json(files, file, diagnostics);
  if (const SyntaxNode* id = root_.find("id")) id_ = json_text(*id);
  if (diagnostics.has_errors()) {
    return refuse(DiagnosticKind::invalid_request,
                  "the request is not valid JSON: " + first_error_of(diagnostics));
  }
  if (!root_.is_map()) {
    return refuse(DiagnosticKind::invalid_request,
                  fmt::format("a request must be a JSON object, not {}", name_of(root_.kind())));
  }
  op_ = required_text("op");
}

void ApiRequest::refuse(DiagnosticKind kind, std::string message,
                        std::vector<std::string> suggestions) {
  if (error_) return;
  const DiagnosticRow& row = row_of(kind);
  error_ = QueryError{std::string(row.code), std::string(row.slug), std::move(message),
                      std::move(suggestions)};
}

void ApiRequest::refuse_type(std::string_view field, std::string_view wanted,
                             const SyntaxNode& value) {
  refuse(DiagnosticKind::invalid_request,
         fmt::format("`{}` must be {}, not {}", field, wanted, name_of(value.kind())));
}

const SyntaxNode* ApiRequest::find(std::string_view field) const {
  return error_ ? nullptr : root_.find(field);
}

namespace {

/// What a program may look for among the fields although the command line has it.
std::string flag_hint(std::string_view field) {
  if (field != "strict") return {};
  return ": it is a flag of the command line, where it changes the exit status; here the `verdict` "
         "says `undecided`";
}

}  // namespace

void ApiRequest::allow(const std::vector<std::string>& fields) {
  std::vector<std::string> known = {"id", "op", "files"};
  known.insert(known.end(), fields.begin(), fields.end());
  for (const SyntaxNode::Member& member : root_.members()) {
    if (contains(known, member.key)) continue;
    std::vector<std::string> suggestions;
    if (std::optional<std::string> near = nearest(member.key, known)) {
      suggestions.push_back(std::move(*near));
    }
    refuse(DiagnosticKind::unknown_field,
           fmt::format("unknown field {} of the op `{}`{}", quoted(member.key), op_,
                       flag_hint(member.key)),
           std::move(suggestions));
  }
}

std::optional<std::string> ApiRequest::text(std::string_view field) {
  const SyntaxNode* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (value->kind() == SyntaxKind::string) return value->text();
  refuse_type(field, "a text", *value);
  return std::nullopt;
}

std::string ApiRequest::required_text(std::string_view field) {
  if (!error_ && root_.find(field) == nullptr) {
    refuse(DiagnosticKind::invalid_request, fmt::format("the request needs the field `{}`", field));
  }
  return text(field).value_or("");
}

std::optional<std::string> ApiRequest::text_or_number(std::string_view field) {
  const SyntaxNode* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (value->kind() == SyntaxKind::string) return value->text();
  // Whoever wants it knows its range.
  const bool is_number = value->kind() == SyntaxKind::number;
  if (is_number && value->text().find_first_of(".eE-") == std::string_view::npos) {
    return value->text();
  }
  if (is_number) {
    refuse(
        DiagnosticKind::invalid_request,
        fmt::format("`{}` must be a whole number from 0 on, not {}", field, quoted(value->text())));
  } else {
    refuse_type(field, "a text or a number", *value);
  }
  return std::nullopt;
}

std::optional<int> ApiRequest::byte(std::string_view field) {
  const SyntaxNode* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (value->kind() != SyntaxKind::number) {
    refuse_type(field, "a number", *value);
    return std::nullopt;
  }
  const std::optional<unsigned long long> number = parse_number(value->text());
  if (number && *number <= 255) return static_cast<int>(*number);
  refuse(DiagnosticKind::invalid_request,
         fmt::format("`{}` must be 0 to 255, not {}", field, quoted(value->text())));
  return std::nullopt;
}

std::optional<bool> ApiRequest::flag(std::string_view field) {
  const SyntaxNode* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (value->kind() == SyntaxKind::boolean) return value->text() == "true";
  refuse_type(field, "true or false", *value);
  return std::nullopt;
}

std::vector<std::string> ApiRequest::texts(std::string_view field) {
  const SyntaxNode* list = find(field);
  if (list == nullptr) return {};
  std::vector<std::string> result;
  if (!list->is_list()) {
    refuse_type(field, "a list of texts", *list);
    return {};
  }
  for (const SyntaxNode& element : list->elements()) {
    if (element.kind() != SyntaxKind::string) {
      refuse_type(field, "a list of texts", element);
      return {};
    }
    result.push_back(element.text());
  }
  return result;
}

std::optional<std::vector<InputFile>> ApiRequest::files(std::string_view field) {
  const SyntaxNode* list = find(field);
  if (list == nullptr) return std::nullopt;
  std::vector<InputFile> result;
  if (!list->is_list() || list->elements().empty()) {
    refuse(
        DiagnosticKind::invalid_request,
        fmt::format(R"(`{}` must be a list of {{"name": ..., "text": ...}}, at least one)", field));
    return std::nullopt;
  }
  for (const SyntaxNode& entry : list->elements()) {
    const SyntaxNode* name = entry.find("name");
    const SyntaxNode* text = entry.find("text");
    const bool complete = name != nullptr && name->kind() == SyntaxKind::string &&
                          text != nullptr && text->kind() == SyntaxKind::string &&
                          entry.members().size() == 2;
    if (!complete) {
      refuse(DiagnosticKind::invalid_request,
             fmt::format(R"(an entry of `{}` must be {{"name": ..., "text": ...}}, both texts)",
                         field));
      return std::nullopt;
    }
    result.push_back({name->text(), text->text()});
  }
  return result;
}

}  // namespace canreach
