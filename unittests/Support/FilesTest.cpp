//===- FilesTest.cpp - Reading and writing files --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/InputFile.h"
#include "mapwright/Support/OutputFile.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include "gtest/gtest.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace mapwright;
namespace fs = llvm::sys::fs;

namespace {
/// A directory that goes away after the test.
class FilesTest : public ::testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(fs::createUniqueDirectory("mapwright", directory));
  }
  void TearDown() override { fs::remove_directories(directory); }

  std::string path(llvm::StringRef name) {
    llvm::SmallString<128> result = directory;
    llvm::sys::path::append(result, name);
    return result.str().str();
  }

  std::string write(llvm::StringRef name, llvm::StringRef contents) {
    std::error_code code;
    llvm::raw_fd_ostream os(path(name), code);
    EXPECT_FALSE(code);
    os << contents;
    return path(name);
  }

  /// The contents, or the error.
  std::string read(llvm::StringRef path, uint64_t limit = 1000) {
    auto buffer = readInput(path, limit);
    return buffer ? (*buffer)->getBuffer().str()
                  : "error: " + llvm::toString(buffer.takeError());
  }

  /// Keeps an output; empty, or the error.
  std::string keep(llvm::StringRef path, llvm::StringRef contents,
                   bool onlyIfChanged = false) {
    OutputFile output(path, onlyIfChanged);
    output.os() << contents;
    return llvm::toString(output.keep());
  }

  unsigned countFiles() {
    std::error_code code;
    unsigned count = 0;
    for (fs::directory_iterator it(directory, code), end; it != end && !code;
         it.increment(code))
      ++count;
    return count;
  }

  /// Runs `body` as a user whom permissions bind, in a process of its own since
  /// there is no way back. Returns what it returns.
  bool runAsOrdinaryUser(llvm::function_ref<bool()> body) {
    constexpr uid_t nobody = 65534;
    EXPECT_FALSE(fs::setPermissions(directory, fs::all_all));
    pid_t child = fork();
    if (child == 0)
      _exit((geteuid() == 0 && setuid(nobody) != 0) || !body());
    int status = -1;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
  }

  llvm::SmallString<128> directory;
};
} // namespace

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

TEST_F(FilesTest, ReadsWholeFiles) {
  std::string large(300000, 'x');
  EXPECT_EQ(read(write("a", "abc\0def")), "abc");
  EXPECT_EQ(read(write("nul", llvm::StringRef("a\0b", 3))),
            std::string("a\0b", 3));
  EXPECT_EQ(read(write("empty", "")), "");
  EXPECT_EQ(read(write("large", large), large.size()), large);
  auto buffer = readInput(path("a"), 1000);
  ASSERT_TRUE(bool(buffer));
  EXPECT_EQ((*buffer)->getBufferIdentifier(), path("a"));
  EXPECT_EQ(*(*buffer)->getBufferEnd(), '\0');
}

TEST_F(FilesTest, SaysWhyAFileCannotBeRead) {
  EXPECT_EQ(read(path("missing")), "error: cannot read '" + path("missing") +
                                       "': No such file or directory");
  EXPECT_EQ(read(directory),
            ("error: cannot read '" + directory.str() + "': it is a directory")
                .str());
  EXPECT_EQ(read(write("f", "x") + "/g"),
            "error: cannot read '" + path("f") + "/g': Not a directory");
  EXPECT_EQ(read(write("four", "1234"), 3),
            "error: cannot read '" + path("four") + "': larger than 3 bytes");
  EXPECT_EQ(read(path("four"), 4), "1234");
}

TEST_F(FilesTest, ErrorsKeepTheirCode) {
  auto code = [&](llvm::StringRef path, uint64_t limit) {
    auto buffer = readInput(path, limit);
    return buffer ? std::error_code()
                  : llvm::errorToErrorCode(buffer.takeError());
  };
  EXPECT_EQ(code(path("missing"), 9), std::errc::no_such_file_or_directory);
  EXPECT_EQ(code(directory, 9), std::errc::is_a_directory);
  EXPECT_EQ(code(write("four", "1234"), 3), std::errc::file_too_large);
}

TEST_F(FilesTest, EndlessDevicesAreCutOff) {
  EXPECT_EQ(read("/dev/zero", 2u << 20),
            "error: cannot read '/dev/zero': larger than 2 MiB");
  EXPECT_EQ(read("/dev/null"), "");
}

TEST_F(FilesTest, UnreadableFilesAreNamed) {
  std::string secret = write("secret", "x");
  ASSERT_FALSE(fs::setPermissions(secret, fs::no_perms));
  EXPECT_TRUE(runAsOrdinaryUser([&] {
    return read(secret) ==
           "error: cannot read '" + secret + "': Permission denied";
  }));
}

