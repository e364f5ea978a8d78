//===- ProfRecords.h - Self-describing records -------------------*- C++
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_PROFRECORDS_H
#define MAPWRIGHT_LIB_PROGRAM_PROFRECORDS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mapwright {

/// How a field is stored.
enum class ProfFormat : uint8_t {
  Number,   ///< little-endian, `bytes` long
  Text,     ///< up to a NUL byte
  Point,    ///< as many numbers as the run's largest rank
  Array,    ///< twice as many
  UuidSize, ///< a number: the length of a Uuid after it
  Uuid,
  MaxRank, ///< a number: the run's largest rank
};

struct ProfField {
  std::string name;
  ProfFormat format = ProfFormat::Number;
  unsigned bytes = 0;
};

struct ProfRecordType {
  std::string name;
  std::vector<ProfField> fields;
};

/// A decoded record: its numbers and texts by the names of fields.
class ProfRecord {
public:
  const ProfRecordType *type = nullptr;
  uint64_t offset = 0;
  std::vector<uint64_t> numbers; ///< by field; 0 for what is no number
  std::vector<llvm::StringRef> texts;

  /// The number in a field; 0 if the record has no such field.
  uint64_t get(llvm::StringRef field) const;
  llvm::StringRef getText(llvm::StringRef field) const;
};

/// Takes a Prof log apart.
class ProfRecords {
public:
  ProfRecords(llvm::StringRef bytes, llvm::StringRef name)
      : all(bytes), name(name) {}

  /// Reads the describing text; to be called first.
  llvm::Error readTypes();
  /// The next record; false at the end.
  llvm::Expected<bool> next(ProfRecord &record);

  llvm::Error error(uint64_t offset, const llvm::Twine &what) const;

private:
  llvm::Error lineError(unsigned line, const llvm::Twine &what) const;
  llvm::Error readType(llvm::StringRef text, unsigned line);
  bool readField(const ProfField &field, uint64_t &number,
                 llvm::StringRef &text);
  bool readNumber(unsigned bytes, uint64_t &number);
  bool skip(uint64_t bytes);

  llvm::StringRef all;
  llvm::StringRef name;
  uint64_t position = 0;
  std::map<uint32_t, ProfRecordType> types;
  uint64_t maxRank = 0;
  uint64_t uuidBytes = 0;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_PROFRECORDS_H
