//===- MutationTest.cpp - Random changes of a mapper, from text to places -===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Changes tokens of a mapper that uses most of the language and runs what still
// checks through the whole pipeline. Whatever the change, nothing may crash; a
// module that checks prints back to its source, also after folding to an equal
// mapper; and a place is either on the machine or an error.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Evaluator.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

#include <gtest/gtest.h>
#include <random>

using namespace mapwright;
using llvm::StringRef;

static const char *const seedMapper =
    R"(Task * GPU , CPU ;
Region * * GPU FBMEM ;
mgpu = Machine ( GPU ) ;
mcpu = Machine ( CPU ) ;
flat = mgpu . merge ( 0 , 1 ) ;
dims = ( 0 , 1 ) ;
factor = 2 ;
def block ( IPoint p , ISpace s , MSpace m , int i , int j ) {
return p [ i ] * m . size [ j ] / s [ i ] ;
}
def cyclic ( IPoint p , MSpace m , int i ) {
return p [ i ] % m . size [ i ] ;
}
def one ( Task t ) {
p = t . ipoint - t . ilo ;
x = p [ 0 ] * factor + 1 ;
print ( "{} {}" , x , p ) ;
return x > 3 && p [ 0 ] / ( x - 4 ) < 2 ? flat [ x % flat . size [ 0 ] ] : mgpu [ 0 , x % 4 ] ;
}
def two ( Task t ) {
m = mgpu . auto_split ( 0 , t . ispace ) . greedy_split ( 2 , ( 2 , 2 ) ) ;
up = tuple ( block ( t . ipoint - t . ilo , t . ispace , m , i , i ) for i in dims ) ;
low = tuple ( cyclic ( t . ipoint , m , i ) % 1 for i in ( 0 , 1 ) ) ;
return m [ * up , * low ] ;
}
def three ( Task t ) {
s = mgpu . swap ( 0 , 1 ) . split ( 0 , factor ) . reverse ( 1 ) ;
q = ( * t . ipoint , 7 ) [ 1 : - 1 ] ;
return mcpu [ 0 ] . has ( ZCMEM ) || q [ 0 ] == 1 ? s [ 0 , q [ 1 ] % 2 , 0 ] : s [ 1 , 0 , 2 ] ;
}
def dynamic ( Task t ) {
k = t . ipoint [ 0 ] % 2 + 1 ;
return mgpu . split ( 1 , k ) . balance_split ( 1 , 2 ) [ 0 , 0 , 0 , 0 ] ;
}
def home ( Task t ) {
return mgpu [ * t . parent . processor ( mgpu ) ] ;
}
IndexTaskMap a one ;
IndexTaskMap b two ;
IndexTaskMap c three ;
IndexTaskMap d dynamic ;
SingleTaskMap * home ;
)";

namespace {
/// Replaces, repeats or removes one to three tokens.
class Mutator {
public:
  explicit Mutator(unsigned seed) : random(seed) {
    StringRef(seedMapper).split(tokens, ' ');
  }

  std::string next() {
    llvm::SmallVector<StringRef> changed(tokens);
    for (unsigned i = 0, n = 1 + random() % 3; i < n; ++i) {
      size_t place = random() % changed.size();
      unsigned choice = random() % 10;
      if (choice == 0)
        changed.erase(changed.begin() + place);
      else if (choice == 1)
        changed.insert(changed.begin() + place, changed[place]);
      else
        changed[place] = another(changed[place]);
    }
    return llvm::join(changed, " ");
  }

private:
  /// A token of the same class, so that most changes still parse.
  StringRef another(StringRef token) {
    auto classOf = [](StringRef text) {
      char first = text.front();
      if (llvm::isAlpha(first))
        return 'a';
      if (llvm::isDigit(first))
        return '0';
      return StringRef("+-*/%<>=&|").contains(first) ? '+' : first;
    };
    for (unsigned tries = 0; tries < 100; ++tries) {
      StringRef candidate = tokens[random() % tokens.size()];
      if (classOf(candidate) == classOf(token))
        return candidate;
    }
    return token;
  }

  std::mt19937 random;
  llvm::SmallVector<StringRef> tokens;
};

class Pipeline : public testing::Test {
protected:
  Pipeline()
      : quiet(&context, [](mlir::Diagnostic &) { return mlir::success(); }),
        machine(llvm::cantFail(parseMachineSpec("nodes:3,GPU:4,CPU:2"))) {}

