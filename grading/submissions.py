"""What was handed in: every file is found, given to a student and a problem set, and read without trusting it."""

import json
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.utils import parse_utc

_MOST_BYTES = 200_000_000
_MOST_SOURCE = 2_000_000
_MOODLE = re.compile(r"^(?P<name>.+?)_(?P<number>\d+)_assignsubmission_file_?(?P<file>.*)$")
_CANVAS = re.compile(r"^(?P<name>[^_]+)_(?:LATE_)?(?P<number>\d+)_\d+_(?P<file>.+)$")
_IGNORED = {
    "timestamp.txt",
    "submission_secret.txt",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    ".ipynb_checkpoints",
    "__MACOSX",
    ".git",
}


class NotGradable(ValueError):
    """The file cannot be graded; the message says why, in words for the instructor."""


@dataclass(frozen=True)
class Found:
    """One file that was handed in."""

    path: Path
    student: str
    assignment: str | None = None
    problem: str | None = None
    cells: list = field(default_factory=list, repr=False)
    timestamp: str | None = None


def find(folder, sets, only=None):
    """Every file under `folder`, read; `sets` maps a problem set's name to the grade ids in it, `only` keeps one of them.

    Understood are nbgrader's ``submitted/STUDENT/NAME/NAME.ipynb``, the flat exports of Moodle and Canvas, a folder a student,
    and files named after student and set.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"SUBMISSIONS must be a folder, got {str(folder)!r}")
    root = folder / "submitted" if (folder / "submitted").is_dir() else folder
    found = []
    for path in sorted(root.rglob("*")):
        left_by_programs = _IGNORED & set(path.relative_to(root).parts) or path.name.startswith("._")
        if (path.is_file() or path.is_symlink()) and not left_by_programs:
            found.append(_read(path, path.relative_to(root), sets, only))
    for place in sorted(root.iterdir()):
        if (
            place.is_dir()
            and place.name not in _IGNORED
            and not any(p.is_file() or p.is_symlink() for p in place.rglob("*"))
        ):
            name = next((p.name for p in place.iterdir() if p.name in sets), only)
            problem = "nothing was handed in: the folder is empty"
            found.append(Found(place, plain_name(place.name), name, problem=problem))
    return _one_each(found)


def _read(path, relative, sets, only):
    student, stem = _owner(relative, sets)
    assignment = None
    try:
        if path.is_symlink():
            raise NotGradable("it is a link, not a file")
        if path.suffix != ".ipynb":
            raise NotGradable(f"it is not a notebook ({path.suffix or 'no extension'})")
        cells = read(path)
        assignment = _which_set(relative, stem, cells, sets)
        if only and assignment != only:
            raise NotGradable(f"it is {assignment}; only {only} was asked for")
    except NotGradable as reason:
        named = assignment or _named(relative, stem, sets)
        return Found(path, student, only if named is None and only else named, problem=str(reason))
    return Found(path, student, assignment, cells=cells, timestamp=_time(path.with_name("timestamp.txt")))


def _time(path):
    """When it was handed in, as nbgrader's exchange noted it; none if that cannot be read."""
    if path.is_symlink() or not path.is_file():
        return None
    text = path.read_text(errors="replace").strip()[:64]
    try:
        parse_utc(text)
    except (ValueError, OverflowError):
        return None
    return text


def read(path):
    """Cells of a notebook as (type, source, grade id, ...); `NotGradable` if it is not one. Outputs are left behind."""
    size = path.stat().st_size
    if size == 0:
        raise NotGradable("the file is empty")
    if size > _MOST_BYTES:
        raise NotGradable(f"the file has {size / 1e6:.0f} MB, at most {_MOST_BYTES / 1e6:.0f} MB are read")
    try:
        notebook = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise NotGradable(f"the file is not JSON ({str(error)[:80]}): cut off, or not a notebook") from None
    if not isinstance(notebook, dict):
        raise NotGradable("the file is JSON, but not a notebook")
    if notebook.get("nbformat") != 4:
        raise NotGradable(
            f"notebook format {str(notebook.get('nbformat'))[:20]} instead of 4: open it in JupyterLab and save it"
        )
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(c, dict) for c in cells):
        raise NotGradable("the notebook has no list of cells")
    cells = [cell for cell in map(_cell, cells) if cell]
    if sum(len(cell["source"]) for cell in cells) > _MOST_SOURCE:
        raise NotGradable(f"it holds more than {_MOST_SOURCE / 1e6:g} MB of code and text")
    return cells


