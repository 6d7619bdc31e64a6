"""The chat as a page: the same acts as in the widget, without a line of JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amiabil.actions import chat_mails, chat_requests, chat_taking, chats
from amiabil.actions.chats import First, Said
from amiabil.actions.support_setup import current_setup
from amiabil.channels.chat import facts
from amiabil.channels.chat.pace import count
from amiabil.channels.chat.transcript import transcript_of
from amiabil.channels.chat.visitor import Talker, forget, remember, talker_of
from amiabil.domain.access import NOBODY
from amiabil.domain.support.cards import ID_MAX
from amiabil.domain.support.terms import Rating
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock
from amiabil.records.chats import ChatFile
from amiabil.records.files import CHAT
from amiabil.records.new_id import new_id
from amiabil.ui import live, public_forms
from amiabil.ui.assistant import turning
from amiabil.ui.chats import seen
from amiabil.ui.chats.files import is_of_chat
from amiabil.ui.file_delivery import deliver
from amiabil.ui.form_files import takes_form_files
from amiabil.ui.frames import portal_frame
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.tickets.files import sent_with

NEW = "new"
"""In the address, once a chat has ended: begin another one."""

_View = Callable[[HttpRequest, Talker, ChatFile], HttpResponse]


def _in_chat(view: _View) -> Callable[[HttpRequest], HttpResponse]:
    """For whoever has a chat; others come to where one begins."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        talker = talker_of(request)
        if talker.file is None:
            return HttpResponseRedirect(reverse("chat"))
        return _private(view(request, talker, talker.file))

    return wrapped


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def chat(request: HttpRequest) -> HttpResponse:
    """The chat of whoever looks, or the form with which one begins."""
    talker = talker_of(request)
    if request.method == "POST":
        return _begin(request, talker)
    if talker.file is not None and not (NEW in request.GET and not talker.file.chat.is_open):
        return _show(request, talker, talker.file)
    return _form(request, talker, {}, "")


def _form(request: HttpRequest, talker: Talker, given: dict[str, str], error: str) -> HttpResponse:
    setup = current_setup()
    reader = Reader.of(talker.viewer, now=clock.now(), case_zone=setup.zone)
    key = given.get("key") or str(new_id())
    page = {
        "frame": portal_frame(request, NOBODY if talker.is_visitor else talker.viewer, "contact"),
        **facts.beginning(reader, visitor=talker.is_visitor, key=key, given=given, error=error),
        "left": talker.left,
    }
    return _private(render(request, "chat/begin.html", page, status=422 if error else 200))


def _show(request: HttpRequest, talker: Talker, file: ChatFile, **form: str) -> HttpResponse:
    shown = seen.look(talker.viewer, file)
    page = {
        "frame": portal_frame(request, NOBODY if talker.is_visitor else talker.viewer, "contact"),
        "here": reverse("chat"),
        **facts.going_on(shown, form),
        "left": talker.left,
    }
    refused = any(name.endswith("error") for name in form)
    return _private(render(request, "chat/chat.html", page, status=422 if refused else 200))


def _said(refusal: AmiabilError, talker: Talker) -> str:
    return describe(refusal, talker.viewer.language, None).text


def _begin(request: HttpRequest, talker: Talker) -> HttpResponse:
    if talker.file is not None and talker.file.chat.is_open:  # begun in another tab
        return HttpResponseRedirect(reverse("chat"))
    given = {name: request.POST.get(name, "") for name in ("text", "name", "key", public_forms.STAMP)}
    try:
        wanted = "person" in request.POST
        first = First(_key(given["key"]), given["text"], clock.now(), name=given["name"], person=wanted)
        if talker.is_visitor:
            public_forms.admit(request, limit=public_forms.OF_CHATS)
            opened = chats.begin_as_visitor(talker.viewer.language, first)
        else:
            count(talker.viewer)
            opened = chats.begin(talker.viewer, first)
    except AmiabilError as refusal:
        return _form(request, talker, given, _said(refusal, talker))
    answer = HttpResponseRedirect(reverse("chat"))
    if opened.secret:
        remember(answer, opened.secret)
    return answer


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return new_id()


@takes_form_files
@require_POST
@_in_chat
def message(request: HttpRequest, talker: Talker, file: ChatFile) -> HttpResponse:
    """A message of whoever talks, with its files; a repeat of the same one posts nothing more."""
    id, text = _key(request.POST.get("message_id", "")), request.POST.get("text", "")
    choice = request.POST.get("choice", "")[:ID_MAX]
    if choice:
        text = seen.label_of(seen.look(talker.viewer, file), choice)
    reader = Reader.of(talker.viewer, now=clock.now(), case_zone=current_setup().zone)
    given = {"text": text, "message_id": str(id)}
    try:
        count(talker.viewer)
        sent, not_taken = sent_with(request, reader, file.case_id, purpose=CHAT)
        if not_taken:
            return _show(request, talker, file, **given, files_error=not_taken)
        said = Said(id, text, clock.now(), files=sent, choice=choice)
        chats.write(talker.viewer, file.reference, said)
    except NotFound:
        raise
    except AmiabilError as refusal:
        return _show(request, talker, file, **given, error=_said(refusal, talker))
    return HttpResponseRedirect(f"{reverse('chat')}#last")


