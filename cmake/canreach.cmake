# How this project declares its libraries, its program and its tests.
#
# canreach_build carries what every target of ours is compiled with and nothing of it reaches
# a project that uses our libraries: no global flags.

include_guard(GLOBAL)

add_library(canreach_build INTERFACE)
target_compile_options(canreach_build INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum
  $<$<BOOL:${CANREACH_WERROR}>:-Werror>
  # GCC 12 sees overlapping copies in std::string's operator+ that are not there (GCC bug 105329).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)

if(CANREACH_SANITIZE)
  target_compile_options(canreach_build INTERFACE
    -fsanitize=${CANREACH_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    # The checks that a sanitizer inserts make GCC lose track of what is initialized.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    # A null pointer that is followed ends under the address sanitizer, too; these checks stand at
    # every member access and cost a third of the time to compile.
    -fno-sanitize=null,alignment,object-size,vptr
    # Catch2's macros take twice as long to compile with the checks for undefined behaviour; what is
    # tested has them.
    $<$<BOOL:$<TARGET_PROPERTY:CANREACH_IS_TEST>>:-fno-sanitize=undefined>)
  target_link_options(canreach_build INTERFACE -fsanitize=${CANREACH_SANITIZE})
endif()
if(CANREACH_FUZZ)
  target_compile_options(canreach_build INTERFACE -fsanitize=fuzzer-no-link)
endif()

# canreach_join_sources(<target> <file>...)
#
# With CANREACH_JOIN the sources of a folder are compiled eight at a time, as one, which halves the
# time of a whole build: names in anonymous namespaces must differ within a folder then.
function(canreach_join_sources target)
  if(NOT CANREACH_JOIN)
    return()
  endif()
  foreach(file IN LISTS ARGN)
    if(file MATCHES "TARGET_OBJECTS")
      continue()
    endif()
    string(REPLACE "${CMAKE_CURRENT_SOURCE_DIR}/" "" folder "${file}")
    get_filename_component(folder "${folder}" DIRECTORY)
    string(MAKE_C_IDENTIFIER "in_${folder}" folder)
    if(NOT DEFINED count_${folder})
      set(count_${folder} 0)
    endif()
    math(EXPR group "${count_${folder}} / 8")
    math(EXPR count_${folder} "${count_${folder}} + 1")
    set_property(SOURCE "${file}" PROPERTY UNITY_GROUP "${folder}_${group}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# canreach_library(<name> SOURCES <file>... HEADERS <file>... DEPENDS <target>... [LINKS <target>...])
#
# Makes canreach::<name>, a static library whose headers are included from the repository's root
# ("model/design.h").  DEPENDS are libraries that its headers include; LINKS are those that only its
# sources do, which keeps third-party headers out of our own.  Each of HEADERS must compile alone:
# that of a source does because the source includes it first (tests/check_layers.py), and of the
# others the target all_verify_interface_header_sets tries it.  A library without sources is its
# headers.
function(canreach_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;HEADERS;DEPENDS;LINKS")
  set(target canreach_${name})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE canreach_build ${arg_LINKS})
    canreach_join_sources(${target} ${arg_SOURCES})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(canreach::${name} ALIAS ${target})
  target_link_libraries(${target} ${scope} ${arg_DEPENDS})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope} "${PROJECT_SOURCE_DIR}")
  set(alone ${arg_HEADERS})
  if(arg_SOURCES AND alone)
    list(TRANSFORM arg_SOURCES REPLACE "[.]cpp$" ".h" OUTPUT_VARIABLE proven)
    list(REMOVE_ITEM alone ${proven})
  endif()
  target_sources(${target} ${scope}
    FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${arg_HEADERS}
    FILE_SET alone TYPE HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${alone})
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    VERIFY_INTERFACE_HEADER_SETS ON
    INTERFACE_HEADER_SETS_TO_VERIFY alone)
endfunction()

# canreach_program(<target> SOURCES <file>... DEPENDS <target>...)
function(canreach_program target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE canreach_build ${arg_DEPENDS})
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  canreach_join_sources(${target} ${arg_SOURCES})
endfunction()

# canreach_test(<name> SOURCES <file>... DEPENDS <target>...)
#
# A Catch2 program canreach_<name>, which is the ctest <name>.
function(canreach_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
  canreach_program(canreach_${name}
                   SOURCES ${arg_SOURCES} $<TARGET_OBJECTS:canreach_test_main>
                   DEPENDS ${arg_DEPENDS} Catch2::Catch2)
  set_target_properties(canreach_${name} PROPERTIES CANREACH_IS_TEST ON)
  add_test(NAME ${name} COMMAND canreach_${name} ${CANREACH_CATCH_PLAIN}
           WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
endfunction()

# canreach_fuzz(<name> DEPENDS <target>...)
#
# <name>.cpp holds LLVMFuzzerTestOneInput.  With CANREACH_FUZZ it is linked with libFuzzer; without,
# it is the ctest <name>, which runs every file of tests/fuzz/corpus/<name>.
function(canreach_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS")
  if(CANREACH_FUZZ)
    canreach_program(${name} SOURCES ${name}.cpp DEPENDS ${arg_DEPENDS})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    set_property(GLOBAL APPEND PROPERTY CANREACH_FUZZ_TARGETS ${name})
  else()
    canreach_program(${name} SOURCES ${name}.cpp replay.cpp DEPENDS ${arg_DEPENDS})
    add_test(NAME ${name} COMMAND ${name} "${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name}")
  endif()
endfunction()

# canreach_find_python(<variable>): a python3 that has what the tests import.
#
# The system's own comes first: it is the one that Debian's python3-* packages serve.
function(canreach_find_python variable)
  find_program(${variable} python3 PATHS /usr/bin NO_DEFAULT_PATH)
  find_program(${variable} python3 REQUIRED)
  execute_process(COMMAND "${${variable}}" -c "import jsonschema, yaml"
                  RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${${variable}} lacks jsonschema or yaml "
                        "(Debian: python3-jsonschema python3-yaml); "
                        "-D${variable}=/path/to/python3 names another one")
  endif()
endfunction()
