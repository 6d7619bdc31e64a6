"""What does the assistant do about what was said? The pipeline of assistant.md 5.1, as facts without words.

Red rules first, then the task under way, then tasks and articles; where nothing is sure it asks once, and then offers a
person with the reason. Reads with the person's rights; writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from amiabil.actions import assistant_flows_service as flows
from amiabil.actions import assistant_yielding as yielding
from amiabil.actions.assistant_answers import Decision, Turn, answer
from amiabil.actions.assistant_flows import Going, Went
from amiabil.actions.assistant_pieces import (
    Found,
    Go,
    MayDispute,
    PickFlow,
    PickSign,
    Piece,
    Plain,
    Saying,
)
from amiabil.actions.assistant_reading import read_article
from amiabil.actions.assistant_tools import eligibility, orders
from amiabil.actions.assistant_turns import Decided, Open
from amiabil.actions.assistant_understanding import understand
from amiabil.actions.assistant_valued import with_person
from amiabil.domain.assistant.commands import (
    NEEDS_ACCOUNT,
    Ask,
    Command,
    Flow,
    Read,
    Say,
    SetSlot,
    Sign,
    StartFlow,
)
from amiabil.domain.assistant.conversation import Talk
from amiabil.domain.assistant.ranking import Ranker
from amiabil.domain.helpcentre.article import LANGUAGES
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records.help_search import Asking, Written

FITTING = {
    "track-parcel": Flow.WHERE_IS_MY_ORDER,
    "parcel-late": Flow.WHERE_IS_MY_ORDER,
    "delivered-not-received": Flow.OPEN_DISPUTE,
    "open-dispute": Flow.OPEN_DISPUTE,
    "dispute-deadline": Flow.UNTIL_WHEN,
    "damaged-item": Flow.OPEN_DISPUTE,
    "wrong-item": Flow.OPEN_DISPUTE,
    "not-as-described": Flow.OPEN_DISPUTE,
    "missing-items": Flow.OPEN_DISPUTE,
    "dispute-status": Flow.DISPUTE_STATUS,
    "deadlines": Flow.DISPUTE_STATUS,
    "refund-not-received": Flow.REFUND_NOT_RECEIVED,
    "cod-refund": Flow.REFUND_NOT_RECEIVED,
    "open-ticket": Flow.OPEN_TICKET,
    "how-support-works": Flow.CONTACT_OPTIONS,
    "contact-phone": Flow.CONTACT_OPTIONS,
    "no-phone": Flow.CONTACT_OPTIONS,
    "write-email": Flow.WRITE_BY_MAIL,
    "chat-with-us": Flow.HAND_OVER,
    "escalate-mediation": Flow.ESCALATE_DISPUTE,
    "counterfeit": Flow.REPORT_LISTING,
    "unsafe-product": Flow.REPORT_LISTING,
    "report-fraud": Flow.REPORT_LISTING,
}
"""What can be done about what an article says, offered below it."""

FOR_BUYERS = frozenset({Flow.WHERE_IS_MY_ORDER, Flow.UNTIL_WHEN, Flow.OPEN_DISPUTE, Flow.REFUND_NOT_RECEIVED})
ACTING = frozenset({Flow.OPEN_DISPUTE, Flow.OPEN_TICKET, Flow.REPORT_LISTING, Flow.ESCALATE_DISPUTE})
"""Tasks that take the place of another one; the rest only interrupt it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What answers are made of: how an article's numbers are filled in, and the index; None for the search's."""

    written: Written
    ranker: Ranker | None = None


def decide(seen: Open, known: Known, *, at: datetime) -> Decided:
    """What is done about what waits in a chat."""
    found = yielding.at_once(seen, at=at)
    if found is not None:
        return _with_notices(seen, found)
    talk = yielding.mood(seen)
    if talk.anger >= yielding.UPSET:
        calm = replace(talk, anger=0)
        return _with_notices(seen, yielding.offer(seen, calm, yielding.AskedFor.UPSET, Saying.UPSET, at=at))
    try:
        made = with_person(seen, _done(replace(seen, talk=talk), understand(seen), known, at), at=at)
    except NotFound:
        made = yielding.offer(seen, talk.done(), yielding.AskedFor.FAILED, Saying.FAILED, at=at)
    except AmiabilError:
        made = yielding.offer(seen, talk.done(), yielding.AskedFor.FAILED, Saying.FAILED, at=at)
    return _with_notices(seen, made)


def carry_out(seen: Open, command: Command, known: Known, *, at: datetime) -> Decided:
    """What is done about a command that another understanding gave. Raises ``AmiabilError`` for one that cannot be."""
    return _with_notices(seen, with_person(seen, _done(seen, command, known, at), at=at))


def _with_notices(seen: Open, made: Decided) -> Decided:
    """The notice of the first answer (EU AI Act, art. 50), and what was hidden."""
    before: list[Piece] = []
    if not seen.talk.introduced:
        before.append(Plain(Saying.NOTICE))
    if seen.hidden:
        before.append(Plain(Saying.HIDDEN, {"kinds": " ".join(seen.hidden)}))
    return replace(made, pieces=(*before, *made.pieces))


def _done(seen: Open, command: Command, known: Known, at: datetime) -> Decided:
    match command:
        case StartFlow(flow, arguments):
            return _start(seen, flow, dict(arguments), known, at)
        case SetSlot(slot, value):
            return _fill(seen, slot, value, known, at)
        case Read(key):
            return _read(seen, key, known)
        case Say(sign):
            return _sign(seen, sign, at)
        case Ask(text):
            return _ask(seen, text, known, at)


# ---- tasks -------------------------------------------------------------------------------------


def _start(seen: Open, flow: Flow, given: dict[str, str], known: Known, at: datetime) -> Decided:
    talk = seen.talk
    if flow is Flow.HAND_OVER:
        return yielding.wanted(seen, at=at)
    if flow in NEEDS_ACCOUNT and seen.viewer.person_id is None:
        return _sign_in(seen, flow, known)
    if flow in FOR_BUYERS and seen.viewer.role is not Role.BUYER:
        return _ask(seen, seen.text, known, at)
    if flow is Flow.UNTIL_WHEN and not orders(seen.viewer):  # then it is a question about the rules
        return _ask(seen, seen.text, known, at)
    if flow not in {Flow.OPEN_TICKET, Flow.REPORT_LISTING} and "order" not in given:
        given = {**_spoken_of(talk), **given}
    if talk.flow and talk.flow != flow.value and flow not in ACTING:
        return _digress(seen, flow, given, at)
    return _go(seen, talk.begins(flow.value, given), flow, at)


def _spoken_of(talk: Talk) -> dict[str, str]:
    """The order or dispute spoken of last: *and until when?* is about it."""
    if talk.flow and talk.slots.get("order"):
        return {"order": talk.slots["order"]}
    if not talk.about:
        return {}
    return {"dispute": talk.about} if talk.about.startswith("D-") else {"order": talk.about}


def _digress(seen: Open, flow: Flow, given: dict[str, str], at: datetime) -> Decided:
    """Answer what came in between, then go back to what was being done."""
    aside = _go(seen, seen.talk.begins(flow.value, given), flow, at)
    if aside.talk.asked:  # it asks something itself: then it is what is done now
        return aside
    return _and_back(seen, aside, at)


def _and_back(seen: Open, aside: Decided, at: datetime) -> Decided:
    if not seen.talk.flow:
        return aside
    back = _go(seen, seen.talk, Flow(seen.talk.flow), at)
    told = Plain(Saying.BACK_TO, {"flow": seen.talk.flow})
    return replace(
        aside,
        pieces=(*aside.pieces, told, *back.pieces),
        talk=back.talk,
        wishes=(*aside.wishes, *back.wishes),
    )


def _fill(seen: Open, slot: str, value: str, known: Known, at: datetime) -> Decided:
    talk = seen.talk
    if not talk.flow:  # a card of long ago
        return _ask(seen, seen.text, known, at)
    changed = slot in talk.slots and talk.slots[slot] != value
    filled = replace(talk.knows(**{slot: value}), asked="", doubts=0)
    made = _go(seen, filled, Flow(talk.flow), at)
    if changed:
        return replace(made, pieces=(Plain(Saying.CHANGED, {"value": value}), *made.pieces))
    return made


def _go(seen: Open, talk: Talk, flow: Flow, at: datetime) -> Decided:
    going = Going(seen.viewer, seen.file.case_id, talk, at, seen.key)
    went: Went = flows.go(going, flow)
    return Decided(
        pieces=went.pieces,
        talk=went.talk,
        decision="flow",
        flow=flow.value,
        tools=went.tools,
        wishes=tuple(one.wish for one in went.wishes),
    )


def _sign_in(seen: Open, flow: Flow, known: Known) -> Decided:
    """A visitor asks about something of their own: what the article says, and the way in."""
    key = next((key for key, fitting in FITTING.items() if fitting is flow), "")
    turn = read_article(key, _asking(seen), written=known.written) if key else None
    pieces: tuple[Piece, ...] = (Plain(Saying.SIGN_IN), Go("orders"))
    if turn is not None:
        pieces = (Plain(Saying.SIGN_IN), Found(turn), Go("orders"))
    return Decided((*pieces, PickFlow(Flow.HAND_OVER)), seen.talk.done(), "sign_in", flow=flow.value)


# ---- signs -------------------------------------------------------------------------------------


def _sign(seen: Open, sign: Sign, at: datetime) -> Decided:
    talk = seen.talk
    match sign:
        case Sign.CANCEL:
            what = Saying.CANCELLED if talk.flow else Saying.NOTHING_TO_CANCEL
            return Decided((Plain(what), *_menu(seen)), talk.done(), "cancel", flow=talk.flow)
        case Sign.WRONG:
            return yielding.offer(seen, talk.failed(), yielding.AskedFor.WRONG, Saying.WRONG, at=at)
        case Sign.THANKS:
            return Decided((Plain(Saying.THANKS),), talk.done(), "thanks")
        case Sign.GREETING:
            return Decided((Plain(Saying.GREETING), *_menu(seen)), talk.understood(), "greeting")
        case Sign.YES if talk.asked == yielding.PERSON:
            return yielding.wanted(seen, at=at)
        case Sign.NONE:
            return _unclear(seen, talk, None, at)
        case Sign.YES | Sign.NO | Sign.SKIP:
            return Decided((Plain(Saying.MORE), *_menu(seen)), talk.asks(""), "more")


def _menu(seen: Open) -> tuple[Piece, ...]:
    """What the assistant can do, to press."""
    if seen.viewer.role is Role.SELLER:
        wanted = [Flow.DISPUTE_STATUS, Flow.TICKET_STATUS, Flow.OPEN_TICKET]
    elif seen.viewer.person_id is None:
        wanted = [Flow.CONTACT_OPTIONS, Flow.REPORT_LISTING]
    else:
        wanted = [Flow.WHERE_IS_MY_ORDER, Flow.OPEN_DISPUTE, Flow.REFUND_NOT_RECEIVED, Flow.OPEN_TICKET]
    return (*(PickFlow(one) for one in wanted), PickFlow(Flow.HAND_OVER))


# ---- questions ---------------------------------------------------------------------------------


def _asking(seen: Open) -> Asking:
    spoken = (seen.viewer.language, *(one for one in LANGUAGES if one != seen.viewer.language))
    return Asking(spoken, for_shop=seen.viewer.role is Role.SELLER)


def _read(seen: Open, key: str, known: Known) -> Decided:
    turn = read_article(key, _asking(seen), written=known.written)
    if turn is None:
        raise NotFound()
    return _answered(seen, seen.talk.understood(), turn)


def _ask(seen: Open, text: str, known: Known, at: datetime) -> Decided:
    turn = answer(text, _asking(seen), written=known.written, ranker=known.ranker)
    talk = seen.talk
    if turn.reason is not None:
        return yielding.red(seen, turn.reason, at=at)
    if not talk.flow and talk.asked_before(text) and len(text.split()) > 1:
        again = talk.failed()
        made = yielding.offer(seen, again, yielding.AskedFor.REPEATED, Saying.REPEATED, at=at)
        return _measured(made, turn)
    talk = talk.remembering(text)
    if turn.decision is Decision.ANSWER:
        made = _answered(seen, talk.understood(), turn)
        return _and_back(replace(seen, talk=talk), made, at) if talk.flow else made
    if turn.flow in set(Flow) and not talk.flow:
        return _measured(_start(replace(seen, talk=talk), Flow(turn.flow), _given(turn), known, at), turn)
    if turn.decision is Decision.CHOICES and not talk.flow:
        offered = tuple(one.key for one in turn.cited)
        pieces = (Found(turn), PickSign(Sign.NONE.value), PickFlow(Flow.HAND_OVER))
        made = Decided(pieces, replace(talk.understood(), offered=offered), "choices")
        return _measured(made, turn)
    return _measured(_unclear(seen, talk, turn, at), turn)


def _given(turn: Turn) -> dict[str, str]:
    """What was understood of a task, under the names of its slots."""
    names = {"order_id": "order", "dispute_id": "dispute", "ticket_id": "ticket"}
    return {names[key]: value for key, value in turn.arguments.items() if key in names and value}


def _answered(seen: Open, talk: Talk, turn: Turn) -> Decided:
    flow = FITTING.get(turn.cited[0].key) if turn.cited else None
    pieces: list[Piece] = [Found(turn)]
    if flow is not None and flow not in FOR_BUYERS | NEEDS_ACCOUNT:
        pieces.append(PickFlow(flow))
    elif flow is not None and seen.viewer.person_id is not None:
        pieces += _own_data(seen, talk, flow)
    made = Decided(tuple(pieces), talk, "answer")
    return _measured(made, turn)


def _own_data(seen: Open, talk: Talk, flow: Flow) -> list[Piece]:
    """The fitting action with the person's own data: *order 100234: a dispute can be opened until …*."""
    if flow in FOR_BUYERS and seen.viewer.role is not Role.BUYER:
        return []
    mine = orders(seen.viewer)
    order = talk.about if any(one.ref == talk.about for one in mine) else ""
    order = order or (mine[0].ref if len(mine) == 1 else "")
    if flow in {Flow.OPEN_DISPUTE, Flow.WHERE_IS_MY_ORDER, Flow.UNTIL_WHEN} and order:
        found = eligibility(seen.viewer, order, "", at=seen.file.chat.said_at or seen.file.chat.started_at)
        if found.reasons:
            return [MayDispute(found), PickFlow(flow, order)]
    return [PickFlow(flow, order)]


def _unclear(seen: Open, talk: Talk, turn: Turn | None, at: datetime) -> Decided:
    """Nothing is sure: ask once, then offer a person with the reason."""
    failed = talk.failed()
    if failed.gives_up:
        return yielding.offer(seen, failed, yielding.AskedFor.UNSURE, Saying.NOT_UNDERSTOOD, at=at)
    if talk.flow and talk.asked:
        again = _go(seen, talk, Flow(talk.flow), at)
        pieces = (Plain(Saying.STILL_THERE), *again.pieces, PickSign(Sign.CANCEL.value))
        return replace(
            again, pieces=pieces, talk=replace(again.talk, doubts=failed.doubts, failures=failed.failures)
        )
    return Decided((Plain(Saying.CLARIFY), *_menu(seen)), failed, "clarify")


def _measured(made: Decided, turn: Turn) -> Decided:
    return replace(
        made,
        sure=turn.sure,
        scores=tuple((one.key, round(one.score, 4)) for one in turn.candidates),
        sources=tuple((one.key, one.version) for one in turn.cited),
        hidden=tuple(kind.value for kind in turn.hidden),
    )
