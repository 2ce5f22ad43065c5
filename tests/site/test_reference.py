"""The reference page: every module of the physics is on it, and every public function and class has an example."""

import ast
import importlib
import inspect
import operator
import pkgutil
import re

import pytest

import qtlib
from conftest import ROOT

INTERNAL = {
    "arguments",
    "homework.__main__",
    "homework.answers",
    "homework.given",
    "homework.locks",
    "homework.session",
    "homework.variants",
    "version",
    "words",
    *(f"widgets.{n}" for n in ("live", "page", "picture", "renderer", "slider", "svg")),
}  # no user calls them
MODULES = sorted(
    name
    for m in pkgutil.walk_packages(qtlib.__path__, "qtlib.")
    if (name := m.name.removeprefix("qtlib.")) not in INTERNAL
)
PAGE = (ROOT / "book" / "reference.md").read_text()


@pytest.mark.parametrize("name", sorted(m.name for m in pkgutil.walk_packages(qtlib.__path__, "qtlib.")))
def test_a_module_says_what_is_public(name):
    module = importlib.import_module(name)
    public = set(getattr(module, "__all__", ()))
    assert public or name == "qtlib.version"
    assert [n for n in public if not hasattr(module, n)] == []


@pytest.mark.parametrize("name", MODULES)
def test_module_is_on_the_page(name):
    assert re.search(rf"automodule:: qtlib\.{name}\b", PAGE)


@pytest.mark.parametrize("name", MODULES)
def test_public_names_have_an_example(name):
    module = importlib.import_module(f"qtlib.{name}")
    public = set(module.__all__)
    own = {n: x for n in public if getattr(x := getattr(module, n), "__module__", None) == module.__name__}
    shown = (inspect.isfunction, lambda x: inspect.isclass(x) and not is_record(x))
    without = [n for n, x in own.items() if any(kind(x) for kind in shown) and ">>>" not in (x.__doc__ or "")]
    assert [n for n in without if not n.startswith("_")] == []


@pytest.mark.parametrize("name", MODULES)
def test_public_names_say_where_to_go_next(name):
    module = importlib.import_module(f"qtlib.{name}")
    public = set(module.__all__)
    own = [x for n in public if getattr(x := getattr(module, n), "__module__", None) == module.__name__]
    shown = [x for x in own if inspect.isfunction(x) or (inspect.isclass(x) and not is_record(x))]
    assert [x.__name__ for x in shown if "See Also" not in (x.__doc__ or "")] == []


@pytest.mark.parametrize("path", sorted((ROOT / "qtlib").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_where_to_go_next_is_on_the_page(path):
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    for scope, docstring in docstrings(path):
        for line in section(docstring, "See Also"):
            target, _, words = line.partition(" : ")
            assert re.fullmatch(r"[\w.]+", target) and words, f"{path.name}: {line!r} is not 'name : words'"
            assert any(on_the_page(f"{place}{target}") for place in (*scopes(module, scope), "")), (
                f"{target}: not found"
            )


def docstrings(path):
    """Each docstring of a file, with the name of what has it."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            yield node.name, ast.get_docstring(node) or ""
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    yield node.name, ast.get_docstring(method) or ""
        elif isinstance(node, ast.FunctionDef):
            yield "", ast.get_docstring(node) or ""


def section(docstring, title):
    """Lines of one section of a numpydoc text."""
    found = re.search(rf"^{title}\n-+\n((?:\S.*\n?)+)", docstring, re.M)
    return found[1].splitlines() if found else []


def scopes(module, inside):
    """Where Sphinx looks for a name: in the class, then in the module."""
    return (f"{module.__name__}.{inside}.", f"{module.__name__}.") if inside else (f"{module.__name__}.",)


def on_the_page(name):
    """Whether the reference page shows this module, or this name of a module."""
    for found in re.finditer(r"automodule:: (\S+)\n(?:   :members:(.*))?", PAGE):
        module, members = found[1], found[2]
        inside = name.removeprefix(f"{module}.")
        if name == module:
            return True
        if inside != name and members is not None:
            first = inside.split(".")[0]
            public = members.replace(",", " ").split() or getattr(importlib.import_module(module), "__all__", ())
            if first in public and has(importlib.import_module(module), inside):
                return True
    return False


def has(module, dotted):
    """Whether a module has this name, or this name of one of its classes."""
    try:
        operator.attrgetter(dotted)(module)
    except AttributeError:
        return False
    return True


def is_record(x):
    """A named tuple or a protocol: it is shown where a function returns or takes it."""
    return issubclass(x, tuple) or getattr(x, "_is_protocol", False)


def test_names_that_outside_code_calls():
    for name in (
        "fermi",
        "Channels",
        "HardWall",
        "SaddlePoint",
        "BreitWigner",
        "conductance",
        "current",
        "noise",
        "fano_factor",
        "Terminals",
    ):
        assert hasattr(qtlib, name)
    assert callable(qtlib.lattice.Wire) and callable(qtlib.lattice.ensemble)
    for name in [
        "e",
        "h",
        "hbar",
        "k_B",
        "m_e",
        "mu_B",
        "G0",
        "meV",
        "ueV",
        "eV",
        "nm",
        "um",
        "mK",
        "K",
        "mV",
        "uV",
        "nA",
        "uS",
        "kOhm",
    ]:
        assert hasattr(qtlib.units, name)
