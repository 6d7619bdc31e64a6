"""Whoever talked takes what was said along by mail: once, after the end, to an address that is known to be theirs."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid5

from amiabil.actions.chat_requests import NoAddress
from amiabil.domain.access import Viewer
from amiabil.domain.mail.addresses import read_address
from amiabil.domain.support.chat import ChatAct, NotInChat
from amiabil.foundation.errors import InvalidFields
from amiabil.foundation.fields import BadFormat
from amiabil.records import address_checks, chat_mails, chats
from amiabil.records.address_checks import NewCheck
from amiabil.records.chats import ChatFile
from amiabil.records.contacts import Contact


def may_ask(file: ChatFile) -> bool:
    """Whether everything was said."""
    return not file.chat.is_open


def ask_transcript(viewer: Viewer, reference: str, *, at: datetime, address: str = "") -> ChatFile:
    """Let a mail with what was said go to whoever talked; asked again nothing more is sent.

    A visitor may name an ``address``: one link goes there first, and what was said once it is pressed. Raises
    ``NotFound``, ``NotInChat`` while it goes on, ``InvalidFields`` for an address no mail can go to, and ``NoAddress``
    where none is known to be theirs.
    """
    file = chats.file_of(viewer, reference)
    if not may_ask(file):
        raise NotInChat(state=file.chat.state.value, act=ChatAct.END.value)
    known = chat_mails.address_of(viewer, file)
    if file.contact is not None and address.strip():
        to = read_address(address)
        if to is None:
            raise InvalidFields((BadFormat(field="/email", expected="email"),))
        if known.asked_at is None and to != known.address:
            _ask_first(file, file.contact, to, at)
            return file
    elif not known.address:
        raise NoAddress(field="/address")
    chat_mails.ask(viewer, file, at=at)
    return file


def _ask_first(file: ChatFile, contact: Contact, address: str, at: datetime) -> None:
    """One link to the address somebody typed; whether it has too many waiting is not told."""
    check = NewCheck(
        uuid5(file.case_id, f"transcript {address.lower()}"),
        address,
        file.chat.language,
        contact_id=contact.id,
        body={"chat": file.reference},
    )
    address_checks.begin(check, at=at)
