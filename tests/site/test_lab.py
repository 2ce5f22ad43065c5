"""The course in JupyterLab, as students see it: pages rendered, folds open, links lead on, the console stays empty."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import nbformat
import pytest

from conftest import ROOT
from tools import contents, course

NOTEBOOKS = [
    path.relative_to(ROOT).as_posix() for page in course.pages() if (path := course.source(page)).suffix == ".ipynb"
]
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},  # every cell is on the page
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What a student has: the notebooks and the contents."""
    here = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "book", here / "book")
    shutil.copytree(ROOT / "exercises", here / "exercises")
    nbformat.write(contents.notebook(), here / contents.PAGE)
    return here


@pytest.fixture(scope="module")
def lab(folder, tmp_path_factory):
    """Address of a JupyterLab in that folder."""
    own = tmp_path_factory.mktemp("settings")
    for name, setting in SETTINGS.items():
        extension, plugin = name.rsplit("/", 1)
        (own / extension).mkdir(parents=True, exist_ok=True)
        (own / extension / f"{plugin}.jupyterlab-settings").write_text(json.dumps(setting))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        ["jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=",
         f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True"],
        env={**os.environ, "JUPYTERLAB_SETTINGS_DIR": str(own), "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces")},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/api/status")
        yield f"http://127.0.0.1:{port}/lab"
    finally:
        server.terminate()
        try:
            server.wait(timeout=60)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_for(address):
    for _ in range(300):
        try:
            urllib.request.urlopen(address).close()
            return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise TimeoutError(address)


def opened(chrome, lab, path):
    """The notebook's page with every text rendered, and the list that complaints go to."""
    faults = []
    page = chrome.new_page(viewport={"width": 1280, "height": 900})
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.on("response", lambda r: faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    page.goto(f"{lab}/tree/{path}?reset")
    texts = sum(cell.cell_type == "markdown" for cell in nbformat.read(ROOT / path, 4).cells) if "/" in path else 1
    page.wait_for_function(
        "n => document.querySelectorAll('.jp-Notebook .jp-MarkdownCell.jp-mod-rendered .myst').length === n"
        " && document.querySelector('.jp-Notebook h1')",
        arg=texts,
        timeout=60_000,
    )
    return page, faults


def text_of(page):
    """What stands in the text cells apart from formulas, whose source is kept for screen readers."""
    return page.evaluate(
        r"""() => [...document.querySelectorAll('.jp-Notebook .jp-MarkdownCell .myst')].map(c => {
            const copy = c.cloneNode(true);
            copy.querySelectorAll('.katex, code, pre').forEach(e => e.remove());
            return copy.textContent;
        }).join('\n')"""
    )


def open_folds(page):
    for fold in page.locator(".jp-Notebook .jp-MarkdownCell details").all():
        before = fold.bounding_box()["height"]
        fold.locator("summary").first.click()
        assert fold.bounding_box()["height"] > before + 10
        assert "$" not in text_without_formulas(fold)


def text_without_formulas(element):
    return element.evaluate(
        "e => { const c = e.cloneNode(true); c.querySelectorAll('.katex').forEach(k => k.remove());"
        " return c.textContent }"
    )


def follow_links(page, folder, path, most):
    """Each link to a file (`most` of them are clicked) opens it in a tab; each link within the page has its target."""
    followed = {}
    for link in page.locator(".jp-Notebook .jp-MarkdownCell a[href]").element_handles():
        address = link.get_attribute("href")
        if address.startswith("#"):
            assert page.evaluate("id => !!document.getElementById(decodeURIComponent(id))", address[1:]), address
        if "/files/" in address:
            target = re.search(r"/files/([^?#]+)", address)[1]
            assert (folder / target).exists(), f"{path} links {target}, which a student has not"
            followed.setdefault(target, link)
    for target, link in list(followed.items())[:most]:
        link.evaluate("a => a.click()")  # the page may be behind a tab that an earlier click opened
        page.locator(f'.lm-DockPanel-tabBar .lm-TabBar-tab[title*="Path: {target}"]').wait_for(timeout=30_000)
    return followed


def look(chrome, lab, folder, path, most=100):
    page, faults = opened(chrome, lab, path)
    shown = text_of(page)
    open_folds(page)
    complaints = list(faults)  # what comes later is of the pages that are opened
    followed = follow_links(page, folder, path, most)
    page.close()
    assert not re.findall(r".*(?::::|\{eq\}|\{doc\}|\{term\}|\$\$).*", shown), "markup that JupyterLab does not render"
    assert not complaints
    return followed


def test_contents_lead_to_every_page(chrome, lab, folder):
    followed = look(chrome, lab, folder, contents.PAGE, most=2)
    assert len(followed) == len(NOTEBOOKS)


def test_a_chapter(chrome, lab, folder):
    assert look(chrome, lab, folder, f"book/{course.chapters()[0]}.ipynb")


@pytest.mark.proof
@pytest.mark.parametrize("path", NOTEBOOKS)
def test_every_notebook(path, chrome, lab, folder):
    look(chrome, lab, folder, path)


RUN = """async ([start, source]) => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.context.sessionContext.ready;
    const cells = panel.content.widgets;
    const place = cells.findIndex(c => c.model.type === 'code' && c.model.sharedModel.getSource().startsWith(start));
    panel.content.activeCellIndex = place;
    if (source !== null) cells[place].model.sharedModel.setSource(source);
    await window.jupyterapp.commands.execute('notebook:run-cell');
    return cells[place].outputArea.node.innerText.trim() }"""


@pytest.mark.proof
def test_a_student_solves_a_task_live(chrome, lab):
    """A hint comes after the mistake and not before; the line at the end counts every check as it is run."""
    page, _ = opened(chrome, lab, "exercises/shot_noise/shot_noise.ipynb")
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget?.context")

    def run(start, source=None):
        return page.evaluate(RUN, [start, source])

    def line():
        return page.locator(".jp-Notebook .jp-CodeCell .jp-OutputArea").last.inner_text().strip()

    before = page.locator(".jp-Notebook").inner_text()
    assert "2qI" not in before
    assert "coulomb" not in before
    run("student =", 'student = "Ana"')
    run("import numpy")
    assert run("check.progress") == "0 of 5 tasks pass; one open question"
    assert "Numbers of Ana" in run('given("charge")')
    assert "is not defined yet" in run('check("charge")')
    run("# your code here", "charge_over_e = given.S / (e * given.I)")
    assert run('check("charge")') == "✗ charge_over_e: one-sided shot noise is 2qI"
    run("charge_over_e", "charge_over_e = given.S / (2 * given.I)")
    assert run('check("charge")') == "✗ charge_over_e: that is the charge in coulomb"
    assert line() == "0 of 5 tasks pass; one open question"
    run("charge_over_e", "charge_over_e = given.S / (2 * e * given.I)")
    assert run('check("charge")') == "✓ charge"
    assert line() == "1 of 5 tasks pass; one open question"
    assert run('check("s_total")').startswith("✗ S_total is not defined yet")
    run("def S_total")
    assert run('check("s_total")').startswith("✗ this task is still empty")
    run("charge_over_e", "charge_over_e = 0.1")
    run('check("charge")')
    assert line() == "0 of 5 tasks pass; one open question"
    page.close()
