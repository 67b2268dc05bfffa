#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/access/access.h"
#include "analyzer/access/who_can.h"
#include "analyzer/lint/lint.h"
#include "analyzer/query/matrix.h"
#include "analyzer/query/query.h"
#include "app/exit_status.h"
#include "model/resources/policy_document.h"
#include "parsers/load.h"
#include "report/style.h"
#include "report/write.h"

namespace canreach {

/// One enumerator a row of app/commands.def.
enum class Command {
#define COMMAND(name, arguments, summary, first, second, third) name,
#include "app/commands.def"
#undef COMMAND
};

struct CommandRow {
  Command command;
  std::string name;  // as it is typed: who-can
  std::string_view arguments;
  std::string_view summary;
  std::array<std::string_view, 3> examples;
};
const std::vector<CommandRow>& command_rows();

/// The file that is read where -f is left out.
inline constexpr std::string_view kDefaultFile = "canreach.yaml";

/// Whether an undecided answer ends with its own exit status or counts as "no".
enum class Strictness { undecided_is_3, undecided_is_1 };

/// Which changes end `diff` with 1.
enum class FailOn { nothing, widened, narrowed, any };

/// A command line, read.  Each command uses its part.
struct Options {
  Command command = Command::trace;
  std::vector<std::string> files;  ///< empty: kDefaultFile
  LoadOptions load;
  std::vector<std::string> parameter_files;  ///< values of parameters that `load` lacks
  Format format = Format::text;
  std::string output;  ///< a file; empty: standard output
  Style style;         ///< of standard output
  Style note_style;    ///< of standard error
  Strictness strictness = Strictness::undecided_is_3;
  TraceQuery trace;
  bool fix = false;                            ///< trace: the fix alone, as a patch
  std::vector<std::string> without;            ///< what is asked without these
  std::vector<std::string> edits;              ///< files that take the places of others
  bool failure_points = false;                 ///< trace: what alone would stop the flow
  std::vector<std::string> needs;              ///< tighten: files of further intents
  std::vector<std::string> suppression_files;  ///< lint
  AccessQuery access;                          ///< can; of who-can its action, target and facts
  std::vector<std::string> session_policies;   ///< can: files
  MatrixQuery matrix;
  std::string spec;                           ///< check: a file of intents; empty: the design's
  std::string baseline;                       ///< check: a file
  std::string write_baseline;                 ///< check: likewise
  std::string old_path;                       ///< diff: a file or directory
  std::string new_path;                       ///< diff: likewise
  FailOn fail_on = FailOn::nothing;           ///< diff
  std::optional<Date> day;                    ///< check: when waivers end; none: today
  std::string name;                           ///< show: a kind or a name; schema: which
  bool kinds = false;                         ///< show: the kinds that there are
  bool lint_policy = false;                   ///< lint: the input is one policy document
  LintOptions lint;                           ///< lint: of a design
  Severity lint_fail_on = Severity::warning;  ///< lint: what ends with 1, and what is graver
  std::optional<PolicyUse> policy_kind;       ///< lint: none: as its elements tell
};

/// What the program was started in.
struct Terminal {
  bool is_output = false;       ///< does standard output go to a terminal?
  bool is_error = false;        ///< does standard error?
  std::size_t columns = 0;      ///< 0: not known
  bool wants_no_color = false;  ///< NO_COLOR is set, or the terminal has no colours
};

/// Either options, or what to print and to end with: help, or a mistake.
struct ParsedOptions {
  std::optional<Options> options;
  ExitStatus status = ExitStatus::yes;
  std::string out;
  std::string err;
};

/// `arguments` without the program's name.
ParsedOptions parse_options(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace canreach
