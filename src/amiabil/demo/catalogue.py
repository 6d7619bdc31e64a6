"""What is sold on the demonstration marketplace, who sells and buys it, and who works for it? Data only.

The files in ``demo/data`` say it; here they become values. Nothing in them is a real person, firm, number or address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TypeVar

from amiabil.domain.orders.model import ReturnPolicy
from amiabil.domain.terms import Role, ShopRight
from amiabil.foundation.codec import decode
from amiabil.foundation.documents import read_yaml
from amiabil.foundation.money import Money

MARKETPLACE = "Iarmaroc"

LEAD_BUYER = "b-ioana"
LEAD_SHOP = "atelier-luminos"
"""The two whose case the pictures of the documentation show."""

LANGUAGES = ("ro", "en")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Product:
    """Something that is sold. ``title`` and ``text`` are by language; ``picture`` names its drawing."""

    key: str
    shop: str
    category: str
    price: Money
    title: Mapping[str, str]
    text: Mapping[str, str]
    picture: str = ""

    @property
    def drawing(self) -> str:
        """The name of its drawing in ``demo.pictures``."""
        return self.picture or self.key


@dataclass(frozen=True, slots=True)
class Member:
    """A person who acts for a shop; ``settle_limit`` is in minor units by currency, empty for no limit."""

    ref: str
    name: str
    rights: frozenset[ShopRight]
    settle_limit: Mapping[str, int] = field(default_factory=dict)
    language: str = "ro"
    zone: str = "Europe/Bucharest"


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller; ``identity`` is what the buyer of a trader may see (DSA article 30).

    ``returns`` is what the shop takes back of its own will; None: nothing beyond the law. ``administrator`` is the
    insolvency practitioner, where a story makes the shop insolvent.
    """

    ref: str
    name: str
    town: str
    country: str
    identity: Mapping[str, str]
    members: tuple[Member, ...]
    trader: bool = True
    settles_in: str = "RON"
    returns: ReturnPolicy | None = None
    administrator: Member | None = None

    @property
    def email(self) -> str:
        """Where the shop reads its mail."""
        return self.identity["email"]


@dataclass(frozen=True, slots=True)
class Buyer:
    """Somebody who buys; ``consumer`` is false for a firm."""

    ref: str
    name: str
    email: str
    town: str
    language: str = "ro"
    zone: str = "Europe/Bucharest"
    consumer: bool = True


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works for the marketplace; ``pseudonym`` is what parties read, ``teams`` keys of the set-up."""

    username: str
    name: str
    pseudonym: str
    roles: frozenset[Role]
    language: str = "ro"
    teams: frozenset[str] = frozenset()

    @property
    def email(self) -> str:
        """Their address at the marketplace."""
        return f"{self.username}@iarmaroc.example"


@dataclass(frozen=True, slots=True)
class _People:
    buyers: tuple[Buyer, ...]
    staff: tuple[StaffMember, ...]


def _read(name: str, kind: type[_T]) -> _T:
    text = (files("amiabil.demo") / "data" / name).read_text("utf-8")
    return decode(kind, read_yaml(text, name).plain())


@cache
def products() -> Mapping[str, Product]:
    """Everything that is sold, by key, in the order of the file."""
    listed = _read("products.yaml", tuple[Product, ...])
    return {product.key: product for product in listed}


@cache
def shops() -> Mapping[str, Shop]:
    """Every shop by its reference."""
    listed = _read("shops.yaml", tuple[Shop, ...])
    return {shop.ref: shop for shop in listed}


@cache
def _people() -> _People:
    return _read("people.yaml", _People)


def buyers() -> Mapping[str, Buyer]:
    """Every buyer by reference, the lead buyer first."""
    return {buyer.ref: buyer for buyer in _people().buyers}


def staff() -> Mapping[str, StaffMember]:
    """Everybody who works for the marketplace, by user name."""
    return {member.username: member for member in _people().staff}


def sold_by(shop: str) -> tuple[Product, ...]:
    """What a shop sells."""
    return tuple(product for product in products().values() if product.shop == shop)


TOWNS: Mapping[str, tuple[float, float]] = {
    "Brașov": (45.6427, 25.5887),
    "București": (44.4268, 26.1025),
    "Bistrița": (47.1333, 24.4833),
    "Buzău": (45.1500, 26.8333),
    "Cluj-Napoca": (46.7712, 23.6236),
    "Constanța": (44.1598, 28.6348),
    "Craiova": (44.3302, 23.7949),
    "Galați": (45.4353, 28.0080),
    "Horezu": (45.1500, 23.9833),
    "Iași": (47.1585, 27.6014),
    "Oradea": (47.0465, 21.9189),
    "Ploiești": (44.9460, 26.0366),
    "Predeal": (45.5000, 25.5667),
    "Sibiu": (45.7983, 24.1256),
    "Suceava": (47.6514, 26.2556),
    "Timișoara": (45.7489, 21.2087),
    "Târgu Mureș": (46.5455, 24.5625),
    "Wien": (48.2082, 16.3738),
}
"""Latitude and longitude of the middle of each town: what the photos of the demonstration give away."""
