"""The whole file of a case to take away: a document to read, a record for programs, the originals, and the proof.

Source: disputes.md 5.7.
"""

from amiabil.ui.dossier.measure import pack_measure, send_measure
from amiabil.ui.dossier.pack import PackedDossier, pack
from amiabil.ui.dossier.sending import answer

__all__ = ["PackedDossier", "answer", "pack", "pack_measure", "send_measure"]
