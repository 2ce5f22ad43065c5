"""Renew requirements.lock: every package that requirements.txt and the extras bring, pinned."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main():
    wanted = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if not line.startswith("-")]
    done = subprocess.run(
        ["uv", "pip", "compile", "--universal", "--python-version", "3.11", "--quiet", "--no-header", "--no-annotate",
         "--no-emit-index-url", "--all-extras", "--output-file", "requirements.lock", "pyproject.toml", "-"],
        input="\n".join([*wanted, "setuptools"]), text=True, cwd=ROOT,
    )  # fmt: skip
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
