//===- CommonOptions.cpp - Command lines of the tools ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Tools/CommonOptions.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
namespace cl = llvm::cl;

llvm::StringRef mapwright::takeOverOption(llvm::StringRef name) {
  auto &registered = cl::getRegisteredOptions();
  if (auto it = registered.find(name); it != registered.end())
    it->second->removeArgument();
  return name;
}

void mapwright::hideRegisteredOptions() {
  for (auto &entry : cl::getRegisteredOptions())
    if (entry.first != "help" && entry.first != "version")
      entry.second->setHiddenFlag(cl::ReallyHidden);
}

bool mapwright::parseCommandLine(
    int argc, char **argv, const ToolInfo &tool,
    llvm::ArrayRef<const cl::OptionCategory *> categories) {
  if (!categories.empty())
    cl::HideUnrelatedOptions(categories);
  cl::SetVersionPrinter([name = tool.name](llvm::raw_ostream &os) {
    os << name << " " << MAPWRIGHT_VERSION << "\n  LLVM " << LLVM_VERSION_STRING
       << "\n  policy ABI " << policyABIVersion << "\n";
  });
  cl::extrahelp examples(tool.examples);
  return cl::ParseCommandLineOptions(argc, argv, tool.overview, &llvm::errs());
}

ExitCode mapwright::reportUsage(const ToolInfo &tool, const llvm::Twine &text) {
  llvm::errs() << tool.name << ": error: " << text << "\nTry '" << tool.name
               << " --help'\n";
  return exitUsage;
}
