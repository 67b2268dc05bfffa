// A matrix as text, CSV, Markdown and JSON.
//
// All of them have the same rows in the same order: between ends of the design, from the internet,
// to the internet, and apart from these what is undecided.  What is not listed is blocked.
#include "report/matrix_report.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/json_parts.h"
#include "report/table_cells.h"

namespace canreach {
namespace {

constexpr std::size_t kTextRows = 200;    // of each part
constexpr std::size_t kTextMembers = 12;  // of a group
constexpr std::size_t kMarkdownRows = 500;

std::string from_text(const Matrix& matrix, const MatrixRow& row) {
  return row.from_hosts.empty() ? escaped(matrix.groups[row.from].name) : row.hosts_words;
}
std::string to_text(const Matrix& matrix, const MatrixRow& row) {
  return row.to_hosts.empty() ? escaped(matrix.groups[row.to].name) : row.hosts_words;
}

std::string packets_text(const PassingTraffic& traffic) {
  std::vector<std::string> parts;
  if (!traffic.reachable.empty()) parts.push_back(shown(traffic.reachable));
  if (!traffic.partial.empty()) parts.push_back("partly " + shown(traffic.partial));
  return join(parts, "; ");
}

std::string summary(const Matrix& matrix) {
  if (!matrix.remarks.empty() && matrix.ends == 0) return "conditions of the template are open";
  std::string text = fmt::format("{}, {}: {} pass something", counted(matrix.ends, "end"),
                                 counted(matrix.pairs, "pair"), matrix.reachable);
  if (matrix.open > 0) text += fmt::format(", {} undecided", matrix.open);
  return text;
}

struct Part {
  std::string_view title;  // empty: of the first
  const std::vector<MatrixRow>* rows;
  bool is_undecided = false;
};

std::vector<Part> parts_of(const Matrix& matrix) {
  return {{"", &matrix.rows},
          {"from the internet", &matrix.from_internet},
          {"to the internet", &matrix.to_internet},
          {"undecided", &matrix.undecided, true}};
}

class MatrixText {
 public:
  MatrixText(const Matrix& matrix, const SourceFiles& files, const Style& style)
      : matrix_(matrix), files_(files), style_(style) {}

  std::string made() {
    const bool open = !matrix_.remarks.empty();
    out_ = painted(open ? "UNDECIDED" : "MATRIX", open ? Ink::unsure : Ink::strong, style_);
    out_ += std::string(open ? 3 : 6, ' ') + summary(matrix_) + "\n";
    if (style_.quiet) return out_;
    for (const Remark& remark : matrix_.remarks) add_remark(remark);
    for (const Part& part : parts_of(matrix_)) add(part);
    if (!open && is_empty()) out_ += "\n  nothing passes between any two ends\n";
    add_groups();
    if (matrix_.rows_left_out > 0) {
      out_ += fmt::format("\n  {} left out: ask about fewer with --from, --to or --group-by\n",
                          counted(matrix_.rows_left_out, "more row"));
    }
    return out_;
  }

 private:
  bool is_empty() const {
    return matrix_.rows.empty() && matrix_.from_internet.empty() && matrix_.to_internet.empty() &&
           matrix_.undecided.empty();
  }

  void add_remark(const Remark& remark) {
    out_ += fmt::format("\n  {}  {}\n", escaped(remark.message), files_.describe(remark.at));
    if (!remark.supply.empty()) out_ += fmt::format("    supply {}\n", escaped(remark.supply));
  }

  void add(const Part& part) {
    if (part.rows->empty()) return;
    out_ += "\n";
    if (!part.title.empty()) out_ += fmt::format("  {}\n", part.title);
    std::vector<std::vector<std::string>> rows;
    if (part.title.empty()) rows.push_back({"from", "to", "packets"});
    for (const MatrixRow& row : *part.rows) {
      if (rows.size() > kTextRows) break;
      rows.push_back(
          {from_text(matrix_, row), to_text(matrix_, row),
           part.is_undecided ? shown(row.traffic.undecided) : packets_text(row.traffic)});
    }
    out_ += text_table(rows, style_.width);
    if (part.rows->size() > kTextRows) {
      out_ += fmt::format("  ... and {} (--format json and csv list them)\n",
                          counted(part.rows->size() - kTextRows, "more row"));
    }
  }

  void add_groups() {
    std::vector<std::vector<std::string>> rows;
    for (const MatrixGroup& group : matrix_.groups) {
      if (group.members.size() < 2) continue;
      std::vector<std::string> names;
      for (const AnswerEnd& member : group.members) {
        if (names.size() < kTextMembers) names.push_back(escaped(member.name));
      }
      std::string text = join(names, ", ");
      if (group.members.size() > kTextMembers) {
        text += fmt::format(" and {} more", group.members.size() - kTextMembers);
      }
      rows.push_back({escaped(group.name), text});
      if (rows.size() == kTextRows) break;
    }
    if (rows.empty()) return;
    out_ += "\n  where\n" + text_table(rows, style_.width);
  }

