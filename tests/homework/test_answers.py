"""What a function is made of: where a task asks for one of the student's own, the library's is found in it."""

import pytest

from qtlib.homework.answers import made_of

SETUP = "import qtlib\nfrom qtlib import Channels, noise, superconductor\nfrom qtlib import noise as hiss\n"


def function(source):
    space = {"__name__": "__main__"}
    exec(SETUP + source, space)
    return space["f"]


@pytest.mark.parametrize(
    "source",
    [
        "f = noise",
        "f = lambda T: noise(Channels(T), 0, 0, 1)",
        "f = lambda T: hiss(Channels(T), 0, 0, 1)",
        "f = lambda T: qtlib.noise(Channels(T), 0, 0, 1)",
        "def f(T):\n    from qtlib.noise import noise as own\n    return own(T)",
        "def helper(T):\n    return noise(T)\ndef f(T):\n    return helper(T)",
        "def f(T):\n    def inner(t):\n        return noise(t)\n    return inner(T)",
        "f = lambda T: [noise(t) for t in T]",
    ],
)
def test_the_library_s_function_is_found(source):
    assert "noise" in made_of(function(source))


@pytest.mark.parametrize(
    "source",
    [
        "def f(T):\n    noise = 1 - T\n    return noise",
        "def noise(T):\n    return 1 - T\ndef f(T):\n    return noise(T)",
        "def f(T):\n    return f(T - 1) if T > 1 else T",
        "import numpy as np\nf = lambda T: np.sum(T)",
        "f = lambda T: superconductor.andreev_conductance(T)",
        "class F:\n    def __call__(self, T):\n        return T\nf = F()",
    ],
)
def test_what_has_the_same_name_or_another_is_not(source):
    assert "noise" not in made_of(function(source))
