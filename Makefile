# Two commands matter: `make demo` and `make test`. Everything is made inside .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install bytecode demo test lint soak mutants bench screenshots lock clean

install: $(STAMP)

$(STAMP): pyproject.toml requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit("topset needs Python 3.11 or later: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(MAKE) --no-print-directory bytecode
	touch $@

# Without it every start compiles what it imports, where PYTHONDONTWRITEBYTECODE is set: twice the
# time. A package may bring templates that are no Python; they are nobody's to start.
bytecode:
	-@$(BIN)/python -m compileall -qq $(VENV)/lib
	$(BIN)/python -m compileall -q tui

demo: install
	$(BIN)/topset demo

# Three at a time even on two cores: many tests wait for programs of their own. Bytecode is kept
# even where the shell says otherwise: hundreds of processes would each compile the same sources.
test soak: export PYTHONDONTWRITEBYTECODE :=
test: install
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "not soak" $(ARGS)

# Half an hour on two idle cores. What it found it finds again with the seed that it says.
SEED ?= $(shell date +%s)
soak: install
	@echo "make soak SEED=$(SEED)"
	SOAK_SEED=$(SEED) $(BIN)/python -m pytest -n 2 --dist worksteal -m soak --hypothesis-seed=$(SEED) --durations=40 $(ARGS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	for system in win32 darwin; do \
	  $(BIN)/mypy --platform $$system --cache-dir .mypy_cache/$$system --no-warn-unused-ignores tui || exit 1; \
	done
	$(BIN)/lint-imports

# Hundreds of weakened databases; each has to be noticed by a test about rows.
mutants: install
	$(BIN)/python -m tests.sql.mutants "$(ONLY)"

bench: install bytecode
	$(BIN)/python -m tests.bench.latency
	$(BIN)/python -m tests.bench.keys
	$(BIN)/python -m tests.bench.traffic
	$(BIN)/python -m tests.bench.slow_line
	$(BIN)/python -m tests.bench.keystrokes
	$(BIN)/python -m tests.bench.sync_bench
	$(BIN)/python -m tests.bench.startup

screenshots: install
	$(BIN)/python -m tests.screenshots

# Lines that begin with two dashes would say where the packages came from.
lock: requirements-dev.in pyproject.toml
	$(BIN)/python -m piptools compile --quiet --no-header --strip-extras --extra demo --extra keyring --output-file requirements-dev.lock pyproject.toml requirements-dev.in
	sed -i.bak -e "/^--/d" -e "/^$$/d" requirements-dev.lock && rm requirements-dev.lock.bak

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache
