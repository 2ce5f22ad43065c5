"""Make the students' notebooks in exercises/ from solutions/, by nbgrader, and the data of their variants in qtlib."""

import logging
import os
import re
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from lzma import LZMAError
from pathlib import Path

import nbformat
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

from qtlib import homework
from qtlib.homework import variants as kept
from tools import course, sets, variants

ROOT = Path(__file__).parent.parent
TERM = "2026-autumn"  # of a course that never named one


def generate(folder):
    """Write the students' version of the problem sets into `folder`; raises with nbgrader's words if one is invalid."""
    config = PyFileConfigLoader(str(ROOT / "nbgrader_config.py")).load_config()
    config.CourseDirectory.root = str(ROOT)
    config.CourseDirectory.release_directory = str(folder)
    config.GenerateAssignment.no_database = True  # no gradebook is needed
    config.SaveCells.enabled = False
    config.NbGraderAPI.log_level = logging.ERROR
    for name in course.sets():
        result = NbGraderAPI(config=config).generate_assignment(name, force=True, create=False)
        if not result["success"]:
            raise ValueError(
                f"solutions/{name} cannot be turned into an exercise:\n{result.get('error') or result.get('log')}"
            )
        path = Path(folder) / name / f"{name}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)
            if cell.cell_type == "code":
                cell.execution_count = None
                cell.outputs = _shown(name, cell.source)
        nbformat.write(notebook, path)


def _shown(name, source):
    """What a page shows before anything runs: the website's numbers."""
    if not source.startswith("given("):
        return []
    given, _ = homework.problem_set(name)
    table = eval(source, {"given": given})
    shown = {"text/plain": repr(table), "text/html": table._repr_html_()}
    return [nbformat.v4.new_output("execute_result", shown, execution_count=None)]


def _made(name):
    """The data of a set as they are; empty if there are none that can be read."""
    try:
        return kept.unpacked((variants.DATA / f"{name}.bin").read_bytes())
    except (OSError, ValueError, LZMAError):
        return {}


def out_of_step(term=None):
    """Sets whose author wrote something that the data do not know yet, or whose data are for another term."""
    made = {name: _made(name) for name in course.sets()}
    term = term or max((data.get("term", "") for data in made.values()), default="")
    return [
        name for name, data in made.items() if (data.get("stamp"), data.get("term")) != (variants.stamp(name), term)
    ]


def term():
    """The term that the data are for: TERM (where a terminal has none of its own), or that of the data there are."""
    if re.match(r"\d{4}", asked := os.environ.get("TERM", "")):
        return asked
    return next((data["term"] for data in map(_made, course.sets()) if data), TERM)


def make_data(name, term):
    """Write the data of one set; returns its name."""
    (variants.DATA / f"{name}.bin").write_bytes(kept.packed(variants.data(name, term)))
    return name


def main():
    if faults := sets.faults():
        raise ValueError("\n".join(faults))
    now = term()
    stale = out_of_step(now)
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as executor:
        for name in executor.map(make_data, stale, [now] * len(stale)):
            print(f"{name}: {kept.VARIANTS + 1} variants for {now}")
    generate(ROOT / "exercises")
    for folder in (ROOT / "exercises").iterdir():
        if not (ROOT / "solutions" / folder.name).is_dir():
            shutil.rmtree(folder)
    print(f"exercises/: {len(course.sets())} problem sets generated")


if __name__ == "__main__":
    try:
        main()
    except ValueError as fault:
        sys.exit(f"Nothing was made: {fault}")
