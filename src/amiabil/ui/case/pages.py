"""The views of a case that every room shares: read it, act in it, write into it, hear what is new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from amiabil.actions.messages import Written, post_message
from amiabil.domain.access import Viewer, demand
from amiabil.domain.command_rights import act_of
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.outlook import Act
from amiabil.domain.terms import Audience, Command
from amiabil.foundation.errors import AmiabilError, Conflict, Forbidden, NotFound, RateLimited
from amiabil.foundation.money import Money
from amiabil.records import case_files, clock
from amiabil.records.messages import MessageIdUsed
from amiabil.records.new_id import new_id
from amiabil.ui import live
from amiabil.ui.addresses import reverse
from amiabil.ui.case import (
    acts,
    doing,
    evidence,
    forms,
    guide,
    history,
    offers,
    pace,
    statement,
    texts,
    tone,
    way,
)
from amiabil.ui.case.door import Door
from amiabil.ui.case.seen import Seen, look, subject_of
from amiabil.ui.facts import DeskFrame, ErrorSummary, Link, Notice, PortalFrame, ToneHint, TurnBanner
from amiabil.ui.refusals import describe
from amiabil.ui.words import names, retention, stages, turn

Frame = PortalFrame | DeskFrame
_BASES = {PortalFrame: "ui/frame_portal.html", DeskFrame: "ui/frame_desk.html"}


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes to which case, by which door, in which frame."""

    viewer: Viewer
    reference: str
    door: Door
    frame: Frame

    def look(self, *, after: str | None = None) -> Seen:
        """The case as it is now. Raises ``NotFound``."""
        return look(self.viewer, self.reference, self.door, after=after)


def page(
    request: HttpRequest,
    visit: Visit,
    *,
    template: str = "ui/case/page.html",
    extra: Callable[[Seen], dict[str, Any]] | None = None,
) -> HttpResponse:
    """The page of a case; ``extra`` adds what only this room shows. Raises ``NotFound``."""
    seen = visit.look(after=request.GET.get("after"))
    more = extra(seen) if extra is not None else {}
    shown = {**facts(seen, visit.frame), **more}
    shown["composer"] = guide.begun(seen, shown["composer"], request.GET.get(guide.SAY, ""))
    return render(request, template, shown)


def _banner(seen: Seen, started: datetime | None) -> TurnBanner:
    """Who has got all that was asked for has nothing to appeal, and is not told to."""
    made = turn.banner(
        seen.turn, seen.reader, acts=acts.primary(seen), started_at=started, outcome=seen.dispute.outcome
    )
    if seen.turn.act is not Act.APPEAL_OR_WAIT or not made.mine or seen.role is None:
        return made
    if Command.APPEAL in engine.available_actions(
        seen.dispute, seen.actor, at=seen.reader.now, taken=seen.is_taken
    ):
        return made
    return replace(made, text=_("You can say that you accept it, or do nothing."))


def facts(seen: Seen, frame: Frame) -> dict[str, Any]:
    """Everything the template of a case needs."""
    dispute, reader = seen.dispute, seen.reader
    started, composer = _started_at(seen), history.composer(seen)
    return {
        "base": _BASES[type(frame)],
        "frame": frame,
        "case": seen.file,
        "here": seen.door.page_of(seen.file.reference),
        "heading": f"{seen.file.subject}: {names.REASONS[dispute.reason]}",
        "about": _about(seen),
        "turn": _banner(seen, started),
        "rail": stages.rail(engine.stages(dispute), reader, goods=way.is_goods(dispute)),
        "cards": way.cards(seen),
        "offers": offers.shown(seen),
        "statement": statement.of_case(seen),
        "thread": history.thread(seen),
        "composer": composer,
        "guide": guide.shown(seen, composer),
        "evidence": evidence.shown(seen),
        "acts": acts.quiet(seen),
        "later": acts.later(seen),
        "notices": retention.notices_of(seen.file, seen.reader, is_restricted=seen.file.is_restricted),
        "token_url": reverse(seen.door.token, args=[seen.file.reference]),
        "poll_url": reverse(seen.door.poll, args=[seen.file.reference]),
        "version": live.version({seen.file.case_id: seen.file.version}),
        "seen": seen,
    }


def _started_at(seen: Seen) -> datetime | None:
    """When the timer shown began, for the share of time that is left."""
    if seen.turn.timer is None:
        return None
    running = seen.dispute.timers.get(seen.turn.timer)
    return running.started_at if running is not None else None


def _about(seen: Seen) -> str:
    """The second line: order, shop, and what is held."""
    held = sum(unit.held.minor for unit in seen.dispute.units)
    parts = [_("Order %(ref)s") % {"ref": seen.file.order_ref}, seen.file.shop_name]
    if held:
        parts.append(
            _("%(amount)s kept by us") % {"amount": seen.reader.money(Money(held, seen.dispute.currency))}
        )
    return " · ".join(parts)


def act(request: HttpRequest, visit: Visit, command: str) -> HttpResponse:
    """One act: GET asks, POST does it and leads back to the case. An act that is not open says why."""
    if command not in set(Command) or Command(command) not in forms.OFFERED:
        raise Http404
    seen = visit.look()
    if request.method != "POST":
        return _asked(request, seen, Command(command), visit)
    sent = doing.read(request, Command(command))
    try:
        taken = doing.do(request, seen, sent)
    except NotFound:
        raise
    except AmiabilError as refusal:
        return refused(request, sent, refusal, visit)
    if not taken.repeated:
        flash.success(request, texts.done(sent.command, taken.dispute))
    return HttpResponseRedirect(visit.door.page_of(visit.reference))


