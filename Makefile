# The same commands for people and CI. Everything is fetched into the checkout (.venv).

PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
MANAGE = $(BIN)/python manage.py
# Test servers live in memory where there is room: much quicker than a disk.
MEMORY = $(shell test -w /dev/shm && echo /dev/shm || echo $${TMPDIR:-/tmp})
WITH_POSTGRES = TMPDIR=$(MEMORY) $(BIN)/python -m tests.helpers.servers.postgres
# What ran out of time waiting for a server or a browser is tried once more (docs/decisions/0056).
# Made-up examples are the same ones every time; HYPOTHESIS_PROFILE=thorough tries many more.
PYTEST = $(BIN)/python -m pytest --durations 20 --durations-min 5 --hypothesis-seed 0 \
	--reruns 1 --only-rerun "did not come true within" --only-rerun TimeoutError
# More processes than cores: tests of servers mostly wait.
PARALLEL = -n 4 --dist loadfile
# Tools that only read the code still load the settings, which want a key.
TOOLS = SECRET_KEY=only-for-tools-that-sign-nothing-and-serve-nobody-at-all
# As in production: what has no default there, and what a .env for developing may have turned off.
PRODUCTION = SECRET_KEY=$(shell head -c 48 /dev/urandom | base64 | tr -d '\n') ALLOWED_HOSTS=example.com DEBUG=false HTTPS_ONLY=true

# Tests start hundreds of processes of the same code: each would compile it anew.
unexport PYTHONDONTWRITEBYTECODE

# Node.js comes from the system where it is new enough, else from PyPI.
NPM = cd frontend && ../tools/with-node npm run --silent

.PHONY: help install requirements frontend demo demo-postgres serve-demo test test-sqlite test-postgres test-citus \
	test-frontend test-browser coverage check check-python check-frontend schema docs screenshots soak audit bench \
	format clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# What is imported is compiled then; of most packages little ever is.
INSTALL = $(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes

# The pinned lists are whole; asked for what they depend on as well, pip may look at a newer release and
# refuse it for not being pinned.
.venv/installed: requirements.txt
	@echo "Installing what the service needs into .venv ..."
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	$(PYTHON) -m venv .venv
	$(INSTALL) -r requirements.txt
	touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "Installing what developing needs into .venv ..."
	$(INSTALL) -r requirements-dev.txt
	touch $@

install: .venv/installed-dev ## Install the service and its tools into .venv

# For every Python from 3.11 and every platform; what is pinned already stays as it is.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make requirements (after a change to pyproject.toml)" $(OPTIONS)

requirements: .venv/installed-dev ## Pin what pyproject.toml names (OPTIONS="--upgrade-package urllib3")
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) --group tracing --constraint requirements.txt --output-file requirements-tracing.txt
	$(COMPILE) --group parquet --constraint requirements.txt --output-file requirements-parquet.txt
	$(COMPILE) pyproject.toml --group dev --constraint requirements.txt --constraint requirements-tracing.txt \
		--constraint requirements-parquet.txt --output-file requirements-dev.txt
	$(COMPILE) --group bench --constraint requirements-dev.txt --output-file requirements-bench.txt

frontend/node_modules/installed: frontend/package.json frontend/package-lock.json | .venv/installed
	@echo "Installing what the page needs into frontend/node_modules ..."
	cd frontend && ../tools/with-node npm ci --silent
	touch $@

frontend: frontend/node_modules/installed ## Build the page into frontend/dist
	$(NPM) build

demo: .venv/installed frontend ## Serve the service with demo data on SQLite (PORT=8000)
	@echo "Preparing demo.sqlite3 ..."
	@DATABASE_URL=sqlite:///$(CURDIR)/demo.sqlite3 REPLICA_URL= $(MAKE) --no-print-directory serve-demo

demo-postgres: .venv/installed-dev frontend ## The same on a PostgreSQL primary with a streaming standby
	@echo "Starting a PostgreSQL primary and a standby in a temporary folder ..."
	@$(WITH_POSTGRES) -- $(MAKE) --no-print-directory serve-demo

