//===- KilledStudy.cpp - Studies that are killed --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KilledStudy.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

#include <csignal>
#include <cstdlib>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mapwright;

static unsigned eventsLeft;

static int countEvent(void *) {
  if (eventsLeft-- == 0)
    ::raise(SIGKILL);
  return 0;
}

static int watchEvents(sqlite3 *database, char **,
                       const sqlite3_api_routines *) {
  sqlite3_commit_hook(database, countEvent, nullptr);
  return SQLITE_OK;
}

bool optimize::isKilledAfter(unsigned numEvents,
                             llvm::function_ref<llvm::Error()> study) {
  pid_t child = ::fork();
  if (child == 0) {
    eventsLeft = numEvents;
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(watchEvents));
    llvm::Error error = study();
    bool isGood = !error;
    if (error)
      llvm::errs() << llvm::toString(std::move(error)) << '\n';
    ::_exit(isGood ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) ||
              (WIFEXITED(status) && WEXITSTATUS(status) == 0));
  return WIFSIGNALED(status);
}

unsigned optimize::getKillStride(unsigned usual) {
  const char *text = std::getenv("MAPWRIGHT_KILL_STRIDE");
  unsigned stride = 0;
  if (!text || llvm::StringRef(text).getAsInteger(10, stride) || stride == 0)
    return usual;
  return stride;
}
