"""Which cases are copied into a data set? A few real ones, told by the product's own actions."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from amiabil.actions import disputes, mediation
from amiabil.actions import orders as order_actions
from amiabil.actions import staff as staff_actions
from amiabil.actions.disputes import StepRequest
from amiabil.actions.files import Announced
from amiabil.actions.messages import Written, post_message
from amiabil.actions.openings import HandedIn, OpeningRequest, open_dispute
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import Ask, Submission, read_arguments
from amiabil.domain.sign_in import Vouched
from amiabil.domain.terms import Audience, Command, EvidenceKind, Reason, Remedy, Role, ShopRight
from amiabil.records import drafts, people, sessions
from amiabil.records.case_load import load
from amiabil.records.new_id import new_id
from amiabil.records.staff import NewMember
from amiabil.ui.intake import FormFile, keep_form_file

KEEPER = Viewer(role=Role.ADMIN, ref="staff:bench", name="Bench")
MEDIATOR = "mira"
BUYER, SELLER, SHOP = "the-buyer-of-all-templates", "the-seller-of-all-templates", "the-shop-of-all-templates"
"""References that are found again in every row made for them, and replaced in the copies."""

TOLD = "Abajurul este crăpat pe toată lungimea, iar cutia era lovită într-un colț când a ajuns la mine."
SAID = (
    "Bună ziua, am verificat coletul împreună cu depozitul și vă răspundem până mâine.",
    "Mulțumesc. Am atașat încă o fotografie, se vede clar fisura de lângă dulie.",
    "Vă putem oferi o reducere parțială sau un produs nou, expediat fără costuri pentru dumneavoastră.",
)
RECENT, EARLIER, LONG_AGO = 0.5, 3.0, 8.0
"""Days ago a case was opened; a recent one has had no reminder yet, the seller's time of an old one is over."""

LONG = 100
"""Messages of the long case; source: performance.md, P5."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who appears."""

    buyer: Viewer
    seller: Viewer
    mediator: Viewer


@dataclass(frozen=True, slots=True)
class Told:
    """A case that was told, with its order; ``reference`` empty when nobody disputed it."""

    order_ref: str
    reference: str = ""


def make_cast(now: datetime, tokens: dict[str, str]) -> Cast:
    """A buyer, a member of a shop and a mediator; buyer and member are signed in with these tokens."""
    member = NewMember(MEDIATOR, "mira@example.com", "Mira M.", frozenset({Role.MEDIATOR}), "Mira", "ro")
    mediator = staff_actions.add(KEEPER, member, password=None)
    buyer = people.remember(_vouched(BUYER, "Ana Pop", now), at=now)
    vouched = _vouched(SELLER, "Luca Marin", now, role=Role.SELLER, shop=SHOP, rights=frozenset(ShopRight))
    seller = people.remember(vouched, at=now)
    shop_id = people.join_shop(vouched, seller.customer_id, at=now)
    sessions.open_session(sessions.Owner(buyer.customer_id, Role.BUYER), tokens["buyer"], at=now)
    owner = sessions.Owner(seller.customer_id, Role.SELLER, shop_id)
    sessions.open_session(owner, tokens["seller"], at=now)
    signed_in = [sessions.viewer_of(tokens[who], at=now) for who in ("buyer", "seller")]
    assert signed_in[0] is not None
    assert signed_in[1] is not None
    hears = Viewer(role=Role.MEDIATOR, person_id=mediator, ref=f"staff:{MEDIATOR}", name="Mira")
    return Cast(signed_in[0], signed_in[1], hears)


def _vouched(subject: str, name: str, now: datetime, **more: Any) -> Vouched:
    rest = {"role": Role.BUYER, "language": "ro", "zone": "Europe/Bucharest", **more}
    return Vouched(order_actions.issuer(), subject, f"bench-{subject}", now, name=name, **rest)


