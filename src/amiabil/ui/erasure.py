"""What does an erasure do, said exactly: what goes now, what stays until which day, by which rule?"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language_bidi, ngettext, override
from django.utils.translation import gettext as _

from amiabil.actions.erasures import Outlook
from amiabil.domain.access import Viewer
from amiabil.records import erasures
from amiabil.records.retention import MOST_SHOWN, KeptCase
from amiabil.ui import letters
from amiabil.ui.facts import Link, Row
from amiabil.ui.facts.mail import MailPage, MailRow
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.letters import Written
from amiabil.ui.reader import Reader
from amiabil.ui.words import retention as words


def now_gone(outlook: Outlook) -> tuple[str, ...]:
    """What is erased at once, whatever is kept."""
    held = outlook.held
    lines = [
        _("the address of your calendar, and mails you may do without"),
    ]
    if held.drafts:
        lines.append(
            ngettext(
                "%(count)s dispute you have begun and not sent",
                "%(count)s disputes you have begun and not sent",
                held.drafts,
            )
            % {"count": held.drafts}
        )
    if not outlook.cases:
        lines += later_gone(outlook)
    return tuple(lines)


def later_gone(outlook: Outlook) -> tuple[str, ...]:
    """What is erased when the last case is, or at once where there is none."""
    held = outlook.held
    lines = [_("your name, e-mail address, settings and notices, and all your sign-ins")]
    if held.orders:
        lines.append(
            ngettext(
                "the link between you and %(count)s order: no dispute about it can be opened here afterwards",
                "the link between you and %(count)s orders: no dispute about them can be opened here afterwards",
                held.orders,
            )
            % {"count": held.orders}
        )
    if held.is_member:
        lines.append(
            _("your place in the shop; what you wrote for the shop stays in its cases, without your name")
        )
    return tuple(lines)


def rows(outlook: Outlook, viewer: Viewer, *, now: datetime) -> tuple[Row, ...]:
    """One row for each case that is kept: until when, and by which rules."""
    return tuple(
        Row(f"{one.reference} · {one.subject}", _until(one, viewer, now=now)) for one in outlook.cases
    )


def _until(one: KeptCase, viewer: Viewer, *, now: datetime) -> str:
    why = words.reasons(one.kept)
    if one.kept.until is None:
        # Translators: {why} are reasons, each a part of a sentence, as "it is still open".
        return _("no day can be named yet: {why}").format(why=why)
    day = Reader.of(viewer, now=now, case_zone=one.zone).last_day(one.kept.until)
    # Translators: {day} is a day, {why} are reasons, each a part of a sentence.
    return _("until the end of {day}: {why}").format(day=day, why=why)


def last_day(until: datetime | None, viewer: Viewer, *, now: datetime) -> str:
    """The day on which everything will be gone, in words; empty where none can be named."""
    if until is None:
        return ""
    return Reader.of(viewer, now=now, case_zone=HOME_ZONE).last_day(until)


def day_of(at: datetime, viewer: Viewer, *, now: datetime) -> str:
    """A day that belongs to no case, in words."""
    return Reader.of(viewer, now=now, case_zone=HOME_ZONE).day(at)


def is_cut(outlook: Outlook) -> bool:
    """Whether there are more cases than are told one by one."""
    return len(outlook.cases) >= MOST_SHOWN


def write(letter: erasures.Letter, outlook: Outlook, *, now: datetime) -> Written:
    """The mail about a request: that it waits and for what, that it was carried out, in the person's language."""
    language = letter.language or settings.LANGUAGE_CODE
    viewer = Viewer(role=None, language=language)
    waits = letter.request.state == erasures.WAITING
    with override(language):
        title = _("Your data will be erased") if waits else _("Your data have been erased")
        page = MailPage(
            language=language,
            direction="rtl" if get_language_bidi() else "ltr",
            marketplace=settings.AMIABIL_MARKETPLACE,
            greeting=letters.greeting(""),
            title=title,
            happened=_waiting_text(outlook, viewer, now=now) if waits else _done_text(),
            text=str(words.LAW) + "." if waits else "",
            also=(),
            rows=tuple(MailRow(row.term, row.value) for row in rows(outlook, viewer, now=now))
            if waits
            else (),
            link=Link(
                _("See what is kept") if waits else _("To the help pages"),
                letters.whole(reverse("erasure") if waits else reverse("help")),
            ),
            answer=_("An answer to this mail reaches nobody."),
            about=_("Your request of %(day)s") % {"day": day_of(letter.request.asked_at, viewer, now=now)},
            foot=(Link(_("Talk to us"), letters.whole(reverse("contact"))),),
        )
        return Written(
            subject=letters.one_line(title),
            text=render_to_string("mail/notice.txt", {"mail": page}),
            html=render_to_string("mail/notice.html", {"mail": page}),
        )


def _waiting_text(outlook: Outlook, viewer: Viewer, *, now: datetime) -> str:
    day = last_day(outlook.until, viewer, now=now)
    if day:
        # Translators: {day} is a day.
        return _(
            "The law lets us keep what is named below. It is used for nothing else, and erased by itself when {day} "
            "is over."
        ).format(day=day)
    return _(
        "The law lets us keep what is named below. It is used for nothing else, and erased by itself when its time is "
        "over; we write to you when the day is known."
    )


def _done_text() -> str:
    return _(
        "Nothing here names you any more. What happened in your cases stays as a record without names and texts. "
        "If you come back, you are somebody new to us."
    )
