# Every verb a person needs. `make help` lists them.
PYTHON ?= python3
ENV ?= dev
TORCH := 2.13.0
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export CDK_DISABLE_CLI_TELEMETRY := 1
# Thousands of short processes start in a test run: with this variable each would compile the project anew.
unexport PYTHONDONTWRITEBYTECODE
PIP_INSTALL := -m pip install --disable-pip-version-check --no-warn-script-location --require-hashes
RUN := .venv/.run-installed
DEV := .venv/.dev-installed
NODE := node_modules/.installed
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-toolkits setup-authoring setup-spark setup-torch demo test check synth diff snapshots train train-reviews pipeline openapi bench bench-serving bench-overhead bench-classes deploy destroy lock clean

help: ## List the verbs
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(RUN) $(NODE) ## Install what the demo, synth and deploy need into .venv and node_modules

demo: setup ## From data to an API answer on this machine, no AWS account (ONCE=1 exits after the answer)
	@./lab2api demo $(if $(ONCE),--once) $(if $(STRICT),--strict)

test: ## Every test, with the coverage gate
	@$(MAKE) --no-print-directory --jobs=2 setup-dev setup-toolkits setup-authoring setup-spark setup-torch
	.venv/bin/python -m pytest --cov --cov-fail-under=90 --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder $(ARGS)

check: setup-dev ## Format, lint, types and the quick tests
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/python -m pytest -q -m "not e2e and not toolkit and not authoring and not spark and not torch" $(ARGS)

synth: setup ## Write the CloudFormation templates of all environments to cdk.out/
	node_modules/.bin/cdk synth '**' --quiet --output cdk.out

diff: synth ## Show what this tree changes in the committed templates (needs no account)
	.venv/bin/python -m cli.snapshots --diff

snapshots: synth ## Accept the synthesized templates as tests/snapshots
	.venv/bin/python -m cli.snapshots --write

train: setup ## Train the starter model again, exactly as SageMaker would
	.venv/bin/python model_code/starter/build.py

train-reviews: setup setup-torch ## Train the starter that classifies reviews again (some minutes)
	.venv/bin/python model_code/starter/build_classifier.py

pipeline: setup-authoring ## Write the SageMaker pipeline definition again with the SageMaker SDK
	PYTHONPATH=model_code .venv-authoring/bin/python -W ignore -m pipeline.author
	PYTHONPATH=model_code .venv-authoring/bin/python -W ignore -m pipeline.author_text

openapi: setup ## Write the OpenAPI document again from the typed models of every function
	PYTHONPATH=lambda .venv/bin/python -m cli.openapi

bench: bench-serving bench-overhead bench-classes ## All benchmarks; each prints ratios measured side by side

bench-serving: setup-dev setup-toolkits ## Requests/s and latency beside AWS's own serving stacks
	.venv/bin/python -m bench.serving $(ARGS)

bench-overhead: setup ## What the API adds to a prediction, by stage; needs ./lab2api local up
	.venv/bin/python -m bench.overhead $(ARGS)

bench-classes: setup ## How a class's synthesis grows from 100 to 1,000 students
	.venv/bin/python -m bench.classes $(ARGS)

deploy: setup ## cdk deploy to your AWS account: make deploy ENV=dev
	./lab2api deploy $(ENV)

destroy: setup ## Remove an environment from your AWS account: make destroy ENV=dev
	./lab2api destroy $(ENV)

setup-dev: setup $(DEV) ## Add the test tools

setup-toolkits: .venv-toolkits/.installed ## Install AWS's own container toolkits (about 0.5 GB, for tests and benches)

setup-authoring: .venv-authoring/.installed ## Install the SageMaker Python SDK (about 1 GB, to author the pipeline)

setup-spark: .venv-spark/.installed ## Install Spark and a Java runtime (about 0.4 GB, for large recipes and their tests)

setup-torch: .venv-torch/.installed ## Install PyTorch for CPUs (about 0.9 GB, to train the text classifier)

lock: ## Resolve the requirement files again (maintainers; needs uv)
	uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header requirements/run.in -o requirements.txt
	for name in dev toolkits authoring spark torch; do uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header requirements/$$name.in -o requirements/$$name.txt || exit 1; done
	uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header model_code/requirements.txt -c requirements.txt -o model_code/requirements.lock
	uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header model_code/requirements-jobs.txt -c requirements.txt -o model_code/requirements-jobs.lock
	uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header model_code/requirements-text.txt -c requirements.txt -c requirements/torch.txt -o model_code/requirements-text.lock
	uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header model_code/requirements-serve.txt model_code/requirements-accelerated.txt -c requirements.txt -c requirements/torch.txt -o model_code/requirements-accelerated.lock

clean: ## Remove everything that can be made again
	-@[ ! -x .venv/bin/python ] || ./lab2api local down
	rm -rf .venv .venv-toolkits .venv-authoring .venv-spark .venv-torch node_modules cdk.out .lab2api build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

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

# PyPI's torch for Linux is a CUDA build of several GB; the CPU builds are on PyTorch's own page.
.venv-torch/.installed: requirements/torch.txt
	$(PYTHON) -m venv .venv-torch
	.venv-torch/bin/python $(PIP_INSTALL) -r $<
	.venv-torch/bin/python -m pip install --disable-pip-version-check --no-deps --only-binary :all: --find-links https://download.pytorch.org/whl/cpu/torch/ torch==$(TORCH)
	@touch $@

.venv-toolkits/.installed .venv-authoring/.installed .venv-spark/.installed: .venv-%/.installed: requirements/%.txt
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python $(PIP_INSTALL) -r $<
	@touch $@
