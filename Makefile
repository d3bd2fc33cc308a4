# `make serve` serves the site and prints its address, `make test` runs every check. Both need Python 3.11 and nothing else of ours.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt

.PHONY: serve test bench eval clean
.DELETE_ON_ERROR:

serve: $(VENV)/.installed
	$(BIN)/jobun index build
	$(BIN)/jobun serve

define check
@echo "── $(1)"
@$(BIN)/$(1) || { echo "make test: failed at: $(1)" >&2; exit 1; }
endef

test: $(VENV)/.installed-dev $(VENV)/.browser
	$(call check,ruff format --check .)
	$(call check,ruff check .)
	$(call check,mypy)
	$(call check,lint-imports)
	$(call check,pytest --cov --cov-report=term)

bench: $(VENV)/.installed
	$(BIN)/jobun eval bench

eval: $(VENV)/.installed
	$(BIN)/jobun eval run

clean:
	rm -rf $(VENV) .cache .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/.made
	@echo "Installing; the first time this takes some minutes."
	$(PIP) -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/.made
	@echo "Installing; the first time this takes some minutes."
	$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.installed

# The tests of the pages look at them in Chromium, with a font that has Japanese.
$(VENV)/.browser: | $(VENV)/.made
	@if ! { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; \
	  else \
	    echo "The tests need Chromium; install the packages chromium and fonts-noto-cjk." >&2; exit 1; \
	  fi; \
	fi
	@touch $@

# Debian keeps the module venv in a package of its own.
$(VENV)/.made:
	@for python in $(PYTHON) python3 none; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	if [ "$$python" = none ]; then \
	  echo "Python 3.11 or later is needed; install it, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  package=$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq "$$package"; \
	  else \
	    echo "Python's module venv is missing; install the package $$package (or python3-venv)." >&2; exit 1; \
	  fi; \
	fi && \
	"$$python" -m venv $(VENV)
	@touch $@
