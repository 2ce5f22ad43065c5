"""What the students' edition imports is in it; all else of it is in tests/received."""

import subprocess
import sys

import pytest

from tools import edition

_IMPORT_ALL = """
import importlib.util, os, sys

here = os.getcwd()
sys.path[:0] = [here, os.path.join(here, "site"), os.path.join(here, "tests")]
sys.modules["grading"] = None  # installed in this environment, but not in that of students
for number, path in enumerate(sys.argv[1:]):
    spec = importlib.util.spec_from_file_location(f"imported_{number}", path)
    sys.modules[spec.name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
strange = [m.__file__ for name, m in sys.modules.items() if name.split(".")[0] in ("tools", "qtlib", "conftest")
           and not m.__file__.startswith(here)]
assert not strange, strange
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("edition") / "course"
    edition.write(out)
    return out


def test_every_file_of_code_imports_what_it_needs(written):
    """In a process of its own that finds nothing but the edition and the installed libraries."""
    paths = [p for place in ("tools", "site", "tests") for p in sorted((written / place).rglob("*.py"))]
    names = {str(path.relative_to(written)) for path in paths}
    assert {"tools/pdf_front.py", "site/course_site.py", "tests/samples.py"} <= names
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, *sorted(names)], cwd=written, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
