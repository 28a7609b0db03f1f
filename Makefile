# Needs python3 (3.11 or later) with venv and pip; everything else is fetched, pinned and hashed, into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: read test check coverage bench score fuzz soak lock clean

read: $(READY)
	@$(BIN)/twosource seeds

test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_architecture.py

# kills, refused calls, power cuts, damage and random keys for T seconds, 4 hours if not said; what fails goes into tests/regressions/
soak: $(READY)
	$(BIN)/python -m tests.soak $(T)

# which lines the tests reach, those of child processes among them; tracing makes tests that count time fail
coverage: $(READY)
	-$(BIN)/coverage run -m pytest -n 2 --dist loadfile --timeout=600
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --skip-covered --sort=cover --fail-under=90
	$(BIN)/coverage report --include='index/*' --fail-under=95 --format=total

# TWOSOURCE_BENCH_SIZES and TWOSOURCE_BENCH_CORPUS tell what is searched (tests/bench/search.py); with the extra `bench` also by tantivy
# TWOSOURCE_BENCH_TEXTS and TWOSOURCE_BENCH_BRIEFINGS how much is written (tests/bench/promises.py); with pandoc and cmark-gfm on the path also by these
bench: $(READY)
	$(BIN)/python -m tests.bench

# GOLD is a folder with gold data in cleaning/, quotes/; prints each figure beside its floor and its goal
score: $(READY)
	$(BIN)/python -m tests.score $(GOLD)

# inputs by chance for T seconds; TWOSOURCE_FUZZ_SEED repeats a run; what fails becomes a file in tests/regressions/
fuzz: $(READY)
	$(BIN)/python -m tests.fuzz $(or $(T),60)

# pip installs exactly what requirements.lock names, by hash, for CPython 3.11 to 3.14
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "twosource: Python 3.11 or later is needed, $$($(PYTHON) --version) was found: make PYTHON=python3.12" >&2; exit 1; }
	@echo "setting up $(VENV) (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# renews the lock from pyproject.toml; needs pip-tools beside it
lock:
	pip-compile --quiet --strip-extras --extra dev --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --no-annotate --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
