"""What an instructor takes from students' folders: plain files, from their own folder, and not too much."""

import multiprocessing
import os
import sys
import time

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
    monkeypatch.undo()
    monkeypatch.setattr(gather, "MOST_BYTES", 2)
    with pytest.raises(gather.Refused, match="more bytes than one submission"):
        gather.take(source, tmp_path / "much")


def test_what_one_student_hands_in_has_a_sum(source, tmp_path):
    inbound = tmp_path / "inbound"
    inbound.mkdir()
    assert gather.take(source, inbound / "ana+set+1+a") == 3
    assert (gather.size(inbound, "ana"), gather.size(inbound, "an")) == (3, 0)
    with pytest.raises(gather.Refused, match="one student"):
        gather.take(source, tmp_path / "again", most=2)


def test_folders_in_folders_end_somewhere(source, tmp_path):
    place = source
    for _ in range(20):
        place = place / "x"
        place.mkdir()
    with pytest.raises(gather.Refused, match="folders in folders"):
        gather.take(source, tmp_path / "deep")


def test_only_what_bears_the_owners_name_an_assignment_and_a_time_is_looked_at(tmp_path):
    ana = tmp_path / "ana"
    right = "ana+channels+2026-11-20 08:00:00.123456 UTC+aZ-_09aZ"
    at = "2026-11-20 08:00:00.0 UTC+a"
    others = [f"bea+channels+{at}", f"ana+spin+{at}", "ana+channels", "ana+channels+2026-11-20-08-00-00-UTC+a"]
    others += ["ana+channels+2026-13-20 08:00:00.0 UTC+a", f"ana+bea+channels+{at}", f"ana+channels+{at}\x1b[2K"]
    for name in (right, *others):
        (ana / name).mkdir(parents=True)
    assert gather.handed_in(ana, "channels") == {ana / right: "2026-11-20 08:00:00.123456 UTC"}


def test_no_more_than_so_many_submissions(tmp_path, monkeypatch):
    monkeypatch.setattr(gather, "MOST_SUBMISSIONS", 2)
    for second in range(5):
        (tmp_path / "ana" / f"ana+channels+2026-11-20 08:00:0{second}.0 UTC+a").mkdir(parents=True)
    found = gather.handed_in(tmp_path / "ana", "channels")
    assert [time[18] for time in found.values()] == ["3", "4"]


AT = "ana+channels+2026-11-20 08:00:0{}.0 UTC+a"


def hand_in(tmp_path, second=0, secret="0f" * 64):
    place = tmp_path / "ana" / AT.format(second)
    place.mkdir(parents=True)
    (place / "answer.ipynb").write_text("{}")
    (place / "timestamp.txt").write_text("my own")
    if secret is not None:
        (place / gather.SECRET).write_text(secret)
    return place


def gathered(tmp_path):
    (tmp_path / "inbound").mkdir(exist_ok=True)
    return gather.gather(gather.handed_in(tmp_path / "ana", "channels"), tmp_path / "inbound", 10**6)


def test_what_is_still_being_handed_in_is_taken_when_it_is_whole(tmp_path):
    place = hand_in(tmp_path, secret=None)
    assert "still being handed in" in str(gathered(tmp_path)[place.name])
    assert list((tmp_path / "inbound").iterdir()) == []
    (place / "answer.ipynb").write_text("{'whole': True}")
    (place / gather.SECRET).write_text("0f" * 64)
    assert gathered(tmp_path) == {}
    taken = tmp_path / "inbound" / place.name
    assert (taken / "answer.ipynb").read_text() == "{'whole': True}"
    assert (taken / "timestamp.txt").read_text() == "2026-11-20 08:00:00.0 UTC"


@pytest.mark.parametrize("secret", ["", "../../ana", "\udcff" * 64, "0f" * 10_000])
def test_nobody_stops_the_feedback_of_others_by_a_secret_that_is_none(tmp_path, secret):
    place = hand_in(tmp_path, secret="")
    (place / gather.SECRET).write_bytes(secret.encode("utf-8", "surrogateescape"))
    hand_in(tmp_path, second=1)
    assert list(gathered(tmp_path)) == [place.name]
    assert [p.name for p in (tmp_path / "inbound").iterdir()] == [AT.format(1)]


def take_for_ever(folder, inbound, done):
    while not done.is_set():
        with gather.alone_in(inbound):
            found = gather.handed_in(folder / "ana", "channels")
            refused = gather.gather(found, inbound, 10**9)
            assert all(gather.SECRET in str(reason) for reason in refused.values()), refused


def test_two_gather_while_one_hands_in(tmp_path):
    """Whatever is taken is whole, once, and nothing is lost."""
    inbound = tmp_path / "inbound"
    inbound.mkdir()
    (inbound / ".new-left by one that was killed").mkdir()
    (tmp_path / "ana").mkdir()
    context = multiprocessing.get_context("fork")
    done = context.Event()
    two = [context.Process(target=take_for_ever, args=(tmp_path, inbound, done)) for _ in range(2)]
    for process in two:
        process.start()
    for second in range(10):
        place = hand_in(tmp_path, second, secret=None)
        for number in range(20):
            (place / f"{number}.txt").write_text(str(number) * 1000)
        (place / gather.SECRET).write_text("0f" * 64)
    end = time.monotonic() + 60
    while len(list(inbound.glob("ana+*"))) < 10 and time.monotonic() < end:
        time.sleep(0.05)
    done.set()
    for process in two:
        process.join(60)
        assert process.exitcode == 0
    assert sorted(p.name for p in inbound.iterdir()) == [AT.format(second) for second in range(10)]
    for place in inbound.iterdir():
        assert all((place / f"{number}.txt").read_text() == str(number) * 1000 for number in range(20))


def test_two_classrooms_share_no_number(tmp_path):
    one, other = (people.numbers(tmp_path / name, ["ana", "bea"]) for name in ("one.json", "other.json"))
    assert not set(one.values()) & set(other.values())


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
