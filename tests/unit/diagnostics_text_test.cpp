#include "report/diagnostics_text.h"

#include <string>

#include "tests/catch.h"

namespace canreach {
namespace {

SourceFiles design_file() {
  SourceFiles files;
  files.add("design.yaml", "vpcs:\n      cidr: 10.0.0.0/33\n");
  return files;
}

}  // namespace

TEST_CASE("a diagnostic has its place, the line, and a mark under the column") {
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticKind::invalid_value, {0, 2, 13},
                     {"CIDR block", "length must be 0 to 32 bits"});
  CHECK(text_of(diagnostics, design_file(), {}) ==
        "design.yaml:2:13: error: invalid CIDR block: length must be 0 to 32 bits "
        "[CR1004 invalid-value]\n"
        "      cidr: 10.0.0.0/33\n"
        "            ^\n"
        "1 error\n");
}

TEST_CASE("diagnostics are sorted by place and end with a count") {
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticKind::unknown_key, {0, 2, 7}, {"`cdir`", "a VPC"}, "cidr");
  diagnostics.report(DiagnosticKind::host_bits_cleared, {0, 1, 1}, {"`10.0.0.1/8`", "10.0.0.0/8"});
  diagnostics.report(DiagnosticKind::cannot_read_file, {}, {"`x.yaml`", "no such file"});
  CHECK(text_of(diagnostics, design_file(), {}) ==
        "design.yaml:1:1: warning: `10.0.0.1/8` has host bits set: read as 10.0.0.0/8 "
        "[CR1010 host-bits-cleared]\n"
        "vpcs:\n"
        "^\n"
        "design.yaml:2:7: error: unknown key `cdir` in a VPC; did you mean `cidr`? "
        "[CR1006 unknown-key]\n"
        "      cidr: 10.0.0.0/33\n"
        "      ^\n"
        "canreach: error: cannot read `x.yaml`: no such file [CR1001 cannot-read-file]\n"
        "2 errors, 1 warning\n");
}

TEST_CASE("at most 50 diagnostics are printed, errors before warnings") {
  Diagnostics diagnostics;
  for (int i = 0; i < 60; ++i) {
    diagnostics.report(DiagnosticKind::host_bits_cleared, {}, {"a", "b"});
  }
  diagnostics.report(DiagnosticKind::invalid_syntax, {}, {"the error"});
  const std::string text = text_of(diagnostics, design_file(), {});
  CHECK(text.find("the error") != std::string::npos);
  CHECK(text.find("\nand 11 more; 1 error, 60 warnings\n") != std::string::npos);
}

TEST_CASE("nothing reported is nothing printed") { CHECK(text_of(Diagnostics(), {}, {}).empty()); }

TEST_CASE("a line of the input cannot control the terminal") {
  SourceFiles files;
  files.add("a.yaml", "\tkey: \x1b[31mred\u202e\n");
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticKind::invalid_syntax, {0, 1, 7}, {"wrong"});
  CHECK(text_of(diagnostics, files, {}) ==
        "a.yaml:1:7: error: wrong [CR1002 invalid-syntax]\n"
        " key: \\x1b[31mred\\u202e\n"
        "      ^^^^\n"
        "1 error\n");
}

}  // namespace canreach
