// What a check found.  Failures come first, each with the packet that shows it and its way; what is
// undecided is listed apart, and what holds has a line each.
#include "report/check_report.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "report/access_json.h"
#include "report/columns.h"
#include "report/fix_text.h"
#include "report/hops_text.h"
#include "report/json_parts.h"
#include "report/report_item.h"
#include "report/table_cells.h"

namespace canreach {
namespace {

using FailureState = IntentFailure::State;

constexpr std::size_t kTextFailures = 10;  // of one intent
constexpr std::size_t kMarkdownFailures = 10;

std::string joined_flows(const std::vector<IntentFlow>& flows) {
  std::vector<std::string> texts;
  for (const IntentFlow& flow : flows) texts.push_back(flow.to_string());
  return join(texts, ", ");
}

bool counts(const IntentFailure& failure) {
  return failure.state == FailureState::open || failure.state == FailureState::expired;
}

std::size_t counting(const IntentAnswer& answer) {
  std::size_t number = answer.failures_left_out;
  for (const IntentFailure& failure : answer.failures) number += counts(failure) ? 1 : 0;
  return number;
}

std::size_t with_verdict(const CheckAnswer& answer, IntentVerdict verdict) {
  std::size_t number = 0;
  for (const IntentAnswer& one : answer.intents) number += one.verdict == verdict ? 1 : 0;
  return number;
}

std::string summary(const CheckAnswer& answer) {
  std::string text = fmt::format(
      "{}: {} hold, {} fail, {} undecided", counted(answer.intents.size(), "intent"),
      with_verdict(answer, IntentVerdict::holds), with_verdict(answer, IntentVerdict::fails),
      with_verdict(answer, IntentVerdict::undecided));
  if (answer.in_baseline > 0) {
    text += fmt::format("; {} in the baseline", counted(answer.in_baseline, "failure"));
  }
  return text;
}

std::string upper_verdict(IntentVerdict verdict) { return to_upper(name_of(verdict)); }

Ink ink_of(IntentVerdict verdict) {
  switch (verdict) {
    case IntentVerdict::holds:
      return Ink::good;
    case IntentVerdict::fails:
      return Ink::bad;
    case IntentVerdict::undecided:
      return Ink::unsure;
  }
  return Ink::plain;
}

/// Of a failure that a waiver excused once: whose, and until when.
std::string ended_waiver(const IntentFailure& failure, const CheckAnswer& answer) {
  if (failure.state != FailureState::expired || !failure.waiver) return {};
  const Waiver& waiver = answer.waivers[*failure.waiver].waiver;
  return fmt::format("its waiver ended on {} (owner {})", waiver.until.to_string(), waiver.owner);
}

std::string with_ended_waiver(const IntentFailure& failure, const CheckAnswer& answer) {
  const std::string ended = ended_waiver(failure, answer);
  return ended.empty() ? failure.message : failure.message + "; " + ended;
}

class CheckText {
 public:
  CheckText(const CheckAnswer& answer, const SourceFiles& files, const Style& style)
      : answer_(answer), files_(files), style_(style) {}

  std::string made() {
    out_ = painted(padded(upper_verdict(answer_.verdict), 12), ink_of(answer_.verdict), style_);
    out_ += summary(answer_) + "\n";
    if (style_.quiet) return out_;
    for (const IntentVerdict verdict :
         {IntentVerdict::fails, IntentVerdict::undecided, IntentVerdict::holds}) {
      std::string_view separator = "\n";
      for (const IntentAnswer& one : answer_.intents) {
        if (one.verdict != verdict) continue;
        if (verdict != IntentVerdict::holds || !separator.empty()) out_ += separator;
        if (verdict == IntentVerdict::holds) separator = "";
        add(one);
      }
    }
    add_waivers();
    if (answer_.baseline_gone > 0) {
      out_ += fmt::format("\n  {} of the baseline no longer there: write it anew\n",
                          counted(answer_.baseline_gone, "failure"));
    }
    return out_;
  }

 private:
  std::string mark(IntentVerdict verdict) const {
    switch (verdict) {
      case IntentVerdict::holds:
        return style_.ascii ? "+" : "✓";
      case IntentVerdict::fails:
        return style_.ascii ? "x" : "✗";
      case IntentVerdict::undecided:
        return "?";
    }
    return " ";
  }

