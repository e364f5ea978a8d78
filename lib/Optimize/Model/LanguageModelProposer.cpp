//===- LanguageModelProposer.cpp - Proposes what a model answers ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LanguageModelProposer.h"

#include "Answer.h"

#include "mapwright/Report/Report.h"
#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

static constexpr StringRef proposerNames[] = {"llm-trace", "llm-opro"};

llvm::ArrayRef<StringRef> optimize::getModelProposerNames() {
  return proposerNames;
}

std::optional<ModelProposerKind>
optimize::parseModelProposerKind(StringRef name) {
  const auto *found = llvm::find(proposerNames, name);
  if (found == std::end(proposerNames))
    return std::nullopt;
  return ModelProposerKind(found - std::begin(proposerNames));
}

//===----------------------------------------------------------------------===//
// Questioner
//===----------------------------------------------------------------------===//

Questioner::Questioner(ModelProposerKind kind, const Problem &problem,
                       const ModelOptions &given)
    : kind(kind), problem(problem), options(given),
      writer(problem, options.prompt), screener(problem) {}

StringRef Questioner::getName() const { return proposerNames[unsigned(kind)]; }

llvm::Error Questioner::lookAt(const Trial &trial) {
  const std::string &source = trial.proposal.source;
  if (look && look->source == source)
    return llvm::Error::success();
  llvm::Expected<BlockTexts> blocks = splitter.split(source, problem.file);
  if (!blocks)
    return makeError("the mapper to improve does not parse:\n" +
                     llvm::toString(blocks.takeError()));
  look = Look{source, std::move(*blocks), "", ""};
  optimize::Candidate candidate = screener.screen(source, GuideLevel::Raw);
  if (!candidate.resolved)
    return llvm::Error::success();
  llvm::raw_string_ostream decisions(look->decisions);
  mapwright::writeText(candidate.resolved->table, decisions);
  sim::Options withRecords;
  withRecords.keepRecords = true;
  sim::Result result = sim::simulate(
      problem.graph, problem.model, candidate.resolved->placement, withRecords);
  llvm::raw_string_ostream profile(look->profile);
  writeRunText({problem.program, problem.graph, problem.model,
                candidate.resolved->placement, result, problem.file,
                options.prompt.programName, candidate.identity},
               profile);
  return llvm::Error::success();
}

llvm::Expected<Chat> Questioner::ask(const History &history,
                                     const std::map<std::string, Said> &said,
                                     llvm::ArrayRef<std::string> pending) {
  if (llvm::Error error = lookAt(history.getIncumbent()))
    return std::move(error);
  PromptFacts facts{history,         said,          look->blocks,
                    look->decisions, look->profile, pending};
  return kind == ModelProposerKind::Trace ? writer.writeTrace(facts)
                                          : writer.writeOpro(facts);
}

//===----------------------------------------------------------------------===//
// LanguageModelProposer
//===----------------------------------------------------------------------===//

LanguageModelProposer::LanguageModelProposer(ModelProposerKind kind,
                                             const Problem &problem,
                                             const ModelOptions &options)
    : questioner(kind, problem, options) {}

llvm::Error LanguageModelProposer::open() {
  auto made = ModelClient::create(questioner.getOptions());
  if (!made)
    return made.takeError();
  client = std::move(*made);
  return llvm::Error::success();
}

std::string LanguageModelProposer::getFingerprint() const {
  const ModelOptions &options = questioner.getOptions();
  const PromptOptions &prompt = options.prompt;
  std::string text;
  llvm::raw_string_ostream os(text);
  os << getName() << " api=" << spelling(options.server.api)
     << " model=" << options.model;
  if (options.temperature)
    os << " temperature=" << llvm::json::Value(*options.temperature);
  if (options.seed)
    os << " seed=" << *options.seed;
  os << " max-tokens=" << options.maxOutputTokens
     << " structured=" << options.asksForStructure
     << " level=" << unsigned(prompt.level) << " last=" << prompt.lastTrials
     << " best=" << prompt.bestTrials << " scored=" << prompt.scoredTrials
     << " value=" << prompt.maxValueLength << " stall=" << prompt.stallAfter
     << " fruitless=" << prompt.fruitlessAfter << " system="
     << hashRequest(questioner.getWriter().writeSystem()).substr(0, 16);
  return text;
}

