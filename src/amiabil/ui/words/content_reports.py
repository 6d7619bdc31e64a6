"""The words of reports of something illegal: what is reported, where a report stands, what its reporter is told."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amiabil.domain.support.content_reports import Outcome, ReportState, Target
from amiabil.ui.facts import Chip

TARGETS: Mapping[str, Promise] = {
    Target.LISTING: _("A listing"),
    Target.PRODUCT: _("An unsafe product"),
    Target.SELLER: _("A seller"),
    Target.REVIEW: _("A review"),
}

TARGET_HINTS: Mapping[str, Promise] = {
    Target.LISTING: _("What is offered, or how it is described"),
    Target.PRODUCT: _("A product that can hurt somebody, wherever it is offered"),
    Target.SELLER: _("Everything a shop does"),
    Target.REVIEW: _("What somebody has written about a product or a shop"),
}

OUTCOMES: Mapping[Outcome, Promise] = {
    Outcome.ACTED: _("Act: restrict what was reported"),
    Outcome.NOT_ACTED: _("Do not act"),
}


def chip(state: ReportState, outcome: Outcome | None) -> Chip:
    """Where a report stands, in a word or two."""
    if state is ReportState.OPEN:
        return Chip(gettext("Being looked at"), "brand", "hourglass-medium")
    if state is ReportState.COMPLAINED:
        return Chip(gettext("Looked at again"), "warn", "scales")
    if outcome is Outcome.ACTED:
        return Chip(gettext("We have acted"), "good", "check-circle")
    return Chip(gettext("Not acted on"), "plain", "gavel")


def letter(reasons: str, *, outcome: Outcome, automated: bool, final: bool) -> str:
    """The decision as its reporter reads it: what, why, by which means, and what stays open to them."""
    what = (
        gettext("We have acted on what you reported.")
        if outcome is Outcome.ACTED
        else gettext("We have not acted on what you reported.")
    )
    means = (
        gettext("Automated means had a part in this decision.")
        if automated
        else gettext("A person decided; no automated means had a part in it.")
    )
    outside = gettext(
        "You can also turn to a certified body for out-of-court dispute settlement, or to a court."
    )
    inside = gettext("You can complain about this decision, free of charge, within six months, on this page.")
    return "\n\n".join([what, reasons, means, outside if final else f"{inside} {outside}"])
