# Everything that is done with this project, by name. `make` alone lists it.

ARTICLES ?= index_data/sample_articles
# One for each folder of articles: the sample articles have index_data/index.
INDEX ?= $(shell $(PYTHON) tools/index_folder.py $(call quoted,$(ARTICLES)))
PORT ?= 8000
PYTHON ?= python3
ALLOW_DELETIONS ?=
N ?= 100000
WRITE ?=
MINUTES ?= $(if $(HOURS),$(shell awk 'BEGIN { print 60 * $(HOURS) }'),10)
SEED ?=
UPGRADE ?=
FILES ?= 1000000
FIRST ?= 0
PROCESSES ?= 1

# An archive in a cluster needs a client beside all else.
RUN_WITH := $(if $(filter opensearch,$(CUTTINGS_BACKEND)),cluster,run)
RUN_ENV := .venv/$(RUN_WITH)
DEV_ENV := .venv/dev
OLDEST_ENV := .venv/oldest
NEWEST_ENV := .venv/newest
UV_ENV := .venv/uv
AUDIT_ENV := .venv/audit
WHOOSH3_ENV := .venv/whoosh3

KILLING_TESTS := tests/cluster/faults tests/cluster/test_nodes.py

PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
UV_PIP_INSTALL := $(UV_ENV)/bin/uv pip install --quiet
# One lock for every platform and every Python from 3.11 on: the same versions everywhere.
COMPILE := $(UV_ENV)/bin/uv pip compile --quiet --universal --fork-strategy fewest \
	--python-version 3.11 --prerelease disallow --generate-hashes \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

# Where the environment forbids to keep bytecode, each process would compile all of it anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run sync check test test-cluster test-oldest test-newest test-whoosh3 lock audit sbom licences fuzz fuzz-files torture crowds bench bench-pages bench-serving bench-cluster bench-index bench-year bench-million bench-ranking bench-stories format keep-index help-page screenshots clean

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "ARTICLES=$(ARTICLES)  folder of the articles"
	@echo "INDEX=$(INDEX)  folder of the index, one for each folder of articles"
	@echo "ALLOW_DELETIONS=1  lets sync and run delete more than half of the articles"
	@echo "PORT=$(PORT)  port of the server"
	@echo "N=$(N)  articles of the benchmark; WRITE=docs/performance.md keeps its tables (of stories: docs/research/stories.md)"
	@echo "MINUTES=$(MINUTES)  how long to fuzz or to torture; HOURS=2 is 120; SEED=7 repeats a torture"
	@echo "FILES=$(FILES)  how many files to fuzz (MINUTES=3: for so long at most), by PROCESSES=2; FIRST=7 goes on"
	@echo "PYTHON=$(PYTHON)  Python of the environments"
	@echo "UPGRADE=1  lets lock take newer versions"

run: sync ## Sync ARTICLES and serve them on 127.0.0.1
	@$(RUN_ENV)/bin/python -m webui serve --index $(call quoted,$(INDEX)) --port $(PORT)

# Files that cannot be read are reported (exit status 1) and stop nothing.
sync: $(RUN_ENV)/ready ## Bring the index up to date with ARTICLES
	@$(RUN_ENV)/bin/python -m indexer sync $(call quoted,$(ARTICLES)) --index $(call quoted,$(INDEX)) \
		$(if $(ALLOW_DELETIONS),--allow-deletions) || [ $$? -eq 1 ]

check: $(DEV_ENV)/ready ## Check formatting, lint and types, and run the tests that are quick
	$(call check,$(DEV_ENV))
	$(call pytest,$(DEV_ENV)) -m "not slow"

test: $(DEV_ENV)/ready ## Check formatting, lint and types, and run all tests
	$(call check,$(DEV_ENV))
	$(call run_tests,$(DEV_ENV))

# Those that kill nodes come by themselves: no others could go on meanwhile.
test-cluster: $(DEV_ENV)/ready ## Run the tests that need a cluster of OpenSearch; they start one
	@echo "Fetching the nodes of the cluster, unless they are there ..."
	@$(DEV_ENV)/bin/python -m tests.cluster.building
	$(call pytest,$(DEV_ENV)) -m cluster $(addprefix --ignore ,$(KILLING_TESTS)) tests
	$(DEV_ENV)/bin/pytest -m cluster $(KILLING_TESTS)

# Formatting, lint and types are what the locked versions say of them.
test-oldest: $(UV_ENV)/ready ## Run all tests with the oldest versions that are allowed
	@$(PYTHON) -m venv --clear $(OLDEST_ENV)
	@$(call install_resolved,$(OLDEST_ENV),--resolution lowest-direct)
	$(call run_tests,$(OLDEST_ENV))

