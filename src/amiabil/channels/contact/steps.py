"""The three questions that lead to a door, as links: what about, which order, how urgent. "I want a person" is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.channels.contact.doors import Around
from amiabil.domain.contact.guide import PERSON, Urgency, Wish
from amiabil.domain.support.setup import Setup
from amiabil.records.orders_reading import StoredOrder
from amiabil.ui.facts import Link
from amiabil.ui.viewer import sign_in_url
from amiabil.ui.words import contact as words
from amiabil.ui.words.tickets import label

NO_ORDER = "none"
"""The answer to *which order* of whoever names none."""

_REFERENCE_MAX = 64
"""Letters of the reference of an order (conventions.md, Identifiers)."""


@dataclass(frozen=True, slots=True)
class Step:
    """A question with its answers."""

    key: str
    question: str
    answers: tuple[Link, ...]


def wish_of(request: HttpRequest, setup: Setup) -> Wish:
    """What the address says was answered; what is no answer counts as none."""
    about, order = request.GET.get("about", ""), request.GET.get("order", "")
    order = "" if order == NO_ORDER else order
    urgent = request.GET.get("urgent", "")
    return Wish(
        topic=about if setup.has_topic(about) else "",
        order=order if order.isprintable() and len(order) <= _REFERENCE_MAX else "",
        urgency=Urgency(urgent) if urgent in set(Urgency) else None,
        person=about == PERSON,
    )


def begun(wish: Wish) -> bool:
    """Whether something was answered."""
    return bool(wish.topic or wish.person)


def done(wish: Wish) -> bool:
    """Whether enough was answered to name one door."""
    return wish.person or wish.urgency is not None


@dataclass(frozen=True, slots=True)
class _Here:
    """This page with what was answered; ``order`` is as it was answered, ``none`` too."""

    country: str
    about: str
    order: str

    def to(self, **answer: str) -> str:
        """The same page with one answer more."""
        query = {"country": self.country, "about": self.about, "order": self.order, **answer}
        kept = {name: value for name, value in query.items() if value}
        return f"{reverse('contact')}?{urlencode(kept)}#guide"


def steps(request: HttpRequest, around: Around, mine: Sequence[StoredOrder]) -> tuple[Step, ...]:
    """The questions so far; whoever wants a person is asked nothing more."""
    wish = around.wish
    here = _Here(
        around.country, PERSON if wish.person else wish.topic, request.GET.get("order", "")[:_REFERENCE_MAX]
    )
    asked = [_about(around, here)]
    if wish.topic:
        which = _which_order(request, around, here, mine)
        if which is not None:
            asked.append(which)
        if which is None or here.order:
            asked.append(_how_urgent(wish, here))
    return tuple(asked)


def _about(around: Around, here: _Here) -> Step:
    bare, language = _Here(around.country, "", ""), around.reader.language
    topics = tuple(
        Link(label(topic.labels, language), bare.to(about=topic.key), current=topic.key == here.about)
        for topic in around.contacts.setup.topics
    )
    person = Link(_("I want a person"), bare.to(about=PERSON), "user", current=here.about == PERSON)
    return Step("about", _("What is it about?"), (*topics, person))


def _which_order(
    request: HttpRequest, around: Around, here: _Here, mine: Sequence[StoredOrder]
) -> Step | None:
    """None where no order is called for, or nobody has signed in who could have one."""
    topic = around.contacts.setup.topic(around.wish.topic)
    if topic.order == "never" or (around.signed_in and not mine):
        return None
    nothing = Link(_("Not about an order"), here.to(order=NO_ORDER), current=here.order == NO_ORDER)
    if not around.signed_in:
        address = sign_in_url(request.get_full_path())
        answers = (Link(_("Sign in to choose your order"), address, "sign-in"),) if address else ()
        without = Link(_("Go on without signing in"), here.to(order=NO_ORDER), current=here.order == NO_ORDER)
        return Step("order", _("Which order?"), (*answers, without))
    chosen = tuple(
        Link(
            f"{one.order.ref} · {one.order.lines[0].title if one.order.lines else ''}"[:60],
            here.to(order=one.order.ref),
            current=one.order.ref == here.order,
        )
        for one in mine
    )
    return Step("order", _("Which order?"), (*chosen, nothing))


def _how_urgent(wish: Wish, here: _Here) -> Step:
    answers = tuple(
        Link(str(text), here.to(urgent=urgency.value), current=wish.urgency is urgency)
        for urgency, text in words.URGENCIES.items()
    )
    return Step("urgent", _("How urgent is it?"), answers)
