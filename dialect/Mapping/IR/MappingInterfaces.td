//===- MappingInterfaces.td - Interfaces of the mapping dialect -*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPPING_INTERFACES_TD
#define MAPPING_INTERFACES_TD

include "mlir/IR/OpBase.td"

def Mapping_MachineSpaceTransform : OpInterface<"MachineSpaceTransform"> {
  let cppNamespace = "::mapwright::mapping";
  let description = [{
    A transformation of a machine space (MSP6 to MSP14): the single source of
    what it does for folding, evaluation, lowering and documentation. The
    arithmetic itself is `mapwright/Runtime/Space.h`; an operation only says
    which of its functions it is and in what order its operands are passed.
  }];
  let methods = [
    InterfaceMethod<"The space that is transformed.",
      "::mlir::Value", "getSpace">,
    InterfaceMethod<[{
      The operands after the space: integers and tuples, in the order of the
      language.
    }], "::mlir::OperandRange", "getTransformArguments", (ins), [{
      return $_op->getOperands().drop_front();
    }]>,
    InterfaceMethod<[{
      The name of the transformation in the language.
    }], "::llvm::StringRef", "getMethodName", (ins), [{
      return $_op->getName().stripDialect();
    }]>,
    InterfaceMethod<[{
      Resolves the transformation against sizes: `arguments` holds the values of
      `getTransformArguments()`, an integer as a list of one. `transform` maps
      points both ways afterwards (`space::toOld`, `space::fromOld`).
    }], "::mapwright::space::Status", "resolve",
      (ins "const ::mapwright::space::Sizes &":$sizes,
           "::llvm::ArrayRef<::llvm::ArrayRef<int64_t>>":$arguments,
           "::mapwright::space::Transform &":$transform,
           "::mapwright::space::Failure &":$why)>,
    InterfaceMethod<[{
      The rank of the result for a space of rank `rank`, where `lengths` holds
      the length of each tuple argument and `constants` the value of each integer
      argument, as far as they are known. None if it depends on what is not.
    }], "::std::optional<int64_t>", "getNewRank",
      (ins "int64_t":$rank,
           "::llvm::ArrayRef<::std::optional<int64_t>>":$lengthsOrConstants)>,
  ];
}

#endif // MAPPING_INTERFACES_TD
