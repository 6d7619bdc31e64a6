"""The table of refusals: for each code one or more sentences; the first whose facts are all known is said.

A sentence says what is the matter and the way on; it never blames. ``{name}`` is a fact of that name in words.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.ui.refusal_sentences_of_chats import CHATS
from amiabil.ui.refusal_sentences_of_help import HELP
from amiabil.ui.refusal_sentences_of_requests import REQUESTS

_CHANGED = _("The case has changed in the meantime. Nothing was sent; look at it again and decide anew.")

DISPUTES: Mapping[str, tuple[Promise | str, ...]] = {
    "not_found": (_("We cannot find this. The address may be wrong, or it belongs to another account."),),
    "not_yours": (_("This step belongs to somebody else in this case. Nothing was changed."),),
    "suspended": (
        _("The case stands still while the bank deals with the same payment. All days left are kept."),
    ),
    "day_out_of_range": (_("The day must lie within the last ten years, and not after tomorrow."),),
    "payout_settled": (_("Nobody has to see to this payment any more: it is paid, or it is tried again."),),
    "already_settled": (_("You have already agreed; this step is no longer needed."),),
    "already_decided": (_("The case is already decided; this step is no longer open."),),
    "already_appealed": (_("There is already an appeal; a second one is not possible."),),
    "superseded": (
        _("The offer has changed: it is now {current}. We did not send your answer."),
        _("The offer has changed in the meantime. We did not send your answer; look at the new one first."),
    ),
    "stale_version": (_CHANGED,),
    "case_moved_on": (_CHANGED,),
    "order_moved_on": (_("The order has just changed. Look at it again before you go on."),),
    "too_early": (
        _("This is possible from {opens}."),
        _("This is not possible yet; other steps come first."),
    ),
    "too_late": (
        _("The time for this ended on {closes}. The case shows what is open to you now."),
        _("The time for this has ended. The case shows what is open to you now."),
    ),
    "not_in_this_state": (_("The case has moved on; this step is no longer open. Look at it again."),),
    "excluded_by_law": (
        _(
            "The goods failed within {within_days} of delivery: the buyer may demand a replacement, not a repair."
        ),
        "{why}",
        _("The law does not give this right here."),
    ),
    "reopen_exhausted": (_("A case can be reopened {max} times at most, and that has been done."),),
    "not_here": ("{route}", _("This has no procedure here; write to us and we will show you the way.")),
    "processing_suspended": (
        _(
            "Until {closes} your complaints about goods rest, and you were told why. What the law gives you stays open."
        ),
    ),
    "not_frequent": (
        _("There is nothing to say about these figures now. Look at them again when another case has ended."),
    ),
    "not_warned": (
        _("This needs a warning that holds, and a complaint without ground that was filed after it."),
    ),
    "warning_too_new": (
        _("There is still time to reply to the warning. This is possible from {opens}."),
        _("The complaint about the warning is still heard. This is possible when it is decided."),
    ),
    "already_suspended": (_("Complaints of this person rest already."),),
    "external_proceeding_open": (
        _(
            "The bank is already dealing with a chargeback for these goods. A dispute is possible when that has ended."
        ),
    ),
    "proceeding_differs": (
        _("A proceeding with this reference is already known with other facts. Nothing was changed."),
    ),
    "conflict_of_interest": (_("You took part in this case before, so somebody else has to do this."),),
    "reply_pending": (
        _("The {of} still has time to answer, until {closes}. The decision is open after that."),
        _("A question is still open: the {of} has time to answer. The decision is open after that."),
    ),
    "no_question": (_("There is no question to answer any more."),),
    "already_complained": (_("There is already a complaint about this measure; it is decided for good."),),
    "measure_lifted": (_("The marketplace has lifted this measure; there is nothing left to contest."),),
    "measure_differs": (
        _("A measure with this reference is already known with other facts. Nothing was changed."),
    ),
    "unknown_case": (_("There is no case with this reference."),),
    "entry_moved_on": (
        _("Somebody else has changed this entry meanwhile. Look at it again; nothing of yours was kept."),
    ),
    "notice_in_future": (_("The notice cannot have arrived later than now."),),
    "unknown_person": (_("We know nobody with this reference: no order of theirs, no shop, no sign-in."),),
    "not_joinable": ("{why}",),
    "units_in_dispute": (_("There is already a dispute about these goods: {cases}."),),
    "evidence_missing": (_("Still missing: {missing}. The rest is ready."),),
    "remedy_not_allowed": (_("This solution is not possible here. Choose one of those that are shown."),),
    "exceeds_refundable": (_("The amount can be at most {max}: that is all that can be paid back here."),),
    "cannot_worsen": (
        _("Only one side has appealed, so the result may not become worse for it than {decided}."),
    ),
    "decision_incomplete": (_("Still missing in the decision: {missing}."),),
    "unknown_units": (_("The order does not have so many pieces of this. Choose again."),),
    "amount_with_goods": (_("An amount goes with money back only. Leave it empty, or choose money back."),),
    "consent_missing": (_("Tick that you understand what changes."),),
    "day_is_past": (_("This day is over. Choose one that is still to come."),),
    "duplicate_label": (_("Another item of the case is called “{label}”. Choose another name."),),
    "ground_not_allowed": (
        _("An appeal is not possible on this ground. Choose one of those that are shown."),
    ),
    "bad_arguments": (_("Something in this form is missing or cannot be read. Fill it in again."),),
    "case_taken": (_("{mediator} has taken this case in the meantime."),),
    "not_declared": (_("Declare first that you are independent of both sides."),),
    "not_in_mediation": (_("The case is not with a mediator now. Look at it again."),),
}

AMOUNTS: Mapping[str, tuple[Promise | str, ...]] = {
    "bad_amount": (
        _("The amount can be from {min} to {max}."),
        _("Write the amount in figures, with {decimals} decimals at most."),
        _("Write a percentage from 0 to 100, with 2 decimals at most."),
    ),
    "wrong_currency": (_("The amount has to be in {expected}, the currency of the order."),),
    "over_settle_limit": (
        _("You may settle up to {limit}. Ask somebody of your shop who may settle more."),
        _("You may not settle this much. Ask somebody of your shop who may settle more."),
    ),
}

PEOPLE: Mapping[str, tuple[Promise | str, ...]] = {
    "forbidden": (_("The role you are signed in with cannot do this. Nothing was changed."),),
    "wrong_role": (_("This page is for another role. Switch the role in the menu of your account."),),
    "right_missing": (
        _("You see this case, but your shop has not given you the right to {right}."),
        _("You see this case, but your shop has not given you the right to do this."),
    ),
    "scope_missing": (_("The key does not have the scope for this; it needs one of: {scopes}."),),
    "audience_not_yours": (_("You cannot write to these readers. Choose another audience."),),
    "sign_in_not_set_up": (_("Sign-in is not set up on this site yet."),),
    "sign_in_unavailable": (_("Sign-in cannot be checked at the moment. Try again in a few minutes."),),
    "token_refused": (
        _("The sign-in from the shop could not be accepted. Go back to the shop and open this again."),
    ),
    "token_used": (_("This sign-in was used before. Go back to the shop and open this again."),),
    "shop_not_insolvent": (
        _("This shop is not known to be insolvent, so nobody can come as its administrator yet."),
    ),
    "not_a_staff_role": (_("These are not roles of the team. Possible: {known}."),),
    "no_such_team": (_("There is no such team. Possible: {known}."),),
    "bad_username": (_("A user name has 1 to 64 letters, figures, dots, hyphens or underscores."),),
    "username_taken": (_("Somebody of the team already has this user name."),),
    "weak_password": (
        _("The password is too easy to guess: {why}."),
        _("The password is too easy to guess."),
    ),
    "bad_key_name": (_("The name of a key has 1 to 60 printable characters."),),
    "key_name_taken": (_("There is or was a key with this name. Choose another one."),),
    "unknown_scope": (_("There is no such scope. Possible: {known}."),),
    "unknown_language": (_("Choose one of the languages that are shown."),),
    "unknown_topic": (_("Choose among the e-mails that are shown."),),
    "unknown_zone": (_("Choose one of the time zones that are shown."),),
    "storage_full": (
        _("There is no room for files here just now. Nothing is lost: send it again in a few minutes."),
    ),
    "rate_limited": (_("That was too often in a short time. Try again in {retry_after} seconds."),),
}

POLICIES: Mapping[str, tuple[Promise | str, ...]] = {
    "policy_moved_on": (
        _("Somebody else has changed this version in the meantime. Nothing was saved; look at it again."),
    ),
    "policy_version_taken": (_("There is this version already. The next free number is {next}."),),
    "policy_not_right": (
        _("{key} falls below the law ({rule}). The version was not planned or published."),
        _("The policy has mistakes, the first at {key}. Correct them first."),
    ),
    "policy_too_long": (_("The text is too long: at most {most} characters."),),
    "policy_not_in_this_state": (_("This version has moved on; the step is no longer open."),),
    "second_person_needed": (
        _("Whoever wrote or planned a version cannot publish it. A second operator has to do that."),
    ),
    "bad_day": (
        _("Choose a day from {first} to {last}."),
        _("Choose the day from which the version holds."),
    ),
    "policy_day_past": (_("A version can hold from {earliest} on, not before."),),
    "holiday_out_of_range": (_("A holiday can be declared from {earliest} on, for the next two years."),),
    "holiday_is_so": (_("The calendar has this day so already."),),
    "holiday_proposed": (_("This day is proposed already; a second operator has to decide."),),
    "holiday_second_person": (
        _("Whoever proposed a day cannot confirm it. A second operator has to do that."),
    ),
    "holiday_moved_on": (_("Somebody has decided about this day meanwhile."),),
    "outage_not_right": (_("An outage begins before it ends, is over, and lasts at most {days} days."),),
}

TEXTS: Mapping[str, tuple[Promise | str, ...]] = {
    "bad_address": (_("No mail can be sent to this address. Check it."),),
    "text_missing": (_("This is still missing."),),
    "text_too_long": (
        _("The text has {length} characters; {max} are possible."),
        _("The text is too long; {max} characters are possible."),
    ),
    "case_erased": (
        _(
            "What was written and handed in here has been erased by the rule of retention; nothing can be added."
        ),
    ),
    "erasure_not_confirmed": (
        _(
            "Tick the box first: it says that you have read what is erased and what is kept (GDPR, articles 12 and 17)."
        ),
    ),
    "erasure_done": (_("The erasure has been carried out and cannot be undone (GDPR, article 17)."),),
    "conversation_closed": (_("The case has ended and takes no more messages."),),
    "key_reused": (
        _("Another message was already sent with this form. Open the page again and send this one."),
    ),
    "draft_moved_on": (
        _("This draft was changed in another window. Open it again to see what is there now."),
    ),
}

FILES: Mapping[str, tuple[Promise | str, ...]] = {
    "too_large": (_("This file has {size}; {max} are possible."), _("This file is too large.")),
    "form_too_large": (_("These files are too large together; {max} are possible. Send them one by one."),),
    "too_many_files": (_("You have sent {max} files, and that is as many as a case takes."),),
    "empty_file": (_("This file is empty. Choose it again."),),
    "type_not_allowed": (_("Files of this type are not accepted. Photos, films and PDF documents are."),),
    "file_unreadable": (_("This file is damaged or cut off. Choose it again, or take the photo anew."),),
    "picture_too_large": (_("This picture has {megapixels} million points; {max} million can be shown."),),
    "picture_moves": (_("This is a moving picture. Send it as a film or as a photo."),),
    "not_an_image": (_("A photo is needed here, and this file is none."),),
    "not_a_video": (_("A film is needed here, and this file is none."),),
    "upload_refused": ("{why}", _("This file was refused before.")),
    "already_evidence": (_("This file is evidence in the case already, as {label}."),),
    "upload_differs": (_("The file arrived changed. Send it again."),),
    "upload_incomplete": (
        _("Parts of the file have not arrived yet. It goes on by itself; send again in a moment."),
    ),
    "part_differs": (_("A part of the file arrived twice and differently. Send the file again."),),
    "unknown_file": (_("This picture was not uploaded, or not as a picture of a listing."),),
}

FIELDS: Mapping[str, tuple[Promise | str, ...]] = {
    "invalid": (_("Something here cannot be accepted as it is. Look at it again."),),
    "invalid_fields": (_("Some fields need another look."),),
    "conflict": (_("This cannot be done now. Look at the page again to see how things stand."),),
    "required": (_("This is needed."),),
    "choice_missing": (_("Choose one of the answers."),),
    "unknown_field": (_("There is no such field."),),
    "wrong_type": (_("This has to be of the type {expected}."),),
    "too_long": (_("This is too long; {max} are possible."),),
    "out_of_range": (
        _("This has to be from {min} to {max}."),
        _("This has to be at least {min}."),
        _("This can be at most {max}."),
        _("This number is too small or too large."),
    ),
    "bad_text": (_("There are characters here that cannot be shown. Type it again."),),
    "bad_format": (_("This has to be written as {expected}."), _("This is not written as it should be.")),
    "not_a_choice": (_("Choose one of: {choices}."), _("Choose one of those that are shown.")),
    "repeated": (_("“{value}” stands here twice."), _("The same stands here twice.")),
    "bad_cursor": (_("This list cannot go on from here. Start at its beginning."),),
}

ORDERS: Mapping[str, tuple[Promise | str, ...]] = {
    "wrong_total": (
        _("The total has to be {expected}: lines less discount plus delivery."),
        _("The total is not lines less discount plus delivery."),
    ),
    "discount_too_large": (_("The discount can be at most {max}, the sum of the lines."),),
    "dates_reversed": (_("The first day is after the last one."),),
    "unknown_line": (_("The order has no line “{line}”."),),
    "only_one_of": (
        _("Only one of these fields can be given: {fields}."),
        _("Only one of these fields can be given."),
    ),
    "ref_differs": (_("The reference in the address and the one in the body are not the same."),),
    "lines_in_case": (_("There is a dispute about these lines, so they cannot be taken out: {lines}."),),
    "order_in_case": (
        _("There is a dispute about this order, so these fields can no longer change: {fields}."),
    ),
    "differs_from_first_row": (_("This column says something else than on the order's first row."),),
    "broken_row": (_("Quotation marks in this row do not match, or it has more cells than the heading."),),
    "line_too_long": (_("This line is too long, mostly because a quotation mark is never closed."),),
    "not_json": (_("This line is not JSON."),),
    "unreadable_text": (_("The text of this file cannot be read. Save it as UTF-8 and send it again."),),
    "unusable_file": (_("This file cannot be imported; look at its heading."),),
    "file_gone": (_("The file that was tried is no longer kept. Choose it again."),),
}

API: Mapping[str, tuple[Promise | str, ...]] = {
    "busy": (_("Too many long files are being sent at this moment. Ask again in a few seconds."),),
    "bad_key": (_("The idempotency key has 1 to 200 printable characters."),),
    "bad_parameter": (_("The operation has no such parameter, or it is not written as it should be."),),
    "in_progress": (_("The first request with this key is still being answered. Ask again in a moment."),),
    "method_not_allowed": (_("The address does not take this method; it takes {allowed}."),),
    "no_such_range": (_("The file does not have the bytes that were asked for."),),
    "not_readable": (_("The body is not the JSON it says it is."),),
    "not_signed_in": (_("A key is needed here, and none was sent that opens anything."),),
    "wrong_media_type": (
        _("The body has to be of the type {expected}."),
        _("The body is of a type that is not read here."),
    ),
}

SENTENCES: Mapping[str, tuple[Promise | str, ...]] = {
    **API,
    **DISPUTES,
    **AMOUNTS,
    **PEOPLE,
    **POLICIES,
    **TEXTS,
    **REQUESTS,
    **FILES,
    **FIELDS,
    **ORDERS,
    **CHATS,
    **HELP,
}

ALTERNATIVES: Mapping[tuple[str, str], Promise] = {
    ("why", "not_a_consumer"): _("The order was bought for a business; this right is the consumer's."),
    ("why", "not_a_trader"): _(
        "The seller is a private person; consumer rights do not apply to this purchase."
    ),
    ("why", "category"): _("The law leaves out goods of this kind."),
    ("why", "not_offered"): _("The shop does not offer this."),
    ("why", "replacement_only"): _("The law lets the buyer demand a replacement here, not a repair."),
    ("why", "same_case"): _("This is the same dispute. Choose another one of the order."),
    ("why", "another_order"): _("The two disputes are about different orders and stay apart."),
    ("why", "another_reason"): _("The two disputes have different reasons and stay apart."),
    ("why", "another_remedy"): _("Different things are asked for in the two disputes, so they stay apart."),
    ("why", "another_policy"): _("Different rules hold for the two disputes, so they stay apart."),
    ("why", "offer_open"): _("An offer still waits for an answer. Disputes can be joined when it has one."),
    ("why", "reply_open"): _("Somebody still has time to answer. Disputes can be joined after that."),
    ("why", "password_too_short"): _("it is too short"),
    ("why", "password_too_common"): _("many people use it"),
    ("why", "password_too_similar"): _("it is close to the name or the address"),
    ("why", "password_entirely_numeric"): _("it has only figures"),
    ("why", "too_large"): _("This file is too large."),
    ("why", "type_not_allowed"): _(
        "Files of this type are not accepted. Photos, films and PDF documents are."
    ),
    ("why", "file_unreadable"): _(
        "This file is damaged or cut off. Choose it again, or take the photo anew."
    ),
    ("why", "picture_too_large"): _("This picture has too many points to be shown."),
    ("why", "picture_moves"): _("This is a moving picture. Send it as a film or as a photo."),
    ("why", "not_an_image"): _("A photo is needed here, and this file is none."),
    ("why", "not_a_video"): _("A film is needed here, and this file is none."),
    ("why", "empty_file"): _("This file is empty. Choose it again."),
    ("route", "payment_provider"): _(
        "A payment you did not make is a matter for your bank: block the card there, then write to us."
    ),
    ("route", "return_inspection"): _(
        "A return that is not in order is reported where the returned goods are checked."
    ),
    ("route", "shop_policy"): _("The shop takes no returns beyond what the law demands."),
    ("right", "answer"): _("answer disputes"),
    ("right", "settle"): _("accept and offer money"),
    ("right", "manage"): _("manage members"),
    ("expected", "country"): _("a country of two capital letters, such as RO"),
    ("expected", "currency"): _("a currency of three capital letters, such as RON"),
    ("expected", "language"): _("a language, such as ro"),
    ("expected", "email"): _("an e-mail address"),
    ("expected", "address"): _("an address that begins with http:// or https://"),
    ("expected", "word"): _("a word of small letters, figures and underscores"),
    ("expected", "currency_pair"): _("two currencies, such as RON/EUR"),
    ("expected", "rate"): _("a rate, such as 5.0900"),
    ("expected", "rates"): _("rates, such as RON/EUR=5.09"),
    ("expected", "instant"): _("an instant with its offset, such as 2026-10-01T12:00:00+03:00"),
    ("expected", "date"): _("a date, such as 2026-10-01"),
    ("expected", "uuid"): _("an identifier that we gave"),
    ("expected", "yes_or_no"): _("yes or no"),
    ("expected", "whole_number"): _("a whole number"),
    ("expected", "number"): _("a number"),
    ("expected", "string"): _("text"),
    ("expected", "integer"): _("whole number"),
    ("expected", "boolean"): _("true or false"),
    ("expected", "object"): _("object"),
    ("expected", "array"): _("list"),
    ("missing", "grounds"): _("the grounds"),
    ("missing", "rule"): _("the rule that was applied"),
    ("missing", "text"): _("the reasons in words"),
    ("missing", "amount"): _("the amount"),
    ("missing", "late_evidence"): _("a ruling on each late item"),
    ("missing", "confidential"): _("a ruling on each item marked confidential"),
    ("missing", "open_evidence"): _(
        "something both sides could see: what is confidential is never the only basis"
    ),
}
"""Facts that are codes themselves, in words: by the fact's name and its value."""
