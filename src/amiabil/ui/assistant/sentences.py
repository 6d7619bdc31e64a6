"""The assistant's own sentences. It says that it is a program, never feels, never promises what others decide."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.actions.assistant_pieces import Saying
from amiabil.domain.assistant.commands import Flow, Sign

# Translators: {order}, {dispute}, {ref} are numbers; {marketplace} is a name.
SENTENCES: Mapping[Saying, Promise | str] = {
    Saying.NOTICE: _(
        "You are talking with the assistant of {marketplace}: a program, not a person. You can ask for a person at any"
        " time."
    ),
    Saying.GREETING: _("Hello! What is it about? Write it in your own words, or choose:"),
    Saying.THANKS: _("You are welcome. If something else comes up, write here."),
    Saying.CANCELLED: _("All right, I stop here. Nothing was sent and nothing changed."),
    Saying.NOTHING_TO_CANCEL: _("Nothing is under way that could be stopped. What would you like to do?"),
    Saying.CHANGED: _("All right, {value} instead."),
    Saying.BACK_TO: _("Back to what we were doing:"),
    Saying.HIDDEN: _(
        "I have hidden what nobody needs to know here ({kinds}). Please never write it in a chat."
    ),
    Saying.CLARIFY: _("I am not sure what you mean. Say it in one sentence with other words, or choose:"),
    Saying.NOT_UNDERSTOOD: _("I have not understood you twice now, so a person is the better choice."),
    Saying.REPEATED: _(
        "You have asked this before, so my answer did not help. A person is the better choice."
    ),
    Saying.WRONG: _("Then my answer was wrong or not what you need. I will not say it again in other words."),
    Saying.UPSET: _("You are right to expect a solution. A person is the better choice now."),
    Saying.FAILED: _("I cannot look this up at the moment. A person can."),
    Saying.SIGN_IN: _(
        "I can only look into your orders and cases once you are signed in. Until then, in general:"
    ),
    Saying.NO_ORDERS: _("There are no orders in your account."),
    Saying.ORDER_NOT_FOUND: _("I find no order {order} among yours."),
    Saying.WHICH_ORDER: _("Which order is it about?"),
    Saying.NO_DISPUTES: _("You have no dispute. If there is a problem with an order, you can open one."),
    Saying.DISPUTE_NOT_FOUND: _("I find no dispute {dispute} among yours."),
    Saying.WHICH_DISPUTE: _("Which dispute is it about?"),
    Saying.WHICH_REASON: _("What is wrong with order {order}?"),
    Saying.WHAT_HAPPENED: _(
        "Tell me in a few sentences what happened. I put your words into the form; you read it and send it yourself."
    ),
    Saying.WHICH_OUTCOME: _("What would you like?"),
    Saying.DRAFT_READY: _(
        "The form for order {order} is prepared. Nothing is sent yet: open it, add what shows the problem, and send it."
    ),
    Saying.DRAFT_KEPT: _(
        "You have already begun a form for order {order}. I have changed nothing in it: open it, go on and send it."
    ),
    Saying.NOT_POSSIBLE: _("For order {order} no dispute can be opened now."),
    Saying.NO_REFUNDS: _(
        "No refund has been decided or instructed for order {order}, so none is on its way."
    ),
    Saying.WHICH_TOPIC: _(
        "A request is answered by a person, by e-mail and in your account. What is it about?"
    ),
    Saying.TICKET_TEXT: _("Write what it is about, with everything a person needs to know."),
    Saying.TICKET_CONFIRM: _("This would be sent. It is sent only when you press the button."),
    Saying.TICKET_MADE: _("Your request {ref} is sent. It is answered by e-mail and in your account."),
    Saying.NO_TICKETS: _("You have no request."),
    Saying.TICKETS: _("Your requests:"),
    Saying.REPORT_PLACE: _(
        "What do you want to report? Paste the address of the listing, or write its number."
    ),
    Saying.REPORT_CATEGORY: _("What is wrong with it?"),
    Saying.REPORT_TEXT: _("Explain in a few sentences why you think so."),
    Saying.REPORT_CONFIRM: _(
        "This would be reported. By pressing the button you say that it is true as far as you know. It is sent only"
        " then."
    ),
    Saying.REPORT_MADE: _("Your report {ref} is sent. People look at it and tell you what they decide."),
    Saying.REPORT_PAGE: _("You can report it on this page, without an account too."),
    Saying.ESCALATE_CONFIRM: _(
        "A mediator would be asked to decide. It is done only when you press the button."
    ),
    Saying.ESCALATED: _("A mediator has been asked for in dispute {ref}."),
    Saying.ESCALATE_NOT: _("In dispute {dispute} no mediator can be asked for now."),
    Saying.MESSAGE_ADDED: _("Your message has been added to request {ref}."),
    Saying.CONTACT: _("This is how you reach us:"),
    Saying.MAIL: _("You can write to us by e-mail. Name the number of your order or case, if there is one:"),
    Saying.NO_MAIL: _(
        "We take no letters by e-mail; a request reaches the same people, and the answer comes by e-mail."
    ),
    Saying.REQUEST_PAGE: _(
        "Without an account you write a request on this page; the answer comes by e-mail."
    ),
    Saying.PERSON_COMES: _(
        "I hand over to a person. They see everything that was said here; you need not repeat it."
    ),
    Saying.NOBODY_SIGNED: _(
        "Nobody takes chats at this moment, so I make a request of this one, with everything that was said. A person"
        " answers by e-mail and in your account."
    ),
    Saying.NOBODY_VISITOR: _(
        "Nobody takes chats at this moment. Leave an address below, and a person answers by e-mail, with everything"
        " that was said here."
    ),
    Saying.OFFER_PERSON: _("Shall I hand over to a person?"),
    Saying.SOON_DUE: _(
        "That is less than a day from now. If you would rather have a person help you with it, say so."
    ),
    Saying.MORE: _("What else can I do for you?"),
    Saying.STILL_THERE: _("I did not get that."),
    Saying.HIGH_VALUE: _("This is about a lot of money, so a person looks at it with you."),
    Saying.HIGH_VALUE_LATER: _(
        "This is about a lot of money. Nobody is here now; if you want a person to look at it, I make a request of it."
    ),
    Saying.VIP: _("A person of our team takes care of you."),
}

FLOWS: Mapping[Flow, Promise | str] = {
    Flow.WHERE_IS_MY_ORDER: _("Where is my order?"),
    Flow.UNTIL_WHEN: _("Until when can I open a dispute?"),
    Flow.OPEN_DISPUTE: _("I have a problem with an order"),
    Flow.DISPUTE_STATUS: _("How is my dispute?"),
    Flow.ESCALATE_DISPUTE: _("Ask for a mediator"),
    Flow.REFUND_NOT_RECEIVED: _("My refund has not come"),
    Flow.CONTACT_OPTIONS: _("How can I reach you?"),
    Flow.OPEN_TICKET: _("Write a request"),
    Flow.TICKET_STATUS: _("My requests"),
    Flow.REPORT_LISTING: _("Report a listing"),
    Flow.WRITE_BY_MAIL: _("Write by e-mail"),
    Flow.HAND_OVER: _("Talk to a person"),
}

SIGNS: Mapping[str, Promise | str] = {
    Sign.NONE.value: _("None of these"),
    Sign.SKIP.value: _("Skip"),
    Sign.CANCEL.value: _("Stop here"),
    Sign.NO.value: _("No, go on here"),
}

PAGES: Mapping[str, Promise | str] = {
    "orders": _("My orders"),
    "order": _("See the order"),
    "open_dispute": _("Open the form"),
    "contact": _("All ways to reach us"),
    "ask_topics": _("Write a request"),
    "report_new": _("Open the report form"),
    "ticket": _("Open the request"),
    "dispute": _("See the dispute"),
}

ACTS: Mapping[str, Promise | str] = {
    "create_ticket": _("Send the request"),
    "report_listing": _("Send the report"),
    "add_ticket_message": _("Send the message"),
    "escalate_dispute": _("Ask for a mediator"),
}

DETAILS: Mapping[str, Promise | str] = {
    "category": _("Topic"),
    "subject": _("Subject"),
    "text": _("Your words"),
    "order_id": _("Order"),
    "place": _("Where"),
    "ticket_id": _("Request"),
    "dispute_id": _("Dispute"),
}

DONE: Mapping[str, Saying] = {
    "create_ticket": Saying.TICKET_MADE,
    "report_listing": Saying.REPORT_MADE,
    "add_ticket_message": Saying.MESSAGE_ADDED,
    "escalate_dispute": Saying.ESCALATED,
}

HIDDEN_KINDS: Mapping[str, Promise | str] = {
    "CARD": _("a card number"),
    "CVV": _("a security code"),
    "CNP": _("a personal number"),
    "IBAN": _("an account number"),
    "SECRET": _("a password or code"),
}
