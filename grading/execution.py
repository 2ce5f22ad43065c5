"""Run one assembled notebook: the student's cells in a kernel of its own, the locked cells also in the examiner."""

import ast
import contextlib
import re
import time
from dataclasses import dataclass, field

import nbformat

from grading import examiners, plain
from grading.assemble import hidden_only, hidden_removed
from grading.kernel import CellTimeout, KernelDied, StudentKernel

_ASKING = re.compile(r'check\("\w+"\)|given\("\w+"\)')
_COUNTING = "check.progress()"  # it would count checks in the kernel, where they are not asked
_LONGEST_LINE = 50_000  # characters; IPython's time for a line grows with the square of its length

# each must fail in an honest kernel; one that passes was made to
CANARIES = {
    "assert": "assert 1 == 2",
    "abs": "assert abs(-2.5) == 0",
    "round": "assert round(2.6) == 2",
    "numpy.allclose": "import numpy\nassert numpy.allclose([0.0, 1.0], [0.0, 2.0])",
    "numpy.isclose": "import numpy\nassert numpy.isclose(1.0, 2.0)",
    "numpy.testing": "import numpy.testing\nnumpy.testing.assert_allclose([1.0], [2.0])",
    "qtlib.homework": "from qtlib.homework import problem_set\n_, check = problem_set('shot_noise')\n"
    "charge_over_e = 77.0\ncheck('charge')",
}


@dataclass
class Report:
    """What happened in a notebook: trouble loses points, remarks are for the instructor's eyes."""

    trouble: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    others: dict = field(default_factory=dict)  # checks whose answer is right for the numbers of these variants


@dataclass(frozen=True)
class Setting:
    """What a notebook finds before its first cell: code run in the kernel, names and environment of the examination."""

    before: str = ""
    given: dict = field(default_factory=dict)
    environment: dict = field(default_factory=dict)


def answers_of(solved):
    """Names that the instructor's solution cells define and no locked cell does: checks take these from the student,
    and no others.
    """
    made = set()
    locked = set()
    for cell in solved.cells:
        if cell.cell_type == "code":
            kind = _grader(cell)
            for names in [made] * bool(kind.get("solution")) + [locked] * bool(kind.get("locked")):
                names |= _defined(ast.parse(cell.source))
    return frozenset(made - locked)


def _defined(tree):
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        else:
            names |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names


def run(notebook, answers, limits, sandboxed=True, setting=None):
    """Execute in place; returns a `Report`. Outputs of checks are the examiner's, with a message and never a hidden
    line.

    Everything runs twice, in two kernels. The first gives the outputs that a student gets back, and is asked what the
    visible checks ask. Only the second is asked what hidden tests ask; of it nothing is kept but whether they pass,
    so what they ask cannot be told.
    """
    setting = setting or Setting()
    with Examiner(answers, limits, setting) as outside:
        first = _Pass(notebook, limits, outside, setting)
        with first.guarded(), StudentKernel(limits, sandboxed) as kernel:
            first.see(kernel)
            _look_for_patches(kernel, first.report)
        first.close()
        if first.pending:
            second = _Pass(notebook, limits, outside, setting, first)
            with second.guarded(), StudentKernel(limits, sandboxed) as kernel:
                second.ask(kernel)
            second.close()
    return first.report


