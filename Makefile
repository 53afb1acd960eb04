# Everything that is done with this project, by name. `make` alone lists it.

ARTICLES ?= index_data/sample_articles
INDEX ?= index_data/index
PORT ?= 8000
PYTHON ?= python3
N ?= 100000
WRITE ?=
MINUTES ?= 10

RUN_ENV := .venv/run
DEV_ENV := .venv/dev

.DEFAULT_GOAL := help
.PHONY: help run sync test fuzz bench bench-pages bench-index bench-year bench-million bench-ranking format screenshots clean

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "ARTICLES=$(ARTICLES)  folder of the articles"
	@echo "INDEX=$(INDEX)  folder of the index"
	@echo "PORT=$(PORT)  port of the server"
	@echo "N=$(N)  articles of the benchmark; WRITE=docs/performance.md keeps its tables"
	@echo "MINUTES=$(MINUTES)  how long to fuzz"

run: sync ## Sync ARTICLES and serve them on 127.0.0.1
	@$(RUN_ENV)/bin/python -m webui serve --index "$(INDEX)" --port $(PORT)

# Files that cannot be read are reported (exit status 1) and stop nothing.
sync: $(RUN_ENV)/ready ## Bring the index up to date with ARTICLES
	@$(RUN_ENV)/bin/python -m indexer sync "$(ARTICLES)" --index "$(INDEX)" || [ $$? -eq 1 ]

test: $(DEV_ENV)/ready ## Check formatting, lint and types, and run all tests
	$(DEV_ENV)/bin/ruff format --check .
	$(DEV_ENV)/bin/ruff check .
	$(DEV_ENV)/bin/mypy
	sh tools/browser.sh
	$(DEV_ENV)/bin/pytest -n 2 --dist loadfile

fuzz: $(DEV_ENV)/ready ## Compare the engine with Whoosh on other examples, for MINUTES
	$(DEV_ENV)/bin/python -m tests.fuzz $(MINUTES)

bench: $(DEV_ENV)/bench ## Compare with stock Whoosh, tantivy and SQLite on N articles
	$(DEV_ENV)/bin/python -m tests.benchmark.bench --articles $(N) $(if $(WRITE),--write $(WRITE))

bench-pages: $(DEV_ENV)/bench ## Measure the pages on N articles: times, and bytes sent
	$(DEV_ENV)/bin/python -m tests.benchmark.pages --articles $(N) $(if $(WRITE),--write $(WRITE))

bench-index: $(DEV_ENV)/bench ## Compare ways of indexing real articles, and N short ones
	$(DEV_ENV)/bin/python -m tests.benchmark.indexing.bench --articles $(N) $(if $(WRITE),--write $(WRITE))

bench-year: $(DEV_ENV)/ready ## Sync after each of 2,000 imports, and look at the index
	$(DEV_ENV)/bin/python -m tests.benchmark.indexing.year $(if $(WRITE),--write $(WRITE))

bench-million: $(DEV_ENV)/ready ## Watch the memory of a first sync of a million articles
	$(DEV_ENV)/bin/python -m tests.benchmark.indexing.million $(if $(WRITE),--write $(WRITE))

bench-ranking: $(DEV_ENV)/ready ## Measure how good the ranking is, beside plain BM25
	$(DEV_ENV)/bin/python -m tests.benchmark.ranking $(if $(WRITE),--write $(WRITE))

format: $(DEV_ENV)/ready ## Format the code and mend what lint can mend
	$(DEV_ENV)/bin/ruff format .
	$(DEV_ENV)/bin/ruff check --fix .

screenshots: $(DEV_ENV)/ready ## Make the pictures in docs/ anew
	sh tools/browser.sh
	$(DEV_ENV)/bin/python tools/screenshots.py

clean: ## Remove the environments and the index
	rm -rf .venv "$(INDEX)"

$(RUN_ENV)/ready: pyproject.toml
	@echo "Setting up $(RUN_ENV) (once) ..."
	@$(PYTHON) -m venv $(RUN_ENV)
	@$(RUN_ENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(DEV_ENV)/ready: pyproject.toml
	@echo "Setting up $(DEV_ENV) (once) ..."
	@$(PYTHON) -m venv $(DEV_ENV)
	@$(DEV_ENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(DEV_ENV)/bench: $(DEV_ENV)/ready
	@$(DEV_ENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	@touch $@
