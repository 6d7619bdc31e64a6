"""What helps both sides to agree? What each can do and what it leads to, how long it usually takes, first words.

Nothing here pushes anybody: the same list, in the same order, for both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext as _

from amiabil.domain.disputes import deadlines, engine, money
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.negotiation import meant
from amiabil.domain.terms import PARTIES, Command, Flag, Role, State
from amiabil.foundation.working_time import Span, Unit
from amiabil.records import stage_times
from amiabil.ui.addresses import reverse
from amiabil.ui.case import acts, letter, seller_identity
from amiabil.ui.case.forms import OFFERED
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Composer, Link, Notice, Row
from amiabil.ui.formats import days, hours
from amiabil.ui.reader import Reader
from amiabil.ui.withdrawals import is_withdrawal
from amiabil.ui.words import names, pressure
from amiabil.ui.words.first_sentences import First, sentences
from amiabil.ui.words.options import OPTIONS, leads_to

SAY = "say"
"""The part of an address that names a first sentence for the box."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a side can do. ``url`` is where the reader does it; empty for the other side's."""

    name: str
    leads_to: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What one side can do now."""

    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class FirstWords:
    """A sentence for the box; ``url`` loads the page with the sentence in it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The part of the page that guides. ``warning`` is None without pressure; ``stage`` names the state of the case.

    ``seller`` is who the seller is, for the buyer.
    """

    warning: Notice | None
    stage: str
    usual: str
    sides: tuple[Side, ...]
    words: tuple[FirstWords, ...]
    calendar: tuple[Link, ...]
    papers: tuple[Link, ...] = ()
    seller: tuple[Row, ...] = ()


def shown(seen: Seen, composer: Composer | None) -> Guide:
    """The guide for this reader; words to begin with only where there is a box to write in."""
    return Guide(
        warning=_warning(seen),
        stage=str(names.STATES[seen.dispute.state]),
        usual=_usual(seen),
        sides=tuple(side for side in _sides(seen) if side.options),
        words=_words(seen) if composer is not None else (),
        calendar=_calendar(seen),
        papers=tuple(_papers(seen)),
        seller=seller_identity.rows(seen) if seen.role is Role.BUYER else (),
    )


def begun(seen: Seen, composer: Composer | None, key: str) -> Composer | None:
    """The box with the first sentence of this key in it; as it was when the reader has no such sentence."""
    if composer is None or not key:
        return composer
    chosen = next((str(one.text) for one in _sentences(seen) if one.key == key), "")
    return replace(composer, text=chosen) if chosen else composer


def _warning(seen: Seen) -> Notice | None:
    if Flag.PRESSURE_TO_CLOSE not in seen.dispute.flags or not seen.dispute.is_open:
        return None
    cooling_off = hours(seen.dispute.policy.timers.withdraw_cooling_off.hours, seen.reader.language)
    advice = pressure.advice(seen.role, cooling_off=cooling_off)
    return Notice(advice, title=pressure.title(seen.role), tone="warn", icon="warning")


# ---- what each side can do ------------------------------------------------------------------------------


def _sides(seen: Seen) -> tuple[Side, ...]:
    if not seen.dispute.is_open and seen.role not in PARTIES:
        return ()
    titles = {
        Role.BUYER: _("What the buyer can do"),
        Role.SELLER: _("What the seller can do"),
    }
    own = [seen.role] if seen.role in PARTIES else []
    others = [role for role in (Role.BUYER, Role.SELLER) if role not in own]
    found = [Side(_("What you can do"), _own(seen)) for _role in own]
    return (*found, *(Side(titles[role], _theirs(seen, role)) for role in others))


def _own(seen: Seen) -> tuple[Option, ...]:
    return tuple(
        Option(str(words.name), _leads_to(seen, command), seen.door.act_of(seen.file.reference, command))
        for command, words in OPTIONS.items()
        if acts.is_offered(seen, command)
    )


def _theirs(seen: Seen, role: Role) -> tuple[Option, ...]:
    """What the procedure lets the other side do; the rights of a shop's members are its own matter."""
    possible = engine.available_actions(seen.dispute, role, at=seen.reader.now, taken=seen.is_taken)
    open_now = [one for one in OPTIONS if one in possible and one in OFFERED]
    if Command.ACCEPT_REQUEST in open_now:  # the same answer under its other name
        open_now = [one for one in open_now if one not in {Command.ACCEPT, Command.DECLINE}]
    other = Role.SELLER if role is Role.BUYER else Role.BUYER
    if seen.dispute.proposal_of(other) is None:
        open_now = [one for one in open_now if one not in {Command.ACCEPT, Command.DECLINE}]
    return tuple(Option(str(OPTIONS[one].name), _leads_to(seen, one)) for one in open_now)


