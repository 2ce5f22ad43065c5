"""The students' edition: a complete repository without any answer, which may be public.

``make edition OUT=folder URL=address``.
"""

import argparse
import ast
import re
import shutil
import sys
from pathlib import Path

from tools import course, left_out

ROOT = Path(__file__).parent.parent
OWN = ROOT / "edition"  # what only the edition has: its README, its environment for Binder, its tests of the exercises

# No pattern may name solutions/, grading/ or a test of homework: a test looks for their lines in what was written.
# Of tools/ it names what is called by name, in a makefile or a workflow; what that imports comes with it.
SHARED = [
    "_config.yml", "_toc.yml", "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-CONTENT", "Makefile",
    "conftest.py", "pyproject.toml", "requirements.lock", ".gitignore", "book/references.bib", "book/needs.yml",
    "qtlib/**/*", "site/*", "site/static/**/*", "tests/drawing/*.py", "tests/kinetic/*.py", "tests/scattering/*.py",
    "tests/langevin/*.py", "tests/lattice/*.py", "tests/physics/*.py", "tests/sumrules/*.py", "tests/widgets/*.py",
    "tools/__init__.py", "tools/build.py", "tools/contents.py", "tools/pdf.py", "tools/environment.sh",
    "tools/packages.sh", "tools/try_library.py", "tools/try_notebooks.py",
    ".github/workflows/tests.yml", ".github/workflows/pages.yml", ".github/dependabot.yml",
]  # fmt: skip
_NO_SOURCE = {"__pycache__", "node_modules", "vendor", ".ipynb_checkpoints"}


def files():
    """What the edition shares with this repository, as paths relative to it."""
    found = {path for pattern in SHARED for path in ROOT.glob(pattern) if path.is_file()}
    found.update(course.source(page) for page in course.pages())
    left = [path for path in found if path.suffix == ".py"]
    while left:
        new = imported(left.pop()) - found
        found |= new
        left += new
    return sorted(path.relative_to(ROOT) for path in found if not _NO_SOURCE.intersection(path.parts))


def imported(path):
    """The files in tools/, and the helpers of tests, that a file imports."""
    names = set()
    for node in ast.parse(path.read_text()).body:  # within a function stands what not everybody has
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
    places = [ROOT / f"{name.replace('.', '/')}.py" for name in names if name.startswith("tools.")]
    places += [ROOT / "tests" / f"{name}.py" for name in names if "." not in name]
    return {place for place in places if place.is_file()}


def write(out, url=""):
    """Write the edition into the folder `out`, which must be empty or an earlier edition; its buttons open `url`."""
    out = Path(out)
    if out.resolve().is_relative_to(ROOT) and not out.resolve().is_relative_to(ROOT / "_build"):
        raise ValueError(f"OUT must lie outside of this repository, which is private, or in _build; got {str(out)!r}")
    if url and not re.fullmatch(r"https://[^\s/]+/[^\s/]+/[^\s/]+", url):
        raise ValueError(f"URL must be an address such as https://github.com/ORG/REPO, got {url!r}")
    if out.is_dir() and {p.name for p in out.iterdir()} - {".git"} and not (out / "EDITION").exists():
        raise ValueError(f"OUT must be an empty folder or an earlier edition, got {str(out)!r} with other files in it")
    for old in out.glob("*") if out.is_dir() else ():
        if old.name != ".git":  # an edition may be a clone that is pushed
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    pairs = [(ROOT / path, out / path) for path in files()]
    pairs += [(path, out / path.relative_to(OWN)) for path in sorted(OWN.rglob("*")) if path.is_file()]
    for source, target in pairs:
        if _NO_SOURCE.isdisjoint(source.parts):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    for page, text in left_out.texts().items():
        (out / page).write_text(text, encoding="utf-8")
    config = out / "_config.yml"
    config.write_text(config.read_text().replace('\n  url: ""\n', f'\n  url: "{url}"\n'))


def main():
    given = argparse.ArgumentParser(description="Write the students' edition of the course into a folder.")
    given.add_argument("out", type=Path)
    given.add_argument("--url", default="", help="its public address, which buttons open")
    given = given.parse_args()
    try:
        write(given.out, given.url)
    except ValueError as error:
        sys.exit(f"No edition was written: {error}")
    print(f"The students' edition is {given.out}: no answers in it. Try it: cd {given.out} && make book test")


if __name__ == "__main__":
    main()
