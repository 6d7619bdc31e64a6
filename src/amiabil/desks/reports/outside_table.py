"""The register of proceedings outside, added up for a period."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.desks.reports import words
from amiabil.desks.reports.tables import Table, Writer
from amiabil.domain.out_of_court import Body, Ending
from amiabil.domain.reports.writing import Outside


def table(outside: Outside, write: Writer) -> Table:
    """Begun and ended by body, and how each ended."""
    rows = [
        (str(words.BODIES[Body(body)]), _("Begun"), write.number(times))
        for body, times in sorted(outside.begun.items())
    ]
    rows += [
        (str(words.BODIES[Body(body)]), str(words.ENDINGS[Ending(outcome)]), write.number(times))
        for (body, outcome), times in sorted(outside.ended.items())
    ]
    if outside.running:
        rows.append(
            (_("All bodies"), _("Still running when the period ended"), write.number(outside.running))
        )
    return Table(
        "outside",
        _("Proceedings outside"),
        _(
            "From the register that the staff fill in, for every lane and country: begun and ended by the days in the"
            " papers. The median time is exact. Carried out counts outcomes that ask for something and of which the"
            " register says that it was done."
        ),
        (_("Body"), _("What"), _("Times")),
        tuple(rows),
        _("Nothing was brought before a body outside, as far as the register knows."),
        texts=2,
        note=_note(outside, write),
    )


def _note(outside: Outside, write: Writer) -> str:
    if not outside.ended:
        return ""
    return _("Median time: %(median)s. Carried out: %(done)s.") % {
        "median": write.span(outside.median),
        "done": write.part(outside.implemented, outside.owed),
    }
