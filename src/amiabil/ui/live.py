"""What do the two addresses behind ``ui/static/js/stream.js`` answer?

A page that wants to be live has two views of its own, ``data-stream-token-url`` and ``data-poll-url``, which find
out who looks and call these.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.http import JsonResponse

from amiabil.domain.access import Act, Viewer, demand
from amiabil.foundation.errors import NotFound
from amiabil.foundation.grants import (
    MOST_CHANNELS,
    REQUESTS_CHANNEL,
    PresenceGrant,
    case_channel,
    person_channel,
    presence_token,
    stream_token,
)
from amiabil.gateways.bus import BusAway, Revocation, namespace, open_bus
from amiabil.records import clock, live_cases
from amiabil.records.scope import side_of

log = logging.getLogger(__name__)

_NEVER_KEPT = {"Cache-Control": "no-store"}


def token_answer(viewer: Viewer, case_ids: Collection[UUID]) -> JsonResponse:
    """A token to hear what happens in these cases, as far as the viewer may, and the viewer's own notices.

    Of more cases than a token holds the first are followed. Raises ``NotFound`` for nobody, for a key, and when
    none of the cases is the viewer's.
    """
    seen = _versions(viewer, case_ids)
    if viewer.reader_id is None:
        raise NotFound()
    return _token(viewer, viewer.reader_id, [case_channel(case, side_of(viewer)) for case in seen])


def desk_token(viewer: Viewer, case_ids: Collection[UUID]) -> JsonResponse:
    """The same for somebody of the staff who answers requests, with what comes in beside these cases.

    Raises ``NotFound`` for a key, and what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    if viewer.person_id is None:
        raise NotFound()
    cases = [case_channel(case, side_of(viewer)) for case in _versions(viewer, case_ids)]
    return _token(viewer, viewer.person_id, [REQUESTS_CHANNEL, *cases])


def _token(viewer: Viewer, person_id: UUID, channels: list[str]) -> JsonResponse:
    token = stream_token(
        person_id,
        [person_channel(person_id), *channels[: MOST_CHANNELS - 1]],
        key=settings.SECRET_KEY.encode(),
        now=clock.unshifted(),
    )
    answer = {"token": token, "url": f"{settings.AMIABIL_PUSH_URL}/stream/v1"}
    return JsonResponse(answer, headers=_NEVER_KEPT)


def presence_answer(viewer: Viewer, case_id: UUID) -> JsonResponse:
    """A token to say that this member of the staff looks at a case they may see; their colleagues hear it.

    Raises ``NotFound`` for nobody and for a key.
    """
    if viewer.person_id is None:
        raise NotFound()
    return _presence(viewer.person_id, viewer.name, case_channel(case_id, side_of(viewer)))


def _presence(person: UUID, name: str, channel: str) -> JsonResponse:
    grant = PresenceGrant(person, name, channel)
    token = presence_token(grant, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    url = f"{settings.AMIABIL_PUSH_URL}/presence/v1"
    return JsonResponse({"token": token, "url": url, "person": str(person)}, headers=_NEVER_KEPT)


def typing_answer(viewer: Viewer, case_id: UUID, *, heard_by: str) -> JsonResponse:
    """A token to say that one writes in a chat one may see; the other side (``buyer``, ``seller``, ``staff``) hears it.

    Raises ``NotFound`` for nobody and for a key.
    """
    if viewer.reader_id is None:
        raise NotFound()
    return _presence(viewer.reader_id, viewer.name, case_channel(case_id, heard_by))


def poll_answer(viewer: Viewer, case_ids: Collection[UUID]) -> JsonResponse:
    """What changes when one of these cases does; raises ``NotFound`` when none of them is the viewer's."""
    return JsonResponse({"version": version(_versions(viewer, case_ids))}, headers=_NEVER_KEPT)


def version(versions: dict[UUID, int]) -> str:
    """The value of ``data-version`` for a page that shows these cases at these versions."""
    told = ",".join(f"{case}:{number}" for case, number in sorted(versions.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _versions(viewer: Viewer, case_ids: Collection[UUID]) -> dict[UUID, int]:
    seen = live_cases.versions(viewer, case_ids)
    if case_ids and not seen:
        raise NotFound()
    return {case: seen[case] for case in case_ids if case in seen}


def close_streams(person_id: UUID) -> None:
    """Close this person's open streams and void the tokens given so far; call it after commit.

    Whoever may still listen comes back with a new token. Without the bus the streams end within minutes anyway.
    """
    bus = open_bus(settings.AMIABIL_BUS_URL, name=namespace(settings.SECRET_KEY))
    try:
        bus.publish([Revocation(person_id)])
    except BusAway as away:
        log.warning("streams could not be closed at once: %s", away)
    finally:
        bus.close()
