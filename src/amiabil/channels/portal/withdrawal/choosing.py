"""Which units of an order can a buyer withdraw from, and which did they choose?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.actions.previews import Prospect
from amiabil.domain.disputes.eligibility import Right, law_excludes, rights_of
from amiabil.domain.disputes.order import LineFacts
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Reason
from amiabil.records import clock
from amiabil.ui import rights
from amiabil.ui.facts import Field, Link, Option
from amiabil.ui.pictures import picture_address
from amiabil.ui.reader import Reader
from amiabil.ui.withdrawals import pieces


@dataclass(frozen=True, slots=True)
class Choosable:
    """A line of the order: with a ``field`` to choose pieces, else a ``note`` why not and perhaps a ``link`` on."""

    title: str
    about: str
    picture_url: str
    field: Field | None = None
    note: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order somebody may withdraw from, as seen now."""

    prospect: Prospect
    policy: Policy
    right: Right
    reader: Reader

    @classmethod
    def of(cls, found: Prospect) -> Purchase:
        """The order with its right of withdrawal."""
        pinned = found.pinned((), None)
        reader = Reader.of(found.viewer, now=clock.now(), case_zone=pinned.policy.zone)
        known = rights_of(found.rules.sight(found.sheet.facts, reader.now))
        return cls(found, pinned.policy, known.withdrawal, reader)

    def free(self) -> dict[str, int]:
        """How many units of each line can be chosen; lines the law leaves out have none."""
        order = self.prospect.sheet.facts
        return {
            ref: count
            for ref, count in self.prospect.free_units().items()
            if count and law_excludes(order, [ref], Reason.WD_STATUTORY, self.policy) is None
        }

    def chosen(self, given: Mapping[str, str]) -> dict[str, int]:
        """The units named in a form, never more than are free; empty when none are."""
        found = {}
        for ref, free in self.free().items():
            count = given.get(f"units-{ref}", "")
            if count.isascii() and count.isdigit() and len(count) < 6 and int(count) > 0:
                found[ref] = min(int(count), free)
        return found


def lines_of(purchase: Purchase, given: Mapping[str, str]) -> list[Choosable]:
    """Every line of the order, with everything that is free chosen until the buyer says otherwise."""
    return [_line(purchase, line, given) for line in purchase.prospect.sheet.facts.lines]


def _line(purchase: Purchase, line: LineFacts, given: Mapping[str, str]) -> Choosable:
    sheet, reader = purchase.prospect.sheet, purchase.reader
    pictures = {one.ref: one.pictures for one in sheet.lines}
    shown: dict[str, Any] = {
        "title": line.title,
        "about": f"{pieces(line.quantity)} · {reader.money(line.unit_price * line.quantity)}",
        "picture_url": picture_address(reader.viewer, pictures.get(line.ref, ())),
    }
    free = purchase.free().get(line.ref, 0)
    if free:
        named = purchase.chosen(given).get(line.ref, 0) if given else free
        options = tuple(Option(str(n), str(n), selected=n == named) for n in range(free + 1))
        field = Field(f"units-{line.ref}", _("Pieces"), "select", options=options)
        return Choosable(**shown, field=field)
    barrier = law_excludes(sheet.facts, [line.ref], Reason.WD_STATUTORY, purchase.policy)
    if barrier is not None:
        return Choosable(**shown, note=rights.barrier_text(barrier))
    open_one = next((one for one in sheet.disputes if line.ref in one.lines and one.state != "closed"), None)
    if open_one is None:
        return Choosable(**shown, note=_("already dealt with"))
    link = Link(_("See the case"), reverse("dispute", args=[open_one.reference]))
    return Choosable(**shown, note=_("in an open case; there it can be changed into a withdrawal"), link=link)
