"""Run one assembled notebook: the student's cells in the sandboxed kernel, the checks in the examiner."""

import ast
import base64
import contextlib
import functools
import time
from dataclasses import dataclass, field

import nbformat

from grading import examiner, plain
from grading.assemble import hidden_removed
from grading.sandbox import CellTimeout, KernelDied, StudentKernel

# each must fail in an honest kernel; one that passes was made to
CANARIES = {
    "assert": "assert 1 == 2",
    "abs": "assert abs(-2.5) == 0",
    "round": "assert round(2.6) == 2",
    "numpy.allclose": "import numpy\nassert numpy.allclose([0.0, 1.0], [0.0, 2.0])",
    "numpy.isclose": "import numpy\nassert numpy.isclose(1.0, 2.0)",
    "numpy.testing": "import numpy.testing\nnumpy.testing.assert_allclose([1.0], [2.0])",
    "qtlib.checks.close": "import qtlib.checks\nqtlib.checks.close(1.0, 1.7234, 'canary')",
    "qtlib.checks.number": "import qtlib.checks\nqtlib.checks.number(1.0, qtlib.checks.code(1.7234), 'canary')",
    "qtlib.checks.true": "import qtlib.checks\nqtlib.checks.true(False, 'canary')",
    "qtlib.homework": "from qtlib.homework import problem_set\n_, check = problem_set('shot_noise')\ncharge_over_e = 77.0\n"
    "check('charge')",
    "qtlib.checks.choice": "import qtlib.checks\nqtlib.checks.choice('a', 'canary', 'canary')",
}


@dataclass
class Report:
    """What happened in a notebook: trouble loses points, remarks are for the instructor's eyes."""

    trouble: list = field(default_factory=list)
    remarks: list = field(default_factory=list)


@functools.cache
def server():
    return examiner.Server()


def answers_of(solved):
    """Names that the instructor's solution cells define, which checks therefore take from the student and never from the examiner."""
    names = set()
    for cell in solved.cells:
        if cell.cell_type == "code" and _grader(cell).get("solution"):
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef):
                    names.add(node.name)
                else:
                    names |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return frozenset(names)


def run(notebook, answers, limits, sandboxed=True, student=""):
    """Execute in place; returns a `Report`. Outputs of checks are the examiner's, with a message and never a hidden line.

    Everything runs twice, in two kernels. The first gives the outputs that a student gets back, and sees no more than the student's own run
    would. Only the second is asked by the examiner, and its outputs are dropped: what a function is called with cannot be printed out.
    """
    report, lost = Report(), {}
    # for a notebook without a name, or without the cell for it
    login = f"student = ''\n__import__('os').environ.update(JUPYTERHUB_USER={student!r})"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    with _guarded(report), StudentKernel(limits, sandboxed) as kernel:
        kernel.run(login)
        for number, cell in enumerate(code):
            cell.execution_count = number + 1
            try:
                cell.outputs = kernel.run(hidden_removed(cell.source))
            except (CellTimeout, KernelDied) as error:
                lost[cell.id] = str(error)
                report.trouble.append(f"{_name(cell)}: {error}")
                cell.outputs = [_error(type(error).__name__, str(error))]
                if kernel.restarts > kernel.MOST_RESTARTS:
                    raise
        _look_for_patches(kernel, report)
    verdicts = {}
    with _guarded(report), StudentKernel(limits, sandboxed) as kernel, server().connect() as examination:
        kernel.run(login)
        examination.send((answers, student))
        for cell in code:
            if cell.id not in lost:
                verdicts[cell.id] = _verdict(cell, kernel, examination, report)
    for cell in filter(_is_check, code):
        cell.outputs = verdicts.get(cell.id) or [_error("NotRun", lost.get(cell.id, "this check could not be run"))]
    return report


class ExaminerLost(RuntimeError):
    """The examiner did not come back from a check."""


@contextlib.contextmanager
def _guarded(report):
    """A kernel that cannot go on ends its run, and the report says so."""
    try:
        yield
    except (KernelDied, ExaminerLost) as error:
        report.trouble.append(str(error))


def _grader(cell):
    return cell.metadata.get("nbgrader", {})


def _name(cell):
    return _grader(cell).get("grade_id", "an additional cell")


def _is_check(cell):
    return bool(_grader(cell).get("grade") and not _grader(cell).get("solution"))


def _verdict(cell, kernel, examination, report):
    """What the examiner finds, for a check; a locked cell is run for what it defines."""
    visible = hidden_removed(cell.source)
    try:
        inside = kernel.run(visible)
        if not _grader(cell).get("locked"):
            return []
        verdict = _examine(cell, cell.source, kernel, examination, report)
        if _failed(verdict) and not _failed(inside) and _failed(_examine(cell, visible, kernel, examination, report)):
            report.remarks.append(f"{_name(cell)} passes in the student's kernel but not outside of it")
        return verdict
    except (CellTimeout, KernelDied) as error:
        report.trouble.append(f"{_name(cell)}: {error}")
        if kernel.restarts > kernel.MOST_RESTARTS:
            raise
        return [_error(type(error).__name__, str(error))]


def _failed(outputs):
    return any(output.output_type == "error" for output in outputs)


def _examine(cell, source, kernel, examination, report):
    """Outputs of a locked cell's source, run by the examiner with the student's answers."""
    examination.send(source)
    end = time.monotonic() + 2 * kernel.limits.cell_seconds
    while True:
        if not examination.poll(max(0.0, end - time.monotonic())):
            raise ExaminerLost("a check was not done in time, and those after it were not run")
        message = examination.recv()
        if message[0] == "done":
            _, kind, text, printed, value = message
            break
        examination.send(_answer(kernel, cell, report, *message))
    outputs = [nbformat.v4.new_output("stream", name="stdout", text=printed)] if printed else []
    if kind:
        outputs.append(_error(kind, text))
    elif value is not None:
        outputs.append(nbformat.v4.new_output("execute_result", {"text/plain": repr(value)}, execution_count=1))
    return outputs or [nbformat.v4.new_output("stream", name="stdout", text="✓\n")]


def _answer(kernel, cell, report, what, name, packed=b""):
    """What the student's kernel says to the examiner's question, as it came."""
    arguments = repr(name) + (f", {base64.b64encode(packed).decode()!r}" if what == "call" else "")
    try:
        text = kernel.ask(f"__import__('student_side').{what}({arguments})")
        return ast.literal_eval(text)
    except (CellTimeout, KernelDied) as error:
        report.trouble.append(f"{_name(cell)}: {error}")
        return plain.encode({"error": f"no answer: {error}"})
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ""


def _look_for_patches(kernel, report):
    for name, source in CANARIES.items():
        try:
            # as a cell, which IPython may have been told to rewrite; the others at once, since a cell's traceback takes long to make
            as_cell = name == "assert"
            passed = not _failed(kernel.run(source)) if as_cell else kernel.ask(f"exec({source!r}, {{}})") == "None"
        except (CellTimeout, KernelDied):
            return
        if passed:
            report.remarks.append(f"{name} was patched: a check that must fail passes in the student's kernel")


def _error(kind, message):
    return nbformat.v4.new_output("error", ename=kind, evalue=message, traceback=[f"✗ {message}"])
