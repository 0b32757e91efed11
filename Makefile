# Everything goes into this folder: .venv, .cache, var. `make` alone lists what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev
KINLINE := $(BIN)/kinline
VENDOR := web/static/vendor/htmx-4.min.js
UV := uv==0.13.9

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(KINLINE) $(VENDOR) ## Start Kinline with a sample agency and play a story (ONCE=1: play it and end)
	@$(BIN)/python -m service.demo $(if $(ONCE),--once)

.PHONY: up
up: $(KINLINE) $(VENDOR) ## Start Kinline on this machine, everything under ./var
	@$(KINLINE) up

.PHONY: test
test: lint types imports pytest ## Lint, types, import contracts and all tests

.PHONY: lint
lint: $(DEV) ## Lint and format check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: $(DEV) ## Strict types
	$(BIN)/mypy

.PHONY: imports
imports: $(DEV) ## Import contracts: who may know whom
	$(BIN)/lint-imports

# One hash seed: both of xdist's workers must collect the cases in the same order.
.PHONY: pytest
pytest: $(DEV) $(KINLINE) $(VENDOR) ## All tests
	@# One more than there are processors: the longest tests mostly wait for what they broke to mend.
	PYTHONHASHSEED=0 $(BIN)/pytest -n 3 --dist worksteal $(ARGS)

.PHONY: chaos
chaos: $(DEV) $(KINLINE) $(VENDOR) ## The long fault runs, on both kinds of database (ARGS=--short: the short ones)
	$(BIN)/python -m tests.chaos $(ARGS)

.PHONY: soak
soak: $(DEV) $(KINLINE) $(VENDOR) ## The property tests with ten times as many cases
	$(BIN)/python -m tests.wall

.PHONY: bench
bench: $(DEV) $(KINLINE) $(VENDOR) ## The benchmarks (ARGS="sms --runs 5", ARGS=--quick)
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: install
install: $(KINLINE) $(DEV) $(VENDOR) ## Install everything, for work on Kinline

.PHONY: assets
assets: $(VENDOR) ## Fetch the browser's scripts, pinned by hash

.PHONY: screenshots
screenshots: $(DEV) $(KINLINE) $(VENDOR) ## Make the pictures of the docs anew, from a running demo
	$(BIN)/python -m tools.screenshots

.PHONY: build
build: $(DEV) $(VENDOR) ## Build the wheel into dist/
	$(BIN)/python -m build --wheel

.PHONY: lock
lock: $(BIN)/pip ## Resolve the dependencies of pyproject.toml anew into requirements/
	$(PIP) install --quiet $(UV)
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url pyproject.toml --group dev -c requirements/run.txt \
		-o requirements/dev.txt

.PHONY: clean
clean: ## Remove what make made, and keep ./var (your data)
	rm -rf $(VENV) .cache build dist web/static/vendor .coverage .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A venv without pip is one whose making failed half-way: --clear begins anew.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
		echo "Kinline needs Python 3.11, 3.12 or 3.13. Say which one: make PYTHON=python3.12 …"; \
		exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { \
		echo "$(PYTHON) cannot make a virtual environment. On Debian: apt install python3-venv"; \
		exit 1; }

$(RUN): requirements/run.txt | $(BIN)/pip
	@echo "Installing Kinline's packages into $(VENV) (once; about a minute)"
	@$(PIP) install --quiet --require-hashes --only-binary :all: -r requirements/run.txt
	@touch $@

$(DEV): requirements/dev.txt | $(RUN)
	@echo "Installing the test tools into $(VENV) (once; about a minute)"
	@$(PIP) install --quiet --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

# The command of this working copy. An installed wheel brings its own.
$(KINLINE): $(RUN) Makefile
	@printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s/python" -P -m service "$$@"\n' \
		"$(CURDIR)" "$(CURDIR)/$(BIN)" > $@
	@chmod +x $@

$(VENDOR): requirements/assets.txt tools/assets.py | $(BIN)/pip
	@rm -rf .cache/assets
	@$(PIP) download --quiet --no-deps --require-hashes --only-binary :all: \
		--dest .cache/assets -r requirements/assets.txt
	@$(BIN)/python tools/assets.py .cache/assets web/static/vendor > /dev/null
	@touch $@
