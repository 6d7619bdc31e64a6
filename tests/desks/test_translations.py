"""Translations beside messages: wished for on a page, made by the worker, shown to one side, gone when erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from amiabil.actions import chats
from amiabil.actions.chats import First
from amiabil.actions.messages import Written, post_message
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Audience, Role
from amiabil.gateways.translation import Translated, TranslatorAway
from amiabil.jobs import retention, translating, translation_tasks
from amiabil.records import clock, translations
from amiabil.records.chats import ChatFile
from amiabil.records.models import MessageTranslation, Shop, TranslationWish
from amiabil.records.new_id import new_id
from amiabil.records.outbox import PublishedEvent
from amiabil.records.translations import State
from amiabil.ui.translating import PATIENCE
from tests.desks.reading import main
from tests.desks.stories import browser
from tests.erasing import OVER, ended_case
from tests.factories import World, later, make_member, make_staff

pytestmark = pytest.mark.django_db

DESK = "/desk/agent/chats/"
ASKED = "Unde este coletul meu? Am plătit 1.299,50 lei."
MADE = "Where is my parcel? I paid 1,299.50 lei."


@dataclass
class Fake:
    """A translator that says what a test wrote, and remembers what it was asked."""

    say: Callable[[str], str] = lambda text: f"[en] {text}"
    name: str = "fake"
    asked: list[tuple[str, str]] = field(default_factory=list)
    away: TranslatorAway | None = None

    def translate(self, text: str, language: str) -> Translated:
        self.asked.append((text, language))
        if self.away is not None:
            raise self.away
        return Translated(self.say(text), "ro")


@pytest.fixture(autouse=True)
def _configured(settings: Settings) -> None:
    settings.AMIABIL_TRANSLATION = "https://translate.example"


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


def visitor(text: str = ASKED) -> ChatFile:
    return chats.begin_as_visitor("ro", First(uuid4(), text, clock.now(), name="Ion")).file


@pytest.fixture
def desk(raluca: Viewer) -> Client:
    return browser(raluca)


def wish(who: Client, case_id: UUID, start: str = "/desk", **more: str) -> int:
    return who.post(f"{start}/translation/{case_id}", {"next": DESK, **more}).status_code


def run(case_id: UUID, by: Fake, heard: Callable[[str], str] = lambda _text: "") -> bool:
    return translating.translate(case_id, by, heard)


def queued() -> list[dict[str, str]]:
    return [one.args for one in ProcrastinateJob.objects.filter(task_name="translate_conversation")]


def kept(case_id: UUID) -> list[tuple[str, str]]:
    found = MessageTranslation.objects.filter(case_id=case_id).order_by("id")
    return [(one.state, one.text) for one in found]


def test_an_agent_reads_what_a_visitor_wrote_in_their_own_language_too(desk: Client, world: World) -> None:
    file = visitor()
    page = f"{DESK}{file.reference}"
    assert "Translate into: English" in main(desk.get(page))
    assert wish(desk, file.case_id) == 302
    assert wish(desk, file.case_id) == 302
    assert queued() == [{"case_id": str(file.case_id)}]
    waits = desk.get(page)
    assert "1 message is being translated." in main(waits)
    assert 'hx-trigger="every 3s"' in waits.content.decode()
    assert not run(file.case_id, Fake(lambda _text: MADE))
    shown = desk.get(page)
    assert ASKED in main(shown)
    assert "Translated by a program from: Romanian" in main(shown)
    assert MADE in main(shown)
    assert 'hx-trigger="every 3s"' not in shown.content.decode()
    assert wish(desk, file.case_id, stop="1") == 302
    assert MADE not in main(desk.get(page))


def test_it_is_made_once(desk: Client, world: World) -> None:
    file, by = visitor(), Fake()
    wish(desk, file.case_id)
    run(file.case_id, by)
    run(file.case_id, by)
    assert by.asked == [(ASKED, "en")]


def test_nothing_is_offered_or_taken_without_a_translator(
    desk: Client, world: World, settings: Settings
) -> None:
    settings.AMIABIL_TRANSLATION = None
    file = visitor()
    assert "Translate into" not in main(desk.get(f"{DESK}{file.reference}"))
    assert wish(desk, file.case_id) == 404
    assert not TranslationWish.objects.exists()


def test_an_auditor_is_offered_none(world: World) -> None:
    assert wish(browser(make_staff("paul", Role.AUDITOR)), visitor().case_id) in {403, 404}
    assert not TranslationWish.objects.exists()


def test_who_may_not_read_a_conversation_cannot_have_it_translated(world: World) -> None:
    file = visitor()
    for other in (world.buyer, world.seller):
        assert wish(browser(other), file.case_id, start="") == 404
    assert not TranslationWish.objects.exists()


def test_a_wish_sends_away_only_what_its_side_may_read(world: World) -> None:
    case = ended_case("4207")
    for viewer, audience, text in (
        (case.buyer, Audience.BUYER_AND_PLATFORM, "Doar pentru voi"),
        (case.seller, Audience.SELLER_AND_PLATFORM, "Doar de la magazin"),
    ):
        post_message(viewer, case.reference, Written(new_id(), text, audience, later(days=3)))
    translations.wish(case.seller, case.case_id, "en", at=later(days=3))
    by = Fake()
    run(case.case_id, by)
    sent = {text for text, _language in by.asked}
    assert "Doar de la magazin" in sent
    assert "Doar pentru voi" not in sent
    translations.wish(case.buyer, case.case_id, "hu", at=later(days=3))
    run(case.case_id, by)
    assert ("Doar pentru voi", "hu") in by.asked
    assert ("Doar de la magazin", "hu") not in by.asked


def test_a_colleague_of_the_shop_reads_what_another_asked_for(world: World) -> None:
    case = ended_case("4208")
    translations.wish(case.seller, case.case_id, "ro", at=later(days=3))
    found = translations.beside(
        make_member(Shop.objects.get(id=case.seller.shop_id), "second"), case.case_id, "ro", []
    )
    assert found.wished
    assert not translations.beside(case.buyer, case.case_id, "ro", []).wished


@pytest.mark.parametrize(
    ("said", "heard"),
    [("I paid 12,995.00 lei.", ""), ("Where? 1.299,50 https://evil.example", ""), (MADE, "ro"), ("", "")],
)
def test_what_does_not_say_the_same_is_not_shown(desk: Client, world: World, said: str, heard: str) -> None:
    file = visitor()
    wish(desk, file.case_id)
    run(file.case_id, Fake(lambda _text: said), lambda _text: heard)
    state = State.SAME if not said else State.FAILED
    assert kept(file.case_id) == [(state, "")]
    page = main(desk.get(f"{DESK}{file.reference}"))
    assert ("1 message could not be translated faithfully" in page) is bool(said)
    wish(desk, file.case_id)
    assert (kept(file.case_id) == []) is bool(said), "what failed is tried again, and only that"


def test_what_nobody_may_keep_stays_in_the_house(desk: Client, world: World) -> None:
    file, by = visitor("Sunați-mă la 0722 123 456 sau ion@posta.example."), Fake()
    wish(desk, file.case_id)
    run(file.case_id, by)
    assert [text for text, _language in by.asked] == ["Sunați-mă la [phone] sau [email]."]


def test_a_service_that_is_away_is_asked_again_and_one_that_refuses_is_not(
    desk: Client, world: World
) -> None:
    file = visitor()
    wish(desk, file.case_id)
    with pytest.raises(TranslatorAway):
        run(file.case_id, Fake(away=TranslatorAway("busy")))
    assert kept(file.case_id) == []
    run(file.case_id, Fake(away=TranslatorAway("no such language", lasting=True)))
    assert kept(file.case_id) == [(State.FAILED, "")]


def test_a_page_gives_up_waiting_and_lets_its_reader_ask_again(
    desk: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = visitor()
    wish(desk, file.case_id)
    long_ago = clock.now() - 2 * PATIENCE
    TranslationWish.objects.update(wished_at=long_ago)
    monkeypatch.setattr(clock, "now", lambda: long_ago + 5 * PATIENCE)
    page = desk.get(f"{DESK}{file.reference}")
    assert "the service did not answer" in main(page)
    assert "Try again" in main(page)
    assert 'hx-trigger="every 3s"' not in page.content.decode()


def test_what_is_written_later_is_ordered_where_it_is_wished_for(raluca: Viewer, world: World) -> None:
    file, other = visitor(), visitor("Altceva")
    translations.wish(raluca, file.case_id, "en", at=clock.now())
    translation_tasks.follow([posted(file.case_id), posted(file.case_id), posted(other.case_id)])
    assert queued() == [{"case_id": str(file.case_id)}]
    translation_tasks.follow([])
    assert len(queued()) == 1


def test_translations_go_with_what_they_translate(world: World) -> None:
    case = ended_case("4209")
    translations.wish(case.buyer, case.case_id, "en", at=later(days=3))
    run(case.case_id, Fake())
    assert kept(case.case_id)
    retention.purge(OVER, machine=OVER)
    assert kept(case.case_id) == []
    assert not TranslationWish.objects.filter(case_id=case.case_id).exists()
    with pytest.raises(translations.NotFound):
        translations.wish(case.buyer, case.case_id, "en", at=OVER)


def posted(case_id: UUID) -> PublishedEvent:
    return PublishedEvent(1, new_id(), case_id, 1, "message.posted", later(), "buyer", "", ("staff",), {})
