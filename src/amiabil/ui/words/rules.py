"""What are the rules of law called that a decision applies, and the records of ours that show a fact?"""

from __future__ import annotations

from django.utils.translation import gettext as _


def rule_name(rule: str) -> str:
    """A legal rule of disputes.md 6 in words, with its source; an unknown one by its identifier."""
    return {
        "L1": _("Withdrawal within 14 days of the last good (OUG 34/2014, art. 9)"),
        "L3": _("Refund of a withdrawal, with standard delivery (OUG 34/2014, art. 13 and 14)"),
        "L7": _(
            "Legal guarantee of two years; a defect of the first year was there at delivery (OUG 140/2021)"
        ),
        "L8": _("Repair or replacement within 15 calendar days (OUG 140/2021, art. 12)"),
        "L9": _("Replacement of what shows a defect within 30 days of delivery (OUG 140/2021, art. 11)"),
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
