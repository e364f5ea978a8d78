// Two vectors that do not fit into 16 GB together.
task.program @vectors top_level "main" {
  task.field_space @value {"value": 8}
  task.index_space @many {0 to 1879048191}
  task.index_space @few {0 to 134217727}
  task.region @long of @many fields @value
  task.region @short of @few fields @value
  task.kind @work {
    task.argument
    task.argument
    task.variant GPU
  }
  task.body {
    task.launch @work {
      task.require write @long ["value"]
      task.require write @short ["value"]
    }
  }
}
