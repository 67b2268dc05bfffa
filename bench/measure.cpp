#include "bench/measure.h"

#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace canreach::bench {
namespace {

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

[[noreturn]] void be_child(int pipe_end, std::size_t size, const std::function<void(void*)>& work) {
  std::vector<char> result(size);
  work(result.data());
  const ssize_t written = write(pipe_end, result.data(), size);
  std::fflush(stdout);
  // No destructors: giving back a big design takes as long as making it.
  _exit(written == static_cast<ssize_t>(size) ? 0 : 1);
}

}  // namespace

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto index = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return values[std::min(index, values.size() - 1)];
}

Cost median(const std::vector<Cost>& costs) {
  std::vector<double> seconds;
  std::vector<double> bytes;
  for (const Cost& cost : costs) {
    seconds.push_back(cost.seconds);
    bytes.push_back(cost.peak_bytes);
  }
  return {quantile(seconds, 0.5), quantile(bytes, 0.5)};
}

void run_in_child(void* result, std::size_t size, const std::function<void(void*)>& work) {
  malloc_trim(0);  // or the child would reuse pages that count as the parent's
  std::fflush(stdout);
  int ends[2];
  if (pipe(ends) != 0) fail("pipe");
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) be_child(ends[1], size, work);
  close(ends[1]);
  const ssize_t got = read(ends[0], result, size);  // smaller than PIPE_BUF: in one piece
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (got != static_cast<ssize_t>(size) || status != 0) {
    std::fputs("canreach_bench: a measurement ended early\n", stderr);
    std::exit(1);
  }
}

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double peak_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

}  // namespace canreach::bench
