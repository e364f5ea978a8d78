//===- PolicyBuilder.cpp - Files that a command loads ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PolicyBuilder.h"

#include "mapwright/Conversion/Passes.h"
#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/OutputFile.h"
#include "mapwright/Target/Compile.h"
#include "mapwright/Target/Cpp.h"

#include "mlir/IR/OwningOpRef.h"
#include "mlir/Pass/PassManager.h"

using namespace mapwright;
using namespace mapwright::optimize;

PolicyBuilder::PolicyBuilder(Wanted wanted, std::string name, unsigned maxRank,
                             TemporaryFolder folder)
    : wanted(wanted), name(std::move(name)), maxRank(maxRank),
      folder(std::move(folder)),
      context(mlir::MLIRContext::Threading::DISABLED) {}

llvm::Expected<std::unique_ptr<PolicyBuilder>>
PolicyBuilder::make(Wanted wanted, std::string name, unsigned maxRank) {
  llvm::Expected<TemporaryFolder> folder = TemporaryFolder::create();
  if (!folder)
    return folder.takeError();
  return std::unique_ptr<PolicyBuilder>(
      new PolicyBuilder(wanted, std::move(name), maxRank, std::move(*folder)));
}

static llvm::Error writeFile(llvm::StringRef path, llvm::StringRef contents) {
  OutputFile file(path);
  file.os() << contents;
  return file.keep();
}

llvm::Error PolicyBuilder::buildMapper(const Candidate &candidate,
                                       CandidateFiles &files) {
  std::string path = folder.file(candidate.identity + ".mapper");
  if (llvm::Error error = writeFile(path, candidate.source))
    return error;
  files.mapper = std::move(path);
  return llvm::Error::success();
}

std::string PolicyBuilder::printPolicy(llvm::StringRef source,
                                       std::string &problem) {
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &said) {
    if (problem.empty() &&
        said.getSeverity() == mlir::DiagnosticSeverity::Error)
      problem = llvm::StringRef(said.str()).split('\n').first.str();
    return mlir::success();
  });
  std::string printed;
  llvm::raw_string_ostream os(printed);
  mlir::OwningOpRef<mlir::ModuleOp> module =
      importMapper(source, name, &context, maxRank);
  if (module) {
    mlir::PassManager passes(&context, (*module)->getName().getStringRef());
    passes.enableVerifier(false);
    buildPolicyPipeline(passes, maxRank);
    if (succeeded(passes.run(*module)) && succeeded(emitCppPolicy(*module, os)))
      return printed;
  }
  if (problem.empty())
    problem = "no policy can be made of the mapper";
  return "";
}

llvm::Error PolicyBuilder::buildPolicy(const Candidate &candidate,
                                       CandidateFiles &files) {
  std::string source = printPolicy(candidate.source, files.problem);
  if (!files.problem.empty())
    return llvm::Error::success();
  std::vector<CompileDiagnostic> messages;
  CompileOptions options;
  llvm::Expected<std::string> bytes =
      compileToObject(source, "policy.cpp", options, messages);
  if (bytes)
    bytes = linkShared(*bytes, options);
  if (!bytes)
    return bytes.takeError();
  std::string path = folder.file(candidate.identity + ".so");
  if (llvm::Error error = writeFile(path, *bytes))
    return error;
  files.policy = std::move(path);
  return llvm::Error::success();
}

llvm::Expected<CandidateFiles>
PolicyBuilder::build(const Candidate &candidate) {
  std::lock_guard<std::mutex> lock(building);
  auto found = built.find(candidate.identity);
  if (found != built.end())
    return found->second;
  CandidateFiles files;
  if (wanted.mapper)
    if (llvm::Error error = buildMapper(candidate, files))
      return std::move(error);
  if (wanted.policy)
    if (llvm::Error error = buildPolicy(candidate, files))
      return std::move(error);
  return built[candidate.identity] = files;
}