TEST_F(FilesTest, ReadsTheStandardInputUpToTheLimit) {
  int saved = dup(0);
  auto withStdin = [&](llvm::StringRef contents, uint64_t limit) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    EXPECT_EQ(::write(ends[1], contents.data(), contents.size()),
              static_cast<ssize_t>(contents.size()));
    close(ends[1]);
    dup2(ends[0], 0);
    close(ends[0]);
    return read("-", limit);
  };
  EXPECT_EQ(withStdin("hello", 5), "hello");
  EXPECT_EQ(withStdin("", 5), "");
  EXPECT_EQ(withStdin("hello!", 5),
            "error: cannot read '<stdin>': larger than 5 bytes");
  // One byte beyond the limit is read and no more.
  EXPECT_EQ(withStdin("0123456789", 3),
            "error: cannot read '<stdin>': larger than 3 bytes");
  char next = 0;
  EXPECT_EQ(::read(0, &next, 1), 1);
  EXPECT_EQ(next, '4');
  dup2(saved, 0);
  close(saved);
}

TEST(FormatBytes, ForPeople) {
  EXPECT_EQ(formatBytes(0), "0 bytes");
  EXPECT_EQ(formatBytes(1), "1 byte");
  EXPECT_EQ(formatBytes(1023), "1023 bytes");
  EXPECT_EQ(formatBytes(1024), "1 KiB");
  EXPECT_EQ(formatBytes(1536), "1.5 KiB");
  EXPECT_EQ(formatBytes(16u << 20), "16 MiB");
  EXPECT_EQ(formatBytes(uint64_t(5) << 40), "5 TiB");
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

TEST_F(FilesTest, WritesNothingUnlessKept) {
  {
    OutputFile output(path("out"));
    output.os() << "text";
  }
  EXPECT_EQ(countFiles(), 0u);
  EXPECT_EQ(keep(path("out"), "text"), "");
  EXPECT_EQ(read(path("out")), "text");
  EXPECT_EQ(keep(path("out"), "new"), "");
  EXPECT_EQ(read(path("out")), "new");
  EXPECT_EQ(countFiles(), 1u);
}

TEST_F(FilesTest, UnchangedFilesKeepTheirTime) {
  std::string out = write("out", "same");
  auto setOld = [&] {
    int fd = -1;
    EXPECT_FALSE(fs::openFileForWrite(out, fd, fs::CD_OpenExisting));
    EXPECT_FALSE(fs::setLastAccessAndModificationTime(
        fd, llvm::sys::toTimePoint(1000000)));
    close(fd);
  };
  auto isOld = [&] {
    fs::file_status status;
    EXPECT_FALSE(fs::status(out, status));
    return status.getLastModificationTime() == llvm::sys::toTimePoint(1000000);
  };
  setOld();
  EXPECT_EQ(keep(out, "same", /*onlyIfChanged=*/true), "");
  EXPECT_TRUE(isOld());
  EXPECT_EQ(keep(out, "same", /*onlyIfChanged=*/false), "");
  EXPECT_FALSE(isOld());
  setOld();
  EXPECT_EQ(keep(out, "diff", /*onlyIfChanged=*/true), "");
  EXPECT_FALSE(isOld());
  EXPECT_EQ(read(out), "diff");
}

TEST_F(FilesTest, SaysWhyAFileCannotBeWritten) {
  EXPECT_EQ(keep(path("no/such/out"), "x"), "cannot write '" +
                                                path("no/such/out") +
                                                "': No such file or directory");
  EXPECT_EQ(keep(directory, "x"),
            ("cannot write '" + directory.str() + "': Is a directory").str());
  EXPECT_EQ(keep(write("f", "x") + "/out", "x"),
            "cannot write '" + path("f") + "/out': Not a directory");
  EXPECT_EQ(keep("/dev/full", "x"),
            "cannot write '/dev/full': No space left on device");
  EXPECT_EQ(countFiles(), 1u);
}

TEST_F(FilesTest, ReadOnlyFilesAreNotReplaced) {
  std::string out = write("out", "old");
  ASSERT_FALSE(fs::setPermissions(out, fs::all_read));
  EXPECT_TRUE(runAsOrdinaryUser([&] {
    return keep(out, "new") == "cannot write '" + out + "': Permission denied";
  }));
  EXPECT_EQ(read(out), "old");
}

TEST_F(FilesTest, KeepsPermissionsAndFollowsLinks) {
  std::string target = write("target", "old");
  fs::perms perms = fs::owner_all | fs::group_read;
  ASSERT_FALSE(fs::setPermissions(target, perms));
  ASSERT_FALSE(fs::create_link(target, path("link")));
  EXPECT_EQ(keep(path("link"), "new"), "");
  EXPECT_EQ(read(target), "new");
  EXPECT_TRUE(fs::is_symlink_file(path("link")));
  llvm::ErrorOr<fs::perms> kept = fs::getPermissions(target);
  ASSERT_TRUE(bool(kept));
  EXPECT_EQ(*kept, perms);
}

TEST_F(FilesTest, DevicesAreWrittenTo) {
  EXPECT_EQ(keep("/dev/null", "x"), "");
  fs::file_status status;
  ASSERT_FALSE(fs::status("/dev/null", status));
  EXPECT_EQ(status.type(), fs::file_type::character_file);
}

TEST_F(FilesTest, DashIsTheStandardOutput) {
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(keep("-", "to stdout\n"), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "to stdout\n");
  EXPECT_FALSE(fs::exists("-"));
}
