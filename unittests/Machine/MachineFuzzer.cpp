//===- MachineFuzzer.cpp - Arbitrary bytes as a machine -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Machine/MachineModel.h"

#include "llvm/Support/raw_ostream.h"

using namespace mapwright;

static void expect(bool holds, const char *what) {
  if (holds)
    return;
  llvm::errs() << "violated: " << what << '\n';
  __builtin_trap();
}

/// What the simulator relies on.
static void checkModel(const MachineModel &model) {
  unsigned count = model.getNode().memoryNames.size();
  expect(model.getNumProcessors() > 0, "there is a processor");
  for (unsigned from = 0; from < count; ++from)
    for (unsigned to = 0; to < count; ++to)
      expect(model.getBandwidth(from, to) > 0, "all memories are connected");
  for (const auto &ofKind : model.getNode().paths)
    for (const auto &paths : ofKind)
      expect(!paths.empty(), "every processor sees a memory");
  expect(!describeMachine(model).empty(), "a model can be described");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  llvm::Expected<MachineModel> model = readMachineJSON(text, "input");
  if (!model) {
    expect(llvm::StringRef(llvm::toString(model.takeError()))
               .starts_with("input:"),
           "errors name the input");
    return 0;
  }
  // Beyond this the properties take longer than finding new inputs is worth.
  if (model->getNode().memoryNames.size() > 64)
    return 0;
  checkModel(*model);
  std::string written = writeMachineJSON(*model);
  llvm::Expected<MachineModel> again = readMachineJSON(written, "written");
  if (!again) {
    llvm::errs() << llvm::toString(again.takeError()) << '\n';
    expect(false, "what is written can be read");
    return 0;
  }
  expect(writeMachineJSON(*again) == written, "reading back changes nothing");
  return 0;
}
