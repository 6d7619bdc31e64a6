"""A list of disputes is one statement, however long it is (performance.md, P4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.openings import HandedIn, OpeningRequest, open_dispute
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import Ask, Submission, read_arguments
from amiabil.domain.terms import Command, Reason, Remedy, Role, State
from amiabil.records.case_lists import my_disputes, waiting
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page
from amiabil.records.staff_lists import disputes_to_take, open_disputes
from tests.factories import OPENED, PARCEL, later, make_buyer, make_member, make_order, make_shop, make_staff

pytestmark = pytest.mark.django_db

Lists = Callable[[Viewer], Page[Any]]


def disputes(count: int) -> tuple[Viewer, Viewer, list[str]]:
    """A buyer, a seller, and so many disputes between them, all of them escalated."""
    buyer, shop = make_buyer(), make_shop()
    seller, references = make_member(shop), []
    for number in range(count):
        order = make_order(buyer, shop, f"41{number:02d}")
        submission = Submission(
            units={"L1": 1},
            reason=Reason.NC_DAMAGED,
            ask=Ask(Remedy.REFUND_KEEP, "269.89"),
            text="Crăpat",
            answers=PARCEL,
        )
        items = (HandedIn(new_id(), "photo_item"), HandedIn(new_id(), "photo_parcel"))
        request = OpeningRequest(submission, new_id(), OPENED, items)
        reference = open_dispute(buyer, order.ref, request).reference
        for viewer, command in ((seller, Command.REJECT_REQUEST), (buyer, Command.ESCALATE)):
            given = {"reason": "not_damaged"} if command is Command.REJECT_REQUEST else {}
            take_step(viewer, reference, StepRequest(command, read_arguments(command, given), later(days=1)))
        references.append(reference)
    return buyer, seller, references


@pytest.mark.parametrize("count", [0, 1, 5])
def test_every_list_is_one_statement_and_whole(count: int, django_assert_num_queries: Any) -> None:
    buyer, seller, references = disputes(count)
    mira = make_staff("mira", Role.MEDIATOR)
    for viewer, found in ((buyer, my_disputes), (seller, my_disputes), (mira, disputes_to_take)):
        with django_assert_num_queries(1):
            page = found(viewer)
        assert sorted(one.reference for one in page.items) == sorted(references)
    with django_assert_num_queries(1):
        assert waiting(buyer).disputes == 0


def test_the_queue_goes_on_where_its_page_ended() -> None:
    _, _, references = disputes(5)
    mira, after, seen = make_staff("mira", Role.MEDIATOR), None, []
    for size in (2, 2, 1):
        page = disputes_to_take(mira, limit=2, after=after)
        assert len(page.items) == size
        seen += [one.reference for one in page.items]
        after = page.next
    assert after is None
    assert sorted(seen) == sorted(references)


def test_open_disputes_keep_to_the_states_asked_for() -> None:
    _, _, references = disputes(2)
    mira = make_staff("mira", Role.MEDIATOR)
    assert len(open_disputes(mira, states=[State.IN_MEDIATION]).items) == len(references)
    assert not open_disputes(mira, states=[State.NEGOTIATING]).items
    assert not open_disputes(mira, states=[]).items
