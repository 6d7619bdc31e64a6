"""A buyer goes from "My orders" to a sent dispute and through the case, as HTTP sees it, without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from amiabil.domain.terms import Command
from amiabil.records import clock, paging
from amiabil.records.models import Dispute, DisputeDraft, EventText, EvidenceItem, Message
from amiabil.records.new_id import new_id
from tests.actions.cases import ask, opened, step
from tests.channels.portal.visitor import signed_in
from tests.factories import OPENED, World, later, make_world

pytestmark = pytest.mark.django_db

TWO_LINES = (
    {"ref": "L1", "title": "Lampă de birou", "unit_price": 24990},
    {"ref": "L2", "title": "Bec", "unit_price": 1900, "quantity": 2},
)


@pytest.fixture(autouse=True)
def at_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: OPENED)


@pytest.fixture
def world() -> World:
    return make_world(lines=TWO_LINES)


@pytest.fixture
def buyer(world: World) -> Client:
    return signed_in(world.buyer)


def photo(name: str) -> BytesIO:
    content = BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "JPEG")
    content.seek(0)
    content.name = name
    return content


def send(client: Client, step: str, **fields: object):
    draft = DisputeDraft.objects.order_by("created_at").first()
    hidden = {"draft": str(draft.id)} if draft else {}
    return client.post("/ro/orders/4101/dispute", {"step": step, **hidden, **fields})


def filled(client: Client) -> None:
    """Everything but the sending."""
    assert send(client, "what", **{"units-L1": "1", "units-L2": "0"}).status_code == 302
    why = {"reason": "nc_damaged", "parcel_condition": "damaged", "what_happened": "Abajurul era crăpat."}
    assert send(client, "why", **why).status_code == 302
    assert send(client, "want", remedy="refund_keep", amount="150,5").status_code == 302
    files = {"files-photo_item": photo("lampa.jpg"), "files-photo_parcel": photo("colet.jpg")}
    assert send(client, "show", **files).status_code == 302


def test_orders_show_rights_as_dates(buyer) -> None:
    page = buyer.get("/ro/orders/").content.decode()
    assert "Lampă de birou" in page
    assert "5 octombrie 2028" in page


@pytest.mark.parametrize("step", ["", "what", "why", "want", "show", "send"])
def test_every_step_has_a_page(buyer, step) -> None:
    filled(buyer)
    answer = buyer.get("/ro/orders/4101/dispute", {"step": step} if step else {})
    assert answer.status_code == 200


def test_from_order_to_dispute_without_a_script(buyer, world) -> None:
    filled(buyer)
    answer = send(buyer, "send")
    saved = Dispute.objects.get()
    assert answer["Location"] == f"/ro/disputes/{saved.case.reference}"
    assert (saved.asked, saved.state) == (15050, "awaiting_seller")
    assert EvidenceItem.objects.filter(case=saved.case, file_id__isnull=False).count() == 2
    page = buyer.get(answer["Location"])
    assert page.status_code == 200
    assert "12 octombrie 2026, 23:59" in page.content.decode()


def test_a_second_click_sends_once(buyer) -> None:
    filled(buyer)
    first = send(buyer, "send")
    again = send(buyer, "send")
    assert Dispute.objects.count() == 1
    assert first.status_code == again.status_code == 302
    assert again["Location"] == first["Location"]
    assert DisputeDraft.objects.count() == 1


def test_nobody_skips_ahead(buyer) -> None:
    answer = buyer.get("/ro/orders/4101/dispute", {"step": "send"})
    assert answer.templates[0].name == "portal/opening/what.html"


def test_nobody_sends_what_is_not_filled_in(buyer) -> None:
    answer = send(buyer, "send")
    assert answer.status_code == 200
    assert answer.templates[0].name == "portal/opening/what.html"
    assert not Dispute.objects.exists()


def test_a_line_the_order_does_not_have_is_not_chosen(buyer) -> None:
    answer = buyer.get("/ro/orders/4101/dispute", {"line": "L9"})
    assert answer.templates[0].name == "portal/opening/what.html"
    assert DisputeDraft.objects.get().body["units"] == {}


def test_a_line_that_was_taken_out_of_the_order_leaves_the_draft(buyer) -> None:
    filled(buyer)
    DisputeDraft.objects.update(body={**DisputeDraft.objects.get().body, "units": {"L1": 1, "gone": 1}})
    assert buyer.get("/ro/orders/4101/dispute", {"step": "send"}).status_code == 200
    assert send(buyer, "send").status_code == 302


def test_answers_to_a_reason_given_up_are_not_sent(buyer) -> None:
    filled(buyer)
    told = {**DisputeDraft.objects.get().body["told"], "serial_number": "SN-1"}
    DisputeDraft.objects.update(body={**DisputeDraft.objects.get().body, "told": told})
    send(buyer, "send")
    assert sorted(EventText.objects.values_list("name", flat=True)) == ["parcel_condition", "text"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/ro/orders/", ["x", "y"]),
        ("/ro/orders/", ["2026-10-07", "00000000-0000-0000-0000-000000000000"]),
        ("/ro/disputes/", [0, "x"]),
        ("/ro/disputes/", [10**30, "00000000-0000-0000-0000-000000000000"]),
    ],
)
def test_a_cursor_made_up_by_somebody_is_refused(buyer, path, place) -> None:
    assert buyer.get(path, {"after": paging.encode(place)}).status_code == 422


@pytest.mark.parametrize(
    ("step", "fields", "field"),
    [
        ("what", {"units-L1": "0"}, "units"),
        ("why", {}, "reason"),
        ("why", {"picked": "1"}, "reason"),
        ("why", {"reason": "nc_damaged"}, "parcel_condition"),
        ("want", {"remedy": "refund_keep", "amount": "150,555"}, "amount"),
        ("want", {"remedy": "refund_keep", "amount": "9999"}, "amount"),
        ("want", {"amount": "1"}, "remedy"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(buyer, step, fields, field) -> None:
    filled(buyer)
    if step == "why" and fields:
        DisputeDraft.objects.update(body={**DisputeDraft.objects.get().body, "told": {}})
    answer = send(buyer, step, **fields)
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.content.decode()


def test_missing_evidence_is_named_and_nothing_is_lost(buyer) -> None:
    assert send(buyer, "what", **{"units-L1": "1"}).status_code == 302
    send(buyer, "why", reason="nc_damaged", parcel_condition="damaged", what_happened="Crăpat")
    send(buyer, "want", remedy="refund_keep", amount="")
    send(buyer, "show", **{"files-photo_item": photo("lampa.jpg")})
    answer = send(buyer, "send")
    assert answer.status_code == 422
    assert not Dispute.objects.exists()
    assert "lampa.jpg" in answer.content.decode()


def test_another_window_loses_nothing(buyer) -> None:
    filled(buyer)
    stale = DisputeDraft.objects.get().version
    send(buyer, "want", remedy="refund_keep", amount="100", version=str(stale))
    answer = send(buyer, "want", remedy="refund_keep", amount="77", version=str(stale))
    assert answer.status_code == 409
    assert 'value="77"' in answer.content.decode()
    assert DisputeDraft.objects.get().body["amount"] == "100"


def test_a_stranger_finds_neither_order_nor_case(buyer) -> None:
    filled(buyer)
    address = send(buyer, "send")["Location"]
    stranger = signed_in(make_world("4999").buyer)
    assert stranger.get(address).status_code == 404
    assert stranger.get("/ro/orders/4101/dispute").status_code == 404
    assert stranger.post(f"{address}/do/withdraw").status_code == 404
    assert stranger.post(f"{address}/messages", {"text": "x"}).status_code == 404
    assert Message.objects.count() == 0


def test_acts_ask_first_and_a_repeat_does_nothing_more(buyer) -> None:
    filled(buyer)
    address = send(buyer, "send")["Location"]
    asked = buyer.get(f"{address}/do/withdraw")
    assert asked.status_code == 200
    key, version = str(new_id()), str(Dispute.objects.get().case.version)
    for _ in range(2):
        assert buyer.post(f"{address}/do/withdraw", {"key": key, "version": version}).status_code == 302
    assert Dispute.objects.get().case.version == int(version) + 1
    assert buyer.get(f"{address}/do/accept").status_code == 302
    assert buyer.get(f"{address}/do/merge").status_code == 404


def test_evidence_is_added_once_however_often_it_is_sent(buyer) -> None:
    filled(buyer)
    address = send(buyer, "send")["Location"]
    buyer.post(f"{address}/do/add_evidence", {"files-other": photo("first.jpg"), "kind": "photo_item"})
    sent = {"key": str(new_id()), "kind": "photo_item"}
    assert buyer.post(f"{address}/do/add_evidence", sent).status_code == 422
    for more in ({"files-other": [photo("a.jpg"), photo("b.jpg")]}, {}):
        assert buyer.post(f"{address}/do/add_evidence", {**sent, **more}).status_code == 302
    assert EvidenceItem.objects.count() == 5


def test_declining_in_mediation_names_no_end_of_the_negotiation(buyer, world, monkeypatch) -> None:
    reference = opened(world, ask("200.00"))
    step(world.seller, reference, Command.REJECT_REQUEST, reason="not_so")
    step(world.buyer, reference, Command.ESCALATE, later(days=2))
    step(world.seller, reference, Command.PROPOSE, later(days=2), remedy="refund_keep", amount="50.00")
    monkeypatch.setattr(clock, "now", lambda: later(days=2, hours=1))
    page = buyer.get(f"/en/disputes/{reference}/do/decline").content.decode()
    assert "The mediator goes on with the case." in page
    assert "Negotiation goes on until" not in page


def test_a_message_is_posted_once(buyer) -> None:
    filled(buyer)
    address = send(buyer, "send")["Location"]
    written = {"text": "Mai aveți modelul?", "audience": "everyone", "message_id": str(new_id())}
    for _ in range(2):
        assert buyer.post(f"{address}/messages", written).status_code == 302
    assert Message.objects.count() == 1
    assert "Mai aveți modelul?" in buyer.get(address).content.decode()


def test_other_words_under_the_name_of_a_sent_message_are_kept_and_can_be_sent(buyer) -> None:
    filled(buyer)
    address = send(buyer, "send")["Location"]
    written = {"text": "Unu", "audience": "everyone", "message_id": str(new_id())}
    buyer.post(f"{address}/messages", written)
    answer = buyer.post(f"{address}/messages", {**written, "text": "Doi"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Doi" in page
    assert f'value="{written["message_id"]}"' not in page


def test_an_empty_message_is_said_and_the_page_comes_back(buyer) -> None:
    filled(buyer)
    address = send(buyer, "send")["Location"]
    answer = buyer.post(f"{address}/messages", {"text": "  ", "audience": "everyone"})
    assert answer.status_code == 422


def test_the_list_shows_my_turn_first(buyer) -> None:
    filled(buyer)
    send(buyer, "send")
    page = buyer.get("/ro/disputes/")
    assert page.status_code == 200
    assert "Lampă de birou" in page.content.decode()


@pytest.mark.parametrize(
    "path", ["/ro/notices/", "/ro/settings/", "/ro/help/", "/ro/help/contact-us", "/ro/rights/"]
)
@pytest.mark.parametrize("language", ["ro", "en"])
def test_the_small_pages_answer(buyer, path, language) -> None:
    assert buyer.get(path.replace("/ro/", f"/{language}/")).status_code == 200


def test_a_choice_of_zone_is_kept_and_shown(buyer, world) -> None:
    answer = buyer.post("/ro/settings/", {"language": "en", "zone": "America/New_York"})
    assert answer.status_code == 302
    assert buyer.post("/ro/settings/", {"language": "en", "zone": "Mars/Base"}).status_code == 422


def test_a_case_page_is_pinned_at_six_statements(buyer, django_assert_num_queries) -> None:
    filled(buyer)
    address = send(buyer, "send")["Location"]
    buyer.get(address)
    with django_assert_num_queries(5):
        buyer.get(address)


def test_orders_are_four_statements_one_for_the_rules_and_one_for_the_figures(
    buyer, django_assert_num_queries
) -> None:
    buyer.get("/ro/orders/")
    with django_assert_num_queries(6):
        buyer.get("/ro/orders/")


def test_times_are_of_this_world() -> None:
    assert clock.now() == OPENED == datetime(2026, 10, 7, 7, 15, tzinfo=UTC)


def test_picking_a_reason_leads_to_its_questions_without_blame(buyer) -> None:
    send(buyer, "what", **{"units-L1": "1"})
    picked = send(buyer, "why", picked="1", reason="nc_defective")
    assert (picked.status_code, picked["Location"]) == (302, "/ro/orders/4101/dispute?step=why")
    page = buyer.get(picked["Location"]).content.decode()
    assert 'name="steps_to_see_defect"' in page
    assert "form-error" not in page
    assert 'name="picked"' in buyer.get("/ro/orders/4101/dispute?step=why&pick=1").content.decode()


def test_a_file_that_came_with_a_refused_act_is_still_there(buyer) -> None:
    filled(buyer)
    address = send(buyer, "send")["Location"]
    refused = buyer.post(
        f"{address}/do/add_evidence",
        {"kind": "nonsense", "files-other": photo("bon.jpg"), "key": str(new_id())},
    )
    assert refused.status_code == 422
    assert "bon.jpg" in refused.content.decode()
