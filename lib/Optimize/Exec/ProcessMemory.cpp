//===- ProcessMemory.cpp - Memory of a tree of processes ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProcessMemory.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Process.h"

#include <algorithm>

using namespace mapwright::optimize;
namespace fs = llvm::sys::fs;

/// The numbers of a file of /proc; none if the process is gone.
static llvm::SmallVector<uint64_t> readNumbers(const llvm::Twine &path) {
  llvm::SmallVector<uint64_t> numbers;
  auto buffer = llvm::MemoryBuffer::getFileAsStream(path);
  if (!buffer)
    return numbers;
  llvm::SmallVector<llvm::StringRef> words;
  llvm::SplitString((*buffer)->getBuffer(), words);
  for (llvm::StringRef word : words)
    if (uint64_t number; !word.getAsInteger(10, number))
      numbers.push_back(number);
  return numbers;
}

/// Adds the children of a process, which /proc lists by thread.
static void addChildren(uint64_t process,
                        llvm::SmallVectorImpl<uint64_t> &processes) {
  std::error_code code;
  fs::directory_iterator thread("/proc/" + llvm::Twine(process) + "/task",
                                code);
  for (; !code && thread != fs::directory_iterator(); thread.increment(code))
    llvm::append_range(processes, readNumbers(thread->path() + "/children"));
}

uint64_t mapwright::optimize::measureDescendants(int process) {
  llvm::SmallVector<uint64_t> processes;
  addChildren(process, processes);
  uint64_t own = 0, shared = 0;
  for (size_t i = 0; i < processes.size(); ++i) {
    // In pages: size, resident, of these shared.
    llvm::SmallVector<uint64_t> pages =
        readNumbers("/proc/" + llvm::Twine(processes[i]) + "/statm");
    addChildren(processes[i], processes);
    if (pages.size() < 3)
      continue;
    own += pages[1] - std::min(pages[1], pages[2]);
    shared = std::max(shared, pages[2]);
  }
  return (own + shared) * llvm::sys::Process::getPageSizeEstimate();
}
