"""The report on chats: how many, why a person was asked for, how long people waited, what was missed, ratings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from amiabil.desks.cases.lines import home_reader
from amiabil.desks.reports import asking
from amiabil.desks.reports.frame import WHO
from amiabil.desks.reports.parts import as_file, nothing, notices
from amiabil.desks.reports.sheets import Sheet, sheet_page
from amiabil.desks.reports.tables import Table, Writer
from amiabil.domain.access import Viewer
from amiabil.domain.reports import writing_chats
from amiabil.domain.reports.counting import Name
from amiabil.domain.reports.report import Asked, Report
from amiabil.domain.support.chat import AskedFor, Ending
from amiabil.domain.support.terms import Rating
from amiabil.records import reports
from amiabil.ui.viewer import for_staff
from amiabil.ui.words.tickets import RATINGS

_ASKED: Mapping[str, Promise] = {
    AskedFor.WANTED.value: gettext_lazy("they wanted a person"),
    AskedFor.NO_ASSISTANT.value: gettext_lazy("people answer from the start"),
    AskedFor.UNSURE.value: gettext_lazy("the assistant did not know"),
    AskedFor.SERIOUS.value: gettext_lazy("safety, money or law"),
    AskedFor.CARE.value: gettext_lazy("they need more care"),
    AskedFor.WRONG.value: gettext_lazy("they called an answer wrong"),
    AskedFor.REPEATED.value: gettext_lazy("they asked the same again"),
    AskedFor.UPSET.value: gettext_lazy("they were upset"),
    AskedFor.FAILED.value: gettext_lazy("the assistant could not look it up"),
    AskedFor.HIGH_VALUE.value: gettext_lazy("a lot of money"),
    AskedFor.VIP.value: gettext_lazy("always a person for them"),
    AskedFor.APPEAL.value: gettext_lazy("they contest a program's decision"),
}
_ENDED: Mapping[str, Promise] = {
    Ending.CUSTOMER.value: gettext_lazy("by the customer"),
    Ending.STAFF.value: gettext_lazy("by the staff"),
    Ending.SILENCE.value: gettext_lazy("nobody wrote any more"),
    Ending.REQUEST.value: gettext_lazy("became a request"),
    Ending.JOINED.value: gettext_lazy("went on in another chat"),
}


@require_safe
@for_staff(*WHO)
def chats(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Chats of a period, as a page, as CSV or as JSON."""
    reader = home_reader(viewer)
    question = asking.question(request, reader)

    def figures(asked: Asked, form: str) -> HttpResponseBase | dict[str, Any]:
        told = reports.of_chats(viewer, asked)
        if form:
            return as_file("chats", asked, writing_chats.chats(told), form)
        return {
            "notices": notices(told.counted, reader),
            "empty": nothing(_("No chat was begun or ended between these days. Choose another period."))
            if told.is_empty
            else None,
            "tables": () if told.is_empty else _tables(told, Writer(viewer.language)),
        }

    shortcuts = asking.shortcuts(question, reader, reverse("reports:chats"))
    sheet = Sheet("reports:chats", _("Report on chats"), question, reader, shortcuts)
    return sheet_page(request, viewer, sheet, figures)


def _tables(told: Report, write: Writer) -> tuple[Table, ...]:
    return (
        _course(told, write),
        _waits(told, write),
        _asked(told, write),
        _ended(told, write),
        _rated(told, write),
    )


def _course(told: Report, write: Writer) -> Table:
    names = (Name.C_STARTED, Name.C_ALONE, Name.C_MISSED, Name.C_GIVEN, Name.C_BACK, Name.C_ENDED)
    return Table(
        "course",
        _("What became of them"),
        _(
            "Without a person: chats that ended before anybody was asked for. Missed: times nobody came or answered in"
            " time. Handed back: the person went and the assistant answered again."
        ),
        (
            pgettext("chats, how many", "Begun"),
            pgettext("chats, how many", "Without a person"),
            pgettext("chats, how many", "Missed"),
            pgettext("chats, how many", "Given on"),
            pgettext("chats, how many", "Handed back"),
            pgettext("chats, how many", "Ended"),
        ),
        (tuple(write.number(told.total(name)) for name in names),),
        "",
        texts=0,
    )


def _waits(told: Report, write: Writer) -> Table:
    spread = told.spread(Name.C_JOINED)
    return Table(
        "waits",
        _("Until a person came"),
        _("From the wish for a person to their coming, each time somebody came. Right to within 5 %."),
        (pgettext("chats, how many", "Times"), _("Median"), _("Nine in ten within")),
        (write.spread(spread),) if spread.cases else (),
        _("Nobody came into a chat."),
        texts=0,
    )


def _asked(told: Report, write: Writer) -> Table:
    whole = told.total(Name.C_ASKED)
    return Table(
        "asked",
        _("Why a person was asked for"),
        _("Each time a chat went from the assistant, or from its beginning, to people."),
        (_("Why"), _("Times")),
        tuple(
            (str(_ASKED.get(one.detail, one.detail)), write.part(one.times, whole))
            for one in told.lines(Name.C_ASKED)
        ),
        _("Nobody asked for a person."),
    )


def _ended(told: Report, write: Writer) -> Table:
    whole = told.total(Name.C_ENDED)
    return Table(
        "ended",
        _("How they ended"),
        _("Chats that became a request were answered there: nobody came in time, or it took longer."),
        (_("How"), pgettext("chats, how many", "Ended")),
        tuple(
            (str(_ENDED.get(one.detail, one.detail)), write.part(one.times, whole))
            for one in told.lines(Name.C_ENDED)
        ),
        _("No chat ended."),
    )


def _rated(told: Report, write: Writer) -> Table:
    whole = told.total(Name.C_RATED)
    counted = {one.detail: one.times for one in told.lines(Name.C_RATED)}
    return Table(
        "rated",
        _("What customers thought of it"),
        _("Ratings given in the period; who changes a rating has given two. Most people give none."),
        (_("Rating"), _("Given")),
        tuple(
            (str(RATINGS[rating]), write.part(counted.get(rating.value, 0), whole))
            for rating in Rating
            if whole
        ),
        _("Nobody has rated a chat."),
    )
