//===- SemaMutationTest.cpp - Random changes of a correct mapper ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaHarness.h"

#include <random>

using namespace mapwright;
using namespace mapwright::test;
using llvm::StringRef;

/// Uses every construct that Sema looks at.
static const char *const correctMapper =
    R"(Task * GPU , OMP , CPU ;
Task a , "b c" GPU ;
Region * r GPU ZCMEM , FBMEM ;
Layout * * FBMEM SOA C_order Align == 128 ;
InstanceLimit a 4 ;
CollectMemory a r ;
mgpu = Machine ( GPU ) ;
flat = mgpu . merge ( 0 , 1 ) ;
one = 1 < 2 ? 1 : 3 ;
def linear ( IPoint p , ISpace s , int k ) {
x = p * s + ( 1 , 2 ) ;
return x [ 0 ] + k * - p . len ;
}
def block ( Task t ) {
m = mgpu . auto_split ( 0 , t . ispace ) . split ( 1 , 1 ) ;
up = tuple ( t . ipoint [ i ] * m . size [ i ] for i in ( 0 , 1 ) ) ;
print ( "{} {}" , up , m . volume ) ;
ok = True && up [ 0 ] == 3 || False ;
return ok ? mgpu [ * up [ 0 : ] ] : flat [ linear ( up , m [ : - 1 ] , one ) ] ;
}
def same ( Task t ) {
return mgpu [ 0 , 1 ] . has ( ZCMEM )
? mgpu [ * t . parent . processor ( mgpu ) ]
: mgpu [ 0 , 0 ] ;
}
IndexTaskMap a block ;
IndexTaskMap GPU block ;
SingleTaskMap * same ;
)";

namespace {

class Mutator {
public:
  Mutator() { StringRef(correctMapper).split(tokens, ' '); }

  /// The mapper with one or two tokens changed. Most are replaced by another of
  /// their class, which the parser accepts.
  std::string next() {
    llvm::SmallVector<StringRef> changed(tokens);
    for (int i = 0, n = 1 + random() % 2; i < n; ++i) {
      size_t place = random() % changed.size();
      switch (random() % 12) {
      case 0:
        changed.erase(changed.begin() + place);
        break;
      case 1:
        changed.insert(changed.begin() + place, changed[place]);
        break;
      default:
        changed[place] = another(changed[place]);
      }
    }
    return llvm::join(changed, " ");
  }

private:
  /// 'a' for names and lower-case keywords, '0' for ints, the first character
  /// for the rest, with the binary operators as one class.
  static char classOf(StringRef token) {
    char first = token.front();
    if (llvm::isAlpha(first))
      return llvm::isLower(first) ? 'a' : 'A';
    if (llvm::isDigit(first))
      return '0';
    return StringRef("+*/%<>=&|").contains(first) ? '+' : first;
  }

  StringRef another(StringRef token) {
    for (int tries = 0; tries < 100; ++tries) {
      StringRef candidate = tokens[random() % tokens.size()];
      if (classOf(candidate) == classOf(token) && candidate != token)
        return candidate;
    }
    return token;
  }

  std::mt19937 random{22};
  llvm::SmallVector<StringRef> tokens;
};

} // namespace

TEST(SemaMutation, TheOriginalIsCorrect) {
  Checked checked(correctMapper);
  EXPECT_TRUE(checked.diagnostics.empty()) << checked.str();
}

TEST(SemaMutation, EveryFixRepairsWhatItIsAttachedTo) {
  Mutator mutator;
  size_t numParsed = 0, numRejected = 0, numFixes = 0;
  for (int i = 0; i < 10000; ++i) {
    Checked checked(mutator.next());
    if (!checked.parses)
      continue;
    ++numParsed;
    numRejected += !checked.succeeds;
    SCOPED_TRACE("source:\n" + checked.text + "\nreported:\n" + checked.str());
    EXPECT_EQ(checked.succeeds, checked.count("error") == 0);
    for (const Reported &diag : checked.diagnostics) {
      EXPECT_FALSE(diag.id.empty());
      EXPECT_NE(diag.place, "?");
      numFixes += diag.fixes.size();
    }
    expectFixesRepair(checked);
    if (HasFailure())
      return;
  }
  // Enough of the sources reach Sema, fail there, and get fixes.
  EXPECT_GT(numParsed, 2000u);
  EXPECT_GT(numRejected, 1000u);
  EXPECT_GT(numFixes, 100u);
}
