# make run   set up what is missing, then open the composer (without a terminal: compose the demo)
# make test  set up what is missing, then run the tests           ARGS="tests/music -k midi"
# make stress  the long tests: damaged files by the thousand, kills by the dozen   ARGS="tests/hostile -k midi"
# make check lint, import contracts, types, tests
# PYTHON=/path/to/python3.12 chooses the Python of a new environment.

VENV ?= .venv
BIN = $(VENV)/bin
export PYTHON VENV

.PHONY: run test stress check setup clean help

run:
	@sh scripts/setup.sh run
	@VENV=$(VENV) sh scripts/run.sh

test:
	@sh scripts/setup.sh dev
	$(BIN)/python -m pytest $(ARGS)

stress:
	@sh scripts/setup.sh dev
	$(BIN)/python -m pytest -m stress $(ARGS)

check:
	@sh scripts/setup.sh dev
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python -m pytest $(ARGS)

setup:
	@sh scripts/setup.sh dev

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

help:
	@sed -n 's/^# //p' Makefile
