"""What an instructor takes from students' folders: plain files, from their own folder, and not too much."""

import os
import sys

import pytest

from conftest import ROOT

sys.path.append(str(ROOT / "hub"))
import gather
import people


@pytest.fixture
def source(tmp_path):
    place = tmp_path / "handed_in"
    (place / "figures").mkdir(parents=True)
    (place / "answer.ipynb").write_text("{}")
    (place / "figures" / "one.txt").write_text("1")
    return place


def test_plain_files_are_copied(source, tmp_path):
    gather.take(source, tmp_path / "taken")
    assert sorted(p.name for p in (tmp_path / "taken").rglob("*")) == ["answer.ipynb", "figures", "one.txt"]


@pytest.mark.parametrize("kind", ["link to a file", "link to a folder", "pipe", "device"])
def test_anything_else_is_refused(source, tmp_path, kind):
    bad = source / "figures" / "bad"
    if kind == "link to a file":
        bad.symlink_to("/etc/passwd")
    elif kind == "link to a folder":
        bad.symlink_to("/etc")
    elif kind == "pipe":
        os.mkfifo(bad)
    else:
        if os.geteuid():
            pytest.skip("only root makes devices")
        os.mknod(bad, 0o20666, os.makedev(1, 5))
    with pytest.raises(gather.Refused, match="bad"):
        gather.take(source, tmp_path / "taken")


def test_too_much_is_refused(source, tmp_path, monkeypatch):
    monkeypatch.setattr(gather, "MOST_FILES", 1)
    with pytest.raises(gather.Refused, match="more than 1 files"):
        gather.take(source, tmp_path / "many")
    monkeypatch.setattr(gather, "MOST_BYTES", 2)
    with pytest.raises(gather.Refused, match="more than"):
        gather.take(source, tmp_path / "much")


def test_a_number_stays_a_persons_own(tmp_path):
    first = people.numbers(tmp_path / "numbers.json", ["bea", "eve"])
    later = people.numbers(tmp_path / "numbers.json", ["ana", "eve"])
    assert later["eve"] == first["eve"]
    assert len(set(later.values())) == 3


def test_rosters(tmp_path):
    plain, table = tmp_path / "names.txt", tmp_path / "moodle.csv"
    plain.write_text("# spring\nbea\n\nana\n")
    table.write_text("\ufefffirst,username\nAna,ana\nBea,bea\n")
    assert people.read(plain) == people.read(table) == ["ana", "bea"]
    plain.write_text("../etc\n")
    with pytest.raises(ValueError, match=r"'\.\./etc'"):
        people.read(plain)
