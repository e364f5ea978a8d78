// Two tasks on a line of cells: one sets them, the other exchanges halves at the
// same time and needs rows that lie one after the other.
task.program @exchange top_level "main" {
  task.field_space @cell {"value": 8}
  task.index_space @cells {(0, 0) to (3, 99)}
  task.region @all_cells of @cells fields @cell
  task.partition @rows of @all_cells colors 0 to 3 disjoint complete [{(0, 0) to (0, 99)}, {(1, 0) to (1, 99)}, {(2, 0) to (2, 99)}, {(3, 0) to (3, 99)}]
  task.kind @set {
    task.argument "row"
    task.variant CPU
    task.variant GPU
  }
  task.kind @exchange {
    task.argument "row"
    task.variant CPU
    task.variant GPU {
      task.demand 0 [Align = 64, C_order]
    }
  }
  task.kind @report {
    task.variant CPU
  }
  task.body {
    task.launch @set over {0 to 3} {
      task.require write @rows ["value"]
    }
    task.launch @exchange over {0 to 3} concurrent {
      task.require read_write @rows ["value"]
    }
    task.launch @report
  }
}
