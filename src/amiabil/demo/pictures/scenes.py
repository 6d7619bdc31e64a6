"""What does a photo of a complaint show? Scenes put together from the drawing of the product and a few props."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum, unique

from amiabil.demo.pictures.products import svg

_HEAD = re.compile(r"^<svg[^>]*>\s*<rect[^>]*/>|</svg>\s*$")
_HARM = re.compile(r'data-(crack|tear)="([\d.]+) ([\d.]+)"')


@unique
class Scene(StrEnum):
    """The photos that buyers and shops take."""

    DAMAGED = "damaged"
    CLOSE_UP = "close_up"
    ON_TABLE = "on_table"
    PARCEL = "parcel"
    LABEL = "label"
    OPEN_BOX = "open_box"
    EMPTY_BOX = "empty_box"
    PACKED = "packed"
    RECEIPT = "receipt"
    DOORSTEP = "doorstep"


def compose(scene: Scene, product: str) -> str:
    """The scene as a drawing in the same units as a product."""
    return f'<svg viewBox="0 0 160 120">{_SCENES[scene](product)}</svg>'


def body(product: str) -> str:
    """A product without its ground."""
    return _HEAD.sub("", svg(product))


def harm_of(product: str) -> tuple[str, float, float]:
    """How a product breaks (``crack``, ``tear``) and where, in its own units."""
    found = _HARM.search(svg(product))
    return (found.group(1), float(found.group(2)), float(found.group(3))) if found else ("crack", 80.0, 60.0)


_HARMS = {
    "crack": """<path d="M1-19-3.5-9 2.5-3.5-2.5 4.5 3.5 10 .5 19 5.5 9.5-.7 4 4.4-3-1.5-8.5z" fill="#33231a"/>
      <path d="M2.5-3.5l8-3 6 2M-2.5 4.5l-8 1-4 5M3.5 10l7 3M-3.5-9l-6-1" fill="none" stroke="#33231a"
      stroke-width=".8"/>
      <path d="M5.5-3l5 1-2 6-7-1z" fill="#000" opacity=".28"/>""",
    "tear": """<path d="M-12-8C-4-6 6 0 13 9 4 7-7 1-12-8z" fill="#2a1d17"/>
      <path d="M-9-5l5 1M-4-1l6 0M1 3l6 0M5 7l5-1" stroke="#efe6d6" stroke-width=".7"/>
      <path d="M-12-8l-4-2M13 9l4 3" stroke="#2a1d17" stroke-width=".8"/>""",
}


def _harm(product: str) -> str:
    kind, x, y = harm_of(product)
    return f'<g transform="translate({x} {y})">{_HARMS[kind]}</g>'


_TABLE = """<rect width="160" height="120" fill="#b9c2c1"/><path d="M0 78h160v42H0z" fill="#a98763"/>
  <path d="M0 92h160M0 108h160" stroke="#987753" stroke-width="1"/><path d="M0 76h160v3H0z" fill="#8d6c4a"/>"""
_CLOTH = '<rect width="160" height="120" fill="#a9b5b5"/><path d="M-10 96 60 -10h60L20 130z" fill="#b3bebe"/>'
_FLOOR = """<rect width="160" height="120" fill="#cdbfa9"/>
  <path d="M0 24h160M0 52h160M0 84h160M36 0v24M104 24v28M58 52v32M128 84v36" stroke="#b9a98f" stroke-width="1.2"/>"""
_SHADOW = '<ellipse cx="80" cy="106" rx="46" ry="6" fill="#000" opacity=".18"/>'


_CHIPS = {
    "crack": '<path d="M122 104l9-9 6 7z" fill="#d9cdb2"/><path d="M134 110l4-4 4 4z" fill="#c2b596"/>',
    "tear": "",
}


def _damaged(product: str) -> str:
    return f"""{_TABLE}{_SHADOW}<g transform="translate(-6 4) rotate(-7 80 60)">{body(product)}{_harm(product)}</g>
      {_CHIPS[harm_of(product)[0]]}"""


def _close_up(product: str) -> str:
    _, x, y = harm_of(product)
    move = f"translate(80 60) scale(2.3) rotate(5) translate({-x} {-y})"
    return f'{_CLOTH}<g transform="{move}">{body(product)}{_harm(product)}</g>'


def _on_table(product: str) -> str:
    return f'{_TABLE}{_SHADOW}<g transform="translate(10 6) rotate(4 80 60) scale(.92)">{body(product)}</g>'


def _box(dent: str) -> str:
    return f"""<path d="M34 46 80 28l46 18v44l-46 18-46-18z" fill="#c79a66"/>
      <path d="M80 64v44l46-18V46z" fill="#ad8150"/>
      <path d="M34 46l46 18 46-18" fill="none" stroke="#8c6539" stroke-width="2"/>{dent}
      <path d="M56 37l46 18v10" fill="none" stroke="#e9d9bd" stroke-width="6"/>
      <path d="M40 70l24 10v14L40 84z" fill="#f5f3ec"/>
      <path d="M44 76l14 6M44 80l14 6M44 84l9 4" stroke="#55646a" stroke-width="1.2"/>"""


_DENT = """<path d="M108 53l18-7v22l-9-3-4-9z" fill="#6f4d29"/><path d="M104 55l10 14 12 2M110 60l8-2" fill="none"
  stroke="#54391c" stroke-width="1.6"/>"""


def _parcel(product: str) -> str:
    return f'{_FLOOR}<ellipse cx="82" cy="104" rx="56" ry="9" fill="#000" opacity=".2"/>{_box(_DENT)}'


def _doorstep(product: str) -> str:
    return f"""<rect width="160" height="120" fill="#8f9a94"/><path d="M24 0h80v88H24z" fill="#4c6b57"/>
      <path d="M34 10h26v32H34zM68 10h26v32H68zM34 50h26v30H34zM68 50h26v30H68z" fill="#43604d"/>
      <circle cx="97" cy="50" r="3" fill="#d9b06a"/><path d="M0 88h160v32H0z" fill="#b5aa98"/>
      <path d="M20 90h90l6 10H12z" fill="#7a5a32"/><g transform="translate(62 44) scale(.62)">{_box("")}</g>"""


_BARS = ((38, 3), (44, 6), (53, 2), (58, 5), (67, 2), (72, 7), (83, 3), (90, 5), (99, 2), (105, 6), (115, 3))


def _label(product: str) -> str:
    bars = "".join(f'<rect x="{x}" y="64" width="{width}" height="26" fill="#20292b"/>' for x, width in _BARS)
    return f"""<rect width="160" height="120" fill="#c3a27a"/><path d="M0 58h160v6H0z" fill="#d9c7a4"/>
      <g transform="rotate(-3 80 60)"><rect x="28" y="16" width="104" height="88" rx="3" fill="#fff"/>
      <rect x="38" y="26" width="40" height="7" fill="#2b3a3e"/>
      <rect x="92" y="24" width="30" height="22" fill="#2b3a3e"/>
      <path d="M97 30h20M97 35h20M97 40h12" stroke="#fff" stroke-width="2"/>
      <path d="M38 41h44M38 47h36M38 53h50M92 54h30" stroke="#aab5b7" stroke-width="3"/>{bars}
      <path d="M48 97h64" stroke="#55646a" stroke-width="2"/></g>
      <path d="M112 0 160 40V0z" fill="#8c6539" opacity=".35"/>"""


_INSIDE = '<path d="M28 60h104v48H28z" fill="#b98d5c"/><path d="M28 60 14 40h106l12 20z" fill="#8f6a40"/>'
_FRONT = '<path d="M28 66h104v42H28z" fill="#b98d5c"/><path d="M28 66h104v5H28z" fill="#a87c4d"/>'
_FLAPS = '<path d="M28 60 8 50l8-14 12 24zM132 60l22-8-6-14-16 22z" fill="#cfa673"/>'
_PEANUTS = """<g fill="#f3f1ea"><circle cx="46" cy="62" r="9"/><circle cx="62" cy="58" r="10"/>
      <circle cx="104" cy="60" r="10"/>
  <circle cx="119" cy="63" r="8"/></g>"""


def _open_box(product: str) -> str:
    inner = f'<g transform="translate(27 -3) scale(.66)">{body(product)}{_harm(product)}</g>'
    return f"{_FLOOR}{_INSIDE}{_FLAPS}{_PEANUTS}{inner}{_FRONT}"


def _packed(product: str) -> str:
    inner = f'<g transform="translate(27 -3) scale(.66)">{body(product)}</g>'
    return f"{_TABLE}{_INSIDE}{_FLAPS}{inner}{_PEANUTS}{_FRONT}"


def _empty_box(product: str) -> str:
    return f"""{_FLOOR}{_INSIDE}<path d="M34 60h92l-8-16H26z" fill="#6f4d29"/>
      <path d="M44 58c8-8 20-4 24 0s16 2 22-4 14 0 18 4z" fill="#d9c7a4"/>{_FLAPS}{_FRONT}"""


def _receipt(product: str) -> str:
    rows = "".join(
        f'<path d="M46 {y}h38M100 {y}h14" stroke="#7d8b8f" stroke-width="2.4"/>' for y in range(48, 84, 7)
    )
    return f"""{_TABLE}<g transform="rotate(5 80 60)">
      <path d="M36 10h88v100l-8-4-8 4-8-4-8 4-8-4-8 4-8-4-8 4-8-4-8 4-8-4z"
      fill="#fbfaf4"/><rect x="46" y="20" width="34" height="7" fill="#2b3a3e"/><path d="M46 33h48M46 38h30"
      stroke="#aab5b7" stroke-width="2.4"/>{rows}<path d="M46 88h68" stroke="#2b3a3e" stroke-width="1.4"/>
      <rect x="92" y="92" width="22" height="6" fill="#2b3a3e"/>
      <circle cx="62" cy="92" r="11" fill="none" stroke="#3e6f7c"
      stroke-width="1.8"/><path d="M56 92h12" stroke="#3e6f7c" stroke-width="1.8"/></g>"""


_SCENES: Mapping[Scene, Callable[[str], str]] = {
    Scene.DAMAGED: _damaged,
    Scene.CLOSE_UP: _close_up,
    Scene.ON_TABLE: _on_table,
    Scene.PARCEL: _parcel,
    Scene.LABEL: _label,
    Scene.OPEN_BOX: _open_box,
    Scene.EMPTY_BOX: _empty_box,
    Scene.PACKED: _packed,
    Scene.RECEIPT: _receipt,
    Scene.DOORSTEP: _doorstep,
}
