//===- ProfRecords.cpp - Self-describing records --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProfRecords.h"

#include "LogLines.h"

#include "mapwright/Program/Launch.h"
#include "mapwright/Program/ProfLog.h"
#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

static constexpr llvm::StringLiteral headLine =
    "FileType: BinaryLegionProf v: ";
static constexpr size_t maxTypeLineBytes = 1 << 16;

/// The longest uuid of a device.
static constexpr uint64_t maxUuidBytes = 64;

Error ProfRecords::lineError(unsigned line, const llvm::Twine &what) const {
  return makeError(name + ":" + llvm::Twine(line) + ": " + what);
}

Error ProfRecords::error(uint64_t offset, const llvm::Twine &what) const {
  return makeError(name + ": byte " + llvm::Twine(offset) + ": " + what);
}

//===----------------------------------------------------------------------===//
// The describing text
//===----------------------------------------------------------------------===//

static ProfFormat formatOf(StringRef type) {
  return llvm::StringSwitch<ProfFormat>(type)
      .Case("string", ProfFormat::Text)
      .Case("point", ProfFormat::Point)
      .Case("array", ProfFormat::Array)
      .Case("uuid_size", ProfFormat::UuidSize)
      .Case("uuid", ProfFormat::Uuid)
      .Case("maxdim", ProfFormat::MaxRank)
      .Default(ProfFormat::Number);
}

/// `NAME:TYPE:BYTES`; texts have -1 bytes.
static bool parseField(StringRef text, ProfField &field) {
  auto [fieldName, rest] = text.split(':');
  auto [type, size] = rest.split(':');
  int bytes;
  if (fieldName.empty() || type.empty() || size.getAsInteger(10, bytes))
    return false;
  field.name = fieldName.str();
  field.format = formatOf(type);
  if (field.format == ProfFormat::Text)
    return bytes == -1;
  field.bytes = bytes;
  bool isNumber = field.format == ProfFormat::Number ||
                  field.format == ProfFormat::UuidSize ||
                  field.format == ProfFormat::MaxRank;
  return !isNumber || (bytes >= 1 && bytes <= 8);
}

/// `NAME {id:NUMBER, FIELD, ...}`
Error ProfRecords::readType(StringRef text, unsigned line) {
  auto damaged = [&] {
    return lineError(line, "damaged description of a record: expected 'NAME "
                           "{id:NUMBER, FIELD:TYPE:BYTES, ...}', got '" +
                               excerpt(text) + "'");
  };
  ProfRecordType type;
  StringRef rest = text;
  type.name = rest.take_while(llvm::isAlnum).str();
  rest = rest.drop_front(type.name.size());
  uint32_t id;
  if (type.name.empty() || !rest.consume_front(" {id:") ||
      rest.consumeInteger(10, id) || !rest.consume_back("}"))
    return damaged();
  while (rest.consume_front(", ")) {
    StringRef field = rest.take_until([](char c) { return c == ','; });
    rest = rest.drop_front(field.size());
    if (!parseField(field, type.fields.emplace_back()))
      return damaged();
  }
  if (!rest.empty())
    return damaged();
  if (!types.try_emplace(id, std::move(type)).second)
    return lineError(line, "record " + llvm::Twine(id) + " is described twice");
  return Error::success();
}

bool mapwright::isProfLog(StringRef bytes) {
  return bytes.starts_with(headLine);
}

Error ProfRecords::readTypes() {
  for (unsigned line = 1;; ++line) {
    StringRef rest = all.drop_front(position);
    size_t end = rest.take_front(maxTypeLineBytes).find('\n');
    if (end == StringRef::npos)
      return lineError(line, "the description of the records is cut off");
    StringRef text = rest.take_front(end);
    position += end + 1;
    if (text.empty() && line > 1)
      return Error::success();
    if (line == 1) {
      if (!text.starts_with(headLine))
        return lineError(line, "expected '" + headLine +
                                   "1.0': this is no log of '-lg:prof'");
      if (!text.drop_front(headLine.size()).starts_with("1."))
        return lineError(line, "version '" +
                                   excerpt(text.drop_front(headLine.size())) +
                                   "' of the format is not known; 1.0 is");
      continue;
    }
    if (Error error = readType(text, line))
      return error;
  }
}

//===----------------------------------------------------------------------===//
// Records
//===----------------------------------------------------------------------===//

bool ProfRecords::skip(uint64_t bytes) {
  if (all.size() - position < bytes)
    return false;
  position += bytes;
  return true;
}

bool ProfRecords::readNumber(unsigned bytes, uint64_t &number) {
  if (all.size() - position < bytes)
    return false;
  number = 0;
  for (unsigned i = 0; i < bytes; ++i)
    number |= static_cast<uint64_t>(static_cast<uint8_t>(all[position + i]))
              << (8 * i);
  position += bytes;
  return true;
}

bool ProfRecords::readField(const ProfField &field, uint64_t &number,
                            StringRef &text) {
  constexpr unsigned coordinateBytes = 8;
  switch (field.format) {
  case ProfFormat::Number:
    return readNumber(field.bytes, number);
  case ProfFormat::UuidSize:
    return readNumber(field.bytes, uuidBytes) && uuidBytes <= maxUuidBytes;
  case ProfFormat::Uuid:
    return skip(uuidBytes);
  case ProfFormat::MaxRank:
    return readNumber(field.bytes, maxRank) && maxRank <= maxLaunchRank;
  case ProfFormat::Point:
    return skip(maxRank * coordinateBytes);
  case ProfFormat::Array:
    return skip(2 * maxRank * coordinateBytes);
  case ProfFormat::Text: {
    size_t end = all.find('\0', position);
    if (end == StringRef::npos)
      return false;
    text = all.slice(position, end);
    position = end + 1;
    return true;
  }
  }
  return false;
}

Expected<bool> ProfRecords::next(ProfRecord &record) {
  if (position == all.size())
    return false;
  record.offset = position;
  uint64_t id;
  if (!readNumber(sizeof(uint32_t), id))
    return error(record.offset, "the log is cut off in a record");
  auto type = types.find(id);
  if (type == types.end())
    return error(record.offset, "a record " + llvm::Twine(id) +
                                    ", which the log does not describe");
  record.type = &type->second;
  record.numbers.assign(type->second.fields.size(), 0);
  record.texts.assign(type->second.fields.size(), StringRef());
  for (auto [i, field] : llvm::enumerate(type->second.fields))
    if (!readField(field, record.numbers[i], record.texts[i]))
      return error(record.offset, "the record '" + type->second.name +
                                      "' is cut off or damaged in its field '" +
                                      field.name + "'");
  return true;
}

uint64_t ProfRecord::get(StringRef field) const {
  for (auto [i, known] : llvm::enumerate(type->fields))
    if (known.name == field)
      return numbers[i];
  return 0;
}

StringRef ProfRecord::getText(StringRef field) const {
  for (auto [i, known] : llvm::enumerate(type->fields))
    if (known.name == field)
      return texts[i];
  return {};
}
