"""Addresses that the site once had lead to where their pages are now: ``moved.json``, old name to new."""

import json
import os.path
from pathlib import Path

MOVED = Path(__file__).with_name("moved.json")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Moved</title><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="0; url={address}"><link rel="canonical" href="{address}"></head>
<body><main><h1>Moved</h1><p>This page is now <a href="{address}">here</a>.</p></main></body>
</html>
"""


def write(folder):
    """A page at each old address whose new page is in the built site `folder`."""
    for old, new in json.loads(MOVED.read_text()).items():
        page = folder / f"{old}.html"
        if (folder / f"{new}.html").exists():
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(_PAGE.format(address=Path(os.path.relpath(folder / new, page.parent)).as_posix() + ".html"))
