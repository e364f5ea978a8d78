//===- Loopback.h - A scripted model on this machine ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_OPTIMIZE_MODEL_LOOPBACK_H
#define MAPWRIGHT_UNITTESTS_OPTIMIZE_MODEL_LOOPBACK_H

#include "mapwright/Optimize/LanguageModel.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/Program.h"

namespace mapwright {
namespace optimize {

/// A key that no file or message may have. It is in the environment of this
/// program.
extern const char *const testKey;

/// A folder that goes away.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  std::string getPath(llvm::StringRef name) const;
  /// Names of files that have `text` in them.
  std::vector<std::string> findFilesWith(llvm::StringRef text) const;

private:
  std::string path;
};

/// LoopbackServer.py, which plays `script`. It ends with the object.
class LoopbackServer {
public:
  enum class Security { None, SelfSigned };

  LoopbackServer(const TemporaryFolder &folder, llvm::StringRef script,
                 Security security = Security::None);
  ~LoopbackServer();

  std::string getURL() const;
  std::string getCertificate() const; ///< file
  /// Bodies of the requests so far, and whether all had the right key.
  std::vector<llvm::json::Object> getRequests(bool *hadKeys = nullptr) const;

private:
  const TemporaryFolder &folder;
  std::string name;
  Security security;
  unsigned port = 0;
  llvm::sys::ProcessInfo process;
};

/// Options that ask a server quickly and give up soon.
ModelOptions makeOptions(const std::string &url,
                         ModelAPI api = ModelAPI::OpenAI);

std::string readFile(const std::string &path);

/// The text of the last message of a request.
std::string getQuestion(const llvm::json::Object &request);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_OPTIMIZE_MODEL_LOOPBACK_H
