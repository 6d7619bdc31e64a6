"""Who loads or lists for a person says who that is: a ``Viewer`` comes first in every function of records.

What is not for a person is listed here with its reason. A new function without a viewer fails until somebody
decided which of the two it is.
"""

from __future__ import annotations

import ast

from tests.architecture.source import PACKAGE, modules

RECORDS = PACKAGE / "records"

MACHINERY = {
    "address_checks": "addresses that wait for a link in a mail; whoever holds the link is all that is known",
    "append_only": "a constant",
    "assistant_knowledge": "what is published, which everybody may read",
    "assistant_pulse": "whether the assistant's process is there, and counts",
    "model_budget": "tokens of a day, of nobody",
    "backlog": "counts for the operator's figures, no rows",
    "books": "compares sums for the check, shows no content",
    "contact_directory": "how the marketplace is reached, which is public, and how long answers took in all",
    "call_backs": "calls that were booked, for whoever holds the signed link of one; lists take the viewer",
    "cast": "who can be signed in as in the demonstration; its page is not routed elsewhere",
    "case_rows": "rows to domain objects and back",
    "case_save": "stores what the domain decided for a case that was loaded for a viewer",
    "chains": "checks every chain, shows no content",
    "clock": "time",
    "chat_save": "stores what the rules decided for a chat that was loaded for a viewer",
    "contacts": "makes the viewer out of a contact whose link was opened",
    "day_seals": "digests over all chains, no content",
    "deliveries": "notices and mails the worker sends; it acts for nobody",
    "emptiness": "whether there is anything",
    "event_rows": "events to rows and back",
    "evidence_seals": "seals what a step of a viewer brings, and checks every item, shown to nobody",
    "file_upkeep": "sweeps bytes without rows",
    "help_article_columns": "articles to rows and back",
    "help_article_events": "what an act of a viewer tells",
    "help_articles": "what is published, which everybody may read",
    "help_articles_shipped": "the product brings its own articles",
    "help_changes": "counts what became public",
    "help_search": "finds what is published, which everybody may read",
    "help_search_index": "by which words what is published is found",
    "help_search_stems": "words",
    "help_lists": "what is published, which everybody may read",
    "help_readings": "counters of articles, no rows of anybody",
    "help_shelves": "what is published, which everybody may read",
    "holds": "what the worker tells the payments service",
    "learning_signals": "questions of the log before they are masked, for the job that masks them",
    "learning_upkeep": "puts masked questions together for the job; editors read them with a viewer",
    "ledger": "refunds the worker carries out",
    "mail_in": "mails as they come in; the door acts for nobody",
    "mail_people": "who a mail may be from, for the door",
    "mail_upkeep": "the daily job: mails that are kept no longer",
    "mailboxes": "what is known by an address, for whoever holds the link that was sent to it",
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
    "said": "the messages of a step to rows",
    "search_rebuild": "enters what was said anew, and shows nothing of it",
    "sessions": "makes the viewer out of a cookie",
    "sql": "runs statements",
    "stage_times": "figures over many cases, no rows of anybody",
    "ticket_save": "stores what the rules decided for a request that was loaded for a viewer",
    "tallying": "counts events, no rows of anybody",
}
"""Whole modules that load nothing for a person, and what they do instead."""

