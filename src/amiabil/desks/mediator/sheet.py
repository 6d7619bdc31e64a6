"""The sheet of the decision beside the file: what is ready, what is missing, and the form that gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from amiabil.domain.disputes.evidence import secrets, undecided_secrets, unruled
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.terms import Command, Role
from amiabil.records.new_id import new_id
from amiabil.ui.case import forms
from amiabil.ui.case.doing import Sent
from amiabil.ui.case.forms import ActForm
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import ErrorSummary, Link
from amiabil.ui.words import turn

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "found": ("finding_1", "finding_1_evidence"),
    "rule": ("legal_rules",),
    "result": ("remedy", "amount"),
    "grounds": ("grounds",),
    "automated": ("automated",),
}
"""What a decision needs (disputes.md 3.8), by the fields that give it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the decision needs, and whether it is there."""

    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet. ``form`` is None while no decision can be given; ``why_not`` then says why and until when."""

    entries: tuple[Entry, ...]
    missing: str
    form: ActForm | None
    action: str
    key: UUID
    version: int
    why_not: str = ""
    summary: ErrorSummary | None = None

    @property
    def done(self) -> int:
        """How many entries are there."""
        return sum(entry.done for entry in self.entries)


def sheet(seen: Seen, sent: Sent | None = None, errors: Mapping[str, str] | None = None) -> Sheet | None:
    """The sheet of the mediator who hears this case, with what they have typed; None for every other reader."""
    if seen.role is not Role.MEDIATOR or seen.file.mediator_id != seen.reader.viewer.person_id:
        return None
    if seen.dispute.decision is not None or not seen.dispute.is_open:
        return None
    typed = sent.typed if sent is not None else {}
    entries = _entries(seen, typed)
    can = seen.can(Command.DECIDE)
    return Sheet(
        entries=entries,
        missing=_missing(entries),
        form=forms.form(seen, Command.DECIDE, typed, errors or {}) if can else None,
        action=seen.door.act_of(seen.file.reference, Command.DECIDE),
        key=sent.key if sent is not None else new_id(),
        version=seen.file.version,
        why_not="" if can else _why_not(seen),
        summary=_summary(errors or {}),
    )


def _entries(seen: Seen, typed: Mapping[str, str]) -> tuple[Entry, ...]:
    words = {
        "found": _("Facts found"),
        "rule": _("Rules applied"),
        "result": _("Result and amount"),
        "grounds": _("Reasons"),
        "automated": _("Programs that took part"),
    }
    can = seen.can(Command.DECIDE)
    given = dict(typed)
    if given.get("remedy") in GOODS:
        given["amount"] = "0"
    ready = tuple(
        Entry(words[name], all(given.get(field, "").strip() for field in fields))
        for name, fields in _NEEDED.items()
    )
    ruled = Entry(_("Every late item is admitted or left out"), not unruled(seen.dispute))
    marked = (Entry(_("Every confidential item is ruled on"), not undecided_secrets(seen.dispute)),)
    secret = marked if secrets(seen.dispute) else ()
    return (Entry(_("Evidence is complete"), can), ruled, *secret, *ready)


def _missing(entries: tuple[Entry, ...]) -> str:
    """What keeps the decision back, named; empty when everything is there."""
    missing = [entry.text for entry in entries if not entry.done]
    return _("Still missing: %(what)s.") % {"what": ", ".join(missing)} if missing else ""


def _why_not(seen: Seen) -> str:
    """The turn in one text: what is waited for, until when."""
    return turn.sentence(seen.turn, seen.reader)


def _summary(errors: Mapping[str, str]) -> ErrorSummary | None:
    if not errors:
        return None
    links = tuple(Link(text, f"#field-{name}" if name else "#sheet-title") for name, text in errors.items())
    return ErrorSummary(_("The decision has not been given yet"), links)


def facts(seen: Seen, sent: Sent | None = None, errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The sheet as the template takes it."""
    return {"sheet": sheet(seen, sent, errors)}
