// Does an answer hold what expect.yaml says?
//
// Most expectations are partial: a map matches an object that has the same value under each of its
// keys, whatever else the object has.  Listed things must be there; blockers must moreover be as
// many, and each listed one needs a blocker of its own, which is a matching in a bipartite graph
// (augmenting paths; the lists are short).
#include "tests/golden/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <span>

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach::golden {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  // An end of a pair is meant by its name.
  if (value.is_object() && value.contains("name")) return text_of(value["name"]);
  return value.dump();
}

bool matches(const SyntaxNode& wanted, const Json& got);

/// A member of a map: `line` is that of the place, `message` a part of it.
bool member_matches(const SyntaxNode::Member& member, const Json& got) {
  if (member.key == "line" && got.contains("at")) {
    return member.value.text() == text_of(got["at"].value("line", Json("none")));
  }
  if (!got.contains(member.key)) return false;
  const Json& value = got[member.key];
  if (member.key == "message" && value.is_string()) {
    return value.get<std::string>().find(member.value.text()) != std::string::npos;
  }
  return matches(member.value, value);
}

bool matches(const SyntaxNode& wanted, const Json& got) {
  if (wanted.is_list()) {
    return got.is_array() && std::equal(wanted.elements().begin(), wanted.elements().end(),
                                        got.begin(), got.end(), matches);
  }
  if (!wanted.is_map()) return wanted.text() == text_of(got);
  return got.is_object() && all_of(wanted.members(), [&](const SyntaxNode::Member& member) {
           return member_matches(member, got);
         });
}

std::string shown(const SyntaxNode& node) {
  if (node.is_scalar()) return node.text();
  std::vector<std::string> parts;
  for (const SyntaxNode& element : node.elements()) parts.push_back(shown(element));
  for (const SyntaxNode::Member& member : node.members()) {
    parts.push_back(member.key + ": " + shown(member.value));
  }
  return (node.is_map() ? "{" : "[") + join(parts, ", ") + (node.is_map() ? "}" : "]");
}

std::string shown(const std::set<std::string>& texts) {
  return "[" + join({texts.begin(), texts.end()}, ", ") + "]";
}

/// The values of a key of all objects of a list; where it is a list, its elements.
std::set<std::string> values(const Json& list, const char* key) {
  std::set<std::string> result;
  for (const Json& object : list) {
    const Json value = object.value(key, Json());
    if (value.is_string()) result.insert(text_of(value));
    if (!value.is_array()) continue;
    for (const Json& element : value) result.insert(text_of(element));
  }
  return result;
}

std::set<std::string> texts(const SyntaxNode& list) {
  std::set<std::string> result;
  for (const SyntaxNode& element : list.elements()) result.insert(element.text());
  return result;
}

/// How many of the wanted can be given an object of their own.
std::size_t most_matched(std::span<const SyntaxNode> wanted, const Json& got) {
  std::vector<std::size_t> owner(got.size(), wanted.size());
  std::vector<char> tried;
  const std::function<bool(std::size_t)> place = [&](std::size_t one) {
    for (std::size_t i = 0; i < got.size(); ++i) {
      if (tried[i] != 0 || !matches(wanted[one], got[i])) continue;
      tried[i] = 1;
      if (owner[i] != wanted.size() && !place(owner[i])) continue;
      owner[i] = one;
      return true;
    }
    return false;
  };
  std::size_t matched = 0;
  for (std::size_t one = 0; one < wanted.size(); ++one) {
    tried.assign(got.size(), 0);
    matched += place(one) ? 1 : 0;
  }
  return matched;
}

/// Compares one answer with one entry.
class Comparison {
 public:
  Comparison(const SyntaxNode& entry, const Json& answer) : entry_(entry), answer_(answer) {}

  std::vector<std::string> differences() {
    if (!answer_.is_object()) return {"the answer is not a JSON object"};
    same_text("error", part("error").value("code", Json("none")));
    same_text("verdict", answer_.value("verdict", Json("none")));
    same_text("symptom", part("symptom").value("class", Json("none")));
    same_text("client", client_text());
    listed("clients", part("symptom").value("clients", Json::array()));
    same_text("decision", answer_.value("decision", Json("none")));
    same_text("message", answer_.value("message", Json("none")));
    same_set("missing_keys", strings("missing_keys"));
    same_set("codes", values(list("blockers"), "code"));
    holds("rules", values(list("blockers"), "rules"));
    holds("undecided", values(list("undecided"), "slug"));
    holds("assumptions", values(list("assumptions"), "slug"));
    same_set("resolves", values(list("names"), "addresses"));
    same_set("fixes", fixed("add"));
    same_set("opens", fixed("opens"));
    same_text("no_fix", answer_.value("no_fix", Json("none")));
    same_set("failure_points",
             values(part("failure_points").value("points", Json::array()), "name"));
    these("proposals", "proposal");
    these("may", "who", "caller");
    these("findings", "finding");
    these("suppressed", "finding");
    none_of("silent", values(list("findings"), "code"));
    these("blockers", "blocker");
    these("by", "statement");
    for (const char* key : {"hops", "flows", "pairs", "layers", "intents"}) {
      listed(key, list(key));
    }
    for (const char* key : {"rows", "from_internet", "to_internet", "undecided_rows"}) {
      these(key, "row");
    }
    these("waivers", "waiver");
    these("connectivity", "change");
    these("permissions", "change");
    these("not_compared", "fact");
    these("renamed", "name");
    const SyntaxNode* counts = entry_.find("counts");
    if (counts != nullptr && !matches(*counts, part("counts"))) {
      differ("counts", shown(*counts), part("counts").dump());
    }
    return std::move(differences_);
  }

