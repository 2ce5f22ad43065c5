"""Notebooks with what no honest notebook has: none is a fault of the grader's, and each costs only itself."""

import time

import nbformat
import pytest

from grading import autograde, harmless, sandbox
from grading.sandbox import Limits
from one_set import FULL, cell_of

pytestmark = pytest.mark.usefixtures("barred")
FORGED = r"""
import json
from IPython.display import display
display({'text/plain': 5, 'image/png': [1], 'text/html': {'a': {}}}, raw=True)
display({'text/plain': 'lone \ud800 surrogate'}, raw=True)
print('lone \ud800 surrogate')
session, socket = get_ipython().kernel.session, get_ipython().kernel.iopub_socket
pack, parent = session.pack, get_ipython().kernel.get_parent()
session.pack = lambda content: json.dumps(content, default=str).encode()
deep = []
for _ in range(900): deep = [deep]
for content in ({'data': deep}, {'data': {'text/plain': deep}}, {'name': deep, 'text': deep}, {'traceback': [deep]},
                {'traceback': 5, 'ename': deep}, {'execution_state': 'idle', 'text': 5}, {}):
    for kind in ('stream', 'display_data', 'execute_result', 'error', 'status', 'clear_output', '\ud800'):
        session.send(socket, kind, content, parent=parent)
session.pack = pack
"""


def test_odd_texts_outputs_and_messages_are_no_fault_of_the_grader(grade, notebook):
    marks = "### BEGIN HIDDEN TESTS\n### BEGIN SOLUTION\n### END MARK SCHEME\ntext"
    new = nbformat.v4
    notebook.cells[2:2] = [
        new.new_markdown_cell(marks), new.new_raw_cell(marks), new.new_code_cell(f"'''\n{marks}\n'''"),
        new.new_code_cell("s = '\ud800'"), new.new_code_cell(FORGED), new.new_raw_cell("{{ x }} {% y %} \ud800"),
    ]  # fmt: skip
    for cell in notebook.cells:
        cell.source = cell.source.encode("utf-8", "replace").decode()
    cell_of(notebook, "fingerprints").source += f"\n\n{marks}"
    result = grade(notebook)
    assert (result.status, result.scores, result.reasons) == ("graded", FULL, [])


@pytest.mark.proof
def test_a_slow_right_function_costs_nothing_later(grade, notebook):
    cell = cell_of(notebook, "s_total")
    cell.source = "import time\n" + cell.source.replace(
        "    ### BEGIN SOLUTION", "    time.sleep(1.7)\n    ### BEGIN SOLUTION"
    )
    assert "time.sleep(1.7)" in cell.source
    result = grade(notebook, Limits())
    assert (result.status, result.scores, result.reasons) == ("graded", FULL, [])


def test_a_line_without_end_and_cells_beyond_their_time_are_not_run(grade, notebook):
    for source in ("import time\ntime.sleep(3)", "time.sleep(3)", "later = 1", "?" * 500_000):
        notebook.cells.append(nbformat.v4.new_code_cell(source))
    start = time.monotonic()
    result = grade(notebook, Limits(notebook_seconds=4))
    assert result.scores == FULL
    assert result.status == "partly graded"
    assert [reason.removeprefix("an additional cell: ")[:50] for reason in result.reasons] == [
        reason[:50] for reason in (
            result.reasons[0].removeprefix("an additional cell: "),
            "not run: cells that were added before took all of their time",
        )
    ]  # fmt: skip
    assert "no result within" in result.reasons[0]
    assert time.monotonic() - start < 60


def test_a_long_line_alone_is_not_run(grade, notebook):
    notebook.cells.append(nbformat.v4.new_code_cell("x = !" + "a " * 250_000))
    result = grade(notebook)
    assert result.scores == FULL
    assert "a line of it has 500005 characters" in result.reasons[0]


def test_texts_that_take_too_long_are_shown_as_typed(monkeypatch):
    texts = [("markdown", "[" * 20_000)] * 300
    monkeypatch.setattr(autograde, "_PAGE_SECONDS", 0.5)
    start = time.monotonic()
    made = autograde._formed(texts)
    assert time.monotonic() - start < 60
    assert made == harmless.typed(texts)
    assert autograde._formed([("markdown", "*a*")]) == ["<p><em>a</em></p>\n"]


@pytest.mark.proof
def test_a_restarted_kernel_repeats_no_longer_than_added_cells_may_take(monkeypatch):
    from grading.kernel import KernelDied, StudentKernel

    limits = Limits(cell_seconds=20, notebook_seconds=3)
    with StudentKernel(limits) as kernel:
        kernel.run("import os, time")
        for _ in range(4):
            kernel.run("time.sleep(1.5)")
        start = time.monotonic()
        with pytest.raises(KernelDied):
            kernel.run("os._exit(0)")
        assert time.monotonic() - start < 5.5 + 4  # 6 s of sleeping were to be repeated
        assert kernel.ask("time.time() > 0") == "True"


def test_the_summary_says_which_limits_were_active():
    said = sandbox.description(True, Limits())
    for words in ("namespaces of its own", "4 GB of memory", "100 MB of files", "a cell 60 s", "control group"):
        assert words in said
    assert "rights of who graded" in sandbox.description(False, Limits())


def test_an_error_with_half_of_a_character_can_be_written(grade, notebook):
    cell_of(notebook, "density").source = "def fano_of_density(X, n):\n    raise ValueError('a\\ud800b')"
    result = grade(notebook)
    assert result.scores == FULL | {"density_check": 0.0}
    assert result.as_json().encode()
    assert result.autograded.encode()


def test_a_kernel_that_dies_too_often_takes_no_right_answer_along(grade, notebook):
    """A question that got no reply ends the line, so that the next is not taken for its reply."""
    for name, start in (("density", "def fano_of_density(X, n):"), ("counting", "def third_cumulant(*args):")):
        cell_of(notebook, name).source = f"import os\n{start}\n    os._exit(0)"
    scores = grade(notebook).scores
    assert scores == FULL | {"density_check": 0.0, "counting_check": 0.0}


def test_the_shape_of_a_result_tells_no_hidden_argument(grade, notebook):
    cell = cell_of(notebook, "density")
    telling = "    told.append(X)\n    if X == 7.0: return np.zeros([round(10 * x) for x in told])\n"
    cell.source = "told = []\n" + cell.source.replace("    ### BEGIN SOLUTION", telling + "    ### BEGIN SOLUTION", 1)
    result = grade(notebook)
    assert result.scores == FULL | {"density_check": 0.0}
    assert "array of shape" not in result.autograded
