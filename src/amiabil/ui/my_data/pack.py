"""The copy of a person's data as one ZIP: what is held of them, their cases as they may read them, their own files.

Source: GDPR articles 15 and 20; disputes.md L24. Of others only what the person can see on their pages anyway. It is
written to a file without a name, case by case, and never held in memory.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from datetime import date, datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from amiabil.actions import dossiers
from amiabil.domain.access import Viewer
from amiabil.domain.orders.writing import to_json
from amiabil.foundation.codec import instant_text
from amiabil.records import clock, data_copies, orders
from amiabil.records.paging import Page
from amiabil.ui.case.door import PORTAL
from amiabil.ui.case.seen import seen
from amiabil.ui.chats.transcript import text_of_own
from amiabil.ui.dossier.contents import files_in
from amiabil.ui.dossier.measure import measure_record
from amiabil.ui.dossier.pack import copy_file
from amiabil.ui.dossier.record import record
from amiabil.ui.tickets.record import ticket_record

FORMAT = "amiabil-person/1"
PERSON, GUIDE = "person.json", "READ-ME.txt"


def pack(viewer: Viewer) -> BinaryIO:
    """Everything held about this person, at its beginning; whoever has it closes it. Raises ``NotFound``."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it once it is kept
    try:
        with override(viewer.language), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            _write(made, viewer)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return cast(BinaryIO, target)


def _write(made: zipfile.ZipFile, viewer: Viewer) -> None:
    made.writestr(GUIDE, _guide())
    made.writestr(PERSON, as_json(_person(viewer)))
    for _case_id, reference, kind in data_copies.cases(viewer):
        if kind == "measure":
            _measure(made, viewer, reference)
        elif kind == "ticket":
            _request(made, viewer, reference)
        elif kind == "chat":
            made.writestr(f"chats/{reference}.txt", text_of_own(viewer, reference))
        else:
            _case(made, viewer, reference)


def _person(viewer: Viewer) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": instant_text(clock.now()),
        "marketplace": settings.AMIABIL_MARKETPLACE,
        "person": data_copies.profile(viewer),
        "orders": _orders(viewer),
        "complaints": data_copies.complaints(viewer),
        "notices": list(data_copies.notices(viewer)),
        "written_for_shops": list(data_copies.written_for_shops(viewer)),
    }


def _orders(viewer: Viewer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = orders.orders(viewer, limit=100, after=after)
        found += [to_json(one.order) for one in page.items]
        if page.next is None:
            return found
        after = page.next


def _case(made: zipfile.ZipFile, viewer: Viewer, reference: str) -> None:
    """A case as its record for programs, and the files this side has handed in itself."""
    collected = dossiers.collect(viewer, reference)
    case = seen(viewer, collected.file, Page(collected.moments, None), collected.evidence, PORTAL)
    own = [one for one in collected.evidence if one.owner_role == case.role.value]
    files = files_in(viewer, own, folder=f"cases/{reference}/files")
    made.writestr(f"cases/{reference}/record.json", as_json(record(case, collected, files)))
    for file in files:
        copy_file(made, file)


def _measure(made: zipfile.ZipFile, viewer: Viewer, reference: str) -> None:
    """A measure as its record for programs, with what was said about it, and the files this side has handed in."""
    told, files = measure_record(viewer, reference, folder=f"measures/{reference}/files")
    made.writestr(f"measures/{reference}.json", as_json(told))
    for file in files:
        copy_file(made, file)


def _request(made: zipfile.ZipFile, viewer: Viewer, reference: str) -> None:
    """A request as its record for programs, with the files of what was said."""
    told, files = ticket_record(viewer, reference, folder=f"requests/{reference}/files")
    made.writestr(f"requests/{reference}.json", as_json(told))
    for file in files:
        copy_file(made, file)


def as_json(document: object) -> bytes:
    """A document of the copy as its bytes."""
    return json.dumps(document, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, (date, UUID)):
        return str(value)
    raise TypeError(type(value).__name__)


def _guide() -> str:
    return _(
        "Everything held about you here, as it stood when this copy was made.\n\n"
        "person.json     your name, address and settings, sign-ins, orders, notices, requests\n"
        "cases/          each of your cases as you may read it, and the files you handed in\n"
        "measures/       measures of the marketplace against you, and what was said about them\n"
        "requests/       what you asked us, and what was answered\n\n"
        "Of other people it holds only what you can see on your pages anyway."
    )
