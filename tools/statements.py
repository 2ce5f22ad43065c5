"""What a statement must be, beside Python's own linter: arguments by name where there are many, and on one line only
what belongs together.
"""

import ast

from tools import limits

POSITIONAL = 6
_OTHERS = {"draw_text"}  # overrides of matplotlib's methods, which calls them by place


def crowded(source):
    """Functions and dataclasses of some code that take more than six arguments by their place.

    Examples
    --------
    >>> crowded("def plot(a, b, c, d, e, f, g): ...")
    [(1, 'plot takes 7 arguments by their place, at most 6')]
    >>> crowded("def plot(a, b, c, d, e, f, *, g): ...")
    []
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name not in _OTHERS:
            arguments = [*node.args.posonlyargs, *node.args.args]
            number = len(arguments) - (bool(arguments) and arguments[0].arg in ("self", "cls"))
        elif isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(d) for d in node.decorator_list):
            number = _fields(node)
        else:
            continue
        if number > POSITIONAL:
            found.append((node.lineno, f"{node.name} takes {number} arguments by their place, at most {POSITIONAL}"))
    return sorted(found)


def _fields(node):
    """How many fields of a dataclass its constructor takes by their place."""
    if any("kw_only=True" in ast.unparse(decorator) for decorator in node.decorator_list):
        return 0
    number = 0
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign):
            if ast.unparse(statement.annotation) == "KW_ONLY":
                break
            written = ast.unparse(statement)
            number += not any(words in written for words in ("kw_only=True", "init=False", "ClassVar"))
    return number


def mixed(source):
    """Lines of some code that start something empty, to be filled later, beside what is something else.

    Whether two names have to do with each other is the writer's to judge. A list to be filled and a value that is
    known never have; two lists to be filled may.

    Examples
    --------
    >>> mixed("found, rng = [], default_rng(1)")
    [(1, 'what starts empty shares its line with something else: found, rng')]
    >>> mixed("moves, saved = [], []")
    []
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)):
            continue
        values = node.value.elts
        if any(map(_starts_empty, values)) and len({ast.dump(value) for value in values}) > 1:
            names = ast.unparse(node.targets[0]).strip("()")
            found.append((node.lineno, f"what starts empty shares its line with something else: {names}"))
    return sorted(found)


def _starts_empty(value):
    if isinstance(value, ast.Constant):
        return value.value in (None, "", b"")
    if isinstance(value, ast.Call) and not value.args and not value.keywords:
        return ast.unparse(value.func) in ("set", "list", "dict", "StringIO", "io.StringIO")
    return isinstance(value, ast.List | ast.Dict) and not ast.unparse(value)[1:-1]


def faults(root=limits.ROOT):
    """What `crowded` and `mixed` find in the repository's files of code."""
    return [
        f"{path.relative_to(root)}:{line}: {fault}"
        for path in limits.code_files(root)
        if path.suffix == ".py"
        for check in (crowded, mixed)
        for line, fault in check(path.read_text())
    ]
