//===- ImportRunFile.cpp - Files of runs ----------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/ImportRunFile.h"

#include "mapwright/Support/InputFile.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"

#include <zlib.h>

using namespace mapwright;
using llvm::Expected;
using llvm::MemoryBuffer;
using llvm::StringRef;

/// The largest window, with gzip's header and trailer.
static constexpr int gzipWindow = MAX_WBITS + 16;
static constexpr size_t stepBytes = 1 << 16;

static llvm::Error fail(StringRef name, const llvm::Twine &what) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                 name + ": " + what);
}

/// Gives zlib a part that its 32-bit counter can hold.
static void feed(z_stream &stream, StringRef packed, size_t &taken) {
  size_t part = std::min<size_t>(packed.size() - taken, 1u << 30);
  stream.next_in =
      reinterpret_cast<Bytef *>(const_cast<char *>(packed.data() + taken));
  stream.avail_in = part;
  taken += part;
}

Expected<std::unique_ptr<MemoryBuffer>>
mapwright::unpackGzip(StringRef packed, StringRef name, uint64_t limitBytes) {
  z_stream stream = {};
  if (inflateInit2(&stream, gzipWindow) != Z_OK)
    return fail(name, "zlib cannot be used");
  llvm::scope_exit end([&] { inflateEnd(&stream); });
  llvm::SmallVector<char, 0> unpacked;
  size_t taken = 0;
  while (true) {
    if (stream.avail_in == 0 && taken < packed.size())
      feed(stream, packed, taken);
    size_t begin = unpacked.size();
    unpacked.resize(begin + stepBytes);
    stream.next_out = reinterpret_cast<Bytef *>(unpacked.data() + begin);
    stream.avail_out = stepBytes;
    int result = inflate(&stream, Z_NO_FLUSH);
    unpacked.truncate(unpacked.size() - stream.avail_out);
    if (unpacked.size() > limitBytes)
      return fail(name, "it unpacks to more than " + formatBytes(limitBytes));
    bool isUsedUp = stream.avail_in == 0 && taken == packed.size();
    if (result == Z_STREAM_END && isUsedUp)
      break;
    if (result == Z_STREAM_END)
      result = inflateReset(&stream);
    if (result == Z_BUF_ERROR ||
        (result == Z_OK && isUsedUp && stream.avail_out == stepBytes))
      return fail(name, "the gzip file is cut off");
    if (result != Z_OK)
      return fail(name, "the gzip file is damaged");
  }
  return std::make_unique<llvm::SmallVectorMemoryBuffer>(
      std::move(unpacked), name, /*RequiresNullTerminator=*/true);
}

Expected<std::unique_ptr<MemoryBuffer>>
mapwright::readRunFile(StringRef path, uint64_t limitBytes) {
  Expected<std::unique_ptr<MemoryBuffer>> file = readInput(path, limitBytes);
  if (!file || !(*file)->getBuffer().starts_with("\x1f\x8b"))
    return file;
  return unpackGzip((*file)->getBuffer(), (*file)->getBufferIdentifier(),
                    limitBytes);
}

static Expected<ProfLog> loadProf(StringRef path) {
  Expected<std::unique_ptr<MemoryBuffer>> file = readRunFile(path, maxLogBytes);
  if (!file)
    return file.takeError();
  return readProfLog((*file)->getBuffer(), path);
}

Expected<RunFiles> mapwright::loadRun(StringRef spyPath, StringRef profPath) {
  Expected<std::unique_ptr<MemoryBuffer>> file =
      readRunFile(spyPath, maxLogBytes);
  if (!file)
    return file.takeError();
  RunFiles files;
  Expected<SpyLog> spy = readSpyLog((*file)->getBuffer(), spyPath);
  if (!spy)
    return spy.takeError();
  files.spy = std::move(*spy);
  if (!profPath.empty()) {
    Expected<ProfLog> prof = loadProf(profPath);
    if (!prof)
      return prof.takeError();
    files.prof = std::move(*prof);
  }
  Expected<ImportedRun> run =
      importRun(files.spy, files.prof ? &*files.prof : nullptr);
  if (!run)
    return run.takeError();
  files.run = std::move(*run);
  return files;
}
