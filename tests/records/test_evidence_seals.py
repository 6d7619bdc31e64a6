"""Whatever is altered in a case behind its back, the check names it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.handed_in import HandedIn
from amiabil.actions.verify import verify
from amiabil.domain.disputes.arguments import AddEvidence
from amiabil.domain.terms import Command, EvidenceKind, Role
from amiabil.records import file_upkeep
from amiabil.records.chains import Checked
from amiabil.records.models import Dispute, Event, EvidenceItem, StoredFile
from amiabil.records.new_id import new_id
from amiabil.ui.intake import hash_of
from tests.actions.cases import opened, row, step
from tests.cases_with_files import folder, hand_in, stored
from tests.factories import World, later, make_staff, make_world

pytestmark = pytest.mark.django_db
__all__ = ["folder"]


def checked(reference: str) -> Checked:
    return next(verify(reference, hash_of=hash_of))


def told(reference: str) -> tuple[str, str, str] | None:
    broken = checked(reference).broken
    return (broken.what, broken.item, broken.part) if broken else None


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World) -> str:
    return opened(world)


def test_an_untouched_case_holds(case: str) -> None:
    assert told(case) is None


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"title": "Altceva"}, "title"),
        ({"text": "Nu am trimis asta"}, "text"),
        ({"kind": "document"}, "facts"),
        ({"owner_role": "seller"}, "facts"),
        ({"owner_ref": "altul"}, "facts"),
        ({"confidential": True}, "facts"),
        ({"edited_media": True}, "facts"),
        ({"received_at": later(days=3)}, "facts"),
        ({"file_id": new_id()}, "facts"),
        ({"supersedes_id": new_id()}, "facts"),
        ({"salt": None}, "title"),
        ({"salt": bytes(16)}, "title"),
        ({"status": "disregarded"}, "status"),
    ],
)
def test_an_altered_item_is_named(case: str, change: dict[str, Any], part: str) -> None:
    assert EvidenceItem.objects.filter(label="photo_item-1").update(**change) == 1
    assert told(case) == ("evidence", "photo_item-1", part)


def test_a_removed_an_added_and_a_renamed_item_are_named(case: str) -> None:
    EvidenceItem.objects.filter(label="photo_item-1").update(label="photo_item-9")
    assert told(case) == ("evidence", "photo_item-1", "removed")
    item = EvidenceItem.objects.get(label="photo_item-9")
    EvidenceItem.objects.filter(id=item.id).update(label="photo_item-1")
    assert told(case) is None
    item.id, item.label = new_id(), "photo_item-2"
    item.save(force_insert=True)
    assert told(case) == ("evidence", "photo_item-2", "added")
    EvidenceItem.objects.filter(label="photo_item-2").delete()
    EvidenceItem.objects.filter(label="photo_item-1").delete()
    assert told(case) == ("evidence", "photo_item-1", "removed")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"sha256": bytes(32)}, "file"),
        ({"size": 1}, "file"),
        ({"media_type": "text/html"}, "file"),
        ({"name": "altul.jpg"}, "name"),
    ],
)
def test_an_altered_row_of_a_file_is_named(
    world: World, case: str, folder: Path, change: dict[str, Any], part: str
) -> None:
    file = hand_in(world.buyer, case, at=later(days=1))
    assert told(case) is None
    StoredFile.objects.filter(id=file.id).update(**change)
    assert told(case) == ("evidence", "document-1", part)


def test_altered_and_missing_bytes_are_named(world: World, case: str, folder: Path) -> None:
    file = hand_in(world.buyer, case, at=later(days=1))
    [name] = [one for one in stored(folder) if str(file.id) in one and one.endswith("original")]
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert told(case) == ("evidence", "document-1", "bytes")
    (folder / name).unlink()
    assert told(case) == ("evidence", "document-1", "bytes")
    assert next(verify(case)).broken is None, "without the store only the database is checked"


def test_what_was_erased_with_its_salt_still_verifies(world: World, case: str, folder: Path) -> None:
    file = hand_in(world.buyer, case, at=later(days=1))
    file_upkeep.erase(file.id, why="cerere", at=later(days=2))
    for path in stored(folder):
        (folder / path).unlink()
    EvidenceItem.objects.filter(label="photo_item-1").update(title="", text="", salt=None)
    assert told(case) is None
    EvidenceItem.objects.filter(label="photo_item-1").update(text="Pus mai târziu")
    assert told(case) == ("evidence", "photo_item-1", "text")


def test_a_rewritten_procedure_is_told(case: str) -> None:
    body = row(case).body
    Dispute.objects.filter(case__reference=case).update(body={**body, "state": "closed"})
    assert told(case) == ("state", "", "")


def test_an_event_without_its_seal_no_longer_holds(case: str) -> None:
    event = Event.objects.get(case_id=row(case).case_id, type="dispute.submit")
    Event.objects.filter(id=event.id).update(texts={})
    assert told(case) == ("content", "", "")


@pytest.mark.parametrize(
    ("command", "status"),
    [(Command.ADMIT_EVIDENCE, "admitted"), (Command.DISREGARD_EVIDENCE, "late_not_admitted")],
)
def test_the_row_follows_what_the_mediator_rules(world: World, command: Command, status: str) -> None:
    reference = opened(world)
    mira = make_staff("mira", Role.MEDIATOR)
    step(world.seller, reference, Command.REJECT_REQUEST, reason="other")
    step(world.buyer, reference, Command.ESCALATE, later(days=2))
    Dispute.objects.filter(case__reference=reference).update(mediator_id=mira.person_id)
    late = StepRequest(
        Command.ADD_EVIDENCE,
        AddEvidence(EvidenceKind.DOCUMENT),
        later(days=11),
        items=(HandedIn(new_id(), "document", "Bonul"),),
    )
    take_step(world.seller, reference, late)
    assert EvidenceItem.objects.get(label="document-1").status == "late"
    step(mira, reference, command, later(days=11, hours=1), label="document-1", text="Motivul")
    assert EvidenceItem.objects.get(label="document-1").status == status
    assert told(reference) is None
