// What a change opens, narrows and sends elsewhere, with the lines that do it.
#include "report/diff_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyzer/query/matrix.h"
#include "base/text.h"
#include "report/columns.h"
#include "report/json_parts.h"
#include "report/table_cells.h"

namespace canreach {
namespace {

constexpr std::size_t kTextChanges = 100;
constexpr std::size_t kMarkdownChanges = 10;
constexpr std::size_t kShownLines = 6;  // of one edit

enum class Sense { widened, narrowed, unclear, path };

std::vector<Sense> senses_of(const ConnectivityChange& change) {
  std::vector<Sense> senses;
  if (!change.widened.empty()) senses.push_back(Sense::widened);
  if (!change.narrowed.empty()) senses.push_back(Sense::narrowed);
  if (!change.unclear.empty()) senses.push_back(Sense::unclear);
  if (change.changes_path()) senses.push_back(Sense::path);
  return senses;
}

Sense sense_of(const PermissionChange& change) {
  if (change.after == AccessVerdict::allowed) return Sense::widened;
  if (change.before == AccessVerdict::allowed) return Sense::narrowed;
  return Sense::unclear;
}

std::string_view word_of(Sense sense) {
  switch (sense) {
    case Sense::widened:
      return "widened";
    case Sense::narrowed:
      return "narrowed";
    case Sense::unclear:
      return "unclear";
    case Sense::path:
      return "path";
  }
  return "";
}

std::string who_text(const PermissionChange& change) {
  return fmt::format("{}/{}", change.kind, change.who);
}

std::string changed_from(const ConnectivityChange& change) {
  return change.from_hosts.empty() ? change.from : change.hosts_words;
}
std::string changed_to(const ConnectivityChange& change) {
  return change.to_hosts.empty() ? change.to : change.hosts_words;
}

std::string what(const ConnectivityChange& change, Sense sense) {
  switch (sense) {
    case Sense::widened:
      return shown(change.widened);
    case Sense::narrowed:
      return shown(change.narrowed);
    case Sense::unclear:
      return shown(change.unclear) + " is undecided in one of the two";
    case Sense::path:
      return fmt::format("by {} instead of {}", change.new_path, change.old_path);
  }
  return {};
}

std::size_t count_of(const DiffAnswer& answer, Sense sense) {
  std::size_t number = 0;
  for (const ConnectivityChange& change : answer.connectivity) {
    for (const Sense one : senses_of(change)) number += one == sense ? 1 : 0;
  }
  for (const PermissionChange& change : answer.permissions) {
    number += sense_of(change) == sense ? 1 : 0;
  }
  return number;
}

std::size_t edits_not_compared(const DiffAnswer& answer) {
  return static_cast<std::size_t>(
      std::count_if(answer.edits.begin(), answer.edits.end(),
                    [](const DesignEdit& edit) { return !edit.is_cause && !edit.is_compared; }));
}

std::string summary(const DiffAnswer& answer) {
  if (!answer.undecided.empty()) return "conditions of a template are open";
  std::string text =
      fmt::format("{} widened, {} narrowed, {} by another path", count_of(answer, Sense::widened),
                  count_of(answer, Sense::narrowed), count_of(answer, Sense::path));
  const std::size_t unclear = count_of(answer, Sense::unclear);
  if (unclear > 0) text += fmt::format(", {} unclear", unclear);
  if (!answer.renamed.empty()) text += fmt::format(", {} renamed", answer.renamed.size());
  if (!answer.edits.empty()) {
    text += "; " + counted(answer.edits.size(), "edit");
    if (answer.causes_sought) text += fmt::format(", {} inert", answer.inert());
    const std::size_t not_compared = edits_not_compared(answer);
    if (not_compared > 0) text += fmt::format(", {} not compared", not_compared);
  }
  return text;
}

std::string title(const DiffAnswer& answer) {
  if (!answer.undecided.empty()) return "UNDECIDED";
  if (answer.has_widened()) return "WIDENED";
  if (answer.has_narrowed()) return "NARROWED";
  if (answer.has_unclear()) return "UNCLEAR";
  return answer.changes_paths() ? "REROUTED" : "SAME";
}

/// What was not looked at.
std::vector<std::string> limits(const DiffAnswer& answer) {
  std::vector<std::string> lines;
  if (answer.left_out > 0) {
    lines.push_back(counted(answer.left_out, "more change") + " left out");
  }
  if (!answer.paths_compared) lines.push_back("too many pairs: their paths were not compared");
  if (answer.calls_left_out) lines.push_back("too many resources: not every call was asked about");
  if (!answer.edits.empty() && !answer.causes_sought) {
    lines.push_back("too many edits or changes: their causes were not looked for");
  }
  const bool has_changes = !answer.connectivity.empty() || !answer.permissions.empty();
  if (answer.edits.empty() && has_changes) {
    lines.push_back(
        "the two designs are no two versions of one text: no lines are named as causes");
  }
  return lines;
}

/// A difference of policies that nobody asked about, with its place.
std::string text_of(const UncomparedFact& fact) {
  return fmt::format("{}{}", fact.said, fact.is_old ? " (removed)" : "");
}

std::string place_of(const UncomparedFact& fact, const DiffFiles& files) {
  return (fact.is_old ? files.before : files.after).describe(fact.at);
}

std::string place_of(const DesignEdit& edit, const DiffFiles& files) {
  return edit.new_at.is_somewhere() ? files.after.describe(edit.new_at)
                                    : files.before.describe(edit.old_at);
}

class DiffText {
 public:
  DiffText(const DiffAnswer& answer, const DiffFiles& files, const Style& style)
      : answer_(answer), files_(files), style_(style) {}

