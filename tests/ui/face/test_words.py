"""Every state, silence, event and refusal has its sentence, in both languages, with its facts."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import UTC, datetime
from itertools import product

import pytest
from django.utils.translation import override

import amiabil
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import errors
from amiabil.domain.disputes.outlook import Act, Silence, Turn
from amiabil.domain.terms import (
    AppealGround,
    Audience,
    Command,
    EvidenceKind,
    Flag,
    Happening,
    Lane,
    Outcome,
    Reason,
    Remedy,
    Role,
    State,
    Timer,
)
from amiabil.foundation.errors import AmiabilError, InvalidFields, family
from amiabil.foundation.money import BadAmount, Money
from amiabil.ui import refusal_sentences, refusals
from amiabil.ui.reader import Reader
from amiabil.ui.refusal_sentences import SENTENCES
from amiabil.ui.words import events, names, notices, rows, turn
from amiabil.ui.words import evidence as evidence_words
from amiabil.ui.words.options import OPTIONS
from amiabil.ui.words.turn_sentences import SILENCE

NOW = datetime(2026, 11, 17, 8, 20, tzinfo=UTC)
DUE = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)
LEI = {"amount": "150.00", "currency": "RON"}

WHO_ACTS = {
    Act.ANSWER_REQUEST: [Role.SELLER],
    Act.AGREE: [Role.BUYER, Role.SELLER, None],
    Act.ANSWER_QUESTION: [Role.BUYER, Role.SELLER],
    Act.ANSWER_LATE_EVIDENCE: [Role.BUYER, Role.SELLER, None],
    Act.ANSWER_RECOMMENDATION: [Role.BUYER, Role.SELLER, None],
    Act.HAND_IN_EVIDENCE: [None],
    Act.DECIDE: [Role.MEDIATOR],
    Act.APPEAL_OR_WAIT: [Role.BUYER, Role.SELLER, None],
    Act.DECIDE_APPEAL: [Role.REVIEWER],
    Act.GIVE_LABEL: [Role.SELLER],
    Act.SEND_GOODS: [Role.BUYER],
    Act.CONFIRM_UNSENT: [Role.SELLER],
    Act.WAIT_FOR_PARCEL: [Role.CARRIER],
    Act.INSPECT_GOODS: [Role.SELLER],
    Act.PERFORM: [Role.SELLER],
    Act.CONFIRM_GOODS: [Role.BUYER],
    Act.PAY_REFUND: [Role.PSP],
    Act.UNDO_WITHDRAWAL: [Role.BUYER],
    Act.WAIT_FOR_PROCEEDING: [Role.PSP],
    Act.WAIT_FOR_CLAIM: [Role.SYSTEM],
    Act.ANSWER_SET_ASIDE: [Role.REVIEWER],
    Act.ASK_SET_ASIDE: [Role.SELLER],
    Act.NOTHING: [None],
}
"""Written a second time by hand from ``outlook.py``: who can be waited for."""

READERS = [Role.BUYER, Role.SELLER, Role.MEDIATOR, Role.REVIEWER, Role.AGENT]
LANGUAGES = ["ro", "en"]


def reader(role: Role | None, language: str = "en") -> Reader:
    return Reader(Viewer(role=role, language=language), language, NOW, "Europe/Bucharest")


@pytest.mark.parametrize(
    ("act", "who", "role", "language"),
    [
        (act, who, role, language)
        for act in Act
        for who, role, language in product(WHO_ACTS[act], READERS, LANGUAGES)
    ],
)
def test_every_turn_is_said_to_every_reader(act: Act, who: Role | None, role: Role, language: str) -> None:
    with override(language):
        said = turn.said(Turn(act, who, DUE, facts={"amount": LEI}), reader(role, language))
    assert said.title
    assert said.label
    assert "{" not in said.title + said.text + said.label
    if act is not Act.NOTHING:
        assert said.mine == (who is role or (who is None and role in (Role.BUYER, Role.SELLER)))


@pytest.mark.parametrize(("silence", "role", "language"), list(product(Silence, READERS, LANGUAGES)))
def test_every_silence_is_said_to_every_reader(silence: Silence, role: Role, language: str) -> None:
    with override(language):
        said = turn.said(
            Turn(Act.ANSWER_REQUEST, Role.SELLER, DUE, silence=silence, facts={"amount": LEI}), reader(role)
        )
    assert bool(said.silence) == (silence is not Silence.NOTHING)
    assert "{" not in said.silence


def test_what_silence_costs_depends_on_who_reads() -> None:
    waiting = Turn(
        Act.ANSWER_REQUEST, Role.SELLER, DUE, silence=Silence.REQUEST_GRANTED, facts={"amount": LEI}
    )
    with override("ro"):
        buyer, seller = (
            turn.said(waiting, reader(Role.BUYER, "ro")),
            turn.said(waiting, reader(Role.SELLER, "ro")),
        )
    assert buyer.silence_label == "Dacă nu acționează vânzătorul:"
    assert buyer.silence.replace("\xa0", " ") == "primești 150,00 lei, automat."
    assert seller.silence_label == "Dacă nu faci nimic:"
    assert seller.silence.replace("\xa0", " ") == "plătești 150,00 lei, automat."
    assert (buyer.mine, seller.mine) == (False, True)


def test_the_four_parts_stand_in_one_sentence() -> None:
    waiting = Turn(
        Act.ANSWER_REQUEST, Role.SELLER, DUE, silence=Silence.REQUEST_GRANTED, facts={"amount": LEI}
    )
    with override("en"):
        text = turn.sentence(waiting, reader(Role.BUYER)).replace("\xa0", " ")
    assert text == (
        "We are waiting for the seller's answer. Until Thursday, 19 November 2026, 23:59, Bucharest time. "
        "If the seller does not act: you receive 150.00 lei, automatically."
    )


@pytest.mark.parametrize("role", [Role.BUYER, Role.SELLER])
def test_where_both_may_act_nobody_is_said_to_have_an_offer(role: Role) -> None:
    """After a refusal the seller offers nothing; there is nothing to accept."""
    shared = Turn(Act.AGREE, None, DUE, silence=Silence.GOES_TO_MEDIATION)
    with override("en"):
        said = turn.said(shared, reader(role))
    assert (said.label, said.title) == ("Both sides can act", "Look for an agreement")
    assert "accept" not in said.text


def test_an_ended_case_says_how_it_ended() -> None:
    for outcome in Outcome:
        banner = turn.banner(Turn(Act.NOTHING), reader(Role.BUYER), outcome=outcome)
        assert banner.title == str(names.OUTCOMES[outcome])
        assert banner.card is None


def test_silence_table_is_complete() -> None:
    assert set(SILENCE) == set(Silence)


DATA: dict[str, object] = {
    "by": "seller",
    "of": "buyer",
    "reason": "nc_damaged",
    "terms": {"remedy": "refund_keep", "amount": LEI},
    "amount": LEI,
    "evidence_kind": "photo_item",
    "label": "D3",
    "ground": "fact_error",
    "status": "delivered",
    "flag": "seller_silent",
    "timer": "negotiation",
    "outcome": "decided_split",
    "ok": True,
    "granted": False,
    "won_by": "seller",
}


@pytest.mark.parametrize(
    ("kind", "role", "language"),
    list(product([*Command, *Happening], [Role.BUYER, Role.SELLER, Role.AGENT], LANGUAGES)),
)
def test_every_event_has_a_line(kind: str, role: Role, language: str) -> None:
    data = {**DATA, "reason": "other words"} if kind == Command.REJECT_REQUEST else DATA
    with override(language):
        told = events.told(f"dispute.{kind}", data, actor_role="seller", reader=reader(role, language))
    assert told.text
    assert "{" not in told.text
    assert told.icon


@pytest.mark.parametrize(
    ("role", "line"),
    [
        (Role.BUYER, "The mediator has asked you a question"),
        (Role.SELLER, "The mediator has asked the buyer a question"),
    ],
)
def test_a_question_says_whom_it_was_put_to(role: Role, line: str) -> None:
    with override("en"):
        found = events.told(
            "dispute.request_info", {"of": "buyer"}, actor_role="mediator", reader=reader(role)
        )
    assert found.text == line


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("decide", {"terms": {"remedy": "replacement"}}),
        ("decide_appeal", {"remedy": "replacement"}),
        ("decision_final", {"terms": {"remedy": "replacement"}}),
    ],
)
def test_a_decision_on_goods_names_the_goods(kind: str, data: dict[str, object]) -> None:
    nothing = {"amount": {"amount": "0.00", "currency": "RON"}}
    with override("ro"):
        told = events.told(
            f"dispute.{kind}", {**nothing, **data}, actor_role="mediator", reader=reader(Role.BUYER, "ro")
        )
    assert "0,00" not in told.text and "înlocui" in told.text


@pytest.mark.parametrize(("won_by", "winner"), [("buyer", "cumpărător"), ("seller", "vânzător")])
def test_the_end_of_a_proceeding_says_for_whom(won_by: str, winner: str) -> None:
    with override("ro"):
        told = events.told(
            "dispute.external_closed", {"won_by": won_by}, actor_role="psp", reader=reader(Role.BUYER, "ro")
        )
    assert winner in told.text


def test_silence_is_not_called_an_agreement() -> None:
    data = {**DATA, "outcome": "default_seller_silent"}
    with override("ro"):
        told = events.told("dispute.settled", data, actor_role="system", reader=reader(Role.SELLER, "ro"))
    assert "Acord" not in told.text and "nu a răspuns" in told.text and "150,00" in told.text


def test_a_reminder_goes_on_in_small_letters() -> None:
    with override("ro"):
        told = notices.told("dispute.reminder", {"timer": "evidence_window"}, reader(Role.BUYER, "ro"))
    assert told.text == "Nu uita: timpul pentru dovezi"


_ALIKE = {
    *("Acceptă", "Adaugă", "Anunță", "Cere", "Confirmă", "Contestă", "Dă", "Plătește", "Propune", "Răspunde"),
    *("Redeschide", "Refuză", "Reia", "Renunță", "Retrage", "Spune", "Verifică"),
}
"""Verbs whose imperative is also their third person: "(tu) acceptă", "(vânzătorul) acceptă"."""


def test_what_a_side_can_do_reads_the_same_for_the_actor_and_for_the_other() -> None:
    with override("ro"):
        begun = {str(words.name).replace(",", "").split()[0] for words in OPTIONS.values()}
    assert begun <= _ALIKE


def test_an_event_speaks_to_its_actor() -> None:
    with override("ro"):
        mine = events.told("dispute.propose", DATA, actor_role="seller", reader=reader(Role.SELLER, "ro"))
        theirs = events.told("dispute.propose", DATA, actor_role="seller", reader=reader(Role.BUYER, "ro"))
        untold = events.told(
            "dispute.accept", {"by": "buyer"}, actor_role="buyer", reader=reader(Role.BUYER, "ro")
        )
    assert mine.text.startswith("Ai propus 150,00")
    assert theirs.text.startswith("Vânzătorul a propus 150,00")
    assert untold.text == "Ai acceptat propunerea", "what is not known takes its colon with it"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (names.STATES, State),
        (names.OUTCOMES, Outcome),
        (names.REASONS, Reason),
        (names.LANES, Lane),
        (names.FLAGS, Flag),
        (names.TIMERS, Timer),
        (names.GROUNDS, AppealGround),
        (names.ROLES, Role),
    ],
)
def test_every_word_of_the_trade_has_a_name(table: dict[str, object], words: type) -> None:
    assert set(table) == set(words)
    for language in LANGUAGES:
        with override(language):
            assert all(str(name).strip() for name in table.values())


def test_evidence_and_audiences_are_named() -> None:
    for kind in EvidenceKind:
        assert evidence_words.name(kind)
        assert evidence_words.good(kind)
    for audience, role in product(Audience, [None, *READERS]):
        assert names.audience(audience, role)


@pytest.mark.parametrize(("state", "role"), list(product(State, [Role.BUYER, Role.SELLER])))
def test_every_row_says_who_acts(state: State, role: Role) -> None:
    ended = state is State.CLOSED
    act = Act.NOTHING if ended else Act.AGREE
    row = rows.row(
        state,
        Turn(act, role, DUE, silence=Silence.GOES_TO_MEDIATION),
        reader(role),
        outcome=Outcome.DECIDED_SPLIT,
        closed_at=DUE,
    )
    assert row.next_bold.endswith(".")
    assert row.chip.text
    assert 1 <= row.stage_now <= rows.STAGES
    assert bool(row.stage_text) == (not ended)
    assert not any(sign.isdigit() for sign in row.stage_text), (
        "how many steps there are, the case's page knows"
    )
    assert row.mine == (not ended)
    assert ("mediator" in row.next_text) == (not ended)


# ---- refusals ----------------------------------------------------------------------------


def _all_codes() -> set[str]:
    for module in pkgutil.walk_packages(amiabil.__path__, "amiabil."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
    return {kind.code for kind in family(AmiabilError) if kind.__module__.startswith("amiabil.")} - {""}


def test_every_refusal_has_a_sentence() -> None:
    assert _all_codes() == set(SENTENCES)


def test_no_code_has_its_sentences_in_two_places() -> None:
    tables = [
        table
        for name, table in vars(refusal_sentences).items()
        if isinstance(table, dict) and name != "SENTENCES" and table.keys() <= SENTENCES.keys()
    ]
    assert sum(map(len, tables)) == len(SENTENCES)


def test_facts_stand_in_the_sentence() -> None:
    most = errors.ExceedsRefundable(Money(48900, "RON"))
    assert refusals.describe(most, "ro").text.replace("\xa0", " ") == (
        "Suma poate fi cel mult 489,00 lei: atât se poate da înapoi aici."
    )
    assert refusals.describe(most, "ro").name == "amount"
    between = BadAmount(min=LEI, max={"amount": "489.00", "currency": "RON"})
    assert refusals.describe(between, "ro").text.replace("\xa0", " ") == (
        "Suma poate fi între 150,00 lei și 489,00 lei."
    )
    missing = errors.EvidenceMissing(["photo_parcel", ["photo_item", "measurement"]])
    assert refusals.describe(missing, "en").text == (
        "Still missing: Photo of the parcel with its label, Photo of the product / A measurement. The rest is ready."
    )
    asked = errors.EvidenceMissing(["what_happened", "photo_item"])
    assert refusals.describe(asked, "ro").text == (
        "Mai lipsește: „Ce s-a întâmplat?”, Fotografie cu produsul. Restul e gata."
    )


def test_instants_are_shown_in_the_readers_zone() -> None:
    late = errors.TooLate(closes=DUE)
    assert "23:59" in refusals.describe(late, "en", "Europe/Bucharest").text
    assert "22:59" in refusals.describe(late, "en", "Europe/Berlin").text
    assert "has ended" in refusals.describe(errors.TooLate(), "en").text


def test_remedy_and_law_are_explained() -> None:
    law = refusals.describe(errors.ExcludedByLaw("not_a_trader"), "en")
    assert law.text == "The seller is a private person; consumer rights do not apply to this purchase."
    assert refusals.describe(errors.RemedyNotAllowed(Remedy.REPAIR), "en").name == "remedy"


def test_several_fields_are_described_one_by_one() -> None:
    several = InvalidFields((errors.ExceedsRefundable(Money(1, "RON")), errors.EvidenceMissing(["document"])))
    assert [refusal.name for refusal in refusals.describe_all(several, "en")] == ["amount", "evidence"]
    assert refusals.describe_all(errors.Suspended(), "en")[0].field is None


@pytest.mark.parametrize("kind", ["calendar_changed", "outage_extended"])
def test_more_time_is_told_with_the_days_before_and_after(kind: str) -> None:
    moved = [
        {"timer": "appeal", "before": "2026-11-18T22:00:00Z", "after": "2026-11-19T22:00:00Z"},
        {"timer": "reopening", "before": "2026-11-20T22:00:00Z", "after": "2026-11-23T22:00:00Z"},
    ]
    with override("ro"):
        told = events.told(
            f"dispute.{kind}", {"moved": moved}, actor_role="system", reader=reader(Role.BUYER, "ro")
        )
        nothing = events.told(
            f"dispute.{kind}", {"moved": []}, actor_role="system", reader=reader(Role.BUYER, "ro")
        )
    assert "timpul pentru contestație până joi, 19 noiembrie în loc de miercuri, 18 noiembrie" in told.text
    assert "redeschiderea disputei până luni, 23 noiembrie" in told.text
    assert "niciun termen" in nothing.text
