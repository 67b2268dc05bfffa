// Looking things up in the table of all services.
//
// The table is text: four strings a service, whose lines are sorted.  It is never read as a whole.
// A line is found by halving the text, stepping on to where a line begins each time, and only
// that line is taken apart; a line's number is found by counting.  So the table costs no time at
// start, needs no memory but its own bytes, and a new release of it shows in a diff as lines.
//
//   find_action("S3:getobject")
//     the service "s3", by halving the list of services
//     the line "GetObject|r|4 9|0-2,17", by halving the service's actions
//     the lines 4 and 9 of its resource types; 0 to 2 and 17 of its condition keys
#include "policy/action_data.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>

#include "base/text.h"
#include "policy/pattern.h"

namespace canreach {
namespace {

using namespace std::string_view_literals;

struct Service {
  std::string_view prefix;  // empty: the global keys
  std::string_view keys;
  std::string_view types;
  std::string_view actions;
};

constexpr Service kTable[] = {
#include "policy/action_data.def"
};
constexpr const Service& kGlobal = kTable[0];

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Less than, equal to or greater than 0, as the case-insensitive order of the texts.
int compare_ignoring_case(std::string_view a, std::string_view b) {
  const std::size_t both = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (a[i] == b[i]) continue;
    const int difference =
        static_cast<unsigned char>(lower(a[i])) - static_cast<unsigned char>(lower(b[i]));
    if (difference != 0) return difference;
  }
  return static_cast<int>(a.size() > both) - static_cast<int>(b.size() > both);
}

// Takes what stands before the separator, and the separator, off the text.
std::string_view take_until(char separator, std::string_view& text) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

std::string_view name_of(std::string_view line) { return take_until('|', line); }

// The lines of a text: every one ends with "\n", and one stands before the first.
std::string_view lines_of(std::string_view text) { return text.substr(1); }

std::string_view line_number(std::size_t number, std::string_view text) {
  std::string_view lines = lines_of(text);
  for (; number > 0; --number) take_until('\n', lines);
  return take_until('\n', lines);
}

// The line with this name; none when there is none.
std::optional<std::string_view> find_line(std::string_view name, std::string_view text) {
  std::string_view lines = lines_of(text);
  while (!lines.empty()) {
    // The line behind the middle; where there is none, the first.
    const std::size_t end = lines.find('\n', lines.size() / 2);
    const std::size_t begin = end + 1 < lines.size() ? end + 1 : 0;
    std::string_view behind = lines.substr(begin);
    const std::string_view line = take_until('\n', behind);
    const int order = compare_ignoring_case(name, name_of(line));
    if (order == 0) return line;
    lines = order < 0 ? lines.substr(0, begin) : behind;
  }
  return std::nullopt;
}

const Service* find_service(std::string_view prefix) {
  const Service* found =
      std::lower_bound(std::begin(kTable) + 1, std::end(kTable), prefix,
                       [](const Service& service, std::string_view wanted) {
                         return compare_ignoring_case(service.prefix, wanted) < 0;
                       });
  if (found == std::end(kTable) || compare_ignoring_case(found->prefix, prefix) != 0) {
    return nullptr;
  }
  return found;
}

std::size_t number_of(std::string_view digits) {
  const std::optional<unsigned long long> number = parse_number(digits);
  assert(number);
  return static_cast<std::size_t>(*number);
}

// "0-2,17": the names of these lines.
std::vector<std::string_view> names_of_lines(std::string_view ranges, std::string_view text) {
  std::vector<std::string_view> names;
  while (!ranges.empty()) {
    std::string_view range = take_until(',', ranges);
    const std::size_t first = number_of(take_until('-', range));
    const std::size_t last = range.empty() ? first : number_of(range);
    for (std::size_t i = first; i <= last; ++i) names.push_back(name_of(line_number(i, text)));
  }
  return names;
}

std::vector<std::string_view> words_of(std::string_view text) {
  if (text.empty()) return {};
  return split(text, ' ');
}

// "4!": line 4 of the types; the mark says that one is required.
std::string_view line_of_type(std::string_view number, const Service& service) {
  if (number.back() == '!') number.remove_suffix(1);
  return line_number(number_of(number), service.types);
}

// "4!:0-2": the type in line 4, required, with the keys in lines 0 to 2.
ActionResource read_resource(std::string_view text, const Service& service) {
  ActionResource resource;
  const std::string_view number = take_until(':', text);
  if (number.back() == '!') resource.need = ResourceNeed::required;
  std::string_view line = line_of_type(number, service);
  resource.type = take_until('|', line);
  resource.arns = words_of(line);
  resource.keys = names_of_lines(text, service.keys);
  return resource;
}

AccessLevel read_access_level(std::string_view letter) {
  if (letter == "l") return AccessLevel::list;
  if (letter == "r") return AccessLevel::read;
  if (letter == "w") return AccessLevel::write;
  if (letter == "t") return AccessLevel::tagging;
  assert(letter == "p");
  return AccessLevel::permissions_management;
}

KeyType read_key_type(std::string_view word) {
  using Kind = KeyType::Kind;
  const bool several = word.back() == 's';
  if (several) word.remove_suffix(1);
  if (word == "arn") return {Kind::arn, several};
  if (word == "bool") return {Kind::boolean, several};
  if (word == "number") return {Kind::number, several};
  if (word == "date") return {Kind::date, several};
  if (word == "ip") return {Kind::ip_address, several};
  assert(word == "string");
  return {Kind::string, several};
}

ActionRow read_action(std::string_view line, const Service& service) {
  ActionRow action;
  action.service = service.prefix;
  action.name = take_until('|', line);
  action.access = read_access_level(take_until('|', line));
  for (const std::string_view resource : words_of(take_until('|', line))) {
    action.resources.push_back(read_resource(resource, service));
  }
  action.keys = names_of_lines(take_until('|', line), service.keys);
  return action;
}

struct ActionLine {
  const Service* service = nullptr;  // null: the action is not known
  std::string_view line;
};

ActionLine find_action_line(std::string_view service_and_name) {
  std::string_view name = service_and_name;
  const Service* service = find_service(take_until(':', name));
  if (service == nullptr) return {};
  const std::optional<std::string_view> line = find_line(name, service->actions);
  if (!line) return {};
  return {service, *line};
}

// Does the key belong to a name with variable parts, each of which is some character or more?
bool belongs_to(std::string_view name, std::string_view lower_key) {
  std::size_t variable = name.find("${");
  if (variable == std::string_view::npos) return compare_ignoring_case(name, lower_key) == 0;
  if (compare_ignoring_case(name.substr(0, variable), lower_key.substr(0, variable)) != 0) {
    return false;
  }
  std::string pattern;
  for (; !name.empty(); variable = std::min(name.find("${"), name.size())) {
    append_literal(pattern, to_lower(name.substr(0, variable)));
    name.remove_prefix(variable);
    if (name.empty()) break;
    take_until('}', name);
    pattern += kOneCharacter;
    pattern += kAnyRun;
  }
  return matches(pattern, lower_key);
}

bool any_belongs_to(const std::vector<std::string_view>& names, std::string_view lower_key) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return belongs_to(name, lower_key); });
}

