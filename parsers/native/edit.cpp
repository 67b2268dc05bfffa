// Edits of native YAML.  A list gets a new element in front of its first one, in the style of that
// one, so that nothing but its place has to be found:
//
//     ingress:                                     - {protocol: tcp, ports: 22, from: office}
//       - {protocol: tcp, ports: 22, from: office}   gets a line above it;
//     ingress: [{protocol: tcp, ...}]              gets an element behind the bracket.
//
// Where there is no such list yet, the resource gets the key.
#include "parsers/native/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/text.h"
#include "parsers/text_places.h"

namespace canreach {
namespace {

/// Is the text a bare word in YAML?
bool is_bare(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    const bool is_word = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                         (letter >= '0' && letter <= '9');
    return is_word || letter == '-' || letter == '_' || letter == '.' || letter == '/';
  });
}

std::string quoted_word(const std::string& text) {
  std::string quoted_text = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') quoted_text += '\\';
    quoted_text += letter;
  }
  return quoted_text + "\"";
}

std::string word(const std::string& text) { return is_bare(text) ? text : quoted_word(text); }

std::string traffic_words(const DesignChange& change) {
  std::string text = "protocol: " + change.protocol;
  if (!change.ports.empty()) {
    const bool several = change.ports.find(',') != std::string::npos;
    text += ", ports: " + (several ? "[" + change.ports + "]" : change.ports);
  }
  const std::size_t slash = change.icmp.find('/');
  if (slash != std::string::npos) {
    text += fmt::format(", icmp: {{type: {}, code: {}}}", change.icmp.substr(0, slash),
                        change.icmp.substr(slash + 1));
  }
  return text;
}

/// Of a list; empty for what no list holds.
std::string element_of(const DesignChange& change) {
  switch (change.kind) {
    case DesignChange::Kind::group_rule:
      return fmt::format("{{{}, {}: {}}}", traffic_words(change), change.ingress ? "from" : "to",
                         word(change.peer));
    case DesignChange::Kind::acl_entry:
      return fmt::format("{{rule: {}, action: allow, {}, cidr: {}}}", change.number,
                         traffic_words(change), word(change.peer));
    case DesignChange::Kind::route:
      return fmt::format("{{to: {}, via: {}}}", word(change.peer), word(change.via));
    case DesignChange::Kind::internet_gateway:
      break;
  }
  return {};
}

std::string_view key_of(const DesignChange& change) {
  if (change.kind == DesignChange::Kind::route) return "routes";
  return change.ingress ? "ingress" : "egress";
}

/// The places of the elements that the list has today, and of the resource.
struct ListPlace {
  std::vector<SourceLoc> elements;
  SourceLoc resource;
};

template <class List>
void add_places(const List& list, ListPlace& place) {
  for (const auto& element : list) {
    if (element.at.is_somewhere()) place.elements.push_back(element.at);
  }
}

ListPlace list_of(const Design& design, const DesignChange& change) {
  ListPlace place;
  if (change.kind == DesignChange::Kind::group_rule) {
    const SecurityGroup& group = design.all<SecurityGroup>()[change.index];
    add_places(change.ingress ? group.ingress : group.egress, place);
    place.resource = group.at;
  } else if (change.kind == DesignChange::Kind::acl_entry) {
    const NetworkAcl& acl = design.all<NetworkAcl>()[change.index];
    add_places(change.ingress ? acl.ingress : acl.egress, place);
    place.resource = acl.at;
  } else if (change.kind == DesignChange::Kind::internet_gateway) {
    place.resource = design.all<InternetGateway>()[change.via_index].at;
  } else {
    const RouteTable& table = design.all<RouteTable>()[change.index];
    for (const Route& route : table.routes) {
      if (route.at.is_somewhere() && !route.implied) place.elements.push_back(route.at);
    }
    place.resource = table.at;
  }
  std::sort(place.elements.begin(), place.elements.end());
  return place;
}

class Editor {
 public:
  Editor(std::string_view text, std::uint32_t file) : text_(text), file_(file) {}

  /// A new element in front of the one at `first`, which may be a peer in a list of the element.
  std::optional<TextEdit> before(const SourceLoc& first, const std::string& element) const {
    const std::size_t at = element_around(offset_of(text_, first));
    const std::size_t start = line_start(text_, at);
    const std::string_view lead = text_.substr(start, at - start);
    const std::string_view shown = trim(lead);
    if (shown == "-") {
      const std::string indent(lead.substr(0, lead.find('-')));
      return edit(start, "", indent + "- " + element + "\n");
    }
    if (!shown.empty() && (shown.back() == '[' || shown.back() == ',')) {
      return edit(at, "", element + ", ");
    }
    if (!shown.empty() && shown.back() == ':' && at < text_.size() && text_[at] == '{') {
      // One map stands for a list of one.
      const std::size_t end = end_of_flow(at);
      if (end == std::string_view::npos) return std::nullopt;
      const std::string old(text_.substr(at, end - at));
      return edit(at, old, "[" + element + ", " + old + "]");
    }
    return std::nullopt;
  }

