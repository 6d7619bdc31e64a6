"""Who talks on the page: whoever has signed in, or a visitor, known by the secret of their chat alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override

from amiabil.actions import chat_taking
from amiabil.domain.access import NOBODY, Viewer
from amiabil.domain.terms import PARTIES
from amiabil.records import chats, clock
from amiabil.records.chats import SECRET_OPENS, ChatFile
from amiabil.ui.viewer import customer_of

COOKIE = "amiabil_chat"
"""Holds the secret of a visitor's chat for this page, which works without JavaScript; it is sent to no other one.

Each language of the page has its own, as each has its own path."""


@dataclass(frozen=True, slots=True)
class Talker:
    """Who talks, and their chat: the one that goes on or ended within a day, else None.

    ``viewer`` is ``NOBODY`` for a visitor who has no chat yet. ``left`` is a chat this browser began before its person
    signed in, which they may take along with its ``secret``.
    """

    viewer: Viewer
    file: ChatFile | None
    left: ChatFile | None = None
    secret: str = ""

    @property
    def is_visitor(self) -> bool:
        """Whether nobody has signed in."""
        return self.viewer.person_id is None


def talker_of(request: HttpRequest) -> Talker:
    """Who talks by this request. A visitor's chat is shown to whoever has signed in only once
    they have taken it along. Two statements at most."""
    viewer = customer_of(request)
    secret = request.COOKIES.get(name_of(get_language() or settings.LANGUAGE_CODE), "")
    if viewer.role in PARTIES:
        left = chat_taking.left_behind(viewer, secret, at=clock.now())
        return Talker(viewer, chats.last_of(viewer, at=clock.now()), left, secret if left else "")
    file = chats.by_secret(secret, at=clock.now()) if secret else None
    if file is None or file.contact is None:
        return Talker(replace(NOBODY, language=get_language() or settings.LANGUAGE_CODE), None)
    return Talker(replace(file.asker, language=get_language() or settings.LANGUAGE_CODE), file)


def name_of(language: str) -> str:
    """How the cookie of the page in this language is called."""
    return f"{COOKIE}_{language}"


def remember(response: HttpResponse, secret: str) -> None:
    """Let this browser come back to the chat, in every language of the page."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            path = reverse("chat")
        response.set_cookie(
            name_of(code),
            secret,
            max_age=SECRET_OPENS,
            path=path,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )


def forget(response: HttpResponse) -> None:
    """Let this browser come back to no visitor's chat any more."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            path = reverse("chat")
        response.delete_cookie(name_of(code), path=path, samesite="Lax")