def _asked(request: HttpRequest, seen: Seen, command: Command, visit: Visit) -> HttpResponse:
    if not acts.is_offered(seen, command):
        _demand_right(seen, command)
        flash.warning(request, _("This is not possible any more: the case has moved on."))
        return HttpResponseRedirect(visit.door.page_of(visit.reference))
    first = doing.Sent(command, {}, seen.file.version, new_id())
    return render(request, "ui/case/act.html", _form(seen, first, {}, visit.frame))


def _demand_right(seen: Seen, command: Command) -> None:
    """Say why, where the procedure would allow the act and the table of rights does not."""
    needed = act_of(command, seen.actor)
    possible = engine.available_actions(seen.dispute, seen.actor, at=seen.reader.now, taken=seen.is_taken)
    if needed is not None and command in possible:
        demand(seen.reader.viewer, needed, subject_of(seen.file))


def refused(request: HttpRequest, sent: doing.Sent, refusal: AmiabilError, visit: Visit) -> HttpResponse:
    """The form again with everything typed, the sentence beside its field; where the act is gone, the case."""
    seen = visit.look()
    errors = doing.errors_by_field(refusal, seen.reader)
    if not acts.is_offered(seen, sent.command):
        notices = (Notice(" ".join(errors.values()), tone="bad"),)
        shown = facts(seen, visit.frame)
        context = {**shown, "notices": (*notices, *shown["notices"])}
        return _answered(request, "ui/case/page.html", context, refusal)
    again = doing.Sent(sent.command, sent.typed, seen.file.version, new_id())
    return _answered(request, "ui/case/act.html", _form(seen, again, errors, visit.frame), refusal)


def _answered(
    request: HttpRequest, template: str, context: dict[str, Any], refusal: AmiabilError
) -> HttpResponse:
    response = render(request, template, context, status=_status(refusal))
    if isinstance(refusal, RateLimited):
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _status(refusal: AmiabilError) -> HTTPStatus:
    if isinstance(refusal, RateLimited):
        return HTTPStatus.TOO_MANY_REQUESTS
    if isinstance(refusal, Conflict):
        return HTTPStatus.CONFLICT
    return HTTPStatus.FORBIDDEN if isinstance(refusal, Forbidden) else HTTPStatus.UNPROCESSABLE_ENTITY


def _form(seen: Seen, sent: doing.Sent, errors: dict[str, str], frame: Frame) -> dict[str, Any]:
    """The facts of the page that asks; what belongs to no field stands above the form."""
    asked = forms.form(seen, sent.command, sent.typed, errors)
    shown = {part.facts.name for part in asked.parts}
    beside = tuple(Link(text, f"#field-{name}") for name, text in errors.items() if name in shown)
    return {
        "base": _BASES[type(frame)],
        "frame": frame,
        "case": seen.file,
        "form": asked,
        "action": seen.door.act_of(seen.file.reference, sent.command),
        "back": seen.door.page_of(seen.file.reference),
        "key": sent.key,
        "version": seen.file.version,
        "summary": ErrorSummary(_("Look at this again"), beside) if beside else None,
        "notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name not in shown),
    }


def message(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Post what was written; a repeat of the same message posts nothing more."""
    text = request.POST.get("text", "")
    given = request.POST.get("audience", "")
    audience = Audience(given) if given in set(Audience) else Audience.EVERYONE
    try:
        message_id = UUID(request.POST.get("message_id", ""))
    except ValueError:
        message_id = new_id()
    found = None if {"hinted", "anyway"} & {*request.POST} else tone.hint(visit.viewer, text)
    written = Written(message_id, text, audience, clock.now())
    hinted = _hinted(request, visit, written, found) if found is not None else None
    if hinted is not None:
        return hinted
    try:
        pace.count(visit.viewer)
        post_message(visit.viewer, visit.reference, written)
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        seen = visit.look()
        said = describe(refusal, seen.reader.language, seen.reader.case_zone).text
        # A page of the browser's history names a message that is sent already: what is new gets a name of its own.
        again = new_id() if isinstance(refusal, MessageIdUsed) else message_id
        box = history.composer(seen, text=text, error=said, message_id=str(again))
        context = {**facts(seen, visit.frame), "composer": box}
        return _answered(request, "ui/case/page.html", context, refusal)
    return HttpResponseRedirect(f"{visit.door.page_of(visit.reference)}#thread-title")


def _hinted(request: HttpRequest, visit: Visit, written: Written, found: ToneHint) -> HttpResponse | None:
    """The page once more with the text in its box and the hint above; None for a reader without a box."""
    seen = visit.look()
    box = history.composer(seen, text=written.text, message_id=str(written.id), hint=found)
    if box is None:
        return None
    chosen = tuple(replace(one, selected=one.value == written.audience) for one in box.audiences)
    context = {**facts(seen, visit.frame), "composer": replace(box, audiences=chosen)}
    return render(request, "ui/case/page.html", context)


def message_tone(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How a message that is not sent yet may sound. Raises ``NotFound``."""
    return tone.asked(request, visit.viewer, visit.reference)


def token(viewer: Viewer, reference: str) -> JsonResponse:
    """A token to hear this case. Raises ``NotFound``."""
    return live.token_answer(viewer, [case_files.case_id_of(viewer, reference)])


def poll(viewer: Viewer, reference: str) -> JsonResponse:
    """What changes when this case does. Raises ``NotFound``."""
    return live.poll_answer(viewer, [case_files.case_id_of(viewer, reference)])
