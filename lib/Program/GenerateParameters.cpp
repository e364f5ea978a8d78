//===- GenerateParameters.cpp - Keys of program generators ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GenerateParameters.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using namespace mapwright::generate;
using llvm::ArrayRef;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

Parameters::Parameters(StringRef program, ArrayRef<Key> keys)
    : program(program), keys(keys), isGiven(keys.size()) {
  for (const Key &key : keys)
    values.push_back(key.usual);
}

int64_t Parameters::operator[](StringRef name) const {
  const Key *key =
      llvm::find_if(keys, [&](const Key &k) { return k.name == name; });
  return values[key - keys.begin()];
}

/// The message for a key the program does not have.
static Error makeUnknownKey(StringRef program, ArrayRef<Key> keys,
                            StringRef name) {
  llvm::SmallVector<StringRef> names;
  for (const Key &key : keys)
    names.push_back(key.name);
  std::string guess = suggestName(name, names);
  return makeError("program '" + program + "' has no key '" + name + "'" +
                   (guess.empty() ? ";" : guess) +
                   " keys: " + llvm::join(names, ", "));
}

Error Parameters::set(StringRef assignment) {
  auto [name, text] = assignment.split('=');
  if (!assignment.contains('=') || name.empty())
    return makeError("expected key=value for program '" + program + "', got '" +
                     assignment + "'");
  const Key *key =
      llvm::find_if(keys, [n = name](const Key &k) { return k.name == n; });
  if (key == keys.end())
    return makeUnknownKey(program, keys, name);
  size_t index = key - keys.begin();
  if (isGiven[index])
    return makeError("key '" + name + "' of program '" + program +
                     "' is given twice");
  int64_t value;
  if (text.getAsInteger(10, value) || value < key->least || value > key->most)
    return makeError("key '" + name + "' of program '" + program +
                     "' takes an integer from " + Twine(key->least) + " to " +
                     Twine(key->most) + ", got '" + text + "'");
  values[index] = value;
  isGiven[index] = true;
  return Error::success();
}

Expected<Parameters> Parameters::parse(StringRef program, ArrayRef<Key> keys,
                                       StringRef text) {
  Parameters result(program, keys);
  llvm::SmallVector<StringRef> assignments;
  if (!text.empty())
    text.split(assignments, ',');
  for (StringRef assignment : assignments)
    if (Error error = result.set(assignment))
      return error;
  return result;
}