 private:
  Json part(const char* key) const { return answer_.value(key, Json::object()); }
  Json list(const char* key) const { return answer_.value(key, Json::array()); }

  /// What the first client prints.
  Json client_text() const {
    const Json clients = part("symptom").value("clients", Json::array());
    return clients.empty() ? Json("nothing") : clients.front().value("text", Json("nothing"));
  }

  void differ(std::string_view key, const std::string& wanted, const std::string& got) {
    differences_.push_back(fmt::format("{}: wanted {}, got {}", key, wanted, got));
  }

  void same_text(const char* key, const Json& got) {
    const SyntaxNode* wanted = entry_.find(key);
    if (wanted != nullptr && wanted->text() != text_of(got)) {
      differ(key, wanted->text(), text_of(got));
    }
  }

  void same_set(const char* key, const std::set<std::string>& got) {
    const SyntaxNode* wanted = entry_.find(key);
    if (wanted != nullptr && texts(*wanted) != got) differ(key, shown(*wanted), shown(got));
  }

  void holds(const char* key, const std::set<std::string>& got) {
    const SyntaxNode* wanted = entry_.find(key);
    if (wanted == nullptr) return;
    const std::set<std::string> all = texts(*wanted);
    if (!std::includes(got.begin(), got.end(), all.begin(), all.end())) {
      differ(key, shown(*wanted), shown(got));
    }
  }

  /// Of the answer's fixes: what they add, or which pairs they open.
  std::set<std::string> fixed(const char* key) const {
    std::set<std::string> result;
    for (const Json& fix : list("fixes")) {
      if (std::string_view(key) == "opens") {
        for (const Json& pair : fix["opens"]) result.insert(text_of(pair));
        continue;
      }
      for (const Json& edit : fix["edits"]) {
        result.insert(std::string(trim(edit.value(key, std::string()))));
      }
    }
    return result;
  }

  void none_of(const char* key, const std::set<std::string>& got) {
    const SyntaxNode* wanted = entry_.find(key);
    if (wanted == nullptr) return;
    for (const std::string& text : texts(*wanted)) {
      if (got.count(text) > 0) differ(key, "no " + text, shown(got));
    }
  }

  std::set<std::string> strings(const char* key) const {
    std::set<std::string> result;
    for (const Json& text : list(key)) result.insert(text_of(text));
    return result;
  }

  void these(const char* key, std::string_view one) { these(key, key, one); }

  /// What an entry says under a key and an answer under another one.
  void these(const char* key, const char* answered, std::string_view one) {
    const SyntaxNode* wanted = entry_.find(key);
    if (wanted == nullptr) return;
    const Json got = list(answered);
    if (got.size() != wanted->elements().size()) {
      differ(key, counted(wanted->elements().size(), one), counted(got.size(), one));
    } else if (most_matched(wanted->elements(), got) < got.size()) {
      differ(key, shown(*wanted), "others");
    }
  }

  void listed(const char* key, const Json& got) {
    const SyntaxNode* wanted = entry_.find(key);
    if (wanted == nullptr) return;
    for (const SyntaxNode& one : wanted->elements()) {
      const bool there = any_of(got, [&](const Json& object) { return matches(one, object); });
      if (!there) differ(key, shown(one), fmt::format("none such of {}", got.size()));
    }
  }

  const SyntaxNode& entry_;
  const Json& answer_;
  std::vector<std::string> differences_;
};

