"""The audit log is read in words: every act that is written down has some."""

from __future__ import annotations

import re

import pytest

from amiabil.actions.mediation import take_case
from amiabil.desks.audit.words import action_words
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from tests.architecture.source import PACKAGE
from tests.desks.reading import main
from tests.desks.stories import browser, in_mediation
from tests.factories import World, make_staff

_WRITTEN = re.compile(r"""(?:audit\.note|_note|_move)\(\s*viewer,\s*"([a-z_]+(?:\.[a-z_]+)?)\"""")


def test_every_act_that_is_written_down_has_words() -> None:
    texts = [path.read_text("utf-8") for path in (PACKAGE / "actions").rglob("*.py")]
    written = {action for text in texts for action in _WRITTEN.findall(text)}
    assert {"case.take", "case.merge", "policy.publish", "look"} <= written, "the search finds them"
    assert {action for action in written if not action_words(action)} == set()


@pytest.mark.django_db
def test_a_yes_is_no_word_of_python(world: World) -> None:
    mia: Viewer = make_staff("mia", Role.MEDIATOR)
    take_case(mia, in_mediation(world))
    text = main(browser(make_staff("aud", Role.AUDITOR)).get("/desk/audit/"))
    assert "independent: yes" in text and "True" not in text
