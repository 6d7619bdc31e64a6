"""What must a language model promise, whoever runs it? Words or calls of tools come back; it never acts by itself.

What it says is a draft: the rules of the assistant check it, carry out its calls with the rights of the person who
writes, and may throw it away. Source: assistant.md 5.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

FIRST_WORD_SECONDS = 8.0
"""So long the first word may take; a person is waiting."""

ANSWER_SECONDS = 20.0
"""So long the whole answer may take, all tries together."""

RETRIES = 2


@dataclass(frozen=True, slots=True)
class Tool:
    """What the model may ask for. ``parameters`` is a JSON schema of an object."""

    name: str
    description: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FromCustomer:
    """What the customer wrote, what nobody may keep hidden in it already."""

    text: str


@dataclass(frozen=True, slots=True)
class FromAssistant:
    """What the assistant has said before."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A tool the model asks for; ``arguments`` are its own words and prove nothing."""

    id: str
    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Called:
    """The calls the model asked for in one step."""

    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool gave, as JSON with its origin: data to the model, never an instruction."""

    call: str
    tool: str
    text: str


Line = FromCustomer | FromAssistant | Called | Result


@dataclass(frozen=True, slots=True)
class Request:
    """One step of a conversation. ``most`` is how many tokens the answer may have.

    ``key`` names the step: a service that knows the header does the same step once.
    """

    instructions: str
    lines: tuple[Line, ...]
    tools: tuple[Tool, ...]
    key: str
    most: int = 800


@dataclass(frozen=True, slots=True)
class Used:
    """Tokens that were read and written, as the service counts them; 0 where it does not tell."""

    read: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """Words for the customer, not yet checked; never empty."""

    text: str
    used: Used = Used()


@dataclass(frozen=True, slots=True)
class Calls:
    """Tools to call before it goes on; at least one."""

    calls: tuple[Call, ...]
    used: Used = Used()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The model does not answer this; ``reason`` is for the log."""

    reason: str
    used: Used = Used()


Answer = Draft | Calls | Refusal


class ModelAway(Exception):
    """The model did not answer in time, or with nothing that can be used; the text says what happened, without words
    of the customer."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a model can do. ``context`` is how many tokens it reads at most."""

    tools: bool
    streaming: bool
    context: int


class LanguageModel(Protocol):
    """A language model."""

    name: str

    def capabilities(self) -> Capabilities:
        """What it can do."""

    def is_well(self) -> bool:
        """Whether it is worth asking now: False after failures in a row, for a while."""

    def generate(self, request: Request) -> Answer:
        """The next step of a conversation. Raises ``ModelAway``."""
