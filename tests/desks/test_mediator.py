"""The mediator's desk: the queue, taking a case, both sides beside each other, and the sheet of the decision."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amiabil.actions.disputes import bring_up_to
from amiabil.actions.mediation import take_case
from amiabil.actions.messages import Written, post_message
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Audience, Command, Role
from amiabil.records import clock
from amiabil.records.models import AuditEntry, Dispute
from amiabil.records.new_id import new_id
from tests.desks.reading import hidden, links, main
from tests.desks.stories import REFUSAL, TEXT, browser, in_mediation, opened, step, to_decide
from tests.factories import World, later, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia() -> Viewer:
    return make_staff("mia", Role.MEDIATOR)


@pytest.fixture
def desk(mia: Viewer) -> Client:
    return browser(mia)


def decision(**fields: object) -> dict[str, object]:
    """A whole decision as the page that shows it before sends it; ``step`` empty is the sheet itself."""
    return {
        "finding_1": "The shade is cracked from top to bottom.",
        "finding_1_result": "proven",
        "finding_1_evidence": ["photo_item-1", "listing"],
        "rule": "ro-default@3",
        "legal_rules": ["L7", "L10"],
        "remedy": "refund_keep",
        "amount": "120,00",
        "grounds": "The packing photo does not show the shade.",
        "automated": "none",
        "step": "give",
        **fields,
    }


def test_a_new_desk_leads_to_the_cases_without_a_mediator(world: World, desk: Client) -> None:
    in_mediation(world)
    assert "Cases that nobody has taken wait for you." in main(desk.get("/desk/mediator/"))
    free = main(desk.get("/desk/mediator/?show=to_take"))
    assert "Cases without a mediator" in free and "Ana Pop and Lumina SRL" in free


def test_cases_outside_mediation_are_not_offered(world: World, desk: Client) -> None:
    opened(world)
    assert "Every case has a mediator" in main(desk.get("/desk/mediator/?show=to_take"))


def test_taking_a_case_makes_it_mine_and_putting_it_back_frees_it(
    world: World, mia: Viewer, desk: Client
) -> None:
    reference = in_mediation(world)
    page = desk.get(f"/desk/mediator/cases/{reference}")
    assert "Nobody has taken this case yet." in main(page)
    assert f"/desk/mediator/cases/{reference}/take" in links(page)
    assert desk.post(f"/desk/mediator/cases/{reference}/take").status_code == 302
    assert Dispute.objects.get().mediator_id is None, "nobody hears a case without the declaration"
    take = {"independent": "1"}
    assert desk.post(f"/desk/mediator/cases/{reference}/take", take).status_code == 302
    assert Dispute.objects.get().mediator_id == mia.person_id
    page = desk.get(f"/desk/mediator/cases/{reference}")
    assert "You, as Mia M., hear this case." in main(page)
    assert reference in main(desk.get("/desk/mediator/?show=waiting"))
    assert desk.post(f"/desk/mediator/cases/{reference}/back").status_code == 302
    assert Dispute.objects.get().mediator_id is None
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "case.take",
        "case.put_back",
    ]


def test_the_banner_of_a_free_case_leads_to_taking_it(world: World, mia: Viewer, desk: Client) -> None:
    reference = in_mediation(world)
    step(world.buyer, reference, Command.WAIVE_EVIDENCE, later(days=3))
    assert "#take-title" not in links(desk.get(f"/desk/mediator/cases/{reference}")), (
        "both sides may still act"
    )
    step(world.seller, reference, Command.WAIVE_EVIDENCE, later(days=3))
    free = desk.get(f"/desk/mediator/cases/{reference}")
    assert "#take-title" in links(free) and 'id="take-title"' in free.content.decode()
    take_case(mia, reference)
    assert "#take-title" not in links(desk.get(f"/desk/mediator/cases/{reference}"))


def test_who_comes_second_is_told_who_was_faster(world: World, mia: Viewer) -> None:
    reference = to_decide(world, mia)
    late = browser(make_staff("tom", Role.MEDIATOR))
    answer = late.post(f"/desk/mediator/cases/{reference}/take", {"independent": "1"}, follow=True)
    assert "Mia M." in main(answer)
    assert Dispute.objects.get().mediator_id == mia.person_id


def test_the_file_holds_both_sides_with_words_and_evidence(world: World, mia: Viewer, desk: Client) -> None:
    text = main(desk.get(f"/desk/mediator/cases/{to_decide(world, mia)}"))
    claim = text[text.index("Arrived damaged 1 piece in dispute") :]
    assert (
        claim.index("Asks: 269.89 lei")
        < claim.index(TEXT)
        < claim.index("Offers nothing")
        < claim.index(REFUSAL)
    )
    assert "Refuses because What the buyer says did not happen" in claim
    assert "Has handed in no evidence." in claim


def test_the_beginning_of_a_long_case_is_on_its_file(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    for _ in range(101):
        post_message(world.buyer, reference, Written(new_id(), "Bună ziua", Audience.EVERYONE, later(days=3)))
    text = main(desk.get(f"/desk/mediator/cases/{reference}"))
    assert TEXT in text and REFUSAL in text


def test_before_the_evidence_is_complete_the_sheet_says_what_it_waits_for(
    world: World, mia: Viewer, desk: Client
) -> None:
    reference = in_mediation(world)
    desk.post(f"/desk/mediator/cases/{reference}/take", {"independent": "1"})
    page = desk.get(f"/desk/mediator/cases/{reference}")
    assert "No decision can be given yet. Both sides can add evidence." in main(page)
    assert not any(link.endswith("/do/decide") for link in links(page))
    assert Dispute.objects.get().state == "in_mediation"


def test_an_incomplete_decision_comes_back_beside_the_file(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    answer = desk.post(f"/desk/mediator/cases/{reference}/do/decide", decision(amount="", grounds=" "))
    text = main(answer)
    assert answer.status_code == 422
    assert "The decision has not been given yet" in text
    assert "Still missing: Result and amount, Reasons." in text
    assert "The shade is cracked from top to bottom." in answer.content.decode()
    assert REFUSAL in text
    assert Dispute.objects.get().state == "in_mediation"


def test_more_than_was_paid_cannot_be_decided(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    answer = desk.post(f"/desk/mediator/cases/{reference}/do/decide", decision(amount="999,00"))
    assert answer.status_code == 422
    assert 'value="999,00"' in answer.content.decode()


def test_a_decision_is_given_once(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    page = desk.get(f"/desk/mediator/cases/{reference}")
    sent = decision(key=hidden(page, "key"), version=hidden(page, "version"))
    for _ in range(2):
        answer = desk.post(f"/desk/mediator/cases/{reference}/do/decide", sent)
        assert (answer.status_code, answer["Location"]) == (302, f"/desk/mediator/cases/{reference}")
    saved = Dispute.objects.get()
    assert (saved.state, saved.case.version) == ("decided", int(str(sent["version"])) + 1)
    text = main(desk.get(f"/desk/mediator/cases/{reference}"))
    assert "The packing photo does not show the shade." in text
    assert "Sheet of the decision" not in text


STATEMENT = (
    "The decision and its reasons",
    "Decided by Mia M., mediator",
    "The shade is cracked from top to bottom.",
    "The listing as it was sold",
    "ro-default@3",
    "Legal guarantee of 2 years",
    "120.00 lei, nothing is sent back",
    "piece 1",
    "The packing photo does not show the shade.",
    "no program took part",
    "Each side can appeal on the page of the case until",
    "reclamatiisal.anpc.ro",
)


def test_the_decision_is_seen_before_it_is_given_as_both_sides_read_it_after(
    world: World, mia: Viewer, desk: Client
) -> None:
    reference = to_decide(world, mia)
    page = desk.get(f"/desk/mediator/cases/{reference}")
    sent = decision(key=hidden(page, "key"), version=hidden(page, "version"), step="")
    shown = desk.post(f"/desk/mediator/cases/{reference}/do/decide", sent)
    assert shown.status_code == 200 and Dispute.objects.get().state == "in_mediation"
    before = main(shown)
    assert all(part in before for part in STATEMENT), before
    assert "Paid to the buyer at once 0.00 lei" in before
    assert "Kept until the decision is final 269.89 lei" in before
    given = desk.post(f"/desk/mediator/cases/{reference}/do/decide", {**sent, "step": "give"})
    assert given.status_code == 302
    for viewer, path in ((world.buyer, "/en/disputes/"), (world.seller, "/en/seller/disputes/")):
        after = main(browser(viewer).get(f"{path}{reference}"))
        assert all(part in after for part in STATEMENT), after


def test_changing_something_loses_nothing(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    again = desk.post(f"/desk/mediator/cases/{reference}/do/decide", decision(step="change"))
    assert again.status_code == 200 and Dispute.objects.get().state == "in_mediation"
    kept = again.content.decode()
    assert "The shade is cracked from top to bottom." in kept and 'value="120,00"' in kept
    assert kept.count("checked") == 6  # two sources, two rules, the remedy, no program


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"finding_1": " ", "finding_1_evidence": []}, "finding_1"),
        ({"finding_1_evidence": []}, "finding_1_evidence"),
        ({"legal_rules": []}, "legal_rules"),
        ({"remedy": ""}, "remedy"),
        ({"amount": ""}, "amount"),
        ({"grounds": ""}, "grounds"),
        ({"automated": ""}, "automated"),
        ({"automated": "used"}, "automated_how"),
        ({"remedy": "return_refund", "return_instruction": "With the courier"}, "return_cost"),
        ({"remedy": "return_refund", "return_cost": "seller"}, "return_instruction"),
        ({"remedy": "repair", "perform_by": ""}, "perform_by"),
        ({"remedy": "repair", "perform_by": "2026-10-10"}, "perform_by"),
    ],
)
def test_what_is_missing_stands_beside_its_field(
    world: World, mia: Viewer, desk: Client, change: dict[str, object], field: str
) -> None:
    reference = to_decide(world, mia)
    answer = desk.post(f"/desk/mediator/cases/{reference}/do/decide", decision(**change))
    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.content.decode()
    assert Dispute.objects.get().state == "in_mediation"


def test_a_return_names_who_pays_and_how(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    way = {"remedy": "return_refund", "return_cost": "seller", "return_instruction": "By courier, in its box"}
    assert desk.post(f"/desk/mediator/cases/{reference}/do/decide", decision(**way)).status_code == 302
    text = main(browser(world.buyer).get(f"/en/disputes/{reference}"))
    assert "at the seller's cost" in text and "By courier, in its box" in text


def test_a_question_goes_to_one_side_and_stops_the_decision(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    ask = f"/desk/mediator/cases/{reference}/do/request_info"
    assert ask in links(desk.get(f"/desk/mediator/cases/{reference}"))
    empty = desk.post(ask, {"of": "seller", "fact": "", "proof": ""})
    assert empty.status_code == 422 and 'id="error-fact"' in empty.content.decode()
    whole = {"of": "seller", "fact": "Was the shade packed in foam?", "proof": "A photo of the packing"}
    assert desk.post(ask, whole).status_code == 302
    text = main(browser(world.seller).get(f"/en/seller/disputes/{reference}"))
    assert "Was the shade packed in foam?" in text and "A photo of the packing" in text
    assert desk.post(f"/desk/mediator/cases/{reference}/do/decide", decision()).status_code in {409, 422}
    assert Dispute.objects.get().state == "in_mediation"


def test_a_recommendation_goes_to_both_sides(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    give = f"/desk/mediator/cases/{reference}/do/recommend"
    refused = desk.post(give, {"remedy": "refund_keep", "amount": "", "text": "Half each"})
    assert refused.status_code == 422 and "Half each" in refused.content.decode()
    assert desk.post(give, {"remedy": "refund_keep", "amount": "130", "text": "Half each"}).status_code == 302
    assert Dispute.objects.get().state == "recommendation_open"
    assert "Half each" in main(browser(world.buyer).get(f"/en/disputes/{reference}"))


def test_late_evidence_is_ruled_upon_with_a_reason(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    step(world.seller, reference, Command.ADD_EVIDENCE, later(days=2, hours=4), kind="other", label="late")
    page = main(desk.get(f"/desk/mediator/cases/{reference}"))
    assert "Still missing: Every late item is admitted or left out" in page
    assert desk.post(f"/desk/mediator/cases/{reference}/do/decide", decision()).status_code == 422
    admit = f"/desk/mediator/cases/{reference}/do/admit_evidence"
    unread = desk.post(admit, {"label": "late", "text": ""})
    assert unread.status_code == 422 and 'id="error-text"' in unread.content.decode()
    assert desk.post(admit, {"label": "late", "text": "The courier answered late"}).status_code == 302
    assert "The courier answered late" in main(browser(world.buyer).get(f"/en/disputes/{reference}"))


def test_what_is_left_out_of_account_stands_in_the_decision(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    out = f"/desk/mediator/cases/{reference}/do/disregard_evidence"
    sent = {"label": "photo_parcel-1", "text": "It shows another parcel"}
    assert desk.post(out, sent).status_code == 302
    text = main(desk.post(f"/desk/mediator/cases/{reference}/do/decide", decision(step="")))
    assert "Evidence not taken into account" in text and "Photo of the parcel with its label" in text
    assert "photo_parcel-1" not in text.split("Evidence not taken into account")[1]


def test_decided_cases_of_the_same_reason_are_shown(world: World, mia: Viewer, desk: Client) -> None:
    first = to_decide(make_world("4590"), mia)
    desk.post(f"/desk/mediator/cases/{first}/do/decide", decision(amount="0"))
    bring_up_to(mia, first, at=later(days=60))
    assert Dispute.objects.get(case__reference=first).state == "closed"
    text = main(desk.get(f"/desk/mediator/cases/{to_decide(world, mia)}"))
    assert "Decided before, for the same reason" in text and "Decided for the seller" in text


def test_a_case_that_moved_on_keeps_what_was_typed(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    answer = desk.post(f"/desk/mediator/cases/{reference}/do/decide", decision(version="1"))
    assert answer.status_code == 409
    assert "The shade is cracked from top to bottom." in answer.content.decode()


def test_another_mediator_reads_and_does_nothing_else(world: World, mia: Viewer) -> None:
    reference = to_decide(world, mia)
    other = browser(make_staff("tom", Role.MEDIATOR))
    page = other.get(f"/desk/mediator/cases/{reference}")
    assert "Mia M. hears this case." in main(page)
    assert "composer" not in page.content.decode()
    assert "Sheet of the decision" not in main(page)
    assert other.post(f"/desk/mediator/cases/{reference}/do/decide", decision()).status_code == 403
    assert other.post(f"/desk/mediator/cases/{reference}/back").status_code == 403
    assert Dispute.objects.get().state == "in_mediation"


def test_the_mediator_writes_to_one_side(world: World, mia: Viewer, desk: Client) -> None:
    reference = to_decide(world, mia)
    sent = {"text": "Mai aveți cutia?", "audience": "seller_and_platform", "message_id": str(new_id())}
    assert desk.post(f"/desk/mediator/cases/{reference}/messages", sent).status_code == 302
    assert "Mai aveți cutia?" in main(browser(world.seller).get(f"/en/seller/disputes/{reference}"))
    assert "Mai aveți cutia?" not in browser(world.buyer).get(f"/en/disputes/{reference}").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_at_any_length(
    mia: Viewer, desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        to_decide(make_world(f"45{number:02}"), mia)
    desk.get("/desk/mediator/")
    with django_assert_num_queries(4):  # session, person, list, outlooks
        desk.get("/desk/mediator/")


def test_a_file_costs_six_statements(
    world: World, mia: Viewer, desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reference = to_decide(world, mia)
    desk.get("/desk/mediator/")
    with django_assert_max_num_queries(6):
        assert desk.get(f"/desk/mediator/cases/{reference}").status_code == 200


def test_a_mediator_turns_a_case_to_the_legal_guarantee_and_withdraws_for_nobody(
    world: World, mia: Viewer, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = to_decide(world, mia)
    monkeypatch.setattr(clock, "now", lambda: later(days=3))
    address = f"/desk/mediator/cases/{reference}/do/convert"
    assert address in links(desk.get(f"/desk/mediator/cases/{reference}"))
    form = desk.get(address)
    assert "Your consent" not in main(form), "a mediator decides, and consents to nothing"
    assert 'value="wd_statutory"' not in form.content.decode(), "withdrawing is the buyer's own declaration"
    sent = {"reason": "statutory_conformity", "consent": hidden(form, "consent")}
    assert desk.post(address, sent).status_code == 302
    saved = Dispute.objects.get()
    assert (saved.lane, saved.reason) == ("statutory_conformity", "nc_damaged")
    assert "The case goes on under the legal guarantee" in main(desk.get(f"/desk/mediator/cases/{reference}"))


def test_the_form_says_what_the_reasons_must_not_leave_out(world: World, mia: Viewer, desk: Client) -> None:
    silence, late = "what is not written does not count", "The decision is late: write why."
    reference = to_decide(world, mia)
    page = f"/desk/mediator/cases/{reference}"
    assert silence not in main(desk.get(page)) and late not in main(desk.get(page))
    step(mia, reference, Command.REQUEST_INFO, later(days=2, hours=3), of="buyer", text="When did it break?")
    bring_up_to(world.buyer, reference, at=later(days=20))
    asked = main(desk.get(page))
    assert silence in asked and late in asked
