"""Which stories does the demonstration tell? Each a dispute with its order and steps, counted in days before now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from amiabil.demo.pictures.scenes import Scene
from amiabil.demo.wanted import Wanted
from amiabil.domain.terms import Command, Reason, Remedy
from amiabil.domain.terms import EvidenceKind as E


@dataclass(frozen=True, slots=True)
class Did:
    """Somebody did something ``days`` before now; ``who`` is buyer, seller, courier, or the user name of a mediator.

    ``says`` is a message; without a command it is all there is.
    """

    days: float
    who: str
    command: Command | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A dispute: its order, what was told and shown at the opening, and what happened since.

    ``amount`` is what was asked for, all of it where it is empty; ``remedy`` in which way. ``paid`` is how many days
    before now the payment service confirmed a refund; None: it still has to.
    ``again`` is when the buyer opened a second dispute about the next piece of the same goods; None: never.
    """

    order: Wanted
    opened: float
    reason: Reason
    amount: str
    told: Mapping[str, str]
    photos: tuple[tuple[E, Scene], ...] = ()
    shown: Mapping[E, str] = field(default_factory=dict)
    did: tuple[Did, ...] = ()
    paid: float | None = None
    again: float | None = None
    remedy: Remedy = Remedy.REFUND_KEEP


_DAMAGE = ((E.PHOTO_ITEM, Scene.DAMAGED), (E.PHOTO_ITEM, Scene.ON_TABLE), (E.PHOTO_PARCEL, Scene.LABEL))


def _hurt(text: str) -> Mapping[str, str]:
    return {"parcel_condition": "damaged", "what_happened": text}


def _offer(days: float, who: str, amount: str, says: str = "") -> Did:
    return Did(days, who, Command.PROPOSE, {"remedy": "refund_keep", "amount": amount}, says)


def _refused(days: float, why: str, text: str) -> Did:
    return Did(days, "seller", Command.REJECT_REQUEST, {"reason": why, "text": text})


def _decided(days: float, who: str, amount: str, grounds: str) -> Did:
    given = {"remedy": "refund_keep", "amount": amount, "rule": "ro-default@3", "grounds": grounds}
    return Did(days, who, Command.DECIDE, given)


