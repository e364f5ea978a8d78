# Mappers as targets of other projects.

# The depfile of a mapper becomes one of the generator (CMP0116).
cmake_policy(PUSH)
cmake_policy(VERSION 3.20...3.25)

# mapwright_add_policy(NAME MAPPER [OBJECT | SHARED] [TARGET legion | starpu]
#                      [OPTIONS options...])
#
# Compiles the file MAPPER. It is compiled again when it or Mapwright changes;
# what is made from it is left alone if that changes nothing (and make, unlike
# Ninja, then runs mapc in every build).
#
#   (neither)  NAME is a static library with the function mapwright_policy(),
#              compiled by the project's C++ compiler from generated C++, which
#              is NAME.cpp in the binary directory. Linking it gives the include
#              directory of mapwright/Runtime/policy.h. One policy a program.
#   OBJECT     the same as an object library.
#   SHARED     NAME is part of `all` and makes the policy NAME.so in the binary
#              directory, to be loaded by programs; no C++ compiler is used. Its
#              path is the target's property MAPWRIGHT_POLICY_FILE. A program
#              that is to have it built first uses add_dependencies().
#   TARGET     the C++ is what programs for that runtime system link, as
#              mapc --target makes it, and brings Mapwright::legion or
#              Mapwright::starpu, which are components of the package.
#   OPTIONS    more options for mapc, such as -Werror or
#              --machine=nodes:2,GPU:4; generator expressions can be used.
function(mapwright_add_policy name mapper)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "OBJECT;SHARED" "TARGET" "OPTIONS")
  if(DEFINED ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "mapwright_add_policy(${name}): "
      "unexpected arguments: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(ARG_OBJECT AND ARG_SHARED)
    message(FATAL_ERROR "mapwright_add_policy(${name}): "
      "OBJECT and SHARED exclude each other")
  endif()
  if(ARG_SHARED AND ARG_TARGET)
    message(FATAL_ERROR "mapwright_add_policy(${name}): "
      "SHARED and TARGET exclude each other; any program loads NAME.so")
  endif()
  set(runtime runtime)
  if(ARG_TARGET)
    set(runtime ${ARG_TARGET})
    if(NOT TARGET Mapwright::${runtime})
      message(FATAL_ERROR "mapwright_add_policy(${name}): TARGET ${runtime} "
        "needs find_package(Mapwright COMPONENTS ${runtime})")
    endif()
    list(APPEND ARG_OPTIONS --target=${runtime})
  endif()
  if(ARG_SHARED)
    mapwright_compile_mapper("${mapper}" shared "${name}.so" "${ARG_OPTIONS}")
    set(file "${CMAKE_CURRENT_BINARY_DIR}/${name}.so")
    add_custom_target(${name} ALL DEPENDS "${file}")
    set_target_properties(${name} PROPERTIES MAPWRIGHT_POLICY_FILE "${file}")
    return()
  endif()
  mapwright_compile_mapper("${mapper}" cpp "${name}.cpp" "${ARG_OPTIONS}")
  set(kind STATIC)
  if(ARG_OBJECT)
    set(kind OBJECT)
  endif()
  add_library(${name} ${kind} "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
  target_link_libraries(${name} PUBLIC Mapwright::${runtime})
  target_compile_features(${name} PRIVATE cxx_std_17)
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
endfunction()

# The command that makes `output`, in the binary directory, with
# mapc --emit=`form`.
function(mapwright_compile_mapper mapper form output options)
  # Absolute, since the depfile is read in another directory.
  cmake_path(ABSOLUTE_PATH mapper NORMALIZE)
  cmake_path(GET mapper FILENAME title)
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${output}")
  set(compiler "$<TARGET_FILE:Mapwright::mapc>")
  if(form STREQUAL "shared")
    list(APPEND compiler "$<TARGET_FILE:Mapwright::compile-library>")
  endif()
  add_custom_command(OUTPUT "${output}"
    COMMAND Mapwright::mapc "${mapper}" --emit=${form} -o "${output}"
            -MF "${output}.d" ${options}
    DEPENDS "${mapper}" ${compiler}
    DEPFILE "${output}.d"
    COMMENT "Compiling ${title}"
    COMMAND_EXPAND_LISTS
    VERBATIM)
endfunction()

# mapwright_optimize_mapper(NAME MAPPER PROGRAM program MACHINE machine
#                           [STORE file] [TRANSCRIPT file] [OPTIONS options...]
#                           [COMMAND words...] [DEPENDS dependencies...])
#
# NAME makes NAME.mapper in the binary directory: the best mapper that
# `mapper-opt MAPPER --optimize` finds, to be passed to mapwright_add_policy().
# It is looked for again when MAPPER, the files that are named here, or
# Mapwright change. Equal inputs give an equal mapper:
#
#   PROGRAM     as for --program; a relative path of a file is one of the source
#   MACHINE     directory.
#   STORE       a study that was made with --store and is kept with the sources:
#               it is finished if it was not, and what it has measured is not
#               measured again. The file itself is left alone.
#   TRANSCRIPT  answers of a language model that --llm-record wrote: nothing is
#               sent.
#   OPTIONS     more options for mapper-opt, such as --proposer=bandit.
#   COMMAND     what runs the program, for --evaluator=exec; generator
#               expressions can be used. Without STORE it is run in the build.
#   DEPENDS     what else the study depends on, such as the target of COMMAND.
function(mapwright_optimize_mapper name mapper)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "" "PROGRAM;MACHINE;STORE;TRANSCRIPT"
    "OPTIONS;COMMAND;DEPENDS")
  if(DEFINED ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "mapwright_optimize_mapper(${name}): "
      "unexpected arguments: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT ARG_PROGRAM OR NOT ARG_MACHINE)
    message(FATAL_ERROR "mapwright_optimize_mapper(${name}): "
      "PROGRAM and MACHINE are needed")
  endif()
  cmake_path(ABSOLUTE_PATH mapper NORMALIZE)
  set(files "${mapper}")
  foreach(input IN ITEMS PROGRAM MACHINE STORE TRANSCRIPT)
    if(ARG_${input} AND EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${ARG_${input}}")
      cmake_path(ABSOLUTE_PATH ARG_${input} NORMALIZE)
    endif()
    if(ARG_${input} AND EXISTS "${ARG_${input}}")
      list(APPEND files "${ARG_${input}}")
    endif()
  endforeach()
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}.mapper")
  set(options "--program=${ARG_PROGRAM}" "--machine=${ARG_MACHINE}")
  set(prepare)
  if(ARG_STORE)
    set(copy "${CMAKE_CURRENT_BINARY_DIR}/${name}.study")
    set(prepare COMMAND "${CMAKE_COMMAND}" -E copy "${ARG_STORE}" "${copy}")
    list(APPEND options "--store=${copy}" --resume)
  endif()
  if(ARG_TRANSCRIPT)
    list(APPEND options "--llm-replay=${ARG_TRANSCRIPT}")
  endif()
  if(ARG_COMMAND)
    set(ARG_COMMAND -- ${ARG_COMMAND})
  endif()
  cmake_path(GET mapper FILENAME title)
  add_custom_command(OUTPUT "${output}"
    ${prepare}
    COMMAND Mapwright::mapper-opt "${mapper}" --optimize ${options}
            ${ARG_OPTIONS} -o "${output}" ${ARG_COMMAND}
    DEPENDS ${files} "$<TARGET_FILE:Mapwright::mapper-opt>" ${ARG_DEPENDS}
    COMMENT "Optimizing ${title}"
    COMMAND_EXPAND_LISTS
    VERBATIM)
  add_custom_target(${name} DEPENDS "${output}")
  set_target_properties(${name} PROPERTIES MAPWRIGHT_MAPPER_FILE "${output}")
endfunction()

cmake_policy(POP)
