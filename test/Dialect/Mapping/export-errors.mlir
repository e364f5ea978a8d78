// Modules the mapper language has no words for.
//
// RUN: mapper-translate --export-mapper --verify-diagnostics --split-input-file %s

// expected-error@below {{expected one `mapping.mapper` to print, got 0}}
module {
}

// -----

// expected-error@below {{expected one `mapping.mapper` to print, got 2}}
module {
  mapping.mapper "a" {
  }
  mapping.mapper "b" {
  }
}

// -----

mapping.mapper "a" {
  // expected-error@below {{a string of the mapper language holds no quote and no line end}}
  mapping.task "a\22b" [CPU]
}

// -----

mapping.mapper "a" {
  // expected-error@below {{parameter 0 has no declared type; set `mapping.type`}}
  mapping.func @f(%a: i64) -> i64 {
    mapping.return %a : i64
  }
}

// -----

mapping.mapper "a" {
  // expected-error@below {{`mapping.startup` without a `mapping.print`}}
  mapping.startup {
  }
}
