"""The gradebook of the graded course, which nbgrader shows and people add points to."""

import contextlib
import csv
import logging
import shutil
import tempfile
import warnings
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from grading.autograde import NOT_GRADABLE
from grading.naming import printable


def merge(book, fresh, timestamps, results):
    """Put every result into one gradebook; scores that a person gave stay.

    Parameters
    ----------
    book : path
        The gradebook, made from `fresh` where there is none that can be read.
    fresh : path
        A gradebook that knows the problem sets.
    timestamps, results : dict
        By file.
    """
    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own
    if not _is_readable(book):
        if book.exists():
            book.replace(book.with_name("gradebook-unreadable.db"))
        shutil.copyfile(fresh, book)
    with Gradebook(f"sqlite:///{book}", "qtlib") as gradebook:
        _learn(gradebook, fresh)
        for path, result in results.items():
            gradebook.update_or_create_student(result.student)
            if result.status == NOT_GRADABLE:
                continue
            when = {"timestamp": timestamps[path]} if timestamps[path] else {}
            (notebook,) = gradebook.update_or_create_submission(result.assignment, result.student, **when).notebooks
            for grade in notebook.grades:
                score = result.scores[grade.name]
                by_hand = grade.manual_score is not None
                grade.needs_manual_grade = (score is None and not by_hand) or (by_hand and score != grade.auto_score)
                grade.auto_score = score
            for comment in notebook.comments:
                comment.auto_comment = result.comments.get(comment.name)
            gradebook.db.commit()


def _is_readable(book):
    if not book.exists() or not book.stat().st_size:
        return False
    with contextlib.suppress(SQLAlchemyError), Gradebook(f"sqlite:///{book}", "qtlib") as gradebook:
        return bool(gradebook.assignments)
    return False


def _learn(gradebook, fresh):
    """Take over sets that an older gradebook does not know yet."""
    with Gradebook(f"sqlite:///{fresh}", "qtlib") as other:
        known = {assignment.name for assignment in gradebook.assignments}
        for assignment in other.assignments:
            if assignment.name in known:
                continue
            gradebook.update_or_create_assignment(assignment.name)
            for notebook in assignment.notebooks:
                gradebook.update_or_create_notebook(notebook.name, assignment.name)
                for cell in notebook.grade_cells:
                    gradebook.update_or_create_grade_cell(
                        cell.name, notebook.name, assignment.name, max_score=cell.max_score, cell_type=cell.cell_type
                    )
                for cell in notebook.solution_cells:
                    gradebook.update_or_create_solution_cell(cell.name, notebook.name, assignment.name)
                for cell in notebook.source_cells:
                    gradebook.update_or_create_source_cell(
                        cell.name,
                        notebook.name,
                        assignment.name,
                        source=cell.source,
                        locked=cell.locked,
                        cell_type=cell.cell_type,
                    )


def points(book):
    """By student and set: (points by task, None where a person has yet to give them; comments by cell)."""
    with Gradebook(f"sqlite:///{book}", "qtlib") as gradebook:
        return {
            (submission.student.id, assignment.name): (
                {g.name: None if g.manual_score is None and g.auto_score is None else g.score for g in notebook.grades},
                {comment.name: comment.comment for comment in notebook.comments if comment.comment},
            )
            for assignment in gradebook.assignments
            for submission in assignment.submissions
            for notebook in submission.notebooks
        }


def rows(book, results):
    """Rows of grades.csv: nbgrader's own, then status and reason, one for each student and set and one for each file
    left out.
    """
    with tempfile.TemporaryDirectory() as folder, Gradebook(f"sqlite:///{book}", "qtlib") as gradebook:
        export = CsvExportPlugin()
        export.to = str(Path(folder) / "grades.csv")
        export.log.setLevel(logging.ERROR)
        export.export(gradebook)
        with open(export.to, newline="") as file:
            graded = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}
    made = []
    used = set()
    columns = list(next(iter(graded.values()), {"assignment": "", "student_id": ""}))
    for path, result in results.items():
        key = result.student, result.assignment
        row = (
            graded[key]
            if result.status != NOT_GRADABLE
            else dict.fromkeys(columns, "") | {"student_id": key[0], "assignment": key[1]}
        )
        used |= {key}
        made.append(row | {"status": result.status, "reason": "; ".join(result.reasons), "file": printable(path.name)})
    # sets that a student did not hand in, unless a file of which the set is not known may be it
    unknown = {student for student, assignment in used if not assignment}
    for student, assignment in graded.keys() - used:
        if student not in unknown:
            made.append(graded[student, assignment] | {"status": "not handed in", "reason": "", "file": ""})
    return sorted(made, key=lambda row: (row["assignment"], row["student_id"], row["file"]))


def write(rows, file):
    """Write grades.csv; a text that a spreadsheet would compute is kept from it by an apostrophe."""
    table = csv.DictWriter(file, list(rows[0]))
    table.writeheader()
    for row in rows:
        table.writerow({column: _inert(value) for column, value in row.items()})


def _inert(value):
    is_number = isinstance(value, str) and value.removeprefix("-").replace(".", "", 1).isdigit()
    return (
        f"'{value}"
        if isinstance(value, str) and value[:1] in tuple("=+-@\t\r|%") and value and not is_number
        else value
    )
