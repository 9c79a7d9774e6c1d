# The same commands for people and CI. Everything is fetched into the checkout (.venv).

PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
MANAGE = $(BIN)/python manage.py
DEMO_DATABASE = sqlite:///$(CURDIR)/demo.sqlite3
BANK = ../shared/data/anonymous_bank_1999_q1.csv.gz
# Tools that only read the code still load the settings, which want a key.
TOOLS = SECRET_KEY=only-for-tools

.PHONY: help install demo test check schema docs bench format clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/installed: requirements.txt
	@echo "Installing what the service needs into .venv ..."
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "Installing what developing needs into .venv ..."
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

install: .venv/installed-dev ## Install the service and its tools into .venv

demo: export DATABASE_URL = $(DEMO_DATABASE)
demo: export SECRET_KEY := $(shell head -c 48 /dev/urandom | base64 | tr -d '\n')
demo: export HTTPS_ONLY = false
demo: export ALLOWED_HOSTS = localhost,127.0.0.1
demo: .venv/installed ## Serve the service with demo data on SQLite (PORT=8000)
	@echo "Preparing demo.sqlite3 ..."
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --verbosity 0 --noinput
	@$(MANAGE) seed_demo
	@echo "Serving on http://127.0.0.1:$(PORT)/ (Ctrl-C ends it)."
	@$(BIN)/gunicorn analytics_project.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --log-level warning

test: .venv/installed-dev ## Run every test
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=term:skip-covered

check: .venv/installed-dev ## Lint, types, layers, migrations, schema, generated documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(TOOLS) $(BIN)/mypy .
	$(BIN)/lint-imports
	$(TOOLS) $(MANAGE) makemigrations --check --dry-run
	$(TOOLS) $(MANAGE) spectacular --validate --fail-on-warn | diff - schema.yml
	$(TOOLS) $(MANAGE) describe_metrics | diff - docs/metrics.md

schema: .venv/installed ## Write schema.yml, which the page's client is generated from
	$(TOOLS) $(MANAGE) spectacular --validate --fail-on-warn --file schema.yml

docs: .venv/installed ## Write docs/metrics.md from METRICS and CHARTS
	$(TOOLS) $(MANAGE) describe_metrics > docs/metrics.md

bench: .venv/installed-dev ## Measure; see bench/README.md
	$(BIN)/python -m bench.bench_import $(wildcard $(BANK))
	$(BIN)/python -m bench.bench_dashboard $(wildcard $(BANK))

format: .venv/installed-dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove what was installed and built here
	rm -rf .venv .cache staticfiles demo.sqlite3*
