#pragma once

// Catch2, whichever of its two layouts is installed: 2 has one header, 3 has one that includes all.

#if __has_include(<catch2/catch.hpp>)
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
#endif
