//===- CommandTemplate.cpp - A command with placeholders ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandTemplate.h"

#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <unistd.h>

using namespace mapwright;
using namespace mapwright::optimize;
namespace fs = llvm::sys::fs;

CommandTemplate::CommandTemplate(const ExecOptions &options)
    : command(options.command), environment(options.environment),
      folder(options.folder), metricFile(options.metric.file) {
  wanted.mapper = mentions("{mapper}");
  wanted.policy = mentions("{policy}") || !wanted.mapper;
  if (wanted.policy)
    environment.insert(environment.begin(), "MAPWRIGHT_MAPPER={policy}");
}

bool CommandTemplate::mentions(llvm::StringRef placeholder) const {
  auto holds = [&](llvm::StringRef text) { return text.contains(placeholder); };
  return llvm::any_of(llvm::ArrayRef(command).drop_front(), holds) ||
         llvm::any_of(environment, holds);
}

llvm::Error CommandTemplate::findProgram() {
  std::string &program = command.front();
  if (!llvm::StringRef(program).contains('/')) {
    llvm::ErrorOr<std::string> found = llvm::sys::findProgramByName(program);
    if (!found)
      return llvm::createStringError(found.getError(),
                                     "cannot find the command '" + program +
                                         "': " + found.getError().message());
    program = *found;
  }
  llvm::SmallString<128> path(program);
  fs::make_absolute(path);
  program = std::string(path);
  if (std::error_code code = fs::access(program, fs::AccessMode::Exist))
    return llvm::createStringError(code, "cannot find the command '" + program +
                                             "': " + code.message());
  if (!fs::can_execute(program))
    return llvm::createStringError(
        std::make_error_code(std::errc::permission_denied),
        "the command '" + program + "' cannot be executed");
  return llvm::Error::success();
}

llvm::Expected<CommandTemplate>
CommandTemplate::make(const ExecOptions &options) {
  if (options.command.empty() || options.command.front().empty())
    return makeError("there is no command to run candidates with");
  for (llvm::StringRef variable : options.environment)
    if (!variable.drop_front(!variable.empty()).contains('='))
      return makeError("'" + variable +
                       "' is no variable: expected NAME=VALUE");
  CommandTemplate made(options);
  if (llvm::Error error = made.findProgram())
    return std::move(error);
  if (!made.folder.empty() && !fs::is_directory(made.folder))
    return llvm::createStringError(
        std::make_error_code(std::errc::no_such_file_or_directory),
        "there is no folder '" + made.folder + "' to run the command in");
  return made;
}

static void replaceAll(std::string &text, llvm::StringRef from,
                       llvm::StringRef to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos;
       at += to.size())
    text.replace(at, from.size(), to);
}

static std::string fill(std::string text, const CandidateFiles &files,
                        uint64_t run) {
  replaceAll(text, "{policy}", files.policy);
  replaceAll(text, "{mapper}", files.mapper);
  replaceAll(text, "{n}", llvm::utostr(run));
  return text;
}

/// The environment of this process, where `added` does not say otherwise.
static std::vector<std::string>
extendEnvironment(const std::vector<std::string> &added) {
  std::map<std::string, std::string> values;
  for (char **variable = environ; variable && *variable; ++variable) {
    auto [name, value] = llvm::StringRef(*variable).split('=');
    values.emplace(name, value);
  }
  for (llvm::StringRef variable : added) {
    auto [name, value] = variable.split('=');
    values[name.str()] = value.str();
  }
  std::vector<std::string> result;
  for (const auto &[name, value] : values)
    result.push_back(name + "=" + value);
  return result;
}

ProcessRequest CommandTemplate::instantiate(const CandidateFiles &files,
                                            uint64_t run) const {
  ProcessRequest request;
  request.folder = folder;
  request.command.push_back(command.front());
  for (const std::string &argument : llvm::ArrayRef(command).drop_front())
    request.command.push_back(fill(argument, files, run));
  std::vector<std::string> added;
  for (const std::string &variable : environment)
    added.push_back(fill(variable, files, run));
  request.environment = extendEnvironment(added);
  return request;
}

std::string CommandTemplate::getMetricFile(const CandidateFiles &files,
                                           uint64_t run) const {
  if (metricFile.empty())
    return "";
  llvm::SmallString<128> path(fill(metricFile, files, run));
  if (!folder.empty() && llvm::sys::path::is_relative(path))
    path = (folder + "/" + path).str();
  return std::string(path);
}
