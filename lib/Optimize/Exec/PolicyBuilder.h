//===- PolicyBuilder.h - Files that a command loads -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. Candidates as files: text and compiled policy, each
// made once for an identity.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_EXEC_POLICYBUILDER_H
#define MAPWRIGHT_LIB_OPTIMIZE_EXEC_POLICYBUILDER_H

#include "mapwright/Optimize/Problem.h"
#include "mapwright/Support/TemporaryFolder.h"

#include "mlir/IR/MLIRContext.h"

#include <mutex>

namespace mapwright {
namespace optimize {

/// Where a candidate is.
struct CandidateFiles {
  std::string mapper;  ///< empty: not asked for
  std::string policy;  ///< likewise
  std::string problem; ///< why there can be no policy; one line
};

/// Safe to use from several threads.
class PolicyBuilder {
public:
  struct Wanted {
    bool mapper, policy;
  };

  /// Makes a folder for the files, which goes away with the builder.
  static llvm::Expected<std::unique_ptr<PolicyBuilder>>
  make(Wanted wanted, std::string name, unsigned maxRank);

  /// Fails if a file cannot be written, or the compiler cannot be used.
  llvm::Expected<CandidateFiles> build(const Candidate &candidate);

private:
  PolicyBuilder(Wanted wanted, std::string name, unsigned maxRank,
                TemporaryFolder folder);
  llvm::Error buildMapper(const Candidate &candidate, CandidateFiles &files);
  llvm::Error buildPolicy(const Candidate &candidate, CandidateFiles &files);
  /// C++ of the policy; empty if there is a problem.
  std::string printPolicy(llvm::StringRef source, std::string &problem);

  Wanted wanted;
  std::string name; ///< of the mapper
  unsigned maxRank;
  TemporaryFolder folder;
  std::mutex building; ///< guards what follows
  mlir::MLIRContext context;
  std::map<std::string, CandidateFiles> built; ///< by identity
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_EXEC_POLICYBUILDER_H
