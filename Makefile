# Two commands do all the set-up: `make ask` and `make test`.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
Q      ?= Why did Serbia cancel the Bayraktar order?
export Q

export HF_HUB_OFFLINE := 1
export TRANSFORMERS_OFFLINE := 1

.PHONY: ask test check format lock clean

ask: $(VENV)/installed  ## Ingest the example articles and answer a question: make ask Q="…"
	@$(BIN)/qa ingest seeds
	@$(BIN)/qa ask "$$Q" || test $$? -eq 3

test: check  ## Everything the tests need, then all of them, then the evaluation suite
	$(BIN)/pytest
	$(BIN)/qa eval dev --baseline evals/baseline.json

check: $(VENV)/installed-dev  ## Style, types and layers: fast enough before every commit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The lock constrains every install; what is installed, the extras choose.
$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint requirements.lock --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-bare.txt
	$(BIN)/pip install --quiet --constraint requirements.lock --editable '.[dev]'
	$(BIN)/pip install --quiet --no-deps --requirement requirements-bare.txt
	@touch $@

lock:  ## Choose the newest versions that work together; a free torch may bring gigabytes of CUDA
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet torch==2.13.0 --editable '.[dev]'
	build/lock/bin/pip freeze --exclude-editable | sed 's/+cpu$$//' > requirements.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