LanguageModelProposer::Candidate LanguageModelProposer::read(const Reply &reply,
                                                             StringRef parent) {
  Candidate candidate;
  llvm::Expected<Answer> answer = parseAnswer(reply.text);
  if (!answer) {
    candidate.problem = llvm::toString(answer.takeError());
    return candidate;
  }
  BlockSplitter &splitter = questioner.getSplitter();
  candidate.blocks = std::move(answer->blocks);
  if (llvm::Error error = splitter.check(candidate.blocks)) {
    candidate.problem = llvm::toString(std::move(error));
    return candidate;
  }
  llvm::Expected<std::string> source =
      splitter.replace(parent, candidate.blocks);
  if (!source) {
    candidate.problem = llvm::toString(source.takeError());
    return candidate;
  }
  candidate.problem = splitter.findError(*source, "mapper");
  candidate.source = std::move(*source);
  return candidate;
}

/// What stands for an answer without a mapper. No mapper begins like that.
static std::string writeUnusable(StringRef problem, const Reply &reply) {
  constexpr size_t maxShown = 4000;
  std::string text = "no mapper in the answer\n";
  for (StringRef part :
       {problem, StringRef("the answer was:"), StringRef(reply.text)}) {
    llvm::SmallVector<StringRef, 8> lines;
    part.take_front(maxShown).rtrim('\n').split(lines, '\n');
    for (StringRef line : lines)
      text += "# " + line.rtrim('\r').str() + "\n";
  }
  return text;
}

static std::string describeBlocks(const BlockTexts &texts) {
  std::string names;
  for (unsigned i = 0; i < numBlocks; ++i)
    if (texts[i])
      names += (names.empty() ? "" : ", ") + spelling(Block(i)).str();
  return names;
}

Proposal LanguageModelProposer::remember(Candidate candidate,
                                         const Reply &reply, unsigned parent) {
  Proposal proposal;
  proposal.parent = parent;
  proposal.origin = "answer without a mapper";
  if (!candidate.problem.empty())
    candidate.source = writeUnusable(candidate.problem, reply);
  else
    proposal.origin = "answer: " + describeBlocks(candidate.blocks);
  proposal.source = candidate.source;
  said[proposal.source] = {std::move(candidate.blocks),
                           std::move(candidate.problem)};
  pending.push_back(proposal.source);
  return proposal;
}

llvm::Expected<std::optional<Proposal>>
LanguageModelProposer::propose(const History &history, Exchanges &exchanges) {
  unsigned most = questioner.getOptions().prompt.fruitlessAfter;
  if (most > 0 && numFruitless >= most)
    return std::nullopt;
  llvm::Expected<Chat> chat = questioner.ask(history, said, pending);
  if (!chat)
    return chat.takeError();
  StringRef parent = history.getIncumbent().proposal.source;
  constexpr unsigned numTries = 2;
  for (unsigned tries = 1;; ++tries) {
    llvm::Expected<std::optional<Reply>> reply = client->ask(*chat, exchanges);
    if (!reply)
      return reply.takeError();
    if (!*reply)
      return std::nullopt;
    Candidate candidate = read(**reply, parent);
    if (candidate.problem.empty() || tries == numTries)
      return remember(std::move(candidate), **reply, history.incumbent);
    chat = questioner.getWriter().writeRetry(std::move(*chat), **reply,
                                             candidate.problem);
  }
}

void LanguageModelProposer::observe(const Trial &trial) {
  if (trial.number == 0)
    return;
  auto waiting = llvm::find(pending, trial.proposal.source);
  if (waiting != pending.end())
    pending.erase(waiting);
  auto answer = said.find(trial.proposal.source);
  bool isNew = !trial.duplicateOf && answer != said.end() &&
               answer->second.problem.empty();
  numFruitless = isNew ? 0 : numFruitless + 1;
}

