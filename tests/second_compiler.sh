#!/usr/bin/env bash
# Same input, same bytes, whatever the compiler: builds the program with clang++ (preset clang) and
# compares what both programs answer for each knowledge base.
# Usage: second_compiler.sh PROGRAM
set -euo pipefail
first=$(readlink -f "$1")
cd "$(dirname "$0")/.."
command -v clang++ >/dev/null || { echo "skipped: clang++ is not installed"; exit 77; }

cmake --preset clang --log-level=WARNING -DHENCE_TESTS=OFF >/dev/null
cmake --build --preset clang --parallel "$(nproc)" --target hence
second=$PWD/build/clang/hence

# answer PROGRAM ARGUMENT…: all that it prints, and its exit status.
answer() { "$@" </dev/null 2>&1 && echo "exit 0" || echo "exit $?"; }

failed=0
for kb in kb/*.hence; do
  for verb in "test" "run --format json" "graph -o -" "fmt --check"; do
    read -ra words <<<"$verb"
    call=("${words[0]}" "$kb" "${words[@]:1}")
    if ! diff <(answer "$first" "${call[@]}") <(answer "$second" "${call[@]}"); then
      echo "the two compilers' programs differ: hence ${call[*]}"
      failed=1
    fi
  done
done
exit $failed
