# Two commands: `make demo` to see it, `make test` to trust it. Both need Python 3.11 or later and nothing else.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUN := .venv/bin/python -m backoffice.launcher
ONLY ?=

.DEFAULT_GOAL := help
.PHONY: help install demo stop reset shell logs test lint fmt attack faults bench assets backup restore lock services

help: ## Say what each command does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

install: ## Install the locked dependencies into .venv
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and was not found."; exit 1; }
	@$(PYTHON) backoffice/launcher/install.py

demo: install ## Start the demonstration (again: keeps its data, starts what died)
	@$(RUN) demo

stop: ## Stop everything `make demo` started
	@test -x .venv/bin/python && $(RUN) stop || true

reset: install ## Stop and delete the demonstration's data (asks first; YES=1 does not)
	@$(RUN) reset $(if $(YES),--yes)

shell: install ## Python shell inside one authority: make shell A=cleveland
	@$(RUN) manage shell --authority "$(or $(A),cleveland)"

logs: install ## Follow the logs of servers, web and workers
	@$(RUN) logs

test: install ## Run every check and test on a private PostgreSQL and Redis
	@$(RUN) test $(ARGS)

lint: install ## Run the static checks alone
	@$(RUN) lint

fmt: install ## Format the code
	@.venv/bin/python -m ruff check --fix-only --quiet . ; .venv/bin/python -m ruff format .

attack: install ## Attack the walls between authorities, on every PostgreSQL found
	@$(RUN) attack

faults: install ## Run the whole fault table
	@$(RUN) faults

bench: install ## Measure; make bench ONLY=payrun runs one group. Results: var/bench.json
	@$(RUN) bench $(ONLY)

assets: install ## Build style sheets and scripts into static/
	@$(RUN) assets

backup: install ## Back up: make backup A=cleveland TO=/path (A=all for every authority and who signs in)
	@test -n "$(A)" -a -n "$(TO)" || { echo "Say which and where: make backup A=cleveland TO=/path (A=all for all)."; exit 1; }
	@$(RUN) manage backup_authority --authority "$(A)" --to "$(TO)"

restore: install ## Restore: make restore A=cleveland FROM=/path (A=all for every authority and who signs in)
	@test -n "$(A)" -a -n "$(FROM)" || { echo "Say which and where from: make restore A=cleveland FROM=/path (A=all for all)."; exit 1; }
	@$(RUN) manage restore_authority --authority "$(A)" --from "$(FROM)"

lock: install ## Bring requirements.lock in step with pyproject.toml
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --group dev --group embedded --group lock pyproject.toml -o requirements.lock

services: install ## Start only the private PostgreSQL and Redis
	@$(RUN) services start
