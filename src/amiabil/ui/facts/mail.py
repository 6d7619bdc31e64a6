"""What does the page of a mail need? Texts that are ready, and addresses that are whole."""

from __future__ import annotations

from dataclasses import dataclass

from amiabil.ui.facts.small import Link


@dataclass(frozen=True, slots=True)
class MailRow:
    """One line of the table of a mail; ``strong`` is for what must not be overlooked."""

    term: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class MailPage:
    """A mail about a dispute or a measure: what happened, who acts next, until when, what happens otherwise.

    ``also`` are further lines of news that go in the same mail, with their times.
    ``happened`` and ``text`` are paragraphs (``text`` may be empty); ``link`` opens the page, it never decides.
    ``answer`` says where to write instead of answering the mail.
    """

    language: str
    direction: str
    marketplace: str
    greeting: str
    title: str
    happened: str
    text: str
    also: tuple[str, ...]
    rows: tuple[MailRow, ...]
    link: Link
    answer: str
    about: str
    foot: tuple[Link, ...]
