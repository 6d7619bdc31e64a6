"""Objects of requests for help: the request itself, its files, and uploads for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from amiabil.actions.chat_desk import accept, set_shift
from amiabil.actions.chats import First, begin
from amiabil.actions.ticket_bulk import Together, do
from amiabil.actions.tickets import Asked, open_ticket
from amiabil.domain.support.terms import Priority
from amiabil.domain.support.views import Narrowing
from amiabil.foundation.ids import reference
from amiabil.gateways.files import FileKey, FileKind, Variant
from amiabil.records import clock, ticket_views
from amiabil.records.models import Conversation, Delivery, Message, MessageFile, Notice, Upload
from amiabil.records.new_id import new_id
from amiabil.records.shifts import Shift, ShiftState
from amiabil.records.ticket_views import SavedView
from amiabil.ui.intake import file_store
from tests.attacks.callers import Caller, World
from tests.attacks.objects_at_hand import Named, picture
from tests.factories import OPENED


def ticket(world: World) -> Named:
    """A request for help of the buyer."""
    asked = Asked(new_id(), "account", "Cannot sign in", "It says locked.", clock.now())
    made = open_ticket(world.people[Caller.BUYER], asked)
    return Named({"reference": made.reference}, {"reference": reference("T", randomness=os.urandom(5))})


def chat(world: World) -> Named:
    """A chat of the buyer in which the agent answers."""
    set_shift(world.people[Caller.AGENT], Shift(ShiftState.ON), at=clock.now())
    made = begin(world.people[Caller.BUYER], First(new_id(), "Where is it?", clock.now())).file
    accept(world.people[Caller.AGENT], made.reference, at=clock.now())
    return Named({"reference": made.reference}, {"reference": reference("C", randomness=os.urandom(5))})


def no_chat(_world: World) -> Named:
    """References of chats that are not there: a door that everybody may knock at says nothing of others."""
    first, second = (reference("C", randomness=os.urandom(5)) for _ in range(2))
    return Named({"reference": first}, {"reference": second})


def no_file_of_chat(_world: World) -> Named:
    """The same of uploads and files in them."""
    first, second = (
        {"reference": reference("C", randomness=os.urandom(5)), "form": "view"}
        | dict.fromkeys(("upload", "file", "file_id"), str(new_id()))
        for _ in range(2)
    )
    return Named(first, second)


def words(world: World) -> Named:
    """The words of the chat's window in a language; one it has not is answered in another."""
    return Named({"language": "en"}, {"language": "tlh"})


def topic(world: World) -> Named:
    """Something one can ask about, the same for everybody."""
    return Named({"topic": "account"}, {"topic": "weather"})


def files_for_ticket(world: World) -> Named:
    """Where an answer's files are put in: the request itself; one that is not there takes none of the staff's."""
    own = Conversation.objects.get(reference=ticket(world).own["reference"])
    return Named(
        {"purpose": "ticket", "owner_id": str(own.id)}, {"purpose": "ticket", "owner_id": str(new_id())}
    )


def upload_of_agent(world: World) -> Named:
    """An upload the agent has begun for an answer, and not finished."""
    upload = Upload.objects.create(
        id=new_id(),
        person_id=world.people[Caller.AGENT].person_id,
        purpose="ticket",
        owner_id=Conversation.objects.get(reference=ticket(world).own["reference"]).id,
        name="lamp.jpg",
        size=10,
        part_size=10,
        created_at=OPENED,
    )
    return Named({"upload_id": str(upload.id)}, {"upload_id": str(new_id())})


def upload_for_ticket(world: World) -> Named:
    """A request and an upload of its buyer for it, of which no part has come."""
    named = ticket(world)
    upload = Upload.objects.create(
        id=new_id(),
        person_id=world.people[Caller.BUYER].person_id,
        purpose="ticket",
        owner_id=Conversation.objects.get(reference=named.own["reference"]).id,
        name="lamp.jpg",
        size=10,
        part_size=10,
        created_at=OPENED,
    )
    return Named({**named.own, "upload": str(upload.id)}, {**named.missing, "upload": str(new_id())})


def file_of_ticket(world: World) -> Named:
    """A photo that came with the request."""
    named = ticket(world)
    message = Message.objects.get(case__reference=named.own["reference"])
    buyer = world.people[Caller.BUYER]
    file = picture(buyer, "message", message.case_id)
    MessageFile.objects.create(file=file, message=message, case_id=message.case_id, place=0)
    file_store().put(
        FileKey(FileKind.MESSAGE, message.case_id, file.id, Variant.VIEW), b"x", received_at=OPENED
    )
    own = {**named.own, "file": str(file.id), "form": "view"}
    return Named(own, {**named.missing, "file": str(new_id()), "form": "view"})


def mail_of_ticket(world: World) -> Named:
    """A mail with a message of a request of the buyer, that was given up."""
    made, message = ticket(world), str(new_id())
    case_id = Conversation.objects.get(reference=made.own["reference"]).id
    told = {"person_kind": "customer", "person_id": world.people[Caller.BUYER].person_id, "role": "buyer"}
    notice = Notice.objects.create(
        id=new_id(),
        event_id=new_id(),
        case_id=case_id,
        key="message.posted",
        facts={"message": message},
        **told,
        created_at=clock.now(),
    )
    Delivery.objects.create(notice=notice, channel="mail", address="a@example.com", state="given_up")
    return Named({**made.own, "message_id": message}, {**made.own, "message_id": str(new_id())})


def bulk(world: World) -> Named:
    """Something the agent has done to a request together with others."""
    id, chosen = new_id(), (ticket(world).own["reference"],)
    do(world.people[Caller.AGENT], Together(id, chosen, {"priority": Priority.HIGH}))
    return Named({"bulk_id": str(id)}, {"bulk_id": str(new_id())})


def view(world: World) -> Named:
    """A list the agent keeps."""
    kept = SavedView(new_id(), "Late ones", Narrowing(), (), "", mine=True, owner_name="")
    ticket_views.keep(world.people[Caller.AGENT], kept, at=OPENED)
    return Named({"view_id": str(kept.id)}, {"view_id": str(new_id())})


OF_TICKETS: Mapping[str, Callable[[World], Named]] = {
    "ticket": ticket,
    "chat": chat,
    "no chat": no_chat,
    "no file of a chat": no_file_of_chat,
    "topic": topic,
    "words": words,
    "bulk": bulk,
    "view": view,
    "mail of a ticket": mail_of_ticket,
    "files for a ticket": files_for_ticket,
    "file of a ticket": file_of_ticket,
    "upload for a ticket": upload_for_ticket,
    "upload of an agent": upload_of_agent,
}
