// The program of Blocks.cpp with its default sizes: 16 blocks of 512 x 128 to
// 512 x 8 cells, 40 steps. Of a cell's 64 bytes a step needs the temperature
// (loaded and stored twice), its next value and the conductivity.
task.program @blocks top_level "main" futures 1 work 22282240 of "cells" {
  task.field_space @cell {"temperature": 8, "next": 8, "conductivity": 8,
    "density": 8, "heat_capacity": 8, "source": 8, "x": 8, "y": 8}
  task.index_space @grid {(0, 0) to (511, 1087)}
  task.region @cells of @grid fields @cell
  task.partition @blocks of @cells colors 0 to 15 disjoint complete [
      {(0, 0) to (511, 127)},
      {(0, 128) to (511, 247)},
      {(0, 248) to (511, 359)},
      {(0, 360) to (511, 463)},
      {(0, 464) to (511, 559)},
      {(0, 560) to (511, 647)},
      {(0, 648) to (511, 727)},
      {(0, 728) to (511, 799)},
      {(0, 800) to (511, 863)},
      {(0, 864) to (511, 919)},
      {(0, 920) to (511, 967)},
      {(0, 968) to (511, 1007)},
      {(0, 1008) to (511, 1039)},
      {(0, 1040) to (511, 1063)},
      {(0, 1064) to (511, 1079)},
      {(0, 1080) to (511, 1087)}
  ]
  task.kind @fill flops 40 * n0 {
    task.argument "cells" fastest 0
    task.variant CPU efficiency 0.1
  }
  task.kind @diffuse flops 8 * n0 {
    task.argument "cells" bytes 48 * n0 fastest 0
    task.variant CPU efficiency 0.1
  }
  task.kind @total flops 1 * n0 {
    task.argument "cells" bytes 8 * n0 fastest 0
    task.variant CPU efficiency 0.1
  }
  task.body {
    task.launch @fill over {0 to 15} {
      task.require write @blocks ["temperature", "next", "conductivity",
        "density", "heat_capacity", "source", "x", "y"]
    }
    task.loop 40 {
      task.launch @diffuse over {0 to 15} {
        task.require read_write @blocks ["temperature", "next", "conductivity"]
      }
    }
    task.launch @total over {0 to 15} produces 0 {
      task.require read @blocks ["temperature"]
    }
    task.wait 0
  }
}
