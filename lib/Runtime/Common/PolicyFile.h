//===- PolicyFile.h - Policies loaded into a program ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_COMMON_POLICYFILE_H
#define MAPWRIGHT_LIB_RUNTIME_COMMON_POLICYFILE_H

#include "mapwright/Runtime/policy.h"

#include <string>

namespace mapwright {
namespace runtime {

/// Loads the policy in a shared object, or compiles a `.mapper` file first. The
/// policy stays loaded. The job ends with a message if the file is not what it
/// claims to be.
const mw_policy &loadPolicy(const std::string &path);

/// The shared object of a `.mapper` file: compiled once for each content, into
/// MAPWRIGHT_CACHE, else a folder of the user. Starts `mapc`, so it has to be
/// called before the network is up. The job ends with a message if the mapper
/// does not compile.
std::string compileMapper(const std::string &path);

/// Ends the job unless the file is a shared object of this machine with all its
/// parts: the dynamic loader dies of files that are cut off.
void checkSharedObject(const std::string &path);

} // namespace runtime
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_COMMON_POLICYFILE_H
