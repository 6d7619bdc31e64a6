"""What the parts of forms need: label above, hint, field, error tied to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from amiabil.ui.facts.small import Link


class _Tied:
    """What holds a field together on the page: the id its label and error summaries name, hint and error tied to it."""

    __slots__ = ()
    name: str
    hint: str
    error: str

    @property
    def id(self) -> str:
        """The element's id, of a choice that of its first answer; error summaries link to it."""
        return f"field-{self.name}"

    @property
    def described_by(self) -> str:
        """Ids for ``aria-describedby``; empty when there is neither hint nor error."""
        return self._tied()

    def _tied(self) -> str:
        parts = [f"hint-{self.name}"] * bool(self.hint) + [f"error-{self.name}"] * bool(self.error)
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice or a select; ``hint`` says what follows from it."""

    value: str
    text: str
    hint: str = ""
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Field(_Tied):
    """A field for text, a date, a number, one of a list (``select``) or a long text (``textarea``).

    ``optional`` is the word shown beside the label when the field may stay empty ("optional").
    """

    name: str
    label: str
    kind: Literal["text", "email", "tel", "password", "search", "number", "date", "select", "textarea"] = (
        "text"
    )
    value: str = ""
    hint: str = ""
    error: str = ""
    required: bool = False
    optional: str = ""
    autocomplete: str = "off"
    inputmode: str = ""
    max_length: int | None = None
    rows: int = 4
    options: tuple[Option, ...] = ()
    kept: bool = False
    """Keep what is typed in the browser until the form is sent (see ``js/forms.js``)."""


@dataclass(frozen=True, slots=True)
class MoneyField(_Tied):
    """A field for an amount: a decimal keyboard, the currency beside it; comma and dot are both read."""

    name: str
    label: str
    unit: str
    value: str = ""
    hint: str = ""
    error: str = ""
    required: bool = True
    after: str = ""

    @property
    def described_by(self) -> str:
        """Ids for ``aria-describedby``; the unit is always one of them."""
        return f"unit-{self.name} {self._tied()}".strip()


@dataclass(frozen=True, slots=True)
class Choice(_Tied):
    """One or several of a few answers, each with what it means: radios, or boxes when ``several``.

    ``optional`` is the word beside the question when it may stay unanswered ("optional").
    """

    name: str
    legend: str
    options: tuple[Option, ...]
    hint: str = ""
    error: str = ""
    several: bool = False
    legend_hidden: bool = False
    required: bool = False
    optional: str = ""


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """At the top of a form that was refused: how many things, and a link to each field."""

    title: str
    errors: tuple[Link, ...]
