// What the verifiers and parsers reject.
//
// RUN: mapper-opt %s --verify-diagnostics --split-input-file

// expected-error@below {{has 0 bodies; expected one `task.body`}}
task.program @p top_level "t" {
}

// -----

task.program @p top_level "t" {
  task.body {}
  // expected-error@below {{is no declaration of a program}}
  builtin.module {}
}

// -----

task.program @p top_level "t" {
  task.body {}
  // expected-note@below {{see existing symbol definition here}}
  task.index_space @a {0}
  // expected-error@below {{redefinition of symbol named 'a'}}
  task.index_space @a {1}
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{has a field of 0 bytes; expected 1 to 4294967295}}
  task.field_space @g {"a": 0}
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{has 10 dimensions; expected 1 to 9}}
  task.index_space @g {} rank 10
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{expected 1 dimensions as before, got 2}}
  task.index_space @g {0 to 1, (1, 2)}
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{expected as many upper as lower bounds}}
  task.index_space @g {0 to (1, 2)}
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{has 3 bounds; expected 4 for each rectangle}}
  "task.index_space"() <{sym_name = "g", rank = 2 : i64, bounds = array<i64: 1, 2, 3>}> : () -> ()
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{@h is not an index space of the program}}
  task.region @g of @h fields @f
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{@s is not a field space of the program}}
  task.region @g of @s fields @s
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{has 1 pieces; expected one for each color}}
  task.partition @g of @r colors 0 to 1 [{0}]
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{has 1 names for 2 pieces}}
  task.partition @g of @r colors 0 to 1 piece_names ["a"] [{0}, {1}]
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{has pieces of 2 dimensions, but its region has 1}}
  task.partition @g of @r colors 0 [{(0, 0)}]
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{@s is not a partition of the program}}
  task.partition @g of @r in @s[0] colors 0 [{0}]
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{@nowhere is not a region of the program}}
  task.partition @g of @nowhere colors 0 [{0}]
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{has offsets that do not rise from 0 to the 1 rectangles of its pieces}}
  "task.partition"() <{sym_name = "g", region = @r, colors = array<i64: 0, 0>, rank = 1 : i64, bounds = array<i64: 0, 0>, offsets = array<i32: 0, 2>}> : () -> ()
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{needs a partition and a color to name a piece}}
  "task.partition"() <{sym_name = "g", region = @r, parent = @h, colors = array<i64: 0, 0>, rank = 1 : i64, bounds = array<i64: 0, 0>, offsets = array<i32: 0, 1>}> : () -> ()
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{has no variant; expected at least one}}
  task.kind @g {}
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{expected `n` and the number of an argument}}
  task.kind @g flops 2 * x0 { task.variant CPU }
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{has flops that are negative or not finite}}
  task.kind @g flops -2 { task.variant CPU }
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{expected a processor kind, got `TPU`}}
  task.kind @g { task.variant TPU }
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{has an efficiency that is not above 0 and at most 1}}
  task.kind @g { task.variant CPU efficiency 1.5 }
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  // expected-error@below {{expected a layout word, got `Dense`}}
  task.kind @g { task.variant CPU { task.demand 0 [Dense] } }
}

// -----

task.program @p top_level "t" {
  task.body {}
  task.kind @g {
    // expected-error@below {{names argument -1}}
    task.variant CPU { task.colocate [0, -1] }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    // expected-error@below {{@s is not a task kind of the program}}
    task.launch @s
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    // expected-error@below {{has 0 requirements, but task @t has 1 arguments}}
    task.launch @t
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    // expected-error@below {{is no statement of a program}}
    builtin.module {}
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    // expected-error@below {{waits for future -1}}
    task.launch @t waits [-1] {
      task.require read @r []
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{is no requirement and no statement of a launch}}
      builtin.module {}
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{@s is neither a region nor a partition of the program}}
      task.require read @s []
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{names field "b", which field space @f does not have}}
      task.require read @r ["b"]
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{names field 1 : i64, which field space @f does not have}}
      task.require read @r [1]
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{needs a reduction operator for `reduce`, and for no other privilege}}
      task.require reduce @r ["a"]
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{needs a reduction operator for `reduce`, and for no other privilege}}
      task.require read "+" @r ["a"]
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{has a projection, but @r is a region, which has no colors}}
      task.require read @r at (d0) -> (d0) ["a"]
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{has a projection of points of 2 dimensions, but those of the launch have 1}}
      task.require read @h at (d0, d1) -> (d0) ["a"]
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t {
      // expected-error@below {{has a projection of points of 1 dimensions, but those of the launch have 0}}
      task.require read @h at (d0) -> (d0) ["a"]
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{expected a sum of multiples, perhaps `mod` a constant}}
      task.require read @h at (d0) -> (d0 floordiv 2) ["a"]
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{expected a sum of multiples, perhaps `mod` a constant}}
      task.require read @h at (d0)[s0] -> ((d0 mod 2) + s0) ["a"]
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{expected a sum of multiples, perhaps `mod` a constant}}
      task.require read @h at (d0)[s0] -> (d0 mod s0) ["a"]
    }
  }
}

// -----

task.program @p top_level "t" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 1} {
      // expected-error@below {{@r is not a partition of the program}}
      task.require read @h ["a"] within @r[0]
    }
  }
}
