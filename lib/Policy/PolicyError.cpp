//===- PolicyError.cpp - Errors that policies report ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Policy/PolicyLibrary.h"

#include "PolicyBinding.h"

using namespace mapwright;

char PolicyError::ID = 0;

namespace {
/// The ids of the diagnostics, so that an id that goes away does not compile.
struct DiagnosticName {
#define DIAGNOSTIC(ENUM, NAME, SEVERITY, GROUP, SUMMARY, EXPLANATION)          \
  static constexpr llvm::StringLiteral ENUM = NAME;
#include "mapwright/Support/Diagnostics.def"
#undef DIAGNOSTIC
};
} // namespace

llvm::StringRef mapwright::getPolicyErrorName(uint32_t code) {
  switch (code) {
  case MW_E_OVERFLOW:
    return DiagnosticName::Overflow;
  case MW_E_DIVISION_BY_ZERO:
    return DiagnosticName::DivisionByZero;
  case MW_E_TUPLE_BOUNDS:
    return DiagnosticName::TupleBounds;
  case MW_E_INDEX_BOUNDS:
  case MW_E_SEVERAL_NODES:
    return DiagnosticName::IndexBounds;
  case MW_E_SPACE_ARGUMENT:
    return DiagnosticName::SpaceArgument;
  case MW_E_RANK:
    return DiagnosticName::RankMismatch;
  default:
    return "";
  }
}

PolicyError::PolicyError(const mw_error &error, llvm::StringRef source)
    : error(error), text(error.text ? error.text : "the policy fails"),
      source(source) {
  this->error.text = nullptr;
}

void PolicyError::log(llvm::raw_ostream &os) const {
  os << source << ':';
  if (error.line != 0)
    os << error.line << ':' << error.column << ':';
  os << ' ' << text;
  llvm::StringRef name = getPolicyErrorName(error.code);
  if (!name.empty())
    os << " [mapwright-" << name << ']';
}

std::error_code PolicyError::convertToErrorCode() const {
  return llvm::inconvertibleErrorCode();
}

mw_error detail::noError() { return {MW_E_NONE, 0, 0, 0, 0, 0, nullptr}; }
