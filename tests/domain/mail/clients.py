"""Replies as the large mail programs write them, each with its own HTML, in the languages of our customers.

What they hold is ours; how they are built follows what the programs send: where the attribution stands, which element
holds the earlier mail, which form the plain text has, what the program adds by itself.
"""

from __future__ import annotations

import base64
import html as escapes
import quopri
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tongue:
    """How programs in one language introduce an earlier mail."""

    gmail: str
    apple: str
    bird: str
    labels: tuple[str, str, str, str]
    date: str
    phone: str
    outlook: str
    earlier: str


TONGUES = {
    "ro": Tongue(
        "În mie., 18 nov. 2026 la 10:32, {name} <{address}> a scris:",
        "Pe 18 nov. 2026, la 10:32, {name} <{address}> a scris:",
        "Pe 18.11.2026 10:32, {name} a scris:",
        ("De la", "Trimis", "Către", "Subiect"),
        "miercuri, 18 noiembrie 2026 10:32",
        "Trimis de pe iPhone-ul meu",
        "Obține Outlook pentru Android",
        "Bună, Ana,\nNe poți spune dacă oferta de 40 lei este în regulă?\nEchipa Iarmaroc",
    ),
    "en": Tongue(
        "On Wed, Nov 18, 2026 at 10:32 AM {name} <{address}> wrote:",
        "On 18 Nov 2026, at 10:32, {name} <{address}> wrote:",
        "On 11/18/26 10:32, {name} wrote:",
        ("From", "Sent", "To", "Subject"),
        "Wednesday, November 18, 2026 10:32 AM",
        "Sent from my iPhone",
        "Get Outlook for iOS",
        "Hello Ana,\nWould an offer of 40 lei settle it?\nThe Iarmaroc team",
    ),
    "de": Tongue(
        "Am Mi., 18. Nov. 2026 um 10:32 Uhr schrieb {name} <{address}>:",
        "Am 18.11.2026 um 10:32 schrieb {name} <{address}>:",
        "Am 18.11.26 um 10:32 schrieb {name}:",
        ("Von", "Gesendet", "An", "Betreff"),
        "Mittwoch, 18. November 2026 10:32",
        "Von meinem iPhone gesendet",
        "Holen Sie sich Outlook für Android",
        "Guten Tag,\nwären 40 Lei in Ordnung?\nIhr Iarmaroc-Team",
    ),
    "fr": Tongue(
        "Le mer. 18 nov. 2026 à 10:32, {name} <{address}> a écrit :",
        "Le 18 nov. 2026 à 10:32, {name} <{address}> a écrit :",
        "Le 18/11/2026 à 10:32, {name} a écrit :",
        ("De", "Envoyé", "À", "Objet"),
        "mercredi 18 novembre 2026 10:32",
        "Envoyé de mon iPhone",
        "Télécharger Outlook pour Android",
        "Bonjour,\n40 lei vous conviendraient-ils ?\nL'équipe Iarmaroc",
    ),
    "it": Tongue(
        "Il giorno mer 18 nov 2026 alle ore 10:32 {name} <{address}> ha scritto:",
        "Il giorno 18 nov 2026, alle ore 10:32, {name} <{address}> ha scritto:",
        "Il 18/11/2026 10:32, {name} ha scritto:",
        ("Da", "Inviato", "A", "Oggetto"),
        "mercoledì 18 novembre 2026 10:32",
        "Inviato da iPhone",
        "Scarica Outlook per Android",
        "Buongiorno,\n40 lei andrebbero bene?\nIl team Iarmaroc",
    ),
    "es": Tongue(
        "El mié, 18 nov 2026 a las 10:32, {name} (<{address}>) escribió:",
        "El 18 nov 2026, a las 10:32, {name} <{address}> escribió:",
        "El 18/11/2026 a las 10:32, {name} escribió:",
        ("De", "Enviado", "Para", "Asunto"),
        "miércoles, 18 de noviembre de 2026 10:32",
        "Enviado desde mi iPhone",
        "Obtener Outlook para Android",
        "Hola:\n¿Le parecen bien 40 lei?\nEl equipo de Iarmaroc",
    ),
    "pl": Tongue(
        "śr., 18 lis 2026 o 10:32 {name} <{address}> napisał(a):",
        "Wiadomość napisana przez {name} <{address}> w dniu 18 lis 2026, o godz. 10:32:",
        "W dniu 18.11.2026 o 10:32, {name} pisze:",
        ("Od", "Wysłano", "Do", "Temat"),
        "środa, 18 listopada 2026 10:32",
        "Wysłane z iPhone'a",
        "Pobierz Outlook dla systemu Android",
        "Dzień dobry,\nczy 40 lei byłoby w porządku?\nZespół Iarmaroc",
    ),
    "hu": Tongue(
        "{name} <{address}> ezt írta (időpont: 2026. nov. 18., Sze, 10:32):",
        "{name} <{address}> írta (2026. nov. 18., 10:32):",
        "2026. 11. 18. 10:32 keltezéssel, {name} írta:",
        ("Feladó", "Küldve", "Címzett", "Tárgy"),
        "2026. november 18., szerda 10:32",
        "Az iPhone-omról küldve",
        "Az Outlook Android-verziójának beszerzése",
        "Jó napot!\nMegfelelne 40 lej?\nAz Iarmaroc csapata",
    ),
}  # fmt: skip

