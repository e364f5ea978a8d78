//===- ProcessTest.cpp - Commands and what they leave behind --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Optimize/Exec/Process.h"
#include "lib/Optimize/Exec/OutputCapture.h"
#include "lib/Optimize/Exec/ProcessMemory.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include "gtest/gtest.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace mapwright::optimize;
using End = ProcessResult::End;

namespace {
class ProcessTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("processes", "txt", file));
  }
  void TearDown() override { llvm::sys::fs::remove(file); }

  static ProcessRequest ask(std::vector<std::string> arguments) {
    ProcessRequest request;
    request.command = std::move(arguments);
    request.command.insert(request.command.begin(), MISBEHAVE);
    return request;
  }

  llvm::Expected<ProcessResult> run(const ProcessRequest &request) {
    output.clear();
    return runProcess(request, [&](llvm::StringRef bytes) { output += bytes; });
  }

  /// The processes that wrote to `file`.
  std::vector<pid_t> readProcesses() const {
    std::vector<pid_t> processes;
    auto buffer = llvm::MemoryBuffer::getFile(file);
    llvm::SmallVector<llvm::StringRef> lines;
    if (buffer)
      llvm::SplitString((*buffer)->getBuffer(), lines);
    for (llvm::StringRef line : lines)
      if (pid_t process; !line.getAsInteger(10, process))
        processes.push_back(process);
    return processes;
  }

  void expectGone(size_t count) const {
    std::vector<pid_t> processes = readProcesses();
    EXPECT_EQ(processes.size(), count);
    for (pid_t process : processes)
      EXPECT_NE(kill(process, 0), 0) << process << " still runs";
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
  }

  llvm::SmallString<128> file;
  std::string output;
};
} // namespace

static double measureSeconds(llvm::function_ref<void()> body) {
  auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

TEST_F(ProcessTest, TellsOutputExitCodeAndTime) {
  ProcessResult result = cantFail(run(ask({"print", "hello $HOME; *"})));
  EXPECT_EQ(result.end, End::Exited);
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(output, "hello $HOME; *\n");
  EXPECT_EQ(result.numBytes, output.size());
  EXPECT_EQ(cantFail(run(ask({"exit", "7"}))).code, 7);
  result = cantFail(run(ask({"sleep", "0.2"})));
  EXPECT_GE(result.seconds, 0.2);
  EXPECT_LT(result.seconds, 5);
}

TEST_F(ProcessTest, HasItsEnvironmentFolderAndNoInput) {
  ProcessRequest request = ask({"environment", "COLOUR"});
  request.environment = {"COLOUR=deep blue"};
  cantFail(run(request));
  EXPECT_EQ(output, "deep blue\n");
  request = ask({"folder"});
  request.folder = "/";
  cantFail(run(request));
  EXPECT_EQ(output, "/\n");
  cantFail(run(ask({"read"})));
  EXPECT_EQ(output, "read -1\n");
}

TEST_F(ProcessTest, InheritsNoDescriptors) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ProcessRequest request;
  request.command = {"/bin/ls", "/proc/self/fd"};
  cantFail(run(request));
  // Three, and that of the folder it lists.
  EXPECT_EQ(output, "0\n1\n2\n3\n");
  close(ends[0]);
  close(ends[1]);
}

TEST_F(ProcessTest, SaysWhatCannotBeStarted) {
  ProcessRequest request;
  request.command = {"/nowhere/command"};
  llvm::Expected<ProcessResult> result = run(request);
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()),
            "cannot run '/nowhere/command': No such file or directory");
  request = ask({"nothing"});
  request.folder = "/nowhere";
  result = run(request);
  ASSERT_FALSE(bool(result));
  EXPECT_NE(llvm::toString(result.takeError()).find("in '/nowhere'"),
            std::string::npos);
  request = ProcessRequest();
  request.command = {std::string(file)};
  result = run(request);
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::errorToErrorCode(result.takeError()),
            std::errc::permission_denied);
  expectGone(0);
}

