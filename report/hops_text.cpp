#include "report/hops_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "report/columns.h"

// The hops of an answer, on 80 columns:
//
//     4 ✗ acl-data   ingress   rule 90 deny tcp/5432 from        infra.yaml:82
//                              10.0.12.0/24
//
// All columns are as wide as their content but the sentence, which takes what is left and wraps.
// On wide terminals the kind of the component stands in front of the direction.  Asked for, the
// rules that a filter looked at and that did not match stand below its hop.

namespace canreach {
namespace {

constexpr std::size_t kHopIndent = 4;   // before a hop's number
constexpr std::size_t kRoomyWhy = 30;   // with less than this for the sentence, kinds are left out
constexpr std::size_t kNarrowWhy = 16;  // with less than this, places are left out too
constexpr std::size_t kLeastWhy = 8;

struct HopColumns {
  std::size_t number = 1;
  std::size_t name = 0;
  std::size_t component = 0;
  std::size_t why = 0;
  std::size_t place = 0;
  bool with_kinds = true;
};

/// A line of the table, or several where its texts wrap.
struct HopRow {
  std::string lead;  // number and mark, as wide as the indent of the lines below
  std::string name;
  std::string component;
  std::string why;
  std::string place;
};

class HopTable {
 public:
  HopTable(const Answer& answer, const SourceFiles& files, const Style& style)
      : answer_(answer), files_(files), style_(style), columns_(columns_of_hops()) {}

  std::string written() {
    for (const Leg leg : {Leg::forward, Leg::reply}) {
      const std::vector<Hop> hops = hops_of(leg);
      if (!hops.empty()) write_leg(leg, hops);
    }
    return out_;
  }

  /// The steps of a name instead: `answer` holds them as hops.
  std::string steps_of(const NameAnswer& name) {
    const std::string label = "  name      ";
    const std::string found =
        name.addresses.empty()
            ? name.effect == Effect::denies ? "no address" : "an address that is not known"
            : join(name.addresses, ", ");
    const std::string text = fmt::format("{}, asked in {}: {}", escaped(name.name),
                                         escaped(name.asked_in), escaped(found));
    std::string lead = label;
    for (const std::string& line : wrapped(text, style_.width - label.size())) {
      out_ += lead + line + "\n";
      lead = std::string(label.size(), ' ');
    }
    std::size_t number = 0;
    for (const Hop& hop : name.steps) write_hop(++number, hop);
    return out_;
  }

 private:
  void write_leg(Leg leg, const std::vector<Hop>& hops);
  void write_hop(std::size_t number, const Hop& hop);
  void write_passed_over(const Hop& hop);
  void write_row(const HopRow& row);
  HopColumns columns_of_hops() const;
  std::size_t room_for_why(const HopColumns& columns) const;
  std::size_t indent_of(const HopColumns& columns) const;
  std::vector<Hop> hops_of(Leg leg) const;
  std::string component_text(const Hop& hop, bool with_kind) const;
  std::string place_text(const SourceLoc& at) const;
  std::string place_text(const Hop& hop) const;
  std::string mark(Effect effect) const;
  std::string ellipsis() const { return style_.ascii ? "..." : "…"; }
  std::string paint(std::string_view text, Ink ink) const { return painted(text, ink, style_); }

