"""Points and comments are nbgrader's own: its `autograde` is given the same outputs, and notes the same."""

import copy

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Any

from conftest import ROOT
from grading import autograde, points
from grading.release import course_in, release
from one_set import NAME, cell_of, grade_id


class Executed(NbGraderPreprocessor):
    """In place of nbgrader's `Execute`: outputs that are there already."""

    outputs = Any()

    def preprocess(self, nb, resources):
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = copy.deepcopy(self.outputs.get(cell.id, []))
        return nb, resources


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """(folder of a course of nbgrader's, the set made ready in it)."""
    folder = tmp_path_factory.mktemp("course")
    return folder, release(ROOT / "solutions", NAME, folder)


def nbgraders(folder, student, notebook, outputs):
    """(points, comments, notebook) of `nbgrader autograde`."""
    place = folder / "submitted" / student / NAME
    place.mkdir(parents=True)
    nbformat.write(notebook, place / f"{NAME}.ipynb")
    config = course_in(folder)
    config.CourseDirectory.student_id = student
    config.CourseDirectory.assignment_id = NAME
    converter = Autograde(coursedir=CourseDirectory(config=config), config=config)
    converter.autograde_preprocessors = [Executed(outputs=outputs), *converter.autograde_preprocessors[1:]]
    converter.start()
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
        found = book.find_submission(NAME, student).notebooks[0]
        scores = {g.name: None if g.needs_manual_grade and g.auto_score is None else g.auto_score for g in found.grades}
        comments = {c.name: c.auto_comment for c in found.comments if c.auto_comment}
    return scores, comments, nbformat.read(folder / "autograded" / student / NAME / f"{NAME}.ipynb", 4)


def said(*lines, stream="stdout"):
    return [nbformat.v4.new_output("stream", name=stream, text="\n".join(lines))]


def value(text):
    return [nbformat.v4.new_output("execute_result", {"text/plain": text}, execution_count=1)]


FAILED = [nbformat.v4.new_output("error", ename="Wrong", evalue="no", traceback=["x"] * 300)]
CHECKS = ["charge_check", "s_total_check", "crossover_check", "density_check", "counting_check"]


@pytest.mark.parametrize(
    "outputs",
    [
        [said("✓")] * 5,
        [[], FAILED, said("x", stream="stderr"), said(*"abc" * 1000), [*said("✓"), *FAILED]],
        [value("1"), value("0.5"), value("0"), value("2.0"), value("None")],
        [[*value("1"), *FAILED], value("'1'"), value("True"), value("-1"), said("1.0")],
    ],
)
@pytest.mark.parametrize("answered", [True, False])
def test_as_nbgrader_gives_them(made, solved, outputs, answered, request):
    folder, released = made
    notebook, _ = autograde.assemble(nbformat.reads(released.notebook, 4), [])
    if answered:
        for cell in notebook.cells:
            cell.source = solved.get(grade_id(cell), cell.source)
    shown = dict(zip([cell_of(notebook, check).id for check in CHECKS], outputs, strict=True))
    scores, comments, theirs = nbgraders(folder, f"s{abs(hash(request.node.name))}", notebook, shown)
    graded = autograde.with_hidden_tests(notebook, released.solved)
    for cell in graded.cells:
        if cell.cell_type == "code":
            cell.outputs = copy.deepcopy(shown.get(cell.id, []))
    assert points.given(graded) == (scores, comments)
    assert [(c.cell_type, c.source, c.metadata, c.get("outputs")) for c in graded.cells] == [
        (c.cell_type, c.source, c.metadata, c.get("outputs")) for c in theirs.cells
    ]
