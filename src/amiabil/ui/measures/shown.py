"""What does the page of a measure show? Turn, statement of reasons, complaint, decision, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from amiabil.domain.disputes.complaints import OWN_KINDS
from amiabil.domain.disputes.measures import NO_LANGUAGES
from amiabil.domain.terms import PARTIES, Role
from amiabil.records import measures
from amiabil.records.timeline import Moment
from amiabil.ui import live
from amiabil.ui.case.statement import Section, Statement
from amiabil.ui.facts import Act, Row
from amiabil.ui.measures import talk
from amiabil.ui.measures.door import Door
from amiabil.ui.measures.seen import Seen
from amiabil.ui.measures.standing import banner
from amiabil.ui.words import measures as words
from amiabil.ui.words import retention


def facts(seen: Seen, door: Door, *, acts: tuple[Act, ...] = ()) -> dict[str, Any]:
    """What ``ui/measures/page.html`` needs besides its frame and the way back."""
    ticket = seen.ticket
    here = [ticket.reference]
    return {
        "measure": ticket,
        "here": door.page_of(ticket.reference),
        "kind": words.KINDS[ticket.measure.kind],
        "state": words.state_chip(ticket.state),
        "turn": banner(ticket, seen.reader, acts=acts),
        "rows": rows(seen),
        "statement": statement(seen),
        "complaint": complaint(seen),
        "decision": decision(seen),
        "question": talk.question(seen),
        "evidence": talk.evidence(seen, door),
        "thread": talk.thread(seen, door),
        "composer": talk.composer(seen, door),
        "dossier_url": reverse(door.dossier, args=here) if door.dossier else "",
        "token_url": reverse(door.token, args=here),
        "poll_url": reverse(door.poll, args=here),
        "version": live.version({ticket.case_id: ticket.chain.version}),
        "notices": retention.notices_of(ticket, seen.reader),
    }


def rows(seen: Seen) -> tuple[Row, ...]:
    """The measure in short, as its reader may know it."""
    ticket, reader = seen.ticket, seen.reader
    rows = [Row(_("What kind"), str(words.KINDS[ticket.measure.kind]), strong=True)]
    if reader.viewer.role not in PARTIES:
        side = _("seller") if ticket.measure.against is Role.SELLER else _("buyer")
        rows.append(Row(_("Against"), f"{ticket.person_name} ({side})"))
        if ticket.measure.kind not in OWN_KINDS:  # what is decided here has no reference elsewhere
            rows.append(Row(_("Reference of the marketplace"), ticket.ref))
        if ticket.measure.decided_by:
            rows.append(Row(_("Taken by"), ", ".join(sorted(ticket.measure.decided_by))))
    rows.append(Row(_("You were told on") if _is_party(seen) else _("Told on"), _day(seen)))
    rows.append(Row(_("A complaint is possible until"), reader.deadline(ticket.complain_until).long))
    return tuple(rows)


def _is_party(seen: Seen) -> bool:
    return seen.reader.viewer.role in PARTIES


def _day(seen: Seen) -> str:
    return seen.reader.day(seen.ticket.measure.noticed_at)


def statement(seen: Seen) -> Statement:
    """The statement of reasons of the measure itself (L14)."""
    found = seen.first(measures.RECORDED)
    texts = found.texts if found is not None else {}
    sections = statement_sections(
        texts,
        automated=seen.ticket.automated,
        decision=False,
        until=rests_until(seen),
        languages=languages(found),
    )
    by = _("%(marketplace)s, %(day)s") % {"marketplace": settings.AMIABIL_MARKETPLACE, "day": _day(seen)}
    return Statement(_("Why this measure was taken"), by, sections)


def rests_until(seen: Seen) -> str:
    """The last day of a suspension of complaints, as its statement of reasons tells it; empty for other measures."""
    until = seen.ticket.rests_until
    return _("Until %(day)s, that day included.") % {"day": seen.reader.last_day(until)} if until else ""


def languages(told: Moment | None) -> Mapping[str, str]:
    """The language each part of a statement is written in, by its name, as far as it is known."""
    return told.data.get("languages", {}) if told is not None and told.data else {}


def _written_in(language: str | None) -> tuple[str, ...]:
    """What is said of words a person wrote in another language than the reader's; nothing for the reader's own."""
    if language is None or language == get_language():
        return ()
    try:
        name = get_language_info(language)["name_local"]
    except KeyError:
        name = language
    return (_("As it was written, in this language: %(language)s") % {"language": name},)


def statement_sections(
    texts: Mapping[str, str],
    *,
    automated: bool,
    decision: bool,
    until: str = "",
    languages: Mapping[str, str] = NO_LANGUAGES,
) -> tuple[Section, ...]:
    """The parts of a statement of reasons in the order of the law; of a text that is gone it is said so.

    ``until`` is how long it lasts, where that is known. Beside a part that a person wrote in another language than the
    reader's (``languages``) it is said which one.

    The ways outside are always named, whatever was written (L16).
    """
    programs = (
        _("Programs took part in this.") if automated else _("People did this; no program took part in it.")
    )
    if decision:
        programs = (
            _("A person decided. Programs helped in preparing it.")
            if automated
            else _("A person decided; no program took part in the decision.")
        )
    named = (
        (_("What is decided"), "what"),
        (_("What it covers"), "scope"),
        (_("Facts"), "facts"),
        (_("Ground in the law or the terms"), "ground"),
    )
    erased = _("This text has been erased.")
    parts = [
        Section(heading, (texts.get(name) or erased, *_written_in(languages.get(name))))
        for heading, name in named
    ]
    redress = _written_in(languages.get("redress"))
    if until:
        parts.insert(2, Section(_("How long"), (until,)))
    return (
        *parts,
        Section(_("Programs"), (programs,)),
        Section(_("What you can do about it"), (texts.get("redress") or erased, *redress, outside())),
    )


@dataclass(frozen=True, slots=True)
class Words:
    """What the complaint says, in the words of whoever filed it; ``about`` is when it was received."""

    title: str
    about: str
    text: str


def complaint(seen: Seen) -> Words | None:
    """What the complaint says; None without one."""
    found = seen.first(measures.SUBMITTED)
    if found is None:
        return None
    by = seen.reader.moment(found.at).text
    title = _("Your complaint") if _is_party(seen) else _("The complaint")
    return Words(title, by, found.texts.get("text") or _("This text has been erased."))


def decision(seen: Seen) -> Statement | None:
    """The decision with its statement of reasons; None before."""
    complaint = seen.ticket.complaint
    found = seen.first(measures.DECIDED)
    if complaint is None or complaint.ruled is None or found is None:
        return None
    verdict = complaint.ruled.verdict
    by = _("Decided by a reviewer who took no part in the measure, %(at)s") % {
        "at": seen.reader.moment(found.at).text
    }
    sections = statement_sections(found.texts, automated=complaint.ruled.automated, decision=True)
    return Statement(str(words.VERDICTS[verdict]), by, sections)


def outside() -> str:
    """The ways outside the marketplace that everybody keeps (DSA art. 21)."""
    return _(
        "Whatever is decided here, you can turn to an out-of-court dispute settlement body certified under article 21 "
        "of the Digital Services Act, also without a complaint here, and to a court. In Romania the Digital Services "
        "Coordinator is ANCOM (ancom.ro)."
    )
