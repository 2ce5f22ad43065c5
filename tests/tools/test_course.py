"""`_toc.yml` read: chapters in order, their numbers, what they need."""

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
    assert {name for name in names if not (course.ROOT / "book" / f"{name}.ipynb").exists()} <= {"boltzmann_langevin"}
