"""Keys of a marketplace that are given, where the product would fetch them."""

from __future__ import annotations


class FixedKeys:
    """A document that is given and can be changed; see ``gateways.jwks.KeyDocument``."""

    def __init__(self, text: str, after_renewal: str | None = None) -> None:
        self._text = text
        self._after_renewal = after_renewal

    def current(self) -> str:
        """The document as it stands."""
        return self._text

    def renewed(self) -> str:
        """The later document, where one was given."""
        self._text = self._after_renewal or self._text
        return self._text
