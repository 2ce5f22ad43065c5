"""`_toc.yml` read: chapters in order, their numbers, what they need."""

import json
import subprocess
import sys

import small
from tools import course


def write(folder, **needs):
    (folder / "book").mkdir()
    for name in ("waves", "steps", "noise"):
        small.notebook(folder / "book" / f"{name}.ipynb", small.text(f"# {name.title()}", "**Why?**"))
    lines = [f"{name}: [{', '.join(needed)}]" for name, needed in needs.items()]
    (folder / "book" / "needs.yml").write_text("\n".join(lines))


def test_a_chapter_needs_the_first_unless_it_says_otherwise(tmp_path):
    write(tmp_path, noise=["steps"])
    small.contents(tmp_path, "waves", "steps", "noise")
    assert course.needs(tmp_path) == {"waves": [], "steps": ["waves"], "noise": ["steps"]}
    assert course.question("noise", tmp_path) == "Why?"


def test_what_is_left_out_hands_on_what_it_needed(tmp_path):
    write(tmp_path, steps=["waves"], noise=["steps"])
    small.contents(tmp_path, "waves", "noise")
    assert course.needs(tmp_path) == {"waves": [], "noise": ["waves"]}


def test_only_numbered_parts_hold_chapters(tmp_path):
    write(tmp_path)
    small.contents(tmp_path, "noise", "waves", pages=("book/steps",))
    assert course.chapters(tmp_path) == ["noise", "waves"]
    assert course.pages(tmp_path) == ["book/intro", "book/noise", "book/waves", "book/steps"]
    small.contents(tmp_path, "noise", numbered=False)
    assert course.chapters(tmp_path) == []


def test_every_name_in_the_needs_is_a_chapter():
    said = course.yaml.safe_load((course.ROOT / "book" / "needs.yml").read_text())
    names = {*said, *(needed for those in said.values() for needed in those)}
    assert {name for name in names if not (course.ROOT / "book" / f"{name}.ipynb").exists()} == set()


LEFT_OUT = ("terminals", "shot_noise")  # links, glossary entries, tests and needs of others name both
SAID = """
import json, re, zipfile
from pathlib import Path
from tools import chapters, check, contents, course, edition, student_zip
student_zip.write(course.ROOT, "course.zip")
archive = zipfile.ZipFile("course.zip")
names = [n.removeprefix("qtlib-course/") for n in archive.namelist()]
archive.extractall()
edition.write("_build/edition")
link = re.compile(r"\]\(([^):#]+[.](?:ipynb|md))[)#]")
dead = [
    f"{path}: {target}"
    for folder in ("qtlib-course", "_build/edition") for part in ("book", "exercises")
    for path in sorted(Path(folder, part).rglob("*.[im]*"))
    for target in link.findall(path.read_text()) if not (path.parent / target).exists()
]
print(json.dumps({
    "faults": [*course.faults(), *chapters.faults(), *check.exercise_faults()],
    "zip": [n for n in names if n.endswith(".ipynb")],
    "contents": contents.notebook().cells[0].source,
    "needs": course.needs(),
    "dead": [said for said in dead if not said.endswith("contents.ipynb")],  # which make lab writes
    "named": [str(p) for p in Path("_build/edition").rglob("*.md") if "`shot_noise`" in p.read_text()],
}))
"""


def test_two_chapters_are_left_out_by_the_contents_alone(tmp_path):
    for path in course.ROOT.iterdir():
        if path.name not in ("_toc.yml", ".git", "_build"):
            (tmp_path / path.name).symlink_to(path)
    lines = (course.ROOT / "_toc.yml").read_text().splitlines()
    kept = [line for line in lines if not line.endswith(tuple(f"/{name}" for name in LEFT_OUT))]
    assert len(lines) - len(kept) == 4
    (tmp_path / "_toc.yml").write_text("\n".join(kept) + "\n")
    done = subprocess.run([sys.executable, "-c", SAID], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["faults"] == []
    assert said["dead"] == []
    assert said["named"] == []
    for name in LEFT_OUT:
        assert not [path for path in said["zip"] if name in path]
        assert f"{name}.ipynb" not in said["contents"]
        assert name not in str(said["needs"])
    wanted = [f"book/{name}.ipynb" for name in course.chapters() if name not in LEFT_OUT]
    assert [path for path in said["zip"] if path in wanted] == wanted