def _cell(cell):
    kind, source, metadata = cell.get("cell_type"), cell.get("source", ""), cell.get("metadata")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if kind not in ("code", "markdown", "raw") or not isinstance(source, str):
        return None
    grader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = grader.get("grade_id") if isinstance(grader, dict) else None
    source = source.encode("utf-8", "replace").decode()  # lone surrogates cannot be written again
    return {"cell_type": kind, "source": source, "grade_id": grade_id if isinstance(grade_id, str) else None}


def _owner(relative, sets):
    """(student, what remains of the file's name) from a file's place and name."""
    for i, part in enumerate(relative.parts):
        name = part.removesuffix(".ipynb")
        for pattern in (_MOODLE, _CANVAS):
            if (match := pattern.match(name)) and (i + 1 == len(relative.parts) or pattern is _MOODLE):
                return plain_name(f"{match['name']}_{match['number']}"), match["file"] or relative.stem
    if len(relative.parts) > 1:
        return plain_name(relative.parts[0]), relative.stem
    for name in sets:
        for text in (relative.stem.removesuffix(name), relative.stem.removeprefix(name)):
            if text != relative.stem and text.strip("_- "):
                return plain_name(text.strip("_- ")), name
    return plain_name(relative.stem), relative.stem


def plain_name(text):
    """A student's name that can be a folder: letters of any language, digits, and - _ . inside.

    Examples
    --------
    >>> plain_name("José O'Brien/../x"), plain_name("..")
    ('José_O_Brien_.._x', '_')
    """
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"[^\w.-]+", "_", text).lstrip(".-") or "_"
    return text[:100]


def _named(relative, stem, sets):
    for text in (stem, *reversed(relative.parts[1:-1])):
        for name in sets:
            if re.fullmatch(rf"{re.escape(name)}(?:[-_ ]?\(?\d+\)?)?", text):
                return name
    return None


def _which_set(relative, stem, cells, sets):
    ids = {cell["grade_id"] for cell in cells} - {None}
    overlap = {name: len(ids & known) / len(known) for name, known in sets.items()}
    best = max(overlap, key=overlap.get)
    named = _named(relative, stem, sets)
    if named and (overlap[named] > 0 or overlap[best] == 0):
        if overlap[named] == 0:
            raise NotGradable(
                f"its cells have lost the marks of {named}'s tasks: were they copied into a new notebook?"
            )
        return named
    if overlap[best] == 0:
        raise NotGradable("no task of the course is in it")
    return best


def _one_each(found):
    """One notebook a student and set; of several the latest copy counts, and the others are listed with that reason."""
    latest = {}
    for one in found:
        if not one.problem:
            latest.setdefault((one.student, one.assignment), []).append(one)

    def copy_number(one):
        match = re.search(r"[-_ ]\(?(\d+)\)?$", one.path.stem)
        return (
            (one.path.stem == one.assignment, 0)
            if not match or one.path.stem == one.assignment
            else (False, int(match[1]))
        )

    kept = []
    for one in found:
        rivals = latest.get((one.student, one.assignment), [one])
        # a file of the set's own name is the one nbgrader collects; of numbered copies the highest is the newest
        chosen = max(rivals, key=lambda r: (copy_number(r), str(r.path)))
        if not one.problem and one is not chosen:
            one = Found(
                one.path,
                one.student,
                one.assignment,
                problem=f"another file of this student was graded: {chosen.path.name}",
            )
        kept.append(one)
    return kept
