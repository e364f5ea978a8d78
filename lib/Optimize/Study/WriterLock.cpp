//===- WriterLock.cpp - One process writes to a file ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WriterLock.h"

#include "llvm/Support/Errno.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace mapwright::optimize;

static llvm::Error makeSystemError(const std::string &path, int code) {
  return llvm::createStringError(std::error_code(code, std::generic_category()),
                                 "cannot open study '" + path + "': " +
                                     std::generic_category().message(code));
}

llvm::Expected<std::unique_ptr<WriterLock>>
WriterLock::take(llvm::StringRef path, bool creates) {
  std::string name = path.str();
  int flags = O_RDWR | O_CLOEXEC | (creates ? O_CREAT | O_EXCL : 0);
  int descriptor = llvm::sys::RetryAfterSignal(
      -1, [&] { return ::open(name.c_str(), flags, 0666); });
  if (descriptor < 0)
    return makeSystemError(name, errno);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    return std::unique_ptr<WriterLock>(new WriterLock(descriptor));
  // The descriptor stays open: if it is this very process that has the study
  // open already, closing any descriptor of the file would end its POSIX locks,
  // which are those of SQLite.
  if (errno == EWOULDBLOCK)
    return llvm::createStringError(
        std::errc::device_or_resource_busy,
        "study '%s' is in use: another process runs it", name.c_str());
  return makeSystemError(name, errno);
}

WriterLock::~WriterLock() { ::close(descriptor); }
