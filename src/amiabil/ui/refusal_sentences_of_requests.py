"""Refusals of reports, of public forms, and of mails: their rows of the table ``refusal_sentences``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REQUESTS: Mapping[str, tuple[Promise | str, ...]] = {
    "report_decided": (_("This report has been decided in the meantime. Load the page again."),),
    "report_complaint_closed": (
        _(
            "There is nothing to complain about here any more: the six months are over, or it has been answered."
        ),
    ),
    "form_not_taken": (
        _(
            "We could not take the form just now. Wait a few seconds and send it again; what you typed is still here."
        ),
    ),
    "mail_settled": (_("Somebody has filed this mail in the meantime. Nothing was changed."),),
    "mail_without_author": (
        _("Nobody can be named who wrote this mail. File it into a request, or put it aside."),
    ),
    "not_in_copy": (
        _(
            "Nobody was added: the address is in the request already, belongs to a colleague, or {most} are in copy."
        ),
    ),
    "rules_by_hand": (
        _(
            "These rules are written in a way that buttons cannot change. Change the text of the rules instead."
        ),
    ),
    "slot_taken": (_("This time is taken or over. Choose another one."),),
    "too_many_calls": (_("Enough calls are booked already. Move or cancel one of them, or write to us."),),
    "call_over": (_("This call was made or cancelled in the meantime. Nothing was changed."),),
    "bad_telephone": (_("Write a number we can call, with its country: +40 264 555 010, for example."),),
}
