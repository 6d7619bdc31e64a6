"""Files of requests through the doors: by a plain form, by parts, and where they are shown and fetched."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import tickets
from amiabil.records.files import upload
from amiabil.records.models import Message, MessageFile, StoredFile
from tests.cases_with_files import folder, send_parts
from tests.desks.reading import hidden, main
from tests.desks.stories import browser
from tests.factories import World, make_staff, make_world
from tests.samples import picture

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

NEW = "/en/tickets/new/account"


@pytest.fixture
def world(folder: Path) -> World:
    return make_world()


@pytest.fixture
def raluca(folder: Path) -> Viewer:
    return make_staff("raluca", Role.AGENT)


def photo(name: str = "screen.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(), content_type="image/jpeg")


def asks(own: Client, *files: SimpleUploadedFile, **more: Any) -> Any:
    data = {"key": hidden(own.get(NEW), "key"), "subject": "Locked out", "text": "It says locked."}
    return own.post(NEW, {**data, "files": list(files), **more})


def reference_of(world: World) -> str:
    (mine,) = tickets.my_tickets(world.buyer).items
    return mine.reference


def test_a_plain_form_brings_files_that_stand_under_the_message(world: World, raluca: Viewer) -> None:
    own, desk = browser(world.buyer), browser(raluca)
    assert asks(own, photo()).status_code == 302
    reference = reference_of(world)
    file = StoredFile.objects.get().id
    assert f"/files/{file}/thumb" in own.get(f"/en/tickets/{reference}").content.decode()
    assert f"/desk/files/{file}/thumb" in desk.get(f"/desk/agent/tickets/{reference}").content.decode()
    assert desk.get(f"/desk/files/{file}/original").status_code == 200
    assert browser(world.seller).get(f"/files/{file}/view").status_code == 404


def test_what_is_no_picture_is_told_and_the_rest_is_kept(world: World) -> None:
    own = browser(world.buyer)
    bad = SimpleUploadedFile("run.html", b"<script>alert(1)</script>", content_type="image/jpeg")
    answer = asks(own, photo(), bad)
    assert answer.status_code == 422
    page = main(answer)
    assert "run.html" in page
    assert "It says locked." in page
    assert "screen.jpg" in page
    kept = str(StoredFile.objects.get().id)
    data = {"key": hidden(answer, "key"), "subject": "Locked out", "text": "It says locked."}
    assert own.post(NEW, {**data, "files": [kept, "nonsense"]}).status_code == 302
    assert MessageFile.objects.count() == 1


def test_an_answer_and_a_reply_bring_files_too(world: World, raluca: Viewer) -> None:
    own, desk = browser(world.buyer), browser(raluca)
    asks(own)
    reference = reference_of(world)
    here = f"/desk/agent/tickets/{reference}"
    id = hidden(desk.get(here), "message_id")
    answer = desk.post(
        f"{here}/messages", {"message_id": id, "text": "Look", "files": photo("how.jpg"), "then": "open"}
    )
    assert answer.status_code == 302
    assert "how.jpg" in main(own.get(f"/en/tickets/{reference}"))
    id = hidden(own.get(f"/en/tickets/{reference}"), "message_id")
    sent = {"message_id": id, "text": "", "files": photo("mine.jpg")}
    assert own.post(f"/en/tickets/{reference}/messages", sent).status_code == 302
    assert Message.objects.filter(case__reference=reference).count() == 3
    assert "mine.jpg" in main(desk.get(here))


def test_parts_go_through_the_desks_own_doors(world: World, raluca: Viewer) -> None:
    own, desk = browser(world.buyer), browser(raluca)
    asks(own)
    case = tickets.file_of(world.buyer, reference_of(world)).case_id
    raw = picture()
    begun = desk.post(
        f"/desk/uploads/ticket/{case}", {"name": "a.jpg", "size": len(raw)}, content_type="application/json"
    ).json()
    assert begun["finish"].startswith("/desk/uploads/")
    send_parts(upload(raluca, UUID(begun["upload"])), raw)
    file = desk.post(begun["finish"]).json()["file"]
    assert file["forms"]["thumb"].startswith("/desk/files/")
    assert own.get(f"/files/{file['id']}/view").status_code == 404
    assert desk.post(begun["discard"]).status_code == 200
    assert StoredFile.objects.get(id=file["id"]).erased_at is not None


def test_a_form_that_is_not_taken_keeps_what_was_typed(world: World) -> None:
    own = browser(world.buyer)
    asks(own)
    reference = reference_of(world)
    id = hidden(own.get(f"/en/tickets/{reference}"), "message_id")
    answer = own.post(
        f"/en/tickets/{reference}/messages",
        {"message_id": id, "text": "My words", "files": SimpleUploadedFile("a.svg", b"<svg/>")},
    )
    assert answer.status_code == 422
    assert "My words" in main(answer)
    assert hidden(answer, "message_id") == id
    assert Message.objects.count() == 1


def test_who_takes_a_file_out_without_a_script_is_back_on_the_form(world: World) -> None:
    own = browser(world.buyer)
    answer = asks(own, photo(), SimpleUploadedFile("a.svg", b"<svg/>"))
    button = re.search(r'formaction="([^"]+)"[^>]* name="next" value="([^"]+)"', answer.content.decode())
    assert button is not None
    way, back = (unescape(one) for one in button.groups())
    gone = own.post(way, {"next": back})
    assert (gone.status_code, gone["Location"]) == (303, back)
    form = own.get(back)
    assert "Locked out" in form.content.decode()
    assert hidden(form, "key") == hidden(answer, "key")
    assert StoredFile.objects.get().erased_at is not None
