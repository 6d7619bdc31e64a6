"""What does a saved reply say to this customer? Its text with every blank filled in, or the blanks that cannot be.

A blank is written ``{{order}}``. One without a value stays in the text as it is, and such a text is never sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from amiabil.domain.support.setting import Setting
from amiabil.foundation.errors import Fact, Invalid

BLANKS = (
    "customer_name",
    "agent_name",
    "marketplace",
    "reference",
    "subject",
    "order",
    "today",
    "answer_until",
    "withdraw_until",
    "dispute_until",
    "guarantee_until",
)
"""Every name a blank can have."""

OF_ORDER = frozenset({"withdraw_until", "dispute_until", "guarantee_until"})
"""Those that need the order's rights."""

NAME_LETTERS = 80

_BLANK = re.compile(r"\{\{\s*([A-Za-z_]+)\s*\}\}")


class UnknownBlank(Invalid):
    """The text has blanks nobody can fill in: ``names``."""

    code = "unknown_blank"


class BlankLeft(Invalid):
    """The text has blanks without a value: ``names``. Nothing is sent with a hole in it."""

    code = "blank_left"


@dataclass(frozen=True, slots=True)
class SavedReply:
    """An answer kept for many requests: its text by language, and what it sets about the request."""

    key: str
    name: str
    texts: Mapping[str, str]
    setting: Setting = field(default_factory=Setting)

    def text_for(self, language: str) -> tuple[str, str]:
        """The text for a reader of this language, else in English, else in whatever there is; and its language."""
        for one in (language, language.partition("-")[0], "en"):
            if self.texts.get(one):
                return self.texts[one], one
        return next(((text, one) for one, text in self.texts.items() if text), ("", language))


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its blanks filled in; ``missing`` are the names that have no value and still stand there."""

    text: str
    missing: tuple[str, ...]


def blanks(text: str) -> tuple[str, ...]:
    """The names of the blanks of a text, each once, in their order; unknown ones too."""
    return tuple(dict.fromkeys(found.lower() for found in _BLANK.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """The text with what is known; an empty value counts as none. What is filled in is not read for blanks again."""
    text = _BLANK.sub(lambda found: values.get(found[1].lower()) or found[0], text)
    return Filled(text, tuple(name for name in blanks(text) if not values.get(name)))


def demand_known(text: str, *, field: str) -> None:
    """Let a text pass whose blanks can be filled in. Raises ``UnknownBlank``."""
    unknown: list[Fact] = [name for name in blanks(text) if name not in BLANKS]
    if unknown:
        raise UnknownBlank(field=field, names=unknown)


def demand_filled(text: str, *, field: str = "/text") -> None:
    """Let a text pass that has no blank of ours left. Raises ``BlankLeft``."""
    left: list[Fact] = [name for name in blanks(text) if name in BLANKS]
    if left:
        raise BlankLeft(field=field, names=left)
