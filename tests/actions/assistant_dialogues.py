"""Scripted dialogues with the assistant, as data: how they are read, played on a real database, and judged by what is
in it at the end (assistant.md 5.7, *multi-turn flows*)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import yaml

from amiabil.actions import chat_desk, chats
from amiabil.actions.chats import First, Opened, Said
from amiabil.domain.access import COMMAND_LINE, Viewer
from amiabil.domain.terms import Role
from amiabil.records import chats as records
from amiabil.records import clock, shifts
from amiabil.records.chats import ChatFile
from amiabil.records.models import AssistantWish, Dispute, DisputeDraft, Message, Ticket
from amiabil.records.shifts import ShiftState
from amiabil.ui.assistant.turning import confirm, take_turn
from tests.factories import make_buyer, make_order, make_shop, make_staff

FOLDER = Path(__file__).parent.parent / "data" / "assistant" / "dialogues"


@dataclass(frozen=True)
class Dialogue:
    """One conversation. ``who``: ``buyer``, ``two_orders`` (a buyer with two), ``no_orders`` or ``visitor``; ``shift``:
    whether an agent is there. Each turn is what is said (``say``), pressed (``press``, the id of a card or the start of
    it) or agreed to (``confirm``), with words that must and must not be in the answer. ``end`` is the state at the end.
    """

    name: str
    language: str
    who: str
    shift: bool
    turns: tuple[dict[str, Any], ...]
    end: dict[str, Any] = field(default_factory=dict)


def dialogues(language: str) -> Iterator[Dialogue]:
    """Those of a language, in the order of the file."""
    for one in yaml.safe_load((FOLDER / f"{language}.yaml").read_text("utf-8")):
        yield Dialogue(
            one["name"],
            language,
            one.get("who", "buyer"),
            one.get("shift", False),
            tuple(one["turns"]),
            one["end"],
        )


class Stage:
    """Where a dialogue is played."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.dialogue = dialogue
        self.viewer: Viewer = make_buyer("ana", language=dialogue.language)
        self._furnish()
        if dialogue.shift:
            agent = make_staff("raluca", Role.AGENT)
            chat_desk.set_shift(agent, shifts.Shift(ShiftState.ON), at=clock.now())
        self.file: ChatFile | None = None
        self.opened: Opened | None = None

    def _furnish(self) -> None:
        now = clock.now()
        count = {"two_orders": 2, "no_orders": 0}.get(self.dialogue.who, 1)
        shop = make_shop()
        titles = ("Lampă Luna", "Cană Azur") if self.dialogue.language == "ro" else ("Luna lamp", "Azur mug")
        for place in range(count):
            line = {
                "ref": "L1",
                "title": titles[place],
                "unit_price": 24990,
                "delivered_at": now - timedelta(days=3),
            }
            paid = now - timedelta(days=8 - place)
            make_order(self.viewer, shop, f"{100234 + place}", lines=(line,), paid_at=paid)
        other = make_buyer("dan")
        make_order(other, shop, "777001", lines=({"ref": "L1", "title": "Ceas", "unit_price": 9990},))

    def play(self) -> None:
        """Every turn, with what is expected of each answer; then the end."""
        for place, turn in enumerate(self.dialogue.turns):
            self._take(turn)
            answer = self.last().text if self.file and "quiet" not in turn else ""
            where = f"{self.dialogue.name}, turn {place + 1}: {answer}"
            for word in turn.get("has", ()):
                assert str(word).lower() in answer.lower(), f"{word!r} missing in {where}"
            for word in turn.get("not", ()):
                assert str(word).lower() not in answer.lower(), f"{word!r} stands in {where}"
            for kind in turn.get("cards", ()):
                shown = [one.get("id") or one["kind"] for one in self.last().cards]
                assert any(str(one).startswith(kind) for one in shown), f"{kind} missing: {shown} in {where}"
        self._judge()

    def _take(self, turn: dict[str, Any]) -> None:
        if "confirm" in turn:
            card = next(one for one in reversed(self.cards()) if one["kind"] == "confirm")
            for _ in range(int(turn["confirm"])):  # pressed twice it is done once
                confirm(self.asker(), self.now(), UUID(card["id"]))
            return
        choice, text = "", turn.get("say", "")
        if "press" in turn:
            card = next(one for one in self.cards() if str(one.get("id", "")).startswith(turn["press"]))
            choice, text = card["id"], card["label"]
        if self.file is None:
            first = First(uuid4(), text, clock.now())
            if self.dialogue.who == "visitor":
                self.opened = chats.begin_as_visitor(self.dialogue.language, first)
            else:
                self.opened = chats.begin(self.viewer_in_language(), first)
            self.file = self.opened.file
        else:
            said = Said(uuid4(), text, clock.now(), choice=choice)
            chats.write(self.asker(), self.file.reference, said)
        assert take_turn(self.file.case_id) is ("quiet" not in turn)
        assert take_turn(self.file.case_id) is False  # taken once

    def viewer_in_language(self) -> Viewer:
        return replace(self.viewer, language=self.dialogue.language)

    def asker(self) -> Viewer:
        return self.now().asker

    def now(self) -> ChatFile:
        assert self.file is not None
        return records.file_of(COMMAND_LINE, self.file.reference)

    def last(self) -> Message:
        assert self.file is not None
        found = Message.objects.filter(case_id=self.file.case_id, author_role="assistant")
        return found.order_by("-version")[0]

    def cards(self) -> list[dict[str, Any]]:
        return list(self.last().cards)

    def _judge(self) -> None:
        """The state of the database at the end: what was made, and that nothing else was."""
        end, file = dict(self.dialogue.end), self.now()
        assert file.chat.state.value == end.pop("state", "with_assistant")
        assert file.chat.reason == end.pop("reason", "")
        drafts = DisputeDraft.objects.all()
        wanted = end.pop("draft", None)
        assert drafts.count() == (1 if wanted else 0)
        if wanted:
            draft = drafts.get()
            assert draft.order.ref == str(wanted["order"])
            assert draft.body["reason"] == wanted["reason"]
            assert draft.body["told"].get("what_happened", "") == wanted.get("told", "")
        assert Dispute.objects.count() == 0  # nobody but the person opens one
        tickets = list(Ticket.objects.order_by("opened_at"))
        assert [one.topic for one in tickets] == end.pop("tickets", [])
        assert AssistantWish.objects.filter(done_at__isnull=False).count() == end.pop("done", 0)
        assert not end, f"unknown: {end}"
