"""Each door as the page shows it: what it is for, when somebody is there, how long it took, and the way through it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.actions.call_backs import free_through
from amiabil.actions.contact_directory import Contacts
from amiabil.domain.contact.directory import Door, Means
from amiabil.domain.contact.guide import Wish
from amiabil.foundation.opening_hours import is_open
from amiabil.foundation.telephone import shown
from amiabil.records.contact_directory import Wait
from amiabil.ui.facts import Link
from amiabil.ui.reader import Reader
from amiabil.ui.words import contact as words
from amiabil.ui.words.tickets import label

WRITTEN = (Means.FORM, Means.EMAIL, Means.POST)
"""Through these one writes at any time; somebody reads it in the hours of the door."""


@dataclass(frozen=True, slots=True)
class ShownDoor:
    """A door on the page. ``mark`` frames it and says why; ``wait`` is the measured figure, empty where there is none.

    ``open`` is None where nobody has to be there to use it.
    """

    icon: str
    title: str
    text: str
    figure: str
    figure_text: str
    open: bool | None
    hours: str
    facts: tuple[str, ...]
    act: Link | None
    mark: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What every door of a page stands in."""

    contacts: Contacts
    country: str
    reader: Reader
    signed_in: bool
    wish: Wish

    def is_open(self, door: Door) -> bool:
        """Whether somebody is behind it now."""
        return is_open(self.contacts.directory.opening_hours(door, self.contacts.setup), self.reader.now)

    def wait(self, door: Door) -> Wait | None:
        """What was measured of it; None for nothing."""
        return self.contacts.waits.get(door.means)


def show(door: Door, around: Around, *, mark: str = "", primary: bool = False) -> ShownDoor:
    """The door as it stands now."""
    reader, language = around.reader, around.reader.language
    hours = around.contacts.directory.opening_hours(door, around.contacts.setup)
    is_there, when = words.opening(hours, reader)
    figure, meaning, most = words.wait_of(around.wait(door), language)
    facts = [words.languages_of(door, reader), most, _cost(door, language)]
    if door.means is Means.DISPUTE:
        meaning, when = "", ""
    if door.means is Means.CALL_BACK:
        figure, meaning, when = *_first_free(door, around), ""
    if door.means in WRITTEN:
        facts.insert(0, _("Write at any time"))
        when = _("read now") if is_there else _("read again: %(when)s") % {"when": when}
    title = label(door.names, language) or str(words.NAMES[door.means])
    number = shown(door.number, around.country) if door.number and door.means is Means.PHONE else ""
    return ShownDoor(
        icon=words.ICONS[door.means],
        title=f"{title}: {number}" if number else title,
        text=label(door.notes, language) or str(words.ABOUT[door.means]),
        figure=figure,
        figure_text=meaning,
        open=is_there if when else None,
        hours=when,
        facts=tuple(fact for fact in facts if fact),
        act=_way(door, around),
        mark=mark,
        primary=primary,
    )


def _first_free(door: Door, around: Around) -> tuple[str, str]:
    """When the first call can be booked, and what that figure is."""
    free = free_through(around.contacts, door, at=around.reader.now)
    if free is None or not free.times:
        return "", _("no free time in the coming days")
    return around.reader.moment(free.times[0]).text, _("first free time")


def _cost(door: Door, language: str) -> str:
    if door.means is Means.PHONE:
        return label(door.cost, language)
    return _("Free") if door.means in (Means.CHAT, Means.CALL_BACK) else ""


def _way(door: Door, around: Around) -> Link | None:
    wish = around.wish
    match door.means:
        case Means.CHAT:
            return Link(_("Talk to a person"), reverse("chat"))
        case Means.FORM:
            return Link(_("Write to us"), _form(around))
        case Means.EMAIL:
            address = settings.AMIABIL_MAIL_REPLY or ""
            return Link(address, f"mailto:{address}")
        case Means.PHONE:
            return Link(_("Call"), f"tel:{door.number}")
        case Means.CALL_BACK:
            known = {"country": around.country, "topic": wish.topic, "order": wish.order}
            query = {name: value for name, value in known.items() if value}
            return Link(_("Choose a time"), f"{reverse('call_back', args=[door.key])}?{urlencode(query)}")
        case Means.DISPUTE:
            named = reverse("open_dispute", args=[wish.order]) if wish.order else reverse("problems")
            return Link(_("Open a dispute"), named)
    return None


def _form(around: Around) -> str:
    """The written form, with what is known: from the account with the order, else without an account."""
    wish, setup = around.wish, around.contacts.setup
    if not wish.topic:
        return reverse("ticket_topics" if around.signed_in else "ask_topics")
    if around.signed_in:
        query = f"?{urlencode({'order': wish.order})}" if wish.order else ""
        return f"{reverse('ticket_new', args=[wish.topic])}{query}"
    needs_order = setup.topic(wish.topic).order == "required"
    return reverse("ask_topics") if needs_order else reverse("ask", args=[wish.topic])
