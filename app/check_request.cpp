#include "app/check_request.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "app/access_fixes.h"
#include "app/fixes.h"
#include "base/text.h"
#include "parsers/intents.h"
#include "policy/condition_operator.h"
#include "report/check_report.h"
#include "report/json.h"

namespace canreach {

std::optional<Date> day_of(std::string_view text) {
  if (text.size() > 10 && !parse_moment(text)) return std::nullopt;
  return parse_date(text.substr(0, 10));
}

Baseline read_baseline(InputFile file, SourceFiles& files, Diagnostics& diagnostics) {
  const std::string name = file.name;
  const std::uint32_t index = files.add(std::move(file.name), std::move(file.text));
  Diagnostics of_text;
  const SyntaxNode root = read_json(files, index, of_text);
  Baseline known;
  const bool is_readable = !of_text.has_errors();
  diagnostics.merge(std::move(of_text));
  if (!is_readable) return known;
  const SyntaxNode* schema = root.find("schema");
  const SyntaxNode* failures = root.find("failures");
  const bool is_baseline = schema != nullptr && schema->text() == "canreach/baseline/v1" &&
                           failures != nullptr && failures->is_list();
  if (!is_baseline) {
    diagnostics.report(DiagnosticKind::baseline_file, root.at(),
                       {quoted(name), "expected what `check --write-baseline` writes"});
    return known;
  }
  const auto text_of = [](const SyntaxNode& failure, std::string_view key) {
    const SyntaxNode* node = failure.find(key);
    return node != nullptr && node->is_scalar() ? node->text() : std::string();
  };
  const auto hosts_of = [&](const SyntaxNode& failure, std::string_view key) {
    AddressSet hosts;
    const std::string text = text_of(failure, key);
    for (const std::string_view part : split(text, ',')) {
      if (const auto prefix = IpPrefix::parse(part)) hosts = hosts | *prefix;
      if (const auto address = IpAddress::parse(part)) hosts = hosts | *address;
    }
    return hosts;
  };
  for (const SyntaxNode& failure : failures->elements()) {
    const std::string fingerprint = text_of(failure, "fingerprint");
    if (fingerprint.empty()) continue;
    known[fingerprint] = {text_of(failure, "intent"),   text_of(failure, "code"),
                          text_of(failure, "from"),     text_of(failure, "to"),
                          text_of(failure, "packets"),  hosts_of(failure, "from_hosts"),
                          hosts_of(failure, "to_hosts")};
  }
  return known;
}

void add_spec(const InputFile& spec, Design& design, Diagnostics& diagnostics) {
  read_intents(spec, design, diagnostics);
  for (std::shared_ptr<const Design>& world : design.other_worlds) {
    auto changed = std::make_shared<Design>(*world);
    changed->spec = design.spec;
    world = std::move(changed);
  }
}

void add_fixes(const Network& network, const LoadOptions& load, CheckAnswer& answer) {
  for (IntentAnswer& intent : answer.intents) {
    const bool is_wanted =
        intent.intent.kind == Intent::Kind::allow || intent.intent.kind == Intent::Kind::can_call;
    if (!is_wanted) continue;
    for (IntentFailure& failure : intent.failures) {
      if (failure.trace && failure.counter_example) {
        add_fixes(network, *failure.counter_example, load, {}, *failure.trace);
      }
      if (!failure.call) continue;
      AccessQuery query;
      query.who = failure.from;
      query.action = failure.traffic;
      query.target = failure.to;
      add_fixes(network, query, load, {}, *failure.call);
    }
  }
}

namespace {

std::string answer_with(const Network& network, const CheckQuery& query) {
  return json_of(check(network, query), network.design->files);
}

}  // namespace

std::string answer_check(ApiRequest& request, const Network& network) {
  CheckQuery query;
  const std::string at = request.text("at").value_or("");
  if (!at.empty()) {
    query.today = day_of(at);
    if (at.size() > 10) query.facts.at = at;
    if (!query.today) {
      request.refuse(
          DiagnosticKind::invalid_request,
          fmt::format("`at` must be a day such as 2026-12-31 or a time, not {}", quoted(at)));
    }
  }
  const std::optional<std::string> spec = request.text("spec");
  if (request.error()) return json_of(*request.error(), "check");
  if (!spec) {
    query.spec = network.design->spec;
    return answer_with(network, query);
  }
  Design design = *network.design;
  Diagnostics diagnostics;
  add_spec({"spec", *spec}, design, diagnostics);
  if (diagnostics.has_errors()) return json_of(diagnostics, design.files, "check");
  query.spec = design.spec;
  return answer_with(compile(design), query);
}

}  // namespace canreach