  const Answer& answer_;
  const SourceFiles& files_;
  const Style& style_;
  HopColumns columns_;
  std::string out_;
};

std::vector<Hop> HopTable::hops_of(Leg leg) const {
  std::vector<Hop> result;
  for (const Hop& hop : answer_.hops) {
    if (hop.leg == leg) result.push_back(hop);
  }
  return result;
}

std::string HopTable::component_text(const Hop& hop, bool with_kind) const {
  const std::string direction(name_of(hop.direction));
  if (!with_kind) return direction;
  return escaped(hop.component) + (direction.empty() ? "" : " ") + direction;
}

std::string HopTable::place_text(const SourceLoc& at) const {
  if (!at.is_somewhere()) return {};
  const std::string place = files_.describe({at.file, at.line, 0});
  return end_of(place, std::max<std::size_t>(style_.width / 4, 16), ellipsis());
}

// What nobody wrote has no line: a filter or a route that is there all the same is AWS's default.
std::string HopTable::place_text(const Hop& hop) const {
  if (hop.at.is_somewhere()) return place_text(hop.at);
  const bool passes = hop.effect == Effect::permits || hop.effect == Effect::forwards;
  const bool has_default = hop.component == "route-table" || hop.component == "network-acl" ||
                           hop.component == "security-group";
  return passes && has_default ? "(AWS default)" : "";
}

// The columns that a hop's sentence has, or may have and more.
std::size_t HopTable::room_for_why(const HopColumns& columns) const {
  const auto with_gap = [](std::size_t width) { return width == 0 ? 0 : width + kColumnGap; };
  const std::size_t used = indent_of(columns) + columns.name + kColumnGap +
                           with_gap(columns.component) + with_gap(columns.place);
  return style_.width - std::min(style_.width, used);
}

std::size_t HopTable::indent_of(const HopColumns& columns) const {
  return kHopIndent + columns.number + 1 + (style_.ascii ? 2 : 1) + 1;
}

// First kinds are left out for the sentence, then places.
HopColumns HopTable::columns_of_hops() const {
  std::vector<std::string> names;
  std::vector<std::string> directions;
  std::vector<std::string> components;
  std::vector<std::string> places;
  for (const Hop& hop : answer_.hops) {
    names.push_back(escaped(hop.name));
    directions.push_back(component_text(hop, false));
    components.push_back(component_text(hop, true));
    places.push_back(place_text(hop));
    if (!style_.verbose) continue;
    for (const PassedOver& rule : hop.passed_over) places.push_back(place_text(rule.at));
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

std::string HopTable::mark(Effect effect) const {
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

void HopTable::write_row(const HopRow& row) {
  const std::vector<std::string> names = wrapped(row.name, columns_.name);
  const std::vector<std::string> whys = wrapped(row.why, columns_.why);
  const std::string place = columns_.place == 0 ? "" : row.place;
  const std::string indent(indent_of(columns_), ' ');
  for (std::size_t i = 0; i < std::max(names.size(), whys.size()); ++i) {
    const bool is_first = i == 0;
    std::string line = padded(i < names.size() ? names[i] : "", columns_.name);
    if (columns_.component > 0) {
      line +=
          std::string(kColumnGap, ' ') + padded(is_first ? row.component : "", columns_.component);
    }
    line += std::string(kColumnGap, ' ') + (i < whys.size() ? whys[i] : "");
    const std::size_t used = columns_of(indent) + columns_of(line) + columns_of(place);
    if (is_first && !place.empty()) {
      const std::size_t gap = used < style_.width ? style_.width - used : 1;
      line += std::string(gap, ' ') + paint(place, Ink::dim);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out_ += (is_first ? row.lead : indent) + line + "\n";
  }
}

void HopTable::write_hop(std::size_t number, const Hop& hop) {
  const std::string lead = fmt::format("{}{:>{}} {} ", std::string(kHopIndent, ' '), number,
                                       columns_.number, mark(hop.effect));
  write_row({lead, escaped(hop.name), component_text(hop, columns_.with_kinds), escaped(hop.why),
             place_text(hop)});
  if (style_.verbose) write_passed_over(hop);
}

void HopTable::write_passed_over(const Hop& hop) {
  const std::string sign = style_.ascii ? "- " : "·";
  const std::string lead = std::string(kHopIndent + columns_.number + 1, ' ') + sign + " ";
  for (const PassedOver& rule : hop.passed_over) {
    write_row({lead, "", "", fmt::format("not {}: {}", escaped(rule.text), escaped(rule.why)),
               place_text(rule.at)});
  }
  if (hop.passed_over_left_out == 0) return;
  write_row(
      {lead, "", "", fmt::format("nor {} more", counted(hop.passed_over_left_out, "rule")), ""});
}

void HopTable::write_leg(Leg leg, const std::vector<Hop>& hops) {
  const bool forward = leg == Leg::forward;
  const std::string& source = forward ? answer_.walked_source : answer_.walked_destination;
  const std::string& destination = forward ? answer_.walked_destination : answer_.walked_source;
  const std::string label = forward ? "  forward   " : "  return    ";
  const std::string indent(label.size(), ' ');
  const bool refused = any_of(hops, [](const Hop& hop) {
    return hop.effect == Effect::denies || hop.effect == Effect::unknown;
  });
  if (!forward && !refused && !style_.verbose) {
    const std::string all =
        fmt::format("{} of {} pass (-v shows them)", hops.size(), counted(hops.size(), "hop"));
    std::string lead = label;
    for (const std::string& line : wrapped(all, style_.width - label.size())) {
      out_ += lead + line + "\n";
      lead = indent;
    }
    return;
  }
  const std::string heading = fmt::format("{}{}", label, escaped(source));
  const std::string towards = fmt::format("-> {}", escaped(destination));
  const bool fits = heading.size() + 1 + towards.size() <= style_.width;
  out_ += fmt::format("{}{}{}\n", heading, fits ? " " : "\n" + indent, towards);
  std::size_t number = 0;
  for (const Hop& hop : hops) write_hop(++number, hop);
}

}  // namespace

std::string names_of(const Answer& answer, const SourceFiles& files, const Style& style) {
  std::string text;
  for (const NameAnswer& name : answer.names) {
    Answer steps;
    steps.hops = name.steps;
    text += "\n" + HopTable(steps, files, style).steps_of(name);
  }
  return text;
}

std::string legs_of(const Answer& answer, const SourceFiles& files, const Style& style) {
  if (answer.hops.empty()) return {};
  return "\n" + HopTable(answer, files, style).written();
}

std::vector<Blocker> causes_of(const Answer& answer) {
  std::vector<Blocker> causes;
  for (const Blocker& blocker : answer.blockers) {
    const bool is_said = any_of(causes, [&](const Blocker& other) {
      return blocker.at.is_somewhere() && other.at == blocker.at &&
             other.reason == blocker.reason && other.component == blocker.component &&
             other.name == blocker.name && other.message == blocker.message;
    });
    if (!is_said) causes.push_back(blocker);
  }
  return causes;
}

}  // namespace canreach
