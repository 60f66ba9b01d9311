# Needs only python3 and make: it makes its own environment and gets uv from PyPI.
.DEFAULT_GOAL := help
PYTHON ?= python3
BOOT := .venv/boot
UV := $(BOOT)/bin/uv
RUN := .venv/bin

.PHONY: help run test check prove bench format clean

help: ## Show the commands.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(UV):
	@$(PYTHON) -m venv $(BOOT)
	@$(BOOT)/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"

.venv/.runtime: $(UV) uv.lock pyproject.toml
	@test -x $(RUN)/python || $(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	@$(UV) sync --quiet --locked --no-default-groups --inexact
	@touch $@

.venv/.dev: .venv/.runtime
	@$(UV) sync --quiet --locked --inexact
	@touch $@

run: .venv/.runtime ## Start the sandbox and the service, connect an account, keep serving.
	@$(RUN)/moorage demo

test: .venv/.dev ## Run the tests.
	@$(RUN)/pytest -n 2 -m "not prove"

check: .venv/.dev ## Lint, types, import contracts, house rules.
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports
	@$(RUN)/pytest tests/test_house.py

prove: .venv/.dev ## Run the longer proofs.
	@$(RUN)/pytest -m prove -n 0 --timeout 1800 -rA

bench: .venv/.dev ## Print the benchmarks.
	@$(RUN)/python -m bench

format: .venv/.dev ## Format the code.
	@$(RUN)/ruff check --fix --quiet . ; $(RUN)/ruff format .

clean: ## Remove the environment and caches.
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis
