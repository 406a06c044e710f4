# One command for each thing; each works in a fresh clone with Python 3.11 or later, git and make.
# uv is used where it is there and works; pip otherwise.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN = .venv/bin

.PHONY: setup try test lint bench lock clean

setup: .venv/ready

.venv/ready: pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later was found; install one, or say: make PYTHON=/path/to/python3." >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	@{ command -v uv >/dev/null 2>&1 && \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; } || { \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; }
	@touch $@

try: setup
	$(BIN)/remembrancer try

test: setup
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m bench

# Write requirements.lock anew from pyproject.toml (needs uv).
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
