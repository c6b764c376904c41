# `make run` shows what AutoRouter does; `make test` checks all of it. Both install what is missing.

SHELL := /bin/bash
SWIFT ?= swift
RELEASE := .build/release/autorouter
DEBUG := .build/debug/autorouter
# Calls of the runtime and between modules cost the server about a fifth of its processor time otherwise.
RELEASE_FLAGS := -Xswiftc -cross-module-optimization
ifneq ($(shell uname -s),Darwin)
RELEASE_FLAGS += --static-swift-stdlib
else
export PKG_CONFIG_PATH := $(shell brew --prefix openblas 2>/dev/null)/lib/pkgconfig:$(PKG_CONFIG_PATH)
endif

# Outcome tables are no part of the repository; `make bundle` needs them.
DATA ?= ../shared/data
TABLES := mmlu_pro zeroeval_gsm8k zeroeval_math_l5 zeroeval_crux reasoning_gym_easy reasoning_gym_hard llmrouter_dc routerbench_0shot_1pct
EVALUATION_TABLES := routellm_mmlu routellm_gsm8k routellm_mtbench

.PHONY: run test setup build lint unit clients soak kill bundle quality bench clean

run: build
	@echo
	@$(RELEASE) route --config Training/samples/autorouter.yaml --input Training/samples/prompts.jsonl
	@echo
	@echo "$(RELEASE) serve --sandbox"
	@echo "curl http://127.0.0.1:8484/v1/chat/completions -H 'Content-Type: application/json' -d '{\"model\": \"auto\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}'"

test: setup lint unit clients

setup:
	@.ci/setup

build: setup
	$(SWIFT) build -c release $(RELEASE_FLAGS) --product autorouter

lint: setup
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

unit: setup
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build

clients: unit
	.ci/client-checks $(DEBUG)

# The same failures as in `make clients`, 10,000 times.
soak: build
	.ci/client-checks $(RELEASE) --soak 10000 soak

# The same kills as in `make clients`, 100 times, under load and at random moments.
kill: build
	.ci/client-checks $(RELEASE) --kill 100 kill

# The release build as a server beside nginx, over an upstream of its own: `make bench BENCH="--rounds 5 --format json"`.
bench: build
	@.ci/bench-setup
	$(RELEASE) bench gateway $(BENCH)

# The same tables and program give the same bytes.
bundle: build
	$(RELEASE) train --name default --split train --output Models/default \
	    --data $(TABLES:%=$(DATA)/%.jsonl.gz) --exclude $(EVALUATION_TABLES:%=$(DATA)/%.jsonl.gz) \
	    --licence mmlu_pro="Apache-2.0; MMLU-Pro MIT" --licence zeroeval_gsm8k="Apache-2.0; GSM8K MIT" \
	    --licence zeroeval_math_l5="Apache-2.0; MATH MIT" --licence zeroeval_crux="Apache-2.0; CRUXEval MIT" \
	    --licence reasoning_gym_easy=Apache-2.0 --licence reasoning_gym_hard=Apache-2.0 --licence llmrouter_dc=MIT \
	    --licence routerbench_0shot_1pct="MIT"

# All figures of quality next to their goals; `make quality QUALITY=--quick` leaves out what trains once for each model.
quality: build
	@command -v python3 >/dev/null 2>&1 || { echo "quality SKIPPED: python3 is not installed"; exit 0; }; \
	    python3 -B Training/quality/quality.py --program $(RELEASE) --data $(DATA) $(QUALITY)

clean:
	$(SWIFT) package clean
	rm -rf .venv
