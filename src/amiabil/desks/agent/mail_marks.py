"""Did an answer arrive? How each message went out by mail, and the button for what did not (lessons M10-M12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amiabil.actions.mails import send_again
from amiabil.desks.agent.queue import address_of
from amiabil.domain.access import Viewer
from amiabil.domain.mail.failures import Cause
from amiabil.domain.terms import Role
from amiabil.records import mail_sent
from amiabil.records.mail_sent import MailState, MailWay
from amiabil.ui.facts import Message
from amiabil.ui.facts.thread import Entry, MailMark
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_staff
from amiabil.ui.words.mail_failures import CAUSES


def marked(shown: Seen, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, each message with how it went out by mail. One statement, none where nothing was said."""
    known = tuple(entries)
    own = [UUID(one.id) for one in known if isinstance(one, Message) and one.person.shape == "staff"]
    ways = mail_sent.ways_of(shown.reader.viewer, shown.file.case_id, own)
    return tuple(
        replace(one, mails=_marks(shown, UUID(one.id), ways.get(UUID(one.id), ())))
        if isinstance(one, Message)
        else one
        for one in known
    )


def _marks(shown: Seen, message_id: UUID, ways: Iterable[MailWay]) -> tuple[MailMark, ...]:
    again = reverse("agent:ticket_mail_again", args=[shown.file.reference, message_id])
    return tuple(_mark(shown, one, again) for one in ways)


def _mark(shown: Seen, way: MailWay, again: str) -> MailMark:
    reader = shown.reader
    facts = {"address": way.address, "why": str(CAUSES[way.cause or Cause.OTHER])}
    if way.state is MailState.SENT and way.sent_at is not None:
        when = reader.moment(way.sent_at).text
        return MailMark(_("Sent to %(address)s, %(when)s") % {**facts, "when": when})
    if way.state is MailState.DEFERRED and way.next_try_at is not None:
        when = reader.moment(way.next_try_at).text
        text = _("Not with %(address)s yet: %(why)s. The next try: %(when)s") % {**facts, "when": when}
        return MailMark(text, "late", way.said, again)
    if way.state is MailState.BOUNCED:
        text = _("The mail to %(address)s came back: %(why)s.") % facts
        return MailMark(text, "lost", way.said, again)
    if way.state is MailState.FAILED:
        return MailMark(_("The mail to %(address)s was not sent: %(why)s.") % facts, "lost", way.said, again)
    return MailMark(_("On its way to %(address)s") % facts)


@require_POST
@for_staff(Role.AGENT)
def again(request: HttpRequest, viewer: Viewer, reference: str, message_id: UUID) -> HttpResponse:
    """Send the mails with a message again that failed; who asks says that the address works."""
    sent = send_again(viewer, reference, message_id)
    if sent:
        flash.success(request, _("The mail goes out again."))
    else:
        flash.info(request, _("There is no mail to send again."))
    return HttpResponseRedirect(address_of(request, reference))
