"""What the widget of the chat says: every sentence by its name, with its plural forms, in one language."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

WORDS: Mapping[str, Promise] = {
    # the button and the head of the panel
    "launch": _("Chat with us"),
    "menu": _("What can be done with this chat"),
    "minimise": _("Close the chat window"),
    "chat_and_help": _("Chat and help"),
    "assistant": _("Assistant"),
    "a_program": _("A program, not a person"),
    "answers_you": _("Answers you"),
    "colleague": _("A colleague"),
    "waiting": _("Somebody will come"),
    "over": _("This chat has ended"),
    "ask_person": _("Talk to a person"),
    "download": _("Download what was said"),
    "mail": _("Send it by e-mail"),
    # Translators: address is an e-mail address.
    "mailed": _("What was said goes by mail to {address}."),
    # Translators: address is an e-mail address.
    "mail_waits": _("A link went to {address}; once it is pressed, what was said goes there."),
    "mail_hint": _("You get one link to confirm the address; then what was said goes there."),
    "end": _("End the chat"),
    # before a chat
    "hello": _("Hello. What can we help with?"),
    "left": _("You chatted here before you signed in. Is it yours?"),
    "left_take": _("Go on with it"),
    "left_drop": _("It is not mine"),
    "with_whom": _("With whom do you want to talk?"),
    "whom_assistant": _("Assistant, at once"),
    "whom_person": _("A person"),
    "program_first": _(
        "The assistant answers at once: it is a program. You can ask for a person at any time."
    ),
    "people_there": _("People are here now. How long it takes is not measured yet."),
    # Translators: span is a length of time, as 3 minutes.
    "answers_within": _("People are here now. Somebody will probably answer within {span}."),
    "nobody": _("Nobody takes chats at this moment."),
    # Translators: when is a day with its time.
    "opens_at": _("Nobody is here now. The chat opens again {when}."),
    "leave_address": _("Write now and leave an address: your message becomes a request, answered by e-mail."),
    "becomes_request": _(
        "Write now: your message becomes a request, answered by e-mail and in your account."
    ),
    "search_help": _("Search the help centre"),
    "other_ways": _("Other ways to reach us"),
    # the talk
    "talk": _("What was said"),
    "you": _("You"),
    "read": _("read"),
    "erased": _("This text has been erased."),
    "sending": _("Not sent yet"),
    "send_again": _("Send again"),
    "send_in_new": _("Send it in a new chat"),
    "remove": _("Remove"),
    # Translators: name is whoever types now.
    "writes": _("{name} is writing"),
    "answers": _("Answers to choose from"),
    "card_article": _("Article of the help centre"),
    "confirm_over": _("The time to confirm this is over. Nothing was done."),
    # Translators: label is the text of a button.
    "confirm_past": _("“{label}” can no longer be pressed here."),
    "line_person_asked": _("A person was asked for"),
    # Translators: name is the colleague who answers from now on.
    "line_joined": _("{name} has joined the chat"),
    "line_transferred": _("The chat is passed on to a colleague"),
    "line_handed_back": _("The assistant answers again"),
    "line_missed": _("Nobody has come yet. You keep your place in the queue."),
    "line_request": _("The chat goes on as a request"),
    "line_rated": _("You rated the chat"),
    "line_taken": _("You signed in and took the chat along"),
    "line_ended_customer": _("You ended the chat"),
    "line_ended_staff": _("The chat was ended"),
    "line_ended_silence": _("The chat ended because nobody wrote any more"),
    # what is to be done now
    "somebody": _("Somebody will come."),
    # Translators: span is a length of time, as 3 minutes.
    "within": _("Somebody will probably come within {span}."),
    "next": _("You are next."),
    "nothing_to_repeat": _("Whoever comes sees what you wrote: there is nothing to repeat."),
    "slow": _("The assistant does not answer at the moment. Nothing you wrote is lost."),
    "email": _("Your e-mail address"),
    "email_hint": _("You get one link to confirm it; then we answer there, with everything you wrote here."),
    "email_send": _("Answer me by e-mail"),
    "ended": _("This chat has ended."),
    # Translators: ref is the reference of a request, as T-7K3M-92QF.
    "goes_on": _("This chat goes on as request {ref}. We answer there and by e-mail."),
    "confirm_mail": _("Your message becomes a request once you press the link in the mail we sent you."),
    "open_request": _("Open the request"),
    "start_new": _("Start a new chat"),
    "rate": _("How did we help?"),
    "rated": _("Thank you. You can still change it."),
    "rating_good": _("Well"),
    "rating_fair": _("In part"),
    "rating_bad": _("Badly"),
    "comment": _("Tell us in your own words"),
    "comment_send": _("Send"),
    "offline": _("There is no connection. What you write is kept and sent as soon as there is one."),
    # the box
    "message": _("Your message"),
    "send": _("Send"),
    "attach": _("Attach a file or a picture"),
    "camera": _("Take a picture"),
    "files": _("Files that go with the message"),
    "files_wait": _("The files are still on their way. Send when they have come."),
    "files_later": _("Write a few words first; then files can go with them."),
    "picture": _("Picture"),
    # Translators: name is that of a file.
    "remove_file": _("Remove {name}"),
    # Translators: name is that of a file.
    "file_ready": _("{name} is ready to be sent"),
    "file_failed": _("It could not be sent. Try again."),
}


def words_in(language: str) -> dict[str, object]:
    """Every sentence in this language (a code of ``settings.LANGUAGES``); of counted ones each form by its CLDR name.

    Their places are ``{name}``, which the widget fills.
    """
    with override(language):
        said: dict[str, object] = {name: str(text) for name, text in WORDS.items()}
        for number in _one_of_each_form(language):
            for name, text in _counted(number).items():
                forms = said.setdefault(name, {})
                assert isinstance(forms, dict)  # noqa: S101 - made one line above, for the type checker
                forms[_form(language, number)] = text
        return said


def _counted(count: int) -> dict[str, str]:
    return {
        # Translators: count is how many people wait before the reader.
        "ahead": ngettext("{count} person is before you.", "{count} people are before you.", count),
        "unread": ngettext("{count} new message", "{count} new messages", count),
        "new_below": ngettext("{count} new message below", "{count} new messages below", count),
        "letters_left": ngettext("{count} letter left", "{count} letters left", count),
        "files_count": ngettext("{count} file", "{count} files", count),
        "files_most": ngettext(
            "At most {count} file goes with a message.", "At most {count} files go with a message.", count
        ),
    }


def _form(language: str, count: int) -> str:
    """The pseudo-languages count as English does."""
    code, _hyphen, pseudo = language.partition("-")
    return str(Locale("en" if pseudo.lower() in {"xa", "xb"} else code).plural_form(count))


def _one_of_each_form(language: str) -> list[int]:
    """A number for each plural form of a language; ``other`` last where it is only for fractions."""
    found: dict[str, int] = {}
    for number in range(101):
        found.setdefault(_form(language, number), number)
    return list(found.values())
