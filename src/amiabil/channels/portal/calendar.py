"""Deadlines for calendar programs: a feed under a secret address, and one deadline as a file."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions import calendars as actions
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import deadlines
from amiabil.domain.disputes.eligibility import last_minute
from amiabil.domain.disputes.measures import Ending
from amiabil.domain.disputes.measures import deadlines as of_measure
from amiabil.domain.terms import Role, Timer
from amiabil.foundation import signed
from amiabil.records import case_files, clock, rates
from amiabil.records.calendars import Feed, FollowedCase, FollowedMeasure, Said, feed_by_id, feed_of
from amiabil.ui import icalendar
from amiabil.ui.case.door import PORTAL, SELLER
from amiabil.ui.icalendar import Entry
from amiabil.ui.measures import entries
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_customer
from amiabil.ui.words import calendar as words

PURPOSE = "calendar"
FOR_EVER = timedelta(days=36500)
"""An address holds until it is revoked: the row behind it is the switch."""

READS = rates.Limit("calendar", 60, timedelta(hours=1))
"""Calendar programs ask once an hour or less; several devices may share an address."""


def address_of(feed: Feed) -> str:
    """The secret address of a feed."""
    token = signed.sign(
        PURPOSE,
        {"feed": str(feed.id)},
        key=settings.SECRET_KEY.encode(),
        now=feed.created_at,
        lifetime=FOR_EVER,
    )
    return _whole(reverse("calendar_feed", args=[token]))


def own_address(viewer: Viewer) -> str:
    """The address of the viewer's calendar; empty when they have none."""
    feed = feed_of(viewer)
    return address_of(feed) if feed is not None else ""


@require_POST
@for_customer
def change(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Make a new secret address, or take the one there is away."""
    if request.POST.get("do") == "remove":
        actions.drop_feed(viewer)
        flash.success(request, _("The calendar address no longer works."))
    else:
        actions.make_feed(viewer, at=clock.unshifted())
        flash.success(request, _("Your calendar has a new address."))
    return HttpResponseRedirect(f"{reverse('settings')}#calendar")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Every own deadline of the person whose address this is; a revoked or invented address is not found."""
    try:
        claims = signed.read(PURPOSE, token, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
        found = feed_by_id(UUID(str(claims.payload["feed"])))
    except (signed.BadToken, ValueError, KeyError):
        raise Http404 from None
    if found is None:
        raise Http404
    rates.count(str(found.id), READS, at=clock.unshifted())
    read = actions.read_feed(found, at=clock.now())
    with override(found.language or settings.LANGUAGE_CODE):
        name = _("Deadlines at %(marketplace)s") % {"marketplace": settings.AMIABIL_MARKETPLACE}
        told = icalendar.calendar(name, _entries(read, found), product=settings.AMIABIL_MARKETPLACE)
        return _answer(told, "deadlines")


def _entries(read: actions.ReadFeed, feed: Feed) -> list[Entry]:
    cases = {(case.case_id, case.role): case for case in read.cases}
    against = {(one.case_id, one.role): one for one in read.measures}
    return [
        _of_measure(said, against.get((said.case_id, said.role)), feed)
        if said.reference.startswith(MEASURE)
        else _of_case(said, cases.get((said.case_id, said.role)), feed)
        for said in read.said
    ]


MEASURE = "T-"
"""With what the references of measures begin."""


def _of_case(said: Said, case: FollowedCase | None, feed: Feed) -> Entry:
    timer = Timer(said.timer)
    own = deadlines.find(case.dispute, said.role, timer) if case and not said.cancelled else None
    text = words.over(said.reference)
    if own is not None and case is not None:
        reader = _reader(feed, said.role, case.dispute.policy.zone)
        text = words.text(own, case.dispute.state, reader, reference=said.reference)
    url = (SELLER if said.role is Role.SELLER else PORTAL).page_of(said.reference)
    return _entry(said, words.title(timer, said.subject, said.reference), text, url)


def _of_measure(said: Said, one: FollowedMeasure | None, feed: Feed) -> Entry:
    ending, now = Ending(said.timer), clock.now()
    text = words.over(said.reference, measure=True)
    if one is not None and not said.cancelled:
        running = next(own for own in of_measure(one.standing, at=now) if own.ending is ending)
        reader = _reader(feed, said.role, one.zone)
        text = entries.text(running, one.standing, reader, reference=said.reference)
    url = reverse("measure", args=[said.reference])
    return _entry(said, words.title(ending, said.subject, said.reference), text, url)


def _reader(feed: Feed, role: Role, zone: str) -> Reader:
    language = feed.language or settings.LANGUAGE_CODE
    viewer = Viewer(role=role, name=feed.name, language=language, zone=feed.zone or None)
    return Reader.of(viewer, now=clock.now(), case_zone=zone)


def _entry(said: Said, title: str, text: str, url: str) -> Entry:
    return Entry(
        uid=_uid(said.case_id, said.timer, said.role),
        sequence=said.sequence,
        changed_at=said.changed_at,
        starts_at=last_minute(said.due_at),
        due_at=said.due_at,
        title=title,
        text=text,
        url=_whole(url),
        cancelled=said.cancelled,
    )


@require_safe
@for_customer
def deadline(request: HttpRequest, viewer: Viewer, reference: str, timer: str) -> HttpResponse:
    """One own deadline of a case as a file; where it is done or over, back to the case. Raises ``NotFound``."""
    file = case_files.case_file(viewer, reference)
    role = viewer.side or Role.SYSTEM
    own = deadlines.find(file.dispute, role, Timer(timer)) if timer in set(Timer) else None
    door = SELLER if role is Role.SELLER else PORTAL
    if own is None:
        flash.info(request, _("This deadline is done or over."))
        return HttpResponseRedirect(door.page_of(file.reference))
    now = clock.now()
    reader = Reader.of(viewer, now=now, case_zone=file.dispute.policy.zone)
    entry = Entry(
        uid=_uid(file.case_id, own.timer.value, role),
        sequence=file.version,
        changed_at=now,
        starts_at=last_minute(own.due_at),
        due_at=own.due_at,
        title=words.title(own.timer, file.subject, file.reference),
        text=words.text(own, file.dispute.state, reader, reference=file.reference),
        url=_whole(door.page_of(file.reference)),
    )
    name = words.title(own.timer, file.subject, file.reference)
    return _answer(
        icalendar.calendar(name, [entry], product=settings.AMIABIL_MARKETPLACE), f"{file.reference}-{timer}"
    )


def _uid(case_id: UUID, timer: str, role: Role) -> str:
    return f"{case_id}.{timer}.{role.value}@{settings.AMIABIL_MAIL_FROM.rpartition('@')[2]}"


def _answer(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type=icalendar.CONTENT_TYPE,
        headers={
            "Cache-Control": "private, max-age=300",
            "Content-Disposition": f'inline; filename="{name}.ics"',
            "Referrer-Policy": "no-referrer",
        },
    )


def _whole(path: str) -> str:
    return urljoin(f"{settings.AMIABIL_BASE_URL}/", path)
