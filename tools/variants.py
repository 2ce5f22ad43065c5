"""Make the data of a problem set: for each variant its numbers, and locks for right and listed wrong answers."""

import ast
import hashlib
import importlib.util
from contextlib import suppress
from pathlib import Path
from unittest import mock

import nbformat
import numpy as np

import qtlib
from qtlib.homework import Wrong, locks, session, variants
from qtlib.homework.given import Given
from tools import notebook_code
from tools.authoring import Look

ROOT = Path(__file__).parent.parent
DATA = ROOT / "qtlib" / "homework" / "data"
_ATTEMPTS = 400
_APART = 2.5  # answers of two variants differ by this many tolerances at least; a check accepts one


class NotFair(Exception):
    """This variant cannot be used; the message says why."""


def solved(name, task, number):
    """What the author's solution of a task leaves in a notebook with the numbers of a variant."""
    maker = _Maker(name, "", ROOT / "solutions")
    maker.made = variants.load(name)
    return maker.solved(next(t for t in maker.set.tasks if t.name == task), number)


def author(name, source=ROOT / "solutions"):
    """The `ProblemSet` of ``solutions/NAME.py``."""
    spec = importlib.util.spec_from_file_location(f"author_{name}", Path(source) / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SET


def stamp(name, source=ROOT / "solutions"):
    """Changes when what the author wrote changes."""
    cells = nbformat.read(Path(source) / name / f"{name}.ipynb", 4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    trees = [ast.dump(ast.parse(text)) for text in ((Path(source) / f"{name}.py").read_text(), *code)]
    return hashlib.sha256("\0".join(trees).encode()).hexdigest()[:16]


def faults(name, number):
    """What is wrong with a variant of a set's data as they are: solutions refused, wrong answers without their hint."""
    made = variants.load(name)
    maker = _Maker(name, made["term"], ROOT / "solutions")
    found = []
    maker.made = made
    for task in maker.set.tasks:
        space = maker.solved(task, number)
        wrongs = [(text, hint, maker._with(space, text)) for text, hint in task.wrong]
        try:
            maker._proved(task, number, space, wrongs, None)
            if not eval(task.fair, maker._names(space)):
                found.append(f"{task.name}: {task.fair} does not hold")
        except NotFair as reason:
            found.append(f"{task.name}: {reason}")
    return found


def data(name, term, source=ROOT / "solutions"):
    """All that `qtlib.homework` needs of a set; ValueError says what is wrong with what the author wrote."""
    return _Maker(name, term, source).data()


class _Maker:
    def __init__(self, name, term, source):
        self.set = author(name, source)
        self.name = name
        self.term = term
        cells = nbformat.read(Path(source) / name / f"{name}.ipynb", 4).cells
        self.code = notebook_code.sections(cells, [task.name for task in self.set.tasks])
        self.made = {
            "set": name, "term": term, "stamp": stamp(name, source), "uses": self.set.uses,
            "open": sum(bool(c.cell_type == "markdown" and c.metadata.get("nbgrader", {}).get("grade")) for c in cells),
            "tasks": {task.name: self._described(task) for task in self.set.tasks},
            "variants": [{"given": {}, "locks": {}} for _ in range(variants.VARIANTS + 1)], "common": {},
        }  # fmt: skip
        self.hidden = {}
        self.told_to_all = set()

    def data(self):
        for task in self.set.tasks:
            self._task(task)
        self.made["hidden"] = {name: self._covered(name, content) for name, content in self.hidden.items()}
        return self.made

    def _covered(self, name, content):
        return locks.cover(variants.packed(content), f"{self.set.key}|{name}".encode()).hex()

    def _described(self, task):
        hints = list(dict.fromkeys(hint for _, hint in task.wrong))
        return {
            "answers": dict(task.answers), "slips": task.slips.split(), "without": task.without.split(),
            "given": [[g.name, g.meaning, g.unit, g.factor] for g in task.given if not getattr(g, "secret", False)],
            "looks": [self._look(task, look) for look in self._looks(task)],
            "hints": [locks.cover(hint.encode(), self._hint_key(task, hint)).hex() for hint in hints],
        }  # fmt: skip

    def _hint_key(self, task, hint):
        return hashlib.sha256(f"{self.set.key}|{task.name}|{hint}".encode()).digest()[:16]

    def _looks(self, task):
        """The looks that the answers' kinds imply, then the author's own."""
        stated = {look.expr for look in task.looks}
        rtol = task.rtol or self.set.rtol
        return [
            Look(name, name, rtol=rtol if kind.startswith("number") else None)
            for name, kind in task.answers.items()
            if kind != "function" and name not in stated
        ] + task.looks

    def _look(self, task, look):
        kind = task.answers.get(look.expr, "value") if not look.holds else "holds"
        exact = kind.split()[0] in ("whole", "choice", "holds")
        rtol = None if exact or look.atol else look.rtol or (self.set.rtol if kind.startswith("number") else 1e-6)
        return {
            "what": look.what, "expr": look.expr, "clue": look.clue, "kind": kind, "shape": None,
            "rtol": rtol, "atol": None if rtol else look.atol or 0.4,
        }  # fmt: skip

    def _task(self, task):
        """Draw, solve, lock and test one task in every variant."""
        hidden = {"looks": [self._look(task, look) for look in task.hidden]}
        hidden |= {"common": {}, "variants": [{"locks": {}} for _ in self.made["variants"]]}
        own = [look for look in self.made["tasks"][task.name]["looks"] + hidden["looks"] if self._depends(task, look)]
        answers = []
        for number in range(len(self.made["variants"])):
            for attempt in range(_ATTEMPTS):
                try:
                    answers.append(self._variant(task, number, attempt, hidden, answers))
                    break
                except NotFair as reason:
                    if number == 0 or not task.given or attempt == _ATTEMPTS - 1:
                        raise ValueError(f"{self.name}, task {task.name}, variant {number}: {reason}") from None
            if not task.given and not own:  # the same for all
                for other in self.made["variants"][1:]:
                    other["locks"][task.name] = [None] * len(self.made["tasks"][task.name]["looks"])
                for other in hidden["variants"][1:]:
                    other["locks"][task.name] = [None] * len(hidden["looks"])
                break
        if hidden["looks"]:
            self.hidden[task.name] = hidden

    def _depends(self, task, look):
        """Whether what a look finds depends on the given numbers."""
        if look["kind"].split()[0] in ("number", "whole", "choice"):
            return bool(task.given)
        return any(g.name in notebook_code.names(look["expr"]) for t in self.set.tasks for g in t.given) or (
            any(
                kind != "function" and answer in notebook_code.names(look["expr"])
                for answer, kind in task.answers.items()
            )
            and bool(task.given)
        )

    def _variant(self, task, number, attempt, hidden, before):
        """Lock one task in one variant, once it has passed every test; its numbers, to be kept apart from others'."""
        rng = np.random.default_rng(
            list(hashlib.sha256(f"{self.name}|{self.term}|{task.name}|{number}|{attempt}".encode()).digest())
        )
        known = {}
        shown = self.made["variants"][number]["given"]
        for item in task.given:
            value = known[item.name] = item.draw(rng, _Known(known), number == 0)
            if not getattr(item, "secret", False):
                shown[item.name] = value.tolist() if isinstance(value, np.ndarray) else value
        space = self.solved(task, number)
        if not eval(task.fair, space | known):
            raise NotFair(f"{task.fair} does not hold")
        found = {name: float(space[name]) for name, kind in task.answers.items() if kind.startswith("number")}
        if found and task.given and any(self._near(task, found, other) for other in before):
            raise NotFair("it has the answer of another variant")
        wrongs = [(text, hint, self._with(space, text)) for text, hint in task.wrong if text not in self.told_to_all]
        for looks, made, stated in (
            (self.made["tasks"][task.name]["looks"], self.made, self._looks(task)),
            (hidden["looks"], hidden, task.hidden),
        ):
            common = made["common"].setdefault(task.name, [None] * len(looks))
            own = [None] * len(looks)
            for place, (look, want) in enumerate(zip(looks, stated, strict=True)):
                if self._depends(task, look):
                    own[place] = self._entry(task, look, want.want, number, space | known, wrongs)
                elif number == 0:
                    common[place] = self._entry(task, look, want.want, number, space | known, wrongs)
            made["variants"][number]["locks"][task.name] = own
        self._proved(task, number, space, wrongs, hidden)
        return found

    def _near(self, task, one, other):
        """Whether each answer of a variant might pass for another's."""
        for look in self.made["tasks"][task.name]["looks"]:
            if look["kind"].startswith("number"):
                a, b = one[look["expr"]], other[look["expr"]]
                apart = abs(a - b) / look["atol"] if look["atol"] else abs(a / b - 1) / look["rtol"] if b else np.inf
                if apart > _APART:
                    return False
        return True

    def solved(self, task, number):
        given = Given(self.made, number)
        space = {"__name__": "__main__", "student": ""}
        with notebook_code.quiet(given):
            for source in self.code[task.name]:
                exec(source, space)
                space.update(plt=mock.MagicMock())  # figures are for eyes
        return space

    def _with(self, space, text):
        """The solved space with a wrong answer in it; what it raises by itself is a fault of the author."""
        wrong = dict(space)
        try:
            with notebook_code.quiet(space["given"]):
                exec(text, wrong)
        except Exception as error:
            raise NotFair(f"the wrong answer\n{text}\nraises {type(error).__name__}: {error}") from error
        return wrong

    def _names(self, space):
        numbers = {k: v for k, v in vars(space["given"]).items() if not k.startswith("_")}
        return space | session.surroundings(self.set.uses, numbers)

    def _value(self, task, look, space):
        return session.looked_at(look, self._names(space))

    def _entry(self, task, look, want, number, space, wrongs):
        """Locks of one look: of the right value, to all digits, and of each wrong one."""
        look["shape"] = None
        value = self._value(task, look, space)
        if look["kind"] == "holds" and not value:
            raise ValueError(f"{self.name}, task {task.name}: the solution fails {look['expr']!r}")
        look["shape"] = list(value.shape)
        tolerance = {"rtol": look["rtol"], "atol": look["atol"]}
        whose = number if self._depends(task, look) else None
        salt = locks.salt(self.name, self.term, task.name, look["expr"], whose)
        fine = locks.lock(value, salt, rtol=session.EXACT) if look["kind"].startswith("number") else (b"", b"")
        if want:
            wanted = np.asarray(eval(want, vars(qtlib) | self._names(space)), dtype=float)
            phases, key = locks.lock(wanted, salt, **tolerance)
            if locks.key(value, phases, salt, **tolerance) != key:
                raise ValueError(
                    f"{self.name}, {task.name}: the solution gives {look['expr']} = {value}, want {wanted}"
                )
            value = wanted
        phases, key = locks.lock(value, salt, **tolerance)
        found = []
        hints = list(dict.fromkeys(hint for _, hint in task.wrong))
        for _, hint, wrong in wrongs if look["kind"] != "holds" else ():
            with suppress(Wrong):
                other = self._value(task, look, wrong)
                if locks.key(other, phases, salt, **tolerance) != key:
                    found.append((other, hint))
        unclear = [
            hint for other, hint in found if any(h != hint and self._same(other, o, salt, tolerance) for o, h in found)
        ]
        entry = []
        for other, hint in found:
            if hint not in unclear:
                wrong_phases, wrong_key = locks.lock(other, salt, **tolerance)
                covered = locks.cover(self._hint_key(task, hint), b"hint" + wrong_key).hex()
                entry.append([wrong_phases.hex(), locks.tag(wrong_key).hex(), covered, hints.index(hint)])
        return [phases.hex(), locks.tag(key).hex(), [fine[0].hex(), locks.tag(fine[1]).hex()], entry]

    def _same(self, one, other, salt, tolerance):
        phases, key = locks.lock(other, salt, **tolerance)
        return locks.key(one, phases, salt, **tolerance) == key

    def _proved(self, task, number, space, wrongs, hidden):
        """The solution passes, and each wrong answer gets its hint and no other."""
        check = session.Check(self.made, number)
        if hidden is not None:
            check._data = self.made | {"hidden": {task.name: self._covered(task.name, hidden)}}
            if number:  # what is the same for all was seen in variant 0
                check._data = _own_looks(check._data, task.name) | {"hidden": {}}
        if said := self.said(check, task, space):
            raise NotFair(f"the solution fails: {said}")
        for text, hint, wrong in wrongs:
            said = self.said(check, task, wrong)
            if said is None or not said.endswith(f": {hint}"):
                raise NotFair(f"the wrong answer\n{text}\nis told {said!r}, not {hint!r}")
            if hidden is not None and not number and not self._is_own(task, said):
                self.told_to_all.add(text)
        for text, words in task.told if hidden is None or not number else ():
            said = self.said(check, task, self._with(space, text))
            if said is None or words not in said:
                raise NotFair(f"the wrong answer\n{text}\nis told {said!r}, which has not {words!r}")

    def _is_own(self, task, said):
        """Whether what was said came from a look at the variant's own numbers."""
        looks = self.made["tasks"][task.name]["looks"]
        return any(said.startswith(f"{look['what']}: ") and self._depends(task, look) for look in looks)

    def said(self, check, task, space):
        """What the check of a task says to answers, None if they pass."""
        try:
            with notebook_code.silent():
                exec(
                    "check(task)\ncheck.hidden(task, secret)",
                    space | {"check": check, "task": task.name, "secret": self.set.key},
                )
        except Wrong as wrong:
            return str(wrong)
        return None


def _own_looks(data, task):
    """The data with those looks of a task only that depend on the given numbers."""
    keep = [place for place, entry in enumerate(data["common"][task]) if entry is None]
    described = data["tasks"][task] | {"looks": [data["tasks"][task]["looks"][place] for place in keep]}
    own = [dict(variant, locks={**variant["locks"]}) for variant in data["variants"]]
    for variant in own:
        if task in variant["locks"]:
            variant["locks"][task] = [variant["locks"][task][place] for place in keep]
    return data | {"tasks": {**data["tasks"], task: described}, "variants": own, "common": {task: [None] * len(keep)}}


class _Known:
    """Numbers drawn so far, as attributes."""

    def __init__(self, numbers):
        self.__dict__.update(numbers)
