"""What does an act ask before it is done, and what follows from it? The same with and without scripts.

One module per stage of the procedure; each has the forms of its acts (``FORMS``) and how what was typed becomes the
arguments of the command (``READ``; without an entry the command has none). An act with a form has a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from amiabil.actions.handed_in import HandedIn
from amiabil.domain.disputes.arguments import read_arguments
from amiabil.domain.terms import Command
from amiabil.ui.case.forms import (
    appeals,
    closing,
    conversion,
    evidence,
    goods,
    hearing,
    negotiation,
    returns,
    secrecy,
    staff,
)
from amiabil.ui.case.forms.negotiation import REFUSALS, refusal_name
from amiabil.ui.case.forms.parts import ActForm, Errors, MakeForm, NeedItems, Part, ReadTyped, Typed
from amiabil.ui.case.seen import Seen

__all__ = ["OFFERED", "REFUSALS", "ActForm", "Part", "arguments", "demand_items", "form", "refusal_name"]

_STAGES = (negotiation, evidence, hearing, staff, secrecy, appeals, returns, goods, conversion, closing)
_FORMS: Mapping[Command, MakeForm] = {
    command: make for stage in _STAGES for command, make in stage.FORMS.items()
}
_READ: Mapping[Command, ReadTyped] = {
    command: read for stage in _STAGES for command, read in stage.READ.items()
}

_NEEDS: Mapping[Command, NeedItems] = {
    command: needs for stage in (returns,) for command, needs in stage.NEEDS.items()
}

OFFERED = frozenset(_FORMS)
"""Acts that have a page."""


def form(seen: Seen, command: Command, typed: Typed, errors: Errors) -> ActForm:
    """The form of an act that is offered (``acts.is_offered``), filled with what was typed."""
    return _FORMS[command](seen, typed, errors)


def arguments(command: Command, typed: Typed) -> Any:
    """The arguments of a command from what was typed. Raises the refusals of the fields, ``BadArguments``."""
    read = _READ.get(command)
    return read(typed) if read is not None else read_arguments(command, {})


def demand_items(command: Command, typed: Typed, items: Sequence[HandedIn]) -> None:
    """Refuse an act whose file is missing. Raises ``EvidenceMissing``, ``TextMissing``."""
    needs = _NEEDS.get(command)
    if needs is not None:
        needs(typed, items)
