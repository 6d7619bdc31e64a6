"""What the acts of a return are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.disputes.settling import nothing_to_send
from amiabil.domain.terms import Command
from amiabil.ui.case.texts.kinds import Done, Means, Verbs

VERBS: Verbs = {
    Command.PROVIDE_LABEL: lambda seen: _("Give the label for the return"),
    Command.WAIVE_RETURN: lambda seen: (
        _("Refund: the goods have not left")
        if nothing_to_send(seen.dispute)
        else _("Let the buyer keep the goods")
    ),
    Command.GIVE_RETURN_ADDRESS: lambda seen: _("Give the address for the return"),
    Command.RECORD_RETURN_SHIPMENT: lambda seen: _("I have sent the goods"),
    Command.EXTEND: lambda seen: _("I need more time"),
    Command.INSPECT: lambda seen: _("Say how the goods came back"),
}

MEANS: Means = {}

DONE: Done = {
    Command.PROVIDE_LABEL: lambda: _("The buyer has the label and can send the goods."),
    Command.WAIVE_RETURN: lambda: _("Nothing has to come back, and the refund is on its way."),
    Command.GIVE_RETURN_ADDRESS: lambda: _("The buyer reads where to send the goods."),
    Command.RECORD_RETURN_SHIPMENT: lambda: _("The parcel is in the case. The seller is told."),
    Command.EXTEND: lambda: _("You have more time to send the goods."),
    Command.INSPECT: lambda: _("What you found is in the case. The buyer is told."),
}