TEST_F(ProcessTest, TellsSignals) {
  ProcessResult result = cantFail(run(ask({"crash"})));
  EXPECT_EQ(result.end, End::Signaled);
  EXPECT_EQ(result.code, SIGSEGV);
}

TEST_F(ProcessTest, StopsWhatNeverEnds) {
  ProcessRequest request = ask({"hang"});
  request.timeLimit = 0.2;
  ProcessResult result;
  // SIGTERM is enough.
  EXPECT_LT(measureSeconds([&] { result = cantFail(run(request)); }), 0.9);
  EXPECT_EQ(result.end, End::TimedOut);
  EXPECT_GE(result.seconds, 0.2);
}

TEST_F(ProcessTest, KillsWhatDoesNotWantToEnd) {
  ProcessRequest request = ask({"hang-stubbornly", std::string(file)});
  request.timeLimit = 0.2;
  ProcessResult result;
  double seconds = measureSeconds([&] { result = cantFail(run(request)); });
  EXPECT_GE(seconds, 1.2);
  EXPECT_LT(seconds, 5);
  EXPECT_EQ(result.end, End::TimedOut);
  expectGone(1);
}

TEST_F(ProcessTest, LeavesNoDaemons) {
  ProcessResult result;
  double seconds = measureSeconds(
      [&] { result = cantFail(run(ask({"daemon", std::string(file)}))); });
  // They keep the output open, and nobody waits for them.
  EXPECT_LT(seconds, 5);
  EXPECT_EQ(result.end, End::Exited);
  EXPECT_EQ(result.code, 0);
  expectGone(3);
}

TEST_F(ProcessTest, LeavesNoDaemonsAtTheTimeLimit) {
  ProcessRequest request = ask({"daemon-hang", std::string(file)});
  request.timeLimit = 0.5;
  EXPECT_EQ(cantFail(run(request)).end, End::TimedOut);
  expectGone(3);
}

TEST_F(ProcessTest, LeavesNothingWhenKilledItself) {
  pid_t child = fork();
  if (child == 0) {
    ProcessRequest request = ask({"daemon-hang", std::string(file)});
    llvm::consumeError(run(request).takeError());
    _exit(0);
  }
  while (readProcesses().size() < 3)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  // The keeper notices, and takes a moment.
  for (int i = 0; i < 500; ++i) {
    bool isLeft = false;
    for (pid_t process : readProcesses())
      isLeft |= kill(process, 0) == 0;
    if (!isLeft)
      break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  expectGone(3);
}

TEST_F(ProcessTest, StopsWhenAsked) {
  ProcessRequest request = ask({"hang"});
  unsigned asked = 0;
  request.shouldStop = [&] { return ++asked == 3; };
  ProcessResult result;
  EXPECT_LT(measureSeconds([&] { result = cantFail(run(request)); }), 5);
  EXPECT_EQ(result.end, End::Stopped);
}

TEST_F(ProcessTest, LimitsMemoryOfAllProcesses) {
  for (auto [how, count] : {std::pair("eat", 1), {"eat-in-parts", 4}}) {
    ProcessRequest request = ask({how, "200000000"});
    request.timeLimit = 60;
    request.memoryLimit = 100'000'000;
    EXPECT_EQ(cantFail(run(request)).end, End::OverMemory) << how;
    // With more they eat all, say so, and wait.
    request.memoryLimit = 400'000'000;
    request.shouldStop = [&, count = count] {
      return llvm::StringRef(output).count("ate") == size_t(count);
    };
    EXPECT_EQ(cantFail(run(request)).end, End::Stopped) << how;
  }
  expectGone(0);
}

TEST_F(ProcessTest, MeasuresItsDescendantsOnly) {
  EXPECT_EQ(measureDescendants(getpid()), 0u);
}

/// Bytes that this process had resident at most.
static long getPeakBytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss * 1024L;
}

