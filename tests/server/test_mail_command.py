"""`amiabil mail read` says what mails are, in words and as JSON, and stores nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from amiabil.domain.mail import Ours
from amiabil.gateways.mail.boxes import FoundMail
from amiabil.server import cli
from amiabil.server.commands import mail

MAIL = (
    "Authentication-Results: mx.example; dmarc=pass header.from=example.ro\r\n"
    "From: Ana Pop <ana@example.ro>\r\nSubject: Re: Cazul\r\nDate: Mon, 23 Nov 2026 10:00:00 +0200\r\n"
    'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
    "Da, accept.\r\n\r\nPe 18 nov. 2026, la 10:32, Iarmaroc <a@iarmaroc.example> a scris:\r\n> Accepți?\r\n"
    '--b\r\nContent-Type: image/png; name="poză.png"\r\n\r\npng\r\n--b--\r\n'
).encode()
AWAY = b"From: ana@example.ro\r\nSubject: Out of office: x\r\nAuto-Submitted: auto-replied\r\n\r\n\x1b[31mplecat\r\n"


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = cli.main(["mail", "read", *words])
    out, err = capsys.readouterr()
    return status, out, err


def test_each_mail_is_one_line_of_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    (tmp_path / "b.eml").write_bytes(AWAY)
    status, out, err = said(
        capsys, str(tmp_path), "--json", "--relay", "mx.example", "--our-address", "a@iarmaroc.example"
    )
    first, second = (json.loads(line) for line in out.splitlines())
    assert status == 0
    assert err == "2 mails, 0 of them could not be read.\n"
    assert first["author"] == {"address": "ana@example.ro", "name": "Ana Pop"}
    assert (first["standing"], first["standing_reason"]) == ("proven", "dmarc_passed")
    assert (first["new_text"], first["sent_at"]) == ("Da, accept.", "2026-11-23T08:00:00Z")
    assert first["attachments"] == [
        {"name": "poză.png", "type": "image/png", "size": 3, "place": "file", "left_out": False}
    ]
    assert second["verdicts"] == [
        {"verdict": "out_of_office", "reason": "subject"},
        {"verdict": "automatic", "reason": "auto_submitted"},
    ]


def test_in_words_nothing_of_the_sender_steers_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.eml").write_bytes(AWAY)
    status, out, _ = said(capsys, str(tmp_path / "b.eml"))
    assert status == 0
    assert "  is       out_of_office (subject)\n" in out
    assert "  | [31mplecat\n" in out
    assert "\x1b" not in out


def test_without_a_relay_nobody_is_proven(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    assert "(unproven: not_checked)" in said(capsys, str(tmp_path / "a.eml"))[1]


def test_what_cannot_be_read_is_told_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.eml").write_bytes(b"")
    (tmp_path / "b.eml").write_bytes("doar text, niciun câmp".encode())
    (tmp_path / "c.eml").write_bytes(MAIL)
    status, out, err = said(capsys, str(tmp_path), "--json")
    assert [json.loads(line)["cause"] for line in out.splitlines()] == ["empty", "not_a_mail", None]
    assert status == 1
    assert err == "3 mails, 2 of them could not be read.\n"


def test_nothing_there_is_not_usable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, str(tmp_path / "nowhere"))[0] == 2


def test_a_defect_of_the_reader_stops_no_other_mail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(raw: bytes) -> Any:
        raise RecursionError

    monkeypatch.setattr("amiabil.domain.mail.read_letter", fails)
    assert mail.tell(FoundMail("a.eml", "00", 1, b"x"), Ours())["cause"] == "reader_failed"
    assert "a.eml: the reader failed: RecursionError" in capsys.readouterr().err
