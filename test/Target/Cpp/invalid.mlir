// What no policy can do is an error at its place.
//
// RUN: mapper-translate --emit-cpp --split-input-file --verify-diagnostics %s
// RUN: rm -f %t.cpp
// RUN: %exits 1 mapper-translate --emit-cpp %s -o %t.cpp
// RUN: not ls %t.cpp

// expected-error@below {{expected one `mapping.mapper`, got 0}}
module {
}

// -----

module {
  mapping.mapper "app.mapper" {
    mapping.func @f(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
      %m = mapping.machine GPU : !mapping.space<2>
      %zero = mapping.constant 0
      %point = mapping.index %m[%zero, %zero] : (!mapping.space<2>, i64, i64) -> !mapping.point
      mapping.return %point : !mapping.point
    }
    // expected-error@below {{there is no `placement.map` of rank 0 from `f`}}
    mapping.single_map "t" by @f
  }
}

// -----

module {
  mapping.mapper "app.mapper" {
    mapping.func @f(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
      %m = mapping.machine GPU : !mapping.space<2>
      %zero = mapping.constant 0
      %point = mapping.index %m[%zero, %zero] : (!mapping.space<2>, i64, i64) -> !mapping.point
      mapping.return %point : !mapping.point
    }
    mapping.index_map "t" by @f
  }
  placement.map @f_rank1 rank 1 of [] from @f launch {
  ^bb0(%nodes: i64, %lo0: i64, %hi0: i64):
    placement.yield
  } point {
  ^bb0(%p0: i64):
    %one = arith.constant 1 : i64
    // expected-error@below {{`arith.shli` on these types has no C++}}
    %double = arith.shli %p0, %one : i64
    placement.place #mapping.proc<GPU> nodes(%double) indices(%one)
  }
}

// -----

module {
  mapping.mapper "app.mapper" {
    mapping.func @f(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
      %m = mapping.machine GPU : !mapping.space<2>
      %zero = mapping.constant 0
      %point = mapping.index %m[%zero, %zero] : (!mapping.space<2>, i64, i64) -> !mapping.point
      mapping.return %point : !mapping.point
    }
    mapping.index_map "t" by @f
  }
  placement.map @f_rank1 rank 1 of [] from @f launch {
  ^bb0(%nodes: i64, %lo0: i64, %hi0: i64):
    placement.yield
  } point {
  ^bb0(%p0: i64):
    %one = arith.constant 1 : i64
    %fine = arith.cmpi eq, %p0, %one : i64
    // expected-error@below {{a policy has no error code for `no-effect`}}
    placement.require %fine, "no-effect" "text"
    placement.place #mapping.proc<GPU> nodes(%one) indices(%one)
  }
}
