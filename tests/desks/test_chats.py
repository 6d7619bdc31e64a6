"""The agent's chat desk: on shift, taking, answering, giving on, ending; what a colleague and an outsider see."""

from __future__ import annotations

from uuid import uuid4

import pytest

from amiabil.actions import chats
from amiabil.actions.chats import First, Said
from amiabil.domain.access import Viewer
from amiabil.domain.search import read
from amiabil.domain.support.chat import ChatState
from amiabil.domain.support.replies import SavedReply
from amiabil.domain.terms import Role
from amiabil.records import chats as records
from amiabil.records import clock, saved_replies
from amiabil.records.chats import ChatFile
from amiabil.records.models import Message, Shift, Ticket
from amiabil.records.new_id import new_id
from amiabil.records.saved_replies import KeptReply
from amiabil.records.search import search
from amiabil.ui.chats.transcript import text_of
from tests.desks.reading import leads, main
from tests.desks.stories import browser
from tests.factories import World, make_staff
from tests.help_samples import publish_samples

pytestmark = pytest.mark.django_db

DESK = "/desk/agent/chats/"
ON = {"state": "on", "capacity": "2", "languages": ["ro", "en", "xx"]}


def visitor(text: str = "Unde e coletul?", name: str = "") -> ChatFile:
    return chats.begin_as_visitor("ro", First(uuid4(), text, clock.now(), name=name)).file


def now(file: ChatFile, viewer: Viewer) -> ChatFile:
    return records.file_of(viewer, file.reference)


def test_an_agent_comes_on_shift_takes_answers_and_ends(raluca: Viewer, world: World) -> None:
    desk = browser(raluca)
    file = visitor(name="Ion")
    assert "so others do" not in main(desk.get(DESK))
    desk.post(f"{DESK}shift", ON)
    kept = Shift.objects.get()
    assert (kept.state, kept.capacity, kept.languages) == ("on", 2, ["ro", "en"])
    page = desk.get(DESK)
    assert "Ion (visitor)" in main(page)
    assert f"{DESK}{file.reference}" in leads(page)
    desk.post(f"{DESK}next")
    page = main(desk.get(DESK))
    assert "Unde e coletul?" in page
    assert "They wrote; people answer here from the start." in page
    desk.post(f"{DESK}{file.reference}/messages", {"text": "La curier.", "message_id": str(uuid4())})
    assert Message.objects.filter(case_id=file.case_id, text="La curier.").exists()
    desk.post(f"{DESK}{file.reference}/end")
    assert now(file, raluca).chat.state is ChatState.ENDED


def test_who_is_not_on_shift_is_told_so(raluca: Viewer, world: World) -> None:
    file = visitor()
    answer = browser(raluca).post(f"{DESK}{file.reference}/accept", follow=True)
    assert "Say first that you take chats" in answer.content.decode()
    assert now(file, raluca).chat.state is ChatState.WAITING


@pytest.mark.parametrize("given", [{"state": "on", "capacity": "0"}, {"state": "on", "capacity": "many"}])
def test_a_shift_has_a_capacity(raluca: Viewer, world: World, given: dict[str, str]) -> None:
    browser(raluca).post(f"{DESK}shift", given)
    assert not Shift.objects.exists()


def test_a_chat_is_given_on_with_a_word(raluca: Viewer, world: World) -> None:
    mira = make_staff("mira", Role.AGENT)
    desk, other, file = browser(raluca), browser(mira), visitor()
    for one in (desk, other):
        one.post(f"{DESK}shift", ON)
    desk.post(f"{DESK}{file.reference}/accept")
    assert "Mira M." in main(desk.get(DESK))
    given = {"place": "to:staff:mira", "note": "He waits for a refund"}
    desk.post(f"{DESK}{file.reference}/transfer", given)
    assert now(file, raluca).chat.meant_for == "staff:mira"
    other.post(f"{DESK}{file.reference}/accept")
    page = main(other.get(DESK))
    assert "He waits for a refund" in page
    assert now(file, mira).chat.agent == mira.ref


