"""What a problem set must have, said in words to somebody who writes one: ``templates/problem_set.py`` has it all."""

import nbformat

from tools import course, notebook_code, variants
from tools.authoring import ProblemSet

_TEMPLATE = "templates/problem_set.py shows one"
_CHECK = """check("{0}")
### BEGIN HIDDEN TESTS
check.hidden("{0}", "{1}")
### END HIDDEN TESTS"""


def faults(root=course.ROOT):
    """What is missing in the problem sets of the course, one line each."""
    if not (root / "solutions").is_dir():  # an edition for students
        return []
    return [fault for name in course.sets(root) for fault in set_faults(name, root)]


def set_faults(name, root=course.ROOT):
    """What is missing in one problem set."""
    file, notebook = f"solutions/{name}.py", f"solutions/{name}/{name}.ipynb"
    if not (root / notebook).exists():
        return [f"{notebook} does not exist: texts, solutions and checks; templates/problem_set.ipynb shows one"]
    if not (root / file).exists():
        return [f"{file} does not exist: the author's side of the problem set; {_TEMPLATE}"]
    try:
        written = variants.author(name, root / "solutions")
    except AttributeError as error:
        return [f"{file} has no SET = ProblemSet(...): {error}; {_TEMPLATE}"]
    except Exception as error:
        return [f"{file} cannot be read: {type(error).__name__}: {error}"]
    if not isinstance(written, ProblemSet):
        return [f"{file}: SET is no ProblemSet(...); {_TEMPLATE}"]
    found = [f"{file}: {fault}" for task in written.tasks for fault in _task_faults(task)]
    if found:
        return found
    return [f"{notebook}: {fault}" for fault in _notebook_faults(name, written, root / notebook)]


def _task_faults(task):
    if not task.answers:
        yield f"task {task.name} has no answer that a check could read"
    if not task.wrong:
        yield f"task {task.name} lists no wrong answer with its hint"
    for pair in task.wrong:
        if not (isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(p, str) and p.strip() for p in pair)):
            yield f"task {task.name} has a wrong answer without a hint: {pair!r:.80}"


def _notebook_faults(name, written, path):
    cells = nbformat.read(path, 4).cells
    try:
        notebook_code.sections(cells, [task.name for task in written.tasks])
    except ValueError as error:
        yield str(error)
    of = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in cells}
    line = f'given, check = problem_set("{name}", student)'
    if "setup" not in of or line not in of["setup"].source.splitlines():
        yield f"its cell with the grade_id setup has no line {line}"
    for task in written.tasks:
        check = of.get(f"{task.name}_check")
        if check and check.source.strip() != _CHECK.format(task.name, written.key):
            lines = " / ".join(_CHECK.format(task.name, written.key).splitlines())
            yield f"the check of task {task.name} must be the four lines {lines}"
        shown = "\n".join(c.source for c in cells if not c.metadata.get("nbgrader", {}).get("solution"))
        for hint in dict.fromkeys(hint for _, hint in task.wrong if hint in shown):
            yield f"a hint of task {task.name} can be read in it: {hint!r}"
    points = sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in cells)
    if points != 10:
        yield f"it has {points:g} points, not ten"
