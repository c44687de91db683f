# make run   set up what is missing, then open the composer (without a terminal: compose the demo)
# make test  set up what is missing, then run the tests           ARGS="tests/music -k midi"
# make stress  the long tests: damaged files by the thousand, kills by the dozen   ARGS="tests/hostile -k midi"
# make lowest   the lowest versions of the libraries that setup.cfg allows, in an environment of their own, and short tests
# make check lint, import contracts, types, tests
# PYTHON=/path/to/python3.12 chooses the Python of a new environment.

VENV ?= .venv
BIN = $(VENV)/bin
export PYTHON VENV

.PHONY: run test stress check lowest setup clean help

run:
	@sh scripts/setup.sh run
	@VENV=$(VENV) sh scripts/run.sh

test:
	@sh scripts/setup.sh dev
	$(BIN)/python -m pytest $(ARGS)

stress:
	@sh scripts/setup.sh dev
	$(BIN)/python -m pytest -m stress -o faulthandler_timeout=0 $(ARGS)

check:
	@sh scripts/setup.sh dev
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python -m pytest $(ARGS)

setup:
	@sh scripts/setup.sh dev

LOWEST = .venv-lowest
SHORT = tests/tui/test_cli_compose.py tests/tui/test_cli_render.py tests/tui/test_light_start.py \
	tests/tui/test_compose_station.py tests/nets tests/music/test_midi.py tests/music/test_importing.py \
	tests/soundfonts/test_rendering.py tests/soundfonts/test_page.py tests/training/test_export.py \
	tests/training/test_run.py tests/measures/test_judges.py

lowest:
	@[ -x $(LOWEST)/bin/python ] || $${PYTHON:-python3} -m venv $(LOWEST)
	$(LOWEST)/bin/python scripts/lowest.py print midi >$(LOWEST)/constraints.txt
	$(LOWEST)/bin/pip install -q -c $(LOWEST)/constraints.txt -e '.[print,midi]' \
		hypothesis 'pytest<10' 'pytest-asyncio<2' 'pytest-timeout<3' 'pytest-xdist<4'
	$(LOWEST)/bin/python -m pytest $(or $(ARGS),$(SHORT))

clean:
	rm -rf $(VENV) $(LOWEST) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

help:
	@sed -n 's/^# //p' Makefile
