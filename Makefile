# The two commands a newcomer needs: `make demo` and `make test`. Both set everything up first.
PY := .venv/bin/python
# One worker for each core; the tests of one file stay together and share what they start.
SPREAD := -n logical --dist loadfile
.DEFAULT_GOAL := help

help:            ## what there is
	@grep -hE '^[a-z-]+: .*##|^[a-z-]+:  +##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /	/'

setup:           ## .venv with the locked packages
	@scripts/setup.sh

setup-test:      ## the same, and the browser and database that the tests start
	@scripts/setup.sh test

demo: setup      ## sandbox operators, a refresh, and the site on http://127.0.0.1:8000
	$(PY) -m fairwind.cli demo

check: setup     ## format, lint, types, import direction
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy --num-workers auto || .venv/bin/mypy  # on a busy machine its workers may not start
	.venv/bin/lint-imports

test: setup-test check  ## everything CI runs: the checks and the tests, browser included
	.venv/bin/pytest $(SPREAD) -m "not long"

test-all: setup-test check  ## the long ones too: kill -9 series, full browser matrix
	.venv/bin/pytest $(SPREAD)

audit: setup-test ## measure the demo's pages: Lighthouse on a phone, HTML by the Nu checker
	@scripts/setup.sh audit
	$(PY) scripts/audit/audit.py

format: setup    ## rewrite the code in the house's format
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bench: setup     ## the benchmarks of docs/how-to/benchmarks.md
	$(PY) -m fairwind.cli bench prices --rows 1000000

lock: setup      ## requirements.lock anew from pyproject.toml
	.venv/bin/uv pip compile --quiet pyproject.toml --group dev --all-extras --upgrade --generate-hashes \
		--no-annotate --no-header --universal --python-version 3.11 --output-file requirements.lock

docs: setup      ## the generated reference pages
	$(PY) scripts/reference.py docs/reference

clean:           ## what setup and the tests made (never var/, the data)
	rm -rf .venv .types build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

.PHONY: help setup setup-test demo check test test-all audit format bench lock docs clean
