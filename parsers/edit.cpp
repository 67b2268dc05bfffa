#include "parsers/edit.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "parsers/cloudformation/edit.h"
#include "parsers/detect.h"
#include "parsers/named_edit.h"
#include "parsers/native/edit.h"
#include "parsers/text_places.h"

namespace canreach {
namespace {

/// Where the resource is declared that the change adds something to.
SourceLoc place_changed(const Design& design, const DesignChange& change) {
  switch (change.kind) {
    case DesignChange::Kind::group_rule:
      return design.all<SecurityGroup>()[change.index].at;
    case DesignChange::Kind::acl_entry:
      return design.all<NetworkAcl>()[change.index].at;
    case DesignChange::Kind::route:
      return design.all<RouteTable>()[change.index].at;
    case DesignChange::Kind::internet_gateway:
      return design.all<InternetGateway>()[change.via_index].at;
  }
  return {};
}

}  // namespace

const DesignEditor::File& DesignEditor::file(std::uint32_t index) {
  const auto [entry, is_new] = files_.try_emplace(index);
  File& file = entry->second;
  if (!is_new) return file;
  Diagnostics unsaid;
  std::optional<SyntaxNode> outline;
  if (looks_like_json(design_.files.text(index))) outline = read_json_outline(design_.files, index);
  file.root = outline ? std::move(*outline) : read_syntax(design_.files, index, unsaid);
  switch (detect(file.root).kind) {
    case Detection::Kind::native:
      file.kind = Kind::native;
      break;
    case Detection::Kind::cloudformation:
      file.kind = Kind::cloudformation;
      break;
    case Detection::Kind::terraform:
      file.kind = Kind::terraform;
      break;
    case Detection::Kind::aws_snapshot:
      file.kind = Kind::snapshot;
      break;
    case Detection::Kind::other:
      break;
  }
  return file;
}

std::vector<TextEdit> DesignEditor::edits_of(const DesignChange& change) {
  const SourceLoc at = place_changed(design_, change);
  if (!at.is_somewhere()) return {};
  const File& changed = file(at.file);
  switch (changed.kind) {
    case Kind::native:
      if (std::optional<TextEdit> edit = native_edit(design_, change)) return {std::move(*edit)};
      return {};
    case Kind::cloudformation:
      return template_edits(design_, changed.root, change, at);
    case Kind::terraform:
      return named_edits(design_, change, at, NamedEditStyle::terraform);
    case Kind::snapshot:
      return named_edits(design_, change, at, NamedEditStyle::aws_command);
    case Kind::other:
      break;
  }
  return {};
}

std::vector<TextEdit> DesignEditor::edits_of(const Grant& grant) {
  const SourceLoc at = resource_of(design_, grant.kind, grant.index).at;
  if (!at.is_somewhere()) return {};
  const File& changed = file(at.file);
  switch (changed.kind) {
    case Kind::native:
      if (std::optional<TextEdit> edit = native_edit(design_, grant)) return {std::move(*edit)};
      return {};
    case Kind::cloudformation:
      return template_edits(design_, changed.root, grant, at);
    case Kind::terraform:
      return named_edits(design_, grant, at, NamedEditStyle::terraform);
    case Kind::snapshot:
      return named_edits(design_, grant, at, NamedEditStyle::aws_command);
    case Kind::other:
      break;
  }
  return {};
}

std::string edited(const SourceFiles& files, std::uint32_t file,
                   const std::vector<TextEdit>& edits) {
  std::string text = files.text(file);
  std::vector<TextEdit> sorted;
  for (const TextEdit& edit : edits) {
    if (edit.at.file == file) sorted.push_back(edit);
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const TextEdit& a, const TextEdit& b) {
    return b.at < a.at;  // the last one first, so that places before it stay
  });
  for (const TextEdit& edit : sorted) {
    text.replace(offset_of(text, edit.at), edit.remove.size(), edit.add);
  }
  return text;
}

}  // namespace canreach
