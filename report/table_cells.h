#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace canreach {

/// A line of CSV (RFC 4180), every cell in quotes.  A cell that a spreadsheet would take for a
/// formula gets an apostrophe in front.
std::string csv_line(const std::vector<std::string>& cells);

/// A text in a cell of a Markdown table: nothing in it is markup, an end of line or a column.
std::string markdown_cell(std::string_view text);
/// A row of a Markdown table whose cells are written already.
std::string markdown_row(const std::vector<std::string>& cells);
/// Its first two lines.
std::string markdown_head(const std::vector<std::string>& titles);

/// Rows for people: columns as wide as their widest cell, two blanks before and three between.  The
/// last column wraps.
std::string text_table(const std::vector<std::vector<std::string>>& rows, std::size_t width);

}  // namespace canreach
