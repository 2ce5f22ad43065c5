"""Refuse non-physical input by name, value and unit, before it becomes a wrong number."""

import functools

import numpy as np

__all__ = [
    "freeze",
    "freeze_scalars",
    "non_negative",
    "positive",
    "probability",
    "real",
    "scalar",
    "time_reversal",
    "unlimited",
    "whole",
]


_ROUNDING = 1e-9  # by which a computed probability may miss 0…1


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


def probability(name, value, unit=""):
    """Return `value` as a float array, or raise unless every entry lies in 0…1 (to rounding)."""
    array = real(name, value, unit)
    _refuse(name, array, (array < -_ROUNDING) | (array > 1 + _ROUNDING), "between 0 and 1", "")
    return np.clip(array, 0.0, 1.0)


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


def time_reversal(beta):
    """Return Dyson's index `beta` of an ensemble, or raise unless it is 1 or 2."""
    if beta not in (1, 2):
        raise ValueError(f"beta must be 1 (with time-reversal symmetry) or 2 (without), got {beta!r}")
    return beta


def freeze(instance, **values):
    """Set fields of a frozen dataclass while it is made."""
    for name, value in values.items():
        object.__setattr__(instance, name, value)


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


def _in(unit):
    return f" in {unit}" if unit else ""
