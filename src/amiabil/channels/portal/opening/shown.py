"""What every step of the form works on: the order, the draft and its answers, what has come, and who reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amiabil.actions.previews import Prospect
from amiabil.channels.portal.opening.answers import Answers
from amiabil.channels.portal.opening.reading import Asked
from amiabil.channels.portal.refused import Refused
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.offered import Offered, offered
from amiabil.domain.terms import Reason
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.money import Money
from amiabil.records import clock
from amiabil.records.drafts import Draft
from amiabil.records.files import KeptUpload
from amiabil.ui.reader import Reader


@dataclass(frozen=True, slots=True)
class Opening:
    """What every step works on."""

    viewer: Viewer
    prospect: Prospect
    draft: Draft
    answers: Answers
    kept: tuple[KeptUpload, ...]
    picking: bool = False

    @property
    def reason(self) -> Reason | None:
        """The reason chosen so far."""
        return Reason(self.answers.reason) if self.answers.reason else None

    def asked(self) -> Asked:
        """What a step is read against."""
        pinned = self.prospect.pinned(tuple(self.answers.units), self.reason)
        return Asked(self.prospect.sheet.facts, pinned.policy, self.offers(), self.prospect.free_units())

    def offers(self) -> tuple[Offered, ...]:
        """The remedies to choose from with these answers; none while a case cannot be opened with them."""
        if not (self.answers.units and self.answers.reason):
            return ()
        try:
            return offers_of(self.prospect, self.answers, at=clock.now())
        except AmiabilError:
            return ()

    def most(self) -> Money | None:
        """The most that can be asked for with these answers; None while that cannot be told, or for goods."""
        offers = self.offers()
        chosen = next((one for one in offers if one.remedy == self.answers.remedy), None)
        if chosen is None and offers and not self.answers.remedy:
            chosen = offers[0]
        return chosen.most if chosen is not None else None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the parts of a step are made from."""

    opening: Opening
    reader: Reader
    errors: Mapping[str, str]
    spoiled: tuple[tuple[str, str], ...]
    refused: Refused | None = None


def offers_of(prospect: Prospect, answers: Answers, *, at: datetime) -> tuple[Offered, ...]:
    """Every remedy of the reason for these units. Raises the refusals of ``engine.submit`` when it cannot be filed."""
    return offered(prospect.opens(answers.units, Reason(answers.reason), at=at))


def amount_text(opening: Opening, reader: Reader) -> str:
    """The amount asked for in words: the typed one, else all that is refundable; empty while unknown."""
    currency = opening.prospect.sheet.facts.currency
    if opening.answers.remedy in GOODS:
        return ""
    if opening.answers.amount:
        try:
            return reader.money(Money.parse(opening.answers.amount, currency))
        except AmiabilError:
            return ""
    most = opening.most()
    return reader.money(most) if most is not None else ""