  void add(const IntentAnswer& one) {
    out_ += fmt::format("  {} {}  {}", painted(mark(one.verdict), ink_of(one.verdict), style_),
                        escaped(one.intent.id), escaped(text_of(one.intent)));
    if (one.verdict != IntentVerdict::holds) out_ += "  " + one.intent.severity;
    if (one.intent.at.is_somewhere()) out_ += "  " + files_.describe(line_only(one.intent.at));
    out_ += "\n";
    if (!one.note.empty()) line(one.note);
    if (one.error)
      line(fmt::format("{} [{} {}]", one.error->message, one.error->code, one.error->slug));
    std::size_t listed = 0;
    std::size_t settled = 0;
    for (const IntentFailure& failure : one.failures) {
      if (!counts(failure)) {
        ++settled;
      } else if (listed++ < kTextFailures) {
        add(failure);
      }
    }
    const std::size_t more = counting(one) - std::min(listed, kTextFailures);
    if (more > 0) line(fmt::format("... and {}", counted(more, "more failure")));
    if (settled > 0) line(fmt::format("{} waived or in the baseline", counted(settled, "failure")));
    for (const Remark& remark : one.undecided) {
      line(fmt::format("? {}{}", remark.message,
                       remark.supply.empty() ? "" : "; supply " + remark.supply));
    }
  }

  static SourceLoc line_only(SourceLoc at) {
    at.column = 0;
    return at;
  }

  void line(const std::string& text) {
    std::string before(6, ' ');
    for (const std::string& part : wrapped(escaped(text), style_.width - 6)) {
      out_ += before + part + "\n";
    }
  }

  void add(const IntentFailure& failure) {
    const IntentFindingRow& row = row_of(failure.finding);
    line(fmt::format("{} [{} {}]", failure.message, row.code, row.slug));
    const std::string ended = ended_waiver(failure, answer_);
    if (!ended.empty()) line(ended);
    if (!failure.command.empty()) line("$ " + failure.command);
    if (failure.trace) indent(legs_of(*failure.trace, files_, narrower()));
    if (failure.trace) {
      for (const Blocker& blocker : causes_of(*failure.trace)) {
        const bool is_written = blocker.at.is_somewhere();
        const std::string place =
            is_written ? files_.describe(blocker.at) : blocker.component + " " + blocker.name;
        line((trim(place).empty() ? "" : std::string(place) + ": ") + blocker.message);
      }
      add_fixes(failure.trace->fixes);
    }
    if (failure.call) add_fixes(failure.call->fixes);
  }

  void add_fixes(const std::vector<Fix>& fixes) {
    for (const Fix& fix : fixes) {
      line(fmt::format("fix (verified by asking again; opens {})",
                       fix.opens_known ? opened_text(fix) : "what is not known: too many ends"));
      for (const Opened& opened : fix.opens) {
        if (!opened.is_asked_for) line("opens " + escaped(words_of(opened)));
      }
      for (const TextEdit& edit : fix.edits) {
        if (edit.is_of_text()) {
          const std::string_view added = trim(edit.add);
          const std::size_t end = added.find('\n');
          line(fmt::format("{}: + {}{}", files_.describe(edit.at), added.substr(0, end),
                           end == std::string_view::npos ? "" : " ..."));
        } else {
          line(words_of(edit));
        }
      }
    }
  }

  Style narrower() const {
    Style style = style_;
    style.width = std::max(Style::kNarrowest, style.width - 4);
    return style;
  }

  void indent(const std::string& text) {
    for (const std::string_view part : split(text, '\n')) {
      if (!part.empty()) out_ += "    " + std::string(part) + "\n";
    }
  }

  void add_waivers() {
    std::vector<std::vector<std::string>> rows;
    for (const WaiverAnswer& one : answer_.waivers) {
      if (one.state == WaiverAnswer::State::used) continue;
      rows.push_back({std::string(name_of(one.state)), escaped(one.waiver.intent),
                      one.waiver.until.to_string(),
                      escaped(fmt::format("{}: {}", one.waiver.owner, one.waiver.reason))});
    }
    if (!rows.empty()) out_ += "\n  waivers\n" + text_table(rows, style_.width);
  }

