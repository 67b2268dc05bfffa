#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

#include "base/algorithm.h"
#include "parsers/native/readers.h"

// The sections `groups`, `intents` and `waivers`, of a design or of a file of their own.
//
//   groups   = {NAME: [ENDPOINT, ...]}
//   intents  = [{id, one of the words below, ...}]
//   waivers  = [{intent, until, owner, reason, from, to, ticket}]
//   flow     = FROM -> TO, where TO may name ports: app -> data:5432
//
// Whether the ends that they name are there is asked when they are checked: they are ENDPOINTs, as
// a query's.

namespace canreach {
namespace {

struct KindWord {
  std::string_view key;
  Intent::Kind kind;
  std::vector<std::string_view> further;  // keys that only this kind has
};

const std::vector<KindWord>& kind_words() {
  static const std::vector<KindWord> kWords = {
      {"allow", Intent::Kind::allow, {"every", "path", "survives", "source_ports"}},
      {"deny", Intent::Kind::deny, {"source_ports"}},
      {"only", Intent::Kind::only, {"into"}},
      {"waypoint", Intent::Kind::waypoint, {"source_ports"}},
      {"can_call", Intent::Kind::can_call, {}},
      {"cannot_call", Intent::Kind::cannot_call, {}},
      {"region", Intent::Kind::region, {"of"}},
  };
  return kWords;
}

std::string listed(const std::vector<KindWord>& words) {
  std::vector<std::string> names;
  for (const KindWord& word : words) names.push_back(quoted(word.key));
  return join(names, ", ");
}

std::optional<IntentFlow> flow_of(std::string_view text) {
  constexpr std::string_view kArrow = "->";
  const std::size_t arrow = text.find(kArrow);
  if (arrow == std::string_view::npos) return std::nullopt;
  IntentFlow flow;
  flow.from = trim(text.substr(0, arrow));
  flow.to = trim(text.substr(arrow + kArrow.size()));
  const bool again = flow.to.find(kArrow) != std::string::npos;
  if (again || flow.from.empty() || flow.to.empty()) return std::nullopt;
  return flow;
}

std::optional<IntentFlow> read_flow(NativeContext& context, const SyntaxNode& node,
                                    const std::string& what) {
  const std::optional<std::string> text = read_text(context, node, what);
  if (!text) return std::nullopt;
  std::optional<IntentFlow> flow = flow_of(*text);
  if (!flow) {
    context.report(DiagnosticKind::intent_flow, node.at(), {quoted(*text), "`FROM -> TO[:PORT]`"});
  }
  return flow;
}

class IntentReader {
 public:
  IntentReader(NativeContext& context, Fields& fields, const SyntaxNode& node)
      : context_(context), fields_(fields), node_(node) {}

  /// None after a report.
  std::optional<Intent> read() {
    const SyntaxNode* id = fields_.need("id");
    const KindWord* word = chosen();
    know_all();
    if (id == nullptr || word == nullptr) return std::nullopt;
    intent_.id = read_text(context_, *id, "`id`").value_or("");
    intent_.kind = word->kind;
    intent_.at = node_.at();
    intent_.severity = "medium";
    if (const SyntaxNode* severity = fields_.find("severity")) read_severity(*severity);
    if (intent_.id.empty() || !read_body(*fields_.find(word->key))) return std::nullopt;
    refuse_others(*word);
    return std::move(intent_);
  }

 private:
  const KindWord* chosen() {
    const KindWord* found = nullptr;
    for (const KindWord& word : kind_words()) {
      if (node_.find(word.key) == nullptr) continue;
      if (found != nullptr) {
        refuse(fmt::format("says both {} and {}", quoted(found->key), quoted(word.key)));
        return nullptr;
      }
      found = &word;
    }
    if (found == nullptr) refuse("says none of " + listed(kind_words()));
    return found;
  }

  void refuse(const std::string& why) {
    context_.report(DiagnosticKind::intent_kind, node_.at(), {fields_.what(), why});
  }

  void know_all() {
    fields_.know({"severity"});
    for (const KindWord& word : kind_words()) {
      fields_.know({word.key});
      fields_.know(word.further);
    }
  }

  /// Keys that belong to another kind of intent.
  void refuse_others(const KindWord& own) {
    std::vector<std::string_view> others;
    for (const KindWord& word : kind_words()) {
      for (const std::string_view key : word.further) {
        if (!contains(own.further, key)) others.push_back(key);
      }
    }
    sort_unique(others);
    fields_.refuse(others, fmt::format("says nothing beside `{}`", own.key));
  }

  void read_severity(const SyntaxNode& node) {
    const std::vector<std::string> words = {"critical", "high", "medium", "low", "info"};
    const auto word = read_word(context_, node, "`severity`", words);
    if (word) intent_.severity = words[*word];
  }

  bool read_body(const SyntaxNode& body) {
    switch (intent_.kind) {
      case Intent::Kind::allow:
        return read_flow_of(body) && read_allow();
      case Intent::Kind::deny:
        return read_flow_of(body);
      case Intent::Kind::waypoint:
        return read_waypoint(body);
      case Intent::Kind::only:
        return read_only(body);
      case Intent::Kind::can_call:
      case Intent::Kind::cannot_call:
        return read_call(body);
      case Intent::Kind::region:
        return read_regions(body);
      case Intent::Kind::scope:
        return false;
    }
    return false;
  }

