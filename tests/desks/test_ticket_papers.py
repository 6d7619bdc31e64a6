"""A request taken away: as a PDF, and whole and signed, for its reader and nobody else."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from amiabil.actions.dossier_proof import check
from amiabil.actions.ticket_merges import MergeOf, merge
from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.records.files import TICKET
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from amiabil.ui.dossier.sending import DOSSIERS
from amiabil.ui.tickets import dossier
from tests.cases_with_files import body, folder, upload
from tests.desks.reading import links
from tests.desks.stories import browser
from tests.factories import World, later, make_buyer, make_world

pytestmark = pytest.mark.django_db
__all__ = ["folder"]


@pytest.fixture
def world(folder: Path) -> World:
    return make_world()


def talked(world: World, raluca: Viewer) -> TicketFile:
    """A request with a file, an answer and a note."""
    id = new_id()
    sent = (upload(world.buyer, id, purpose=TICKET, name="screen.jpg").id,)
    asked = Asked(id, "account", "Cannot sign in", "It says locked.", later(), files=sent)
    file = open_ticket(world.buyer, asked)
    write(raluca, file.reference, Written(new_id(), "Try again", later(hours=1)))
    write(raluca, file.reference, Written(new_id(), "Between us", later(hours=2), note=True))
    return file


def opened(answer: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(body(answer)))


def test_the_pdf_says_what_its_reader_may_read(
    world: World, raluca: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = talked(world, raluca)
    own = browser(world.buyer)
    here = f"/en/tickets/{file.reference}"
    assert {f"{here}/request.pdf", f"{here}/request.zip"} <= links(own.get(here))
    for client, address, notes in (
        (own, here, False),
        (browser(raluca), f"/desk/agent/tickets/{file.reference}", True),
    ):
        assert client.get(f"{address}/request.pdf").content.startswith(b"%PDF")
        with monkeypatch.context() as patched:
            patched.setattr(dossier, "draw", lambda paper: repr(paper).encode())
            text = client.get(f"{address}/request.pdf").content.decode()
        for words in (file.reference, "Cannot sign in", "It says locked.", "Try again", "screen.jpg"):
            assert words in text
        assert ("Between us" in text) is notes


def test_the_zip_is_signed_and_holds_what_was_said_and_sent(
    world: World, raluca: Viewer, tmp_path: Path
) -> None:
    file = talked(world, raluca)
    made = browser(world.buyer).get(f"/en/tickets/{file.reference}/request.zip")
    content = body(made)
    (tmp_path / "request.zip").write_bytes(content)
    proof = check(tmp_path / "request.zip")
    assert (proof.flaw, proof.reference) == ("", file.reference)
    inside = zipfile.ZipFile(io.BytesIO(content))
    record = json.loads(inside.read("record.json"))
    (named,) = record["case"]["messages"][0]["files"]
    assert named["file"] in inside.namelist()
    assert "Between us" not in json.dumps(record)
    at_desk = opened(browser(raluca).get(f"/desk/agent/tickets/{file.reference}/request.zip"))
    assert "Between us" in at_desk.read("record.json").decode()


def test_those_answered_together_lie_beside_it(world: World, raluca: Viewer, tmp_path: Path) -> None:
    first, second = talked(world, raluca), talked(world, raluca)
    merge(raluca, MergeOf(first.reference, second.reference, later(hours=3)))
    content = body(browser(world.buyer).get(f"/en/tickets/{second.reference}/request.zip"))
    (tmp_path / "request.zip").write_bytes(content)
    assert check(tmp_path / "request.zip").flaw == ""
    inside = zipfile.ZipFile(io.BytesIO(content))
    record = json.loads(inside.read(f"joined/{first.reference}/record.json"))
    assert record["case"]["merged_into"] == second.reference


def test_nobody_elses_and_not_too_often(world: World, raluca: Viewer) -> None:
    file = talked(world, raluca)
    for paper in ("request.pdf", "request.zip"):
        assert (
            browser(make_buyer(f"other-{paper}")).get(f"/en/tickets/{file.reference}/{paper}").status_code
            == 404
        )
    own = browser(world.buyer)
    found = [
        own.get(f"/en/tickets/{file.reference}/request.pdf").status_code for _ in range(DOSSIERS.times + 1)
    ]
    assert found == [200] * DOSSIERS.times + [429]
