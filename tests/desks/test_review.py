"""Reviewers, supervisors and operators: appeals, defaults, challenges, other hands, proceedings outside, mails."""

from __future__ import annotations

from datetime import datetime

import pytest

from amiabil.actions.disputes import bring_up_to, confirm_refund
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Command, Role
from amiabil.records import clock
from amiabil.records.models import AuditEntry, Delivery, Dispute, Notice, Payout, Refund
from amiabil.records.new_id import new_id
from tests.desks.reading import links, main
from tests.desks.stories import browser, in_mediation, opened, step, to_decide
from tests.factories import OPENED, World, later, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia() -> Viewer:
    return make_staff("mia", Role.MEDIATOR)


@pytest.fixture
def rea() -> Viewer:
    return make_staff("rea", Role.REVIEWER)


def set_time(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)


def appealed(world: World, mediator: Viewer) -> str:
    """Decided at 120.00, appealed by the buyer who asks for 200.00, accepted by the seller."""
    reference = to_decide(world, mediator)
    given = {"remedy": "refund_keep", "amount": "120.00", "grounds": "Seen", "rule": "ro-default@3"}
    step(mediator, reference, Command.DECIDE, later(days=2, hours=3), **given)
    ask = {"ground": "fact_error", "ask": "200.00", "text": "The lamp is broken too"}
    step(world.buyer, reference, Command.APPEAL, later(days=2, hours=4), **ask)
    step(world.seller, reference, Command.WAIVE_APPEAL, later(days=2, hours=5))
    return reference


def test_an_appeal_is_read_and_decided_within_its_range(world: World, mia: Viewer, rea: Viewer) -> None:
    reference, desk = appealed(world, mia), browser(rea)
    assert reference in main(desk.get("/desk/reviewer/"))
    page = desk.get(f"/desk/reviewer/cases/{reference}")
    assert "The result may lie between 120.00 lei and 200.00 lei" in main(page)
    assert "The lamp is broken too" in main(page)
    act = f"/desk/reviewer/cases/{reference}/do/decide_appeal"
    assert act in links(page)
    worse = desk.post(act, {"amount": "80", "grounds": "Less"})
    assert worse.status_code in {409, 422} and "Less" in worse.content.decode()
    assert desk.post(act, {"amount": "180", "grounds": ""}).status_code == 422
    assert Dispute.objects.get().state == "in_appeal"
    assert desk.post(act, {"amount": "180", "grounds": "The cable is cut as well"}).status_code == 302
    assert Dispute.objects.get().state == "remedy_pending"
    assert sum(Refund.objects.values_list("amount", flat=True)) == 18000
    assert "The cable is cut as well" in main(browser(world.buyer).get(f"/en/disputes/{reference}"))
    assert "Nothing is waiting here" in main(desk.get("/desk/reviewer/"))


def test_a_seller_appeals_against_goods_and_they_stand_or_money_takes_their_place(
    world: World, mia: Viewer, rea: Viewer
) -> None:
    reference, desk = to_decide(world, mia), browser(rea)
    given = {"remedy": "repair", "grounds": "Seen", "rule": "ro-default@3"}
    step(mia, reference, Command.DECIDE, later(days=2, hours=3), **given)
    seller = browser(world.seller)
    act = f"/en/seller/disputes/{reference}/do/appeal"
    assert "Money in place of the goods, from 0.00 lei" in main(seller.get(act))
    words = {"ground": "fact_error", "text": "It was dropped"}
    assert seller.post(act, {**words, "ask": "90"}).status_code == 302
    step(world.buyer, reference, Command.WAIVE_APPEAL, later(days=2, hours=5))
    page = f"/desk/reviewer/cases/{reference}"
    assert "The buyer gets A repair" in main(desk.get(page)) and "90.00 lei" in main(desk.get(page))
    review = f"{page}/do/decide_appeal"
    assert "The decision stands: a repair" in main(desk.get(review))
    reasons = {"grounds": "The hinge was broken before"}
    assert desk.post(review, {**reasons, "remedy": "refund_keep", "amount": "91"}).status_code in {409, 422}
    assert desk.post(review, {**reasons, "remedy": "refund_keep"}).status_code == 422
    assert desk.post(review, {**reasons, "remedy": "repair"}).status_code == 302
    assert Dispute.objects.get().state == "remedy_pending" and not Refund.objects.exists()


def test_who_mediated_a_case_never_reviews_it(world: World) -> None:
    both = make_staff("bob", Role.MEDIATOR, Role.REVIEWER)
    reference = appealed(world, both)
    desk = browser(both)
    assert reference not in main(desk.get("/desk/reviewer/"))
    assert "You mediated this case" in main(desk.get(f"/desk/reviewer/cases/{reference}"))
    act = f"/desk/reviewer/cases/{reference}/do/decide_appeal"
    assert desk.post(act, {"amount": "180", "grounds": "Mine"}).status_code in {403, 409}
    assert Dispute.objects.get().state == "in_appeal"


