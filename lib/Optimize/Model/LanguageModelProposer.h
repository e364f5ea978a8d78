//===- LanguageModelProposer.h - Proposes what a model answers --*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_MODEL_LANGUAGEMODELPROPOSER_H
#define MAPWRIGHT_LIB_OPTIMIZE_MODEL_LANGUAGEMODELPROPOSER_H

#include "ModelClient.h"
#include "Prompt.h"

namespace mapwright {
namespace optimize {

enum class ModelProposerKind : uint8_t { Trace, Opro };
std::optional<ModelProposerKind> parseModelProposerKind(llvm::StringRef name);

/// What both kinds have in common, and what they ask.
class Questioner {
public:
  /// Copies the options; `problem` outlives it.
  Questioner(ModelProposerKind kind, const Problem &problem,
             const ModelOptions &options);

  const ModelOptions &getOptions() const { return options; }
  const PromptWriter &getWriter() const { return writer; }
  BlockSplitter &getSplitter() { return splitter; }
  llvm::StringRef getName() const;

  /// Fails if the best mapper does not parse.
  llvm::Expected<Chat> ask(const History &history,
                           const std::map<std::string, Said> &said,
                           llvm::ArrayRef<std::string> pending);

private:
  /// What is known of a mapper by looking at it.
  struct Look {
    std::string source;
    BlockTexts blocks;
    std::string decisions, profile;
  };
  llvm::Error lookAt(const Trial &trial);

  ModelProposerKind kind;
  const Problem &problem;
  ModelOptions options;
  PromptWriter writer;
  BlockSplitter splitter;
  Screener screener;
  std::optional<Look> look; ///< of the incumbent asked about last
};

class LanguageModelProposer : public Proposer {
public:
  LanguageModelProposer(ModelProposerKind kind, const Problem &problem,
                        const ModelOptions &options);
  /// What may fail, to be called once.
  llvm::Error open();

  llvm::StringRef getName() const override { return questioner.getName(); }
  std::string getFingerprint() const override;
  llvm::Expected<std::optional<Proposal>>
  propose(const History &history, Exchanges &exchanges) override;
  void observe(const Trial &trial) override;

private:
  /// An answer as a mapper, or why it is none.
  struct Candidate {
    std::string source;
    BlockTexts blocks;
    std::string problem;
  };
  Candidate read(const Reply &reply, llvm::StringRef parent);
  Proposal remember(Candidate candidate, const Reply &reply, unsigned parent);

  Questioner questioner;
  std::unique_ptr<ModelClient> client;
  std::map<std::string, Said> said; ///< by source
  std::vector<std::string> pending; ///< sources not observed yet
  unsigned numFruitless = 0;        ///< answers in a row without a new mapper
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_MODEL_LANGUAGEMODELPROPOSER_H
