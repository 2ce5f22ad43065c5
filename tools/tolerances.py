"""Comparisons that say how close in absolute numbers: where nobody says, SI-sized numbers all agree."""

import ast
import doctest

from tools import limits, notebooks

ABSOLUTE = {"isclose": (3, "atol"), "allclose": (3, "atol"), "approx": (2, "abs")}  # place among the arguments, name


def vague(source):
    """Lines of some code that compare numbers and leave the absolute tolerance to the library.

    Examples
    --------
    >>> vague("ok = np.isclose(G, 7.7e-5, rtol=1e-3)")
    [(1, 'isclose', 'atol')]
    >>> vague("ok = np.isclose(G, 7.7e-5, rtol=1e-3, atol=0)")
    []
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        owner, _, function = ast.unparse(node.func).rpartition(".")
        place, argument = ABSOLUTE.get(function, (0, ""))
        said = len(node.args) > place or argument in {keyword.arg for keyword in node.keywords}
        if argument and not said and owner != "math":  # math.isclose is relative
            found.append((node.lineno, function, argument))
    return sorted(found)


def sources(root):
    """Where it is, and code: of files, of the examples in their docstrings, of the notebooks' cells."""
    for path in limits.code_files(root):
        if path.suffix == ".py":
            text = path.read_text()
            yield f"{path.relative_to(root)}:", 0, text
            for example in doctest.DocTestParser().get_examples(text):
                yield f"{path.relative_to(root)}:", example.lineno, example.source
    for path in sorted(p for folder in ("book", "solutions", "templates") for p in (root / folder).rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        for n, cell in enumerate(notebooks.read(path).cells):
            if cell.cell_type == "code" and not cell.source.startswith("%"):
                yield f"{path.relative_to(root)} cell {n} line ", 0, cell.source


def faults(root=limits.ROOT):
    """Comparisons whose absolute tolerance is the library's (1e-8, 1e-12): a current in ampere is smaller."""
    return [
        f"{where}{before + line}: {function} without {argument}=, which is not 0 then: say {argument}=0, or how much"
        for where, before, source in sources(root)
        for line, function, argument in vague(source)
    ]