def test_a_reviewer_who_asks_a_question_still_decides(world: World, mia: Viewer, rea: Viewer) -> None:
    reference, desk = appealed(world, mia), browser(rea)
    page = f"/desk/reviewer/cases/{reference}"
    asked = {"of": "buyer", "fact": "When did it break?", "proof": "A photo"}
    assert desk.post(f"{page}/do/request_info", asked).status_code == 302
    step(world.buyer, reference, Command.ANSWER_INFO, later(days=2, hours=6), text="On Monday")
    assert "You mediated this case" not in main(desk.get(page))
    given = {"amount": "180", "grounds": "The cable is cut as well"}
    assert desk.post(f"{page}/do/decide_appeal", given).status_code == 302
    assert Dispute.objects.get().state == "remedy_pending"


def by_default(world: World) -> str:
    """The seller was silent, the buyer is paid, and the seller says why."""
    reference = opened(world)
    bring_up_to(world.buyer, reference, at=later(days=8))
    for refund in Refund.objects.all():
        confirm_refund(refund.key, at=later(days=8, hours=1))
    step(
        world.seller,
        reference,
        Command.SET_ASIDE_DEFAULT,
        later(days=9),
        excuse="In hospital, paper attached",
    )
    return reference


def test_a_default_is_set_aside_and_a_mediator_hears_it(
    world: World, rea: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, desk = by_default(world), browser(rea)
    set_time(monkeypatch, later(days=10))
    queue = main(desk.get("/desk/reviewer/"))
    assert reference in queue
    assert "Decide whether the case is reopened. Ended on" in queue, "the day is no deadline"
    page = desk.get(f"/desk/reviewer/cases/{reference}")
    assert "In hospital, paper attached" in main(page) and "Paid to the buyer 269.89 lei" in main(page)
    grant = f"/desk/reviewer/cases/{reference}/do/grant_set_aside"
    assert grant in links(page)
    assert desk.post(grant, {"text": " "}).status_code == 422
    assert desk.post(grant, {"text": "The paper shows it"}).status_code == 302
    assert Dispute.objects.get().state == "in_mediation"


def test_a_default_that_stands_is_answered_for_good(
    world: World, rea: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, desk = by_default(world), browser(rea)
    set_time(monkeypatch, later(days=10))
    refuse = f"/desk/reviewer/cases/{reference}/do/refuse_set_aside"
    assert desk.post(refuse, {"text": "No paper"}).status_code == 302
    assert Dispute.objects.get().state == "closed"
    assert "Nothing is waiting here" in main(desk.get("/desk/reviewer/"))


def test_a_granted_challenge_frees_the_case_for_somebody_else(world: World, mia: Viewer) -> None:
    reference = to_decide(world, mia)
    step(mia, reference, Command.REQUEST_INFO, later(days=2, hours=3), of="buyer", text="When?")
    step(world.seller, reference, Command.CHALLENGE, later(days=2, hours=4), reason="They are neighbours")
    desk = browser(make_staff("sue", Role.SUPERVISOR))
    assert reference in main(desk.get("/desk/supervisor/challenges/"))
    act = f"/desk/supervisor/cases/{reference}/do/answer_challenge"
    assert desk.post(act, {"granted": "", "text": "x"}).status_code == 422
    assert desk.post(act, {"granted": "yes", "text": "They are indeed"}).status_code == 302
    assert "They are indeed" in main(desk.get(f"/desk/supervisor/cases/{reference}")), "the reasons are read"
    assert Dispute.objects.get().mediator_id is None
    again = browser(mia).post(f"/desk/mediator/cases/{reference}/take", {"independent": "1"}, follow=True)
    assert "somebody else has to do this" in main(again)
    assert Dispute.objects.get().mediator_id is None
    assert "No challenge waits for an answer" in main(desk.get("/desk/supervisor/challenges/"))


def test_a_supervisor_gives_a_case_to_somebody_else(world: World, mia: Viewer) -> None:
    reference, tom = to_decide(world, mia), make_staff("tom", Role.MEDIATOR)
    desk = browser(make_staff("sue", Role.SUPERVISOR))
    load = main(desk.get("/desk/supervisor/load/"))
    assert reference in load and "Mediator To decide Waiting for others Late" in load
    give = f"/desk/supervisor/cases/{reference}/mediator"
    assert give in links(desk.get(f"/desk/supervisor/cases/{reference}"))
    assert desk.post(give, {"mediator": "nobody-here"}).status_code == 302
    assert Dispute.objects.get().mediator_id == mia.person_id
    assert desk.post(give, {"mediator": "tom"}).status_code == 302
    assert Dispute.objects.get().mediator_id == tom.person_id
    assert AuditEntry.objects.filter(action="case.reassign", facts={"to": "tom"}).exists()


def test_an_operator_records_an_insolvency(world: World) -> None:
    reference, desk = opened(world), browser(make_staff("olg", Role.OPERATOR))
    act = f"/desk/operator/cases/{reference}/do/record_insolvency"
    assert act in links(desk.get(f"/desk/operator/cases/{reference}"))
    assert desk.post(act).status_code == 302
    assert Dispute.objects.get().state == "in_mediation"
    assert reference in main(desk.get("/desk/operator/?show=insolvent"))


def test_a_proceeding_reported_by_hand_suspends_and_ends(world: World) -> None:
    reference, desk = opened(world), browser(make_staff("olg", Role.OPERATOR))
    report = f"/desk/operator/cases/{reference}/outside"
    empty = desk.post(report, {"what": "opened", "ref": "", "amount": "100"})
    assert empty.status_code == 422 and 'id="error-ref"' in empty.content.decode()
    assert desk.post(report, {"what": "", "ref": "cb-1"}).status_code == 422
    sent = {"what": "opened", "ref": "cb-1", "amount": "100"}
    assert desk.post(report, sent).status_code == 302
    assert Dispute.objects.get().state == "suspended"
    assert "cb-1 open since" in main(desk.get(f"/desk/operator/cases/{reference}"))
    assert reference in main(desk.get("/desk/operator/?show=suspended"))
    assert desk.post(report, {"what": "seller", "ref": "cb-1"}).status_code == 302
    assert Dispute.objects.get().state == "awaiting_seller"
    assert list(
        AuditEntry.objects.filter(action__startswith="case.external").values_list("action", flat=True)
    )


def test_a_mail_that_was_given_up_goes_out_again_once(world: World) -> None:
    reference = in_mediation(world)
    assert world.buyer.person_id is not None
    notice = Notice.objects.create(
        id=new_id(),
        event_id=new_id(),
        case_id=Dispute.objects.get().case_id,
        person_kind="customer",
        person_id=world.buyer.person_id,
        role="buyer",
        key="turn",
        created_at=OPENED,
    )
    mail = Delivery.objects.create(
        notice=notice, channel="email", address="a@example.com", state="given_up", tries=9, last_error="550"
    )
    desk = browser(make_staff("sue", Role.SUPERVISOR))
    shown = main(desk.get("/desk/supervisor/mails/"))
    assert reference in shown and "Given up" in shown and "550" in shown
    assert desk.post(f"/desk/supervisor/mails/{mail.id}/again").status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == ("waiting", 0)
    assert desk.post(f"/desk/supervisor/mails/{mail.id}/again").status_code == 404


def test_the_audit_log_says_in_words_what_was_done(world: World, mia: Viewer) -> None:
    to_decide(world, mia)
    text = main(browser(make_staff("aud", Role.AUDITOR)).get("/desk/audit/"))
    assert "took the case case.take" in text


def test_an_operator_sees_to_a_payment_that_did_not_reach_the_seller(world: World) -> None:
    reference = opened(world)
    step(world.seller, reference, Command.PROPOSE, later(hours=1), remedy="refund_keep", amount="100.00")
    step(world.buyer, reference, Command.ACCEPT, later(hours=2), proposal="seller", amount="100.00")
    Payout.objects.update(state="stuck", cause="account_closed", tries=6)
    desk = browser(make_staff("ola", Role.OPERATOR))
    shown = main(desk.get("/desk/operator/payouts/"))
    assert reference in shown and "169.89 lei" in shown and "account_closed" in shown
    key = Payout.objects.get().key
    assert "Nothing here" in main(desk.get("/desk/operator/payouts/?show=failed"))
    page = f"/desk/operator/payouts/{key}"
    assert "if the money must go another way" in main(desk.get(page))
    assert desk.post(page, {}).status_code == 422
    assert desk.post(page, {"what": "by_hand", "reference": " "}).status_code == 422
    assert desk.post(page, {"what": "again"}).status_code == 302
    assert "Tried again" in main(desk.get("/desk/operator/payouts/?show=failed"))
    Payout.objects.update(state="stuck")
    assert desk.post(page, {"what": "by_hand", "reference": "OP 17"}).status_code == 302
    assert (Payout.objects.get().state, Payout.objects.get().reference) == ("confirmed", "OP 17")
    assert desk.post(page, {"what": "again"}).status_code in {409, 422}
    log = main(browser(make_staff("aud", Role.AUDITOR)).get("/desk/audit/"))
    assert "paid a seller by hand" in log and "let a payment to a seller be tried again" in log
