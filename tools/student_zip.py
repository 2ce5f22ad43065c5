"""One file to download: all chapters and problem sets, the library they import, and what to install."""

import zipfile

import nbformat

from tools import contents, left_out

README = r"""The course's notebooks. You need Python 3.11 or newer. Open a terminal in this folder and type, on Linux
and macOS:

```sh
python3 -m venv env
env/bin/pip install -r requirements.txt
env/bin/jupyter lab contents.ipynb
```

on Windows, in PowerShell:

```powershell
py -m venv env
env\Scripts\pip install -r requirements.txt
env\Scripts\jupyter lab contents.ipynb
```

The first two lines are for the first time, and take some minutes. The contents lead to every chapter and every problem
set; `book/how_to.md` says how to solve one, and what to do when something is stuck.
"""
REQUIREMENTS = "-c requirements.lock\n-e .[course]\n"


def write(root, target):
    """Write the archive; the same content gives the same bytes."""
    files = {path: text.encode() for path, text in left_out.texts(root).items()}
    files["book/references.bib"] = (root / "book" / "references.bib").read_bytes()
    files[contents.PAGE] = nbformat.writes(contents.notebook(root)).encode()
    files |= {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.glob("qtlib/**/*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    for name in ("pyproject.toml", "requirements.lock", "LICENSE", "LICENSE-CONTENT"):
        files[name] = (root / name).read_bytes()
    files["requirements.txt"] = REQUIREMENTS.encode()
    files["README.md"] = README.encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(
                zipfile.ZipInfo(f"qtlib-course/{name}", (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
