"""What does one message mean? Hidden first, then looked at for what is a person's, then for tool and article.

No database and no library: articles are ranked by a ``Ranker`` that its process holds. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum, unique

from amiabil.domain.assistant.gate import CHOICES, Band
from amiabil.domain.assistant.packaged import cues, every_red_rule, weighing
from amiabil.domain.assistant.ranking import NOTHING, Ranker, Ranking
from amiabil.domain.assistant.red_rules import Reason, reason_of
from amiabil.domain.assistant.redaction import Redacted, redacted
from amiabil.domain.assistant.tool_choice import FLOWS_OF_ARTICLES, Choice, Tool, choose_tool
from amiabil.foundation.text import steady

LETTERS_MAX = 4_000
"""Letters of a message that are looked at."""

RANKED_LETTERS = 300
"""Letters of a message that articles are looked for by; nobody asks longer, and what follows would only cost time."""

_HIDDEN_SIGNS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


@unique
class Decision(StrEnum):
    """What the assistant does with a message."""

    ANSWER = "answer"
    CHOICES = "choices"
    CLARIFY = "clarify"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message means. ``safe`` is all that may be kept of it.

    ``sure`` is the probability that the first article answers it; ``choice`` the tool it asks for, which a person's
    click or a reading of their own data follows; ``reason`` why a person takes over.
    """

    decision: Decision
    language: str
    safe: Redacted
    sure: float = 0.0
    ranking: Ranking = NOTHING
    choice: Choice = field(default_factory=lambda: Choice(Tool.SEARCH_HELP))
    reason: Reason | None = None

    @property
    def flow(self) -> str:
        """The key of the flow that begins, empty where none does."""
        if self.choice.flow or self.decision is not Decision.ANSWER or not self.ranking.found:
            return self.choice.flow
        return FLOWS_OF_ARTICLES.get(self.ranking.found[0].key, "")


def as_read(typed: str) -> str:
    """A message in its normal form, as much of it as is looked at, as ``as_seen``."""
    return as_seen(typed[:LETTERS_MAX])


def as_seen(text: str) -> str:
    """A text in its normal form, without what is not seen: control signs, comments and marks of HTML."""
    text = unicodedata.normalize("NFC", steady(text))
    text = _MARKUP.sub(" ", _COMMENT.sub(" ", _HIDDEN_SIGNS.sub("", text)))
    return "".join(
        " "
        if (sign < " " and sign != "\n") or "\x7f" <= sign <= "\x9f" or "\ud800" <= sign <= "\udfff"
        else sign
        for sign in text
    )


def understand(typed: str, language: str, ranker: Ranker, *, for_packet: bool = False) -> Understood:
    """What a message in this language means, without a conversation before it.

    What goes to a person needs no ranking, and so no index that could be missing; ``for_packet`` ranks even then, for
    whoever wants to see what would have been answered.
    """
    # Nothing stands in the place of what is hidden: a word there would be looked for.
    safe = redacted(as_read(typed), lambda _kind: " ")
    reason = reason_of(safe.text, every_red_rule())
    is_ranked = reason is None or for_packet
    ranking = ranker.rank(safe.text[:RANKED_LETTERS], language) if is_ranked else NOTHING
    learned = weighing(language, ranking.kind)
    sure = learned.sure(ranking)
    if reason is not None:
        sure = sure if is_ranked else 1.0
        return Understood(Decision.HAND_OVER, language, safe, sure, ranking, Choice(Tool.HANDOVER), reason)
    choice = choose_tool(safe.text, cues(language))
    if choice.tool is Tool.REFUSE:
        return Understood(Decision.CLARIFY, language, safe, sure, ranking, choice)
    decision = Decision(learned.band(sure).value) if ranking.found else Decision.CLARIFY
    if choice.tool is not Tool.SEARCH_HELP:
        decision = Decision.ANSWER
    return Understood(decision, language, safe, sure, ranking, choice)


def offered(understood: Understood) -> int:
    """How many articles are shown."""
    return {Decision.ANSWER: 1, Decision.CHOICES: CHOICES}.get(understood.decision, 0)


__all__ = ["Band", "Decision", "Understood", "as_read", "as_seen", "offered", "understand"]