class _Pass:
    """One of the two runs of a notebook."""

    def __init__(self, notebook, limits, outside, setting, before=None):
        self.code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.limits = limits
        self.outside = outside
        self.setting = setting
        self.shared = limits.notebook_seconds  # what is left for all cells that students added
        self.report = before.report if before else Report()
        self.lost = before.lost if before else {}
        self.pending = dict(before.pending) if before else {}  # checks whose visible part passes, and what they put out
        self.asking = before is not None

    def see(self, kernel):
        """The first run: outputs for the student, and the verdicts of visible checks."""
        kernel.run(self.setting.before)
        for number, cell in enumerate(self.code):
            cell.execution_count = number + 1
            if cell.source.strip() == _COUNTING:
                cell.outputs = []
                continue
            inside = None if _is_check(cell) and _leaves_nothing(cell) else self._run(kernel, cell)
            trouble = len(self.report.trouble)
            done = self.outside.visible(cell, kernel, self._trouble(cell)) if _grader(cell).get("locked") else None
            if not _is_check(cell):
                cell.outputs = inside
                continue
            cell.outputs = outputs_of(done)
            if done.kind == "OtherNumbers":
                self.report.others[_name(cell)] = done.value
            elif done.kind is None:
                self.pending[cell.id] = done
            elif len(self.report.trouble) == trouble:  # what a kernel died of would only cost it another life
                inside = self._run(kernel, cell) if inside is None else inside
                if not _failed(inside) and cell.id not in self.lost:
                    self.report.remarks.append(f"{_name(cell)} passes in the student's kernel but not outside of it")

    def ask(self, kernel):
        """The second run: hidden tests of what passed so far."""
        kernel.run(self.setting.before)
        for cell in self.code:
            if not self.pending:
                return
            if cell.id not in self.lost and not _leaves_nothing(cell):
                self._run(kernel, cell)
            if cell.id in self.pending:
                seen = self.pending.pop(cell.id)
                if hidden := hidden_only(cell.source):
                    done = self.outside.hidden(cell, hidden, kernel, self._trouble(cell))
                    value = seen.value if done.value is None else done.value
                    cell.outputs = outputs_of(Done(done.kind, done.text, "" if done.kind else seen.printed, value))

    def close(self):
        """Give those checks no points that the run did not come to."""
        for cell in filter(_is_check, self.code):
            if not cell.outputs or (self.asking and cell.id in self.pending):
                cell.outputs = [_error("NotRun", "this check could not be run")]

    def _run(self, kernel, cell):
        """Outputs of a cell in the student's kernel, for as long as it may take."""
        seconds = self.limits.cell_seconds
        if not _grader(cell).get("grade_id"):
            seconds = min(seconds, self.shared)
        longest = max(map(len, cell.source.splitlines()), default=0)
        if seconds <= 0 or longest > _LONGEST_LINE:
            words = "cells that were added before took all of their time" if seconds <= 0 else (
                f"a line of it has {longest} characters, at most {_LONGEST_LINE} are run"
            )  # fmt: skip
            self.lost[cell.id] = f"not run: {words}"
            self._trouble(cell)(self.lost[cell.id])
            return [_error("NotRun", self.lost[cell.id])]
        start = time.monotonic()
        try:
            return kernel.run(hidden_removed(cell.source), seconds)
        except (CellTimeout, KernelDied) as error:
            self.lost[cell.id] = str(error)
            self._trouble(cell)(error)
            if kernel.restarts > kernel.MOST_RESTARTS:
                cell.outputs = [] if self.asking else [_error(type(error).__name__, str(error))]
                raise
            return [_error(type(error).__name__, str(error))]
        finally:
            if not _grader(cell).get("grade_id"):
                self.shared -= time.monotonic() - start

    def _trouble(self, cell):
        def note(error):
            words = f"{_name(cell)}: {error}"
            if words not in self.report.trouble:
                self.report.trouble.append(words)

        return note

    @contextlib.contextmanager
    def guarded(self):
        """A kernel that cannot go on ends its run, and the report says so."""
        try:
            yield
        except KernelDied as error:
            self.report.trouble.append(str(error))


@dataclass
class Done:
    """What the examiner says of a cell."""

    kind: str | None
    text: str
    printed: str = ""
    value: float | list | None = None  # points; or variants, of a check that failed with OtherNumbers


