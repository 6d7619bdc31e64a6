"""The refusals about requests for help, and about how they are handled; see ``refusal_sentences``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HELP: Mapping[str, tuple[Promise | str, ...]] = {
    "ticket_closed": (_("This request is closed. Make a new one: what was said here stays readable."),),
    "ticket_merged": (_("This request goes on in {into}. Write there."),),
    "address_not_confirmed": (
        _(
            "Who asked has not confirmed their address yet. Until then nothing is sent there, so nothing is split off."
        ),
    ),
    "same_request": (_("This is the same request. Choose another one."),),
    "unknown_request": (_("There is no request with this number."),),
    "other_requester": (
        _(
            "The two requests are of different people: nobody may read what the other wrote. Answer each by itself."
        ),
    ),
    "address_unproven": (
        _(
            "Both name the same address, but nobody has shown that its owner wrote {requests}: a sender is easily"
            " forged. Answer each by itself."
        ),
    ),
    "not_merged": (_("This request is not merged into another one any more."),),
    "linked_otherwise": (_("The two are linked already, in another way. Take that link away first."),),
    "has_parent": (_("This request is a part of {parent} already. Take that link away first."),),
    "link_loop": (_("So the request would become a part of itself. Choose another one."),),
    "too_many_links": (_("There are {most} links already; no more fit here."),),
    "unknown_ticket_topic": (_("Choose what it is about."),),
    "unknown_team": (_("There is no such team. Choose one of those that are shown."),),
    "nothing_chosen": (_("Choose at least one request."),),
    "nothing_asked": (_("Say what is to be done with the requests you chose."),),
    "too_many_chosen": (_("At most {most} requests at once."),),
    "too_many_views": (_("You keep {most} lists already. Remove one first."),),
    "bad_tags": (_("At most {most} tags, each of at most {letters} letters."),),
    "setup_moved_on": (_("Somebody else has saved version {current} meanwhile. Nothing of yours was kept."),),
    "setup_wrong": (_("Line {line}: {text}"),),
    "learning_settled": (
        _(
            "Somebody has done something with these questions meanwhile. Look at them again; nothing was done."
        ),
    ),
    "learning_nothing_chosen": (_("Choose at least one question, and at most {most}."),),
    "learning_not_measured": (
        _("Measure it first: it was not, or articles have changed since. Nothing was done."),
    ),
    "learning_worse": (
        _("Other questions would be answered worse. Say that you have looked at them; nothing was done."),
    ),
    "article_step_closed": (
        _("This version of the article has moved on. Look at it again; nothing was done."),
    ),
    "article_needs_second": (
        _("Whoever wrote in a version cannot make it public. A second person has to do that."),
    ),
    "article_has_draft": (
        _("Somebody works on version {number} of this article already. Go on with that one."),
        _("Somebody works on a new version of this article already. Go on with that one."),
    ),
    "article_moved_on": (
        _("Somebody else has changed this version in the meantime. Nothing was saved; look at it again."),
    ),
    "article_not_right": (
        _("Something in the article must be put right before others read it. It stands beside the text."),
    ),
    "article_wrong": (_("This cannot be kept: {text}"),),
    "article_time": (_("Choose a time that is to come, within a year."),),
    "article_key_taken": (_("There is an article under “{key}” already. Choose another address."),),
    "synonyms_wrong": (
        _(
            "A group has two to sixteen different words or phrases, with commas between. Each has at most six words."
        ),
    ),
    "reply_moved_on": (
        _("Somebody else has changed this saved reply meanwhile, or dropped it. Look at it again."),
    ),
    "reply_key_taken": (_("Another saved reply is called “{key}”. Choose another name."),),
    "too_many_replies": (_("There are {most} saved replies already. Drop one that nobody uses."),),
    "reply_gone": (_("The saved reply “{reply}” is not there any more."),),
    "unknown_blank": (_("Nobody can fill in these blanks: {names}."),),
    "blank_left": (_("These blanks have no value: {names}. Fill them in by hand; nothing was sent."),),
    "answered_meanwhile": (
        _("{by} has answered meanwhile. Read it first; nothing of yours was sent."),
        _("Somebody has answered meanwhile. Read it first; nothing of yours was sent."),
    ),
    "too_much_kept": (_("There are {most} already; no more fit here."),),
    "rating_over": (_("This can be rated in the two weeks after the solution only."),),
}
