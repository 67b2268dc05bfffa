// `can` and `who-can` for people: the verdict, the network, every layer of policies with what it
// says, then everything in the way.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "analyzer/access/who_can.h"
#include "base/text.h"
#include "report/columns.h"
#include "report/write.h"

namespace canreach {
namespace {

constexpr std::size_t kLayerWidth = 24;

Ink ink_of(AccessVerdict verdict) {
  switch (verdict) {
    case AccessVerdict::allowed:
      return Ink::good;
    case AccessVerdict::denied:
      return Ink::bad;
    case AccessVerdict::undecided:
      return Ink::unsure;
  }
  return Ink::plain;
}

class AccessText {
 public:
  AccessText(const SourceFiles& files, const Style& style) : files_(files), style_(style) {}

  std::string of(const AccessAnswer& answer) {
    std::string who = escaped(answer.who.name);
    const std::string own = answer.who.kind + "/" + answer.who.name;
    const bool is_itself = answer.principal == own || answer.principal == answer.who.name;
    if (!answer.principal.empty() && !is_itself) {
      who += " (" + escaped(answer.principal) + ")";
    }
    const std::string what =
        answer.resource.empty() ? escaped(answer.target.name) : escaped(answer.resource);
    headline(answer.verdict, fmt::format("{}  {}  {}", who, escaped(answer.action), what));
    if (style_.quiet) return out_;
    out_ += "\n";
    network(answer);
    policies(answer);
    logins(answer);
    Answer findings;
    findings.blockers = answer.blockers;
    findings.assumptions = answer.assumptions;
    findings.undecided = answer.undecided;
    findings.symptom = answer.symptom;
    findings.clients = answer.clients;
    findings.fixes = answer.fixes;
    for (const std::string& note : answer.notes) labelled("note", escaped(note));
    out_ += findings_text(findings, files_, style_);
    return out_;
  }

  std::string of(const WhoCanAnswer& answer) {
    out_ += painted(headline_of(answer), Ink::strong, style_) + "\n";
    if (style_.quiet) return out_;
    out_ += "\n";
    for (const WhoMay& who : answer.who) row(who);
    Answer findings;
    findings.assumptions = answer.assumptions;
    findings.undecided = answer.undecided;
    out_ += findings_text(findings, files_, style_);
    return out_;
  }

 private:
  static std::string headline_of(const WhoCanAnswer& answer) {
    std::size_t allowed = 0;
    for (const WhoMay& who : answer.who) allowed += who.verdict == AccessVerdict::allowed ? 1 : 0;
    const std::string what =
        fmt::format("may {} {}", escaped(answer.action),
                    escaped(answer.resource.empty() ? answer.target.name : answer.resource));
    switch (verdict_of(answer)) {
      case AccessVerdict::allowed:
        return fmt::format("{} {}", allowed, what);
      case AccessVerdict::denied:
        return "nobody " + what;
      case AccessVerdict::undecided:
        break;
    }
    return "it is not known who " + what;
  }

  void headline(AccessVerdict verdict, const std::string& question) {
    out_ += painted(padded(to_upper(name_of(verdict)), 12), ink_of(verdict), style_);
    bool first = true;
    for (const std::string& line : wrapped(question, style_.width - 12)) {
      out_ += (first ? "" : std::string(12, ' ')) + painted(line, Ink::strong, style_) + "\n";
      first = false;
    }
  }

  std::string mark(char word) const {
    switch (word) {
      case 'y':
        return painted(style_.ascii ? "+" : "✓", Ink::good, style_);
      case 'n':
        return painted(style_.ascii ? "x" : "✗", Ink::bad, style_);
      case '?':
        return painted("?", Ink::unsure, style_);
    }
    return style_.ascii ? "-" : "·";
  }

  void line(std::string_view indent, char word, std::string_view label, const std::string& text) {
    const std::size_t used = indent.size() + 2 + kLayerWidth;
    // A label that fills its column stands on a line of its own.
    if (columns_of(label) >= kLayerWidth) {
      out_ += fmt::format("{}{} {}\n", indent, mark(word), label);
      label = {};
    }
    bool first = !label.empty();
    for (const std::string& part : wrapped(text, style_.width - used)) {
      out_ += first ? std::string(indent) + mark(word) + " " + padded(label, kLayerWidth)
                    : std::string(used, ' ');
      out_ += part + "\n";
      first = false;
    }
  }

  void labelled(std::string_view label, const std::string& text) {
    bool first = true;
    for (const std::string& part : wrapped(escaped(text), style_.width - 14)) {
      out_ += padded(first ? label : "", 14) + part + "\n";
      first = false;
    }
  }

  void network(const AccessAnswer& answer) {
    if (!answer.network) {
      for (const std::string& way : answer.ways) line("  ", '.', "network", "through " + way);
      return;
    }
    const Answer& flow = *answer.network;
    const char word = flow.verdict == Verdict::reachable   ? 'y'
                      : flow.verdict == Verdict::undecided ? '?'
                                                           : 'n';
    std::string text = fmt::format("{} -> {}, {}", escaped(flow.from.name), escaped(flow.to.name),
                                   escaped(flow.asked));
    if (!answer.ways.empty()) text += " through " + escaped(join(answer.ways, " or "));
    line("  ", word, "network", text);
  }

