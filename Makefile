# Every verb a person needs. `make help` lists them.
PYTHON ?= python3
ENV ?= dev
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export CDK_DISABLE_CLI_TELEMETRY := 1
PIP_INSTALL := -m pip install --disable-pip-version-check --no-warn-script-location --require-hashes
RUN := .venv/.run-installed
DEV := .venv/.dev-installed
NODE := node_modules/.installed
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-toolkits setup-authoring setup-spark demo test check synth diff snapshots train pipeline openapi bench bench-serving bench-overhead deploy destroy lock clean

help: ## List the verbs
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(RUN) $(NODE) ## Install what the demo, synth and deploy need into .venv and node_modules

demo: setup ## From data to an API answer on this machine, no AWS account (ONCE=1 exits after the answer)
	@./lab2api demo $(if $(ONCE),--once) $(if $(STRICT),--strict)

test: setup-dev setup-toolkits setup-authoring setup-spark ## Every test, with the coverage gate
	.venv/bin/python -m pytest --cov --cov-fail-under=90 --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder $(ARGS)

check: setup-dev ## Format, lint, types and the quick tests
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/python -m pytest -q -m "not e2e and not toolkit and not authoring and not spark" $(ARGS)

synth: setup ## Write the CloudFormation templates of all environments to cdk.out/
	node_modules/.bin/cdk synth --quiet --output cdk.out

diff: synth ## Show what this tree changes in the committed templates (needs no account)
	.venv/bin/python -m cli.snapshots --diff

snapshots: synth ## Accept the synthesized templates as tests/snapshots
	.venv/bin/python -m cli.snapshots --write

train: setup ## Train the starter model again, exactly as SageMaker would
	.venv/bin/python model_code/starter/build.py

pipeline: setup-authoring ## Write the SageMaker pipeline definition again with the SageMaker SDK
	PYTHONPATH=model_code .venv-authoring/bin/python -W ignore -m pipeline.author

openapi: setup ## Write the OpenAPI document again from the typed models of every function
	PYTHONPATH=lambda .venv/bin/python -m cli.openapi

bench: bench-serving bench-overhead ## All benchmarks; each prints ratios measured side by side

bench-serving: setup-dev setup-toolkits ## Requests/s and latency beside AWS's own serving stacks
	.venv/bin/python -m bench.serving $(ARGS)

bench-overhead: setup ## What the API adds to a prediction, by stage; needs ./lab2api local up
	.venv/bin/python -m bench.overhead $(ARGS)

deploy: setup ## cdk deploy to your AWS account: make deploy ENV=dev
	./lab2api deploy $(ENV)

destroy: setup ## Remove an environment from your AWS account: make destroy ENV=dev
	./lab2api destroy $(ENV)

setup-dev: setup $(DEV) ## Add the test tools

setup-toolkits: .venv-toolkits/.installed ## Install AWS's own container toolkits (about 0.5 GB, for tests and benches)

setup-authoring: .venv-authoring/.installed ## Install the SageMaker Python SDK (about 1 GB, to author the pipeline)

setup-spark: .venv-spark/.installed ## Install Spark and a Java runtime (about 0.4 GB, for large recipes and their tests)

lock: ## Resolve the requirement files again (maintainers; needs uv)
	uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header requirements/run.in -o requirements.txt
	for name in dev toolkits authoring spark; do uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header requirements/$$name.in -o requirements/$$name.txt || exit 1; done
	uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header model_code/requirements.txt -c requirements.txt -o model_code/requirements.lock
	uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header model_code/requirements-jobs.txt -c requirements.txt -o model_code/requirements-jobs.lock

clean: ## Remove everything that can be made again
	-@[ ! -x .venv/bin/python ] || ./lab2api local down
	rm -rf .venv .venv-toolkits .venv-authoring .venv-spark node_modules cdk.out .lab2api build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

$(RUN): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "lab2api needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V). Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Setting up .venv (about 900 MB, a few minutes the first time)"
	$(PYTHON) -m venv .venv
	.venv/bin/python $(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	.venv/bin/python $(PIP_INSTALL) -r requirements/dev.txt
	@touch $@

$(NODE): package-lock.json $(RUN)
	npm ci --no-fund --no-audit --ignore-scripts
	@touch $@

.venv-toolkits/.installed .venv-authoring/.installed .venv-spark/.installed: .venv-%/.installed: requirements/%.txt
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python $(PIP_INSTALL) -r $<
	@touch $@
