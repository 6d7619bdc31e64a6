"""What the page of a chat shows: who is there, what was said, and what can be done now."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.actions.chat_acts import assistant_answers
from amiabil.actions.chat_waits import Outlook, assistance_of, outlook
from amiabil.actions.chats import WORDS_MAX
from amiabil.domain.support.chat import ChatState, Ending
from amiabil.domain.support.content_reports import NAME_MAX
from amiabil.domain.support.terms import Rating
from amiabil.domain.support.ticket import due_at
from amiabil.domain.terms import Audience, Role
from amiabil.domain.written import REASON_MAX
from amiabil.foundation.errors import NotFound
from amiabil.records import chat_mails, clock, tickets
from amiabil.records.new_id import new_id
from amiabil.ui import formats, public_forms
from amiabil.ui.chats import files, seen
from amiabil.ui.chats.seen import SeenChat
from amiabil.ui.facts import AudienceChoice, Choice, Composer, Field, Option
from amiabil.ui.reader import Reader
from amiabil.ui.tickets.rating import RatingForm
from amiabil.ui.words.tickets import RATINGS


def beginning(
    reader: Reader, *, visitor: bool, key: str, given: dict[str, str], error: str
) -> dict[str, Any]:
    """The page on which a chat begins."""
    there = outlook(None, at=reader.now)
    name = Field(
        "name",
        _("Your name"),
        value=given.get("name", ""),
        optional=_("optional"),
        autocomplete="name",
        max_length=NAME_MAX,
    )
    text = Field(
        "text",
        _("What can we help with?"),
        kind="textarea",
        value=given.get("text", ""),
        error=error,
        required=True,
        max_length=WORDS_MAX,
        rows=5,
        kept=True,
    )
    return {
        "title": _("Chat with us") if assistant_answers() else _("Talk to a person"),
        "assistant": assistant_answers(),
        "program": _("A program answers at once, at any hour. You can ask for a person at any time.")
        if assistant_answers()
        else "",
        "expect": _before(there, reader, visitor=visitor),
        "is_there": there.is_there,
        "fields": [text, name] if visitor else [text],
        "key": key,
        "stamp": given.get(public_forms.STAMP) or public_forms.stamp(),
        "trap": public_forms.TRAP,
        "send": _("Start the chat") if there.is_there or assistant_answers() else _("Write to us"),
    }


def going_on(shown: SeenChat, form: dict[str, str]) -> dict[str, Any]:
    """The page of a chat that goes on, or has ended."""
    file, reader = shown.file, shown.reader
    state = file.chat.state
    there = outlook(file, at=reader.now) if state is ChatState.WAITING else None
    slow = state is ChatState.WITH_ASSISTANT and _is_slow(shown)
    asks_address = there is not None and file.contact is not None and _is_long(there, shown)
    return {
        "title": _("Chat with us"),
        "chat": file,
        "state": state.value,
        "now": _now(shown, there, slow=slow),
        "awaits": state is ChatState.WITH_ASSISTANT and file.chat.unanswered_at is not None and not slow,
        "slow": slow,
        "request_page": reverse("ask_topics" if file.contact is not None else "ticket_topics"),
        "entries": seen.entries(shown),
        "cut": shown.cut,
        "composer": _composer(shown, form) if file.chat.is_open else None,
        "answer_id": str(new_id()),
        "address": _address(form) if asks_address else None,
        "may_ask": state is ChatState.WITH_ASSISTANT,
        "rating": _rating(shown, form) if state is ChatState.ENDED and file.chat.joined_at else None,
        "request_url": reverse("ticket", args=[file.chat.request]) if file.chat.request else "",
        "ended": state is ChatState.ENDED,
        "mail": _mail(shown, form) if state is ChatState.ENDED else None,
        "mail_error": form.get("mail_error", "") if file.contact is None else "",
    }


def _mail(shown: SeenChat, form: dict[str, str]) -> dict[str, Any] | None:
    """Where what was said can go by mail, and whether that was asked for; a visitor without an address names one. None
    where an account has none. One statement."""
    found = chat_mails.address_of(shown.reader.viewer, shown.file)
    asked = shown.reader.moment(found.asked_at).text if found.asked_at else ""
    if found.address:
        return {"address": found.address, "asked": asked}
    if shown.file.contact is None:
        return None
    field = Field(
        "email",
        _("Your e-mail address"),
        kind="email",
        value=form.get("email", ""),
        error=form.get("mail_error", ""),
        hint=_("You get one link to confirm the address; then what was said goes there."),
        required=True,
        autocomplete="email",
        max_length=320,
    )
    return {"address": "", "asked": "", "waits": found.waits, "field": field}


def _is_long(there: Outlook, shown: SeenChat) -> bool:
    """Whether it is time to offer a visitor an answer by mail: nobody is there, or nobody has come for a while."""
    asked = shown.file.chat.asked_at
    waited = (shown.reader.now - asked).total_seconds() if asked else 0
    return not there.is_there or waited > 120


def _before(there: Outlook, reader: Reader, *, visitor: bool) -> str:
    """What whoever is about to write can expect."""
    if there.is_there:
        if there.wait is not None:
            span = formats.span(there.wait, reader.language)
            return _("People are here now. Somebody will probably answer within %(span)s.") % {"span": span}
        return _("People are here now. How long it takes is not measured yet.")
    again = _again(there, reader)
    if assistant_answers():
        return again
    if visitor:
        return (
            again
            + " "
            + _("Write now and leave an address: your message becomes a request, answered by e-mail.")
        )
    return (
        again + " " + _("Write now: your message becomes a request, answered by e-mail and in your account.")
    )


def _again(there: Outlook, reader: Reader) -> str:
    if there.opens_at is None:
        return _("Nobody takes chats at this moment.")
    return _("Nobody is here now. The chat opens again %(when)s.") % {"when": reader.long(there.opens_at)}


def _is_slow(shown: SeenChat) -> bool:
    """Whether the assistant does not answer: a question waits too long, or waits and the process is not there."""
    if shown.file.chat.unanswered_at is None:
        return False
    found = assistance_of(shown.file, at=shown.reader.now, now=clock.unshifted())
    return found.slow or not found.is_there


def _now(shown: SeenChat, there: Outlook | None, *, slow: bool) -> str:
    """Who acts next, and until when."""
    file, reader = shown.file, shown.reader
    if there is not None:
        return _waiting(there, reader)
    if file.chat.state is ChatState.WITH_AGENT:
        return _("Answering you: %(name)s") % {"name": file.agent_name or _("A colleague")}
    if slow:
        return _("The assistant does not answer at this moment.")
    if file.chat.state is ChatState.WITH_ASSISTANT:
        return _("A program answers here. You can ask for a person at any time.")
    if file.chat.ended_by != Ending.REQUEST:
        return _("This chat has ended.")
    return _became_request(shown)


def _waiting(there: Outlook, reader: Reader) -> str:
    if not there.is_there:
        return _again(there, reader)
    if there.place == 1:
        place = _("You are next.")
    else:
        ahead = there.place - 1
        place = ngettext("%(count)s person is before you.", "%(count)s people are before you.", ahead) % {
            "count": ahead
        }
    if there.wait is None:
        return _("Somebody will come.") + " " + place
    span = formats.span(there.wait, reader.language)
    return _("Somebody will probably come within %(span)s.") % {"span": span} + " " + place


def _became_request(shown: SeenChat) -> str:
    chat, reader = shown.file.chat, shown.reader
    if not chat.request:
        return _("Your message becomes a request once you press the link in the mail we sent you.")
    try:
        ticket = tickets.file_of(reader.viewer, chat.request).ticket
    except NotFound:
        return _("This chat went on as request %(ref)s.") % {"ref": chat.request}
    due = due_at(ticket)
    if due is None or due <= reader.now:
        return _("This chat goes on as request %(ref)s. We answer there and by e-mail.") % {
            "ref": chat.request
        }
    until = reader.deadline(due).long
    return _("This chat goes on as request %(ref)s. We answer there and by e-mail until %(until)s.") % {
        "ref": chat.request,
        "until": until,
    }


def _composer(shown: SeenChat, form: dict[str, str]) -> Composer:
    seller = shown.file.side is Role.SELLER
    audience = Audience.SELLER_AND_PLATFORM if seller else Audience.BUYER_AND_PLATFORM
    return Composer(
        send_url=reverse("chat_message"),
        audiences=(AudienceChoice(audience.value, _("Read by you and the marketplace"), selected=True),),
        message_id=form.get("message_id") or str(new_id()),
        draft_key=f"chat:{shown.file.case_id}",
        text=form.get("text", ""),
        error=form.get("error", ""),
        max_length=WORDS_MAX,
        upload=files.place(
            shown.reader.viewer,
            shown.file.case_id,
            shown.reader.language,
            back=reverse("chat"),
            error=form.get("files_error", ""),
        ),
    )


def _address(form: dict[str, str]) -> Field:
    return Field(
        "email",
        _("Your e-mail address"),
        kind="email",
        value=form.get("email", ""),
        error=form.get("email_error", ""),
        hint=_("You get one link to confirm it; then we answer there, with everything you wrote here."),
        required=True,
        autocomplete="email",
        max_length=320,
    )


def _rating(shown: SeenChat, form: dict[str, str]) -> RatingForm:
    given = shown.file.chat.rating
    options = tuple(Option(one.value, str(RATINGS[one]), selected=one.value == given) for one in Rating)
    return RatingForm(
        url=reverse("chat_rating"),
        choice=Choice(
            "rating", _("How did we help?"), options, error=form.get("rating_error", ""), required=True
        ),
        comment=Field(
            "comment",
            _("Tell us in your own words"),
            kind="textarea",
            value=form.get("comment", ""),
            optional=_("optional"),
            max_length=REASON_MAX,
            rows=3,
        ),
        until="",
        given=bool(given),
    )
