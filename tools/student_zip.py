"""One file to download: all chapters and problem sets, the library they import, and what to install."""

import zipfile

import nbformat

from tools import contents, course

_WHAT = r"""The course's notebooks.

    python -m venv env
    env/bin/pip install -r requirements.txt      (on Windows: env\Scripts\pip install -r requirements.txt)
    env/bin/jupyter lab contents.ipynb           (on Windows: env\Scripts\jupyter lab contents.ipynb)

The contents lead to every chapter and every problem set.
"""
REQUIREMENTS = "-c requirements.lock\n-e .[course]\n"


def write(root, target):
    """Write the archive; the same content gives the same bytes."""
    given = [course.source(page, root) for page in course.pages(root)] + [root / "book" / "references.bib"]
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in given}
    files[contents.PAGE] = nbformat.writes(contents.notebook(root)).encode()
    files |= {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.glob("qtlib/**/*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    for name in ("pyproject.toml", "requirements.lock", "LICENSE", "LICENSE-CONTENT"):
        files[name] = (root / name).read_bytes()
    files["requirements.txt"] = REQUIREMENTS.encode()
    files["README.md"] = _WHAT.encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(
                zipfile.ZipInfo(f"qtlib-course/{name}", (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