  std::string made() {
    const std::string word = title(answer_);
    out_ = painted(padded(word, 12), ink(), style_) + summary(answer_) + "\n";
    if (style_.quiet) return out_;
    for (const Remark& remark : answer_.undecided) {
      out_ += fmt::format("\n  {}; supply {}\n", escaped(remark.message), escaped(remark.supply));
    }
    for (const Sense sense : {Sense::widened, Sense::narrowed, Sense::unclear, Sense::path}) {
      add(sense);
    }
    add_renamed();
    add_not_compared();
    add_edits();
    for (const std::string& line : limits(answer_)) out_ += fmt::format("\n  {}\n", line);
    return out_;
  }

 private:
  Ink ink() const {
    if (answer_.has_widened()) return Ink::bad;
    return answer_.has_narrowed() || answer_.has_unclear() ? Ink::unsure : Ink::good;
  }

  void add(Sense sense) {
    std::vector<std::vector<std::string>> rows;
    std::size_t more = 0;
    for (const ConnectivityChange& change : answer_.connectivity) {
      for (const Sense one : senses_of(change)) {
        if (one != sense) continue;
        if (rows.size() == kTextChanges) {
          ++more;
          continue;
        }
        rows.push_back(
            {fmt::format("{} -> {}", escaped(changed_from(change)), escaped(changed_to(change))),
             escaped(what(change, sense)), causes(change.causes)});
      }
    }
    for (const PermissionChange& change : answer_.permissions) {
      if (sense_of(change) != sense) continue;
      if (rows.size() == kTextChanges) {
        ++more;
        continue;
      }
      rows.push_back(
          {escaped(fmt::format("{} {} {}", who_text(change), change.action, change.target)),
           fmt::format("{} instead of {}", name_of(change.after), name_of(change.before)),
           causes(change.causes)});
    }
    if (rows.empty()) return;
    out_ += fmt::format("\n  {}\n", word_of(sense)) + text_table(rows, style_.width);
    if (more > 0) out_ += fmt::format("  ... and {}\n", counted(more, "more change"));
  }

  std::string causes(const std::vector<std::size_t>& edits) const {
    std::vector<std::string> places;
    for (const std::size_t edit : edits) {
      places.push_back(escaped(place_of(answer_.edits[edit], files_)));
    }
    return join(places, ", ");
  }

  void add_renamed() {
    if (answer_.renamed.empty()) return;
    std::vector<std::vector<std::string>> rows;
    for (const Renamed& one : answer_.renamed) {
      if (rows.size() == kTextChanges) break;
      rows.push_back({escaped(one.before) + " is now " + escaped(one.after),
                      std::string(label_of(one.kind)), escaped(files_.after.describe(one.at))});
    }
    out_ += "\n  renamed\n" + text_table(rows, style_.width);
    const std::size_t more = answer_.renamed.size() - rows.size();
    if (more > 0) out_ += fmt::format("  ... and {}\n", counted(more, "more name"));
  }