  /// Without the words "state: detached" in the braces on the line of `place`.
  std::optional<TextEdit> attached(const SourceLoc& place) const {
    const std::size_t from = line_start(text_, offset_of(text_, place));
    const std::size_t open = text_.find('{', from);
    const bool is_there = open != std::string_view::npos &&
                          text_.substr(from, open - from).find('\n') == std::string_view::npos;
    if (!is_there) return std::nullopt;
    const std::size_t end = end_of_flow(open);
    if (end == std::string_view::npos) return std::nullopt;
    for (const std::string_view words : {", state: detached", "state: detached, "}) {
      const std::size_t at = text_.substr(open, end - open).find(words);
      if (at != std::string_view::npos) return edit(open + at, std::string(words), "");
    }
    return std::nullopt;
  }

  /// The key with a value, in the resource that is declared at `key_place`.
  std::optional<TextEdit> in_resource(const SourceLoc& key_place, std::string_view key,
                                      const std::string& value) const {
    std::size_t at = text_.find(':', offset_of(text_, key_place));
    if (at == std::string_view::npos) return std::nullopt;
    at = text_.find_first_not_of(' ', at + 1);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string member = fmt::format("{}: {}", key, value);
    if (text_[at] == '{') return in_flow(at, key, member);
    if (text_[at] == '#') at = text_.find('\n', at);
    if (at == std::string_view::npos || text_[at] != '\n') return std::nullopt;
    return in_block(at, key_place, key, member);
  }

 private:
  TextEdit edit(std::size_t offset, std::string remove, std::string add) const {
    return {place_of(text_, file_, offset), std::move(remove), std::move(add)};
  }

  /// Is this what stands in front of a list of peers?
  static bool ends_with_peers(std::string_view lead) {
    const std::string_view shown = trim(lead);
    for (const std::string_view key : {"from:", "to:", "cidr:"}) {
      if (!shown.ends_with(key)) continue;
      const std::string_view rest = shown.substr(0, shown.size() - key.size());
      if (rest.empty() || rest.back() == ' ' || rest.back() == '{' || rest.back() == ',') {
        return true;
      }
    }
    return false;
  }

  /// Where the element begins that has a list of peers around `at`; `at` itself where there is
  /// none.
  std::size_t element_around(std::size_t at) const {
    const std::size_t start = line_start(text_, at);
    if (trim(text_.substr(start, at - start)) == "-") return block_element_around(start, at);
    const std::size_t list = opening_before(start, at, '[');
    if (list == std::string_view::npos) return at;
    if (!ends_with_peers(text_.substr(start, list - start))) return at;
    const std::size_t map = opening_before(start, list, '{');
    if (map != std::string_view::npos) return map;
    return after_dash(start, list);
  }

  /// The bracket between `start` and `at` that is still open at `at`, if it is this one.
  std::size_t opening_before(std::size_t start, std::size_t at, char bracket) const {
    int depth = 0;
    for (std::size_t i = at; i-- > start;) {
      const char letter = text_[i];
      if (letter == ']' || letter == '}') ++depth;
      if (letter != '[' && letter != '{') continue;
      if (depth-- == 0) return letter == bracket ? i : std::string_view::npos;
    }
    return std::string_view::npos;
  }

  /// `- x` on the line at `start`: below `from:`, the element that has this key.
  std::size_t block_element_around(std::size_t start, std::size_t at) const {
    const std::size_t depth = text_.find('-', start) - start;
    for (std::size_t line = start; line > 0;) {
      const std::size_t end = line - 1;
      line = line_start(text_, end);
      const std::string_view shown = text_.substr(line, end - line);
      const std::size_t indent = shown.find_first_not_of(' ');
      if (indent == std::string_view::npos || shown[indent] == '#') continue;
      if (indent > depth || (indent == depth && shown[indent] == '-')) continue;
      return ends_with_peers(shown) ? after_dash(line, end) : at;
    }
    return at;
  }

  /// The first key of the block map that a key on the line at `line` is in: behind its dash.
  std::size_t after_dash(std::size_t line, std::size_t at) const {
    const auto first_of = [&](std::size_t from) {
      const std::size_t found = text_.find_first_not_of(' ', from);
      return found == std::string_view::npos ? text_.size() : found;
    };
    std::size_t own = first_of(line) - line;
    if (text_[line + own] == '-') return first_of(line + own + 1);
    while (line > 0) {
      line = line_start(text_, line - 1);
      const std::size_t first = first_of(line);
      if (first >= at || first - line >= own || text_[first] != '-') continue;
      return first_of(first + 1);
    }
    return at;
  }

  /// Behind the bracket that closes the one at `at`; npos where quotes or comments are in between
  /// that this does not follow.
  std::size_t end_of_flow(std::size_t at) const {
    int depth = 0;
    for (std::size_t i = at; i < text_.size(); ++i) {
      const char letter = text_[i];
      if (letter == '"' || letter == '\'') {
        i = text_.find(letter, i + 1);
        if (i == std::string_view::npos) return i;
      } else if (letter == '{' || letter == '[') {
        ++depth;
      } else if (letter == '}' || letter == ']') {
        if (--depth == 0) return i + 1;
      } else if (letter == '#') {
        return std::string_view::npos;
      }
    }
    return std::string_view::npos;
  }

