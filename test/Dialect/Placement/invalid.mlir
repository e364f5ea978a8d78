// What the verifiers reject.
//
// RUN: mapper-opt %s --verify-diagnostics --split-input-file

// expected-error@below {{has rank 10; expected 0 to 9}}
placement.map @f rank 10 of [] launch {
^bb0(%nodes: i64):
  placement.yield
} point {
  %c0 = arith.constant 0 : i64
  placement.place <CPU> nodes(%c0) indices(%c0)
}

// -----

// expected-error@below {{has rank -1; expected 0 to 9}}
placement.map @f rank -1 of [] launch {
^bb0(%nodes: i64):
  placement.yield
} point {
  %c0 = arith.constant 0 : i64
  placement.place <CPU> nodes(%c0) indices(%c0)
}

// -----

// One for the nodes, one for each kind, two for each dimension.
// expected-error@below {{launch region has 3 arguments; expected 4}}
placement.map @f rank 1 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo: i64):
  placement.yield
} point {
^bb0(%p0: i64):
  placement.place <GPU> nodes(%p0) indices(%p0)
}

// -----

// expected-error@below {{arguments of the launch region must be `i64`}}
placement.map @f rank 1 of [] launch {
^bb0(%nodes: i64, %lo: i1, %hi: i64):
  placement.yield
} point {
^bb0(%p0: i64):
  placement.place <CPU> nodes(%p0) indices(%p0)
}

// -----

// expected-error@below {{arguments of the point region must be what the launch region yields and 1 coordinates}}
placement.map @f rank 1 of [] launch {
^bb0(%nodes: i64, %lo: i64, %hi: i64):
  %positive = arith.cmpi slt, %lo, %hi : i64
  placement.yield %positive : i1
} point {
^bb0(%launch: i64, %p0: i64):
  placement.place <CPU> nodes(%p0) indices(%p0)
}

// -----

