"""What is said and handed in while a complaint is heard: question, evidence, history, and the box to write in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.actions import complaint_hearing
from amiabil.actions.complaints import subject_of
from amiabil.domain.access import Act, may
from amiabil.domain.terms import PARTIES, Audience, Command, EvidenceKind, Role
from amiabil.records import measures, timeline
from amiabil.records.evidence import EvidenceRow
from amiabil.records.new_id import new_id
from amiabil.records.timeline import Moment
from amiabil.ui import facts
from amiabil.ui.facts import (
    AudienceChoice,
    AudienceMark,
    Composer,
    EventLine,
    EvidenceTile,
    Link,
    Message,
    Person,
    Thread,
)
from amiabil.ui.measures.door import Door
from amiabil.ui.measures.seen import Seen
from amiabil.ui.uploads import file_addresses
from amiabil.ui.words import evidence as evidence_words
from amiabil.ui.words import measures as words
from amiabil.ui.words import names

# --- the question -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """What the reviewer asked; ``until`` is when the answer is due, in words."""

    fact: str
    proof: str
    until: str


def question(seen: Seen) -> Question | None:
    """The question that awaits an answer; None without one. One statement while there is one."""
    complaint = seen.ticket.complaint
    if complaint is None or complaint.question is None:
        return None
    told = timeline.last_of(seen.reader.viewer, seen.ticket.case_id, measures.ASKED)
    texts = told.texts if told is not None else {}
    erased = _("This text has been erased.")
    until = seen.reader.deadline(complaint.question.due_at)
    return Question(
        texts.get("text") or erased,
        texts.get("proof") or erased,
        _("Until %(date)s, %(zone)s.") % {"date": until.long, "zone": until.zone},
    )


# --- evidence -----------------------------------------------------------------------------------------


def may_hand_in(seen: Seen) -> bool:
    """Whether the reader can add evidence now."""
    complaint = seen.ticket.complaint
    heard = complaint is not None and complaint.ruled is None
    return heard and may(seen.reader.viewer, Act.COMPLAIN, subject_of(seen.ticket))


def evidence(seen: Seen, door: Door) -> facts.Evidence | None:
    """All items, oldest first, and where one is added; None before there is a complaint."""
    if seen.ticket.complaint is None:
        return None
    count = len(seen.evidence)
    about = ngettext("%(count)s item", "%(count)s items", count) % {"count": count} if count else ""
    add = None
    if door.act and may_hand_in(seen):
        add = Link(_("Add evidence"), door.act_of(seen.ticket.reference, Command.ADD_EVIDENCE), "plus")
    return facts.Evidence(
        title=_("Evidence"),
        about=about,
        items=tuple(_tile(seen, item) for item in seen.evidence),
        add=add,
        empty=_("Nothing has been handed in yet."),
    )


def _tile(seen: Seen, item: EvidenceRow) -> EvidenceTile:
    forms = file_addresses(seen.reader.viewer, item.file_id, item.variants) if item.file_id else {}
    known = evidence_words.name(EvidenceKind(item.kind))
    return EvidenceTile(
        id=str(item.id),
        title=item.text[:80] if item.text and not item.file_id else known,
        person=_person(seen, Role(item.owner_role), ""),
        date=seen.reader.short(item.received_at),
        kind=_sort(item),
        thumb_url=forms.get("thumb", ""),
        view_url=forms.get("view") or forms.get("original", ""),
        proves=item.text or known,
        received=seen.reader.moment(item.received_at).text,
        hash=item.sha256,
        by_text=seen.ticket.person_name,
    )


def _sort(item: EvidenceRow) -> Literal["image", "video", "document"]:
    if item.media_type.startswith("image/"):
        return "image"
    return "video" if item.media_type.startswith("video/") else "document"


# --- history ------------------------------------------------------------------------------------------

_UNTOLD = frozenset({"complaint.reminder"})
"""Events that are told to the one they concern, and not to everybody in the history."""

_WRITTEN = {
    "complaint.request_info": ("text", "proof"),
    "complaint.answer_info": ("text",),
    "evidence.added": ("text",),
}
"""Events in whose words somebody speaks, and which texts these are; other texts have a place of their own."""


def thread(seen: Seen, door: Door) -> Thread:
    """The history, newest first."""
    told = (entry(seen, moment) for moment in seen.moments.items)
    older = door.page_of(seen.ticket.reference, after=seen.moments.next) if seen.moments.next else ""
    return Thread(
        title=_("What has happened"),
        entries=tuple(one for one in told if one is not None),
        older_url=older,
        older_text=_("Show what was before"),
    )


def entry(seen: Seen, moment: Moment) -> Message | EventLine | None:
    """One moment as its reader is told of it; None for what is told to somebody else."""
    if moment.type in _UNTOLD:
        return None
    at = seen.reader.moment(moment.at)
    if moment.message is not None:
        said = moment.message
        role, audience = Role(said.author_role), Audience(said.audience)
        return Message(
            id=str(said.id),
            person=_person(seen, role, said.author_name),
            about=str(names.ROLES[role]),
            at=at,
            audience=_mark(seen, audience),
            text=_("This text has been erased.") if said.erased else said.text,
            language=said.language,
            note=audience is Audience.STAFF,
        )
    told = words.told(moment.type, moment.data, seen.reader)
    text = _words_of(moment)
    if not text:
        return EventLine(str(moment.event_id), told.text, at, told.icon)
    person = _person(seen, Role(moment.actor_role), "")
    return Message(str(moment.event_id), person, told.text, at, _mark(seen, _own_audience(seen)), text)


def _words_of(moment: Moment) -> str:
    texts = {name: moment.texts.get(name, "") for name in _WRITTEN.get(moment.type, ())}
    if texts.get("proof"):
        texts["proof"] = " ".join((_("Accepted as proof:"), texts["proof"]))
    return "\n\n".join(text for text in texts.values() if text)


def _own_audience(seen: Seen) -> Audience:
    seller = seen.ticket.measure.against is Role.SELLER
    return Audience.SELLER_AND_PLATFORM if seller else Audience.BUYER_AND_PLATFORM


def _mark(seen: Seen, audience: Audience) -> AudienceMark:
    role = seen.reader.viewer.role or Role.SYSTEM
    return AudienceMark(names.audience(audience, role), closed=True)


def _person(seen: Seen, role: Role, given: str) -> Person:
    """The party by its name, staff by what they are called to parties, programs by what they are."""
    if role in PARTIES:
        return Person.of(seen.ticket.person_name, role)
    own = settings.AMIABIL_MARKETPLACE if role is Role.OPERATOR else str(names.ROLES[role])
    return Person.of(given or own, role)


# --- the box to write in ------------------------------------------------------------------------------


def composer(
    seen: Seen, door: Door, *, text: str = "", error: str = "", message_id: str = ""
) -> Composer | None:
    """The box to write in; None where this reader addresses nobody now, or this room takes no words."""
    viewer = seen.reader.viewer
    if not door.message or not complaint_hearing.may_write(viewer, seen.ticket):
        return None
    role = viewer.role or Role.SYSTEM
    allowed = complaint_hearing.audiences_of(viewer, seen.ticket)
    return Composer(
        send_url=reverse(door.message, args=[seen.ticket.reference]),
        audiences=tuple(
            AudienceChoice(
                one.value,
                _("Read by: %(who)s") % {"who": names.audience(one, role)},
                selected=one is allowed[0],
                closed=one is Audience.STAFF,
            )
            for one in allowed
        ),
        message_id=message_id or str(new_id()),
        draft_key=f"{viewer.person_id}:{seen.ticket.case_id}",
        text=text,
        error=error,
    )
