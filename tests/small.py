"""A copy of the course with a page or two, for tests that build a site of their own."""

import os
import shutil
import subprocess

import nbformat

from conftest import ROOT

PARTS = (
    "qtlib",
    "site",
    "tools",
    "Makefile",
    "_config.yml",
    "nbgrader_config.py",
    "requirements.txt",
    "requirements.lock",
    "LICENSE",
    "LICENSE-CONTENT",
    "pyproject.toml",
)
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def copy(folder):
    """The course in `folder` with a link to the environment, one small page and nothing built."""
    skip = shutil.ignore_patterns("node_modules", "__pycache__")
    for name in PARTS:
        source = ROOT / name
        shutil.copytree(source, folder / name, ignore=skip) if source.is_dir() else shutil.copy2(source, folder)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    os.utime(ROOT / ".venv" / "ready")
    for name in ("book", "solutions"):
        (folder / name).mkdir()
    (folder / "book" / "references.bib").touch()
    (folder / "book" / "intro.md").write_text("# Title\n\nText.\n")
    contents(folder)
    return folder


def contents(folder, *chapters, numbered=True, pages=(), sets=()):
    """Write ``_toc.yml``: these chapters in this order, then pages of other kinds and problem sets."""
    lines = ["format: jb-book", "root: book/intro", "parts:" if chapters else ""]
    for title, names in (("The course", [f"book/{c}" for c in chapters]), ("Sets", sets), ("Reference", pages)):
        if names:
            lines += [
                f"- caption: {title}",
                *(["  numbered: 2"] if names and title == "The course" and numbered else []),
            ]
            lines += ["  chapters:", *(f"  - file: {name}" for name in names)]
    (folder / "_toc.yml").write_text("\n".join(line for line in lines if line) + "\n")


def from_template(folder, name):
    """A problem set of this name in ``solutions/``, as CONTRIBUTING.md says to begin one."""
    (folder / "solutions" / name).mkdir(parents=True)
    for source, target in (("problem_set.py", f"{name}.py"), ("problem_set.ipynb", f"{name}/{name}.ipynb")):
        words = (ROOT / "templates" / source).read_text().replace("NAME", name)
        (folder / "solutions" / target).write_text(words)


def text(*paragraphs):
    return nbformat.v4.new_markdown_cell("\n\n".join(paragraphs))


def code(source, *tags):
    """A cell; one with tags is hidden in JupyterLab."""
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags), "jupyter": {"source_hidden": bool(tags)}})


def notebook(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells), metadata=KERNEL), path)


def make(folder, *words, **environment):
    """Exit code and everything that make said."""
    outside = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    done = subprocess.run(["make", *words], cwd=folder, capture_output=True, text=True, env=outside | environment)
    return done.returncode, done.stdout + done.stderr
