"""The task that asks for a Monte-Carlo: whoever does it right passes, whatever the dice and the way to the error."""

import numpy as np
import pytest

from qtlib.homework import session, variants
from tools import variants as maker

NAME = "shot_noise"
TASK = next(task for task in maker.author(NAME).tasks if task.name == "counting")
BATCHES = 200


def by_batches(seed):
    """A student's function that uses other dice, single coins and the spread of batches."""

    def third_cumulant(T_n, attempts, runs, rng):
        rng = np.random.default_rng([seed, runs])
        N = sum(rng.binomial(attempts, T, size=runs) for T in T_n)
        each = N.reshape(BATCHES, -1)
        moments = np.mean((each - each.mean(axis=1, keepdims=True)) ** 3, axis=1)
        return np.mean((N - N.mean()) ** 3), moments.std(ddof=1) / np.sqrt(BATCHES)

    return third_cumulant


def bootstrapped(T_n, attempts, runs, rng):
    """The error from samples drawn again out of the counted numbers."""
    N = rng.binomial(attempts, T_n, size=(runs, len(T_n))).sum(axis=1)
    n = np.arange(N.max() + 1)
    again = rng.multinomial(runs, np.bincount(N) / runs, size=400) / runs
    moments = (again * (n - (again @ n)[:, None]) ** 3).sum(axis=1)
    return np.mean((N - N.mean()) ** 3), moments.std()


def verdict(function):
    space = {"check": session.Check(variants.load(NAME), 0), "third_cumulant": function, "key": maker.author(NAME).key}
    exec("check('counting')\ncheck.hidden('counting', key)", space)


@pytest.mark.parametrize("seed", range(4))
def test_batches_pass_with_any_dice(seed):
    verdict(by_batches(seed))


def test_a_bootstrap_passes():
    verdict(bootstrapped)


def test_the_spread_of_cubes_about_their_own_mean_is_refused():
    def naive(T_n, attempts, runs, rng):
        N = rng.binomial(attempts, T_n, size=(runs, len(T_n))).sum(axis=1)
        cubes = (N - N.mean()) ** 3
        return cubes.mean(), cubes.std() / np.sqrt(runs)

    with pytest.raises(session.Hint, match="both err together"):
        verdict(naive)


@pytest.mark.parametrize("result", [1.5, np.float64(1.5), (), None])
def test_a_result_that_is_no_pair_is_said_to_have_another_form(result):
    with pytest.raises(session.Wrong, match="the result has not the form that the task asks for"):
        verdict(lambda T_n, attempts, runs, rng: result)


def test_a_mistake_inside_the_student_s_function_stays_that():
    def short(T_n, attempts, runs, rng):
        return [1, 2][5]

    with pytest.raises(session.Wrong, match="your code raised IndexError"):
        verdict(short)


@pytest.mark.parametrize("look", TASK.looks + TASK.hidden, ids=lambda look: look.what)
def test_every_tolerance_is_five_standard_errors_at_least(look):
    call, place = look.expr[:-3], look.expr[-3:]
    space = {"third_cumulant": by_batches(0), "rng": np.random.default_rng}
    value, error = eval(call, space)
    relative = {"[0]": error / abs(value), "[1]": 1 / np.sqrt(2 * BATCHES)}[place]
    assert look.rtol > 5 * relative
