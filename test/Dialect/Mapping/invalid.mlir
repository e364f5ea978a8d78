// What the verifiers reject. Rules of the language reference are cited in the
// messages.
//
// RUN: mapper-opt %s --verify-diagnostics --split-input-file

// expected-error@below {{expects parent op 'mapping.mapper'}}
mapping.task * [CPU]

// -----

mapping.mapper "a" {
  // expected-error@below {{(STM1) lists no processor kind}}
  mapping.task * []
}

// -----

mapping.mapper "a" {
  // expected-error@below {{`*` stands for all tasks and takes no others beside it}}
  mapping.task "t", * [CPU]
}

// -----

mapping.mapper "a" {
  // expected-error@below {{a task has a name, got the index 3}}
  mapping.task 3 [CPU]
}

// -----

mapping.mapper "a" {
  // expected-error@below {{attribute 'kinds' failed to satisfy constraint: processor kinds}}
  mapping.task * [FBMEM]
}

// -----

mapping.mapper "a" {
  // expected-error@below {{(STM2) lists no memory kind}}
  mapping.region * of * on CPU []
}

// -----

mapping.mapper "a" {
  // expected-error@below {{a requirement index is at least 0, got -1}}
  mapping.region * of -1 on CPU [SYSMEM]
}

// -----

mapping.mapper "a" {
  // expected-error@below {{`*` stands for all regions and takes no others beside it}}
  mapping.collect_memory "t" of *, 1
}

// -----

mapping.mapper "a" {
  // expected-error@below {{(STM4) `AOS` contradicts `SOA`}}
  mapping.layout * of * on * [SOA, AOS]
}

// -----

mapping.mapper "a" {
  // expected-error@below {{(STM4) `No_Align` contradicts `Align`}}
  mapping.layout * of * on * [Align = 8, No_Align]
}

// -----

mapping.mapper "a" {
  // expected-error@below {{(STM4) an alignment is a power of two, got 12}}
  mapping.layout * of * on * [Align = 12]
}

// -----

mapping.mapper "a" {
  // expected-error@below {{(STM3) a virtual instance has no layout}}
  mapping.layout * of * on VIRTUAL [SOA]
}

// -----

mapping.mapper "a" {
  // expected-error@below {{attribute 'limit' failed to satisfy constraint: 64-bit signless integer attribute whose minimum value is 1}}
  mapping.instance_limit "t" at_most 0
}

// -----

mapping.mapper "a" {
  // expected-error@below {{takes names of tasks, not `*`}}
  mapping.control_replicate *
}

// -----

mapping.mapper "a" {
  // expected-error@below {{(FUN1) names no function `missing`}}
  mapping.index_map "t" by @missing
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> i64 {
    mapping.return %a : i64
  }
  // expected-error@below {{(FUN1) needs a function from a task to a point, got '(i64) -> i64'}}
  mapping.single_map kind GPU by @f
}

// -----

mapping.mapper "a" {
  // expected-error@below {{(STM5) has either tasks or a processor kind}}
  "mapping.index_map"() <{function = @f}> : () -> ()
}

// -----

mapping.mapper "a" {
  mapping.global @g : i64 {
    %0 = mapping.constant true
    // expected-error@below {{yields 'i1', expected 'i64'}}
    mapping.yield %0 : i1
  }
}

// -----

