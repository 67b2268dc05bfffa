#include "report/tighten_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "report/json_parts.h"

namespace canreach {
namespace {

std::string_view verdict_of(const TightenAnswer& answer) {
  if (!answer.proposals.empty()) return "loose";
  return answer.intents > 0 && answer.complete ? "tight" : "undecided";
}

std::string first_line(const TightenAnswer& answer) {
  const auto removed = std::count_if(answer.proposals.begin(), answer.proposals.end(),
                                     [](const TightenProposal& proposal) {
                                       return proposal.action == TightenProposal::Action::remove;
                                     });
  const std::size_t gone = static_cast<std::size_t>(removed);
  const std::size_t narrower = answer.proposals.size() - gone;
  if (answer.intents == 0) return "UNDECIDED   no intent holds today, so nothing can be told\n";
  if (answer.proposals.empty()) {
    return fmt::format("TIGHT       {} looked at, {} needed by {}\n",
                       counted(answer.looked_at, "rule"), answer.looked_at == 1 ? "it is" : "all",
                       counted(answer.intents, "intent"));
  }
  return fmt::format("LOOSE       {} can go, {} can be narrower; {} met\n", counted(gone, "rule"),
                     narrower,
                     answer.intents == 1 ? "the intent is still"
                                         : fmt::format("all {} intents are still", answer.intents));
}

std::string line_of(const TightenProposal& proposal, const SourceFiles& files) {
  std::string text = fmt::format("  {:<6}  {}{}{}  {}", name_of(proposal.action),
                                 escaped(proposal.name), proposal.direction.empty() ? "" : " ",
                                 proposal.direction, escaped(proposal.rule));
  if (!proposal.narrowed.empty()) text += "  to  " + escaped(proposal.narrowed);
  const std::string place = files.describe(proposal.at);
  if (!place.empty()) text += "  " + place;
  if (!proposal.note.empty()) text += fmt::format("\n          {}", proposal.note);
  return text + "\n";
}

std::string text_of(const TightenAnswer& answer, const SourceFiles& files, const Style& style) {
  std::string text = first_line(answer);
  if (style.quiet) return text;
  if (!answer.proposals.empty()) text += "\n";
  for (const TightenProposal& proposal : answer.proposals) text += line_of(proposal, files);
  if (answer.left_out > 0) {
    text += fmt::format("not asked: {} that {} not hold today\n",
                        counted(answer.left_out, "intent"), answer.left_out == 1 ? "does" : "do");
  }
  if (!answer.complete) text += "there may be more: not every rule could be looked at\n";
  return text;
}

}  // namespace

std::string json_of(const TightenAnswer& answer, const SourceFiles& files) {
  JsonWriter out = json_header("tighten");
  out.member("verdict", verdict_of(answer));
  add_list(out, "proposals", answer.proposals, [&](const TightenProposal& proposal) {
    out.begin_object().member("action", name_of(proposal.action));
    out.member("component", proposal.component).member("name", proposal.name);
    out.member_if_any("direction", proposal.direction);
    out.member("rule", proposal.rule).member_if_any("narrowed", proposal.narrowed);
    out.member_if_any("note", proposal.note);
    add_place(out, proposal.at, files);
    out.end_object();
  });
  out.member("intents", std::uint64_t{answer.intents});
  out.member("left_out", std::uint64_t{answer.left_out});
  out.member("looked_at", std::uint64_t{answer.looked_at});
  out.member("complete", answer.complete).end_object();
  return out.take();
}

std::string written(const TightenAnswer& answer, const SourceFiles& files, Format format,
                    const Style& style) {
  return format == Format::json ? json_of(answer, files) + "\n" : text_of(answer, files, style);
}

}  // namespace canreach
