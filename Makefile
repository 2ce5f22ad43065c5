# Each target sets up what it needs; every line is a command you could type yourself.
.DEFAULT_GOAL := help
.PHONY: help book pdf linkcheck test proof lab validate clean

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
export PATH := $(CURDIR)/$(BIN):$(PATH)

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

book: $(READY)  ## build the executed website into _build/html
	@python -m tools.build

pdf: book  ## build the book as one PDF, with Chromium: _build/pdf/qtlib-course.pdf
	@python -m tools.pdf

linkcheck: $(READY)  ## ask every address on the pages whether it still answers (needs the internet)
	@jupyter-book build --builder linkcheck .

# One thread a process, so that two of them do not fight for the cores.
T ?= tests book qtlib $(wildcard solutions)
PYTEST := python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --nbval-lax --doctest-modules
test proof: export OMP_NUM_THREADS = 1
test: $(READY)  ## run every test: physics, notebooks, homework, the site; or some: T=tests/physics/test_noise.py
	@$(PYTEST) -m "not proof" $(T)

proof: $(READY)  ## the long proofs, weekly and before a release: every variant, every attack, everything as received
	@$(PYTEST) --timeout 3600 -m proof tests

lab: $(READY)  ## open the course in JupyterLab
	@python -m tools.contents
	jupyter lab contents.ipynb

validate: $(READY)  ## run a problem set and say what its checks say: NOTEBOOK=exercises/channels/channels.ipynb
	@python -m qtlib.homework $(NOTEBOOK) || true  # it has said what is wrong

clean:  ## remove everything built, the environment included
	rm -rf _build .venv site/vendor site/node_modules

$(READY): requirements.txt requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh tools/environment.sh .venv
	@touch $@

# What the students' edition does not have: solutions, grading, the checks of those who write.
-include instructor.mk
