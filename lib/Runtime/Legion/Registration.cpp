//===- Registration.cpp - Mappers that get into a program by themselves ---===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// This library comes before Legion in the search order of the dynamic linker,
// be it linked or preloaded, and takes the place of three functions of Legion:
// the start of the runtime, and the two that register mappers. Each does its
// part and then what Legion's does.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Runtime/Legion.h"

#include "Common/PolicyFile.h"
#include "PolicyMapper.h"

#include <dlfcn.h>

using namespace mapwright::legion;
using Legion::MapperID;
using Legion::Processor;
using Legion::Mapping::DefaultMapper;
using Legion::Mapping::Mapper;
using mapwright::runtime::loadPolicy;

//===----------------------------------------------------------------------===//
// State of the process
//===----------------------------------------------------------------------===//

namespace {
/// What the environment asks for and what was registered so far.
class Registry {
public:
  static Registry &get() {
    // Never destroyed: sharding functors refer to it until the very end.
    static Registry *registry = new Registry;
    return *registry;
  }

  void loadFromEnvironment();
  bool isEmpty() const { return sources.empty(); }
  /// A policy of the program itself; does nothing if one is loaded.
  void add(MapperID id, const mw_policy &policy) {
    sources.emplace(id, &policy);
  }

  /// Null if there is no policy for the id.
  ActivePolicy *find(MapperID id, Legion::Runtime *runtime);
  /// `mapper` with the policy before it, if there is one for the id.
  Mapper *wrap(MapperID id, Mapper *mapper, Processor processor,
               Legion::Runtime *runtime);
  /// Puts the policy for id 0 before Legion's own mappers where the program
  /// registered none.
  void completeDefaults(Legion::Runtime *runtime,
                        const std::set<Processor> &processors);

private:
  DecisionLog *getLog();

  std::mutex mutex;
  std::map<MapperID, const mw_policy *> sources;
  std::map<MapperID, std::unique_ptr<ActivePolicy>> active;
  std::set<std::pair<MapperID, Processor>> wrapped;
  std::unique_ptr<DecisionLog> log;
};
} // namespace

/// Legion's function that one of ours stands before.
template <typename Function>
static Function findOriginal(const char *symbol) {
  void *found = dlsym(RTLD_NEXT, symbol);
  if (!found)
    Failure("mapwright",
            std::string("Legion's library has no function ") + symbol, "")
        .note("link mapwright-legion before a dynamic Legion of a supported "
              "version")
        .abortJob();
  return reinterpret_cast<Function>(found);
}

using ReplaceMapper = void (*)(Legion::Runtime *, Mapper *, Processor);

static void replaceMapper(Legion::Runtime *runtime, Mapper *mapper,
                          Processor processor) {
  static ReplaceMapper original =
      findOriginal<ReplaceMapper>(replaceMapperSymbol);
  original(runtime, mapper, processor);
}

//===----------------------------------------------------------------------===//
// Policies
//===----------------------------------------------------------------------===//

/// Takes `ID=` off the front of an entry of MAPWRIGHT_MAPPER; 0 if it has none.
static MapperID takeMapperId(std::string &entry) {
  size_t digits = entry.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string::npos || entry[digits] != '=')
    return 0;
  MapperID id = std::strtoul(entry.c_str(), nullptr, 10);
  entry.erase(0, digits + 1);
  return id;
}

void Registry::loadFromEnvironment() {
  const char *variable = std::getenv("MAPWRIGHT_MAPPER");
  if (!variable || !*variable)
    return;
  std::string rest = variable;
  while (!rest.empty()) {
    size_t comma = rest.find(',');
    std::string entry = rest.substr(0, comma);
    rest.erase(0, comma == std::string::npos ? comma : comma + 1);
    MapperID id = takeMapperId(entry);
    sources[id] = &loadPolicy(entry);
  }
}

DecisionLog *Registry::getLog() {
  if (log)
    return log.get();
  Legion::Machine machine = Legion::Machine::get_machine();
  log = DecisionLog::open(Legion::Machine::ProcessorQuery(machine)
                              .local_address_space()
                              .first()
                              .address_space());
  if (log)
    log->writeMachine(machine);
  return log.get();
}

