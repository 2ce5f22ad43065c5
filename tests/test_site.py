"""The built website in a browser: nothing fails, nothing leaves this machine, every widget moves."""

import functools
import http.server
import subprocess
import threading

import pytest

from conftest import ROOT

HTML = ROOT / "_build" / "html"
VIEWPORTS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def site():
    """The site, built as the README says."""
    done = subprocess.run(
        ["jupyter-book", "build", "-W", "-n", "--keep-going", "."], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return HTML


@pytest.fixture(scope="session")
def server(site):
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def pages():
    import yaml

    def files(node):
        if isinstance(node, dict):
            if "root" in node or "file" in node:
                yield node.get("root") or node["file"]
            for value in node.values():
                yield from files(value)
        elif isinstance(node, list):
            for value in node:
                yield from files(value)

    return [f.removesuffix(".md") for f in files(yaml.safe_load((ROOT / "_toc.yml").read_text()))]


@pytest.mark.parametrize("name", pages())
def test_page(name, server, browser):
    """Opens without an error or an outside request; every slider changes its picture, by keyboard, and its reading."""
    faults = []
    page = browser.new_page(viewport=VIEWPORTS["desktop"])
    page.on("console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.on("requestfailed", lambda r: faults.append(f"failed: {r.url}"))
    page.on("response", lambda r: faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    page.on(
        "request",
        lambda r: None if r.url.startswith((server, "data:", "blob:")) else faults.append(f"outside: {r.url}"),
    )
    page.goto(f"{server}/{name}.html", wait_until="networkidle")
    for figure in page.locator("figure.explore").all():
        image = figure.locator("img")
        assert len(image.get_attribute("alt")) > 20
        for slider in figure.get_by_role("slider").all():
            before, reading = image.get_attribute("src"), slider.get_attribute("aria-valuetext")
            at_end = slider.input_value() == slider.get_attribute("max")
            slider.focus()
            page.keyboard.press("Home" if at_end else "End")
            page.wait_for_function("([i, b]) => i.src !== b", arg=[image.element_handle(), before], timeout=10_000)
            assert slider.get_attribute("aria-valuetext") != reading
            assert slider.locator("xpath=..").locator("output").inner_text() == slider.get_attribute("aria-valuetext")
            assert image.evaluate("i => i.decode().then(() => i.naturalWidth)") > 0
    missing = page.evaluate("[...document.querySelectorAll('main img')].filter(i => !i.alt).map(i => i.src.slice(-60))")
    page.close()
    assert not faults
    assert not missing, "pictures without alt text"


@pytest.mark.parametrize("name", pages())
def test_page_fits_a_phone(name, server, browser):
    page = browser.new_page(viewport=VIEWPORTS["phone"])
    page.goto(f"{server}/{name}.html", wait_until="networkidle")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()
    assert wide <= 0, f"the page is {wide} px wider than the screen"


def test_pages_are_light(site):
    heavy = {p.name: p.stat().st_size for p in site.rglob("*.html") if p.stat().st_size > 2_500_000}
    assert not heavy
