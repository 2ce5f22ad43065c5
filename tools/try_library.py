"""Import every module of the installed qtlib and run the examples of its docstrings, with nothing but Python."""

import doctest
import importlib
import os
import pkgutil
import sys

import matplotlib

matplotlib.use("agg")
os.environ["QTLIB_WIDGETS"] = "frames"  # the examples show what the website shows


def modules():
    import qtlib

    return ["qtlib", *(found.name for found in pkgutil.walk_packages(qtlib.__path__, "qtlib."))]


def main():
    failed = tried = 0
    for name in modules():
        result = doctest.testmod(
            importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
        )
        failed, tried = failed + result.failed, tried + result.attempted
    import qtlib

    print(f"qtlib {qtlib.__version__} at {qtlib.__path__[0]}: {tried} examples, {failed} failed")
    return int(failed > 0 or tried == 0)


if __name__ == "__main__":
    sys.exit(main())
