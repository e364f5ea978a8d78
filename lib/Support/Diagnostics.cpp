//===- Diagnostics.cpp - Diagnostics with ids, notes and fixes ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The id and the fixes of a diagnostic travel as one dictionary attribute in
// its metadata: {id = "index-bounds", fixes = [...]}. Attributes are the one
// kind of metadata that outlives the code that reports.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/Diagnostics.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mlir;

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

static constexpr DiagInfo table[] = {
#define DIAGNOSTIC(ENUM, NAME, SEVERITY, GROUP, SUMMARY, EXPLANATION)          \
  {DiagId::ENUM, NAME,    DiagnosticSeverity::SEVERITY,                        \
   GROUP,        SUMMARY, EXPLANATION},
#include "mapwright/Support/Diagnostics.def"
};

llvm::ArrayRef<DiagInfo> mapwright::allDiagnostics() { return table; }

const DiagInfo &mapwright::getDiagInfo(DiagId id) {
  return table[static_cast<size_t>(id)];
}

const DiagInfo *mapwright::findDiagInfo(llvm::StringRef name) {
  name.consume_front("mapwright-");
  const DiagInfo *found = llvm::find_if(
      table, [&](const DiagInfo &info) { return info.name == name; });
  return found == std::end(table) ? nullptr : found;
}

//===----------------------------------------------------------------------===//
// Metadata
//===----------------------------------------------------------------------===//

static constexpr llvm::StringLiteral machineWord = "machine";
static constexpr llvm::StringLiteral maybeWord = "maybe";

/// The dictionary of ours among the metadata, or null.
static DictionaryAttr findMetadata(const Diagnostic &diag) {
  // MLIR has no const access to metadata; nothing is changed here.
  for (DiagnosticArgument &argument :
       const_cast<Diagnostic &>(diag).getMetadata()) {
    if (argument.getKind() !=
        DiagnosticArgument::DiagnosticArgumentKind::Attribute)
      continue;
    auto dict = dyn_cast<DictionaryAttr>(argument.getAsAttribute());
    if (dict && dict.getAs<StringAttr>("id"))
      return dict;
  }
  return nullptr;
}

static void setMetadata(Diagnostic &diag, DictionaryAttr dict) {
  auto &metadata = diag.getMetadata();
  metadata.clear();
  metadata.push_back(DiagnosticArgument(dict));
}

static DictionaryAttr encode(Builder &builder, const SourceEdit &edit) {
  return builder.getDictionaryAttr({
      builder.getNamedAttr("begin", builder.getI64IntegerAttr(edit.begin)),
      builder.getNamedAttr("end", builder.getI64IntegerAttr(edit.end)),
      builder.getNamedAttr("file", builder.getStringAttr(edit.file)),
      builder.getNamedAttr("text", builder.getStringAttr(edit.text)),
  });
}

static DictionaryAttr encode(Builder &builder, const Fix &fix) {
  llvm::SmallVector<Attribute> edits;
  for (const SourceEdit &edit : fix.edits)
    edits.push_back(encode(builder, edit));
  bool machine = fix.applicability == Applicability::Machine;
  return builder.getDictionaryAttr({
      builder.getNamedAttr(
          "applicability",
          builder.getStringAttr(machine ? machineWord : maybeWord)),
      builder.getNamedAttr("edits", builder.getArrayAttr(edits)),
      builder.getNamedAttr("title", builder.getStringAttr(fix.title)),
  });
}

static std::optional<SourceEdit> decodeEdit(Attribute attribute) {
  auto dict = dyn_cast<DictionaryAttr>(attribute);
  if (!dict)
    return std::nullopt;
  auto file = dict.getAs<StringAttr>("file");
  auto text = dict.getAs<StringAttr>("text");
  auto begin = dict.getAs<IntegerAttr>("begin");
  auto end = dict.getAs<IntegerAttr>("end");
  if (!file || !text || !begin || !end)
    return std::nullopt;
  return SourceEdit{file.str(), static_cast<uint32_t>(begin.getInt()),
                    static_cast<uint32_t>(end.getInt()), text.str()};
}

static std::optional<Fix> decodeFix(Attribute attribute) {
  auto dict = dyn_cast<DictionaryAttr>(attribute);
  if (!dict)
    return std::nullopt;
  auto title = dict.getAs<StringAttr>("title");
  auto edits = dict.getAs<ArrayAttr>("edits");
  auto applicability = dict.getAs<StringAttr>("applicability");
  if (!title || !edits || !applicability)
    return std::nullopt;
  Fix fix;
  fix.title = title.str();
  fix.applicability = applicability.getValue() == machineWord
                          ? Applicability::Machine
                          : Applicability::Maybe;
  for (Attribute attribute : edits) {
    std::optional<SourceEdit> edit = decodeEdit(attribute);
    if (!edit)
      return std::nullopt;
    fix.edits.push_back(std::move(*edit));
  }
  return fix;
}

