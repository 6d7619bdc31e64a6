"""What are the forms of the acts made of? The parts, and the fields that several stages ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.actions.handed_in import HandedIn
from amiabil.domain.disputes import clock
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import EvidenceKind, Role, Timer
from amiabil.domain.written import REASON_MAX, TextMissing, clean
from amiabil.records import files
from amiabil.ui.arrived import arrived
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Choice, ConsequenceItem, Field, MoneyField, Option, Upload
from amiabil.ui.formats import currency_name, file_size, read_amount
from amiabil.ui.words import evidence

SHORT_MAX = 80
"""Letters of a short field: the number of a parcel with its courier."""

Typed = Mapping[str, str]
"""What was typed, by field; empty the first time."""

Errors = Mapping[str, str]
"""The sentence beside a field, by field."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form by what draws it: ``field``, ``money``, ``choice`` or ``upload``."""

    kind: str
    facts: Field | MoneyField | Choice | Upload


@dataclass(frozen=True, slots=True)
class ActForm:
    """An act before it is done: the question, what follows, what it asks for, keep and do.

    ``quote`` is what somebody else wrote and this answers, word for word; ``quote_by`` says who and what.
    """

    title: str
    items: tuple[ConsequenceItem, ...]
    parts: tuple[Part, ...] = ()
    do: str = ""
    style: str = "primary"
    keep: str = ""
    lead: str = ""
    quote: str = ""
    quote_by: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)


MakeForm = Callable[[Seen, Typed, Errors], ActForm]
"""From the case and what was typed to the form of one act."""

NeedItems = Callable[[Typed, Sequence[HandedIn]], None]
"""What a command needs of files beside what was typed; raises the refusals of the fields."""

ReadTyped = Callable[[Typed], Any]
"""From what was typed to the arguments of one command; raises the refusals of the fields."""


def keep() -> str:
    """The way back that changes nothing."""
    return _("Keep it as it is")


def hint_on_reasons(dispute: Dispute) -> str:
    """What the reasons have to say besides, where it is so (disputes.md 5.6; 3.5, T6 and T7)."""
    said = []
    if dispute.questions:
        said.append(
            _(
                "If it counts against a party that it did not answer your question, write so here: what is not written"
                " does not count."
            )
        )
    if any(clock.late_since(dispute, one) for one in (Timer.FIRST_DECISION, Timer.APPEAL_DECISION)):
        said.append(_("The decision is late: write why."))
    return " ".join(said)


def money_field(seen: Seen, typed: Typed, errors: Errors, *, most: Any, hint: str = "") -> MoneyField:
    """The amount for the buyer, with the most it may be."""
    return MoneyField(
        "amount",
        _("Amount for the buyer"),
        currency_name(seen.dispute.currency, seen.reader.language),
        value=typed.get("amount", ""),
        hint=hint,
        error=errors.get("amount", ""),
        after=_("at most %(most)s") % {"most": seen.reader.money(most)},
    )


def text_field(typed: Typed, errors: Errors, label: str, *, required: bool) -> Field:
    """What is said in words."""
    return Field(
        "text",
        label,
        kind="textarea",
        value=typed.get("text", ""),
        error=errors.get("text", ""),
        required=required,
        optional="" if required else _("optional"),
        max_length=REASON_MAX,
        kept=True,
    )


def declared_edited(*, selected: bool) -> Choice:
    """Where somebody declares that what they hand in was edited or made by a machine (disputes.md 5.3)."""
    return Choice(
        "edited",
        _("About the pictures"),
        (
            Option(
                "1",
                _("One of the pictures was edited or made with artificial intelligence"),
                _("Cropping and brightness do not count as editing."),
                selected=selected,
            ),
        ),
        several=True,
        legend_hidden=True,
    )


def place(seen: Seen, kind: EvidenceKind, errors: Errors, *, required: bool, label: str = "") -> Upload:
    """A place to hand in files of one kind; what has arrived there already is shown."""
    rules = seen.dispute.policy.evidence
    size = file_size(rules.max_bytes_per_file, seen.reader.language)
    known = evidence.name(kind) if kind is not EvidenceKind.OTHER else _("Photos and documents")
    title = label or known
    optional = _("optional")
    return Upload(
        name=f"files-{kind}",
        label=title if required else f"{title} ({optional})",
        start_url=reverse(seen.door.upload, args=["case", seen.file.case_id]),
        about=_("Up to %(size)s each. The other side sees a copy without place and device.") % {"size": size},
        kind=kind.value,
        files=tuple(
            arrived(seen.reader.viewer, kept, seen.reader.language)
            for kept in files.ready_files(seen.reader.viewer, seen.file.case_id)
            if kept.evidence_kind == kind.value
        ),
        back=seen.door.page_of(seen.file.reference),
        error=errors.get("evidence", "") if required else errors.get(f"files-{kind}", ""),
        limit_bytes=rules.max_bytes_per_file,
    )


def area(name: str, label: str, typed: Typed, errors: Errors, more: Mapping[str, Any]) -> Field:
    """A larger field of words, with ``more`` of its facts."""
    return Field(name, label, value=typed.get(name, ""), error=errors.get(name, ""), **more)


def other_side(role: Role) -> Role:
    """The other party."""
    return Role.BUYER if role is Role.SELLER else Role.SELLER


def given(
    typed: Typed, *names: str, amount: bool = False, must: bool = False, field: str = "/amount"
) -> dict[str, str]:
    """What was typed into these fields, empty ones left out; with ``amount`` the amount too, as the engine reads it.

    ``must``: an empty amount must not stand for everything there is. Raises ``TextMissing``.
    """
    found = {name: typed[name] for name in names if typed.get(name)}
    if amount and typed.get("amount"):
        found["amount"] = read_amount(typed["amount"])
    if must and "amount" not in found:
        raise TextMissing(field=field)
    return found


def line(name: str, label: str, typed: Typed, errors: Errors, *, hint: str = "") -> Field:
    """A short text that may stay empty, such as a number of a parcel."""
    return Field(
        name,
        label,
        value=typed.get(name, ""),
        error=errors.get(name, ""),
        hint=hint,
        optional=_("optional"),
        max_length=SHORT_MAX,
    )


def spoken(typed: Typed, *, field: str = "text", required: bool = True) -> str:
    """What was written in a larger field, clean. Raises ``TextMissing``, ``TextTooLong``."""
    return clean(typed.get(field, ""), field=f"/{field}", most=REASON_MAX, required=required)


def short(typed: Typed, field: str, *, required: bool = False) -> str:
    """What was written in a short field, clean and in one line. Raises ``TextMissing``, ``TextTooLong``."""
    return " ".join(clean(typed.get(field, ""), field=f"/{field}", most=SHORT_MAX, required=required).split())
