# Mappers as targets of other projects.

# The depfile of a mapper becomes one of the generator (CMP0116).
cmake_policy(PUSH)
cmake_policy(VERSION 3.20...3.25)

# mapwright_add_policy(NAME MAPPER [OBJECT | SHARED] [OPTIONS options...])
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
#   OPTIONS    more options for mapc, such as -Werror or
#              --machine=nodes:2,GPU:4; generator expressions can be used.
function(mapwright_add_policy name mapper)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "OBJECT;SHARED" "" "OPTIONS")
  if(DEFINED ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "mapwright_add_policy(${name}): "
      "unexpected arguments: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(ARG_OBJECT AND ARG_SHARED)
    message(FATAL_ERROR "mapwright_add_policy(${name}): "
      "OBJECT and SHARED exclude each other")
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
  target_link_libraries(${name} PUBLIC Mapwright::runtime)
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

cmake_policy(POP)
