//===- Transcript.h - Exchanges in a file -----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. JSON lines, one an exchange: what a study asked and
// was answered, to be asked again without a network.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_MODEL_TRANSCRIPT_H
#define MAPWRIGHT_LIB_OPTIMIZE_MODEL_TRANSCRIPT_H

#include "mapwright/Optimize/Proposer.h"

#include "llvm/Support/raw_ostream.h"

#include <map>

namespace mapwright {
namespace optimize {

/// One line of a transcript, with its end.
std::string writeTranscriptLine(const Exchange &exchange);
/// Errors are `NAME:LINE: what`, also for a request that does not fit its key.
llvm::Expected<Exchange>
readTranscriptLine(llvm::StringRef text, llvm::StringRef name, unsigned line);

/// A transcript to answer from.
class Transcript {
public:
  static llvm::Expected<Transcript> read(llvm::StringRef path);

  /// The next exchange of the key that was not taken yet. A key that has none
  /// left is an error: it names the key, and where the request differs from the
  /// one that comes next in the file.
  llvm::Expected<Exchange> take(llvm::StringRef key, llvm::StringRef request);

private:
  std::string name;
  std::vector<Exchange> exchanges;
  std::vector<bool> isTaken;
};

/// A transcript under way. Each line is on disk before the study goes on.
class TranscriptWriter {
public:
  /// Fails if there is a file already: transcripts are not mixed.
  static llvm::Expected<std::unique_ptr<TranscriptWriter>>
  create(llvm::StringRef path);

  llvm::Error write(const Exchange &exchange);

private:
  TranscriptWriter(llvm::StringRef path, int file);

  std::string path;
  llvm::raw_fd_ostream os;
};

/// Where two requests differ first, for people: "body.model: 'a', not 'b'".
std::string describeDifference(llvm::StringRef request,
                               llvm::StringRef recorded);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_MODEL_TRANSCRIPT_H
