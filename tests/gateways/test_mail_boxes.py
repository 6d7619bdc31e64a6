"""Mails are found in files and folders, one at a time, and none stops the others."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
from pathlib import Path

import pytest

from amiabil.gateways.mail.boxes import Cause, FoundMail, mails_at

MOST = 10_000
MAIL = b"From: ana@example.ro\nSubject: unu\n\ntext\n"
LINE = b"From ana@example.ro Mon Nov 23 10:00:00 2026\n"


def at(path: Path) -> list[FoundMail]:
    return list(mails_at(path, most_bytes=MOST))


def test_one_mail_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    (found,) = at(tmp_path / "a.eml")
    assert (found.raw, found.size, found.cause) == (MAIL, len(MAIL), None)
    assert found.hash == hashlib.sha256(MAIL).hexdigest()


def test_a_mail_has_the_same_hash_in_a_file_an_mbox_and_a_maildir(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    (tmp_path / "b.mbox").write_bytes(LINE + MAIL + b"\n" + LINE + MAIL + b"\n")
    for name in ("cur", "new", "tmp"):
        (tmp_path / "c" / name).mkdir(parents=True)
        (tmp_path / "c" / name / "1,S").write_bytes(MAIL)
    found = at(tmp_path)
    assert len(found) == 1 + 2 + 2
    assert len({one.hash for one in found}) == 1


def test_an_mbox_is_taken_apart_at_its_lines(tmp_path: Path) -> None:
    body = b"Subject: doi\n\n>From the start\n>>From deeper\nFrom here on it is text\n\nFrom me to you\n"
    path = tmp_path / "mails"
    path.write_bytes(LINE + MAIL + b"\n" + LINE + body + b"\n" + LINE)
    found = at(path)
    assert [one.place.rpartition("#")[2] for one in found] == ["1", "2", "3"]
    assert found[0].raw == MAIL
    assert (
        found[1].raw
        == b"Subject: doi\n\nFrom the start\n>From deeper\nFrom here on it is text\n\nFrom me to you\n"
    )
    assert found[2].cause is Cause.EMPTY


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes((LINE + MAIL + b"\n" + LINE + MAIL).replace(b"\n", b"\r\n"))
    assert [one.raw for one in at(path)] == [MAIL.replace(b"\n", b"\r\n")] * 2


def test_what_is_too_large_or_empty_is_told_and_stops_nothing(tmp_path: Path) -> None:
    big = MAIL + b"x" * MOST
    (tmp_path / "a.eml").write_bytes(big)
    (tmp_path / "b.eml").write_bytes(b"")
    (tmp_path / "c.mbox").write_bytes(LINE + big + b"\n\n" + LINE + MAIL)
    found = at(tmp_path)
    assert [one.cause for one in found] == [Cause.TOO_LARGE, Cause.EMPTY, Cause.TOO_LARGE, None]
    assert (found[0].raw, found[0].size, found[0].hash) == (b"", len(big), hashlib.sha256(big).hexdigest())


def test_a_file_that_goes_away_is_told(tmp_path: Path) -> None:
    for name in ("a.eml", "b.eml", "c.eml"):
        (tmp_path / name).write_bytes(MAIL)
    reading = mails_at(tmp_path, most_bytes=MOST)
    assert next(reading).raw == MAIL
    (tmp_path / "b.eml").unlink()
    assert [one.cause for one in reading] == [Cause.UNREADABLE, None]


def test_pipes_and_rings_of_folders_hold_nothing_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.eml")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "back").symlink_to(tmp_path)
    (tmp_path / "inside" / "b.EML").write_bytes(MAIL)
    (tmp_path / "inside" / "notes.txt").write_bytes(b"no mail")
    assert [(Path(one.place).name, one.cause) for one in at(tmp_path)] == [
        ("a.eml", Cause.UNREADABLE),
        ("b.EML", None),
    ]


def test_nothing_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        at(tmp_path / "nowhere")


def test_a_long_mbox_needs_no_more_memory_than_one_mail(tmp_path: Path) -> None:
    path = tmp_path / "long.mbox"
    with path.open("wb") as target:
        for _ in range(2_000):
            target.write(LINE + MAIL + b"x" * 5_000 + b"\n\n")
    tracemalloc.start()
    try:
        count = sum(1 for _ in mails_at(path, most_bytes=MOST))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 2_000
    assert peak < 1_000_000
