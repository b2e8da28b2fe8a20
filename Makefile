# Everything a newcomer types. Each target first sets up what it needs; `make` alone lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup timetable test test-fast test-long check bench lock clean

PYTHON ?=
export PYTHON

PY := .venv/bin/python
PLANNER := $(PY) -m handschlag.engine.scheduling

# The set-up is done when a file of this name exists: it names the locks, the project and the folder.
STATE := $(firstword $(shell { cat requirements/dev.txt pyproject.toml scripts/*.sh; pwd; } 2>/dev/null | cksum))
READY := .venv/ready-$(STATE)

help: ## list what can be typed
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1:\2/p' Makefile | awk -F: '{ printf "%-16s %s\n", $$1, $$2 }'

setup: $(READY) ## install everything into .venv

$(READY):
	@scripts/setup.sh
	@scripts/warm.sh
	@rm -f .venv/ready-*
	@touch $@

timetable: $(READY) ## plan a made-up forum of 150 participants and print the timetable
	@$(PLANNER) generate --participants 150 --meetings 450 --slots 10 --seed 1 | $(PLANNER) solve - --seconds 5 --readable --quiet

test: $(READY) ## run the tests and measure their coverage
	$(PY) -m pytest --cov

test-fast: $(READY) ## run the tests without measuring (no browser, no servers)
	$(PY) -m pytest

test-long: $(READY) ## run the same proofs at full size
	$(PY) -m pytest -m long

check: $(READY) ## lint, format, types, import contracts, rules of the house
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache --no-logo
	$(PY) scripts/house.py

bench: $(READY) ## run the benchmarks (B2B_DIR=folder adds the published instances)
	$(PY) -m benchmarks

lock: ## write requirements/*.txt anew (UPGRADE=1 takes the newest versions)
	@scripts/lock.sh

clean: ## remove .venv and everything that was made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov dist build
	find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