# The types of what has given up the oldest Python can be read only for the one that is used.
test-newest: python_version = $$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
test-newest: $(UV_ENV)/ready ## Check and test with the newest versions that are allowed
	@$(PYTHON) -m venv --clear $(NEWEST_ENV)
	@$(call install_resolved,$(NEWEST_ENV),--upgrade --prerelease disallow)
	$(call check,$(NEWEST_ENV),--python-version $(python_version))
	$(call run_tests,$(NEWEST_ENV))

# Reported, not required: what comes out is printed, and docs/operations/supply-chain.md has it.
test-whoosh3: $(UV_ENV)/ready ## Run all tests with Whoosh3 in place of whoosh-reloaded, and say what came out
	@$(PYTHON) -m venv --clear $(WHOOSH3_ENV)
	@$(call install_locked,$(WHOOSH3_ENV),requirements/dev.txt)
	@$(UV_PIP_INSTALL:install=uninstall) --python $(WHOOSH3_ENV) whoosh-reloaded
	@$(UV_PIP_INSTALL) --python $(WHOOSH3_ENV) --group whoosh3
	sh tools/browser.sh $(WHOOSH3_ENV)
	@$(call pytest,$(WHOOSH3_ENV)) --tb=line || echo "With Whoosh3, the suite ended with exit status $$?."

lock: $(UV_ENV)/ready ## Write requirements/ anew: what still fits stays
	$(COMPILE) pyproject.toml --group build --output-file requirements/run.txt
	$(COMPILE) pyproject.toml --group build --extra opensearch \
		--constraints requirements/run.txt --output-file requirements/cluster.txt
	$(COMPILE) pyproject.toml --group build --extra dev --constraints requirements/cluster.txt \
		--output-file requirements/dev.txt
	$(COMPILE) pyproject.toml --group build --extra dev --extra bench \
		--constraints requirements/dev.txt --output-file requirements/bench.txt
	$(COMPILE) --group lock --output-file requirements/uv.txt
	$(COMPILE) --group audit --output-file requirements/audit.txt

audit: $(AUDIT_ENV)/ready ## Ask what is known against the locked versions
	@$(AUDIT_ENV)/bin/python tools/audit.py

sbom: $(AUDIT_ENV)/ready $(RUN_ENV)/ready ## Write the bill of materials of what runs to build/sbom.json
	@mkdir -p build
	@$(AUDIT_ENV)/bin/cyclonedx-py environment $(RUN_ENV) --pyproject pyproject.toml \
		--output-reproducible --output-format JSON --output-file build/sbom.json
	@echo "build/sbom.json"

licences: $(RUN_ENV)/ready ## List the licences of what runs
	@$(RUN_ENV)/bin/python tools/licences.py

fuzz: $(DEV_ENV)/ready ## Compare the engine with Whoosh on other examples, for MINUTES
	$(DEV_ENV)/bin/python -m tests.torture.fuzz $(MINUTES)

fuzz-files: $(DEV_ENV)/ready ## Read FILES files that strangers may have written
	$(DEV_ENV)/bin/python -m tests.indexer.hostile_files.fuzzing --files $(FILES) \
		$(if $(filter command environment,$(firstword $(origin MINUTES))),--minutes $(MINUTES)) \
		$(if $(SEED),--seed $(SEED)) --first $(FIRST) --processes $(PROCESSES)

torture: $(DEV_ENV)/ready ## Kill, lose writes, fill disks and more, for MINUTES or HOURS
	$(DEV_ENV)/bin/python -m tests.torture --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

crowds: $(DEV_ENV)/ready ## Ask a server over INDEX much at once, and print how others are answered
	$(DEV_ENV)/bin/python -m tests.torture.crowds --index $(call quoted,$(INDEX))

bench: $(DEV_ENV)/bench ## Compare with tantivy, bm25s, DuckDB, SQLite and stock Whoosh on N articles
	$(DEV_ENV)/bin/python -m tests.benchmark.searching.bench --articles $(N) $(if $(WRITE),--write $(WRITE))

bench-pages: $(DEV_ENV)/bench ## Measure the pages on N articles: times, and bytes sent
	$(DEV_ENV)/bin/python -m tests.benchmark.pages.bench --articles $(N) $(if $(WRITE),--write $(WRITE))

bench-serving: $(DEV_ENV)/bench ## Compare the server over N articles with a small one over tantivy
	$(DEV_ENV)/bin/python -m tests.benchmark.serving.bench --articles $(N) $(if $(WRITE),--write $(WRITE))

