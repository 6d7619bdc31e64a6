"""What can be learned from questions the assistant could not answer, or answered wrongly? Pure.

A turn of the log is a question to learn from when something says so: it was not understood, the choices were refused,
the answer was called wrong, asked for again, followed by a wish for a person, or a person answered with another
article. Questions that say the same are one group, which an editor turns into ways to ask, into an article, or puts
aside; what that would do to other questions is measured first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, unique

from amiabil.domain.helpcentre.article import PHRASE_MAX
from amiabil.domain.helpcentre.search_log import CODE, EMAIL, LINK, NUMBER, as_shown
from amiabil.domain.support.chat import AskedFor
from amiabil.foundation.errors import Conflict, Invalid

KEPT = timedelta(days=180)
"""How long a question waits for an editor; questions of settled groups stay as long as their chat."""

MOST_QUESTIONS = 800
"""Questions that are grouped at once, the newest: each is compared with every other."""

MOST_PHRASES = 20
"""Questions that are taken over at once."""

MOST_MEASURED = 800
"""Questions that a change is measured by, those of settled groups first."""

DROP = 0.005
"""From here on a smaller share of right answers is told as a drop."""

_MARKS = re.compile("|".join(map(re.escape, (EMAIL, NUMBER, CODE, LINK))))

_NONE = "say:none"
"""The card *none of these*, as its press is kept."""


@unique
class Signal(StrEnum):
    """What says that a question was not answered, or wrongly."""

    UNANSWERED = "unanswered"
    REFUSED = "refused"
    WRONG = "wrong"
    REPEATED = "repeated"
    PERSON = "person"
    CORRECTED = "corrected"
    SEARCHED = "searched"


@unique
class State(StrEnum):
    """What became of a group of questions."""

    OPEN = "open"
    PHRASES = "phrases"
    ARTICLE = "article"
    OUTSIDE = "outside"
    DISMISSED = "dismissed"


ASIDE = (State.OUTSIDE, State.DISMISSED)
"""A question like those of such a group joins it and asks nobody again."""


@unique
class Change(StrEnum):
    """What a trial measures: ways to ask for an article, or questions no article is to answer."""

    PHRASES = "phrases"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to be measured: questions of a language as ways to ask for the article ``key``, or as no article's."""

    change: Change
    key: str
    language: str
    phrases: tuple[str, ...]


class GroupSettled(Conflict):
    """Somebody has settled this group already, or it stands no longer as it was seen; ``state`` is how it stands."""

    code = "learning_settled"


class NothingChosen(Invalid):
    """No question was chosen, or too many at once."""

    code = "learning_nothing_chosen"


class NotMeasured(Conflict):
    """The change has not been measured yet, or it was measured with other articles than there are now."""

    code = "learning_not_measured"


class WouldBeWorse(Conflict):
    """Other questions would be answered worse, and whoever confirms it has not said that they looked at them."""

    code = "learning_worse"


@dataclass(frozen=True, slots=True)
class Turn:
    """What the log and the chat say of one answer; ``pressed`` is the card its question was, ``next_*`` what followed.

    ``corrected`` are the articles a person showed afterwards in the same chat.
    """

    decision: str
    reason: str = ""
    flow: str = ""
    pressed: str = ""
    sources: tuple[str, ...] = ()
    next_reason: str = ""
    next_pressed: str = ""
    next_decision: str = ""
    corrected: tuple[str, ...] = ()


_ANSWERED = frozenset({"answer", "worded", "choices"})
_FOLLOWED = {
    AskedFor.WRONG.value: Signal.WRONG,
    AskedFor.REPEATED.value: Signal.REPEATED,
    AskedFor.WANTED.value: Signal.PERSON,
    AskedFor.UPSET.value: Signal.WRONG,
}


