"""Who is told of what: every kind of event has a row, and the rows say what the four readers would expect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.disputes.clock import REMINDED
from amiabil.domain.disputes.complaints import MEASURE_REVERSED
from amiabil.domain.disputes.measures import RECORDED, Ending, MeasureState
from amiabil.domain.event_names import of_chat, of_dispute, of_measure, of_ticket
from amiabil.domain.notices import CHOICES, NOTICES, OWN_STEPS, TOPICS, Happened, Loudness, Told, Topic, told
from amiabil.domain.support.chat import ChatEvent
from amiabil.domain.support.terms import TicketEvent
from amiabil.domain.terms import Command, Flag, Happening, Role, Timer

SUBJECTS = {
    Happening.EXPIRED: [timer.value for timer in Timer],
    Happening.REMINDER: [timer.value for timer in Timer if timer in REMINDED],
    Happening.FLAG: [flag.value for flag in Flag],
}

OF_COMPLAINTS = (
    Command.SUBMIT,
    Command.REQUEST_INFO,
    Command.ANSWER_INFO,
    Command.ADD_EVIDENCE,
    Command.DECIDE,
    Command.CALENDAR_CHANGED,
    Command.OUTAGE_EXTENDED,
)
"""What is done in a complaint; messages are called as everywhere."""

REVERSED = frozenset(MeasureState) - {MeasureState.IN_FORCE}


def every_kind() -> set[str]:
    """Every kind of event a case can have, as it is stored."""
    plain = {of_dispute(kind.value) for kind in (*Command, *Happening) if kind not in SUBJECTS}
    of_measures = {
        of_measure(kind) for kind in (RECORDED, *REVERSED, MEASURE_REVERSED, *OF_COMPLAINTS, Happening.CLOSED)
    }
    timed = {
        f"{of_measure(kind)}:{ending}"
        for kind, ending in (
            (Happening.EXPIRED, Ending.DECISION),
            (Happening.EXPIRED, Ending.ANSWER),
            (Happening.REMINDER, Ending.ANSWER),
            (Happening.REMINDER, Ending.COMPLAINT),
        )
    }
    subjects = {
        f"{of_dispute(kind.value)}:{subject}" for kind, subjects in SUBJECTS.items() for subject in subjects
    }
    of_chats = {of_chat(kind) for kind in ChatEvent} | {f"{of_chat('message')}:chat"}
    return plain | subjects | of_measures | timed | of_chats | {of_ticket(kind) for kind in TicketEvent}


LENGTHENED = tuple(
    f"{of}.{kind}" for of in ("dispute", "measure") for kind in ("calendar_changed", "outage_extended")
)


def happened(kind: str, *, by: str = "system", **data: str) -> Happened:
    type_, _, subject = kind.partition(":")
    if subject:
        data["flag" if type_ == "dispute.flag" else "timer"] = subject
    if type_ in LENGTHENED:
        data.setdefault("moved", "something")
    return Happened(id=kind, type=type_, actor_role=by, data=dict(data))


BOTH = frozenset({Role.BUYER, Role.SELLER})


def heard(*events: Happened, due: frozenset[Role] = BOTH) -> dict[Role, Told]:
    return {one.role: one for one in told(events, whose=lambda timer: due)}


def test_every_kind_of_event_has_a_row_and_no_row_is_dead() -> None:
    assert set(NOTICES) == every_kind()


@pytest.mark.parametrize("role", [Role.BUYER, Role.SELLER])
def test_every_kind_has_an_answer_for_every_party(role: Role) -> None:
    for kind, row in NOTICES.items():
        expected = row.buyer if role is Role.BUYER else row.seller
        found = heard(happened(kind, by="mediator", of=role.value, by_=""), due=frozenset({role})).get(role)
        assert (found is None) == (expected is Loudness.NOT), kind
        assert found is None or found.by_mail == (expected is Loudness.MAIL), kind


EXPECTED = """
submit            buyer     buyer:mail seller:mail
accept_request    seller    buyer:mail
reject_request    seller    buyer:mail
propose           seller    buyer:mail
propose           buyer     seller:mail
accept            buyer     seller:mail
decline           buyer     seller:mail
escalate          buyer     buyer:mail seller:mail
decide            mediator  buyer:mail seller:mail
appeal            seller    buyer:mail seller:mail
withdraw          buyer     buyer:mail seller:mail
undo_withdraw     buyer     buyer:page seller:mail
provide_label     seller    buyer:mail
inspect           seller    buyer:mail
answer_info       buyer     seller:page
message.posted    buyer     seller:mail
message.posted    mediator  buyer:mail seller:mail
evidence.added    seller    buyer:page
refund.confirmed  psp       buyer:mail seller:page
refund.instructed system    buyer:page
released          system    seller:page
expired:negotiation          system  buyer:mail seller:mail
expired:refund_execution     system  buyer:mail seller:page
propose           administrator  buyer:mail
flag:late_evidence           buyer
"""


def test_who_is_told() -> None:
    expected, told = {}, {}
    for line in EXPECTED.strip().splitlines():
        kind, by, *rest = line.split()
        kind = kind if kind.partition(":")[0].count(".") else f"dispute.{kind}"
        found = heard(happened(kind, by=by))
        expected[kind, by] = set(rest)
        told[kind, by] = {f"{role}:{'mail' if one.by_mail else 'page'}" for role, one in found.items()}
    assert told == expected


def test_an_agreement_is_one_piece_of_news() -> None:
    step = [
        happened("dispute.accept", by="buyer"),
        happened("dispute.settled", by="buyer"),
        happened("dispute.released", by="buyer"),
        happened("refund.instructed", by="buyer"),
    ]
    found = heard(*step)
    assert {role: one.event.type for role, one in found.items()} == {
        Role.BUYER: "dispute.settled",
        Role.SELLER: "dispute.settled",
    }


def test_the_last_refund_is_told_with_the_end_of_the_case() -> None:
    found = heard(happened("refund.confirmed", by="psp"), happened("dispute.closed", by="psp"))
    assert [one.event.type for one in found.values()] == ["dispute.closed", "dispute.closed"]
    assert all(one.by_mail for one in found.values())


def test_a_quieter_headline_does_not_silence_the_mail_of_what_came_with_it() -> None:
    found = heard(happened("dispute.refuse_set_aside", by="reviewer"), happened("refund.failed", by="psp"))
    assert found[Role.BUYER].event.type == "dispute.refuse_set_aside"
    assert found[Role.BUYER].by_mail


@pytest.mark.parametrize("kind", LENGTHENED)
def test_more_time_is_told_to_both_and_what_moves_nothing_to_nobody(kind: str) -> None:
    assert {role for role, one in heard(happened(kind)).items() if one.by_mail} == BOTH
    assert not heard(happened(kind, moved=""))


def test_a_question_is_told_only_to_whom_it_asks() -> None:
    assert set(heard(happened("dispute.request_info", by="mediator", of="seller"))) == {Role.SELLER}
    assert set(heard(happened("dispute.notice_bounced", to="buyer"))) == {Role.BUYER}


@pytest.mark.parametrize("due", [frozenset[Role](), frozenset({Role.BUYER}), frozenset({Role.SELLER}), BOTH])
def test_a_reminder_goes_to_those_whose_deadline_it_is(due: frozenset[Role]) -> None:
    for timer in sorted(REMINDED):
        found = heard(happened(f"dispute.reminder:{timer.value}"), due=due)
        assert set(found) == due and all(one.by_mail for one in found.values()), timer


def test_the_timer_asked_about_is_the_one_of_the_reminder() -> None:
    asked: list[Timer] = []

    def whose(timer: Timer) -> frozenset[Role]:
        asked.append(timer)
        return BOTH

    told([happened("dispute.reminder:appeal")], whose=whose)
    assert set(asked) == {Timer.APPEAL}


def test_what_a_side_may_not_know_it_is_not_told() -> None:
    whispered = Happened("x", "message.posted", "buyer", sides=("buyer", "staff"))
    assert heard(whispered) == {}
    assert heard(Happened("x", "message.posted", "agent", sides=("staff",))) == {}


def test_an_unknown_kind_is_loud() -> None:
    with pytest.raises(KeyError):
        told([happened("dispute.dance")], whose=lambda timer: BOTH)


@given(st.lists(st.sampled_from(sorted(NOTICES)), max_size=8))
def test_nobody_is_told_twice_of_one_step(kinds: list[str]) -> None:
    found = told([happened(kind) for kind in kinds], whose=lambda timer: BOTH)
    assert len({one.role for one in found}) == len(found) <= 2
    assert all(one.event.kind in kinds for one in found)


OPTIONAL = """
message.posted           buyer     seller  messages
message.posted           seller    buyer   messages
message.posted           administrator buyer messages
message.posted           mediator  seller  -
message.posted           agent     buyer   -
message.posted           assistant buyer   -
record_return_shipment   buyer     seller  on_the_way
extend                   buyer     seller  on_the_way
perform                  seller    buyer   on_the_way
perform_confirmed        buyer     seller  on_the_way
refund.confirmed         psp       buyer   refunds
refund.failed            psp       buyer   -
escalate                 buyer     buyer   own_steps
escalate                 buyer     seller  -
appeal                   seller    seller  own_steps
appeal                   seller    buyer   -
reopen                   buyer     buyer   own_steps
set_aside_default        seller    seller  own_steps
submit                   buyer     buyer   -
withdraw                 buyer     buyer   -
decide                   mediator  buyer   -
closed                   system    seller  -
scan                     carrier   seller  -
inspect                  seller    buyer   -
reminder:negotiation     system    buyer   -
reminder:return_ship     system    seller  -
"""


def test_what_one_may_do_without_by_mail() -> None:
    rows = [line.split() for line in OPTIONAL.split("\n") if line]
    for kind, by, reader, topic in rows:
        told = heard(happened(kind if kind in NOTICES else f"dispute.{kind}", by=by))[Role(reader)]
        assert told.by_mail, (kind, by, reader)
        assert told.topics == (frozenset() if topic == "-" else {Topic(topic)}), (kind, by, reader)


def test_a_mail_with_one_needed_piece_of_news_always_comes() -> None:
    wrote = happened("message.posted", by="seller")
    assert heard(wrote)[Role.BUYER].topics == {Topic.MESSAGES}
    assert heard(wrote, happened("dispute.propose", by="seller"))[Role.BUYER].topics == frozenset()
    assert heard(wrote, happened("dispute.flag:pressure_to_close"))[Role.BUYER].topics == frozenset()
    assert heard(wrote, happened("evidence.added", by="seller"))[Role.BUYER].topics == {Topic.MESSAGES}
    arrived = happened("refund.confirmed", by="psp")
    assert heard(wrote, arrived)[Role.BUYER].topics == {Topic.MESSAGES, Topic.REFUNDS}
    assert heard(arrived, happened("dispute.closed"))[Role.BUYER].topics == frozenset()


def test_every_topic_is_offered_to_whom_it_concerns_and_no_row_is_dead() -> None:
    assert set(TOPICS) | OWN_STEPS <= set(NOTICES)
    for role, offered in CHOICES.items():
        mailed = {
            one.topics
            for kind in NOTICES
            for by in ("buyer", "seller", "psp")
            for one in told([happened(kind, by=by, of=role.value)], whose=lambda timer: BOTH)
            if one.role is role and one.by_mail
        }
        assert {topic for topics in mailed for topic in topics} == set(offered)


def test_nothing_that_reminds_expires_or_ends_can_be_switched_off() -> None:
    assert not [
        kind for kind in (*TOPICS, *OWN_STEPS) if "reminder" in kind or "expired" in kind or "clos" in kind
    ]
