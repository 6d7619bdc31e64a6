"""A mailbox on a real Dovecot is fetched: everything after where we were, once, and it is left as it was."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.test import override_settings

from amiabil.gateways.mail import imap
from amiabil.gateways.mail.imap import ImapBox, MailboxUnreachable, account_of, folder_name
from amiabil.gateways.mail.tokens import RefreshedTokens
from amiabil.jobs import mail_in
from amiabil.records.models import IncomingMail, MailCursor, Message
from amiabil.ui import mail_intake
from tests.gateways.dovecot import Dovecot, dovecot
from tests.mails import mail, open_door

__all__ = ["open_door"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_door")]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def box(server: Dovecot) -> Iterator[Dovecot]:
    """The server with an empty mailbox that it has never numbered."""
    for one in (*(server.home / "Maildir" / "new").iterdir(), *(server.home / "Maildir" / "cur").iterdir()):
        one.unlink()
    server.begin_anew()
    with override_settings(AMIABIL_MAIL_IN_URL=(server.url,)):
        yield server


def texts() -> list[str]:
    mail_in.file_waiting()
    return sorted(Message.objects.values_list("text", flat=True))


def test_everything_is_fetched_and_next_time_only_what_is_new(box: Dovecot) -> None:
    box.deliver([mail("Unu"), mail("Doi")])
    assert mail_in.fetch_all() is False
    box.deliver([mail("Trei")], name="b")
    mail_in.fetch_all()
    mail_in.fetch_all()
    assert texts() == ["Doi", "Trei", "Unu"]
    cursor = MailCursor.objects.get()
    assert (cursor.account, cursor.last_uid, cursor.problem) == (account_of(box.url), 3, "")
    assert "secret" not in cursor.account
    assert (
        sum(1 for _ in (box.home / "Maildir" / "cur").iterdir())
        + sum(1 for _ in (box.home / "Maildir" / "new").iterdir())
        == 3
    )


def test_a_mailbox_that_counts_anew_is_read_from_its_beginning_and_doubles_nothing(box: Dovecot) -> None:
    box.deliver([mail("Unu"), mail("Doi")])
    mail_in.fetch_all()
    box.begin_anew()
    MailCursor.objects.update(validity=1)  # the server gives another one at the latest a second later
    box.deliver([mail("Trei")], name="b")
    mail_in.fetch_all()
    assert texts() == ["Doi", "Trei", "Unu"]


def test_a_round_that_is_cut_short_goes_on_where_it_was(
    box: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "BATCH", 2)
    monkeypatch.setattr(mail_in, "SECONDS", 0.0)
    box.deliver([mail(f"Nr {number}") for number in range(5)])
    assert mail_in.fetch_all() is True
    assert IncomingMail.objects.count() == 2
    assert MailCursor.objects.get().waiting == 3
    while mail_in.fetch_all():
        pass
    assert IncomingMail.objects.count() == 5


def test_a_mail_that_is_too_large_is_told_by_its_fields(box: Dovecot) -> None:
    box.deliver([mail("x" * 5_000, subject="Mare"), mail("Unu")])
    with ImapBox(box.url, most_bytes=1_000) as opened:
        mail_in.fetch(opened, "imap:a", until=time.monotonic() + 60)
    assert texts() == ["Unu"]
    held = IncomingMail.objects.get(state="held")
    assert (held.cause, held.subject, held.author) == ("not_whole", "Mare", "ana@example.ro")


def test_a_mailbox_that_refuses_us_is_noted_and_the_next_one_is_fetched(box: Dovecot) -> None:
    box.deliver([mail("Unu")])
    wrong = box.url.replace("secret", "another").replace("help:", "other:")
    with override_settings(AMIABIL_MAIL_IN_URL=(wrong, box.url)):
        mail_in.fetch_all()
    assert texts() == ["Unu"]
    assert "refuses" in MailCursor.objects.get(account=account_of(wrong)).problem


def test_a_password_with_any_letters_is_asked_with_and_told_to_nobody(
    box: Dovecot, caplog: pytest.LogCaptureFixture
) -> None:
    box.deliver([mail("Unu")])
    wrong = box.url.replace("help:", "other:").replace("secret", "parol%C4%83")
    with override_settings(AMIABIL_MAIL_IN_URL=(wrong, box.url)):
        mail_in.fetch_all()
    assert texts() == ["Unu"]
    problems = "".join(MailCursor.objects.values_list("problem", flat=True))
    assert "refuses" in problems, "the server was asked, by SASL PLAIN"
    assert "parol" not in problems + caplog.text


def test_a_server_that_only_knows_the_command_of_old_is_asked_with_plain_letters(
    box: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImapBox, "_by_password", lambda self, *who: self._server.login(*who))
    with pytest.raises(MailboxUnreachable, match="beyond ASCII") as told:
        ImapBox(box.url.replace("secret", "parol%C4%83"), most_bytes=1).__enter__()
    assert "parol" not in str(told.value)


def test_a_folder_with_a_name_in_romanian(box: Dovecot) -> None:
    folder = box.home / "Maildir" / ".Reclama&Ahs-ii"
    for one in (folder, folder / "new", folder / "cur", folder / "tmp"):
        one.mkdir()
        one.chmod(0o777)
    (folder / "new" / "1700000000.one.test").write_bytes(mail("Unu"))
    url = box.url.replace("INBOX", "Reclama%C8%9Bii")
    with ImapBox(url, most_bytes=1_000_000) as opened:
        assert [len(batch) for batch in opened.after(0)] == [1]


@pytest.mark.parametrize(
    ("name", "said"),
    [("INBOX", "INBOX"), ("Tom & Ana", "Tom &- Ana"), ("Reclamații", "Reclama&Ahs-ii"), ("台北", "&U,BTFw-")],
)
def test_names_of_folders_as_servers_say_them(name: str, said: str) -> None:
    assert folder_name(name) == said


def test_a_visit_ends_although_the_server_never_stops_sending(box: Dovecot) -> None:
    with pytest.raises(MailboxUnreachable), ImapBox(box.url, most_bytes=1, whole=0.05) as opened:
        while True:
            opened.next_uid += 10_000  # there is always more to ask for
            list(opened.after(0))


def test_a_folder_that_is_not_there_is_noted(box: Dovecot) -> None:
    with pytest.raises(MailboxUnreachable), ImapBox(f"{box.url}/Missing", most_bytes=1):
        pass


def test_a_token_is_asked_for_once_and_a_new_refresh_token_is_kept(tmp_path: Path) -> None:
    asked: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.content)
        return httpx.Response(
            200, json={"access_token": "t1", "expires_in": 3600, "refresh_token": f"r{len(asked)}"}
        )

    url = "https://login.example/token?client_id=c&client_secret=s&refresh_token=r0"
    tokens = RefreshedTokens(url, tmp_path, httpx.MockTransport(answer))
    assert (tokens(), tokens()) == ("t1", "t1")
    assert len(asked) == 1
    assert b"refresh_token=r0" in asked[0]
    RefreshedTokens(url, tmp_path, httpx.MockTransport(answer))()
    assert b"refresh_token=r1" in asked[1]
    refused = RefreshedTokens(url, tmp_path, httpx.MockTransport(lambda _: httpx.Response(400)))
    with pytest.raises(MailboxUnreachable):
        refused()


def test_the_job_reads_what_every_door_has_taken_in() -> None:
    mail_intake.take([mail_intake.Arrived("lmtp", mail("Unu"))])
    mail_intake.wake()
    mail_intake.wake()
    assert mail_in.file_waiting() is False
    assert texts() == ["Unu"]
