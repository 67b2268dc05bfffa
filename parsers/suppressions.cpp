#include "parsers/suppressions.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "parsers/cloudformation.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {
namespace {

using Words = ListedSuppression::Words;

/// The texts of a list, or of one text.
std::vector<std::string> texts_of(const SyntaxNode* node) {
  std::vector<std::string> texts;
  if (node == nullptr) return texts;
  if (node->is_scalar() && !node->is_null()) texts.push_back(std::string(node->text()));
  for (const SyntaxNode& element : node->elements()) {
    if (element.is_scalar() && !element.is_null()) texts.push_back(std::string(element.text()));
  }
  return texts;
}

std::string text_at(const SyntaxNode& map, std::string_view key) {
  const SyntaxNode* node = map.find(key);
  return node != nullptr && node->is_scalar() ? std::string(node->text()) : std::string();
}

const SyntaxNode* find(const SyntaxNode& map, std::string_view first, std::string_view second) {
  const SyntaxNode* inner = map.find(first);
  return inner == nullptr ? nullptr : inner->find(second);
}

class MetadataReader {
 public:
  MetadataReader(SourceLoc declared, SourceLoc end, std::vector<ListedSuppression>& out)
      : declared_(declared), end_(end), out_(out) {}

  void read(const SyntaxNode& metadata) {
    for (const char* key : {"suppress", "ignore"}) {
      add_each(find(metadata, "canreach", key), Words::ours);
    }
    add_each(find(metadata, "cfn_nag", "rules_to_suppress"), Words::other_tool);
    add_each(find(metadata, "checkov", "skip"), Words::other_tool);
    const SyntaxNode* config = find(metadata, "cfn-lint", "config");
    const SyntaxNode* ignored = config == nullptr ? nullptr : config->find("ignore_checks");
    if (ignored == nullptr) return;
    ListedSuppression one = made(Words::other_tool, ignored->at());
    one.codes = texts_of(ignored);
    out_.push_back(std::move(one));
  }

 private:
  ListedSuppression made(Words words, SourceLoc at) const {
    ListedSuppression one;
    one.words = words;
    one.declared = declared_;
    one.end = end_;
    one.at = at;
    return one;
  }

  void add_each(const SyntaxNode* list, Words words) {
    if (list == nullptr) return;
    for (const SyntaxNode& element : list->elements()) {
      ListedSuppression one = made(words, element.at());
      if (element.is_scalar()) one.codes = texts_of(&element);
      for (const char* key : {"code", "id"}) {
        for (std::string& code : texts_of(element.find(key))) one.codes.push_back(std::move(code));
      }
      one.until = text_at(element, "until");
      one.reason = text_at(element, "reason");
      if (one.reason.empty()) one.reason = text_at(element, "comment");
      out_.push_back(std::move(one));
    }
  }

  SourceLoc declared_;
  SourceLoc end_;
  std::vector<ListedSuppression>& out_;
};

void read_entry(const SyntaxNode& entry, std::vector<ListedSuppression>& out,
                Diagnostics& diagnostics) {
  if (!entry.is_map()) {
    return diagnostics.report(DiagnosticKind::suppression_file, entry.at(),
                              {"expected a map with `code`, `reason` and perhaps `resource` and "
                               "`until`"});
  }
  const std::vector<std::string> known = {"code", "resource", "until", "reason"};
  for (const SyntaxNode::Member& member : entry.members()) {
    const std::string key(member.key);
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    diagnostics.report(DiagnosticKind::unknown_key, member.key_at,
                       {canreach::quoted(key), "a suppression"}, nearest(key, known).value_or(""));
  }
  ListedSuppression one;
  one.at = entry.at();
  one.codes = texts_of(entry.find("code"));
  one.resource = text_at(entry, "resource");
  one.until = text_at(entry, "until");
  one.reason = text_at(entry, "reason");
  out.push_back(std::move(one));
}

}  // namespace

std::vector<ListedSuppression> read_suppressions(InputFile file, SourceFiles& files,
                                                 Diagnostics& diagnostics) {
  std::vector<ListedSuppression> found;
  const std::uint32_t index = files.add(std::move(file.name), std::move(file.text));
  Diagnostics of_text;
  const SyntaxNode root = read_syntax(files, index, of_text);
  const bool is_readable = !of_text.has_errors();
  diagnostics.merge(std::move(of_text));
  if (!is_readable) return found;
  const SyntaxNode* list = root.find("suppressions");
  if (list == nullptr || !list->is_list() || root.members().size() != 1) {
    diagnostics.report(DiagnosticKind::suppression_file, root.at(),
                       {"expected `suppressions` with a list, and nothing else"});
    return found;
  }
  for (const SyntaxNode& entry : list->elements()) read_entry(entry, found, diagnostics);
  return found;
}

std::vector<ListedSuppression> metadata_suppressions(const SourceFiles& files) {
  std::vector<ListedSuppression> found;
  for (std::uint32_t file = 0; file < files.size(); ++file) {
    if (files.text(file).find("Metadata") == std::string::npos) continue;
    Diagnostics reported_before;
    const SyntaxNode root = read_syntax(files, file, reported_before);
    if (!is_cloudformation(root)) continue;
    if (const SyntaxNode* metadata = root.find("Metadata")) {
      MetadataReader({}, {}, found).read(*metadata);
    }
    const SyntaxNode* resources = root.find("Resources");
    if (resources == nullptr) continue;
    const std::span<const SyntaxNode::Member> members = resources->members();
    for (std::size_t i = 0; i < members.size(); ++i) {
      const SyntaxNode* metadata = members[i].value.find("Metadata");
      if (metadata == nullptr) continue;
      const SourceLoc end = i + 1 < members.size() ? members[i + 1].key_at : SourceLoc();
      MetadataReader(members[i].key_at, end, found).read(*metadata);
    }
  }
  return found;
}

}  // namespace canreach
