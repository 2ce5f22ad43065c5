"""Clean environments: nothing of the developers' is in them, only what the instructions of the thing itself install."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Clean:
    """A virtual environment in the folder `path`."""

    path: Path

    @classmethod
    def make(cls, path):
        subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, str(path)], check=True)
        return cls(path)

    def install(self, *words, cwd=None, fails=False):
        """``pip install`` of these words; uv, which shares downloads between environments, reads them as pip does."""
        done = subprocess.run(
            ["uv", "pip", "install", "--quiet", *map(str, words)],
            cwd=cwd,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert fails or done.returncode == 0, done.stderr
        return done

    @property
    def environment(self):
        """Variables of a shell in which this environment is active, and nothing that would let the developers' in."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "QTLIB", "PYTEST", "COV"))}
        kept["PATH"] = f"{self.path / 'bin'}{os.pathsep}{kept['PATH']}"
        return kept | {"VIRTUAL_ENV": str(self.path), "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"}

    def run(self, *words, cwd, timeout=900):
        """What a program of this environment did; `words` start with its name in ``bin``."""
        program, *rest = map(str, words)
        return subprocess.run(
            [str(self.path / "bin" / program), *rest],
            cwd=cwd, env=self.environment, capture_output=True, text=True, timeout=timeout,
        )  # fmt: skip
