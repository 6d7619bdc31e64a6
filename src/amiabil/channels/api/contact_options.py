"""How the marketplace is reached from a country, for programs: the same doors as the page, public."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router

from amiabil.actions.contact_directory import Contacts, contacts_now, home_country
from amiabil.channels.api.case_documents import Document, instant
from amiabil.channels.api.description import described, ref
from amiabil.channels.api.schemas import AT, TEXT, many, maybe, shape, words
from amiabil.domain.contact.directory import Door, Means
from amiabil.domain.support.ticket import UnknownTopic
from amiabil.foundation.errors import InvalidFields
from amiabil.foundation.fields import Form, Problems, Schema
from amiabil.foundation.opening_hours import next_open, open_until
from amiabil.records import clock
from amiabil.records.contact_directory import Wait
from amiabil.ui.letters import whole
from amiabil.ui.words.contact import FEWEST

__all__ = ["SCHEMAS", "router"]

router = Router(tags=["contact"])

_COUNTRY = Form("country", "[A-Z]{2}", most=2)
_SPAN = {"type": "integer", "minimum": 0}
_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}

SCHEMAS: dict[str, Schema] = {
    "ContactOptions": shape(
        country=TEXT,
        telephone={"type": "boolean", "description": "Whether there is a line for this country at all."},
        page=TEXT,
        doors=many(ref("ContactDoor")),
    ),
    "ContactDoor": shape(
        key=TEXT,
        means=words(Means),
        languages=many(TEXT),
        topics={**many(TEXT), "description": "Empty: every one."},
        not_topics=many(TEXT),
        open_now={"type": "boolean"},
        opens_at=maybe(AT),
        open_until=maybe(AT),
        number=maybe(TEXT),
        address=maybe(TEXT),
        url=maybe(TEXT),
        names=_TEXTS,
        notes=_TEXTS,
        cost=_TEXTS,
        first_answer=maybe(
            shape(counted=_SPAN, median_seconds=_SPAN, nine_tenths_seconds=_SPAN, measured_at=AT)
        ),
    ),
}

Country = Annotated[
    str, Query(description="Two capital letters, such as `RO`; none: that of the marketplace.")
]
Language = Annotated[str, Query(description="Only doors that answer in this language, such as `ro`.")]
Topic = Annotated[str, Query(description="Only doors that serve this topic of the set-up of help.")]


@router.get(
    "/contact-options",
    operation_id="listContactOptions",
    summary="Read how people reach the marketplace",
    auth=None,
    openapi_extra=described(
        {HTTPStatus.OK: ("The doors that are open to people in this country.", ref("ContactOptions"))},
        refusals=(HTTPStatus.UNPROCESSABLE_ENTITY,),
    ),
)
def list_contact_options(
    request: HttpRequest, country: Country = "", language: Language = "", topic: Topic = ""
) -> HttpResponse:
    """Public: no key is needed. Only what works in this installation is told.

    `first_answer` is measured over seven days, and null where too little was."""
    problems: Problems = []
    if country:
        _COUNTRY.read(country, "/country", problems)
    contacts = contacts_now()
    if topic and not contacts.setup.has_topic(topic):
        problems.append(UnknownTopic(field="/topic"))
    if problems:
        raise InvalidFields(tuple(problems))
    country = country or home_country(contacts)
    doors = contacts.doors(country)
    told = [_door(one, contacts) for one in doors if one.serves(topic) and one.speaks(language)]
    return JsonResponse(
        {
            "country": country,
            "telephone": any(one.means is Means.PHONE for one in doors),
            "page": whole(f"/{language or settings.LANGUAGE_CODE}/help/contact-us?country={country}"),
            "doors": told,
        }
    )


def _door(door: Door, contacts: Contacts) -> Document:
    hours, now = contacts.directory.opening_hours(door, contacts.setup), clock.now()
    opens, until = next_open(hours, now), open_until(hours, now)
    mail = settings.AMIABIL_MAIL_REPLY if door.means is Means.EMAIL else None
    return {
        "key": door.key,
        "means": door.means.value,
        "languages": list(door.languages),
        "topics": list(door.topics),
        "not_topics": list(door.not_topics),
        "open_now": opens == now,
        "opens_at": instant(opens) if opens is not None and opens != now else None,
        "open_until": instant(until) if until is not None else None,
        "number": door.number or None,
        "address": mail or door.address or None,
        "url": door.url or None,
        "names": dict(door.names),
        "notes": dict(door.notes),
        "cost": dict(door.cost),
        "first_answer": _measured(contacts.waits.get(door.means)),
    }


def _measured(wait: Wait | None) -> dict[str, Any] | None:
    if wait is None or wait.counted < FEWEST:
        return None
    return {
        "counted": wait.counted,
        "median_seconds": int(wait.median.total_seconds()),
        "nine_tenths_seconds": int(wait.nine_tenths.total_seconds()),
        "measured_at": instant(wait.measured_at),
    }
