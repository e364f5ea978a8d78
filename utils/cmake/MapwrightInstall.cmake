# What an installation holds, what other projects find of it, and the package.
#
# Installation and build tree have the same layout as far as find_package() is
# concerned: lib/cmake/Mapwright holds the same files in both.

include(CMakePackageConfigHelpers)

# Not GNUInstallDirs: mapc opens ../lib/libMapwrightCompile.so, in a package of
# a distribution as well.
set(MAPWRIGHT_PACKAGE_DIR lib/cmake/Mapwright)
set(MAPWRIGHT_DOC_DIR share/doc/mapwright)

#===-- Libraries that exist for other projects only ------------------------===#

# What generated code and hosts that call it directly include.
add_library(MapwrightRuntime INTERFACE)
target_include_directories(MapwrightRuntime INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
  $<INSTALL_INTERFACE:include>)
set_target_properties(MapwrightRuntime PROPERTIES EXPORT_NAME runtime)

# One archive with MapwrightPolicy and the libraries below it, because their own
# interface has compile options that are nobody else's business. Who links it
# gets LLVM's headers from MapwrightConfig.cmake.
add_library(MapwrightPolicyLoader STATIC)
foreach(library IN ITEMS Policy Machine Kinds Files)
  target_sources(MapwrightPolicyLoader PRIVATE
    $<TARGET_OBJECTS:Mapwright${library}>)
endforeach()
target_link_libraries(MapwrightPolicyLoader INTERFACE
  MapwrightRuntime LLVM ${CMAKE_DL_LIBS})
target_compile_features(MapwrightPolicyLoader INTERFACE cxx_std_17)
if(MAPWRIGHT_SANITIZE)
  target_link_options(MapwrightPolicyLoader INTERFACE
    -fsanitize=${MAPWRIGHT_SANITIZE})
endif()
set_target_properties(MapwrightPolicyLoader PROPERTIES
  EXPORT_NAME policy-loader
  LINKER_LANGUAGE CXX
  ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
add_dependencies(mapwright-tools MapwrightPolicyLoader)
if(TARGET check)
  add_dependencies(check MapwrightPolicyLoader)
  add_dependencies(check-lit MapwrightPolicyLoader)
endif()

#===-- Programs, libraries, headers, documents -----------------------------===#

get_property(tools GLOBAL PROPERTY MAPWRIGHT_TOOLS)
list(REMOVE_ITEM tools mapc mapper-opt MapwrightCompile)
# MLIR's library is on no search path of the loader.
set_target_properties(${tools} mapc mapper-opt MapwrightCompile PROPERTIES
  INSTALL_RPATH "${LLVM_LIBRARY_DIR}")
set_target_properties(MapwrightCompile PROPERTIES EXPORT_NAME compile-library)

install(TARGETS ${tools} RUNTIME DESTINATION bin)
install(TARGETS mapc mapper-opt MapwrightCompile MapwrightRuntime
  EXPORT MapwrightTargets
  RUNTIME DESTINATION bin
  LIBRARY DESTINATION lib)
install(TARGETS MapwrightPolicyLoader
  EXPORT MapwrightLoaderTargets
  ARCHIVE DESTINATION lib)

# What Legion and StarPU programs link, each where it was built. Such a program
# may find the runtime system only by way of them: they keep its place.
set(runtimes "")
foreach(runtime IN ITEMS Legion StarPU)
  if(TARGET Mapwright${runtime})
    list(APPEND runtimes ${runtime})
    set_target_properties(Mapwright${runtime} PROPERTIES
      INSTALL_RPATH_USE_LINK_PATH ON)
    install(TARGETS Mapwright${runtime}
      EXPORT Mapwright${runtime}Targets
      LIBRARY DESTINATION lib)
    add_dependencies(mapwright-tools Mapwright${runtime})
    if(TARGET check)
      add_dependencies(check Mapwright${runtime})
      add_dependencies(check-lit Mapwright${runtime})
    endif()
  endif()
endforeach()

install(DIRECTORY include/mapwright/Runtime include/mapwright/Policy
  DESTINATION include/mapwright
  FILES_MATCHING PATTERN "*.h")
# Included by those of Policy.
install(FILES include/mapwright/Machine/Machine.h
  DESTINATION include/mapwright/Machine)
install(FILES include/mapwright/Support/Kinds.h
  DESTINATION include/mapwright/Support)

install(FILES README.md LICENSE DESTINATION ${MAPWRIGHT_DOC_DIR})
install(DIRECTORY docs DESTINATION ${MAPWRIGHT_DOC_DIR})

#===-- find_package(Mapwright) ---------------------------------------------===#

set(package "${PROJECT_BINARY_DIR}/${MAPWRIGHT_PACKAGE_DIR}")
configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/MapwrightConfig.cmake.in"
  "${package}/MapwrightConfig.cmake"
  INSTALL_DESTINATION ${MAPWRIGHT_PACKAGE_DIR}
  NO_SET_AND_CHECK_MACRO
  NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file("${package}/MapwrightConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
configure_file("${CMAKE_CURRENT_LIST_DIR}/MapwrightPolicy.cmake"
  "${package}/MapwrightPolicy.cmake" COPYONLY)
install(FILES
  "${package}/MapwrightConfig.cmake"
  "${package}/MapwrightConfigVersion.cmake"
  "${package}/MapwrightPolicy.cmake"
  DESTINATION ${MAPWRIGHT_PACKAGE_DIR})
set(exports MapwrightTargets MapwrightLoaderTargets)
foreach(runtime IN LISTS runtimes)
  list(APPEND exports Mapwright${runtime}Targets)
endforeach()
foreach(targets IN LISTS exports)
  export(EXPORT ${targets} NAMESPACE Mapwright::
    FILE "${package}/${targets}.cmake")
  install(EXPORT ${targets} NAMESPACE Mapwright::
    DESTINATION ${MAPWRIGHT_PACKAGE_DIR})
endforeach()

#===-- cpack ---------------------------------------------------------------===#

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME mapwright)
set(CPACK_PACKAGE_VENDOR "The Mapwright project")
set(CPACK_PACKAGE_CONTACT "The Mapwright project <mapwright@users.noreply.example>")
set(CPACK_PACKAGE_DESCRIPTION
  "Checks mappers of task-based parallel programs, shows their decisions, and
 compiles them to policies that programs link or load.")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_RESOURCE_FILE_README "${PROJECT_SOURCE_DIR}/README.md")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# Finds out which packages this one depends on.
set(CPACK_PROJECT_CONFIG_FILE
  "${CMAKE_CURRENT_LIST_DIR}/MapwrightPackage.cmake")
list(TRANSFORM tools PREPEND "${PROJECT_BINARY_DIR}/bin/"
     OUTPUT_VARIABLE CPACK_MAPWRIGHT_PROGRAMS)
list(APPEND CPACK_MAPWRIGHT_PROGRAMS
  "${PROJECT_BINARY_DIR}/bin/mapc" "${PROJECT_BINARY_DIR}/bin/mapper-opt")
set(CPACK_MAPWRIGHT_MODULES "${PROJECT_BINARY_DIR}/lib/libMapwrightCompile.so")
# For projects that use find_package(Mapwright), with the policy loader.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS
  "cmake (>= 3.20), llvm-${LLVM_VERSION_MAJOR}-dev")
if(TARGET MapwrightStarPU)
  string(APPEND CPACK_DEBIAN_PACKAGE_SUGGESTS ", libstarpu-dev")
endif()
include(CPack)