STORIES: tuple[Story, ...] = (
    Story(
        Wanted("lamp", "b-ioana", ("lamp", "bulb"), delivered_days=4.5, paid_days=10),
        3.6,
        Reason.NC_DAMAGED,
        "245.00",
        _hurt("Cutia avea un colț strivit, iar abajurul s-a crăpat de sus până jos. Piciorul e bun."),
        _DAMAGE,
        did=(
            _offer(2.9, "seller", "80.00", "Ne pare rău pentru abajur. Lampa funcționează?"),
            Did(2.8, "buyer", says="Funcționează, dar abajurul nu se mai poate folosi."),
            _offer(2.1, "buyer", "200.00"),
            _offer(
                1.1,
                "seller",
                "150.00",
                "Nu mai avem modelul pe stoc, dar vă pot oferi 150 de lei și un abajur nou din seria „Molid”.",
            ),
        ),
    ),
    Story(
        Wanted("kettle", "b-andrei", ("kettle",), delivered_days=3),
        1.2,
        Reason.NC_DEFECTIVE,
        "",
        {"steps_to_see_defect": "Îl umplu la jumătate și îl pornesc: se aprinde becul, dar nu încălzește."},
        shown={
            E.DEFECT_DESCRIPTION: "Becul se aprinde, rezistența rămâne rece. L-am încercat la trei prize."
        },
    ),
    Story(
        Wanted("headphones", "b-maria", ("headphones",), delivered_days=7, paid_days=12),
        4.4,
        Reason.NC_WRONG_VARIANT,
        "",
        {"difference": "colour", "what_happened": "Am comandat negru, au venit albe."},
        ((E.PHOTO_ITEM, Scene.ON_TABLE),),
        {E.LISTING_PASSAGE: "Culoare: negru mat"},
    ),
    Story(
        Wanted("phone", "b-stefan", ("phone",), delivered_days=5, paid_days=9),
        2.2,
        Reason.NC_DAMAGED,
        "",
        _hurt("Ecranul era spart la despachetare."),
        ((E.PHOTO_ITEM, Scene.CLOSE_UP), (E.PHOTO_PARCEL, Scene.PARCEL)),
    ),
    Story(
        Wanted("coat", "b-elena", ("coat",), delivered_days=8, paid_days=13),
        4.1,
        Reason.NC_NOT_AS_DESCRIBED,
        "120.00",
        {"difference": "material", "what_happened": "Eticheta spune 40 % lână, anunțul spunea 80 %."},
        ((E.PHOTO_ITEM, Scene.CLOSE_UP),),
        {E.LISTING_PASSAGE: "80 % lână, 20 % poliamidă"},
        (
            _refused(
                2.6,
                "as_described",
                "Eticheta de la gât e a căptușelii; a stofei e în buzunar.",
            ),
            Did(2.2, "buyer", says="În buzunar nu e nicio etichetă. Am adăugat o fotografie."),
        ),
    ),
    Story(
        Wanted("mugs", "b-nicoleta", ("mugs",), delivered_days=9, paid_days=14),
        6.3,
        Reason.NC_DAMAGED,
        "89.00",
        _hurt("O cană din două era spartă în bucăți."),
        ((E.PHOTO_ITEM, Scene.DAMAGED), (E.PHOTO_PARCEL, Scene.OPEN_BOX)),
        did=(
            _refused(5.1, "not_so", "Le-am împachetat în hârtie, în două cutii. Curierul a lovit coletul."),
            Did(2.4, "buyer", Command.ESCALATE),
        ),
    ),
    Story(
        Wanted("chair", "b-bogdan", ("chair",), delivered_days=12, paid_days=18),
        9.2,
        Reason.NC_MISSING_PARTS,
        "60.00",
        {"what_is_missing": "Cele patru șuruburi lungi și cheia.", "parcel_condition": "opened"},
        ((E.PHOTO_CONTENT, Scene.OPEN_BOX), (E.PHOTO_WEIGHT_LABEL, Scene.LABEL)),
        did=(
            _refused(8.4, "not_so", "Punga cu șuruburi e lipită sub șezut, ca în instrucțiuni."),
            Did(8.0, "buyer", says="M-am uitat: sub șezut nu e nimic lipit."),
            Did(7.6, "buyer", Command.ESCALATE),
        ),
    ),
    Story(
        Wanted("blender", "b-ilinca", ("blender",), delivered_days=22, paid_days=28),
        18.4,
        Reason.NC_DEFECTIVE,
        "299.00",
        {"steps_to_see_defect": "La viteza a doua scoate fum și se oprește."},
        shown={E.DEFECT_DESCRIPTION: "Miros de ars după zece secunde, apoi se oprește singur."},
        did=(
            _refused(17.2, "used", "Aparatul a fost folosit cu gheață, ceea ce manualul interzice."),
            Did(16.8, "buyer", Command.ESCALATE),
            _decided(
                8.2,
                "mira",
                "180.00",
                "Filmul și descrierea arată un motor care se oprește sub sarcină normală. Vânzătorul nu a dovedit "
                "folosirea cu gheață.\n\nDefectul a apărut în primul an, deci se presupune că exista la livrare. "
                "Cupa și capacul rămân utilizabile, de aceea se restituie o parte.",
            ),
        ),
    ),
    Story(
        Wanted("speaker", "b-ioana", ("speaker",), delivered_days=46, paid_days=52),
        43.0,
        Reason.NC_DEFECTIVE,
        "",
        {"steps_to_see_defect": "Se oprește după cinci minute, oricât ar fi de încărcată."},
        shown={E.DEFECT_DESCRIPTION: "Bateria arată plin, apoi se stinge."},
        did=(
            Did(
                41.5,
                "seller",
                Command.ACCEPT_REQUEST,
                says="Aveți dreptate, seria are o problemă. Returnăm banii.",
            ),
        ),
        paid=41.4,
    ),
    Story(
        Wanted("backpack", "b-andrei", ("backpack",), delivered_days=38, paid_days=44),
        34.0,
        Reason.NC_DAMAGED,
        "",
        _hurt("O bretea era ruptă din cusătură."),
        ((E.PHOTO_ITEM, Scene.CLOSE_UP), (E.PHOTO_PARCEL, Scene.PARCEL)),
        paid=27.0,
    ),
    Story(
        Wanted("watch", "b-elena", ("watch",), delivered_days=70, paid_days=76),
        66.0,
        Reason.NC_NOT_AS_DESCRIBED,
        "",
        {
            "difference": "function",
            "what_happened": "Anunțul spunea rezistent la apă; s-a aburit la prima ploaie.",
        },
        ((E.PHOTO_ITEM, Scene.CLOSE_UP),),
        {E.LISTING_PASSAGE: "Rezistent la apă până la 30 m"},
        (
            _refused(65.0, "used", "30 m înseamnă stropi, nu ploaie torențială."),
            Did(64.2, "buyer", Command.ESCALATE),
            _decided(
                56.0,
                "tudor",
                "140.00",
                "Fotografia arată condens sub sticlă. Anunțul promite rezistență la apă fără nicio limită.\n\n"
                "Cine o promite răspunde pentru ploaie. Ceasul funcționează, deci se restituie o parte.",
            ),
        ),
        paid=34.0,
    ),
    Story(
        Wanted("scarf", "b-daria", ("scarf",), delivered_days=5, paid_days=11),
        3.0,
        Reason.NC_WRONG_VARIANT,
        "40.00",
        {"difference": "colour", "what_happened": "E verde închis, nu petrol."},
        ((E.PHOTO_ITEM, Scene.ON_TABLE),),
        {E.LISTING_PASSAGE: "Culoare: petrol"},
        (
            Did(
                0.6,
                "buyer",
                Command.WITHDRAW,
                says="La lumina zilei e chiar culoarea din anunț. Îmi cer scuze.",
            ),
        ),
    ),
    Story(
        Wanted("book", "b-ioana", ("book",), delivered_days=58, paid_days=63),
        55.0,
        Reason.NC_DAMAGED,
        "",
        _hurt("Coperta era îndoită."),
        ((E.PHOTO_ITEM, Scene.CLOSE_UP), (E.PHOTO_PARCEL, Scene.PARCEL)),
        did=(Did(54.0, "buyer", Command.WITHDRAW, says="Librăria mi-a trimis deja alta."),),
    ),
    Story(
        Wanted("teapot", "b-emma", ("teapot",), delivered_days=6, paid_days=12),
        3.4,
        Reason.NC_DAMAGED,
        "",
        _hurt("The spout was broken off; the pieces were in the box."),
        ((E.PHOTO_ITEM, Scene.DAMAGED), (E.PHOTO_PARCEL, Scene.LABEL)),
        did=(
            _offer(
                1.6,
                "seller",
                "60.00",
                "So sorry! We can offer 60 lei, or you choose another teapot next time.",
            ),
        ),
    ),
    Story(
        Wanted("tent", "b-lukas", ("tent",), delivered_days=None, paid_days=12, late=True),
        2.0,
        Reason.NR_IN_TRANSIT_LATE,
        "",
        {
            "address_is_right": "yes",
            "checked_tracking": "yes",
            "what_happened": "Tracking has not moved for a week.",
        },
    ),
    Story(
        Wanted("earrings", "b-sofia", ("earrings",), delivered_days=15, paid_days=20),
        10.6,
        Reason.NC_NOT_AS_DESCRIBED,
        "",
        {
            "difference": "material",
            "what_happened": "No hallmark, and the colour comes off. They are plated brass.",
        },
        ((E.PHOTO_ITEM, Scene.CLOSE_UP),),
        {E.LISTING_PASSAGE: "Sterling silver 925"},
        (
            _refused(9.4, "as_described", "Our supplier says it is silver. Please show a certificate."),
            Did(9.0, "buyer", says="I can send the jeweller's note."),
            Did(6.4, "buyer", Command.ESCALATE),
        ),
    ),
    Story(
        Wanted("guitar", "b-gabor", ("guitar",), delivered_days=6, paid_days=11),
        1.8,
        Reason.NR_DELIVERED_NOT_RECEIVED,
        "",
        {
            "address_is_right": "yes",
            "asked_household": "yes",
            "asked_neighbours": "yes",
            "what_happened": "Urmărirea spune „livrat”, dar am fost acasă toată ziua și n-a sunat nimeni.",
        },
        shown={
            E.ADDRESS_CHECK: "Am întrebat vecinii de la 2 și 4 și administratorul. Nimeni n-a primit nimic."
        },
    ),
    Story(
        Wanted("drill", "b-firma", ("drill",), delivered_days=4, paid_days=9),
        2.5,
        Reason.NC_DEFECTIVE,
        "",
        {"steps_to_see_defect": "Mandrina nu strânge; burghiul cade."},
        shown={E.DEFECT_DESCRIPTION: "Mandrina se învârte în gol."},
        did=(Did(0.01, "seller", Command.ACCEPT_REQUEST, says="Confirmăm defectul. Restituim integral."),),
    ),
)

WANTED: tuple[Wanted, ...] = (
    *(story.order for story in STORIES),
    Wanted("", "b-ioana", ("mugs",), delivered_days=None, paid_days=2),
    Wanted("", "b-ioana", ("blanket", "cushion"), delivered_days=1.5, paid_days=6),
    Wanted("", "b-ioana", ("monogram-towel",), delivered_days=9, paid_days=15),
    Wanted("", "b-ioana", ("camera",), delivered_days=300, paid_days=306),
)
"""The orders that must exist: those of the stories, and a few more of the lead buyer."""
