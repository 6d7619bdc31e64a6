"""A dispute's draft and case with people around it, and files sent to them the way browsers send them."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.test import Client

from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.files import Announced, start_upload
from amiabil.actions.handed_in import HandedIn
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import AddEvidence
from amiabil.domain.terms import Command, EvidenceKind, Role
from amiabil.foundation.ids import reference
from amiabil.gateways.files import files_folder, parts_of
from amiabil.records import clock, sessions
from amiabil.records.files import CASE, DRAFT, FileFacts, UploadFacts
from amiabil.records.models import Conversation, DisputeDraft, EvidenceItem, StaffMember, StoredFile
from amiabil.records.new_id import new_id
from amiabil.records.sessions import Owner
from amiabil.ui import intake
from tests.factories import OPENED, World, make_world
from tests.samples import picture

NOW = datetime(2026, 10, 7, 8, tzinfo=UTC)


@dataclass(frozen=True)
class CaseWithFiles(World):
    """A world with an open draft of its buyer and an open case."""

    draft_id: UUID
    case_id: UUID


def make_case(ref: str = "4101") -> CaseWithFiles:
    """An order, a draft about it and a case about it."""
    world = make_world(ref)
    draft = DisputeDraft.objects.create(
        id=new_id(),
        customer_id=world.buyer.person_id,
        order_id=world.order_id,
        created_at=OPENED,
        changed_at=OPENED,
    )
    case = Conversation.objects.create(
        id=new_id(),
        reference=reference("D", randomness=os.urandom(5)),
        kind="dispute",
        buyer_id=world.buyer.person_id,
        shop_id=world.shop_id,
        version=1,
        chain_head=bytes(32),
        created_at=OPENED,
        changed_at=OPENED,
    )
    return CaseWithFiles(
        world.buyer, world.seller, world.order_ref, world.order_id, world.shop_id, draft.id, case.id
    )


def announce(
    viewer: Viewer, owner_id: UUID, raw: bytes, *, purpose: str = CASE, name: str = "lamp.jpg", kind: str = ""
) -> UploadFacts:
    """Begin an upload of these bytes."""
    return start_upload(viewer, Announced(purpose, owner_id, name, len(raw), kind), at=NOW)


def send_parts(begun: UploadFacts, raw: bytes, *, leave_out: tuple[int, ...] = ()) -> None:
    """Put the parts where push puts them."""
    parts = parts_of(files_folder(django_settings.AMIABIL_FILES_URL))
    for number in range(begun.parts):
        if number in leave_out:
            continue
        writer = parts.writer(begun.id, number)
        writer.write(raw[number * begun.part_size : (number + 1) * begun.part_size])
        writer.keep(datetime.now(UTC))


def upload(
    viewer: Viewer,
    owner_id: UUID,
    raw: bytes | None = None,
    *,
    purpose: str = CASE,
    kind: str = "",
    name: str = "lamp.jpg",
) -> FileFacts:
    """Send a whole file; a photo unless bytes are given."""
    raw = raw or picture()
    begun = announce(viewer, owner_id, raw, purpose=purpose, kind=kind, name=name)
    send_parts(begun, raw)
    return intake.finish_parts(viewer, begun.id, at=NOW)


def make_evidence(
    case: CaseWithFiles, viewer: Viewer, file: FileFacts, *, confidential: bool = False
) -> None:
    """Make the file an item of the case."""
    EvidenceItem.objects.create(
        id=new_id(),
        case_id=case.case_id,
        label=f"photo_item-{file.id}",
        kind="photo_item",
        owner_role=(viewer.role or Role.SYSTEM).value,
        owner_ref=viewer.ref,
        status="admitted",
        confidential=confidential,
        file_id=file.id,
        received_at=NOW,
    )


def hand_in(viewer: Viewer, reference: str, *, at: datetime, name: str = "lamp.jpg") -> StoredFile:
    """A photo becomes the next document of a case, as a party hands it in; its title names the file too."""
    file = upload(viewer, Conversation.objects.get(reference=reference).id, name=name)
    item = HandedIn(new_id(), "document", f"Bonul {name}", file_id=file.id)
    take_step(
        viewer,
        reference,
        StepRequest(Command.ADD_EVIDENCE, AddEvidence(EvidenceKind.DOCUMENT), at, items=(item,)),
    )
    return StoredFile.objects.get(id=file.id)


def stored(folder: Path) -> set[str]:
    """Every file below a folder of files, parts and drafts too."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def browser_of(viewer: Viewer, **options: object) -> Client:
    """The browser in which this person is signed in."""
    browser = Client(**options)
    if viewer.is_staff:
        member = StaffMember.objects.get(id=viewer.person_id)
        Authenticator.objects.create(user=member, type=Authenticator.Type.TOTP, data={"secret": "x"})
        browser.force_login(member, backend=django_settings.AUTHENTICATION_BACKENDS[0])
        return browser
    token = f"token of {viewer.person_id} as {viewer.role}"
    assert viewer.person_id is not None
    assert viewer.role is not None
    sessions.open_session(Owner(viewer.person_id, viewer.role, viewer.shop_id), token, at=clock.unshifted())
    browser.cookies["amiabil_customer"] = token
    return browser


@pytest.fixture
def folder(settings: object, tmp_path: Path) -> Iterator[Path]:
    """Where the files of this test lie."""
    settings.AMIABIL_FILES_URL = tmp_path.as_uri()  # type: ignore[attr-defined]
    yield tmp_path


def body(response: object) -> bytes:
    """The bytes of an answer, streamed or not."""
    if getattr(response, "streaming", False):
        content = io.BytesIO(b"".join(response))  # type: ignore[call-overload]
        return content.getvalue()
    return response.content  # type: ignore[attr-defined]


def as_role(viewer: Viewer, role: Role) -> Viewer:
    """The same person in another role."""
    return replace(viewer, role=role)


__all__ = ["CASE", "DRAFT"]
