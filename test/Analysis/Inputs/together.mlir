// A kernel that takes two fields of a region from one instance.
task.program @together top_level "main" {
  task.field_space @cell {"left": 8, "right": 8}
  task.index_space @cells {(0, 0) to (3, 99)}
  task.region @left of @cells fields @cell
  task.region @right of @cells fields @cell
  task.kind @update {
    task.argument
    task.argument
    task.variant CPU
    task.variant GPU {
      task.colocate [0, 1]
    }
  }
  task.kind @spare {
    task.variant CPU
  }
  task.body {
    task.launch @update {
      task.require write @left ["left"]
      task.require write @right ["right"]
    }
  }
}
