"""Files in chats: put in at the door and on the page without JavaScript; read by whoever reads the message."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amiabil.actions import chat_desk, chats
from amiabil.actions.chats import Said
from amiabil.actions.files import Announced, start_upload
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.foundation.errors import NotFound
from amiabil.records import chats as records
from amiabil.records import clock, files, shifts
from amiabil.records.files import CHAT, UploadFacts
from amiabil.records.messages import ConversationClosed
from amiabil.records.models import MessageFile
from amiabil.records.shifts import ShiftState
from amiabil.ui import public_forms
from amiabil.ui.intake import hash_of
from tests.cases_with_files import folder, send_parts, upload
from tests.channels.chat.test_door import DOOR, Widget
from tests.channels.chat.test_page import PAGE, begin, the_chat
from tests.desks.stories import browser
from tests.factories import World, make_world
from tests.samples import picture

pytestmark = pytest.mark.django_db
__all__ = ["folder"]


@pytest.fixture(autouse=True)
def _fast_forms(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(public_forms, "LEAST", timedelta())


@pytest.fixture
def world(folder: Path) -> World:
    return make_world()


@pytest.fixture
def on_shift(raluca: Viewer) -> Viewer:
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON), at=clock.now())
    return raluca


def put_in(widget: Widget, name: str = "label.jpg") -> str:
    """A file that has come through the door, ready to be sent."""
    raw = picture()
    begun = widget.do("uploads", name=name, size=len(raw))
    assert begun.status_code == 201, begun.content
    told = begun.json()
    send_parts(
        UploadFacts(
            UUID(told["upload"]), CHAT, the_chat().case_id, "", "", len(raw), told["part_size"], None, ""
        ),
        raw,
    )
    done = finish(widget, told["upload"])
    assert done.status_code == 200, done.content
    return str(done.json()["file"]["id"])


def finish(widget: Widget, upload_id: str) -> Any:
    return widget.client.put(
        f"{DOOR}/{widget.reference}/uploads/{upload_id}",
        "{}",
        content_type="application/json",
        headers=widget.headers,
    )


def test_a_file_goes_through_the_door_with_a_message(on_shift: Viewer, world: World) -> None:
    widget = Widget()
    widget.start()
    file = put_in(widget)
    for _ in range(2):  # the answer was lost: sent again, nothing is doubled
        said = widget.do("messages", id="0195f0a0-0000-7000-8000-000000000001", text="", files=[file])
        assert said.status_code == 201, said.content
    (message,) = [one["message"] for one in widget.see("/events").json()["items"] if one["message"]][1:]
    (told,) = message["files"]
    assert {name: told[name] for name in ("id", "name", "type", "state")} == {
        "id": file,
        "name": "label.jpg",
        "type": "image/jpeg",
        "state": "here",
    }
    got = widget.client.get(told["url"], headers=widget.headers)
    assert (got.status_code, got["X-Content-Type-Options"]) == (200, "nosniff")
    assert "no-cache" in got["Cache-Control"]
    assert "label.jpg" in widget.see("/transcript").content.decode()
    (checked,) = verify(widget.reference, hash_of=hash_of)
    assert checked.broken is None


def test_nobody_else_has_the_file_of_a_chat(on_shift: Viewer, world: World) -> None:
    mine, other = Widget(), Widget()
    mine.start()
    file = put_in(mine)
    other.start()
    assert other.do("messages", id=str(uuid4()), text="", files=[file]).status_code == 404
    mine.do("messages", id=str(uuid4()), text="", files=[file])
    for widget in (other, Widget(Authorization="Bearer " + "x" * 43), Widget()):
        widget.reference = mine.reference
        assert widget.see(f"/files/{file}/view").status_code in {401, 404}
    other.reference = records.by_secret(secret_of(other), at=clock.now()).reference  # type: ignore[union-attr]
    assert other.see(f"/files/{file}/view").status_code == 404
    assert browser(on_shift).get(f"/desk/files/{file}/view").status_code == 200


def secret_of(widget: Widget) -> str:
    return widget.headers["Authorization"].removeprefix("Bearer ")


def test_a_note_keeps_its_files_among_the_staff(on_shift: Viewer, world: World) -> None:
    widget = Widget()
    widget.start()
    chat_desk.accept(on_shift, widget.reference, at=clock.now())
    kept = upload(on_shift, the_chat().case_id, purpose=CHAT)
    chats.write(on_shift, widget.reference, Said(uuid4(), "Look", clock.now(), files=(kept.id,), note=True))
    assert widget.see(f"/files/{kept.id}/view").status_code == 404
    assert str(kept.id) not in widget.see("/events").content.decode()


def test_an_ended_chat_and_a_foreign_upload_take_no_file(on_shift: Viewer, world: World) -> None:
    widget = Widget()
    widget.start()
    begun = widget.do("uploads", name="a.jpg", size=10).json()
    assert finish(widget, str(uuid4())).status_code == 404
    assert finish(widget, begun["upload"]).json()["code"] == "upload_incomplete"
    assert widget.do("uploads", name="a.jpg", size=2**39).json()["code"] == "too_large"
    widget.do("end")
    assert widget.do("uploads", name="a.jpg", size=10).status_code == 409
    with pytest.raises(ConversationClosed):
        start_upload(the_chat().asker, Announced(CHAT, the_chat().case_id, "a", 10), at=clock.now())
    with pytest.raises(NotFound):
        files.owner(world.buyer, CHAT, the_chat().case_id)


def test_a_visitor_sends_a_file_without_javascript(client: Client, on_shift: Viewer, world: World) -> None:
    begin(client)
    photo = SimpleUploadedFile("eticheta.jpg", picture(), "image/jpeg")
    answer = client.post(f"{PAGE}/message", {"text": "", "message_id": str(uuid4()), "files": photo})
    assert answer.status_code == 302, answer.content.decode()
    file = MessageFile.objects.get().file_id
    page = client.get(PAGE).content.decode()
    assert f"{PAGE}/files/{file}/thumb" in page
    assert client.get(f"{PAGE}/files/{file}/view").status_code == 200
    assert Client().get(f"{PAGE}/files/{file}/view").status_code == 404


def test_a_file_that_is_no_picture_is_told_beside_the_box(client: Client, on_shift: Viewer) -> None:
    begin(client)
    bad = SimpleUploadedFile("run.exe", b"MZ" + bytes(200), "image/jpeg")
    answer = client.post(f"{PAGE}/message", {"text": "Look", "message_id": str(uuid4()), "files": bad})
    assert answer.status_code == 422
    assert "run.exe" in answer.content.decode()
    assert not MessageFile.objects.exists()
