//===- HostMessages.cpp - Messages between processes ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostMeasurement.h"

#include <cerrno>
#include <csignal>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mapwright;

static constexpr size_t smallBytes = 8;
static constexpr size_t largeBytes = size_t(4) << 20;
static constexpr unsigned numSmall = 500, numLarge = 8;

static bool sendAll(int socket, const char *data, size_t size) {
  while (size > 0) {
    ssize_t sent = send(socket, data, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR)
      continue;
    if (sent <= 0)
      return false;
    data += sent;
    size -= sent;
  }
  return true;
}

static bool receiveAll(int socket, char *data, size_t size) {
  while (size > 0) {
    ssize_t received = recv(socket, data, size, 0);
    if (received < 0 && errno == EINTR)
      continue;
    if (received <= 0)
      return false;
    data += received;
    size -= received;
  }
  return true;
}

/// Seconds of a message in one direction; below 0 if the other side is gone.
static double playPing(int socket, std::vector<char> &message, size_t size,
                       unsigned rounds) {
  double begin = readClock();
  for (unsigned round = 0; round < rounds; ++round)
    if (!sendAll(socket, message.data(), size) ||
        !receiveAll(socket, message.data(), size))
      return -1;
  return (readClock() - begin) / (2.0 * rounds);
}

/// The other side: sends back what comes. Calls nothing that another thread of
/// the process before the fork might have locked.
[[noreturn]] static void playPong(int socket, std::vector<char> &message) {
  for (unsigned repeat = 0; repeat < numMeasurements; ++repeat)
    for (auto [size, rounds] :
         {std::pair(smallBytes, numSmall), std::pair(largeBytes, numLarge)})
      for (unsigned round = 0; round < rounds; ++round)
        if (!receiveAll(socket, message.data(), size) ||
            !sendAll(socket, message.data(), size))
          _exit(1);
  _exit(0);
}

static llvm::Error makeSystemError(const char *what) {
  std::error_code code(errno, std::generic_category());
  return llvm::createStringError(code, std::string("cannot ") + what + ": " +
                                           code.message());
}

static std::optional<MessageRates> measure(int socket,
                                           std::vector<char> &message) {
  std::vector<double> latencies, rates;
  for (unsigned repeat = 0; repeat < numMeasurements; ++repeat) {
    double small = playPing(socket, message, smallBytes, numSmall);
    double large = playPing(socket, message, largeBytes, numLarge);
    if (small < 0 || large < 0)
      return std::nullopt;
    latencies.push_back(small);
    rates.push_back(largeBytes / large);
  }
  return MessageRates{takeMedian(rates), takeMedian(latencies)};
}

llvm::Expected<MessageRates> mapwright::measureMessages() {
  std::vector<char> message(largeBytes);
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
    return makeSystemError("make a socket");
  pid_t other = fork();
  if (other < 0)
    return makeSystemError("make a process");
  if (other == 0) {
    close(sockets[0]);
    playPong(sockets[1], message);
  }
  close(sockets[1]);
  std::optional<MessageRates> rates = measure(sockets[0], message);
  close(sockets[0]);
  while (waitpid(other, nullptr, 0) < 0 && errno == EINTR)
    continue;
  if (rates)
    return *rates;
  return llvm::createStringError(
      std::make_error_code(std::errc::no_child_process),
      "the process that answers messages is gone");
}
