#include "report/table_cells.h"

#include <algorithm>

#include "base/text.h"
#include "report/columns.h"

namespace canreach {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kNarrowest = 24;  // of the last column

std::string csv_cell(std::string_view text) {
  const std::string safe = escaped(text);
  std::string cell = "\"";
  constexpr std::string_view kFormula = "=+-@";
  if (!safe.empty() && kFormula.find(safe.front()) != std::string_view::npos) cell += '\'';
  for (const char c : safe) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

}  // namespace

std::string csv_line(const std::vector<std::string>& cells) {
  std::vector<std::string> written;
  for (const std::string& cell : cells) written.push_back(csv_cell(cell));
  return join(written, ",") + "\r\n";
}

std::string markdown_cell(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_{}[]<>()#!|~&";
  std::string cell;
  for (const char c : escaped(text)) {
    if (kMarkup.find(c) != std::string_view::npos) cell += '\\';
    cell += c;
  }
  return cell;
}

std::string markdown_row(const std::vector<std::string>& cells) {
  return "| " + join(cells, " | ") + " |\n";
}

std::string markdown_head(const std::vector<std::string>& titles) {
  return markdown_row(titles) + markdown_row(std::vector<std::string>(titles.size(), "---"));
}

std::string text_table(const std::vector<std::vector<std::string>>& rows, std::size_t width) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], columns_of(row[i]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line(kIndent, ' ');
    std::size_t before = kIndent;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      line += padded(row[i], widths[i] + kColumnGap);
      before += widths[i] + kColumnGap;
    }
    const std::size_t left = width > before + kNarrowest ? width - before : kNarrowest;
    for (const std::string& part : wrapped(row.back(), left)) {
      text += line + part + "\n";
      line = std::string(before, ' ');
    }
  }
  return text;
}

}  // namespace canreach
