"""An embedder that does nothing twice: it keeps vectors by what was embedded, in memory and in a file.

The file is only a cache. Vectors of the shipped phrases come with the product; what is missing is made anew.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import numpy as np

from amiabil.gateways.embedding.protocol import LETTERS_MAX, Embedder, Vectors

LATELY = 2_000
"""Messages whose vectors are kept in memory: three megabytes."""

_SCALE = 400.0
"""A part of these vectors is hardly above 0.3; kept in eight bits, the order of the nearest stays the same."""


class KeptEmbedder:
    """Around another embedder. ``remember`` is for articles, ``vectors`` for messages, which no file may keep."""

    def __init__(self, inner: Embedder, folder: Path | None = None) -> None:
        self._inner = inner
        self._lately: OrderedDict[str, Vectors] = OrderedDict()
        self._file = folder / f"vectors-{inner.name}.npz" if folder is not None else None
        self._stored: dict[str, Vectors] = {}
        self.name = inner.name

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row for each message; the last ones are remembered in memory only."""
        rows = []
        for text in texts:
            key = _key(text)
            row = self._stored.get(key)
            if row is None:
                row = self._lately.get(key)
            if row is None:
                row = self._inner.vectors([text])[0]
                self._lately[key] = row
                if len(self._lately) > LATELY:
                    self._lately.popitem(last=False)
            rows.append(row)
        return np.asarray(rows, dtype=np.float32)

    def missing(self, texts: Sequence[str]) -> int:
        """How many of these texts of articles would have to be made anew."""
        self._load()
        return len({_key(text) for text in texts} - self._stored.keys())

    def remember(self, texts: Sequence[str]) -> Vectors:
        """One row for each text of an article; what was made anew goes into the file."""
        self._load()
        new = {key: text for text in texts if (key := _key(text)) not in self._stored}
        if new:
            made = self._inner.vectors(list(new.values()))
            self._stored.update(zip(new, made, strict=True))
            self._write()
        return np.asarray([self._stored[_key(text)] for text in texts], dtype=np.float32)

    def kept(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """What ``write`` keeps of these texts; those that are missing are made."""
        return dict(zip(map(_key, texts), self.remember(texts), strict=True))

    def unkept(self) -> KeptEmbedder:
        """The same, for texts that are only tried: what is made for them goes into no file."""
        self._load()
        other = KeptEmbedder(self._inner)
        other._stored = dict(self._stored)
        other._lately = self._lately
        return other

    def _load(self) -> None:
        if self._stored:
            return
        for name in (shipped_file(self.name), self._file):
            if name is not None and name.is_file():
                self._stored.update(read(name))

    def _write(self) -> None:
        """Into another file first: two processes may write, and either result is whole."""
        if self._file is None:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(f".{os.getpid()}.npz")
            write(beside, self._stored)
            beside.replace(self._file)
        except OSError:
            return  # it is only a cache; a full disk must not keep anybody from an answer


def shipped_file(name: str) -> Path | None:
    """The file of vectors that comes with the product for an embedder."""
    with resources.as_file(
        resources.files("amiabil") / "content" / "assistant" / f"vectors-{name}.npz"
    ) as file:
        return file if file.is_file() else None


def read(file: Path) -> dict[str, Vectors]:
    """The vectors of a file by the key of their text; empty where it cannot be read."""
    try:
        with np.load(file, allow_pickle=False) as held:
            keys, rows = held["keys"], held["rows"].astype(np.float32) / _SCALE
    except (OSError, ValueError, KeyError):
        return {}
    return {key.hex(): row for key, row in zip(map(bytes, keys), rows, strict=True)}


def write(file: Path, vectors: dict[str, Vectors]) -> None:
    """Keep vectors in a file."""
    keys = np.asarray([list(bytes.fromhex(key)) for key in vectors], dtype=np.uint8)
    rows = np.clip(np.rint(np.asarray(list(vectors.values())) * _SCALE), -127, 127).astype(np.int8)
    with file.open("wb") as opened:
        np.savez_compressed(opened, keys=keys, rows=rows)


def _key(text: str) -> str:
    return hashlib.sha256(text[:LETTERS_MAX].encode("utf-8", "replace")).hexdigest()[:32]