  bool read_flow_of(const SyntaxNode& body) {
    const std::optional<IntentFlow> flow =
        read_flow(context_, body, fmt::format("`{}`", name_of(intent_.kind)));
    if (!flow) return false;
    intent_.flow = *flow;
    if (const SyntaxNode* ports = fields_.find("source_ports")) {
      intent_.flow.source_ports = read_text(context_, *ports, "`source_ports`");
    }
    return true;
  }

  bool read_allow() {
    if (const SyntaxNode* every = fields_.find("every")) {
      const auto word = read_word(context_, *every, "`every`", {"pair", "any"});
      if (word && *word == 1) intent_.every = Intent::Every::any;
    }
    if (const SyntaxNode* path = fields_.find("path")) {
      constexpr Intent::Path kPaths[] = {Intent::Path::endpoint, Intent::Path::nat,
                                         Intent::Path::internet};
      const auto word = read_word(context_, *path, "`path`", {"endpoint", "nat", "internet"});
      if (word) intent_.path = kPaths[*word];
    }
    if (const SyntaxNode* survives = fields_.find("survives")) {
      intent_.survives_zone = read_word(context_, *survives, "`survives`", {"zone"}).has_value();
    }
    return true;
  }

  bool read_waypoint(const SyntaxNode& body) {
    const std::optional<std::string> text = read_text(context_, body, "`waypoint`");
    if (!text) return false;
    constexpr std::string_view kVia = " via ";
    const std::size_t via = text->rfind(kVia);
    std::optional<IntentFlow> flow;
    if (via != std::string::npos) flow = flow_of(std::string_view(*text).substr(0, via));
    if (!flow) {
      context_.report(DiagnosticKind::intent_flow, body.at(),
                      {quoted(*text), "`FROM -> TO via NAME`"});
      return false;
    }
    intent_.flow = *flow;
    intent_.via = trim(std::string_view(*text).substr(via + kVia.size()));
    if (const SyntaxNode* ports = fields_.find("source_ports")) {
      intent_.flow.source_ports = read_text(context_, *ports, "`source_ports`");
    }
    return true;
  }

  bool read_only(const SyntaxNode& body) {
    const SyntaxNode* into = fields_.need("into");
    for (const SyntaxNode* element : elements_of(body)) {
      std::optional<IntentFlow> flow = read_flow(context_, *element, "a flow of `only`");
      if (!flow) return false;
      intent_.flows.push_back(std::move(*flow));
    }
    if (into == nullptr) return false;
    intent_.into = read_text(context_, *into, "`into`").value_or("");
    return !intent_.into.empty();
  }

  /// WHO ACTION TARGET; only the target may hold blanks.
  bool read_call(const SyntaxNode& body) {
    const std::optional<std::string> text =
        read_text(context_, body, fmt::format("`{}`", name_of(intent_.kind)));
    if (!text) return false;
    const std::string_view whole = trim(*text);
    const std::size_t first = whole.find(' ');
    const std::string_view rest =
        first == std::string_view::npos ? std::string_view() : trim(whole.substr(first));
    const std::size_t second = rest.find(' ');
    if (second == std::string_view::npos) {
      context_.report(DiagnosticKind::intent_flow, body.at(),
                      {quoted(*text), "`WHO ACTION TARGET`"});
      return false;
    }
    intent_.who = whole.substr(0, first);
    intent_.action = rest.substr(0, second);
    intent_.target = trim(rest.substr(second));
    return true;
  }

  bool read_regions(const SyntaxNode& body) {
    for (const SyntaxNode* element : elements_of(body)) {
      const std::string region = read_region(context_, *element);
      if (region.empty()) return false;
      intent_.regions.push_back(region);
    }
    if (const SyntaxNode* of = fields_.find("of")) {
      intent_.of = read_text(context_, *of, "`of`").value_or("");
    }
    return !intent_.regions.empty();
  }

