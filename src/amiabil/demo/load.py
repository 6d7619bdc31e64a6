"""How does the demonstration get its people, orders and disputes? Always counted from this moment, so it is fresh."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from io import BytesIO
from shutil import rmtree
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction

from amiabil.actions import contact_directory, help_articles_shipped
from amiabil.actions import orders as order_actions
from amiabil.actions import staff as staff_actions
from amiabil.demo import assistance, catalogue, measures, orders, requests
from amiabil.demo.pictures import products as drawings
from amiabil.demo.stories import tell
from amiabil.domain.access import Viewer
from amiabil.domain.sign_in import Vouched
from amiabil.domain.terms import Role
from amiabil.records import clock, emptiness, people
from amiabil.records.staff import NewMember
from amiabil.ui.intake import keep_listing_picture

KEEPER = Viewer(role=Role.ADMIN, ref="staff:demonstration", name="Iarmaroc")
"""Acts for the marketplace while the demonstration is set up."""

_NAMES = uuid5(NAMESPACE_URL, "https://amiabil.example/demonstration")


def _said(text: str) -> None:
    sys.stderr.write(f"  {text}\n")


def load(say: Callable[[str], None] = _said) -> None:
    """Fill an empty database: people, 200 orders with pictures, and disputes in every state."""
    at = clock.unshifted()
    help_articles_shipped.load_shipped(at=at)
    say("Contact directory")
    directory = (resources.files("amiabil.demo") / "contact.yaml").read_text(encoding="utf-8")
    contact_directory.save_directory(KEEPER, directory, note="", seen=0, at=at)
    say("People and shops")
    _people()
    say("Pictures of the products")
    pictures = {product.key: _picture(product.drawing) for product in catalogue.products().values()}
    say("200 orders")
    placed = orders.plan(at, pictures)
    rows = order_actions.upsert_many(KEEPER, dict(enumerate(placed.documents)), at=at)
    refused = [row for row in rows if row.problems]
    if refused:
        raise RuntimeError(f"the demonstration's own orders were refused: {refused[:3]}")
    say("Disputes")
    tell(placed, at)
    _administrators()
    say("Measures and complaints")
    measures.tell(at)
    assistance.load(KEEPER, at=at)
    say("Requests for help")
    requests.tell(at)


def reset(say: Callable[[str], None] = _said) -> None:
    """Remove everything, files too, and load again. Only where this is a demonstration.

    Raises ``RuntimeError`` elsewhere.
    """
    if not settings.AMIABIL_DEMO:
        raise RuntimeError("only the demonstration can be put back to its beginning")
    say("Removing everything")
    emptiness.empty()
    for folder in ("files", "demo-mail"):
        rmtree(settings.AMIABIL_HOME / folder, ignore_errors=True)
    load(say)


def picture_id(drawing: str) -> UUID:
    """The file that holds a product's picture; the same in every demonstration."""
    return uuid5(_NAMES, drawing)


def _picture(drawing: str) -> UUID:
    """Keep the picture of a product once; every listing of it shows the same file."""
    file_id = picture_id(drawing)
    content = BytesIO(drawings.listing(drawing))
    keep_listing_picture(
        content, line_id=file_id, file_id=file_id, name=f"{drawing}.jpg", at=clock.unshifted()
    )
    return file_id


def _people() -> None:
    for colleague in catalogue.staff().values():
        new = NewMember(
            username=colleague.username,
            email=colleague.email,
            name=colleague.name,
            roles=colleague.roles,
            pseudonym=colleague.pseudonym,
            language=colleague.language,
            teams=colleague.teams,
        )
        staff_actions.add(KEEPER, new, password=None)
    at = clock.unshifted()
    for buyer in catalogue.buyers().values():
        people.remember(_vouched(buyer.ref, buyer.name, buyer.email, buyer.language, buyer.zone), at=at)
    for shop in catalogue.shops().values():
        for member in shop.members:
            _member(shop, member)


def _vouched(ref: str, name: str, email: str, language: str, zone: str) -> Vouched:
    return Vouched(
        issuer=order_actions.issuer(),
        subject=ref,
        jti=f"demo-{ref}",
        expires_at=clock.unshifted(),
        role=Role.BUYER,
        name=name,
        email=email,
        email_verified=True,
        language=language,
        zone=zone,
    )


def _administrators() -> None:
    for shop in catalogue.shops().values():
        if shop.administrator is not None:
            _member(shop, shop.administrator, Role.ADMINISTRATOR)


def _member(shop: catalogue.Shop, member: catalogue.Member, role: Role = Role.SELLER) -> None:
    """A person of a shop or its administrator, as the marketplace's tokens would have told of them."""
    email = shop.email if role is Role.SELLER else f"{member.ref}@insolventa.example"
    vouched = replace(
        _vouched(member.ref, member.name, email, member.language, member.zone),
        role=role,
        shop=shop.ref,
        rights=member.rights,
        settle_limit=dict(member.settle_limit),
    )
    with transaction.atomic():
        known = people.remember(vouched, at=clock.unshifted())
        people.join_shop(vouched, known.customer_id, at=clock.unshifted())
