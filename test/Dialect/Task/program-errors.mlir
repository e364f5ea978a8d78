// What is checked of the program as a whole is reported at the program.
//
// RUN: mapper-translate --export-program --verify-diagnostics --split-input-file %s

// expected-error@below {{partition 'h': piece (0) and piece (1) both contain (5), but it is said to be disjoint}}
task.program @p top_level "t" futures 1 {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 disjoint [{0 to 5}, {5 to 9}]
  task.body {

  }
}

// -----

// expected-error@below {{ranges from 0 to 2, but the colors from 0 to 1}}
task.program @p top_level "t" futures 1 {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.launch @t over {0 to 2} {
      task.require read @h ["a"]
    }
  }
}

// -----

// expected-error@below {{waits for future 0, which nothing before it produces}}
task.program @p top_level "t" futures 1 {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.wait 0
  }
}

// -----

// expected-error@below {{ranges from 0 to 3, but the colors from 0 to 1}}
task.program @p top_level "t" futures 1 {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.partition @h of @r colors 0 to 1 [{0 to 4}, {5 to 9}]
  task.kind @t {
    task.argument
    task.variant CPU
  }
  task.body {
    task.loop 3 {
      task.launch @t over {0 to 1} {
        task.require read @h at (d0)[s0] -> (d0 + s0) ["a"]
      }
    }
  }
}

// -----

// expected-error@below {{expected a module with one program, got 0}}
module {}
