"""Opening pages of the built site from a local server: what they weigh, and when a figure first moves.

Run `make book` first. Prints a Markdown table: bytes of the page itself, bytes of all that it loads, time from opening
to the first changed picture (median of five, each in a browser that has nothing cached).
"""

import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))
from tools import browser
from tools.pdf import SITE

RUNS = 5


def first_move(opened, address):
    """(seconds to a moved figure, bytes loaded) of a page with a figure."""
    context = opened.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sizes = []
    page.on("response", lambda r: sizes.append(int(r.headers.get("content-length", 0))))
    start = time.perf_counter()
    page.goto(address, wait_until="domcontentloaded")
    slider, picture = page.locator("figure.explore input").first, page.locator("figure.explore img").first
    before = picture.get_attribute("src")
    slider.focus()
    slider.press("Home" if slider.input_value() == slider.get_attribute("max") else "End")
    page.wait_for_function("([i, b]) => i.src !== b && i.complete", arg=[picture.element_handle(), before])
    seconds = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    context.close()
    return seconds, sum(sizes)


def main():
    moving = [p for p in sorted((SITE / "book").glob("*.html")) if 'class="explore"' in p.read_text()]
    with browser.serve(SITE) as address, sync_playwright() as play:
        opened = browser.launch(play, browser.find())
        print("| page | its own (MB) | with all libraries (MB) | first move (s) |", "|---|---|---|---|", sep="\n")
        for page in moving:
            runs = [first_move(opened, f"{address}/book/{page.name}") for _ in range(RUNS)]
            loaded = runs[0][1]
            print(
                f"| {Path(page).stem} | {page.stat().st_size / 1e6:.2f} | {loaded / 1e6:.2f} "
                f"| {statistics.median(s for s, _ in runs):.2f} |"
            )
        opened.close()


if __name__ == "__main__":
    main()
