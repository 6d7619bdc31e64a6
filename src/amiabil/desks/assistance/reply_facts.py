"""What do the pages of saved replies show? Names, languages, what a reply sets, and how it would read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amiabil.desks.cases.lines import home_reader
from amiabil.domain.access import Viewer
from amiabil.domain.support.replies import BLANKS, NAME_LETTERS, SavedReply, fill
from amiabil.domain.support.setting import ME, NOBODY, Setting
from amiabil.domain.support.setup import CustomField, Setup
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.written import MESSAGE_MAX
from amiabil.records.saved_replies import KeptReply
from amiabil.ui.facts import Field, Option, Row
from amiabil.ui.words import tickets as words
from amiabil.ui.words.tickets import label

BLANK_WORDS: Mapping[str, Promise] = {
    "customer_name": gettext_lazy("name of the customer"),
    "agent_name": gettext_lazy("your name, as customers read it"),
    "marketplace": gettext_lazy("name of the marketplace"),
    "reference": gettext_lazy("number of the request"),
    "subject": gettext_lazy("subject of the request"),
    "order": gettext_lazy("number of the order"),
    "today": gettext_lazy("the day of today"),
    "answer_until": gettext_lazy("when our next answer is promised"),
    "withdraw_until": gettext_lazy("last day to withdraw from the purchase"),
    "dispute_until": gettext_lazy("last day to open a dispute"),
    "guarantee_until": gettext_lazy("last day of the legal guarantee"),
}


@dataclass(frozen=True, slots=True)
class ListedReply:
    """A saved reply as a row."""

    name: str
    key: str
    url: str
    languages: str
    sets: tuple[str, ...]
    begins: str


def listed(kept: KeptReply, viewer: Viewer, setup: Setup, url: str) -> ListedReply:
    """A row of the list."""
    reply = kept.reply
    text, _language = reply.text_for(viewer.language)
    return ListedReply(
        name=reply.name,
        key=reply.key if kept.shared else "",
        url=url,
        languages=", ".join(sorted(reply.texts)),
        sets=sets(reply.setting, setup, viewer.language),
        begins=text[:140],
    )


def sets(setting: Setting, setup: Setup, language: str) -> tuple[str, ...]:
    """What a reply sets, each in a few words."""
    found: list[tuple[str, str]] = []
    if setting.status is not None:
        named = words.status_name(setup, setting.status_name, language)
        found.append((_("Status"), named or str(words.STATUSES[setting.status])))
    if setting.priority is not None:
        found.append((_("Priority"), str(words.PRIORITIES[setting.priority])))
    if setting.team:
        found.append((_("Team"), words.team_name(setup, setting.team, language)))
    if setting.assignee:
        found.append((_("Answers"), _("whoever sends it") if setting.assignee == ME else _("nobody")))
    fields = staff_fields(setup)
    found += [
        (label(fields[key].labels, language) if key in fields else key, value)
        for key, value in setting.fields.items()
    ]
    texts = [f"{term}: {value}" for term, value in found]
    texts += [f"+ {tag}" for tag in setting.add_tags] + [f"− {tag}" for tag in setting.remove_tags]
    return tuple(texts)


def staff_fields(setup: Setup) -> dict[str, CustomField]:
    """The fields for the staff of all topics, by key: what a reply may fill in."""
    return {field.key: field for topic in setup.topics for field in topic.fields if field.staff}


def preview(reply: SavedReply, viewer: Viewer) -> tuple[Row, ...]:
    """The text in each language as a customer would read it, with an example in each blank."""
    reader = home_reader(viewer)
    example = {
        **dict.fromkeys(BLANKS, reader.day(reader.now)),
        "customer_name": "Ana Pop",
        "agent_name": viewer.name,
        "marketplace": settings.AMIABIL_MARKETPLACE,
        "reference": "T-7K3M-92QF",
        "subject": _("Where is my parcel?"),
        "order": "4101",
    }
    names = dict(settings.LANGUAGES)
    return tuple(
        Row(str(_(names.get(code, code))), fill(text, example).text) for code, text in reply.texts.items()
    )


def form(kept: KeptReply, viewer: Viewer, setup: Setup, errors: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the form and the blanks that can be written."""
    reply, language = kept.reply, viewer.language
    name = Field(
        "name",
        _("Name"),
        value=reply.name,
        error=errors.get("name", ""),
        required=True,
        max_length=NAME_LETTERS,
        hint=_("By it the reply is found in the box of the answer."),
    )
    key = Field(
        "key_word",
        _("Word for rules"),
        value=reply.key,
        error=errors.get("key_word", ""),
        optional=_("optional"),
        max_length=40,
        hint=_("Small letters, figures and underscores; empty: made of the name. It stays as it is."),
    )
    return {
        "name_field": name,
        "key_field": key if kept.shared and not kept.version else None,
        "key_word": reply.key if kept.version else "",
        "texts": [_text(code, str(_(named)), reply, errors) for code, named in settings.LANGUAGES],
        "settings": _settings(reply.setting, setup, language, errors),
        "blanks": [("{{" + name + "}}", str(BLANK_WORDS[name])) for name in BLANKS],
        "error": errors.get("", ""),
    }


def _text(code: str, named: str, reply: SavedReply, errors: Mapping[str, str]) -> Field:
    return Field(
        f"text_{code}",
        _("Text, %(language)s") % {"language": named},
        kind="textarea",
        value=reply.texts.get(code, ""),
        error=errors.get(f"text_{code}", ""),
        optional=_("optional"),
        max_length=MESSAGE_MAX,
        rows=7,
    )


def _settings(setting: Setting, setup: Setup, language: str, errors: Mapping[str, str]) -> tuple[Field, ...]:
    statuses = [(one.value, str(words.STATUSES[one])) for one in TicketStatus if one is not TicketStatus.NEW]
    statuses += [(f"name:{one.key}", label(one.labels, language)) for one in setup.status_names]
    status = f"name:{setting.status_name}" if setting.status_name else (setting.status or "")
    priorities = [(one.value, str(words.PRIORITIES[one])) for one in Priority]
    teams = [(one.key, label(one.labels, language)) for one in setup.teams]
    people = [(ME, _("whoever sends it")), (NOBODY, _("nobody"))]
    return (
        _select("status", _("Status"), statuses, status),
        _select("priority", _("Priority"), priorities, setting.priority or ""),
        _select("team", _("Team"), teams, setting.team),
        _select("assignee", _("Answers"), people, setting.assignee),
        *(
            Field(
                f"field_{key}",
                label(field.labels, language),
                value=setting.fields.get(key, ""),
                max_length=200,
            )
            for key, field in staff_fields(setup).items()
        ),
        Field(
            "add_tags",
            _("Tags to put on"),
            value=", ".join(setting.add_tags),
            error=errors.get("add_tags", ""),
            hint=_("Several with commas between"),
            max_length=400,
        ),
        Field("remove_tags", _("Tags to take off"), value=", ".join(setting.remove_tags), max_length=400),
    )


def _select(name: str, title: str, known: list[tuple[str, str]], chosen: str) -> Field:
    options = [("", _("stays as it is")), *known]
    return Field(
        name,
        title,
        kind="select",
        options=tuple(Option(key, text, selected=key == chosen) for key, text in options),
    )