NAME, ADDRESS = "Asistență Iarmaroc", "ajutor@iarmaroc.example"


def filled(pattern: str) -> str:
    """The pattern with our name and address."""
    return pattern.format(name=NAME, address=ADDRESS)


def as_divs(text: str) -> str:
    """Each line in an element of its own."""
    return "".join(f"<div>{escapes.escape(line) or '<br>'}</div>" for line in text.split("\n"))


def _paragraphs(text: str, style: str) -> str:
    lines = text.split("\n")
    return "".join(f'<p class="{style}">{escapes.escape(line) or "&nbsp;"}<o:p></o:p></p>' for line in lines)


def as_breaks(text: str) -> str:
    """Lines with breaks between them."""
    return "<br>\n".join(escapes.escape(line) for line in text.split("\n"))


def cited(text: str) -> str:
    """Each line behind a ``>``."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def made(plain: str | None, html: str | None, *, encoding: str = "base64") -> bytes:
    """A mail with one form of the text or both."""
    parts = [(kind, text) for kind, text in (("plain", plain), ("html", html)) if text is not None]
    made = [_part(kind, text, encoding) for kind, text in parts]
    head = "From: Ana Pop <ana@example.ro>\r\nTo: ajutor@iarmaroc.example\r\nSubject: Re: D-7K3M-92QF\r\n"
    if len(made) == 1:
        return head.encode() + made[0]
    inside = b"".join(b"--=_x\r\n" + one + b"\r\n" for one in made)
    return (
        head.encode()
        + b'Content-Type: multipart/alternative; boundary="=_x"\r\n\r\n'
        + inside
        + b"--=_x--\r\n"
    )


def _part(kind: str, text: str, encoding: str) -> bytes:
    raw = text.replace("\n", "\r\n").encode()
    body = base64.encodebytes(raw) if encoding == "base64" else quopri.encodestring(raw)
    return (
        f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + body
    )


def gmail_web(said: str, tongue: Tongue) -> bytes:
    """Both forms; the earlier mail in a container of its own."""
    attribution, earlier = filled(tongue.gmail), tongue.earlier
    html = (
        f'<div dir="ltr">{as_divs(said)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr"'
        f' class="gmail_attr">{escapes.escape(attribution)}<br></div><blockquote class="gmail_quote" style="margin:0px'
        f' 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{as_divs(earlier)}</blockquote></div>'
    )
    return made(f"{said}\n\n{attribution}\n\n{cited(earlier)}\n", html, encoding="quoted-printable")


def gmail_plain(said: str, tongue: Tongue) -> bytes:
    """Plain text only, the attribution broken where the line is full."""
    attribution = filled(tongue.gmail)
    cut = attribution.rfind(" ", 0, 62)
    return made(f"{said}\n\n{attribution[:cut]}\n{attribution[cut + 1 :]}\n\n{cited(tongue.earlier)}\n", None)


def gmail_signed(said: str, tongue: Tongue) -> bytes:
    """With the signature the writer has set, above the earlier mail."""
    html = (
        f'<div dir="ltr">{as_divs(said)}<div><br></div><span class="gmail_signature_prefix">-- </span><br>'
        f'<div dir="ltr" class="gmail_signature"><div>Ana Pop</div><div>Grădinar</div></div></div><br>'
        f'<div class="gmail_quote"><div class="gmail_attr">{escapes.escape(filled(tongue.gmail))}<br></div>'
        f'<blockquote class="gmail_quote">{as_divs(tongue.earlier)}</blockquote></div>'
    )
    return made(None, html)


def outlook_desktop(said: str, tongue: Tongue) -> bytes:
    """Word's HTML: a line drawn above bold labels, nothing around the earlier mail."""
    labels, values = (
        tongue.labels,
        (f"{NAME} <{ADDRESS}>", tongue.date, "Ana Pop <ana@example.ro>", "D-7K3M-92QF"),
    )
    block = "<br>".join(
        f"<b>{escapes.escape(a)}:</b> {escapes.escape(b)}" for a, b in zip(labels, values, strict=True)
    )
    html = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style><!-- p.MsoNormal {margin:0cm} --></style>"
        "<!--[if gte mso 9]><xml><o:shapedefaults/></xml><![endif]--></head><body lang=RO link=blue><div"
        f" class=WordSection1>{_paragraphs(said, 'MsoNormal')}<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div"
        " style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
        f"<p class=MsoNormal>{block}<o:p></o:p></p></div></div>"
        f"{_paragraphs(tongue.earlier, 'MsoNormal')}</div></body></html>"
    )
    plain = "\n".join(f"{a}: {b}" for a, b in zip(labels, values, strict=True))
    return made(f"{said}\n\n{plain}\n\n{tongue.earlier}\n", html)


