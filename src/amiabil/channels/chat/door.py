"""The door of the widget: chats as JSON. Its addresses and documents are public; see docs/integrate/chat.md."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from amiabil.actions import chat_acts, chat_mails, chat_requests, chat_taking, chats, sign_in
from amiabil.actions.chat_waits import assistance_of, outlook
from amiabil.actions.chats import WORDS_MAX, First, Said
from amiabil.actions.sign_in_token import LONGEST_TOKEN
from amiabil.channels.chat.callers import bearer_of, caller_of, door, in_chat, is_own_page
from amiabil.channels.chat.pace import count
from amiabil.channels.chat.transcript import transcript_of
from amiabil.channels.chat.visitor import forget, remember
from amiabil.domain.access import Viewer
from amiabil.domain.files import MESSAGE_FILES_MAX
from amiabil.domain.support.cards import ID_MAX, as_documents
from amiabil.domain.support.chat import ChatState
from amiabil.domain.support.content_reports import NAME_MAX
from amiabil.domain.support.terms import Rating
from amiabil.domain.terms import PARTIES
from amiabil.domain.written import REASON_MAX
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import NotFound
from amiabil.foundation.fields import Choice, Name, Switch, Text
from amiabil.foundation.shapes import ListOf, Member, Object
from amiabil.records import chat_mails as records_of_mails
from amiabil.records import chats as records
from amiabil.records import clock, rates, sessions, timeline
from amiabil.records.chats import ChatFile
from amiabil.records.paging import bounded
from amiabil.records.timeline import Moment
from amiabil.ui import live, public_forms, vouching
from amiabil.ui.assistant import turning
from amiabil.ui.chats.files import Files, of_page
from amiabil.ui.chats.files import document as file_document
from amiabil.ui.json_bodies import read
from amiabil.ui.problem_documents import NotSignedIn

START = Object(
    dict[str, Any],
    {
        "key": Member(Name(), about="The client's own random name of the chat, told to nobody else."),
        "text": Member(Text(WORDS_MAX, lines=True)),
        "topic": Member(Text(40), ""),
        "name": Member(Text(NAME_MAX), ""),
        "person": Member(Switch(), False, about="Talk to a person from the start, and not to the assistant."),
    },
)
PASS = Object(dict[str, Any], {"token": Member(Text(LONGEST_TOKEN))})
MESSAGE = Object(
    dict[str, Any],
    {
        "id": Member(Name()),
        "text": Member(Text(WORDS_MAX, lines=True), "", "May be empty where files go with it."),
        "choice": Member(Text(ID_MAX), "", about="The id of the card that was pressed."),
        "files": Member(ListOf(Name(), MESSAGE_FILES_MAX, key=str), (), "Those put in for this chat."),
    },
)
RATING = Object(
    dict[str, Any],
    {"rating": Member(Choice(Rating)), "comment": Member(Text(REASON_MAX, lines=True), "")},
)
MAIL = Object(
    dict[str, Any],
    {"email": Member(Text(320), "", about="Of a visitor: where to; one link goes there first.")},
)
TAKE = Object(dict[str, Any], {"secret": Member(Text(64), about="That of the visitor's chat; it ends.")})
ADDRESS = Object(dict[str, Any], {"email": Member(Text(320))})
CONFIRM = Object(dict[str, Any], {"id": Member(Name(), about="The id of the card of the act.")})
NOTHING = Object(dict[str, Any], {})

# ---- documents --------------------------------------------------------------------------------


def chat_document(file: ChatFile) -> dict[str, Any]:
    """A chat as it stands."""
    chat = file.chat
    document: dict[str, Any] = {
        "chat": file.reference,
        "state": chat.state.value,
        "version": file.chain.version,
        "language": chat.language,
        "topic": chat.topic or None,
        "started_at": instant_text(chat.started_at),
        "ended_at": instant_text(chat.ended_at) if chat.ended_at else None,
        "ended_by": chat.ended_by or None,
        "agent": {"name": file.agent_name} if file.agent_name else None,
        "request": chat.request or None,
        "rating": chat.rating or None,
        "wait": None,
        "assistant": None,
        "mail": None,
    }
    if chat.state is ChatState.WITH_ASSISTANT:
        presence = assistance_of(file, at=clock.now(), now=clock.unshifted())
        document["assistant"] = {"is_there": presence.is_there, "slow": presence.slow}
    if chat.state is ChatState.ENDED:
        mail = records_of_mails.address_of(file.asker, file)
        document["mail"] = {
            "address": mail.address or mail.waits or None,
            "asked": mail.asked_at is not None,
            "waits": bool(mail.waits),
        }
    if chat.state is ChatState.WAITING:
        there = outlook(file, at=clock.now())
        document["wait"] = {
            "is_there": there.is_there,
            "place": there.place,
            "seconds": int(there.wait.total_seconds()) if there.wait is not None else None,
            "opens_at": instant_text(there.opens_at) if there.opens_at else None,
        }
    return document


def event_document(moment: Moment, file: ChatFile, sent: Files, viewer: Viewer) -> dict[str, Any]:
    """One event of a chat, with its message where it is one, and the files sent with it."""
    document: dict[str, Any] = {
        "id": str(moment.event_id),
        "version": moment.version,
        "type": moment.type,
        "at": instant_text(moment.at),
        "actor": {"role": moment.actor_role},
        "message": None,
    }
    said = moment.message
    if said is not None:
        own = moment.actor_role in PARTIES
        document["message"] = {
            "id": str(said.id),
            "role": said.author_role,
            "name": file.person_name if own else said.author_name or settings.AMIABIL_MARKETPLACE,
            "text": said.text,
            "language": said.language,
            "erased": said.erased,
            "cards": as_documents(said.cards),
            "files": [
                file_document(viewer, one, at=f"/chat/v1/chats/{file.reference}/files")
                for one in sent.get(said.id, ())
            ],
        }
    return document


# ---- the addresses ------------------------------------------------------------------------------


@door("GET")
def now(_request: HttpRequest) -> HttpResponse:
    """Whether somebody is there, and how long it takes: what a widget shows before a chat begins."""
    there = outlook(None, at=clock.now())
    return JsonResponse(
        {
            "is_there": there.is_there,
            "seconds": int(there.wait.total_seconds()) if there.wait is not None else None,
            "opens_at": instant_text(there.opens_at) if there.opens_at else None,
            "assistant": chat_acts.assistant_answers(),
        }
    )


@door("POST")
def enter(request: HttpRequest) -> HttpResponse:
    """A pass for whom the marketplace vouches for with the token of its own page; the pass before it ends."""
    vouched = vouching.vouched(read(request, PASS)["token"])
    before = bearer_of(request)
    entry = sign_in.give_pass(vouched, previous=before if before.startswith(sessions.FOR_CHATS) else None)
    told = {"pass": entry.token, "ends_at": instant_text(entry.ends_at), "language": entry.language or None}
    return JsonResponse(told, status=201)


@door("POST")
def leave(request: HttpRequest) -> HttpResponse:
    """The pass ends; one that has ended is no refusal."""
    read(request, NOTHING)
    shown = bearer_of(request)
    if shown.startswith(sessions.FOR_CHATS):
        sign_in.leave(shown)
    return JsonResponse({})


@door("GET")
def mine(request: HttpRequest) -> HttpResponse:
    """Who calls, and their chat: the one that goes on or ended within a day; a visitor's is known by its secret."""
    viewer = caller_of(request)
    if viewer.role not in PARTIES:
        return JsonResponse({"signed_in": False, "name": None, "chat": None})
    file = records.last_of(viewer, at=clock.now())
    return JsonResponse(
        {"signed_in": True, "name": viewer.name or None, "chat": chat_document(file) if file else None}
    )


