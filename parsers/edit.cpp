#include "parsers/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/text.h"
#include "parsers/cloudformation/edit.h"
#include "parsers/detect.h"
#include "parsers/named_edit.h"
#include "parsers/native/edit.h"
#include "parsers/terraform/edit.h"
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

/// What nobody wrote has no text to edit.
std::string why_nowhere(const Design& design, const DesignChange& change) {
  if (change.kind != DesignChange::Kind::route) return {};
  const RouteTable& table = design.all<RouteTable>()[change.index];
  if (!table.main) return {};
  const std::string vpc = table.vpc.is_known() ? quoted(design.get(table.vpc).name) : "its VPC";
  return fmt::format(
      "the route to {} via {} belongs into the main route table of {}, which AWS made: declare a "
      "route table with it and associate the subnet",
      change.peer, escaped(change.via), vpc);
}

/// The first place where something is written in a list.
template <class List>
SourceLoc first_place(const List& list) {
  SourceLoc first;
  for (const auto& element : list) {
    if (element.at.is_somewhere() && element.at < first) first = element.at;
  }
  return first;
}

/// Another resource whose list an alias of YAML makes the same text; nullptr: none.
template <class T, class ListOf>
const T* sharer(const Design& design, std::uint32_t index, const ListOf& list_of) {
  const SourceLoc place = first_place(list_of(design.all<T>()[index]));
  if (!place.is_somewhere()) return nullptr;
  for (std::uint32_t i = 0; i < design.all<T>().size(); ++i) {
    const T& other = design.all<T>()[i];
    if (i != index && first_place(list_of(other)) == place) return &other;
  }
  return nullptr;
}

/// Empty: the list is the resource's own.
std::string why_shared(const Design& design, const DesignChange& change) {
  const auto directed = [&](const auto& one) -> const auto& {
    return change.ingress ? one.ingress : one.egress;
  };
  const Resource* other = nullptr;
  if (change.kind == DesignChange::Kind::group_rule) {
    other = sharer<SecurityGroup>(design, change.index, directed);
  } else if (change.kind == DesignChange::Kind::acl_entry) {
    other = sharer<NetworkAcl>(design, change.index, directed);
  } else if (change.kind == DesignChange::Kind::route) {
    other = sharer<RouteTable>(
        design, change.index, [](const RouteTable& table) -> const auto& { return table.routes; });
  }
  if (other == nullptr) return {};
  return fmt::format("an alias of YAML makes {} share the list that would get a line: write it out",
                     quoted(other->name));
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
  why_not_.clear();
  if (!at.is_somewhere()) {
    why_not_ = why_nowhere(design_, change);
    return {};
  }
  const File& changed = file(at.file);
  switch (changed.kind) {
    case Kind::native:
      why_not_ = why_shared(design_, change);
      if (!why_not_.empty()) return {};
      if (std::optional<TextEdit> edit = native_edit(design_, change)) return {std::move(*edit)};
      return {};
    case Kind::cloudformation:
      return template_edits(design_, changed.root, change, at, why_not_);
    case Kind::terraform:
      return terraform_edits(design_, changed.root, change, at);
    case Kind::snapshot:
      return named_edits(design_, change, at);
    case Kind::other:
      break;
  }
  return {};
}

std::vector<TextEdit> DesignEditor::edits_of(const Grant& grant) {
  const bool is_of_policy = grant.to != Grant::To::identity;
  const PolicyDocument* document = document_of(grant, design_);
  SourceLoc at = resource_of(design_, grant.kind, grant.index).at;
  if (grant.to == Grant::To::resource) {
    at = resource_of(design_, grant.owner_kind, grant.owner).at;
  }
  if (document != nullptr) at = document->at;
  if (!at.is_somewhere()) return {};
  const File& changed = file(at.file);
  if (is_of_policy && changed.kind != Kind::native && document == nullptr) return {};
  const bool is_text = changed.kind == Kind::native || changed.kind == Kind::cloudformation;
  if (document != nullptr && is_text) {
    if (auto edit = statement_edit(design_, grant, *document)) return {std::move(*edit)};
    return {};
  }
  switch (changed.kind) {
    case Kind::native:
      if (std::optional<TextEdit> edit = native_edit(design_, grant)) return {std::move(*edit)};
      return {};
    case Kind::cloudformation:
      return template_edits(design_, changed.root, grant, at, why_not_);
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
