"""Everything that a release attaches, in _build/release: wheel, sdist, the notebooks' zip, the PDF, the site.

``make release``.
"""

import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from qtlib.version import __version__

ROOT = Path(__file__).parent.parent
BUILT = ROOT / "_build"
OUT = BUILT / "release"


def notes(version=__version__):
    """(date, text) of a version in CHANGELOG.md; ValueError if it is not there."""
    found = re.search(
        rf"^## {re.escape(version)} \((\d{{4}}-\d\d-\d\d)\)\n+(.*?)(?=^## |\Z)",
        (ROOT / "CHANGELOG.md").read_text(),
        re.S | re.M,
    )
    if not found:
        raise ValueError(f"CHANGELOG.md has no heading '## {version} (date)', the version in qtlib/version.py")
    return found[1], found[2].strip()


def packages(out):
    """Build the sdist and, from it, the wheel into the folder `out`."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(ROOT / "build", ignore_errors=True)


def main():
    _, text = notes()
    shutil.rmtree(OUT, ignore_errors=True)
    files = OUT / "files"
    files.mkdir(parents=True)
    (OUT / "NOTES.md").write_text(text + "\n")
    packages(files)
    shutil.copy2(BUILT / "html" / "qtlib-course.zip", files)
    shutil.copy2(BUILT / "pdf" / "qtlib-course.pdf", files)
    with tarfile.open(files / "qtlib-course-site.tar.gz", "w:gz") as archive:
        archive.add(BUILT / "html", "qtlib-course")
    for path in sorted(files.iterdir()):
        print(f"{path.stat().st_size / 1e6:7.2f} MB  {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
