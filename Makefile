# make run: the site on this machine. make test, make check: what must hold.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check

# Checks look at a database of their own, and at the settings of a public site.
MANAGE := DATA_DIR=.test-data $(BIN)/python -W error manage.py
PUBLIC := ALLOWED_HOSTS=example.org SECRET_KEY=$$(head -c 60 /dev/urandom | base64 -w0)

# In `run`, what it looks at comes before what it installs.
.NOTPARALLEL:

# A line for a step that takes its time: $(call step,what it does,command).
step = printf '%s … ' $(1); begun=$$(date +%s); { $(2); } && \
  echo "$$(($$(date +%s) - begun)) s" || { echo; false; }

define CHECK_PYTHON
command -v $(PYTHON) >/dev/null || \
  { echo "make: Python 3.11 or newer is needed; no $(PYTHON) was found." >&2; exit 1; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
  { echo "make: Python 3.11 or newer is needed; $(PYTHON) is" \
    "$$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.11" >&2; exit 1; }
endef

# Said below pip's own words, which blame the pins when there is no network.
NOT_INSTALLED = { echo "make: packages could not be installed. That needs the network once; \
then run make again." >&2; exit 1; }

# make alone says what there is.
.PHONY: help run preflight test coverage check requirements screenshot format tag bench bench-tables bench-pages bench-faults

help:
	@echo "make run          the site on http://127.0.0.1:$${PORT:-8000}/"
	@echo "make test         the whole test suite; ARGS='-k facets' for a part"
	@echo "make coverage     the same with the branches that it covers, at least 95 %"
	@echo "make check        linters, types, import contracts, deployment, advisories"
	@echo "make format       put code and templates in shape"
	@echo "make requirements newer versions of everything, pinned with hashes"
	@echo "make tag          the tag of a version that CHANGELOG describes, and its SBOM"
	@echo "make screenshot   the picture of the README"
	@echo "make bench        the site at size, beside others; ARGS='--rows 20000' is quick"
	@echo "make bench-pages  how much work public pages are to make"
	@echo "make bench-faults what is lost when things break: nothing"
	@echo "make bench-tables how fast tables go in and out; ARGS='--rows 10000' is quick"

run: preflight $(VENV)/site
	@exec $(BIN)/python manage.py run

# What a start needs is looked at before anything is installed.
preflight:
	@test -e $(VENV)/python || { $(CHECK_PYTHON); }
	@$(or $(wildcard $(BIN)/python),$(PYTHON)) -m mfgusa.management.port

test: $(VENV)/dev
	@$(BIN)/python -m pytest $(ARGS)

coverage: $(VENV)/dev
	@$(BIN)/coverage erase
	@$(BIN)/python -m pytest --cov $(ARGS)

check: $(VENV)/dev
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/python -m tests.annotations
	$(BIN)/lint-imports
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check --fail-level WARNING
	$(PUBLIC) $(MANAGE) check --deploy --fail-level WARNING
	$(BIN)/python requirements/audit.py

# Newer versions of everything, pinned with their hashes.
requirements: $(VENV)/dev
	@for set in site dev bench; do \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links --python-version 3.11 --upgrade \
	    requirements/$$set.in --output-file requirements/$$set.txt; \
	done

# The picture of the README, from a site of its own.
screenshot: $(VENV)/dev
	@$(BIN)/python -m tests.journeys.screenshot

# How fast tables go in and out, on a database of its own.
bench-tables: $(VENV)/dev
	@$(BIN)/python -m bench.tables $(ARGS)

# The site at size beside Tantivy, Datasette and a bare view, on rows of its own.
bench: $(VENV)/dev
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements/bench.txt
	@$(BIN)/python -m bench.speed $(ARGS)

# How much work public pages are to make, on a database of its own.
bench-pages: $(VENV)/dev
	@$(BIN)/python -m bench.reading

# What is lost when things break, on a site of its own.
bench-faults: $(VENV)/dev
	@timeout 600 $(BIN)/python -m bench.faults

# The tag of a version; nothing is pushed.
tag: $(VENV)/dev
	@$(BIN)/python -m deploy.tag

format: $(VENV)/dev
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .
	@git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2

$(VENV)/python:
	@$(CHECK_PYTHON)
	@$(call step,"Making a Python environment in $(VENV)",$(PYTHON) -m venv $(VENV)) || \
	  { echo "make: the venv module is missing; on Debian: apt install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/site: requirements/site.txt $(VENV)/python
	@$(call step,"Installing the packages of the site (400 MB)",$(PIP) install --require-hashes --requirement requirements/site.txt) || $(NOT_INSTALLED)
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/site
	@$(call step,"Installing the packages of the tests",$(PIP) install --require-hashes --requirement requirements/dev.txt) || $(NOT_INSTALLED)
	@touch $@
