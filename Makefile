# Needs only python3 (3.11 or newer, with venv) and make. Everything else goes into .venv, from the locked requirements.

PYTHON ?= python3
WORKERS ?= 2
PIP_INSTALL = .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes

.PHONY: help run test check format services bench runtime development

help:
	@echo "make run       the portal with demo data on http://127.0.0.1:8000 (PORT=8080 make run changes the port)"
	@echo "make test      the whole suite on SQLite, then the database promises on PostgreSQL (ARGS='tests/audit -k chain')"
	@echo "make check     format, lint, types, import order, migrations, catalogues, templates, secrets"
	@echo "make format    puts Python and templates into the form that make check wants"
	@echo "make services  optional servers for the tests: Redis, Chromium, Chinese fonts (Debian, Ubuntu)"
	@echo "make bench     the benchmarks"

run: runtime
	@PORTAL_DEMO=$${PORTAL_DEMO:-1} exec .venv/bin/python manage.py up

# Both parts run even when the first one fails, so that one run shows everything. Compiled tests are kept, whatever the
# machine says: without them every worker of both parts spends half a minute on compiling ten thousand tests.
test: export PYTHONDONTWRITEBYTECODE =
test: development
	@status=0; \
	echo "== The whole suite on SQLite"; \
	DATABASE_URL= .venv/bin/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS) || status=1; \
	echo "== What the database promises, on PostgreSQL"; \
	PORTAL_TEST_DATABASE=postgresql .venv/bin/python -m pytest -m both_databases -n $(WORKERS) --dist worksteal $(ARGS) || status=1; \
	exit $$status

check: development
	@.venv/bin/python scripts/check.py

format: development
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format --quiet .
	@git ls-files '*.html' | xargs .venv/bin/djade --target-version 5.2 || true

bench: development
	@.venv/bin/python -m bench.run

services:
	@sh scripts/services.sh

# The lock that was installed is kept beside the packages: a second call installs nothing.
runtime: .venv/bin/python
	@cmp -s requirements.txt .venv/requirements.txt || cmp -s requirements-dev.txt .venv/requirements-dev.txt || { \
		echo "Installing the locked requirements into .venv ..."; \
		$(PIP_INSTALL) -r requirements.txt && cp requirements.txt .venv/requirements.txt; }

development: .venv/bin/python
	@cmp -s requirements-dev.txt .venv/requirements-dev.txt || { \
		echo "Installing the locked requirements and the test tools into .venv ..."; \
		$(PIP_INSTALL) -r requirements-dev.txt && cp requirements.txt requirements-dev.txt .venv/; }

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "The portal needs Python 3.11 or newer; name one with PYTHON=/path/to/python3.12 make ..."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "python3 cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
