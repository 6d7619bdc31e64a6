"""The policy desk: two operators bring a version into force; what is not right stands beside its line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from amiabil.actions import policy_versions as actions
from amiabil.actions.disputes import confirm_refund
from amiabil.domain.terms import Command, Role
from amiabil.records import clock
from amiabil.records import policy_versions as records
from amiabil.records.models import PolicyVersion, Refund, StaffMember
from tests.actions.cases import opened, step
from tests.actions.test_daily_rates import DAY, paid, put, settled
from tests.desks.reading import links, main
from tests.factories import OPENED, later, make_staff, make_world

pytestmark = pytest.mark.django_db

DRAFT = "/desk/policies/ro-default/4/"


@pytest.fixture(autouse=True)
def shipped(settings: LazySettings) -> None:
    settings.AMIABIL_DEMO = True  # nobody needs a second factor
    actions.load_shipped(at=OPENED)


def desk(name: str, language: str = "en") -> Client:
    viewer = make_staff(name, Role.OPERATOR)
    member = StaffMember.objects.get(pk=viewer.person_id)
    member.language = language
    member.save()
    browser = Client()
    browser.force_login(member)
    return browser


def drafted(olga: Client) -> str:
    """A new draft; its text."""
    answer = olga.post("/desk/policies/ro-default/3/draft")
    assert (answer.status_code, answer["Location"]) == (303, f"{DRAFT}text")
    return str(PolicyVersion.objects.get(policy_id="ro-default", version=4).text)


def write(browser: Client, text: str, revision: int = 1) -> Any:
    return browser.post(f"{DRAFT}text", {"text": text, "revision": revision}, follow=True)


def tomorrow() -> str:
    return (clock.now() + timedelta(days=2)).date().isoformat()


def test_two_people_bring_a_version_into_force() -> None:
    olga, radu = desk("olga"), desk("radu")
    text = drafted(olga).replace("earliest_escalation: {days: 3", "earliest_escalation: {days: 4")
    assert "Saved. The text is right and keeps the law." in main(write(olga, text))
    planned = olga.post(f"{DRAFT}plan", {"day": tomorrow(), "revision": 2}, follow=True)
    assert "A second operator has to publish this version" in main(planned)
    assert f"{DRAFT}publish" not in links(planned)
    refused = olga.post(f"{DRAFT}publish", {"revision": 3})
    assert refused.status_code == 409
    assert "cannot publish it" in main(refused)
    seen = radu.get(DRAFT)
    assert f"{DRAFT}publish" in links(seen)
    assert "published" in main(radu.post(f"{DRAFT}publish", {"revision": 3}, follow=True))
    assert records.in_force("ro-default", at=clock.now()).version == 3  # type: ignore[union-attr]
    day = PolicyVersion.objects.get(version=4).effective_at
    assert records.in_force("ro-default", at=day).version == 4  # type: ignore[union-attr]
    assert "ro-default@4" in main(radu.get("/desk/policies/"))


def test_what_is_below_the_law_stands_beside_its_line_with_the_rule() -> None:
    olga = desk("olga")
    text = (
        drafted(olga)
        .replace("on_expiry: escalate}", "on_expiry: close}")
        .replace("max_files: 20", "max_files: many")
    )
    page = main(write(olga, text))
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "on_expiry: close" in one)
    assert f"{line} negotiation: {{days: 10" in page
    assert "L29 The end of the negotiation leads to mediation" in page and "Directive 93/13" in page
    assert "evidence.max_files A whole number is expected here." in page
    shown = olga.get(DRAFT)
    assert f"{DRAFT}plan" not in links(shown)
    refused = olga.post(f"{DRAFT}plan", {"day": tomorrow(), "revision": 2})
    assert refused.status_code == 409
    assert "falls below the law (L29)" in main(refused)
    assert PolicyVersion.objects.get(version=4).state == "draft"


def test_the_law_speaks_romanian() -> None:
    olga = desk("olga", "ro")
    page = main(write(olga, drafted(olga).replace("on_expiry: escalate}", "on_expiry: close}")))
    assert "tăcerea nu închide niciodată un caz" in page
    text = PolicyVersion.objects.get(version=4).text.replace("max_files: 20", "max_files: many")
    assert "Aici se așteaptă un număr întreg." in main(write(olga, text, 2))


def test_every_key_is_told_with_its_meaning() -> None:
    page = main(desk("olga").get("/desk/policies/ro-default/3/"))
    assert "lanes.statutory_withdrawal.days Days of the right of withdrawal. Value 14" in page
    assert "in force" in page and "came with the product" in page


def test_two_versions_stand_side_by_side_with_what_differs() -> None:
    olga = desk("olga")
    page = main(olga.get("/desk/policies/compare?a=ro-default@3&b=aliexpress-like@1"))
    assert "timers.negotiation.days differs" in page and "ro-default@3 10 aliexpress-like@1 7" in page
    assert "lanes.statutory_withdrawal.days" not in page
    everything = olga.get("/desk/policies/compare?a=ro-default@3&b=aliexpress-like@1&all=1")
    assert "lanes.statutory_withdrawal.days" in main(everything)
    assert olga.get("/desk/policies/compare")["Location"] == "/desk/policies/"
    for wrong in ("?a=ro-default@3", "?a=ro-default@3&b=ro-default@99", "?a=x&b=y@z"):
        assert olga.get(f"/desk/policies/compare{wrong}").status_code == 404


def test_a_version_is_tried_on_stories_and_closed_cases() -> None:
    world = make_world()
    reference = opened(world)
    step(world.seller, reference, Command.PROPOSE, later(days=1), remedy="refund_keep", amount="100.00")
    step(world.buyer, reference, Command.ACCEPT, later(days=2), proposal="seller")
    confirm_refund(Refund.objects.get().key, at=later(days=2, hours=1))
    olga = desk("olga")
    page = main(olga.get("/desk/policies/ro-default/3/try"))
    assert reference in page and "0 closed cases would have gone differently" in page
    assert "Seller silent, small amount" in page
    text = drafted(olga).replace(
        "    days: 5                                   # [AE3]\n    roll: true",
        "    days: 0\n    roll: false",
    )
    write(olga, text.replace("require_delivered_notice: true", "require_delivered_notice: false"))
    page = main(olga.get(f"{DRAFT}try"))
    assert "1 closed case would have gone differently" in page
    assert "Outcome: " in page and "To the buyer: " in page
    assert "propose is no longer possible" in page


def test_a_closed_case_is_tried_at_the_rates_of_its_days(monkeypatch: pytest.MonkeyPatch) -> None:
    put("5.0000", day=DAY)
    world, reference = settled(monkeypatch)
    paid(world, reference)
    page = main(desk("olga").get("/desk/policies/ro-default/3/try"))
    assert "1 closed case would have gone differently" in page
    assert "Charged to the seller: €20.00 → €25.00" in page
    assert "compare with care" not in page


def test_a_draft_with_mistakes_cannot_be_tried() -> None:
    olga = desk("olga")
    write(olga, drafted(olga).replace("max_files: 20", "max_files: many"))
    assert olga.get(f"{DRAFT}try").status_code == 409


def test_who_saves_an_old_text_is_told_and_loses_nothing() -> None:
    olga = desk("olga")
    text = drafted(olga)
    write(olga, text + "# one\n")
    refused = olga.post(f"{DRAFT}text", {"text": text + "# two\n", "revision": 1})
    assert refused.status_code == 409
    assert "# two" in refused.content.decode()
    assert PolicyVersion.objects.get(version=4).text.endswith("# one\n")


def test_a_day_that_is_none_or_past_is_told() -> None:
    olga = desk("olga")
    drafted(olga)
    for day, words in (("soon", "Choose the day"), ("2020-01-01", "not before")):
        refused = olga.post(f"{DRAFT}plan", {"day": day, "revision": 1})
        assert refused.status_code == 409
        assert words in main(refused)


def test_what_does_not_hold_yet_is_withdrawn() -> None:
    olga = desk("olga")
    drafted(olga)
    assert "withdrawn" in main(olga.post(f"{DRAFT}withdraw", {"revision": 1}, follow=True))
    assert olga.post("/desk/policies/ro-default/3/withdraw", {"revision": 1}).status_code == 409
    assert PolicyVersion.objects.get(policy_id="ro-default", version=3).state == "published"


def test_the_operator_finds_the_desk_from_the_others() -> None:
    olga = desk("olga")
    for page in ("/desk/admin/orders/import", "/desk/supervisor/"):
        assert "/desk/policies/" in links(olga.get(page))
