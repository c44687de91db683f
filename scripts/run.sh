#!/bin/sh
# Opens the composer where there is a terminal; elsewhere does the same job without one, in two genres.
set -eu
composer="$VENV/bin/composer-tui"
if [ -t 0 ] && [ -t 1 ]; then
    exec "$composer"
fi
echo "No terminal here: composing the demo melody instead of opening the composer." >&2
exec "$composer" compose --demo --genre chorale --genre pop -n 1 --seed 7 -o takes
