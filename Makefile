# Everything a newcomer types. Each target first sets up what it needs; `make` alone lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo serve-acceptance timetable test coverage test-fast test-long fuzz check bench lock clean

PYTHON ?=
export PYTHON

PY := .venv/bin/python
PORT ?= 8000
DATA ?= var
SECONDS ?= 60
PLANNER := $(PY) -m handschlag.engine.scheduling
DJANGO := HANDSCHLAG_DATA=.mypy_cache/site DJANGO_SETTINGS_MODULE=handschlag.site.settings $(PY) -m django
# Tests that use the database run on PostgreSQL, too, but for those that ask for pages: these show what was read.
WITH_DATABASE := tests/accounts tests/api tests/companies tests/events tests/foundation tests/mail tests/meetings tests/portal tests/privacy tests/programme tests/registration tests/site/test_page_cache.py

# What stands in one file stays together, for it may share something that is slow to make.
TEST := $(PY) -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

# The set-up is done when a file of this name exists: it names the locks, the project and the folder.
STATE := $(firstword $(shell { cat requirements/dev.txt pyproject.toml scripts/*.sh; pwd; } 2>/dev/null | cksum))
READY := .venv/ready-$(STATE)

help: ## list what can be typed
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1:\2/p' Makefile | awk -F: '{ printf "%-23s %s\n", $$1, $$2 }'

setup: $(READY) ## install everything into .venv

$(READY):
	@scripts/setup.sh
	@scripts/warm.sh
	@rm -f .venv/ready-*
	@touch $@

demo: $(READY) ## start everything with the demonstration (PORT=8000 DATA=var; RESET=1 begins anew)
	@exec .venv/bin/handschlag demo --port $(PORT) --data "$(DATA)" $(if $(filter-out 0,$(RESET)),--reset)

serve-acceptance: $(READY) ## start a server as in production for tests from outside (PORT=8000 DATA=var); see docs/acceptance.json
	@exec .venv/bin/handschlag acceptance --port $(PORT) --data "$(DATA)"

timetable: $(READY) ## plan a made-up forum of 150 participants and print the timetable
	@$(PLANNER) generate --participants 150 --meetings 450 --slots 10 --seed 1 | $(PLANNER) solve - --seconds 5 --readable --quiet

test: $(READY) ## run all tests, in a real browser and on PostgreSQL too
	@scripts/chromium.sh >/dev/null
	scripts/with-postgres.sh $(TEST) -m "not long and not browser and not wide and not page" $(WITH_DATABASE)
	$(TEST)

coverage: $(READY) ## measure what the tests reach, without a browser (takes twice their time)
	$(TEST) -m "not long and not browser" --cov

test-fast: $(READY) ## run the tests while you work: no browser, no servers, no pages
	$(TEST) --no-migrations -m "not long and not browser and not server and not slow and not wide and not page"

test-long: $(READY) ## run the same proofs at full size
	$(PY) -m pytest -m long

fuzz: $(READY) ## look for files that break the readers of tables, so long each (SECONDS=60); what is found lies in .fuzz
	@scripts/uv.sh pip install --quiet --python .venv/bin/python --require-hashes -r requirements/fuzz.txt
	@mkdir -p .fuzz
	$(PY) -m tests.fuzzing csv $(SECONDS) .fuzz
	$(PY) -m tests.fuzzing sheet $(SECONDS) .fuzz
	$(PY) -m tests.fuzzing book $(SECONDS) .fuzz

check: $(READY) ## lint, format, types, import contracts, migrations, translations, descriptions, rules of the house
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	HANDSCHLAG_DATA=.mypy_cache/site $(PY) -m mypy
	$(DJANGO) makemigrations --check --dry-run
	$(PY) scripts/translations.py check
	HANDSCHLAG_DATA=.mypy_cache/site $(PY) scripts/descriptions.py check
	.venv/bin/lint-imports --no-cache --no-logo
	$(PY) scripts/house.py

bench: $(READY) ## run the benchmarks (B2B_DIR=folder adds the published instances)
	$(PY) -m benchmarks

lock: ## write requirements/*.txt anew (UPGRADE=1 takes the newest versions)
	@scripts/lock.sh

clean: ## remove .venv and everything that was made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .fuzz .coverage htmlcov dist build
	find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