ActivePolicy *Registry::find(MapperID id, Legion::Runtime *runtime) {
  std::lock_guard<std::mutex> lock(mutex);
  auto source = sources.find(id);
  if (source == sources.end())
    return nullptr;
  std::unique_ptr<ActivePolicy> &policy = active[id];
  if (!policy)
    policy = std::make_unique<ActivePolicy>(
        *source->second, runtime, Legion::Machine::get_machine(), id, getLog());
  return policy.get();
}

/// MAPWRIGHT_BASE: what tasks without statements keep.
static bool keepsMapperOfProgram() {
  const char *base = std::getenv("MAPWRIGHT_BASE");
  if (!base || !*base || std::string(base) == "app")
    return true;
  if (std::string(base) != "default")
    Failure("mapwright",
            "MAPWRIGHT_BASE is 'app' or 'default', not '" + std::string(base) +
                "'",
            "")
        .abortJob();
  return false;
}

static Mapper *makeDefaultMapper(Legion::Runtime *runtime,
                                 Processor processor) {
  Legion::Machine machine = Legion::Machine::get_machine();
  if (!processor.exists())
    processor = Legion::Machine::ProcessorQuery(machine)
                    .local_address_space()
                    .only_kind(Processor::LOC_PROC)
                    .first();
  return new DefaultMapper(runtime->get_mapper_runtime(), machine, processor,
                           "default mapper");
}

Mapper *Registry::wrap(MapperID id, Mapper *mapper, Processor processor,
                       Legion::Runtime *runtime) {
  ActivePolicy *policy = find(id, runtime);
  if (!policy)
    return mapper;
  if (!keepsMapperOfProgram()) {
    delete mapper;
    mapper = makeDefaultMapper(runtime, processor);
  }
  std::lock_guard<std::mutex> lock(mutex);
  wrapped.emplace(id, processor);
  return new PolicyMapper(*policy, mapper);
}

void Registry::completeDefaults(Legion::Runtime *runtime,
                                const std::set<Processor> &processors) {
  if (!find(0, runtime) || wrapped.count({0, Processor::NO_PROC}) > 0)
    return;
  for (Processor processor : processors) {
    if (wrapped.count({0, processor}) > 0)
      continue;
    Mapper *base = makeDefaultMapper(runtime, processor);
    replaceMapper(runtime, wrap(0, base, processor, runtime), processor);
  }
}

void mapwright::legion::registerPolicy(
    const mw_policy &policy, Legion::Runtime *runtime,
    const std::set<Processor> &localProcessors, MapperID id) {
  Registry &registry = Registry::get();
  registry.add(id, policy);
  if (id == 0)
    return registry.completeDefaults(runtime, localProcessors);
  for (Processor processor : localProcessors)
    runtime->add_mapper(id, makeDefaultMapper(runtime, processor), processor);
}

//===----------------------------------------------------------------------===//
// Functions of Legion that these stand before
//===----------------------------------------------------------------------===//

static void installPolicies(Legion::Machine, Legion::Runtime *runtime,
                            const std::set<Processor> &processors) {
  Registry::get().completeDefaults(runtime, processors);
}

int Legion::Runtime::start(int argc, char **argv, bool background,
                           bool supplyDefaultMapper, bool filter) {
  using Start = int (*)(int, char **, bool, bool, bool);
  Registry &registry = Registry::get();
  registry.loadFromEnvironment();
  // Callbacks run in the order in which they were added.
  if (!registry.isEmpty())
    add_registration_callback(installPolicies);
  return findOriginal<Start>(startSymbol)(argc, argv, background,
                                          supplyDefaultMapper, filter);
}

void Legion::Runtime::replace_default_mapper(Mapping::Mapper *mapper,
                                             Processor processor) {
  replaceMapper(this, Registry::get().wrap(0, mapper, processor, this),
                processor);
}

void Legion::Runtime::add_mapper(MapperID id, Mapping::Mapper *mapper,
                                 Processor processor) {
  using AddMapper =
      void (*)(Legion::Runtime *, MapperID, Mapping::Mapper *, Processor);
  static AddMapper original = findOriginal<AddMapper>(addMapperSymbol);
  original(this, id, Registry::get().wrap(id, mapper, processor, this),
           processor);
}
