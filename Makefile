# Two commands do all the set-up: `make demo` opens the workstation, `make test` passes all tests.
# The tests wait for screens more than they compute, so there are more workers than a small machine has cores.
PYTHON ?= python3
WORKERS ?= 4
VENV := .venv
BIN := $(VENV)/bin

# Compiled files of tests and source are kept, whatever the environment says: programs that tests start would compile anew.
export PYTHONDONTWRITEBYTECODE =

.PHONY: demo test campaign check format bench messages screenshots docs clean

demo: $(VENV)/.run
	@$(BIN)/collectdesk demo

test: $(VENV)/.dev
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup --durations 20

campaign: $(VENV)/.dev
	COLLECTDESK_CAMPAIGN=1 $(BIN)/pytest -n $(WORKERS) --dist loadgroup --durations 20

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev
	$(BIN)/python -m bench

messages: $(VENV)/.dev
	$(BIN)/python -m collectdesk.messages.upkeep

screenshots: $(VENV)/.dev
	$(BIN)/python -m docs.screenshots

$(VENV)/.run: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "collectdesk needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "collectdesk needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
