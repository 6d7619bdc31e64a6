"""What is said of mails that came in: where they are, why, and how far their author is believed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.domain.mail.authentication import NOT_CHECKED, Standing
from amiabil.domain.mail.intake import Cause, State
from amiabil.domain.mail.verdicts import Verdict
from amiabil.ui.facts import Chip

STATES: Mapping[State, Promise] = {
    State.WAITING: _("not read yet"),
    State.FILED: _("filed"),
    State.NOTED: _("noted"),
    State.HELD: _("waits for a person"),
    State.DISCARDED: _("put aside"),
}

CAUSES: Mapping[Cause, Promise] = {
    Cause.NOT_A_MAIL: _("It has no fields, so it is no mail."),
    Cause.NOT_WHOLE: _(
        "Only its fields could be taken in: it is too large, or its server does not give the rest."
    ),
    Cause.NO_RAW_FORM: _("The mail service did not send the mail itself: switch on its raw form."),
    Cause.EMPTY: _("There is nothing in it."),
    Cause.NO_AUTHOR: _("Nobody can be named who wrote it."),
    Cause.LOOP: _("It is a mail of our own that came back, or a machine that answers ours."),
    Cause.OUT_OF_OFFICE: _("An absence note that answers nothing of ours."),
    Cause.BULK: _("It was sent to many: a newsletter or a list."),
    Cause.REPORT: _("A mail server reports about a mail that is not ours."),
    Cause.TOO_MANY: _("Its author has written very many mails within the hour."),
    Cause.STAFF_NOT_PROVEN: _("It says that it is from a colleague, and nothing shows that it is."),
    Cause.STAFF: _("From a colleague, and about no request."),
    Cause.NO_RIGHT: _("Its author belongs to a shop and has no right to write for it."),
    Cause.UNKNOWN: _(
        "Very many people whom nothing proves began requests within the hour; they may be invented."
    ),
    Cause.FAILED: _("It could not be read or filed because of a defect of ours; the log has it."),
}

STANDINGS: Mapping[Standing, Promise] = {
    Standing.PROVEN: _("Author proven"),
    Standing.UNPROVEN: _("Author not proven"),
    Standing.FORGED: _("Author forged"),
}

_TONES: Mapping[Standing, str] = {Standing.PROVEN: "good", Standing.UNPROVEN: "plain", Standing.FORGED: "bad"}

VERDICTS: Mapping[Verdict, Promise] = {
    Verdict.LOOP: _("a loop"),
    Verdict.BOUNCE: _("a mail that came back"),
    Verdict.DELIVERY_RECEIPT: _("a receipt of a mail server"),
    Verdict.COMPLAINT: _("called spam by its reader"),
    Verdict.OUT_OF_OFFICE: _("an absence note"),
    Verdict.AUTOMATIC: _("written by a machine"),
    Verdict.LIST: _("from a list"),
    Verdict.BULK: _("sent to many"),
    Verdict.FORGED: _("forged"),
    Verdict.NO_AUTHOR: _("without an author"),
    Verdict.ENCRYPTED: _("encrypted"),
    Verdict.EMPTY: _("without text"),
}

WHY: Mapping[str, Promise] = {
    "new": _("It answers nothing of ours, so it is a request of its own."),
    "signed_name": _("It came to the address that our mail to this person gave them."),
    "our_message_id": _("It answers a mail that we sent to this person."),
    "number_in_subject": _("Its proven author is one of the people of the request whose number it names."),
    "signed_name_from_stranger": _(
        "It came to the address of another person's request: a request of its own, linked."
    ),
    "our_message_id_from_stranger": _("It answers a mail to somebody else: a request of its own, linked."),
    "number_in_subject_from_stranger": _(
        "A stranger names the number of a request: a request of its own, linked."
    ),
    "signed_name_unproven": _("Nothing shows who wrote it: a request of its own, linked."),
    "our_message_id_unproven": _("Nothing shows who wrote it: a request of its own, linked."),
    "number_in_subject_unproven": _(
        "It names a number, and nothing shows who wrote it: a request of its own, linked."
    ),
    "forged": _("Its author is forged: a request of its own, linked."),
    "ticket_closed": _("It answers a closed request: a new one, linked."),
    "ticket_merged": _("The request it answers goes on elsewhere: a new one, linked."),
    "conversation_closed": _("It answers a case that has ended: a request of its own, linked."),
    "staff": _("A proven mail of a colleague: a note for the staff."),
    "by_hand": _("Somebody of the staff decided so."),
    "report": _("It tells what became of a mail of ours."),
    "automatic_after_the_end": _("A machine answered something that has ended."),
}
"""By which rule a mail was filed; a rule without words is shown by its name."""

LEFT_OUT: Mapping[str, Promise] = {
    "too_large": _("too large"),
    "too_many_files": _("too many files"),
    "decoration": _("a small picture inside the text"),
    "type_not_allowed": _("of a type that is not accepted"),
    "file_unreadable": _("damaged"),
    "empty_file": _("empty"),
    "picture_too_large": _("a picture with too many points"),
    "picture_moves": _("a moving picture"),
    "not_in_disputes": _("what shows something in a dispute is handed in as evidence"),
}
"""Why a file of a mail stays in the mail alone."""


def checked(standing: str, reason: str) -> str:
    """How far the author is believed, with the rule that says so: of it there is only a name, for the log."""
    known = STANDINGS.get(Standing(standing)) if standing in set(Standing) else None
    if reason == NOT_CHECKED:
        return str(_("not checked: nobody we trust has looked at it on its way"))
    return f"{known or standing} ({reason})"


def standing_chip(standing: str) -> Chip | None:
    """How far the author is believed; None for a mail that nobody has read."""
    if standing not in set(Standing):
        return None
    known = Standing(standing)
    return Chip(str(STANDINGS[known]), _TONES[known])  # type: ignore[arg-type]  # a tone by its name


def cause(code: str) -> str:
    """Why a mail waits, in a sentence; empty for none."""
    return str(CAUSES[Cause(code)]) if code in set(Cause) else code


def why(rule: str) -> str:
    """By which rule it was filed, in a sentence."""
    return str(WHY.get(rule, rule))


def left_out(reason: str) -> str:
    """Why a file is not shown."""
    return str(LEFT_OUT.get(reason, reason))


def verdict(code: str) -> str:
    """What a mail is beside what it says."""
    return str(VERDICTS[Verdict(code)]) if code in set(Verdict) else code