@door("POST")
def start(request: HttpRequest) -> HttpResponse:
    """Begin a chat: of whoever has signed in, else of a visitor, who gets the secret of it."""
    given = read(request, START)
    viewer = caller_of(request)
    first = First(
        given["key"],
        given["text"],
        clock.now(),
        topic=given["topic"],
        name=given["name"],
        person=given["person"],
    )
    if viewer.role in PARTIES:
        count(viewer)
        opened = chats.begin(viewer, first)
    else:
        rates.count(public_forms.network_of(request), public_forms.OF_CHATS, at=clock.unshifted())
        opened = chats.begin_as_visitor(viewer.language, first)
    file = opened.file
    if given["person"] and file.chat.state is ChatState.WITH_ASSISTANT:
        talker = replace(file.asker, language=viewer.language)
        file = chats.ask_person(talker, file.reference, at=clock.now())
    answer = JsonResponse({**chat_document(file), "secret": opened.secret or None}, status=201)
    if opened.secret and is_own_page(request):
        remember(answer, opened.secret)  # so that our page without JavaScript knows the same chat
    return answer


@door("GET")
@in_chat
def chat(_request: HttpRequest, _viewer: Viewer, file: ChatFile) -> HttpResponse:
    """The chat as it stands."""
    return JsonResponse(chat_document(file))


