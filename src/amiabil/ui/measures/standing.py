"""Where does a measure stand for its reader: who acts, until when, and what happens otherwise?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.disputes.complaints import REVERSING, Complaint, Verdict
from amiabil.domain.disputes.measures import MeasureState, Standing, deadlines
from amiabil.domain.terms import PARTIES, Role, State
from amiabil.foundation.values import replace
from amiabil.records.measures import Ticket
from amiabil.ui.facts import Act, TurnBanner
from amiabil.ui.facts.cases import Side
from amiabil.ui.reader import Reader
from amiabil.ui.whose_turn import Turn, turn_banner
from amiabil.ui.words import measures as words


def turn_of(standing: Standing, reader: Reader) -> Turn:
    """The turn of this measure for this reader, now; when it ends is said by ``measures.deadlines`` alone."""
    now = _turn(standing, reader)
    running = deadlines(standing, at=reader.now)
    return replace(now, due_at=running[0].due_at, started_at=running[0].started_at) if running else now


def _turn(standing: Standing, reader: Reader) -> Turn:
    complaint = standing.complaint
    if complaint is None:
        return _without_complaint(standing, reader)
    if complaint.outcome is not None:
        title = words.closed_with(complaint.outcome, standing.measure.against)
        return Turn("", False, _("Ended"), title, _outside(reader))
    if complaint.ruled is None:
        return _heard(complaint, reader) if complaint.question is None else _asked(standing, reader)
    return _to_carry_out(complaint, reader)


def _outside(reader: Reader) -> str:
    if reader.viewer.role not in PARTIES:
        return ""
    return _("Nothing more can be done here; the ways outside stand with the decision.")


def _without_complaint(standing: Standing, reader: Reader) -> Turn:
    party = reader.viewer.role in PARTIES
    if standing.state is MeasureState.LIFTED:
        return Turn("", False, _("Ended"), _("The marketplace has lifted the measure"))
    if not deadlines(standing, at=reader.now):
        title = _("The time to complain about this measure is over")
        return Turn("", False, _("Ended"), title, _outside(reader))
    side: Side = "seller" if standing.measure.against is Role.SELLER else "buyer"
    if not party:
        title = _("Nobody has complained about this measure so far")
        return Turn(side, False, _("Open to the other side"), title)
    return Turn(
        side,
        True,
        _("It is up to you"),
        _("You can complain about this measure"),
        _("It costs nothing. Somebody who had no part in the measure looks at everything again."),
        silence_label=_("If you do not complain:"),
        silence=_("the measure stays as it is."),
    )


def _heard(complaint: Complaint, reader: Reader) -> Turn:
    mine = reader.viewer.role is Role.REVIEWER
    title = _("Decide the complaint") if mine else _("A reviewer decides about your complaint")
    text = _("You have nothing to do now; we write to you as soon as it is decided.")
    if reader.viewer.role not in PARTIES:
        title = title if mine else _("A reviewer decides about the complaint")
        text = _("Whoever took part in the measure may not decide.") if mine else ""
    elif complaint.heard_from is not None and reader.now < complaint.heard_from:
        text = _("Your complaint is kept. It is dealt with from %(day)s, when yours no longer rest.") % {
            "day": reader.day(complaint.heard_from)
        }
    late = _("The first time set for it has run out. That is our failing; you lose nothing by it.")
    return Turn(
        "mediator",
        mine,
        _("Your turn") if mine else _("The reviewer's turn"),
        title,
        late if complaint.breached and not mine else text,
        silence_label=_("If the decision is late:"),
        silence=_("a supervisor is told, the time runs anew, and nobody loses anything by it."),
    )


def _asked(standing: Standing, reader: Reader) -> Turn:
    side: Side = "seller" if standing.measure.against is Role.SELLER else "buyer"
    mine = reader.viewer.role in PARTIES
    silence = _("the reviewer decides on what is in the file.")
    if not mine:
        title = _("The reviewer waits for an answer")
        label = _("The other side's turn")
        return Turn(side, False, label, title, silence_label=_("Without an answer:"), silence=silence)
    return Turn(
        side,
        True,
        _("Your turn"),
        _("Answer the reviewer"),
        _("One fact is still missing. Say what you know of it, and add what shows it."),
        silence_label=_("If you do not answer:"),
        silence=silence,
    )


def _to_carry_out(complaint: Complaint, reader: Reader) -> Turn:
    ruled = complaint.ruled
    lifted = ruled is not None and ruled.verdict is Verdict.LIFTED
    title = _("The marketplace lifts the measure") if lifted else _("The marketplace changes the measure")
    text = _("It was decided for you. We write to you when it has been done.") if lifted else ""
    party = reader.viewer.role in PARTIES
    return Turn("platform", False, _("The marketplace's turn"), title, text if party else "")


def banner(ticket: Ticket, reader: Reader, *, acts: tuple[Act, ...] = ()) -> TurnBanner:
    """The object at the top of the page, for ``ui/_turn.html``."""
    return turn_banner(turn_of(ticket.standing, reader), reader, acts=acts)


def is_reversing(complaint: Complaint | None) -> bool:
    """Whether what was decided has to be carried out by the marketplace, and has not been."""
    return (
        complaint is not None
        and complaint.state is State.DECIDED
        and complaint.ruled is not None
        and complaint.ruled.verdict in REVERSING
    )