class Examiner:
    """The examination of one notebook; it is taken up again where it stood if its process is lost."""

    def __init__(self, answers, limits, setting):
        self.beginning = answers, setting.given, setting.environment
        self.limits = limits
        self.done = []
        self.line = None

    def visible(self, cell, kernel, note):
        done = self._answered("visible", cell, hidden_removed(cell.source), kernel, note)
        if self.line is not None:  # what ended the examiner is not asked again
            self.done.append(cell)
        return done

    def hidden(self, cell, source, kernel, note):
        return self._answered("hidden", cell, source, kernel, note)

    def _answered(self, part, cell, source, kernel, note):
        try:
            return self._exchange(part, cell, source, kernel, note)
        except examiners.Lost as lost:
            self.close()
            if examiners.server_ended():
                raise  # with all its copies: nobody's answer did that
            note(f"the check was ended: {lost}")
            return Done("NotRun", f"the check was ended: {lost}")
        except BaseException:
            self.close()  # its question has no answer: what is asked next would be taken for it
            raise

    def _begin(self, kernel):
        self.line = examiners.server().line(b"examine")
        self.line.send(self.beginning)
        for cell in self.done:
            with contextlib.suppress(examiners.Lost):
                self._exchange("visible", cell, hidden_removed(cell.source), kernel, lambda error: None)

    def _exchange(self, part, cell, source, kernel, note):
        if self.line is None:
            self._begin(kernel)
        self.line.send((part, cell.id, source))
        end = time.monotonic() + 2 * self.limits.cell_seconds
        while True:
            message = self.line.receive(end + self.limits.cell_seconds - time.monotonic())
            if message[0] == "done":
                return Done(*message[1:])
            if time.monotonic() < end:
                text = _answer(kernel, note, *message)
            else:
                text = plain.encode(
                    {"error": f"no answer within {2 * self.limits.cell_seconds:g} s for the whole check"}
                )
                note("its calls took longer than a check may")
            self.line.send(text)

    def close(self):
        if self.line is not None:
            self.line.close()
        self.line = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _answer(kernel, note, what, name, packed=b""):
    """What the student's kernel says to the examiner's question, as it came."""
    arguments = repr(name) + (f", {packed.hex()!r}" if what == "call" else "")
    try:
        return kernel.ask(f"__import__('student_side').{what}({arguments})")
    except (CellTimeout, KernelDied) as error:
        note(error)
        if kernel.restarts > kernel.MOST_RESTARTS:
            raise
        return plain.encode({"error": f"no answer: {error}"})


def outputs_of(done):
    """What a check's cell shows of its examination."""
    outputs = [nbformat.v4.new_output("stream", name="stdout", text=done.printed)] if done.printed else []
    if done.kind:
        outputs.append(_error(done.kind, done.text))
    elif done.value is not None:
        outputs.append(nbformat.v4.new_output("execute_result", {"text/plain": repr(done.value)}, execution_count=1))
    return outputs or [nbformat.v4.new_output("stream", name="stdout", text="✓\n")]


def _grader(cell):
    return cell.metadata.get("nbgrader", {})


def _name(cell):
    return _grader(cell).get("grade_id", "an additional cell")


def _is_check(cell):
    return bool(_grader(cell).get("grade") and not _grader(cell).get("solution"))


def _leaves_nothing(cell):
    """Whether a locked cell only calls what is ours, for what it shows: it makes nothing that a later cell needs."""
    source = hidden_removed(cell.source).strip()
    return source == _COUNTING or bool(_grader(cell).get("locked") and _ASKING.fullmatch(source))


def _failed(outputs):
    return any(output.output_type == "error" for output in outputs)


def _look_for_patches(kernel, report):
    try:
        # one of them as a cell, which IPython may have been told to rewrite; the others at once, since a cell's
        # traceback takes long to make
        found = "" if _failed(kernel.run(CANARIES["assert"])) else "assert "
        found += kernel.ask(f"__import__('student_side').passing({CANARIES!r})")
    except (CellTimeout, KernelDied):
        return
    for name in CANARIES:
        if name in found.split():
            report.remarks.append(f"{name} was patched: a check that must fail passes in the student's kernel")


def _error(kind, message):
    message = message.encode("utf-8", "replace").decode()  # half of a character can be in no file
    return nbformat.v4.new_output("error", ename=kind, evalue=message, traceback=[f"✗ {message}"])
