"""The form that opens a dispute says all that is missing at once, what may stay empty, and each thing once."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from amiabil.domain.terms import EvidenceKind
from amiabil.records import clock
from amiabil.ui.words import evidence
from tests.channels.portal.visitor import signed_in
from tests.factories import OPENED, make_world

pytestmark = pytest.mark.django_db

FORM = "/en/orders/4101/dispute"


@pytest.fixture(autouse=True)
def at_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: OPENED)


@pytest.fixture
def buyer() -> Client:
    found = signed_in(make_world().buyer)
    found.post(FORM, {"step": "what", "units-L1": "1"})
    return found


def sent(buyer: Client, **fields: str) -> str:
    answer = buyer.post(FORM, fields)
    assert answer.status_code == 422
    return unescape(answer.content.decode())


def test_every_question_without_an_answer_is_named_at_once(buyer: Client) -> None:
    page = sent(buyer, step="why", reason="nc_missing_parts", what_is_missing="")
    for question, name in (
        ("What is missing?", "what_is_missing"),
        ("How did the parcel look when it came?", "parcel_condition"),
    ):
        assert f'<a href="#field-{name}">{question} ' in page
        assert f'id="error-{name}"' in page


def test_what_was_answered_is_kept_beside_what_is_missing(buyer: Client) -> None:
    page = sent(buyer, step="why", reason="nc_missing_parts", what_is_missing="The four screws")
    assert "The four screws</textarea>" in page
    assert 'id="error-parcel_condition"' in page and 'id="error-what_is_missing"' not in page


def test_a_question_that_may_stay_empty_says_so(buyer: Client) -> None:
    buyer.post(FORM, {"step": "why", "reason": "nc_defective", "picked": "1"})
    page = unescape(buyer.get(f"{FORM}?step=why").content.decode())
    (before, after) = page.split('name="used_before_noticing"', 1)
    legend = before.rpartition("<legend")[2]
    assert "form-optional" in legend and "required" not in after.partition("</fieldset>")[0]
    needed = before.partition('for="field-steps_to_see_defect"')[2].partition("</label>")[0]
    assert "form-optional" not in needed


def test_what_a_photo_should_show_is_said_once(buyer: Client) -> None:
    why = {"reason": "nc_damaged", "parcel_condition": "damaged", "what_happened": "It is cracked."}
    buyer.post(FORM, {"step": "why", **why})
    buyer.post(FORM, {"step": "want", "remedy": "refund_keep"})
    page = unescape(buyer.get(f"{FORM}?step=show").content.decode())
    for kind in (EvidenceKind.PHOTO_ITEM, EvidenceKind.PHOTO_PARCEL):
        assert page.count(str(evidence.good(kind))) == 1, kind


def test_packaging_that_is_gone_keeps_nobody_out_and_both_sides_read_why(buyer: Client) -> None:
    why = {"reason": "nc_damaged", "parcel_condition": "damaged", "what_happened": "It is cracked."}
    buyer.post(FORM, {"step": "why", **why})
    buyer.post(FORM, {"step": "want", "remedy": "refund_keep"})
    page = unescape(buyer.get(f"{FORM}?step=show").content.decode())
    assert 'name="gone-photo_parcel"' in page and 'name="gone-photo_item"' not in page
    gone = "I threw the box away before I looked inside"
    buyer.post(FORM, {"step": "show", "gone-photo_parcel": gone, "stay": "1"})
    kept = unescape(buyer.get(f"{FORM}?step=show").content.decode())
    assert f"{gone}</textarea>" in kept and "You say that you no longer have it" in kept
    lacking = kept.partition("needs-missing")[2]
    assert evidence.name(EvidenceKind.PHOTO_ITEM) in lacking
    assert evidence.name(EvidenceKind.PHOTO_PARCEL) not in lacking.partition("</p>")[0]
