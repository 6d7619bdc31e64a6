"""What the request is called that a booked call becomes part of?"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from amiabil.domain.support.setup import Topic
from amiabil.ui.words.tickets import label


def subject_of(topic: Topic, language: str) -> str:
    """The subject in this language, by what the call is about."""
    with translation.override(language):
        # Translators: %(topic)s is what a request is about, such as "A payment".
        return _("Call-back: %(topic)s") % {"topic": label(topic.labels, language)}
