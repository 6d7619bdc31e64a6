"""How can somebody begin to write? Sentences to start from, by side, by what the dispute is about, by what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.domain.terms import Reason, Remedy, Role


@unique
class About(StrEnum):
    """Groups of reasons that are talked about in the same words."""

    NOT_RECEIVED = "not_received"
    NOT_RIGHT = "not_right"
    DAMAGED = "damaged"
    MISSING = "missing"
    DOUBTED = "doubted"
    WITHDRAWAL = "withdrawal"
    MONEY = "money"
    RETURN = "return"


_BY_PREFIX: Mapping[str, About] = {
    "nr_": About.NOT_RECEIVED,
    "nc_damaged": About.DAMAGED,
    "nc_defective": About.DAMAGED,
    "nc_missing": About.MISSING,
    "nc_short": About.MISSING,
    "nc_counterfeit": About.DOUBTED,
    "nc_unsafe": About.DOUBTED,
    "nc_": About.NOT_RIGHT,
    "wd_": About.WITHDRAWAL,
    "se_": About.RETURN,
}


def about(reason: Reason) -> About:
    """The group of a reason; money for what has no other."""
    return next((group for start, group in _BY_PREFIX.items() if reason.value.startswith(start)), About.MONEY)


@dataclass(frozen=True, slots=True)
class First:
    """One sentence; ``key`` names it in addresses."""

    key: str
    text: Promise


_B, _S = Role.BUYER, Role.SELLER

BY_REASON: Mapping[tuple[Role, About], tuple[First, ...]] = {
    (_B, About.NOT_RECEIVED): (
        First("b-nr-where", _("The parcel has not reached me. Can you ask the courier where it is?")),
        First("b-nr-until", _("If it does not come by the end of this week, I would like my money back.")),
    ),
    (_B, About.DAMAGED): (
        First("b-dm-how", _("This is how it arrived: the parcel was … and the item …")),
        First("b-dm-use", _("I noticed it when I … I have not used it since.")),
    ),
    (_B, About.NOT_RIGHT): (
        First("b-nc-listing", _("The listing says …, but what I received is …")),
        First("b-nc-keep", _("I could keep it at a lower price. I think of …")),
    ),
    (_B, About.MISSING): (
        First("b-ms-list", _("In the parcel I found … What is missing is …")),
        First("b-ms-send", _("Can you send what is missing? It would be enough for me.")),
    ),
    (_B, About.DOUBTED): (
        First("b-ct-why", _("I doubt that it is genuine, because …")),
        First("b-ct-proof", _("Can you show where it comes from, with an invoice of your supplier?")),
    ),
    (_B, About.WITHDRAWAL): (
        First("b-wd-sent", _("I have sent the goods on …; the number of the parcel is …")),
        First("b-wd-address", _("To which address should I send the goods?")),
    ),
    (_B, About.MONEY): (
        First("b-mo-sum", _("I paid …, but I should have paid …")),
        First("b-mo-when", _("The refund of … has not reached my account. When was it sent?")),
    ),
    (_B, About.RETURN): (
        First("b-rt-how", _("This is how I sent it back: …")),
        First("b-rt-proof", _("I have the receipt of the courier and add it here.")),
    ),
    (_S, About.NOT_RECEIVED): (
        First("s-nr-asked", _("I have asked the courier and will write what they say by …")),
        First("s-nr-again", _("I can send it again, or give the money back. Which do you prefer?")),
    ),
    (_S, About.DAMAGED): (
        First(
            "s-dm-sorry",
            _("I am sorry that it arrived like this. I can send another one, or give money back."),
        ),
        First("s-dm-photo", _("Could you add a photo of …? Then I can see what happened and answer today.")),
    ),
    (_S, About.NOT_RIGHT): (
        First("s-nc-see", _("I have compared the listing with your photos. I see it like this: …")),
        First("s-nc-offer", _("You could keep it and get part of the price back. Would … be fair?")),
    ),
    (_S, About.MISSING): (
        First("s-ms-send", _("I can send what is missing on … Would that settle it for you?")),
        First("s-ms-pack", _("By our packing list the parcel held … Could you look once more at …?")),
    ),
    (_S, About.DOUBTED): (
        First("s-ct-proof", _("It comes from …; I add the invoice of our supplier.")),
        First("s-ct-back", _("I take it back and return the whole price.")),
    ),
    (_S, About.WITHDRAWAL): (
        First("s-wd-address", _("Please send the goods to … Keep the receipt of the courier.")),
        First(
            "s-wd-when", _("As soon as the goods or the receipt of the courier are here, the money is sent.")
        ),
    ),
    (_S, About.MONEY): (
        First("s-mo-check", _("I have checked our books: …")),
        First("s-mo-pay", _("You are right, … is missing. I pay it back today.")),
    ),
    (_S, About.RETURN): (
        First("s-rt-found", _("When we opened the parcel, we found …")),
        First("s-rt-show", _("The photos show the parcel before and after it was opened.")),
    ),
}

BY_REMEDY: Mapping[tuple[Role, Remedy], First] = {
    (_B, Remedy.REFUND_KEEP): First(
        "b-refund", _("I ask for my money back, because the item is of no use to me.")
    ),
    (_B, Remedy.PRICE_REDUCTION): First(
        "b-part", _("I keep the item and ask for part of the price, because …")
    ),
    (_B, Remedy.RETURN_REFUND): First("b-return", _("I can send it back. Who pays for the parcel?")),
    (_B, Remedy.REPLACEMENT): First(
        "b-other", _("I would like another one of the same kind. When could it be here?")
    ),
    (_B, Remedy.REPAIR): First("b-repair", _("I would like it repaired. How long would it take?")),
    (_B, Remedy.RESEND): First("b-again", _("Please send it again, to the same address.")),
    (_S, Remedy.REFUND_KEEP): First("s-refund", _("I suggest another sum, because … What do you think?")),
    (_S, Remedy.PRICE_REDUCTION): First("s-part", _("I can give … back, and you keep the item.")),
    (_S, Remedy.RETURN_REFUND): First(
        "s-return", _("I send you a label for the return, and you pay nothing for it.")
    ),
    (_S, Remedy.REPLACEMENT): First("s-other", _("I can send another one on …")),
    (_S, Remedy.REPAIR): First("s-repair", _("We repair it; the courier collects it on …")),
    (_S, Remedy.RESEND): First("s-again", _("I send it again on … and write you the number of the parcel.")),
}

ALWAYS: Mapping[Role, First] = {
    _B: First("b-open", _("What would you suggest, so that we can end this well for both?")),
    _S: First("s-open", _("What would be a good solution for you?")),
}


def sentences(role: Role, reason: Reason, remedy: Remedy) -> tuple[First, ...]:
    """Up to four sentences for a side of a dispute; none for anybody else."""
    if role not in ALWAYS:
        return ()
    asked = BY_REMEDY.get((role, remedy))
    return (*BY_REASON[role, about(reason)], *((asked,) if asked else ()), ALWAYS[role])


def every() -> Iterator[First]:
    """Every sentence there is."""
    for group in BY_REASON.values():
        yield from group
    yield from BY_REMEDY.values()
    yield from ALWAYS.values()
