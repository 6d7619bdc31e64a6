"""What are the rules of law called that a decision applies, and the records of ours that show a fact?"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.policy.model import Policy
from amiabil.ui.formats import counted, days


def remedy_order(policy: Policy, language: str) -> str:
    """What the legal guarantee gives first and what only afterwards; empty where the policy locks nothing."""
    if not policy.remedies.locked_in_statutory_conformity:
        return ""
    cap = policy.lanes.statutory_conformity.repair_cap_calendar_days
    within = _("a reasonable time") if cap is None else days(cap, language)
    return _(
        "Repair or replacement first, free of charge, within %(span)s; the money back or a lower price once that is "
        "refused, fails or takes longer."
    ) % {"span": within}


def rule_name(rule: str, policy: Policy, language: str) -> str:
    """A legal rule of disputes.md 6 in words, with its source; an unknown one by its identifier.

    Times are those of the policy a case is pinned to: it keeps the law of its country, and may give more.
    """
    lanes = policy.lanes
    law = lanes.statutory_conformity
    years = counted(law.years, ngettext("year", "years", law.years), language)
    months = counted(law.presumption_months, ngettext("month", "months", law.presumption_months), language)
    repaired = _("a reasonable time")
    if law.repair_cap_calendar_days is not None:
        repaired = days(law.repair_cap_calendar_days, language)
    return {
        "L1": _("Withdrawal within %(days)s of the last good (OUG 34/2014, art. 9)")
        % {"days": days(lanes.statutory_withdrawal.days, language)},
        "L3": _("Refund of a withdrawal, with standard delivery (OUG 34/2014, art. 13 and 14)"),
        "L7": _(
            "Legal guarantee of %(years)s; a defect of the first %(months)s was there at delivery (OUG 140/2021)"
        )
        % {"years": years, "months": months},
        "L8": _("Repair or replacement within %(days)s, each day counted (OUG 140/2021, art. 12)")
        % {"days": repaired},
        "L9": _("Replacement of what shows a defect within %(days)s of delivery (OUG 140/2021, art. 11)")
        % {"days": days(law.replacement_only_days or 0, language)},
        "L10": _(
            "Repair or replacement first, then a lower price or the money back (Directive 2019/771, art. 13)"
        ),
        "L29": _("No waiver of a consumer's rights by silence (Directive 93/13)"),
        "policy": _("No rule beyond the marketplace's policy"),
    }.get(rule, rule)


def source_name(source: str) -> str:
    """A record that the platform holds itself."""
    return {
        "order": _("The order and its payment"),
        "listing": _("The listing as it was sold"),
        "tracking": _("The tracking of the parcel"),
        "messages": _("The messages of the case"),
    }.get(source, source)