  /// `{}` or `{key: ...}`: an empty list that the key has already is replaced.
  std::optional<TextEdit> in_flow(std::size_t at, std::string_view key,
                                  const std::string& member) const {
    const std::size_t end = end_of_flow(at);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view whole = text_.substr(at, end - at);
    const std::string empty = std::string(key) + ": []";
    const std::size_t old = whole.find(empty);
    if (old != std::string_view::npos) return edit(at + old, empty, member);
    const bool has_members = !trim(whole.substr(1, whole.size() - 2)).empty();
    return edit(at + 1, "", member + (has_members ? ", " : ""));
  }

  /// A line below the resource's own, as deep as its other keys.
  std::optional<TextEdit> in_block(std::size_t end_of_line, const SourceLoc& key_place,
                                   std::string_view key, const std::string& member) const {
    const std::size_t own = key_place.column - 1;
    std::size_t line = end_of_line + 1;
    std::size_t depth = 0;
    const std::string empty = std::string(key) + ": []";
    for (std::size_t next = line; next < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', next), text_.size());
      const std::string_view shown = text_.substr(next, end - next);
      const std::size_t indent = shown.find_first_not_of(' ');
      if (indent == std::string_view::npos || shown[indent] == '#') {
        next = end + 1;
        continue;
      }
      if (indent <= own) break;
      if (depth == 0) depth = indent;
      if (indent == depth && shown.substr(indent, empty.size()) == empty) {
        return edit(next + indent, empty, member);
      }
      next = end + 1;
    }
    if (depth == 0) return std::nullopt;
    return edit(line, "", std::string(depth, ' ') + member + "\n");
  }

  std::string_view text_;
  std::uint32_t file_;
};

}  // namespace

std::optional<TextEdit> native_edit(const Design& design, const DesignChange& change) {
  const ListPlace place = list_of(design, change);
  if (!place.resource.is_somewhere()) return std::nullopt;
  const std::string& text = design.files.text(place.resource.file);
  const Editor editor(text, place.resource.file);
  if (change.kind == DesignChange::Kind::internet_gateway) return editor.attached(place.resource);
  const std::string element = element_of(change);
  if (!place.elements.empty() && place.elements.front().file == place.resource.file) {
    return editor.before(place.elements.front(), element);
  }
  return editor.in_resource(place.resource, key_of(change), "[" + element + "]");
}

namespace {

/// As JSON, which is YAML too; of a native design without the quotes that need not be.
std::string statement_words(const Grant& grant, const char* quote) {
  const auto key = [&](std::string_view name) { return fmt::format("{0}{1}{0}: ", quote, name); };
  std::string words = "{" + key("Effect") + fmt::format("{0}Allow{0}", quote) + ", ";
  if (grant.to == Grant::To::resource) {
    words += key("Principal") + "{" + key("AWS") + quoted_word(grant.principal_arn) + "}, ";
  }
  words += key("Action") + quoted_word(grant.action);
  const bool is_trust = grant.to == Grant::To::resource && grant.owner_kind == ResourceKind::Role;
  if (!is_trust) words += ", " + key("Resource") + quoted_word(grant.resource);
  return words + "}";
}

}  // namespace

std::optional<TextEdit> statement_edit(const Design& design, const Grant& grant,
                                       const PolicyDocument& document) {
  if (document.statements.empty()) return std::nullopt;
  const SourceLoc first = document.statements.front().at;
  // A document in a text has one place for all.
  if (!first.is_somewhere() || first == document.at) return std::nullopt;
  const std::string& text = design.files.text(first.file);
  const std::size_t at = offset_of(text, first);
  const bool is_json = at + 1 < text.size() && text[at] == '{' &&
                       text.find_first_not_of(" \n\t\r", at + 1) == text.find('"', at + 1);
  return Editor(text, first.file).before(first, statement_words(grant, is_json ? "\"" : ""));
}

std::optional<TextEdit> native_edit(const Design& design, const Grant& grant) {
  if (grant.to == Grant::To::resource) {
    const SourceLoc at = resource_of(design, grant.owner_kind, grant.owner).at;
    return Editor(design.files.text(at.file), at.file)
        .in_resource(at, "policy", fmt::format("{{Statement: [{}]}}", statement_words(grant, "")));
  }
  const SourceLoc at = resource_of(design, grant.kind, grant.index).at;
  const Permissions& permissions = *permissions_of(grant, design);
  const std::string element =
      fmt::format("{{Statement: [{{Effect: Allow, Action: \"{}\", Resource: {}}}]}}", grant.action,
                  quoted_word(grant.resource));
  const Editor editor(design.files.text(at.file), at.file);
  for (const PolicyDocument& document : permissions.inline_policies) {
    if (document.at.is_somewhere() && document.at.file == at.file) {
      return editor.before(document.at, element);
    }
  }
  return editor.in_resource(at, "policies", "[" + element + "]");
}

}  // namespace canreach
