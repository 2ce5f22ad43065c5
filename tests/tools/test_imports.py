"""Imports point one way: no file needs, in whatever function, one that needs it."""

import ast
from graphlib import TopologicalSorter

from conftest import ROOT


def module(path):
    """The name under which a file is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {module(path): path for folder in ("qtlib", "grading", "tools") for path in (ROOT / folder).rglob("*.py")}


def imported(path):
    """The files of this repository that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update(inside & set(FILES) or {node.module})
    return found & set(FILES) - {module(path)}  # a worker imports itself by its name


def test_no_circle():
    assert "qtlib.arguments" in imported(FILES["qtlib.conductor"]) | imported(FILES["qtlib.transport"])
    tuple(TopologicalSorter({name: imported(path) for name, path in FILES.items()}).static_order())  # raises on one
