"""The page on which somebody asks to be erased, the letters that follow, and what the desks see of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from amiabil.domain.terms import Role
from amiabil.gateways.mail import Letter, MailDeferred, MailRefused
from amiabil.jobs import erasures as letters
from amiabil.jobs.retention import purge
from amiabil.records import clock
from amiabil.records.models import Customer, ErasureRequest, LegalHold
from tests.cases_with_files import body, browser_of, folder
from tests.desks import stories
from tests.desks.reading import main
from tests.erasing import CLOSED, OVER, WORD, OldCase, ended_case
from tests.factories import make_staff, make_world

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

PAGE = "/en/settings/erasure"


@dataclass
class Box:
    """A mail server that keeps what it is given, or has a bad day."""

    kept: list[Letter] = field(default_factory=list)
    trouble: Exception | None = None

    def send(self, letter: Letter) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.kept.append(letter)


@pytest.fixture(autouse=True)
def _then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: CLOSED + timedelta(days=1))


@pytest.fixture
def case(folder: Path) -> OldCase:
    return ended_case()


def text(answer: Any) -> str:
    return " ".join(main(answer).split())


def test_the_page_says_what_goes_what_stays_until_when_and_why(case: OldCase) -> None:
    page = text(browser_of(case.buyer).get(PAGE))
    assert "Erased at once" in page
    assert case.reference in page
    assert "until the end of 10 October 2029" in page
    assert "legal claims can be made for some years after the end of a case" in page
    assert "article 17(3)(b) and (e)" in page
    assert "no dispute about it can be opened here afterwards" in page


def test_nothing_happens_without_the_box(case: OldCase) -> None:
    browser = browser_of(case.buyer)
    answer = browser.post(PAGE, {"do": "ask"})
    assert answer.status_code == 422
    assert "Tick the box first" in text(answer)
    assert not ErasureRequest.objects.exists()
    assert browser.post(PAGE, {"do": "anything", "confirmed": "1"}).status_code == 422


def test_a_request_that_waits_can_be_taken_back(case: OldCase) -> None:
    browser = browser_of(case.buyer)
    page = text(browser.post(PAGE, {"do": "ask", "confirmed": "1"}, follow=True))
    assert "Your request is kept" in page or "You asked for erasure on" in page
    assert "Take my request back" in page
    browser.post(PAGE, {"do": "take_back"})
    assert ErasureRequest.objects.get().state == "taken_back"
    assert "Erased at once" in text(browser.get(PAGE))


def test_a_shops_member_is_told_what_becomes_of_their_place(case: OldCase) -> None:
    page = text(browser_of(case.seller).get(PAGE))
    assert "your place in the shop" in page


def test_who_is_erased_at_once_is_signed_out(folder: Path) -> None:
    world = make_world()
    browser = browser_of(world.buyer)
    answer = browser.post(PAGE, {"do": "ask", "confirmed": "1"})
    assert answer.headers["Location"] == "/en/help/"
    assert "Your data have been erased" in body(browser.get("/en/help/")).decode()
    assert browser.get("/en/settings/").status_code == 401


def test_letters_tell_of_the_wait_in_the_persons_language_and_of_the_end(case: OldCase) -> None:
    Customer.objects.filter(id=case.buyer.person_id).update(language="ro")
    box = Box()
    with override("ro"):
        browser_of(case.buyer).post("/ro/settings/erasure", {"do": "ask", "confirmed": "1"})
    assert letters.tell(box) == 1
    assert letters.tell(box) == 0
    (waits,) = box.kept
    assert case.reference in waits.text
    assert "10 octombrie 2029" in waits.text
    assert waits.to == f"{WORD}-4101@example.org"
    purge(OVER, machine=CLOSED)
    assert letters.tell(box) == 1
    assert "Datele tale au fost șterse" in box.kept[-1].subject
    assert ErasureRequest.objects.get().address == ""
    assert box.kept[0].id != box.kept[1].id


def test_a_day_that_moved_is_told_again(case: OldCase) -> None:
    box = Box()
    browser_of(case.buyer).post(PAGE, {"do": "ask", "confirmed": "1"})
    letters.tell(box)
    LegalHold.objects.create(
        id=case.case_id, case_id=case.case_id, reason="Proces", set_by="staff:olga", set_at=CLOSED
    )
    purge(CLOSED, machine=CLOSED)
    letters.tell(box)
    assert "10 octombrie 2029" not in box.kept[-1].text
    assert len(box.kept) == 2


def test_a_letter_that_fails_is_tried_again_and_one_refused_is_not(case: OldCase) -> None:
    browser_of(case.buyer).post(PAGE, {"do": "ask", "confirmed": "1"})
    assert letters.tell(Box(trouble=MailDeferred("busy"))) == 0
    waiting = ErasureRequest.objects.get()
    assert waiting.next_try_at is not None
    assert waiting.tries == 1
    ErasureRequest.objects.update(next_try_at=CLOSED)
    assert letters.tell(Box(trouble=MailRefused("no such box"))) == 0
    assert ErasureRequest.objects.get().next_try_at is None


def test_the_desks_list_requests_and_holds(case: OldCase) -> None:
    browser_of(case.buyer).post(PAGE, {"do": "ask", "confirmed": "1"})
    sam = stories.browser(make_staff("sam", Role.SUPERVISOR))
    oli = stories.browser(make_staff("oli", Role.OPERATOR))
    for desk in (sam, oli):
        page = text(desk.get("/desk/supervisor/erasures/"))
        assert f"{WORD} Pop" in page
        assert "1 case is kept, until the end of 10 October 2029" in page
    page = text(sam.get(f"/desk/supervisor/cases/{case.reference}"))
    assert "The buyer has asked for erasure" in page
    assert "Proces 12/2026" in text(operator_holds(oli, case))
    page = text(sam.get("/desk/supervisor/erasures/?show=holds"))
    assert case.reference in page
    assert "Proces 12/2026" in page
    purge(OVER, machine=CLOSED)
    assert ErasureRequest.objects.get().state == "waiting"
    oli.post(f"/desk/operator/cases/{case.reference}/hold", {"do": "lift"})
    purge(OVER, machine=CLOSED)
    done = text(sam.get("/desk/supervisor/erasures/?show=done"))
    assert "erased-" in done
    assert WORD not in done


def operator_holds(desk: Client, case: OldCase) -> Any:
    """The operator holds the case on its page and reads it there."""
    form = f"/desk/operator/cases/{case.reference}/hold"
    assert form in body(desk.get(f"/desk/operator/cases/{case.reference}")).decode()
    assert desk.post(form, {"do": "set", "reason": ""}).status_code == 422
    answer = desk.post(form, {"do": "set", "reason": "Proces 12/2026"})
    assert answer.headers["Location"] == f"/desk/operator/cases/{case.reference}"
    return desk.get(answer.headers["Location"])
