#include "base/text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/algorithm.h"
#include "report/columns.h"
#include "report/excerpt.h"
#include "report/write.h"

// An answer as a page of text.
//
// The order is fixed: verdict, path, blockers with the lines that matter, other paths, what was
// assumed, what is not known, what the client sees, what nobody looked at.  Everything is a table
// whose columns are as wide as their content; one column a table, the one with a sentence in it,
// takes what is left of the terminal's width and wraps.  Hops, on 80 columns:
//
//     4 ✗ acl-data   ingress   rule 90 deny tcp/5432 from        infra.yaml:82
//                              10.0.12.0/24
//
// On wide terminals the kind of the component stands in front of the direction.  Names come from
// files of others, so each text goes through escaped() on its way in.

namespace canreach {
namespace {

constexpr std::size_t kGap = 3;         // between columns
constexpr std::size_t kHopIndent = 4;   // before a hop's number
constexpr std::size_t kLabel = 14;      // "client sees   "
constexpr std::size_t kRoomyWhy = 30;   // with less than this for the sentence, kinds are left out
constexpr std::size_t kNarrowWhy = 16;  // with less than this, places are left out too
constexpr std::size_t kLeastWhy = 8;
constexpr std::size_t kVerdict = 9;  // "undecided"
constexpr std::size_t kListedPairs = 40;
constexpr std::size_t kListedFlows = 10;

// A blank at which no line is broken.  Escaped texts never hold it.
constexpr char kHardBlank = '\x1f';

std::string code_of(Reason reason) {
  return fmt::format("[{}{}{}]", row_of(reason).code, kHardBlank, row_of(reason).slug);
}

Ink ink_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::reachable:
      return Ink::good;
    case Verdict::partial:
    case Verdict::undecided:
      return Ink::unsure;
    case Verdict::blocked:
      return Ink::bad;
  }
  return Ink::plain;
}

