"""What does a contact directory mean? Its doors by country, and whether each is shown in this installation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from amiabil.actions.contact_directory import works
from amiabil.actions.support_setup import current_setup
from amiabil.desks.cases.lines import home_reader
from amiabil.domain.access import Viewer
from amiabil.domain.contact.directory import Directory, Door
from amiabil.domain.support.setup import Setup
from amiabil.foundation.telephone import shown
from amiabil.ui.places import country_name, language_name
from amiabil.ui.reader import Reader
from amiabil.ui.words import contact as words
from amiabil.ui.words.tickets import label


@dataclass(frozen=True, slots=True)
class ShownDoor:
    """A door as a row: ``serves`` topics and languages, ``reached`` is a number or address, ``state``: is it shown."""

    name: str
    means: str
    serves: str
    hours: str
    reached: str
    state: str


def facts(viewer: Viewer, directory: Directory) -> Mapping[str, Any]:
    """The facts of ``assistance/_contact.html``."""
    setup, reader = current_setup(), home_reader(viewer)
    places = [(_("In every country"), directory.everywhere)]
    places += [
        (country_name(one.code, reader.language) or one.code, one.doors) for one in directory.countries
    ]
    return {
        "places": [(name, [_row(door, directory, setup, reader) for door in doors]) for name, doors in places]
    }


def _row(door: Door, directory: Directory, setup: Setup, reader: Reader) -> ShownDoor:
    language = reader.language
    topics = [label(setup.topic(key).labels, language) for key in door.topics]
    without = [label(setup.topic(key).labels, language) for key in door.not_topics]
    serves = ", ".join(topics) or _("every topic")
    if without:
        serves += " " + _("(not: %(topics)s)") % {"topics": ", ".join(without)}
    spoken = ", ".join(language_name(code, language) for code in door.languages)
    return ShownDoor(
        name=label(door.names, language) or str(words.NAMES[door.means]),
        means=f"{door.key} · {words.NAMES[door.means]}",
        serves=f"{serves} · {spoken}" if spoken else serves,
        hours=words.opening(directory.opening_hours(door, setup), reader)[1],
        reached=(shown(door.number) if door.number else "") or door.address or door.url or _slots(door),
        state=_("shown") if works(door.means) else _("not shown: it does not work here yet"),
    )


def _slots(door: Door) -> str:
    if door.slots is None:
        return ""
    return _("%(minutes)s min, %(capacity)s at once, up to %(days)s days ahead") % {
        "minutes": door.slots.minutes,
        "capacity": door.slots.capacity,
        "days": door.slots.days,
    }
