"""A dispute as the shop sees it; a member who may not answer or settle reads which right is missing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from amiabil.desks.cases.room import Room
from amiabil.domain.access import Act, Viewer
from amiabil.domain.command_rights import act_of
from amiabil.domain.disputes import engine
from amiabil.domain.terms import Role, ShopRight
from amiabil.ui.case import forms
from amiabil.ui.case.door import SELLER
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import DeskFrame, Notice
from amiabil.ui.frames import seller_frame
from amiabil.ui.viewer import for_seller


def withheld(seen: Seen) -> ShopRight | None:
    """The right this member lacks for what the procedure would let the shop do now; None when there is none."""
    possible = engine.available_actions(seen.dispute, Role.SELLER, at=seen.reader.now, taken=seen.is_taken)
    barred = [one for one in possible if one in forms.OFFERED and not seen.can(one)]
    if not barred:
        return None
    needed = {act_of(one, Role.SELLER) for one in barred}
    return ShopRight.ANSWER if Act.ANSWER_FOR_SHOP in needed else ShopRight.SETTLE


def _extra(seen: Seen) -> dict[str, Any]:
    if seen.actor is Role.ADMINISTRATOR:
        return {} if seen.dispute.insolvent else {"notices": (Notice(_not_yet(seen), icon="lock-simple"),)}
    right = withheld(seen)
    if right is None or seen.file.erased_at is not None:
        return {}
    text = {
        ShopRight.ANSWER: _(
            "You can read this dispute. To answer it you need the right “answer disputes”; whoever manages the"
            " shop's members on the marketplace can give it to you."
        ),
        ShopRight.SETTLE: _(
            "You can refuse, write and add evidence. To accept or offer money you need the right “accept and offer"
            " money”; whoever manages the shop's members on the marketplace can give it to you."
        ),
    }
    return {"notices": (Notice(text[right], icon="lock-simple"),)}


def _not_yet(seen: Seen) -> str:
    """Why an administrator can only read a case; it is told of the insolvency as soon as it goes on."""
    if seen.dispute.is_open:
        return _(
            "You can read this dispute. A proceeding at the bank has stopped it; when that has ended, you act in it for"
            " the seller."
        )
    return _("You can read this dispute. It had ended before the seller became insolvent.")


def _frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    return seller_frame(request, viewer, "disputes")


ROOM = Room(SELLER, for_seller(), _frame, extra=_extra)
