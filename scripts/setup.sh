#!/bin/sh
# Make .venv with the locked Python packages. Usage: scripts/setup.sh [test|audit]
# With "test" also the programs the tests need from the system (a browser, PostgreSQL); with
# "audit" those that measure pages (Lighthouse, the Nu HTML checker).
# Says what it installs and why; with no root it prints the one line an administrator runs.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo "$@"
    else return 9; fi
}

from_apt() { # why, packages...
    why=$1; shift
    say "Installing with apt: $* ($why)"
    if ! as_root env DEBIAN_FRONTEND=noninteractive sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null' apt "$@"; then
        say "Please run once as an administrator:  apt-get install --no-install-recommends $*"
        exit 1
    fi
}

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Fairwind needs Python 3.11 or newer; python3 here is $(python3 -V)."; exit 1; }

if [ ! -x .venv/bin/python ]; then
    python3 -c 'import ensurepip, venv' 2>/dev/null || from_apt "Python's own environments" python3-venv
    say "Making .venv"
    python3 -m venv .venv
fi
if [ ! -e .venv/ready ] || [ requirements.lock -nt .venv/ready ] || [ pyproject.toml -nt .venv/ready ]; then
    say "Installing $(grep -c '==' requirements.lock) locked Python packages into .venv (product and tests), with their hashes checked"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
    .venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r requirements.lock
    .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --editable .
    mkdir -p .types && ln -sfn .. .types/fairwind
    touch .venv/ready
fi

if [ "${1:-}" = audit ]; then
    command -v java >/dev/null 2>&1 || from_apt "the Nu HTML checker is a Java program" default-jre-headless
    command -v npm >/dev/null 2>&1 || from_apt "Lighthouse is a Node program" npm
    if [ ! -e scripts/audit/node_modules/ready ] || [ scripts/audit/package-lock.json -nt scripts/audit/node_modules/ready ]; then
        say "Installing Lighthouse and the Nu HTML checker into scripts/audit/node_modules, with their hashes checked"
        npm ci --prefix scripts/audit --ignore-scripts --no-audit --no-fund --loglevel=error
        touch scripts/audit/node_modules/ready
    fi
    exit 0
fi
[ "${1:-}" = test ] || exit 0
if ! command -v chromium-headless-shell >/dev/null 2>&1 && [ ! -e .venv/browser ]; then
    say "Installing with apt: chromium-headless-shell (the browser the page tests drive, without its windows: half the work)"
    as_root env DEBIAN_FRONTEND=noninteractive sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium-headless-shell' >/dev/null 2>&1 \
        || command -v chromium >/dev/null 2>&1 || from_apt "not to be had; the whole browser does as well" chromium
    touch .venv/browser # asked once
fi
if ! command -v initdb >/dev/null 2>&1 && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    from_apt "the database server the store's tests start" postgresql
fi
