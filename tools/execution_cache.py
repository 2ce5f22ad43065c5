"""What executed chapters gave, kept by content: written by the website's build and by the tests."""

import hashlib
import shutil
from pathlib import Path

import nbformat
from filelock import FileLock
from IPython.core.displayhook import DisplayHook
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn

ROOT = Path(__file__).parent.parent


def digest_of(*paths):
    """A short name for what is in these files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def fingerprint():
    """Changes with what outputs depend on beyond a notebook's own cells, which are all that Jupyter's cache knows."""
    library = (ROOT / "qtlib").rglob("*")
    return digest_of(*sorted(p for p in library if p.suffix in (".py", ".mplstyle")), ROOT / "requirements.lock")


def folder(build):
    """Where outputs are kept under the folder `build`; those of another library are removed."""
    here = Path(build) / ".jupyter_cache" / fingerprint()
    for old in here.parent.glob("*"):
        if old != here:
            shutil.rmtree(old)
    return here


def keep(path, outputs):
    """Put the outputs of a notebook's code cells, one list a cell, where the website's build looks first."""
    notebook = nbformat.read(path, 4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, (cell, found) in enumerate(zip(code, outputs, strict=True)):
        cell.execution_count = number + 1
        # a semicolon hides a cell's value; IPython looks for it in its history, of which nbval's kernel keeps none
        quiet = DisplayHook.semicolon_at_end_of_expression(cell.source)
        shown = [o for o in found if not (quiet and o["output_type"] == "execute_result")]
        cell.outputs = nbformat.from_dict(shown)
    notebook.metadata.language_info = {"name": "python", "pygments_lexer": "ipython3"}  # as the kernel says of itself
    build = ROOT / "_build"
    build.mkdir(exist_ok=True)
    with FileLock(build / "execution_cache.lock"):
        cache = get_cache(folder(build))
        try:  # what is there stays: a build may be reading it
            cache.match_cache_notebook(notebook)
        except KeyError:
            cache.cache_notebook_bundle(CacheBundleIn(notebook, str(path)), check_validity=False)