mapping.mapper "a" {
  mapping.global @g : i64 {
    // expected-error@below {{yields no value, expected 'i64'}}
    mapping.yield
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: i1 {mapping.name = "a", mapping.type = "bool"}) -> i1 {
    %0 = mapping.and %a {
      // expected-error@below {{yields no value, expected 'i1'}}
      mapping.yield
    }
    mapping.return %0 : i1
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: i1 {mapping.name = "a", mapping.type = "bool"}) -> i64 {
    %c = mapping.constant 1 : i64
    %0 = mapping.select %a {
      mapping.yield %c : i64
    } else {
      // expected-error@below {{yields 'i1', expected 'i64'}}
      mapping.yield %a : i1
    } : i64
    mapping.return %0 : i64
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: !mapping.tuple<2> {mapping.name = "a", mapping.type = "IPoint"}) -> !mapping.tuple<2> {
    %0 = mapping.tuple_for "i" in %a {
    ^bb0(%i: i64):
      // expected-error@below {{yields '!mapping.tuple<2>', expected 'i64'}}
      mapping.yield %a : !mapping.tuple<2>
    } : (!mapping.tuple<2>) -> !mapping.tuple<2>
    mapping.return %0 : !mapping.tuple<2>
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: !mapping.tuple<2> {mapping.name = "a", mapping.type = "IPoint"}) -> !mapping.tuple<3> {
    %c = mapping.constant 0 : i64
    // expected-error@below {{(EXP5) makes as many elements as it runs over}}
    %0 = mapping.tuple_for "i" in %a {
    ^bb0(%i: i64):
      mapping.yield %i : i64
    } : (!mapping.tuple<2>) -> !mapping.tuple<3>
    mapping.return %0 : !mapping.tuple<3>
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: i1 {mapping.name = "a", mapping.type = "bool"}) -> i1 {
    // expected-error@below {{(EXP3) does not order truth values}}
    %0 = mapping.cmp lt %a, %a : i1
    mapping.return %0 : i1
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}, %b: !mapping.tuple<2> {mapping.name = "b", mapping.type = "IPoint"}) -> !mapping.tuple<2> {
    // expected-error@below {{(EXP3) does not mix integers and tuples}}
    %0 = mapping.add %a, %b : (i64, !mapping.tuple<2>) -> !mapping.tuple<2>
    mapping.return %0 : !mapping.tuple<2>
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: !mapping.tuple<3> {mapping.name = "a", mapping.type = "IPoint"}, %b: !mapping.tuple<2> {mapping.name = "b", mapping.type = "IPoint"}) -> !mapping.tuple<2> {
    // expected-error@below {{(EXP3) needs equal lengths}}
    %0 = mapping.mul %a, %b : (!mapping.tuple<3>, !mapping.tuple<2>) -> !mapping.tuple<2>
    mapping.return %0 : !mapping.tuple<2>
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> !mapping.tuple<3> {
    // expected-error@below {{(EXP4) makes 2 elements, but its type has 3}}
    %0 = mapping.tuple %a, %a : (i64, i64) -> !mapping.tuple<3>
    mapping.return %0 : !mapping.tuple<3>
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> !mapping.point {
    %m = mapping.machine CPU : <2>
    // expected-error@below {{(MSP2) has 1 indices for a space of rank 2}}
    %0 = mapping.index %m[%a] : (!mapping.space<2>, i64) -> !mapping.point
    mapping.return %0 : !mapping.point
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> !mapping.point {
    %m = mapping.machine CPU : <2>
    %star = mapping.star
    // expected-error@below {{(MSP3) gives a set of points exactly when an index is `*`}}
    %0 = mapping.index %m[%a, %star] : (!mapping.space<2>, i64, !mapping.star) -> !mapping.point
    mapping.return %0 : !mapping.point
  }
}

// -----

mapping.mapper "a" {
  // expected-error@below {{(FUN1) returns one value, got 0}}
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}) {
    mapping.return %a : i64
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> i1 {
    // expected-error@below {{returns 'i64', expected 'i1'}}
    mapping.return %a : i64
  }
}

// -----

mapping.mapper "a" {
  // expected-error@below {{unknown argument attribute `"mapping.nme"`; expected `mapping.name` or `mapping.type`}}
  mapping.func @f(%a: i64 {mapping.nme = "a"}) -> i64 {
    mapping.return %a : i64
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> i64 {
    // expected-error@below {{names no global `m`}}
    %m = mapping.get @m : i64
    mapping.return %a : i64
  }
}

// -----

mapping.mapper "a" {
  mapping.global @m : i1 {
    %0 = mapping.constant true
    mapping.yield %0 : i1
  }
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> i64 {
    // expected-error@below {{reads 'i1' as 'i64'}}
    %m = mapping.get @m : i64
    mapping.return %a : i64
  }
}

// -----

mapping.mapper "a" {
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> i64 {
    // expected-error@below {{names no function `g`}}
    %0 = mapping.call @g(%a) unpacked [false] : (i64) -> i64
    mapping.return %0 : i64
  }
}

// -----

mapping.mapper "a" {
  mapping.func @g(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> i64 {
    mapping.return %a : i64
  }
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> i64 {
    // expected-error@below {{passes 2 arguments to a function of 1}}
    %0 = mapping.call @g(%a, %a) unpacked [false, false] : (i64, i64) -> i64
    mapping.return %0 : i64
  }
}

// -----

mapping.mapper "a" {
  mapping.func @g(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> i64 {
    mapping.return %a : i64
  }
  mapping.func @f(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> i64 {
    // expected-error@below {{(EXP5) unpacks a value that is no tuple, got 'i64'}}
    %0 = mapping.call @g(%a) unpacked [true] : (i64) -> i64
    mapping.return %0 : i64
  }
}

// -----

mapping.mapper "a" {
  mapping.startup {
    // expected-error@below {{(FUN5) has 0 values for 2 places}}
    mapping.print "{} {}"
  }
}

// -----

// expected-error@below {{expected a rank of at least 0, got -3}}
mapping.mapper "a" attributes {x = !mapping.space<-3>} {
}