@door("GET")
@in_chat
def events(request: HttpRequest, viewer: Viewer, file: ChatFile) -> HttpResponse:
    """Everything after a version, the oldest first; ``next`` is the version to go on after, null when that is all."""
    given, size = request.GET.get("after", ""), bounded(100)
    after = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
    found = timeline.moments_since(viewer, file.case_id, after, limit=size)
    more = found[-1].version if len(found) == size else None
    sent = of_page(viewer, found)
    items = [event_document(one, file, sent, viewer) for one in found]
    return JsonResponse({"items": items, "next": more})


@door("POST")
@in_chat
def message(request: HttpRequest, viewer: Viewer, file: ChatFile) -> HttpResponse:
    """Say something; the same ``id`` again posts nothing more."""
    given = read(request, MESSAGE)
    count(viewer)
    said = Said(given["id"], given["text"], clock.now(), files=given["files"], choice=given["choice"])
    done = chats.write(viewer, file.reference, said)
    return JsonResponse(chat_document(done), status=201)


@door("POST")
@in_chat
def person(request: HttpRequest, viewer: Viewer, file: ChatFile) -> HttpResponse:
    """Ask for a person."""
    read(request, NOTHING)
    count(viewer)
    return JsonResponse(chat_document(chats.ask_person(viewer, file.reference, at=clock.now())))


@door("POST")
@in_chat
def confirm(request: HttpRequest, viewer: Viewer, file: ChatFile) -> HttpResponse:
    """Agree to what the assistant prepared: done once, however often it is pressed; what was made is told with it."""
    given = read(request, CONFIRM)
    count(viewer)
    wish = turning.confirm(viewer, file, given["id"])
    done = {"tool": wish.tool, "reference": wish.outcome}
    return JsonResponse({**chat_document(records.file_of(viewer, file.reference)), "done": done})


@door("POST")
@in_chat
def end(request: HttpRequest, viewer: Viewer, file: ChatFile) -> HttpResponse:
    """End the chat."""
    read(request, NOTHING)
    count(viewer)
    return JsonResponse(chat_document(chats.end(viewer, file.reference, at=clock.now())))


@door("POST")
@in_chat
def rating(request: HttpRequest, viewer: Viewer, file: ChatFile) -> HttpResponse:
    """What whoever asked thinks of it."""
    given = read(request, RATING)
    count(viewer)
    done = chats.rate(viewer, file.reference, given["rating"], at=clock.now(), comment=given["comment"])
    return JsonResponse(chat_document(done))


@door("POST")
@in_chat
def address(request: HttpRequest, viewer: Viewer, file: ChatFile) -> HttpResponse:
    """A visitor says where to answer; the request begins once the link in the mail is pressed."""
    given = read(request, ADDRESS)
    if file.contact is None:
        raise NotFound()
    public_forms.count_address(given["email"])
    done = chat_requests.leave_address(viewer, file.reference, given["email"], at=clock.now())
    return JsonResponse(chat_document(done))


@door("GET")
@in_chat
def transcript(_request: HttpRequest, viewer: Viewer, file: ChatFile) -> HttpResponse:
    """Everything that was said, as a file of text."""
    return transcript_of(viewer, file)


@door("POST")
@in_chat
def mail(request: HttpRequest, viewer: Viewer, file: ChatFile) -> HttpResponse:
    """Let what was said go by mail to whoever talked, once; a visitor names where to and presses a link first."""
    email = read(request, MAIL)["email"]
    count(viewer)
    if file.contact is not None:
        public_forms.count_address(email)
    chat_mails.ask_transcript(viewer, file.reference, at=clock.now(), address=email)
    return JsonResponse(chat_document(file), status=202)


@door("POST")
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Whoever has signed in takes their visitor's chat along; the answer is the chat that goes on."""
    viewer = caller_of(request)
    if viewer.role not in PARTIES:
        raise NotSignedIn()
    secret = read(request, TAKE)["secret"]
    count(viewer)
    answer = JsonResponse(chat_document(chat_taking.take_along(viewer, reference, secret, at=clock.now())))
    if is_own_page(request):
        forget(answer)
    return answer


@door("GET")
@in_chat
def token(_request: HttpRequest, viewer: Viewer, file: ChatFile) -> HttpResponse:
    """A token to hear the chat at push."""
    return live.token_answer(viewer, [file.case_id])


@door("GET")
@in_chat
def typing(_request: HttpRequest, viewer: Viewer, file: ChatFile) -> HttpResponse:
    """A token to say at push that one writes."""
    return live.typing_answer(viewer, file.case_id, heard_by="staff")
