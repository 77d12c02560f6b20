#!/usr/bin/env bash
# Write both locks from the ranges: exact versions with hashes, for every system and Python from 3.11 on.
# Versions already locked stay unless the ranges exclude them; `tools/lock.sh --upgrade` takes the newest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

compile() {
    .venv/bin/python -m uv pip compile --quiet --no-config --generate-hashes --universal --python-version 3.11 \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}

compile "$@" requirements.txt --output-file requirements.lock
# The constraint keeps the developers' lock a superset: what a town installs is what was tested.
compile "$@" requirements-dev.txt --constraint requirements.lock --output-file requirements-dev.lock