// expected-error@below {{launch region must end in `placement.yield`}}
"placement.map"() <{kinds = [], rank = 1 : i64, sym_name = "f"}> ({
^bb0(%nodes: i64, %lo: i64, %hi: i64):
  "placement.place"(%lo, %lo) <{kind = #mapping.proc<CPU>}> : (i64, i64) -> ()
}, {
^bb0(%p0: i64):
  "placement.place"(%p0, %p0) <{kind = #mapping.proc<CPU>}> : (i64, i64) -> ()
}) : () -> ()

// -----

// expected-error@below {{point region must end in `placement.place`}}
"placement.map"() <{kinds = [], rank = 1 : i64, sym_name = "f"}> ({
^bb0(%nodes: i64, %lo: i64, %hi: i64):
  "placement.yield"() : () -> ()
}, {
^bb0(%p0: i64):
  "placement.yield"() : () -> ()
}) : () -> ()

// -----

// expected-error@below {{expects a non-empty block}}
"placement.map"() <{kinds = [], rank = 1 : i64, sym_name = "f"}> ({
^bb0(%nodes: i64, %lo: i64, %hi: i64):
}, {
^bb0(%p0: i64):
}) : () -> ()

// -----

placement.map @f rank 1 of [] launch {
^bb0(%nodes: i64, %lo: i64, %hi: i64):
  placement.yield
} point {
^bb0(%p0: i64):
  // expected-error@below {{names no processor}}
  placement.place <CPU> nodes() indices()
}

// -----

%n = arith.constant 4 : i64
// expected-error@below {{has no parts}}
"placement.factorize"(%n) <{kind = 0 : i32, operandSegmentSizes = array<i32: 1, 0, 0>}> : (i64) -> ()

// -----

%n = arith.constant 4 : i64
// expected-error@below {{has extents unless it is `balance_split`}}
%parts:2 = placement.factorize balance_split %n extents %n, %n : i64, i64

// -----

%n = arith.constant 4 : i64
// expected-error@below {{has extents unless it is `balance_split`}}
%parts:2 = placement.factorize auto_split %n : i64, i64

// -----

%n = arith.constant 4 : i64
// expected-error@below {{has 1 extents for 2 parts}}
%parts:2 = placement.factorize greedy_split %n extents %n : i64, i64

// -----

%n = arith.constant 4 : i64
// expected-error@below {{has weights only for `decompose`, one a part}}
%parts:2 = placement.factorize auto_split %n extents %n, %n weights %n, %n : i64, i64

// -----

%n = arith.constant 4 : i64
// expected-error@below {{has weights only for `decompose`, one a part}}
%parts:2 = placement.factorize decompose %n extents %n, %n weights %n : i64, i64

// -----

%true = arith.constant true
// expected-error@below {{`no-such-id` is not the id of a diagnostic}}
placement.require %true, "no-such-id" "text"

// -----

%n = arith.constant 4 : i64
// expected-error@below {{has 1 values, less than its lengths ask for}}
placement.print "{}" [2] (%n : i64)

// -----

%n = arith.constant 4 : i64
// expected-error@below {{has 1 values, more than its lengths ask for}}
placement.print "" [] (%n : i64)

// -----

%n = arith.constant 4 : i64
// expected-error@below {{has a value of type 'i64' where its lengths ask for 'i1'}}
placement.print "{}" [-1] (%n : i64)

// -----

%n = arith.constant 4 : i64
// expected-error@below {{has length -2; expected at least -1}}
placement.print "{}" [-2] (%n : i64)

// -----

%n = arith.constant 4 : i64
// expected-error@below {{needs a length for each `{}` of its format}}
placement.print "{} {}" [1] (%n : i64)

// -----

// expected-error@below {{expects parent op to be one of 'placement.map, placement.place_set, placement.require_one_node'}}
placement.yield

// -----

placement.map @f rank 0 of [] launch {
^bb0(%nodes: i64, %n: i64, %i: i64, %pn: i64, %pi: i64):
  placement.yield
} point {
  // expected-error@below {{has no sizes}}
  placement.place_set <CPU> sizes() {
    %c0 = arith.constant 0 : i64
    placement.yield %c0, %c0 : i64, i64
  }
}

// -----

placement.map @f rank 0 of [] launch {
^bb0(%nodes: i64, %n: i64, %i: i64, %pn: i64, %pi: i64):
  placement.yield %nodes : i64
} point {
^bb0(%nodes: i64):
  // expected-error@below {{needs one coordinate for each size}}
  placement.place_set <CPU> sizes(%nodes, %nodes) {
  ^bb0(%star0: i64):
    placement.yield %star0, %star0 : i64, i64
  }
}

// -----

placement.map @f rank 0 of [] launch {
^bb0(%nodes: i64, %n: i64, %i: i64, %pn: i64, %pi: i64):
  placement.yield %nodes : i64
} point {
^bb0(%nodes: i64):
  // expected-error@below {{must yield 2 `i64`}}
  placement.place_set <CPU> sizes(%nodes) {
  ^bb0(%star0: i64):
    placement.yield %star0 : i64
  }
}

// -----

%n = arith.constant 4 : i64
// expected-error@below {{must yield 1 `i64`}}
placement.require_one_node sizes(%n) {
^bb0(%star0: i64):
  placement.yield %star0, %star0 : i64, i64
}

// -----

%n = arith.constant 4 : i64
// expected-error@below {{has members that can fail or print}}
placement.require_one_node sizes(%n) {
^bb0(%star0: i64):
  placement.print "here" []
  placement.yield %star0 : i64
}

// -----

// Points of index launches take the first member.
// expected-error@below {{of rank 1 places a set; only single tasks have sets}}
placement.map @f rank 1 of [] launch {
^bb0(%nodes: i64, %lo: i64, %hi: i64):
  placement.yield
} point {
^bb0(%p0: i64):
  placement.place_set <CPU> sizes(%p0) {
  ^bb0(%star0: i64):
    placement.yield %star0, %star0 : i64, i64
  }
}

// -----

// expected-error@below {{initializes a global; it has rank 0 and no function}}
placement.map @f rank 0 of [] from @g initializes @x launch {
^bb0(%nodes: i64, %n: i64, %i: i64, %pn: i64, %pi: i64):
  placement.yield
} point {
  %c0 = arith.constant 0 : i64
  placement.place <CPU> nodes(%c0) indices(%c0)
}
