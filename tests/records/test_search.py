"""What was said is found by whoever may read it, in every form of its words, and by nobody once it is erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.domain.search import read
from amiabil.domain.terms import Audience, Role
from amiabil.records import clock, messages
from amiabil.records.messages import NewMessage
from amiabil.records.models import Conversation, Customer, Message, SearchEntry
from amiabil.records.new_id import new_id
from amiabil.records.paging import BadCursor
from amiabil.records.search import Hit, search
from amiabil.records.tickets import TicketFile
from tests.actions.cases import opened
from tests.factories import OPENED, World, later, make_buyer, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def asked(viewer: Viewer, text: str, *, subject: str = "Întrebare", **more: Any) -> TicketFile:
    given = {"topic": "account", "received_at": OPENED, **more}
    return open_ticket(viewer, Asked(case_id=uuid4(), subject=subject, text=text, **given))


def found(viewer: Viewer, typed: str, **more: Any) -> list[str]:
    return [hit.reference for hit in search(viewer, read(typed), **more).items]


def first(viewer: Viewer, typed: str) -> Hit:
    return search(viewer, read(typed)).items[0]


# ---- words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "mașinile",
        "maşina",
        "MASINA",
        "mașini livrate",
        "livrar",
        "nu mașina de la livrare",
        "the deliveries",
        "întrebări",
        "Pop",
        "buyer-4101@example.org",
    ],
)
def test_every_form_of_a_word_is_found(world: World, raluca: Viewer, typed: str) -> None:
    file = asked(world.buyer, "Livrarea mas\u0326inii întârzie: the delivery is late. Livrată ieri?")
    assert found(raluca, typed) == [file.reference]


@pytest.mark.parametrize(
    "typed", ["", "!", "bicicleta", "masina bicicleta", "b@example.org", "'", "livr | bicicleta:*", "\0"]
)
def test_what_does_not_fit_is_not_found(world: World, raluca: Viewer, typed: str) -> None:
    asked(world.buyer, "Mașina și livrarea. Scrieți la ab@example.org")
    assert not found(raluca, typed)


def test_numbers_and_addresses_are_found_exactly(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer, "Scrie la Ion.Pop@example.net", topic="delivery", order_ref="4101")
    asked(world.buyer, "ion pop example net 41010")
    for typed in (file.reference, file.reference.lower().replace("-", ""), "4101 ", "ion.pop@example.net"):
        assert found(raluca, typed) == [file.reference], typed


def test_a_hit_shows_what_was_found(world: World, raluca: Viewer) -> None:
    asked(world.buyer, "<b>Mașina</b> nu merge", subject="Mașina mea")
    hit = first(raluca, "masini")
    assert [piece.text for piece in hit.extract if piece.found] == ["Mașina"]
    assert "".join(piece.text for piece in hit.extract) == "<b>Mașina</b> nu merge"
    assert [piece.text for piece in hit.title if piece.found] == ["Mașina"]
    assert (hit.kind, hit.said_by, hit.person) == ("ticket", "buyer", "Ana Pop")


# ---- who finds -----------------------------------------------------------------------------


def test_everybody_finds_their_own_and_what_is_meant_for_them(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer, "Mașina nu merge")
    write(
        raluca, file.reference, Written(uuid4(), "Client dificil, mașina e bună", later(hours=1), note=True)
    )
    other = make_buyer("other")
    assert (
        found(raluca, "dificil")
        == found(world.buyer, "merge")
        == found(world.buyer, "masina")
        == [file.reference]
    )
    assert not found(world.buyer, "dificil")
    assert [piece.text for piece in first(world.buyer, "masina").extract if piece.found] == ["Mașina"]
    assert "dificil" not in "".join(piece.text for piece in first(world.buyer, "masina").extract)
    for viewer in (other, world.seller, Viewer(role=None), make_staff("mara", Role.MEDIATOR)):
        assert not found(viewer, "masina")


def test_the_sides_of_a_dispute_find_what_each_may_read(world: World) -> None:
    reference = opened(world)
    for audience, text in (
        (Audience.BUYER_AND_PLATFORM, "secret"),
        (Audience.EVERYONE, "deschis"),
    ):
        message = NewMessage(uuid4(), new_id(), b"x" * 16, text, audience, later(hours=1))
        messages.post(world.buyer, reference, message)
    assert found(world.buyer, "secret") == found(world.seller, "deschis") == [reference]
    assert not found(world.seller, "secret")
    assert not found(world.seller, "buyer-4101@example.org")


@pytest.mark.parametrize(
    ("scopes", "kinds"),
    [
        ({"tickets:read"}, {"ticket"}),
        ({"cases:read"}, {"dispute"}),
        ({"cases:read", "tickets:read"}, {"ticket", "dispute"}),
        ({"orders:write"}, set()),
    ],
)
def test_a_key_finds_what_its_scopes_open(world: World, scopes: set[str], kinds: set[str]) -> None:
    opened(world)
    asked(world.buyer, "Lamp")
    key = Viewer(
        role=Role.OPERATOR if "cases:read" in scopes else None, ref="key:x", scopes=frozenset(scopes)
    )
    assert {hit.kind for hit in search(key, read("Ana Pop")).items} == kinds


# ---- order and pages -----------------------------------------------------------------------


def test_the_newest_first_each_case_once_page_by_page(world: World, raluca: Viewer) -> None:
    now = clock.now()
    files = [
        asked(world.buyer, "masina", received_at=now - timedelta(days=days))
        for days in (0.1, 3, 40, 400, 900)
    ]
    write(world.buyer, files[3].reference, Written(uuid4(), "iar masina", now - timedelta(hours=1)))
    expected = [files[3].reference, *(files[n].reference for n in (0, 1, 2, 4))]
    assert found(raluca, "masina") == expected
    paged, after = [], None
    for _ in range(5):
        page = search(raluca, read("masina"), limit=1, after=after)
        paged += [hit.reference for hit in page.items]
        after = page.next
    assert paged == expected
    assert after is None
    with pytest.raises(BadCursor):
        search(raluca, read("masina"), after="x")


def test_a_page_of_the_newest_takes_three_statements(
    world: World, raluca: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        asked(world.buyer, "masina", received_at=clock.now())
    with django_assert_num_queries(3):
        assert len(search(raluca, read("masina"), limit=2).items) == 2
    with django_assert_num_queries(3):
        assert len(search(world.buyer, read("masina ")).items) == 3
    with django_assert_num_queries(5):
        assert not search(raluca, read("nimic ")).items


def test_a_search_asks_the_index(world: World, raluca: Viewer) -> None:
    asked(world.buyer, "masina")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM search_entry WHERE words @@ '''masin'' & ''@ticket'''::tsquery")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Bitmap Index Scan on search_words" in plan


# ---- what changes ---------------------------------------------------------------------------


def test_words_follow_a_person_and_go_with_what_is_erased(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer, "Mașina")
    Customer.objects.filter(id=world.buyer.person_id).update(name="Dana Ionescu")
    assert found(raluca, "ionescu masina") == [file.reference]
    assert not found(raluca, "Pop")
    Message.objects.filter(case_id=file.case_id).update(text="")
    assert not found(raluca, "masina")
    Conversation.objects.filter(id=file.case_id).update(erased_at=clock.now())
    assert not SearchEntry.objects.filter(case_id=file.case_id).exists()
    Message.objects.filter(case_id=file.case_id).update(text="iar")
    assert not found(raluca, "iar")
