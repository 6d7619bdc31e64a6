"""Who asks in a chat, beside it: somebody with an account and what is known of them, or a visitor."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.desks.agent.customer import CustomerCard
from amiabil.domain.terms import Role
from amiabil.records.chats import ChatFile
from amiabil.ui.facts import Person
from amiabil.ui.reader import Reader


def card(file: ChatFile, name: str, reader: Reader) -> CustomerCard:
    """The head of the card; ``more_url`` leads to orders, disputes and earlier contacts, empty for a visitor."""
    person = Person.of(name, file.side)
    if file.contact is not None:
        return CustomerCard(person, _("Has not signed in: a name or address they type proves nothing."), "")
    kind = _("Seller") if file.side is Role.SELLER else _("Buyer")
    about = _("%(side)s · signed in · began %(when)s") % {
        "side": kind,
        "when": reader.moment(file.chat.started_at).text,
    }
    id = file.person_id if file.side is Role.BUYER else file.shop_id
    url = reverse("agent:person", args=[file.side.value, id]) if id is not None else ""
    return CustomerCard(person, about, f"{url}?without={file.reference}" if url else "")
