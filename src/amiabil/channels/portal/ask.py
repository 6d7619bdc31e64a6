"""Asking for help without an account: the address is confirmed first, and nobody reads a word before it is."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions.contacts import Waiting, ask_without_account
from amiabil.actions.policies import rules_at
from amiabil.actions.support_setup import current_setup
from amiabil.channels.portal.ticket_new import TopicCard
from amiabil.channels.portal.ticket_page import key_of
from amiabil.domain.access import NOBODY
from amiabil.domain.files import FORM_FILE_MAX
from amiabil.domain.support.content_reports import NAME_MAX
from amiabil.domain.support.setup import Setup, Topic
from amiabil.domain.support.ticket import SUBJECT_LETTERS
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import AmiabilError
from amiabil.records import clock
from amiabil.ui import public_forms, waiting_files
from amiabil.ui.case.forms.parts import Part
from amiabil.ui.facts import Choice, ErrorSummary, Field, Link, Notice, Upload
from amiabil.ui.form_files import files_of, takes_form_files
from amiabil.ui.formats import file_size
from amiabil.ui.frames import portal_frame
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe, describe_all
from amiabil.ui.tickets.fields import answers_in, kind_of, name_of, part_of
from amiabil.ui.tickets.fraud import soon
from amiabil.ui.viewer import customer_of
from amiabil.ui.words.tickets import label

FIELD = "files"
"""The name of the place for files in the form."""


def _topics(setup: Setup) -> tuple[Topic, ...]:
    """What can be asked without an account: what needs no order."""
    return tuple(one for one in setup.topics if one.order != "required")


@require_safe
def ask_topics(request: HttpRequest) -> HttpResponse:
    """What is it about? Whoever has signed in asks from their account."""
    if customer_of(request).role is not None:
        return HttpResponseRedirect(reverse("ticket_topics"))
    language = get_language() or "en"
    page = {
        "frame": portal_frame(request, NOBODY, "contact"),
        "topics": [
            TopicCard(label(one.labels, language), label(one.hints, language), reverse("ask", args=[one.key]))
            for one in _topics(current_setup())
        ],
    }
    return render(request, "portal/ask_topics.html", page)


@takes_form_files
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, topic: str) -> HttpResponse:
    """The form of a topic; sent, it waits for the link in the mail."""
    if customer_of(request).role is not None:
        return HttpResponseRedirect(reverse("ticket_new", args=[topic]))
    setup = current_setup()
    chosen = next((one for one in _topics(setup) if one.key == topic), None)
    if chosen is None:
        raise Http404
    if request.method != "POST":
        return _page(request, setup, chosen, {})
    given = request.POST
    key, kept = key_of(request, "key"), waiting_files.Kept()
    try:
        public_forms.admit(request, address=given.get("email", ""))
        kept = waiting_files.keep(key, files_of(request, FIELD))
        if kept.why is not None:
            return _page(
                request,
                setup,
                chosen,
                {FIELD: f"{kept.refused}: {describe(kept.why, get_language() or 'en').text}"},
            )
        ask_without_account(
            Waiting(
                key,
                topic,
                given.get("subject", ""),
                given.get("text", ""),
                given.get("name", ""),
                given.get("email", ""),
                get_language() or "en",
                clock.now(),
                answers_in(chosen.asked_fields(), given, currency=_currency()),
                files=kept.files,
                priority=soon(request),
            )
        )
    except AmiabilError as refusal:
        again = {FIELD: _("Choose the files again: they are sent with the whole form.")} if kept.files else {}
        return _page(request, setup, chosen, {**_errors(refusal), **again})
    finally:
        waiting_files.forget_unneeded(kept.files)
    page = {"frame": portal_frame(request, NOBODY, "contact"), "address": given.get("email", "").strip()}
    return render(request, "portal/ask_sent.html", page)


def _currency() -> str:
    return rules_at(clock.now()).general().policy.currency


def _errors(refusal: AmiabilError) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in describe_all(refusal, get_language() or "en"):
        first, _slash, rest = (one.field or "").strip("/").partition("/")
        found[name_of(rest) if first == "fields" else first] = one.text
    return found


def _page(request: HttpRequest, setup: Setup, topic: Topic, errors: dict[str, str]) -> HttpResponse:
    reader = Reader.of(NOBODY, now=clock.now(), case_zone=setup.zone)
    given, language = request.POST, get_language() or "en"
    questions = [
        part_of(
            field,
            given.get(name_of(field.key), ""),
            error=errors.get(name_of(field.key), ""),
            reader=Reader(NOBODY, language, reader.now, setup.zone),
            currency=_currency(),
        )
        for field in topic.asked_fields()
    ]
    parts = [*questions, *_words(request, errors)]
    known = {part.name: part for part in parts}
    beside = tuple(
        Link(
            f"{(part.legend if isinstance(part, Choice) else part.label).rstrip('?')}: {errors[name]}",
            f"#{part.id}",
        )
        for name, part in known.items()
        if name in errors
    )
    page = {
        "frame": portal_frame(request, NOBODY, "contact"),
        "heading": label(topic.labels, language),
        "hint": label(topic.hints, language),
        "form": {"parts": [Part(kind_of(part), part) for part in parts]},
        "upload": _upload(language, errors.get(FIELD, "")),
        "key": str(key_of(request, "key")),
        "stamp": given.get(public_forms.STAMP) or public_forms.stamp(),
        "trap": public_forms.TRAP,
        "summary": ErrorSummary(_("Look at this again"), beside) if beside else None,
        "notices": tuple(
            Notice(text, tone="bad") for name, text in errors.items() if name not in known and name != FIELD
        ),
        "back": reverse("ask_topics"),
    }
    return render(request, "portal/ask.html", page, status=422 if errors else 200)


def _upload(language: str, error: str) -> Upload:
    """The place for files: a plain one, for nobody is known yet."""
    about = _("Pictures, films, PDF or plain text: up to %(size)s each, %(files)d in all.")
    return Upload(
        name=FIELD,
        label="{} ({})".format(_("Photos, films and documents"), _("optional")),
        start_url="",
        about=about % {"size": file_size(FORM_FILE_MAX, language), "files": waiting_files.MOST},
        accept="image/*,video/*,application/pdf,text/plain",
        files=(),
        back="",
        error=error,
        limit_bytes=FORM_FILE_MAX,
    )


def _words(request: HttpRequest, errors: dict[str, str]) -> list[Field]:
    given = request.POST
    asked = (
        Field(
            "subject",
            _("In one line"),
            required=True,
            max_length=SUBJECT_LETTERS,
        ),
        Field(
            "text",
            _("What happened, and what do you wish for?"),
            kind="textarea",
            required=True,
            max_length=MESSAGE_MAX,
            rows=8,
            kept=True,
        ),
        Field(
            "name",
            _("Your name"),
            optional=_("optional"),
            autocomplete="name",
            max_length=NAME_MAX,
        ),
        Field(
            "email",
            _("Your e-mail address"),
            kind="email",
            hint=_("You get one link to confirm it; we read what you wrote once you have pressed it."),
            required=True,
            autocomplete="email",
            max_length=320,
        ),
    )
    known = {"subject": request.GET.get("subject", "")[:SUBJECT_LETTERS]}
    return [
        replace(one, value=given.get(one.name, known.get(one.name, "")), error=errors.get(one.name, ""))
        for one in asked
    ]