  std::string place(const SourceLoc& at) const {
    const std::string text = files_.describe({at.file, at.line, 0});
    return text.empty() ? text : "  " + text;
  }

  static std::string statement_text(const StatementRef& statement) {
    const bool denies = statement.effect == PolicyStatement::Effect::deny;
    return described(statement) + (denies ? " denies" : " allows");
  }

  void layer(const CallAnswer& asked, const LayerDecision& one) {
    const Decision& decision = asked.decision;
    const bool allows = one.outcome == Outcome::allowed;
    const char word = one.refuses                         ? 'n'
                      : !one.attached                     ? '.'
                      : allows                            ? 'y'
                      : one.outcome == Outcome::undecided ? '?'
                                                          : '.';
    std::string text = one.attached ? "no statement matches" : "none attached";
    for (const StatementRef& statement : decision.by) {
      if (statement.layer != one.layer) continue;
      text = statement_text(statement) + place(statement.at);
      break;
    }
    for (const NearMiss& miss : decision.near_misses) {
      if (allows || miss.statement.layer != one.layer || miss.part != StatementPart::condition) {
        continue;
      }
      const bool denies = miss.statement.effect == PolicyStatement::Effect::deny;
      text = fmt::format("{}, {} {} {} = {} is {}: {}", statement_text(miss.statement),
                         denies && !miss.unknown ? "since" : "but", escaped(miss.operation),
                         escaped(miss.key), escaped(miss.wanted),
                         miss.unknown ? "not known"
                         : denies     ? "true"
                                      : "false",
                         miss.given.empty() ? absent_because(asked, miss.key)
                                            : "the request has " + escaped(miss.given)) +
             place(miss.statement.at);
      break;
    }
    const bool named = text != "no statement matches";
    if (!named && allows) text = "allows";
    if (!named && one.outcome == Outcome::undecided) text = "not known";
    line("      ", word, row_of(one.layer).label, text);
  }

  void policies(const AccessAnswer& answer) {
    if (!answer.deciding) return;
    std::set<std::string> said;  // ways that look alike are told once
    for (std::size_t i = 0; i < answer.calls.size(); ++i) {
      const CallAnswer& asked = answer.calls[i];
      const bool shown = i == *answer.deciding || style_.verbose;
      const Outcome outcome = asked.decision.outcome;
      const char word = outcome == Outcome::allowed     ? 'y'
                        : outcome == Outcome::undecided ? '?'
                                                        : 'n';
      std::string text = std::string(name_of(outcome));
      if (!asked.call.by_service.empty()) text += ", called by " + escaped(asked.call.by_service);
      if (asked.call.access_point != kNoIndex) {
        text += asked.call.of_access_point ? ", at the access point" : ", at the bucket";
      }
      if (answer.ways.size() > 1 && !asked.way.empty()) text += ", through " + escaped(asked.way);
      if (!said.insert(asked.call.action + " " + asked.call.resource + " " + text).second) continue;
      line("  ", word, asked.call.action, text);
      if (!shown) continue;
      for (const LayerDecision& one : asked.decision.layers) layer(asked, one);
      for (const std::string& note : asked.decision.notes) line("      ", '.', "note", note);
    }
  }

  void logins(const AccessAnswer& answer) {
    for (const LoginAnswer& login : answer.logins) {
      const char word = login.verdict == AccessVerdict::allowed     ? 'y'
                        : login.verdict == AccessVerdict::undecided ? '?'
                                                                    : 'n';
      line("  ", word, "login as " + escaped(login.user), escaped(login.why) + place(login.at));
    }
  }

  void row(const WhoMay& who) {
    const char word = who.verdict == AccessVerdict::allowed ? 'y' : '?';
    std::string text;
    if (!who.chain.empty()) text = "after assuming " + escaped(join(who.chain, " -> "));
    for (const StatementRef& statement : who.statements) {
      if (!text.empty()) text += "; ";
      text += statement_text(statement) + place(statement.at);
      break;
    }
    if (who.verdict == AccessVerdict::undecided && !who.missing_keys.empty()) {
      if (!text.empty()) text += "; ";
      text += "depends on " + escaped(join(who.missing_keys, ", "));
    }
    if (text.empty() && !who.login.empty()) text = "as the user " + quoted(who.login);
    const bool is_open = who.verdict == AccessVerdict::undecided && who.missing_keys.empty();
    if (is_open) text += text.empty() ? "not known" : "; whether that is enough is not known";
    if (text.empty()) text = "allowed";
    // An ARN, or `anonymous`, says what it is.
    const std::string kind = who.end.kind == "principal" ? "" : who.end.kind + "/";
    line("  ", word, kind + escaped(who.end.name), text);
  }

  const SourceFiles& files_;
  const Style& style_;
  std::string out_;
};

}  // namespace

std::string text_of(const AccessAnswer& answer, const SourceFiles& files, const Style& style) {
  return AccessText(files, style).of(answer);
}

std::string text_of(const WhoCanAnswer& answer, const SourceFiles& files, const Style& style) {
  return AccessText(files, style).of(answer);
}

}  // namespace canreach
