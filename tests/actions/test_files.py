"""Who may send files to what? Their own open drafts and cases, and nothing else; nobody touches another's upload."""

from __future__ import annotations

from pathlib import Path

import pytest

from amiabil.domain.access import RightMissing, Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.foundation.fields import NotAChoice
from amiabil.records.messages import ConversationClosed
from amiabil.records.models import Conversation, DisputeDraft, StoredFile, Upload
from amiabil.ui import intake
from tests.cases_with_files import CASE, DRAFT, NOW, announce, folder, make_case, send_parts
from tests.factories import make_buyer, make_member, make_shop, make_staff
from tests.samples import picture

pytestmark = pytest.mark.django_db
__all__ = ["CASE", "folder"]


def strangers() -> list[Viewer]:
    return [make_buyer("else"), make_member(make_shop("else"), "other"), Viewer(role=None)]


@pytest.mark.parametrize("purpose", [DRAFT, CASE])
def test_nobody_sends_files_to_what_is_not_theirs(folder: Path, purpose: str) -> None:
    case = make_case()
    for viewer in strangers():
        with pytest.raises((NotFound, Forbidden)):
            announce(viewer, case.draft_id if purpose == DRAFT else case.case_id, picture(), purpose=purpose)
    with pytest.raises(NotFound):
        announce(case.seller, case.draft_id, picture(), purpose=DRAFT)
    assert not Upload.objects.exists()


def test_only_parties_bring_evidence(folder: Path) -> None:
    case = make_case()
    for role in (Role.AGENT, Role.MEDIATOR, Role.AUDITOR, Role.ADMIN):
        with pytest.raises(Forbidden):
            announce(make_staff(f"s-{role}", role), case.case_id, picture())


def test_a_member_without_the_right_to_answer_brings_none(folder: Path) -> None:
    case = make_case()
    reader = Viewer(
        role=Role.SELLER,
        person_id=case.seller.person_id,
        ref=case.seller.ref,
        shop_id=case.shop_id,
        rights=frozenset(),
    )
    with pytest.raises(RightMissing):
        announce(reader, case.case_id, picture())


def test_a_foreign_upload_is_not_there(folder: Path) -> None:
    case = make_case()
    begun = announce(case.buyer, case.case_id, picture())
    send_parts(begun, picture())
    for viewer in (case.seller, *strangers()):
        for act in (intake.finish_parts, intake.discard):
            with pytest.raises(NotFound):
                act(viewer, begun.id, at=NOW)
    assert Upload.objects.get().file_id is None
    assert intake.finish_parts(case.buyer, begun.id, at=NOW).id == begun.id


def test_a_closed_case_takes_no_more(folder: Path) -> None:
    case = make_case()
    begun = announce(case.buyer, case.case_id, picture())
    send_parts(begun, picture())
    Conversation.objects.update(closed_to_messages=True)
    with pytest.raises(ConversationClosed):
        announce(case.buyer, case.case_id, picture())
    with pytest.raises(ConversationClosed):
        intake.finish_parts(case.buyer, begun.id, at=NOW)
    assert not StoredFile.objects.exists()


def test_a_sent_draft_takes_no_more(folder: Path) -> None:
    case = make_case()
    DisputeDraft.objects.update(case_id=case.case_id)
    with pytest.raises(NotFound):
        announce(case.buyer, case.draft_id, picture(), purpose=DRAFT)


def test_words_that_mean_nothing_are_refused(folder: Path) -> None:
    case = make_case()
    with pytest.raises(NotAChoice):
        announce(case.buyer, case.case_id, picture(), kind="selfie")
    with pytest.raises(NotAChoice):
        announce(case.buyer, case.case_id, picture(), purpose="mail")
