"""The stories that give each desk of the staff something to do; told like the others, in words instead of pictures."""

from __future__ import annotations

from amiabil.demo.cast_of_stories import Did, Story
from amiabil.demo.wanted import Wanted
from amiabil.domain.terms import Command, EvidenceKind, Reason, Remedy


def _story(
    order: Wanted,
    opened: float,
    what: str,
    *did: Did,
    paid: float | None = None,
    again: float | None = None,
) -> Story:
    """Something that does not work, asked back in full."""
    told = {"steps_to_see_defect": what}
    shown = {EvidenceKind.DEFECT_DESCRIPTION: what}
    return Story(order, opened, Reason.NC_DEFECTIVE, "", told, shown=shown, did=did, paid=paid, again=again)


def _refused(days: float, text: str) -> Did:
    return Did(days, "seller", Command.REJECT_REQUEST, {"reason": "not_so", "text": text})


def _escalated(days: float) -> Did:
    return Did(days, "buyer", Command.ESCALATE)


def _return_agreed(offered: float, accepted: float) -> tuple[Did, Did]:
    offer = {"remedy": "return_refund", "return_cost": "seller"}
    return (
        Did(offered, "seller", Command.PROPOSE, offer, "Trimiteți-l înapoi pe cheltuiala noastră."),
        Did(accepted, "buyer", Command.ACCEPT, {"proposal": "seller"}),
    )


def _sent_back(agreed: float, parcel: str) -> tuple[Did, ...]:
    """A return that was agreed, with the seller's label, on its way two days later."""
    sent = {"proof": "tracking", "tracking": parcel, "carrier_chosen_by": "seller"}
    address = "Depozitul de retururi, la recepție, cu eticheta lipită pe cutie."
    return (
        *_return_agreed(agreed, agreed - 0.5),
        Did(agreed - 1, "seller", Command.PROVIDE_LABEL, {"text": address}),
        Did(agreed - 3, "buyer", Command.RECORD_RETURN_SHIPMENT, sent),
    )


def _arrived(days: float) -> Did:
    return Did(days, "courier", Command.SCAN, {"status": "delivered"})


_DECISION = {
    "remedy": "refund_keep",
    "amount": "40.00",
    "rule": "ro-default@3",
    "grounds": "Încălzirea slabă scade valoarea produsului, dar el se poate folosi în continuare.",
    "findings": [
        {
            "text": "Produsul se încălzește mai slab decât spune anunțul.",
            "result": "proven",
            "evidence": ["listing"],
        }
    ],
    "legal_rules": ["L7", "L10"],
    "automated": "none",
}

