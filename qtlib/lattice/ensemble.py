"""The same wire with many potentials, on as many processes or machines as there are."""

import warnings
from concurrent.futures import FIRST_COMPLETED, wait

import numpy as np
from tqdm import tqdm

from qtlib.arguments import positive, real, scalar
from qtlib.lattice import wire

__all__ = ["ensemble"]

_TASK = 16  # potentials solved together: shares the overhead of small matrices, and is lost as a whole at most once
_NUMBERS = 1 << 17  # of a task's potentials, so that long wires come in smaller tasks
_WAITING = 64  # tasks handed out ahead of the results: a generator of any length needs this much memory


def ensemble(potentials, hopping, E, executor=None, flux=0.0, progress=False):
    """Transmission eigenvalues of wires that differ by their potential only.

    Parameters
    ----------
    potentials : iterable of array_like
        Potentials [J], each (L, W) with the same W; a generator is read as results come in.
    hopping : float
        t [J].
    E : float
        Energy above the band bottom [J].
    executor : concurrent.futures.Executor, optional
        Where to run: a process pool, ``dask.distributed.Client(...).get_executor()``, …; in this process if not given.
        Set ``OMP_NUM_THREADS=1`` for its workers: linear algebra on matrices of this size is slower on several
        threads.
    flux : float
        Magnetic flux per plaquette in h/e.
    progress : bool
        Show a progress bar.

    Returns
    -------
    numpy.ndarray
        Shape (wires, N) with N the modes that are open at `E`, in the order of `potentials`. A wire that could not be
        solved is a row of `nan`, and a warning names its index and the reason.

    Raises
    ------
    ValueError
        If `hopping`, `E` or `flux` is not physical, or a potential is not as wide as the first one: it is named before
        anything of its task is solved.

    See Also
    --------
    qtlib.lattice.wire.Wire : one of them

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib.lattice import ensemble
    >>> from qtlib.units import meV
    >>> rng = np.random.default_rng(1)
    >>> wires = (rng.uniform(-10, 10, (20, 10)) * meV for _ in range(100))
    >>> T_n = ensemble(wires, hopping=20 * meV, E=20 * meV)
    >>> T_n.shape, bool((T_n >= 0).all() and (T_n <= 1).all())
    ((100, 3), True)
    """
    drive = scalar(positive, "hopping", hopping, "J"), scalar(real, "E", E, "J"), scalar(real, "flux", flux, "h/e")
    results = {}
    running = {}
    handed_out = 0
    total = len(potentials) if hasattr(potentials, "__len__") else None
    tasks = _tasks(potentials)
    with tqdm(total=total, unit="wires", disable=not progress) as bar:
        while (task := next(tasks, None)) is not None or running:
            if task is not None:
                if executor is None:
                    results[handed_out] = _solve(task, *drive)
                    bar.update(len(task))
                else:
                    running[executor.submit(_solve, task, *drive)] = handed_out, len(task)
                handed_out += len(task)
            if running and (task is None or len(running) >= _WAITING):
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    start, number = running.pop(done)
                    results[start] = _result(done, number)
                    bar.update(number)
    return _rows([row for start in sorted(results) for row in results[start]])


def _tasks(potentials):
    """Lists of a few potentials each, all of one width."""
    width = None
    task = []
    for index, potential in enumerate(potentials):
        own = _width(potential)
        width = own if width is None else width
        if own not in (width, None):
            raise ValueError(
                f"potentials must have the same width: potential {index} has {own} sites across, others {width}"
            )
        task.append(potential)
        if len(task) == _TASK or len(task) * np.size(potential) >= _NUMBERS:
            yield task
            task = []
    if task:
        yield task


def _width(potential):
    """Sites across, 0 for a chain; None if it is no potential: then it is its own wire that is named."""
    try:
        shape = np.shape(potential)
    except ValueError:
        return None
    return {1: 0, 2: shape[-1]}.get(len(shape)) if shape else None


def _solve(task, hopping, E, flux):
    """Transmission eigenvalues of each potential, or the reason why there are none."""
    try:
        wires = [wire.Wire(potential, hopping, flux) for potential in task]
        if len({w.potential.shape for w in wires}) == 1:
            return list(wire.of_many(wires, E))
    except (ValueError, np.linalg.LinAlgError):
        pass  # find out which one it was
    return [_alone(potential, hopping, E, flux) for potential in task]


def _alone(potential, hopping, E, flux):
    try:
        return wire.Wire(potential, hopping, flux).eigenvalues(E)
    except (ValueError, np.linalg.LinAlgError) as error:
        return str(error)


def _result(done, number):
    try:
        return done.result()
    except Exception as error:  # whatever ended the worker; its other tasks go on
        return [f"{type(error).__name__}: {error}"] * number


def _rows(results):
    """One row a wire; a reason instead of eigenvalues becomes a row of nan and a warning."""
    good = [row for row in results if not isinstance(row, str)]
    N = len(good[0]) if good else 0
    for index, row in enumerate(results):
        if isinstance(row, str):
            warnings.warn(f"wire {index} could not be solved: {row}", RuntimeWarning, stacklevel=3)
    return np.array([np.full(N, np.nan) if isinstance(row, str) else row for row in results]).reshape(len(results), N)