  const Matrix& matrix_;
  const SourceFiles& files_;
  const Style& style_;
  std::string out_;
};

std::string csv_of(const Matrix& matrix) {
  std::string text =
      csv_line({"from", "from_addresses", "to", "to_addresses", "verdict", "packets"});
  const auto add = [&](const MatrixRow& row, std::string_view verdict, const TrafficSet& traffic) {
    if (traffic.empty()) return;
    text += csv_line({matrix.groups[row.from].name, row.from_hosts, matrix.groups[row.to].name,
                      row.to_hosts, std::string(verdict), shown(traffic)});
  };
  for (const Part& part : parts_of(matrix)) {
    for (const MatrixRow& row : *part.rows) {
      if (!part.is_undecided) {
        add(row, "reachable", row.traffic.reachable);
        add(row, "partial", row.traffic.partial);
      } else {
        add(row, "undecided", row.traffic.undecided);
      }
    }
  }
  return text;
}

std::string markdown_of(const Matrix& matrix) {
  std::string text = fmt::format("**Matrix**: {}\n", summary(matrix));
  for (const Part& part : parts_of(matrix)) {
    if (part.rows->empty()) continue;
    text += part.title.empty() ? "\n" : fmt::format("\n**{}**\n\n", part.title);
    text += markdown_head({"from", "to", "packets"});
    std::size_t listed = 0;
    for (const MatrixRow& row : *part.rows) {
      if (listed++ == kMarkdownRows) break;
      text +=
          markdown_row({markdown_cell(from_text(matrix, row)), markdown_cell(to_text(matrix, row)),
                        markdown_cell(part.is_undecided ? shown(row.traffic.undecided)
                                                        : packets_text(row.traffic))});
    }
    if (part.rows->size() > kMarkdownRows) {
      text +=
          fmt::format("\n{} left out\n", counted(part.rows->size() - kMarkdownRows, "more row"));
    }
  }
  if (matrix.rows_left_out > 0) {
    text += fmt::format("\n{} left out\n", counted(matrix.rows_left_out, "more row"));
  }
  return text;
}

void add_rows(JsonWriter& out, std::string_view name, const Matrix& matrix,
              const std::vector<MatrixRow>& rows) {
  add_list(out, name, rows, [&](const MatrixRow& row) {
    out.begin_object().member("from", matrix.groups[row.from].name);
    out.member_if_any("from_addresses", row.from_hosts);
    out.member("to", matrix.groups[row.to].name);
    out.member_if_any("to_addresses", row.to_hosts);
    const PassingTraffic& traffic = row.traffic;
    if (!traffic.reachable.empty()) out.member("reachable", shown(traffic.reachable));
    if (!traffic.partial.empty()) out.member("partial", shown(traffic.partial));
    if (!traffic.undecided.empty()) out.member("undecided", shown(traffic.undecided));
    out.end_object();
  });
}

}  // namespace

std::string json_of(const Matrix& matrix, const SourceFiles& files) {
  JsonWriter out = json_header("matrix");
  out.member("verdict", matrix.open > 0 || !matrix.undecided.empty() || !matrix.remarks.empty()
                            ? "undecided"
                            : "decided");
  out.key("pairs").begin_object().member("ends", std::uint64_t{matrix.ends});
  out.member("pairs", std::uint64_t{matrix.pairs});
  out.member("passing", std::uint64_t{matrix.reachable});
  out.member("undecided", std::uint64_t{matrix.open}).end_object();
  add_list(out, "groups", matrix.groups, [&](const MatrixGroup& group) {
    out.begin_object().member("name", group.name).member("kind", group.kind);
    add_list(out, "members", group.members, [&](const AnswerEnd& member) {
      out.begin_object().member("name", member.name).member("kind", member.kind);
      out.member_if_any("address", member.address).end_object();
    });
    out.end_object();
  });
  add_rows(out, "rows", matrix, matrix.rows);
  add_rows(out, "from_internet", matrix, matrix.from_internet);
  add_rows(out, "to_internet", matrix, matrix.to_internet);
  add_rows(out, "undecided_rows", matrix, matrix.undecided);
  out.member("rows_left_out", std::uint64_t{matrix.rows_left_out});
  add_remarks(out, {}, matrix.remarks, files);
  return out.end_object().take();
}

std::string written(const Matrix& matrix, const SourceFiles& files, Format format,
                    const Style& style) {
  switch (format) {
    case Format::text:
      return MatrixText(matrix, files, style).made();
    case Format::json:
      return json_of(matrix, files) + "\n";
    case Format::csv:
      return csv_of(matrix);
    case Format::markdown:
      return markdown_of(matrix);
    case Format::sarif:
    case Format::junit:
    case Format::github:
    case Format::gitlab:
      break;
  }
  return {};
}

}  // namespace canreach