  void checkExport(mlir::ModuleOp module, const std::string &text);
  void checkPlaces(mlir::ModuleOp module);

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  mlir::ScopedDiagnosticHandler quiet;
  Machine machine;
  size_t numPlaces = 0, numFailures = 0;
};
} // namespace

static mapping::MapperOp getMapper(mlir::ModuleOp module) {
  return *module.getOps<mapping::MapperOp>().begin();
}

void Pipeline::checkExport(mlir::ModuleOp module, const std::string &text) {
  mlir::FailureOr<std::string> exported = exportMapper(module);
  ASSERT_TRUE(succeeded(exported));
  EXPECT_EQ(*exported, text);

  mlir::OwningOpRef<mlir::ModuleOp> folded = module.clone();
  mlir::PassManager passes(&context);
  passes.addPass(mlir::createCanonicalizerPass());
  ASSERT_TRUE(succeeded(passes.run(*folded)));
  mlir::FailureOr<std::string> printed = exportMapper(*folded);
  ASSERT_TRUE(succeeded(printed));
  EXPECT_TRUE(importMapper(*printed, "folded.mapper", &context)) << *printed;
}

/// A domain of `rank` dimensions from `lo` on, two points each.
static Domain makeDomain(unsigned rank, int64_t lo) {
  Rect rect;
  rect.lo.rank = rect.hi.rank = rank;
  for (unsigned d = 0; d < rank; ++d) {
    rect.lo.at[d] = lo;
    rect.hi.at[d] = lo + 1 + d;
  }
  return {rank, {rect}};
}

void Pipeline::checkPlaces(mlir::ModuleOp module) {
  Evaluator evaluator(getMapper(module), machine);
  for (const char *task : {"a", "b", "c", "d"}) {
    MapChoice map = evaluator.getPolicies().getIndexMap(task, ProcKind::GPU);
    for (unsigned rank = 1; map.function && rank <= 3; ++rank) {
      Domain domain = makeDomain(rank, rank - 2);
      auto bound = evaluator.bind(map, domain);
      if (failed(bound))
        continue;
      Point point = domain.bounds().lo;
      for (int64_t x = 0; x < 2; ++x, ++point.at[rank - 1]) {
        Places places;
        std::optional<EvalFailure> failure;
        if (!(*bound)->evaluate(point, places, failure)) {
          ASSERT_TRUE(failure);
          EXPECT_FALSE(failure->text.empty());
          ++numFailures;
          continue;
        }
        ASSERT_FALSE(places.empty());
        for (const Place &place : places) {
          EXPECT_LT(static_cast<unsigned>(place.node), machine.getNumNodes());
          EXPECT_LT(static_cast<unsigned>(place.index),
                    machine.getNumProcessors(place.kind));
        }
        ++numPlaces;
      }
    }
  }
  MapChoice single = evaluator.getPolicies().getSingleMap("x", ProcKind::GPU);
  std::optional<EvalFailure> failure;
  if (single.function)
    (void)evaluator.evaluateSingle(single, {ProcKind::GPU, 0, 0},
                                   {ProcKind::CPU, 1, 1}, failure);
}

TEST_F(Pipeline, TheSeedIsCorrect) {
  auto module = importMapper(seedMapper, "seed.mapper", &context);
  ASSERT_TRUE(module);
  checkExport(*module, seedMapper);
  checkPlaces(*module);
  EXPECT_GT(numPlaces, 0u);
}

TEST_F(Pipeline, NoChangeBreaksIt) {
  Mutator mutator(7);
  size_t numChecked = 0;
  for (unsigned i = 0; i < 4000 && !HasFailure(); ++i) {
    std::string text = mutator.next();
    SCOPED_TRACE(text);
    auto module = importMapper(text, "changed.mapper", &context);
    if (!module)
      continue;
    ++numChecked;
    checkExport(*module, text);
    checkPlaces(*module);
  }
  // Enough changes get through to mean something.
  EXPECT_GT(numChecked, 500u);
  EXPECT_GT(numPlaces, 1000u);
  EXPECT_GT(numFailures, 100u);
}
