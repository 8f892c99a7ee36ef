# Two commands do all set-up: `make demo` and `make test`. ARGS is passed on: make demo ARGS="--orders 1000".

UV_VERSION := 0.13.9
UV := $(shell command -v uv 2>/dev/null || echo .venv-uv/bin/uv)
RUN := $(UV) run --frozen
PYTEST := $(RUN) pytest --dist worksteal
ARGS ?=
# A company's proxy has its certificate in the system's store.
export UV_SYSTEM_CERTS := 1
# Without bytecode every start of `kogge` compiles some 800 files anew: two thirds of the time it takes.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo serve test test-sqlite test-postgres check check-documents bench bench-conversion bench-idle bench-pages bench-planner bench-notifications bench-workers soak check-traps audit format translations screenshots system-packages

help: ## show the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

.venv-uv/bin/uv:
	@echo "== getting uv $(UV_VERSION)"
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kogge needs Python 3.11 or later as python3"; exit 2; }
	@python3 -c 'import ensurepip' 2>/dev/null || sh tools/install_packages.sh python3-venv
	@python3 -m venv .venv-uv
	@.venv-uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

install: $(if $(findstring .venv-uv,$(UV)),.venv-uv/bin/uv)
	@$(UV) sync --frozen --quiet

demo: install ## a local Amazon, its orders fetched, and the Office to look at them
	@$(RUN) kogge demo $(ARGS)

serve: install ## the Office with the data folder KOGGE_HOME
	@$(RUN) kogge serve $(ARGS)

system-packages:
	@sh tools/install_packages.sh postgresql-15 chromium gettext

# Half of the time tests wait, for browsers and processes: the two databases' runs fill each other's pauses.
test: install system-packages ## all tests, on SQLite and PostgreSQL, with a real browser
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-sqlite test-postgres

# Browsers and processes are waited for most of all here: one worker more than there are processors.
WORKERS := $(shell expr $$(nproc) + 1)

test-sqlite: install
	@echo "== tests on SQLite"
	@DATABASE_URL= $(PYTEST) -n $(WORKERS) -m "not soak" $(ARGS)

# What starts many processes runs on one database in `make test`: on PostgreSQL the clusters of hosts and their workers, on SQLite
# the rest. `make test-postgres ONCE=` runs all of it on PostgreSQL, and the soak is done on both.
ONCE := $(addprefix --ignore=tests/,chaos/test_changeover.py chaos/test_demo.py chaos/test_retrieval.py chaos/test_side_by_side.py chaos/test_status.py chaos/test_transfers.py \
	integration/kogge_cloud/test_backfill.py integration/test_cloud_apart.py integration/test_commands.py integration/test_order_life.py)

test-postgres: install
	@echo "== tests on PostgreSQL"
	@$(RUN) python -m tests.postgres $(PYTEST) -n auto -m "not soak" tests/integration tests/chaos $(ONCE) $(ARGS)

soak: install system-packages ## the long forms of the chaos tests, on both databases
	@DATABASE_URL= $(RUN) pytest -m soak $(ARGS)
	@$(RUN) python -m tests.postgres $(RUN) pytest -m soak $(ARGS)

check: install ## style, types, borders, translations, migrations
	@sh tools/install_packages.sh gettext
	@! git grep -nE '^(<<<<<<<|>>>>>>>) ' || { echo "a merge was not finished there"; exit 1; }
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(RUN) lint-imports --no-cache
	$(RUN) python tools/check_file_length.py
	$(RUN) python tools/check_translations.py
	$(RUN) python tools/check_migrations.py

check-traps: install ## take each remedy for one of Amazon's traps away, and see whether the tests notice
	@$(RUN) python tools/check_traps.py $(ARGS)

check-documents: install ## 100,000 generated orders with every trap, against Amazon's own figures
	@$(RUN) python -m bench.documents $(ARGS)

bench: install system-packages ## what the import does a second, beside a bare bulk insert
	@$(RUN) python bench/import_orders.py $(ARGS)

bench-conversion: install system-packages ## how many documents a second are converted, and posted
	@$(RUN) python bench/conversion.py $(ARGS)

bench-pages: install system-packages ## how long every page takes with a million documents, on PostgreSQL
	@$(RUN) python bench/pages.py $(ARGS)

bench-planner: install ## how near the plan of calls to Amazon comes to what its quotas allow, in virtual time
	@$(RUN) python bench/planner.py $(ARGS)

bench-notifications: install ## how long an order takes to its document while Amazon notifies, in real time
	@$(RUN) python bench/notifications.py $(ARGS)

bench-workers: install system-packages ## what 1, 2 and 4 workers take over together, on PostgreSQL
	@$(RUN) python bench/workers.py $(ARGS)

bench-idle: install system-packages ## processor, memory and queries of an installation that has nothing to do
	@$(RUN) python bench/idle.py $(ARGS)

audit: install ## known vulnerabilities of the dependencies; fails when one of them cannot be looked up
	@locked=$$(mktemp) && trap 'rm -f "$$locked"' EXIT && \
	$(UV) export --frozen --all-groups --no-emit-project --quiet --output-file "$$locked" && \
	REQUESTS_CA_BUNDLE=$${REQUESTS_CA_BUNDLE-$(wildcard /etc/ssl/certs/ca-certificates.crt)} \
	$(RUN) --with pip-audit pip-audit --strict --disable-pip --require-hashes -r "$$locked" $(ARGS) || \
	{ echo "Not audited, or not clean; the reason stands above. Looking up needs the package index's own vulnerability data or, with ARGS='-s osv', the OSV database."; exit 1; }

format: install ## put the code into shape
	$(RUN) ruff check --fix
	$(RUN) ruff format

translations: install ## gather the texts and compile the German catalogue
	@sh tools/install_packages.sh gettext
	@$(RUN) python tools/check_translations.py --update

screenshots: install system-packages ## the pictures of docs/screenshots, from a demo
	@$(RUN) python tools/screenshots.py $(ARGS)