DESK_STORIES: tuple[Story, ...] = (
    _story(
        Wanted("desk-appeal", "b-daria", ("thermos",), delivered_days=29, paid_days=35),
        26.0,
        "Nu ține cald mai mult de o oră, deși anunțul spune douăsprezece.",
        _refused(25.0, "L-am încercat înainte de expediere și ținea cald."),
        _escalated(24.5),
        Did(18.2, "mira", Command.DECIDE, _DECISION),
        Did(
            10.0,
            "buyer",
            Command.APPEAL,
            {
                "ground": "fact_error",
                "ask": "60.00",
                "text": "Nu se poate folosi deloc: se răcește într-o oră.",
            },
        ),
    ),
    _story(
        Wanted("desk-recommended", "b-stefan", ("keyboard",), delivered_days=12, paid_days=17),
        9.0,
        "Tasta spațiu rămâne apăsată.",
        _refused(8.0, "Tasta se curăță ușor, e în instrucțiuni."),
        _escalated(7.4),
        Did(
            1.0,
            "tudor",
            Command.RECOMMEND,
            {
                "remedy": "refund_keep",
                "amount": "50.00",
                "text": "Tastatura merge, o tastă nu. O parte din preț e o soluție dreaptă pentru ambele părți.",
            },
        ),
    ),
    _story(
        Wanted("desk-question", "b-maria", ("power-bank",), delivered_days=12, paid_days=17),
        9.0,
        "Se încarcă până la 40 % și se oprește.",
        _refused(8.0, "Bateria a plecat încărcată complet."),
        _escalated(7.4),
        Did(
            1.6,
            "mira",
            Command.REQUEST_INFO,
            {
                "of": "buyer",
                "text": "Se oprește și cu alt cablu?\n\nSe acceptă ca dovadă: un film scurt cu două cabluri.",
            },
        ),
    ),
    _story(
        Wanted("desk-late", "b-elena", ("charger",), delivered_days=13, paid_days=18),
        10.0,
        "Se încinge și miroase a ars.",
        _refused(9.2, "Încărcătorul are certificat și siguranță termică."),
        _escalated(8.6),
        Did(
            0.4,
            "seller",
            Command.ADD_EVIDENCE,
            {"kind": "other", "text": "Raportul de încercare al lotului, primit azi de la producător."},
        ),
    ),
    _story(
        Wanted("desk-challenged", "b-bogdan", ("bicycle-light",), delivered_days=12, paid_days=17),
        9.0,
        "Luminează numai dacă o ții apăsată.",
        _refused(8.0, "La probă lumina normal."),
        _escalated(6.8),
        Did(5.0, "tudor", Command.REQUEST_INFO, {"of": "buyer", "text": "Aveți bonul bateriilor?"}),
        Did(4.2, "buyer", Command.ANSWER_INFO, {"text": "Bateriile au venit cu lampa."}),
        Did(
            0.8,
            "seller",
            Command.CHALLENGE,
            {"reason": "Mediatorul ne-a mai judecat un caz și l-am pierdut."},
        ),
    ),
    _story(
        Wanted("desk-default", "b-nicoleta", ("umbrella",), delivered_days=18, paid_days=24),
        15.0,
        "Nu se mai închide.",
        Did(
            3.0,
            "seller",
            Command.SET_ASIDE_DEFAULT,
            {
                "excuse": "Depozitul a fost închis o săptămână după inundație; am atașat adresa asigurătorului."
            },
        ),
        paid=7.0,
    ),
    _story(
        Wanted("desk-label", "b-andrei", ("ball",), delivered_days=6, paid_days=11),
        3.0,
        "Pierde aer peste noapte.",
        *_return_agreed(1.5, 0.6),
    ),
    _story(
        Wanted("desk-transit", "b-ilinca", ("helmet",), delivered_days=12, paid_days=17),
        9.0,
        "Catarama nu se mai prinde.",
        *_return_agreed(8.0, 7.5),
        Did(6.5, "seller", Command.PROVIDE_LABEL),
        Did(4.0, "buyer", Command.RECORD_RETURN_SHIPMENT, {"proof": "tracking"}),
    ),
    _story(
        Wanted("desk-inspection", "b-elena", ("tent",), delivered_days=17, paid_days=22),
        14.0,
        "Fermoarul ușii se desface singur.",
        *_sent_back(13.0, "FAN-204-118"),
        _arrived(1.0),
    ),
    _story(
        Wanted("desk-inspected", "b-maria", ("mirror",), delivered_days=25, paid_days=30),
        22.0,
        "Prinderea din spate nu ține oglinda.",
        *_sent_back(21.0, "FAN-204-031"),
        _arrived(9.0),
        Did(8.0, "seller", Command.INSPECT, {"ok": True}, "A ajuns întreagă. Banii sunt pe drum."),
        paid=7.9,
    ),
    Story(
        Wanted("desk-own-policy", "b-nicoleta", ("blouse",), delivered_days=30, paid_days=35),
        6.0,
        Reason.WD_VOLUNTARY,
        "",
        {"used_before_noticing": "no", "what_happened": "E frumoasă, dar am luat o mărime prea mare."},
        did=(
            Did(5.2, "seller", Command.ACCEPT_REQUEST, {}, "O luăm înapoi, sunt abia 30 de zile din 60."),
            Did(
                4.0,
                "seller",
                Command.PROVIDE_LABEL,
                {"text": "Str. Țesătorilor 77, Sibiu, la atelier."},
            ),
            Did(2.0, "buyer", Command.RECORD_RETURN_SHIPMENT, {"proof": "tracking", "tracking": "RO7712"}),
        ),
        remedy=Remedy.RETURN_REFUND,
    ),
    _story(
        Wanted("desk-bank", "b-gabor", ("puzzle",), delivered_days=7, paid_days=12),
        4.0,
        "Lipsește lipiciul promis, iar piesele nu se potrivesc.",
        Did(2.0, "vlad", Command.EXTERNAL_OPENED, {"ref": "CB-2026-0417", "amount": "20.00"}),
    ),
    _story(
        Wanted("desk-insolvent", "b-sofia", ("teddy",), delivered_days=8, paid_days=13),
        5.0,
        "The music box inside does not play.",
        Did(1.2, "vlad", Command.RECORD_INSOLVENCY),
    ),
    _story(
        Wanted("desk-twice", "b-ioana", ("cushion",), delivered_days=6, paid_days=11, quantity=2),
        2.0,
        "Cusătura s-a desfăcut pe o latură.",
        again=1.4,
    ),
    _story(
        Wanted("desk-joined", "b-gabor", ("scarf",), delivered_days=7, paid_days=12, quantity=2),
        3.0,
        "Se destramă la capăt.",
        _refused(2.0, "Eșarfa a fost verificată înainte de expediere."),
        Did(
            0.9,
            "raluca",
            Command.MERGE,
            {"text": "Ambele eșarfe au venit în același colet și au același defect."},
            "Am unit cele două dispute: mai departe vorbim aici despre amândouă eșarfele.",
        ),
        again=2.4,
    ),
)
