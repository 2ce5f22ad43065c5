"""What was handed in: every file is found, given to a student and a problem set, and read without trusting it."""

import json
import os
import re
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbgrader.utils import parse_utc

from grading import naming

_MOST_BYTES = 200_000_000
_MOST_SOURCE = 2_000_000
_MOST_CELLS = 2_000
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
_OF_A_COURSE = {
    "submitted", "source", "release", "autograded", "feedback", "exchange", "gradebook.db", "nbgrader_config.py",
    "grades.csv", "summary.html", ".results", ".returned",
}  # fmt: skip


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


def find(folder, sets, only=None, names=None):
    """Every file under `folder`, read.

    Understood are nbgrader's ``submitted/STUDENT/NAME/NAME.ipynb``, the flat exports of Moodle and Canvas, a folder a
    student, and files named after student and set.

    Parameters
    ----------
    folder : path
    sets : dict
        Names of the problem sets, and the grade ids in each.
    only : str, optional
        Keep this set only.
    names : path, optional
        A file that remembers which student got which name, for the next run.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"SUBMISSIONS must be a folder, got {str(folder)!r}")
    found = []
    try:
        for top in _tops(folder, sets):
            found += _below(top, sets, only)
    except OSError as error:
        raise ValueError(f"SUBMISSIONS {str(folder)!r} cannot be read: {error.strerror}") from None
    kept = naming.read(names) if names else {}
    given = naming.assign([one.student for one in found], kept)
    if names and given.keys() - kept.keys():
        names.parent.mkdir(parents=True, exist_ok=True)
        names.write_text(json.dumps(kept | given))
    return _one_each([replace(one, student=given[one.student]) for one in found])


def _tops(folder, sets):
    """What students are: the entries of the folder, and of `submitted` in it, as nbgrader's courses have one."""
    inner = folder / "submitted"
    is_course = inner.is_dir() and not inner.is_symlink() and not any(place.name in sets for place in inner.iterdir())
    left_out = _IGNORED | (_OF_A_COURSE if is_course else set())
    places = [*folder.iterdir(), *(inner.iterdir() if is_course else ())]
    return sorted(place for place in places if place.name not in left_out and not place.name.startswith("._"))


def _below(top, sets, only):
    """Everything that one student handed in, or one file."""
    if top.is_symlink() or not top.is_dir():
        return [_read(top, Path(top.name), sets, only)]
    found = []
    faults = []
    for place, folders, files in os.walk(top, onerror=faults.append):
        folders[:] = sorted(set(folders) - _IGNORED)
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        for name in sorted([*files, *links]):
            if name not in _IGNORED and not name.startswith("._"):
                path = Path(place) / name
                found.append(_read(path, path.relative_to(top.parent), sets, only))
    student = _owner(Path(top.name, "x"), sets)[0]
    known = [name for name in os.listdir(top) if name in sets] if not faults else []
    for fault in faults:
        found.append(
            Found(Path(fault.filename), student, only, problem=f"the folder cannot be read ({fault.strerror})")
        )
    if not found:
        problem = "nothing was handed in: no notebook is in the folder"
        found.append(Found(top, student, known[0] if known else only, problem=problem))
    return found


def _read(path, relative, sets, only):
    student, stem = _owner(relative, sets)
    assignment = None
    try:
        if path.is_symlink():
            raise NotGradable("it is a link, not a file")
        if path.suffix != ".ipynb":
            raise NotGradable(f"it is not a notebook ({naming.printable(path.suffix)[:20] or 'no extension'})")
        if not path.is_file():
            raise NotGradable("it is no ordinary file")
        cells = read(path)
        assignment = _which_set(relative, stem, cells, sets)
        if only and assignment != only:
            raise NotGradable(f"it is {assignment}; only {only} was asked for")
    except (NotGradable, OSError) as reason:
        if isinstance(reason, OSError):
            reason = f"the file cannot be read ({reason.strerror})"
        named = assignment or _named(relative, stem, sets)
        return Found(path, student, only if named is None and only else named, problem=str(reason))
    return Found(path, student, assignment, cells=cells, timestamp=_time(path.with_name("timestamp.txt")))


def _time(path):
    """When it was handed in, as nbgrader's exchange noted it; none if that cannot be read."""
    if path.is_symlink() or not path.is_file():
        return None
    try:
        with path.open(errors="replace") as file:
            text = file.read(100).strip()[:64]
        parse_utc(text)
    except (OSError, ValueError, OverflowError):
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
    except (ValueError, RecursionError, MemoryError) as error:
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
    if len(cells) > _MOST_CELLS:
        raise NotGradable(f"it has {len(cells)} cells, at most {_MOST_CELLS} are read")
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
    """(student, what remains of the file's name) from a file's place and name.

    Only what a platform or an instructor wrote names the student: the folder at the top, or the beginning of a file
    there.
    """
    top = unicodedata.normalize("NFC", relative.parts[0])
    if len(relative.parts) > 1:
        match = _MOODLE.match(top)
        return (f"{match['name']}_{match['number']}" if match else top), relative.stem
    stem = top.removesuffix(".ipynb")
    for pattern in (_CANVAS, _MOODLE):
        if match := pattern.match(stem):
            return f"{match['name']}_{match['number']}", match["file"] or relative.stem
    for name in sets:
        for text in (stem.removesuffix(name), stem.removeprefix(name)):
            if text != stem and text.strip("_- "):
                return text.strip("_- "), name
    return stem, relative.stem


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
                problem=f"another file of this student was graded: {naming.printable(chosen.path.name)}",
            )
        kept.append(one)
    return kept
