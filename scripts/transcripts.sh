#!/usr/bin/env bash
# What a person sees who kills the composer, loses the connection and attaches again: docs/transcripts.md is cut from
# what this prints. Needs tmux and composer-tui on the PATH; takes some minutes, in a home of its own.
set -euo pipefail

export COMPOSER_TUI_HOME="${COMPOSER_TUI_HOME:-$(mktemp -d)}" LC_ALL=C.UTF-8
unset TMUX
socket="$COMPOSER_TUI_HOME/tmux"
in_tmux() { tmux -S "$socket" -f /dev/null "$@"; }

connect() { # a login: a server of tmux with one shell of 80×24
    in_tmux new-session -d -x 80 -y 24 env PS1='$ ' sh
    await '^\$'
}
await() { # until the screen shows what a pattern says
    for _ in $(seq 1200); do
        if in_tmux capture-pane -p | grep -q -- "$1"; then return; fi
        sleep 0.5
    done
    echo "never seen: $1" >&2
    exit 1
}
await_step() { # until the newest run has come to a step
    for _ in $(seq 1200); do
        step=$(composer-tui runs --json | sed -n 's/^ *"step": \([0-9]*\),$/\1/p' | head -1)
        if [ "${step:-0}" -ge "$1" ]; then return; fi
        sleep 2
    done
    echo "no step $1" >&2
    exit 1
}
show() {
    echo "--- $1"
    in_tmux capture-pane -p
}
type_line() { in_tmux send-keys "$1" C-j; }

mkdir -p "$COMPOSER_TUI_HOME/config"
printf '[train]\npreset = "tiny"\nsteps = 2000\nbatch = 4\n' >"$COMPOSER_TUI_HOME/config/config.toml"
trap 'composer-tui stop >/dev/null 2>&1 || true; in_tmux kill-server 2>/dev/null || true' EXIT

connect
type_line composer-tui
await 'engine ready'
in_tmux send-keys 3 t
await '0001-chorale'
await_step 60
show "3, t: a run is started"

shell=$(in_tmux display-message -p '#{pane_pid}')
studio=$(pgrep -P "$shell")
kill -9 "$studio"
await 'Killed'
type_line 'stty sane; clear'
type_line 'composer-tui runs | cut -c1-80'
await '0001-chorale'
show "the composer is killed: kill -9 $studio"

await_step 120
type_line 'clear; composer-tui attach'
await 'step 1[2-9][0-9] of'
await '█▀▀ █▀█'
sleep 3
show "composer-tui attach"

in_tmux kill-server # the connection drops: the terminal is gone, with all that hangs on it
await_step 180
connect
type_line 'composer-tui runs | cut -c1-80'
await '0001-chorale'
show "the connection dropped, and a new login"
type_line 'clear; composer-tui attach'
await 'step [1-9][0-9][0-9] of'
await '█▀▀ █▀█'
sleep 3
show "composer-tui attach"
in_tmux send-keys x
await 'Stopped at'
show "x: saved and stopped"
echo "--- composer-tui watch --once"
composer-tui watch --once 2>&1
