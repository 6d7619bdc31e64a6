"""The form without an account takes files: few and small, looked into, and gone with what nobody confirms."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from amiabil.actions.contacts import confirm_address
from amiabil.domain.terms import Role
from amiabil.jobs import addresses
from amiabil.records import address_checks, clock
from amiabil.records.models import AddressCheck, MessageFile, StoredFile
from amiabil.ui import public_forms
from amiabil.ui.tickets.links import page_of
from tests.cases_with_files import body, folder
from tests.desks.reading import hidden, main
from tests.desks.stories import browser
from tests.factories import make_staff
from tests.samples import picture

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

FORM = "/en/request/account"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(public_forms, "LEAST", timedelta())


def photo(name: str = "lampă.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(), "image/jpeg")


def sent(*files: SimpleUploadedFile, **more: Any) -> Any:
    client = Client()
    page = client.get(FORM)
    given = {
        "key": hidden(page, "key"),
        "shown": hidden(page, "shown"),
        "subject": "Locked",
        "text": "See the picture.",
        "email": "ana@mail.example",
        "files": list(files),
        **more,
    }
    return client.post(FORM, given)


def bytes_in(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


def test_files_wait_with_the_form_and_come_with_the_request(folder: Path) -> None:
    assert sent(photo(), SimpleUploadedFile("note.txt", b"Locked since May.")).status_code == 200
    assert StoredFile.objects.count() == 2 and not MessageFile.objects.exists()
    check = AddressCheck.objects.get()
    raluca = browser(make_staff("raluca", Role.AGENT))
    for one in StoredFile.objects.all():
        address = reverse("desk_file", args=[one.id, "original"])
        assert raluca.get(address).status_code == 404, "nobody reads what nobody confirmed"
    contact = confirm_address(check.id, at=clock.now())
    assert contact is not None and MessageFile.objects.count() == 2
    page = main(Client().get(page_of(contact.id)))
    assert "lampă.jpg" in page and "note.txt" in page
    note = StoredFile.objects.get(media_type="text/plain")
    assert body(raluca.get(reverse("desk_file", args=[note.id, "original"]), follow=True))


def test_what_nobody_confirms_goes_with_its_bytes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(photo())
    assert bytes_in(folder)
    later = clock.now() + address_checks.ENDS_AFTER + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    addresses.ask(None)
    row = StoredFile.objects.get()
    assert (row.name, row.erased_why, bytes_in(folder)) == ("", "not_confirmed", [])


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([SimpleUploadedFile("page.html", b"<script>alert(1)</script>")], "page.html"),
        ([SimpleUploadedFile("empty.txt", b"")], "empty.txt"),
        ([SimpleUploadedFile("big.txt", b"x" * 5_000_001)], "big.txt"),
        ([photo(f"{n}.jpg") for n in range(6)], "5.jpg"),
        ([photo("good.jpg"), SimpleUploadedFile("bad.exe", b"MZ\x90\x00" + b"\x00" * 200)], "bad.exe"),
    ],
)
def test_a_file_that_is_not_taken_is_named_and_nothing_is_kept(
    folder: Path, files: list[SimpleUploadedFile], says: str
) -> None:
    for one in files:
        one.seek(0)
    answer = sent(*files)
    assert answer.status_code == 422 and says in main(answer)
    assert "See the picture." in answer.content.decode(), "what was typed is still there"
    assert (AddressCheck.objects.count(), StoredFile.objects.count(), bytes_in(folder)) == (0, 0, [])


def test_a_form_that_is_refused_keeps_no_bytes_and_asks_for_the_files_again(folder: Path) -> None:
    answer = sent(photo(), subject="")
    assert answer.status_code == 422 and "Choose the files again" in main(answer)
    assert (StoredFile.objects.count(), bytes_in(folder)) == (0, [])


def test_the_same_form_again_loses_nothing(folder: Path) -> None:
    client = Client()
    page = client.get(FORM)
    given = {"key": hidden(page, "key"), "shown": hidden(page, "shown"), "subject": "a", "text": "b"}
    for email in ("ana@mail.example", "ana@mail.example", "no address"):
        client.post(FORM, {**given, "email": email, "files": [photo()]})
    assert StoredFile.objects.count() == 1 and bytes_in(folder)


def test_an_address_with_enough_waiting_keeps_no_more_bytes(folder: Path) -> None:
    for _ in range(4):
        assert sent(photo()).status_code == 200
    assert StoredFile.objects.count() == AddressCheck.objects.count() == address_checks.MOST_WAITING
    assert len(bytes_in(folder)) == sum(len(one.variants) for one in StoredFile.objects.all())