/// Of diagnostics that are the wanted ones: where a message lacks the wanted part, or something
/// else is suggested.
std::vector<std::string> other_words(std::span<const SyntaxNode> wanted,
                                     const std::vector<Diagnostic>& got) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const SyntaxNode* message = wanted[i].find("message");
    const SyntaxNode* suggestion = wanted[i].find("suggestion");
    if (message != nullptr && got[i].message.find(message->text()) == std::string::npos) {
      lines.push_back(fmt::format("message: wanted {}, got {}", shown(*message), got[i].message));
    }
    if (suggestion != nullptr && got[i].suggestion != suggestion->text()) {
      lines.push_back(
          fmt::format("suggestion: wanted {}, got {}", shown(*suggestion), got[i].suggestion));
    }
  }
  return lines;
}

std::string without_null(const Json& object, const char* key) {
  return object.contains(key) ? " " + text_of(object[key]) : "";
}

void add_lines(std::string& out, const Json& answer, const char* list,
               const std::vector<const char*>& keys) {
  for (const Json& object : answer.value(list, Json::array())) {
    out += fmt::format("      {}:", list);
    for (const char* key : keys) out += without_null(object, key);
    out += "\n";
  }
}

}  // namespace

std::vector<std::string> differences(const SyntaxNode& entry, std::string_view answer) {
  const Json parsed = Json::parse(answer, nullptr, false);
  return Comparison(entry, parsed).differences();
}

std::vector<std::string> differences(const SyntaxNode& entry, const Diagnostics& diagnostics,
                                     Severity severity) {
  std::vector<std::string> wanted;
  for (const SyntaxNode& element : entry.find("diagnostics")->elements()) {
    const SyntaxNode* code = element.find("code");
    const SyntaxNode* line = element.find("line");
    wanted.push_back(fmt::format("{} on line {}", code != nullptr ? code->text() : "a code",
                                 line != nullptr ? line->text() : "?"));
  }
  std::vector<std::string> got;
  std::vector<std::string> messages;
  std::vector<Diagnostic> found;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    const DiagnosticRow& row = row_of(diagnostic.kind);
    if (row.severity != severity) continue;
    got.push_back(fmt::format("{} on line {}", row.code, diagnostic.at.line));
    messages.push_back(fmt::format("{} ({})", got.back(), diagnostic.message));
    found.push_back(diagnostic);
  }
  if (wanted == got) return other_words(entry.find("diagnostics")->elements(), found);
  return {fmt::format("diagnostics: wanted {}, got {}", join(wanted, ", "),
                      messages.empty() ? "none" : join(messages, ", "))};
}

std::string in_short(std::string_view text) {
  const Json answer = Json::parse(text, nullptr, false);
  if (!answer.is_object()) return std::string(text);
  std::string out;
  if (answer.contains("error")) out += "      error: " + answer["error"].dump() + "\n";
  if (answer.contains("verdict")) {
    out += fmt::format("      verdict: {}, symptom {}\n", text_of(answer["verdict"]),
                       answer.value("symptom", Json::object()).value("class", "none"));
  }
  if (answer.contains("decision")) {
    out += fmt::format("      decision: {}\n", text_of(answer["decision"]));
  }
  add_lines(out, answer, "by", {"layer", "level", "policy", "statement", "effect"});
  add_lines(out, answer, "layers", {"layer", "decision", "refuses"});
  add_lines(out, answer, "near", {"layer", "statement", "part", "key", "wanted", "given"});
  add_lines(
      out, answer, "flows",
      {"protocol", "source", "source_ports", "destination", "destination_ports", "icmp_types"});
  add_lines(out, answer, "hops",
            {"leg", "component", "name", "direction", "effect", "rule", "why"});
  add_lines(out, answer, "blockers",
            {"code", "aws_code", "component", "name", "leg", "direction", "message"});
  add_lines(out, answer, "undecided", {"slug", "component", "name", "message"});
  add_lines(out, answer, "assumptions", {"slug", "component", "name"});
  add_lines(out, answer, "findings", {"code", "component", "name", "part", "message"});
  add_lines(out, answer, "suppressed", {"code", "component", "name", "reason"});
  add_lines(out, answer, "who", {"name", "kind", "verdict", "chain", "login"});
  for (const char* rows : {"rows", "from_internet", "to_internet", "undecided_rows"}) {
    add_lines(
        out, answer, rows,
        {"from", "from_addresses", "to", "to_addresses", "reachable", "partial", "undecided"});
  }
  add_lines(out, answer, "intents", {"id", "verdict", "code", "note", "failures"});
  add_lines(out, answer, "waivers", {"intent", "state"});
  add_lines(out, answer, "connectivity",
            {"from", "from_addresses", "to", "to_addresses", "widened", "narrowed", "unclear",
             "old_path", "new_path", "causes"});
  add_lines(out, answer, "permissions", {"change", "who", "action", "target", "before", "after"});
  if (!answer.contains("pairs") || !answer["pairs"].is_array()) return out;
  add_lines(out, answer, "pairs", {"from", "to", "verdict"});
  return out;
}

}  // namespace canreach::golden