# Fills the database that the environment names and serves it, with a key made for the occasion. A
# worker imports what is uploaded, others send mail and build summaries; they end with the server, which is waited for
# even after a signal.
serve-demo: export SECRET_KEY := $(shell head -c 48 /dev/urandom | base64 | tr -d '\n')
serve-demo: export HTTPS_ONLY = false
serve-demo: export ALLOWED_HOSTS = localhost,127.0.0.1
serve-demo: export LOG_LEVEL = WARNING
serve-demo: export BIND = 127.0.0.1:$(PORT)
# Without a mail server, mail becomes files.
serve-demo: export EMAIL_URL := $(or $(EMAIL_URL),filemail:///$(CURDIR)/demo-mail)
serve-demo: export PUBLIC_URL := $(or $(PUBLIC_URL),http://127.0.0.1:$(PORT))
serve-demo:
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --verbosity 0 --noinput
	@$(MANAGE) seed_demo
	@echo "Mail is written to the folder demo-mail, unless EMAIL_URL names a mail server."
	@echo "Serving on http://127.0.0.1:$(PORT)/ (Ctrl-C ends it)."
	@$(BIN)/gunicorn & server=$$!; $(MANAGE) work_imports & worker=$$!; \
	$(MANAGE) send_due_reports --every 30 & mailer=$$!; \
	$(MANAGE) build_summaries --every 30 & builder=$$!; \
	trap 'kill -INT $$server' INT TERM HUP; wait $$server; wait $$server; \
	kill $$worker $$mailer $$builder; wait $$worker $$mailer $$builder; true

COSMOS = tests/helpers/servers/cosmos
EMULATOR = $(COSMOS)/node_modules/.package-lock.json

$(EMULATOR): $(COSMOS)/package.json $(COSMOS)/package-lock.json | .venv/installed-dev
	@echo "Installing the Cosmos DB emulator into $(COSMOS)/node_modules ..."
	tools/with-node npm ci --prefix $(COSMOS) --silent
	touch $@

test: test-frontend test-sqlite test-postgres test-browser ## Run every test, on SQLite and on PostgreSQL

test-sqlite: .venv/installed-dev $(EMULATOR) ## Run tests on SQLite, and those of replicas on a real pair
	$(TOOLS) $(MANAGE) collectstatic --verbosity 0 --noinput
	TMPDIR=$(MEMORY) DATABASE_URL= $(PYTEST) $(PARALLEL) --ignore tests/browser --ignore tests/cluster $(addprefix --ignore ,$(ON_POSTGRES)) $(OPTIONS)

coverage: ## Say which lines the tests on SQLite run (they take half as long again)
	@$(MAKE) --no-print-directory test-sqlite OPTIONS="--cov --cov-report=term:skip-covered"

# What is about the service and would ask the same of either database, or takes minutes: PostgreSQL, which is what
# serves people, is enough.
ON_POSTGRES = \
	tests/analytics/alerts \
	tests/analytics/histories \
	tests/analytics/mailing/test_content.py \
	tests/analytics/mailing/test_reports_api.py \
	tests/analytics/mailing/test_schedule.py \
	tests/analytics/mailing/test_sending.py \
	tests/analytics/mailing/test_unsubscribe.py \
	tests/analytics/saved \
	tests/analytics/test_one_declaration.py \
	tests/analytics_project/api/test_access.py \
	tests/analytics_project/api/test_fuzz.py \
	tests/analytics_project/api/test_isolation.py \
	tests/analytics_project/api/test_people.py \
	tests/analytics_project/api/test_tenancy_sql.py \
	tests/analytics_project/api/test_token_scopes.py \
	tests/analytics_project/requests/test_faults.py \
	tests/analytics_project/requests/test_limits.py \
	tests/analytics_project/requests/test_sign_in_limits.py \
	tests/analytics_project/test_accounts.py \
	tests/analytics_project/test_logging.py \
	tests/calls/test_seed_demo.py \
	tests/campaigns/test_admin.py \
	tests/campaigns/test_admin_changes.py \
	tests/campaigns/test_memberships.py \
	tests/campaigns/test_user_admin.py

# What starts servers of its own or asks little of a database, whichever the run is on: once is enough.
ON_SQLITE = \
	tests/docs \
	tests/helper_tests \
	tests/test_structure.py \
	tests/analytics_project/api/test_schema.py \
	tests/analytics_project/test_audit.py \
	tests/analytics_project/test_deploy.py \
	tests/analytics_project/test_deploy_scripts.py \
	tests/analytics_project/test_environment.py \
	tests/analytics_project/test_healthcheck.py \
	tests/analytics_project/test_operation.py \
	tests/analytics_project/test_remote.py \
	tests/analytics_project/test_requirements.py \
	tests/analytics_project/test_settings.py \
	tests/analytics_project/test_tracing.py \
	tests/analytics_project/database/test_addresses.py \
	tests/analytics_project/database/test_replica_failures.py \
	tests/analytics_project/database/test_sqlite_outages.py \
	tests/analytics_project/requests/test_caching.py \
	tests/analytics_project/requests/test_limits_redis.py \
	tests/analytics_project/requests/test_malformed_requests.py \
	tests/analytics_project/requests/test_outages.py \
	tests/analytics_project/requests/test_overload.py \
	tests/analytics/documents \
	tests/analytics/exports \
	tests/analytics/providers \
	tests/analytics/question \
	tests/analytics/semantic \
	tests/analytics/mailing/test_senders.py \
	tests/analytics/summaries/test_build_summaries.py \
	tests/analytics/summaries/test_full_speed.py \
	tests/analytics/test_fresh_import.py \
	tests/calls/api/test_call_batch_service.py \
	tests/calls/importing/test_dialects.py \
	tests/calls/importing/test_import_files.py \
	tests/calls/importing/test_import_process.py \
	tests/calls/importing/test_workbooks_and_parquet.py \
	tests/calls/uploads/test_work_imports.py \
	tests/campaigns/test_timezones.py \
	tests/campaigns/test_visible_texts.py

test-postgres: .venv/installed-dev $(EMULATOR) ## Run tests on PostgreSQL, but for those that do not depend on it
	$(WITH_POSTGRES) --no-standby -- $(PYTEST) $(PARALLEL) --ignore tests/browser --ignore tests/cluster $(addprefix --ignore ,$(ON_SQLITE))

# What a cluster may answer otherwise: the API, imports, isolation, the oracle, summaries and the admin. Neither plans of
# one machine, nor undoing a migration that made a distributed table.
ON_CITUS = \
	tests/cluster \
	tests/analytics/api \
	tests/analytics/histories \
	tests/analytics/mailing \
	tests/analytics/reports \
	tests/analytics/rows \
	tests/analytics/saved \
	tests/analytics/summaries \
	tests/analytics_project/api \
	tests/calls \
	tests/campaigns

test-citus: .venv/installed-dev $(EMULATOR) ## Run tests on a Citus cluster: CITUS_URL names a database, with workers added
	@test -n "$(CITUS_URL)" || { echo "CITUS_URL has to name a database on the coordinator of a Citus cluster." >&2; exit 1; }
	DATABASE_URL=$(CITUS_URL) $(PYTEST) $(ON_CITUS) $(addprefix --ignore ,$(ON_SQLITE)) \
		--ignore tests/analytics/rows/test_row_plans.py -m "not undoes_migrations"

test-browser: .venv/installed-dev frontend ## Try the page in a real Chromium, which is found or installed
	$(BIN)/python -m tests.helpers.chromium
	$(TOOLS) $(MANAGE) collectstatic --verbosity 0 --noinput
	TMPDIR=$(MEMORY) DATABASE_URL= $(PYTEST) -n 2 --dist loadfile tests/browser

test-frontend: frontend ## Build the page and run its tests
	$(NPM) test

check: check-python check-frontend ## Run every check; with -j2 those of the page beside the others

check-python: .venv/installed-dev ## Lint, types, layers, migrations, schema, generated documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(TOOLS) $(BIN)/mypy .
	$(BIN)/lint-imports
	$(TOOLS) $(MANAGE) makemigrations --check --dry-run
	@echo "manage.py check --deploy, as in production"
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml compose.citus.yaml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/ci.yml
	$(TOOLS) $(MANAGE) spectacular --validate --fail-on-warn | diff - schema.yml
	$(TOOLS) $(MANAGE) describe_metrics | diff - docs/metric-dictionary.md
	$(BIN)/python -m analytics_project.environment --check

check-frontend: frontend/node_modules/installed ## Generated client, types and lint of the page
	$(NPM) check

schema: .venv/installed frontend/node_modules/installed ## Write schema.yml and the page's client
	$(TOOLS) $(MANAGE) spectacular --validate --fail-on-warn --file schema.yml
	$(NPM) api

docs: .venv/installed ## Write the tables of docs/metric-dictionary.md and of variables, and .env.example
	$(TOOLS) $(MANAGE) describe_metrics --write
	$(BIN)/python -m analytics_project.environment

.venv/installed-bench: requirements-bench.txt .venv/installed-dev
	@echo "Installing ClickHouse, which is measured beside the service, into .venv ..."
	$(INSTALL) -r requirements-bench.txt
	touch $@

bench: .venv/installed-bench $(EMULATOR) ## Measure; see bench/README.md (REAL_CALLS_FILE=calls.csv.gz)
	$(BIN)/python -m bench.bench_import $(REAL_CALLS_FILE)
	$(BIN)/python -m bench.bench_dashboard $(REAL_CALLS_FILE)
	$(BIN)/python -m bench.bench_documents
	$(BIN)/python -m bench.bench_postgres
	$(BIN)/python -m bench.bench_breakdown
	$(BIN)/python -m bench.bench_summaries
	$(BIN)/python -m bench.bench_marks
	$(BIN)/python -m bench.bench_keys
	$(BIN)/python -m bench.bench_overload
	$(BIN)/python -m bench.bench_tenants

screenshots: .venv/installed-dev frontend ## Take the README's pictures of the page anew
	$(BIN)/python -m tests.helpers.chromium
	SCREENSHOTS=1 $(BIN)/python -m pytest -q tests/browser/test_axe.py -k "numbers and wide"
	cp screenshots/numbers-wide-light.png screenshots/numbers-wide-dark.png docs/images/

soak: .venv/installed-dev $(EMULATOR) ## Ten minutes of readers, writers and failures (MINUTES=10)
	$(BIN)/python -m bench.soak --minutes $(or $(MINUTES),10)

# A report: it does not fail where the registry gives no answer.
audit: .venv/installed-dev ## Look for known faults in what the service is made of
	-$(BIN)/pip-audit --disable-pip --require-hashes --requirement requirements.txt
	-cd frontend && ../tools/with-node npm audit --omit=dev

format: .venv/installed-dev frontend/node_modules/installed ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NPM) format

clean: ## Remove what was installed and built here
	rm -rf .venv .cache staticfiles demo.sqlite3* demo-mail frontend/dist frontend/node_modules
