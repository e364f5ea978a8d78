// A vector that is computed in one layout and then needed in another, beside a
// short one: both layouts fit together only without the short one.
task.program @phases top_level "main" {
  task.field_space @value {"value": 8}
  task.index_space @cells {0 to 939524095}
  task.index_space @few {0 to 134217727}
  task.region @long of @cells fields @value
  task.region @short of @few fields @value
  task.kind @first {
    task.argument
    task.argument
    task.variant GPU
  }
  task.kind @second {
    task.argument
    task.variant GPU
  }
  task.body {
    task.launch @first {
      task.require write @long ["value"]
      task.require write @short ["value"]
    }
    task.launch @second {
      task.require read_write @long ["value"]
    }
  }
}
