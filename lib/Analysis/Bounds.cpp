//===- Bounds.cpp - Proofs that index maps stay in bounds -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Analysis/Bounds.h"

#include "BoundsProver.h"

#include "mapwright/Support/Diagnostics.h"

#include <set>

using namespace mlir;
using namespace mapwright;

llvm::StringRef mapwright::spelling(BoundsResult result) {
  static constexpr llvm::StringLiteral names[] = {"proved", "proved from 0",
                                                  "not proved"};
  return names[static_cast<unsigned>(result)];
}

static BoundsResult prove(BoundsProver &plain, BoundsProver &fromZero,
                          placement::RequireOp require) {
  if (!require.getValue() || !require.getBound())
    return BoundsResult::NotProved;
  if (plain.isInBounds(require.getValue(), require.getBound()))
    return BoundsResult::Proved;
  return fromZero.isInBounds(require.getValue(), require.getBound())
             ? BoundsResult::ProvedFromZero
             : BoundsResult::NotProved;
}

static BoundsProof proveMap(placement::MapOp map) {
  BoundsProof proof;
  proof.map = map;
  BoundsProver plain(map), fromZero(map);
  fromZero.assumeFromZero();
  map.walk([&](placement::RequireOp require) {
    if (require.getId() != getDiagInfo(DiagId::IndexBounds).name)
      return;
    ++proof.numConditions;
    BoundsResult result = prove(plain, fromZero, require);
    if (result <= proof.result)
      return;
    proof.result = result;
    proof.first = require;
  });
  return proof;
}

std::vector<BoundsProof> mapwright::proveBounds(ModuleOp lowered) {
  std::vector<BoundsProof> proofs;
  for (auto map : lowered.getOps<placement::MapOp>())
    if (map.getRank() > 0 && map.getFunction())
      proofs.push_back(proveMap(map));
  return proofs;
}

void mapwright::reportBounds(ModuleOp lowered) {
  // A function has one remark, for the least rank that gives a reason.
  std::set<std::string> told;
  for (BoundsProof &proof : proveBounds(lowered)) {
    std::string function = proof.map.getFunction()->str();
    if (proof.result == BoundsResult::Proved || !told.insert(function).second)
      continue;
    DiagnosticBuilder diag = diagnose(proof.first.getLoc(), DiagId::NotProved);
    if (proof.result == BoundsResult::ProvedFromZero) {
      diag << "`" << function << "` stays in bounds if domains start at 0";
      diag.note() << "for others use `t.ipoint - t.ilo`";
      continue;
    }
    diag << "`" << function << "` may leave the machine space: it is not "
         << "proved for all launches of rank " << proof.map.getRank()
         << " that index " << proof.first.getDim()
         << " is at least 0 and below the size of its dimension";
    diag.note() << "with --machine and --program every point is evaluated";
  }
}
