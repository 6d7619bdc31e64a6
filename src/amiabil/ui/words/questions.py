"""How does the form ask? One question per key of ``domain/disputes/questions``, and the words of its choices."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def label(key: str) -> str:
    """The question; raises ``KeyError`` for a key without one (a test walks them all)."""
    return {
        "what_happened": _("What happened?"),
        "noticed_on": _("When did you notice it?"),
        "used_before_noticing": _("Had you used it before you noticed?"),
        "checked_tracking": _("Have you looked at the tracking page?"),
        "address_is_right": _("Is the delivery address on the order right?"),
        "asked_household": _("Have you asked everybody in your household?"),
        "asked_neighbours": _("Have you asked the neighbours and the doorman?"),
        "asked_carrier": _("Have you asked the carrier?"),
        "parcel_condition": _("How did the parcel look when it came?"),
        "difference": _("What differs most?"),
        "steps_to_see_defect": _("What do you do, and what does it do?"),
        "serial_number": _("Serial number"),
        "what_is_missing": _("What is missing?"),
        "received_count": _("How many pieces did you receive?"),
        "charged_on": _("When were you charged?"),
        "could_hurt": _("Could it hurt somebody?"),
        "somebody_hurt": _("Has somebody been hurt?"),
    }[key]


def hint(key: str) -> str:
    """Help below a question; empty for most."""
    return {
        "what_happened": _("A few sentences: the seller and, if needed, a mediator read them."),
        "steps_to_see_defect": _("Step by step, so that the seller can see the same."),
        "could_hurt": _(
            "It smokes, gives shocks, breaks sharply, small parts come off. With a yes our safety team looks at it too."
        ),
        "serial_number": _("On the label or the box, if there is one."),
    }.get(key, "")


def choice(key: str) -> str:
    """An answer to choose; raises ``KeyError`` for one without words."""
    return {
        "yes": _("Yes"),
        "no": _("No"),
        "intact": _("Whole"),
        "damaged": _("Damaged"),
        "opened": pgettext("of a parcel", "Opened"),
        "wet": _("Wet"),
        "size": _("Size"),
        "colour": _("Colour"),
        "material": _("Material"),
        "model": _("Model"),
        "condition": _("Condition"),
        "function": _("What it does"),
        "other": _("Something else"),
    }[key]
