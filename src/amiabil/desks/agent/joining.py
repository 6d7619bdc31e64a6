"""Joining two disputes of an order: which, what follows, why; then it is done, and it cannot be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from amiabil.actions.disputes import StepRequest
from amiabil.actions.joining import Foreseen, foresee, join_cases
from amiabil.desks.agent.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import engine, money
from amiabil.domain.disputes.arguments import Merge
from amiabil.domain.terms import Command, Role
from amiabil.domain.written import REASON_MAX, clean
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock, joins
from amiabil.records.joins import OpenTwin
from amiabil.records.new_id import new_id
from amiabil.ui.case import doing
from amiabil.ui.case.door import AGENT
from amiabil.ui.case.forms.parts import ActForm, Part, text_field
from amiabil.ui.case.seen import Seen, look
from amiabil.ui.case.texts.kinds import in_words
from amiabil.ui.facts import Choice, ConsequenceItem, Link, Notice, Option
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import names, turn


def extra(seen: Seen) -> dict[str, Any]:
    """The way to join this case with another one of its order, where there is one. One statement where it is open."""
    if not seen.can(Command.MERGE) or not _twins(seen):
        return {"join": None}
    address = reverse("agent:join", args=[seen.file.reference])
    return {"join": Link(_("Join with another dispute"), address, "stack")}


def _twins(seen: Seen) -> tuple[OpenTwin, ...]:
    return joins.open_twins(seen.reader.viewer, seen.file.order_id, but=seen.file.case_id)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was chosen and typed so far; ``key`` names the act, so that a second click does nothing more."""

    other: str
    text: str
    version: int | None
    other_version: int | None
    key: UUID

    def request(self) -> StepRequest:
        merge = Merge(self.other, self.other_version, self.text)
        return StepRequest(Command.MERGE, merge, clock.now(), expected_version=self.version, key=self.key)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.AGENT)
