"""Forty students move sliders at once on two cores: how long each waits for the picture.

    OMP_NUM_THREADS=1 python benchmarks/classroom.py

One process a student, as the hub has one kernel a student, all held to two cores. Each executes a chapter and then
moves its first widget now and then, thinking two seconds on average (an exponential pause) between moves. Latency is
from the move to the finished text of the picture, waiting for a core included. "Before" saves the whole figure at each
move, as `savefig` does; "after" is what the live widget does. Prints the median and the 95 % quantile of both, and of
a class in which nobody pauses. The way of the picture to the browser is not in it.
"""

import contextlib
import io
import multiprocessing
import os
import sys
import time

import matplotlib as mpl

mpl.use("agg")

import numpy as np
from widgets import BOOK, pictures

STUDENTS, CORES, MOVES = 40, 2, 20
CHAPTERS = "shot_noise", "channels", "sum_rules", "spin"


def student(number, ready, start, answers):
    """Execute a chapter, then move its widget: first with whole figures, then as the live widget does."""
    rng = np.random.default_rng(number)
    with contextlib.redirect_stdout(io.StringIO()):
        picture = pictures(BOOK / f"{CHAPTERS[number % len(CHAPTERS)]}.ipynb")[0]
    picture.svg(picture.first())
    sizes = [len(slider.values) for slider in picture.sliders.values()]
    ready.release()
    for way, pause in ((whole, 2.0), (picture.svg, 2.0), (whole, 0.0), (picture.svg, 0.0)):
        start.wait()
        waited = []
        for _ in range(MOVES):
            time.sleep(rng.exponential(pause) if pause else 0)
            position, begun = tuple(int(rng.integers(n)) for n in sizes), time.perf_counter()
            whole(position, picture) if way is whole else way(position)
            waited.append(time.perf_counter() - begun)
        answers.put((way is whole, pause, waited))
        start.wait()
        picture.svg(picture.first())  # as it was before a figure was saved


def whole(position, picture):
    """A move before: the figure drawn and saved anew."""
    figure = picture.draw(**picture.values(position))
    with mpl.rc_context({"figure.constrained_layout.use": False}):
        figure.savefig(io.StringIO(), format="svg")


def main():
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    spawn = multiprocessing.get_context("spawn")  # a kernel shares nothing with the others
    ready, start, answers = spawn.Semaphore(0), spawn.Barrier(STUDENTS), spawn.Queue()
    class_ = [spawn.Process(target=student, args=(i, ready, start, answers)) for i in range(STUDENTS)]
    for one in class_:
        one.start()
    waits = {}
    for _ in range(4 * STUDENTS):
        saved, pause, times = answers.get()
        waits.setdefault((pause, saved), []).extend(times)
    for one in class_:
        one.join()
    print(f"{STUDENTS} students, {CORES} cores, {MOVES} moves each\n")
    print("| pause between moves (s) | a move | median (ms) | 95 % (ms) |\n|---|---|---|---|")
    for (pause, saved), times in waits.items():
        middle, slow = 1e3 * np.quantile(times, (0.5, 0.95))
        print(
            f"| {pause:g} | {'whole figure (before)' if saved else 'live widget (after)'} | {middle:.0f} | {slow:.0f} |"
        )


if __name__ == "__main__":
    if os.environ.get("OMP_NUM_THREADS") != "1":
        sys.exit("set OMP_NUM_THREADS=1: a kernel of the hub has one thread")
    main()
