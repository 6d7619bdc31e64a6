"""Rules over requests: kept in versions, tried over the requests there are, and at work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from amiabil.actions.disputes import TRIES
from amiabil.actions.support_setup import Edited, SetupMovedOn, current_setup, save_document, setup_of
from amiabil.actions.tickets import to_customer
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.chain import SALT_BYTES
from amiabil.domain.disputes.model import Event
from amiabil.domain.support import rules, waking
from amiabil.domain.support.replies import BlankLeft, Filled, SavedReply, demand_filled
from amiabil.domain.support.rules import Facts, On, Rule, Run
from amiabil.domain.support.rules_file import known_rules, read_rules
from amiabil.domain.support.rules_text import Turn, turned
from amiabil.domain.support.ticket import Changes, Ticket, TicketStep
from amiabil.domain.terms import Audience, Role
from amiabil.domain.written import clean
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import AmiabilError, Conflict, Fact, NotFound
from amiabil.records import (
    clock,
    open_tickets,
    rule_runs,
    saved_replies,
    staff_notices,
    ticket_save,
    tickets,
)
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.messages import NewMessage
from amiabil.records.new_id import new_id
from amiabil.records.rule_runs import NewRun
from amiabil.records.said import Message
from amiabil.records.staff_notices import Cause, Why
from amiabil.records.support_versions import Kept
from amiabil.records.tickets import TicketFile

TEXT_MAX = 100_000
TRIED = 500
"""Open requests, the most urgent first, on which rules are tried before they count."""

BATCH = 200
"""Open requests looked at in one go for rules about time."""

_RULES = Viewer(role=Role.SYSTEM, ref="system", name="")

Fill = Callable[[TicketFile, SavedReply], Filled]
"""Fills in a saved reply for the customer of a request; dates are written by whoever shows pages."""


class ReplyGone(Conflict):
    """The saved reply a rule names is not there any more."""

    code = "reply_gone"


# ---- versions --------------------------------------------------------------------------------


def read_text(text: str) -> tuple[Rule, ...]:
    """The rules a text spells, against the set-up and the saved replies there are. Raises ``DocumentError``."""
    return read_rules(text, setup=current_setup(), replies=saved_replies.shared_keys())


def save_rules(viewer: Viewer, text: str, *, note: str, seen: int, at: datetime) -> int:
    """Save a new version, which counts from now on; its number. ``seen`` is the version it was made from.

    Raises ``SetupWrong`` with the place, ``SetupMovedOn``, ``TextTooLong``, and what ``demand`` raises.
    """
    return save_document(viewer, Kept.RULES, Edited(text, note, seen, at), read=read_text, most=TEXT_MAX)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button beside a rule: ``note`` says in a line what changes, ``seen`` is the version it was pressed on."""

    turn: Turn
    note: str
    seen: int
    at: datetime


def turn_rule(viewer: Viewer, rule_id: str, pressed: Pressed) -> int:
    """Switch a rule on or off, or move it up or down: a new version of the rules, which counts from now on; its number.

    The same number where there was nothing to do. Raises ``NotFound``, ``RulesByHand`` and what ``save_rules`` raises.
    """
    demand(viewer, Act.MANAGE_SUPPORT)
    newest = rule_runs.newest_rules()
    if newest.version != pressed.seen:
        raise SetupMovedOn(current=newest.version)
    if not newest.version:
        raise NotFound()
    text = turned(newest.text, rule_id, pressed.turn)
    if text == newest.text:
        return pressed.seen
    return save_rules(viewer, text, note=pressed.note, seen=pressed.seen, at=pressed.at)


@lru_cache(maxsize=8)
def _known(version: int, text: str) -> tuple[Rule, ...]:
    """Read once: a version keeps its text for ever."""
    return known_rules(text) if version else ()


# ---- trying ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Would:
    """What a rule would have done to a request as it is now; ``refused`` is the code of what stands in its way."""

    file: TicketFile
    rule: Rule
    changes: Changes
    refused: str = ""


