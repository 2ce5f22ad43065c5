"""Make the students' notebooks in exercises/ from solutions/, by nbgrader: answers and hidden tests are taken out."""

import logging
import shutil
import sys
from pathlib import Path

import nbformat
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

from tools import course

ROOT = Path(__file__).parent.parent


def generate(folder):
    """Write the students' version of the problem sets into `folder`; raises with nbgrader's words if one is invalid."""
    config = PyFileConfigLoader(str(ROOT / "nbgrader_config.py")).load_config()
    config.CourseDirectory.root = str(ROOT)
    config.CourseDirectory.release_directory = str(folder)
    config.GenerateAssignment.no_database, config.SaveCells.enabled = True, False  # no gradebook is needed
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
                cell.execution_count, cell.outputs = None, []
        nbformat.write(notebook, path)


def main():
    generate(ROOT / "exercises")
    for folder in (ROOT / "exercises").iterdir():
        if not (ROOT / "solutions" / folder.name).is_dir():
            shutil.rmtree(folder)
    print(f"exercises/: {len(course.sets())} problem sets generated")


if __name__ == "__main__":
    sys.exit(main())
