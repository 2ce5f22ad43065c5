"""Run one assembled notebook: the student's cells in the sandboxed kernel, the checks in the examiner."""

import ast
import base64
import functools
import time
from dataclasses import dataclass, field

import nbformat

from grading import examiner
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


def run(notebook, answers, limits, sandboxed=True):
    """Execute in place; returns a `Report`. Outputs of checks are the examiner's, with a message and never a hidden line."""
    report = Report()
    try:
        with StudentKernel(limits, sandboxed) as kernel, server().connect() as examination:
            examination.send(answers)
            for number, cell in enumerate(notebook.cells):
                if cell.cell_type == "code":
                    cell.execution_count = number + 1
                    cell.outputs = _run_cell(cell, kernel, examination, report)
            _look_for_patches(kernel, report)
    except KernelDied as error:
        report.trouble.append(str(error))
        for cell in notebook.cells:
            if cell.cell_type == "code" and _grader(cell).get("grade") and not cell.outputs and not cell.get("execution_count"):
                cell.outputs = [_error("NotRun", str(error))]
    return report


def _grader(cell):
    return cell.metadata.get("nbgrader", {})


def _is_check(cell):
    return bool(_grader(cell).get("grade") and not _grader(cell).get("solution"))


def _run_cell(cell, kernel, examination, report):
    name = _grader(cell).get("grade_id", "an additional cell")
    check, locked = _is_check(cell), _grader(cell).get("locked")
    try:
        outputs = kernel.run(hidden_removed(cell.source) if check else cell.source)
        failed = any(output.output_type == "error" for output in outputs)
        if not locked:
            return outputs
        passed, verdict = _examine(cell, kernel, examination)
    except (CellTimeout, KernelDied) as error:
        report.trouble.append(f"{name}: {error}")
        if kernel.restarts > kernel.MOST_RESTARTS:
            raise KernelDied(str(error)) from None
        return [_error(type(error).__name__, str(error))]
    if check and not failed and not passed and hidden_removed(cell.source) == cell.source:
        report.remarks.append(f"{name} passed in the student's kernel but not outside of it")
    return verdict if check else outputs


def _examine(cell, kernel, examination):
    """(whether it passed, outputs) of a locked cell, run by the examiner with the student's answers."""
    examination.send(cell.source)
    end = time.monotonic() + 2 * kernel.limits.cell_seconds
    while True:
        if not examination.poll(max(0.0, end - time.monotonic())):
            raise CellTimeout("the check was not done in time")
        message = examination.recv()
        if message[0] == "done":
            _, kind, text, printed, value = message
            break
        examination.send(_answer(kernel, *message))
    outputs = [nbformat.v4.new_output("stream", name="stdout", text=printed)] if printed else []
    if kind:
        outputs.append(_error(kind, text))
    elif value is not None:
        outputs.append(nbformat.v4.new_output("execute_result", {"text/plain": repr(value)}, execution_count=1))
    return kind is None, outputs


def _answer(kernel, what, name, packed=b""):
    """What the student's kernel says to the examiner's question, as it came."""
    arguments = repr(name) + (f", {base64.b64encode(packed).decode()!r}" if what == "call" else "")
    text = kernel.ask(f"__import__('student_side').{what}({arguments})")
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ""


def _look_for_patches(kernel, report):
    for name, source in CANARIES.items():
        try:
            outputs = kernel.run(source)
        except (CellTimeout, KernelDied):
            return
        if not any(output.output_type == "error" for output in outputs):
            report.remarks.append(f"{name} was patched: a check that must fail passes in the student's kernel")


def _error(kind, message):
    return nbformat.v4.new_output("error", ename=kind, evalue=message, traceback=[f"✗ {message}"])