  void add_not_compared() {
    if (answer_.not_compared.empty()) return;
    std::vector<std::vector<std::string>> rows;
    for (const UncomparedFact& fact : answer_.not_compared) {
      if (rows.size() == kTextChanges) break;
      rows.push_back({escaped(text_of(fact)), escaped(place_of(fact, files_))});
    }
    out_ += "\n  not compared: may allow or deny calls that were not asked about\n" +
            text_table(rows, style_.width);
    const std::size_t more = answer_.not_compared.size() - rows.size();
    if (more > 0) out_ += fmt::format("  ... and {}\n", counted(more, "more change"));
  }

  void add_edits() {
    for (const DesignEdit& edit : answer_.edits) {
      if (!edit.is_cause) continue;
      out_ += fmt::format("\n  {}\n", escaped(place_of(edit, files_)));
      add_lines(edit.removed, edit.old_at.line, '-');
      add_lines(edit.added, edit.new_at.line, '+');
    }
  }

  void add_lines(const std::vector<std::string>& lines, std::uint32_t first, char sign) {
    for (std::size_t i = 0; i < lines.size() && i < kShownLines; ++i) {
      out_ += fmt::format("  {:>6} {} {}\n", first + i, sign, escaped(lines[i]));
    }
    if (lines.size() > kShownLines) {
      out_ += fmt::format("         ... {}\n", counted(lines.size() - kShownLines, "more line"));
    }
  }

