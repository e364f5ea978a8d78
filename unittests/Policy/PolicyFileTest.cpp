//===- PolicyFileTest.cpp - Tests of what is loaded and what is not -------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Policy/PolicyFile.h"
#include "Messages.h"
#include "mapwright/Policy/PolicyLibrary.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"

#include "gtest/gtest.h"

using namespace mapwright;

static std::string pathOf(llvm::StringRef policy) {
  return (MAPWRIGHT_TEST_POLICIES "/" + policy).str();
}

static std::string messageOf(llvm::StringRef path) {
  return messageOf(PolicyLibrary::load(path));
}

static std::string readPolicy(llvm::StringRef policy) {
  auto buffer = llvm::MemoryBuffer::getFile(pathOf(policy));
  return buffer ? (*buffer)->getBuffer().str() : "";
}

namespace {
/// A file with the bytes a test wants, removed at its end.
class TemporaryFile {
public:
  explicit TemporaryFile(llvm::StringRef bytes) {
    int descriptor = -1;
    EXPECT_FALSE(
        llvm::sys::fs::createTemporaryFile("policy", "so", descriptor, path));
    llvm::raw_fd_ostream(descriptor, /*shouldClose=*/true) << bytes;
    remover.setFile(path);
  }
  llvm::StringRef getPath() const { return path; }

private:
  llvm::SmallString<128> path;
  llvm::FileRemover remover;
};
} // namespace

static std::string messageOfBytes(llvm::StringRef bytes) {
  TemporaryFile file(bytes);
  return messageOf(file.getPath());
}

TEST(PolicyFile, MissingFileIsNamed) {
  EXPECT_EQ(messageOf("/nowhere/app.so"),
            "cannot load policy '/nowhere/app.so': No such file or directory");
}

TEST(PolicyFile, DirectoriesAndDevicesAreRefused) {
  EXPECT_TRUE(says(messageOf("/"), "it is a directory"));
  EXPECT_TRUE(says(messageOf("/dev/null"), "it is no regular file"));
}

TEST(PolicyFile, TextIsNoPolicy) {
  EXPECT_TRUE(says(messageOfBytes("m = Machine(GPU);\n"),
                   "not a policy: the file is no ELF shared object"));
  EXPECT_TRUE(says(messageOfBytes(""), "not a policy"));
}

TEST(PolicyFile, ObjectsOfOtherMachinesAreNamed) {
  std::string bytes = readPolicy("good.so");
  ASSERT_GT(bytes.size(), 64u);
  std::string other = bytes;
  other[18] = '\xF3'; // e_machine: RISC-V
  other[19] = 0;
  EXPECT_TRUE(says(messageOfBytes(other), "it is built for riscv64"));
  other = bytes;
  other[16] = 1; // e_type: a relocatable object
  EXPECT_TRUE(says(messageOfBytes(other), "no shared object"));
}

TEST(PolicyFile, NoSymbol) {
  EXPECT_TRUE(says(messageOf(pathOf("no-symbol.so")),
                   "not a policy: the shared object exports no function "
                   "'mapwright_policy'"));
}

TEST(PolicyFile, WrongHeaders) {
  EXPECT_TRUE(says(messageOf(pathOf("wrong-magic.so")),
                   "not a policy: it starts with the number 0x12345678 "
                   "instead of 0x5752504D"));
  EXPECT_TRUE(
      says(messageOf(pathOf("wrong-abi.so")),
           "its policy ABI is version 7, but this host's is 1; compile"));
  EXPECT_TRUE(says(messageOf(pathOf("wrong-size.so")),
                   "its header has 64 bytes, but a policy of ABI version 1 has "
                   "at least " +
                       std::to_string(sizeof(mw_policy))));
  EXPECT_TRUE(says(messageOf(pathOf("no-function.so")),
                   "its function 'point' is missing"));
  EXPECT_TRUE(says(messageOf(pathOf("serves-nobody.so")),
                   "it cannot serve this host, whose policy ABI is "
                   "version 1"));
}

TEST(PolicyFile, TruncatedFilesAreRefusedAtEveryLength) {
  std::string bytes = readPolicy("good.so");
  ASSERT_GT(bytes.size(), 64u);
  for (size_t length = 0; length < bytes.size(); ++length) {
    llvm::MemoryBufferRef part(llvm::StringRef(bytes).take_front(length),
                               "part");
    llvm::Error error = detail::checkPolicyFile(part);
    ASSERT_TRUE(bool(error)) << length << " bytes pass";
    llvm::consumeError(std::move(error));
  }
  llvm::Error error =
      detail::checkPolicyFile(llvm::MemoryBufferRef(bytes, "all"));
  EXPECT_FALSE(bool(error)) << llvm::toString(std::move(error));
  EXPECT_TRUE(says(messageOfBytes(llvm::StringRef(bytes).drop_back(1)),
                   "the file is cut off"));
  EXPECT_TRUE(says(messageOfBytes(llvm::StringRef(bytes).take_front(100)),
                   "the file is cut off"));
}

TEST(PolicyFile, DamagedBytesNeverCrashTheCheck) {
  const std::string bytes = readPolicy("good.so");
  uint64_t random = 1;
  for (unsigned i = 0; i < 20000; ++i) {
    std::string damaged = bytes;
    for (unsigned change = 0; change < 4; ++change) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      // Headers stand at both ends.
      size_t range = std::min<size_t>(bytes.size(), 1 << 12);
      size_t at = (random >> 33) % range;
      if (random & (1u << 20))
        at = bytes.size() - 1 - at;
      damaged[at] = static_cast<char>(random >> 24);
    }
    llvm::consumeError(
        detail::checkPolicyFile(llvm::MemoryBufferRef(damaged, "damaged")));
  }
}

TEST(PolicyFile, ANewFileIsNotTakenForAnOldOne) {
  std::string first = readPolicy("good.so"), second = readPolicy("double.so");
  llvm::SmallString<128> path;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("mapwright", path));
  std::string folder(path);
  path += "/app.so";
  auto write = [&](llvm::StringRef bytes) {
    // As compilers do: a new file takes the place of the old one.
    EXPECT_FALSE(llvm::sys::fs::remove(path));
    std::error_code code;
    llvm::raw_fd_ostream(path, code) << bytes;
    EXPECT_FALSE(code) << code.message();
  };
  write(first);
  {
    llvm::Expected<PolicyLibrary> library = PolicyLibrary::load(path);
    ASSERT_TRUE(bool(library)) << llvm::toString(library.takeError());
    EXPECT_EQ(messageOf(path), "no error");
    write(second);
    EXPECT_TRUE(says(messageOf(path), "is still in use"));
  }
  EXPECT_EQ(messageOf(path), "no error");
  EXPECT_FALSE(llvm::sys::fs::remove_directories(folder));
}
