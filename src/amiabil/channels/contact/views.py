"""How do I reach somebody from where I am? What there is, what there is not, and the right door, for each country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.actions.contact_directory import Contacts, contacts_now, home_country
from amiabil.channels.contact import steps
from amiabil.channels.contact.doors import Around, ShownDoor, show
from amiabil.domain.contact.directory import STAFF, Door, Means
from amiabil.domain.contact.guide import fastest, right_doors
from amiabil.domain.terms import Role
from amiabil.foundation.opening_hours import Block, OpeningHours
from amiabil.foundation.working_time import local_day
from amiabil.records import clock
from amiabil.records.orders import orders
from amiabil.ui import formats
from amiabil.ui.facts import Link, Row
from amiabil.ui.frames import portal_frame
from amiabil.ui.places import country_name
from amiabil.ui.public_addresses import Thing, crumbs_data, seo
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import customer_of
from amiabil.ui.words import contact as words
from amiabil.ui.words.tickets import label

ORDERS_OFFERED = 5
HOLIDAYS_AHEAD = timedelta(days=14)
"""Free days further away are read when they come nearer."""


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """The doors of a country, the right one first once the three questions are answered."""
    viewer = customer_of(request)
    contacts = contacts_now()
    mine = orders(viewer, limit=ORDERS_OFFERED).items if viewer.role is Role.BUYER else ()
    own = mine[0].order.country if mine else ""
    country = _country(request, contacts, own)
    language = get_language() or settings.LANGUAGE_CODE
    reader = Reader(viewer, language, clock.now(), contacts.setup.zone)
    wish = steps.wish_of(request, contacts.setup)
    around = Around(contacts, country, reader, viewer.role is not None, wish)
    page = _Page(around)
    facts = {
        "frame": portal_frame(request, viewer, "contact"),
        "country": country_name(country, language),
        "countries": _countries(contacts, country, language),
        "lead": page.lead(),
        "measured": page.measured(),
        "guide": steps.steps(request, around, mine),
        "doors": page.doors(),
        "no_phone": not page.there(Means.PHONE),
        "marketplace": settings.AMIABIL_MARKETPLACE,
        "report_url": reverse("report_new"),
        "staffed": page.staffed(),
        "authorities": page.beside(Means.AUTHORITY),
        "post": page.beside(Means.POST),
        "seo": seo("contact", description=page.lead(), data=[_crumbs()]),
    }
    return render(request, "contact/contact.html", facts)


def _crumbs() -> Thing:
    return crumbs_data([(_("Help"), reverse("help")), (_("Contact"), reverse("contact"))])


def _country(request: HttpRequest, contacts: Contacts, own: str) -> str:
    """The country of the address, else the reader's own, else that of the marketplace's policy."""
    asked = request.GET.get("country", "").upper()
    if country_name(asked, "en"):
        return asked
    if own:
        return own
    return home_country(contacts)


def _countries(contacts: Contacts, chosen: str, language: str) -> tuple[Link, ...]:
    """Every country the operator has named, and the one that is shown."""
    codes = dict.fromkeys([*(one.code for one in contacts.directory.countries), chosen])
    return tuple(
        Link(
            country_name(code, language) or code,
            f"{reverse('contact')}?country={code}",
            current=code == chosen,
        )
        for code in codes
    )


@dataclass(frozen=True, slots=True)
class _Aside:
    """What stands beside the doors: an authority, or an address for letters."""

    title: str
    text: str
    address: str
    url: str


class _Page:
    """What the page says of a country at this instant."""

    def __init__(self, around: Around) -> None:
        self.around = around
        self.all = around.contacts.doors(around.country)
        spoken = [door for door in self.all if door.speaks(around.reader.language)]
        self.reached = [
            door for door in spoken or self.all if door.means not in (Means.POST, Means.AUTHORITY)
        ]
        # A number is shown to everybody: the page has just said that there is a line.
        self.foreign = [door for door in self.all if door.means is Means.PHONE and door not in self.reached]
        self.medians = {
            means: wait.median
            for means, wait in around.contacts.waits.items()
            if wait.counted >= words.FEWEST
        }

    def there(self, means: Means) -> Door | None:
        """The first door of this kind, one that speaks the reader's language before others; None when there is none."""
        return next((door for door in (*self.reached, *self.all) if door.means is means), None)

    def lead(self) -> str:
        """In one or two sentences: is there a telephone, and what is fastest?"""
        where = {"country": country_name(self.around.country, self.around.reader.language)}
        answered, write = _("Somebody answers it now."), _("Write to us: a person answers.")
        phone, quick = self.there(Means.PHONE), fastest(self.reached, self.medians)
        # Translators: {languages} is a list of names of languages, such as "German, English".
        others = _("It is answered in: %(languages)s.")
        first = (
            _("There is a telephone line for %(country)s.") % where
            if phone
            else _("There is no telephone support for %(country)s.") % where
        )
        if phone and phone in self.foreign:
            spoken = {"languages": words.languages_of(phone, self.around.reader)}
            first = f"{first} {others % spoken}"
        elif phone and self.around.is_open(phone):
            return f"{first} {answered}"
        if quick is None:
            return f"{first} {write}"
        span = formats.span(self.medians[quick.means], self.around.reader.language)
        # Translators: {door} is a way of reaching us, such as "Write to us"; {span} a time such as "5 hours".
        fast = _("Fastest now: “%(door)s”; half of the first answers came within %(span)s.")
        return f"{first} {fast % {'door': words.NAMES[quick.means], 'span': span}}"

    def measured(self) -> str:
        """How the figures came about."""
        waits = self.around.contacts.waits.values()
        if not waits:
            return _(
                "Waits are measured over the last 7 days, not promised. There is not enough to measure yet."
            )
        at = self.around.reader.moment(max(one.measured_at for one in waits)).text
        return _("Waits are measured over the last 7 days, not promised. Measured %(when)s.") % {"when": at}

    def doors(self) -> list[ShownDoor]:
        """The right one first and framed, where it is known which one that is."""
        around = self.around
        others = [show(door, around) for door in self.foreign if door.serves(around.wish.topic)]
        return [*self._spoken(), *others]

    def _spoken(self) -> list[ShownDoor]:
        around = self.around
        open_now = {door.key for door in self.reached if around.is_open(door)}
        if steps.begun(around.wish):
            right = list(right_doors(self.reached, around.wish, open_now=open_now, waits=self.medians))
            done, mark = steps.done(around.wish), _("The right door for this")
            return [
                show(door, around, mark=mark if done and not place else "", primary=not place)
                for place, door in enumerate(right)
            ]
        quick = fastest(self.reached, self.medians)
        first = quick or next(iter(self.reached), None)
        ordered = sorted(self.reached, key=lambda door: door is not quick)
        fast = _("Fastest now")
        return [
            show(door, around, mark=fast if door is quick else "", primary=door is first) for door in ordered
        ]

    def beside(self, means: Means) -> list[_Aside]:
        """The doors that stand beside."""
        language = self.around.reader.language
        return [
            _Aside(
                label(door.names, language) or str(words.NAMES[means]),
                label(door.notes, language),
                door.address,
                door.url,
            )
            for door in self.all
            if door.means is means
        ]

    def staffed(self) -> tuple[Row, ...]:
        """When people are here: the days of the week, and the free days that come."""
        contacts, reader = self.around.contacts, self.around.reader
        hours = contacts.directory.opening_hours(Door("staff", Means.FORM, hours=STAFF), contacts.setup)
        return (*_week(hours), *_free_days(hours, reader))


def _week(hours: OpeningHours) -> tuple[Row, ...]:
    """Days with the same blocks that follow one another stand in one row."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    rows: list[tuple[int, int]] = []
    for day, blocks in enumerate(hours.week):
        if rows and hours.week[rows[-1][0]] == blocks:
            rows[-1] = rows[-1][0], day
        else:
            rows.append((day, day))
    return tuple(
        Row(
            names[first] if first == last else f"{names[first]}–{names[last]}",
            ", ".join(map(_block, hours.week[first])) or _("nobody; you can write"),
        )
        for first, last in rows
    )


def _block(block: Block) -> str:
    return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (block.opens, block.closes))


def _free_days(hours: OpeningHours, reader: Reader) -> tuple[Row, ...]:
    today = local_day(reader.now, hours.zone)
    coming = sorted(day for day in hours.closed_on if today <= day <= today + HOLIDAYS_AHEAD)
    noons = [datetime.combine(day, time(12), ZoneInfo(hours.zone)) for day in coming]
    return tuple(
        Row(
            formats.short(noon, reader.language, zone=hours.zone, now=reader.now), _("closed, public holiday")
        )
        for noon in noons
    )