  const DiffAnswer& answer_;
  const DiffFiles& files_;
  const Style& style_;
  std::string out_;
};

std::string markdown_of(const DiffAnswer& answer, const DiffFiles& files) {
  std::string text = fmt::format("**{}**: {}\n\n", title(answer), summary(answer));
  std::vector<std::string> rows;
  const auto causes = [&](const std::vector<std::size_t>& edits) {
    std::vector<std::string> places;
    for (const std::size_t edit : edits) {
      places.push_back(markdown_cell(place_of(answer.edits[edit], files)));
    }
    return join(places, "<br>");
  };
  for (const Sense sense : {Sense::widened, Sense::narrowed, Sense::unclear, Sense::path}) {
    for (const ConnectivityChange& change : answer.connectivity) {
      for (const Sense one : senses_of(change)) {
        if (one != sense) continue;
        rows.push_back(
            markdown_row({std::string(word_of(sense)), markdown_cell(changed_from(change)),
                          markdown_cell(changed_to(change)), markdown_cell(what(change, sense)),
                          causes(change.causes)}));
      }
    }
    for (const PermissionChange& change : answer.permissions) {
      if (sense_of(change) != sense) continue;
      rows.push_back(markdown_row({std::string(word_of(sense)), markdown_cell(who_text(change)),
                                   markdown_cell(change.target), markdown_cell(change.action),
                                   causes(change.causes)}));
    }
  }
  if (!rows.empty()) text += markdown_head({"change", "from", "to", "what", "cause"});
  for (std::size_t i = 0; i < rows.size() && i < kMarkdownChanges; ++i) text += rows[i];
  if (rows.size() > kMarkdownChanges) {
    text += fmt::format("\n{} left out\n", counted(rows.size() - kMarkdownChanges, "more change"));
  }
  for (std::size_t i = 0; i < answer.renamed.size() && i < kMarkdownChanges; ++i) {
    text += fmt::format("\nrenamed: {} is now {}\n", markdown_cell(answer.renamed[i].before),
                        markdown_cell(answer.renamed[i].after));
  }
  if (answer.renamed.size() > kMarkdownChanges) {
    text += fmt::format("\n{} left out\n",
                        counted(answer.renamed.size() - kMarkdownChanges, "more name"));
  }
  for (std::size_t i = 0; i < answer.not_compared.size() && i < kMarkdownChanges; ++i) {
    const UncomparedFact& fact = answer.not_compared[i];
    text += fmt::format("\nnot compared: {} {}\n", markdown_cell(text_of(fact)),
                        markdown_cell(place_of(fact, files)));
  }
  if (answer.not_compared.size() > kMarkdownChanges) {
    text +=
        fmt::format("\n{} not compared\n",
                    counted(answer.not_compared.size() - kMarkdownChanges, "more policy change"));
  }
  for (const std::string& line : limits(answer)) text += "\n" + markdown_cell(line) + "\n";
  return text;
}

void add_causes(JsonWriter& out, const std::vector<std::size_t>& causes) {
  add_list(out, "causes", causes, [&](std::size_t edit) { out.value(std::uint64_t{edit}); });
}

void write_change(JsonWriter& out, const ConnectivityChange& change) {
  out.begin_object().member("from", change.from).member("to", change.to);
  out.member_if_any("from_addresses", change.from_hosts);
  out.member_if_any("to_addresses", change.to_hosts);
  const auto names = [&](std::string_view key, const std::vector<std::string>& members) {
    add_list(out, key, members, [&](const std::string& name) { out.value(name); });
  };
  if (change.from_members.size() > 1) names("from_members", change.from_members);
  if (change.to_members.size() > 1) names("to_members", change.to_members);
  if (!change.widened.empty()) out.member("widened", shown(change.widened));
  if (!change.narrowed.empty()) out.member("narrowed", shown(change.narrowed));
  if (!change.unclear.empty()) out.member("unclear", shown(change.unclear));
  if (change.changes_path()) {
    out.member("old_path", change.old_path).member("new_path", change.new_path);
  }
  add_causes(out, change.causes);
  out.end_object();
}

}  // namespace

std::string json_of(const DiffAnswer& answer, const DiffFiles& files) {
  JsonWriter out = json_header("diff");
  out.member("verdict", to_lower(title(answer)));
  out.key("counts").begin_object();
  for (const Sense sense : {Sense::widened, Sense::narrowed, Sense::unclear, Sense::path}) {
    out.member(word_of(sense), std::uint64_t{count_of(answer, sense)});
  }
  out.member("edits", std::uint64_t{answer.edits.size()});
  out.member("inert", std::uint64_t{answer.causes_sought ? answer.inert() : 0});
  out.member("not_compared", std::uint64_t{answer.not_compared.size()}).end_object();
  add_list(out, "connectivity", answer.connectivity,
           [&](const ConnectivityChange& change) { write_change(out, change); });
  add_list(out, "permissions", answer.permissions, [&](const PermissionChange& change) {
    out.begin_object().member("change", word_of(sense_of(change))).member("who", who_text(change));
    out.member("action", change.action).member("target", change.target);
    out.member("before", name_of(change.before)).member("after", name_of(change.after));
    add_causes(out, change.causes);
    out.end_object();
  });
  if (!answer.renamed.empty()) {
    add_list(out, "renamed", answer.renamed, [&](const Renamed& one) {
      out.begin_object().member("component", label_of(one.kind));
      out.member("from", one.before).member("to", one.after);
      add_place(out, one.at, files.after);
      out.end_object();
    });
  }
  add_list(out, "not_compared", answer.not_compared, [&](const UncomparedFact& fact) {
    out.begin_object().member("message", fact.said).member("removed", fact.is_old);
    add_place(out, fact.at, fact.is_old ? files.before : files.after);
    out.end_object();
  });
  add_list(out, "edits", answer.edits, [&](const DesignEdit& edit) {
    out.begin_object().member("inert", answer.causes_sought && edit.is_inert());
    out.member("compared", edit.is_compared);
    const auto lines = [&](std::string_view key, const std::vector<std::string>& texts) {
      add_list(out, key, texts, [&](const std::string& line) { out.value(line); });
    };
    if (edit.new_at.is_somewhere()) {
      add_place(out, edit.new_at, files.after);
    } else {
      add_place(out, edit.old_at, files.before);
    }
    lines("removed", edit.removed);
    lines("added", edit.added);
    out.end_object();
  });
  add_list(out, "limits", limits(answer), [&](const std::string& line) { out.value(line); });
  add_remarks(out, {}, answer.undecided, files.after);
  return out.end_object().take();
}

std::string written(const DiffAnswer& answer, const DiffFiles& files, Format format,
                    const Style& style) {
  switch (format) {
    case Format::text:
      return DiffText(answer, files, style).made();
    case Format::json:
      return json_of(answer, files) + "\n";
    case Format::markdown:
      return markdown_of(answer, files);
    case Format::csv:
    case Format::sarif:
    case Format::junit:
    case Format::github:
    case Format::gitlab:
      break;
  }
  return {};
}

}  // namespace canreach
