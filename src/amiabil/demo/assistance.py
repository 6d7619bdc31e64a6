"""How the demonstration's marketplace answers: replies that everybody uses, and rules that act by themselves."""

from __future__ import annotations

from datetime import datetime
from importlib import resources

from amiabil.actions.saved_replies import save_reply
from amiabil.actions.support_rules import save_rules
from amiabil.domain.access import Viewer
from amiabil.domain.support.replies import SavedReply
from amiabil.domain.support.setting import Setting
from amiabil.domain.support.terms import TicketStatus
from amiabil.records.new_id import new_id
from amiabil.records.saved_replies import KeptReply

_WAITS = Setting(status=TicketStatus.WAITING_FOR_CUSTOMER)
_ASKED = Setting(status=TicketStatus.WAITING_FOR_THIRD_PARTY, add_tags=("curier",))

REPLIES = (
    SavedReply(
        "picture",
        "Trimite o fotografie",
        {
            "ro": "Bună, {{customer_name}}!\n\nCa să te ajutăm repede, trimite-ne te rog o fotografie în care se vede "
            "problema. O poți adăuga chiar la răspunsul tău.\n\n{{agent_name}}, {{marketplace}}",
            "en": "Hello {{customer_name}},\n\nplease send us a picture that shows the problem: that is the fastest "
            "way. You can add it to your answer.\n\n{{agent_name}}, {{marketplace}}",
        },
        _WAITS,
    ),
    SavedReply(
        "courier",
        "Întrebăm curierul",
        {
            "ro": "Bună, {{customer_name}}!\n\nAm întrebat curierul unde este coletul comenzii {{order}} și îți "
            "scriem imediat ce avem răspunsul.\n\n{{agent_name}}, {{marketplace}}",
            "en": "Hello {{customer_name}},\n\nwe have asked the courier where the parcel of order {{order}} is, and "
            "write to you as soon as we know.\n\n{{agent_name}}, {{marketplace}}",
        },
        _ASKED,
    ),
    SavedReply(
        "withdraw",
        "Până când poți renunța",
        {
            "ro": "Bună, {{customer_name}}!\n\nLa comanda {{order}} poți renunța la cumpărare până la "
            "{{withdraw_until}}, fără să spui de ce. Găsești butonul pe pagina comenzii.\n\n{{agent_name}}",
            "en": "Hello {{customer_name}},\n\nyou can withdraw from order {{order}} until {{withdraw_until}}, without "
            "a reason. The button is on the page of the order.\n\n{{agent_name}}",
        },
    ),
)


def load(keeper: Viewer, *, at: datetime) -> None:
    """Keep the replies and the rules."""
    for reply in REPLIES:
        save_reply(keeper, KeptReply(new_id(), True, reply, 0, keeper.ref, at), at=at)
    text = (resources.files("amiabil.demo") / "rules.yaml").read_text(encoding="utf-8")
    save_rules(keeper, text, note="", seen=0, at=at)
