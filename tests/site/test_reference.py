"""The reference page: every module of the physics is on it, and every public function and class has an example."""

import importlib
import inspect
import pkgutil
import re

import pytest

import qtlib
from conftest import ROOT

INTERNAL = {
    "arguments",
    "homework.answers",
    "homework.given",
    "homework.locks",
    "homework.session",
    "homework.variants",
    "integrals",
    "version",
    *(f"widgets.{n}" for n in ("live", "page", "picture", "slider", "svg")),
}  # no user calls them
MODULES = sorted(
    name
    for m in pkgutil.walk_packages(qtlib.__path__, "qtlib.")
    if (name := m.name.removeprefix("qtlib.")) not in INTERNAL
)
PAGE = (ROOT / "book" / "reference.md").read_text()
NO_ALL_YET = {"checks": {"Wrong"}}
# public for the other files of the lattice, which call them; what a user calls has its example in wire and ensemble
BEHIND_WIRE = {
    "End",
    "Modes",
    "Scattered",
    "blocks_of",
    "of_many",
    "side_sites",
    "stack",
    "together",
    "turned",
    "turned_lead",
}
BEHIND_WIRE |= {"transmission_eigenvalues"}


@pytest.mark.parametrize("name", MODULES)
def test_module_is_on_the_page(name):
    assert re.search(rf"automodule:: qtlib\.{name}\b", PAGE)


@pytest.mark.parametrize("name", MODULES)
def test_public_names_have_an_example(name):
    module = importlib.import_module(f"qtlib.{name}")
    public = set(vars(module) if name in NO_ALL_YET else module.__all__) - NO_ALL_YET.get(name, BEHIND_WIRE)
    own = {n: x for n in public if getattr(x := getattr(module, n), "__module__", None) == module.__name__}
    shown = (inspect.isfunction, lambda x: inspect.isclass(x) and not is_record(x))
    without = [n for n, x in own.items() if any(kind(x) for kind in shown) and ">>>" not in (x.__doc__ or "")]
    assert [n for n in without if not n.startswith("_")] == []


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
