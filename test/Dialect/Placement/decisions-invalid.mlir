// What the verifiers of the decision part reject.
//
// RUN: mapper-opt %s --verify-diagnostics --split-input-file

placement.decisions of @p on "cpu" {
  // expected-error@below {{is no decision}}
  builtin.module {}
}

// -----

placement.decisions of @p on "cpu" {
  placement.launch 2 "t"
  // expected-error@below {{has number 2 behind launch 2; expected a higher one}}
  placement.launch 2 "t"
}

// -----

placement.decisions of @p on "cpu" total {
  // expected-error@below {{has number 1 behind launch -1; expected the next one}}
  placement.launch 1 "t" on CPU places [0:0]
}

// -----

placement.decisions of @p on "cpu" total {
  // expected-error@below {{has no places, which total decisions need}}
  placement.launch 0 "t" on CPU
}

// -----

placement.decisions of @p on "cpu" {
  // expected-error@below {{has places, but no processor kind}}
  placement.launch 0 "t" places [0:0]
}

// -----

placement.decisions of @p on "cpu" {
  // expected-error@below {{has a negative node or index}}
  placement.launch 0 "t" on CPU places [0:-1]
}

// -----

placement.decisions of @p on "cpu" {
  // expected-error@below {{has places relative to a node, but names others}}
  placement.launch 0 "t" on CPU relative places [1:0]
}

// -----

placement.decisions of @p on "cpu" {
  // expected-error@below {{has 1 nodes and 2 indices}}
  "placement.launch"() <{number = 0 : i64, task = "t", kind = #mapping.proc<CPU>, nodes = array<i32: 0>, indices = array<i32: 0, 1>}> ({
  ^bb0:
  }) : () -> ()
}

// -----

placement.decisions of @p on "cpu" {
  // expected-error@below {{needs kind, node and index of its parent}}
  placement.launch 0 "t" parent CPU [0]
}

// -----

placement.decisions of @p on "cpu" {
  // expected-error@below {{@f is no `placement.map`}}
  placement.launch 0 "t" by @f
}

// -----

placement.decisions of @p on "cpu" {
  placement.launch 0 "t" {
    // expected-error@below {{is no decision about a launch}}
    builtin.module {}
  }
}

// -----

placement.decisions of @p on "cpu" {
  placement.launch 0 "t" on CPU {
    // expected-error@below {{has number 1; expected 0}}
    placement.argument 1 on CPU [SYSMEM] layout [SOA]
  }
}

// -----

placement.decisions of @p on "cpu" {
  placement.launch 0 "t" on CPU {
    // expected-error@below {{of a launch needs a number}}
    placement.argument on CPU [SYSMEM] layout [SOA]
  }
}

// -----

placement.decisions of @p on "cpu" {
  placement.launch 0 "t" on CPU {
    // expected-error@below {{of a launch needs one memory and a layout}}
    placement.argument 0 on CPU [SYSMEM, ZCMEM] layout [SOA]
  }
}

// -----

placement.decisions of @p on "cpu" {
  placement.launch 0 "t" on CPU {
    // expected-error@below {{of a launch needs one memory and a layout}}
    placement.argument 0 on CPU [SYSMEM]
  }
}

// -----

placement.decisions of @p on "cpu" {
  placement.launch 0 "t" on CPU {
    // expected-error@below {{is for another processor kind than its launch}}
    placement.argument 0 on GPU [SYSMEM] layout [SOA]
  }
}

// -----

placement.decisions of @p on "cpu" {
  placement.task "t" {
    // expected-error@below {{is no decision about a task}}
    builtin.module {}
  }
}

// -----

placement.decisions of @p on "cpu" {
  placement.task "t" {
    // expected-error@below {{is collected by `placement.collect`}}
    placement.argument 0 on CPU [SYSMEM] collected
  }
}

// -----

placement.decisions of @p on "cpu" {
  placement.task "t" {
    // expected-error@below {{has a negative number}}
    placement.argument -1 on CPU [SYSMEM]
  }
}

// -----

task.program @p top_level "main" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 2} {
      task.require read @r ["a"]
    }
  }
}
// expected-error@below {{decides 0 of 1 launches of @p}}
placement.decisions of @p on "cpu" total {
}

// -----

task.program @p top_level "main" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 2} {
      task.require read @r ["a"]
    }
  }
}
placement.decisions of @p on "cpu" total {
  // expected-error@below {{has 2 places; expected one for each point of the launch}}
  placement.launch 0 "t" on CPU places [0:0, 0:1] {
    placement.argument 0 on CPU [SYSMEM] layout [SOA]
  }
}

// -----

task.program @p top_level "main" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 2} {
      task.require read @r ["a"]
    }
  }
}
placement.decisions of @p on "cpu" total {
  // expected-error@below {{decides 0 of 1 arguments}}
  placement.launch 0 "t" on CPU places [0:0, 0:1, 0:0]
}

// -----

task.program @p top_level "main" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 2} {
      task.require read @r ["a"]
    }
  }
}
placement.decisions of @p on "cpu" total {
  // expected-error@below {{is of task "u", but launch 0 of the program is of "t"}}
  placement.launch 0 "u" on CPU places [0:0, 0:1, 0:0] {
    placement.argument 0 on CPU [SYSMEM] layout [SOA]
  }
}

// -----

// This one is total.
task.program @p top_level "main" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 2} {
      task.require read @r ["a"]
    }
  }
}
placement.decisions of @p on "cpu" total {
  placement.launch 0 "t" on CPU places [0:0, 0:1, 0:0] {
    placement.argument 0 on CPU [SYSMEM] layout [SOA]
  }
}
