"""A language model words the answer, where one is configured; the rules keep the last word.

It is asked only where the embedded assistant would answer, offer articles or ask again: what is red, a task under way,
a card that was pressed and a wish for a person never get to it. Its calls are carried out as the person who writes; its
draft is shown only if its sources say the same, after one more try at most. In every other case the embedded answer,
which was ready before, is given in the same turn. Source: assistant.md 5.1, 5.2.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources

from amiabil.actions.assistant_deciding import Known, carry_out
from amiabil.actions.assistant_pieces import Found, Plain, Saying, Worded
from amiabil.actions.assistant_turns import Decided, Open
from amiabil.domain.assistant.commands import Flow, StartFlow
from amiabil.domain.assistant.grounding import Grounded, Unfounded, check
from amiabil.domain.assistant.languages import is_short
from amiabil.domain.assistant.packaged import grounding_words
from amiabil.domain.terms import PARTIES
from amiabil.foundation.errors import AmiabilError
from amiabil.gateways.language_model import (
    Call,
    Called,
    Calls,
    Draft,
    FromAssistant,
    FromCustomer,
    LanguageModel,
    Line,
    ModelAway,
    Request,
    Used,
)
from amiabil.jobs.assistant.model_tools import PERSON, START, Looking
from amiabil.records import model_budget
from amiabil.ui.reader import Reader

ITS_OWN = frozenset({"answer", "choices", "clarify"})
"""Decisions of the embedded assistant that a model may better."""

CALLS_MOST = 6
STEPS_MOST = 5
BEFORE = 10
"""Messages from before that the model is told."""

CANARY = "quiet-heron-4417"
"""A word of the instructions that stands nowhere else: a draft that has it tells them."""

log = logging.getLogger(__name__)

Identify = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Drafter:
    """Betters a decision by a model.

    ``own`` says whether it may be told of the person's own orders and cases, ``tokens_a_day`` how much it may cost;
    0 is without bound. ``identify`` names the language of a text, empty where it cannot.
    """

    model: LanguageModel
    identify: Identify
    own: bool = False
    tokens_a_day: int = 0

    def better(self, seen: Open, decided: Decided, known: Known, reader: Reader, at: datetime) -> Decided:
        """The same decision, or one with the model's words; never raises for what the model does."""
        if not self._may(seen, decided, at):
            return decided
        looking = Looking(seen.viewer, reader, known.written, at, self.own)
        try:
            return self._worded(seen, decided, known, looking)
        except ModelAway as away:
            log.warning("the language model was away: %s", away)
            return replace(decided, tools=(*decided.tools, "model:away"))

    def _may(self, seen: Open, decided: Decided, at: datetime) -> bool:
        if decided.decision not in ITS_OWN or seen.choice or decided.person is not None or seen.talk.flow:
            return False
        if not self.model.is_well():
            return False
        return not self.tokens_a_day or model_budget.spent(at.date()) < self.tokens_a_day

    def _worded(self, seen: Open, decided: Decided, known: Known, looking: Looking) -> Decided:
        lines: list[Line] = list(_lines(seen))
        refused = calls = 0
        used: list[str] = []
        for step in range(STEPS_MOST):
            answer = self.model.generate(self._request(seen, looking, lines, step))
            model_budget.spend(looking.at.date(), _tokens(answer.used))
            match answer:
                case Calls(asked) if calls + len(asked) <= CALLS_MOST:
                    calls += len(asked)
                    used += [one.tool for one in asked]
                    begun = next((one for one in asked if one.tool in {START, PERSON}), None)
                    if begun is not None:
                        return self._begun(seen, decided, known, begun, looking.at)
                    lines.append(Called(asked))
                    lines += [looking.look_up(one) for one in asked]
                case Draft(text):
                    found = self._checked(text, looking)
                    if isinstance(found, Grounded):
                        return _told(decided, found, looking, tuple(used))
                    log.info("a draft was refused: %s", sorted({fault.value for fault, _ in found.faults}))
                    refused += 1
                    if refused > 1:
                        break
                    lines += [FromAssistant(text), FromCustomer(_again(found))]
                case _:
                    break
        return replace(decided, tools=(*decided.tools, "model:refused"))

    def _request(self, seen: Open, looking: Looking, lines: list[Line], step: int) -> Request:
        instructions = _instructions().format(
            language=looking.reader.language, canary=CANARY, now=looking.reader.long(looking.at)
        )
        return Request(instructions, tuple(lines), looking.tools, f"{seen.key}-{step}")

    def _checked(self, text: str, looking: Looking) -> Grounded | Unfounded:
        language = looking.reader.language
        return check(
            text,
            looking.sources,
            grounding_words(language),
            in_language=lambda said: is_short(said) or self.identify(said) in {language, ""},
            canary=CANARY,
        )

    def _begun(self, seen: Open, decided: Decided, known: Known, call: Call, at: datetime) -> Decided:
        """The task the model chose, carried out by the code; an unknown one leaves the embedded answer."""
        name = Flow.HAND_OVER.value if call.tool == PERSON else call.arguments.get("task")
        if name not in {one.value for one in Flow}:
            return replace(decided, tools=(*decided.tools, "model:refused"))
        told = {key: call.arguments.get(key) for key in ("order", "dispute")}
        given = {key: value[:40] for key, value in told.items() if isinstance(value, str) and value}
        try:
            made = carry_out(seen, StartFlow(Flow(name), given), known, at=at)
        except AmiabilError:
            return replace(decided, tools=(*decided.tools, "model:refused"))
        return replace(made, tools=(*made.tools, "model"))


def _told(decided: Decided, found: Grounded, looking: Looking, used: tuple[str, ...]) -> Decided:
    """The model's words in the place of the embedded answer; notices and what can be done stay around them."""
    cited = tuple(looking.articles[key] for key in found.cited if key in looking.articles)
    notices = [
        one for one in decided.pieces if isinstance(one, Plain) and one.what in {Saying.NOTICE, Saying.HIDDEN}
    ]
    around = []
    if decided.decision == "answer":
        around = [one for one in decided.pieces if one not in notices and not isinstance(one, Found)]
    return replace(
        decided,
        pieces=(*notices, Worded(found.text, cited), *around),
        talk=decided.talk.understood(),
        decision="worded",
        tools=(*used, "model"),
        sources=tuple((one.key, one.version) for one in cited),
    )


def _lines(seen: Open) -> Iterator[Line]:
    for role, text in seen.before[-BEFORE:]:
        yield FromCustomer(text) if role in PARTIES else FromAssistant(text)
    yield FromCustomer(seen.text)


def _again(found: Unfounded) -> str:
    """What the model is told of its refused draft: which kinds of fault, and where."""
    told = "; ".join(f"{fault.value}: {part[:80]}" for fault, part in found.faults[:6])
    return (
        f"(The check of this draft refused it: {told}. Answer again, only from the sources, or begin a task.)"
    )


def _tokens(used: Used) -> int:
    return used.read + used.written


def _instructions() -> str:
    file = resources.files("amiabil") / "content" / "assistant" / "model.md"
    return file.read_text(encoding="utf-8")
