"""The whole file of a case to take away: a document to read, a record for programs, the originals, and the proof.

Source: disputes.md 5.7.
"""

from amiabil.ui.dossier.pack import PackedDossier, pack

__all__ = ["PackedDossier", "pack"]
