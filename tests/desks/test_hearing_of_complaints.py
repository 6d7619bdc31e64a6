"""A complaint on its pages while it is heard: question, answer, evidence, messages, and the whole file to take away."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from amiabil.actions.complaint_hearing import Given, Inquiry, ask_question, hand_in, write_message
from amiabil.actions.dossier_proof import check
from amiabil.actions.handed_in import HandedIn
from amiabil.actions.messages import Written
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Audience, Role
from amiabil.records import clock
from amiabil.records.measures import Ticket
from amiabil.records.models import Event, EvidenceItem, Message
from amiabil.records.new_id import new_id
from tests.cases_with_files import body, folder
from tests.desks.reading import hidden, links, main
from tests.desks.stories import browser, opened
from tests.factories import World, later, make_buyer, make_staff, make_world
from tests.measures_world import TEXT, complained, decided, party, recorded, trust_issuer
from tests.samples import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
__all__ = ["folder"]


@pytest.fixture(autouse=True)
def issuer(world: World, settings: Settings) -> None:
    trust_issuer(settings)


@pytest.fixture
def radu() -> Viewer:
    return make_staff("radu", Role.REVIEWER)


def ours(ticket: Ticket) -> str:
    return f"/en/measures/{ticket.reference}"


def desk(ticket: Ticket) -> str:
    return f"/desk/reviewer/complaints/{ticket.reference}"


def asked(radu: Viewer, ticket: Ticket) -> None:
    ask_question(radu, ticket.reference, Inquiry("Whether it covers 2026", "A copy", later(days=2)))


@pytest.mark.parametrize("against", [Role.BUYER, Role.SELLER])
def test_a_question_is_asked_and_answered_with_a_file(world: World, radu: Viewer, against: Role) -> None:
    ticket = complained(world, against=against)
    reviewer, own = browser(radu), browser(party(world, against))
    ask = f"{desk(ticket)}/do/request_info"
    assert ask in links(reviewer.get(desk(ticket)))
    form = reviewer.get(ask)
    assert "your own time stands still" in main(form)
    lacking = reviewer.post(ask, {"fact": "Whether it covers 2026", "proof": " ", "key": hidden(form, "key")})
    assert lacking.status_code == 422 and "#field-proof" in links(lacking)
    sent = {"fact": "Whether it covers 2026", "proof": "A copy", "key": hidden(form, "key")}
    for _ in range(2):
        assert reviewer.post(ask, sent)["Location"] == desk(ticket)
    waits = main(reviewer.get(desk(ticket)))
    assert "The reviewer waits for an answer" in waits and "decide when the answer is here" in waits
    assert "Give the decision" not in waits and "Waiting for an answer" in main(
        reviewer.get("/desk/reviewer/complaints/")
    )

    page = own.get(ours(ticket))
    assert "Answer the reviewer" in main(page) and "Accepted as proof: A copy" in main(page)
    assert "The reviewer asks you something" in main(own.get("/en/measures/"))
    answer = f"{ours(ticket)}/do/answer_info"
    assert answer in links(page)
    form = own.get(answer)
    assert "Whether it covers 2026" in main(form)
    key = hidden(form, "key")
    given = {"text": "It does, until 2027", "key": key, "files-other": _photo()}
    assert own.post(answer, given)["Location"] == ours(ticket)
    assert own.post(answer, {"text": "It does, until 2027", "key": key}).status_code == 302  # a second click
    assert Event.objects.filter(type="complaint.answer_info").count() == 1
    assert EvidenceItem.objects.get().file_id is not None
    assert own.get(answer)["Location"] == ours(ticket)  # nothing is asked any more
    read = main(reviewer.get(desk(ticket)))
    assert "It does, until 2027" in read and "Give the decision" in read and "1 item" in read
    picture_of = next(one for one in links(reviewer.get(desk(ticket))) if one.startswith("/desk/files/"))
    assert reviewer.get(picture_of).status_code == 200


def _photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("licence.jpg", picture(), "image/jpeg")


def test_evidence_is_added_in_words_or_files_until_the_decision(world: World, radu: Viewer) -> None:
    ticket, own = complained(world), browser(world.seller)
    address = f"{ours(ticket)}/do/add_evidence"
    assert address in links(own.get(ours(ticket)))
    key = hidden(own.get(address), "key")
    for wrong in ({"kind": "document"}, {"kind": "photo_weight_label", "text": "Hm"}, {"kind": "\0"}):
        assert own.post(address, {**wrong, "key": str(new_id())}).status_code == 422
    text = {"kind": "document", "text": "The licence is of 2024", "key": key}
    for _ in range(2):
        assert own.post(address, text).status_code == 302
    assert EvidenceItem.objects.count() == 1
    assert "The licence is of 2024" in main(own.get(ours(ticket)))
    decided(radu, ticket, days=3)
    late = own.post(address, {**text, "key": str(new_id())})
    assert late.status_code == 409 and EvidenceItem.objects.count() == 1
    assert address not in links(own.get(ours(ticket)))


def test_a_message_reaches_whom_it_is_for_and_is_kept_when_refused(world: World, radu: Viewer) -> None:
    ticket = complained(world)
    own, reviewer = browser(world.seller), browser(radu)
    box = hidden(own.get(ours(ticket)), "message_id")
    sent = {"text": "We sent the licence by post too", "audience": "seller_and_platform", "message_id": box}
    for _ in range(2):
        assert own.post(f"{ours(ticket)}/messages", sent).status_code == 302
    assert Message.objects.count() == 1
    assert "We sent the licence by post too" in main(reviewer.get(desk(ticket)))
    note = {"text": "Ask the licence office", "audience": "staff", "message_id": str(new_id())}
    assert reviewer.post(f"{desk(ticket)}/messages", note).status_code == 302
    assert "Ask the licence office" in main(reviewer.get(desk(ticket)))
    assert "Ask the licence office" not in main(own.get(ours(ticket)))
    empty = own.post(f"{ours(ticket)}/messages", {**sent, "text": "\0", "message_id": str(new_id())})
    assert empty.status_code == 422 and "Your message" in main(empty)
    wrong = own.post(
        f"{ours(ticket)}/messages", {**sent, "audience": "everyone", "message_id": str(new_id())}
    )
    assert wrong.status_code == 403
    for role, address in (
        (Role.SUPERVISOR, f"/desk/supervisor/complaints/{ticket.reference}"),
        (Role.OPERATOR, f"/desk/operator/measures/{ticket.reference}"),
    ):
        room = browser(make_staff(f"one-{role}", role))
        assert f"{address}/messages" in links(room.get(address))
        words = {"text": f"From the {role}", "audience": "seller_and_platform"}
        assert room.post(f"{address}/messages", words).status_code == 302
        assert f"From the {role}" in main(own.get(ours(ticket)))
    decided(radu, ticket, days=3)
    over = own.post(f"{ours(ticket)}/messages", {**sent, "message_id": str(new_id())})
    assert over.status_code == 409 and "takes no more messages" in main(over)


def test_a_long_history_goes_on_another_page_and_its_reasons_stay(world: World, radu: Viewer) -> None:
    ticket, own = complained(world), browser(world.seller)
    for number in range(120):
        said = Written(new_id(), f"Line {number}.", Audience.SELLER_AND_PLATFORM, later(days=2))
        write_message(radu, ticket.reference, said)
    page = own.get(ours(ticket))
    assert "No licence was handed in" in main(page) and TEXT in main(page) and "Line 0." not in main(page)
    older = next(one for one in links(page) if one.startswith(f"{ours(ticket)}?after="))
    assert "Line 0." in main(own.get(older)) and "No licence was handed in" in main(own.get(older))


def test_the_page_hears_what_is_new(world: World, radu: Viewer) -> None:
    ticket, own = complained(world), browser(world.seller)
    page = own.get(ours(ticket)).content.decode()
    assert f'data-stream-token-url="{ours(ticket)}/stream"' in page
    before = own.get(f"{ours(ticket)}/version").json()["version"]
    assert f'data-version="{before}"' in page
    token = own.get(f"{ours(ticket)}/stream").json()
    assert token["token"] and token["url"].endswith("/stream/v1")
    asked(radu, ticket)
    assert own.get(f"{ours(ticket)}/version").json()["version"] != before


def test_an_agent_reads_the_measures_against_the_people_of_a_dispute(world: World, radu: Viewer) -> None:
    ours_, theirs = complained(world), recorded(world, against=Role.BUYER, ref="M-2")
    stranger = recorded(make_world("7"), ref="M-3")
    case, agent = opened(world), browser(make_staff("dana", Role.AGENT))
    address = f"/desk/agent/cases/{case}/measures"
    assert address in links(agent.get(f"/desk/agent/cases/{case}"))
    listed = links(agent.get(address))
    for ticket in (ours_, theirs):
        assert f"/desk/agent/measures/{ticket.reference}" in listed
    assert f"/desk/agent/measures/{stranger.reference}" not in listed
    page = agent.get(f"/desk/agent/measures/{ours_.reference}")
    assert TEXT in main(page) and "Your message" not in main(page) and "Give the decision" not in main(page)
    assert not [one for one in links(page) if "/do/" in one or one.endswith("dossier.zip")]
    assert browser(radu).get(address).status_code == 403


# --- the whole file -------------------------------------------------------------------------------------


def packed(answer: Any, tmp_path: Path) -> tuple[Path, zipfile.ZipFile]:
    assert answer["Content-Type"] == "application/zip"
    raw = body(answer)
    path = tmp_path / f"{hashlib.sha256(raw).hexdigest()[:8]}.zip"
    path.write_bytes(raw)
    return path, zipfile.ZipFile(io.BytesIO(raw))


def told(world: World, radu: Viewer) -> Ticket:
    ticket = complained(world)
    items = (HandedIn(new_id(), "document", text="The licence is of 2024"),)
    hand_in(world.seller, ticket.reference, Given("", later(days=2), items))
    note = Written(new_id(), "Ask the licence office", Audience.STAFF, later(days=2))
    write_message(radu, ticket.reference, note)
    return decided(radu, ticket, days=3)


def test_the_whole_file_holds_together_for_each_who_may_have_it(
    world: World, radu: Viewer, tmp_path: Path
) -> None:
    ticket = told(world, radu)
    olga = make_staff("vera", Role.OPERATOR)
    for viewer, address in (
        (world.seller, ours(ticket)),
        (radu, desk(ticket)),
        (olga, f"/desk/operator/measures/{ticket.reference}"),
    ):
        room = browser(viewer)
        assert f"{address}/dossier.zip" in links(room.get(address))
        path, pack = packed(room.get(f"{address}/dossier.zip"), tmp_path)
        proof = check(path)
        assert (proof.reference, proof.flaw) == (ticket.reference, "")
        record = json.loads(pack.read("record.json"))
        assert record["statement"]["facts"].startswith("No licence was handed in")
        assert record["complaint"]["decision"]["verdict"] == "lifted"
        assert [one["label"] for one in record["evidence"]] == ["document-1"]
        assert record["made_for"] == str(viewer.role)
        everything = pack.read("record.json").decode()
        assert ("staff:olga" in everything) == viewer.is_staff
        assert ("Ask the licence office" in everything) == viewer.is_staff


def test_a_file_that_was_touched_is_found_out(world: World, radu: Viewer, tmp_path: Path) -> None:
    ticket = told(world, radu)
    path, pack = packed(browser(world.seller).get(f"{ours(ticket)}/dossier.zip"), tmp_path)
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(forged, "w") as made:
        for name in pack.namelist():
            made.writestr(name, pack.read(name).replace(b"lifted", b"stands"))
    assert check(path).flaw == "" and check(forged).flaw == "record.json: content"


def test_a_stranger_gets_no_file(world: World, radu: Viewer) -> None:
    ticket = told(world, radu)
    for stranger in (world.buyer, make_buyer("other")):
        assert browser(stranger).get(f"{ours(ticket)}/dossier.zip").status_code == 404
    assert later(days=3) == clock.now()
