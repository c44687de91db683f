#!/bin/sh
# Usage: setup.sh run|dev
#
# Brings what `make run` (run) or `make test` (dev) needs, and does nothing where it is there already:
# the virtual environment $VENV with the project and its dependencies in it, the FluidSynth library,
# and for dev tmux, in which the tests drive the composer. System packages come through apt where the
# user may install them; elsewhere one line says what to type. Everything it says goes to stderr.
set -eu
kind=${1:-run}
VENV=${VENV:-.venv}
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

say() { printf '%s\n' "$*" >&2; }
die() { say "composer-tui: $*"; exit 3; }

# --- Python -------------------------------------------------------------------------------------

supported='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
fits() { "$1" -c "$supported" >/dev/null 2>&1 </dev/null; }

choose_python() {
    if [ -n "${PYTHON:-}" ]; then
        command -v "$PYTHON" >/dev/null 2>&1 || die "there is no Python at PYTHON=$PYTHON."
        fits "$PYTHON" || die "$PYTHON is $("$PYTHON" --version 2>&1 </dev/null); Python 3.11, 3.12 or 3.13 is needed."
        return
    fi
    for PYTHON in python3 python3.13 python3.12 python3.11; do
        if fits "$PYTHON"; then return; fi
    done
    found=$(python3 --version 2>/dev/null </dev/null || echo "no python3")
    die "Python 3.11, 3.12 or 3.13 is needed, and here is $found. Install one, or name one: make run PYTHON=/path/to/python3.12"
}

# --- System packages ----------------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
may_apt() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || sudo -n true >/dev/null 2>&1 </dev/null
}
apt_install() {
    say "Installing $* (apt) ..."
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    # A fresh machine has no package lists yet, an old one has stale ones: then fetch them and try again.
    as_root apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 "$@" >/dev/null 2>&1 </dev/null && return 0
    as_root apt-get update -q >/dev/null 2>&1 </dev/null || true
    as_root apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 "$@" >/dev/null 2>&1 </dev/null
}

# --- The environment ----------------------------------------------------------------------------

make_environment() {
    choose_python
    if ! "$PYTHON" -c 'import ensurepip, venv' >/dev/null 2>&1 </dev/null; then
        package=$("$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])' </dev/null)
        { may_apt && apt_install "$package"; } || die "this Python cannot make environments. Type: sudo apt-get install $package"
    fi
    rm -rf "$VENV"
    "$PYTHON" -m venv "$VENV" >&2 </dev/null || die "could not make the environment $root/$VENV with $PYTHON."
}

install_project() {
    say "Installing the composer and its dependencies into $VENV (the first time takes a few minutes and about 2 GB) ..."
    quiet=-q
    if [ -t 2 ]; then quiet=; fi
    PYTHONWARNINGS=ignore "$VENV/bin/python" -m pip install $quiet --disable-pip-version-check --no-input -e "$1" >&2 </dev/null ||
        die "the installation did not finish; the lines above say why. Type the same command to go on where it stopped."
}

# The stamp holds what was installed: a change of the requirements or of the place means a new installation.
wanted="$root $(cat setup.cfg pyproject.toml | cksum)"
is_installed() { [ "$(cat "$VENV/.installed-$1" 2>/dev/null)" = "$wanted" ]; }

fits "$VENV/bin/python" || make_environment
case $kind in
    dev)
        if ! is_installed dev; then
            install_project ".[dev]"
            printf '%s\n' "$wanted" | tee "$VENV/.installed-run" >"$VENV/.installed-dev"
        fi ;;
    *)
        if ! is_installed run; then
            install_project .
            printf '%s\n' "$wanted" >"$VENV/.installed-run"
        fi ;;
esac

# --- Sound, and the terminal of the tests ---------------------------------------------------------

find_fluidsynth='import ctypes.util, sys; sys.exit(not (ctypes.util.find_library("fluidsynth") or ctypes.util.find_library("fluidsynth-3")))'
has_fluidsynth() {
    for library in /usr/lib/*/libfluidsynth.so.[23] /usr/lib/libfluidsynth.so.[23] /usr/lib64/libfluidsynth.so.[23]; do
        if [ -e "$library" ]; then return 0; fi
    done
    "$VENV/bin/python" -c "$find_fluidsynth" >/dev/null 2>&1 </dev/null
}
# Tries apt once per environment: where that failed, the next start does not wait for it again.
try_apt() {
    [ ! -e "$VENV/.no-$1" ] || return 1
    if may_apt && apt_install "$1"; then return 0; fi
    : >"$VENV/.no-$1"
    return 1
}
has_fluidsynth || try_apt libfluidsynth3 ||
    say "No sound yet, all else works. For sound: sudo apt-get install libfluidsynth3 | conda install -c conda-forge fluidsynth | brew install fluid-synth"
if [ "$kind" = dev ] && ! command -v tmux >/dev/null 2>&1; then
    try_apt tmux || say "The tests that drive the composer need tmux. Type: sudo apt-get install tmux | conda install -c conda-forge tmux | brew install tmux"
fi
