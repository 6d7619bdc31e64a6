"""Nothing that is wrong with a policy is told in the words of a library, nor a story in another language."""

from __future__ import annotations

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from amiabil.desks.policies.sentences import _OF_YAML, in_words
from amiabil.desks.policies.stories import TITLES, title_of
from amiabil.domain.policy import installed_policy
from amiabil.domain.policy.checking import check_policy
from amiabil.domain.policy.installed import installed_policies
from amiabil.domain.scenario.stories import stories
from amiabil.foundation.documents import read_yaml
from amiabil.foundation.yaml_problems import SENTENCES, UNKNOWN

TEXT = installed_policies()["ro-default"]
SIGNS = "\t:-[]{}\"'*&!|>@`%#,?\\ \n\x07x0"


@given(st.integers(0, len(TEXT)), st.text(SIGNS, min_size=1, max_size=4), st.integers(0, 12))
def test_whatever_is_typed_into_a_policy_is_told_in_the_language_of_the_reader(
    place: int, typed: str, gone: int
) -> None:
    checked = check_policy(TEXT[:place] + typed + TEXT[place + gone :], name="x.yaml", find=installed_policy)
    with translation.override("ro"):
        assert [
            one.text for one in checked.problems if not one.floor and in_words(one.text) == one.text
        ] == []


def test_every_sentence_about_yaml_is_translated() -> None:
    assert set(_OF_YAML) == set(SENTENCES)
    with translation.override("ro"):
        for text in (*SENTENCES.values(), UNKNOWN):
            assert in_words(text) != text
            assert in_words(text).endswith(".")


def test_every_story_has_a_title_in_the_language_of_the_reader() -> None:
    assert set(TITLES) == set(stories())
    for name, text in stories().items():
        title = read_yaml(text).fields()["title"].text()
        with translation.override("en"):
            assert title_of(name, title) == title
        with translation.override("ro"):
            assert title_of(name, title) not in {title, ""}


def test_a_story_of_nobody_keeps_its_title() -> None:
    assert title_of("own.yaml", "Own story") == "Own story"
