"""One signed line a day: whoever rewrites a chain cannot rewrite the line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from amiabil.actions import seals
from amiabil.actions.seals import SealBreak
from amiabil.domain.chain import Envelope, digest, first_head, link
from amiabil.domain.terms import Command
from amiabil.records.models import ChainSeal, Conversation, Event, Published
from tests.actions.cases import opened, row, step
from tests.factories import World, later, make_world

pytestmark = pytest.mark.django_db
SECRET = "a secret of the tests, long enough for all"


def publish() -> None:
    known = set(Published.objects.values_list("event_id", flat=True))
    number = len(known)
    for one in Event.objects.order_by("received_at", "version", "place"):
        if one.id not in known:
            number += 1
            Published.objects.create(
                stream_seq=number, event_id=one.id, case_id=one.case_id, published_at=later()
            )


@pytest.fixture
def sealed(tmp_path: Path) -> tuple[World, str, Path]:
    world = make_world()
    case = opened(world)
    file = tmp_path / "seals.txt"
    publish()
    assert seals.seal_day(SECRET, file, at=later()) is not None
    step(world.seller, case, Command.REJECT_REQUEST, later(hours=3), reason="other")
    publish()
    assert seals.seal_day(SECRET, file, at=later(days=1)) is not None
    return world, case, file


def test_days_are_sealed_once_and_hold_while_cases_go_on(sealed: tuple[World, str, Path]) -> None:
    world, case, file = sealed
    assert seals.seal_day(SECRET, file, at=later(days=1, hours=1)) is None
    step(world.seller, case, Command.MESSAGE, later(days=1, hours=2), text="Salut")
    publish()
    assert seals.check(SECRET, file) == (2, None)
    assert len(file.read_text().splitlines()) == 2
    assert Client().get("/seals.txt").content.decode() == file.read_text()


def rewrite(case: str) -> None:
    """The whole chain made anew with another reason, as an owner of the database could."""
    case_id = row(case).case_id
    head = first_head(case_id)
    for one in Event.objects.filter(case_id=case_id).order_by("version", "place"):
        one.data = {**one.data, "rewritten": True}
        one.digest = digest(
            Envelope(one.id, one.type, one.at, one.actor_role, one.actor_ref, one.data, one.texts, one.change)
        )
        one.link = head = link(head, version=one.version, place=one.place, event=one.digest)
        one.save()
    Conversation.objects.filter(id=case_id).update(chain_head=head)


def test_a_rewritten_chain_shows(sealed: tuple[World, str, Path]) -> None:
    _, case, file = sealed
    rewrite(case)
    assert seals.check(SECRET, file) == (2, SealBreak(later().date(), "heads"))


def test_a_line_of_another_key_an_altered_and_a_removed_one_show(sealed: tuple[World, str, Path]) -> None:
    _, _, file = sealed
    assert seals.check("another secret, which signs as well as any", file)[1] == SealBreak(
        later().date(), "signature"
    )
    last = ChainSeal.objects.latest("day")
    ChainSeal.objects.filter(day=last.day).update(cases=9)
    assert seals.check(SECRET, file)[1] == SealBreak(last.day, "signature")
    ChainSeal.objects.filter(day=last.day).update(cases=1)
    ChainSeal.objects.filter(day=last.day).delete()
    assert seals.check(SECRET, file)[1] == SealBreak(None, "removed")


def test_lines_signed_anew_differ_from_those_outside(sealed: tuple[World, str, Path], tmp_path: Path) -> None:
    _, case, file = sealed
    rewrite(case)
    ChainSeal.objects.all().delete()
    for day in (0, 1):
        seals.seal_day(SECRET, tmp_path / "other.txt", at=later() + timedelta(days=day))
    assert seals.check(SECRET, tmp_path / "other.txt")[1] is None
    assert seals.check(SECRET, file)[1] == SealBreak(later().date(), "replaced")
