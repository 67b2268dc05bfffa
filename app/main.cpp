#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "app/command.h"
#include "app/options.h"

namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

canreach::Terminal terminal() {
  canreach::Terminal result;
  result.is_output = isatty(STDOUT_FILENO) == 1;
  result.is_error = isatty(STDERR_FILENO) == 1;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) result.columns = size.ws_col;
  result.wants_no_color = !variable("NO_COLOR").empty() || variable("TERM") == "dumb";
  return result;
}

int run(const std::vector<std::string>& arguments) {
  const canreach::ParsedOptions parsed = canreach::parse_options(arguments, terminal());
  std::cout << parsed.out;
  std::cerr << parsed.err;
  if (!parsed.options) return static_cast<int>(parsed.status);
  return static_cast<int>(canreach::run(*parsed.options, {std::cin, std::cout, std::cerr}));
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  try {
    return run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
  } catch (const std::bad_alloc&) {
    std::cerr << "canreach: error: not enough memory for this input\n";
  } catch (const std::exception& error) {
    std::cerr << "canreach: error: this is a mistake of canreach: " << error.what() << "\n";
  }
  return static_cast<int>(canreach::ExitStatus::our_fault);
}
