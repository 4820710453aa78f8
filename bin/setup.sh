# Read by bin/run, bin/test and bin/bench, from the project's folder: makes .venv from the hashed requirements and asks
# Debian for what no wheel brings. Does nothing, in a moment, when all is there.
# shellcheck shell=bash

readonly VENV=.venv
readonly PYTHON=$VENV/bin/python

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

# "apt-get", "sudo -n apt-get", or nothing when installing is not allowed here.
apt_command() {
    command -v apt-get >/dev/null || return 0
    if [ "$(id -u)" = 0 ]; then echo apt-get
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then echo sudo -n apt-get
    fi
}

# Installs Debian packages; returns 1 where that is not allowed or does not work.
apt_install() {
    local apt
    apt=$(apt_command)
    [ -n "$apt" ] || return 1
    say "Installing $* ..."
    # shellcheck disable=SC2086
    { $apt install -y -q --no-install-recommends "$@" || { $apt update -q && $apt install -y -q --no-install-recommends "$@"; }; } \
        >"${TMPDIR:-/tmp}/rhi-apt.$$" 2>&1 </dev/null || { tail -n 5 "${TMPDIR:-/tmp}/rhi-apt.$$" >&2; return 1; }
    rm -f "${TMPDIR:-/tmp}/rhi-apt.$$"
}

# Like apt_install, but the service cannot do without: prints the one line to paste.
apt_need() {
    apt_install "$@" && return
    stop "These are missing, and installing is not allowed here. Paste this, then start again:
    sudo apt-get update && sudo apt-get install -y $*"
}

# A Python that is new enough and can make an environment; prints nothing when there is none.
find_python() {
    local name
    for name in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
        "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$name"; return; }
    done
    return 0
}

make_environment() {
    "$PYTHON" -c '' 2>/dev/null && return
    local python
    python=$(find_python)
    if [ -z "$python" ]; then
        apt_need python3 python3-venv
        python=$(find_python)
        [ -n "$python" ] || stop "Python 3.11 or newer is needed; this machine's is older."
    fi
    say "Making the Python environment with $("$python" --version) ..."
    rm -rf "$VENV"
    "$python" -m venv "$VENV"
}

digest_of() { sha256sum "$1" | cut -d ' ' -f 1; }
is_installed() { [ "$(cat "$VENV/installed-$1" 2>/dev/null)" = "$(digest_of "$1")" ]; }
mark_installed() { digest_of "$1" >"$VENV/installed-$1"; }

# Installs one hashed requirements file, unless its very bytes are installed already.
install_requirements() {
    is_installed "$1" && return
    say "Installing the packages of $1, each checked against its hash ..."
    if ! is_installed requirements-uv.txt; then
        "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt \
            || stop "The package index could not be reached, or what it serves is not what was chosen (see above)."
        mark_installed requirements-uv.txt
    fi
    # pip knows a mirror from settings that uv does not read, so it has the second try
    "$VENV/bin/uv" pip install --quiet --python "$PYTHON" --require-hashes -r "$1" 2>"$VENV/uv-said" \
        || "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1" \
        || stop "The packages could not be installed. uv said: $(cat "$VENV/uv-said")"
    mark_installed "$1"
    # the tests' file holds all of the service's, in the same versions
    [ "$1" != requirements-dev.txt ] || mark_installed requirements.txt
}

# WeasyPrint draws with pango, which no wheel brings.
install_pango() {
    "$PYTHON" - <<'CHECK' 2>/dev/null && return
import ctypes
for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0"):
    ctypes.CDLL(name)
CHECK
    apt_need libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
}

# node from the wheel of requirements-dev.txt; the packages are in node_modules, which only tests and measuring need.
install_node_packages() {
    is_installed package-lock.json && [ -d node_modules/html-validate ] && return
    PATH="$PWD/bin/node:$PATH" npm ci --ignore-scripts --silent >/dev/null 2>&1 && mark_installed package-lock.json
}

# $1: the requirements file that the caller needs.
set_up() {
    make_environment
    install_requirements "$1"
    install_pango
}
