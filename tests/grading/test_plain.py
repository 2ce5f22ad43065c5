"""What crosses from a student's process: plain values come through as they are, and nothing else does anything."""

import contextlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, scalar_dtypes

from grading import plain

SCALARS = st.none() | st.booleans() | st.integers(-(10**100), 10**100) | st.floats() | st.complex_numbers() | st.text()
VALUES = st.recursive(
    SCALARS,
    lambda v: st.lists(v, max_size=4) | st.tuples(v, v) | st.dictionaries(st.text(max_size=3), v, max_size=3),
    max_leaves=12,
)
KINDS = scalar_dtypes().filter(lambda d: d.kind in "biufc")
JSON = st.recursive(
    SCALARS.filter(lambda v: not isinstance(v, complex)),
    lambda v: st.lists(v, max_size=4)
    | st.dictionaries(st.sampled_from(["complex", "array", "scalar", "list", "tuple", "dict", "opaque", "x"]), v,
    max_size=2),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_plain_values_come_through(value):
    back = plain.decode(plain.encode(value))
    assert repr(back) == repr(value)


@given(KINDS.flatmap(lambda d: arrays(d, array_shapes(min_dims=0, max_dims=3, max_side=4))))
def test_arrays_come_through_to_the_bit(array):
    back = plain.decode(plain.encode(array))
    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())
    assert back.flags.writeable


def test_numbers_keep_their_type():
    for value in (1, True, 1.0, np.int64(1), np.float64(1.5), np.bool_(True)):
        assert type(plain.decode(plain.encode(value))) is type(value)


@given(JSON)
def test_whatever_a_student_sends_is_a_value_or_refused(forged):
    with contextlib.suppress(plain.NotPlain):
        plain.decode(json.dumps(forged))


@pytest.mark.parametrize(
    "forged",
    [
        '{"array": ["|O", [1], "AAAA"]}', '{"array": ["<f8", [100000000000], ""]}',
        '{"scalar": ["<U2000000000", [], ""]}', '{"array": ["i4,i4", [1], ""]}',
        '{"complex": [1e999, "x"]}', "[" * 100_000, '{"dict": [[{"list": []}, 1]]}', "not json",
        '{"array": ["<f8", [3], "AAAA"]}',
    ],
)  # fmt: skip
def test_forged_replies_are_refused(forged):
    with pytest.raises(plain.NotPlain):
        plain.decode(forged)


def test_objects_stay_where_they_are():
    class Sly(float):
        def __eq__(self, other):
            return True

        __hash__ = None

    assert type(plain.decode(plain.encode(Sly(2.0)))) is float
    assert isinstance(plain.decode(plain.encode(object())), plain.Opaque)
    assert plain.decode(plain.encode(print)).kind == "function"
