#!/usr/bin/env bash
# Installs a build into an empty folder, then builds and runs tests/package/ against it, as others would.
# Usage: package.sh BUILD [FLAGS for the compiler]
set -euo pipefail
build=$1 flags=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

quietly() { "$@" >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }; }

quietly cmake --install "$build" --prefix "$folder/installed"
quietly cmake -S "$here/package" -B "$folder/build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_PREFIX_PATH="$folder/installed" -DCMAKE_CXX_FLAGS="$flags"
quietly cmake --build "$folder/build"
"$folder/build/consumer" || { echo "the consumer failed"; exit 1; }

# The installed program and the installed knowledge stand on their own.
"$folder/installed/bin/hence" --version
"$folder/installed/bin/hence" check "$folder/installed/share/hence/kb/leg-pain.hence"
