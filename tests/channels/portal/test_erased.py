"""A case that was erased: its pages say so to everybody, tell nothing that was written, and let nobody act."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amiabil.actions.complaint_hearing import write_message
from amiabil.actions.disputes import StepRequest, confirm_refund, take_step
from amiabil.actions.messages import Written
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import read_arguments
from amiabil.domain.disputes.complaints import Verdict
from amiabil.domain.retention import CaseErased
from amiabil.domain.terms import Audience, Command, Role
from amiabil.jobs.retention import purge
from amiabil.records.models import EvidenceItem, Refund, StoredFile
from amiabil.records.new_id import new_id
from tests.cases_with_files import body, browser_of, folder
from tests.desks import stories
from tests.erasing import OVER, WORD, OldCase, ended_case, where
from tests.factories import later, make_staff, make_world
from tests.measures_world import complained, decided, trust_issuer

pytestmark = pytest.mark.django_db
__all__ = ["folder"]


@pytest.fixture
def case(folder: Path) -> OldCase:
    found = ended_case()
    purge(OVER, machine=OVER)
    return found


def readers(case: OldCase) -> list[tuple[Viewer, str]]:
    """Everybody who may read the case, with where they read it."""
    return [
        (case.buyer, f"/en/disputes/{case.reference}"),
        (case.seller, f"/en/seller/disputes/{case.reference}"),
        (make_staff("ada", Role.AGENT), f"/desk/agent/cases/{case.reference}"),
        (make_staff("mia", Role.MEDIATOR), f"/desk/mediator/cases/{case.reference}"),
        (make_staff("rae", Role.REVIEWER), f"/desk/reviewer/cases/{case.reference}"),
        (make_staff("sam", Role.SUPERVISOR), f"/desk/supervisor/cases/{case.reference}"),
        (make_staff("oli", Role.OPERATOR), f"/desk/operator/cases/{case.reference}"),
    ]


def test_every_reader_is_told_and_reads_no_word_of_it(case: OldCase) -> None:
    for viewer, address in readers(case):
        answer = browser_of(viewer, headers={"accept-language": "en"}).get(address)
        page = body(answer).decode()
        assert answer.status_code == 200, address
        assert "after_close_years" in page, address
        mine = viewer is case.buyer  # whose own name stands in the frame of the page
        assert (WORD in re.sub(r"(?s)<header.*?</header>", "", page)) is False or mine, address
        assert "<textarea" not in page, address


def test_its_file_is_not_there_and_no_address_leads_to_it(case: OldCase) -> None:
    file = StoredFile.objects.get()
    browser = browser_of(case.buyer)
    assert str(file.id) not in body(browser.get(f"/en/disputes/{case.reference}")).decode()
    assert browser.get(f"/files/{file.id}/original").status_code == 404
    assert EvidenceItem.objects.get(file_id=file.id).text == ""


def test_the_whole_file_of_it_can_still_be_taken_along(case: OldCase) -> None:
    answer = browser_of(case.seller).get(f"/en/cases/{case.reference}/dossier.zip")
    assert answer.status_code == 200
    assert WORD.encode() not in body(answer)


def test_nobody_acts_in_it(case: OldCase) -> None:
    given = read_arguments(Command.VOLUNTARY_REFUND, {"amount": "1.00"})
    with pytest.raises(CaseErased):
        take_step(case.seller, case.reference, StepRequest(Command.VOLUNTARY_REFUND, given, OVER))
    said = browser_of(case.buyer).post(
        f"/en/disputes/{case.reference}/messages", {"text": "Mai este cineva?"}
    )
    assert said.status_code == 409


def test_a_decided_case_reads_as_decided_with_its_grounds_gone(folder: Path) -> None:
    world, mia = make_world(), make_staff("mia", Role.MEDIATOR)
    reference = stories.to_decide(world, mia)
    given = {"remedy": "refund_keep", "amount": "120.00", "grounds": WORD, "rule": "ro-default@3"}
    stories.step(mia, reference, Command.DECIDE, later(days=2, hours=3), **given)
    for side in (world.buyer, world.seller):
        stories.step(side, reference, Command.WAIVE_APPEAL, later(days=2, hours=4))
    for refund in Refund.objects.all():
        confirm_refund(refund.key, at=later(days=3))
    assert purge(OVER.replace(year=2031), machine=OVER).cases == 1
    for viewer, address in (
        (world.buyer, f"/en/disputes/{reference}"),
        (mia, f"/desk/mediator/cases/{reference}"),
    ):
        page = body(stories.browser(viewer).get(address)).decode()
        assert "This text has been erased." in page
        assert WORD not in page
    assert [one.broken for one in verify(reference)] == [None]


def test_a_measure_that_was_complained_about_is_erased_with_everything_said(
    folder: Path, settings: object
) -> None:
    world, rae = make_world(), make_staff("rae", Role.REVIEWER)
    trust_issuer(settings)
    ticket = complained(world, against=Role.BUYER)
    written = Written(new_id(), WORD, Audience.BUYER_AND_PLATFORM, later(days=1, hours=2))
    write_message(world.buyer, ticket.reference, written)
    ticket = decided(rae, ticket, Verdict.STANDS)
    assert where(WORD)
    assert purge(OVER.replace(year=2031), machine=OVER).cases == 1
    assert where(WORD) == set()
    page = body(browser_of(world.buyer).get(f"/en/measures/{ticket.reference}")).decode()
    assert "after_close_years" in page
    assert "This text has been erased." in page
    assert [one.broken for one in verify(ticket.reference)] == [None]
