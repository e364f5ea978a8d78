//===- Loopback.cpp - A scripted model on this machine --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Loopback.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

#include <csignal>
#include <cstdlib>
#include <thread>

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

const char *const optimize::testKey = "sk-test/0123456789abcdef";

std::string optimize::readFile(const std::string &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : "";
}

//===----------------------------------------------------------------------===//
// TemporaryFolder
//===----------------------------------------------------------------------===//

TemporaryFolder::TemporaryFolder() {
  llvm::SmallString<128> made;
  EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("mapwright-model", made));
  path = made.str().str();
}

TemporaryFolder::~TemporaryFolder() {
  (void)llvm::sys::fs::remove_directories(path);
}

std::string TemporaryFolder::getPath(StringRef name) const {
  return path + "/" + name.str();
}

std::vector<std::string> TemporaryFolder::findFilesWith(StringRef text) const {
  std::vector<std::string> found;
  std::error_code code;
  for (llvm::sys::fs::directory_iterator file(path, code), end;
       !code && file != end; file.increment(code))
    if (StringRef(readFile(file->path())).contains(text))
      found.push_back(file->path());
  return found;
}

//===----------------------------------------------------------------------===//
// LoopbackServer
//===----------------------------------------------------------------------===//

static void writeFile(const std::string &path, StringRef text) {
  std::error_code code;
  llvm::raw_fd_ostream(path, code) << text;
  EXPECT_FALSE(code) << path;
}

static std::string findProgram(StringRef name) {
  auto path = llvm::sys::findProgramByName(name);
  EXPECT_TRUE(path) << name.str();
  return path ? *path : "";
}

static void makeCertificate(const std::string &key,
                            const std::string &certificate) {
  std::string program = findProgram("openssl");
  StringRef arguments[] = {
      program,    "req",           "-x509",   "-newkey",
      "rsa:2048", "-nodes",        "-keyout", key,
      "-out",     certificate,     "-days",   "2",
      "-subj",    "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"};
  EXPECT_EQ(0, llvm::sys::ExecuteAndWait(program, arguments, std::nullopt,
                                         {"", "", ""}));
}

LoopbackServer::LoopbackServer(const TemporaryFolder &folder, StringRef script,
                               Security security)
    : folder(folder), security(security) {
  static unsigned numServers = 0;
  name = "server" + std::to_string(numServers++);
  // What the test expects to be asked for must not be in the files of a study.
  setenv("LOOPBACK_KEY", testKey, 1);
  setenv("OPENAI_API_KEY", testKey, 1);
  setenv("ANTHROPIC_API_KEY", testKey, 1);
  setenv("no_proxy", "127.0.0.1,localhost", 1);
  std::string scriptFile = folder.getPath(name + ".script.json");
  std::string portFile = folder.getPath(name + ".port");
  std::string log = folder.getPath(name + ".log.jsonl");
  std::string certificate = getCertificate();
  std::string key = folder.getPath(name + ".key.pem");
  writeFile(scriptFile, script);
  std::vector<StringRef> arguments = {MAPWRIGHT_PYTHON, MAPWRIGHT_SERVER,
                                      scriptFile, portFile, log};
  if (security == Security::SelfSigned) {
    makeCertificate(key, certificate);
    arguments.push_back(certificate);
    arguments.push_back(key);
  }
  process = llvm::sys::ExecuteNoWait(MAPWRIGHT_PYTHON, arguments, std::nullopt);
  for (unsigned tries = 0; tries < 600 && port == 0; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    (void)StringRef(readFile(portFile)).getAsInteger(10, port);
  }
  EXPECT_NE(port, 0u) << "the server does not start";
}

LoopbackServer::~LoopbackServer() {
  if (process.Pid <= 0)
    return;
  ::kill(process.Pid, SIGKILL);
  (void)llvm::sys::Wait(process, std::nullopt);
}

std::string LoopbackServer::getCertificate() const {
  return folder.getPath(name + ".cert.pem");
}

std::string LoopbackServer::getURL() const {
  return (security == Security::None ? "http" : "https") +
         std::string("://127.0.0.1:") + std::to_string(port) + "/v1";
}

std::vector<llvm::json::Object>
LoopbackServer::getRequests(bool *hadKeys) const {
  std::string log = readFile(folder.getPath(name + ".log.jsonl"));
  std::vector<llvm::json::Object> requests;
  llvm::SmallVector<StringRef, 16> lines;
  StringRef(log).split(lines, '\n', -1, /*KeepEmpty=*/false);
  if (hadKeys)
    *hadKeys = !lines.empty();
  for (StringRef line : lines) {
    llvm::json::Value entry = llvm::cantFail(llvm::json::parse(line));
    if (hadKeys && !entry.getAsObject()->getBoolean("has_key").value_or(false))
      *hadKeys = false;
    requests.push_back(*entry.getAsObject()->getObject("body"));
  }
  return requests;
}

ModelOptions optimize::makeOptions(const std::string &url, ModelAPI api) {
  ModelOptions options;
  options.server.api = api;
  options.server.url = url;
  options.server.connectSeconds = 2;
  options.server.totalSeconds = 20;
  options.server.maxRetries = 2;
  options.server.firstBackoff = 0.02;
  options.server.maxBackoff = 1.5;
  options.server.maxResponseBytes = 256 << 10;
  options.model = "scripted";
  options.maxOutputTokens = 1000;
  options.inputPrice = 2;
  options.outputPrice = 8;
  options.prompt.level = GuideLevel::Explain;
  return options;
}

std::string optimize::getQuestion(const llvm::json::Object &request) {
  const llvm::json::Array *messages = request.getArray("messages");
  EXPECT_TRUE(messages && !messages->empty());
  return messages->back()
      .getAsObject()
      ->getString("content")
      .value_or("")
      .str();
}