def test_what_is_refused_comes_back_in_its_own_box(raluca: Viewer, world: World) -> None:
    desk, first, second = browser(raluca), visitor("One"), visitor("Two")
    desk.post(f"{DESK}shift", ON)
    for file in (first, second):
        desk.post(f"{DESK}{file.reference}/accept")
    long = "x" * 4001
    answer = desk.post(f"{DESK}{second.reference}/messages", {"text": long, "message_id": str(uuid4())})
    assert answer.status_code == 422
    assert answer.content.decode().count(long) == 1
    assert Message.objects.filter(author_role="agent").count() == 0


def test_a_colleague_reads_along_and_writes_only_a_note(raluca: Viewer, world: World) -> None:
    mira = make_staff("mira", Role.AGENT)
    desk, other, file = browser(raluca), browser(mira), visitor()
    desk.post(f"{DESK}shift", ON)
    desk.post(f"{DESK}{file.reference}/accept")
    page = other.get(f"{DESK}{file.reference}")
    assert "Raluca M. answers in this chat." in main(page)
    refused = other.post(f"{DESK}{file.reference}/messages", {"text": "Hi", "message_id": str(uuid4())})
    assert refused.status_code == 422
    other.post(f"{DESK}{file.reference}/messages", {"text": "Psst", "note": "1", "message_id": str(uuid4())})
    assert Message.objects.get(text="Psst").audience == "staff"


def test_what_takes_longer_goes_on_as_a_request(raluca: Viewer, world: World) -> None:
    desk = browser(raluca)
    desk.post(f"{DESK}shift", ON)
    file = chats.begin(world.buyer, First(uuid4(), "A long story", clock.now())).file
    desk.post(f"{DESK}{file.reference}/accept")
    chats.write(raluca, file.reference, Said(uuid4(), "I ask the courier.", clock.now()))
    desk.post(f"{DESK}{file.reference}/request")
    ticket = Ticket.objects.get()
    text = Message.objects.get(case_id=ticket.case_id).text
    assert "A long story" in text
    assert "Raluca M.: I ask the courier." in text
    assert now(file, raluca).chat.request == ticket.case.reference


