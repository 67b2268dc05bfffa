#include "app/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "app/check_request.h"
#include "app/matrix_request.h"
#include "base/text.h"
#include "policy/condition_operator.h"

// The command line.  CLI11 cuts it into words and prints the help; what it refuses is refused here,
// in our words and with a suggestion, so every command takes extra words and looks at them itself.
// CLI11 brings std::quoted, which is found where its argument is a std::string: ours is spelled
// out.

namespace canreach {
namespace {

constexpr std::size_t kWidest = 1000;
constexpr std::size_t kPlainWidth = 100;  // where nobody's terminal says more

// What CLI11 writes into: texts, judged after it is done.
struct Words {
  std::vector<std::string> files;
  std::string input, region, account;
  std::string format = "text", output, color = "auto", width;
  std::string from, to, name, source_ports, policy_kind;
  std::string who, action, target, via, source_ip, at;
  std::vector<std::string> only_rules;
  std::string lint_fail_on = "warning";
  std::vector<std::string> context, session_policies, parameters, parameter_files, assumptions;
  std::string group_by, ports, spec, baseline, write_baseline, old_path, new_path, fail_on;
  std::vector<std::string> without, edits, needs, suppression_files;
  bool allow_partial = false, failure_points = false;
  bool quiet = false, verbose = false, ascii = false, strict = false, kinds = false, fix = false;
};

// Help that begins with examples.
class ExamplesFirst : public CLI::Formatter {
 public:
  explicit ExamplesFirst(std::string examples) : examples_(std::move(examples)) {}
  std::string make_description(const CLI::App* app) const override {
    return examples_ + "\n" + app->get_description() + "\n\n";
  }

