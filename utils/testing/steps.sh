# shellcheck shell=bash
#===- steps.sh - Steps with one line of output each --------*- shell -*-===//
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===----------------------------------------------------------------------===//

# step LOG TITLE COMMAND...: runs a command with its output in LOG and prints
# one line with the title and the time taken. When the command fails, shows the
# end of its output and returns its exit code.
step() {
  local log=$1 title=$2 start=$SECONDS code=0
  shift 2
  mkdir -p "$(dirname "$log")"
  if [[ -t 1 ]]; then
    printf '         %s ...\r' "$title"
  fi
  "$@" >"$log" 2>&1 </dev/null || code=$?
  if [[ $code -eq 0 ]]; then
    printf '%5d s  %s\n' $((SECONDS - start)) "$title"
    return 0
  fi
  printf '%5d s  %s: failed with exit code %d\n' $((SECONDS - start)) \
    "$title" "$code"
  echo "--- last lines of $log"
  tail -n 40 "$log"
  echo "---"
  return "$code"
}

# build_preset PRESET LOG_FOLDER [TARGET...]: configures and builds.
build_preset() {
  local preset=$1 logs=$2
  shift 2
  step "$logs/configure.log" "configure ($preset)" \
    cmake --preset "$preset" || return
  step "$logs/build.log" "build ($preset, $(nproc) jobs)" \
    cmake --build --preset "$preset" --parallel "$(nproc)" \
    ${1+--target "$@"}
}
