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
    """A mail of news: what happened, who acts next, until when, what happens otherwise.

    ``also`` are further lines of news that go in the same mail, with their times.
    ``happened`` and ``text`` are paragraphs (both may be empty); ``link`` opens the page, it never decides, and is None
    for who has no page. ``answer`` says where an answer to the mail goes, or where to write instead. ``ask`` is a
    question that one click on one of ``choices`` begins to answer; the page it opens does it.
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
    link: Link | None
    answer: str
    about: str
    foot: tuple[Link, ...]
    ask: str = ""
    choices: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class MailBlock:
    """Lines that stand together; ``is_quoted``: of somebody else, their marks taken off."""

    text: str
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class MailAnswer:
    """What somebody wrote, in a mail: the ``text`` as it is, the same in ``blocks``, and the ``name`` under it."""

    text: str
    blocks: tuple[MailBlock, ...]
    name: str


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that came with an answer; ``note`` says how large it is, and where it is if it is not in the mail."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class TalkMail:
    """A mail of a conversation: what was written, the oldest first, and below it what it answers.

    ``quoted_at`` introduces ``quoted``, the lines it answers, shortened; both are empty where it answers nothing.
    ``next`` says who acts now and until when. ``link`` is None for who has no page.
    """

    language: str
    direction: str
    marketplace: str
    title: str
    answers: tuple[MailAnswer, ...]
    files: tuple[MailFile, ...]
    quoted_at: str
    quoted: tuple[str, ...]
    next: str
    answer: str
    link: Link | None
    about: str
    foot: tuple[Link, ...]
    ask: str = ""
    choices: tuple[Link, ...] = ()