  const CheckAnswer& answer_;
  const SourceFiles& files_;
  const Style& style_;
  std::string out_;
};

std::string markdown_of(const CheckAnswer& answer) {
  std::string text = fmt::format("**{}**: {}\n\n", upper_verdict(answer.verdict), summary(answer));
  text += markdown_head({"verdict", "intent", "what"});
  for (const IntentAnswer& one : answer.intents) {
    std::vector<std::string> lines;
    for (const IntentFailure& failure : one.failures) {
      if (counts(failure) && lines.size() < kMarkdownFailures) {
        lines.push_back(markdown_cell(with_ended_waiver(failure, answer)));
      }
    }
    const std::size_t more = counting(one) - lines.size();
    if (more > 0) lines.push_back(fmt::format("and {} more", more));
    if (one.error) lines.push_back(markdown_cell(one.error->message));
    const auto settled = static_cast<std::size_t>(
        std::count_if(one.failures.begin(), one.failures.end(),
                      [](const IntentFailure& failure) { return !counts(failure); }));
    if (settled > 0) {
      if (lines.empty()) lines.push_back(markdown_cell(text_of(one.intent)));
      lines.push_back(counted(settled, "failure") + " waived or in the baseline");
    }
    for (const Remark& remark : one.undecided) lines.push_back(markdown_cell(remark.message));
    text +=
        markdown_row({std::string(name_of(one.verdict)), markdown_cell(one.intent.id),
                      lines.empty() ? markdown_cell(text_of(one.intent)) : join(lines, "<br>")});
  }
  return text;
}

void write_failure(JsonWriter& out, const IntentFailure& failure, const SourceFiles& files) {
  const IntentFindingRow& row = row_of(failure.finding);
  out.begin_object().member("code", row.code).member("slug", row.slug);
  out.member("state", name_of(failure.state));
  out.member("from", failure.from).member("to", failure.to);
  out.member_if_any("packets", failure.traffic).member("message", failure.message);
  out.member("fingerprint", failure.fingerprint).member_if_any("command", failure.command);
  if (failure.trace) {
    out.key("trace").begin_object();
    add_answer(out, *failure.trace, files);
    out.end_object();
  }
  out.end_object();
}

void write_error(JsonWriter& out, const QueryError& error) {
  out.key("error").begin_object().member("code", error.code).member("slug", error.slug);
  out.member("message", error.message).end_object();
}

void write_intent(JsonWriter& out, const IntentAnswer& one, const SourceFiles& files) {
  out.begin_object().member("id", one.intent.id).member("kind", name_of(one.intent.kind));
  out.member("verdict", name_of(one.verdict)).member("severity", one.intent.severity);
  out.member("text", text_of(one.intent)).member("asked", std::uint64_t{one.asked});
  add_place(out, one.intent.at, files);
  for (const IntentFailure& failure : one.failures) {
    if (!counts(failure)) continue;
    out.member("code", row_of(failure.finding).code);
    break;
  }
  out.member_if_any("note", one.note);
  if (one.error) write_error(out, *one.error);
  add_list(out, "failures", one.failures,
           [&](const IntentFailure& failure) { write_failure(out, failure, files); });
  if (one.failures_left_out > 0) {
    out.member("failures_left_out", std::uint64_t{one.failures_left_out});
  }
  add_remarks(out, {}, one.undecided, files);
  out.end_object();
}

Severity severity_of(const Intent& intent) {
  if (intent.severity == "low") return Severity::warning;
  return intent.severity == "info" ? Severity::note : Severity::error;
}

/// Why a failure does not count.
std::string excuse_of(const IntentFailure& failure, const CheckAnswer& answer) {
  if (failure.state != FailureState::waived || !failure.waiver) {
    return failure.state == FailureState::in_baseline ? "in the baseline" : "";
  }
  const Waiver& waiver = answer.waivers[*failure.waiver].waiver;
  const std::string ticket = waiver.ticket.empty() ? "" : fmt::format(" ({})", waiver.ticket);
  return fmt::format("waived until {} by {}: {}{}", waiver.until.to_string(), waiver.owner,
                     waiver.reason, ticket);
}

ReportItem item_of(const CheckAnswer& whole, const IntentAnswer& answer,
                   const IntentFailure& failure) {
  const IntentFindingRow& row = row_of(failure.finding);
  ReportItem item;
  item.outcome = counts(failure) ? ReportItem::Outcome::fails : ReportItem::Outcome::suppressed;
  item.code = row.code;
  item.slug = row.slug;
  item.severity = severity_of(answer.intent);
  item.grade = answer.intent.severity;
  item.message = answer.intent.id + ": " + with_ended_waiver(failure, whole);
  item.component = "intent";
  item.name = answer.intent.id;
  item.at = answer.intent.at;
  if (failure.trace) item.hops = failure.trace->hops;
  item.reason = excuse_of(failure, whole);
  item.is_suppressed_in_source = false;
  item.identity = failure.fingerprint;
  return item;
}

ReportItem undecided_item_of(const IntentAnswer& answer) {
  ReportItem item;
  item.outcome = ReportItem::Outcome::undecided;
  item.severity = Severity::warning;
  item.grade = answer.intent.severity;
  item.code = row_of(Reason::unknown_value).code;
  item.slug = row_of(Reason::unknown_value).slug;
  if (answer.error) {
    item.outcome = ReportItem::Outcome::fails;
    item.severity = Severity::error;
    item.code = answer.error->code;
    item.slug = answer.error->slug;
    item.message = answer.intent.id + ": " + answer.error->message;
  } else if (!answer.undecided.empty()) {
    item.code = row_of(answer.undecided.front().reason).code;
    item.slug = row_of(answer.undecided.front().reason).slug;
    item.message = answer.intent.id + ": " + answer.undecided.front().message;
  } else {
    item.message = answer.intent.id + ": undecided";
  }
  item.component = "intent";
  item.name = answer.intent.id;
  item.at = answer.intent.at;
  item.identity = "undecided\n" + answer.intent.id;
  return item;
}

std::string counting_messages(const CheckAnswer& answer, const IntentAnswer& one) {
  std::vector<std::string> messages;
  for (const IntentFailure& failure : one.failures) {
    if (!counts(failure) || messages.size() == kTextFailures) continue;
    messages.push_back(with_ended_waiver(failure, answer));
  }
  const std::size_t more = counting(one) - messages.size();
  if (more > 0) messages.push_back(fmt::format("and {}", counted(more, "more failure")));
  if (one.error) messages.push_back(one.error->message);
  return join(messages, "; ");
}

/// One of a test case: the same name whether it holds or not.
ReportItem case_of(const CheckAnswer& answer, const IntentAnswer& one) {
  ReportItem item;
  item.code = "intent";
  item.slug = name_of(one.intent.kind);
  item.component = one.intent.id + ":";
  item.name = text_of(one.intent);
  item.at = one.intent.at;
  // What fails breaks the build, however grave it is.
  item.severity = Severity::error;
  std::set<std::string> excuses;
  for (const IntentFailure& failure : one.failures) {
    if (!counts(failure)) excuses.insert(excuse_of(failure, answer));
  }
  switch (one.verdict) {
    case IntentVerdict::fails:
      item.message = counting_messages(answer, one);
      break;
    case IntentVerdict::undecided:
      if (!one.error) item.outcome = ReportItem::Outcome::undecided;
      item.message = one.error ? one.error->message : undecided_item_of(one).message;
      break;
    case IntentVerdict::holds:
      item.outcome = excuses.empty() ? ReportItem::Outcome::holds : ReportItem::Outcome::suppressed;
      item.reason = join(std::vector<std::string>(excuses.begin(), excuses.end()), "; ");
      break;
  }
  return item;
}

/// Test cases: one an intent.
Report cases_of(const CheckAnswer& answer) {
  Report report;
  report.title = "canreach check";
  for (const IntentAnswer& one : answer.intents) report.items.push_back(case_of(answer, one));
  return report;
}

/// Every failure, also those that are waived, and what is undecided.
Report report_of(const CheckAnswer& answer) {
  Report report;
  report.title = "canreach check";
  std::set<std::string> codes;  // the items, which move, own the texts
  const auto add_rule = [&](std::string_view code, std::string_view slug, std::string_view title) {
    if (!codes.insert(std::string(code)).second) return;
    ReportRule rule;
    rule.code = code;
    rule.slug = slug;
    rule.title = title;
    rule.severity = Severity::error;
    report.rules.push_back(std::move(rule));
  };
  for (const IntentAnswer& one : answer.intents) {
    for (const IntentFailure& failure : one.failures) {
      const IntentFindingRow& row = row_of(failure.finding);
      add_rule(row.code, row.slug, row.slug);
      report.items.push_back(item_of(answer, one, failure));
    }
    if (one.verdict != IntentVerdict::undecided) continue;
    ReportItem item = undecided_item_of(one);
    add_rule(item.code, item.slug, "it cannot be decided");
    report.items.push_back(std::move(item));
  }
  return report;
}

}  // namespace

std::string text_of(const Intent& intent) {
  const std::string kind(name_of(intent.kind));
  std::string text;
  switch (intent.kind) {
    case Intent::Kind::allow:
      text = fmt::format("{} {}", kind, intent.flow.to_string());
      if (intent.every == Intent::Every::any) text += ", any pair";
      if (intent.path != Intent::Path::any_path) {
        text += fmt::format(", path {}", name_of(intent.path));
      }
      if (intent.survives_zone) text += ", survives a zone";
      return text;
    case Intent::Kind::deny:
      return fmt::format("{} {}", kind, intent.flow.to_string());
    case Intent::Kind::waypoint:
      return fmt::format("{} {} via {}", kind, intent.flow.to_string(), intent.via);
    case Intent::Kind::only:
      return fmt::format("{} {} into {}", kind, joined_flows(intent.flows), intent.into);
    case Intent::Kind::can_call:
    case Intent::Kind::cannot_call:
      return fmt::format("{} {} {} {}", kind, intent.who, intent.action, intent.target);
    case Intent::Kind::region:
      return fmt::format("{} {}{}", kind, join(intent.regions, ", "),
                         intent.of.empty() ? "" : " of " + intent.of);
    case Intent::Kind::scope:
      text = fmt::format("{}: no {}", kind, joined_flows(intent.flows));
      if (!intent.excluded.empty()) text += " but " + joined_flows(intent.excluded);
      return text;
  }
  return kind;
}

std::string json_of(const CheckAnswer& answer, const SourceFiles& files) {
  JsonWriter out = json_header("check");
  out.member("verdict", name_of(answer.verdict));
  out.key("counts").begin_object();
  for (const IntentVerdict verdict :
       {IntentVerdict::holds, IntentVerdict::fails, IntentVerdict::undecided}) {
    out.member(name_of(verdict), std::uint64_t{with_verdict(answer, verdict)});
  }
  out.member("in_baseline", std::uint64_t{answer.in_baseline});
  out.member("baseline_gone", std::uint64_t{answer.baseline_gone}).end_object();
  add_list(out, "intents", answer.intents,
           [&](const IntentAnswer& one) { write_intent(out, one, files); });
  add_list(out, "waivers", answer.waivers, [&](const WaiverAnswer& one) {
    out.begin_object().member("intent", one.waiver.intent).member("state", name_of(one.state));
    out.member_if_any("from", one.waiver.from).member_if_any("to", one.waiver.to);
    out.member("until", one.waiver.until.to_string()).member("owner", one.waiver.owner);
    out.member("reason", one.waiver.reason).member_if_any("ticket", one.waiver.ticket);
    add_place(out, one.waiver.at, files);
    out.end_object();
  });
  return out.end_object().take();
}

std::string baseline_of(const CheckAnswer& answer) {
  JsonWriter out;
  out.begin_object().member("schema", "canreach/baseline/v1");
  out.key("failures").begin_array();
  for (const IntentAnswer& one : answer.intents) {
    for (const IntentFailure& failure : one.failures) {
      if (failure.state == FailureState::waived) continue;
      out.begin_object().member("fingerprint", failure.fingerprint);
      out.member("intent", one.intent.id).member("code", row_of(failure.finding).code);
      out.member("from", failure.from).member("to", failure.to);
      if (!failure.from_hosts.empty()) out.member("from_hosts", failure.from_hosts.to_string());
      if (!failure.to_hosts.empty()) out.member("to_hosts", failure.to_hosts.to_string());
      out.member_if_any("packets", failure.traffic).member("message", failure.message);
      out.end_object();
    }
  }
  out.end_array();
  return out.end_object().take() + "\n";
}

std::string written(const CheckAnswer& answer, const SourceFiles& files, Format format,
                    const Style& style) {
  switch (format) {
    case Format::text:
      return CheckText(answer, files, style).made();
    case Format::json:
      return json_of(answer, files) + "\n";
    case Format::markdown:
      return markdown_of(answer);
    case Format::sarif:
      return sarif_of(report_of(answer), files);
    case Format::junit:
      return junit_of(cases_of(answer), files);
    case Format::github:
      return github_of(report_of(answer), files);
    case Format::gitlab:
      return gitlab_of(report_of(answer), files);
    case Format::csv:
      break;
  }
  return {};
}

}  // namespace canreach
