# `make serve` asks for questions in this terminal, `make test` runs every check. Both need Python 3.11 and nothing else of ours.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt

.PHONY: serve test bench eval clean
.DELETE_ON_ERROR:

serve: $(VENV)/.installed
	$(BIN)/jobun index build
	$(BIN)/jobun ask

define check
@echo "── $(1)"
@$(BIN)/$(1) || { echo "make test: failed at: $(1)" >&2; exit 1; }
endef

test: $(VENV)/.installed-dev
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
