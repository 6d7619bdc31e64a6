"""A proceeding at a bank or another body that the payment service did not report: an operator writes it down."""

from __future__ import annotations

from django.db import transaction

from amiabil.actions.disputes import StepRequest, subject_of, take_reported
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.arguments import Arguments
from amiabil.domain.disputes.reports import ExternalClosed, ExternalOpened
from amiabil.domain.terms import Command, Role
from amiabil.domain.written import TextMissing
from amiabil.foundation.fields import NotAChoice
from amiabil.records import audit, clock
from amiabil.records.case_load import load


def proceeding_opened(viewer: Viewer, reference: str, *, ref: str, amount: str) -> None:
    """A chargeback or another proceeding was opened. The same ``ref`` again changes nothing.

    Raises ``NotFound``, ``Forbidden``, ``TextMissing``, ``BadAmount`` and what the engine raises.
    """
    _report(viewer, reference, Command.EXTERNAL_OPENED, ExternalOpened(_named(ref), amount))


def proceeding_closed(viewer: Viewer, reference: str, *, ref: str, ended: str) -> None:
    """It has ended; ``ended`` says who won, ``buyer`` or ``seller``. Raises as above, and ``NotAChoice``."""
    if ended not in {Role.BUYER.value, Role.SELLER.value}:
        raise NotAChoice(field="/what")
    _report(viewer, reference, Command.EXTERNAL_CLOSED, ExternalClosed(_named(ref), Role(ended)))


def _named(ref: str) -> str:
    if not ref:
        raise TextMissing(field="/ref")
    return ref


def _report(viewer: Viewer, reference: str, command: Command, arguments: Arguments) -> None:
    """The step is the payment service's own, so that the procedure is the same whoever tells of it."""
    demand(viewer, Act.OVERSEE, subject_of(load(viewer, reference)))
    at = clock.now()
    with transaction.atomic():
        take_reported(viewer, reference, StepRequest(command, arguments, at))
        audit.note(
            viewer, f"case.{command.value}", reference, at=at, facts={"ref": getattr(arguments, "ref", "")}
        )