bench-cluster: $(DEV_ENV)/bench ## Compare an archive of N articles in clusters on this machine with one in a folder
	$(DEV_ENV)/bin/python -m tests.benchmark.clusters.bench --articles $(N) $(if $(WRITE),--write $(WRITE))

bench-index: $(DEV_ENV)/bench ## Compare ways of indexing real articles, and N short ones
	$(DEV_ENV)/bin/python -m tests.benchmark.indexing.bench --articles $(N) $(if $(WRITE),--write $(WRITE))

bench-year: $(DEV_ENV)/ready ## Sync after each of 2,000 imports, and look at the index
	$(DEV_ENV)/bin/python -m tests.benchmark.indexing.year $(if $(WRITE),--write $(WRITE))

bench-million: $(DEV_ENV)/ready ## Watch the memory of a first sync of a million articles
	$(DEV_ENV)/bin/python -m tests.benchmark.indexing.million $(if $(WRITE),--write $(WRITE))

bench-ranking: $(DEV_ENV)/ready ## Measure how good the ranking is, beside plain BM25; COLLECTION=folder
	$(DEV_ENV)/bin/python -m tests.benchmark.ranking.bench $(if $(COLLECTION),--collection $(COLLECTION)) $(if $(WRITE),--write $(WRITE))

bench-stories: $(DEV_ENV)/ready ## Measure how good the stories are, on judged pairs
	$(DEV_ENV)/bin/python -m tests.benchmark.stories.bench $(if $(WRITE),--write $(WRITE))

format: $(DEV_ENV)/ready ## Format the code and mend what lint can mend
	$(DEV_ENV)/bin/ruff format .
	$(DEV_ENV)/bin/ruff check --fix .

keep-index: $(DEV_ENV)/ready ## Keep an index of this version for the tests of later ones
	$(DEV_ENV)/bin/python tools/keep_index.py

help-page: ## Write the pages of the query language and on privacy from the docs
	@$(PYTHON) tools/help_page.py

screenshots: $(DEV_ENV)/ready ## Make the pictures in docs/ anew
	sh tools/browser.sh
	$(DEV_ENV)/bin/python tools/screenshots.py

clean: ## Remove the environments and the index of ARTICLES
	rm -rf .venv $(call quoted,$(INDEX))

$(RUN_ENV)/ready: pyproject.toml requirements/$(RUN_WITH).txt
	@echo "Setting up $(RUN_ENV) (once) ..."
	@$(PYTHON) -m venv --clear $(RUN_ENV)
	@$(call install_locked,$(RUN_ENV),requirements/$(RUN_WITH).txt)
	@touch $@

$(DEV_ENV)/ready: pyproject.toml requirements/dev.txt
	@echo "Setting up $(DEV_ENV) (once) ..."
	@$(PYTHON) -m venv --clear $(DEV_ENV)
	@$(call install_locked,$(DEV_ENV),requirements/dev.txt)
	@touch $@

$(DEV_ENV)/bench: $(DEV_ENV)/ready requirements/bench.txt
	@$(call install_locked,$(DEV_ENV),requirements/bench.txt)
	@touch $@

$(UV_ENV)/ready: requirements/uv.txt
	@echo "Setting up $(UV_ENV) (once) ..."
	@$(PYTHON) -m venv --clear $(UV_ENV)
	@$(UV_ENV)/bin/python $(PIP_INSTALL) --require-hashes --requirement requirements/uv.txt
	@touch $@

# For a shell, whatever is in it.
quoted = '$(subst ','\'',$(1))'

$(AUDIT_ENV)/ready: requirements/audit.txt
	@echo "Setting up $(AUDIT_ENV) (once) ..."
	@$(PYTHON) -m venv --clear $(AUDIT_ENV)
	@$(AUDIT_ENV)/bin/python $(PIP_INSTALL) --require-hashes --requirement $<
	@touch $@

# Without isolation, since that would fetch the newest build backend; it is among the locked.
install_project = $(1)/bin/python $(PIP_INSTALL) --no-build-isolation --no-deps --editable .

define install_locked
$(1)/bin/python $(PIP_INSTALL) --require-hashes --requirement $(2)
$(call install_project,$(1))
endef

define install_resolved
$(UV_PIP_INSTALL) --python $(1) --requirement pyproject.toml --extra dev --group build $(2)
$(call install_project,$(1))
endef

define check
$(1)/bin/ruff format --check .
$(1)/bin/ruff check .
$(1)/bin/mypy $(2)
endef

pytest = $(1)/bin/pytest -n 2 --dist loadfile

define run_tests
sh tools/browser.sh $(1)
$(call pytest,$(1))
endef
