# xlplan. Everything a newcomer needs: `make demo`, `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
REAL := workbooks/bao-cao-2023.xlsx

.PHONY: setup demo test lint bench workbooks docs pictures screens lock
.DEFAULT_GOAL := setup

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q xlplan
	touch $(STAMP)

# Recalculates and checks the real 2023 workbook; leaves the results in out/.
demo: setup
	@mkdir -p out
	@$(BIN)/xlplan calc $(REAL) -o out/bao-cao-2023.xlsx
	@$(BIN)/xlplan report out/bao-cao-2023.xlsx
	@echo
	@$(BIN)/xlplan check out/bao-cao-2023.xlsx --fail-on never
	@$(BIN)/xlplan check out/bao-cao-2023.xlsx --fail-on never --format json > out/ket-qua-kiem-tra.json
	@$(BIN)/xlplan report out/bao-cao-2023.xlsx --format html -o out/bao-cao-2023.html
	@echo
	@echo "Kết quả nằm trong out/: bao-cao-2023.xlsx, bao-cao-2023.html, ket-qua-kiem-tra.json"

test: setup
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff check --target-version py39 --select E9,F,PLE,YTT xlplan/domain xlplan/functions
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python benchmarks/run.py

workbooks: setup
	$(BIN)/python -m xlplan.checks.committed workbooks

docs: setup
	$(BIN)/python docs/reference.py
	$(BIN)/python docs/paragraphs.py

pictures: setup
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/conflict.py

# Pictures of LibreOffice's windows; what it needs is said in the script.
screens: setup
	$(BIN)/python docs/screens.py

# Needs uv; run by a maintainer when requirements.in changes.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.lock
