"""What does a set-up of assistance mean? Topics as customers see them, and promises as dates from now on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.desks.cases.lines import home_reader
from amiabil.domain.access import Viewer
from amiabil.domain.support import clocks
from amiabil.domain.support.gaps import gaps
from amiabil.domain.support.setup import ALWAYS, CustomField, Level, Setup, Topic
from amiabil.domain.support.terms import FieldKind, LevelClock, Priority
from amiabil.foundation.opening_hours import Block
from amiabil.records import clock
from amiabil.ui import formats
from amiabil.ui.reader import Reader
from amiabil.ui.words import tickets as words
from amiabil.ui.words.tickets import label


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A topic as it is offered, and what stands about it behind the scenes."""

    name: str
    hint: str
    order: str
    team: str
    more: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownLevel:
    """A level: for whom, in which hours, and until when each promise would be due for a request made now."""

    name: str
    who: str
    hours: str
    promises: tuple[str, ...]


def facts(viewer: Viewer, setup: Setup) -> Mapping[str, Any]:
    """For ``assistance/_setup.html``."""
    reader = home_reader(viewer)
    languages = [code for code, _name in settings.LANGUAGES]
    return {
        "topics": [_topic(one, setup, reader) for one in setup.topics],
        "levels": [_level(one, setup, reader) for one in setup.levels],
        "hours": [_hours(name, setup) for name in setup.hours],
        "silence": _silence(setup),
        "status_names": [
            f"{label(one.labels, reader.language)} → {words.STATUSES[one.status]}"
            for one in setup.status_names
        ],
        "gaps": [f"{place} ({language})" for place, language in gaps(setup, languages)],
    }


# ---- topics ----------------------------------------------------------------------------------


def _topic(topic: Topic, setup: Setup, reader: Reader) -> ShownTopic:
    order = {
        "required": _("asks for an order"),
        "optional": _("an order may be named"),
        "never": _("no order"),
    }[topic.order]
    more = [str(words.TYPES[topic.type])]
    if topic.priority is not Priority.NORMAL:
        more.append(str(words.PRIORITIES[topic.priority]))
    return ShownTopic(
        name=label(topic.labels, reader.language),
        hint=label(topic.hints, reader.language),
        order=order,
        team=words.team_name(setup, topic.team, reader.language),
        more=", ".join(more),
        questions=tuple(_question(one, reader.language) for one in topic.fields),
    )


def _question(field: CustomField, language: str) -> str:
    marks = [_KINDS[field.kind]()]
    if field.choices:
        marks.append(" / ".join(label(one, language) for one in field.choices.values()))
    if field.required:
        marks.append(_("must be answered"))
    if field.staff:
        marks.append(_("for the staff only"))
    return f"{label(field.labels, language)} ({', '.join(marks)})"


_KINDS = {
    FieldKind.TEXT: lambda: _("short text"),
    FieldKind.LONG_TEXT: lambda: _("long text"),
    FieldKind.NUMBER: lambda: _("number"),
    FieldKind.AMOUNT: lambda: _("amount"),
    FieldKind.DATE: lambda: _("date"),
    FieldKind.CHOICE: lambda: _("choice"),
    FieldKind.YES_NO: lambda: _("yes or no"),
    FieldKind.ADDRESS: lambda: _("address"),
}


# ---- promises --------------------------------------------------------------------------------


def _level(level: Level, setup: Setup, reader: Reader) -> ShownLevel:
    who = [str(words.PRIORITIES[one]) for one in level.when.priority]
    who += [label(setup.topic(key).labels, reader.language) for key in level.when.topic]
    return ShownLevel(
        name=level.id,
        who=", ".join(who) or _("every other request"),
        hours=_("day and night") if level.hours == ALWAYS else level.hours,
        promises=tuple(_promise(kind, level, setup, reader) for kind in LevelClock),
    )


def _promise(kind: LevelClock, level: Level, setup: Setup, reader: Reader) -> str:
    target = setup.target_of(level.id, kind)
    if target is None:
        return _("nothing is promised")
    due: datetime | None = clocks.start(kind, target, at=clock.now()).due_at
    if due is None:
        return _("never: these hours do not hold so much time")
    return _("%(span)s: by %(when)s") % {
        "span": _worked(level.minutes(kind) or 0, reader.language),
        "when": reader.moment(due).text,
    }


def _worked(minutes: int, language: str) -> str:
    """Working time: days of it would be read as days of the calendar."""
    hours, rest = divmod(minutes, 60)
    if hours and not rest:
        return formats.hours(hours, language)
    return _("%(count)s min") % {"count": formats.number(minutes, language)}


def _hours(name: str, setup: Setup) -> tuple[str, list[tuple[str, str]]]:
    hours = setup.hours[name]
    days = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    rows = [
        (day, ", ".join(map(_block, blocks)) or _("closed"))
        for day, blocks in zip(days, hours.week.days(), strict=True)
    ]
    return f"{name} · {hours.zone}" + (f" · {hours.calendar}" if hours.calendar else ""), rows


def _block(block: Block) -> str:
    return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (block.opens, block.closes))


def _silence(setup: Setup) -> list[str]:
    silence = setup.silence
    sentences = (
        (
            ngettext(
                "After %(count)s day the customer is reminded.",
                "After %(count)s days the customer is reminded.",
                silence.remind_after_days,
            ),
            silence.remind_after_days,
        ),
        (
            ngettext(
                "After %(count)s day the request counts as solved.",
                "After %(count)s days the request counts as solved.",
                silence.solve_after_days,
            ),
            silence.solve_after_days,
        ),
        (
            ngettext(
                "%(count)s day after that it closes.",
                "%(count)s days after that it closes.",
                silence.close_after_days,
            ),
            silence.close_after_days,
        ),
    )
    return [sentence % {"count": count} for sentence, count in sentences]
