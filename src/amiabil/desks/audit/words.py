"""What did somebody do, in words? The codes of the audit log as they are read; unknown ones stay codes."""

from __future__ import annotations

from django.utils.translation import gettext as _


def action_words(action: str) -> str:
    """The action in words, to stand after a name; empty for a code without words."""
    return {
        "case.take": _("took the case"),
        "case.put_back": _("put the case back"),
        "case.reassign": _("gave the case to another mediator"),
        "case.challenge": _("answered a challenge"),
        "case.external_opened": _("reported a proceeding outside"),
        "case.external_closed": _("reported the end of a proceeding outside"),
        "case.record_insolvency": _("recorded that a seller is insolvent"),
        "case.merge": _("joined two disputes"),
        "case.scan": _("reported where a parcel is"),
        "measure.record": _("recorded a measure"),
        "measure.lifted": _("reported that a measure was lifted"),
        "measure.changed": _("reported that a measure was changed"),
        "complaint.submit": _("filed a complaint about a measure for somebody"),
        "complaint.decide": _("decided a complaint about a measure"),
        "complaint.request_info": _("asked a question about a complaint"),
        "support.setup": _("changed how assistance is set up"),
        "out_of_court.record": _("took down a proceeding outside"),
        "out_of_court.change": _("changed what is known of a proceeding outside"),
        "payout.again": _("let a payment to a seller be tried again"),
        "payout.by_hand": _("paid a seller by hand"),
        "rates.put": _("gave exchange rates"),
        "case.hold": _("put a case under a legal hold"),
        "case.hold_lifted": _("lifted a legal hold"),
        "person.erasure_asked": _("asked for the erasure of a person's data"),
        "person.erasure_taken_back": _("took back a request for erasure"),
        "person.copy_asked": _("asked for a copy of a person's data"),
        "person.copy_taken": _("fetched a copy of a person's data"),
        "mail.again": _("let a mail be sent again"),
        "look": _("looked at a page"),
        "account.sign_in": _("signed in"),
        "staff.add": _("added a member of the staff"),
        "staff.roles": _("changed the roles of a member"),
        "staff.password": _("set a password"),
        "staff.reactivate": _("let a member in again"),
        "staff.deactivate": _("shut a member out"),
        "key.create": _("made an API key"),
        "key.rotate": _("gave an API key a new secret"),
        "key.revoke": _("revoked an API key"),
        "policy.draft": _("began a version of a policy"),
        "policy.write": _("changed the text of a policy"),
        "policy.schedule": _("planned a policy for a day"),
        "policy.publish": _("published a policy"),
        "policy.withdraw": _("withdrew a policy"),
        "holiday.propose": _("proposed a change of the holidays"),
        "holiday.confirm": _("confirmed a change of the holidays"),
        "holiday.withdraw": _("took back a proposed change of the holidays"),
        "outage.declare": _("declared that nobody could act for a while"),
    }.get(action, "")
