"""What is each side told when one presses the other to close early? Source: disputes.md 7; 3.4, *Pressure*."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.terms import Role


def title(role: Role) -> str:
    """The headline of the warning, for this reader."""
    if role is Role.BUYER:
        return _("You do not have to close this dispute.")
    if role is Role.SELLER:
        return _("Do not ask the buyer to close early.")
    return _("A message asks the buyer to close early.")


def advice(role: Role, *, cooling_off: str) -> str:
    """What to do, and what a dispute that is open protects; ``cooling_off`` is the time to undo, as "48 hours"."""
    if role is Role.BUYER:
        return _(
            "A message here asks you to close it, or to confirm before you have what was promised. Wait until the"
            " money or the goods have come: while the dispute is open, the money stays with us. If you withdraw it"
            " anyway, you can take it up again for %(hours)s."
        ) % {"hours": cooling_off}
    if role is Role.SELLER:
        return _(
            "A message of yours was understood so, and the buyer has been warned. What you offer belongs in a"
            " proposal: once it is accepted, the dispute ends by itself when the promise is kept."
        )
    return _("Both sides have been warned. The message stays in the history.")