 private:
  std::string examples_;
};

// The formats that a command takes.
std::vector<std::pair<std::string, Format>> formats_of(Command command) {
  std::vector<std::pair<std::string, Format>> formats;
  for (const FormatRow& row : format_rows()) {
    const bool fits_all = row.format == Format::text || row.format == Format::json;
    const bool is_table = row.format == Format::csv;
    const bool is_page = row.format == Format::markdown;
    const bool has_page =
        command == Command::matrix || command == Command::check || command == Command::diff;
    const bool fits = fits_all || (is_page && has_page) ||
                      (is_table ? command == Command::matrix
                                : command == Command::lint || command == Command::check);
    if (fits) formats.push_back({std::string(row.name), row.format});
  }
  return formats;
}

std::string format_names(Command command) {
  std::vector<std::string> names;
  for (const auto& [name, format] : formats_of(command)) names.push_back(name);
  return join(names, "|");
}

constexpr const char* kInputKinds = "native|cloudformation|terraform|aws";

void add_reading_options(CLI::App& app, Words& words, const std::string& kinds = kInputKinds) {
  app.add_option("--input", words.input, "what the input is, instead of detecting it")
      ->type_name(kinds);
  app.add_option("--region", words.region, "the region, where the input leaves it open")
      ->type_name("REGION");
  app.add_option("--account", words.account, "the account, where the input leaves it open")
      ->type_name("ID");
  app.add_option("--parameter", words.parameters, "the value of a template's parameter; repeatable")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_option("--parameters", words.parameter_files,
                 "a JSON file with values of parameters; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("--assume", words.assumptions,
                 "a value that a plan or template leaves open; repeatable")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_flag("--allow-partial", words.allow_partial, "read also the plan of a run that failed");
}

void add_input_options(CLI::App& app, Words& words, const std::string& kinds = kInputKinds) {
  app.add_option("-f,--file", words.files,
                 "a design: file, directory, or - for standard input; repeatable (canreach.yaml)")
      ->type_name("FILE")
      ->allow_extra_args(false);
  add_reading_options(app, words, kinds);
}

void add_what_if_options(CLI::App& app, Words& words) {
  app.add_option("--without", words.without,
                 "ask as if this were not there: NAME, TABLE/DESTINATION, zone:NAME; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--edit", words.edits,
                 "read this version of the file of the same name, instead; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void add_output_option(CLI::App& app, Words& words) {
  app.add_option("-o,--output", words.output, "write the answer to a file")->type_name("FILE");
}

void add_look_options(Command command, CLI::App& app, Words& words) {
  app.add_option("--format", words.format, "how the answer is written (text)")
      ->type_name(format_names(command));
  add_output_option(app, words);
  app.add_option("--color", words.color, "colours (auto; NO_COLOR is heeded)")
      ->type_name("auto|always|never");
  app.add_flag("--ascii", words.ascii, "marks in ASCII");
  app.add_option("--width", words.width,
                 fmt::format("columns, {} to {} (the terminal's, else {})", Style::kNarrowest,
                             kWidest, kPlainWidth))
      ->type_name("N");
}

void add_trace_options(CLI::App& app, Words& words) {
  app.add_option("FROM", words.from, "a name, an address, a CIDR, internet, tag:K=V ...");
  app.add_option("TO", words.to, "the same, and [:PORT][/PROTOCOL]: db:5432, web:https/tcp");
  add_input_options(app, words);
  add_what_if_options(app, words);
  add_look_options(Command::trace, app, words);
  app.add_flag("-q,--quiet", words.quiet, "the verdict line only");
  app.add_flag("-v,--verbose", words.verbose, "both legs hop by hop, and near misses");
  app.add_flag("--fix", words.fix,
               "the fix alone, as a patch for git apply (of a plan or snapshot: in words)");
  app.add_flag("--failure-points", words.failure_points, "what alone would stop the flow");
  app.add_option("--source-ports", words.source_ports, "the client's own ports")
      ->type_name("linux|windows|A-B");
  app.add_flag("--strict", words.strict, "an undecided answer ends with 1 instead of 3");
}

void add_access_options(CLI::App& app, Words& words, bool asks_who) {
  if (asks_who) {
    app.add_option("WHO", words.who,
                   "a workload, role or user: a name, KIND/NAME, an ARN, anonymous");
  }
  app.add_option("ACTION", words.action,
                 "s3:GetObject, or connect, create, read, update, delete, list");
  app.add_option("TARGET", words.target, "s3://BUCKET/KEY, NAME, NAME/PART, KIND/NAME, an ARN");
  add_input_options(app, words);
  if (asks_who) {
    add_what_if_options(app, words);
    app.add_flag("--fix", words.fix, "the fix alone, as a patch for git apply");
  }
  add_look_options(asks_who ? Command::can : Command::who_can, app, words);
  app.add_flag("-q,--quiet", words.quiet, "the verdict line only");
  app.add_flag("-v,--verbose", words.verbose, "every call with all its layers");
  if (asks_who) {
    app.add_option("--via", words.via, "only the way through this endpoint or gateway")
        ->type_name("NAME");
    app.add_option("--source-ip", words.source_ip, "the caller is on the internet, there")
        ->type_name("IP");
    app.add_option("--session-policy", words.session_policies,
                   "a policy that the role was assumed with; repeatable")
        ->type_name("FILE")
        ->allow_extra_args(false);
  }
  app.add_option("--context", words.context, "a condition key of the request; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  app.add_option("--at", words.at, "when, for expiry and aws:CurrentTime")->type_name("TIME");
  app.add_flag("--strict", words.strict, "an undecided answer ends with 1 instead of 3");
}

void add_lint_options(CLI::App& app, Words& words) {
  add_input_options(app, words, "native|cloudformation|terraform|aws|policy");
  app.add_option("--policy-kind", words.policy_kind,
                 "with --input policy: what the policy is attached to (guessed)")
      ->type_name("KIND");
  app.add_option("--only", words.only_rules, "a rule's code or slug; repeatable (all)")
      ->type_name("RULE")
      ->allow_extra_args(false);
  app.add_option("--suppressions", words.suppression_files,
                 "a file of findings that somebody answers for; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("--fail-on", words.lint_fail_on, "what ends with 1, and what is graver (warning)")
      ->type_name("error|warning|note");
  app.add_option("--at", words.at, "when, for what expires (suppressions: today)")
      ->type_name("TIME");
  app.add_flag("-q,--quiet", words.quiet, "the last line only");
  app.add_flag("-v,--verbose", words.verbose, "both legs hop by hop");
  app.add_flag("--strict", words.strict, "an undecided answer ends with 1 instead of 3");
  add_look_options(Command::lint, app, words);
}

void add_matrix_options(CLI::App& app, Words& words) {
  app.add_option("--from", words.from, "only from here: a name, a CIDR, internet, tag:K=V ...")
      ->type_name("ENDPOINT");
  app.add_option("--to", words.to, "only to there")->type_name("ENDPOINT");
  app.add_option("--group-by", words.group_by, "what is one row (ends that behave alike)")
      ->type_name("vpc|subnet|tag:KEY|none");
  app.add_option("--ports", words.ports, "which packets are asked for (all)")
      ->type_name("well-known|all");
  add_input_options(app, words);
  add_what_if_options(app, words);
  add_look_options(Command::matrix, app, words);
  app.add_flag("-q,--quiet", words.quiet, "the first line only");
  app.add_flag("--strict", words.strict, "undecided pairs end with 1 instead of 3");
}

void add_check_options(CLI::App& app, Words& words) {
  app.add_option("SPEC", words.spec, "a file of intents, or a Network Access Analyzer scope");
  add_input_options(app, words);
  add_what_if_options(app, words);
  add_look_options(Command::check, app, words);
  app.add_flag("-q,--quiet", words.quiet, "the first line only");
  app.add_option("--at,--date", words.at, "the day or time at which waivers and credentials count")
      ->type_name("TIME");
  app.add_flag("--fix", words.fix, "look for fixes of what must pass and does not");
  app.add_option("--baseline", words.baseline, "failures that are known and do not count")
      ->type_name("FILE");
  app.add_option("--write-baseline", words.write_baseline, "write today's failures there")
      ->type_name("FILE");
  app.add_flag("--strict", words.strict, "undecided intents end with 1 instead of 3");
}

void add_tighten_options(CLI::App& app, Words& words) {
  app.add_option("SPEC", words.spec, "a file of intents, besides the design's");
  app.add_option("--needs", words.needs, "a file of further intents, such as what was observed")
      ->type_name("FILE")
      ->allow_extra_args(false);
  add_input_options(app, words);
  add_what_if_options(app, words);
  add_look_options(Command::tighten, app, words);
  app.add_flag("-q,--quiet", words.quiet, "the first line only");
}

void add_diff_options(CLI::App& app, Words& words) {
  app.add_option("OLD", words.old_path, "a design: file or directory, of any format");
  app.add_option("NEW", words.new_path, "another one");
  app.add_option("--fail-on", words.fail_on, "which changes end with 1 (none)")
      ->type_name("widened|narrowed|any");
  add_reading_options(app, words);
  add_look_options(Command::diff, app, words);
  app.add_flag("-q,--quiet", words.quiet, "the first line only");
  app.add_flag("--strict", words.strict,
               "with --fail-on: what is unclear ends with 1 instead of 3");
}

void add_options(Command command, CLI::App& app, Words& words) {
  switch (command) {
    case Command::trace:
      return add_trace_options(app, words);
    case Command::can:
      return add_access_options(app, words, true);
    case Command::who_can:
      return add_access_options(app, words, false);
    case Command::check:
      return add_check_options(app, words);
    case Command::tighten:
      return add_tighten_options(app, words);
    case Command::diff:
      return add_diff_options(app, words);
    case Command::matrix:
      return add_matrix_options(app, words);
    case Command::show:
      app.add_option("NAME", words.name, "a kind's label, or a resource: NAME, VPC/NAME, an id");
      add_input_options(app, words);
      add_look_options(command, app, words);
      app.add_flag("--kinds", words.kinds, "the kinds that there are");
      return;
    case Command::import:
      add_input_options(app, words);
      return add_output_option(app, words);
    case Command::lint:
      return add_lint_options(app, words);
    case Command::schema:
      app.add_option("NAME", words.name, "result, design, or a command (result)");
      return add_output_option(app, words);
    case Command::init:
      return;
    case Command::api:
      return add_input_options(app, words);
  }
}

std::string examples_text(const CommandRow& row) {
  std::string text = "Examples:\n";
  for (const std::string_view example : row.examples) text += fmt::format("  {}\n", example);
  return text;
}

// The program as a whole: its help, and nothing else.  Commands are read by an app of their own, in
// which a resource may have the name of another command.
void set_up(CLI::App& app) {
  app.formatter(std::make_shared<ExamplesFirst>(
      "Examples:\n"
      "  canreach init                               a first design, to try things with\n"
      "  canreach trace bastion orders-db:5432       can it connect, and if not, why?\n"
      "  canreach show -f infra.yaml                 what was read, and what AWS adds\n"));
  app.allow_extras();
  app.set_version_flag("--version", "canreach " CANREACH_VERSION);
  for (const CommandRow& row : command_rows()) {
    app.add_subcommand(std::string(row.name), std::string(row.summary));
  }
}

void set_up(CLI::App& app, const CommandRow& row, Words& words) {
  app.formatter(std::make_shared<ExamplesFirst>(examples_text(row)));
  app.allow_extras();
  add_options(row.command, app, words);
}

ParsedOptions mistake(const std::string& message, const std::string& help) {
  ParsedOptions result;
  result.status = ExitStatus::unusable;
  result.err = fmt::format("canreach: error: {}\n`{}` says more\n", message, help);
  return result;
}

std::string with_hint(std::string message, const std::string& word,
                      const std::vector<std::string>& candidates) {
  if (const std::optional<std::string> near = nearest(word, candidates)) {
    message += fmt::format("; did you mean {}?", canreach::quoted(*near));
  }
  return message;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

bool looks_like_option(const std::string& word) { return word.size() > 1 && word[0] == '-'; }

// What is wrong with words that no option or place took.
std::string extra_words_message(const CLI::App& app, const std::vector<std::string>& extras) {
  for (const std::string& word : extras) {
    if (!looks_like_option(word)) continue;
    const std::string name = word.substr(0, word.find('='));
    return with_hint("unknown option " + canreach::quoted(name), name, option_names(app));
  }
  return fmt::format("{} is one word too many", canreach::quoted(extras.front()));
}

std::string command_message(const std::vector<std::string>& extras) {
  if (extras.empty()) return "no command is given";
  if (looks_like_option(extras.front())) {
    return with_hint("unknown option " + canreach::quoted(extras.front()), extras.front(),
                     {"--help", "--version"});
  }
  std::vector<std::string> names;
  for (const CommandRow& row : command_rows()) names.push_back(std::string(row.name));
  const std::optional<std::string> near = nearest(extras.front(), names);
  return fmt::format("there is no command {}; {}", canreach::quoted(extras.front()),
                     near ? fmt::format("did you mean {}?", canreach::quoted(*near))
                          : "there are " + join(names, ", "));
}

// A word of a list; none after a message.
template <class T>
std::optional<T> chosen(const std::string& option, const std::string& word,
                        const std::vector<std::pair<std::string, T>>& choices,
                        std::string& message) {
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (name == word) return value;
    names.push_back(name);
  }
  if (message.empty()) {
    message = with_hint(
        fmt::format("{} must be {}, not {}", option, join(names, " or "), canreach::quoted(word)),
        word, names);
  }
  return std::nullopt;
}

enum class ColorChoice { automatic, always, never };

bool has_color(ColorChoice choice, bool is_terminal, const Terminal& terminal) {
  switch (choice) {
    case ColorChoice::automatic:
      return is_terminal && !terminal.wants_no_color;
    case ColorChoice::always:
      return true;
    case ColorChoice::never:
      return false;
  }
  return false;
}

std::size_t width_of(const std::string& word, bool is_terminal, const Terminal& terminal,
                     std::string& message) {
  if (word.empty()) {
    const std::size_t columns =
        is_terminal && terminal.columns > 0 ? terminal.columns : kPlainWidth;
    return std::clamp(columns, Style::kNarrowest, kWidest);
  }
  const std::optional<unsigned long long> number = parse_number(word);
  if (number && *number >= Style::kNarrowest && *number <= kWidest) return *number;
  if (message.empty()) {
    message = fmt::format("--width must be {} to {}, not {}", Style::kNarrowest, kWidest,
                          canreach::quoted(word));
  }
  return kPlainWidth;
}

using InputChoices = std::vector<std::pair<std::string, InputFormat>>;

const InputChoices& input_choices() {
  static const InputChoices kChoices = {{"native", InputFormat::native},
                                        {"cloudformation", InputFormat::cloudformation},
                                        {"terraform", InputFormat::terraform},
                                        {"aws", InputFormat::aws_snapshot}};
  return kChoices;
}

void read_rules(const Words& words, Options& options, std::string& message) {
  std::vector<std::string> names;
  for (const LintRow& row : lint_rows()) {
    names.push_back(std::string(row.code));
    names.push_back(std::string(row.slug));
  }
  for (const std::string& word : words.only_rules) {
    const std::optional<LintRule> rule = lint_rule_named(word);
    if (rule) {
      options.lint.only.push_back(*rule);
    } else if (message.empty()) {
      message = with_hint(fmt::format("--only: there is no rule {}", canreach::quoted(word)), word,
                          names);
    }
  }
}

void read_lint_words(const Words& words, Options& options, std::string& message) {
  options.lint_policy = words.input == "policy";
  if (!words.input.empty() && !options.lint_policy) {
    options.load.format = chosen<InputFormat>("--input", words.input, input_choices(), message);
  }
  options.lint_fail_on =
      chosen<Severity>(
          "--fail-on", words.lint_fail_on,
          {{"error", Severity::error}, {"warning", Severity::warning}, {"note", Severity::note}},
          message)
          .value_or(Severity::warning);
  options.lint.at = words.at;
  read_rules(words, options, message);
  if (words.policy_kind.empty()) return;
  options.policy_kind = chosen<PolicyUse>("--policy-kind", words.policy_kind,
                                          {{"identity", PolicyUse::identity},
                                           {"boundary", PolicyUse::boundary},
                                           {"session", PolicyUse::session},
                                           {"resource", PolicyUse::resource},
                                           {"trust", PolicyUse::trust},
                                           {"endpoint", PolicyUse::endpoint},
                                           {"service-control", PolicyUse::service_control},
                                           {"resource-control", PolicyUse::resource_control}},
                                          message);
}

void read_access_words(const Words& words, AccessQuery& access, std::string& message) {
  access.who = words.who;
  access.action = words.action;
  access.target = words.target;
  if (!words.via.empty()) access.via = words.via;
  if (!words.source_ip.empty()) access.source_ip = words.source_ip;
  access.facts.at = words.at;
  if (!words.at.empty() && !parse_moment(words.at) && message.empty()) {
    message = fmt::format("--at must be a time such as 2026-01-31T10:00:00Z, not {}",
                          canreach::quoted(words.at));
  }
  for (const std::string& pair : words.context) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0) {
      if (message.empty()) {
        message = fmt::format("--context must be KEY=VALUE, not {}", canreach::quoted(pair));
      }
      continue;
    }
    access.facts.context[to_lower(pair.substr(0, equals))].push_back(pair.substr(equals + 1));
  }
}

void read_check_words(const Words& words, Options& options, std::string& message) {
  options.spec = words.spec;
  options.baseline = words.baseline;
  options.write_baseline = words.write_baseline;
  if (words.at.empty()) return;
  options.day = day_of(words.at);
  if (words.at.size() > 10) options.access.facts.at = words.at;
  if (!options.day && message.empty()) {
    message = fmt::format("--at must be a day such as 2026-12-31 or a time, not {}",
                          canreach::quoted(words.at));
  }
}

void read_diff_words(const Words& words, Options& options, std::string& message) {
  options.old_path = words.old_path;
  options.new_path = words.new_path;
  if (words.new_path.empty() && message.empty()) message = "diff needs two designs, OLD and NEW";
  if (words.fail_on.empty()) return;
  options.fail_on =
      chosen<FailOn>(
          "--fail-on", words.fail_on,
          {{"widened", FailOn::widened}, {"narrowed", FailOn::narrowed}, {"any", FailOn::any}},
          message)
          .value_or(FailOn::nothing);
}

void read_matrix_words(const Words& words, MatrixQuery& query, std::string& message) {
  if (!words.from.empty()) query.from = words.from;
  if (!words.to.empty()) query.to = words.to;
  if (!words.group_by.empty() && !read_group_by(words.group_by, query) && message.empty()) {
    message = fmt::format("--group-by must be vpc, subnet, tag:KEY or none, not {}",
                          canreach::quoted(words.group_by));
  }
  if (!words.ports.empty() && !read_ports(words.ports, query) && message.empty()) {
    message =
        fmt::format("--ports must be well-known or all, not {}", canreach::quoted(words.ports));
  }
}

// NAME=VALUE, the last one of a name counts.
void read_pairs(std::string_view option, const std::vector<std::string>& texts,
                std::map<std::string, std::string>& pairs, std::string& message) {
  for (const std::string& text : texts) {
    // An address may hold `=` in quotes, a value may hold it anywhere.
    std::size_t equals = 0;
    bool quotes = false;
    while (equals < text.size() && (quotes || text[equals] != '=')) {
      if (text[equals] == '"') quotes = !quotes;
      ++equals;
    }
    if (equals == 0 || equals >= text.size()) {
      if (message.empty())
        message = fmt::format("{}: {} is not NAME=VALUE", option, canreach::quoted(text));
      continue;
    }
    pairs[text.substr(0, equals)] = text.substr(equals + 1);
  }
}

// The texts as values; `message` says what is wrong with the first one that has none.
Options options_of(Command command, const Words& words, const Terminal& terminal,
                   std::string& message) {
  Options options;
  options.command = command;
  options.files = words.files;
  options.load.region = words.region;
  options.load.account = words.account;
  if (command == Command::lint) {
    read_lint_words(words, options, message);
  } else if (!words.input.empty()) {
    options.load.format = chosen<InputFormat>("--input", words.input, input_choices(), message);
  }
  read_pairs("--parameter", words.parameters, options.load.parameters, message);
  read_pairs("--assume", words.assumptions, options.load.assumptions, message);
  options.load.allow_partial = words.allow_partial;
  options.parameter_files = words.parameter_files;
  options.format =
      chosen("--format", words.format, formats_of(command), message).value_or(Format::text);
  const ColorChoice color = chosen<ColorChoice>("--color", words.color,
                                                {{"auto", ColorChoice::automatic},
                                                 {"always", ColorChoice::always},
                                                 {"never", ColorChoice::never}},
                                                message)
                                .value_or(ColorChoice::never);
  options.output = words.output;
  const bool on_terminal = terminal.is_output && words.output.empty();
  options.style = {width_of(words.width, on_terminal, terminal, message),
                   has_color(color, on_terminal, terminal), words.ascii, words.quiet,
                   words.verbose};
  options.note_style = options.style;
  options.note_style.color = has_color(color, terminal.is_error, terminal);
  options.fix = words.fix;
  options.without = words.without;
  options.edits = words.edits;
  options.failure_points = words.failure_points;
  options.needs = words.needs;
  options.suppression_files = words.suppression_files;
  if (words.strict) options.strictness = Strictness::undecided_is_1;
  options.trace.from = words.from;
  options.trace.to = words.to;
  options.trace.verbose = words.verbose;
  options.trace.lists_passed_over = words.verbose;
  if (!words.source_ports.empty()) options.trace.source_ports = words.source_ports;
  if (command == Command::tighten) options.spec = words.spec;
  if (command == Command::check) {
    read_check_words(words, options, message);
  } else {
    read_access_words(words, options.access, message);
  }
  if (command == Command::diff) read_diff_words(words, options, message);
  if (command == Command::matrix) read_matrix_words(words, options.matrix, message);
  options.session_policies = words.session_policies;
  options.name = words.name;
  options.kinds = words.kinds;
  return options;
}

// What CLI11 itself has to say: help, the version, or an option without its value.
std::optional<ParsedOptions> cut_into_words(CLI::App& app, std::vector<std::string> arguments,
                                            const std::string& help) {
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForVersion& version) {
    return ParsedOptions{std::nullopt, ExitStatus::yes, std::string(version.what()) + "\n", {}};
  } catch (const CLI::CallForHelp&) {
    return ParsedOptions{std::nullopt, ExitStatus::yes, app.help(), {}};
  } catch (const CLI::Error& error) {
    return mistake(escaped(error.what()), help);
  }
  return std::nullopt;
}

ParsedOptions parse_command(const CommandRow& row, std::vector<std::string> arguments,
                            const Terminal& terminal) {
  const std::string name = fmt::format("canreach {}", row.name);
  const std::string help = name + " --help";
  CLI::App app(std::string(row.summary), name);
  Words words;
  set_up(app, row, words);
  if (std::optional<ParsedOptions> end = cut_into_words(app, std::move(arguments), help)) {
    return *end;
  }
  if (app.remaining_size() > 0) return mistake(extra_words_message(app, app.remaining()), help);

  std::string message;
  ParsedOptions result;
  result.options = options_of(row.command, words, terminal, message);
  if (row.command == Command::trace && words.to.empty() && message.empty()) {
    message = "trace needs two ends, FROM and TO";
  }
  return message.empty() ? result : mistake(message, help);
}

}  // namespace

ParsedOptions parse_options(const std::vector<std::string>& arguments, const Terminal& terminal) {
  for (const CommandRow& row : command_rows()) {
    if (arguments.empty() || arguments.front() != row.name) continue;
    return parse_command(row, {arguments.begin() + 1, arguments.end()}, terminal);
  }
  CLI::App app("Proves offline whether traffic in a declared AWS design reaches its target.",
               "canreach");
  set_up(app);
  const std::string help = "canreach --help";
  if (std::optional<ParsedOptions> end = cut_into_words(app, arguments, help)) return *end;
  return mistake(command_message(arguments), help);
}

}  // namespace canreach