def _leads_to(seen: Seen, command: Command) -> str:
    dispute = seen.dispute
    undo = hours(dispute.policy.timers.withdraw_cooling_off.hours, seen.reader.language)
    goods = dispute.claim.terms.remedy in GOODS
    return leads_to(command, goods=goods, kept=bool(money.held(dispute)), undo=undo)


# ---- how long it takes ----------------------------------------------------------------------------------


def _usual(seen: Seen) -> str:
    """What was measured for this stage; without enough cases what the rules allow; empty where neither is known."""
    dispute, reader = seen.dispute, seen.reader
    if dispute.state in {State.CLOSED, State.SUSPENDED, State.DRAFT}:
        return ""
    measured = stage_times.typical(dispute.lane, dispute.state)
    if measured is not None:
        return _(
            "In half of the cases this stage took at most %(half)s, in nine of ten at most %(nine)s."
        ) % {
            "half": _length(measured.median, reader),
            "nine": _length(measured.p90, reader),
        }
    running = dispute.timers.get(seen.turn.timer) if seen.turn.timer is not None else None
    if running is None:
        return ""
    return _("There are not enough cases yet to say what is usual. The rules give it %(most)s.") % {
        "most": _span(running.span, reader)
    }


def _length(span: timedelta, reader: Reader) -> str:
    """A length rounded up, in hours below two days."""
    whole = max(1, math.ceil(span / timedelta(hours=1)))
    return hours(whole, reader.language) if whole < 48 else days(math.ceil(whole / 24), reader.language)


def _span(span: Span, reader: Reader) -> str:
    if span.unit is Unit.HOURS:
        return hours(span.count, reader.language)
    if span.unit is Unit.BUSINESS_DAYS:
        return _("%(days)s without weekends and holidays") % {"days": days(span.count, reader.language)}
    return days(span.count, reader.language)


# ---- first words, and the calendar ----------------------------------------------------------------------


def _sentences(seen: Seen) -> tuple[First, ...]:
    remedy = meant(seen.dispute, seen.dispute.claim.terms.remedy)
    return sentences(seen.role, seen.dispute.reason, remedy)


def _words(seen: Seen) -> tuple[FirstWords, ...]:
    if not seen.dispute.is_open:
        return ()
    page = seen.door.page_of
    return tuple(
        FirstWords(str(one.text), f"{page(seen.file.reference, **{SAY: one.key})}#field-text")
        for one in _sentences(seen)
    )


def _papers(seen: Seen) -> Iterator[Link]:
    """What a party can print and keep: the acknowledgement of a withdrawal, the final letter, the whole file."""
    here = [seen.file.reference]
    if seen.role is Role.BUYER and is_withdrawal(seen.dispute):
        yield Link(_("Acknowledgement of your withdrawal"), reverse("withdrawal_received", args=here))
    if seen.role in PARTIES and letter.is_final(seen.dispute):
        yield Link(_("Final letter, with the ways outside"), reverse("final_letter", args=here))
    if seen.role in PARTIES:
        yield Link(_("The whole file, signed (ZIP)"), reverse("dossier", args=here))


def _calendar(seen: Seen) -> tuple[Link, ...]:
    return tuple(
        Link(
            str(names.TIMERS[one.timer]),
            reverse("deadline_file", args=[seen.file.reference, one.timer.value]),
            "calendar-blank",
        )
        for one in deadlines.of_party(seen.dispute, seen.role)
    )
