//===- DecisionLog.cpp - Decisions as the mapper wrapper logs them --------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DecisionLog.h"

#include "Common/Failure.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sstream>
#include <unistd.h>

using namespace mapwright::legion;
using mapwright::runtime::Failure;
using namespace Legion::Mapping::Utilities;
using Legion::Machine;
using Legion::Memory;
using Legion::Processor;
using Legion::Task;

//===----------------------------------------------------------------------===//
// Files and lines
//===----------------------------------------------------------------------===//

static std::string nameFile(std::string pattern, unsigned rank) {
  size_t percent = pattern.find('%');
  if (percent != std::string::npos)
    return pattern.replace(percent, 1, std::to_string(rank));
  return rank == 0 ? pattern : pattern + "." + std::to_string(rank);
}

std::unique_ptr<DecisionLog> DecisionLog::open(unsigned rank) {
  const char *pattern = std::getenv("MAPWRIGHT_LOG");
  if (!pattern || !*pattern)
    return nullptr;
  std::string name = nameFile(pattern, rank);
  int file =
      ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0666);
  if (file < 0)
    Failure(name,
            std::string("cannot write the log of decisions: ") +
                std::strerror(errno),
            "")
        .abortJob();
  return std::unique_ptr<DecisionLog>(new DecisionLog(file, rank));
}

DecisionLog::~DecisionLog() { ::close(file); }

/// The lines of a mapper call, which are written in one piece at the end.
class DecisionLog::Block {
public:
  explicit Block(DecisionLog &log) : log(log) {
    std::ostringstream text;
    // The level and the category that readers look for.
    text << "[" << log.rank << " - " << std::hex << uint64_t(pthread_self())
         << "] {2}{mapper}: ";
    prefix = text.str();
  }
  ~Block() {
    std::string text = lines.str() + "\n";
    for (size_t done = 0; done < text.size();) {
      ssize_t count = ::write(log.file, text.data() + done, text.size() - done);
      if (count < 0 && errno != EINTR)
        return;
      done += count < 0 ? 0 : count;
    }
  }

  std::ostream &line() {
    if (!isFirst)
      lines << '\n';
    isFirst = false;
    return lines << prefix;
  }

private:
  DecisionLog &log;
  std::string prefix;
  std::ostringstream lines;
  bool isFirst = true;
};

//===----------------------------------------------------------------------===//
// The machine
//===----------------------------------------------------------------------===//

void DecisionLog::writeMachine(Machine machine) {
  {
    Block block(*this);
    block.line() << "Memories on rank " << rank << ":";
    Machine::MemoryQuery memories(machine);
    memories.local_address_space();
    for (Memory memory : memories)
      block.line() << "  " << memory << " (" << to_string(memory.kind())
                   << "): " << memory.capacity() << " bytes";
  }
  Block block(*this);
  block.line() << "Processors on rank " << rank << ":";
  Machine::ProcessorQuery processors(machine);
  processors.local_address_space();
  for (Processor processor : processors) {
    std::ostream &line = block.line();
    line << "  " << processor << " (" << to_string(processor.kind())
         << ") can see";
    Machine::MemoryQuery seen(machine);
    seen.has_affinity_to(processor);
    for (Memory memory : seen) {
      Machine::AffinityDetails details;
      machine.has_affinity(processor, memory, &details);
      line << " " << memory << "(bw=" << details.bandwidth << ")";
    }
  }
}

//===----------------------------------------------------------------------===//
// Mapper calls
//===----------------------------------------------------------------------===//

void DecisionLog::writeOptions(Runtime *runtime, Context context,
                               const Task &task,
                               const Mapper::TaskOptions &options) {
  Block block(*this);
  std::ostream &line = block.line();
  line << "SELECT_TASK_OPTIONS for "
       << to_string(runtime, context, task, /*include_index_point=*/false)
       << ": initial_proc=" << options.initial_proc;
  if (options.replicate)
    line << " replicate=true";
}

void DecisionLog::writeSharding(
    Runtime *runtime, Context context, const Task &task,
    const Mapper::SelectShardingFunctorInput &input,
    const Mapper::SelectShardingFunctorOutput &output) {
  Block block(*this);
  block.line() << "SELECT_SHARDING_FUNCTOR for "
               << to_string(runtime, context, task,
                            /*include_index_point=*/false);
  Legion::Domain points =
      task.is_index_space ? task.index_domain
                          : Legion::Domain(task.index_point, task.index_point);
  Legion::Domain space =
      task.sharding_space.exists()
          ? runtime->get_index_space_domain(context, task.sharding_space)
          : points;
  Legion::ShardingFunctor *functor =
      Legion::Runtime::get_sharding_functor(output.chosen_functor);
  size_t numShards = input.shard_mapping.size();
  std::vector<std::vector<Legion::DomainPoint>> shards(numShards);
  for (Legion::Domain::DomainPointIterator it(points); it; ++it)
    shards[functor->shard(*it, space, numShards)].push_back(*it);
  for (size_t shard = 0; shard < numShards; ++shard) {
    std::ostream &line = block.line();
    line << "  " << shard << " <-";
    for (const Legion::DomainPoint &point : shards[shard])
      line << " " << point;
  }
}

void DecisionLog::writeSlices(Runtime *runtime, Context context,
                              const Task &task,
                              const Mapper::SliceTaskOutput &output) {
  Block block(*this);
  block.line() << "SLICE_TASK for "
               << to_string(runtime, context, task,
                            /*include_index_point=*/false);
  for (const Mapper::TaskSlice &slice : output.slices) {
    Legion::Domain domain =
        slice.domain_is.exists()
            ? runtime->get_index_space_domain(context, slice.domain_is)
            : slice.domain;
    block.line() << "  " << to_string(runtime, context, domain) << " -> "
                 << slice.proc;
  }
}

void DecisionLog::writeMapping(Runtime *runtime, Context context,
                               const Task &task,
                               const Mapper::MapTaskOutput &output) {
  Block block(*this);
  block.line() << "MAP_TASK for " << to_string(runtime, context, task);
  std::ostream &targets = block.line();
  targets << "  TARGET PROCS:";
  for (Processor processor : output.target_procs)
    targets << " " << processor;
  block.line() << "  CHOSEN INSTANCES:";
  for (unsigned i = 0; i < task.regions.size(); ++i) {
    block.line() << "    " << to_string(runtime, context, task.regions[i], i);
    for (const auto &instance : output.chosen_instances[i])
      block.line() << "      " << to_string(runtime, context, instance);
  }
  block.line() << "  MEMORY POOLS:";
}

void DecisionLog::writeReplication(Runtime *runtime, Context context,
                                   const Task &task,
                                   const Mapper::ReplicateTaskOutput &output) {
  Block block(*this);
  block.line() << "MAP_REPLICATE_TASK for "
               << to_string(runtime, context, task,
                            /*include_index_point=*/false);
  for (size_t i = 0; i < output.target_processors.size(); ++i)
    block.line() << "  REPLICANT " << i << " -> "
                 << output.target_processors[i];
}
