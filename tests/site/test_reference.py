"""The reference page: every module of the physics is on it, and every public function and class has an example."""

import importlib
import inspect
import pkgutil
import re

import pytest

import qtlib
from conftest import ROOT

INTERNAL = {"arguments", "integrals", "version"}  # no user calls them
MODULES = sorted(
    name
    for m in pkgutil.walk_packages(qtlib.__path__, "qtlib.")
    if (name := m.name.removeprefix("qtlib.")) not in INTERNAL
)
PAGE = (ROOT / "book" / "reference.md").read_text()
# bases, records and building blocks that have their example where they are used
WITHOUT_EXAMPLE = {
    "Conductor",
    "Steady",
    "Verdict",
    "Model",
    "Screened",
    "Wrong",
    "spin_degeneracy",
    "thermal_window",
    "bias_window",
    "equal_window",
    "style",
    # how the lattice is solved, behind Wire, Device and ensemble
    "Modes",
    "Scattered",
    "blocks_of",
    "of_many",
    "side_sites",
    "stack",
    "together",
    "transmission_eigenvalues",
    "turned",
    "turned_lead",
}


@pytest.mark.parametrize("name", MODULES)
def test_module_is_on_the_page(name):
    assert re.search(rf"automodule:: qtlib\.{name}\b", PAGE)


@pytest.mark.parametrize("name", MODULES)
def test_public_names_have_an_example(name):
    module = importlib.import_module(f"qtlib.{name}")
    public = {
        n: x
        for n, x in vars(module).items()
        if n in getattr(module, "__all__", vars(module))
        and not n.startswith("_")
        and (inspect.isfunction(x) or inspect.isclass(x))
        and x.__module__ == module.__name__
    }
    assert [n for n, x in public.items() if ">>>" not in (x.__doc__ or "") and n not in WITHOUT_EXAMPLE] == []


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
