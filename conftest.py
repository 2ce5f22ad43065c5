"""Shared by the tests: where things are, what takes long, and the website, whose chapters are executed by nbval."""

import copy
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib
import nbformat
import pytest
from filelock import FileLock
from hypothesis import settings
from nbval.plugin import IPyNbCell

from tools import browser, course, execution_cache

ROOT = Path(__file__).parent
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic by name
os.environ["QTLIB_WIDGETS"] = "frames"
matplotlib.use("agg")

# in CI the same examples every time, so that a change is judged by what it changed; on a laptop new ones at every run
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")


# Chapters come first, as the website needs them; then files with long tests, so that no process ends alone with one.
FIRST = ["quantization", "channels", "greens_functions", "ohms_law"]
LONG = ["test_site", "test_figures", "test_hub", "test_attacks", "test_class", "test_returned", "test_transport"]


def pytest_collection_modifyitems(items):
    chapters = course.chapters()
    order = {stem: place for place, stem in enumerate(dict.fromkeys([*FIRST, *chapters, *LONG]))}
    sets = ROOT / "solutions"  # named as their chapters
    items.sort(key=lambda item: len(order) if sets in item.path.parents else order.get(item.path.stem, len(order)))


def pytest_ignore_collect(collection_path):
    """Notebooks that `_toc.yml` leaves out are not part of the course."""
    if collection_path.suffix == ".ipynb" and {ROOT / "book", ROOT / "solutions"} & set(collection_path.parents):
        place = collection_path.relative_to(ROOT).with_suffix("").as_posix().replace("solutions/", "exercises/", 1)
        return True if place not in course.pages() else None
    return None


def pytest_runtest_makereport(item, call):
    """Outputs of a chapter that passed from first cell to last serve the website: tests and site execute it once."""
    if isinstance(item, IPyNbCell) and item.path.parent == ROOT / "book" and call.when == "call" and not call.excinfo:
        passed = item.parent.__dict__.setdefault("passed", [])
        passed.append(item)
        if [i.cell for i in passed] == [c for c in item.parent.nb.cells if c.cell_type == "code"]:
            execution_cache.keep(item.path, [i.test_outputs for i in passed])


def let_everyone_pass(folder):
    """Open a test's folder, and those of this run above it, to other users of the machine."""
    made_here = Path(tempfile.gettempdir())
    for place in (folder, *folder.parents):
        if made_here in place.parents and place.stat().st_uid == os.geteuid():
            place.chmod(0o755)


@pytest.fixture(scope="session")
def chromium():
    """Path of a Chromium; without one the browser tests are skipped on a laptop and fail in CI."""
    if path := browser.find():
        return path
    message = (
        "no Chromium found: install it (Debian and Ubuntu: apt-get install chromium) to test the site in a browser"
    )
    pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)


@pytest.fixture(scope="session")
def chrome(chromium):
    """A running Chromium; one for a whole process, which can hold no second."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = browser.launch(play, chromium)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site():
    """The site, built as the README says, once for all processes of a test run."""
    built, this_run = ROOT / "_build" / "built_for_tests", os.environ.get("PYTEST_XDIST_TESTRUNUID", "alone")
    built.parent.mkdir(exist_ok=True)
    with FileLock(f"{built}.lock"):
        if this_run == "alone" or not built.exists() or built.read_text() != this_run:
            done = subprocess.run([sys.executable, "-m", "tools.build"], cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
            built.write_text(this_run)
    return ROOT / "_build" / "html"


# the strictest that instructors are told to set; every page is tested under it
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


@pytest.fixture(scope="session")
def server(site):
    with browser.serve(site, [("Content-Security-Policy", POLICY)]) as address:
        yield address


@pytest.fixture(scope="session")
def barred():
    """Skips without bubblewrap on a laptop, and fails in CI."""
    from grading import kernel, sandbox

    try:
        kernel.check()
    except sandbox.Unavailable as reason:
        pytest.fail(str(reason)) if os.environ.get("CI") == "true" else pytest.skip(str(reason))


@pytest.fixture(scope="session")
def handed_out():
    """The problem set that the grading tests use, as students receive it."""
    from one_set import NAME

    return nbformat.read(ROOT / "exercises" / NAME / f"{NAME}.ipynb", 4)


@pytest.fixture(scope="session")
def solved():
    """Its answers by their cell."""
    from one_set import NAME

    cells = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", 4).cells
    return {c.metadata.nbgrader.grade_id: c.source for c in cells if c.metadata.get("nbgrader", {}).get("solution")}


@pytest.fixture
def notebook(handed_out, solved):
    """A right submission, to be spoiled."""
    from one_set import grade_id

    made = copy.deepcopy(handed_out)
    for cell in made.cells:
        if (name := grade_id(cell)) in solved:
            cell.source = solved[name]
    return made
