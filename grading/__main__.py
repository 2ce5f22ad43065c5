"""The command: ``python -m grading SUBMISSIONS``."""

import argparse
import contextlib
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from grading import examiners

if __name__ == "__main__" and find_spec("nbgrader"):
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # each worker will have a core of its own
    examiners.start()  # it imports what it needs while we do
try:
    from sqlalchemy.exc import SQLAlchemyError

    from grading import course, sandbox, store
    from grading.wording import go_on
except KeyboardInterrupt:
    sys.exit("\nStopped before anything was graded.")
except ModuleNotFoundError as missing:  # the library was installed without what grading needs
    if missing.name.partition(".")[0] in ("grading", "qtlib"):
        raise
    sys.exit(f"Grading needs the package {missing.name}, which is not here: pip install 'qtlib-course[grading]'")


def arguments(words=None):
    parser = argparse.ArgumentParser(prog="python -m grading", description="Grade a folder of notebooks in a sandbox.")
    parser.add_argument(
        "submissions", type=Path, help="what was handed in: nbgrader's layout, or an export of Moodle or Canvas"
    )
    parser.add_argument("--assignment", help="one problem set, such as channels; all that are found otherwise")
    parser.add_argument("--out", type=Path, default=Path("graded"), help="where the graded course goes (graded)")
    parser.add_argument(
        "--source", type=Path, default=course.ROOT / "solutions", help="the problem sets with answers and hidden tests"
    )
    parser.add_argument("--scheduler", help="address of a Dask scheduler; the processes of this machine otherwise")
    parser.add_argument(
        "--resume", action="store_true", help="keep the results in OUT and grade only what is missing or new"
    )
    parser.add_argument("--no-sandbox", action="store_true", help="run student code with your rights, on your files")
    return parser.parse_args(words)


@contextlib.contextmanager
def _executor(scheduler):
    """Dask's, where an address is given; none leaves the choice to `course.grade`."""
    if not scheduler:
        yield None
        return
    from distributed import Client

    with Client(scheduler) as client:
        yield client.get_executor(pure=False)


def main(words=None):
    given = arguments(words)
    try:
        if given.no_sandbox:
            print(
                "WARNING: no sandbox. Student code runs with your rights: it can read, write and send what you can.",
                file=sys.stderr,
            )
        with _executor(given.scheduler) as executor:
            results = course.grade(
                given.submissions,
                given.out,
                assignment=given.assignment,
                source=given.source,
                executor=executor,
                sandboxed=not given.no_sandbox,
                resume=given.resume,
            )
    except (ValueError, sandbox.Unavailable) as error:
        sys.exit(f"Nothing was graded: {error}")
    except (OSError, SQLAlchemyError) as error:
        said = error.args[0][0][-1] if isinstance(error, shutil.Error) else getattr(error, "orig", error)
        sys.exit(f"Stopped: {said}. What was graded is kept in {given.out}; when this is mended, go on with {go_on()}.")
    except KeyboardInterrupt:
        if store.nothing_in(given.out):
            sys.exit("\nStopped before anything was graded.")
        sys.exit(f"\nStopped. What was graded is kept in {given.out}; go on with {go_on()}.")
    for status in ("graded", "partly graded", "not gradable"):
        print(f"{sum(r.status == status for r in results.values()):5} {status}")
    print(f"Grades: {given.out}/grades.csv. Open {given.out}/summary.html in a browser.")


if __name__ == "__main__":
    main()
