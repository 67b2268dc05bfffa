#include "app/changed_design.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/algorithm.h"

namespace canreach {
namespace {

std::size_t bytes_of(const SourceFiles& files) {
  std::size_t bytes = 0;
  for (std::uint32_t file = 0; file < files.size(); ++file) bytes += files.text(file).size();
  return bytes;
}

}  // namespace

bool is_within(const FixLimits& limits, const Design& design) {
  std::size_t count = 0;
  for (const ResourceKindRow& row : resource_kind_rows()) count += count_of(design, row.kind);
  return count <= limits.resources;
}

ChangedDesign::ChangedDesign(const Design& design, DesignEditor& editor,
                             const DesignChanges& changes, const LoadOptions& load,
                             const FixLimits& limits) {
  for (const DesignChange& change : changes.changes) {
    if (!add_edits(editor.edits_of(change))) return;
  }
  for (const Grant& grant : changes.grants) {
    if (!add_edits(editor.edits_of(grant))) return;
  }
  const auto is_of_text = [](const TextEdit& edit) { return edit.is_of_text(); };
  if (all_of(edits_, is_of_text)) {
    if (bytes_of(design.files) <= limits.text) read_again(design, load);
  } else if (!any_of(edits_, is_of_text)) {
    make(design, changes);
  }
  if (usable_) network_ = compile(design_);
}

bool ChangedDesign::add_edits(const std::vector<TextEdit>& edits) {
  for (const TextEdit& edit : edits) {
    if (!contains(edits_, edit)) edits_.push_back(edit);
  }
  return !edits.empty();
}

void ChangedDesign::read_again(const Design& design, const LoadOptions& load) {
  std::vector<InputFile> inputs;
  for (std::uint32_t file = 0; file < design.files.size(); ++file) {
    inputs.push_back({design.files.name(file), edited(design.files, file, edits_)});
  }
  Diagnostics diagnostics;
  design_ = load_design(std::move(inputs), load, diagnostics);
  usable_ = diagnostics.errors() == 0;
}

void ChangedDesign::make(const Design& design, const DesignChanges& changes) {
  design_ = design;
  usable_ =
      all_of(changes.changes, [&](const DesignChange& change) { return apply(change, design_); });
  for (const Grant& grant : changes.grants) apply(grant, design_);
}

}  // namespace canreach
