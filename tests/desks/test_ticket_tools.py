"""The agents' tools on a request: saved replies, drafts, crossing answers, notes that name, lists, time, rules."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.terms import Role
from amiabil.records import tickets
from amiabil.records.models import (
    AuditEntry,
    Message,
    SavedReply,
    StaffNotice,
    TicketCheck,
    TicketDraft,
    TicketTime,
)
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.reading import hidden, links, main
from tests.desks.stories import browser
from tests.factories import World, later, make_staff

pytestmark = pytest.mark.django_db

HELLO = "Hello {{customer_name}}, your order {{order}} is on its way. {{agent_name}}"


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


@pytest.fixture
def desk(raluca: Viewer) -> Client:
    return browser(raluca)


def asked(world: World, **more: Any) -> TicketFile:
    given = {"topic": "delivery", "subject": "Where is it?", "text": "Silence.", "order_ref": "4101"}
    return open_ticket(world.buyer, Asked(new_id(), received_at=later(days=2), **{**given, **more}))


def page_of(file: TicketFile) -> str:
    return f"/desk/agent/tickets/{file.reference}"


def saved(**more: Any) -> SavedReply:
    given = {"key": "way", "name": "On its way", "texts": {"en": HELLO, "ro": f"RO {HELLO}"}, "setting": {}}
    return SavedReply.objects.create(
        id=new_id(), saved_by="staff:olga", saved_at=later(days=1), **{**given, **more}
    )


def now_of(viewer: Viewer, file: TicketFile) -> TicketFile:
    return tickets.file_of(viewer, file.reference)


def box(answer: Any) -> str:
    return str(answer.content.decode().partition('<textarea id="field-text"')[2].partition("</textarea>")[0])


# ---- saved replies ---------------------------------------------------------------------------


def test_a_saved_reply_is_kept_by_form_previewed_and_found_in_the_box(
    world: World, desk: Client, olga: Viewer
) -> None:
    own = browser(olga)
    new = "/desk/admin/help/replies/new"
    data = {
        "name": "On its way",
        "text_en": HELLO,
        "status": "solved",
        "add_tags": "sent, VIP",
        "version": "0",
    }
    data["key"] = hidden(own.get(new), "key")
    shown = main(own.post(new, {**data, "do": "preview"}))
    assert "Hello Ana Pop, your order 4101 is on its way." in shown
    assert SavedReply.objects.count() == 0
    for _ in range(2):  # a double click keeps it once
        own.post(new, {**data, "do": "save"})
    kept = SavedReply.objects.get()
    assert (kept.key, kept.setting["add_tags"], kept.owner_id) == ("on_its_way", ["sent", "vip"], None)
    assert AuditEntry.objects.filter(action="support.reply").count() == 1
    assert "Status: Solved" in main(own.get("/desk/admin/help/replies/"))
    assert '<option value="On its way">' in desk.get(page_of(asked(world))).content.decode()


def test_what_nobody_could_fill_in_is_refused_beside_its_text(olga: Viewer) -> None:
    data = {"name": "X", "text_en": "Hi {{costumer}}", "version": "0", "key": str(new_id()), "do": "save"}
    answer = browser(olga).post("/desk/admin/help/replies/new", data)
    assert answer.status_code == 422
    assert "Nobody can fill in these blanks: costumer." in main(answer)
    assert "Hi {{costumer}}" in answer.content.decode()
    assert SavedReply.objects.count() == 0


def test_who_changes_second_is_told_and_a_key_is_taken_once(olga: Viewer) -> None:
    kept, own = saved(), browser(olga)
    address, data = f"/desk/admin/help/replies/{kept.id}", {"name": "Other", "text_en": "Hi", "do": "save"}
    assert own.post(address, {**data, "version": "1"}).status_code == 302
    assert own.post(address, {**data, "version": "1"}).status_code == 422
    fresh = {**data, "name": "Way", "version": "0", "key": str(new_id())}
    assert own.post("/desk/admin/help/replies/new", fresh).status_code == 422
    own.post(address, {**data, "version": "2", "do": "drop"})
    assert SavedReply.objects.count() == 0


def test_it_is_put_in_filled_and_sends_what_it_says_with_what_it_sets(
    world: World, raluca: Viewer, desk: Client
) -> None:
    saved(setting={"priority": "high", "add_tags": ["sent"], "status": "waiting_for_third_party"})
    file = asked(world)
    answer = desk.post(f"{page_of(file)}/insert", {"reply_name": "on ITS way", "text": "Good news."})
    assert "Good news." in box(answer)
    assert "RO Hello Ana Pop, your order 4101 is on its way. Raluca M." in box(answer)
    assert "also sets" in main(answer) and "Priority: High" in main(answer)
    assert 'value="waiting_for_third_party" selected' in answer.content.decode()
    assert now_of(raluca, file).ticket.priority is Priority.NORMAL, "nothing is set before it is sent"
    data = {
        "text": "Ready",
        "used": hidden(answer, "used"),
        "sets": "1",
        "then": "waiting_for_third_party",
        "message_id": str(uuid4()),
    }
    desk.post(f"{page_of(file)}/messages", data)
    now = now_of(raluca, file).ticket
    assert (now.priority, now.tags, now.status) == (
        Priority.HIGH,
        ("sent",),
        TicketStatus.WAITING_FOR_THIRD_PARTY,
    )


def test_a_blank_without_a_value_is_named_and_never_sent(world: World, desk: Client) -> None:
    saved()
    file = asked(world, topic="account", order_ref="")
    answer = desk.post(f"{page_of(file)}/insert", {"reply_name": "On its way"})
    assert "your order {{order}}" in box(answer)
    assert "No value for: number of the order" in main(answer)
    refused = desk.post(f"{page_of(file)}/messages", {"text": "Order {{order}}", "message_id": str(uuid4())})
    assert refused.status_code == 422
    assert "These blanks have no value: order." in main(refused)
    assert Message.objects.filter(case_id=file.case_id).count() == 1


def test_the_dates_of_the_order_stand_in_the_customers_language(world: World, desk: Client) -> None:
    saved(name="Rights", key="rights", texts={"ro": "Până la {{withdraw_until}} sau {{dispute_until}}."})
    text = box(desk.post(f"{page_of(asked(world))}/insert", {"reply_name": "Rights"}))
    assert "{{" in text or "octombrie" in text or "noiembrie" in text


def test_replies_of_ones_own_are_nobody_elses(world: World, raluca: Viewer, desk: Client) -> None:
    ioan = make_staff("ioan", Role.AGENT)
    own = saved(owner_id=ioan.person_id, name="Mine", key="mine")
    file = asked(world)
    assert "There is no saved reply “Mine”." in main(
        desk.post(f"{page_of(file)}/insert", {"reply_name": "Mine"})
    )
    assert desk.get(f"/desk/agent/replies/{own.id}").status_code == 404
    assert browser(ioan).get(f"/desk/agent/replies/{own.id}").status_code == 200
    data = {"name": "Hi", "text_en": "Hi", "version": "0", "key": str(new_id()), "do": "save"}
    desk.post("/desk/agent/replies/new", data)
    assert SavedReply.objects.get(key="hi").owner_id == raluca.person_id


# ---- drafts, and answers that cross ----------------------------------------------------------


def test_a_draft_is_there_on_every_device_until_it_is_sent(
    world: World, desk: Client, raluca: Viewer
) -> None:
    file = asked(world)
    assert desk.post(f"{page_of(file)}/draft", {"text": "So far"}).status_code == 204
    assert "So far" in box(desk.get(page_of(file)))
    assert "So far" not in box(browser(make_staff("ioan", Role.AGENT)).get(page_of(file)))
    desk.post(f"{page_of(file)}/messages", {"text": "Done", "message_id": str(uuid4())})
    assert TicketDraft.objects.count() == 0
    desk.post(f"{page_of(file)}/draft", {"text": "Again"})
    desk.post(f"{page_of(file)}/draft", {"text": ""})
    assert TicketDraft.objects.count() == 0


def test_an_answer_that_crosses_a_colleagues_is_held_back_once(world: World, desk: Client) -> None:
    file, ioan = asked(world), make_staff("ioan", Role.AGENT)
    page = desk.get(page_of(file))
    write(ioan, file.reference, Written(new_id(), "Look here.", later(days=2, hours=1)))
    data = {"text": "My answer", "message_id": str(uuid4()), "seen": hidden(page, "seen")}
    held = desk.post(f"{page_of(file)}/messages", data)
    assert held.status_code == 422
    assert "Ioan" in main(held) and "has answered meanwhile" in main(held)
    assert "My answer" in box(held)
    again = {**data, "seen": hidden(held, "seen")}
    for _ in range(2):
        assert desk.post(f"{page_of(file)}/messages", again).status_code == 302
    assert Message.objects.filter(text="My answer").count() == 1


def test_what_the_customer_or_a_note_adds_holds_nothing_back(world: World, desk: Client) -> None:
    file, ioan = asked(world), make_staff("ioan", Role.AGENT)
    seen = hidden(desk.get(page_of(file)), "seen")
    write(world.buyer, file.reference, Written(new_id(), "More", later(days=2, hours=1)))
    write(ioan, file.reference, Written(new_id(), "Hm", later(days=2, hours=2), note=True))
    answer = desk.post(f"{page_of(file)}/messages", {"text": "A", "message_id": str(uuid4()), "seen": seen})
    assert answer.status_code == 302


# ---- notes that name, followers --------------------------------------------------------------


def test_who_is_named_in_a_note_is_told_and_follows(world: World, desk: Client) -> None:
    file, ioan = asked(world), make_staff("ioan", Role.AGENT)
    data = {"text": "@Ioan can you look? @nobody a@raluca.ro", "note": "1", "message_id": str(uuid4())}
    for _ in range(2):
        desk.post(f"{page_of(file)}/messages", data)
    assert StaffNotice.objects.get().person_id == ioan.person_id
    his = browser(ioan)
    page = his.get("/desk/agent/notices/")
    assert "Raluca M. named you in a note" in main(page) and page_of(file) in links(page)
    assert "new" in main(page)
    his.post("/desk/agent/notices/")
    assert StaffNotice.objects.get().read_at is not None
    assert "Follow no more" in main(his.get(page_of(file)))
    assert desk.get("/desk/agent/notices/").content.decode().count(page_of(file)) == 0


def test_a_customer_names_nobody(world: World) -> None:
    make_staff("ioan", Role.AGENT)
    write(world.buyer, asked(world).reference, Written(new_id(), "@ioan help", later(days=2, hours=1)))
    assert StaffNotice.objects.count() == 0


# ---- checklist and time ----------------------------------------------------------------------


def test_the_checklist_of_the_topic_is_taken_ticked_and_added_to(world: World, desk: Client) -> None:
    file = asked(world)
    address = f"{page_of(file)}/beside"
    for _ in range(2):
        desk.post(address, {"do": "checklist"})
    assert TicketCheck.objects.count() == 3
    key = hidden(desk.get(page_of(file)), "key")
    for _ in range(2):
        desk.post(address, {"do": "add_line", "key": key, "line": "Call back"})
    one = TicketCheck.objects.get(text="Call back")
    desk.post(address, {"do": f"tick:{one.id}"})
    assert "1 of 4 done" in main(desk.get(page_of(file)))
    assert TicketCheck.objects.get(id=one.id).done_by == "Raluca M."
    desk.post(address, {"do": f"untick:{one.id}"})
    assert "0 of 4 done" in main(desk.get(page_of(file)))
    desk.post(address, {"do": f"drop_line:{one.id}"})
    assert TicketCheck.objects.count() == 3
    assert desk.post(address, {"do": "explode"}).status_code == 404


@pytest.mark.parametrize("minutes", ["0", "1441", "-5", "many", ""])
def test_minutes_have_bounds(world: World, desk: Client, minutes: str) -> None:
    file = asked(world)
    data = {"do": "add_time", "key": str(uuid4()), "minutes": minutes}
    desk.post(f"{page_of(file)}/beside", data)
    assert TicketTime.objects.count() == 0


def test_time_is_summed_and_ones_own_can_be_taken_back(world: World, desk: Client) -> None:
    file = asked(world)
    address, key = f"{page_of(file)}/beside", str(uuid4())
    for _ in range(2):
        desk.post(address, {"do": "add_time", "key": key, "minutes": "50", "note": "Courier"})
    his = browser(make_staff("ioan", Role.AGENT))
    his.post(address, {"do": "add_time", "key": str(uuid4()), "minutes": "25"})
    assert "1 h 15 min" in main(desk.get(page_of(file)))
    his.post(address, {"do": f"drop_time:{key}"})
    assert TicketTime.objects.count() == 2, "time of somebody else stays"
    desk.post(address, {"do": f"drop_time:{key}"})
    assert "25 minutes" in main(desk.get(page_of(file)))