class Telling:
    """Tells the stories, each about an order of its own."""

    def __init__(self, people: Cast, now: datetime) -> None:
        self._cast, self._now, self._photo = people, now, _photo()

    def told(self) -> dict[str, Told]:
        """Every story by its name."""
        stories: dict[str, Callable[[str], None]] = {
            "awaiting": self._awaiting,
            "negotiating": self._negotiating,
            "taken": self._taken,
            "to_take": self._escalated,
            "closed": self._closed,
            "long": self._long,
            "overdue": self._awaiting,
        }
        made = {"order": Told(self._order("order"))}
        for name, carry_on in stories.items():
            order_ref = self._order(name)
            reference = self._open(order_ref, {"awaiting": RECENT, "overdue": LONG_AGO}.get(name, EARLIER))
            carry_on(reference)
            made[name] = Told(order_ref, reference)
        return made

    def _at(self, days: float) -> datetime:
        return self._now - timedelta(days=days)

    def _order(self, name: str) -> str:
        ref = f"the-order-of-{name}"
        paid, scans = self._at(14), (("accepted", 13), ("in_transit", 12), ("delivered", 8))
        document = {
            "country": "RO",
            "currency": "RON",
            "paid_at": paid.isoformat(),
            "payment": "card",
            "buyer": {"ref": BUYER, "name": "Ana Pop", "email": "ana@example.com"},
            "seller": {"ref": SHOP, "name": "Lumina Atelier", "trader": True},
            "shipping": {"amount": "19.99", "currency": "RON"},
            "lines": [
                {
                    "ref": "1",
                    "title": "Lampă de birou din stejar",
                    "category": "home",
                    "quantity": 1,
                    "unit_price": {"amount": "249.90", "currency": "RON"},
                    "listing": {"text": TOLD * 4, "pictures": [{"url": "https://img.example/1.jpg"}]},
                }
            ],
            "parcels": [
                {
                    "ref": "AWB1",
                    "carrier": "Sameday",
                    "tracking": "1",
                    "events": [{"at": self._at(day).isoformat(), "status": status} for status, day in scans],
                }
            ],
        }
        order_actions.upsert(KEEPER, document, ref=ref, at=self._now)
        return ref

    def _open(self, order_ref: str, days: float) -> str:
        buyer, at = self._cast.buyer, self._at(days)
        draft = drafts.start(buyer, order_ref, id=new_id(), body={}, at=at)
        kinds = (EvidenceKind.PHOTO_ITEM, EvidenceKind.PHOTO_PARCEL)
        items = [self._item(kind, draft.id, at) for kind in kinds]
        request = OpeningRequest(submission(), draft.id, at, items, draft.id)
        reference = open_dispute(buyer, order_ref, request).reference
        self._talk(reference, 3, at)
        return reference

    def _item(self, kind: EvidenceKind, draft_id: Any, at: datetime) -> HandedIn:
        announced = Announced("draft", draft_id, f"{kind}.jpg", len(self._photo), kind.value)
        file = FormFile(announced.name, self._photo, len(self._photo))
        kept = keep_form_file(self._cast.buyer, announced, file, at=at)
        return HandedIn(new_id(), kind.value, title="Fotografie", file_id=kept.id)

    def _talk(self, reference: str, count: int, since: datetime) -> None:
        for number in range(count):
            viewer = self._cast.seller if number % 2 else self._cast.buyer
            text, at = SAID[number % len(SAID)], since + timedelta(minutes=number + 1)
            post_message(viewer, reference, Written(new_id(), text, Audience.EVERYONE, at))

    def _step(self, viewer: Viewer, reference: str, command: Command, days: float, **given: Any) -> None:
        request = StepRequest(command, read_arguments(command, given), self._at(days))
        disputes.take_step(viewer, reference, request)

    def _awaiting(self, reference: str) -> None:
        """The seller has not answered."""

    def _negotiating(self, reference: str) -> None:
        self._step(self._cast.seller, reference, Command.PROPOSE, 2, remedy="refund_keep", amount="100.00")

    def _escalated(self, reference: str) -> None:
        seller, buyer = self._cast.seller, self._cast.buyer
        self._step(seller, reference, Command.REJECT_REQUEST, 2, reason="not_damaged", text="Ambalat corect.")
        self._step(buyer, reference, Command.ESCALATE, 1)

    def _taken(self, reference: str) -> None:
        self._escalated(reference)
        mediation.take_case(self._cast.mediator, reference)

    def _closed(self, reference: str) -> None:
        self._negotiating(reference)
        buyer, accepted = self._cast.buyer, {"proposal": "seller", "amount": "100.00"}
        self._step(buyer, reference, Command.ACCEPT, 1, **accepted)
        for refund in load(buyer, reference).dispute.refunds:
            disputes.confirm_refund(refund.id, at=self._at(0.5))

    def _long(self, reference: str) -> None:
        self._talk(reference, LONG - 3, self._at(EARLIER - 0.1))
        self._negotiating(reference)
        buyer, seller = self._cast.buyer, self._cast.seller
        self._step(buyer, reference, Command.PROPOSE, 1.5, remedy="refund_keep", amount="200.00")
        self._step(seller, reference, Command.PROPOSE, 1, remedy="refund_keep", amount="150.00")


def submission() -> Submission:
    """A lamp that came broken."""
    return Submission(
        units={"1": 1},
        reason=Reason.NC_DAMAGED,
        ask=Ask(Remedy.REFUND_KEEP, "269.89"),
        text=TOLD,
        answers={"parcel_condition": "damaged"},
    )


def _photo() -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.effect_noise((800, 600), 40).convert("RGB").save(made, "JPEG")
    return made.getvalue()
