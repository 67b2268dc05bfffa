#pragma once

#include <string>
#include <string_view>

namespace canreach {

/// A name of DNS as designs hold it: lower case, without a final dot.  Empty for a text that is
/// none: labels of 1 to 63 letters, digits, `-` and `_`, at most 253 characters, and `*` as the
/// first label alone.
std::string dns_name_of(std::string_view text);

/// Is the name the domain, or below it?  Both as dns_name_of() gives them.
bool is_in_domain(std::string_view name, std::string_view domain);

/// The name without its first label; empty: it has but one.
std::string_view parent_of_name(std::string_view name);

/// A type of records of Route 53 that hold no address, in capitals: "NS", "TXT".
bool is_other_record_type(std::string_view type);

}  // namespace canreach