def signals(turn: Turn) -> tuple[Signal, ...]:
    """What says that this question was not answered, or wrongly; nothing for one that was, or that was no question."""
    if turn.pressed or turn.flow:
        return ()
    found = []
    if turn.decision == "clarify" or turn.reason == AskedFor.UNSURE.value:
        found.append(Signal.UNANSWERED)
    if turn.decision in _ANSWERED:
        if turn.next_pressed == _NONE:
            found.append(Signal.REFUSED)
        followed = _FOLLOWED.get(turn.next_reason)
        if followed is not None:
            found.append(followed)
        elif turn.next_decision == "offer_person" and not turn.next_pressed:
            found.append(Signal.REPEATED)
    known = turn.decision in _ANSWERED | {"clarify"}
    if known and turn.corrected and not set(turn.corrected) & set(turn.sources):
        found.append(Signal.CORRECTED)
    return tuple(found)


def masked(text: str) -> str:
    """A question as it is kept and shown: without data of anybody, short enough for a way to ask; empty for nothing."""
    return as_shown(text, PHRASE_MAX)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose right articles are known; ``own`` is one that people asked here."""

    text: str
    language: str
    right: tuple[str, ...]
    own: bool = False


Place = int | None
"""Where the right article stood, from 1; None where it was not told."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of so many questions had the right article first, and among three."""

    questions: int
    first: int
    three: int

    @property
    def at_1(self) -> float:
        """Share of the first."""
        return self.first / self.questions if self.questions else 0.0

    @property
    def at_3(self) -> float:
        """Share among three."""
        return self.three / self.questions if self.questions else 0.0


@dataclass(frozen=True, slots=True)
class Lost:
    """A question that is answered rightly now and would not be any more; ``becomes`` is the article that leads then."""

    text: str
    right: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A change before and after: over all questions, over the chosen ones, and what would get worse."""

    before: Share
    after: Share
    gained: int
    lost: tuple[Lost, ...]
    lost_in_all: int
    chosen: int
    chosen_before: int
    chosen_after: int
    with_meaning: bool
    milliseconds: int = 0

    @property
    def drops(self) -> bool:
        """Whether an editor is warned."""
        fell = (
            self.before.at_1 - self.after.at_1 > DROP,
            self.before.at_3 - self.after.at_3 > DROP,
            self.lost_in_all > self.gained,
        )
        return any(fell)


LOST_SHOWN = 30


def place(found: Sequence[str], right: Collection[str]) -> Place:
    """Where the first right article stands."""
    return next((at for at, key in enumerate(found, 1) if key in right), None)


def compared(
    asked: Sequence[Asked], before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]
) -> tuple[Share, Share, int, tuple[Lost, ...]]:
    """Both shares, how many became right at the first place, and everything that would not be right any more."""
    places = [
        (one, place(was, one.right), place(now, one.right), now)
        for one, was, now in zip(asked, before, after, strict=True)
    ]
    lost = tuple(
        Lost(one.text, one.right[0], now[0] if now else "")
        for one, was, then, now in places
        if was == 1 and then != 1
    )
    gained = sum(was != 1 and then == 1 for _one, was, then, _now in places)
    return _share([was for _, was, _, _ in places]), _share([then for _, _, then, _ in places]), gained, lost


def _share(places: Sequence[Place]) -> Share:
    first = sum(one == 1 for one in places)
    return Share(len(places), first, sum(one is not None and one <= 3 for one in places))


def as_phrases(texts: Sequence[str]) -> tuple[str, ...]:
    """Questions as ways to ask: each once, without the marks of what is hidden."""
    bare = (" ".join(_MARKS.sub(" ", one).split()) for one in texts)
    return tuple(dict.fromkeys(one for one in bare if any(sign.isalnum() for sign in one)))


def chosen(texts: Sequence[str]) -> tuple[str, ...]:
    """The questions an editor chose, as ways to ask. Raises ``NothingChosen``."""
    found = as_phrases(texts)
    if not 0 < len(found) <= MOST_PHRASES:
        raise NothingChosen(field="/questions", most=MOST_PHRASES)
    return found


def counted(all_signals: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """How often each thing was said, over many."""
    total: dict[str, int] = {}
    for one in all_signals:
        for name, times in one.items():
            total[name] = total.get(name, 0) + times
    return total
