#!/bin/sh
# Runs browser.mjs, where there is a node to run it.
command -v node >/dev/null || { echo "skipped: node is not installed"; exit 77; }
exec node "$(dirname "$0")/browser.mjs" "$@"
