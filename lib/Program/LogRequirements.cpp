//===- LogRequirements.cpp - Lines of CHOSEN INSTANCES --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LogRequirements.h"

#include "LogValues.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using llvm::StringRef;

/// Takes a constant as READ_ONLY.
static StringRef takeConstant(StringRef &rest) {
  StringRef name =
      rest.take_while([](char c) { return llvm::isUpper(c) || c == '_'; });
  rest = rest.drop_front(name.size());
  return name;
}

/// `(TREE,(SPACE,SPACE_TREE),FIELDS)`, or `(TREE,*,FIELDS)` of an instance.
static bool skipRegion(StringRef &rest) {
  if (!rest.consume_front("(") || !takeNumber(rest))
    return false;
  if (!rest.consume_front(",*,")) {
    if (!rest.consume_front(",(") || !takeNumber(rest) ||
        !rest.consume_front(",") || !takeNumber(rest) ||
        !rest.consume_front("),"))
      return false;
  }
  return takeNumber(rest) && rest.consume_front(")");
}

/// The domain and the fields, to the end of the line.
static bool parseDomainAndFields(StringRef rest,
                                 LoggedRequirement &requirement) {
  if (!skipDomain(rest, requirement.emptyDomain) ||
      !rest.consume_front(",fields=") || !rest.consume_back(")"))
    return false;
  llvm::SmallVector<StringRef> names;
  rest.split(names, '+', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  requirement.fields.assign(names.begin(), names.end());
  return true;
}

std::optional<LoggedRequirement>
mapwright::parseRequirement(const MapperLine &line) {
  StringRef rest = line.text;
  if (!rest.consume_front(requirementStart))
    return std::nullopt;
  LoggedRequirement requirement;
  requirement.line = line.line;
  if (rest.consumeInteger(10, requirement.index) ||
      !rest.consume_front("](privilege="))
    return std::nullopt;
  requirement.privilege = takeConstant(rest);
  if (requirement.privilege.empty())
    return std::nullopt;
  rest.consume_front(",RESTRICTED");
  if (rest.consume_front(",prop=") && takeConstant(rest).empty())
    return std::nullopt;
  if (!rest.consume_front(",region="))
    return std::nullopt;
  StringRef region = rest;
  if (!skipRegion(rest))
    return std::nullopt;
  requirement.region = region.drop_back(rest.size());
  if (!rest.consume_front(",domain="))
    return std::nullopt;
  if (parseDomainAndFields(rest, requirement))
    return requirement;
  if (!line.maybeCut)
    return std::nullopt;
  requirement.fieldsCut = true;
  requirement.fields.clear();
  requirement.emptyDomain = !rest.starts_with("<");
  return requirement;
}

/// The value behind `layout=`: `other`, or as `SoA:YX`.
static bool parseLayout(StringRef text, LoggedInstance &instance) {
  if (text == "other")
    return true;
  instance.aos = text.consume_front("AoS:");
  if (!instance.aos && !text.consume_front("SoA:"))
    return false;
  if (text.empty() || text.find_first_not_of("XYZ") != StringRef::npos)
    return false;
  for (char letter : text)
    if (text.count(letter) != 1)
      return false;
  instance.order = text.str();
  return true;
}

/// The domain, the fields and the layout, to the end of the line.
static bool parseDomainToLayout(StringRef rest, LoggedInstance &instance) {
  bool isEmpty;
  if (!skipDomain(rest, isEmpty) || !rest.consume_front(",fields=") ||
      !rest.consume_back(")"))
    return false;
  static constexpr llvm::StringLiteral mark = ",layout=";
  size_t layout = rest.rfind(mark);
  return layout != StringRef::npos &&
         parseLayout(rest.drop_front(layout + mark.size()), instance);
}

std::optional<LoggedInstance> mapwright::parseInstance(const MapperLine &line) {
  StringRef rest = line.text;
  if (!rest.consume_front(instanceStart))
    return std::nullopt;
  LoggedInstance instance;
  instance.line = line.line;
  instance.isVirtual = rest == "(VIRTUAL)";
  if (instance.isVirtual)
    return instance;

  uint64_t id;
  if (!rest.consume_front("[") || rest.consumeInteger(16, id) ||
      !rest.consume_front("]("))
    return std::nullopt;
  instance.isReduction = rest.consume_front("REDUCTION,");
  rest.consume_front("EXTERNAL,");
  if (!rest.consume_front("region=") || !skipRegion(rest) ||
      !rest.consume_front(",memory="))
    return std::nullopt;
  std::optional<uint64_t> memory = takeId(rest);
  if (!memory || !rest.consume_front(",domain="))
    return std::nullopt;
  instance.memory = *memory;
  if (!parseDomainToLayout(rest, instance) && !line.maybeCut)
    return std::nullopt;
  return instance;
}