  NativeContext& context_;
  Fields& fields_;
  const SyntaxNode& node_;
  Intent intent_;
};

/// False after a report: the name is taken.
bool add_name(NativeContext& context, const std::string& label, const std::string& name,
              const SourceLoc& at) {
  const NameEntry* first = context.names.add({label, std::nullopt, 0, "", name, at});
  if (first == nullptr) return true;
  context.report(DiagnosticKind::duplicate_name, at,
                 {label + " " + quoted(name), std::to_string(first->at.line)});
  return false;
}

void read_group(NativeContext& context, const SyntaxNode::Member& member) {
  EndpointGroup group{std::string(member.key), {}, member.key_at};
  if (!add_name(context, "group", group.name, member.key_at)) return;
  for (const SyntaxNode* element : elements_of(member.value)) {
    if (const auto text = read_text(context, *element, "a member of a group")) {
      group.members.push_back(*text);
    }
  }
  if (group.members.empty()) {
    return context.invalid(member.value, "group", quoted(group.name) + " has no members");
  }
  context.design.spec.groups.push_back(std::move(group));
}

void read_intent(NativeContext& context, const SyntaxNode& node) {
  if (!node.is_map()) return context.wrong_type(node, "an intent", "a map");
  const SyntaxNode* id = node.find("id");
  const bool has_id = id != nullptr && id->is_scalar() && !id->text().empty();
  Fields fields(context, node, has_id ? "intent " + quoted(id->text()) : "an intent", node.at());
  std::optional<Intent> intent = IntentReader(context, fields, node).read();
  if (!intent) return;
  if (!add_name(context, "intent", intent->id, id->at())) return;
  context.design.spec.intents.push_back(std::move(*intent));
}

void read_waiver(NativeContext& context, const SyntaxNode& node) {
  if (!node.is_map()) return context.wrong_type(node, "a waiver", "a map");
  Fields fields(context, node, "a waiver", node.at());
  Waiver waiver;
  waiver.at = node.at();
  bool is_whole = true;
  const auto text = [&](const SyntaxNode* value, std::string_view key) -> std::string {
    if (value == nullptr) return {};
    const auto words = read_text(context, *value, quoted(key));
    is_whole = is_whole && words.has_value();
    return words.value_or("");
  };
  for (const auto& [key, into] :
       {std::pair{"intent", &Waiver::intent}, std::pair{"owner", &Waiver::owner},
        std::pair{"reason", &Waiver::reason}}) {
    const SyntaxNode* value = fields.need(key);
    waiver.*into = text(value, key);
    is_whole = is_whole && value != nullptr;
  }
  waiver.from = text(fields.find("from"), "from");
  waiver.to = text(fields.find("to"), "to");
  waiver.ticket = text(fields.find("ticket"), "ticket");
  const SyntaxNode* until = fields.need("until");
  if (until == nullptr) return;
  const std::optional<Date> date = parse_date(until->text());
  if (!date) {
    return context.invalid(*until, "date", quoted(until->text()) + " is no day such as 2026-12-31");
  }
  waiver.until = *date;
  if (is_whole) context.design.spec.waivers.push_back(std::move(waiver));
}

template <class Read>
void read_list(NativeContext& context, const SyntaxNode::Member& section, const Read& read) {
  if (!section.value.is_list()) {
    return context.wrong_type(section.value, quoted(section.key), "a list");
  }
  for (const SyntaxNode& element : section.value.elements()) read(context, element);
}

/// Looks for a group that holds itself by way of its members: a search in depth over names, each
/// of which is entered once.
class CycleFinder {
 public:
  explicit CycleFinder(const IntentSpec& spec) {
    for (const EndpointGroup& group : spec.groups) groups_.emplace(group.name, &group);
  }

  const EndpointGroup* find(const EndpointGroup& start) {
    std::vector<std::pair<const EndpointGroup*, std::size_t>> way;
    if (states_.emplace(&start, State::open).second) way.push_back({&start, 0});
    while (!way.empty()) {
      auto& [group, next] = way.back();
      if (next == group->members.size()) {
        states_[group] = State::done;
        way.pop_back();
        continue;
      }
      const auto found = groups_.find(group->members[next++]);
      if (found == groups_.end()) continue;
      const auto [state, is_new] = states_.emplace(found->second, State::open);
      if (!is_new && state->second == State::open) return found->second;
      if (is_new) way.push_back({found->second, 0});
    }
    return nullptr;
  }

 private:
  enum class State : std::uint8_t { open, done };

  std::map<std::string_view, const EndpointGroup*> groups_;
  std::map<const EndpointGroup*, State> states_;  // never iterated
};

}  // namespace

bool read_spec_part(NativeContext& context, const SyntaxNode::Member& section) {
  if (section.key == "intents") {
    read_list(context, section, read_intent);
    return true;
  }
  if (section.key == "waivers") {
    read_list(context, section, read_waiver);
    return true;
  }
  if (section.key != "groups") return false;
  if (!section.value.is_map()) {
    context.wrong_type(section.value, "`groups`", "a map of names");
    return true;
  }
  for (const SyntaxNode::Member& member : section.value.members()) read_group(context, member);
  return true;
}

void check_spec(NativeContext& context) {
  const IntentSpec& spec = context.design.spec;
  std::vector<std::string> ids;
  for (const Intent& intent : spec.intents) ids.push_back(intent.id);
  const std::set<std::string> known(ids.begin(), ids.end());
  for (const Waiver& waiver : spec.waivers) {
    if (known.count(waiver.intent) > 0) continue;
    context.report(DiagnosticKind::unknown_intent, waiver.at, {quoted(waiver.intent)},
                   context.suggestion(waiver.intent, ids));
  }
  CycleFinder cycles(spec);
  for (const EndpointGroup& group : spec.groups) {
    const EndpointGroup* cycle = cycles.find(group);
    if (cycle == nullptr) continue;
    context.report(DiagnosticKind::group_cycle, cycle->at, {quoted(cycle->name)});
    break;
  }
}

}  // namespace canreach