TEST_F(ProcessTest, KeepsHeadAndTailOfMuchOutput) {
  long before = getPeakBytes();
  uint64_t numLines = 0;
  std::string last;
  auto onLine = [&](llvm::StringRef line) {
    ++numLines;
    last = line.str();
  };
  OutputCapture capture(onLine);
  // More with the environment variable, for those who have the time.
  const char *wanted = std::getenv("MAPWRIGHT_TEST_FLOOD_MIB");
  uint64_t size = uint64_t(wanted ? std::atoi(wanted) : 512) << 20;
  ProcessResult result =
      cantFail(runProcess(ask({"flood", std::to_string(size)}),
                          [&](llvm::StringRef bytes) { capture.add(bytes); }));
  capture.finish();
  EXPECT_EQ(result.end, End::Exited);
  EXPECT_GT(result.numBytes, size);
  EXPECT_EQ(numLines, size / 1024 + 2);
  EXPECT_EQ(last, "time: 2.5");
  std::string text = capture.getText();
  EXPECT_TRUE(llvm::StringRef(text).starts_with("first line\n"));
  EXPECT_TRUE(llvm::StringRef(text).ends_with("time: 2.5\n"));
  EXPECT_TRUE(llvm::StringRef(text).contains(" left out]"));
  EXPECT_LT(text.size(), 200'000u);
  EXPECT_LT(getPeakBytes() - before, 8'000'000);
}

TEST_F(ProcessTest, StopsAFloodInTime) {
  ProcessRequest request = ask({"flood", "100000000000"});
  request.timeLimit = 0.3;
  ProcessResult result;
  double seconds = measureSeconds(
      [&] { result = cantFail(runProcess(request, [](llvm::StringRef) {})); });
  EXPECT_EQ(result.end, End::TimedOut);
  EXPECT_LT(seconds, 5);
}

TEST_F(ProcessTest, RunsManyAtATime) {
  std::vector<std::thread> threads;
  std::vector<std::string> outputs(16);
  for (size_t i = 0; i < outputs.size(); ++i)
    threads.emplace_back([&, i] {
      for (int turn = 0; turn < 20; ++turn) {
        ProcessRequest request = ask({"print", std::to_string(i)});
        request.timeLimit = 60;
        ProcessResult result = cantFail(runProcess(
            request, [&](llvm::StringRef bytes) { outputs[i] += bytes; }));
        EXPECT_EQ(result.end, End::Exited);
        EXPECT_EQ(result.code, 0);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  for (size_t i = 0; i < outputs.size(); ++i) {
    std::string expected;
    for (int turn = 0; turn < 20; ++turn)
      expected += std::to_string(i) + "\n";
    EXPECT_EQ(outputs[i], expected);
  }
  expectGone(0);
}

TEST(OutputCapture, SplitsLines) {
  std::vector<std::string> lines;
  auto onLine = [&](llvm::StringRef line) { lines.push_back(line.str()); };
  OutputCapture capture(onLine);
  for (llvm::StringRef part : {"a", "b\n", "\ncd\r\n", "e"})
    capture.add(part);
  capture.finish();
  EXPECT_EQ(lines, (std::vector<std::string>{"ab", "", "cd", "e"}));
  EXPECT_EQ(capture.getText(), "ab\n\ncd\r\ne");
}

TEST(OutputCapture, CutsLinesWithoutEnd) {
  std::vector<size_t> sizes;
  auto onLine = [&](llvm::StringRef line) { sizes.push_back(line.size()); };
  OutputCapture capture(onLine);
  std::string part(100'000, 'x');
  for (int i = 0; i < 10; ++i)
    capture.add(part);
  capture.add("\nshort\n");
  capture.finish();
  EXPECT_EQ(sizes, (std::vector<size_t>{OutputCapture::lineBytes, 5}));
}
