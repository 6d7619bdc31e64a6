"""The pages of saved replies: everybody's and each agent's own are the same pages at two addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions import saved_replies as actions
from amiabil.actions.support_setup import current_setup
from amiabil.desks.assistance import reply_facts as facts
from amiabil.domain.access import Viewer
from amiabil.domain.support.replies import NAME_LETTERS, SavedReply
from amiabil.domain.support.setting import ME, NOBODY, Setting
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock
from amiabil.records import saved_replies as records
from amiabil.records.new_id import new_id
from amiabil.records.saved_replies import KeptReply
from amiabil.ui.facts import DeskFrame
from amiabil.ui.paging import pager
from amiabil.ui.refusals import describe_all
from amiabil.ui.viewer import for_staff

Frame = Callable[[HttpRequest, Viewer, str], DeskFrame]
View = Callable[..., HttpResponseBase]

SIZE = 50


@dataclass(frozen=True, slots=True)
class ReplyRoom:
    """Where saved replies are kept: ``shared`` everybody's, else the viewer's own; ``home`` names the list's route."""

    shared: bool
    roles: tuple[Role, ...]
    frame: Frame
    home: str

    def views(self) -> tuple[View, View]:
        """The list, and the page of one reply (without an id: of a new one)."""

        @require_safe
        @for_staff(*self.roles)
        def listed(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
            return self._listed(request, viewer)

        @require_http_methods(["GET", "HEAD", "POST"])
        @for_staff(*self.roles)
        def one(request: HttpRequest, viewer: Viewer, id: UUID | None = None) -> HttpResponseBase:
            return self._one(request, viewer, id)

        return listed, one

    def _listed(self, request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
        found = records.replies(viewer, shared=self.shared, limit=SIZE, after=request.GET.get("after"))
        setup = current_setup()
        page = {
            **self._about(request, viewer),
            "rows": [
                facts.listed(one, viewer, setup, reverse(f"{self.home}_one", args=[one.id]))
                for one in found.items
            ],
            "new_url": reverse(f"{self.home}_new"),
            "pager": pager(request, found, reverse(self.home)),
        }
        return render(request, "assistance/replies.html", page)

    def _about(self, request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
        return {
            "frame": self.frame(request, viewer, "replies"),
            "title": _("Saved replies") if self.shared else _("My saved replies"),
            "home_url": reverse(self.home),
            "shared": self.shared,
        }

    def _one(self, request: HttpRequest, viewer: Viewer, id: UUID | None) -> HttpResponseBase:
        kept = records.reply(viewer, id) if id is not None else None
        if kept is not None and kept.shared is not self.shared:
            raise NotFound()
        kept = kept or KeptReply(new_id(), self.shared, SavedReply("", "", {}), 0, "", clock.now())
        if request.method != "POST":
            return self._form(request, viewer, kept)
        typed = _typed(request.POST, kept, current_setup())
        do = request.POST.get("do", "")
        if do == "preview":
            return self._form(request, viewer, typed, previewed=True)
        try:
            if do == "drop":
                actions.drop_reply(viewer, typed, at=clock.now())
                flash.success(request, _("The saved reply is gone."))
            else:
                actions.save_reply(viewer, typed, at=clock.now())
                flash.success(request, _("The saved reply is kept."))
        except NotFound:
            raise
        except AmiabilError as refusal:
            return self._form(request, viewer, typed, refusal=refusal)
        return HttpResponseRedirect(reverse(self.home))

    def _form(
        self,
        request: HttpRequest,
        viewer: Viewer,
        kept: KeptReply,
        *,
        previewed: bool = False,
        refusal: AmiabilError | None = None,
    ) -> HttpResponse:
        errors = {one.name: one.text for one in describe_all(refusal, viewer.language)} if refusal else {}
        page = {
            **self._about(request, viewer),
            **facts.form(kept, viewer, current_setup(), errors),
            "preview": facts.preview(kept.reply, viewer) if previewed else (),
            "version": kept.version,
            "key": kept.id,
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
        return render(request, "assistance/reply.html", page, status=status)


def _typed(given: QueryDict, kept: KeptReply, setup: Setup) -> KeptReply:
    """The reply as the form says it; words nobody knows are left out."""
    name = " ".join(given.get("name", "").split())[: NAME_LETTERS * 2]
    texts = {code: given.get(f"text_{code}", "").strip() for code, _name in settings.LANGUAGES}
    key = kept.reply.key or given.get("key_word", "").strip() or _slug(name)
    version, id = given.get("version", ""), given.get("key", "")
    made = SavedReply(
        key, name, {code: text for code, text in texts.items() if text}, _setting(given, setup, kept)
    )
    return replace(
        kept,
        id=_id(id) if kept.version == 0 else kept.id,
        reply=made,
        version=int(version)
        if version.isascii() and version.isdecimal() and len(version) < 9
        else kept.version,
    )


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        return new_id()


def _setting(given: QueryDict, setup: Setup, kept: KeptReply) -> Setting:
    status, priority = given.get("status", ""), given.get("priority", "")
    named = next((one for one in setup.status_names if status == f"name:{one.key}"), None)
    teams = {one.key for one in setup.teams}
    return Setting(
        status=named.status if named else TicketStatus(status) if status in set(TicketStatus) else None,
        status_name=named.key if named else "",
        priority=Priority(priority) if priority in set(Priority) else None,
        team=given.get("team", "") if given.get("team") in teams else "",
        assignee=given.get("assignee", "") if given.get("assignee") in {ME, NOBODY} else "",
        add_tags=_tags(given.get("add_tags", "")),
        remove_tags=_tags(given.get("remove_tags", "")),
        fields={
            key: value
            for key in facts.staff_fields(setup)
            if (value := given.get(f"field_{key}", "").strip()[:200])
        },
    )


def _tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.strip().casefold() for tag in text.split(",") if tag.strip()))[:30]


def _slug(name: str) -> str:
    """A key made of a name: ``În tranzit`` becomes ``in_tranzit``."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    word = re.sub(r"[^a-z0-9]+", "_", "".join(c for c in plain if not unicodedata.combining(c))).strip("_")
    return (word if word[:1].isalpha() else f"r_{word}".rstrip("_"))[:40]
