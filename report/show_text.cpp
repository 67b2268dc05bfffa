#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "report/columns.h"
#include "report/unknowns.h"
#include "report/write.h"

// What was read, as tables: a heading a kind, a line a resource, and the place where it is declared
// at the right edge.  What canreach added or does not look at stands below it.

namespace canreach {
namespace {

struct ShowRow {
  std::string first;
  std::string rest;  // the column that wraps
  std::string place;
};

class TextView {
 public:
  TextView(const View& view, const Style& style) : view_(view), style_(style) {}

  std::string written() {
    switch (view_.scope) {
      case View::Scope::kinds:
        write_kinds();
        break;
      case View::Scope::resource:
        for (const ResourceKey& key : view_.resources) write_resource(key);
        break;
      case View::Scope::kind:
        write_resources();
        break;
      case View::Scope::everything:
        write_resources();
        write_rest();
        break;
    }
    return out_;
  }

 private:
  void write_kinds();
  void write_resource(const ResourceKey& key);
  void write_resources();
  void write_rest();
  void write_heading(const std::string& text);
  void write_rows(const std::vector<ShowRow>& rows);
  ShowRow row_of_resource(const ResourceKey& key) const;
  std::string place(const SourceLoc& at) const;

  const View& view_;
  const Style& style_;
  std::string out_;
};

std::string TextView::place(const SourceLoc& at) const {
  if (!at.is_somewhere()) return {};
  return end_of(view_.design->files.describe({at.file, at.line, 0}),
                std::max<std::size_t>(style_.width / 3, 16), style_.ascii ? "..." : "…");
}

void TextView::write_heading(const std::string& text) {
  if (!out_.empty()) out_ += "\n";
  for (const std::string& line : wrapped(text, style_.width)) {
    out_ += painted(line, Ink::strong, style_) + "\n";
  }
}

void TextView::write_rows(const std::vector<ShowRow>& rows) {
  std::size_t first = 0;
  std::size_t rest = 0;
  std::size_t place = 0;
  for (const ShowRow& row : rows) {
    first = std::max(first, columns_of(row.first));
    rest = std::max(rest, columns_of(row.rest));
    place = std::max(place, columns_of(row.place));
  }
  // Names take what the other columns leave, so that few are broken.
  const std::size_t third = style_.width / 3;
  const std::size_t others =
      2 + kColumnGap + std::min(rest, third) + (place == 0 ? 0 : kColumnGap + place);
  first = std::min(first, std::max(third, style_.width - std::min(style_.width, others)));
  const std::size_t used = 2 + first + kColumnGap + (place == 0 ? 0 : kColumnGap + place);
  const std::size_t room = std::max<std::size_t>(style_.width - std::min(style_.width, used), 16);
  for (const ShowRow& row : rows) {
    const std::vector<std::string> firsts = wrapped(row.first, first);
    const std::vector<std::string> rests = wrapped(row.rest, room);
    for (std::size_t i = 0; i < std::max(firsts.size(), rests.size()); ++i) {
      std::string line = "  " + padded(i < firsts.size() ? firsts[i] : "", first) +
                         std::string(kColumnGap, ' ') + (i < rests.size() ? rests[i] : "");
      if (i == 0 && !row.place.empty()) {
        const std::size_t taken = columns_of(line) + columns_of(row.place);
        line += std::string(taken < style_.width ? style_.width - taken : 1, ' ') +
                painted(row.place, Ink::dim, style_);
      }
      line.erase(line.find_last_not_of(' ') + 1);
      out_ += line + "\n";
    }
  }
}

void TextView::write_kinds() {
  write_heading("kinds, and their keys in native designs");
  std::vector<ShowRow> rows;
  for (const ResourceKindRow& row : resource_kind_rows()) {
    rows.push_back({std::string(row.label), std::string(row.native), {}});
  }
  write_rows(rows);
}

ShowRow TextView::row_of_resource(const ResourceKey& key) const {
  const Resource& resource = resource_of(*view_.design, key.kind, key.index);
  return {escaped(qualified_name(resource)),
          resource.id == resource.name ? "" : escaped(resource.id),
          resource.implied ? "(AWS default)" : place(resource.at)};
}

void TextView::write_resource(const ResourceKey& key) {
  const Resource& resource = resource_of(*view_.design, key.kind, key.index);
  const std::string where = resource.implied ? "AWS default" : place(resource.at);
  write_heading(fmt::format("{} {}{}", label_of(key.kind), escaped(qualified_name(resource)),
                            where.empty() ? "" : " (" + where + ")"));
  std::vector<ShowRow> rows;
  for (const Detail& detail : details_of(*view_.design, key.kind, key.index)) {
    rows.push_back({detail.key, escaped(detail.text), place(detail.at)});
  }
  write_rows(rows);
}

void TextView::write_resources() {
  if (view_.resources.empty()) write_heading("no resources");
  for (const ResourceKindRow& kind : resource_kind_rows()) {
    std::vector<ShowRow> rows;
    for (const ResourceKey& key : view_.resources) {
      if (key.kind == kind.kind) rows.push_back(row_of_resource(key));
    }
    if (rows.empty()) continue;
    write_heading(counted(rows.size(), kind.label));
    write_rows(rows);
  }
}

void TextView::write_rest() {
  const Design& design = *view_.design;
  std::vector<ShowRow> rows;
  for (const Completion& entry : design.completions) {
    rows.push_back({escaped(entry.kind + " " + entry.name), escaped(entry.what), {}});
  }
  if (!rows.empty()) write_heading("completed by AWS's defaults");
  write_rows(rows);
  rows.clear();
  for (const NotModelled& entry : design.not_modelled) {
    rows.push_back({escaped(kind_in_words(design, entry)), escaped(entry.name), place(entry.at)});
  }
  if (!rows.empty()) write_heading("not modelled: an answer that it could change is undecided");
  write_rows(rows);
  rows.clear();
  for (const UnknownCount& entry : unknowns_of(design)) {
    rows.push_back({fmt::format("{} {}", label_of(entry.kind), entry.property),
                    counted(entry.count, label_of(entry.kind)),
                    {}});
  }
  if (!rows.empty()) write_heading("not known: an answer that depends on it is undecided");
  write_rows(rows);
  rows.clear();
  for (const LeftOut& entry : design.left_out) {
    rows.push_back({escaped(entry.kind + " " + entry.name), escaped(entry.why), place(entry.at)});
  }
  if (!rows.empty()) write_heading("left out, because it could not be read");
  write_rows(rows);
  rows.clear();
  for (const OpenCondition& entry : design.open_conditions) {
    rows.push_back({escaped(entry.name), escaped(entry.supply), place(entry.at)});
  }
  if (!rows.empty()) write_heading("conditions that are open, and what would decide them");
  write_rows(rows);
}

}  // namespace

std::string text_of(const View& view, const Style& style) {
  return TextView(view, style).written();
}

}  // namespace canreach