//===----------------------------------------------------------------------===//
// Functions of the header
//===----------------------------------------------------------------------===//

static llvm::Expected<ModelProposerKind> findKind(StringRef name) {
  if (std::optional<ModelProposerKind> kind = parseModelProposerKind(name))
    return *kind;
  return makeError("no language model proposer is called '" + name + "'" +
                   suggestName(name, proposerNames));
}

llvm::Expected<std::unique_ptr<Proposer>>
optimize::makeModelProposer(StringRef name, const Problem &problem,
                            const ModelOptions &options) {
  llvm::Expected<ModelProposerKind> kind = findKind(name);
  if (!kind)
    return kind.takeError();
  BlockSplitter splitter;
  if (auto blocks = splitter.split(problem.source, problem.file); !blocks)
    return blocks.takeError();
  auto proposer =
      std::make_unique<LanguageModelProposer>(*kind, problem, options);
  if (llvm::Error error = proposer->open())
    return std::move(error);
  return std::move(proposer);
}

/// The first question of a study.
static llvm::Expected<Chat> askFirst(StringRef name, const Problem &problem,
                                     const ModelOptions &options,
                                     const Trial &start) {
  llvm::Expected<ModelProposerKind> kind = findKind(name);
  if (!kind)
    return kind.takeError();
  History history;
  history.trials.push_back(start);
  return Questioner(*kind, problem, options).ask(history, {}, {});
}

llvm::Error optimize::printPrompt(StringRef name, const Problem &problem,
                                  const ModelOptions &options,
                                  const Trial &start, llvm::raw_ostream &os) {
  llvm::Expected<Chat> chat = askFirst(name, problem, options, start);
  if (!chat)
    return chat.takeError();
  os << "--- system\n" << chat->system;
  for (const Chat::Message &message : chat->messages)
    os << "--- " << (message.isOfModel ? "assistant" : "user") << '\n'
       << message.text;
  return llvm::Error::success();
}

static CostEstimate::Sum sumUp(const ModelOptions &options, uint64_t requests,
                               uint64_t input, uint64_t output) {
  CostEstimate::Sum sum;
  sum.requests = requests;
  sum.inputTokens = requests * input;
  sum.outputTokens = requests * output;
  sum.money = (double(sum.inputTokens) * options.inputPrice +
               double(sum.outputTokens) * options.outputPrice) /
              1e6;
  return sum;
}

llvm::Expected<CostEstimate> optimize::estimateCost(StringRef name,
                                                    const Problem &problem,
                                                    const ModelOptions &options,
                                                    const Trial &start,
                                                    uint64_t evaluations) {
  llvm::Expected<Chat> chat = askFirst(name, problem, options, start);
  if (!chat)
    return chat.takeError();
  const PromptOptions &prompt = options.prompt;
  uint64_t first = estimateTokens(writeRequest(options, *chat, true));
  // Each mapper shown has some blocks and feedback, of at most a value each.
  uint64_t value = estimateTokens(std::string(prompt.maxValueLength, ' '));
  uint64_t shown = name == proposerNames[0]
                       ? prompt.lastTrials + prompt.bestTrials
                       : prompt.scoredTrials;
  uint64_t answers = evaluations > 0 ? evaluations - 1 : 0;
  shown = std::min<uint64_t>(shown, answers);
  // An answer that was wrong is shown again, with what is wrong.
  uint64_t retry = 2 * value;
  CostEstimate estimate;
  estimate.likely = sumUp(options, answers, first + shown * value / 2,
                          std::min<uint64_t>(options.maxOutputTokens, value));
  estimate.most = sumUp(options, 2 * answers,
                        first + shown * value * (numBlocks + 1) + retry,
                        options.maxOutputTokens);
  return estimate;
}
