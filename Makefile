# Everything runs in .venv, which the first target that needs it makes. Nothing else has to be set up.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
OUT    ?= demo-output
say     = @printf '\n==> %s\n'

.PHONY: demo test lint fix check bench bench-read bench-answers bench-store samples clean

demo: $(READY)
	$(say) "Indexing the demo vendor's policies in knowledge/ (the first run exports the model once: about 20 s)"
	@$(BIN)/qanswer index
	$(say) "Answering the sample questionnaires of samples/ (exit code 3 means: done, and a person has something to look at)"
	@$(BIN)/qanswer answer samples/*.xlsx samples/*.docx --buyer "Northwind Trading" --nda NDA-2026-014 \
		--recipient security@northwind.example --overview -o $(OUT) || [ $$? -eq 3 ]
	$(say) "The results lie in $(OUT)/"
	@ls -1 $(OUT)

test: $(READY)
	$(say) "Running the tests"
	@$(BIN)/python -m pytest -n 2

lint: $(READY)
	$(say) "Checking style, types and the direction of imports"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fix: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

check: lint test

bench: $(READY)
	$(say) "Speed and memory of whole commands, index warm"
	@$(BIN)/python bench/speed.py
	$(say) "Filling and proving, beside openpyxl and python-docx"
	@$(BIN)/python bench/fill.py

bench-read: $(READY)
	@$(BIN)/python bench/read.py

bench-answers: $(READY)
	@$(BIN)/python bench/answers.py

bench-store: $(READY)
	@$(BIN)/python bench/store.py

samples: $(READY)
	@$(BIN)/python samples/build.py

$(READY): pyproject.toml constraints.txt
	$(say) "Making the virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv $(VENV)
	$(say) "Installing qanswer and what it needs (about 2 GB; a few minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(READY)

clean:
	rm -rf $(VENV) $(OUT) .qanswer
