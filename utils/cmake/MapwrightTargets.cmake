# Targets of this project: compile options, libraries, tools, dialects.
#
# LLVM, MLIR and Clang are linked as shared libraries only: a static twin beside
# them would double type ids and options.

find_program(MAPWRIGHT_CCACHE ccache)
if(MAPWRIGHT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without these ccache passes everything with a precompiled header through.
  set(MAPWRIGHT_LAUNCHER "${CMAKE_COMMAND}" -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros "${MAPWRIGHT_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER ${MAPWRIGHT_LAUNCHER})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${MAPWRIGHT_LAUNCHER})
endif()

add_library(mapwright_options INTERFACE)
target_include_directories(mapwright_options INTERFACE
  "${PROJECT_SOURCE_DIR}/include"
  "${PROJECT_SOURCE_DIR}"
  "${PROJECT_BINARY_DIR}")
target_include_directories(mapwright_options SYSTEM INTERFACE
  ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
separate_arguments(MAPWRIGHT_LLVM_DEFINITIONS NATIVE_COMMAND "${LLVM_DEFINITIONS}")
target_compile_definitions(mapwright_options INTERFACE ${MAPWRIGHT_LLVM_DEFINITIONS})
# LLVM is built with RTTI and without exceptions. Libraries and programs share a
# precompiled header, so both are position independent in the same way.
target_compile_options(mapwright_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> -fPIC
  -Wall -Wextra -Wno-unused-parameter -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # Equal headers give an equal precompiled header, which ccache needs.
  target_compile_options(mapwright_options INTERFACE
    "SHELL:-Xclang -fno-pch-timestamp")
endif()
if(MAPWRIGHT_WERROR)
  target_compile_options(mapwright_options INTERFACE -Werror)
endif()
if(MAPWRIGHT_SANITIZE)
  target_compile_options(mapwright_options INTERFACE
    -fsanitize=${MAPWRIGHT_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(mapwright_options INTERFACE
    -fsanitize=${MAPWRIGHT_SANITIZE})
  if(MAPWRIGHT_BUILD_FUZZERS AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # Lets the fuzzers see which branches of the libraries an input reaches.
    target_compile_options(mapwright_options INTERFACE
      -fsanitize=fuzzer-no-link)
  endif()
endif()
find_program(MAPWRIGHT_LLD NAMES ld.lld-22 ld.lld)
if(MAPWRIGHT_LLD AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_link_options(mapwright_options INTERFACE "--ld-path=${MAPWRIGHT_LLD}")
endif()

# One precompiled header for everything that includes MLIR: its headers are most
# of the compile time.
add_library(mapwright_mlir_pch OBJECT EXCLUDE_FROM_ALL
  "${PROJECT_SOURCE_DIR}/utils/cmake/MLIRHeaders.cpp")
target_link_libraries(mapwright_mlir_pch PUBLIC mapwright_options)
target_precompile_headers(mapwright_mlir_pch PRIVATE
  "${PROJECT_SOURCE_DIR}/utils/cmake/MLIRHeaders.h")

# add_mapwright_library(NAME sources... [MLIR] [LINK libs...] [DEPENDS targets...])
#   MLIR: uses the MLIR library and the precompiled header.
function(add_mapwright_library name)
  cmake_parse_arguments(ARG "MLIR" "" "LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC mapwright_options ${ARG_LINK})
  mapwright_use_llvm(${name} "${ARG_MLIR}")
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

function(mapwright_use_llvm name mlir)
  if(mlir)
    target_link_libraries(${name} PUBLIC MLIR LLVM)
    target_precompile_headers(${name} REUSE_FROM mapwright_mlir_pch)
  else()
    target_link_libraries(${name} PUBLIC LLVM)
  endif()
endfunction()

# mapwright_embed_texts(RESULT SYMBOL:FILE...)
#   RESULT becomes a list of sources that define `const char *const
#   mapwright::SYMBOL`, the text of FILE.
function(mapwright_embed_texts result)
  set(embed "${PROJECT_SOURCE_DIR}/utils/cmake/EmbedText.cmake")
  set(sources)
  foreach(part IN LISTS ARGN)
    string(REGEX MATCH "^([^:]+):(.+)$" matched "${part}")
    set(symbol "${CMAKE_MATCH_1}")
    set(input "${CMAKE_CURRENT_SOURCE_DIR}/${CMAKE_MATCH_2}")
    set(output "${CMAKE_CURRENT_BINARY_DIR}/${CMAKE_MATCH_2}.cpp")
    add_custom_command(
      OUTPUT "${output}"
      COMMAND "${CMAKE_COMMAND}" "-DINPUT=${input}" "-DOUTPUT=${output}"
        "-DSYMBOL=${symbol}" -P "${embed}"
      DEPENDS "${input}" "${embed}"
      VERBATIM)
    list(APPEND sources "${output}")
  endforeach()
  set(${result} "${sources}" PARENT_SCOPE)
endfunction()

# add_mapwright_tool(NAME sources... LINK libs...)
function(add_mapwright_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE mapwright_options ${ARG_LINK})
  mapwright_use_llvm(${name} TRUE)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
  set_property(GLOBAL APPEND PROPERTY MAPWRIGHT_TOOLS ${name})
endfunction()

# add_mapwright_unittest(NAME sources... [MLIR] LINK libs...)
function(add_mapwright_unittest name)
  cmake_parse_arguments(ARG "MLIR" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE mapwright_options ${ARG_LINK}
    GTest::gtest GTest::gtest_main)
  mapwright_use_llvm(${name} "${ARG_MLIR}")
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/unittests")
  set_property(GLOBAL APPEND PROPERTY MAPWRIGHT_UNITTESTS ${name})
endfunction()

# add_mapwright_fuzzer(NAME sources... [INSTRUMENT libs...] [LINK libs...]
#                      [SEEDS folders...])
#   A libFuzzer target with the address and undefined behaviour sanitizers, in
#   every kind of build; nothing where there is no libFuzzer. NAME ends in
#   `fuzzer` or `Fuzzer`: that is how the test run finds it.
#   INSTRUMENT: libraries to be watched. Where the build has no sanitizers their
#   sources are compiled once more into the fuzzer.
#   SEEDS: folders, relative to the project, whose files are the first inputs.
function(add_mapwright_fuzzer name)
  if(NOT MAPWRIGHT_BUILD_FUZZERS OR NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "INSTRUMENT;LINK;SEEDS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE mapwright_options ${ARG_LINK})
  set(flags -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all)
  target_compile_options(${name} PRIVATE ${flags} -gline-tables-only)
  target_link_options(${name} PRIVATE ${flags})
  foreach(library IN LISTS ARG_INSTRUMENT)
    if(MAPWRIGHT_SANITIZE MATCHES "address")
      target_link_libraries(${name} PRIVATE ${library})
    else()
      mapwright_absorb_library(${name} ${library} "${ARG_INSTRUMENT}")
    endif()
  endforeach()
  list(TRANSFORM ARG_SEEDS PREPEND "${PROJECT_SOURCE_DIR}/")
  set_target_properties(${name} PROPERTIES
    MAPWRIGHT_FUZZ_SEEDS "${ARG_SEEDS}"
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/fuzzers")
endfunction()

# Compiles the sources of `library` into `name` and links what it links, except
# for the libraries in `absorbed`.
function(mapwright_absorb_library name library absorbed)
  get_target_property(sources ${library} SOURCES)
  get_target_property(folder ${library} SOURCE_DIR)
  foreach(source IN LISTS sources)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${folder}")
    target_sources(${name} PRIVATE "${source}")
  endforeach()
  get_target_property(dependencies ${library} LINK_LIBRARIES)
  list(REMOVE_ITEM dependencies ${absorbed})
  target_link_libraries(${name} PRIVATE ${dependencies})
  # For headers that are generated for the library.
  add_dependencies(${name} ${library})
endfunction()
