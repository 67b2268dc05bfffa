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
#include "report/fix_text.h"
#include "report/hops_text.h"
#include "report/write.h"

// An answer as a page of text.
//
// The order is fixed: verdict, path, blockers with the lines that matter, other paths, what was
// assumed, what is not known, what the client sees, what nobody looked at.  Everything is a table
// whose columns are as wide as their content; one column a table, the one with a sentence in it,
// takes what is left of the terminal's width and wraps.  Names come from files of others, so each
// text goes through escaped() on its way in.

namespace canreach {
namespace {

constexpr std::size_t kLeastBeside = 16;   // with less than this, a sentence stands on its own line
constexpr std::size_t kLabel = 14;         // "client sees   "
constexpr std::size_t kMessageIndent = 4;  // before such a line
constexpr std::size_t kVerdict = 9;        // "undecided"
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
    case Symptom::hang:
      return "a connection that opens and then hangs (what comes next is dropped)";
    case Symptom::unreachable:
      return "no route to the host, at once";
    case Symptom::dns:
      return "a name that does not resolve";
    case Symptom::http:
      return "an error of the load balancer";
    case Symptom::auth:
      return "a failed login";
    case Symptom::access_denied:
      return "access denied, at once";
    case Symptom::expired_token:
      return "an expired token";
    case Symptom::intermittent:
      return "failures now and then (some packets pass, others do not)";
  }
  return "";
}

std::string http_words(std::uint16_t status) {
  return fmt::format("HTTP {} from the load balancer ({})", status,
                     status == 503 ? "it has no target" : "its target does not answer in time");
}

std::string summary_of(const Answer& answer) {
  const std::size_t blockers = causes_of(answer).size();
  const std::size_t pairs = answer.pairs.size() + answer.pairs_left_out;
  if (pairs > 0) return counted(pairs, "pair");
  if (answer.verdict == Verdict::undecided) {
    return answer.undecided.empty() ? "" : counted(answer.undecided.size(), "thing") + " not known";
  }
  if (answer.verdict == Verdict::reachable || blockers == 0) return {};
  if (blockers == 1) return "1 blocker";
  return fmt::format("{} blockers, {} must be fixed", blockers, blockers == 2 ? "both" : "all");
}

class TextAnswer {
 public:
  TextAnswer(const Answer& answer, const SourceFiles& files, const Style& style)
      : answer_(answer), files_(files), style_(style) {}

  /// Blockers, remarks and symptom alone.
  std::string findings() {
    write_blockers();
    write_fixes();
    write_remarks("assumed", answer_.assumptions);
    write_remarks("undecided", answer_.undecided);
    write_symptom();
    std::replace(out_.begin(), out_.end(), kHardBlank, ' ');
    return out_;
  }

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
    out_ += names_of(answer_, files_, style_);
    out_ += legs_of(answer_, files_, style_);
    write_blockers();
    write_fixes();
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
  void write_blockers();
  void write_blocker(const Blocker& blocker);
  void write_near(const Blocker& blocker, const Near& near, const ExcerptLook& look);
  void write_fixes();
  void write_fix_heading(const Fix& fix);
  void write_lines(std::uint32_t line, char sign, std::string_view text);
  void write_edit(std::uint32_t line, char sign, const std::string& text);
  void write_other_paths();
  void write_remarks(std::string_view label, const std::vector<Remark>& remarks);
  void write_symptom();
  void write_clients();
  void write_limits();

