"""The refusals about chats; see ``refusal_sentences``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHATS: Mapping[str, tuple[Promise | str, ...]] = {
    "chat_ended": (
        _("This chat has ended and goes on in {request}. Write there."),
        _("This chat has ended. Start a new one: what was said here can still be read."),
    ),
    "not_in_chat": (_("This cannot be done in the chat as it stands now. Look at it again."),),
    "chat_of_another": (_("A colleague answers in this chat. Nothing of yours was sent or changed."),),
    "not_from_here": (_("This can be done from our own pages only. Open the chat there."),),
    "no_assistant": (_("There is no assistant the chat could be handed back to."),),
    "chat_no_address": (_("Whoever writes here has left no address, so nobody could answer a request."),),
    "not_on_shift": (_("Say first that you take chats, then choose one."),),
    "hands_full": (
        _("You answer {capacity} chats already, which is what you take at once. End or give on one first."),
    ),
    "bad_capacity": (_("Choose from 1 to {most} chats at once."),),
    "colleague_not_there": (_("This colleague takes no chats now. Choose another one, or the queue."),),
    "unknown_tool": (_("The assistant cannot do this. Do it on its page, or ask for a person."),),
    "wish_expired": (
        _("This was prepared more than ten minutes ago. Ask for it again, and press the button then."),
    ),
    "bad_card": (_("What should be shown with this message cannot be shown. Leave it out, and send again."),),
}