// The line of a key, among those of a service or the global ones.
std::optional<std::string_view> find_key(std::string_view lower_key, const Service& service) {
  for (std::string_view lines = lines_of(service.keys); !lines.empty();) {
    const std::string_view line = take_until('\n', lines);
    if (belongs_to(name_of(line), lower_key)) return line;
  }
  return std::nullopt;
}

// Global keys that only some actions have: they are in their rows.
bool depends_on_action(std::string_view lower_key) {
  return lower_key == "aws:tagkeys" || belongs_to("aws:requesttag/${k}", lower_key) ||
         belongs_to("aws:resourcetag/${k}", lower_key);
}

// "token.actions.githubusercontent.com:sub", "saml:aud": keys of STS that name another.
bool is_of_identity_provider(std::string_view lower_key) {
  if (find_service(lower_key.substr(0, lower_key.find(':'))) != nullptr) return false;
  const Service* sts = find_service("sts");
  assert(sts != nullptr);
  return !depends_on_action(lower_key) && find_key(lower_key, *sts).has_value();
}

std::string name_with_service(const Service& service, std::string_view name) {
  return std::string(service.prefix) + ":" + std::string(name);
}

std::vector<std::string> action_names(const Service& service) {
  std::vector<std::string> names;
  for (std::string_view lines = lines_of(service.actions); !lines.empty();) {
    names.push_back(std::string(name_of(take_until('\n', lines))));
  }
  return names;
}

