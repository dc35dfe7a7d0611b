#!/usr/bin/env bash
# Includes point one way, rules <- engine <- repl; Spirit stays in one source file; each source file
# is built.
# Usage: layout.sh [FOLDER with rules/, engine/, repl/]
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"
failed=0

# forbid WHAT PATTERN FOLDER…: no file there includes what the pattern names.
forbid() {
  local what=$1 pattern=$2 found
  shift 2
  found=$(grep -rnE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]$pattern" "$@") || return 0
  printf '%s:\n%s\n' "$what" "$found"
  failed=1
}

forbid "rules/ may include only rules/" '(\.\./|(hence/)?(engine|repl|tests)/)' rules
forbid "engine/ may include only rules/ and engine/" '(\.\./|(hence/)?(repl|tests)/)' engine
forbid "repl/ includes neither tests nor upwards" '(\.\./|(hence/)?tests/)' repl
forbid "the engine reads a Program, never its parser" '(hence/)?rules/(lexer|parse|ast)\.hpp' engine
forbid "the checker shares no code with what it checks" '((hence/)?(rules|repl|tests)/|(hence/)?engine/([^v]|v[^e]|verify[^/]))' engine/verify
forbid "only the verb verify and tests may include the checker" '(hence/)?engine/verify/' \
  --exclude-dir=verify --exclude=verify.cpp rules engine repl
forbid "no Spirit in a header" 'boost/spirit' --include='*.hpp' rules engine repl

forbid "Graphviz stays behind repl/render_svg.cpp" 'graphviz/' --exclude=render_svg.cpp rules engine repl

spirit=$(grep -rlE '#[[:space:]]*include[[:space:]]*<boost/spirit' --include='*.cpp' rules engine repl | sort) || true
if [ "$spirit" != rules/parse.cpp ]; then
  printf 'Spirit belongs in rules/parse.cpp only, but is included in:\n%s\n' "${spirit:-no file}"
  failed=1
fi

for file in */*.cpp engine/*/*.cpp; do
  if ! grep -qwF "$(basename "$file")" "$(dirname "$file")/CMakeLists.txt"; then
    echo "$file is in no list of $(dirname "$file")/CMakeLists.txt"
    failed=1
  fi
done
exit $failed
