"""The call that was booked with a request, beside it: when, whether it was made, and where it is changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from amiabil.domain.contact.call_backs import CallState
from amiabil.foundation.telephone import shown
from amiabil.records import call_backs
from amiabil.records.call_backs import CallBack
from amiabil.ui.facts import Chip, Moment, Row
from amiabil.ui.reader import Reader
from amiabil.ui.tickets.seen import Seen


@dataclass(frozen=True, slots=True)
class CallCard:
    """A call beside its request: ``at`` is when it is (or was) to be made, ``rows`` say more of it."""

    chip: Chip
    at: Moment
    rows: tuple[Row, ...]
    call: CallBack


def card(about: Seen) -> CallCard | None:
    """The call of a request the reader has before them; None where there is none. One statement where there is."""
    call = call_backs.of_case(about.file.case_id) if about.file.has_call else None
    if call is None:
        return None
    number = Row(_("Number"), shown(call.number)) if call.number else None
    rows = (number,) if number else ()
    return CallCard(chip(call, about.reader), about.reader.moment(call.call_at), rows, call)


def chip(call: CallBack, reader: Reader) -> Chip:
    """Where a call stands: for its customer when it is booked, for the staff also when its time has come."""
    match call.state:
        case CallState.DONE:
            return Chip(_("Called"), "good", "check-circle")
        case CallState.MISSED:
            return Chip(_("Not reached"), "warn", "phone-slash")
        case CallState.CANCELLED:
            return Chip(_("Cancelled"), "plain", "x")
    if reader.viewer.is_staff and call.call_at <= reader.now:
        return Chip(_("Call now"), "warn", "phone-incoming")
    return Chip(_("Booked"), "plain", "clock")
