//===- TaskDialect.td - The task dialect -------------------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TASK_DIALECT_TD
#define TASK_DIALECT_TD

include "mlir/IR/OpBase.td"

def Task_Dialect : Dialect {
  let name = "task";
  let cppNamespace = "::mapwright::task";
  let summary = "The program to be mapped";
  let description = [{
    A task-parallel program as far as mapping it needs to know it: data (field
    spaces, index spaces, regions, partitions), task kinds with what they cost
    on which processors, and the launches in program order. Launches in loops
    are never unrolled, and which data overlap is derived, not stored.

    Numbers a program has in other forms (arguments, fields, futures, pieces)
    are those of the order of operations. Rectangles include both their bounds:
    `{0 to 15}` are 16 elements, `{(0, 0) to (3, 3)}` as well, and `{7}` is one.
    A cost such as `5 + 60 * n0` has a constant and what each element of an
    argument's piece adds; `n0` is the number of elements of argument 0.
  }];
  let useDefaultAttributePrinterParser = 1;
}

#endif // TASK_DIALECT_TD
