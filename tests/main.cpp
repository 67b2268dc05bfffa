#define CATCH_CONFIG_RUNNER  // Catch2 2 compiles itself into the one file that says so
#include "tests/catch.h"

int main(int argc, char** argv) { return Catch::Session().run(argc, argv); }
