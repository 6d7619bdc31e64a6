"""How long does each stage of a case take at most, and what happens when nobody acts? Out of the policy's timers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amiabil.domain.policy.model import Policy
from amiabil.ui.help_articles import fill


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage, the longest it takes in words, and what its end brings when nobody acts; empty for nothing."""

    name: str
    length: str
    after: str = ""


def stages(policy: Policy, language: str) -> tuple[Stage, ...]:
    """The stages of a case in their order."""
    named = (*_before(policy), *_mediation(), *_return(), *_money())
    return tuple(
        Stage(name, fill(f"{{{{timers.{timer}}}}}", language, policy, ""), after)
        for name, timer, after in named
    )


_Named = tuple[str, str, str]


def _before(policy: Policy) -> tuple[_Named, ...]:
    silence: dict[str, Callable[[], str]] = {
        "default_or_escalate": lambda: _("You are granted what you asked for, or a mediator takes over."),
        "escalate": lambda: _("A mediator takes over."),
    }
    answer = policy.timers.seller_first_answer.on_expiry
    return (
        (_("The seller's first answer"), "seller_first_answer", silence[answer]()),
        (_("Negotiation, from the opening"), "negotiation", _("A mediator takes over.")),
        (
            _("An offer stays open"),
            "proposal",
            _("It ends. Your silence is never a yes to less than you asked for."),
        ),
        (
            _("Undoing the withdrawal of a dispute"),
            "withdraw_cooling_off",
            _("The dispute stays closed; your rights by law stay."),
        ),
    )


def _mediation() -> tuple[_Named, ...]:
    return (
        (
            _("Evidence, once a mediator has the case"),
            "evidence_window",
            _("The mediator decides on what is there."),
        ),
        (
            _("An answer to a mediator's question"),
            "info_request",
            _("The mediator decides on what is there."),
        ),
        (_("The mediator's decision"), "first_decision", _("A supervisor is told and sees to it.")),
        (_("Appeal"), "appeal", _("The decision is final.")),
        (_("The decision on an appeal"), "appeal_decision", _("A supervisor is told and sees to it.")),
    )


def _return() -> tuple[_Named, ...]:
    return (
        (_("The seller's return label"), "return_label", _("You get the money and send nothing back.")),
        (
            _("Sending the goods back"),
            "return_ship",
            _("A dispute ends without a refund; a withdrawal stays open."),
        ),
        (_("The seller checks what came back"), "inspection", _("You get the whole refund.")),
        (_("A replacement, a repair or sending again"), "performance", _("You get the whole refund.")),
    )


def _money() -> tuple[_Named, ...]:
    return (
        (_("Payment of a refund"), "refund_execution", _("It is tried again, and a supervisor is told.")),
    )
