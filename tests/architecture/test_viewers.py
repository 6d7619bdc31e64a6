"""Who loads or lists for a person says who that is: a ``Viewer`` comes first in every function of records.

What is not for a person is listed here with its reason. A new function without a viewer fails until somebody
decided which of the two it is.
"""

from __future__ import annotations

import ast

from tests.architecture.source import PACKAGE, modules

RECORDS = PACKAGE / "records"

MACHINERY = {
    "append_only": "a constant",
    "backlog": "counts for the operator's figures, no rows",
    "books": "compares sums for the check, shows no content",
    "cast": "who can be signed in as in the demonstration; its page is not routed elsewhere",
    "case_rows": "rows to domain objects and back",
    "case_save": "stores what the domain decided for a case that was loaded for a viewer",
    "chains": "checks every chain, shows no content",
    "clock": "time",
    "day_seals": "digests over all chains, no content",
    "deliveries": "notices and mails the worker sends; it acts for nobody",
    "emptiness": "whether there is anything",
    "event_rows": "events to rows and back",
    "evidence_seals": "seals what a step of a viewer brings, and checks every item, shown to nobody",
    "file_upkeep": "sweeps bytes without rows",
    "holds": "what the worker tells the payments service",
    "ledger": "refunds the worker carries out",
    "measure_save": "stores what the rules decided for a measure that was loaded for a viewer",
    "money_rows": "the money of a step to rows, and the cap of the fund",
    "new_id": "ids",
    "outages": "when nobody could act, for rules and sweeps",
    "orders_reading": "stored orders to domain objects",
    "orders_rows": "orders to rows",
    "outbox": "the relay's",
    "paging": "cursors",
    "ranks": "order of lists",
    "rates": "limits by address and person, before anybody is known",
    "sessions": "makes the viewer out of a cookie",
    "sql": "runs statements",
    "stage_times": "figures over many cases, no rows of anybody",
    "ticket_save": "stores what the rules decided for a request that was loaded for a viewer",
    "tallying": "counts events, no rows of anybody",
}
"""Whole modules that load nothing for a person, and what they do instead."""

