"""The view of the website: native range inputs and every picture, packed; site/static/explore.js moves it."""

import base64
import gzip
import html
import json
import multiprocessing
import os
import re
import sys
from concurrent.futures import ProcessPoolExecutor

from qtlib.widgets.picture import data_url
from qtlib.words import as_html

__all__ = ["figure_html"]


def figure_html(picture, positions):
    """The figure as HTML."""
    svgs, alts = zip(*_draw_all(picture, positions), strict=True)
    parts = {}  # pictures of one figure differ in a few elements, so each distinct element is stored once
    frames = [[parts.setdefault(p, len(parts)) for p in re.split(r"(?<=>)\s*", svg)] for svg in svgs]
    packed = gzip.compress(json.dumps({"parts": list(parts), "frames": frames, "alts": alts}).encode(), 9, mtime=0)
    start = picture.first()
    here = positions.index(start)
    rows = []
    for (name, s), i in zip(picture.sliders.items(), start, strict=True):
        label = html.escape(s.label or name)
        texts = html.escape(json.dumps(s.texts, ensure_ascii=False), quote=True)
        rows.append(
            f"<label><span>{as_html(s.label or name)}</span>"
            f'<input type="range" min="0" max="{len(s.values) - 1}" step="1" value="{i}" aria-label="{label}" '
            f'aria-valuetext="{html.escape(s.texts[i])}" data-texts="{texts}" autocomplete="off">'
            f"<output>{html.escape(s.texts[i])}</output></label>"
        )
    if picture.play:
        number = list(picture.sliders).index(picture.play)
        label = html.escape(picture.sliders[picture.play].label or picture.play, quote=True)
        rows.append(
            f'<button type="button" class="explore-play" data-plays="{number}" data-label="{label}">Play</button>'
        )
    longest = max(len(text) for s in picture.sliders.values() for text in s.texts)  # room for every reading
    return (
        f'<figure class="explore"><div class="explore-controls" style="--reading: {longest}ch">{"".join(rows)}</div>'
        f'<img class="explore-picture" alt="{html.escape(alts[here], quote=True)}" src="{data_url(svgs[here])}">'
        f'<script type="application/octet-stream">{base64.b64encode(packed).decode()}</script></figure>'
    )


def _draw_all(picture, positions):
    """Picture and alt text at every position, drawn by all cores where processes can be forked."""
    global _drawing
    _drawing = picture
    workers = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if workers == 1 or len(positions) < 32:
        return [_frame(p) for p in positions]
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        return list(pool.map(_frame, positions, chunksize=8))


_drawing = None  # what the forked processes draw: they inherit it, since a notebook's functions cannot be sent to them


def _frame(position):
    return _drawing.svg(position), _drawing.alt_text(position)
