"""A person asks to be erased: at once where nothing keeps anything, else by itself when the last period ends."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from amiabil.actions import erasures
from amiabil.actions.erasures import NotConfirmed, ask_erasure, outlook, take_back_erasure
from amiabil.actions.legal_holds import hold_case, lift_hold
from amiabil.actions.retention import erase_case
from amiabil.domain.access import Viewer
from amiabil.domain.retention import CaseErased, ErasureDone, Rule
from amiabil.domain.sign_in import Vouched
from amiabil.domain.terms import Role
from amiabil.domain.written import TextMissing
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.jobs.retention import purge
from amiabil.records import erasures as records
from amiabil.records import people
from amiabil.records.models import (
    AuditEntry,
    CalendarFeed,
    Customer,
    CustomerSession,
    DisputeDraft,
    ErasureRequest,
    IncomingMail,
    LegalHold,
    Message,
    Notice,
    Order,
    ShopMember,
)
from amiabil.records.new_id import new_id
from amiabil.ui.intake import remove_kept
from tests.actions.cases import opened
from tests.cases_with_files import DRAFT, browser_of, folder, stored, upload
from tests.erasing import CLOSED, OVER, WORD, OldCase, ended_case, where
from tests.factories import OPENED, World, later, make_staff, make_world

pytestmark = pytest.mark.django_db
__all__ = ["folder"]


def ask(viewer: Viewer, **more: object) -> records.Request:
    return ask_erasure(viewer, confirmed=True, at=CLOSED, **more).request  # type: ignore[arg-type]  # by


@pytest.fixture
def case(folder: Path) -> OldCase:
    return ended_case()


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


def somebody_new(world: World) -> None:
    """Everything a person without a case may have: a draft with a file, a calendar, a browser, a name."""
    Customer.objects.filter(id=world.buyer.person_id).update(name=WORD, email=f"{WORD}@example.org")
    draft = DisputeDraft.objects.create(
        id=new_id(),
        customer_id=world.buyer.person_id,
        order_id=world.order_id,
        body={"text": WORD},
        created_at=OPENED,
        changed_at=OPENED,
    )
    upload(world.buyer, draft.id, purpose=DRAFT, name=f"{WORD}.jpg")
    CalendarFeed.objects.create(id=new_id(), customer_id=world.buyer.person_id, created_at=OPENED)
    browser_of(world.buyer)


def test_without_a_case_everything_goes_at_once(folder: Path) -> None:
    world = make_world()
    somebody_new(world)
    assert {
        "customer.name",
        "customer.email",
        "dispute_draft.body",
        "upload.name",
        "stored_file.name",
    } <= where(WORD)
    asked = ask_erasure(world.buyer, confirmed=True, at=CLOSED)
    remove_kept(asked.bytes)
    assert asked.request.state == "done"
    # The address waits for the mail that tells of it, and goes with it.
    assert where(WORD) == {"erasure_request.address"}
    assert stored(folder) == set()
    assert not CustomerSession.objects.exists()
    row = Customer.objects.get(id=world.buyer.person_id)
    assert (row.issuer, row.subject.startswith("erased-"), row.erased_at) == ("", True, CLOSED)
    assert Order.objects.get(id=world.order_id).buyer_id == row.id


def test_mails_of_theirs_that_became_nothing_go_too(folder: Path) -> None:
    world = make_world()
    Customer.objects.filter(id=world.buyer.person_id).update(email="ana.m@example.org")
    author = {"author": "ana.m@example.org", "subject": WORD, "rest": WORD}
    for number, state in enumerate(("held", "discarded")):
        IncomingMail.objects.create(
            id=new_id(),
            account="lmtp",
            kind="mail",
            hash=bytes([number] * 32),
            size=1,
            received_at=CLOSED,
            state=state,
            **author,
        )
    IncomingMail.objects.create(
        id=new_id(),
        account="lmtp",
        kind="mail",
        hash=bytes([9] * 32),
        size=1,
        received_at=CLOSED,
        state="held",
        author="eva@example.org",
    )
    ask_erasure(world.buyer, confirmed=True, at=CLOSED)
    left = IncomingMail.objects.order_by("erased_at").values_list("author", "subject", "rest")
    assert set(left) == {("", "", ""), ("eva@example.org", "", "")}


def test_who_comes_back_is_somebody_new(folder: Path) -> None:
    world = make_world()
    ask(world.buyer)
    vouched = Vouched("demo", world.buyer.ref, jti="t-1", expires_at=later(days=1), role=Role.BUYER)
    known = people.remember(vouched, at=later(days=9))
    assert known.customer_id != world.buyer.person_id
    assert not Order.objects.filter(buyer_id=known.customer_id).exists()


def test_a_stray_click_erases_nobody(case: OldCase) -> None:
    with pytest.raises(NotConfirmed) as refusal:
        ask_erasure(case.buyer, confirmed=False, at=CLOSED)
    assert refusal.value.facts["rule"] == "GDPR 12(2), 17(1)"
    assert not ErasureRequest.objects.exists()


def test_with_a_case_it_waits_and_says_until_when_and_why(case: OldCase) -> None:
    found = outlook(case.buyer)
    assert found.until == OVER
    (kept,) = found.cases
    assert (kept.reference, kept.kept.rules) == (case.reference, (Rule.AFTER_CLOSE,))
    request = ask(case.buyer)
    assert (request.state, request.kept_until) == ("waiting", OVER)
    assert Customer.objects.get(id=case.buyer.person_id).name


def test_an_open_case_leaves_no_day(folder: Path) -> None:
    world = make_world()
    opened(world)
    found = outlook(world.buyer)
    assert found.until is None
    assert [one.kept.rules for one in found.cases] == [(Rule.OPEN,)]
    assert ask(world.buyer).kept_until is None


def test_what_nothing_keeps_goes_while_the_request_waits(case: OldCase) -> None:
    DisputeDraft.objects.create(
        id=new_id(),
        customer_id=case.buyer.person_id,
        order_id=case.order_id,
        body={},
        created_at=OPENED,
        changed_at=OPENED,
    )
    CalendarFeed.objects.create(id=new_id(), customer_id=case.buyer.person_id, created_at=OPENED)
    ask(case.buyer)
    assert not DisputeDraft.objects.filter(case_id=None).exists()
    assert not CalendarFeed.objects.exists()
    assert Customer.objects.get(id=case.buyer.person_id).mails_off


def test_it_is_carried_out_by_itself_and_no_word_is_left(case: OldCase) -> None:
    ask(case.buyer)
    assert purge(OVER - timedelta(days=1), machine=CLOSED).people == 0
    done = purge(OVER, machine=CLOSED)
    assert (done.cases, done.people) == (1, 1)
    assert where(WORD) == {"erasure_request.address"}
    assert not Notice.objects.filter(person_id=case.buyer.person_id).exists()
    assert purge(OVER, machine=CLOSED).people == 0


def test_asking_twice_is_asking_once(case: OldCase) -> None:
    assert ask(case.buyer) == ask(case.buyer)
    assert AuditEntry.objects.filter(action="person.erasure_asked").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        records.ask(case.buyer, at=CLOSED, by="x", until=None)


def test_a_new_case_keeps_a_request_that_was_free(case: OldCase) -> None:
    request = ask(case.buyer)
    assert erasures.carry_out(request.id, at=OVER) is None
    erase_case(case.case_id, at=OVER)  # type: ignore[arg-type]  # its id
    assert erasures.carry_out(request.id, at=OVER) is not None
    assert erasures.carry_out(request.id, at=OVER) is None


def test_it_can_be_taken_back_until_it_is_done(case: OldCase) -> None:
    ask(case.buyer)
    take_back_erasure(case.buyer, at=CLOSED)
    take_back_erasure(case.buyer, at=CLOSED)
    assert purge(OVER, machine=CLOSED).people == 0
    assert ErasureRequest.objects.get().address == ""
    assert ask(case.buyer).state == "done"
    with pytest.raises(ErasureDone):
        take_back_erasure(case.buyer, at=OVER)


def test_a_person_who_is_erased_asks_for_nothing_more(folder: Path) -> None:
    world = make_world()
    ask(world.buyer)
    with pytest.raises(NotFound):
        ask(world.buyer)


def test_a_member_leaves_the_shop_and_their_words_stay_the_shops(case: OldCase) -> None:
    Message.objects.create(
        id=new_id(),
        case_id=case.case_id,
        version=9999,
        author_role="seller",
        author_ref=case.seller.ref,
        author_name=WORD,
        audience="everyone",
        text="Trimitem alta",
        received_at=CLOSED,
        created_at=CLOSED,
    )
    assert ask(case.seller).state == "done"
    said = Message.objects.get(version=9999)
    assert (said.author_name, said.text) == ("", "Trimitem alta")
    assert not ShopMember.objects.filter(customer_id=case.seller.person_id).exists()


def test_a_hold_stops_it_and_its_end_moves_the_day(case: OldCase, olga: Viewer) -> None:
    request = ask(case.buyer)
    hold_case(olga, case.reference, "Proces 12/2026", at=CLOSED)
    purge(OVER, machine=CLOSED)
    waiting = ErasureRequest.objects.get(id=request.id)
    assert (waiting.state, waiting.kept_until) == ("waiting", None)
    lift_hold(olga, case.reference, at=OVER)
    assert purge(OVER, machine=CLOSED).people == 1


def test_only_an_operator_holds_a_case_with_a_reason(case: OldCase, olga: Viewer) -> None:
    with pytest.raises(Forbidden):
        hold_case(make_staff("sam", Role.SUPERVISOR), case.reference, "x", at=CLOSED)
    with pytest.raises(TextMissing):
        hold_case(olga, case.reference, "  ", at=CLOSED)
    for reason in ("Proces 12/2026", "alt motiv"):
        hold_case(olga, case.reference, reason, at=CLOSED)
    assert [one.reason for one in LegalHold.objects.all()] == ["Proces 12/2026"]
    for _ in range(2):
        lift_hold(olga, case.reference, at=CLOSED)
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "case.hold",
        "case.hold_lifted",
    ]
    erase_case(case.case_id, at=OVER)  # type: ignore[arg-type]  # its id
    with pytest.raises(CaseErased):
        hold_case(olga, case.reference, "prea târziu", at=OVER)
