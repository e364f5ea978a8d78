//===- FrontendFuzzer.cpp - Arbitrary bytes as a mapper -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SyntaxProperties.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>

/// Locations are interned and never freed: a new context now and then keeps
/// memory bounded.
static mlir::MLIRContext *freshContext() {
  constexpr unsigned inputsPerContext = 1000;
  static std::unique_ptr<mlir::MLIRContext> context;
  static unsigned numInputs = 0;
  if (numInputs++ % inputsPerContext == 0)
    context = std::make_unique<mlir::MLIRContext>(
        mlir::MLIRContext::Threading::DISABLED);
  return context.get();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  if (auto violation = mapwright::test::findViolation(freshContext(), text)) {
    llvm::errs() << "violated: " << *violation << '\n';
    __builtin_trap();
  }
  return 0;
}
