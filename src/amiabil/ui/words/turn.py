"""Who acts next, until when, and what happens otherwise? The one source of these sentences for pages and mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amiabil.domain.disputes.outlook import Act, Silence, Turn
from amiabil.domain.terms import Outcome, Role
from amiabil.foundation.money import Money
from amiabil.ui import facts
from amiabil.ui.facts.cases import Side
from amiabil.ui.reader import Reader
from amiabil.ui.words.names import OUTCOMES
from amiabil.ui.words.turn_sentences import LATE, LATE_SINCE, MINE, NONE_TO_DO, SILENCE, THEIRS, Sentence

_SIDES: Mapping[Role | None, Side] = {
    Role.BUYER: "buyer",
    Role.SELLER: "seller",
    Role.ADMINISTRATOR: "seller",
    Role.MEDIATOR: "mediator",
    Role.REVIEWER: "mediator",
    Role.PSP: "platform",
    Role.CARRIER: "platform",
    Role.SYSTEM: "platform",
}

_LABELS: Mapping[Role | None, Promise] = {
    Role.BUYER: _("The buyer's turn"),
    Role.SELLER: _("The seller's turn"),
    Role.ADMINISTRATOR: _("The insolvency administrator's turn"),
    Role.MEDIATOR: _("The mediator's turn"),
    Role.REVIEWER: _("The reviewer's turn"),
    Role.CARRIER: _("The parcel is on its way"),
    Role.PSP: _("The payment service's turn"),
    Role.SYSTEM: _("A claim about the return is being heard"),
}

_SILENCE_LABELS: Mapping[Role | None, Promise] = {
    Role.BUYER: _("If the buyer does not act:"),
    Role.SELLER: _("If the seller does not act:"),
    Role.MEDIATOR: _("If the decision is late:"),
    Role.REVIEWER: _("If the decision is late:"),
    Role.CARRIER: _("If the parcel does not arrive:"),
    Role.PSP: _("If the payment does not go through:"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """The turn in words for one reader: is it theirs, and the four parts as separate texts (empty: none)."""

    mine: bool
    label: str
    title: str
    text: str
    silence_label: str
    silence: str


def is_mine(turn: Turn, role: Role | None) -> bool:
    """Whether the reader may act now: their own turn, or one that both parties share."""
    if turn.act is Act.NOTHING or role is None:
        return False
    return turn.who is role or (turn.who is None and role in (Role.BUYER, Role.SELLER))


def _reads_as(role: Role | None) -> Role | None:
    """Sentences are written for the two parties and for everybody else."""
    return role if role in (Role.BUYER, Role.SELLER) else None


def _amount(turn: Turn, reader: Reader) -> str:
    found = turn.facts.get("amount")
    if not isinstance(found, dict):
        return ""
    return reader.money(Money.parse(str(found["amount"]), str(found["currency"])))


def _filled(sentence: Sentence | None, amount: str) -> str:
    """The form with the amount when there is one and a form for it."""
    if sentence is None:
        return ""
    if amount and sentence.with_amount is not None:
        return str(sentence.with_amount).format(amount=amount)
    return str(sentence.plain)


def said(turn: Turn, reader: Reader, *, outcome: Outcome | None = None) -> Said:
    """The turn for this reader. ``outcome`` is what an ended case ended with."""
    role, amount = reader.viewer.side, _amount(turn, reader)
    mine = is_mine(turn, role)
    if turn.act is Act.NOTHING:
        return _ended(outcome)
    title, text = _title(turn, role, mine=mine)
    late = _late(turn, reader)
    silence = SILENCE[turn.silence].get(_reads_as(role)) or SILENCE[turn.silence].get(None)
    return Said(
        mine=mine,
        label=_label(turn, mine=mine),
        title=_filled(LATE if late and not mine else title, amount),
        text=late or _filled(text, amount),
        silence_label=_silence_label(turn, mine=mine),
        silence=_filled(silence, amount) if turn.silence is not Silence.NOTHING else "",
    )


def _late(turn: Turn, reader: Reader) -> str:
    """Since when a decision is late and who sees to it; empty for one in time."""
    since = turn.facts.get("late_since")
    if not isinstance(since, str):
        return ""
    day = reader.deadline(datetime.fromisoformat(since)).long
    return str(LATE_SINCE[_reads_as(reader.viewer.side) is not None]).format(day=day)


def _ended(outcome: Outcome | None) -> Said:
    if outcome is None:
        return Said(False, gettext("Draft"), gettext("This request has not been sent yet"), "", "", "")
    return Said(False, gettext("Ended"), str(OUTCOMES[outcome]), "", "", "")


def _title(turn: Turn, role: Role | None, *, mine: bool) -> tuple[Sentence, Sentence | None]:
    if mine and turn.who is role and (turn.act, role) in MINE:
        return MINE[turn.act, role]
    if mine:
        return MINE[turn.act, None]
    reads_as = _reads_as(role)
    found = THEIRS.get((turn.act, turn.who, reads_as)) or THEIRS[turn.act, turn.who, None]
    return found, NONE_TO_DO if reads_as else None


def _label(turn: Turn, *, mine: bool) -> str:
    if turn.act is Act.WAIT_FOR_PROCEEDING:
        return gettext("The bank is deciding")
    if mine:
        return gettext("Your turn") if turn.who is not None else gettext("Both sides can act")
    return str(_LABELS[turn.who]) if turn.who in _LABELS else gettext("Both sides can act")


def _silence_label(turn: Turn, *, mine: bool) -> str:
    if turn.act is Act.UNDO_WITHDRAWAL:
        return gettext("If nothing else happens:")
    if turn.act is Act.CONFIRM_GOODS:
        return gettext("If nobody confirms it:")
    if turn.silence is Silence.STAYS_WITH_SUPERVISOR:
        return gettext("Meanwhile:")
    if mine and turn.who is not None:
        return gettext("If you do not act:")
    return str(_SILENCE_LABELS[turn.who]) if turn.who in _SILENCE_LABELS else gettext("If nobody acts:")


def heading(deadline: facts.DeadlineText, *, mine: bool) -> str:
    """The line above the time left."""
    match deadline.level:
        case "over":
            return gettext("The time is over")
        case "last":
            return gettext("The last hours")
        case "soon":
            return gettext("Less than two days")
        case _:
            return gettext("You still have") if mine else gettext("Time left")


def card(turn: Turn, reader: Reader, *, started_at: datetime | None = None) -> facts.DeadlineCard | None:
    """The deadline card; None when nothing runs out. A case that stands still has a card that says so."""
    words = said(turn, reader)
    if turn.act is Act.WAIT_FOR_PROCEEDING:
        return facts.DeadlineCard(
            None, gettext("The case stands still"), kept=gettext("All days left are kept.")
        )
    if turn.due_at is None:
        return None
    deadline = reader.deadline(turn.due_at, started_at=started_at)
    return facts.DeadlineCard(
        deadline, heading(deadline, mine=words.mine), words.silence_label, words.silence
    )


def banner(
    turn: Turn,
    reader: Reader,
    *,
    acts: tuple[facts.Act, ...] = (),
    started_at: datetime | None = None,
    outcome: Outcome | None = None,
) -> facts.TurnBanner:
    """The object at the top of a case, for ``ui/_turn.html``; ``acts`` are what this page offers, primary first."""
    words = said(turn, reader, outcome=outcome)
    return facts.TurnBanner(
        acting=_SIDES.get(turn.who, "") if turn.who else "",
        mine=words.mine,
        label=words.label,
        title=words.title,
        text=words.text,
        acts=acts,
        card=card(turn, reader, started_at=started_at),
    )


def sentence(turn: Turn, reader: Reader, *, outcome: Outcome | None = None) -> str:
    """The four parts as one text, for mails, notices and lists of one line: title, until when, otherwise."""
    words = said(turn, reader, outcome=outcome)
    if turn.silence is Silence.STAYS_WITH_SUPERVISOR:
        return f"{words.title}. {words.text}"
    if turn.due_at is None:
        return f"{words.title}."
    deadline = reader.deadline(turn.due_at)
    until = gettext("Until %(date)s, %(zone)s.") % {"date": deadline.long, "zone": deadline.zone}
    parts = [f"{words.title}.", until, f"{words.silence_label} {words.silence}" if words.silence else ""]
    return " ".join(part for part in parts if part)
