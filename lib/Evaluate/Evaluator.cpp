//===- Evaluator.cpp - Evaluates mappers on a machine ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Evaluator.h"

#include "Emitter.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::detail;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Bindings
//===----------------------------------------------------------------------===//

Bindings::Bindings(MapperOp mapper, const Machine &machine, PrintSink print)
    : machine(machine), print(std::move(print)), specializer(mapper) {
  runStartup();
}

const Bindings::Global *Bindings::findGlobal(StringRef name) const {
  auto found = globals.find(name);
  return found == globals.end() ? nullptr : &found->second;
}

/// Nothing here depends on a launch.
static LaunchContext noLaunch() {
  LaunchContext launch;
  launch.domain.rank = 0;
  return launch;
}

/// Emits and runs a body without unknown values; its value is known then.
static bool runKnown(const Bindings &bindings, const LaunchContext &launch,
                     Block &body, EvalValue &value,
                     std::optional<EvalFailure> &failure) {
  PointProgram program;
  Emitter emitter(bindings, launch, program);
  if (failed(emitter.emitBody(body)))
    return false;
  Places ignored;
  if (!program.run({}, ignored, failure, bindings.print))
    return false;
  value = emitter.getResult();
  return true;
}

void Bindings::bindGlobal(GlobalOp global) {
  FailureOr<GlobalOp> form = specializer.specialize(global);
  if (failed(form))
    return;
  Global &bound = globals[global.getSymName()];
  runKnown(*this, noLaunch(), form->getInitializer().front(), bound.value,
           bound.failure);
}

void Bindings::runStartup() {
  for (Operation &op : specializer.getMapper().getBody().front()) {
    if (auto global = dyn_cast<GlobalOp>(op)) {
      if (!global.getSpecializes())
        bindGlobal(global);
    } else if (auto startup = dyn_cast<StartupOp>(op)) {
      FailureOr<StartupOp> form = specializer.specialize(startup);
      EvalValue ignored;
      std::optional<EvalFailure> failure;
      if (succeeded(form) &&
          !runKnown(*this, noLaunch(), form->getBody().front(), ignored,
                    failure) &&
          failure)
        diagnose(failure->loc, failure->id) << failure->text;
    }
  }
}

//===----------------------------------------------------------------------===//
// BoundMap
//===----------------------------------------------------------------------===//

static std::string formatDomain(const Domain &domain) {
  if (domain.empty())
    return "(empty)";
  Rect bounds = domain.bounds();
  std::string text =
      formatPoint(ArrayRef(bounds.lo.at).take_front(domain.rank)) + ".." +
      formatPoint(ArrayRef(bounds.hi.at).take_front(domain.rank));
  return domain.rects.size() > 1 ? text + " (sparse)" : text;
}

/// Emits `form` for a launch; null if it does not allow a program.
static std::unique_ptr<PointProgram> emitProgram(const Bindings &bindings,
                                                 const LaunchContext &launch,
                                                 FuncOp form) {
  auto program = std::make_unique<PointProgram>();
  Emitter emitter(bindings, launch, *program);
  if (failed(emitter.emitBody(form.getBody().front())))
    return nullptr;
  program->domainText = formatDomain(launch.domain);
  return program;
}

static EvalFailure describeUnevaluated(FuncOp form) {
  return {DiagId::TooComplex,
          form.getLoc(),
          "`" + form.getName().str() + "` cannot be evaluated",
          std::nullopt,
          {},
          {}};
}

BoundMap::BoundMap(Bindings &bindings, FuncOp form, const Domain &domain)
    : bindings(bindings), form(form), domain(domain) {
  LaunchContext launch;
  launch.domain = domain;
  program = emitProgram(bindings, launch, form);
}

BoundMap::~BoundMap() = default;

bool BoundMap::evaluate(const Point &point, Places &places,
                        std::optional<EvalFailure> &failure) {
  ArrayRef<int64_t> coordinates = ArrayRef(point.at).take_front(domain.rank);
  if (program)
    return program->run(coordinates, places, failure, bindings.print);
  LaunchContext launch;
  launch.domain = domain;
  launch.point = point;
  std::unique_ptr<PointProgram> once = emitProgram(bindings, launch, form);
  if (once)
    return once->run(coordinates, places, failure, bindings.print);
  failure = describeUnevaluated(form);
  return false;
}

//===----------------------------------------------------------------------===//
// Evaluator
//===----------------------------------------------------------------------===//

Evaluator::Evaluator(MapperOp mapper, const Machine &machine, PrintSink print)
    : machine(machine), policies(mapper),
      bindings(std::make_unique<Bindings>(mapper, machine, std::move(print))) {}

Evaluator::~Evaluator() = default;

const EvalFailure *Evaluator::findGlobalFailure(StringRef name) const {
  const Bindings::Global *global = bindings->findGlobal(name);
  return global && global->failure ? &*global->failure : nullptr;
}

std::optional<ProcKind>
Evaluator::chooseKind(StringRef task, ArrayRef<ProcKind> variants) const {
  for (ProcKind kind : policies.getKinds(task))
    if (machine.hasEverywhere(kind) &&
        (variants.empty() || llvm::is_contained(variants, kind)))
      return kind;
  return std::nullopt;
}

/// Whether all hi - lo + 1 fit in 64 bits.
static bool hasExtents(const Domain &domain) {
  Rect bounds = domain.bounds();
  int64_t extent;
  for (unsigned d = 0; d < domain.rank; ++d)
    if (!space::checkedSub(bounds.hi.at[d], bounds.lo.at[d], extent) ||
        !space::checkedAdd(extent, 1, extent))
      return false;
  return true;
}

FailureOr<std::unique_ptr<BoundMap>> Evaluator::bind(MapChoice map,
                                                     const Domain &domain) {
  FailureOr<FuncOp> form =
      bindings->specializer.specialize(map.function, domain.rank);
  if (failed(form)) {
    DiagnosticBuilder diag =
        diagnose(map.statement->getLoc(), DiagId::RankMismatch);
    diag << "`" << map.function.getName()
         << "` is not well typed for a launch of rank " << domain.rank;
    return diag;
  }
  if (!domain.empty() && !hasExtents(domain))
    return diagnose(map.function.getLoc(), DiagId::Overflow)
           << "the extent of the launch domain does not fit in 64 bits";
  return std::unique_ptr<BoundMap>(new BoundMap(*bindings, *form, domain));
}

FailureOr<Places>
Evaluator::evaluateSingle(MapChoice map, Place self, Place parent,
                          std::optional<EvalFailure> &failure) {
  FailureOr<FuncOp> form =
      bindings->specializer.specialize(map.function, singleLaunchRank);
  if (failed(form))
    return mlir::failure();
  LaunchContext launch = noLaunch();
  launch.self = self;
  launch.parent = parent;
  Places places;
  std::unique_ptr<PointProgram> program = emitProgram(*bindings, launch, *form);
  if (program)
    program->run({}, places, failure, bindings->print);
  else
    failure = describeUnevaluated(*form);
  return places;
}
