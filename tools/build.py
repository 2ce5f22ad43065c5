"""Build the website beside the one that there is, and put it in its place when it is whole."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BESIDE = ROOT / "_build" / "next"  # jupyter-book makes _build/html in it
SITE = ROOT / "_build" / "html"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_FAULT = re.compile(
    r"\b(WARNING|ERROR|CRITICAL): |^(Sphinx|Extension|Theme) error|Error\b.*: |: not a (valid )?notebook"
)


def run():
    """Build into BESIDE, showing what jupyter-book says; returns whether it succeeded, and the lines."""
    command = ["jupyter-book", "build", "-W", "-n", "--keep-going", "--path-output", str(BESIDE), "."]
    lines = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as building:
        for line in building.stdout:
            print(line, end="", flush=True)
            lines.append(_COLOUR.sub("", line).rstrip())
    return building.returncode == 0, lines


def first_error(lines):
    """The first thing that went wrong, in one plain line: the place, and what a raising cell said itself."""
    line = next(
        (line for line in lines if _FAULT.search(line) and "[IPKernelApp]" not in line), lines[-1] if lines else ""
    )
    line = line.replace(f"{ROOT}/", "").replace("WARNING: ", "")
    # myst-nb counts 10000 lines for a cell
    line = re.sub(r"\.ipynb:(\d+)(\d{4}):", lambda m: f".ipynb: cell {m[1]}, line {int(m[2])}:", line)
    place = line.partition(":")[0]
    if "Executing notebook failed" in line:
        report = BESIDE / "_build" / "html" / "reports" / Path(place).with_suffix(".err.log")
        said = [_COLOUR.sub("", text).strip() for text in report.read_text().splitlines() if text.strip()]
        return f"{place}: {said[-1]}"
    return line


def replace():
    """Put the new site where the old one was; the old one is gone only when the new one is complete on the disk."""
    fresh, old = SITE.with_name("html-new"), SITE.with_name("html-old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(BESIDE / "_build" / "html", fresh)
    if SITE.exists():
        SITE.rename(old)
    fresh.rename(SITE)
    shutil.rmtree(old, ignore_errors=True)


def main():
    begun = time.monotonic()
    done, lines = run()
    if not done:
        kept = f"The last good site is still in {SITE.relative_to(ROOT)}." if SITE.exists() else "There is no site yet."
        sys.exit(f"\nThe site was NOT built. {kept}\nThe first error: {first_error(lines)}")
    replace()
    print(f"Built in {time.monotonic() - begun:.0f} s. Open {SITE.relative_to(ROOT)}/index.html in a browser.")


if __name__ == "__main__":
    main()