std::optional<DiagId> mapwright::getDiagId(const Diagnostic &diag) {
  DictionaryAttr dict = findMetadata(diag);
  if (!dict)
    return std::nullopt;
  const DiagInfo *info = findDiagInfo(dict.getAs<StringAttr>("id").getValue());
  return info ? std::optional(info->id) : std::nullopt;
}

llvm::SmallVector<Fix> mapwright::getFixes(const Diagnostic &diag) {
  llvm::SmallVector<Fix> fixes;
  DictionaryAttr dict = findMetadata(diag);
  auto encoded = dict ? dict.getAs<ArrayAttr>("fixes") : ArrayAttr();
  if (!encoded)
    return fixes;
  for (Attribute attribute : encoded)
    if (std::optional<Fix> fix = decodeFix(attribute))
      fixes.push_back(std::move(*fix));
  return fixes;
}

llvm::SmallVector<DiagnosticFact> mapwright::getFacts(const Diagnostic &diag) {
  llvm::SmallVector<DiagnosticFact> facts;
  DictionaryAttr dict = findMetadata(diag);
  auto encoded = dict ? dict.getAs<DictionaryAttr>("facts") : DictionaryAttr();
  if (!encoded)
    return facts;
  for (NamedAttribute entry : encoded) {
    DiagnosticFact &fact = facts.emplace_back();
    fact.name = entry.getName().str();
    if (auto number = dyn_cast<IntegerAttr>(entry.getValue()))
      fact.number = number.getInt();
    else if (auto word = dyn_cast<StringAttr>(entry.getValue()))
      fact.word = word.str();
  }
  return facts;
}

//===----------------------------------------------------------------------===//
// DiagnosticBuilder
//===----------------------------------------------------------------------===//

DiagnosticBuilder::DiagnosticBuilder(InFlightDiagnostic &&inFlight, DiagId id)
    : diag(std::move(inFlight)) {
  Diagnostic *underlying = diag.getUnderlyingDiagnostic();
  if (!underlying)
    return;
  Builder builder(underlying->getLocation()->getContext());
  NamedAttribute name =
      builder.getNamedAttr("id", builder.getStringAttr(getDiagInfo(id).name));
  setMetadata(*underlying, builder.getDictionaryAttr(name));
}

Diagnostic &DiagnosticBuilder::note(std::optional<Location> where) {
  return diag.attachNote(where);
}

DiagnosticBuilder &DiagnosticBuilder::fix(const Fix &fix) {
  Diagnostic *underlying = diag.getUnderlyingDiagnostic();
  if (!underlying)
    return *this;
  Builder builder(underlying->getLocation()->getContext());
  NamedAttrList dict(findMetadata(*underlying));
  llvm::SmallVector<Attribute> fixes;
  if (auto earlier = dyn_cast_if_present<ArrayAttr>(dict.get("fixes")))
    llvm::append_range(fixes, earlier);
  fixes.push_back(encode(builder, fix));
  dict.set("fixes", builder.getArrayAttr(fixes));
  setMetadata(*underlying, dict.getDictionary(builder.getContext()));
  return *this;
}

void DiagnosticBuilder::setFact(llvm::StringRef name, Attribute value) {
  Diagnostic *underlying = diag.getUnderlyingDiagnostic();
  if (!underlying)
    return;
  NamedAttrList dict(findMetadata(*underlying));
  NamedAttrList facts(dyn_cast_if_present<DictionaryAttr>(dict.get("facts")));
  facts.set(name, value);
  MLIRContext *context = underlying->getLocation()->getContext();
  dict.set("facts", facts.getDictionary(context));
  setMetadata(*underlying, dict.getDictionary(context));
}

DiagnosticBuilder &DiagnosticBuilder::fact(llvm::StringRef name,
                                           uint64_t number) {
  if (Diagnostic *underlying = diag.getUnderlyingDiagnostic()) {
    Builder builder(underlying->getLocation()->getContext());
    setFact(name,
            builder.getI64IntegerAttr(std::min<uint64_t>(number, INT64_MAX)));
  }
  return *this;
}

DiagnosticBuilder &DiagnosticBuilder::fact(llvm::StringRef name,
                                           llvm::StringRef word) {
  if (Diagnostic *underlying = diag.getUnderlyingDiagnostic())
    setFact(name,
            StringAttr::get(underlying->getLocation()->getContext(), word));
  return *this;
}

DiagnosticBuilder &DiagnosticBuilder::fix(llvm::StringRef title,
                                          llvm::StringRef file, uint32_t begin,
                                          uint32_t end, llvm::StringRef text,
                                          Applicability applicability) {
  SourceEdit edit{file.str(), begin, end, text.str()};
  return fix(Fix{title.str(), {std::move(edit)}, applicability});
}

DiagnosticBuilder mapwright::diagnose(Location loc, DiagId id) {
  DiagnosticEngine &engine = loc->getContext()->getDiagEngine();
  return DiagnosticBuilder(engine.emit(loc, getDiagInfo(id).severity), id);
}