def test_the_desk_costs_the_same_for_any_queue(
    raluca: Viewer, world: World, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    desk = browser(raluca)
    desk.post(f"{DESK}shift", ON)
    desk.get(DESK)
    for count in (1, 6):
        for _ in range(count):
            visitor()
        with django_assert_num_queries(8):
            desk.get(DESK)


def test_unread_messages_and_waits_are_marked_beside_the_open_chat(raluca: Viewer, world: World) -> None:
    desk, first, second = browser(raluca), visitor("One"), visitor("Two")
    desk.post(f"{DESK}shift", ON)
    for file in (first, second):
        desk.post(f"{DESK}{file.reference}/accept")
    desk.get(f"{DESK}{first.reference}")
    assert "message not read" in main(desk.get(f"{DESK}{first.reference}"))
    desk.get(f"{DESK}{second.reference}")
    assert "message not read" not in main(desk.get(f"{DESK}{first.reference}"))
    chats.write(second.asker, second.reference, Said(uuid4(), "Still there?", clock.now()))
    assert "1 message not read" in main(desk.get(f"{DESK}{first.reference}"))


def test_articles_and_orders_are_put_in_and_sent_as_cards(raluca: Viewer, world: World) -> None:
    publish_samples(clock.now())
    desk = browser(raluca)
    desk.post(f"{DESK}shift", ON)
    file = chats.begin(world.buyer, First(uuid4(), "Where is my money?", clock.now())).file
    here = f"{DESK}{file.reference}"
    desk.post(f"{here}/accept")
    typed = {"text": "Look here:", "message_id": str(uuid4())}
    page = desk.post(f"{here}/insert", {**typed, "add": "article:refund-not-received"})
    assert 'name="card" value="article:refund-not-received"' in page.content.decode()
    cards = [
        "article:refund-not-received",
        f"order:{world.order_ref}",
        "order:of-somebody-else",
        "article:none",
    ]
    assert desk.post(f"{here}/messages", {**typed, "card": cards}).status_code == 302
    kept = Message.objects.get(text="Look here:").cards
    assert [one["kind"] for one in kept] == ["article", "order"]
    assert kept[1]["order"] == world.order_ref
    assert kept[1]["dates"], "an order is shown with what can be done until when"
    said = text_of(world.buyer, now(file, world.buyer))
    assert kept[0]["title"] in said
    assert f"  {kept[1]['dates'][0]['label']}: " in said


def test_a_visitor_is_shown_no_order(raluca: Viewer, world: World) -> None:
    desk, file = browser(raluca), visitor()
    desk.post(f"{DESK}shift", ON)
    desk.post(f"{DESK}{file.reference}/accept")
    given = {"text": "Here", "message_id": str(uuid4()), "card": [f"order:{world.order_ref}"]}
    desk.post(f"{DESK}{file.reference}/messages", given)
    assert Message.objects.get(text="Here").cards == []


def test_a_suggested_answer_is_put_in_and_not_sent(raluca: Viewer, world: World) -> None:
    publish_samples(clock.now())
    desk, file = browser(raluca), visitor("unde sunt banii mei")
    desk.post(f"{DESK}shift", ON)
    desk.post(f"{DESK}{file.reference}/accept")
    told = desk.get(f"{DESK}{file.reference}/suggestion").content.decode()
    assert "refund-not-received" in told
    before = Message.objects.count()
    page = desk.post(f"{DESK}{file.reference}/insert", {"text": "Hello.", "suggested": "1"})
    assert "Hello." in page.content.decode()
    assert Message.objects.count() == before


@pytest.mark.parametrize("text", ["Unde este comanda mea?", "😀😀", "vreau un om", "x" * 3999])
def test_what_no_article_answers_is_no_suggestion_and_no_error(
    raluca: Viewer, world: World, text: str
) -> None:
    publish_samples(clock.now())
    desk, file = browser(raluca), visitor(text)
    assert desk.get(f"{DESK}{file.reference}/suggestion").status_code == 200


def test_a_saved_reply_is_filled_in_for_this_customer(raluca: Viewer, world: World) -> None:
    desk, file = browser(raluca), visitor(name="Ion")
    desk.post(f"{DESK}shift", ON)
    desk.post(f"{DESK}{file.reference}/accept")
    own = SavedReply("", "hello", {"ro": "Bună, {{customer_name}}! Sunt {{agent_name}}."})
    kept = KeptReply(new_id(), False, own, 0, raluca.ref, clock.now())
    saved_replies.save(raluca, kept, at=clock.now())
    page = desk.post(f"{DESK}{file.reference}/insert", {"text": "", "reply": "1", "reply_name": "Hello"})
    assert "Bună, Ion! Sunt Raluca M." in page.content.decode()
    unknown = desk.post(f"{DESK}{file.reference}/insert", {"text": "", "reply": "1", "reply_name": "nope"})
    assert unknown.status_code == 422


def test_what_was_said_in_chats_is_found_by_the_staff(raluca: Viewer, world: World) -> None:
    file = visitor("Coletul meu e la vecinul de la trei")
    page = main(browser(raluca).get("/desk/agent/search", {"q": "vecinului", "kind": "chat"}))
    assert file.reference in page
    own = chats.begin(world.buyer, First(uuid4(), "A secret sentence", clock.now())).file
    assert search(world.buyer, read("secret"), kind="chat").items == ()
    chats.write(raluca, own.reference, Said(uuid4(), "Fraud suspected", clock.now(), note=True))
    assert [one.reference for one in search(raluca, read("suspected")).items] == [own.reference]


def test_a_supervisor_sees_who_waits_and_who_answers(raluca: Viewer, world: World) -> None:
    carmen = make_staff("carmen", Role.SUPERVISOR)
    desk, boss = browser(raluca), browser(carmen)
    desk.post(f"{DESK}shift", ON)
    first, second = visitor("One", name="Ion"), visitor("Two")
    desk.post(f"{DESK}{second.reference}/accept")
    page = main(boss.get("/desk/supervisor/chats/"))
    assert first.reference in page
    assert second.reference not in page
    assert "1 of 2" in page
    assert "1 more chat can be taken" in page
    assert "One" in main(boss.get(f"/desk/supervisor/chats/{first.reference}"))
    assert desk.get("/desk/supervisor/chats/").status_code == 403
    version = boss.get("/desk/supervisor/chats/version").json()
    desk.post(f"{DESK}{first.reference}/accept")
    assert boss.get("/desk/supervisor/chats/version").json() != version
