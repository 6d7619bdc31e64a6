"""More programs: telephones, web mails of the neighbours, and mails sent on. Built as in ``clients``."""

from __future__ import annotations

import html as escapes
from collections.abc import Callable

from tests.domain.mail.clients import (
    ADDRESS,
    NAME,
    Tongue,
    as_breaks,
    as_divs,
    cited,
    filled,
    made,
)


def _block(tongue: Tongue, line: str = "<br>") -> str:
    values = (f"{NAME} &lt;{ADDRESS}&gt;", tongue.date, "Ana Pop &lt;ana@example.ro&gt;", "D-7K3M-92QF")
    return line.join(f"<b>{a}:</b> {b}" for a, b in zip(tongue.labels, values, strict=True))


def gmail_phone(said: str, tongue: Tongue) -> bytes:
    """Everything in one line of HTML."""
    html = (
        f'<div dir="auto">{as_divs(said)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f'{escapes.escape(filled(tongue.gmail))}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;'
        f'border-left:1px #ccc solid;padding-left:1ex"><div dir="auto">{as_divs(tongue.earlier)}</div>'
        "</blockquote></div>\n"
    )
    return made(None, html)


def gmx(said: str, tongue: Tongue) -> bytes:
    """A named element with a line at its left."""
    html = (
        f'<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;"><div>{as_breaks(said)}</div>'
        '<div>&nbsp;<div name="quote" style="margin: 10px 5px 5px 10px; padding: 10px 0px 10px 10px; border-left: 2px'
        f' solid rgb(195, 217, 229);"><div style="margin: 0px 0px 10px;">{_block(tongue)}</div>'
        f'<div name="quoted-content">'
        f"{as_breaks(tongue.earlier)}</div></div></div></div></body></html>"
    )
    return made(None, html)


def roundcube(said: str, tongue: Tongue) -> bytes:
    """The attribution in a paragraph with a name."""
    html = (
        f"<html><body style='font-size: 10pt'><p>{as_breaks(said)}</p><p id=\"reply-intro\">"
        f'{escapes.escape(filled(tongue.bird))}</p><blockquote type="cite" style="padding: 0 0.4em;'
        f' border-left: #1010ff 2px solid; margin: 0"><div>{as_breaks(tongue.earlier)}</div></blockquote></body></html>'
    )
    return made(None, html)


def zimbra(said: str, tongue: Tongue) -> bytes:
    """A rule with a name, then labels in bold."""
    html = (
        f'<html><body><div style="font-family: arial"><div>{as_breaks(said)}</div><div><br></div><hr id="zwchr"'
        f' data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{_block(tongue)}<br></div><div><br></div>'
        f'<div data-marker="__QUOTED_TEXT__">{as_divs(tongue.earlier)}</div></div></body></html>'
    )
    return made(None, html)


def samsung(said: str, tongue: Tongue) -> bytes:
    """A separator in words."""
    html = (
        f'<html><body dir="auto"><div dir="auto">{as_breaks(said)}</div><div dir="auto"><br></div><div'
        ' id="composer_signature" dir="auto"><div style="font-size:12px;color:#575757">Sent from my Galaxy</div></div>'
        '<div dir="auto"><br></div><div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000">'
        f"<div>-------- Original message --------</div>"
        f"<div>{_block(tongue, '</div><div>')}</div><div><br></div></div>{as_divs(tongue.earlier)}</body></html>"
    )
    return made(None, html)


def yahoo_phone(said: str, tongue: Tongue) -> bytes:
    """A quoted element without any sign of what it is, and an advertisement above."""
    html = (
        f'{as_breaks(said)}<br><br><div id="ymail_android_signature"><a id="ymail_android_signature_link"'
        ' href="https://mail.onelink.me/107872968?pid=x">Yahoo Mail: Search, Organize, Conquer</a></div><br><blockquote'
        ' style="margin: 0 0 20px 0;"><div style="font-family:Roboto, sans-serif; color:#6D00F6;"><div>'
        f'{escapes.escape(filled(tongue.gmail))}</div></div><div style="padding: 10px 0 0 20px; margin: 10px 0 0 0;'
        f' border-left: 1px solid #6D00F6;">{as_divs(tongue.earlier)}</div></blockquote>'
    )
    return made(None, html)


def spark(said: str, tongue: Tongue) -> bytes:
    """Named sections."""
    html = (
        f'<html><head></head><body><div name="messageBodySection"><div dir="auto">{as_breaks(said)}</div></div>'
        f'<div name="messageReplySection">{escapes.escape(filled(tongue.gmail))}<br><blockquote type="cite"'
        ' style="border-left-color: grey; border-left-width: thin; border-left-style: solid; margin: 5px 5px;"'
        f' class="spark_quote"><div dir="auto">{as_divs(tongue.earlier)}</div></blockquote></div></body></html>'
    )
    return made(None, html)


def outlook_mac(said: str, tongue: Tongue) -> bytes:
    """Word's line in another colour, a span around the labels."""
    html = (
        f'<html><body><div class="WordSection1">{as_divs(said)}<p class="MsoNormal">&nbsp;</p><div'
        ' style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal">'
        f'<span style="font-size:12.0pt;color:black">{_block(tongue)}</span></p></div><div>{as_divs(tongue.earlier)}'
        "</div></div></body></html>"
    )
    return made(None, html)


def outlook_sent_on(said: str, tongue: Tongue) -> bytes:
    """Sent on with a word, the plain form only."""
    values = (f"{NAME} <{ADDRESS}>", tongue.date, "Ana Pop", "FW: D-7K3M-92QF")
    fields = "\n".join(f"{label}: {value}" for label, value in zip(tongue.labels, values, strict=True))
    return made(f"{said}\n\n\n{fields}\n\n\n{tongue.earlier}\n", None)


def answered_twice(said: str, tongue: Tongue) -> bytes:
    """An answer above an answer above the first mail, each by another program."""
    middle = f"Ok.\n\n{filled(tongue.bird)}\n{cited(tongue.earlier)}"
    return made(f"{said}\n\n{filled(tongue.apple)}\n\n{cited(middle)}\n", None)


def company(said: str, tongue: Tongue) -> bytes:
    """Outlook, with the block a company puts under every mail."""
    signature = (
        '<div id="Signature"><p><b>Ana Pop</b><br>Contabil-șef<br>SC Grădina Verde SRL</p><table><tr><td>Tel.</td><td>'
        '+40 268 000 111</td></tr><tr><td>Web</td><td><a href="https://gradina.example">gradina.example</a></td></tr>'
        "</table></div>"
    )
    html = (
        f'<html><body><div>{as_breaks(said)}</div>{signature}<div id="appendonsend"></div><hr tabindex="-1"><div'
        f' id="divRplyFwdMsg">{_block(tongue)}</div><div>{as_breaks(tongue.earlier)}</div></body></html>'
    )
    return made(None, html)


MORE_CLIENTS: tuple[Callable[[str, Tongue], bytes], ...] = (
    gmail_phone, gmx, roundcube, zimbra, samsung, yahoo_phone, spark, outlook_mac, outlook_sent_on, answered_twice,
    company,
)  # fmt: skip
