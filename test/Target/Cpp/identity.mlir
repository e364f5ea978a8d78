// The identity is that of what is decided: neither comments nor the names of
// locals count, statements and maps do.
//
// RUN: mapper-translate --emit-cpp %s -o %t.cpp
// RUN: sed -e 's/comment/remark/; s/"next"/"other"/' %s > %t.renamed.mlir
// RUN: mapper-translate --emit-cpp %t.renamed.mlir -o %t.renamed.cpp
// RUN: sed -e 's/\[CPU\]/[GPU]/' %s > %t.statement.mlir
// RUN: mapper-translate --emit-cpp %t.statement.mlir -o %t.statement.cpp
// RUN: sed -e 's/constant 1 : i64/constant 2 : i64/' %s > %t.map.mlir
// RUN: mapper-translate --emit-cpp %t.map.mlir -o %t.map.cpp
// RUN: %python %S/Inputs/policy.py %repository/include %t.cpp info > %t.txt
// RUN: %python %S/Inputs/policy.py %repository/include %t.renamed.cpp info > %t.renamed.txt
// RUN: %python %S/Inputs/policy.py %repository/include %t.statement.cpp info > %t.statement.txt
// RUN: %python %S/Inputs/policy.py %repository/include %t.map.cpp info > %t.map.txt
// RUN: diff %t.txt %t.renamed.txt
// RUN: not diff %t.txt %t.statement.txt
// RUN: not diff %t.txt %t.map.txt
// RUN: grep "int64_t other = " %t.renamed.cpp

mapping.mapper "app.mapper" attributes {source = "# comment"} {
  mapping.func @f(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
    %m = mapping.machine GPU : !mapping.space<2>
    %zero = mapping.constant 0
    %point = mapping.index %m[%zero, %zero] : (!mapping.space<2>, i64, i64) -> !mapping.point
    mapping.return %point : !mapping.point
  }
  mapping.task * [CPU]
  mapping.index_map "t" by @f
}
placement.map @f_rank1 rank 1 of [] from @f launch {
^bb0(%nodes: i64, %lo0: i64, %hi0: i64):
  placement.yield
} point {
^bb0(%p0: i64):
  %one = arith.constant 1 : i64
  %next = arith.addi %p0, %one : i64 loc("next"("app.mapper":1:1))
  placement.place #mapping.proc<GPU> nodes(%next) indices(%one)
}
