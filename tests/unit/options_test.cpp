#include "app/options.h"

#include <string>
#include <vector>

#include "tests/catch.h"

namespace canreach {
namespace {

ParsedOptions parsed(const std::vector<std::string>& arguments, const Terminal& terminal = {}) {
  return parse_options(arguments, terminal);
}

Options options_of(const std::vector<std::string>& arguments, const Terminal& terminal = {}) {
  ParsedOptions result = parse_options(arguments, terminal);
  CAPTURE(result.err);
  REQUIRE(result.options.has_value());
  return *result.options;
}

}  // namespace

TEST_CASE("a trace takes two ends and the options of its page") {
  const Options options =
      options_of({"trace",    "etl",       "db:5432",   "-f",           "a.yaml",
                  "-f",       "b/",        "--format",  "json",         "-o",
                  "out.json", "-v",        "--strict",  "--input",      "aws",
                  "--region", "eu-west-1", "--account", "111122223333", "--source-ports",
                  "linux",    "--width",   "80"});
  CHECK(options.command == Command::trace);
  CHECK(options.trace.from == "etl");
  CHECK(options.trace.to == "db:5432");
  CHECK(options.trace.source_ports == std::optional<std::string>("linux"));
  CHECK(options.trace.verbose);
  CHECK(options.files == std::vector<std::string>{"a.yaml", "b/"});
  CHECK(options.format == Format::json);
  CHECK(options.output == "out.json");
  CHECK(options.strictness == Strictness::undecided_is_1);
  CHECK(options.load.format == std::optional<InputFormat>(InputFormat::aws_snapshot));
  CHECK(options.load.region == "eu-west-1");
  CHECK(options.load.account == "111122223333");
  CHECK(options.style.width == 80);
}

TEST_CASE("-f takes one file, so the ends may follow it") {
  const Options options = options_of({"trace", "-f", "-", "a", "b"});
  CHECK(options.files == std::vector<std::string>{"-"});
  CHECK(options.trace.from == "a");
  CHECK(options.trace.to == "b");
}

TEST_CASE("a resource may have the name of a command") {
  const Options options = options_of({"trace", "api", "show", "-f", "init"});
  CHECK(options.trace.from == "api");
  CHECK(options.trace.to == "show");
  CHECK(options_of({"schema", "trace"}).name == "trace");
}

TEST_CASE("mistakes are named, with what was probably meant") {
  struct Case {
    std::vector<std::string> arguments;
    std::string message;
  };
  const Case cases[] = {
      {{}, "no command is given\n`canreach --help` says more"},
      {{"trcae", "a", "b"}, "there is no command `trcae`; did you mean `trace`?"},
      {{"zzz"},
       "there is no command `zzz`; there are trace, can, who-can, matrix, "
       "check, tighten, diff, show, import, lint, schema, init, api"},
      {{"--verson"}, "unknown option `--verson`; did you mean `--version`?"},
      {{"trace"}, "trace needs two ends, FROM and TO\n`canreach trace --help` says more"},
      {{"trace", "a"}, "trace needs two ends, FROM and TO"},
      {{"trace", "a", "b", "c"}, "`c` is one word too many"},
      {{"trace", "a", "b", "--formt", "json"},
       "unknown option `--formt`; did you mean `--format`?"},
      {{"trace", "a", "b", "--formt=json"}, "unknown option `--formt`; did you mean `--format`?"},
      {{"trace", "a", "b", "--format", "jsn"},
       "--format must be text or json, not `jsn`; did you mean `json`?"},
      {{"trace", "a", "b", "--input", "terrafrom"},
       "--input must be native or cloudformation or terraform or aws, not `terrafrom`; did you "
       "mean "
       "`terraform`?"},
      {{"trace", "a", "b", "--color", "on"}, "--color must be auto or always or never, not `on`"},
      {{"trace", "a", "b", "--width", "12"}, "--width must be 40 to 1000, not `12`"},
      {{"trace", "a", "b", "--width", "x"}, "--width must be 40 to 1000, not `x`"},
      {{"trace", "a\x1b", "b", "c\x1b"}, "`c\\x1b` is one word too many"},
      {{"init", "x"}, "`x` is one word too many"},
  };
  for (const Case& c : cases) {
    const ParsedOptions result = parsed(c.arguments);
    CHECK_FALSE(result.options.has_value());
    CHECK(result.status == ExitStatus::unusable);
    CHECK(result.out.empty());
    CHECK(result.err.rfind("canreach: error: " + c.message, 0) == 0);
    if (result.err.find(c.message) == std::string::npos) CHECK(result.err == c.message);
  }
}

TEST_CASE("an option without its value is a mistake") {
  const ParsedOptions result = parsed({"trace", "a", "b", "--format"});
  CHECK(result.status == ExitStatus::unusable);
  CHECK(result.err.rfind("canreach: error: --format", 0) == 0);
}

TEST_CASE("every command's help begins with three examples") {
  for (const CommandRow& row : command_rows()) {
    const ParsedOptions result = parsed({std::string(row.name), "--help"});
    CAPTURE(result.out);
    CHECK(result.status == ExitStatus::yes);
    std::string expected = "Examples:\n";
    for (const std::string_view example : row.examples) {
      expected += "  " + std::string(example) + "\n";
    }
    CHECK(result.out.rfind(expected, 0) == 0);
    CHECK(result.out.find(std::string(row.summary)) != std::string::npos);
  }
  CHECK(parsed({"--help"}).out.rfind("Examples:\n", 0) == 0);
}

TEST_CASE("--version prints name and number") {
  CHECK(parsed({"--version"}).out.rfind("canreach 0.", 0) == 0);
}

TEST_CASE("width and colours follow the terminal, and are fixed where there is none") {
  const std::vector<std::string> ask = {"trace", "a", "b"};
  Terminal terminal;
  CHECK(options_of(ask, terminal).style.width == 100);
  CHECK_FALSE(options_of(ask, terminal).style.color);
  terminal.columns = 72;
  CHECK(options_of(ask, terminal).style.width == 100);
  terminal.is_output = true;
  CHECK(options_of(ask, terminal).style.width == 72);
  CHECK(options_of(ask, terminal).style.color);
  CHECK_FALSE(options_of({"trace", "a", "b", "-o", "f"}, terminal).style.color);
  CHECK_FALSE(options_of({"trace", "a", "b", "--color", "never"}, terminal).style.color);
  terminal.wants_no_color = true;
  CHECK_FALSE(options_of(ask, terminal).style.color);
  CHECK(options_of({"trace", "a", "b", "--color", "always"}, terminal).style.color);
  terminal.columns = 8;
  CHECK(options_of(ask, terminal).style.width == 40);
}

}  // namespace canreach
