#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "model/design.h"
#include "parsers/text_beside.h"

namespace canreach {

enum class InputFormat { native, cloudformation, terraform, aws_snapshot };

/// A text to read: its name as the user wrote it, and its contents.
struct InputFile {
  std::string name;
  std::string text;
};

struct LoadOptions {
  std::optional<InputFormat> format;  ///< none: detected from the contents
  std::string region;                 ///< what the input leaves open
  std::string account;
  std::map<std::string, std::string> parameters;   ///< of CloudFormation templates
  std::map<std::string, std::string> assumptions;  ///< of Terraform plans: ADDRESS.attribute
  std::map<std::string, bool> conditions;          ///< open conditions, decided for one reading
  bool allow_partial = false;                      ///< the plan of a run that failed is read, too
  /// Is a policy that AWS would refuse a warning, and unknown?  Else it is an error.
  bool lenient_policies = false;
  ReadsFiles reads_files = ReadsFiles::yes;  ///< may files that the input names be read?
};

/// Reads files and directories (recursively, sorted by name; "-" is standard input) as InputFiles.
/// What cannot be read is reported (CR1001, CR1003) and left out.  Directory inputs take *.json,
/// *.jsonl, *.yaml, *.yml, *.template; names that begin with a dot are passed over, and links to
/// directories are not followed.
std::vector<InputFile> read_inputs(const std::vector<std::string>& paths, Diagnostics& diagnostics);

/// Texts in, completed Design out; checked (model/check_design.h) when somebody wrote it: a
/// snapshot tells what AWS has accepted.  All mistakes of all files are reported in one run.  The
/// kind of input is detected from parsed content; near misses (Terraform, CloudFormation, a binary
/// plan ...) are named.  Beside the documents of a snapshot, other files are listed in
/// Design::not_modelled.  The design holds the texts in Design::files, also when there were errors.
Design load_design(std::vector<InputFile> inputs, const LoadOptions& options,
                   Diagnostics& diagnostics);

}  // namespace canreach