@require_POST
@_in_chat
def confirm(request: HttpRequest, talker: Talker, file: ChatFile) -> HttpResponse:
    """Agree to what the assistant prepared; pressed twice it is done once."""
    try:
        count(talker.viewer)
        turning.confirm(talker.viewer, file, _key(request.POST.get("confirm", "")))
    except NotFound:
        raise
    except AmiabilError as refusal:
        return _show(request, talker, file, error=_said(refusal, talker))
    return HttpResponseRedirect(f"{reverse('chat')}#last")


@require_POST
@_in_chat
def person(request: HttpRequest, talker: Talker, file: ChatFile) -> HttpResponse:
    """Ask for a person."""
    chats.ask_person(talker.viewer, file.reference, at=clock.now())
    return HttpResponseRedirect(reverse("chat"))


@require_POST
@_in_chat
def end(request: HttpRequest, talker: Talker, file: ChatFile) -> HttpResponse:
    """End the chat."""
    chats.end(talker.viewer, file.reference, at=clock.now())
    return HttpResponseRedirect(reverse("chat"))


@require_POST
@_in_chat
def address(request: HttpRequest, talker: Talker, file: ChatFile) -> HttpResponse:
    """A visitor says where to answer, as nobody comes."""
    email = request.POST.get("email", "")
    try:
        if file.contact is None:
            raise NotFound()
        public_forms.count_address(email)
        chat_requests.leave_address(talker.viewer, file.reference, email, at=clock.now())
    except NotFound:
        raise
    except AmiabilError as refusal:
        return _show(request, talker, file, email=email, email_error=_said(refusal, talker))
    return HttpResponseRedirect(reverse("chat"))


@require_POST
@_in_chat
def rating(request: HttpRequest, talker: Talker, file: ChatFile) -> HttpResponse:
    """What whoever talked thinks of it."""
    given, comment = request.POST.get("rating", ""), request.POST.get("comment", "")
    if given not in set(Rating):
        return _show(request, talker, file, rating_error=_("Choose one of the answers."), comment=comment)
    chats.rate(talker.viewer, file.reference, Rating(given), at=clock.now(), comment=comment)
    return HttpResponseRedirect(reverse("chat"))


@require_GET
def transcript(request: HttpRequest) -> HttpResponse:
    """Everything that was said, as a file of text."""
    talker = talker_of(request)
    if talker.file is None:
        raise Http404
    return _private(transcript_of(talker.viewer, talker.file))


@require_POST
@_in_chat
def mail(request: HttpRequest, talker: Talker, file: ChatFile) -> HttpResponse:
    """Let what was said go to whoever talked by mail, once; a visitor names where to and presses a link first."""
    email = request.POST.get("email", "")
    try:
        count(talker.viewer)
        if file.contact is not None:
            public_forms.count_address(email)
        chat_mails.ask_transcript(talker.viewer, file.reference, at=clock.now(), address=email)
    except NotFound:
        raise
    except AmiabilError as refusal:
        return _show(request, talker, file, email=email, mail_error=_said(refusal, talker))
    return HttpResponseRedirect(reverse("chat"))


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Whoever has signed in takes along the chat this browser began before."""
    talker = talker_of(request)
    answer = HttpResponseRedirect(f"{reverse('chat')}#last")
    if talker.left is not None:
        count(talker.viewer)
        chat_taking.take_along(talker.viewer, talker.left.reference, talker.secret, at=clock.now())
        forget(answer)
    return _private(answer)


@require_POST
def drop(_request: HttpRequest) -> HttpResponse:
    """It was somebody else's at this browser: it is offered no more."""
    answer = HttpResponseRedirect(reverse("chat"))
    forget(answer)
    return _private(answer)


@require_GET
def sent_file(request: HttpRequest, file_id: UUID, form: str) -> HttpResponseBase:
    """A form of a file that came with a message of the chat, also for whoever has no account."""
    talker = talker_of(request)
    if talker.file is None or not is_of_chat(talker.viewer, talker.file.case_id, file_id):
        raise NotFound()
    return deliver(request, talker.viewer, file_id, form, reader=str(talker.viewer.reader_id))


@require_GET
def token(request: HttpRequest) -> JsonResponse:
    """A token to hear the chat."""
    talker = talker_of(request)
    if talker.file is None:
        raise NotFound()
    return live.token_answer(talker.viewer, [talker.file.case_id])


@require_GET
def poll(request: HttpRequest) -> JsonResponse:
    """What changes when the chat does."""
    talker = talker_of(request)
    if talker.file is None:
        raise NotFound()
    return live.poll_answer(talker.viewer, [talker.file.case_id])


@require_GET
def typing(request: HttpRequest) -> JsonResponse:
    """A token to say that one writes, which the staff hear."""
    talker = talker_of(request)
    if talker.file is None:
        raise NotFound()
    return live.typing_answer(talker.viewer, talker.file.case_id, heard_by="staff")