def try_rules(viewer: Viewer, known: tuple[Rule, ...]) -> tuple[int, tuple[Would, ...]]:
    """What these rules would do to the open requests if what they wait for happened now; how many were looked at.

    A rule about time is asked whether its time has passed. Nothing is changed. Raises what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_SUPPORT)
    files, at = open_tickets.open_files(viewer, limit=TRIED), clock.now()
    return len(files), tuple(would for file in files for would in _would(file, known, at))


def _would(file: TicketFile, known: tuple[Rule, ...], at: datetime) -> Iterable[Would]:
    setup, facts = setup_of(file.setup_version, file.holidays), facts_of(file)
    due = {rule.id for rule, _since in rules.due_rules(known, facts, at=at)}
    for rule in known:
        if not rule.enabled or not (rule.id in due or (rule.on and rules.fits(rule.when, facts))):
            continue
        try:
            step = rules.step_of(rule, file.ticket, at=at, setup=setup)
        except AmiabilError as refusal:
            yield Would(file, rule, {}, refusal.code)
            continue
        if step.events or rules.says(rule):
            yield Would(file, rule, _differing(file.ticket, step))


def _differing(before: Ticket, step: TicketStep) -> Changes:
    names = ("status", "status_name", "priority", "type", "topic", "team", "assignee", "tags")
    return {name: value for name in names if (value := getattr(step.ticket, name)) != getattr(before, name)}


def facts_of(file: TicketFile) -> Facts:
    """A request as rules see it."""
    return Facts(file.ticket, file.subject, file.channel, file.person_language, file.side)


# ---- at work ---------------------------------------------------------------------------------


def run_rules(
    case_id: UUID, happened: frozenset[On], cause: str, fill: Fill, *, may_reply: bool = True
) -> int:
    """Let rules act on what has happened to a request, each once for this cause; how many acted.

    Without ``may_reply`` no rule answers the customer: what happened came from a machine, from a file of old mails, or
    from somebody who may have written in another's name (lessons S27). Safe to run twice: what a rule has done is
    written down with it.
    """
    newest = rule_runs.newest_rules()
    known = _known(newest.version, newest.text)
    if not known:
        return 0
    run, count = Run(happened, rule_runs.acted_for(case_id, cause)), 0
    while True:
        spent = rule_runs.spent(case_id, at=clock.now())
        spent = spent if may_reply else replace(spent, replies=rules.MOST_REPLIES_A_DAY)
        file = tickets.of_id(_RULES, case_id)
        rule = rules.next_rule(known, facts_of(file), run, spent) if file is not None else None
        if rule is None:
            return count
        told = act(case_id, rule, cause, fill)
        run, count = run.after(rule, told or ()), count + (told is not None)


def run_time_rules(fill: Fill) -> int:
    """Let the rules about time act on the open requests whose time has passed; how many acts there were."""
    newest = rule_runs.newest_rules()
    known = tuple(one for one in _known(newest.version, newest.text) if one.after is not None and one.enabled)
    if not known:
        return 0
    count, place = 0, (-1, UUID(int=0))
    while files := open_tickets.open_files(_RULES, limit=BATCH, after=place):
        count += sum(_timed(file, known, fill) for file in files)
        place = (files[-1].staff_rank, files[-1].case_id)
    return count


def _timed(file: TicketFile, known: tuple[Rule, ...], fill: Fill) -> int:
    count = 0
    for rule, since in rules.due_rules(known, facts_of(file), at=clock.now()):
        cause = f"time:{instant_text(since)}"
        if rule.id in rule_runs.acted_for(file.case_id, cause):
            continue
        if rules.has_room(rule, rule_runs.spent(file.case_id, at=clock.now())):
            count += act(file.case_id, rule, cause, fill) is not None
    return count


def act(case_id: UUID, rule: Rule, cause: str, fill: Fill) -> tuple[Event, ...] | None:
    """Let one rule act on a request as it stands: what it caused; None when there was nothing to do.

    What stands in its way is written down with its code and never raised.
    """
    for _ in range(TRIES):
        file = tickets.of_id(_RULES, case_id)
        if file is None:
            return None
        try:
            with transaction.atomic():
                return _act(file, rule, cause, fill)
        except CaseMovedOn:
            continue
        except AmiabilError as refusal:
            rule_runs.note(_noted(file, rule, cause, {**refusal.facts}, refusal.code))
            return None
    return None


def _act(file: TicketFile, rule: Rule, cause: str, fill: Fill) -> tuple[Event, ...] | None:
    now, setup = clock.now(), setup_of(file.setup_version, file.holidays)
    due = waking.wake(file.ticket, at=now, setup=setup)
    current = replace(file, ticket=due.ticket)
    step = rules.step_of(rule, due.ticket, at=now, setup=setup)
    if not step.events and not rules.says(rule):
        return None
    message = _message(current, rule, fill, now)
    did = _did(due.ticket, step, rule)
    if not rule_runs.note(_noted(file, rule, cause, did)):
        return None
    told = (message.event(due.ticket.version + 1),) if message else ()
    whole = TicketStep(step.ticket, (*due.events, *told, *step.events))
    ticket_save.save(file, whole, setup, received_at=now, message=message)
    if rule.then.escalate:
        name = next(iter(rule.name.values()), rule.id)
        staff_notices.tell_supervisors(
            Cause(new_id(), file.case_id, now, rule.actor.ref, name), Why.ESCALATED
        )
    return step.events


def _noted(file: TicketFile, rule: Rule, cause: str, did: dict[str, Fact], refused: str = "") -> NewRun:
    version = rule_runs.newest_rules().version
    return NewRun(file.case_id, rule.id, version, cause, clock.now(), did, refused)


def _did(before: Ticket, step: TicketStep, rule: Rule) -> dict[str, Fact]:
    """What a rule does, for the log: values that are set, and which texts go out; never what stands in fields."""
    did: dict[str, Fact] = {
        name: [str(one) for one in value] if isinstance(value, tuple) else str(value)
        for name, value in _differing(before, step).items()
    }
    if rule.then.reply:
        did["reply"] = rule.then.reply
    return {
        **did,
        **({"note": True} if rule.then.note else {}),
        **({"escalate": True} if rule.then.escalate else {}),
    }


def _message(file: TicketFile, rule: Rule, fill: Fill, now: datetime) -> Message | None:
    """The note or the answer of a rule. Raises ``ReplyGone`` or ``BlankLeft``: nothing goes out with a hole in it."""
    if rule.then.note:
        return _said(rule, rule.then.note, Audience.STAFF, now, "")
    if not rule.then.reply:
        return None
    kept = saved_replies.shared_reply(rule.then.reply)
    if kept is None:
        raise ReplyGone(reply=rule.then.reply)
    filled = fill(file, kept)
    if filled.missing:
        raise BlankLeft(field="/text", names=[*filled.missing])
    demand_filled(filled.text)
    _text, language = kept.text_for(file.person_language)
    return _said(rule, filled.text, to_customer(file.side), now, language)


def _said(rule: Rule, text: str, audience: Audience, now: datetime, language: str) -> Message:
    new = NewMessage(
        id=new_id(),
        event_id=new_id(),
        salt=os.urandom(SALT_BYTES),
        text=clean(text, field="/text"),
        audience=audience,
        received_at=now,
        language=language,
    )
    return Message(new, rule.actor)
