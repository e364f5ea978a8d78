# Read by cpack before it makes a package: sets CPACK_DEBIAN_PACKAGE_DEPENDS to
# the packages that own the libraries which CPACK_MAPWRIGHT_PROGRAMS and
# CPACK_MAPWRIGHT_MODULES name, in at least the version of this machine.
#
# dpkg-shlibdeps, which is what cpack would use, gives no dependency on LLVM in
# some runs: it finds the library by way of a link of the development package
# too, and the order of a hash decides.

cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# The file names of the libraries that `file` names itself.
function(mapwright_needed_libraries file result)
  execute_process(COMMAND objdump -p "${file}" OUTPUT_VARIABLE headers
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "NEEDED +[^\n]+" names "${headers}")
  list(TRANSFORM names REPLACE "NEEDED +" "")
  set(${result} ${names} PARENT_SCOPE)
endfunction()

# `NAME (>= VERSION)` of the package that owns `file`.
function(mapwright_owner file result)
  file(REAL_PATH "${file}" file)
  # Packages may still say /lib where that is a link to /usr/lib.
  string(REGEX REPLACE "^/usr/" "/" short "${file}")
  execute_process(COMMAND dpkg-query --search "${file}" "${short}"
                  OUTPUT_VARIABLE owner ERROR_QUIET)
  # `libc6:amd64: /lib/...`
  if(NOT owner MATCHES "^([^:, ]+)(:[^:, ]+)?")
    message(FATAL_ERROR "no package owns ${file}")
  endif()
  set(name "${CMAKE_MATCH_1}")
  set(format "\${Version}")
  execute_process(
    COMMAND dpkg-query --show "--showformat=${format}" "${CMAKE_MATCH_0}"
    OUTPUT_VARIABLE version COMMAND_ERROR_IS_FATAL ANY)
  # Without the revision of the distribution.
  string(REGEX REPLACE "-[^-]*$" "" version "${version}")
  set(${result} "${name} (>= ${version})" PARENT_SCOPE)
endfunction()

# Sets `result` to the packages that own the libraries of all files.
function(mapwright_owners result)
  file(GET_RUNTIME_DEPENDENCIES
    EXECUTABLES ${CPACK_MAPWRIGHT_PROGRAMS}
    MODULES ${CPACK_MAPWRIGHT_MODULES}
    RESOLVED_DEPENDENCIES_VAR libraries
    UNRESOLVED_DEPENDENCIES_VAR missing)
  set(needed "")
  foreach(file IN LISTS CPACK_MAPWRIGHT_PROGRAMS CPACK_MAPWRIGHT_MODULES)
    mapwright_needed_libraries("${file}" names)
    list(APPEND needed ${names})
  endforeach()
  set(packages "")
  foreach(library IN LISTS libraries)
    cmake_path(GET library FILENAME name)
    if(name IN_LIST needed)
      mapwright_owner("${library}" package)
      list(APPEND packages "${package}")
    endif()
  endforeach()
  foreach(name IN LISTS missing)
    if(name IN_LIST needed)
      message(FATAL_ERROR "${name}, which is to be a dependency, is not here")
    endif()
  endforeach()
  list(SORT packages)
  list(REMOVE_DUPLICATES packages)
  list(JOIN packages ", " packages)
  set(${result} "${packages}" PARENT_SCOPE)
endfunction()

if(CPACK_GENERATOR STREQUAL "DEB")
  mapwright_owners(CPACK_DEBIAN_PACKAGE_DEPENDS)
endif()
cmake_policy(POP)