def outlook_plain(said: str, tongue: Tongue) -> bytes:
    """Plain text: only the block of labels tells where the earlier mail begins."""
    values = (f"{NAME} <{ADDRESS}>", tongue.date, "Ana Pop <ana@example.ro>", "RE: D-7K3M-92QF")
    block = "\n".join(f"{label}: {value} " for label, value in zip(tongue.labels, values, strict=True))
    return made(f"{said}\n\n{block}\n\n{tongue.earlier}\n", None)


def outlook_web(said: str, tongue: Tongue) -> bytes:
    """A rule and an element with a name above the earlier mail, nothing around it."""
    labels, values = tongue.labels, (f"{NAME} &lt;{ADDRESS}&gt;", tongue.date, "Ana Pop", "D-7K3M-92QF")
    block = "<br>".join(f"<b>{a}:</b> {b}" for a, b in zip(labels, values, strict=True))
    html = (
        f'<html><body dir="ltr"><div class="elementToProof">{as_breaks(said)}</div><div id="appendonsend"></div><hr'
        f' style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">{block}'
        f'<div>&nbsp;</div></div><div class="BodyFragment"><div class="PlainText">{as_breaks(tongue.earlier)}'
        "</div></div></body></html>"
    )
    return made(None, html, encoding="quoted-printable")


def outlook_phone(said: str, tongue: Tongue) -> bytes:
    """The advertisement of the program between the answer and the earlier mail."""
    labels, values = tongue.labels, (f"{NAME} &lt;{ADDRESS}&gt;", tongue.date, "Ana Pop", "D-7K3M-92QF")
    block = "<br>".join(f"<b>{a}:</b> {b}" for a, b in zip(labels, values, strict=True))
    html = (
        f'<div dir="auto">{as_breaks(said)}</div><div dir="auto"><br></div><div id="ms-outlook-mobile-signature"'
        f' dir="auto"><a href="https://aka.ms/AAb9ysg">{tongue.outlook}</a></div><hr style="width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg">{block}</div><br>{as_breaks(tongue.earlier)}'
    )
    values_plain = tuple(escapes.unescape(value) for value in values)
    fields = "\n".join(f"{a}: {b}" for a, b in zip(labels, values_plain, strict=True))
    plain = f"{said}\n\n{tongue.outlook}<https://aka.ms/AAb9ysg>\n{'_' * 32}\n{fields}\n\n{tongue.earlier}\n"
    return made(plain, html)


def apple_mail(said: str, tongue: Tongue) -> bytes:
    """The attribution stands inside the quoted element."""
    attribution = filled(tongue.apple)
    html = (
        '<html><body style="overflow-wrap: break-word;">'
        f'{as_breaks(said)}<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>'
        f'{escapes.escape(attribution)}</div><br class="Apple-interchange-newline"><div>{as_divs(tongue.earlier)}</div>'
        "</blockquote></div><br></body></html>"
    )
    return made(f"{said}\n\n> {attribution}\n>\n{cited(tongue.earlier)}\n", html)


