"""The students' edition: a complete repository without any answer, which may be public.

``make edition OUT=folder URL=address``.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

from tools import course, left_out

ROOT = Path(__file__).parent.parent
OWN = ROOT / "edition"  # what only the edition has: its README, its environment for Binder, its tests of the exercises

# No pattern may name solutions/, grading/ or a test of homework: a test looks for their lines in what was written.
SHARED = [
    "_config.yml", "_toc.yml", "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-CONTENT", "Makefile",
    "conftest.py", "pyproject.toml", "requirements.lock", ".gitignore", "book/references.bib", "book/needs.yml",
    "qtlib/**/*", "site/*", "site/static/**/*", "tests/drawing/*.py", "tests/kinetic/*.py", "tests/scattering/*.py",
    "tests/langevin/*.py", "tests/lattice/*.py", "tests/physics/*.py", "tests/sumrules/*.py", "tests/widgets/*.py",
    "tests/lattices.py", "tests/natural_units.py", "tests/samples.py", "tests/small.py", "tools/__init__.py",
    "tools/browser.py", "tools/build.py", "tools/contents.py", "tools/course.py", "tools/environment.sh",
    "tools/execution_cache.py", "tools/left_out.py", "tools/notebooks.py", "tools/packages.sh", "tools/pdf.py",
    "tools/pdf_front.py", "tools/student_zip.py", "tools/try_library.py", "tools/try_notebooks.py",
    ".github/workflows/tests.yml", ".github/workflows/pages.yml", ".github/dependabot.yml",
]  # fmt: skip
_NO_SOURCE = {"__pycache__", "node_modules", "vendor", ".ipynb_checkpoints"}


def files():
    """What the edition shares with this repository, as paths relative to it."""
    found = {path for pattern in SHARED for path in ROOT.glob(pattern) if path.is_file()}
    found.update(course.source(page) for page in course.pages())
    return sorted(path.relative_to(ROOT) for path in found if not _NO_SOURCE.intersection(path.parts))


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