def join(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
    """GET asks with which other dispute and shows what follows; POST joins them."""
    seen = look(viewer, reference, AGENT)
    twins = _twins(seen) if seen.can(Command.MERGE) else ()
    if request.method == "POST":
        return _join(request, seen, twins)
    if not twins:
        flash.warning(request, _("There is no other dispute to join this one with."))
        return HttpResponseRedirect(AGENT.page_of(reference))
    chosen = request.GET.get("other", "")[:40] or (twins[0].reference if len(twins) == 1 else "")
    return _page(request, seen, twins, _Asked(chosen, "", seen.file.version, None, new_id()))


def _join(request: HttpRequest, seen: Seen, twins: tuple[OpenTwin, ...]) -> HttpResponseBase:
    sent = doing.read(request, Command.MERGE)
    other_version = sent.typed.get("other_version", "")
    known = int(other_version) if other_version.isdecimal() and len(other_version) < 9 else None
    asked = _Asked(
        sent.typed.get("other", "")[:40], sent.typed.get("text", ""), sent.version, known, sent.key
    )
    try:
        clean(asked.text, field="/text", most=REASON_MAX)
        taken = join_cases(seen.reader.viewer, seen.file.reference, asked.request())
    except NotFound:
        raise
    except AmiabilError as refusal:
        return _page(request, seen, twins, asked, doing.errors_by_field(refusal, seen.reader))
    into = taken.dispute.merged_into
    if not taken.repeated:
        flash.success(request, _("The two disputes are one now. Both sides are told."))
    return HttpResponseRedirect(AGENT.page_of(into.key if into is not None else taken.reference))


def _page(
    request: HttpRequest,
    seen: Seen,
    twins: tuple[OpenTwin, ...],
    asked: _Asked,
    errors: dict[str, str] | None = None,
) -> HttpResponseBase:
    """The page with what follows from the choice, or with why it cannot be."""
    said = dict(errors or {})
    found: Foreseen | None = None
    if asked.other:
        try:
            found = foresee(seen.reader.viewer, seen.file.reference, _fresh(asked))
        except NotFound:
            raise
        except AmiabilError as refusal:
            said.setdefault("", describe(refusal, seen.reader.language, seen.reader.case_zone).text)
    if found is None and not twins:
        flash.warning(request, " ".join(said.values()))
        return HttpResponseRedirect(AGENT.page_of(seen.file.reference))
    facts = {
        "base": "ui/frame_desk.html",
        "frame": frame(request, seen.reader.viewer),
        "case": seen.file,
        "back": AGENT.page_of(seen.file.reference),
        "form": _form(seen, asked, found, said),
        "others": () if found is not None else _choices(seen, twins, asked),
        "key": new_id() if errors else asked.key,
        "version": seen.file.version,
        "other_version": _other_version(seen, found),
        "notices": tuple(Notice(text, tone="bad") for name, text in said.items() if name != "text"),
    }
    return render(request, "agent/join.html", facts, status=422 if errors else 200)


def _fresh(asked: _Asked) -> StepRequest:
    """What would be done now, whatever was seen before."""
    return StepRequest(Command.MERGE, Merge(asked.other, None, asked.text[:REASON_MAX]), clock.now())


def _other_version(seen: Seen, found: Foreseen | None) -> int | None:
    if found is None:
        return None
    halves = (found.kept.case, found.ended.case)
    return next(case.chain.version for case in halves if case.case_id != seen.file.case_id)


def _choices(seen: Seen, twins: tuple[OpenTwin, ...], asked: _Asked) -> Choice:
    options = tuple(
        Option(
            one.reference,
            f"{one.reference} · {one.subject}",
            _("opened %(when)s") % {"when": seen.reader.moment(one.opened_at).text},
            selected=one.reference == asked.other,
        )
        for one in twins
    )
    return Choice("other", _("With which other dispute of the order?"), options)


def _form(seen: Seen, asked: _Asked, found: Foreseen | None, errors: dict[str, str]) -> ActForm:
    if found is None:
        return ActForm(_("Join two disputes"), (), do=_("Show what follows"), keep=_("Back to the case"))
    field = text_field({"text": asked.text}, errors, _("Why are they one matter?"), required=True)
    title = _("Join %(ended)s with %(kept)s?") % {
        "ended": found.ended.case.reference,
        "kept": found.kept.case.reference,
    }
    hidden = {"other": asked.other}
    parts = (Part("field", field),)
    return ActForm(
        title, _follows(seen, found), parts, _("Join them"), keep=_("Back to the case"), hidden=hidden
    )


def _follows(seen: Seen, found: Foreseen) -> tuple[ConsequenceItem, ...]:
    """What joining does, from the case as it would be."""
    reader, after = seen.reader, found.kept.step.dispute
    ids = {"kept": found.kept.case.reference, "ended": found.ended.case.reference}
    count = len(after.units)
    items = ngettext("%(count)s item", "%(count)s items", count) % {"count": count}
    held = reader.money(money.held(after))
    return (
        ConsequenceItem(
            _("%(kept)s goes on, %(ended)s ends") % ids,
            _("The one filed first goes on. The old number still leads to it, for everybody who has it."),
            "stack",
        ),
        ConsequenceItem(
            _("It is about %(items)s, and %(amount)s are kept for it") % {"items": items, "amount": held},
            _("The buyer asks for: %(asked)s") % {"asked": in_words(seen, after.claim.terms)},
            "coins",
        ),
        ConsequenceItem(_where(found, reader), _until(found, reader), "clock"),
        ConsequenceItem(
            _("Everything handed in is in one list"),
            _("Messages stay readable under the number they were written in."),
            "file-text",
        ),
        ConsequenceItem(_("Both sides read your reason"), icon="eye"),
        ConsequenceItem(_("This cannot be taken back"), icon="lock-simple"),
    )


def _where(found: Foreseen, reader: Reader) -> str:
    return _("It stands here: %(state)s") % {"state": names.STATES[found.kept.step.dispute.state]}


def _until(found: Foreseen, reader: Reader) -> str:
    """Whose turn it is and until when, as the case itself will say it."""
    dispute = found.kept.step.dispute
    return turn.sentence(engine.turn(dispute), reader, outcome=dispute.outcome)