  void write_labelled(std::string_view label, const std::string& text);
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
  out_ += paint(padded(to_upper(name_of(answer_.verdict)), 12), ink_of(answer_.verdict));
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
    const auto end = [](const std::string& words, const std::string& address,
                        const AnswerEnd& asked, const std::string& ports) {
      const std::string& name = !words.empty() ? words : address.empty() ? asked.name : address;
      return escaped(name) + (ports.empty() ? "" : " port " + escaped(ports));
    };
    const std::string types = flow.icmp_types.empty() ? "" : " " + escaped(flow.icmp_types);
    write_labelled(i == 0 ? "passes" : "",
                   fmt::format("{}{} from {} to {}", escaped(flow.protocol), types,
                               end(flow.source_words, flow.source, answer_.from, flow.source_ports),
                               end(flow.destination_words, flow.destination, answer_.to,
                                   flow.destination_ports)));
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
    write_pair(pair, ends + std::string(kColumnGap, ' '));
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
  const std::size_t used = columns_of(ends) + kVerdict + kColumnGap;
  const bool fits_beside = used + kLeastBeside <= style_.width;
  const std::size_t indent = fits_beside ? used : kMessageIndent;
  out_ += fits_beside ? std::string(used - columns_of(ends) - verdict.size(), ' ') : "\n";
  bool is_first = fits_beside;
  for (const std::string& line : wrapped(message, style_.width - indent)) {
    out_ += (is_first ? "" : std::string(indent, ' ')) + line + "\n";
    is_first = false;
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
  for (const Blocker& blocker : causes_of(answer_)) write_blocker(blocker);
}

// "fix (verified by re-running this query; opens 1 new pair, none to or from the internet)"
void TextAnswer::write_fix_heading(const Fix& fix) {
  std::string heading = "fix (verified by re-running this query";
  if (!fix.opens.empty()) heading += "; opens " + opened_text(fix);
  if (!fix.opens_known) heading += "; what else it opens is not known: too many ends";
  for (const std::string& line : wrapped_hanging(heading + ")", style_.width, 4)) {
    out_ += paint(line, Ink::strong) + "\n";
  }
}

void TextAnswer::write_edit(std::uint32_t line, char sign, const std::string& text) {
  if (text.empty()) return;
  const std::string_view shown = trim(text);
  if (shown.find('\n') != std::string_view::npos) {
    return write_lines(line, sign, text);
  }
  std::string lead = fmt::format("  {:>4} {} ", line, sign);
  for (const std::string& part : wrapped(escaped(shown), style_.width - lead.size())) {
    out_ += lead + part + "\n";
    lead = std::string(lead.size(), ' ');
  }
}

/// Several lines keep their indentation, less what all of them have.
void TextAnswer::write_lines(std::uint32_t line, char sign, std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
    text.remove_suffix(1);
  }
  const std::vector<std::string_view> lines = split(text, '\n');
  std::size_t common = std::string_view::npos;
  for (std::size_t i = lines.front().substr(0, 1) == " " ? 0 : 1; i < lines.size(); ++i) {
    const std::size_t indent = lines[i].find_first_not_of(' ');
    if (indent != std::string_view::npos) common = std::min(common, indent);
  }
  std::string number = fmt::format("{:>4}", line);
  for (const std::string_view one : lines) {
    const bool is_indented = one.substr(0, 1) == " " && common != std::string_view::npos;
    out_ += fmt::format("  {} {} {}\n", number, sign,
                        escaped(is_indented ? one.substr(std::min(common, one.size())) : one));
    number = std::string(number.size(), ' ');
  }
}

void TextAnswer::write_fixes() {
  for (const Fix& fix : answer_.fixes) {
    write_fix_heading(fix);
    for (const TextEdit& edit : fix.edits) {
      if (edit.is_of_text()) {
        write_edit(edit.at.line, '-', edit.remove);
        write_edit(edit.at.line, '+', edit.add);
      } else {
        out_ += "  " + escaped(words_of(edit)) + "\n";
      }
    }
    if (fix.opens.size() <= 1 && !exposes_more_than_asked(fix)) continue;
    for (std::size_t i = 0; i < std::min(fix.opens.size(), kListedPairs); ++i) {
      write_labelled(i == 0 ? "  opens" : "", escaped(words_of(fix.opens[i])));
    }
    if (fix.opens.size() > kListedPairs) {
      write_labelled("", fmt::format("and {} more", fix.opens.size() - kListedPairs));
    }
  }
  if (!answer_.no_fix.empty()) write_labelled("no fix", escaped(answer_.no_fix));
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
  const bool is_rejected = any_of(answer_.blockers, [](const Blocker& blocker) {
    return blocker.reason == Reason::firewall_reject;
  });
  std::string words(symptom_words(answer_.symptom));
  if (answer_.symptom == Symptom::http) words = http_words(answer_.http_status);
  if (answer_.symptom == Symptom::refused && is_rejected) {
    words = "a refused or reset connection (a firewall rejects it)";
  }
  write_labelled("client sees", words);
  write_clients();
}

/// The first client; all of them, by name, with -v.
void TextAnswer::write_clients() {
  for (const ClientText& client : answer_.clients) {
    const std::string who = style_.verbose ? "(" + client.client + ") " : "";
    write_labelled("", who + escaped(client.text));
    if (!client.waits.empty()) write_labelled("", "after " + client.waits);
    if (!style_.verbose) return;
  }
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

std::string findings_text(const Answer& answer, const SourceFiles& files, const Style& style) {
  return TextAnswer(answer, files, style).findings();
}

}  // namespace canreach