def iphone(said: str, tongue: Tongue) -> bytes:
    """With the line every telephone adds, in plain text or HTML."""
    attribution = filled(tongue.apple)
    html = (
        f'<html><body dir="auto">{as_breaks(said)}<br id="lineBreakAtBeginningOfSignature">'
        f'<div dir="ltr">{tongue.phone}</div><div dir="ltr"><br>'
        f'<blockquote type="cite">{escapes.escape(attribution)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{as_divs(tongue.earlier)}</div></blockquote></body></html>'
    )
    plain = f"{said}\n\n{tongue.phone}\n\n> {attribution}\n> \n> {cited(tongue.earlier)[2:]}\n"
    return made(plain, html)


def thunderbird(said: str, tongue: Tongue) -> bytes:
    """A line of its own element above a quoted one."""
    html = (
        f'<html><body text="#000000"><p>{as_breaks(said)}</p><div class="moz-cite-prefix">'
        f'{escapes.escape(filled(tongue.bird))}<br></div><blockquote type="cite" cite="mid:1@iarmaroc.example">'
        f"{as_breaks(tongue.earlier)}</blockquote><br></body></html>"
    )
    return made(None, html)


def thunderbird_below(said: str, tongue: Tongue) -> bytes:
    """Plain text, the answer under the earlier mail."""
    return made(f"{filled(tongue.bird)}\n{cited(tongue.earlier)}\n\n{said}\n", None)


def yahoo_web(said: str, tongue: Tongue) -> bytes:
    """One element around attribution and earlier mail."""
    html = (
        f'<div class="ydp1yahoo-style-wrap" style="font-family:verdana;"><div dir="ltr">{as_breaks(said)}</div></div>'
        f'<div id="yahoo_quoted_1" class="yahoo_quoted"><div style="font-family:Helvetica"><div>'
        f"{escapes.escape(filled(tongue.gmail))}</div><div><br></div><div>{as_breaks(tongue.earlier)}</div></div></div>"
    )
    return made(f"{said}\n\n{filled(tongue.gmail)}\n\n{tongue.earlier}\n", html)


def proton(said: str, tongue: Tongue) -> bytes:
    """A container with its own class."""
    html = (
        f'<div style="font-family: Arial;">{as_breaks(said)}</div><div class="protonmail_signature_block'
        f' protonmail_signature_block-empty"></div><div class="protonmail_quote">{escapes.escape(filled(tongue.bird))}'
        f'<br><blockquote class="protonmail_quote" type="cite">{as_divs(tongue.earlier)}</blockquote></div>'
    )
    return made(None, html)


def between(said: str, tongue: Tongue) -> bytes:
    """Gmail, answers between the quoted questions."""
    first, _, rest = said.partition("\n")
    questions = tongue.earlier.split("\n")
    quoted = '<blockquote class="gmail_quote" style="border-left:1px solid">{}</blockquote>'
    html = (
        f'<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">'
        f"{escapes.escape(filled(tongue.gmail))}<br></div>"
        f"{quoted.format(as_divs(questions[0]))}<div>{escapes.escape(first)}</div>"
        f"{quoted.format(as_divs(questions[1]))}{as_divs(rest)}</div></div>"
    )
    return made(None, html)


CLIENTS: tuple[Callable[[str, Tongue], bytes], ...] = (
    gmail_web, gmail_plain, gmail_signed, outlook_desktop, outlook_plain, outlook_web, outlook_phone, apple_mail,
    iphone, thunderbird, thunderbird_below, yahoo_web, proton, between,
)  # fmt: skip

SAID = (
    "Da, sunt de acord cu 40 lei.\nCând primesc banii?",
    "Nu.\nProdusul este stricat, nu doar zgâriat.\n\nVreau rambursarea întreagă, vă rog.",
    "Mulțumesc!\nAștept.",
    "Hello,\n\nthe parcel came yesterday:\n- two plates are broken\n- one cup is missing\n\nWhat happens now?",
    "Ok\n👍",
    "Am verificat pe https://curier.example/AWB123456 și scrie „livrat”.\nNu am primit nimic.",
    "Bună ziua,\nam plătit 249,90 lei pe 12.11.2026, la ora 10:30.\nIBAN: RO49 AAAA 1B31 0075 9384 0000\n"
    "\nCu stimă,\nAna",
    "I was told on Monday that the seller wrote to you.\nIs that so?",
    "Prețul a fost < 200 lei & transportul gratuit.\nVezi atașat.",
    "Vânzătorul a scris că trimite altul.\nNu a trimis.\n\nPS: am și fotografii.",
    "De la început am spus: cutia era goală.\nSubiectul e închis pentru mine.",
)
"""What customers answer; every one of two lines or more, so that each can be written between questions."""
