.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Tests keep their databases in memory where there is room: on a disk, waiting for each commit is a third of their time.
MEMORY := $(shell [ "$$(df -k --output=avail /dev/shm 2>/dev/null | tail -1)" -gt 8000000 ] 2>/dev/null && echo /dev/shm)

.PHONY: help setup demo test check format messages lock bench clean

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): requirements/lock.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages (once; about a minute) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/lock.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

setup: $(READY) ## install what the project needs into .venv

demo: $(READY) ## the whole product on this machine: a bot, three phones and a played dialogue (ONCE=1: play and leave)
	@$(BIN)/sangkien demo --port $(PORT) $(if $(ONCE),--once)

test: $(READY) ## all tests and checks
	@$(MAKE) --no-print-directory check
	@$(if $(MEMORY),TMPDIR=$(MEMORY) )$(BIN)/python -m pytest -n auto --dist worksteal

check: $(READY) ## format, lint, types, layers, catalogues
	@$(BIN)/ruff format --check --quiet . || { echo "run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tools.catalogues check

format: $(READY) ## put the code into the house's format
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

messages: $(READY) ## collect the texts of the code into locales/
	@$(BIN)/python -m tools.catalogues update

lock: ## pin every dependency with its hashes
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev -o requirements/lock.txt pyproject.toml

bench: $(READY) ## figures of this machine (never part of the tests)
	@$(BIN)/python -m bench

clean: ## remove everything the targets above made
	rm -rf $(VENV) data .pytest_cache .mypy_cache .ruff_cache .hypothesis