void add_covered(const Service& service, std::string_view pattern,
                 std::vector<std::string>& covered) {
  for (const std::string& name : action_names(service)) {
    std::string action = name_with_service(service, name);
    if (matches(pattern, to_lower(action))) covered.push_back(std::move(action));
  }
}

const Service* nearest_service(std::string_view prefix) {
  std::vector<std::string> prefixes;
  for (const std::string_view known : services()) prefixes.push_back(std::string(known));
  const std::optional<std::string> found = nearest(prefix, prefixes);
  return found ? find_service(*found) : nullptr;
}

}  // namespace

std::vector<std::string_view> services() {
  std::vector<std::string_view> prefixes;
  for (const Service& service : kTable) {
    if (&service != &kGlobal) prefixes.push_back(service.prefix);
  }
  return prefixes;
}

bool is_known_service(std::string_view prefix) { return find_service(prefix) != nullptr; }

std::optional<ActionRow> find_action(std::string_view service_and_name) {
  const ActionLine action = find_action_line(service_and_name);
  if (action.service == nullptr) return std::nullopt;
  return read_action(action.line, *action.service);
}

std::vector<std::string_view> resource_types_of(std::string_view service_and_name) {
  ActionLine action = find_action_line(service_and_name);
  std::vector<std::string_view> types;
  if (action.service == nullptr) return types;
  take_until('|', action.line);  // name
  take_until('|', action.line);  // access level
  for (std::string_view resource : words_of(take_until('|', action.line))) {
    types.push_back(name_of(line_of_type(take_until(':', resource), *action.service)));
  }
  return types;
}

std::vector<std::string> covered_actions(std::string_view pattern) {
  std::string marked;
  PatternWriter(Wildcards::text, marked).write(to_lower(pattern));
  std::vector<std::string> covered;
  const std::string_view prefix = pattern.substr(0, pattern.find(':'));
  if (!has_wildcard(prefix)) {
    if (const Service* service = find_service(prefix)) add_covered(*service, marked, covered);
    return covered;
  }
  if (prefix == pattern && pattern != "*") return covered;  // no service and name
  for (const Service& service : kTable) {
    if (&service != &kGlobal) add_covered(service, marked, covered);
  }
  return covered;
}

std::optional<std::string> nearest_action(std::string_view text) {
  std::string_view name = text;
  const std::string_view prefix = take_until(':', name);
  const Service* service = find_service(prefix);
  if (service == nullptr) service = nearest_service(prefix);
  if (service == nullptr || name.empty() || find_action(text)) return std::nullopt;
  if (has_wildcard(name)) {
    std::string other = name_with_service(*service, name);
    if (is_known_service(prefix) || covered_actions(other).empty()) return std::nullopt;
    return other;
  }
  const std::optional<std::string> found = nearest(name, action_names(*service));
  if (!found) return std::nullopt;
  return name_with_service(*service, *found);
}

bool takes_no_resource(const ActionRow& action) { return action.resources.empty(); }

std::vector<std::string_view> required_resource_types(const ActionRow& action) {
  std::vector<std::string_view> types;
  for (const ActionResource& resource : action.resources) {
    if (resource.need == ResourceNeed::required) types.push_back(resource.type);
  }
  return types;
}

bool action_supports_key(const ActionRow& action, std::string_view key) {
  const std::string wanted = to_lower(key);
  if (any_belongs_to(action.keys, wanted)) return true;
  if (!depends_on_action(wanted) && find_key(wanted, kGlobal)) return true;
  if (is_of_identity_provider(wanted)) return true;
  return std::any_of(
      action.resources.begin(), action.resources.end(),
      [&](const ActionResource& resource) { return any_belongs_to(resource.keys, wanted); });
}

std::optional<KeyType> type_of_key(std::string_view key) {
  const std::string wanted = to_lower(key);
  std::optional<std::string_view> line;
  const Service* service = find_service(key.substr(0, key.find(':')));
  if (service != nullptr) line = find_key(wanted, *service);
  for (const Service& other : kTable) {
    if (!line) line = find_key(wanted, other);
  }
  if (!line) return std::nullopt;
  std::string_view word = *line;
  take_until('|', word);
  return read_key_type(word);
}

}  // namespace canreach