std::string upper(std::string_view word) {
  std::string result(word);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

std::size_t widest(const std::vector<std::string>& cells) {
  std::size_t width = 0;
  for (const std::string& cell : cells) width = std::max(width, columns_of(cell));
  return width;
}

std::string target_text(const AnswerEnd& to, const std::string& asked) {
  const std::string name = escaped(to.name);
  const std::string traffic = escaped(asked);
  const std::size_t slash = traffic.find('/');
  const std::string protocol = traffic.substr(0, slash);
  if (traffic.empty()) return name;
  if (slash == std::string::npos) return name + "/" + traffic;
  if (traffic == "icmp/8/0" || traffic == "icmpv6/128/0") return name + "/" + protocol;
  const bool has_ports = protocol == "tcp" || protocol == "udp";
  if (!has_ports || traffic.find(' ') != std::string::npos) return name + "  " + traffic;
  const bool is_ipv6 = to.kind == "address" && name.find(':') != std::string::npos;
  return fmt::format("{}:{}/{}", is_ipv6 ? "[" + name + "]" : name, traffic.substr(slash + 1),
                     protocol);
}

std::string_view symptom_words(Symptom symptom) {
  switch (symptom) {
    case Symptom::none:
      return "";
    case Symptom::timeout:
      return "a timeout (packets are dropped silently)";
    case Symptom::refused:
      return "a refused connection (nothing serves this port)";
    case Symptom::unreachable:
      return "no route to the host, at once";
    case Symptom::dns:
      return "a name that does not resolve";
    case Symptom::intermittent:
      return "failures now and then (some packets pass, others do not)";
  }
  return "";
}

std::string summary_of(const Answer& answer) {
  const std::size_t blockers = answer.blockers.size();
  const std::size_t pairs = answer.pairs.size() + answer.pairs_left_out;
  if (pairs > 0) return counted(pairs, "pair");
  if (answer.verdict == Verdict::undecided) {
    return answer.undecided.empty() ? "" : counted(answer.undecided.size(), "thing") + " not known";
  }
  if (answer.verdict == Verdict::reachable || blockers == 0) return {};
  if (blockers == 1) return "1 blocker";
  return fmt::format("{} blockers, {} must be fixed", blockers, blockers == 2 ? "both" : "all");
}

struct HopColumns {
  std::size_t number = 1;
  std::size_t name = 0;
  std::size_t component = 0;
  std::size_t why = 0;
  std::size_t place = 0;
  bool with_kinds = true;
};

class TextAnswer {
 public:
  TextAnswer(const Answer& answer, const SourceFiles& files, const Style& style)
      : answer_(answer), files_(files), style_(style) {}

  std::string written() {
    write_verdict();
    if (!style_.quiet) write_rest();
    std::replace(out_.begin(), out_.end(), kHardBlank, ' ');
    return out_;
  }

 private:
  void write_rest() {
    write_flows();
    write_pairs();
    write_legs();
    write_blockers();
    write_other_paths();
    write_remarks("assumed", answer_.assumptions);
    write_remarks("undecided", answer_.undecided);
    write_symptom();
    write_limits();
  }
  void write_verdict();
  void write_flows();
  void write_pairs();
  void write_pair(const PairAnswer& pair, const std::string& ends);
  void write_legs();
  void write_leg(Leg leg, const std::vector<Hop>& hops, const HopColumns& columns);
  void write_hop(std::size_t number, const Hop& hop, const HopColumns& columns);
  void write_blockers();
  void write_blocker(const Blocker& blocker);
  void write_near(const Blocker& blocker, const Near& near, const ExcerptLook& look);
  void write_other_paths();
  void write_remarks(std::string_view label, const std::vector<Remark>& remarks);
  void write_symptom();
  void write_limits();

  void write_labelled(std::string_view label, const std::string& text);
  HopColumns columns_of_hops() const;
  std::size_t room_for_why(const HopColumns& columns) const;
  std::size_t indent_of(const HopColumns& columns) const;
  std::vector<Hop> hops_of(Leg leg) const;
  std::string component_text(const Hop& hop, bool with_kind) const;
  std::string place_text(const Hop& hop) const;
  std::string mark(Effect effect) const;
  bool is_a_rule(const Blocker& blocker) const;
  std::size_t gutter_of(const Blocker& blocker) const;
  std::string ellipsis() const { return style_.ascii ? "..." : "…"; }
  std::string paint(std::string_view text, Ink ink) const { return painted(text, ink, style_); }

  const Answer& answer_;
  const SourceFiles& files_;
  const Style& style_;
  std::string out_;
};

void TextAnswer::write_verdict() {
  const std::string question =
      escaped(answer_.from.name) + " -> " + target_text(answer_.to, answer_.asked);
  const std::string summary = summary_of(answer_);
  out_ += paint(padded(upper(name_of(answer_.verdict)), 12), ink_of(answer_.verdict));
  out_ += paint(question, Ink::strong);
  const std::size_t needed = 12 + columns_of(question) + 6 + columns_of(summary);
  if (!summary.empty() && (style_.quiet || needed <= style_.width)) {
    out_ += std::string(6, ' ') + summary;
  } else if (!summary.empty()) {
    for (const std::string& line : wrapped(summary, style_.width - 12)) {
      out_ += "\n" + std::string(12, ' ') + line;
    }
  }
  out_ += "\n";
}

// Which packets pass: of a partial answer this is the answer.
void TextAnswer::write_flows() {
  const bool shown = answer_.verdict == Verdict::partial ||
                     (style_.verbose && answer_.verdict == Verdict::reachable);
  if (!shown || answer_.flows.empty()) return;
  out_ += "\n";
  for (std::size_t i = 0; i < std::min(answer_.flows.size(), kListedFlows); ++i) {
    const FlowSet& flow = answer_.flows[i];
    const auto end = [](const std::string& address, const std::string& ports) {
      return escaped(address) + (ports.empty() ? "" : " port " + escaped(ports));
    };
    const std::string types = flow.icmp_types.empty() ? "" : " " + escaped(flow.icmp_types);
    write_labelled(i == 0 ? "passes" : "",
                   fmt::format("{}{} from {} to {}", escaped(flow.protocol), types,
                               end(flow.source, flow.source_ports),
                               end(flow.destination, flow.destination_ports)));
  }
  if (answer_.flows.size() > kListedFlows) {
    write_labelled("", fmt::format("and {} more", answer_.flows.size() - kListedFlows));
  }
}

void TextAnswer::write_pairs() {
  if (answer_.pairs.empty()) return;
  const std::size_t shown = std::min(answer_.pairs.size(), kListedPairs);
  std::vector<std::string> froms;
  std::vector<std::string> tos;
  for (std::size_t i = 0; i < shown; ++i) {
    froms.push_back(escaped(answer_.pairs[i].from.name));
    tos.push_back(escaped(answer_.pairs[i].to.name));
  }
  const std::size_t from_width = std::min(widest(froms), style_.width / 5);
  const std::size_t to_width = std::min(widest(tos), style_.width / 5);
  out_ += "\n";
  for (std::size_t i = 0; i < shown; ++i) {
    const PairAnswer& pair = answer_.pairs[i];
    const std::string ends = "  " + padded(end_of(froms[i], from_width, ellipsis()), from_width) +
                             " -> " + padded(end_of(tos[i], to_width, ellipsis()), to_width);
    write_pair(pair, ends + std::string(kGap, ' '));
  }
  const std::size_t more = answer_.pairs.size() - shown + answer_.pairs_left_out;
  if (more > 0) out_ += fmt::format("  and {} more\n", more);
}

// The first blocker stands behind the verdict, or below it where there is no room.
void TextAnswer::write_pair(const PairAnswer& pair, const std::string& ends) {
  const std::string_view verdict = name_of(pair.verdict);
  out_ += ends + paint(verdict, ink_of(pair.verdict));
  if (pair.blockers.empty()) {
    out_ += "\n";
    return;
  }
  const Blocker& first = pair.blockers.front();
  const std::string message =
      fmt::format("{} [{}]", escaped(first.message), row_of(first.reason).code);
  const std::size_t used = columns_of(ends) + kVerdict + kGap;
  const bool fits_beside = used + kNarrowWhy <= style_.width;
  const std::size_t indent = fits_beside ? used : kHopIndent;
  out_ += fits_beside ? std::string(used - columns_of(ends) - verdict.size(), ' ') : "\n";
  bool is_first = fits_beside;
  for (const std::string& line : wrapped(message, style_.width - indent)) {
    out_ += (is_first ? "" : std::string(indent, ' ')) + line + "\n";
    is_first = false;
  }
}

std::vector<Hop> TextAnswer::hops_of(Leg leg) const {
  std::vector<Hop> result;
  for (const Hop& hop : answer_.hops) {
    if (hop.leg == leg) result.push_back(hop);
  }
  return result;
}

std::string TextAnswer::component_text(const Hop& hop, bool with_kind) const {
  const std::string direction(name_of(hop.direction));
  if (!with_kind) return direction;
  return escaped(hop.component) + (direction.empty() ? "" : " ") + direction;
}

// What nobody wrote has no line: a filter or a route that is there all the same is AWS's default.
std::string TextAnswer::place_text(const Hop& hop) const {
  if (hop.at.is_somewhere()) {
    const std::string place = files_.describe({hop.at.file, hop.at.line, 0});
    return end_of(place, std::max<std::size_t>(style_.width / 4, 16), ellipsis());
  }
  const bool passes = hop.effect == Effect::permits || hop.effect == Effect::forwards;
  const bool has_default = hop.component == "route-table" || hop.component == "network-acl" ||
                           hop.component == "security-group";
  return passes && has_default ? "(AWS default)" : "";
}

// The columns that a hop's sentence has, or may have and more.
std::size_t TextAnswer::room_for_why(const HopColumns& columns) const {
  const auto with_gap = [](std::size_t width) { return width == 0 ? 0 : width + kGap; };
  const std::size_t used = indent_of(columns) + columns.name + kGap + with_gap(columns.component) +
                           with_gap(columns.place);
  return style_.width - std::min(style_.width, used);
}

std::size_t TextAnswer::indent_of(const HopColumns& columns) const {
  return kHopIndent + columns.number + 1 + (style_.ascii ? 2 : 1) + 1;
}

// First kinds are left out for the sentence, then places.
HopColumns TextAnswer::columns_of_hops() const {
  std::vector<std::string> names;
  std::vector<std::string> directions;
  std::vector<std::string> components;
  std::vector<std::string> places;
  for (const Hop& hop : answer_.hops) {
    names.push_back(escaped(hop.name));
    directions.push_back(component_text(hop, false));
    components.push_back(component_text(hop, true));
    places.push_back(place_text(hop));
  }
  HopColumns columns;
  columns.number =
      std::to_string(std::max(hops_of(Leg::forward).size(), hops_of(Leg::reply).size())).size();
  columns.name = std::min(widest(names), style_.width / 4);
  columns.component = widest(components);
  columns.place = widest(places);
  columns.with_kinds = room_for_why(columns) >= kRoomyWhy;
  if (!columns.with_kinds) columns.component = widest(directions);
  if (room_for_why(columns) < kNarrowWhy) columns.place = 0;
  columns.why = std::max(room_for_why(columns), kLeastWhy);
  return columns;
}

std::string TextAnswer::mark(Effect effect) const {
  const auto padded_mark = [this](std::string_view words, std::string_view sign, Ink ink) {
    return paint(style_.ascii ? padded(words, 2) : std::string(sign), ink);
  };
  switch (effect) {
    case Effect::permits:
    case Effect::forwards:
    case Effect::rewrites:
    case Effect::delivers:
      return padded_mark("ok", "✓", Ink::good);
    case Effect::denies:
      return padded_mark("X", "✗", Ink::bad);
    case Effect::unknown:
      return padded_mark("?", "?", Ink::unsure);
  }
  return {};
}

void TextAnswer::write_hop(std::size_t number, const Hop& hop, const HopColumns& columns) {
  const std::vector<std::string> names = wrapped(escaped(hop.name), columns.name);
  const std::vector<std::string> whys = wrapped(escaped(hop.why), columns.why);
  const std::string component = component_text(hop, columns.with_kinds);
  const std::string place = columns.place == 0 ? "" : place_text(hop);
  const std::string indent(indent_of(columns), ' ');
  for (std::size_t i = 0; i < std::max(names.size(), whys.size()); ++i) {
    const bool is_first = i == 0;
    std::string line = padded(i < names.size() ? names[i] : "", columns.name);
    if (columns.component > 0) {
      line += std::string(kGap, ' ') + padded(is_first ? component : "", columns.component);
    }
    line += std::string(kGap, ' ') + (i < whys.size() ? whys[i] : "");
    const std::size_t used = columns_of(indent) + columns_of(line) + columns_of(place);
    if (is_first && !place.empty()) {
      const std::size_t gap = used < style_.width ? style_.width - used : 1;
      line += std::string(gap, ' ') + paint(place, Ink::dim);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out_ += is_first ? fmt::format("{}{:>{}} {} ", std::string(kHopIndent, ' '), number,
                                   columns.number, mark(hop.effect))
                     : indent;
    out_ += line + "\n";
  }
}

void TextAnswer::write_leg(Leg leg, const std::vector<Hop>& hops, const HopColumns& columns) {
  const bool forward = leg == Leg::forward;
  const std::string& source = forward ? answer_.walked_source : answer_.walked_destination;
  const std::string& destination = forward ? answer_.walked_destination : answer_.walked_source;
  const std::string label = forward ? "  forward   " : "  return    ";
  const bool refused = any_of(hops, [](const Hop& hop) {
    return hop.effect == Effect::denies || hop.effect == Effect::unknown;
  });
  if (!forward && !refused && !style_.verbose) {
    out_ += fmt::format("{}{} of {} pass (-v shows them)\n", label, hops.size(),
                        counted(hops.size(), "hop"));
    return;
  }
  const std::string heading = fmt::format("{}{}", label, escaped(source));
  const std::string towards = fmt::format("-> {}", escaped(destination));
  const bool fits = heading.size() + 1 + towards.size() <= style_.width;
  out_ +=
      fmt::format("{}{}{}\n", heading, fits ? " " : "\n" + std::string(label.size(), ' '), towards);
  std::size_t number = 0;
  for (const Hop& hop : hops) write_hop(++number, hop, columns);
}

void TextAnswer::write_legs() {
  if (answer_.hops.empty()) return;
  out_ += "\n";
  const HopColumns columns = columns_of_hops();
  for (const Leg leg : {Leg::forward, Leg::reply}) {
    const std::vector<Hop> hops = hops_of(leg);
    if (!hops.empty()) write_leg(leg, hops, columns);
  }
}

// Does the blocker's place hold the rule that refuses, rather than the component that has none?
bool TextAnswer::is_a_rule(const Blocker& blocker) const {
  return any_of(answer_.hops, [&blocker](const Hop& hop) {
    return hop.leg == blocker.leg && hop.component == blocker.component &&
           hop.name == blocker.name && hop.direction == blocker.direction &&
           hop.effect == Effect::denies && !hop.rule.empty();
  });
}

std::size_t TextAnswer::gutter_of(const Blocker& blocker) const {
  std::uint32_t last = blocker.at.is_somewhere() ? blocker.at.line : 0;
  for (const Near& near : blocker.near) {
    if (near.at.is_somewhere()) last = std::max(last, near.at.line);
  }
  return std::max<std::size_t>(std::to_string(last).size(), 2);
}

void TextAnswer::write_near(const Blocker& blocker, const Near& near, const ExcerptLook& look) {
  const std::string why = escaped(near.why);
  const std::string text = escaped(near.text);
  const bool elsewhere = near.at.is_somewhere() && near.at.file != blocker.at.file;
  const bool says_nothing = elsewhere || is_bare_bracket(files_, near.at);
  const std::string place =
      elsewhere ? files_.describe({near.at.file, near.at.line, 0}) + " " : std::string();
  const std::string note = says_nothing && !text.empty() ? place + text + ": " + why : why;
  const std::string lines = excerpt(files_, near.at, note, look, style_);
  if (!lines.empty()) {
    out_ += lines;
    return;
  }
  for (const std::string& line : wrapped("near: " + text + ": " + why, style_.width - 4)) {
    out_ += "    " + line + "\n";
  }
}

void TextAnswer::write_blocker(const Blocker& blocker) {
  const std::string place = files_.describe(blocker.at);
  const std::string who = place.empty() ? escaped(blocker.component + " " + blocker.name) : place;
  const std::string rest = escaped(blocker.message) + " " + code_of(blocker.reason);
  const std::string start = (trim(who).empty() ? "canreach" : who) + ": error: ";
  std::vector<std::string> lines = wrapped_hanging(start + rest, style_.width, 4);
  // The first line is painted only where it begins as it was written.
  if (lines.front().compare(0, start.size(), start) == 0) {
    lines.front() = paint(start.substr(0, start.size() - 7), Ink::strong) +
                    paint("error:", Ink::bad) + lines.front().substr(start.size() - 1);
  }
  for (const std::string& line : lines) out_ += line + "\n";

  const ExcerptLook look{gutter_of(blocker), true};
  const bool shown_by_near = any_of(blocker.near, [&](const Near& near) {
    return near.at.file == blocker.at.file && near.at.line == blocker.at.line;
  });
  const bool has_places =
      any_of(blocker.near, [](const Near& near) { return near.at.is_somewhere(); });
  if (!shown_by_near && (is_a_rule(blocker) || !has_places)) {
    out_ += excerpt(files_, blocker.at, {}, look, style_);
  }
  for (const Near& near : blocker.near) write_near(blocker, near, look);
}

void TextAnswer::write_blockers() {
  if (answer_.blockers.empty()) return;
  out_ += "\n";
  for (const Blocker& blocker : answer_.blockers) write_blocker(blocker);
}

void TextAnswer::write_other_paths() {
  for (const OtherPath& path : answer_.other_paths) {
    write_labelled("other path",
                   fmt::format("via {}: {}", escaped(path.via), counted(path.blockers, "blocker")));
  }
}

void TextAnswer::write_labelled(std::string_view label, const std::string& text) {
  bool is_first = true;
  for (const std::string& line : wrapped(text, style_.width - kLabel)) {
    out_ += padded(is_first ? label : "", kLabel) + line + "\n";
    is_first = false;
  }
}

void TextAnswer::write_remarks(std::string_view label, const std::vector<Remark>& remarks) {
  for (const Remark& remark : remarks) {
    const std::string place = files_.describe(remark.at);
    write_labelled(label, fmt::format("{}{}{} {}", place, place.empty() ? "" : ": ",
                                      escaped(remark.message), code_of(remark.reason)));
    if (!remark.supply.empty()) write_labelled("", "supply: " + escaped(remark.supply));
  }
}

void TextAnswer::write_symptom() {
  if (answer_.symptom == Symptom::none) return;
  write_labelled("client sees", std::string(symptom_words(answer_.symptom)));
}

void TextAnswer::write_limits() {
  const std::string limits = "not looked at: host firewalls, TLS, application login";
  for (const std::string& line : wrapped(limits, style_.width)) {
    out_ += paint(line, Ink::dim) + "\n";
  }
}

}  // namespace

std::string text_of(const Answer& answer, const SourceFiles& files, const Style& style) {
  return TextAnswer(answer, files, style).written();
}

}  // namespace canreach
