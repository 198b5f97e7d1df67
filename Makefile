# Two commands do everything: `make run` and `make test`. See README.md.
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin

.PHONY: run test lint bench bench-embeds bench-kills bench-maps bench-search format translations clean

run: .venv/installed
	@PORTAL_DEVELOPMENT=1 $(BIN)/portal run --port $(PORT)

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make run PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/tested: pyproject.toml .venv/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

test: .venv/tested lint
	@sh tests/need.sh
	@$(BIN)/python -m pytest -n auto

lint: .venv/tested
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/portal content check --strict

format: .venv/tested
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

translations: .venv/tested
	@$(BIN)/python -m portal.translations

bench: .venv/tested
	@$(BIN)/python bench/serving.py
	@$(BIN)/python bench/content.py

bench-search: .venv/tested
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@$(BIN)/python bench/search.py
	@$(BIN)/python bench/search_pages.py
	@$(BIN)/python bench/fuzz_search.py

bench-embeds: .venv/tested
	@$(BIN)/python bench/embeds.py

bench-kills: .venv/tested
	@$(BIN)/python bench/kills.py

bench-maps: .venv/tested
	@$(BIN)/python bench/maps.py

clean:
	rm -rf .venv .tools var build dist search_index/gen-* search_index/CURRENT search_index/.builder
