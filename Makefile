# make run    the whole site on this machine, for a first look. Ctrl-C stops it.
#             PORT=8010  DEMO_PHASE=judging  HUB=https://huggingface.co  VAR_DIR=/somewhere
# make test   every test, on SQLite and on PostgreSQL with Redis. ARGS="-k deadline" chooses some.
# make eval-env  the environment that evaluates models, .venv-eval: the harness and torch, a few GB. TORCH_SPEC, EVAL_VLLM=1:
#             see deploy/eval-env.sh. Without it the site runs, and the tests that need it say so.
# make bench  how fast it is with thousands of people, on a PostgreSQL that it starts itself. ARGS="evidence rush" chooses some.
# make lint   what CI looks at before the tests.   make format   puts the code in shape.
# make lock   brings the lock files up to date with pyproject.toml. UPGRADE=1 takes new versions of everything,
#             UPGRADE=django new ones of Django alone.
# make clean  forgets the installed packages and the demo's data.

.DEFAULT_GOAL := help
PYTHON_HERE := .venv/bin/python
UPGRADE_OPTIONS := $(if $(UPGRADE),$(if $(filter 1,$(UPGRADE)),--upgrade,$(UPGRADE:%=--upgrade-package %)))
COMPILE := pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet $(UPGRADE_OPTIONS)
MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.PHONY: help run test eval-env bench lint format lock clean install install-tests messages
MAKEFLAGS += --no-print-directory

help:
	@sed -n 's/^# //p' Makefile

run: install messages
	@exec $(PYTHON_HERE) -m hackathon.pages.stack

test: install-tests messages
	@exec $(PYTHON_HERE) -m tests.run $(ARGS)

bench: install-tests messages
	@exec $(PYTHON_HERE) -m tests.benchmarks $(ARGS)

eval-env:
	@sh deploy/eval-env.sh

install:
	@sh deploy/install.sh requirements.lock

install-tests:
	@sh deploy/install.sh requirements.lock tests/requirements.lock

messages: $(MESSAGES)

%.mo: %.po | install
	@$(PYTHON_HERE) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

lint: install-tests messages
	@sh deploy/lint.sh

format: install-tests
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .

lock: var/uv/bin/uv
	var/uv/bin/uv $(COMPILE) pyproject.toml --output-file requirements.lock
	var/uv/bin/uv $(COMPILE) --group test --constraints requirements.lock --output-file tests/requirements.lock
	echo 'torch ; sys_platform == "none"' | var/uv/bin/uv $(COMPILE) --group eval --override - --no-emit-package torch --output-file deploy/eval.lock

var/uv/bin/uv: | install
	.venv/bin/python -m venv var/uv
	var/uv/bin/pip install --quiet uv

clean:
	rm -rf .venv .venv-eval var $(MESSAGES)
