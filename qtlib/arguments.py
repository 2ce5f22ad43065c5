"""Refuse non-physical input by name, value and unit, before it becomes a wrong number."""

import functools

import numpy as np
import scipy.sparse as sparse

__all__ = [
    "conducting",
    "freeze",
    "freeze_scalars",
    "hermitian",
    "non_negative",
    "on_grid",
    "positive",
    "probability",
    "read_only",
    "real",
    "scalar",
    "time_reversal",
    "unlimited",
    "whole",
    "within",
]


_ROUNDING = 1e-9  # by which what was computed may miss its limits
_HERMITIAN = 1e-12  # by which a matrix may miss its conjugate transpose, against its largest element


def real(name, value, unit=""):
    """Return `value` as a float array, or raise if it is not real and finite."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError
        array = array.astype(float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a real number{_in(unit)}, got {value!r}") from None
    _refuse(name, array, ~np.isfinite(array), "finite", unit)
    return array


def non_negative(name, value, unit=""):
    """Return `value` as a float array, or raise if any entry is below zero."""
    array = real(name, value, unit)
    _refuse(name, array, array < 0, "zero or more", unit)
    return array


def positive(name, value, unit=""):
    """Return `value` as a float array, or raise unless every entry is above zero."""
    array = real(name, value, unit)
    _refuse(name, array, array <= 0, "positive", unit)
    return array


def within(low, high):
    """A check that every entry lies in `low`…`high` (to rounding, which it clips)."""

    def taken(name, value, unit=""):
        array = real(name, value, unit)
        off = (array < low - _ROUNDING) | (array > high + _ROUNDING)
        _refuse(name, array, off, f"{low:g} or more" if high == np.inf else f"between {low:g} and {high:g}", unit)
        return np.clip(array, low, high)

    return taken


def probability(name, value, unit=""):
    """Return `value` as a float array, or raise unless every entry lies in 0…1 (to rounding)."""
    return within(0, 1)(name, value, unit)


def unlimited(check):
    """A check that takes infinity too, and everything else as `check` does."""

    @functools.wraps(check)
    def taken(name, value, unit=""):
        return np.array(np.inf) if np.ndim(value) == 0 and value == np.inf else check(name, value, unit)

    return taken


def scalar(check, name, value, unit=""):
    """Return `value` as a float after `check`, or raise if it is an array."""
    array = check(name, value, unit)
    if array.ndim:
        raise ValueError(f"{name} must be a single number{_in(unit)}, got an array of shape {array.shape}")
    return float(array)


def whole(name, value, least=1):
    """Return `value` as an int, or raise unless it is a whole number of `least` or more."""
    if not (isinstance(value, int | np.integer) and value >= least):
        wanted = "a positive whole number" if least == 1 else f"a whole number of {least} or more"
        raise ValueError(f"{name} must be {wanted}, got {value!r}")
    return int(value)


def on_grid(name, value, unit="", *, holes=False):
    """Return `value` as a float array (L, W) of one site or more, or raise; with `holes` it may be nan."""
    array = np.asarray(value)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"{name} must be a grid (L, W){_in(unit)}, got shape {array.shape}")
    if not (holes and array.dtype.kind == "f"):
        return real(name, array, unit)
    missing = np.isnan(array)
    return np.where(missing, np.nan, real(name, np.where(missing, 0.0, array), unit))


def hermitian(name, matrix, unit=""):
    """Return `matrix`, an array or sparse, or raise unless it is square, finite and Hermitian (to rounding)."""
    size = _largest(matrix)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not np.isfinite(size):
        raise ValueError(f"{name} must be a finite square matrix{_in(unit)}, got shape {matrix.shape}")
    off = _largest(matrix - matrix.conj().T)
    if off > _HERMITIAN * size:
        raise ValueError(f"{name} must be Hermitian, got |H − H†| = {off:.6g}{' ' + unit if unit else ''}")
    return matrix


def conducting(name, value):
    """Return `value`, or raise unless it is a conductor: it has ``eigenvalues(E)``."""
    if not callable(getattr(value, "eigenvalues", None)):
        raise ValueError(f"{name} must be a conductor, with eigenvalues(E), got {value!r}")
    return value


def time_reversal(beta):
    """Return Dyson's index `beta` of an ensemble, or raise unless it is 1 or 2."""
    if beta not in (1, 2):
        raise ValueError(f"beta must be 1 (with time-reversal symmetry) or 2 (without), got {beta!r}")
    return beta


def read_only(array):
    """A copy of an array that nobody can change: what was checked stays as it was."""
    array = np.array(array)
    array.flags.writeable = False
    return array


def freeze(instance, **values):
    """Set fields of a frozen dataclass while it is made; arrays are copied, and cannot be changed."""
    for name, value in values.items():
        object.__setattr__(instance, name, read_only(value) if isinstance(value, np.ndarray) else value)


def freeze_scalars(instance, **checks):
    """Make fields of a frozen dataclass floats, each after its check: ``freeze_scalars(self, mu=(real, "J"))``."""
    freeze(
        instance,
        **{name: scalar(check[0], name, getattr(instance, name), *check[1:]) for name, check in checks.items()},
    )


def _refuse(name, array, bad, wanted, unit):
    if np.any(bad):
        where = "" if array.ndim == 0 else f" at index {tuple(int(i) for i in np.argwhere(bad)[0])}"
        value = float(array[bad][0] if array.ndim else array)
        raise ValueError(f"{name} must be {wanted}, got {value:.6g}{' ' + unit if unit else ''}{where}")


def _largest(matrix):
    """Largest absolute value of an array or a sparse matrix."""
    return np.abs(matrix.data if sparse.issparse(matrix) else matrix).max(initial=0.0)


def _in(unit):
    return f" in {unit}" if unit else ""