SINGLE = {
    "api_keys.viewer_of": "makes the viewer out of a key",
    "assignments.assign": "given by the step that was taken for a viewer",
    "assignments.ref_of": "who hears the case of a step that was taken for a viewer",
    "assignments.hand_to": "given by the act of a supervisor",
    "assignments.release": "given by the step that was taken for a viewer",
    "holidays.cases_under": "the job that tells cases of another calendar: ids",
    "holidays.declared": "the rules of the marketplace, which everybody may know",
    "holidays.declared_of": "a row to values",
    "holidays.mark_told": "the job that tells cases of another calendar",
    "holidays.pinned_calendars": "the calendars of cases, no rows of anybody",
    "holidays.untold": "the job that tells cases of another calendar",
    "joins.make_room": "given by the step that was taken for a viewer",
    "calendars.feed_by_id": "the signed address of a calendar is the right",
    "calendars.followed": "the cases of the person whose calendar it is",
    "calendars.followed_measures": "the measures against the person whose calendar it is",
    "calendars.say": "what that calendar is told",
    "case_load.as_it_is": "a row that was read for a viewer, to a value",
    "case_load.load_by_refund": "the payments service answers about a refund",
    "case_load.load_tied": "the other case of a step that was taken for a viewer",
    "case_load.lock_tied": "a lock inside a step",
    "case_load.lock_due": "the sweep of deadlines",
    "case_load.others_of_order": "sums over cases, for the rules",
    "case_load.pinned_snapshot": "the policy of a case that was loaded for a viewer",
    "case_lists.listed": "a row of a list that was asked for by a viewer, to a value",
    "chain_links.hold_still": "a lock inside a reading of a viewer",
    "drafts.forget_old": "the daily job: drafts nobody has touched for a year",
    "daily_rates.between": "rates of days, for telling a case again",
    "daily_rates.known": "rates of days, for the rules",
    "dispute_index.asked_now": "a row of a list that was asked for by a viewer, to a value",
    "files.file_of": "a file of an upload that was begun by a viewer",
    "files.hold_owner": "a lock inside a step of a viewer",
    "measures.standing_of": "a row that was read for a viewer, to a value",
    "measures.load_ticket": "a mail the worker sends; it acts for nobody",
    "measures.lock_due_complaints": "the sweep of deadlines",
    "proceedings.as_others": "sums over an order, for the rules",
    "orders_intake.write_parcels": "stores what a step of a viewer decided",
    "idempotency.forget_old": "sweeps keys that are a week old",
    "data_copies.next_asked": "the job that makes the copies",
    "data_copies.mark_ready": "the job that makes the copies",
    "data_copies.give_up": "the job that makes the copies",
    "data_copies.end_old": "the daily job: copies whose days are over",
    "data_copies.person_of": "makes the viewer out of a copy that was asked for",
    "erasures.free": "the daily job: requests nothing stands against",
    "erasures.waiting": "the daily job: requests whose day may have changed",
    "erasures.lock_free": "the daily job: the person of one request",
    "erasures.forget_person": "the daily job, and the person's own request",
    "erasures.move": "the daily job: another day than the one that was told",
    "erasures.claim_letter": "a mail the worker sends; it acts for nobody",
    "erasures.mark_told": "a mail the worker sends; it acts for nobody",
    "erasures.mark_not_told": "a mail the worker sends; it acts for nobody",
    "retention.candidates": "the daily job: ids of cases whose years are over",
    "retention.lock": "the daily job: what keeps one case",
    "retention.erase": "the daily job, and the request of a person that was decided",
    "people.end_mails": "a signed address in a mail of ours says so",
    "people.join_shop": "a token of the marketplace says so",
    "people.remember": "a token of the marketplace says so",
    "payouts.left_to_holds": "the worker pays a seller",
    "payouts.mark_sent": "the worker pays a seller",
    "payouts.payout_confirmed": "the payments service answers about a payout",
    "payouts.payout_failed": "the payments service answers about a payout",
    "payouts.payout_to_execute": "the worker pays a seller",
    "payouts.unsettled_payouts": "the sweep of payouts",
    "policy_versions.in_force": "the rules of the marketplace, which everybody may know",
    "policy_versions.keep_shipped": "the product brings its own versions",
    "policy_versions.next_version": "a number",
    "policy_versions.published_texts": "the doctor reads them on the machine",
    "policy_versions.text_of": "the rules of the marketplace, which everybody may know",
    "support_setup.newest": "how assistance is set up, which everybody may know",
    "support_setup.text_of": "how assistance is set up, which everybody may know",
    "tickets.has_message": "whether the author of a message that is being posted has posted it before",
    "tickets.lock_due_tickets": "the worker's; it acts for nobody",
    "staff.has_second_factor": "asked about somebody who is signing in",
    "staff.held_roles": "asked about somebody who is signing in",
    "staff.viewer_from": "makes the viewer",
}
"""Single functions without a viewer, and why."""


def without_viewer() -> set[str]:
    found = set()
    for path, tree in modules():
        if path.parent != RECORDS or path.stem in MACHINERY:
            continue
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef)
                and not node.name.startswith("_")
                and not _takes_viewer(node)
            ):
                found.add(f"{path.stem}.{node.name}")
    return found


def _takes_viewer(node: ast.FunctionDef) -> bool:
    first = [*node.args.posonlyargs, *node.args.args][:1]
    return bool(first) and first[0].annotation is not None and ast.unparse(first[0].annotation) == "Viewer"


def test_who_loads_for_a_person_takes_the_viewer_first() -> None:
    assert without_viewer() - SINGLE.keys() == set()


def test_the_list_of_exceptions_has_no_dead_entries() -> None:
    assert SINGLE.keys() - without_viewer() == set()
    assert {name for name in MACHINERY if not (RECORDS / f"{name}.py").exists()} == set()