SINGLE = {
    "shifts.hall": "the queue as routing sees it: references and times, no words of anybody",
    "shifts.step_away": "given by the sweep of deadlines",
    "api_keys.viewer_of": "makes the viewer out of a key",
    "assignments.assign": "given by the step that was taken for a viewer",
    "assignments.ref_of": "who hears the case of a step that was taken for a viewer",
    "assignments.hand_to": "given by the act of a supervisor",
    "assignments.release": "given by the step that was taken for a viewer",
    "help_search_log.forget_old": "the daily job: days that are kept no longer",
    "help_search_log.note": "counts searches, without who asked",
    "help_search_log.note_opened": "counts what was opened, without who did",
    "help_synonyms.of_languages": "words for the search, which everybody may use",
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
    "chat_mails.claim": "the job that sends mails",
    "chat_mails.mark": "the job that sends mails",
    "chats.by_secret": "makes the viewer out of a secret",
    "chats.hold": "the lock of an act whose chat was loaded for a viewer",
    "chats.hash_of": "a hash",
    "chats.keep_address": "given by the act of a visitor",
    "chats.lock_due_chats": "the sweep of deadlines",
    "chats.postpone": "the sweep of deadlines",
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
    "mail_sent.conversation_of_message_ids": "a mail that came in says what it answers; it acts for nobody yet",
    "mail_sent.mark_bounced": "a mail that came back",
    "mail_sent.is_closed": "a mail the worker sends; it acts for nobody",
    "mail_sent.thread_of": "a mail the worker sends; it acts for nobody",
    "measures.standing_of": "a row that was read for a viewer, to a value",
    "measures.load_ticket": "a mail the worker sends; it acts for nobody",
    "measures.lock_due_complaints": "the sweep of deadlines",
    "message_files.to_check": "the check of a record: what bytes lie under which hash",
    "proceedings.as_others": "sums over an order, for the rules",
    "orders_intake.write_parcels": "stores what a step of a viewer decided",
    "in_copy.keep_from_mail": "the door of mail: whom a mail named, which acts for nobody",
    "in_copy.give_back": "given by the act of an agent",
    "in_copy.take_along": "given by the act of an agent",
    "in_copy.writer": "the door of mail: as whom somebody in copy writes",
    "idempotency.forget_old": "sweeps keys that are a week old",
    "complainants.count": "the job that counts: figures of people, shown to nobody",
    "complainants.count_all": "the job that counts: figures of people, shown to nobody",
    "complainants.suspension_of": "a date, for the rules",
    "complainants.was_taken": "whether a key is known",
    "measure_time.outages_known": "the job that tells measures of an outage",
    "measure_time.running": "the job that tells measures of an outage: ids",
    "measure_time.running_under": "the job that tells measures of another calendar: ids",
    "data_copies.next_asked": "the job that makes the copies",
    "data_copies.mark_ready": "the job that makes the copies",
    "data_copies.give_up": "the job that makes the copies",
    "data_copies.end_old": "the daily job: copies whose days are over",
    "data_copies.person_of": "makes the viewer out of a copy that was asked for",
    "erasures.free": "the daily job: requests nothing stands against",
    "erasures.idle": "the daily job: ids of people of whom nothing is left",
    "erasures.lock_idle": "the daily job: one of them",
    "erasures.waiting": "the daily job: requests whose day may have changed",
    "erasures.lock_free": "the daily job: the person of one request",
    "erasures.forget_person": "the daily job, and the person's own request",
    "erasures.move": "the daily job: another day than the one that was told",
    "erasures.claim_letter": "a mail the worker sends; it acts for nobody",
    "erasures.mark_told": "a mail the worker sends; it acts for nobody",
    "erasures.mark_not_told": "a mail the worker sends; it acts for nobody",
    "translations.keep": "the worker keeps what a program made; pages read it with a viewer",
    "translations.untranslated": "what the worker sends to the translator for a wish that a viewer made",
    "translations.wished_in": "the relay asks which conversations are translated: ids",
    "retention.candidates": "the daily job: ids of cases whose years are over",
    "retention.lock": "the daily job: what keeps one case",
    "retention.erase": "the daily job, and the request of a person that was decided",
    "return_addresses.address_of": "a row that was read for a viewer, to a value",
    "people.end_mails": "a signed address in a mail of ours says so",
    "people.join_shop": "a token of the marketplace says so",
    "people.remember": "a token of the marketplace says so",
    "payouts.left_to_holds": "the worker pays a seller",
    "payouts.mark_sent": "the worker pays a seller",
    "payouts.payout_confirmed": "the payments service answers about a payout",
    "payouts.payout_failed": "the payments service answers about a payout",
    "payouts.payout_to_execute": "the worker pays a seller",
    "payouts.unsettled_payouts": "the sweep of payouts",
    "help_article_keys.lead_on": "the product brings its own articles",
    "help_article_keys.keys": "the keys of articles, which everybody may know",
    "help_article_versions.due": "the job that publishes what was planned",
    "help_article_versions.make_public": "given by the step that was taken for a viewer, or by the job",
    "help_article_versions.take_away": "given by the step that was taken for a viewer",
    "policy_versions.in_force": "the rules of the marketplace, which everybody may know",
    "policy_versions.keep_shipped": "the product brings its own versions",
    "policy_versions.next_version": "a number",
    "policy_versions.published_text": "the rules of the marketplace, which everybody may know",
    "policy_versions.published_texts": "the doctor reads them on the machine",
    "policy_versions.text_of": "the rules of the marketplace, which everybody may know",
    "ratings.asker": "the signed address of a mail is the right",
    "saved_replies.shared_keys": "what rules can name, which everybody who sets them up may know",
    "saved_replies.shared_reply": "a rule sends it; it acts for nobody",
    "staff_notices.tell_followers": "the worker tells whoever follows; it acts for nobody",
    "staff_notices.tell_supervisors": "a rule escalates; it acts for nobody",
    "staff_notices.forget_old": "the daily job: notices half a year old",
    "ticket_work.forget_old_drafts": "the daily job: drafts nobody came back to",
    "rule_runs.newest_rules": "the rules at work",
    "rule_runs.note": "what a rule did, inside its transaction",
    "rule_runs.acted_for": "the rules at work",
    "rule_runs.spent": "counts, for the rules at work",
    "rule_runs.cases_that_rules_see": "the relay: ids of requests",
    "rule_runs.forget_old": "the daily job: lines a year old",
    "support_setup.newest": "how assistance is set up, which everybody may know",
    "support_setup.text_of": "how assistance is set up, which everybody may know",
    "ticket_links.tell": "tells the staff of a link an agent has made, on ends that were locked for it",
    "ticket_merges.came_to": "the signed link of a mail is the right: what went on in its request",
    "ticket_merges.contact_going_on": "the signed link of a mail is the right: where its request went on",
    "ticket_merges.note": "given by the act of an agent",
    "ticket_merges.undo": "given by the act of an agent",
    "side_conversations.waiting_parent": "what waits for somebody who has just answered; it acts for nobody",
    "tickets.listed": "a row to values",
    "tickets.listed_of": "makes a statement",
    "tickets.as_file": "a row that was read for a viewer, to a value",
    "tickets.has_message": "whether the author of a message that is being posted has posted it before",
    "safety_requests.danger_of": "the job that opens the request to the safety team",
    "safety_requests.keep": "the job that opens the request to the safety team",
    "ticket_links.keep_for_program": "given by the job that opens the request to the safety team",
    "ticket_links.lock_for_program": "given by the job that opens the request to the safety team",
    "tickets.lock_due_tickets": "the worker's; it acts for nobody",
    "staff.has_second_factor": "asked about somebody who is signing in",
    "staff.held_roles": "asked about somebody who is signing in",
    "staff.new_notices": "asked about whoever is signed in; it came with the session",
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
