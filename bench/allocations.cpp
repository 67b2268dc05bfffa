#include "bench/allocations.h"

#include <cstdlib>
#include <new>

namespace {
std::size_t asked = 0;  // the benchmark has one thread
}

void* operator new(std::size_t size) {
  ++asked;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace canreach::bench {

std::size_t allocations() { return asked; }

}  // namespace canreach::bench
