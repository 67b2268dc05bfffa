#pragma once

#include <string>
#include <string_view>

namespace canreach {

// Names that the input does not tell.  A bucket without BucketName gets its name from AWS when it
// is made; until then it is `<Data>` wherever its name or ARN stands, so that a reference to it
// still means it and nothing else does.

/// "<Data>": AWS will choose the name.  No two addresses give one.
std::string chosen_name(std::string_view address);
/// "<unknown Data>": somebody chose the name, and the input does not say it.
std::string unsaid_name(std::string_view address);

/// A part of a text of which the input says nothing, not even that it is a name.
inline constexpr std::string_view kUnknownPart = "<unknown ...>";
/// Where the text first has an unsaid name or an unknown part; npos: nowhere.
std::size_t find_unsaid(std::string_view text);
bool holds_unknown_part(std::string_view text);

bool holds_open_name(std::string_view text);
/// The open name that begins at `at`, with its brackets; empty where none does.
std::string_view open_name_at(std::string_view text, std::size_t at);
/// Of an open name: will AWS choose it?
bool is_chosen(std::string_view open_name);

}  // namespace canreach
