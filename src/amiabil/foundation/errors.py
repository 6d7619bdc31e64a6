"""What may a person be refused, and how does every layer say so?

A refusal is a class with a public, permanent ``code`` and JSON-ready ``facts``. It
never carries a sentence: ``ui/refusals.py`` has one translated sentence per code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, TypeAlias

Fact: TypeAlias = str | int | bool | list["Fact"] | dict[str, "Fact"] | None
"""A JSON value: money as ``{"amount": "1.00", "currency": "RON"}``, instants as RFC 3339."""


class AmiabilError(Exception):
    """Any refusal or failure that has a code a client may rely on."""

    code: ClassVar[str] = ""

    def __init__(self, **facts: Fact) -> None:
        super().__init__(self.code, facts)
        self.facts: Mapping[str, Fact] = facts

    def __str__(self) -> str:
        return f"{self.code} {dict(self.facts)}"


class NotFound(AmiabilError):
    """Not there, or not the reader's: both are told alike."""

    code = "not_found"


class Forbidden(AmiabilError):
    """The role is known and may not do this."""

    code = "forbidden"


class Conflict(AmiabilError):
    """The state, version or key does not allow it now."""

    code = "conflict"


class RateLimited(Conflict):
    """Too often in too short a time; ``retry_after`` is in whole seconds. Told as 429, not as 409."""

    code = "rate_limited"

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after


class Invalid(AmiabilError):
    """What was sent is not acceptable; ``field`` (a JSON pointer) says where when one field is to blame."""

    code = "invalid"

    def __init__(self, *, field: str | None = None, **facts: Fact) -> None:
        super().__init__(**facts)
        self.field = field


class InvalidFields(Invalid):
    """Several fields at once; each has its own code and facts."""

    code = "invalid_fields"

    def __init__(self, errors: tuple[Invalid, ...]) -> None:
        super().__init__()
        self.errors = errors


def family(root: type[AmiabilError]) -> Iterator[type[AmiabilError]]:
    """The class and everything below it, each once."""
    seen: set[type[AmiabilError]] = set()
    waiting = [root]
    while waiting:
        kind = waiting.pop()
        if kind not in seen:
            seen.add(kind)
            waiting.extend(kind.__subclasses__())
            yield kind
